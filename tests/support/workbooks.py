"""One table written as every format that offices keep: what a cell is stays what it is. Not more of each format than a ledger needs."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen

Plain = str | float | int | date | datetime | time | None


@frozen
class Cell:
    """A cell: a text, a number, a day, a time; a number or day in a format of its own; with a comment."""

    value: Plain
    form: str = ""
    struck: bool = False
    noted: str = ""

    @property
    def code(self) -> str:
        """The format."""
        if self.form:
            return self.form
        if isinstance(self.value, datetime):
            return "yyyy-mm-dd hh:mm:ss"
        return {date: "yyyy-mm-dd", time: "hh:mm:ss"}.get(type(self.value), "General")

    @property
    def number(self) -> float | None:
        """As a spreadsheet counts it; None for a text."""
        match self.value:
            case datetime():
                return (self.value - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001
            case date():
                return float((self.value - date(1899, 12, 30)).days)
            case time():
                return (self.value.hour * 3600 + self.value.minute * 60 + self.value.second) / 86_400
            case int() | float():
                return float(self.value)
        return None


Rows = Sequence[Sequence[Plain | Cell]]
Merged = Sequence[tuple[int, int, int, int]]
"""First row, first column, last row, last column, from 0."""


def _cells(rows: Rows) -> list[list[Cell]]:
    return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]


def write_xlsx(path: Path, rows: Rows, *, sheet: str = "Sheet1", merged: Merged = (), hidden: Sequence[int] = ()) -> Path:
    """By openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page
    page.title = sheet
    for row, cells in enumerate(_cells(rows), 1):
        for column, cell in enumerate(cells, 1):
            if cell.value is not None:
                there = page.cell(row, column)
                there.value = cell.value if cell.number is None else cell.number
                if cell.number is None:
                    there.data_type = "s"
                there.number_format = cell.code
                if cell.noted:
                    there.comment = openpyxl.comments.Comment(cell.noted, "A clerk")
                if cell.struck:
                    there.font = openpyxl.styles.Font(strike=True)
    for column in hidden:
        page.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
    for top, left, bottom, right in merged:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(path)
    return path


def shown(told: Plain | Cell) -> str:
    """What a program shows of it, as far as our formats go."""
    cell = told if isinstance(told, Cell) else Cell(told)
    value, code = cell.value, cell.code
    if value is None:
        return ""
    if isinstance(value, date) and code != "General":
        parts = {
            "yyyy": f"{value.year}",
            "mm": f"{value.month:02}",
            "m": f"{value.month}",
            "dd": f"{value.day:02}",
            "d": f"{value.day}",
        }
        text, at = "", 0
        code = code.split(" hh")[0].replace('"', "")
        while at < len(code):
            key = next((key for key in ("yyyy", "mm", "dd", "m", "d") if code.startswith(key, at)), "")
            text += parts[key] if key else code[at]
            at += len(key) or 1
        return f"{text} {value:%H:%M:%S}" if isinstance(value, datetime) else text
    if isinstance(value, time):
        return value.isoformat()
    if code and set(code) == {"0"} and cell.number is not None:
        return f"{int(cell.number):0{len(code)}}"
    if code.endswith("%") and cell.number is not None:
        return f"{cell.number * 100:g}%"
    said = f"{value:.15g}" if isinstance(value, float) else str(value)
    if '"' in code and cell.number is not None:
        before, _, behind = re.sub(r"[0#.,]+", "|", code.replace('"', ""), count=1).partition("|")
        return f"{before}{said}{behind}"
    return said


def write_ods(path: Path, rows: Rows, *, sheet: str = "Sheet1", merged: Merged = (), hidden: Sequence[int] = ()) -> Path:
    """By hand: as much of the open format as a table needs."""
    first = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(first)
    seen = {True: ' table:visibility="collapse"', False: ""}
    lines = [f"<table:table-column{seen[column in hidden]}/>" for column in range(max(hidden, default=-1) + 1)]
    for row, cells in enumerate(_cells(rows)):
        lines.append("<table:table-row>")
        for column, cell in enumerate(cells):
            if (row, column) in covered:
                lines.append("<table:covered-table-cell/>")
                continue
            high, wide = first.get((row, column), (1, 1))
            span = f' table:number-rows-spanned="{high}" table:number-columns-spanned="{wide}"' if high * wide > 1 else ""
            lines.append(_ods_cell(cell, span))
        lines.append("</table:table-row>")
    write_ods_content(path, f"<table:table table:name={quoteattr(sheet)}>{''.join(lines)}</table:table>")
    return path


