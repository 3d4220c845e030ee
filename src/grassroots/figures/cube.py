"""Cubes: figures of every unit in several periods at once, as plain numbers; a figure with its question is made of the few that somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import cycle, islice
from typing import Any

from attrs import evolve, field, frozen
from markupsafe import escape

from grassroots.charter import Form, Measure
from grassroots.errors import InvalidArgument
from grassroots.fields import in_short
from grassroots.figures.engine import Counts
from grassroots.figures.evaluate import Ask, Evaluator, full_name
from grassroots.figures.facts import MISSING
from grassroots.figures.figure import Figure, Question, Tree
from grassroots.figures.plain import MOST_ROWS, plain_value, rows_html
from grassroots.figures.value import Value
from grassroots.problems import one_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

NOUGHT = Decimal(0)
Numbers = Sequence[Sequence[Any]]
"""A sequence for each period, in it a number for each unit."""


@frozen(kw_only=True, eq=False)
class Strand:
    """The figures of one measure, or of a part of it. `numerators` and `denominators` are there for shares and quotients, and empty for the others;
    `missing` where values are added up and some records have none: how many."""

    name: str
    measure: Measure
    cell: tuple[tuple[str, str], ...] = ()
    numerators: Numbers = ()
    denominators: Numbers = ()
    missing: Numbers = ()
    _values: Numbers = field(default=(), alias="values")

    @cached_property
    def values(self) -> Numbers:
        """`values[period][unit]`; None where there is nothing to compute it from, or nothing on record."""
        if self._values:
            return self._values
        return [_shares(self.measure, *one) for one in zip(self.numerators, self.denominators, strict=True)]


def _shares(measure: Measure, uppers: Sequence[Any], lowers: Sequence[Any]) -> list[Fraction | None]:
    least, pairs = max(measure.minimum, 1), zip(uppers, lowers, strict=True)
    return [None if of is None or of < least else Fraction(upper, of) for upper, of in pairs]


@frozen(kw_only=True, eq=False, repr=False)
class Cube:
    """Figures of every standing unit, with all under it, in several periods. `units` are in the order of the tree, each before those under it.

    `strands` holds the numbers by name: of a measure (`opinions`) and of each of its parts (`opinions.solved`).
    """

    units: tuple[UnitId, ...]
    periods: tuple[Period, ...]
    strands: Mapping[str, Strand]
    _evaluator: Evaluator = field(alias="evaluator")
    _tree: Tree = field(alias="tree")
    _ask: Ask | None = field(default=None, alias="ask")
    hidden: frozenset[tuple[str, int, int]] = frozenset()
    """What is not published: the name of the figure, the places of the period and of the unit."""
    _publish: Callable[[Figure], Figure] | None = field(default=None, alias="publish")

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        return f"<Cube: {len(self.units)} units, {len(self.periods)} periods, {', '.join(self.strands)}>"

    def _repr_html_(self) -> str:
        """For notebooks: the first rows."""
        rows = list(islice(self.rows(), MOST_ROWS))
        return f"<p>{escape(repr(self)[1:-1])}</p>" + rows_html(
            [*([tuple(rows[0])] if rows else []), *(tuple(row.values()) for row in rows)]
        )

    @property
    def snapshot(self) -> Snapshot:
        """The records that are counted."""
        return self._evaluator.snapshot

    def value(self, name: str, unit: str, period: Period) -> Value:
        """One value.

        Raises:
            InvalidArgument: the cube has no such figure, unit or period.
        """
        strand, at, period_at = self._at(name, unit, period)
        found: Value = strand.values[period_at][at]
        return found

    def figure(self, name: str, unit: str, period: Period) -> Figure:
        """The same as a figure, which leads to its records.

        Raises:
            InvalidArgument: the cube has no such figure, unit or period.
        """
        strand, at, _ = self._at(name, unit, period)
        found = self._evaluator.figure(self._question(strand, at, period), self._ask)
        return found if self._publish is None else self._publish(found)

    def questions(self) -> Iterator[tuple[tuple[str, int, int], Question]]:
        """The question of every figure, with its name and the places of its period and unit: wholes before their parts, upper units before those below."""
        for strand in sorted(self.strands.values(), key=lambda one: len(one.cell)):
            for at in range(len(self.units)):
                for period_at, period in enumerate(self.periods):
                    yield (strand.name, period_at, at), self._question(strand, at, period)

    def published(self, told: Mapping[Question, frozenset[str]], publish: Callable[[Figure], Figure]) -> Cube:
        """The cube without the values that are hidden, whose figures lead to no records."""
        hidden = frozenset(place for place, question in self.questions() if "value" in told.get(question, ("value",)))

        untold = frozenset(place for place, question in self.questions() if told.get(question, ("value",)))

        def left(name: str, numbers: Numbers, out: frozenset[tuple[str, int, int]] = hidden) -> Numbers:
            return [
                [None if (name, period_at, at) in out else one for at, one in enumerate(row)]
                for period_at, row in enumerate(numbers)
            ]

        strands = {
            name: Strand(
                name=one.name,
                measure=one.measure,
                cell=one.cell,
                values=left(name, one.values),
                numerators=left(name, one.numerators),
                denominators=left(name, one.denominators),
                missing=left(name, one.missing, untold),
            )
            for name, one in self.strands.items()
        }
        return evolve(self, strands=strands, hidden=hidden, publish=publish)

    def _question(self, strand: Strand, at: int, period: Period) -> Question:
        return self._evaluator.question(strand.measure, scope=self.units[at], period=period, tree=self._tree, cell=strand.cell)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each unit in each period, as plain data: `unit`, `start` and `end` (the first day that no longer counts), and the values by name as JSON has
        them; of shares the numerator and the denominator stand beside, of sums the records without a value (`NAME.missing`) where there are any; `NAME.hidden` is true where the value is not published."""
        for at, unit in enumerate(self.units):
            for period_at, period in enumerate(self.periods):
                row: dict[str, Any] = {"unit": unit, "start": period.start.isoformat(), "end": period.end.isoformat()}
                for name, strand in self.strands.items():
                    row[name] = plain_value(strand.values[period_at][at])
                    for part, numbers in (
                        ("numerator", strand.numerators),
                        ("denominator", strand.denominators),
                        ("missing", strand.missing),
                    ):
                        if numbers:
                            row[f"{name}.{part}"] = plain_value(numbers[period_at][at])
                    if (name, period_at, at) in self.hidden:
                        row[f"{name}.hidden"] = True
                yield row

    def _at(self, name: str, unit: str, period: Period) -> tuple[Strand, int, int]:
        one_of(name, list(self.strands), "figure")
        one_of(unit, list(self.units), "unit")
        if period not in self.periods:
            raise InvalidArgument(f"the cube has no period {period}; it has {', '.join(map(str, self.periods))}")
        return self.strands[name], self.units.index(UnitId(unit)), self.periods.index(period)


