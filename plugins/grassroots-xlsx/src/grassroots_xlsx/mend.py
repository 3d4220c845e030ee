"""Workbooks for the office to mend: its own, with the bad cells marked and a sheet of mistakes; and what the office wrote there, read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from grassroots.ledgers import Learned, Mending, Row, Table
from grassroots.ledgers.outward.mending import Mistake
from grassroots.ledgers.table import sheet_of
from grassroots_xlsx.copied import copied, title_of
from grassroots_xlsx.look import letters, width_of
from grassroots_xlsx.scan import MEANT, MISTAKES, OURS, OWN

_LISTS = "_mend"
OWN_LISTS = f"{OWN}lists"
_HEAD = 3
"""The row of the headings of the sheet of mistakes."""
_VALUE, _INSTEAD = 4, 5
"""The places of what stands in the ledger and of the answer in a row of it, from 0; behind those that are seen stands a number."""
_SEEN = 8
_MEANT = "_meant"
"""The sheet that nobody sees: number → ledger, column, of what a row of mistakes is."""
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
            rows = book[title].iter_rows(min_row=_HEAD + 1, max_col=_SEEN + 1, values_only=True)
            about = _about(book[_MEANT].iter_rows(max_col=4, values_only=True)) if _MEANT in book.sheetnames else {}
            said = [(*row[:_SEEN], *about.get(_told(row[_SEEN]), ("", "", ""))) for row in rows if _told(row[_INSTEAD])]
        for name in (OWN_LISTS, MEANT):
            book.defined_names.pop(name, None)
        for name in (title, _LISTS, _MEANT):
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


_WIDTHS = (40, 7, 16, 16, 24, 24, 24, 50)
"""Of the columns of the sheet of mistakes, in letters."""


def _write_mistakes(book: Any, mending: Mending, said: Sequence[tuple[Any, ...]]) -> None:
    """`said`: the rows of the sheet of mistakes before in which somebody wrote what is meant: it stays, also of what is no mistake any more by it."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    title = title_of(mending.title, book.sheetnames)
    about, page = book.create_sheet(_MEANT), book.create_sheet(title)
    lists = book.create_sheet(_LISTS)
    for name, sheet in ((OWN_LISTS, lists), (MEANT, about)):
        sheet.sheet_state = "veryHidden"
        book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!$A$1")
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
        for place, text in enumerate(cells[:_SEEN], 1):
            if text:
                _text(page.cell(number, place), text).alignment = wrap
        lines = max(width_of(text) * 11 // (width * 10) + 1 for text, width in zip(cells, _WIDTHS, strict=False))
        page.row_dimensions[number].height = min(15 * lines, 400)
        _say_about(page, about, number, cells[_SEEN:])
        page.cell(number, 2).value, page.cell(number, 2).alignment = mistake.count, wrap
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
        for place, cell in enumerate(answered[:_SEEN], 1):
            _said_again(page.cell(number, place), cell)
        _say_about(page, about, number, answered[_SEEN:])
    for place, width in enumerate(_WIDTHS, 1):
        page.column_dimensions[letters(place)].width = width
    page.column_dimensions[letters(_SEEN + 1)].hidden = True
    page.freeze_panes = page.cell(_HEAD + 1, 1)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


def _told(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _say_about(page: Any, about: Any, number: int, said: Sequence[Any]) -> None:
    """Notes what a row of mistakes is about: by a number that goes with it, wherever it is sorted to."""
    if any(said):
        _text(page.cell(number, _SEEN + 1), str(number))
        for place, text in enumerate((str(number), *said), 1):
            _text(about.cell(number, place), text)


def _about(rows: Iterable[Sequence[Any]]) -> dict[str, tuple[str, str, str]]:
    """What stands on the sheet that nobody sees: number → ledger, column, of what it is."""
    told = ([*map(_told, row), "", "", "", ""] for row in rows)
    return {number: (ledger, column, kind) for number, ledger, column, kind, *_ in told if number}


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


def said_in(rows: Sequence[Row]) -> Learned:
    """What the office wrote on the sheet of mistakes; `rows`: of that sheet, and before them those of the one that says what each is about."""
    about = _about(row.cells for row in rows if row.source.sheet == _MEANT)
    cells: dict[str, dict[str, dict[str, str]]] = {}
    headings: dict[str, dict[str, str]] = {}
    for row in rows:
        told = [*row.cells, *[""] * (_SEEN + 1 - len(row.cells))]
        value, instead = told[_VALUE], told[_INSTEAD].strip()
        ledger, column, kind = about.get(told[_SEEN].strip(), ("", "", ""))
        if row.source.sheet == _MEANT or row.source.row <= _HEAD or not instead or not ledger or not column:
            continue
        if kind == "heading":
            headings.setdefault(ledger, {})[column] = instead
        elif kind == "missing":
            headings.setdefault(ledger, {})[instead] = column
        else:
            cells.setdefault(ledger, {}).setdefault(column, {})[value] = instead
    return Learned(cells, headings)
