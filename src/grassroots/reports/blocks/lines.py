"""Lines over months."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from attrs import field, frozen

from grassroots.charter import Labels, Lines
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Day, Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling, months_back
from grassroots.reports.headings import Heading
from grassroots.reports.labels import is_percent, number_of, part_text, places_of, text_in, unit_name
from grassroots.reports.rendered import Cell, ChartLine, LineChart
from grassroots.texts import year_text
from grassroots.values import Language, Period, UnitId


class LineDocument(TypedDict):
    """One line: what it stands for, and the names of its figures; null: the month is still to come."""

    label: Text
    figures: list[Name | None]


class LinesBody(TypedDict):
    """Lines over the same months, each told by its first day."""

    caption: Text
    months: list[Day]
    lines: list[LineDocument]


class LinesDocument(TypedDict):
    """A block of lines."""

    lines: LinesBody


@frozen(kw_only=True)
class FilledLine:
    """One line: the measure, the unit or the year that it stands for, and the names of its figures (empty: none)."""

    measure: str
    unit: str = ""
    year: int = 0
    figures: tuple[str, ...]


@block_kind(Lines, LinesDocument)
@frozen(kw_only=True)
class FigureLines:
    """Lines over the months of a period."""

    labels: Labels = field(hash=False)
    months: tuple[date, ...]
    lines: tuple[FilledLine, ...]
    apart: bool = False

    @classmethod
    def fill(cls, filling: Filling, lines: Lines) -> FigureLines | None:
        """Fills a point for each month that has begun; of the year before, for all. None where there is no unit to draw a line for."""
        months = list(filling.period.months())
        measures = [filling.charter.measure(name) for name in lines.measures]
        for measure in measures:
            filling.whole(measure)
        if lines.units:
            grid = filling.grid(measures, "unit", "month", lines.units)
            found = [
                FilledLine(
                    measure=measures[0].name,
                    unit=line.unit or "",
                    figures=_padded([filling.keep(figure) for figure in row], len(months)),
                )
                for line, row in zip(grid.rows, grid.figures, strict=True)
                if line.unit
            ]
        else:
            begun = [month for month in months if month.start <= filling.snapshot.as_of]
            found = [
                FilledLine(
                    measure=measure.name,
                    year=filling.period.start.year if lines.before else 0,
                    figures=_padded([filling.whole(measure, period=month) for month in begun], len(months)),
                )
                for measure in measures
            ]
        if lines.before:
            earlier = [Period(months_back(month.start, 12), months_back(month.end, 12)) for month in months]
            names = tuple(filling.whole(measures[0], period=month) for month in earlier)
            if any(filling.figures[name].recorded for name in names):
                found.append(FilledLine(measure=measures[0].name, year=earlier[0].start.year, figures=names))
        if not found:
            return None
        return cls(
            labels=lines.labels, months=tuple(month.start for month in months), lines=tuple(found), apart=bool(lines.units)
        )

    def render(self, report: Filled, language: Language) -> tuple[LineChart, ...]:
        """The lines in one language: one drawing, or a small one for each unit."""
        labels = tuple(Heading("month", month.isoformat()).short(language) for month in self.months)
        drawn = [
            ChartLine(self._label(report, line, language), tuple(_point(report, name, language) for name in line.figures))
            for line in self.lines
        ]
        caption = text_in(self.labels, language)
        about = self.lines[0].measure if self.lines and self.lines[0].measure in report.figures else ""
        if self.apart:
            return tuple(
                LineChart(caption=f"{caption} · {line.label}", labels=labels, lines=(line,), about=about, small=True)
                for line in drawn
            )
        return (LineChart(caption=caption, labels=labels, lines=tuple(drawn), about=about),)

    def to_dict(self, report: Filled) -> LinesDocument:
        """The lines with the names of their figures."""
        lines: list[LineDocument] = [
            {
                "label": {language: self._label(report, line, language) for language in report.charter.languages},
                "figures": [name or None for name in line.figures],
            }
            for line in self.lines
        ]
        return {"lines": {"caption": dict(self.labels), "months": [month.isoformat() for month in self.months], "lines": lines}}

    def _label(self, report: Filled, line: FilledLine, language: Language) -> str:
        if line.unit:
            return unit_name(report.units.get(UnitId(line.unit)), line.unit, language)
        if line.year:
            return year_text(date(line.year, 1, 1), language)
        return text_in(report.charter.measure(line.measure).labels, language)


def _padded(names: list[str], length: int) -> tuple[str, ...]:
    return (*names, *[""] * (length - len(names)))


def _point(report: Filled, name: str, language: Language) -> Cell:
    if not name:
        return Cell("")
    figure = report.figures[name]
    text = part_text(figure, "", language) if figure.recorded else ""
    return Cell(text, name, number_of(figure), is_percent(figure), places_of(figure))
