"""Days, moments and times of a cell. What is not plainly one day is a `Fault`: a bare number is none, a year is taken only from what stands around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from grassroots.charter.ledger import form_names
from grassroots.ledgers.cells import ALONE, LONGEST, Around, Fault, plain
from grassroots.ledgers.cells.numerals import LUNAR, day_in_digits, number
from grassroots.values import PartialDate


@frozen
class Moment:
    """A day, and the time of day where the cell has one. `stated`: the time was asked for by the column's own format. `known`: no more is known than
    this month or year, and `day` is the first that it can have been."""

    day: date
    at: time | None = None
    stated: bool = False
    known: PartialDate | None = None


_WHOLE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2|[-/年](\d{1,2})[/.月])(\d{1,2})(?:日|(?!\d))|(\d{2})年(\d{1,2})月(\d{1,2})日?"
    r"|((?:1[89]|2[01])\d{2})(\d{2})(\d{2})(?=[ T]?\d{4}(?:\d{2})?\Z|[ T]\d{1,2}:)",
    re.ASCII,
)
"""A day with its year first. 2014.6-8 may be three months."""
_CLOCK_IN_RUN = re.compile(r"[ T]?(\d{2})(\d{2})(\d{2})?", re.ASCII)
"""A time of day without marks, behind a day without marks."""
_TIME = re.compile(r"[ T]?\s*(?:\d|上午|早上|凌晨|中午|下午|傍晚|晚上|[a-z])", re.ASCII | re.IGNORECASE)
"""How a time of day begins, or what may be meant for one."""
_APART = re.compile(r"(\d{4})([ ,\\])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"]
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})",
    re.ASCII | re.IGNORECASE,
)
_RUN = re.compile(r"((?:1[89]|2[01])\d{2})(\d{2})(\d{2})", re.ASCII)
_SHORT = re.compile(r"(\d{2})([-/.])(\d{1,2})\2(\d{1,2})日?", re.ASCII)
_ORDER = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=[ T,]|\Z)", re.ASCII)
_PART = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|年)?|((?:1[89]|2[01])\d{2})(\d{2})", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})([-/.月])(\d{1,2})日?|(\d{1,2})日?", re.ASCII)
_DAY_AND_CLOCK = re.compile(r"(\d{1,2}月\d{1,2}日) ?(.{3,20})", re.ASCII)
"""A day without its year, in words, and the time of that day."""
_NUMBER = re.compile(r"\d{5,6}(\.\d+)?", re.ASCII)
_CLOCK = re.compile(
    r"(上午|早上|凌晨|中午|下午|傍晚|晚上)? ?(\d{1,2})(?:[:点时](\d{2})分?(?::(\d{2})(?:\.(\d{1,6}))?)?|[点时])(?: ?([ap])\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
_BEFORE_NOON, _AFTER_NOON = ("上午", "早上", "凌晨"), ("下午", "傍晚", "晚上")
_MIDNIGHT = re.compile(r" (?:0{1,2}:00(?::00(?:\.0+)?)?|12:00(?::00)? am)\Z", re.ASCII | re.IGNORECASE)
_DAY = r"\d{1,4}(?:[-/.年月]\d{1,4}){1,2}[日号]?"
_SEVERAL = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s*(?:[-–/&]|to|and)\s*\d{{1,2}}(?:st|nd|rd|th)? (?:of )?[A-Za-z]{{3,9}}(?: \d{{4}})?|{_DAY}\s*(?:(?:-+|[—–~～至到、,，;；\s/和及与]|to|and|until)+\s*(?:{_DAY}|\d{{1,2}}[日号])(?:\D.*)?|[-—–~～至到]\s*\d{{1,2}})",
    re.ASCII | re.DOTALL,
)
"""From a day to another, or a list of days."""
_ABOUT = re.compile(
    r"(?:(?:\d{4}|\d{2})[-/.年]?|今年|去年|前年|上年)?(?:\d{1,2}月份?)?(?:[年月]?[初底末中]|[上中下]旬|[上下]半年|[一二三四]季度|[春夏秋冬]季?)",
    re.ASCII,
)
"""A time of the year or the month, and no day."""
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?|度)?", re.ASCII)
_MONTH_ALONE = re.compile(r"(?:(\d{2})年)?(\d{1,2})月?", re.ASCII)
_THIS_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?([a-z]{3,9})\.?|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?", re.ASCII | re.IGNORECASE
)
_LIST = re.compile(r"(?:1[3-9]|2\d|3[01])[日号]?\s*[-、,，和及与~～至到—]\s*\d{1,2}[日号]?", re.ASCII)
"""Two days of a month."""
_MONTH = re.compile(r"([a-z]{3,9})\.?,? (\d{4})", re.ASCII | re.IGNORECASE)
_BORN = re.compile(r"(?<=[\d年月日])\s*出?生\s*\Z")
"""What stands behind a date of birth: 1970年1月生."""
_OFFSET = re.compile(r" ?(?:Z|([+-])(\d{2}):?(\d{2}))\Z", re.ASCII)
_AROUND = re.compile(r"\s*([年月日号])\s*|(?<=\d)\s*([-/.、。·—–])\s*(?=\d)")
_WEEKDAY = re.compile(
    r"(?<=\d|[日号])[\s,]*\(?(?:(?:星期|礼拜|周)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?)\)?(?=\s|[上下早凌中傍晚]|\d{1,2}[:点时]|\Z)|\A(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? (?=\d|[a-z])",
    re.IGNORECASE,
)
_WEEK = ("一mon", "二tue", "三wed", "四thu", "五fri", "六sat", "日天sun")
_SAME = str.maketrans({"号": "日", "、": ".", "。": ".", "·": ".", "—": "-", "–": "-"})
_CENTURY = 50
"""A year of two digits below it is of this century, the others of the last."""


def _tidy(text: str) -> str:
    text = plain(text)
    if len(text) > LONGEST:
        raise Fault("not-a-date")
    if text.isascii() and " " not in text and "\n" not in text:
        return text
    if LUNAR.search(text):
        raise Fault("lunar-day")
    text = day_in_digits(text)
    text = _WEEKDAY.sub(" ", text, count=1).strip()
    return _AROUND.sub(lambda match: (match[1] or match[2]).translate(_SAME), text)


def moment(text: str, around: Around = ALONE, formats: Sequence[str] = ()) -> Moment:
    """A day with or without a time of day.

    Args:
        text: `2014-06-05`, `2014/6/5`, `2014.6.5`, `2014、6、5`, `20140605`, `14.6.5` or `2014年6月5日`, and behind it a time such as `13:03` or
            `13:03:21`, with or without an offset; `二〇一四年六月五日`; `6.5`, `6月5日`, `15` where the year (and month) are known.
        around: what is known of year, month, zone and the cell; in which order the office writes days (`day_order`): `3/4/2024` is a day only then.
        formats: other ways of writing (as for `strptime`), tried first.

    Raises:
        Fault: not a date, an impossible one, or one that could be several.

    >>> from grassroots.ledgers.cells import Around
    >>> moment("2014年6月5日"), moment("2014.6.5 13:03").at
    (Moment(day=datetime.date(2014, 6, 5), at=None, stated=False, known=None), datetime.time(13, 3))
    >>> moment("6.5", Around(year=2014)).day, moment("15", Around(year=2014, month=6)).day
    (datetime.date(2014, 6, 5), datetime.date(2014, 6, 15))
    >>> moment("6月5日 08:10", Around(year=2014))
    Moment(day=datetime.date(2014, 6, 5), at=datetime.time(8, 10), stated=False, known=None)
    >>> moment("2014-06-05T23:30:00Z", Around(zone="Asia/Shanghai"))
    Moment(day=datetime.date(2014, 6, 6), at=datetime.time(7, 30), stated=False, known=None)
    >>> moment("41795")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    grassroots.ledgers.cells.Fault: ('serial-number', {})
    """
    if formats:
        read = {found for form in formats if (found := _formatted(plain(text), form))}
        if len(read) > 1:
            raise Fault("ambiguous-date")
        if read:
            return read.pop()
    try:
        found = _one(_year_first(_tidy(text), around.day_order), around)
    except Fault as fault:
        typed = plain(text[:LONGEST])
        if fault.code in ("not-a-date", "not-a-time", "impossible-date") and _LIST.fullmatch(typed):
            raise Fault("several-days") from None
        if fault.code in ("not-a-date", "not-a-time", "day-and-more") and _SEVERAL.fullmatch(typed):
            raise Fault("several-days") from None
        raise
    if (said := _WEEKDAY.search(plain(text))) and (said[1] or said[2] or said[3]).casefold() not in _WEEK[found.day.weekday()]:
        raise Fault("weekday-differs")
    return found


def _one(text: str, around: Around) -> Moment:
    match = _WHOLE.match(text) or _RUN.fullmatch(text)
    if not match:
        if (short := _DAY_AND_CLOCK.fullmatch(text)) and _CLOCK.fullmatch(short[2]):
            return Moment(_in_short(short[1], around), clock(short[2]))
        return Moment(_in_short(_MIDNIGHT.sub("", text), around))
    year, month, day = (part for part in match.groups() if part and part not in "-/.")
    whole = _day(_century(year), int(month), int(day))
    rest = text[match.end() :]
    if not rest:
        return Moment(whole)
    if match[0].isdecimal() and (run := _CLOCK_IN_RUN.fullmatch(rest)):
        rest = " " + ":".join(filter(None, run.groups()))
    if not _TIME.match(rest):
        raise Fault("not-a-date" if number(rest[0]) is not None else "day-and-more")
    if rest[0] not in "T " and not match[0].endswith("日"):
        raise Fault("not-a-date")
    rest, by_letter = rest[1:] if rest[0] in "T " else rest, rest[0] == "T"
    offset = _OFFSET.search(rest)
    if offset and offset[1] == "-" and not by_letter and rest[: offset.start()].count(":") < _WITH_SECONDS:
        raise Fault("several-times")  # 9:30-11:30 is from a time to another.
    if offset:
        return _local(datetime.combine(whole, clock(rest[: offset.start()])), offset, around.zone)
    at = clock(rest)
    # Programs write 0:00 or 00:00:00 behind a day that has no time; 00:00 is midnight, as the ledgers of the library have it.
    return Moment(whole, None if at == time() and rest.strip() != "00:00" else at)


_WITH_SECONDS = 2
"""So many colons stand in a time with its seconds: people do not write them."""


def _year_first(text: str, order: str, *, of_this_age: bool = True) -> str:
    """A day in numbers, where the office says in which order it writes them, as one that has the whole year first. `of_this_age`: the century may be
    left out."""
    if order == "year_first":
        short = _SHORT.match(text) if of_this_age else None
        if short and text[short.end() : short.end() + 1] in ("", " ", "T"):
            return f"{_century(short[1]):04d}-{short[3]}-{short[4]}{text[short.end() :]}"
        return text
    match = _ORDER.match(text) if order else None
    if not match or (len(match[4]) == 2 and not of_this_age):
        return text
    day, month = (match[1], match[3]) if order == "day_first" else (match[3], match[1])
    return f"{_century(match[4]):04d}-{month}-{day}{text[match.end() :].lstrip(',')}"


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Fault("impossible-date") from None


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < _CENTURY else 1900)


def _local(at: datetime, offset: re.Match[str], zone: str) -> Moment:
    """A moment with an offset, as the clocks of the charter's zone showed it."""
    if not zone:
        raise Fault("offset-without-zone")
    away = timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
    if away >= timedelta(days=1):
        raise Fault("not-a-time")
    try:
        universal = at + away if offset[1] == "-" else at - away
        found = ZoneInfo(zone).fromutc(universal.replace(tzinfo=ZoneInfo(zone)))
    except OverflowError:
        raise Fault("impossible-date") from None
    return Moment(found.date(), found.time())