def _ods_cell(cell: Cell, span: str) -> str:
    value = cell.value
    if value is None:
        return f"<table:table-cell{span}/>"
    said = f"<office:annotation><text:p>{escape(cell.noted)}</text:p></office:annotation>" if cell.noted else ""
    said += f"<text:p>{escape(shown(cell))}</text:p>"
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    elif isinstance(value, time):
        kind = f'office:value-type="time" office:time-value="PT{value.hour:02}H{value.minute:02}M{value.second:02}S"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        sort = "percentage" if cell.code.endswith("%") else "float"
        kind = f'office:value-type="{sort}" office:value="{value!r}"'
    style = ' table:style-name="struck"' if cell.struck else ""
    return f"<table:table-cell {kind}{span}{style}>{said}</table:table-cell>"


def write_ods_content(path: Path, tables: str) -> None:
    """A workbook of the open format around its tables."""
    names = {"office": "office", "table": "table", "text": "text", "style": "style"}
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"' for one, full in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="struck" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="hidden" '
        'style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        book.writestr("META-INF/manifest.xml", manifest)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _told(text: str, wide: bool) -> bytes:
    return struct.pack("<HB" if wide else "<BB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def write_xls(path: Path, rows: Rows, *, sheet: str = "Sheet1", merged: Merged = (), hidden: Sequence[int] = ()) -> Path:
    """By hand: a workbook of 1997 with one sheet, in the file that held such."""
    table = _cells(rows)
    codes = list(dict.fromkeys(["General", *(cell.code for row in table for cell in row)]))
    styles = [(code, struck) for struck in (False, True) for code in codes]
    page = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for column in hidden:
        page += _record(0x007D, struct.pack("<HHHHHH", column, column, 2048, 0, 1, 0))
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if cell.value is None:
                continue
            if cell.noted:
                page += _record(0x001C, struct.pack("<HHHH", row, column, 0, 1) + _told("A clerk", wide=True) + b"\0")
            place = struct.pack("<HHH", row, column, styles.index((cell.code, cell.struck)))
            if cell.number is None:
                page += _record(0x0204, place + _told(str(cell.value), wide=True))
            else:
                page += _record(0x0203, place + struct.pack("<d", cell.number))
    if merged:
        ranges = b"".join(struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merged)
        page += _record(0x00E5, struct.pack("<H", len(merged)) + ranges)
    page += _record(0x000A, b"")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, struct.pack("<H", 1200))
    for number, code in enumerate(codes[1:], 164):
        head += _record(0x041E, struct.pack("<H", number) + _told(code, wide=True))
    for struck in (False, True):
        head += _record(
            0x0031, struct.pack("<HHHHHBBBB", 200, 8 * struck, 0x7FFF, 400, 0, 0, 0, 0, 0) + _told("Arial", wide=False)
        )
    for code, struck in styles:
        number = codes.index(code)
        head += _record(0x00E0, struct.pack("<HH", int(struck), 163 + number if number else 0) + bytes(16))
    title = _told(sheet, wide=False)
    start = len(head) + 4 + 6 + len(title) + 4
    head += _record(0x0085, struct.pack("<IBB", start, 0, 0) + title) + _record(0x000A, b"")
    path.write_bytes(in_ole(head + page))
    return path


def in_ole(stream: bytes, name: str = "Workbook") -> bytes:
    """A stream in the file of files that office programs wrote before 2007."""
    stream += bytes(max(4096 - len(stream), 0))
    sectors = -(-len(stream) // 512)
    fat_sectors = -(-(sectors + 2) // 127)
    links = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * fat_sectors]
    links += [0xFFFFFFFF] * (fat_sectors * 128 - len(links))

    def entry(title: str, kind: int, child: int, at: int, size: int) -> bytes:
        told = title.encode("utf-16-le") + b"\0\0"
        body = told.ljust(64, b"\0") + struct.pack("<HBB3I", len(told), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (body + bytes(36)).ljust(116, b"\0") + struct.pack("<III", at, size, 0)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 0, len(stream)) + bytes(256)
    tables = [*range(sectors + 1, sectors + 1 + fat_sectors)]
    assert len(tables) <= 109
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *tables, *[0xFFFFFFFF] * (109 - len(tables)))
    out = BytesIO()
    out.write(header)
    out.write(stream.ljust(sectors * 512, b"\0"))
    out.write(directory)
    out.write(struct.pack(f"<{len(links)}I", *links))
    return out.getvalue()


WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "et": write_xls, "ods": write_ods}
"""Ending → how a table is written so."""
