"""A look into a workbook of the open format (ODS), as `scan` looks into the other: how far its sheets reach, what its reader would not tell."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal

from grassroots_xlsx.look import MOST_CELLS, OTHER_MONEY, Found, Unfit, Workbook, letters, says
from grassroots_xlsx.parts import Handler, drain, feed

_ZEROS = re.compile(r"0\d+", re.ASCII)
_MONTH = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|\d{1,2}[-/.]\d{4}|[A-Za-z]{3,9}[- ]\d{2,4}", re.ASCII)
_AMOUNT = re.compile(r"(\D*)(\d[\d,]*(?:\.\d+)?)(.*)", re.ASCII | re.DOTALL)
_FRACTION = re.compile(r"\d\s*/\s*\d", re.ASCII)
_YEAR = re.compile(r"\d{4}年?", re.ASCII)


def scan_ods(parts: zipfile.ZipFile) -> Workbook:
    """Looks at every part."""
    content = _Content()
    feed(parts, "content.xml", content)
    for name in parts.namelist():
        if name != "content.xml":
            drain(parts, name)
    return Workbook(content.sheets)


class _Content(Handler):
    """The sheets, cell by cell; what is repeated counts as often as it is."""

    def __init__(self) -> None:
        self.sheets: dict[str, Found] = {}
        self.title = ""
        self.row = self.column = self.rows = self.place = 0
        self.cell: dict[str, str] | None = None
        self.shown = ""
        self.depth = 0
        self.noting = False
        self.style = ""
        self.struck: set[str] = set()
        self.in_part = False
        """Whether a part of the cell is struck through."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style:style":
            self.style = attributes.get("style:name", "")
        elif tag == "style:text-properties":
            through = attributes.get("style:text-line-through-type", "none")
            if attributes.get("style:text-line-through-style", through) != "none":
                self.struck.add(self.style)
        elif tag == "table:table":
            self.title = attributes.get("table:name", "")
            self.sheets[self.title] = Found()
            self.row = self.place = 0
        elif tag == "table:table-column":
            times = _times(attributes, "columns")
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self.sheets[self.title].hide(self.place, self.place + times)
            self.place += times
        elif tag == "table:table-row":
            self.rows, self.column = _times(attributes, "rows"), 0
            if attributes.get("table:visibility") in ("collapse", "filter") and self.rows < MOST_CELLS:
                self.sheets[self.title].hidden.update(range(self.row, self.row + self.rows))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.shown, self.in_part = attributes, "", False
        elif tag == "text:span" and not self.noting:
            self.in_part |= attributes.get("text:style-name") in self.struck
        elif tag == "office:annotation" and self.cell is not None:
            self.noting = True
            if self.row < MOST_CELLS and self.title in self.sheets:
                self.sheets[self.title].noted.add((self.row, self.column))
        elif tag == "text:p" and self.cell is not None and not self.noting:
            self.depth += 1

    def text(self, text: str) -> None:
        if self.depth and self.cell is not None and len(self.shown) < 100:
            self.shown += text

    def end(self, tag: str) -> None:
        if tag == "office:annotation":
            self.noting = False
        elif tag == "text:p" and self.depth:
            self.depth -= 1
        elif tag == "table:table-row":
            self.row += self.rows
        elif tag in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self._note(self.cell, _times(self.cell, "columns"))
            self.cell = None

    def _note(self, cell: dict[str, str], times: int) -> None:
        found = self.sheets.get(self.title)
        kind = cell.get("office:value-type", "")
        if found is None:
            return
        if kind or self.shown or "table:formula" in cell:
            found.rows = max(found.rows, self.row + self.rows)
            found.columns = max(found.columns, self.column + times)
            if found.rows * found.columns > MOST_CELLS:
                place = f"{letters(found.columns)}{found.rows}"
                raise Unfit("grassroots_xlsx:far-cell", self.title, cell=place, limit=f"{MOST_CELLS:,}")
            self._note_value(found, cell, kind, times)
            if self.struck and self.rows < MOST_CELLS:
                for row in range(self.row, self.row + self.rows):
                    found.note_struck(row, self.column, cell.get("table:style-name") in self.struck)
                    if self.in_part:
                        found.struck_cells.add((row, self.column))
        wide, high = (int(cell.get(f"table:number-{of}-spanned", "1")) for of in ("columns", "rows"))
        if (wide > 1 or high > 1) and wide * high <= MOST_CELLS:
            found.merged.append(((self.row, self.column), (self.row + high - 1, self.column + wide - 1)))
        self.column += times

    def _note_value(self, found: Found, cell: dict[str, str], kind: str, times: int) -> None:
        fault = shows = ""
        if cell.get("calcext:value-type") == "error":
            fault = "grassroots_xlsx:spreadsheet-error"
        elif "table:formula" in cell and not kind:
            fault = "grassroots_xlsx:formula-without-value"
        elif kind == "date" and not "1901" <= cell.get("office:date-value", "")[:4] <= "2201":
            fault = "impossible-serial"
        elif kind == "date":
            shows = "year" if _YEAR.fullmatch(self.shown) else "month" if _MONTH.fullmatch(self.shown) else ""
        elif kind == "float" and self.shown in ("TRUE", "FALSE"):
            shows = self.shown.lower()
        elif kind in ("float", "currency", "percentage") and (told := self._told_amount(cell, kind)):
            shows = told
        elif kind == "float" and _ZEROS.fullmatch(self.shown):
            shows = "0" * len(self.shown)
        if fault or shows:
            for row in range(self.row, self.row + self.rows):
                for column in range(self.column, self.column + times):
                    if fault:
                        found.faults[row, column] = fault
                    else:
                        found.shown[row, column] = shows

    def _told_amount(self, cell: dict[str, str], kind: str) -> str:
        """What stands about a number that makes another amount of it."""
        if kind == "percentage":
            return "%"
        match = None if _FRACTION.search(self.shown) else _AMOUNT.fullmatch(self.shown.strip())
        value = Decimal(cell.get("office:value", "nan"))
        if match is None or not value.is_finite():
            return ""
        if value >= 0 and value == int(value) and (own := re.fullmatch(rf"(.*?)0*{int(value)}(\D*)", self.shown.strip())):
            # Digits may stand before a number: 2014-007.
            digits = self.shown.strip()[own.end(1) : own.start(2)]
            before, behind = own[1].strip(), own[2].strip()
            return (
                f"~{before}|{behind}" + f"|{'0' * len(digits)}" * (len(digits) > 1) if any(map(says, before + behind)) else ""
            )
        before, number, behind = (said.strip() for said in match.groups())
        before = before.removesuffix("-") if value < 0 else before
        if OTHER_MONEY.search(f"{before} {behind}"):
            return f"~{before}|{behind}"
        near = abs(Decimal(number.replace(",", "")) - abs(value)) * 2 <= Decimal(1).scaleb(-len(number.partition(".")[2]))
        return f"~{before}|{behind}" if near and any(map(says, before + behind)) else ""


def _times(attributes: dict[str, str], of: str) -> int:
    return max(int(attributes.get(f"table:number-{of}-repeated", "1")), 1)
