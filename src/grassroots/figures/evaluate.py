"""The reference evaluator: plain Python over a snapshot. Every other engine must agree with it to the last digit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal as OneOf

from attrs import evolve, frozen

from grassroots.charter import Form, Measure
from grassroots.errors import InvalidArgument, NotFound
from grassroots.figures.explain import explain_lines, words_at
from grassroots.figures.facts import HIT, MISS, MISSING, Fact, Facts, facts_of, folded, read_day
from grassroots.figures.figure import Evidence, Figure, Question, Tree, Value
from grassroots.model import home_field
from grassroots.problems import nearest
from grassroots.rules.paths import Reader
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

Ask = Callable[[Question], Evidence]


class Evaluator:
    """Answers questions about one snapshot, and remembers what it has labelled. The answers do not depend on the order of asking."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._reader = Reader(snapshot)
        self._facts: dict[tuple[Measure, date, Tree], Facts] = {}

    def facts(
        self,
        measure: Measure,
        period: Period,
        tree: Tree = Tree.NOW,
        scope: UnitId | None = None,
        without: tuple[UnitId, ...] = (),
    ) -> list[Fact]:
        """The labelled records of a measure in a period, at a unit and all under it."""
        read = read_day(measure, period, self.snapshot.as_of)
        key = (measure, read, tree)
        if key not in self._facts:
            self._facts[key] = Facts(facts_of(measure, self.snapshot, self._reader, read, tree), self.snapshot, tree)
        return self._facts[key].within(None if measure.is_stock else period, scope, without)

    def question(
        self,
        measure: Measure,
        *,
        scope: UnitId | None = None,
        period: Period,
        tree: Tree = Tree.NOW,
        cell: tuple[tuple[str, str], ...] = (),
        without: tuple[UnitId, ...] = (),
    ) -> Question:
        """The question about this snapshot.

        Raises:
            NotFound: the scope is no unit that the reader may see.
            InvalidArgument: the measure counts records that belong to no unit, and a scope is given.
        """
        if scope is not None:
            if self.snapshot.get("unit", scope) is None:
                near = ", ".join(nearest(scope, self.snapshot.all("unit"))) or "none"
                raise NotFound(f"no unit {scope!r} in sight; there is {near}")
            noun = measure.noun
            if noun and noun != "unit" and home_field(noun) is None:
                raise InvalidArgument(
                    f"the measure {measure.name!r} counts records of {noun}, which belong to no unit: ask without a scope"
                )
        return Question(
            measure=measure,
            scope=scope,
            period=period,
            as_of=self.snapshot.as_of,
            known_at=self.snapshot.known_at,
            tree=tree,
            cell=cell,
            without=without,
        )

    def figure(self, question: Question, ask: Ask | None = None) -> Figure:
        """The figure that answers a question; `ask` is how its evidence is asked for later (this evaluator, without one)."""
        value, numerator, denominator, left_out = self._answer(question)
        return Figure(
            question=question,
            value=value,
            numerator=numerator,
            denominator=denominator,
            left_out=left_out,
            head=self.snapshot.head,
            ask=ask or self.evidence,
            tell=self.tell,
        )

    def tell(self, figure: Figure, language: str) -> tuple[str, ...]:
        """The explanation of a figure, as lines."""
        return explain_lines(figure, language, self.snapshot.charter, self.snapshot)

    def evidence(self, question: Question) -> Evidence:
        """The records behind the answer, by label."""
        labelled: dict[str, list[tuple[str, str]]] = {}
        for fact in self._selected(question):
            labelled.setdefault(fact.label, []).append(fact.key)
        sources = self.snapshot.sources
        keys = [key for found in labelled.values() for key in found]
        hits, misses = labelled.pop(HIT, []), labelled.pop(MISS, [])
        return Evidence(
            hits=tuple(sorted(set(hits))),
            misses=tuple(sorted(set(misses))),
            left_out={reason: tuple(sorted(set(found))) for reason, found in labelled.items()},
            sources={key: sources[key] for key in keys if key in sources},
        )

    def cells(self, measure: Measure, facts: Iterable[Fact]) -> list[tuple[tuple[str, str], ...]]:
        """Every part of a split measure: the words of the list in the charter's order, then other values that occur, sorted."""
        found: list[tuple[tuple[str, str], ...]] = []
        listed = list(facts)
        for at, split in enumerate(measure.by):
            words = list(self.snapshot.charter.words.get(words_at(measure.noun, split.path, self.snapshot.charter), {}))
            seen = {fact.cells[at] for fact in listed}
            order = [*words, *sorted(seen - set(words) - {split.missing}), split.missing]
            found.extend(((split.path, value),) for value in dict.fromkeys(order))
        return found

    def _answer(self, question: Question) -> tuple[Value, int | Decimal | None, int | Decimal | None, dict[str, int]]:
        measure = question.measure
        if measure.form is Form.RATIO:
            over = measure.over or ("", "")
            upper, lower = (self._answer(evolve(question, measure=self._named(name)))[0] for name in over)
            if not isinstance(upper, int | Decimal) or not isinstance(lower, int | Decimal):
                return None, None, None, {}
            return (Fraction(upper) / Fraction(lower) if lower else None), upper, lower, {}
        if measure.form is Form.REACH:
            counted = Measure(name=measure.name, labels=measure.labels, form=Form.COUNT, noun="unit")
            value, _, _, left_out = folded(counted, self._selected(question))
            return value, None, None, left_out
        return folded(measure, self._selected(question))

    def _selected(self, question: Question) -> list[Fact]:
        measure = question.measure
        if measure.form is Form.RATIO:
            # The records behind a ratio are those behind its two measures.
            return [fact for name in measure.over or () for fact in self._selected(evolve(question, measure=self._named(name)))]
        if measure.form is Form.REACH:
            reached = Facts(self._reached(question), self.snapshot, question.tree)
            facts = reached.within(None, question.scope, question.without)
        else:
            facts = self.facts(measure, question.period, question.tree, question.scope, question.without)
        for path, value in question.cell:
            at = next((at for at, split in enumerate(measure.by) if split.path == path), None)
            if at is None:
                raise InvalidArgument(f"the measure {measure.name!r} is not split by {path!r}")
            facts = [fact for fact in facts if fact.cells[at] == value]
        return facts

    def _reached(self, question: Question) -> list[Fact]:
        """The units that the measure asks about: those whose own figure (with all under them) is at least so much hit."""
        measure = question.measure
        inner = self._named(measure.reach)
        units = Measure(
            name=measure.name,
            labels=measure.labels,
            form=Form.COUNT,
            noun="unit",
            where=measure.where,
            left_out=measure.left_out,
            by=measure.by,
        )
        facts = []
        read = read_day(units, question.period, self.snapshot.as_of)
        for fact in facts_of(units, self.snapshot, self._reader, read, question.tree):
            if fact.label == HIT and fact.unit is not None:
                asked = evolve(question, measure=inner, scope=fact.unit, cell=(), without=())
                value = self._answer(asked)[0]
                if not isinstance(value, int | Decimal | Fraction):
                    fact = evolve(fact, label=MISSING)
                elif Fraction(value) < Fraction(measure.at_least or 0):
                    fact = evolve(fact, label=MISS)
            facts.append(fact)
        return facts

    def _named(self, name: str) -> Measure:
        return self.snapshot.charter.measure(name)


