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
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from xml.parsers import expat

from grassroots_xlsx.look import MOST_CELLS, Found, Unfit, Workbook, kind_of_format, letters, note_number, place_of
from grassroots_xlsx.ods import scan_ods
from grassroots_xlsx.parts import Handler, check_parts, drain, feed
from grassroots_xlsx.xls import OLE, scan_xls

LAST_ROW = 1_048_576
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)


def scan(data: bytes) -> Workbook:
    """Looks at every part of a workbook.

    Raises:
        Unfit: it is no workbook, or goes beyond a limit.
    """
    try:
        if data[:8] == OLE:
            return scan_xls(data)
        with zipfile.ZipFile(BytesIO(data)) as parts:
            check_parts(parts)
            return scan_ods(parts) if "content.xml" in parts.namelist() else _scan(parts)
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
        raise Unfit("grassroots_xlsx:not-a-spreadsheet") from None


def _scan(parts: zipfile.ZipFile) -> Workbook:
    # The reader knows parts whatever their capitals, and by either slash.
    named = {_plain(entry.filename): entry.filename for entry in parts.infolist()}
    if len(named) < len(parts.infolist()):
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    relations = _Relations()
    feed(parts, named["_rels/.rels"], relations)
    books = {_plain(place) for place in (relations.of_kind("officeDocument"), "xl/workbook.xml") if place}
    root, titles, styles, strings = _Root(), dict[str, str](), Styles(), _Strings()
    for book in sorted(books & named.keys()):
        feed(parts, named[book], root)
        folder, name = posixpath.split(book)
        relations = _Relations()
        feed(parts, named[f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"], relations)
        for title, id in root.sheets:
            for place in relations.targets(id, folder):
                titles.setdefault(_plain(place), title)
        place = _plain(relations.of_kind("styles", folder) or "")
        if place in named:
            feed(parts, named[place], styles)
        place = _plain(relations.of_kind("sharedStrings", folder) or "")
        if place in named:
            feed(parts, named[place], strings)
    if not books & named.keys():
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    sheets: dict[str, Found] = {}
    noted: dict[str, _Notes] = {}
    about = {place: title for plain, title in titles.items() for place in _notes_of(parts, named, plain)}
    for plain, name in named.items():
        if plain in titles:
            look = _Look(titles[plain], styles.kinds(), styles.struck(), strings.struck)
            feed(parts, name, look)
            sheets[titles[plain]] = look.found
        elif plain in about:
            feed(parts, name, noted.setdefault(about[plain], _Notes()))
        else:
            # What a part says of its own size need not be true: reading it to the end finds out.
            drain(parts, name)
    for title, notes in noted.items():
        if title in sheets:
            sheets[title].noted = notes.found
    return Workbook(sheets, root.own_titles())


def _notes_of(parts: zipfile.ZipFile, named: Mapping[str, str], sheet: str) -> Iterator[str]:
    """The parts with the comments of a sheet."""
    folder, name = posixpath.split(sheet)
    place = f"{folder}/_rels/{name}.rels".lstrip("/")
    if place in named:
        relations = _Relations()
        feed(parts, named[place], relations)
        if found := relations.of_kind("comments", folder):
            yield _plain(found)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


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

    def targets(self, id: str, folder: str) -> tuple[str, ...]:
        """Where the part may lie: beside the workbook, or counted from the top, as some programs write it."""
        target = self._targets.get(id, "").replace("\\", "/")
        return posixpath.normpath(target.lstrip("/")), posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


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
            ids = [value for name, value in attributes.items() if name.rpartition(":")[2] == "id"]
            self.sheets += [(attributes.get("name", ""), id) for id in ids or [""]]


OURS = "grassroots"
"""The author of the marks at cells that are to be mended."""
OWN = "_grassroots_"
"""How the names in a workbook begin that lead to sheets of our own."""
MISTAKES = f"{OWN}mistakes"
"""The name in a workbook that leads to our own sheet of mistakes."""
MEANT = f"{OWN}meant"
"""The name that leads to the sheet which says what each row of mistakes is about."""
PLAIN = f"{OWN}plain_"
"""How the names begin that lead to copies of tables of text: of a text there nobody knows what it was."""


class _Notes(Handler):
    """The comments of a sheet: the cells at which somebody wrote one. Our own marks are none."""

    def __init__(self) -> None:
        self.found: set[tuple[int, int]] = set()
        self._authors: list[str] = []
        self._named = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "author":
            self._authors.append("")
            self._named = True
        elif local == "comment" and (match := _CELL.fullmatch(attributes.get("ref", "").upper())):
            author = attributes.get("authorId", "")
            is_ours = author.isdecimal() and int(author) < len(self._authors) and self._authors[int(author)] == OURS
            if not is_ours:
                self.found.add(place_of(*match.groups()))

    def text(self, text: str) -> None:
        if self._named:
            self._authors[-1] += text

    def end(self, tag: str) -> None:
        self._named = False


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


class _Strings(Handler):
    """The texts that cells share: the numbers of those of which a part is struck through."""

    def __init__(self) -> None:
        self.struck: set[str] = set()
        self._number = -1
        self._run = self._said = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "si":
            self._number += 1
        elif local == "r":
            self._run = False
        elif local == "strike":
            self._run = attributes.get("val", "1") in ("1", "true")
        self._said = local == "t"

    def text(self, text: str) -> None:
        if self._run and self._said and not text.isspace():
            self.struck.add(str(self._number))

    def end(self, tag: str) -> None:
        self._said = False
        if tag.rpartition(":")[2] in ("r", "si"):
            self._run = False


class _Look(Handler):
    """One sheet: how far it reaches, which rows it hides, which cells have no value though they have a formula."""

    def __init__(
        self, title: str, kinds: dict[str, str], struck: frozenset[str] = frozenset(), strings: Collection[str] = ()
    ) -> None:
        self.found = Found()
        self.struck = struck
        self.strings = strings
        self.is_struck = False
        self.kinds = kinds
        self.shows = self.value = ""
        self.title = title
        self.row = self.column = -1
        self.kind = ""
        self.has_formula = self.has_value = self.in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag if ":" not in tag else tag.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "t", "is"):
            # The reader makes a cell of it even where nothing stands in it.
            self.in_value = local != "is"
            self._reach()
        elif local == "strike" and self.kind == "inlineStr":
            self.found.struck_cells.add((self.row, self.column))
        elif local == "f":
            self.has_formula = True
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            self.found.hide(int(attributes["min"]) - 1, int(attributes["max"]))
        elif local == "row":
            number = attributes.get("r")
            self.row = int(number) - 1 if number else self.row + 1
            self.column = -1
            if self.row >= LAST_ROW:
                raise Unfit("grassroots_xlsx:not-a-spreadsheet")
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
        match = _CELL.fullmatch(place) or _CELL.fullmatch(place.upper())
        if not match:
            raise Unfit("grassroots_xlsx:not-a-spreadsheet")
        self.row, self.column = place_of(*match.groups())

    def text(self, text: str) -> None:
        if (self.shows or (self.strings and self.kind == "s")) and self.in_value:
            self.value += text
        if self.in_value and not self.has_value:
            self.has_value = True
            self._reach()

    def _reach(self) -> None:
        found = self.found
        if self.struck:
            found.note_struck(self.row, self.column, self.is_struck)
        if self.row < found.rows and self.column < found.columns:
            return
        found.rows = max(found.rows, self.row + 1)
        found.columns = max(found.columns, self.column + 1)
        if found.rows * found.columns > MOST_CELLS:
            raise Unfit(
                "grassroots_xlsx:far-cell", self.title, cell=f"{letters(found.columns)}{found.rows}", limit=f"{MOST_CELLS:,}"
            )

    def end(self, tag: str) -> None:
        local = tag if ":" not in tag else tag.rpartition(":")[2]
        if local in ("v", "t"):
            self.in_value = False
        elif local == "c":
            if self.kind == "s" and self.value in self.strings:
                self.found.note_struck(self.row, self.column, True)
                self.found.note_struck(self.row, self.column, False)
            if self.shows and self.kind in ("", "n") and self.value:
                note_number(self.found, (self.row, self.column), self.shows, float(self.value))
            if self.kind == "e" and self.has_value:
                self.found.faults[self.row, self.column] = "grassroots_xlsx:spreadsheet-error"
            elif self.has_formula and not self.has_value and self.kind != "str":
                self.found.faults[self.row, self.column] = "grassroots_xlsx:formula-without-value"
                self._reach()
