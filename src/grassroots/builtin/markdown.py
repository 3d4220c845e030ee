"""Reports as Markdown (CommonMark with tables): readable as it stands, and nothing that somebody typed is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grassroots.hooks import Writer, hookimpl
from grassroots.reports import (
    BarChart,
    Cell,
    FigureNote,
    Grid,
    Heading,
    Paragraph,
    Rendered,
    RenderedBlock,
    Report,
    anchor,
    clean,
)

_MARKS = re.compile(r"[!#-&*+\-.:<=>@\[-`{-~]")
_HARMLESS = re.compile(r"(?<=[^\W_])-(?=[^\W_])|(?<=\d)\.(?=\d)|(?<=[^\W\d_])[.:](?=\s|$)|(?<= )=(?= )|(?<=\d )%|(?<=\d)%")


def escaped(text: str) -> str:
    r"""A text whose punctuation is just that: no mark, no HTML, no link by itself, no cell of a table.

    Left as they are: commas, quotes, brackets of prose, a hyphen inside a word, the point of a decimal, the stop of a sentence.

    >>> escaped("<b> 1|2 *x* 82.9 % on 2014-06-30, www.example: the end.")
    '\\<b\\> 1\\|2 \\*x\\* 82.9 % on 2014-06-30, www\\.example: the end.'
    """
    line = clean(text).strip()
    harmless = {match.start() for match in _HARMLESS.finditer(line)}
    return _MARKS.sub(lambda found: found.group() if found.start() in harmless else "\\" + found.group(), line)


def link(text: str, name: str) -> str:
    """A text that leads to a figure, if it shows one."""
    return f"[{escaped(text)}](#{anchor(name)})" if name else escaped(text)


def document(rendered: Rendered) -> str:
    """The whole document."""
    return "\n".join(_lines(rendered)).rstrip("\n") + "\n"


def _lines(rendered: Rendered) -> Iterator[str]:
    words = rendered.words
    yield f"# {escaped(rendered.title)}"
    yield ""
    for note in rendered.notes:
        yield f"> {escaped(note)}"
        yield ">"
    yield ""
    for label, text in rendered.facts:
        yield f"- {escaped(label)}{words['colon']}{escaped(text)}"
    for section in rendered.sections:
        yield from ("", f"## {escaped(section.title)}", "")
        for block in section.blocks:
            yield from _block(block, words)
    if rendered.figures:
        yield from _proof(rendered)


def _proof(rendered: Rendered) -> Iterator[str]:
    """How the figures are counted, apart from the text."""
    words = rendered.words
    yield from ("", f"## {escaped(words['figures'])}", "", escaped(words["figures-lead"]), "")
    for label, text in rendered.origin:
        yield f"- {escaped(label)}{words['colon']}{escaped(text)}"
    yield ""
    for figure in rendered.figures:
        if figure.main:
            yield from _note(figure, words)
    parts = [figure for figure in rendered.figures if not figure.main]
    if parts:
        yield from (f"### {escaped(words['tables'])}", "")
        for part in parts:
            told = words["semicolon"].join(escaped(line) for line in part.lines)
            yield f'- <a id="{anchor(part.name)}"></a>**{escaped(part.label)}**{words["colon"]}{escaped(part.text)}{words["semicolon"]}{told}'
        yield ""


def _block(block: RenderedBlock, words: Mapping[str, str]) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from (f"### {escaped(block.text)}", "")
    elif isinstance(block, Paragraph):
        yield _paragraph(block)
        yield ""
    elif isinstance(block, Grid):
        yield f"**{escaped(block.caption)}**"
        yield ""
        yield _row(block.headings)
        side = " :-- " if block.words else " --: "
        yield "|" + "|".join([" :-- ", *(side for _ in block.headings[1:])]) + "|"
        for number, row in enumerate(block.rows):
            yield _row(row, strong=block.total and number == len(block.rows) - 1)
        yield ""
        for note in block.notes:
            yield f"*{escaped(note)}*"
            yield ""
    elif isinstance(block, BarChart):
        yield from _bars(block, words)
    else:
        heads = (Cell(words["month"]), *(Cell(line.label) for line in block.lines))
        rows = zip(map(Cell, block.labels), *(line.points for line in block.lines), strict=True)
        yield from _block(Grid(caption=block.caption, headings=heads, rows=tuple(rows)), words)


def _paragraph(block: Paragraph) -> str:
    pieces = []
    for number, run in enumerate(block.runs):
        text = link(run.text, run.figure)
        if not run.figure:
            # Blanks at the ends of a stretch stand between words and figures.
            before, after = run.text[:1].isspace() and number > 0, run.text[-1:].isspace() and number < len(block.runs) - 1
            text = (" " if before else "") + text + (" " if after and text else "")
        pieces.append(text)
    return "".join(pieces)


def _row(cells: tuple[Cell, ...], *, strong: bool = False) -> str:
    texts = [link(cell.text, cell.figure) for cell in cells]
    return "| " + " | ".join(f"**{text}**" if strong and text else text for text in texts) + " |"


def _bars(chart: BarChart, words: Mapping[str, str]) -> Iterator[str]:
    yield f"**{escaped(chart.caption)}**"
    yield ""
    yield f"| | {escaped(words['value'])} | |"
    yield "| :-- | --: | :-- |"
    for bar in chart.bars:
        yield f"| {escaped(bar.label)} | {link(bar.text, bar.figure)} | {'█' * round(bar.share * 30)} |"
    yield ""


def _note(note: FigureNote, words: Mapping[str, str]) -> Iterator[str]:
    yield f'<a id="{anchor(note.name)}"></a>'
    yield ""
    yield f"### {escaped(note.label)}{words['colon']}{escaped(note.text)}"
    yield ""
    for line in note.lines:
        yield f"- {escaped(line)}"
    yield ""
    for records in note.records:
        yield f"**{escaped(records.label)}** ({len(records.records)})"
        yield ""
        for record in records.records:
            told = words["comma"].join(escaped(text) for text in (record.name, record.place) if text)
            yield f"- {escaped(record.noun)} {escaped(record.id)}" + (words["colon"] + told if told else "")
        if not records.records:
            yield f"- {escaped(words['no-records'])}"
        yield ""


class MarkdownWriter:
    """Writes `.md`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        target.write_bytes(document(rendered).encode("utf-8"))


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.md`."""
    return MarkdownWriter() if address.lower().endswith((".md", ".markdown")) else None
