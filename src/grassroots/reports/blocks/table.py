"""A table of figures, with totals where they add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, NotRequired, TypedDict

from attrs import evolve, field, frozen

from grassroots.charter import Form, Labels, Measure, Table
from grassroots.charter.sentence import AIMED
from grassroots.figures.figure import Figure
from grassroots.figures.grid import FigureGrid, Line
from grassroots.model.labels import field_label
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.blocks.say import said
from grassroots.reports.documents import Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling, Slot
from grassroots.reports.headings import Heading, HeadingDocument
from grassroots.reports.labels import is_percent, number_of, part_text, places_of, text_in
from grassroots.reports.rendered import Cell, Grid
from grassroots.reports.schema import rule
from grassroots.reports.words import word
from grassroots.texts import TYPED
from grassroots.values import Language


class NoteDocument(TypedDict):
    """Why some measures have no total: a code."""

    code: Name
    measures: list[Name]


class BesideDocument(TypedDict):
    """A column beside the figures: what they are held against, and its text in each row."""

    part: Name
    texts: list[Text]


class GridDocument(TypedDict):
    """A table: headings, and the names of the figures in its cells."""

    caption: Text
    columns: list[HeadingDocument]
    rows: list[HeadingDocument]
    cells: list[list[Name | None]]
    notes: list[NoteDocument]
    beside: NotRequired[Annotated[list[BesideDocument], rule(description="What each row is held against, a column each.")]]


class TableDocument(TypedDict):
    """A block that is a table."""

    table: GridDocument


@frozen(kw_only=True)
class TableNote:
    """Why a table has no total: a code of the catalogue, and the measures it is about."""

    code: str
    measures: tuple[str, ...]


@block_kind(Table, TableDocument)
@frozen(kw_only=True)
class FigureTable:
    """A table: what the rows and columns stand for, and the name of the figure in each cell (empty: none)."""

    labels: Labels = field(hash=False)
    corner: str
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[TableNote, ...] = ()
    beside: tuple[tuple[str, tuple[Slot, ...]], ...] = ()

    @classmethod
    def fill(cls, filling: Filling, table: Table) -> FigureTable | None:
        """Fills each cell, and the totals of what adds. A measure that has no place in the report (`Filling.shown`) has none here; None where there is no
        unit to tell apart."""
        asked = [filling.charter.measure(name) for name in table.measures]
        for part in set(table.beside) & set(AIMED):
            for one in asked:  # what an office has set itself to reach has its row
                filling.slot(f"{one.name}.{part}")
        measures = [one for one in asked if filling.shown(filling.whole(one))] or asked
        grid = filling.grid(measures, table.down, table.across, table.units)
        if table.down == "unit" and all(line.axis == "rest" for line in grid.rows):
            return None
        grid = _of_record(grid)
        rows, columns = [Heading.of(line) for line in grid.rows], [Heading.of(line) for line in grid.columns]
        cells = [[filling.keep(figure) for figure in row] for row in grid.figures]
        notes: list[TableNote] = []
        if any(grid.total_column) and len(columns) > 1:
            columns.append(Heading("total"))
            for row, total in zip(cells, grid.total_column, strict=True):
                row.append(filling.keep(total) if total is not None else "")
        whole = [_whole(filling, grid, at, table) for at in range(len(grid.columns))]
        if any(whole) and len(rows) > 1:
            rows.append(Heading("total"))
            corner = [filling.whole(measures[0])] if len(columns) > len(grid.total_row) else []
            cells.append([*whole, *corner])
        if len(rows) > 1 and table.down != "measure":
            notes += _no_total(
                [one for one in measures if not _adds_up(filling, one, grid)],
                table.down,
                zip(grid.columns, grid.total_row, strict=True),
                down=table.across == "measure",
            )
        if len(columns) > 1 and table.across not in ("measure", table.down):
            notes += _no_total(measures, table.across, zip(grid.rows, grid.total_column, strict=True))
        return cls(
            labels=table.labels,
            corner=table.down,
            columns=tuple(columns),
            rows=tuple(rows),
            cells=tuple(tuple(row) for row in cells),
            notes=tuple(dict.fromkeys(notes)),
            beside=tuple(_beside(filling, table, measures)),
        )

    def render(self, report: Filled, language: Language) -> Grid:
        """The table in one language."""
        measures = [report.figures[name].measure.name for row in self.cells for name in row if name]
        measure = report.charter.measure(measures[0]) if measures else None

        def head(one: Heading) -> Cell:
            figure = one.value if one.kind == "measure" and one.value in report.figures else ""
            return Cell(one.text(report, measure, language), figure)

        def note(one: TableNote) -> str:
            labels = [text_in(report.charter.measure(name).labels, language) for name in one.measures]
            return word(one.code, language, labels=labels)

        return Grid(
            caption=text_in(self.labels, language),
            headings=(
                Cell(_corner(self.corner, measure, language)),
                *map(head, self.columns),
                *(Cell(word(f"beside-{part}", language)) for part, _ in self.beside),
            ),
            rows=tuple(
                (
                    head(heading),
                    *(_cell(report, name, language) for name in names),
                    *(_held(report, slots[at], language) for _, slots in self.beside),
                )
                for at, (heading, names) in enumerate(zip(self.rows, self.cells, strict=True))
            ),
            total=bool(self.rows) and self.rows[-1].kind == "total",
            about=tuple(name for name in dict.fromkeys(measures) if name in report.figures),
            notes=tuple(map(note, self.notes)),
        )

    def to_dict(self, report: Filled) -> TableDocument:
        """The table with the names of its figures."""
        names = [name for row in self.cells for name in row if name]
        measure = report.figures[names[0]].measure if names else None
        beside: list[BesideDocument] = [
            {"part": part, "texts": [{lang: said(report, slot, lang) for lang in report.charter.languages} for slot in slots]}
            for part, slots in self.beside
        ]
        found: GridDocument = {
            "caption": dict(self.labels),
            "columns": [one.to_dict(report, measure) for one in self.columns],
            "rows": [one.to_dict(report, measure) for one in self.rows],
            "cells": [[name or None for name in row] for row in self.cells],
            "notes": [{"code": note.code, "measures": list(note.measures)} for note in self.notes],
        }
        if beside:
            found["beside"] = beside
        return {"table": found}


def _of_record(grid: FigureGrid) -> FigureGrid:
    """The rows without the units of which nothing is on record; all, where that is so of each."""
    kept = [
        at
        for at, (line, row) in enumerate(zip(grid.rows, grid.figures, strict=True))
        if line.axis != "unit" or any(figure.recorded for figure in row)
    ]
    if not kept or len(kept) == len(grid.rows):
        return grid
    return evolve(
        grid,
        rows=tuple(grid.rows[at] for at in kept),
        figures=tuple(grid.figures[at] for at in kept),
        total_column=tuple(grid.total_column[at] for at in kept) if grid.total_column else (),
    )


def _corner(down: str, measure: Measure | None, language: Language) -> str:
    """What the rows are: the field by which they are split, in words."""
    if down in ("unit", "month", "measure"):
        return word(down, language)
    *owners, field = down.split(".")
    noun = owners[-1] if owners else measure.population if measure else ""
    label = field_label(field, language, noun)
    return label[:1].upper() + label[1:] if language == TYPED or label != field else word("of_which", language)


def _cell(report: Filled, name: str, language: Language) -> Cell:
    if not name:
        return Cell(word("nothing", language))
    figure = report.figures[name]
    return Cell(part_text(figure, "", language), name, number_of(figure), is_percent(figure), places_of(figure))


def _beside(filling: Filling, table: Table, measures: list[Measure]) -> Iterator[tuple[str, tuple[Slot, ...]]]:
    """What the measures of a table are held against. A column falls away where there is nothing of it: no period before, no target."""
    for part in table.beside:
        slots = tuple(filling.slot(f"{one.name}.{part}") for one in measures)
        if part in AIMED:
            there = any(one.until if part == "horizon" else one.aim is not None for one in slots)
        else:
            there = any(filling.figures[one.before or one.figure].recorded for one in slots if part == "before" or one.before)
        if there:
            yield part, slots


def _held(report: Filled, slot: Slot, language: Language) -> Cell:
    """A cell of what a row is held against: the figure of the period before, else words."""
    return Cell(said(report, slot, language)) if slot.part else _cell(report, slot.figure, language)


def _whole(filling: Filling, grid: FigureGrid, at: int, table: Table) -> str:
    """The figure under a column: the total where the rows add up; of shares and the like that of the whole, which no sum of the rows would give."""
    total = grid.total_row[at]
    if total is not None:
        return filling.keep(total)
    measure = filling.charter.measures.get(grid.columns[at].measure or table.measures[0])
    if (
        measure is None
        or table.down == "measure"
        or not _of_whole(measure, table.down)
        or grid.columns[at].axis not in ("measure", "all")
    ):
        return ""
    return filling.whole(measure)


def _of_whole(measure: Measure, way: str) -> bool:
    """Whether the whole has a figure of its own beside rows that do not add up to it: on a day, the months have none."""
    return measure.form in (Form.RATE, Form.DISTINCT, Form.SPREAD, Form.RATIO) and not (way == "month" and measure.is_stock)


def _adds_up(filling: Filling, measure: Measure, grid: FigureGrid) -> bool:
    """Whether the rows of what may count in several of them add up to the whole all the same: then nobody wonders."""
    at = [number for number, line in enumerate(grid.columns) if line.measure == measure.name]
    whole = number_of(filling.figures[filling.whole(measure)])
    parts = [number_of(row[number]) for row in grid.figures for number in at]
    return measure.form is Form.DISTINCT and whole is not None and sum(one or 0 for one in parts) == whole


def _no_total(
    measures: list[Measure], way: str, totals: Iterable[tuple[Line, Figure | None]], *, down: bool = False
) -> list[TableNote]:
    """Why the measures that do not add along a way, or would count a record twice, have no total."""
    if not measures:
        return []
    why: dict[str, list[str]] = {}
    lacking = {line.measure or measures[0].name for line, total in totals if total is None}
    for measure in measures:
        if down and _of_whole(measure, way):
            why.setdefault("total-whole", []).append(measure.name)
            continue
        adds = measure.adds_over_time if way == "month" else measure.adds_over_units
        if not adds:
            code = f"no-total-{measure.form}"
            if way == "month" and measure.adds_over_units:
                code = "no-total-stock" if measure.is_stock else "no-total-period-end"
            why.setdefault(code, []).append(measure.name)
        elif measure.name in lacking:
            why.setdefault("no-total-then", []).append(measure.name)
    return [TableNote(code=code, measures=tuple(names)) for code, names in why.items()]
