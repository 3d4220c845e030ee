"""Filling an outline with figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from attrs import evolve, field, frozen

from grassroots.charter import Bars, Block, Measure, Outline, Say, Table
from grassroots.charter.paths import leaves
from grassroots.charter.sentence import cell_of, pieces, place_of
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures.evaluate import Evaluator, full_name
from grassroots.figures.figure import Evidence, Figure, Key, Question, Tree
from grassroots.figures.grid import Line, evaluate_grid
from grassroots.model import Case, Record, Unit
from grassroots.problems import nearest
from grassroots.reports.filled import (
    PROFILES,
    FigureBars,
    FigureTable,
    FilledBlock,
    FilledSection,
    Heading,
    Sentence,
    Slot,
    TableNote,
)
from grassroots.reports.labels import leads_to_unit
from grassroots.reports.report import Report
from grassroots.reports.words import LANGUAGES
from grassroots.snapshot import Snapshot, cases_of
from grassroots.values import Period, UnitId

Ask = Callable[[Question], Evidence]


def make_report(
    outline: Outline | str,
    snapshot: Snapshot,
    *,
    scope: UnitId | None = None,
    period: Period | None = None,
    profile: str = "internal",
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
    actor: str = "",
    purpose: str = "",
) -> Report:
    """Fills an outline with figures.

    Args:
        outline: an outline, or the name of one of the charter's.
        snapshot: the records; its `as_of` is the last day that counts.
        scope: a unit and all under it; None for everything in the snapshot.
        period: the days that the report is about; without one, the year, quarter or month of the outline in which the as-of day lies.
        profile: `public`: no record ids, and the figures have no evidence to give; `internal`: the ids of the records behind the
            headline figures; `named`: ids and names.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for, now and later; without one, from this snapshot.
        actor: for whom the report is made.
        purpose: for what.

    Raises:
        NotFound: no such outline, measure or unit; says what there is.
        InvalidArgument: no such profile, or a sentence with a place that no figure fills.
        Refused: a public report would tell records by their ids, because a figure is split by what refers to them.
    """
    if profile not in PROFILES:
        raise InvalidArgument(f"no profile {profile!r}; there is {', '.join(PROFILES)}")
    plan = snapshot.charter.outline(outline) if isinstance(outline, str) else outline
    return _Build(plan, snapshot, scope, period or period_of(plan, snapshot.as_of), profile, tree, ask).report(actor, purpose)


def period_of(outline: Outline, as_of: date) -> Period:
    """The year, quarter or month, as the outline wants it, in which a day lies.

    >>> str(period_of(Outline(name="x", labels={}, period="quarter"), date(2014, 6, 30)))
    '2014-04-01 to 2014-06-30'
    """
    if outline.period == "month":
        return Period.month(as_of.year, as_of.month)
    if outline.period == "quarter":
        return Period.quarter(as_of.year, (as_of.month + 2) // 3)
    return Period.year(as_of.year)


class _Build:
    """One report in the making."""

    def __init__(
        self,
        outline: Outline,
        snapshot: Snapshot,
        scope: UnitId | None,
        period: Period,
        profile: str,
        tree: Tree,
        ask: Ask | None,
    ) -> None:
        self.outline, self.snapshot, self.scope, self.period = outline, snapshot, scope, period
        self.profile, self.tree, self.ask = profile, tree, ask
        self.evaluator = Evaluator(snapshot)
        self.figures: dict[str, Figure] = {}

    def report(self, actor: str, purpose: str) -> Report:
        headline = [self.fill(name)[0] for name in self.outline.headline]
        sections = tuple(
            FilledSection(labels=section.labels, blocks=tuple(self.block(block) for block in section.blocks))
            for section in self.outline.sections
        )
        told = {} if self.profile == "public" else {name: self.evidence(self.figures[name]) for name in headline}
        evidence = {name: found for name, found in told.items() if found is not None}
        return Report(
            outline=self.outline,
            charter=self.snapshot.charter,
            scope=self.scope,
            period=self.period,
            as_of=self.snapshot.as_of,
            head=self.snapshot.head,
            tree=self.tree,
            profile=self.profile,
            actor=actor,
            purpose=purpose,
            figures=self.figures,
            sections=sections,
            units=self.units(),
            evidence=evidence,
            names=self.names(evidence.values()) if self.profile == "named" else {},
        )

    # -- figures --

    def keep(self, figure: Figure) -> str:
        """Keeps a figure under its name in the report, and gives the name."""
        question = figure.question
        place = f"@{question.scope}" if question.scope != self.scope else ""
        if question.without:
            place += "@rest"
        if question.period != self.period:
            place += f"@{question.period.start.isoformat()[:7]}"
        name = figure.name + place
        if self.taken(name, question):
            # Two splits have a value in common, or a unit is called "rest": a name means one figure.
            name = full_name(question) + place
            while self.taken(name, question):
                name += "~"
        if name not in self.figures:
            self.figures[name] = self.published(figure) if self.profile == "public" else figure
        return name

    def taken(self, name: str, question: Question) -> bool:
        """Whether the name is that of another figure."""
        return name in self.figures and self.figures[name].question != question

    def published(self, figure: Figure) -> Figure:
        """The figure with its explanation, and with no way to its records.

        Raises:
            Refused: it tells of a part by the id of a record that is no unit.
        """
        for path, _ in figure.question.cell:
            named = {noun for leaf in leaves(self.snapshot.charter, figure.measure.noun, path) for noun in leaf.refs}
            if named - {"unit"}:
                raise Refused(
                    f"{figure.measure.name!r} is split by {path!r}, which tells records by their ids: not for the public"
                )
        return evolve(figure, ask=None, tell=_Told({language: figure.explain(language).split("\n") for language in LANGUAGES}))

    def whole(self, measure: Measure, cell: tuple[tuple[str, str], ...] = ()) -> str:
        """The figure of a measure for the whole scope and period."""
        question = self.evaluator.question(measure, scope=self.scope, period=self.period, tree=self.tree, cell=cell)
        return self.keep(self.evaluator.figure(question, self.ask))

    def fill(self, place: str) -> tuple[str, str]:
        """The figure that a place of a sentence names (`opinions.solved.percent0`), and the part of it."""
        named = place_of(place)
        measure = self.snapshot.charter.measure(named.measure)
        cell = cell_of(self.snapshot.charter, measure, named.cell) if named.cell else None
        if not named.sound or (named.cell and cell is None):
            known = [one[0][1] for one in self.evaluator.cells(measure, ())]
            raise InvalidArgument(
                f"no figure fills {{{place}}} in the report {self.outline.name!r}; "
                f"{measure.name!r} has {', '.join(nearest(named.cell, known)) or 'no parts'}"
            )
        return self.whole(measure, (cell,) if cell else ()), named.part

    def evidence(self, figure: Figure) -> Evidence | None:
        """The records of a figure; where a confidential matter, or what belongs to it, came from is not told. None: it leads to no records."""
        try:
            found = figure.records()
        except Refused:
            return None
        hidden = {key for key in found.sources if self.confidential(key)}
        if not hidden:
            return found
        return evolve(found, sources={key: source for key, source in found.sources.items() if key not in hidden})

    def confidential(self, key: Key) -> bool:
        record = self.snapshot.get(*key)
        if record is None:
            return False
        cases = (self.snapshot.get("case", id) for id in cases_of(record))
        return any(isinstance(case, Case) and case.confidential for case in cases)

    # -- blocks --

    def block(self, block: Block) -> FilledBlock:
        if isinstance(block, Say):
            return self.sentence(block)
        if isinstance(block, Table):
            return self.table(block)
        assert isinstance(block, Bars)
        return self.bars(block)

    def sentence(self, say: Say) -> Sentence:
        places = dict.fromkeys(place for text in say.text.values() for place in pieces(text)[1::2])
        slots = [self.slot(place) for place in places]
        return Sentence(text=say.text, slots=tuple(slots))

    def slot(self, place: str) -> Slot:
        figure, part = self.fill(place)
        return Slot(placeholder=place, figure=figure, part=part)

    def table(self, table: Table) -> FigureTable:
        charter = self.snapshot.charter
        measures = [charter.measure(name) for name in table.measures]
        for measure in measures:
            self.whole(measure)
        grid = evaluate_grid(
            measures,
            self.snapshot,
            scope=self.scope,
            period=self.period,
            down=table.down,
            across=table.across,
            units=table.units,
            tree=self.tree,
            ask=self.ask,
            evaluator=self.evaluator,
        )
        rows, columns = [_heading(line) for line in grid.rows], [_heading(line) for line in grid.columns]
        cells = [[self.keep(figure) for figure in row] for row in grid.figures]
        notes: list[TableNote] = []
        if any(grid.total_column) and len(columns) > 1:
            columns.append(Heading("total"))
            for row, total in zip(cells, grid.total_column, strict=True):
                row.append(self.keep(total) if total is not None else "")
        if any(grid.total_row) and len(rows) > 1:
            rows.append(Heading("total"))
            corner = self.whole(measures[0]) if len(columns) > len(grid.total_row) else None
            cells.append(
                [self.keep(total) if total is not None else "" for total in grid.total_row] + ([corner] if corner else [])
            )
        if len(rows) > 1 and table.down != "measure":
            notes += _no_total(measures, table.down, zip(grid.columns, grid.total_row, strict=True))
        if len(columns) > 1 and table.across not in ("measure", table.down):
            notes += _no_total(measures, table.across, zip(grid.rows, grid.total_column, strict=True))
        return FigureTable(
            labels=table.labels,
            corner=_corner(table.down),
            columns=tuple(columns),
            rows=tuple(rows),
            cells=tuple(tuple(row) for row in cells),
            notes=tuple(dict.fromkeys(notes)),
        )

    def bars(self, bars: Bars) -> FigureBars:
        measure = self.snapshot.charter.measure(bars.measure)
        self.whole(measure)
        grid = evaluate_grid(
            [measure],
            self.snapshot,
            scope=self.scope,
            period=self.period,
            down=bars.by,
            across="measure",
            tree=self.tree,
            ask=self.ask,
            evaluator=self.evaluator,
        )
        shown = [(_heading(line), self.keep(row[0])) for line, row in zip(grid.rows, grid.figures, strict=True)]
        return FigureBars(labels=bars.labels, measure=bars.measure, bars=tuple(shown))

    # -- what the figures are about --

    def units(self) -> dict[UnitId, Unit]:
        """The units that the figures name: where they were counted, and by which they are split."""
        ids = {figure.question.scope for figure in self.figures.values()} | {self.scope}
        ids |= {
            UnitId(value)
            for figure in self.figures.values()
            for path, value in figure.question.cell
            if leads_to_unit(self.snapshot.charter, figure.measure, path)
        }
        found = {id: self.snapshot.get("unit", id) for id in ids if id is not None}
        return {id: unit for id, unit in sorted(found.items()) if isinstance(unit, Unit)}

    def names(self, evidence: Iterable[Evidence]) -> dict[Key, str]:
        """What the records behind the headline figures are called, as far as the reader may see it."""
        names: dict[Key, str] = {}
        for one in evidence:
            for key in (*one.hits, *one.misses, *(key for keys in one.left_out.values() for key in keys)):
                record = self.snapshot.get(*key)
                if record is not None and not self.confidential(key):
                    name = self.name(record)
                    if name:
                        names[key] = name
        return names

    def name(self, record: Record) -> str:
        for own in ("name", "title"):
            if getattr(record, own, None):
                return str(getattr(record, own))
        for other in ("person", "requester", "partner"):
            id = getattr(record, other, None)
            if isinstance(id, str):
                person = self.snapshot.get("partner" if other == "partner" else "person", id)
                if person is not None and getattr(person, "name", None):
                    return str(getattr(person, "name", ""))
        return ""


def _heading(line: Line) -> Heading:
    if line.axis == "unit":
        return Heading("unit", str(line.unit))
    if line.axis == "month":
        assert line.period is not None
        return Heading("month", line.period.start.isoformat())
    if line.axis == "measure":
        return Heading("measure", line.measure)
    if line.axis == "split":
        assert line.cell is not None
        return Heading("word", line.cell[1], line.cell[0])
    return Heading("rest" if line.axis == "rest" else "value")


def _corner(down: str) -> str:
    return down if down in ("unit", "month", "measure") else "of_which"


@frozen
class _Told:
    """The explanation of a published figure, told beforehand: it leads to no record."""

    lines: Mapping[str, list[str]] = field(hash=False)

    def __call__(self, figure: Figure, language: str) -> tuple[str, ...]:
        return tuple(self.lines.get(language, self.lines["en"]))


def _no_total(measures: list[Measure], way: str, totals: Iterable[tuple[Line, Figure | None]]) -> list[TableNote]:
    """Why the measures that do not add along a way, or would count a record twice, have no total."""
    why: dict[str, list[str]] = {}
    lacking = {line.measure or measures[0].name for line, total in totals if total is None}
    for measure in measures:
        adds = measure.adds_over_time if way == "month" else measure.adds_over_units
        if not adds:
            code = f"no-total-{measure.form}"
            if way == "month" and measure.adds_over_units:
                code = "no-total-stock" if measure.is_stock else "no-total-period-end"
            why.setdefault(code, []).append(measure.name)
        elif measure.name in lacking:
            why.setdefault("no-total-then", []).append(measure.name)
    return [TableNote(code=code, measures=tuple(names)) for code, names in why.items()]