def _formatted(text: str, form: str) -> Moment | None:
    if not form_names(form, "year"):
        return None
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 - ledgers hold local days and times
    except ValueError:
        return None
    has_time = any(part in form for part in ("%H", "%I", "%M", "%S", "%X", "%c"))
    return Moment(found.date(), found.time() if has_time else None, stated=True)


def _in_short(text: str, around: Around) -> date:
    """A day of which the century, the year or the month is not written; or a fault that says what is wrong."""
    short = _SHORT.fullmatch(text)
    if short:
        year, _, month, day = short.groups()
        if len(day) == 1:
            return _day(_century(year), int(month), int(day))
        orders = {(year, month, day), (day, month, year), (day, year, month)}
        fits = {found for one in orders if (found := _possible(*one)) and found.year == around.year}
        if len(fits) == 1:
            return fits.pop()
        raise Fault("ambiguous-date")
    if in_order := _ORDER.fullmatch(text):
        first, _, second, year = in_order.groups()
        any_day = _possible(year, first, second) or _possible(year, second, first)
        raise Fault("ambiguous-date" if any_day else "impossible-date")
    if apart := _APART.fullmatch(text):
        return _day(int(apart[1]), int(apart[3]), int(apart[4]))
    if named := _NAMED.fullmatch(text):
        return _in_words(named, around)
    if _PART.fullmatch(text):
        raise Fault("no-whole-date")
    if _NUMBER.fullmatch(text):
        raise Fault("serial-number")
    match = _NO_YEAR.fullmatch(text)
    if not match and (named := _THIS_YEAR.fullmatch(text)):
        return _in_words_this_year(named, around)
    if not match:
        raise Fault("no-whole-date" if _ABOUT.fullmatch(text) or _month_named(text) else "not-a-date")
    first, mark, second, alone = match.groups()
    if alone and int(alone) > 31:
        raise Fault("not-a-date")
    if around.year is None:
        raise Fault("no-year")
    if alone and around.month is None:
        raise Fault("no-month")
    # A number has no 0 at its end: 6.1 may have been 6.10. By a dot or in words the month comes first; else both orders are in use.
    lost = mark == "." and second in ("1", "2", "3") and around.nature != "t"
    if around.day_order == "day_first" and mark in ("-", "/", "."):
        first, second = second, first
    if lost or (not around.day_order and mark in ("-", "/") and int(first) != int(second) <= 12 and int(first) != around.month):
        raise Fault("ambiguous-date")
    found = _day(around.year, int(first or around.month or 0), int(second or alone))
    around.taken += 1
    return found


