"""Ledgers in workbooks: read by calamine after a look at what is in the file, written by XlsxWriter with drop-down lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import HasProblems, NotFound
from grassroots.ledgers import Mending
from grassroots.ledgers.around.learned import NOTHING
from grassroots.ledgers.table import Row, Sheet, Table
from grassroots.problems import Problem
from grassroots.values import Source
from grassroots_xlsx.look import Found, letters
from grassroots_xlsx.mend import said_in
from grassroots_xlsx.scan import MISTAKES, OWN, scan

LARGEST = 64 * 1024 * 1024
"""The most bytes of a file that are read."""

_NATURES = {float: "n", int: "n", datetime: "d", date: "d", time: "h", timedelta: "h"}
"""What each cell is, as rows say it; all others are texts."""
_LAST_ROW = 1_048_575
_NOTE_LENGTH = 250
_LISTS = "lists"


@frozen
class WorkbookRows:
    """A workbook: a table for each sheet that is not hidden for good."""

    path: Path

    def tables(self) -> Iterator[Table]:
        """The sheets in order, those of a very hidden sheet (our own lists) left out.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no workbook, or goes beyond a limit.
        """
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        data = self._bytes()
        look = scan(data, self.path.name)
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        book = self._guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
        mistakes = [place for place, sheet in enumerate(book.sheets_metadata) if sheet.name == look.own.get(MISTAKES)]
        learned = said_in(self._rows(book, mistakes[0], look.own[MISTAKES], Found())) if mistakes else NOTHING
        for place, sheet in enumerate(book.sheets_metadata):
            if (
                sheet.typ != SheetTypeEnum.WorkSheet
                or sheet.visible == SheetVisibleEnum.VeryHidden
                or sheet.name in look.own.values()
            ):
                continue
            found = look.sheets.get(sheet.name, Found())
            rows = self._rows(book, place, sheet.name, found)
            yield Table(
                file=self.path.name,
                sheet=sheet.name,
                rows=rows,
                digest=digest,
                learned=learned,
                hidden=sheet.visible != SheetVisibleEnum.Visible,
            )

    def _bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError:
            raise NotFound(f"there is no file {self.path}") from None
        except OSError as error:
            raise NotFound(f"{self.path} cannot be read: {error.strerror}") from error
        if len(data) > LARGEST:
            raise self._refused("file-too-large", limit=f"{LARGEST >> 20} MB")
        return data

    def _refused(self, code: str, sheet: str = "", **details: Any) -> HasProblems:
        problem = Problem(code, source=Source(self.path.name, sheet), details=details)
        return HasProblems(f"{self.path.name} cannot be read", (problem,))

    def _guarded(self, read: Any) -> Any:
        """Whatever the reader raises for a damaged file is told as a problem of the file.

        It is compiled code: beside its own errors it hands on those of the libraries below it (text, days, numbers), and no list of them is promised;
        its panics are no `Exception`. What ends a program (Ctrl-C, no memory) passes.
        """
        try:
            return read()
        except MemoryError:
            raise
        except Exception:
            raise self._refused("grassroots_xlsx:not-a-spreadsheet") from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise self._refused("grassroots_xlsx:not-a-spreadsheet") from None

    def _rows(self, book: Any, place: int, title: str, found: Found) -> Iterator[Row]:
        sheet = self._guarded(lambda: book.get_sheet_by_index(place))
        grid: list[list[Any]] = self._guarded(lambda: sheet.to_python(skip_empty_area=False)) if sheet.height else []
        width = max((len(row) for row in grid), default=0)
        height = max([len(grid), *(row + 1 for row, _ in found.faults)])
        faults: dict[int, list[tuple[int, str]]] = {}
        for (row, column), code in sorted(found.faults.items()):
            faults.setdefault(row, []).append((column, code))
        filled = _fill_merged(grid, sheet.merged_cell_ranges or found.merged, width)
        for number in range(height):
            values = grid[number] if number < len(grid) else []
            cells = [_text(value) for value in values]
            for at in range(len(cells)) if found.shown else ():
                if shows := found.shown.get((number, at)):
                    cells[at] = _as_shown(cells[at], shows)
            while cells and not cells[-1].strip():
                cells.pop()
            wrong = faults.get(number, [])
            if cells or wrong:
                natures = "".join([_NATURES.get(type(value), "t") for value in values[: len(cells)]])
                if number in filled:
                    natures = "".join(one.upper() if at in filled[number] else one for at, one in enumerate(natures))
                source = Source(self.path.name, title, number + 1)
                hidden = number in found.hidden
                struck = number in found.struck
                yield Row(tuple(cells), source, hidden=hidden, faults=tuple(sorted(wrong)), natures=natures, struck=struck)

    def mend(self, path: Path, tables: Sequence[Table], mending: Mending) -> None:
        """Writes this workbook anew for the office to mend: the bad cells marked, with a sheet of mistakes. Where `path` is no workbook that can be
        written, one is made of `tables`."""
        from grassroots_xlsx.mend import write_mended

        write_mended(path, self.path, tables, mending)

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Writes tables: every column as text, the words allowed as drop-down lists, what to write as a message at the cell.

        Nothing becomes a formula, a link or a number. The same tables give the same bytes.
        """
        import xlsxwriter

        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(str(self.path), options)
        try:
            book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the bytes must not depend on the day
            head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@", "bg_color": "#EEEEEE", "bottom": 1})
            must = book.add_format(
                {
                    "bold": True,
                    "text_wrap": True,
                    "num_format": "@",
                    "bg_color": "#1F6B45",
                    "font_color": "#FFFFFF",
                    "bottom": 1,
                }
            )
            text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
            formats = _Formats(head, must, text, day)
            names: set[str] = {_LISTS}
            lists: list[tuple[str, ...]] = []
            for sheet in sheets:
                page = book.add_worksheet(_title(sheet.name, names))
                _write_sheet(page, sheet, formats, lists)
            for number, sheet in enumerate((one for one in sheets if one.guide), 1):
                title = _title(sheet.guide_name, names)
                _write_guide(book.add_worksheet(title), sheet, head, book.add_format({"text_wrap": True, "valign": "top"}))
                book.define_name(f"{OWN}guide_{number}", f"='{title.replace(chr(39), chr(39) * 2)}'!$A$1")
            if lists:
                page = book.add_worksheet(_LISTS)
                page.very_hidden()
                for column, words in enumerate(lists):
                    for row, word in enumerate(words):
                        page.write_string(row, column, word)
        finally:
            book.close()


