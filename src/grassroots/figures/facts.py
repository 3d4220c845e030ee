"""Facts: each record of a measure's population, with the one label under which it falls. Every figure is a fold over facts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from operator import attrgetter

from attrs import frozen

from grassroots.charter import ALWAYS, Literal, Measure, Reads
from grassroots.charter.paths import leaves
from grassroots.figures.figure import Tree
from grassroots.figures.value import Key
from grassroots.model import DERIVED, Derived, Record, home_field, key_of
from grassroots.reading.reader import Reader
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


def read_day(measure: Measure, period: Period, as_of: date) -> date:
    """The day at whose end the state of records is read: the last day that counts, or for a flow that reads `as_of` that day."""
    last = min(period.last, as_of)
    return last if measure.is_stock or measure.reads is Reads.PERIOD_END else as_of


def population(measure: Measure, snapshot: Snapshot, read: date) -> Mapping[str, Record | Derived]:
    """The records among which a measure looks."""
    return snapshot.derived(measure.noun, read) if measure.noun in DERIVED else snapshot.all(measure.noun)


def facts_of(
    measure: Measure, snapshot: Snapshot, reader: Reader, read: date, tree: Tree, among: Iterable[Record | Derived]
) -> Iterator[Fact]:
    """Labels each of these records of the population, whatever its day, as read at the end of `read`; `measure` is no ratio and no reach."""
    homeless = home_field(measure.noun) is None and measure.noun != "unit"
    numbered, distinct_form = measure.form.traits.needs == "value", measure.form.traits.needs == "key"
    persons = distinct_form and of_persons(measure, snapshot)
    for record in among:
        if measure.is_stock:
            if not snapshot.counts_on(record, read):
                continue
            day = read
        else:
            event = happened(record, measure.dated, reader, read)
            if event is None:
                continue
            day = event
        if measure.where is not ALWAYS and not reader.holds(record, measure.where, read):
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
        if label == HIT and numbered:
            value = reader.value(record, measure.value, read)
            number = value if isinstance(value, Decimal | int) and not isinstance(value, bool) else None
            label = HIT if number is not None else MISSING
        elif label == HIT and distinct_form:
            distinct = reader.value(record, measure.key, read)
            label = HIT if distinct is not None else MISSING
            if persons and isinstance(distinct, str):
                # Records that a decision says are one person count as one.
                distinct = snapshot.person(distinct)
        cells = tuple(cell_text(reader.value(record, split.path, read), split.missing) for split in measure.by)
        yield Fact(key_of(record), unit, tree_day, day, label, number, distinct, cells)


def happened(record: Record | Derived, dated: str, reader: Reader, read: date) -> date | None:
    """The day on which a record of a flow happens, as read at the end of `read`; None where it did not by the last day that counts. What begins later and was set
    by then belongs to it already: a target of the plan for the next year, made this year."""
    day, last = reader.event(record, dated, read), reader.snapshot.as_of
    on = getattr(record, "on", None) if dated == "start" else None
    return day if day is None or day <= last or (isinstance(on, date) and on <= last) else None


def of_persons(measure: Measure, snapshot: Snapshot) -> bool:
    """Whether what is counted as different are persons alone."""
    if measure.noun == "person":
        return measure.key == "id"
    ends = leaves(snapshot.charter, measure.noun, measure.key)
    return bool(ends) and all(leaf.refs == ("person",) for leaf in ends)


class Facts:
    """The labelled records of one measure, laid out so that a unit and a period are found without walking all."""

    def __init__(self, facts: Iterable[Fact], snapshot: Snapshot, tree: Tree) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._at: dict[UnitId | None, list[Fact]] = {}
        self._units: dict[UnitId, list[UnitId]] = {}
        self._days: dict[UnitId | None, list[date]] = {}
        self._lies: dict[str, UnitId | None] | None = None
        self.add(facts)

    def _lay(self, unit: UnitId | None, facts: list[Fact]) -> None:
        facts.sort(key=_by_day)
        self._at[unit], self._days[unit] = facts, list(map(_by_day, facts))

    def carried_to(self, snapshot: Snapshot, ids: Set[str]) -> Facts:
        """The same in a later state, without the facts of these records."""
        made = Facts((), snapshot, self._tree)
        made._at, made._days = dict(self._at), dict(self._days)
        if ids:
            # Whoever goes on from here takes it along: no state needs it but the last.
            units, self._lies = self._lies, None
            if units is None:
                units = {fact.key[1]: unit for unit, facts in self._at.items() for fact in facts}
            for unit in {units.pop(id) for id in ids if id in units}:
                if left := [fact for fact in made._at[unit] if fact.key[1] not in ids]:
                    made._lay(unit, left)
                else:
                    del made._at[unit], made._days[unit]
            made._lies = units
        return made

    def add(self, facts: Iterable[Fact]) -> None:
        """Adds the facts of other records."""
        new: dict[UnitId | None, list[Fact]] = {}
        for fact in facts:
            new.setdefault(fact.unit, []).append(fact)
        self._units = {}
        for unit, found in new.items():
            self._lay(unit, [*self._at.get(unit, ()), *found])
            if self._lies is not None:
                self._lies.update((fact.key[1], unit) for fact in found)

    def within(self, period: Period | None, scope: UnitId | None, without: tuple[UnitId, ...] = ()) -> list[Fact]:
        """The facts of a period (None: all) that count at a unit or under it, save those under the units `without`.

        For the scope None, all, those without a place too.
        """
        if self._tree is Tree.THEN and (scope is not None or without):
            return [fact for unit in self._at for fact in self._cut(unit, period) if self._stood(fact, scope, without)]
        units: Iterable[UnitId | None] = self._at if scope is None else self._below(scope)
        if without:
            tree = self._snapshot.tree_on()
            units = [unit for unit in units if unit is None or not any(tree.is_under(unit, other) for other in without)]
        return [fact for unit in units for fact in self._cut(unit, period)]

    def _below(self, scope: UnitId) -> list[UnitId]:
        """The unit and those under it at which anything counts: it is asked of each month anew."""
        found = self._units.get(scope)
        if found is None:
            found = self._units[scope] = [unit for unit in self._snapshot.tree_on().under(scope) if unit in self._at]
        return found

    def _cut(self, unit: UnitId | None, period: Period | None) -> list[Fact]:
        facts = self._at[unit]
        if period is None:
            return facts
        days = self._days[unit]
        return facts[bisect_left(days, period.start) : bisect_left(days, period.end)]

    def _stood(self, fact: Fact, scope: UnitId | None, without: tuple[UnitId, ...]) -> bool:
        tree = self._snapshot.tree_on(fact.tree_day)
        if fact.unit is None:
            return scope is None
        return (scope is None or tree.is_under(fact.unit, scope)) and not any(tree.is_under(fact.unit, one) for one in without)


_by_day = attrgetter("day")


def cell_text(value: Literal | None, missing: str) -> str:
    """Under which part of a split a value falls."""
    if value is None:
        return missing
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@frozen
class Gathered:
    """What the facts of a figure come to: how many hits and misses, the numbers of the hits and how many different keys they have, and how many
    are left out, by reason. Of a sum the numbers may be added up already, of some or of all."""

    hits: int
    misses: int
    numbers: Sequence[Decimal | int]
    different: int
    left_out: dict[str, int]


def gathered(measure: Measure, facts: Iterable[Fact]) -> Gathered:
    """The facts of a figure, counted; reasons for leaving out in the order of the measure."""
    hits: list[Fact] = []
    labels: dict[str, int] = {}
    for fact in facts:
        if fact.label == HIT:
            hits.append(fact)
        else:
            labels[fact.label] = labels.get(fact.label, 0) + 1
    return Gathered(
        hits=len(hits),
        misses=labels.pop(MISS, 0),
        numbers=tuple([fact.number for fact in hits if fact.number is not None]),
        different=len({fact.distinct for fact in hits if fact.distinct is not None}),
        left_out={reason: labels[reason] for reason in in_order(measure, labels)} if labels else {},
    )


def in_order(measure: Measure, reasons: Iterable[str]) -> list[str]:
    """Reasons for leaving out in the order of the measure, then those that no charter names."""
    named = [reason for reason, _ in measure.left_out]
    found = set(reasons)
    return [*(reason for reason in named if reason in found), *sorted(found - set(named))]
