"""A look into a workbook of the old format (XLS, and ET of WPS), as `scan` looks into the new one: how far its sheets reach, what its reader would
not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from grassroots_xlsx.look import MOST_CELLS, Found, Unfit, Workbook, kind_of_format, letters, note_number
from grassroots_xlsx.xls_texts import struck_texts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file begins that holds others, as office programs wrote it before 2007."""

_END = 0xFFFFFFFA
"""From here on a number of a sector is none."""
_NEW = 0x0600
_NO_FONT = 4
"""No font has this number."""
_SHARED = 0x00FD
"""A cell whose text is one of those that are shared."""
_CODEPAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le"}


def scan_xls(data: bytes) -> Workbook:
    """Looks at every record of the workbook that a file holds."""
    stream = _stream(data)
    books = list(_records(stream, 0))
    if not books or books[0][0] != 0x0809:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    (version,) = struct.unpack_from("<H", books[0][1])
    if version not in (_NEW, 0x0500) or any(kind == 0x002F for kind, _ in books):
        raise Unfit("grassroots_xlsx:locked")
    codepage = next((struct.unpack_from("<H", body)[0] for kind, body in books if kind == 0x0042), 1252)
    encoding = _CODEPAGES.get(codepage, f"cp{codepage}")
    codes = {}
    kinds: list[tuple[int, int]] = []
    fonts: list[bool] = []
    places: list[tuple[str, int]] = []
    shared: list[bytes] = []
    """The texts that cells share: the record in which they begin, and those in which they go on."""
    before = 0
    for kind, body in books:
        before = before if kind == 0x003C else kind
        if before == 0x00FC:
            shared.append(body)
        elif kind == 0x041E:
            (id,) = struct.unpack_from("<H", body)
            codes[id] = _text(body[2:], version, encoding, wide=version == _NEW)
        elif kind == 0x00E0:
            font, form = struct.unpack_from("<HH", body)
            kinds.append((form, font - (font > _NO_FONT)))
        elif kind == 0x0031:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & 0x0008))
        elif kind == 0x0085:
            at, _, sort = struct.unpack_from("<IBB", body)
            if sort == 0:
                places.append((_text(body[6:], version, encoding), at))
    shows = [kind_of_format(form, codes.get(form, "")) for form, _ in kinds]
    struck = frozenset(place for place, (_, font) in enumerate(kinds) if font < len(fonts) and fonts[font])
    texts = struck_texts(shared, [at + (at >= _NO_FONT) for at, one in enumerate(fonts) if one]) if any(fonts) else frozenset()
    return Workbook({title: _look(stream, at, title, shows, struck, texts) for title, at in places})


def _look(stream: bytes, at: int, title: str, shows: list[str], struck: frozenset[int], texts: frozenset[int]) -> Found:
    found = Found()
    for kind, body in _records(stream, at):
        if kind == 0x0208:
            row, flags = struct.unpack_from("<H10xH", body)
            if flags & 0x20:
                found.hidden.add(row)
        elif kind == 0x007D:
            first, last, flags = struct.unpack_from("<HH4xH", body)
            if flags & 1:
                found.hide(first, last + 1)
        elif kind == 0x00E5:
            (count,) = struct.unpack_from("<H", body)
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
                found.merged.append(((top, left), (bottom, right)))
        elif kind == 0x001C and len(body) > 4:
            found.noted.add(struct.unpack_from("<HH", body))
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            for place, style, value in _CELLS[kind](body):
                cell = (row, column + place)
                _reach(found, cell, title)
                if struck:
                    found.note_struck(*cell, style in struck)
                if kind == _SHARED and int.from_bytes(body[6:10], "little") in texts:
                    found.struck_cells.add(cell)
                if isinstance(value, str):
                    found.faults[cell] = value
                elif value is not None and style < len(shows) and shows[style]:
                    note_number(found, cell, shows[style], value)
    return found