def _fill_merged(grid: list[list[Any]], ranges: Sequence[Any], width: int) -> dict[int, set[int]]:
    """Every cell of a merged range has the value of its first. Gives the places that were filled: row → columns."""
    filled: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= width:
            continue
        value = grid[top][left]
        for row in range(top, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, width)):
                grid[row][column] = value
                if (row, column) != (top, left):
                    filled.setdefault(row, set()).add(column)
    return filled


def _as_shown(text: str, shows: str) -> str:
    """A cell as its format shows it: the year or month of a day that was typed without one, the zeros before a number, what makes another amount of it."""
    if shows[0] == "%":
        return f"{(Decimal(text) * 100).normalize():f}%"
    if shows[0] == "~":
        before, _, behind = shows[1:].partition("|")
        return f"{before}{text}{behind}"
    if shows[0] == "0":
        return text.zfill(len(shows)) if text.isdecimal() else text
    if shows == "year" and text.endswith("-01-01"):
        return text[:4]
    return text[:7] if text.endswith("-01") else text


def _text(value: Any) -> str:
    """A cell as text. A number is shown with the fifteen digits that a spreadsheet keeps, never as 1E+05; midnight is left out."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case datetime():
            rounded = value + timedelta(microseconds=500_000)
            rounded = rounded.replace(microsecond=0)
            return rounded.date().isoformat() if rounded.time() == time() else rounded.isoformat(" ")
        case date():
            return value.isoformat()
        case time():
            return value.replace(microsecond=0).isoformat()
        case timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value)


def _number(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def _title(name: str, taken: set[str]) -> str:
    """A title that a workbook takes: at most 31 characters, without `[]:*?/\\`, each another."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", name).split()).strip("'")[:31].strip("' ") or "-"
    title, number = plain, 2
    while title.casefold() in taken:
        ending = f" {number}"
        title, number = plain[: 31 - len(ending)] + ending, number + 1
    taken.add(title.casefold())
    return title


@frozen
class _Formats:
    head: Any
    must: Any
    text: Any
    day: Any


def _write_guide(page: Any, sheet: Sheet, head: Any, text: Any) -> None:
    for column, width in enumerate((24, 8, 44, 24, 60)):
        page.set_column(column, column, width)
    first = next((number for number, row in enumerate(sheet.guide) if len(row) > 1), 0)
    for number, row in enumerate(sheet.guide):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell, None if len(row) == 1 else head if number == first else text)


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats, lists: list[tuple[str, ...]]) -> None:
    choices, notes = dict(sheet.choices), dict(sheet.notes)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&C{sheet.name.replace('&', '&&')}")
    page.set_footer("&C&P / &N")
    for column, heading in enumerate(sheet.headings):
        widest = max([_width(heading), *(_width(row[column]) for row in sheet.rows[:200] if column < len(row))])
        of_days = heading in sheet.days
        page.set_column(
            column, column, min(max(widest + 2, 11 if of_days else 8), 50), formats.day if of_days else formats.text
        )
        page.write_string(0, column, heading, formats.must if heading in sheet.needed else formats.head)
        rule: dict[str, Any] = {"validate": "any"}
        if heading in choices:
            lists.append(choices[heading])
            column_letters = letters(len(lists))
            rule = {
                "validate": "list",
                "source": f"={_LISTS}!${column_letters}$1:${column_letters}${len(choices[heading])}",
                "error_type": "warning",
            }
        elif of_days:
            bounds = {"minimum": date(1900, 1, 1), "maximum": date(2200, 12, 31)}
            rule = {"validate": "date", "criteria": "between", "error_type": "warning", **bounds}
        if notes.get(heading):
            rule |= {"input_title": heading[:30], "input_message": notes[heading][:_NOTE_LENGTH]}
        if len(rule) > 1:
            page.data_validation(1, column, _LAST_ROW, column, rule)
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if cell and sheet.headings[column] in sheet.days and (day := _day(cell)):
                page.write_datetime(number, column, day, formats.day)
            elif cell:
                page.write_string(number, column, cell, formats.text)


def _day(text: str) -> date | None:
    """A day that a spreadsheet can hold as one."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1902 <= found.year <= 2200 else None


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text.split("\n")[0])
