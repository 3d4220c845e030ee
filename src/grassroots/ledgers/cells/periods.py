"""Periods as people write them: a year, a half, a quarter, a month, from a day to a day; the year of today where none is written."""

from __future__ import annotations

import re
from datetime import date, timedelta

from grassroots.errors import InvalidValue
from grassroots.ledgers.cells import LONGEST, Around, Fault, plain
from grassroots.ledgers.cells.days import day
from grassroots.values import Period

_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_YEAR = r"(?:(\d{4})(?:年度?|[- ])?)"
_FORMS = {
    "year": re.compile(r"(\d{4})(?:年度?|全年|年全年)?", re.ASCII),
    "half": re.compile(rf"{_YEAR}?(?:h([12])|([上下])半年)", re.ASCII),
    "quarter": re.compile(rf"{_YEAR}?(?:q([1-4])|第?([1-4])季度?)", re.ASCII),
    "month": re.compile(rf"{_YEAR}?(\d{{1,2}})月份?|(\d{{4}})[-/.](\d{{1,2}})", re.ASCII),
}
_NAMED = re.compile(r"([a-z]{3,9})\.?(?: (\d{4}))?|(\d{4}) ([a-z]{3,9})", re.ASCII)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]  # as they are typed, whatever the language of the machine
_SPAN = re.compile(r"\.\.|…|至|到|~|～| to ")
_NOW = {"今年": 0, "本年": 0, "this year": 0, "去年": 1, "上年": 1, "last year": 1}
_THIS_MONTH = {"本月": 0, "这个月": 0, "this month": 0, "上月": 1, "上个月": 1, "last month": 1}


def period(text: str, today: date) -> Period:
    """A period.

    Args:
        text: `2014`, `2014年`, `上半年`, `2014年下半年`, `2014-H1`, `2014-Q2`, `二季度`, `2014-06`, `2014年6月`, `六月`, `June 2014`, `今年`, `上月`, or two days
            with `..` or `至` between them (both count).
        today: whose year it is of where none is written.

    Raises:
        Fault: it is none.

    >>> for one in ("2014-Q2", "上半年", "2013年六月", "十二月", "June", "2014-01-05..2014-01-06"):
    ...     print(period(one, date(2014, 9, 1)))
    2014-04-01 to 2014-06-30
    2014-01-01 to 2014-06-30
    2013-06-01 to 2013-06-30
    2014-12-01 to 2014-12-31
    2014-06-01 to 2014-06-30
    2014-01-05 to 2014-01-06
    """
    typed = plain(text).casefold()
    if not typed or len(typed) > LONGEST:
        raise Fault("not-a-period")
    first, between, last = _parted(typed)
    if between:
        return _between(first, last, today)
    if typed in _NOW:
        return Period.year(today.year - _NOW[typed])
    if typed in _THIS_MONTH:
        of = today if not _THIS_MONTH[typed] else today.replace(day=1) - timedelta(days=1)
        return Period.month(of.year, of.month)
    try:
        found = _plainly(_counted(typed), today.year) or _by_name(typed, today.year)
    except ValueError:
        found = None
    if found is None:
        raise Fault("not-a-period")
    return found


def _parted(text: str) -> tuple[str, str, str]:
    found = _SPAN.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _between(first: str, last: str, today: date) -> Period:
    """From a day, or the first day of a month, to a day, or the last one of a month."""
    start, end = _end(first, today), _end(last, today)
    try:
        return Period(start.start, end.end)
    except InvalidValue:
        raise Fault("period-backwards") from None


def _end(text: str, today: date) -> Period:
    try:
        on = day(text, Around(year=today.year, nature="t"))
    except Fault as fault:
        if _SPAN.search(text):
            raise Fault("not-a-period") from None
        try:
            return period(text, today)
        except Fault:
            raise fault from None
    return Period.between(on, on)


def _counted(text: str) -> str:
    """Months and quarters in figures: the twelfth month is written 十二."""
    text = re.sub(r"十([一二])", lambda match: f"1{match[1].translate(_DIGITS)}", text)
    return text.replace("十月", "10月").translate(_DIGITS).replace(" ", "" if not text.isascii() else " ")


def _plainly(text: str, this: int) -> Period | None:
    if found := _FORMS["year"].fullmatch(text):
        return Period.year(int(found[1]))
    if found := _FORMS["half"].fullmatch(text):
        year, second = int(found[1] or this), found[2] == "2" or found[3] == "下"
        quarters = (3, 4) if second else (1, 2)
        return Period(Period.quarter(year, quarters[0]).start, Period.quarter(year, quarters[1]).end)
    if found := _FORMS["quarter"].fullmatch(text):
        return Period.quarter(int(found[1] or this), int(found[2] or found[3]))
    if found := _FORMS["month"].fullmatch(text):
        return Period.month(int(found[1] or found[3] or this), int(found[2] or found[4]))
    return None


def _by_name(text: str, this: int) -> Period | None:
    found = _NAMED.fullmatch(text)
    if not found:
        return None
    name = found[1] or found[4]
    fits = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return Period.month(int(found[2] or found[3] or this), fits[0]) if len(fits) == 1 else None