def _in_words_this_year(named: re.Match[str], around: Around) -> date:
    """A day of which the month is written as its name, and the year is not: `5 June`. `June 24` is one, or a month of 2024."""
    day, month = named[1] or named[4], _number_of(named[2] or named[3])
    if around.year is None:
        raise Fault("no-year")
    if named[4] and int(day) == around.year % 100:
        raise Fault("ambiguous-date")
    found = _day(around.year, month, int(day))
    around.taken += 1
    return found


def _number_of(month: str) -> int:
    """Which month a name is of, whole or short."""
    name = month.casefold()
    if name[:3] not in _MONTHS or (len(name) > 3 and name not in ("sept", *_FULL)):
        raise Fault("not-a-date")
    return _MONTHS.index(name[:3]) + 1


def _in_words(named: re.Match[str], around: Around) -> date:
    """A day of which the month is written as its name."""
    day, month, year = named[1] or named[5], _number_of(named[2] or named[4]), named[3] or named[6]
    found = _day(_century(year), month, int(day))
    if len(year) == 2 and found.year != around.year:
        raise Fault("not-a-date")
    return found


def _month_named(text: str) -> PartialDate | None:
    """A month by its name and a year: `June 2019`."""
    named = _MONTH.fullmatch(text)
    try:
        return PartialDate(int(named[2]), _number_of(named[1])) if named else None
    except Fault:
        return None


