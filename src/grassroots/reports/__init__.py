"""Reports: an outline filled with figures. One report feeds every format and both languages, and compares with another."""

from grassroots.reports.rendered import (
    Bar,
    BarChart,
    Cell,
    FigureNote,
    Grid,
    Paragraph,
    RecordLine,
    RecordList,
    Rendered,
    RenderedBlock,
    RenderedSection,
    Run,
    anchor,
)
from grassroots.reports.report import Report

__all__ = [
    "Bar",
    "BarChart",
    "Cell",
    "FigureNote",
    "Grid",
    "Paragraph",
    "RecordLine",
    "RecordList",
    "Rendered",
    "RenderedBlock",
    "RenderedSection",
    "Report",
    "Run",
    "anchor",
]
