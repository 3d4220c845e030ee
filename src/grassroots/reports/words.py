"""The fixed words of a report, from the catalogue of this room. Whatever else a document says comes from the charter or from a figure."""

from __future__ import annotations

from typing import Any

from grassroots.texts import catalogue, day_text, month_text, quarter_text, year_text
from grassroots.values import FOREVER, Language, Period


def fixed(language: Language) -> dict[str, str]:
    """All the fixed words in one language, with their places."""
    words = catalogue("grassroots.reports")
    return {code: words.raw(code, language) for code in words}


def word(code: str, language: Language, **details: Any) -> str:
    """One fixed word or sentence, with its details filled in.

    >>> word("left_out", "en", reason="duplicate")
    'Left out: duplicate'
    """
    return catalogue("grassroots.reports").say(code, language, **details)


def period_text(period: Period, language: Language) -> str:
    """A period as a document writes it: a year, a quarter, a month, or its first and last day.

    >>> period_text(Period.month(2014, 3), "en"), period_text(Period.year(2014), "zh")
    ('March 2014', '2014年')
    """
    start, end = period.start, period.end
    if start == end:
        return word("nothing", language)
    if period == Period.month(start.year, start.month):
        return month_text(start, language)
    if start.year < FOREVER.year and period == Period.year(start.year):
        return year_text(start, language)
    if start.day == 1 and start.month % 3 == 1 and period == Period.quarter(start.year, (start.month + 2) // 3):
        return quarter_text(start, language)
    first = day_text(start, language)
    if end == FOREVER:
        return word("period-from", language, first=first)
    return word("period-to", language, first=first, last=day_text(period.last, language))