def _possible(year: str, month: str, day: str) -> date | None:
    try:
        return date(_century(year), int(month), int(day))
    except ValueError:
        return None


def day(text: str, around: Around = ALONE, formats: Sequence[str] = ()) -> date:
    """A day. A time of day in the cell is a fault (it would be lost) unless it is midnight or the column's own format asked for it.

    >>> day("２０１４年６月５日")
    datetime.date(2014, 6, 5)
    """
    coarse = next((form for form in formats if not form_names(form, "day")), "")
    if coarse and (first := _first_of(_tidy(text), around, of_months=form_names(coarse, "month"))):
        return first
    try:
        found = moment(text, around, formats)
    except Fault as fault:
        if coarse and fault.code in ("not-a-date", "no-whole-date", "no-month", "several-days"):
            raise Fault("not-a-month" if form_names(coarse, "month") else "not-a-year") from None
        # Whatever stands behind the day: it is not wanted here.
        raise Fault("time-of-day") if fault.code in ("not-a-time", "several-times") else fault from None
    if found.at and found.at != time() and not found.stated:
        raise Fault("time-of-day")
    return found.day


def _first_of(text: str, around: Around, *, of_months: bool) -> date | None:
    """The first day of what a column of months, or of years, names: 2024年6月份, 6月 where the year is known, 2024年度."""
    if not of_months:
        year = _YEAR.fullmatch(text)
        return _day(int(year[1]), 1, 1) if year else None
    text = text.removesuffix("份")
    if found := _month_named(text):
        return found.earliest
    if (part := _PART.fullmatch(text)) and (month := part[2] or part[4]):
        if text[4:] == ".1" and around.nature != "t":
            raise Fault("ambiguous-month")
        return _day(int(part[1] or part[3]), int(month), 1)
    if not (short := _MONTH_ALONE.fullmatch(text)):
        return None
    if not short[1] and around.year is None:
        raise Fault("no-year")
    found_day = _day(_century(short[1]) if short[1] else around.year or 0, int(short[2]), 1)
    around.taken += not short[1]
    return found_day


