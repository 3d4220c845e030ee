"""Bars of one measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, NotRequired, TypedDict

from attrs import field, frozen

from grassroots.charter import Bars, Labels
from grassroots.figures.figure import Figure
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Exact, Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.headings import Heading, HeadingDocument
from grassroots.reports.held import counter, held_text
from grassroots.reports.labels import is_percent, number_of, part_text, places_of, text_in
from grassroots.reports.rendered import Bar, BarChart, Paragraph, Run
from grassroots.reports.schema import rule
from grassroots.reports.shapes import polygons_of
from grassroots.reports.words import word
from grassroots.values import Language, UnitId


class BarDocument(HeadingDocument):
    """One bar: what it stands for, and its figure."""

    figure: Name
    shapes: NotRequired[Annotated[list[str], rule(description="The areas of its unit, each a GeoJSON geometry as text.")]]
    aim: NotRequired[Annotated[Exact | None, rule(description="What is to be reached; null: no target is set.")]]


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
    aims: tuple[Decimal | None, ...] = ()
    shapes: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def fill(cls, filling: Filling, bars: Bars) -> FigureBars | None:
        """Fills a bar for each unit, month or part; none where there is no unit to tell apart."""
        measure = filling.charter.measure(bars.measure)
        filling.whole(measure)
        grid = filling.grid([measure], bars.by)
        if bars.by == "unit" and all(line.axis == "rest" for line in grid.rows):
            return None
        named = [(Heading.of(line), filling.keep(row[0])) for line, row in zip(grid.rows, grid.figures, strict=True)]
        if bars.ranked:
            # What stands under none of the units stays last: it is nobody's rank.
            named.sort(key=lambda one: (one[0].kind == "rest", -(number_of(filling.figures[one[1]]) or 0)))
        aims = [_aim(filling, bars, heading) for heading, _ in named] if bars.aim else []
        filling.aimed |= {name for (_, name), aim in zip(named, aims, strict=False) if aim is not None}
        shapes = tuple(filling.shapes(bars.map, heading.value) for heading, _ in named) if bars.map else ()
        return cls(labels=bars.labels, measure=bars.measure, bars=tuple(named), aims=tuple(aims), shapes=shapes)

    def render(self, report: Filled, language: Language) -> BarChart | Paragraph:
        """The bars in one language; the longest is as long as there is room. What has nothing on record has no bar, and one alone is told in words."""
        measure = report.charter.measure(self.measure)
        figures = [report.figures[name] for _, name in self.bars]
        aims = [None if aim is None else Fraction(aim) for aim in self.aims] or [None] * len(figures)
        reach = [*(number_of(one) or Fraction(0) for one in figures), *(aim for aim in aims if aim is not None)]
        shapes = self.shapes or ((),) * len(figures)
        longest = max((number for number in reach if number > 0), default=Fraction(1))
        bars = [
            Bar(
                heading.text(report, measure, language),
                part_text(figure, "", language) + _aimed(figure, aim, language),
                max(number_of(figure) or Fraction(0), Fraction(0)) / longest,
                name,
                number_of(figure),
                is_percent(figure),
                places_of(figure),
                None if aim is None else aim / longest,
                tuple(polygon for shape in drawn for polygon in polygons_of(shape)),
            )
            for (heading, name), figure, aim, drawn in zip(self.bars, figures, aims, shapes, strict=True)
        ]
        caption = text_in(self.labels, language)
        told = [bar for bar, figure in zip(bars, figures, strict=True) if figure.recorded or bar.aim is not None or bar.shape]
        if len(told) == 1 and told[0].aim is None and not told[0].shape:
            colon, stop, (bar,) = word("colon", language), word("stop", language), told
            of = counter(report, report.figures[bar.figure], language) if bar.text[-1:].isdigit() else ""
            space = "" if bar.label[-1:].isascii() is False else " "
            return Paragraph((Run(f"{caption}{colon}{bar.label}{space}"), Run(bar.text, bar.figure), Run(of + stop)))
        return BarChart(caption=caption, bars=tuple(told or bars), about=self.measure)

    def to_dict(self, report: Filled) -> BarsDocument:
        """The bars with the names of their figures."""
        measure = report.charter.measure(self.measure)
        bars: list[BarDocument] = []
        for at, (heading, name) in enumerate(self.bars):
            bar: BarDocument = {**heading.to_dict(report, measure), "figure": name}  # type: ignore[typeddict-item]
            if self.aims:
                aim = self.aims[at]
                bar["aim"] = None if aim is None else f"{aim:f}"
            if self.shapes:
                bar["shapes"] = list(self.shapes[at])
            bars.append(bar)
        return {"bars": {"caption": dict(self.labels), "measure": self.measure, "bars": bars}}


def _aim(filling: Filling, bars: Bars, heading: Heading) -> Decimal | None:
    """The target of a bar: that of its unit where it stands for one, else that of the office."""
    unit = UnitId(heading.value) if heading.kind == "unit" else None
    return filling.aim(bars.measure, unit)


def _aimed(figure: Figure, aim: Fraction | None, language: Language) -> str:
    """What stands behind the value of a bar: the target."""
    if aim is None:
        return ""
    return word("brackets", language, text=word("aim-of", language, aim=held_text(figure, "aim", aim, language)))
