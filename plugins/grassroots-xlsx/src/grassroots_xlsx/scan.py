"""A look into a workbook before it is opened: how large it really is, how far its sheets reach, what its reader would not tell.

The reader lays a sheet out as one block from the first cell to the last, and a file of a kilobyte with one far cell can end the process.
So every part is unpacked once, counted, and let go; nothing is kept but places.
"""

from __future__ import annotations

import posixpath
import re
import struct
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
    struck: set[int] = Factory(set)
    """Rows of which every cell that is filled is struck through."""
    faults: dict[tuple[int, int], str] = Factory(dict)
    """Cells that the reader would show as empty: a formula without a value, an error; or as another day than was meant."""
    shown: dict[tuple[int, int], str] = Factory(dict)
    """Cells of which the format shows something that the value does not say: `year`, `month` of a day, `000` of a number."""
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = Factory(list)
    """Merged ranges, first and last cell, where the reader does not give them."""


@frozen
class Workbook:
    """What a look at a workbook found: each sheet by its title."""

    sheets: dict[str, Found]
    own: dict[str, str] = Factory(dict)
    """Our own sheets, by the name that leads to each: they are no ledgers."""


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
    from grassroots_xlsx.ods import scan_ods
    from grassroots_xlsx.xls import OLE, scan_xls

    try:
        if data[:8] == OLE:
            return scan_xls(data)
        with zipfile.ZipFile(BytesIO(data)) as parts:
            _check_parts(parts)
            return scan_ods(parts) if "content.xml" in parts.namelist() else _scan(parts)
    except Unfit as unfit:
        problem = Problem(unfit.code, source=Source(file, unfit.sheet), details=unfit.details)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        KeyError,
        ValueError,
        IndexError,
        struct.error,
        NotImplementedError,
        RuntimeError,
    ):
        # RuntimeError is what zipfile raises for a part with a password, NotImplementedError for an unknown compression.
        problem = Problem("grassroots_xlsx:not-a-spreadsheet", source=Source(file))
    raise HasProblems(f"{file} cannot be read", (problem,)) from None


def _check_parts(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if len(entries) > MOST_PARTS:
        raise Unfit("file-too-large", limit=f"{MOST_PARTS:,}")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unfit("file-too-large", limit=f"{MOST_BYTES >> 20} MB")


def _scan(parts: zipfile.ZipFile) -> Workbook:
    entries = parts.infolist()
    book = _part(parts, "_rels/.rels", _Relations(), "officeDocument")
    if book is None:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    root = _Root()
    feed(parts, book, root)
    folder, name = posixpath.split(book)
    relations = _Relations()
    feed(parts, posixpath.join(folder, "_rels", f"{name}.rels"), relations)
    titles = {relations.target(id, folder): title for title, id in root.sheets}
    styles = Styles()
    place = relations.of_kind("styles", folder)
    if place and place in parts.namelist():
        feed(parts, place, styles)
    sheets: dict[str, Found] = {}
    for entry in entries:
        if entry.filename in titles:
            title = titles[entry.filename]
            look = _Look(title, styles.kinds(), styles.struck())
            feed(parts, entry.filename, look)
            sheets[title] = look.found
        else:
            # What a part says of its own size need not be true: reading it to the end finds out.
            drain(parts, entry.filename)
    return Workbook(sheets, root.own_titles())


def _part(parts: zipfile.ZipFile, name: str, relations: _Relations, kind: str) -> str | None:
    feed(parts, name, relations)
    return relations.of_kind(kind)


def _chunks(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def drain(parts: zipfile.ZipFile, name: str) -> None:
    """Reads a part to its end."""
    for _ in _chunks(parts, name):
        pass


def feed(parts: zipfile.ZipFile, name: str, handler: Handler) -> None:
    """Hands a part of XML to a handler, element by element."""
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


class Handler:
    """What is done with the elements of a part."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Relations(Handler):
    """Which part is behind a relation."""

    def __init__(self) -> None:
        self._targets: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            self._targets[attributes.get("Id", "")] = target
            self._kinds.setdefault(attributes.get("Type", "").rpartition("/")[2], target)

    def of_kind(self, kind: str, folder: str = "") -> str | None:
        target = self._kinds.get(kind)
        if not target:
            return None
        return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))

    def target(self, id: str, folder: str) -> str:
        target = self._targets.get(id, "")
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


class _Root(Handler):
    """The workbook itself: its sheets."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.own: dict[str, str] = {}
        self._named = ""

    def text(self, text: str) -> None:
        if self._named:
            self.own[self._named] = self.own.get(self._named, "") + text

    def end(self, tag: str) -> None:
        self._named = ""

    def own_titles(self) -> dict[str, str]:
        """Name → title of each sheet of ours."""
        return {name: to.rpartition("!")[0].strip("'").replace("''", "'") for name, to in self.own.items()}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "definedName":
            self._named = attributes.get("name", "") if attributes.get("name", "").startswith(OWN) else ""
        elif tag.rpartition(":")[2] == "sheet":
            id = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), id))


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_BUILTIN = {
    14: "ymd",
    15: "dmy",
    16: "dm",
    17: "my",
    22: "mdyh",
    27: "ym",
    30: "mdy",
    31: "ymd",
    36: "ym",
    50: "ym",
    52: "ym",
    55: "ym",
    57: "ym",
}
"""What the numbered formats show that stand in no file; those of Chinese programs among them."""


