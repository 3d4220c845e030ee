"""Facts: each record of a measure's population, with the one label under which it falls. Every figure is a fold over facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from grassroots.charter import Form, Literal, Measure, Reads
from grassroots.errors import InvalidArgument
from grassroots.figures.figure import Key, Spread, Tree, Value
from grassroots.figures.paths import Reader
from grassroots.model import home_field, key_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

HIT, MISS = "hit", "miss"
NO_PLACE, MISSING = "no_place", "missing"
"""The two reasons to leave a record out that no charter names: its unit no longer stands and leads nowhere; it lacks the value that is asked for."""


@frozen
class Fact:
    """One record of a population: where it counts (`unit`, standing in the tree of `tree_day`), its label, its number or key, its split values."""

    key: Key
    unit: UnitId | None
    tree_day: date
    day: date
    label: str
    number: Decimal | int | None
    distinct: Literal | None
    cells: tuple[str, ...]


def facts_of(measure: Measure, snapshot: Snapshot, reader: Reader, period: Period, tree: Tree) -> list[Fact]:
    """Labels each record of the population; `measure` is no ratio and no reach.

    The state is read at the end of `min(period.last, as_of)`, for a flow that reads `as_of` at the end of that day.
    """
    last = min(period.last, snapshot.as_of)
    read = last if measure.is_stock or measure.reads is Reads.PERIOD_END else snapshot.as_of
    homeless = home_field(measure.noun) is None and measure.noun != "unit"
    facts: list[Fact] = []
    for record in snapshot.all(measure.noun).values():
        if measure.is_stock:
            if not snapshot.counts_on(record, last):
                continue
            day = last
        else:
            event = reader.event(record, measure.dated, read)
            if event is None or event not in period or event > snapshot.as_of:
                continue
            day = event
        if not reader.holds(record, measure.where, read):
            continue
        tree_day = day if tree is Tree.THEN else snapshot.as_of
        home = snapshot.home(record)
        unit = None if home is None else snapshot.tree.place(home, tree_day)
        number: Decimal | int | None = None
        distinct: Literal | None = None
        label = next((reason for reason, condition in measure.left_out if reader.holds(record, condition, read)), "")
        if not label:
            label = HIT if reader.holds(record, measure.hit, read) else MISS
        if unit is None and not homeless:
            label = NO_PLACE
        if label == HIT and measure.form in (Form.SUM, Form.SPREAD):
            value = reader.value(record, measure.value, read)
            number = value if isinstance(value, Decimal | int) and not isinstance(value, bool) else None
            label = HIT if number is not None else MISSING
        elif label == HIT and measure.form is Form.DISTINCT:
            distinct = reader.value(record, measure.key, read)
            label = HIT if distinct is not None else MISSING
        cells = tuple(_cell(reader.value(record, split.path, read), split.missing) for split in measure.by)
        facts.append(Fact(key_of(record), unit, tree_day, day, label, number, distinct, cells))
    return facts


def _cell(value: Literal | None, missing: str) -> str:
    if value is None:
        return missing
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def in_scope(facts: Iterable[Fact], snapshot: Snapshot, scope: UnitId | None, without: tuple[UnitId, ...] = ()) -> list[Fact]:
    """The facts that count at a unit or under it, save those under the units `without`; for None, all, those without a place too."""
    if scope is None and not without:
        return list(facts)
    found = []
    for fact in facts:
        tree = snapshot.tree_on(fact.tree_day)
        if scope is not None and (fact.unit is None or not tree.is_under(fact.unit, scope)):
            continue
        if fact.unit is not None and any(tree.is_under(fact.unit, unit) for unit in without):
            continue
        found.append(fact)
    return found


def folded(measure: Measure, facts: Iterable[Fact]) -> tuple[Value, int | None, int | None, dict[str, int]]:
    """Value, numerator, denominator and what was left out, by reason in the order of the measure."""
    hits = misses = 0
    numbers: list[Decimal | int] = []
    keys: set[Literal] = set()
    reasons: dict[str, int] = {reason: 0 for reason, _ in measure.left_out}
    for fact in facts:
        if fact.label == HIT:
            hits += 1
            if fact.number is not None:
                numbers.append(fact.number)
            if fact.distinct is not None:
                keys.add(fact.distinct)
        elif fact.label == MISS:
            misses += 1
        else:
            reasons[fact.label] = reasons.get(fact.label, 0) + 1
    left_out = {reason: count for reason, count in reasons.items() if count}
    if measure.form is Form.COUNT:
        return hits, None, None, left_out
    if measure.form is Form.SUM:
        return sum(numbers, Decimal(0)), None, None, left_out
    if measure.form is Form.DISTINCT:
        return len(keys), None, None, left_out
    if measure.form is Form.SPREAD:
        return _spread(numbers), None, None, left_out
    if measure.form is Form.RATE:
        whole = hits + misses
        return (Fraction(hits, whole) if whole else None), hits, whole, left_out
    raise InvalidArgument(f"{measure.form} is not made of records")


def _spread(numbers: list[Decimal | int]) -> Spread | None:
    if not numbers:
        return None
    ordered = sorted(Decimal(number) for number in numbers)

    def rank(numerator: int, denominator: int) -> Decimal:
        return ordered[max(-(-len(ordered) * numerator // denominator), 1) - 1]

    return Spread(len(ordered), ordered[0], rank(1, 2), rank(9, 10), ordered[-1])
