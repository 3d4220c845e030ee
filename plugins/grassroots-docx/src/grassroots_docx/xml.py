"""Elements of WordprocessingML, small and plain."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any
"""An lxml element."""


def element(tag: str, *children: Element | None, **attributes: object) -> Element:
    """An element `w:TAG` with attributes `w:NAME` and children; None among them is passed over.

    >>> element("b", val="0").get(qn("w:val"))
    '0'
    """
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        if child is not None:
            made.append(child)
    return made


def text_run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    raised: bool = False,
    color: str = "",
    size: int = 0,
    style: str = "",
) -> Element:
    """A run of text. `size` is in half points, `raised` for numbers of notes."""
    properties = element(
        "rPr",
        element("rStyle", val=style) if style else None,
        element("b") if bold else None,
        element("i") if italic else None,
        element("color", val=color) if color else None,
        element("sz", val=size) if size else None,
        element("szCs", val=size) if size else None,
        element("vertAlign", val="superscript") if raised else None,
    )
    made = element("t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("r", properties if len(properties) else None, made)


def paragraph(
    *runs: Element | None,
    style: str = "",
    align: str = "",
    keep: bool = False,
    after: int | None = None,
    line: float = 0,
    fresh: bool = False,
) -> Element:
    """A paragraph. `keep`: on one page with what follows; `fresh`: on a new page; `after`: the room below it, in twentieths of a point; `line`: the height of
    its lines, in lines, where it is not that of its style."""
    spaced = {"before": 0, "after": after} if after is not None else {}
    lined = {"line": round(line * 240), "lineRule": "auto"} if line else {}
    properties = element(
        "pPr",
        element("pStyle", val=style) if style else None,
        element("keepNext") if keep else None,
        element("pageBreakBefore") if fresh else None,
        element("spacing", **spaced, **lined) if spaced or lined else None,
        element("jc", val=align) if align else None,
    )
    return element("p", properties if len(properties) else None, *runs)


def link(anchor: str, *runs: Element) -> Element:
    """Runs that lead to a bookmark of the document."""
    return element("hyperlink", *runs, anchor=anchor, history=1)


def bookmarked(name: str, number: int, *runs: Element) -> list[Element]:
    """Runs between the two ends of a bookmark; `number` must be another for each."""
    return [element("bookmarkStart", id=number, name=name), *runs, element("bookmarkEnd", id=number)]