def evaluate_cube(
    measures: Iterable[str | Measure],
    snapshot: Snapshot,
    *,
    periods: Iterable[Period],
    scope: UnitId | None = None,
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
) -> Cube:
    """Computes figures of every unit in several periods.

    Args:
        measures: names of the charter's measures, or measures made in Python; a split one gives its parts, too.
        snapshot: the records; its `as_of` is the last day that counts.
        periods: the days that count, each for itself.
        scope: a unit, for it and all under it; None for all units.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for later.

    Raises:
        NotFound: no such measure or unit.
        InvalidArgument: a measure counts records that belong to no unit.
    """
    work = snapshot.kept("evaluator", Evaluator)
    tree = Tree(one_of(tree, list(Tree), "tree"))
    asked, standing = tuple(periods), snapshot.tree_on()
    units = standing.units if scope is None else standing.under(scope)
    strands: dict[str, Strand] = {}
    for one in measures:
        measure = snapshot.charter.measure(one) if isinstance(one, str) else work.made(one)
        # The first unit stands for all: whether figures of units can be asked for is no matter of which.
        questions = [work.question(measure, scope=next(iter(units), scope), period=period, tree=tree) for period in asked]
        cells = [cell for question in questions for cell in work.cells(measure, evolve(question, scope=scope))]
        by_counts = work.plane(measure.noun) is not None and measure.form.traits.of_records and not work.withheld(measure)
        on = [_Known.at_all(work, question, units) if by_counts else None for question in questions]
        parts = _numbers(work, questions, list(dict.fromkeys([(), *cells])), units, on)
        for cell in parts:
            found = parts[cell]
            name = ".".join([measure.name, *(value for _, value in cell)])
            name = name if name not in strands or not cell else full_name(evolve(questions[0], cell=cell))
            strands[name] = _strand(name, measure, cell, found, len(units))
    return Cube(units=units, periods=asked, strands=strands, evaluator=work, tree=tree, ask=ask)


Parts = tuple[Sequence[Value], Sequence[Any], Sequence[Any], Sequence[int]]
"""Values, numerators, denominators, and of what is added up how many records lack a value, a unit each. Of what has no numerators these are empty; of shares
of counts the values are, which follow."""