_PLACES = re.compile(r"[0#?](?:[0#?,.]*[0#?])?")
_SCALED = re.compile(r'[0#?],+(?![0#?])|[!\\]\.|"\."')
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
MULTIPLE = re.compile(r"[百千万亿]+\S{0,4}")
"""What a format or a shown number may end in: each number stands for so many times itself."""
OTHER_MONEY = re.compile(
    r"(?:US|HK|NT|S|C|A)?\$|[€£₩₽₹฿]|\b(?:USD|EUR|GBP|HKD|TWD|JPY|KRW|SGD|AUD|CAD|CHF|RUB)\b|[美欧港日韩卢]元|英镑|港币|卢布|[Dd]ollars?|[Ee]uros?"
)
"""A currency that is not that of the rest."""


def kind_of_format(number: int, code: str) -> str:
    """What a format shows: `day`, `month` (no day), `year` (no more), `000` (so many digits), `%`, `~` with what stands before and behind a number and
    makes another amount of it; empty: a number, text or time.

    >>> kind_of_format(164, 'yyyy"年"m"月"'), kind_of_format(164, "000"), kind_of_format(164, "h:mm:ss"), kind_of_format(14, "")
    ('month', '000', '', 'day')
    >>> kind_of_format(164, '0.0"万元"'), kind_of_format(164, '0!.0,"万"'), kind_of_format(164, '"$"#,##0'), kind_of_format(10, "")
    ('~|万元', '', '~$|', '%')
    """
    if code and set(code) == {"0"} and len(code) > 1:
        return code
    if shows := _amount_shown(number, code):
        return shows
    letters = _BUILTIN.get(number, "") if not code else _QUOTED.sub("", code.split(";")[0]).lower()
    if "d" in letters:
        return "day"
    if "y" in letters or "e" in letters.replace("general", ""):
        return "" if set(letters) & set("0#?") else "month" if "m" in letters else "year"
    return ""


def _amount_shown(number: int, code: str) -> str:
    """What the format of a number adds to it that makes it another amount: times so many, another currency, hundredths."""
    if number in (9, 10) and not code:
        return "%"
    form = code.split(";")[0]
    plain = _LITERAL.sub(lambda found: "\0" * len(found[0]), form)
    if not (places := _PLACES.search(plain)) or set(plain.lower()) & set("ymdhs"):
        return ""
    if "%" in plain:
        return "%"
    before, behind = (
        _LITERAL.sub(lambda found: found[1] or found[2] or found[3] or "", part).strip()
        for part in (form[: places.start()], form[places.end() :])
    )
    if MULTIPLE.match(behind) and not _SCALED.search(form):
        return f"~|{behind}"
    return f"~{before}|{behind}" if OTHER_MONEY.search(f"{before} {behind}") else ""


