"""Cubes: figures of every unit in several periods at once, as plain numbers; a figure with its question is made of the few that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve, field, frozen

from grassroots.charter import Form, Measure
from grassroots.errors import InvalidArgument
from grassroots.figures.engine import Counts
from grassroots.figures.evaluate import Ask, Evaluator, full_name
from grassroots.figures.facts import MISSING
from grassroots.figures.figure import Figure, Question, Tree
from grassroots.figures.plain import plain_value
from grassroots.figures.value import Value
from grassroots.problems import one_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

Numbers = Sequence[Sequence[Any]]
"""A sequence for each period, in it a number for each unit."""


@frozen(kw_only=True, eq=False)
class Strand:
    """The figures of one measure, or of a part of it. `values[period][unit]` is None where nothing is on record; `numerators` and `denominators` are there
    for shares and quotients, and empty for the others."""

    name: str
    measure: Measure
    cell: tuple[tuple[str, str], ...] = ()
    values: Numbers
    numerators: Numbers = ()
    denominators: Numbers = ()


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

    def __repr__(self) -> str:
        return f"<Cube: {len(self.units)} units, {len(self.periods)} periods, {', '.join(self.strands)}>"

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
        work = self._evaluator
        question = work.question(strand.measure, scope=self.units[at], period=period, tree=self._tree, cell=strand.cell)
        return work.figure(question, self._ask)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each unit in each period, as plain data: `unit`, `start` and `end` (the first day that no longer counts), and the values by name as JSON has
        them; of shares the numerator and the denominator stand beside."""
        for at, unit in enumerate(self.units):
            for period_at, period in enumerate(self.periods):
                row: dict[str, Any] = {"unit": unit, "start": period.start.isoformat(), "end": period.end.isoformat()}
                for name, strand in self.strands.items():
                    row[name] = plain_value(strand.values[period_at][at])
                    for part, numbers in (("numerator", strand.numerators), ("denominator", strand.denominators)):
                        if numbers:
                            row[f"{name}.{part}"] = plain_value(numbers[period_at][at])
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
        for cell in dict.fromkeys([(), *cells]):
            found = [_numbers(work, evolve(question, cell=cell), units) for question in questions]
            name = ".".join([measure.name, *(value for _, value in cell)])
            name = name if name not in strands or not cell else full_name(evolve(questions[0], cell=cell))
            shares = any(part is not None for one in found for part in (*one[1], *one[2]))
            strands[name] = Strand(
                name=name,
                measure=measure,
                cell=cell,
                values=[one[0] for one in found],
                numerators=[one[1] for one in found] if shares else (),
                denominators=[one[2] for one in found] if shares else (),
            )
    return Cube(units=units, periods=asked, strands=strands, evaluator=work, tree=tree, ask=ask)


Parts = tuple[Sequence[Value], Sequence[Any], Sequence[Any]]


def _numbers(work: Evaluator, question: Question, units: tuple[UnitId, ...]) -> Parts:
    """Value, numerator and denominator at each unit."""
    counts = work.plane.counts(question) if work.plane and not work.withheld(question.measure) else None
    found = None if counts is None else _of_counts(work, question, counts, units)
    if found is not None:
        return found
    answers = [work.answer(evolve(question, scope=unit)) for unit in units]
    return [one.value for one in answers], [one.numerator for one in answers], [one.denominator for one in answers]


def _of_counts(work: Evaluator, question: Question, counts: Counts, units: tuple[UnitId, ...]) -> Parts | None:
    """The same, of what an engine counted at every unit; None for a form that does not follow from counts."""
    measure, standing = question.measure, work.snapshot.tree_on().units
    first = standing.index(units[0]) if units else 0

    def here(numbers: Sequence[Any]) -> Sequence[Any]:
        return numbers if len(units) == len(numbers) else numbers[first : first + len(units)]

    none = [None] * len(units)
    left = [here(numbers) for numbers in counts.left_out.values()]
    known = work.recorded_at(question, units, [any(one) for one in zip(*left, strict=True)] if left else [False] * len(units))
    if measure.form in (Form.COUNT, Form.DISTINCT):
        numbers = here(counts.hits if measure.form is Form.COUNT else counts.different)
        return [number if number or there else None for number, there in zip(numbers, known, strict=True)], none, none
    if measure.form is Form.SUM and counts.sums:
        missing = here(counts.left_out.get(MISSING, [0] * len(counts.sums)))
        sums = [
            (None if lacks else Decimal(0)) if one is None else one
            for one, lacks in zip(here(counts.sums), missing, strict=True)
        ]
        return [one if one or there else None for one, there in zip(sums, known, strict=True)], none, none
    if measure.form is Form.RATE:
        least = max(measure.minimum, 1)
        pairs = [(hits, hits + misses) for hits, misses in zip(here(counts.hits), here(counts.misses), strict=True)]
        told = [hits > 0 or of < least or there for (hits, of), there in zip(pairs, known, strict=True)]
        return (
            [Fraction(hits, of) if of >= least and tells else None for (hits, of), tells in zip(pairs, told, strict=True)],
            [hits if tells else None for (hits, _), tells in zip(pairs, told, strict=True)],
            [of if tells else None for (_, of), tells in zip(pairs, told, strict=True)],
        )
    return None