def _strand(name: str, measure: Measure, cell: tuple[tuple[str, str], ...], found: Sequence[Parts], size: int) -> Strand:
    """The numbers of all periods; where none of them is a share of anything, there are no numerators."""
    shares, nothing = any(upper is not None for one in found for upper in one[1]), [None] * size
    follow = shares and not any(one[0] for one in found)
    return Strand(
        name=name,
        measure=measure,
        cell=cell,
        values=() if follow else [one[0] or (_shares(measure, one[1], one[2]) if one[1] else nothing) for one in found],
        numerators=[one[1] or nothing for one in found] if shares else (),
        denominators=[one[2] or nothing for one in found] if shares else (),
        missing=[one[3] for one in found] if any(map(any, (one[3] for one in found))) else (),
    )


@frozen
class _Known:
    """At which units something is on record of what a measure counts."""

    where_found: bool
    at: Sequence[bool]
    everywhere: bool

    @classmethod
    def at_all(cls, work: Evaluator, question: Question, units: tuple[UnitId, ...]) -> _Known:
        found, at = work.recorded_at(question, units)
        return cls(found, at, all(at))

    def told(self, numbers: Sequence[Any], left_out: Sequence[Sequence[int]]) -> Sequence[Any]:
        """The numbers, where they tell something: a nought only where something is on record, or left out."""
        if self.everywhere:
            return numbers
        at = self.at
        for out in left_out if self.where_found else ():
            at = [there or some > 0 for there, some in zip(at, out, strict=True)]
        return [number if number or there else None for number, there in zip(numbers, at, strict=True)]


Cell = tuple[tuple[str, str], ...]


def _numbers(
    work: Evaluator,
    questions: Sequence[Question],
    cells: Sequence[Cell],
    units: tuple[UnitId, ...],
    on: Sequence[_Known | None],
) -> dict[Cell, list[Parts]]:
    """The numbers of each part, in each period; all that an engine may count is asked of it at once."""
    asked = [evolve(question, cell=cell) for cell in cells for question in questions]
    plane = work.plane(questions[0].measure.noun) if questions and all(on) else None
    counted = plane.counts(asked) if plane else None
    left, standing, known = iter(counted or [None] * len(asked)), work.snapshot.tree_on().units, cycle(on)
    found = iter([_told(work, one, units, standing, next(left), next(known)) for one in asked])
    return {cell: [next(found) for _ in questions] for cell in cells}


def _told(
    work: Evaluator,
    question: Question,
    units: tuple[UnitId, ...],
    standing: tuple[UnitId, ...],
    counts: Counts | None,
    known: _Known | None,
) -> Parts:
    if counts is not None and known is not None:
        found = _of_counts(question.measure, _here(counts, units, standing), known)
        if found is not None:
            return found
    answers = [work.answer(evolve(question, scope=unit)) for unit in units]
    numerators, denominators = [one.numerator for one in answers], [one.denominator for one in answers]
    shares = any(part is not None for part in (*numerators, *denominators))
    missing = [one.left_out.get(MISSING, 0) if question.measure.value else 0 for one in answers]
    return [one.value for one in answers], numerators if shares else (), denominators if shares else (), missing


def _of_counts(measure: Measure, counts: Counts, known: _Known) -> Parts | None:
    """The same, of what an engine counted at every unit; None for a form that does not follow from counts."""
    left = list(counts.left_out.values())
    if measure.form in (Form.COUNT, Form.DISTINCT):
        return known.told(counts.hits if measure.form is Form.COUNT else counts.different, left), (), (), ()
    if measure.form is Form.SUM and counts.sums:
        missing = counts.left_out.get(MISSING, [0] * len(counts.sums))
        pairs = zip(counts.sums, missing, strict=True)
        return known.told([(None if lacks else NOUGHT) if one is None else one for one, lacks in pairs], left), (), (), missing
    if measure.form is Form.RATE:
        least = max(measure.minimum, 1)
        whole = [hits + misses for hits, misses in zip(counts.hits, counts.misses, strict=True)]
        # Of fewer than there must be, the counts are told anyway.
        told = known.told([hits > 0 or of < least for hits, of in zip(counts.hits, whole, strict=True)], left)
        uppers = [None if tells is None else hits for hits, tells in zip(counts.hits, told, strict=True)]
        return (), uppers, [None if tells is None else of for of, tells in zip(whole, told, strict=True)], ()
    return None


def _here(counts: Counts, units: tuple[UnitId, ...], standing: tuple[UnitId, ...]) -> Counts:
    """What was counted at every unit, at some that stand one after the other."""
    if len(units) == len(standing):
        return counts
    first = standing.index(units[0]) if units else 0
    end = first + len(units)
    return Counts(
        hits=counts.hits[first:end],
        misses=counts.misses[first:end],
        different=counts.different[first:end],
        sums=counts.sums[first:end],
        left_out={reason: numbers[first:end] for reason, numbers in counts.left_out.items()},
    )
