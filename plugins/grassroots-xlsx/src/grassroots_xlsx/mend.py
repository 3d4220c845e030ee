"""Workbooks for the office to mend: its own, with the bad cells marked and a sheet of mistakes; and what the office wrote there, read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from grassroots.ledgers import Learned, Mending, Row, Table
from grassroots.ledgers.outward.mending import Mistake
from grassroots.ledgers.table import sheet_of
from grassroots_xlsx.copied import copied, title_of
from grassroots_xlsx.look import letters
from grassroots_xlsx.scan import MISTAKES, OURS

_LISTS = "_mend"
_HEAD = 3
"""The row of the headings of the sheet of mistakes."""
_VALUE, _INSTEAD = 4, 5
"""The places of what stands in the ledger and of the answer in a row of it, from 0; behind those that are seen stand three that are not: ledger, column, of what it is."""
_SEEN = 8
_COMMENT = 1000
_RED = "FFFFC7CE"
_ABOVE = "\n\u2014\u2014\u2014\n"
"""Between what somebody noted at a cell and what is wrong with it."""


def write_mended(source: Path, target: Path, tables: Sequence[Table], mending: Mending) -> None:
    """The workbook at `source` with marks and a sheet of mistakes, written to `target`; of another format, its tables as a new workbook."""
    book = _opened(source, tables)
    said = _unmark(book)
    for mark in mending.marks:
        title = sheet_of(mark.sheet)
        page = book[title] if title in book.sheetnames else book.worksheets[0]
        _mark(page.cell(mark.row, mark.place + 1), mark.text)
    _write_mistakes(book, mending, said)
    book.save(target)


def _opened(source: Path, tables: Sequence[Table]) -> Any:
    import openpyxl

    if source.suffix.lower() in (".xlsx", ".xlsm"):
        return openpyxl.load_workbook(source, keep_vba=source.suffix.lower() == ".xlsm", rich_text=True)
    return copied(source, tables)


def _unmark(book: Any) -> list[tuple[Any, ...]]:
    """Takes away what an earlier mending left; gives the rows of its sheet of mistakes in which somebody wrote what is meant."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    said: list[tuple[Any, ...]] = []
    if MISTAKES in book.defined_names:
        title = book.defined_names[MISTAKES].attr_text.rpartition("!")[0].strip("'").replace("''", "'")
        del book.defined_names[MISTAKES]
        if title in book.sheetnames:
            rows = book[title].iter_rows(min_row=_HEAD + 1, max_col=_SEEN + 3, values_only=True)
            said = [row for row in rows if str(row[_INSTEAD] or "").strip()]
        for name in (title, _LISTS):
            if name in book.sheetnames:
                del book[name]
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == OURS:
                    noted, mark, _ = cell.comment.text.rpartition(_ABOVE)
                    cell.comment = Comment(noted, "") if mark else None
                    cell.fill = PatternFill()
    return said


