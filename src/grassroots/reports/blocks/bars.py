"""Bars of one measure."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

from attrs import field, frozen

from grassroots.charter import Bars, Labels
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.headings import Heading, HeadingDocument
from grassroots.reports.labels import is_percent, number_of, part_text, places_of, text_in
from grassroots.reports.rendered import Bar, BarChart
from grassroots.values import Language


class BarDocument(HeadingDocument):
    """One bar: what it stands for, and its figure."""

    figure: Name


class ChartDocument(TypedDict):
    """The bars of one measure."""

    caption: Text
    measure: Name
    bars: list[BarDocument]


class BarsDocument(TypedDict):
    """A block of bars."""

    bars: ChartDocument


@block_kind(Bars, BarsDocument)
@frozen(kw_only=True)
class FigureBars:
    """Bars of one measure: what each stands for, and the name of its figure."""

    labels: Labels = field(hash=False)
    measure: str
    bars: tuple[tuple[Heading, str], ...]

    @classmethod
    def fill(cls, filling: Filling, bars: Bars) -> FigureBars:
        """Fills a bar for each unit, month or part."""
        measure = filling.charter.measure(bars.measure)
        filling.whole(measure)
        grid = filling.grid([measure], bars.by)
        named = [(Heading.of(line), filling.keep(row[0])) for line, row in zip(grid.rows, grid.figures, strict=True)]
        return cls(labels=bars.labels, measure=bars.measure, bars=tuple(named))

    def render(self, report: Filled, language: Language) -> BarChart:
        """The bars in one language; the longest is as long as there is room."""
        measure = report.charter.measure(self.measure)
        figures = [report.figures[name] for _, name in self.bars]
        longest = max((number for one in figures if (number := number_of(one) or 0) > 0), default=Fraction(1))
        bars = [
            Bar(
                heading.text(report, measure, language),
                part_text(figure, "", language),
                max(number_of(figure) or Fraction(0), Fraction(0)) / longest,
                name,
                number_of(figure),
                is_percent(figure),
                places_of(figure),
            )
            for (heading, name), figure in zip(self.bars, figures, strict=True)
        ]
        return BarChart(caption=text_in(self.labels, language), bars=tuple(bars), about=self.measure)

    def to_dict(self, report: Filled) -> BarsDocument:
        """The bars with the names of their figures."""
        measure = report.charter.measure(self.measure)
        bars: list[BarDocument] = [{**heading.to_dict(report, measure), "figure": name} for heading, name in self.bars]
        return {"bars": {"caption": dict(self.labels), "measure": self.measure, "bars": bars}}