def evaluate(
    measures: Iterable[str | Measure],
    snapshot: Snapshot,
    *,
    scope: UnitId | None = None,
    period: Period,
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
) -> dict[str, Figure]:
    """Computes figures. A split measure also gives a figure for each of its parts, as `name.value`.

    Args:
        measures: names of the charter's measures, or measures made in Python.
        snapshot: the records; its `as_of` is the last day that counts.
        scope: a unit and all under it; None for everything in the snapshot.
        period: the days in which a flow happens; a stock is read on the last of them that is not after `as_of`.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for later; without one, from this snapshot.

    Raises:
        NotFound: no such measure or unit; says what there is.
        InvalidArgument: the measure counts records that belong to no unit, and a scope is given.
    """
    evaluator = Evaluator(snapshot)
    figures: dict[str, Figure] = {}
    for one in measures:
        measure = snapshot.charter.measure(one) if isinstance(one, str) else one
        question = evaluator.question(measure, scope=scope, period=period, tree=tree)
        figures[measure.name] = evaluator.figure(question, ask)
        if measure.by:
            facts = evaluator.facts(measure, period, tree) if measure.form not in (Form.RATIO, Form.REACH) else []
            for cell in evaluator.cells(measure, facts):
                part = evaluator.figure(evolve(question, cell=cell), ask)
                figures[part.name] = part
    return figures


def evidence(question: Question, snapshot: Snapshot) -> Evidence:
    """The records behind the answer to a question, asked of a snapshot."""
    return Evaluator(snapshot).evidence(question)


Axis = OneOf["unit", "month", "measure", "split", "rest", "all"]


@frozen
class Line:
    """A row or column of a grid: what runs along it (`axis`) and which one: a unit, a period, a measure's name, or a (path, value) cell.

    `rest` gathers what stands under none of the units shown, so that a grid hides nothing; `all` is the whole.
    """

    axis: Axis
    unit: UnitId | None = None
    period: Period | None = None
    measure: str = ""
    cell: tuple[str, str] | None = None


