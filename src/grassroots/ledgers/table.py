"""Tables: what a reader finds in a file, as text, before anything is understood; and the file itself, read whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from grassroots.errors import HasProblems, NotFound
from grassroots.fields import html_filled
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.problems import Problem
from grassroots.values import Source


def within(sheet: str, label: str) -> str:
    """What a table in a sheet that has several is called: by the sheet and the corner of its headings. No sheet has such a name of its own.

    >>> within("2014", "E1"), sheet_of("2014[E1]"), sheet_of("2014")
    ('2014[E1]', '2014', '2014')
    """
    return f"{sheet}[{label}]"


def sheet_of(name: str) -> str:
    """The sheet in which a table stands, where there are several in it."""
    return _WITHIN.sub("", name)


_WITHIN = re.compile(r"\[[A-Z]+\d+\]\Z")

LARGEST = 256 * 1024 * 1024
"""The most bytes of a file that are read."""


def read_whole(path: Path, most: int = LARGEST) -> bytes:
    """What stands in a file; of one that is larger than `most` no more than that is read.

    Raises:
        NotFound: there is no such file, or it cannot be read.
        HasProblems: it is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise NotFound.of(Problem("no-such-file", value=str(path))) from None
    except OSError as error:
        raise NotFound.of(Problem("file-not-opened", value=str(path), details={"why": error.strerror or ""})) from error
    if len(data) > most:
        problem = Problem("file-too-large", source=Source(path.name), details={"limit": f"{most >> 20} MB"})
        raise HasProblems(f"{path.name} cannot be read", (problem,))
    return data


def digest_of(data: bytes) -> str:
    """What tells a file from others.

    >>> digest_of(b"")[:15]
    'sha256:e3b0c442'
    """
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@frozen
class Row:
    """What somebody typed: cells as text, in the order of the sheet, and where they stand. An empty cell is an empty text.

    `hidden`: the sheet hides the row; it is read all the same. `struck`: all that is filled in it is struck through. `faults`: cells that the reader could not read, as (place from 0, code of the
    problem): a formula without a value, an error; at -1 what is wrong with the row as a whole. `natures`: what each cell is in its file, a letter a cell: `t` a text, `n` a number, `d` a day by
    its format, `h` a time of day by its format, `b` true or false, `?` a copy of a text of which nobody knows what it was; a capital where the cell is filled from the first of merged ones; empty: text is all there is.
    """

    cells: tuple[str, ...]
    source: Source
    hidden: bool = False
    faults: tuple[tuple[int, str], ...] = ()
    natures: str = ""
    struck: bool = False

    def with_cells(self, changes: Mapping[int, str]) -> Row:
        """The row with other texts in some places."""
        cells = tuple(changes.get(place, cell) for place, cell in enumerate(self.cells))
        natures = "".join("t" if place in changes else one for place, one in enumerate(self.natures))
        return evolve(self, cells=cells, natures=natures, faults=tuple(one for one in self.faults if one[0] not in changes))


def is_blank(row: Row) -> bool:
    """Whether nothing stands in a row."""
    return not ((text := "".join(row.cells)) and not text.isspace()) and not row.faults


@frozen(kw_only=True)
class Table:
    """A sheet of a file.

    `encoding`: how the text was decoded, to be shown; empty where the format says so itself. `hidden`: the file hides it; it is read all the same,
    and so are `hidden_columns` (places from 0). `noted`: the cells at which somebody wrote a comment (row from 1, place from 0).

    `rows` may be walked once.
    """

    file: str
    sheet: str
    rows: Iterator[Row]
    encoding: str = ""
    digest: str = ""
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    noted: frozenset[tuple[int, int]] = frozenset()
    learned: Learned = NOTHING
    """What a sheet of mistakes in the same file says that texts and headings mean."""


@frozen(kw_only=True, repr=False)
class Sheet:
    """A table to be written: a name, headings, rows; `choices`: heading → the words allowed, for a drop-down list;
    `notes`: heading → what to write there. `days`, `numbers`: the headings of columns of days and of numbers; `needed`: of those that must be filled. `guide`: how to fill it in,
    as rows of texts under the name `guide_name`, for formats that have room for it."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    days: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    guide: tuple[tuple[str, ...], ...] = ()
    guide_name: str = ""

    _repr_html_ = html_filled

    def __repr__(self) -> str:
        return f"<Sheet {self.name}: {len(self.headings)} columns, {len(self.rows)} rows>"
