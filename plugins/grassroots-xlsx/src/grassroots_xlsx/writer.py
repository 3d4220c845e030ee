"""Reports as workbooks: a sheet a section, a sheet of figures with their rules, a sheet of records for each headline figure.

Text is written as text and numbers as numbers, never by guess: a name that begins with `=` stays a name. The only links are
our own, from a figure to its rule and from there to its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from grassroots.reports import (
    BarChart,
    Cell,
    FigureNote,
    Grid,
    Heading,
    LineChart,
    Paragraph,
    Rendered,
    RenderedBlock,
    Report,
    clean,
)

_LONGEST = 32_000
"""Characters in a cell; a spreadsheet takes 32,767."""
_EXACT = 10**15
"""Above this a spreadsheet drops digits; such a number is written as text."""
_TEXT_COLUMNS = 4
"""Over how many further columns a sentence runs."""
_INKS = (("#2F6B4C", "solid"), ("#9AA8A0", "dash"), ("#1D2A24", "round_dot"), ("#C9963B", "long_dash"))
"""Colour and stroke of lines in turn: they differ in grey as well."""
_WIDE = 30
"""The width of the first column of a section, in letters."""


class XlsxWriter:
    """Writes `.xlsx`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        import xlsxwriter

        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        }
        book = xlsxwriter.Workbook(str(target), options)
        try:
            _Book(book, rendered, datetime.combine(report.as_of, time())).write()
        finally:
            book.close()


