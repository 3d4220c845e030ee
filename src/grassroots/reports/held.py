"""Figures held against others: against the period before, against the target that is set for them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grassroots.figures.figure import Figure
from grassroots.figures.value import Spread
from grassroots.reports.filled import Filled
from grassroots.reports.labels import number_of, places_of
from grassroots.reports.words import word
from grassroots.values import Language, Period, rounded


def compared(report: Filled, figure: Figure, before: Figure | None, language: Language) -> str:
    """How a figure has changed since the period before, in words: `12 more (30.8 %) than in the year before`."""
    then = word(f"then-{length_of(report.period)}" + ("-so-far" if report.as_of < report.period.last else ""), language)
    now, old = number_of(figure), number_of(before) if before is not None else None
    if now is None or old is None:
        return word("compared-none", language, then=then)
    change = now - old
    if not change:
        return word("compared-same", language, then=then)
    way = "more" if change > 0 else "less"
    if figure.measure.is_share:
        return word(f"compared-points-{way}", language, then=then, points=rounded(abs(change) * 100, 1))
    by = _plain(abs(change), max(places_of(figure), places_of(before) if before else 0))
    by += counter(report, figure, language)
    if not old:
        return word(f"compared-{way}-new", language, then=then, by=by)
    share = rounded(abs(change) / old * 100, 1) + word("percent", language)
    return word(f"compared-{way}", language, then=then, by=by, share=share)


def counter(report: Filled, figure: Figure, language: Language) -> str:
    """What a number is measured in, where that is written close behind it, as in Chinese: a number that stands alone lacks its counter there. A longer word
    names what is counted as well, and the sentence has said that."""
    measured = figure.measure.measured_in
    unit = report.charter.label("measured_in", measured, language) if measured else ""
    return unit if len(unit) <= 2 and unicodedata.east_asian_width(unit[:1] or " ") == "W" else ""


def held_text(figure: Figure, part: str, aim: Decimal | Fraction | None, language: Language) -> str:
    """What is to be reached (`aim`), or what is lacking to it (`gap`), as the figure itself is written; the share of it that is reached (`reached_of`)."""
    if aim is None:
        return word("no-aim", language)
    wanted: Fraction | None = Fraction(aim)
    now = number_of(figure)
    if part == "reached_of":
        return (
            word("nothing", language)
            if now is None or not wanted
            else rounded(now / wanted * 100, 1) + word("percent", language)
        )
    if part == "gap":
        wanted = None if now is None else max(Fraction(aim) - now, Fraction(0))
    if wanted is None:
        return word("nothing", language)
    if figure.measure.is_share:
        told = _plain(wanted * 100, 1)
        return word("points", language, points=told) if part == "gap" else told + word("percent", language)
    return _plain(wanted, 4)


def length_of(period: Period) -> str:
    """What kind of period it is: `year`, `quarter`, `month`, or another."""
    if period == Period.year(period.start.year):
        return "year"
    if period == Period.month(period.start.year, period.start.month):
        return "month"
    quarter = (period.start.month + 2) // 3
    return "quarter" if period == Period.quarter(period.start.year, quarter) else "time"


def number_in(figure: Figure, part: str) -> Any:
    """The number that a part of a figure shows, by which a word beside it takes its plural form; where there is none, that of many."""
    if part in ("numerator", "denominator"):
        value: Any = getattr(figure, part)
    elif part.startswith("left_out."):
        value = None if "left_out" in figure.hidden else figure.left_out.get(part.removeprefix("left_out."), 0)
    elif isinstance(figure.value, Spread):
        value = getattr(figure.value, part or "median", None)
    else:
        value = figure.value if isinstance(figure.value, int | Decimal) else None
    return 2 if value is None else value


def _plain(number: Fraction, places: int) -> str:
    text = rounded(number, places)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}"
