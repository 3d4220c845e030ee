"""A look into a workbook before it is opened: how large it really is, how far its sheets reach, what its reader would not tell.

The reader lays a sheet out as one block from the first cell to the last, and a file of a kilobyte with one far cell can end the process.
So every part is unpacked once, counted, and let go; nothing is kept but places.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from attrs import Factory, define, frozen

from grassroots.errors import HasProblems
from grassroots.problems import Problem
from grassroots.values import Source

MOST_PARTS = 10_000
MOST_BYTES = 512 * 1024 * 1024
"""Of all parts together, unpacked."""
MOST_CELLS = 5_000_000
"""Of the block from A1 to the last cell of a sheet."""

_CHUNK = 1 << 16
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)


@define
class Found:
    """What a look at one sheet found. Places are (row, column), counted from 0."""

    rows: int = 0
    columns: int = 0
    hidden: set[int] = Factory(set)
    faults: dict[tuple[int, int], str] = Factory(dict)
    """Cells that the reader would show as empty: a formula without a value, an error."""


@frozen
class Workbook:
    """What a look at a workbook found: the year from which it counts days, and each sheet by its title."""

    epoch: int
    sheets: dict[str, Found]


class Unfit(Exception):
    """The file is no workbook that can be read: the code of the problem and its details."""

    def __init__(self, code: str, sheet: str = "", **details: Any) -> None:
        super().__init__(code, sheet, details)
        self.code, self.sheet, self.details = code, sheet, details


def scan(data: bytes, file: str) -> Workbook:
    """Looks at every part of a workbook.

    Raises:
        HasProblems: it is no workbook, or goes beyond a limit.
    """
    try:
        return _scan(data)
    except Unfit as unfit:
        problem = Problem(unfit.code, source=Source(file, unfit.sheet), details=unfit.details)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        # RuntimeError is what zipfile raises for a part with a password, NotImplementedError for an unknown compression.
        problem = Problem("grassroots_xlsx:not-a-spreadsheet", source=Source(file))
    raise HasProblems(f"{file} cannot be read", (problem,)) from None


def _scan(data: bytes) -> Workbook:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unfit("grassroots_xlsx:old-spreadsheet")
    with zipfile.ZipFile(BytesIO(data)) as parts:
        entries = parts.infolist()
        if len(entries) > MOST_PARTS:
            raise Unfit("file-too-large", limit=f"{MOST_PARTS:,}")
        if len({entry.filename.casefold() for entry in entries}) < len(entries):
            raise Unfit("grassroots_xlsx:not-a-spreadsheet")
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Unfit("file-too-large", limit=f"{MOST_BYTES >> 20} MB")
        book = _part(parts, "_rels/.rels", _Relations(), "officeDocument")
        if book is None:
            raise Unfit("grassroots_xlsx:not-a-spreadsheet")
        root = _Root()
        _feed(parts, book, root)
        folder, name = posixpath.split(book)
        relations = _Relations()
        _feed(parts, posixpath.join(folder, "_rels", f"{name}.rels"), relations)
        titles = {relations.target(id, folder): title for title, id in root.sheets}
        sheets: dict[str, Found] = {}
        for entry in entries:
            if entry.filename in titles:
                title = titles[entry.filename]
                look = _Look(title)
                _feed(parts, entry.filename, look)
                sheets[title] = look.found
            else:
                # What a part says of its own size need not be true: reading it to the end finds out.
                for _ in _chunks(parts, entry.filename):
                    pass
        return Workbook(root.epoch, sheets)


def _part(parts: zipfile.ZipFile, name: str, relations: _Relations, kind: str) -> str | None:
    _feed(parts, name, relations)
    return relations.of_kind(kind)


def _chunks(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _feed(parts: zipfile.ZipFile, name: str, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text

    def refuse(*_: Any) -> None:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")

    # A workbook has no document type; one that has may be after entities that grow.
    parser.StartDoctypeDeclHandler = refuse
    for chunk in _chunks(parts, name):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


class _Handler:
    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Relations(_Handler):
    """Which part is behind a relation."""

    def __init__(self) -> None:
        self._targets: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            self._targets[attributes.get("Id", "")] = target
            self._kinds.setdefault(attributes.get("Type", "").rpartition("/")[2], target)

    def of_kind(self, kind: str) -> str | None:
        target = self._kinds.get(kind)
        return posixpath.normpath(target.lstrip("/")) if target else None

    def target(self, id: str, folder: str) -> str:
        target = self._targets.get(id, "")
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


class _Root(_Handler):
    """The workbook itself: its sheets, and the year from which it counts."""

    def __init__(self) -> None:
        self.epoch = 1900
        self.sheets: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            self.epoch = 1904
        elif local == "sheet":
            id = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), id))


class _Look(_Handler):
    """One sheet: how far it reaches, which rows it hides, which cells have no value though they have a formula."""

    def __init__(self, title: str) -> None:
        self.found = Found()
        self.title = title
        self.row = self.column = -1
        self.kind = ""
        self.has_formula = self.has_value = self.in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "t"):
            self.in_value = True
        elif local == "is":
            self._reach()
        elif local == "f":
            self.has_formula = True
        elif local == "row":
            number = attributes.get("r")
            self.row = int(number) - 1 if number else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.found.hidden.add(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.has_formula = self.has_value = False
        self.kind = attributes.get("t", "")
        place = attributes.get("r")
        if place is None:
            self.column += 1
            return
        match = _CELL.fullmatch(place.upper())
        if not match:
            raise Unfit("grassroots_xlsx:not-a-spreadsheet")
        letters, number = match.groups()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        self.column, self.row = column - 1, int(number) - 1

    def text(self, text: str) -> None:
        if self.in_value and not self.has_value:
            self.has_value = True
            self._reach()

    def _reach(self) -> None:
        found = self.found
        found.rows = max(found.rows, self.row + 1)
        found.columns = max(found.columns, self.column + 1)
        if found.rows * found.columns > MOST_CELLS:
            raise Unfit(
                "grassroots_xlsx:far-cell", self.title, cell=f"{_letters(found.columns)}{found.rows}", limit=f"{MOST_CELLS:,}"
            )

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in ("v", "t"):
            self.in_value = False
        elif local == "c":
            if self.kind == "e" and self.has_value:
                self.found.faults[self.row, self.column] = "grassroots_xlsx:spreadsheet-error"
            elif self.has_formula and not self.has_value and self.kind != "str":
                self.found.faults[self.row, self.column] = "grassroots_xlsx:formula-without-value"
                self._reach()


def _letters(columns: int) -> str:
    letters = ""
    while columns:
        columns, letter = divmod(columns - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