class _Book:
    """One workbook in the making."""

    def __init__(self, book: Any, rendered: Rendered, created: datetime) -> None:
        self.book, self.rendered, self.words = book, rendered, rendered.words
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.notes = {note.name: note for note in rendered.figures}
        names = SheetNames()
        self.cover = names.name(rendered.label)
        self.sections = [names.name(section.title) for section in rendered.sections]
        self.figures = names.name(self.words["figures"]) if rendered.figures else ""
        self.records = {note.name: names.name(note.label) for note in rendered.figures if note.records}
        self.rows = {note.name: row for row, note in enumerate(rendered.figures, start=1)}
        book.set_properties({"title": clean(rendered.title), "created": created, "author": "", "comments": ""})

    def write(self) -> None:
        self._cover()
        for name, section in zip(self.sections, self.rendered.sections, strict=True):
            sheet = self._sheet(name, (_WIDE, *[15] * 12))
            sheet.write_string(0, 0, _cell_text(section.title), self.format(bold=True, font_size=16))
            row = 2
            for block in section.blocks:
                row = self._block(sheet, name, row, block) + 1
        if self.rendered.figures:
            self._figures()
        for note in self.rendered.figures:
            if note.records:
                self._records(note)

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **properties})
        return self.formats[key]

    def _sheet(self, name: str, widths: tuple[int, ...]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        title = _cell_text(self.rendered.title).replace("&", "&&")[:120]
        sheet.set_header(f"&L{title}&R&A")
        sheet.set_footer("&C&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _cover(self) -> None:
        sheet = self._sheet(self.cover, (26, 70))
        sheet.merge_range(0, 0, 0, 1, "", self.format())
        sheet.write_string(0, 0, _cell_text(self.rendered.title), self.format(bold=True, font_size=20, text_wrap=True))
        sheet.set_row(0, 1.8 * _height(self.rendered.title, 48))
        row = 2
        for label, text in (*self.rendered.facts, *self.rendered.origin):
            sheet.write_string(row, 0, _cell_text(label), self.format(font_color="#5A6B62"))
            sheet.write_string(row, 1, _cell_text(text), self.format(text_wrap=True))
            row += 1
        row += 1
        for note in self.rendered.notes:
            sheet.merge_range(row, 0, row, 1, "", self.format())
            sheet.write_string(row, 0, _cell_text(note), self.format(text_wrap=True, bg_color="#FDF8EC"))
            sheet.set_row(row, _height(note, 96))
            row += 1
        row += 1
        sheet.write_string(row, 0, self.words["contents"], self.format(bold=True))
        for name, title in [
            *zip(self.sections, [section.title for section in self.rendered.sections], strict=True),
            *([(self.figures, self.words["figures"])] if self.figures else []),
        ]:
            row += 1
            self._link(sheet, row, 0, f"internal:{_quoted(name)}!A1", _cell_text(title))

    def _link(self, sheet: Any, row: int, column: int, to: str, text: str, **style: Any) -> None:
        """Text that leads to another place of the workbook."""
        sheet.write_url(row, column, to, self.format(font_color="#1F6B45", underline=1, **style), string=text)

    def _number(self, sheet: Any, row: int, column: int, cell: Cell, derived: bool, **style: Any) -> None:
        """A figure: its exact number, as a number where a spreadsheet can hold it, with a link to what it says."""
        text, name, number = cell.text, cell.figure, cell.number
        if name in self.rows:
            to = f"internal:{_quoted(self.records[name])}!A1" if name in self.records else self._place(name)
            self._link(sheet, row, column, to, _cell_text(text), align="right", **style)
            style = {"font_color": "#1F6B45", "underline": 1, **style}
        if number is None or abs(number) > _EXACT:
            sheet.write_string(row, column, _cell_text(text), self.format(align="right", **style))
            return
        shown = ("0" if cell.percent else "#,##0") + (f".{'0' * cell.places}" if cell.places else "") + "%" * cell.percent
        if derived:
            shown += '" †"'
        sheet.write_number(row, column, float(number), self.format(num_format=shown, align="right", **style))

    def _place(self, name: str) -> str:
        return f"internal:{_quoted(self.figures)}!A{self.rows[name] + 1}"

    def _block(self, sheet: Any, name: str, row: int, block: RenderedBlock) -> int:
        """Writes a block from a row on; gives the next free row."""
        if isinstance(block, Heading):
            sheet.write_string(row, 0, _cell_text(block.text), self.format(bold=True, font_size=13))
            return row + 1
        if isinstance(block, Paragraph):
            sheet.merge_range(row, 0, row, _TEXT_COLUMNS, "", self.format())
            sheet.write_string(row, 0, _cell_text(block.text), self.format(text_wrap=True))
            sheet.set_row(row, _height(block.text, _WIDE + 15 * _TEXT_COLUMNS))
            shown = next((run.figure for run in block.runs if run.figure in self.rows), "")
            if shown and block.mark:
                self._link(sheet, row, _TEXT_COLUMNS + 1, self._place(shown), self.words["mark"].format(number=block.mark))
            return row + 1
        if isinstance(block, Grid):
            return self._grid(sheet, row, block)
        if isinstance(block, BarChart):
            return self._bars(sheet, name, row, block)
        return self._lines(sheet, name, row, block)

    def _grid(self, sheet: Any, row: int, grid: Grid) -> int:
        sheet.write_string(row, 0, _cell_text(grid.caption), self.format(bold=True))
        row += 1
        for column, cell in enumerate(grid.headings):
            style = {"bold": True, "bottom": 2, "text_wrap": True, "align": "left" if grid.words or not column else "right"}
            self._heading(sheet, row, column, cell, style)
        lines = (_height(cell.text, _WIDE if not column else 13) for column, cell in enumerate(grid.headings))
        sheet.set_row(row, max(lines))
        for number, cells in enumerate(grid.rows):
            row += 1
            total = grid.total and number == len(grid.rows) - 1
            style = {"bold": True, "top": 1, "bg_color": "#E6EFE9"} if total else {"bottom": 4, "bottom_color": "#B9C7BF"}
            self._heading(sheet, row, 0, cells[0], style)
            for column, cell in enumerate(cells[1:], start=1):
                if grid.words:
                    sheet.write_string(row, column, _cell_text(cell.text), self.format(text_wrap=True, **style))
                    continue
                self._number(sheet, row, column, cell, "†" in cell.text, **style)
        for note in grid.notes:
            row += 1
            sheet.write_string(row, 0, _cell_text(note), self.format(italic=True, font_color="#5A6B62"))
        return row + 1

    def _heading(self, sheet: Any, row: int, column: int, cell: Cell, style: Mapping[str, Any]) -> None:
        if cell.figure in self.rows:
            self._link(sheet, row, column, self._place(cell.figure), _cell_text(cell.text), **style)
        else:
            sheet.write_string(row, column, _cell_text(cell.text), self.format(**style))

    def _bars(self, sheet: Any, name: str, row: int, chart: BarChart) -> int:
        sheet.write_string(row, 0, _cell_text(chart.caption), self.format(bold=True))
        first = row + 1
        for row, bar in enumerate(chart.bars, start=first):
            sheet.write_string(row, 0, _cell_text(bar.label), self.format())
            cell = Cell(bar.text, bar.figure, bar.number, bar.percent, bar.places)
            self._number(sheet, row, 1, cell, "†" in bar.text)
            if bar.aim is not None:
                sheet.write_string(row, 2, _cell_text(bar.text), self.format())
        if not chart.bars:
            return first
        last = first + len(chart.bars) - 1
        drawn = self.book.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "fill": {"color": "#4F9A73"},
                "gap": 60,
                "data_labels": {"value": True},
            }
        )
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"reverse": True, "line": {"none": True}})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        height = 40 + 24 * len(chart.bars)
        drawn.set_size({"width": 560, "height": height})
        sheet.insert_chart(first, 3, drawn, {"description": _cell_text(chart.caption)})
        return max(last + 1, first + height // 20 + 1)

    def _lines(self, sheet: Any, name: str, row: int, chart: LineChart) -> int:
        first = row + 1
        heads = (Cell(self.words["month"]), *(Cell(line.label) for line in chart.lines))
        rows = zip(map(Cell, chart.labels), *(line.points for line in chart.lines), strict=True)
        after = self._grid(sheet, row, Grid(caption=chart.caption, headings=heads, rows=tuple(rows)))
        if not chart.labels:
            return after
        drawn = self.book.add_chart({"type": "line"})
        for at, line in enumerate(chart.lines):
            last = first + len(chart.labels)
            drawn.add_series(
                {
                    "name": _cell_text(line.label),
                    "categories": [name, first + 1, 0, last, 0],
                    "values": [name, first + 1, at + 1, last, at + 1],
                    "line": {"color": _INKS[at % len(_INKS)][0], "dash_type": _INKS[at % len(_INKS)][1], "width": 2.25},
                    "marker": {"type": "circle" if at == 0 else "none"},
                }
            )
        drawn.set_title({"none": True})
        drawn.set_legend({"position": "top", "none": len(chart.lines) == 1})
        drawn.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9E2DC"}}, "line": {"none": True}})
        drawn.set_size({"width": 620, "height": 280})
        sheet.insert_chart(first, len(chart.lines) + 2, drawn, {"description": _cell_text(chart.caption)})
        return max(after, first + 15)

    def _figures(self) -> None:
        sheet = self._sheet(self.figures, (48, 34, 100))
        sheet.repeat_rows(0)
        bold = self.format(bold=True, bottom=2)
        for column, key in enumerate(("measure", "value", "how")):
            sheet.write_string(0, column, self.words[key], bold)
        sheet.freeze_panes(1, 0)
        for row, note in enumerate(self.rendered.figures, start=1):
            if note.name in self.records:
                self._link(
                    sheet, row, 0, f"internal:{_quoted(self.records[note.name])}!A1", _cell_text(note.label), text_wrap=True
                )
            else:
                sheet.write_string(row, 0, _cell_text(note.label), self.format(text_wrap=True))
            sheet.write_string(row, 1, _cell_text(note.text), self.format(text_wrap=True))
            told = self.words["semicolon"].join(note.lines)
            sheet.write_string(row, 2, _cell_text(told), self.format(text_wrap=True))
            sheet.set_row(row, _height(told, 100))

    def _records(self, note: FigureNote) -> None:
        named = any(record.name for records in note.records for record in records.records)
        sheet = self._sheet(self.records[note.name], (28, 20, 30, *([30] if named else []), 50))
        sheet.write_string(
            0, 0, _cell_text(self.words["records-of"].format(label=note.label)), self.format(bold=True, font_size=14)
        )
        self._link(sheet, 1, 0, self._place(note.name), _cell_text(note.text))
        headings = ["listed-as", "kind", "record", *(["person"] if named else []), "place"]
        for column, key in enumerate(headings):
            sheet.write_string(3, column, self.words[key], self.format(bold=True, bottom=2))
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        row = 3
        for records in note.records:
            for record in records.records:
                row += 1
                texts = [records.label, record.noun, record.id, *([record.name] if named else []), record.place]
                for column, text in enumerate(texts):
                    sheet.write_string(row, column, _cell_text(text))
        sheet.autofilter(3, 0, max(row, 4), len(headings) - 1)


def _cell_text(text: str) -> str:
    text = clean(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter would take it for its own rich text, and write it as it stands
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


class SheetNames:
    """Names that a workbook takes, each another: at most 31 characters, without `[]:*?/\\`, and not `History`."""

    def __init__(self) -> None:
        self._taken = {"history"}

    def name(self, title: str) -> str:
        """A name as like to the title as may be."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", clean(title))
        plain = _short(" ".join(plain.split()).strip("' "), 31) or "-"
        name, number = plain, 2
        while name.casefold() in self._taken:
            ending = f" {number}"
            name, number = _short(plain, 31 - len(ending)) + ending, number + 1
        self._taken.add(name.casefold())
        return name


def _short(text: str, room: int) -> str:
    """The beginning of a text, counted as spreadsheets do: what lies beyond the basic plane counts twice."""
    shown = ""
    for char in text:
        if len((shown + char).encode("utf-16-le")) // 2 > room:
            break
        shown += char
    return shown.strip("' ")


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _height(text: str, width: int) -> float:
    """The height of a row in points, for a text that is wrapped at so many letters."""
    letters = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text[:_LONGEST])
    return min(15.5 * (letters * 11 // (width * 10) + 1), 400)
