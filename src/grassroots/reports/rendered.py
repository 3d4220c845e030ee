"""A report in one language: all the text that a document shows, and what leads from each figure to its records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.outline import Style
from grassroots.fields import in_short


@frozen
class Run:
    """A stretch of a sentence: plain words, or a figure's text (then `figure` names it)."""

    text: str
    figure: str = ""


@frozen
class Paragraph:
    """A sentence or several, as runs. `mark`: the number of its note in the annex, which stands behind it (0: it has none)."""

    runs: tuple[Run, ...]
    mark: int = 0

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self.runs)


@frozen
class Cell:
    """A cell of a table: its text; for a figure its name, and the exact number for spreadsheets where it is one.

    `percent` says that the text shows the number as a share of a hundred; `places` how many decimal places it shows.
    """

    text: str
    figure: str = ""
    number: Fraction | None = None
    percent: bool = False
    places: int = 0


@frozen(kw_only=True)
class Grid:
    """A table: a caption, headings, rows; the first cell of a row says what the row is. A heading may name the figure that it heads.

    `total` says that the last row adds up the others. `about` names the figures of its measures for the whole scope and period.
    `notes` say what is not totalled and why. `words`: its cells hold words, as a list of records does, and stand at the left. `mark`: as of
    a paragraph.
    """

    caption: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    about: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    words: bool = False
    mark: int = 0


Polygon = tuple[tuple[tuple[float, float], ...], ...]
"""The rings of a shape on the map: each a line of points (east, north) that ends where it began."""


@frozen
class Bar:
    """One bar: its label, the text of its value, and its length as a share of the longest, from 0 to 1. `percent` and `places`: how the
    text shows the number. `aim`: the place of its target on the same measure, where one is set. `shape`: where its unit lies, as polygons; of each
    the outer ring, then its holes."""

    label: str
    text: str
    share: Fraction
    figure: str = ""
    number: Fraction | None = None
    percent: bool = False
    places: int = 0
    aim: Fraction | None = None
    shape: tuple[Polygon, ...] = ()


@frozen(kw_only=True)
class BarChart:
    """Plain bars under a caption. `about` names the figure of the measure for the whole scope and period. `mark`: as of a paragraph."""

    caption: str
    bars: tuple[Bar, ...]
    about: str = ""
    mark: int = 0


@frozen
class ChartLine:
    """One line of a chart: what it stands for, and a point for each place along the axis; one without a number is a gap."""

    label: str
    points: tuple[Cell, ...]


@frozen(kw_only=True)
class LineChart:
    """Lines over the same places (`labels`: months) under a caption. `small`: one of several that stand side by side. `about` and `mark`: as of bars."""

    caption: str
    labels: tuple[str, ...]
    lines: tuple[ChartLine, ...]
    small: bool = False
    about: str = ""
    mark: int = 0


@frozen
class Heading:
    """A heading within a section."""

    text: str


RenderedBlock = Heading | Paragraph | Grid | BarChart | LineChart


def figures_of(block: RenderedBlock) -> tuple[str, ...]:
    """The names of the figures that a block shows, each once, in order; those of a table's measures first."""
    if isinstance(block, Paragraph):
        names = [run.figure for run in block.runs]
    elif isinstance(block, Grid):
        names = [*block.about, *(cell.figure for row in (block.headings, *block.rows) for cell in row)]
    elif isinstance(block, BarChart):
        names = [block.about, *(bar.figure for bar in block.bars)]
    elif isinstance(block, LineChart):
        names = [block.about, *(point.figure for line in block.lines for point in line.points)]
    else:
        names = []
    return tuple(dict.fromkeys(name for name in names if name))


@frozen
class RenderedSection:
    """A section in one language."""

    title: str
    blocks: tuple[RenderedBlock, ...]


@frozen(kw_only=True)
class RecordLine:
    """One record behind a figure: its noun in words, its id, its name (only in a report for the profile `named`), and the row it came from:
    the place in words, and its file and row for those who group by them (row 0: it came from no ledger)."""

    noun: str
    id: str
    name: str = ""
    place: str = ""
    file: str = ""
    row: int = 0


@frozen(kw_only=True)
class RecordList:
    """The records of a figure that share a label: counted, not counted, or left out for a reason (the label says which)."""

    label: str
    records: tuple[RecordLine, ...]


@frozen(kw_only=True)
class FigureNote:
    """What a document says of one figure: its name, label and text, the explanation as lines, and for headline figures of an internal
    report its records. `main`: it stands for the whole scope and period of the report, not for a unit or a month of a table. `mark`: the number
    of the block that shows it first."""

    name: str
    label: str
    text: str
    lines: tuple[str, ...]
    main: bool = True
    derived: bool = False
    number: Fraction | None = None
    percent: bool = False
    places: int = 0
    records: tuple[RecordList, ...] = ()
    mark: int = 0


@frozen(kw_only=True)
class Letter:
    """What an official paper has beside its text: who issues it, the number of the paper, to whom it goes, and the day on which it is signed."""

    issuer: str = ""
    number: str = ""
    addressee: str = ""
    day: str = ""


@frozen(kw_only=True, repr=False)
class Rendered:
    """A report in one language: all the text that a document shows. A writer adds no word of its own. `title`: with office and
    period; `label`: without. `style`: the house style; `letter`: what an official paper has beside its text.

    `facts` are (label, text) pairs printed under the title: scope, period, as-of day. `words` has the fixed words that writers need (see
    `grassroots.reports.words`). `notes` are printed on every output, above the first section.

    What proves the figures stands apart from them: `figures` are printed behind the last section, after the pairs of `origin` (head, charter)
    and what is `common` to all; both are empty in a copy without proof. A block that shows figures has a `mark`, its number among these.
    """

    name: str
    language: str
    title: str
    label: str = ""
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[RenderedSection, ...]
    figures: tuple[FigureNote, ...]
    words: Mapping[str, str] = field(factory=dict, hash=False)
    style: Style = Style.PLAIN
    letter: Letter = Letter()
    origin: tuple[tuple[str, str], ...] = ()

    @property
    def common(self) -> tuple[str, ...]:
        """The lines that the explanations of all figures have in common: told once, so that each is short."""
        main = [note.lines for note in self.figures if note.main]
        return tuple(line for line in main[0] if all(line in lines for lines in main)) if len(main) > 1 else ()

    def noted(self, mark: int) -> tuple[FigureNote, ...]:
        """The figures that a block shows first, for the whole scope and period."""
        return tuple(note for note in self.figures if note.main and note.mark == mark)

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        return f"<Rendered {self.name} in {self.language}: {len(self.sections)} sections, {len(self.figures)} figures>"


def anchor(name: str) -> str:
    """A place in a document that stands for a figure: letters, digits, `.`, `-` and `_` only, at most 48, and another for each name.

    >>> anchor("opinions.solved"), anchor("visits@b 7")
    ('figure-opinions.solved', 'figure-visits_b_7-634cd0')
    """
    if re.fullmatch(r"[a-z0-9_.]{1,40}", name):
        return f"figure-{name}"
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return f"figure-{plain[:34]}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029][ \t]*|\t")


def clean(text: str) -> str:
    """A text that cannot disturb the document around it: on one line, without what no document may hold, and without marks that turn the
    direction of the text that follows.

    >>> clean("two\\nlines, \\x00 and \\u202eturned")
    'two lines, � and turned'
    """
    if text.isprintable():
        return text
    return _BREAKS.sub(" ", _DIRECTIONS.sub("", _UNPRINTABLE.sub("\ufffd", text)))