def _mark(cell: Any, text: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if isinstance(cell, MergedCell):
        return
    before = cell.comment.text if cell.comment is not None else ""
    if before and cell.comment.author == OURS:
        noted, mark, ours = before.rpartition(_ABOVE)
        before, text = noted + mark, f"{ours}\n{text}"
    elif before:
        before += _ABOVE
    cell.comment = Comment(before + text[:_COMMENT], OURS, width=320, height=120)
    cell.fill = PatternFill("solid", start_color=_RED, end_color=_RED)


def _write_mistakes(book: Any, mending: Mending, said: Sequence[tuple[Any, ...]]) -> None:
    """`said`: the rows of the sheet of mistakes before in which somebody wrote what is meant: it stays, also of what is no mistake any more by it."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    title = title_of(mending.title, book.sheetnames)
    page = book.create_sheet(title)
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "veryHidden"
    book.defined_names[MISTAKES] = DefinedName(MISTAKES, attr_text=f"'{title.replace(chr(39), chr(39) * 2)}'!$A$1")
    wrap = Alignment(wrap_text=True, vertical="top")
    _text(page.cell(1, 1), mending.title).font = Font(bold=True, size=14)
    _text(page.cell(2, 1), mending.hint).alignment = wrap
    page.merge_cells(start_row=2, start_column=1, end_row=2, end_column=_SEEN)
    page.row_dimensions[2].height = 48
    for place, heading in enumerate(mending.headings, 1):
        _text(page.cell(_HEAD, place), heading).font = Font(bold=True)
    known: dict[tuple[str, ...], str] = {}
    meant = {_of_what(row): row for row in said}
    for number, mistake in enumerate(mending.mistakes, _HEAD + 1):
        cells = _cells(mistake)
        answered = meant.pop(_of_what(cells), None) or _led_to(meant, mistake)
        for place, text in enumerate(cells, 1):
            if text:
                _text(page.cell(number, place), text).alignment = wrap
        page.cell(number, 2).value = mistake.count
        if answered:
            _said_again(page.cell(number, _VALUE + 1), answered[_VALUE])
            _said_again(page.cell(number, _INSTEAD + 1), answered[_INSTEAD])
        choices = (mending.aside, *mistake.choices) if mistake.of_heading else mistake.choices
        if choices:
            if choices not in known:
                column = len(known) + 1
                for row, choice in enumerate(choices, 1):
                    _text(lists.cell(row, column), choice)
                known[choices] = f"={_LISTS}!${letters(column)}$1:${letters(column)}${len(choices)}"
            rule = DataValidation(type="list", formula1=known[choices], allow_blank=True, showErrorMessage=False)
            rule.add(page.cell(number, _INSTEAD + 1))
            page.add_data_validation(rule)
    for number, answered in enumerate(meant.values(), _HEAD + 1 + len(mending.mistakes)):
        for place, cell in enumerate(answered, 1):
            _said_again(page.cell(number, place), cell)
    for place, width in enumerate((40, 7, 16, 16, 24, 24, 24, 50), 1):
        page.column_dimensions[letters(place)].width = width
    for place in range(_SEEN + 1, _SEEN + 4):
        page.column_dimensions[letters(place)].hidden = True
    page.freeze_panes = page.cell(_HEAD + 1, 1)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


def _of_what(row: Sequence[Any]) -> tuple[str, ...]:
    """What an answer is about: a text in a column of a ledger, or one of its headings; else the mistake as it is told."""
    what, _, sheet, heading, value, *_ = told = ["" if cell is None else str(cell) for cell in row]
    about = tuple(told[_SEEN:])
    return (value, *about) if any(about) else (what, sheet, heading, value)


def _led_to(meant: dict[tuple[str, ...], tuple[Any, ...]], mistake: Mistake) -> tuple[Any, ...] | None:
    """The answer that led to a mistake, for nothing is known by it either: it is to be changed, and what stands in the ledger is still the same."""
    about = _cells(mistake)[_SEEN:]
    for key, row in meant.items() if about and mistake.value else ():
        if key[1:] == about and str(row[_INSTEAD]).strip() == mistake.value:
            return meant.pop(key)
    return None


def _said_again(cell: Any, value: Any) -> None:
    from openpyxl.styles import Alignment

    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _text(cell: Any, text: str) -> Any:
    cell.value, cell.data_type, cell.number_format = text, "s", "@"
    return cell


def _cells(one: Mistake) -> tuple[str, ...]:
    kind = "heading" if one.of_heading else "missing" if one.of_missing else "cell"
    seen = (one.what, "", one.sheet, one.heading, one.value, "", one.where, one.cure)
    return (*seen, one.ledger, one.column, kind) if one.column else seen


def said_in(rows: Iterable[Row]) -> Learned:
    """What the office wrote on the sheet of mistakes."""
    cells: dict[str, dict[str, dict[str, str]]] = {}
    headings: dict[str, dict[str, str]] = {}
    for row in rows:
        told = [*row.cells, *[""] * (_SEEN + 3 - len(row.cells))]
        value, instead, (ledger, column, kind) = told[_VALUE], told[_INSTEAD].strip(), told[_SEEN : _SEEN + 3]
        if row.source.row <= _HEAD or not instead or not ledger or not column:
            continue
        if kind == "heading":
            headings.setdefault(ledger, {})[column] = instead
        elif kind == "missing":
            headings.setdefault(ledger, {})[instead] = column
        else:
            cells.setdefault(ledger, {}).setdefault(column, {})[value] = instead
    return Learned(cells, headings)
