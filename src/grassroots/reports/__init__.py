"""Reports: an outline filled with figures. One report feeds every format and both languages, and compares with another."""

from grassroots.reports.build import make_report, period_of
from grassroots.reports.difference import FigureChange, ReportDifference
from grassroots.reports.figure_table import FigureTable, Placed
from grassroots.reports.rendered import (
    Bar,
    BarChart,
    Cell,
    ChartLine,
    FigureNote,
    Grid,
    Heading,
    Letter,
    LineChart,
    Paragraph,
    RecordLine,
    RecordList,
    Rendered,
    RenderedBlock,
    RenderedSection,
    Run,
    anchor,
    clean,
)
from grassroots.reports.report import Report

__all__ = [
    "Bar",
    "BarChart",
    "Cell",
    "ChartLine",
    "FigureChange",
    "FigureNote",
    "FigureTable",
    "Grid",
    "Heading",
    "Letter",
    "LineChart",
    "Paragraph",
    "Placed",
    "RecordLine",
    "RecordList",
    "Rendered",
    "RenderedBlock",
    "RenderedSection",
    "Report",
    "ReportDifference",
    "Run",
    "anchor",
    "clean",
    "make_report",
    "period_of",
]
