"""Tables of WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.oxml.ns import qn

from grassroots_docx.xml import Element, element

_INK = "1D2A24"
_ASIDE = 90
"""What is free on either side of a cell."""
_LINE = 24
"""So many halves of a square a cell may take in one line."""
_BREAKS = re.compile(r"\s|(?<=[\u2e80-\U0010ffff]{4})(?=[\u2e80-\U0010ffff]{2})")
"""Where a line of a heading may end: between words; of Chinese, behind some signs and not before the last one."""


def widths_of(rows: Sequence[Sequence[str]], room: int, size: float) -> list[int]:
    """The widths of the columns of a table as wide as the page, in twentieths of a point: where there is room, a cell takes one line, and a heading breaks
    between its words alone.

    Args:
        rows: the texts, the headings first.
        room: how wide the page is.
        size: of the letters, in points.

    >>> widths_of([["Unit", "explained"], ["B7", "3"]], 9000, 10)
    [5215, 3784]
    """
    heads, *body = rows
    # Half a square, in twentieths of a point; small letters are a little wider, bold ones still more, and a font that stands in for another most.
    letter = size * 10 * 1.15
    bare, words, wanted = list[float](), list[float](), list[float]()
    for at, head in enumerate(heads):
        longest = max(map(_width, _BREAKS.split(head))) * letter * 1.35
        parts = max((_width(part) for row in body for part in _BREAKS.split(row[at])), default=0) * letter * 1.25
        cells = max((min(_width(row[at]), _LINE) for row in body), default=0) * letter
        bare.append(max(parts, longest) + 2 * _ASIDE)
        words.append(max(cells, parts, longest) + 2 * _ASIDE)
        wanted.append(max(cells, parts, _width(head) * letter * 1.15, longest) + 2 * _ASIDE)
    if sum(bare) >= room:
        return [int(one * room / sum(bare)) for one in bare]
    # First no word breaks, then no cell, then no heading.
    for least, most in ((bare, words), (words, wanted)):
        if sum(most) > room:
            share = (room - sum(least)) / (sum(most) - sum(least))
            return [int(one + (more - one) * share) for one, more in zip(least, most, strict=True)]
    # Room for all: the rest goes in equal parts, the first column has twice as much.
    part = (room - sum(wanted)) / (len(heads) + 1)
    return [int(one + part * (1 if at else 2)) for at, one in enumerate(wanted)]


_MEETING = re.compile(
    r"(?<=[\u2e80-\U0010ffff])(?=\w)(?![\u2e80-\U0010ffff])|(?<=\w)(?<![\u2e80-\U0010ffff])(?=[\u2e80-\U0010ffff])"
)
"""Where signs of two writings meet: word processors leave some room there."""


def _width(text: str) -> float:
    """How many halves of a square a text takes.

    >>> _width("2018年5月"), _width("合计")
    (10.5, 4.0)
    """
    return sum(2 if sign >= "\u2e80" else 1 for sign in text) + len(_MEETING.findall(text)) / 2


def table(widths: list[int], rows: list[Element], *, ruled: bool) -> Element:
    """A table; `ruled`: with a line round every cell, as official papers have them."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if ruled else ("top", "bottom")
    borders = element("tblBorders", *(element(side, val="single", sz=4 if ruled else 8, color=_INK) for side in sides))
    if not ruled:
        borders.append(element("insideH", val="single", sz=4, color="D9E2DC"))
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        borders,
        element("tblLayout", type="fixed"),
        element("tblCellMar", element("left", w=_ASIDE, type="dxa"), element("right", w=_ASIDE, type="dxa")),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    for row in rows:
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            cell.tcPr.insert(0, element("tcW", w=width, type="dxa"))
    return element("tbl", properties, grid, *rows)


def row(cells: list[Element], *, head: bool = False) -> Element:
    """A row that no page breaks; a heading is told again on each page."""
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None), *cells)


def cell(content: Element, *, shade: str = "", line: int = 0, above: bool = False) -> Element:
    """A cell, shaded or with a line of its own."""
    properties = element("tcPr")
    if line:
        properties.append(element("tcBorders", element("top" if above else "bottom", val="single", sz=line, color=_INK)))
    if shade:
        properties.append(element("shd", val="clear", color="auto", fill=shade))
    properties.append(element("vAlign", val="center"))
    return element("tc", properties, content)
