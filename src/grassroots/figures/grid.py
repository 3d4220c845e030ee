"""Grids of figures: units, months, measures or parts down and across, with totals only where figures add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from itertools import takewhile
from typing import Literal as OneOf

from attrs import frozen

from grassroots.charter import Charter, Measure
from grassroots.errors import InvalidArgument
from grassroots.fields import in_short
from grassroots.figures.evaluate import Ask, Evaluator
from grassroots.figures.figure import Figure, Tree
from grassroots.figures.wording import Wording
from grassroots.problems import Named, Problem
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue, in_each, languages
from grassroots.values import Period, UnitId

Axis = OneOf["unit", "month", "measure", "split", "rest", "all"]


def ways(measure: Measure | None = None, charter: Charter | None = None) -> Mapping[str, Named]:
    """What may run down or across, the parts of one measure among them, with what it is called in each language.

    >>> list(ways())
    ['unit', 'month', 'measure']
    """
    say = catalogue("grassroots.figures").say
    known = {way: Named(way, in_each(partial(say, f"way-{way}"))) for way in ("unit", "month", "measure")}
    if measure is None:
        return known
    for split in measure.by:
        said = {language: Wording(language, charter).path(measure.noun, split.path) for language in languages()}
        known[split.path] = Named(split.path, said)
    return known


def _way(said: str, measure: Measure | None, charter: Charter) -> str:
    """The way that is meant: by its name, or by what it is called in any language."""
    if said in ("unit", "month", "measure", *(split.path for split in (measure.by if measure is not None else ()))):
        return said
    return next((way for way, named in ways(measure, charter).items() if said in named.labels.values()), said)


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


@frozen(kw_only=True, repr=False)
class FigureGrid:
    """Figures in rows and columns. `total_row` and `total_column` hold the figures of the whole where the parts add up to it, else None; `whole` is the total
    of both, where there are both."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    figures: tuple[tuple[Figure, ...], ...]
    total_row: tuple[Figure | None, ...]
    total_column: tuple[Figure | None, ...]
    whole: Figure | None = None

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        return f"<FigureGrid: {len(self.rows)} rows, {len(self.columns)} columns>"


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
    work = evaluator or snapshot.kept("evaluator", Evaluator)
    listed = [snapshot.charter.measure(one) if isinstance(one, str) else one for one in measures]
    alone = listed[0] if len(listed) == 1 else None
    down, across = (_way(one, alone, snapshot.charter) for one in (down, across))
    if not listed or (len(listed) > 1 and "measure" not in (down, across)) or down == across != "measure":
        called = ways(alone, snapshot.charter)
        details = {"count": len(listed), "down": called.get(down, down), "across": called.get(across, across)}
        raise InvalidArgument.of(Problem("no-such-table", value=down, details=details))
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

    units_shown = tuple(line.unit for line in (*rows, *columns) if line.unit)

    def total(line: Line, crossed: str) -> Figure | None:
        measure = next((one for one in listed if one.name == line.measure), listed[0])
        if crossed in ("measure", "all") or not _adds(measure, crossed):
            return None
        if crossed == "unit" and tree is Tree.THEN and _shared(work, measure, scope, period, units_shown):
            return None
        return at(line, Line("all"))

    total_row, total_column = tuple(total(column, down) for column in columns), tuple(total(row, across) for row in rows)
    return FigureGrid(
        rows=rows,
        columns=columns,
        figures=tuple(tuple(at(row, column) for column in columns) for row in rows),
        total_row=total_row,
        total_column=total_column,
        whole=at(Line("all"), Line("all")) if any(total_row) and any(total_column) else None,
    )


def _shared(work: Evaluator, measure: Measure, scope: UnitId | None, period: Period, units: tuple[UnitId, ...]) -> bool:
    """Whether a record counts at two of the units: units that stand side by side now may have stood one under the other then."""
    for fact in work.facts(measure, period, Tree.THEN, scope):
        if fact.unit is not None:
            tree = work.snapshot.tree_on(fact.tree_day)
            if sum(tree.is_under(fact.unit, unit) for unit in units) > 1:
                return True
    return False


def begun(period: Period, day: date) -> tuple[Period, ...]:
    """The months of a period that have begun by the end of a day."""
    last = min(period.last, day)
    return tuple(takewhile(lambda month: month.start <= last, period.months()))


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
        return tuple(Line("month", period=month) for month in begun(period, work.snapshot.as_of))
    if way == "unit":
        return _unit_lines(work, measures, scope, period, kinds, tree)
    (measure,) = measures
    if way not in [split.path for split in measure.by]:
        known = tuple(ways(measure, work.snapshot.charter).values())
        problem = Problem("not-split-by", value=Named(measure.name, measure.labels), details={"way": way, "known": known})
        raise InvalidArgument.of(problem)
    question = work.question(measure, scope=scope, period=period, tree=tree)
    seen = work.seen(question, way)
    cells = work.cells(measure, question)
    return tuple(Line("split", cell=cell[0]) for cell in cells if cell[0][0] == way and cell[0][1] in seen)


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
        if not measure.form.traits.of_records:
            continue
        found = work.gathered(work.question(measure, scope=scope, period=period, tree=tree, without=tuple(shown)))
        if found.hits or found.misses:
            return (*lines, Line("rest"))
    return lines
