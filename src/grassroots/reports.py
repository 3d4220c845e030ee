"""Reports: an outline filled with figures. One report feeds every format and both languages, and compares with another."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from grassroots.figures.figure import Evidence


@frozen
class Run:
    """A stretch of a sentence: plain words, or a figure's text (then `figure` names it)."""

    text: str
    figure: str = ""


@frozen
class Paragraph:
    """A sentence or several, as runs."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self.runs)


@frozen
class Cell:
    """A cell of a table: its text; for a figure its name, and the number for spreadsheets where it is one."""

    text: str
    figure: str = ""
    number: Fraction | None = None


@frozen(kw_only=True)
class Grid:
    """A table: a caption, headings, rows. `notes` say what is not totalled and why."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@frozen
class Bar:
    """One bar: its label, the text of its value, and its length as a share of the longest, from 0 to 1."""

    label: str
    text: str
    share: Fraction
    figure: str = ""


@frozen(kw_only=True)
class BarChart:
    """Plain bars under a caption."""

    caption: str
    bars: tuple[Bar, ...]


RenderedBlock = Paragraph | Grid | BarChart


@frozen
class RenderedSection:
    """A section in one language."""

    title: str
    blocks: tuple[RenderedBlock, ...]


@frozen(kw_only=True)
class FigureNote:
    """What a document says of one figure: its name, label and text, the explanation as lines, and for headline figures of an internal
    report the ids of its records."""

    name: str
    label: str
    text: str
    lines: tuple[str, ...]
    evidence: Evidence | None = None


@frozen(kw_only=True)
class Rendered:
    """A report in one language: all the text that a document shows. A writer adds no word of its own.

    `facts` are (label, text) pairs printed under the title: scope, period, as-of day, head, charter. `words` has the fixed words
    that writers need: `figures`, `figure`, `value`, `how`, `records`, `hit`, `miss`, `left_out`, `source`, `contents`, `back`.
    `notes` are printed on every output, above the first section.
    """

    name: str
    language: str
    title: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[RenderedSection, ...]
    figures: tuple[FigureNote, ...]
    words: dict[str, str] = field(factory=dict)
