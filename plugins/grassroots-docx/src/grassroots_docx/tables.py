"""Tables of WordprocessingML."""

from __future__ import annotations

from docx.oxml.ns import qn

from grassroots_docx.xml import Element, element

_INK = "1D2A24"


def widths_of(columns: int, room: int) -> list[int]:
    """The widths of the columns of a table as wide as the page, in twentieths of a point: the first has more room, if there are few."""
    first = max(room // (columns + 1) * 2, 1500) if columns < 8 else 1500
    return [first, *[(room - first) // max(columns - 1, 1)] * (columns - 1)]


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
        element("tblCellMar", element("left", w=90, type="dxa"), element("right", w=90, type="dxa")),
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
