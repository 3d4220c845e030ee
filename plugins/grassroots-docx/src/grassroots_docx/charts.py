"""Charts of Word's own: vectors that scale and print, with their numbers inside and a text for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from grassroots_docx.xml import Element, element

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_INKS = (("2F6B4C", "solid"), ("9AA8A0", "dash"), ("1D2A24", "sysDot"), ("C9963B", "lgDash"))
"""Colour and stroke of the lines in turn: they differ in grey as well."""
_POINT = 12700
"""A point in the units of drawings."""


@frozen
class Series:
    """Numbers under a name; one that is missing is a gap."""

    label: str
    numbers: tuple[Fraction | None, ...]


def chart(
    document: Any, number: int, kind: str, labels: Sequence[str], series: Sequence[Series], shown: str, told: str, room: int
) -> Element:
    """A paragraph with a chart.

    Args:
        document: the document to which the chart is added.
        number: which one it is.
        kind: `bars` or `lines`.
        labels: what stands along the axis.
        series: the numbers.
        shown: the format of a number.
        told: the text for those who do not see it.
        room: the width in twentieths of a point.
    """
    package = document.part.package
    xml = _bars(labels, series, shown) if kind == "bars" else _lines(labels, series, shown)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, xml.encode("utf-8", "xmlcharrefreplace"), package)
    relation = document.part.relate_to(part, f"{_RELATION}/chart")
    wide, high = room * _POINT // 20, (24 + 20 * len(labels) if kind == "bars" else 190) * _POINT
    drawing = parse_xml(
        f'<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="{_DRAWING}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="chart{number}" descr={quoteattr(told)}/>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" xmlns:r="{_RELATION}" r:id="{relation}"/>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    spacing = element("pPr", element("spacing", before=60, after=120, line=240, lineRule="auto"))
    return element("p", spacing, element("r", drawing))


def _bars(labels: Sequence[str], series: Sequence[Series], shown: str) -> str:
    drawn = "".join(
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_name(one)}{_filled("4F9A73")}<c:invertIfNegative val="0"/>'
        f"{_values(shown)}{_data(labels, one, shown)}</c:ser>"
        for at, one in enumerate(series)
    )
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{drawn}'
        '<c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )
    return _whole(plot, shown, along="l", across="b", turned=True, hidden=True, legend=False)


def _lines(labels: Sequence[str], series: Sequence[Series], shown: str) -> str:
    drawn = "".join(
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{_name(one)}{_stroked(*_INKS[at % len(_INKS)])}'
        f'<c:marker><c:symbol val="{"circle" if at == 0 else "none"}"/></c:marker>{_data(labels, one, shown)}<c:smooth val="0"/></c:ser>'
        for at, one in enumerate(series)
    )
    plot = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}<c:marker val="1"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:lineChart>'
    )
    return _whole(plot, shown, along="b", across="l", turned=False, hidden=False, legend=len(series) > 1)


def _whole(plot: str, shown: str, *, along: str, across: str, turned: bool, hidden: bool, legend: bool) -> str:
    order = "maxMin" if turned else "minMax"
    grid = "" if hidden else f"<c:majorGridlines>{_stroked('D9E2DC', 'solid', 6350)}</c:majorGridlines>"
    key = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>' if legend else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}">'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}'
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/><c:axPos val="{along}"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_stroked("1D2A24", "solid", 6350)}'
        f'<c:crossAx val="2"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="{int(hidden)}"/>'
        f'<c:axPos val="{across}"/>{grid}<c:numFmt formatCode={quoteattr(shown)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/></c:valAx></c:plotArea>{key}'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr/></a:p></c:txPr></c:chartSpace>'
    )


def _name(series: Series) -> str:
    return (
        f'<c:tx><c:strRef><c:f>0</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(series.label)}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>"
    )


def _data(labels: Sequence[str], series: Series, shown: str) -> str:
    words = "".join(f'<c:pt idx="{at}"><c:v>{escape(label)}</c:v></c:pt>' for at, label in enumerate(labels))
    numbers = "".join(
        f'<c:pt idx="{at}"><c:v>{float(number)!r}</c:v></c:pt>'
        for at, number in enumerate(series.numbers)
        if number is not None
    )
    return (
        f'<c:cat><c:strLit><c:ptCount val="{len(labels)}"/>{words}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>{escape(shown)}</c:formatCode><c:ptCount val="{len(labels)}"/>{numbers}</c:numLit></c:val>'
    )


def _values(shown: str) -> str:
    off = "".join(f'<c:{name} val="0"/>' for name in ("showCatName", "showSerName", "showPercent", "showBubbleSize"))
    return (
        f'<c:dLbls><c:numFmt formatCode={quoteattr(shown)} sourceLinked="0"/><c:dLblPos val="outEnd"/><c:showLegendKey val="0"/>'
        f'<c:showVal val="1"/>{off}</c:dLbls>'
    )


def _filled(color: str) -> str:
    return f'<c:spPr><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></c:spPr>'


def _stroked(color: str, dash: str, wide: int = 28575) -> str:
    return f'<c:spPr><a:ln w="{wide}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill><a:prstDash val="{dash}"/></a:ln></c:spPr>'
