"""A workbook made of tables as they were read: every cell is again what it was, so that whatever is doubtful about it stays so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from grassroots.ledgers import Row, Table
from grassroots_xlsx.grid import number_shown
from grassroots_xlsx.look import letters, width_of
from grassroots_xlsx.scan import PLAIN

_FAILED = "#N/A"
"""What stands for a cell that could not be read."""


_WIDEST = 40
"""No column is wider, in letters."""


def copied(source: Path, tables: Sequence[Table]) -> Any:
    """A workbook of openpyxl with these tables. Where nothing is known but what a cell shows (in a table of text), the sheet says so."""
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        page = book.create_sheet(title_of(table.sheet or source.stem, book.sheetnames))
        page.sheet_state = "hidden" if table.hidden else "visible"
        rows = {row.source.row: row for row in table.rows}
        for row in rows.values():
            _write(page, row)
        for top, left, bottom, right in _merged(rows):
            page.merge_cells(start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1)
        page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight = True, 0
        for place in range(max((len(row.cells) for row in rows.values()), default=0)):
            shown = max(width_of(row.cells[place]) for row in rows.values() if place < len(row.cells))
            page.column_dimensions[letters(place + 1)].width = min(max(shown + 2, 9), _WIDEST)
        for place in table.hidden_columns:
            page.column_dimensions[letters(place + 1)].hidden = True
        if rows and not any(row.natures for row in rows.values()):
            name = f"{PLAIN}{len(book.worksheets)}"
            book.defined_names[name] = DefinedName(name, attr_text=f"'{page.title.replace(chr(39), chr(39) * 2)}'!$A$1")
    if not book.worksheets:
        book.create_sheet(source.stem[:31] or "-")
    return book


def title_of(name: str, taken: Sequence[str]) -> str:
    """A title that a workbook takes, each another."""
    plain = "".join(" " if one in "[]:*?/\\" else one for one in name).strip("' ")[:28] or "-"
    return plain if plain not in taken else f"{plain} {len(taken) + 1}"


def _write(page: Any, row: Row) -> None:
    from openpyxl.styles import Font

    page.row_dimensions[row.source.row].hidden = row.hidden
    faults = dict(row.faults)
    for place in range(max([len(row.cells), *(at + 1 for at in faults)])):
        text = row.cells[place] if place < len(row.cells) else ""
        fault = faults.get(place, "")
        if fault and fault != "struck-cell":
            text = text or _FAILED
        if not text:
            continue
        cell = page.cell(row.source.row, place + 1)
        cell.value, form = _value(text, row.natures[place : place + 1].lower())
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if form:
            cell.number_format = form
        if row.struck or fault == "struck-cell":
            cell.font = Font(strike=True)


def _value(text: str, nature: str) -> tuple[Any, str]:
    """A cell as what it was, where that says the same, and its format."""
    try:
        if nature == "n" and number_shown(float(text)) == text:
            return float(text), ""
        if nature == "n" and text[0] == "0" and text.isdecimal():
            return int(text), "0" * len(text)
        if nature == "d" and " " in text:
            return datetime.fromisoformat(text), ""
        if nature == "d":
            return date.fromisoformat(text + "-01-01"[len(text) - 4 :]), _DAYS[len(text)]
        if nature == "b":
            return text == "true", ""
        if nature == "h":
            return time.fromisoformat(text), ""
    except (ValueError, KeyError):
        pass
    return text, "@"


_DAYS = {4: "yyyy", 7: "yyyy-mm", 10: "yyyy-mm-dd"}
"""Length of a day that is shown → its format."""


def _merged(rows: Mapping[int, Row]) -> list[tuple[int, int, int, int]]:
    """The ranges that were merged: their first row and place, and their last."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}

    def is_filled(row: int, place: int) -> bool:
        return row in rows and rows[row].natures[place : place + 1].isupper()

    def says(row: int, place: int) -> str:
        return rows[row].cells[place] if row in rows and 0 <= place < len(rows[row].cells) else ""

    for number, row in rows.items():
        for place in range(len(row.cells)):
            top, left = number, place
            while is_filled(top, place) and says(top - 1, place) == row.cells[place]:
                top -= 1
            while is_filled(top, left) and says(top, left - 1) == row.cells[place]:
                left -= 1
            if (top, left) != (number, place):
                bottom, right = ends.get((top, left), (top, left))
                ends[top, left] = max(bottom, number), max(right, place)
    return [(*start, *end) for start, end in ends.items()]