@frozen(kw_only=True)
class FigureGrid:
    """Figures in rows and columns. `total_row` and `total_column` hold the figures of the whole where the parts add up to it, else None;
    `why_no_total` says why: `units`, `time` or `measures` do not add."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    figures: tuple[tuple[Figure, ...], ...]
    total_row: tuple[Figure | None, ...]
    total_column: tuple[Figure | None, ...]


def evaluate_grid(
    measures: Iterable[str | Measure],
    snapshot: Snapshot,
    *,
    scope: UnitId | None = None,
    period: Period,
    down: str,
    across: str = "measure",
    units: tuple[str, ...] = (),
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
    evaluator: Evaluator | None = None,
) -> FigureGrid:
    """A table of figures.

    Args:
        measures: what is measured; one alone unless `down` or `across` is `measure`.
        snapshot: the records.
        scope: a unit and all under it.
        period: the days that count.
        down: what runs down: `unit`, `month`, `measure`, or the path of a split of the only measure.
        across: what runs across, likewise.
        units: for `unit`, the kinds that are shown; none for the units right under the scope.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for later.
        evaluator: one that has labelled the records already.

    Raises:
        InvalidArgument: several measures, and none of the two ways is `measure`; or both ways are the same.
    """
    work = evaluator or Evaluator(snapshot)
    listed = [snapshot.charter.measure(one) if isinstance(one, str) else one for one in measures]
    if not listed or (len(listed) > 1 and "measure" not in (down, across)) or down == across != "measure":
        raise InvalidArgument(f"no table of {len(listed)} measures with {down!r} down and {across!r} across")
    if down == across:
        across = "all"
    rows = _lines(work, listed, scope, period, down, units, tree)
    columns = _lines(work, listed, scope, period, across, units, tree)

    def at(row: Line, column: Line) -> Figure:
        measure = next((one for one in listed if one.name in (row.measure, column.measure)), listed[0])
        shown = tuple(line.unit for line in rows if line.axis == "unit" and line.unit) or tuple(
            line.unit for line in columns if line.axis == "unit" and line.unit
        )
        rest = "rest" in (row.axis, column.axis)
        question = work.question(
            measure,
            scope=next((line.unit for line in (row, column) if line.unit), scope),
            period=next((line.period for line in (row, column) if line.period), period),
            tree=tree,
            cell=tuple(line.cell for line in (row, column) if line.cell),
            without=shown if rest else (),
        )
        return work.figure(question, ask)

    def total(line: Line, crossed: str) -> Figure | None:
        measure = next((one for one in listed if one.name == line.measure), listed[0])
        if crossed in ("measure", "all") or not _adds(measure, crossed):
            return None
        return at(line, Line("all"))

    return FigureGrid(
        rows=rows,
        columns=columns,
        figures=tuple(tuple(at(row, column) for column in columns) for row in rows),
        total_row=tuple(total(column, down) for column in columns),
        total_column=tuple(total(row, across) for row in rows),
    )


def _adds(measure: Measure, way: str) -> bool:
    if way == "month":
        return measure.adds_over_time
    # The parts of a split share no record, so they add as units do.
    return measure.adds_over_units


def _lines(
    work: Evaluator, measures: list[Measure], scope: UnitId | None, period: Period, way: str, kinds: tuple[str, ...], tree: Tree
) -> tuple[Line, ...]:
    if way == "measure":
        return tuple(Line("measure", measure=measure.name) for measure in measures)
    if way == "all":
        return (Line("all"),)
    if way == "month":
        last = min(period.last, work.snapshot.as_of)
        return tuple(Line("month", period=month) for month in period.months() if month.start <= last)
    if way == "unit":
        return _unit_lines(work, measures, scope, period, kinds, tree)
    (measure,) = measures
    if way not in [split.path for split in measure.by]:
        raise InvalidArgument(f"the measure {measure.name!r} is not split by {way!r}")
    facts = work.facts(measure, period, tree, scope)
    at = [split.path for split in measure.by].index(way)
    seen = {fact.cells[at] for fact in facts}
    return tuple(Line("split", cell=cell[0]) for cell in work.cells(measure, facts) if cell[0][0] == way and cell[0][1] in seen)


def _unit_lines(
    work: Evaluator, measures: list[Measure], scope: UnitId | None, period: Period, kinds: tuple[str, ...], tree: Tree
) -> tuple[Line, ...]:
    snapshot = work.snapshot
    today = snapshot.tree_on()
    inside = today.units if scope is None else today.under(scope)
    if kinds:
        of_kind = [unit for unit in inside if getattr(snapshot.get("unit", unit), "kind", "") in kinds]
        # A unit under another that is shown would be counted twice: the upper one stands for both.
        shown = [unit for unit in of_kind if not any(above in of_kind for above in today.ancestors(unit))]
    else:
        shown = list(today.children(scope))
        if scope is None and len(shown) == 1:
            shown = list(today.children(shown[0]))
    lines = tuple(Line("unit", unit=unit) for unit in shown)
    for measure in measures:
        if measure.form in (Form.RATIO, Form.REACH):
            continue
        facts = work.facts(measure, period, tree, scope, tuple(shown))
        if any(fact.label == HIT or fact.label == MISS for fact in facts):
            return (*lines, Line("rest"))
    return lines