def _reach(found: Found, cell: tuple[int, int], title: str) -> None:
    found.rows, found.columns = max(found.rows, cell[0] + 1), max(found.columns, cell[1] + 1)
    if found.rows * found.columns > MOST_CELLS:
        raise Unfit("grassroots_xlsx:far-cell", title, cell=f"{letters(found.columns)}{found.rows}", limit=f"{MOST_CELLS:,}")


Cells = Iterator[tuple[int, int, float | str | None]]
"""Of the cells of a record: how many places after the first, the number of the style, and a number or the code of a fault."""


def _no_number(body: bytes) -> Cells:
    yield 0, struct.unpack_from("<H", body, 4)[0], None


def _number(body: bytes) -> Cells:
    style, value = struct.unpack_from("<Hd", body, 4)
    yield 0, style, value


def _short(body: bytes) -> Cells:
    style, value = struct.unpack_from("<HI", body, 4)
    yield 0, style, _unpacked(value)


def _shorts(body: bytes) -> Cells:
    for place, (style, value) in enumerate(struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])):
        yield place, style, _unpacked(value)


def _unpacked(value: int) -> float:
    number = float(value >> 2 if value < 1 << 31 else (value >> 2) - (1 << 30)) if value & 2 else 0.0
    if not value & 2:
        (number,) = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return number / 100 if value & 1 else number


def _error(body: bytes) -> Cells:
    style, _, wrong = struct.unpack_from("<HBB", body, 4)
    yield 0, style, "grassroots_xlsx:spreadsheet-error" if wrong else None


def _formula(body: bytes) -> Cells:
    style, sort, mark = struct.unpack_from("<HB5xH", body, 4)
    if mark != 0xFFFF:
        yield from _number(body)
    else:
        yield 0, style, "grassroots_xlsx:spreadsheet-error" if sort == 2 else None


_CELLS: dict[int, Any] = {
    0x0006: _formula,
    0x00BD: _shorts,
    0x00D6: _no_number,
    _SHARED: _no_number,
    0x0203: _number,
    0x0204: _no_number,
    0x0205: _error,
    0x027E: _short,
}


def _text(body: bytes, version: int, encoding: str, *, wide: bool = False) -> str:
    """A text with its length before it."""
    if version != _NEW:
        return body[1 : 1 + body[0]].decode(encoding, "replace")
    at = 2 if wide else 1
    length = int.from_bytes(body[:at], "little")
    if body[at] & 1:
        return body[at + 1 : at + 1 + 2 * length].decode("utf-16-le", "replace")
    return body[at + 1 : at + 1 + length].decode("latin-1")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of their part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == 0x000A:
            return
        at += 4 + length


def _stream(data: bytes) -> bytes:
    """The workbook within the file that holds it."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    size = 1 << shift
    directory, cutoff, small_start, more = struct.unpack_from("<I4xIIxxxxI", data, 48)

    def sector(number: int) -> bytes:
        return data[(number + 1) << shift : (number + 2) << shift]

    tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    seen: set[int] = set()
    while more < _END and more not in seen:
        seen.add(more)
        *numbers, more = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [number for number in numbers if number < _END]
    if len(tables) > len(data) // size + 1:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    fat = [number for table in tables for number in struct.unpack(f"<{size // 4}I", sector(table))]

    def chain(start: int, links: list[int]) -> Iterator[int]:
        for _ in range(len(links)):
            if start >= _END:
                return
            yield start
            start = links[start]

    entries = b"".join(sector(number) for number in chain(directory, fat))
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        found.setdefault(name, struct.unpack_from("<II", entries, at + 116))
    if "EncryptedPackage" in found:
        raise Unfit("grassroots_xlsx:locked")
    start, length = found.get("Workbook") or found.get("Book") or (_END, 0)
    if start >= _END:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    if length >= cutoff:
        return b"".join(sector(number) for number in chain(start, fat))[:length]
    small = b"".join(sector(number) for number in chain(found["Root Entry"][0], fat))
    links = [number for table in chain(small_start, fat) for number in struct.unpack(f"<{size // 4}I", sector(table))]
    return b"".join(small[number << 6 : (number + 1) << 6] for number in chain(start, links))[:length]