OWN = "_grassroots_"
"""How the names in a workbook begin that lead to sheets of our own."""
MISTAKES = f"{OWN}mistakes"
"""The name in a workbook that leads to our own sheet of mistakes."""


class Styles(Handler):
    """The formats of a workbook, by the number that a cell bears."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._cells: list[tuple[str, str]] = []
        self._struck: set[str] = set()
        self._fonts = -1
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local in ("cellXfs", "fonts"):
            self._inside = local
        elif local == "xf" and self._inside == "cellXfs":
            self._cells.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
        elif local == "font" and self._inside == "fonts":
            self._fonts += 1
        elif local == "strike" and self._inside == "fonts" and attributes.get("val", "1") in ("1", "true"):
            self._struck.add(str(self._fonts))

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == self._inside:
            self._inside = ""

    def kinds(self) -> dict[str, str]:
        """Number of a cell's style → what its format shows, where that matters."""
        found = {str(place): kind_of_format(int(id), self._codes.get(id, "")) for place, (id, _) in enumerate(self._cells)}
        return {place: kind for place, kind in found.items() if kind}

    def struck(self) -> frozenset[str]:
        """Numbers of the styles that strike a cell through."""
        return frozenset(str(place) for place, (_, font) in enumerate(self._cells) if font in self._struck)


FIRST_DAY, LAST_DAY = 367, 110_000
"""Numbers of days that an office can mean: from the second year of the count, to the year 2200."""


def note_number(found: Found, place: tuple[int, int], shows: str, value: float) -> None:
    """Notes what the format of a number shows, and a number that is no day though it has the format of one."""
    if shows[0] not in "0%~" and not FIRST_DAY <= value <= LAST_DAY:
        found.faults[place] = "impossible-serial"
    elif shows != "day":
        found.shown[place] = shows


class _Look(Handler):
    """One sheet: how far it reaches, which rows it hides, which cells have no value though they have a formula."""

    def __init__(self, title: str, kinds: dict[str, str], struck: frozenset[str] = frozenset()) -> None:
        self.found = Found()
        self.struck = struck
        self.is_struck = False
        self.standing: set[int] = set()
        self.kinds = kinds
        self.shows = self.value = ""
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
        self.shows = self.kinds.get(attributes.get("s", "0"), "") if self.kinds else ""
        self.value = ""
        self.is_struck = attributes.get("s", "0") in self.struck
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
        if self.shows and self.in_value:
            self.value += text
        if self.in_value and not self.has_value:
            self.has_value = True
            self._reach()

    def _reach(self) -> None:
        found = self.found
        found.rows = max(found.rows, self.row + 1)
        found.columns = max(found.columns, self.column + 1)
        if self.struck:
            self._note_struck()
        if found.rows * found.columns > MOST_CELLS:
            raise Unfit(
                "grassroots_xlsx:far-cell", self.title, cell=f"{letters(found.columns)}{found.rows}", limit=f"{MOST_CELLS:,}"
            )

    def _note_struck(self) -> None:
        """A row is struck through if none of its filled cells stands."""
        if not self.is_struck:
            self.standing.add(self.row)
            self.found.struck.discard(self.row)
        elif self.row not in self.standing:
            self.found.struck.add(self.row)

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in ("v", "t"):
            self.in_value = False
        elif local == "c":
            if self.shows and self.kind in ("", "n") and self.value:
                note_number(self.found, (self.row, self.column), self.shows, float(self.value))
            if self.kind == "e" and self.has_value:
                self.found.faults[self.row, self.column] = "grassroots_xlsx:spreadsheet-error"
            elif self.has_formula and not self.has_value and self.kind != "str":
                self.found.faults[self.row, self.column] = "grassroots_xlsx:formula-without-value"
                self._reach()


def letters(columns: int) -> str:
    """What a spreadsheet calls a column; `columns` counts from 1."""
    letters = ""
    while columns:
        columns, letter = divmod(columns - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