def begun(text: str, around: Around = ALONE, formats: Sequence[str] = ()) -> Moment:
    """The day on which something began that lasts: of who joined long ago the year or the month alone may be known.

    >>> begun("1990年7月").day, str(begun("1990年7月").known)
    (datetime.date(1990, 7, 1), '1990-07')
    """
    try:
        return moment(text, around, formats)
    except Fault as fault:
        if fault.code != "no-whole-date":
            raise
        found = _part_of(text, around, formats)
        if found is None:
            raise
    return Moment(found.earliest, known=found)


def _part_of(text: str, around: Around, formats: Sequence[str]) -> PartialDate | None:
    try:
        return partial(text, around, formats)
    except Fault as fault:
        if fault.code in ("ambiguous-date", "ambiguous-month"):
            raise
        return None


NOON = 12
"""The hour of noon."""


def clock(text: str) -> time:
    """A time of day: `13:03`, `13:03:21`, `1:03 PM`, `下午1:03`, `13时03分`. An hour that its part of the day does not have is a fault.

    >>> clock("9:05"), clock("12:30 AM"), clock("下午3点")
    (datetime.time(9, 5), datetime.time(0, 30), datetime.time(15, 0))
    """
    match = _CLOCK.fullmatch(plain(text))
    if not match:
        raise Fault("not-a-time")
    part, typed, minute, second, fraction, half = match.groups()
    hour = int(typed)
    if half and (part or not 1 <= hour <= NOON):
        raise Fault("not-a-time")
    if half:
        hour = hour % NOON + (NOON if half in "pP" else 0)
    elif part in _BEFORE_NOON and hour >= NOON:
        raise Fault("not-a-time")
    elif part in _AFTER_NOON and hour <= NOON:
        if hour == NOON and part != "下午":
            raise Fault("not-a-time")
        hour = hour % NOON + NOON
    elif part == "中午" and not 11 <= hour <= 13:
        raise Fault("not-a-time")
    try:
        return time(hour, int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")))
    except ValueError:
        raise Fault("not-a-time") from None


def partial(text: str, around: Around = ALONE, formats: Sequence[str] = ()) -> PartialDate:
    """A date of which only the year or the month may be known: `1971`, `1971-03`, `1971年3月`, `197103`, or a whole one. Nothing around gives it a
    year: it may lie long ago.

    `1971.1` is a fault unless the cell is known to be a text: as a number it may have been January or October.

    >>> str(partial("1971年3月")), str(partial("1971"))
    ('1971-03', '1971')
    """
    text = _BORN.sub("", text)
    tidy = _year_first(_tidy(text), around.day_order, of_this_age=False)
    match = _PART.fullmatch(tidy)
    if match:
        if tidy[4:] == ".1" and around.nature != "t":
            raise Fault("ambiguous-month")
        year, month = match[1] or match[3], match[2] or match[4]
        if int(year) < 1 or (month and not 1 <= int(month) <= 12):
            raise Fault("impossible-date")
        return PartialDate(int(year), int(month) if month else None)
    if named := _month_named(tidy):
        return named
    for form in formats:
        if not form_names(form, "day") and (found := _formatted(plain(text), form)):
            return PartialDate(found.day.year, found.day.month if form_names(form, "month") else None)
    if not formats and (short := _SHORT.match(tidy)) and int(short[1]) < _CENTURY:
        raise Fault("ambiguous-date")
    try:
        whole = day(text, evolve(ALONE, day_order=around.day_order), formats)
    except Fault as fault:
        raise Fault("not-a-date") if fault.code in ("no-year", "no-month") else fault from None
    return PartialDate(whole.year, whole.month, whole.day)


def canonical(value: Any, text: str) -> str:
    """A key cell in the one way in which it can stand in an id: two spellings of a day or number are the same key."""
    match value:
        case Moment():
            return value.day.isoformat() + (value.at.isoformat("minutes") if value.at else "")
        case date():
            return value.isoformat()
        case int() | Decimal():
            return format(Decimal(value).normalize(), "f")
    return text
