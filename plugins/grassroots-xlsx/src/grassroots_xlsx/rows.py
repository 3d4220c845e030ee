"""Ledgers in workbooks: read by calamine after a look at what is in the file, written by XlsxWriter with drop-down lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import HasProblems
from grassroots.ledgers import Mending
from grassroots.ledgers.around.learned import NOTHING
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source
from grassroots_xlsx.child import READER
from grassroots_xlsx.grid import Page, pages
from grassroots_xlsx.look import Unfit, letters
from grassroots_xlsx.mend import said_in
from grassroots_xlsx.scan import OWN

LARGEST = 64 * 1024 * 1024
"""The most bytes of a file that are read."""

_LAST_ROW = 1_048_575
_NOTE_LENGTH = 250
_LISTS = "lists"


@frozen
class WorkbookRows:
    """A workbook: a table for each sheet that is not hidden for good. `apart`: it is read in a process of its own, with limits."""

    path: Path
    apart: bool = False

    def tables(self) -> Iterator[Table]:
        """The sheets in order, those of a very hidden sheet (our own lists) left out.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no workbook, or goes beyond a limit.
        """
        data = read_whole(self.path, LARGEST)
        try:
            own: list[Row] = []
            for page in self._pages(data):
                rows = self._rows(page)
                if page.own:
                    own += rows
                else:
                    name, learned = self.path.name, said_in(own) if own else NOTHING
                    yield Table(
                        file=name,
                        sheet=page.title,
                        rows=rows,
                        digest=digest_of(data),
                        learned=learned,
                        hidden=page.hidden,
                        hidden_columns=frozenset(page.hidden_columns),
                        noted=frozenset(page.noted),
                    )
        except Unfit as unfit:
            raise self._refused(unfit) from None

    def _pages(self, data: bytes) -> Iterator[Page]:
        return (READER.pages(self.path, data) if self.apart else None) or pages(data)

    def _refused(self, unfit: Unfit) -> HasProblems:
        problem = Problem(unfit.code, source=Source(self.path.name, unfit.sheet), details=unfit.details)
        return HasProblems(f"{self.path.name} cannot be read", (problem,))

    def _rows(self, page: Page) -> Iterator[Row]:
        try:
            for cells, number, hidden, faults, natures, struck in page.lines:
                source = Source(self.path.name, page.title, number)
                wrong = tuple((at, code) for at, code in faults)
                yield Row(tuple(cells), source, hidden=hidden, faults=wrong, natures=natures, struck=struck)
        except Unfit as unfit:
            raise self._refused(unfit) from None

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


def _to_print(page: Any) -> None:
    """As wide as a page of A4 on its side."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_guide(page: Any, sheet: Sheet, head: Any, text: Any) -> None:
    _to_print(page)
    for column, width in enumerate((24, 8, 44, 24, 60)):
        page.set_column(column, column, width)
    first = next((number for number, row in enumerate(sheet.guide) if len(row) > 1), 0)
    for number, row in enumerate(sheet.guide):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell, None if len(row) == 1 else head if number == first else text)


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats, lists: list[tuple[str, ...]]) -> None:
    choices, notes = dict(sheet.choices), dict(sheet.notes)
    page.freeze_panes(1, 0)
    _to_print(page)
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
