"""Cells: the text of one cell to a value of one type, strictly. What is not plainly that value is a `Fault`; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import frozen

from grassroots.fields import DECIMAL_PLACES
from grassroots.values import PartialDate, Quality, Quantity

MISSING = frozenset({"", "-", "--", "–", "—", "——", "#"})
"""What stands for "nothing here". It is never zero."""

YES = frozenset({"yes", "y", "true", "1", "是", "有", "√", "✓"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "×", "✗"})

_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
"""Full-width characters and the plain ones that they are."""

_UNREAD = "\ufffd"
"""What another program put where it could not read a character."""

_LONGEST = 60
"""No date, time, flag or number is longer; what is longer is not even looked at."""


class Fault(Exception):
    """A cell that is not what its column wants: the code of the problem, and its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@frozen
class Moment:
    """A day, and the time of day where the cell has one. `stated`: the time was asked for by the column's own format."""

    day: date
    at: time | None = None
    stated: bool = False


def plain(text: str) -> str:
    """The text without outer spaces, in normal width: full-width digits, letters and marks become plain ones. Nothing else changes: a
    raised 2 is no 2.

    >>> plain(" ２０１４－０６ ")
    '2014-06'
    """
    return text.strip() if text.isascii() else text.translate(_WIDTH).strip()


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, or `#`.

    >>> is_missing(" － "), is_missing("0")
    (True, False)
    """
    return plain(text) in MISSING


def fold(text: str) -> str:
    """What is compared when headings, words and names are matched: case, width, spaces and punctuation do not count.

    >>> fold(" Received-on: ") == fold("received on"), fold("No.") == fold("№")
    (True, True)
    >>> fold("#")
    '#'
    """
    normal = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = "".join(character for character in normal if unicodedata.category(character)[0] not in "PZCS")
    return bare or normal


def text_value(text: str) -> str:
    """Text as it was typed, without outer spaces. Line breaks and tabs may stand in it, other control characters may not."""
    value = text.strip()
    check_characters(value)
    return value


def check_characters(text: str) -> None:
    """Refuses control characters, lone surrogates and the mark that another program leaves where it could not read a character."""
    if text.isprintable() and _UNREAD not in text:
        return
    for character in text:
        if character == _UNREAD or (character not in "\n\r\t" and unicodedata.category(character) in ("Cc", "Cs")):
            raise Fault("unreadable-character", character=f"U+{ord(character):04X}")


def identifier(text: str) -> str:
    """An identifier: text in normal width; leading zeros stay.

    >>> identifier(" ００7 ")
    '007'
    """
    value = plain(text)
    check_characters(value)
    return value


_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_WRITTEN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?", re.ASCII)
_ORDER = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{1,6}(\.\d{1,15})?", re.ASCII)
_PART = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|年)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_AROUND = re.compile(r" ?([年月日]) ?")
_LAST_SERIAL = 110_000
"""A spreadsheet's number for a day in the year 2201; what is higher is no day but another number."""


def moment(text: str, epoch: int | None = None, formats: Sequence[str] = ()) -> Moment:
    """A day with or without a time of day.

    Args:
        text: `2014-06-05`, `2014/6/5`, `2014.6.5` or `2014年6月5日`, and behind it a time such as `13:03` or `13:03:21`.
        epoch: 1900 or 1904 where the file is a spreadsheet, in which a bare number is a day; None where it is not.
        formats: other ways of writing (as for `strptime`), tried first.

    Raises:
        Fault: not a date, an impossible one, or one that could be several.

    >>> moment("2014年6月5日"), moment("2014.6.5 13:03").at
    (Moment(day=datetime.date(2014, 6, 5), at=None, stated=False), datetime.time(13, 3))
    >>> moment("41795", epoch=1900).day, moment("40333", epoch=1904).day
    (datetime.date(2014, 6, 5), datetime.date(2014, 6, 5))
    >>> moment("03/04/2026")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    grassroots.ledgers.cells.Fault: ('ambiguous-date', {})
    """
    text = plain(text)
    if len(text) > _LONGEST:
        raise Fault("not-a-date")
    if formats:
        read = {found for form in formats if (found := _formatted(text, form))}
        if len(read) > 1:
            raise Fault("ambiguous-date")
        if read:
            return read.pop()
    text = _AROUND.sub(r"\1", text)
    match = _ISO.match(text)
    if match:
        year, _, month, day = match.groups()
    else:
        match = _WRITTEN.match(text)
        if not match:
            return _undated(text, epoch)
        year, month, day = match.groups()
    rest = text[match.end() :]
    try:
        whole = date(int(year), int(month), int(day))
    except ValueError:
        raise Fault("impossible-date") from None
    if not rest:
        return Moment(whole)
    if rest[0] not in "T " and not match[0].endswith("日"):
        raise Fault("not-a-date")
    return Moment(whole, clock(rest[1:] if rest[0] in "T " else rest))


def _formatted(text: str, form: str) -> Moment | None:
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 - ledgers hold local days and times
    except ValueError:
        return None
    has_time = any(part in form for part in ("%H", "%I", "%M", "%S", "%X", "%c"))
    return Moment(found.date(), found.time() if has_time else None, stated=True)


def _undated(text: str, epoch: int | None) -> Moment:
    """What is not written as a date: a spreadsheet's number for one, or a fault that says what is wrong."""
    if _ORDER.fullmatch(text):
        raise Fault("ambiguous-date")
    if epoch is not None and _SERIAL.fullmatch(text):
        if len(text) == 4 and "1800" <= text <= "2200":
            raise Fault("no-whole-date")
        return serial(Decimal(text), epoch)
    if _PART.fullmatch(text):
        raise Fault("no-whole-date")
    raise Fault("not-a-date")


def serial(number: Decimal, epoch: int) -> Moment:
    """A spreadsheet's number for a day: 1 is 1 January 1900, or 2 January 1904. The fraction is the time of day, to the second.

    The count from 1900 has a day too many: 60 stands for 29 February 1900, which never was.

    Raises:
        Fault: the number stands for no day, or for one after the year 2200.

    >>> serial(Decimal(61), 1900).day, serial(Decimal("41795.5"), 1900).at
    (datetime.date(1900, 3, 1), datetime.time(12, 0))
    """
    days = int(number)
    seconds = int(((number - days) * 86_400).to_integral_value())
    if seconds == 86_400:
        days, seconds = days + 1, 0
    if days > _LAST_SERIAL or (days < 1 and epoch == 1900):
        raise Fault("not-a-date")
    if epoch == 1900 and days == 60:
        raise Fault("impossible-date")
    start = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    at = time(seconds // 3600, seconds // 60 % 60, seconds % 60) if number != int(number) else None
    return Moment(start + timedelta(days=days), at)


def day(text: str, epoch: int | None = None, formats: Sequence[str] = ()) -> date:
    """A day. A time of day in the cell is a fault (it would be lost) unless it is midnight or the column's own format asked for it.

    >>> day("２０１４年６月５日")
    datetime.date(2014, 6, 5)
    """
    found = moment(text, epoch, formats)
    if found.at and found.at != time() and not found.stated:
        raise Fault("time-of-day")
    return found.day


def clock(text: str, epoch: int | None = None) -> time:
    """A time of day: `13:03` or `13:03:21`; in a spreadsheet also a fraction of a day.

    >>> clock("9:05"), clock("0.5", epoch=1900)
    (datetime.time(9, 5), datetime.time(12, 0))
    """
    text = plain(text)
    if epoch is not None and text[:2] == "0." and len(text) < 20 and text[2:].isdecimal():
        seconds = min(int((Decimal(text) * 86_400).to_integral_value()), 86_399)
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    match = _CLOCK.fullmatch(text)
    if not match:
        raise Fault("not-a-time")
    hour, minute, second, fraction = match.groups()
    try:
        return time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")))
    except ValueError:
        raise Fault("not-a-time") from None


def partial(text: str, epoch: int | None = None, formats: Sequence[str] = ()) -> PartialDate:
    """A date of which only the year or the month may be known: `1971`, `1971-03`, `1971年3月`, or a whole one.

    In a spreadsheet `1971.1` is a fault: the number may have been January or October.

    >>> str(partial("1971年3月")), str(partial("1971"))
    ('1971-03', '1971')
    """
    text = _AROUND.sub(r"\1", plain(text)) if len(text) <= _LONGEST else text
    match = _PART.fullmatch(text)
    if match:
        if epoch is not None and text[4:] == ".1":
            raise Fault("ambiguous-date")
        year, month = match.groups()
        if int(year) < 1 or (month and not 1 <= int(month) <= 12):
            raise Fault("impossible-date")
        return PartialDate(int(year), int(month) if month else None)
    found = day(text, epoch, formats)
    return PartialDate(found.year, found.month, found.day)


_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_SPACED = re.compile(r"\d[ \u00a0]+\d")


def decimal(text: str) -> Decimal:
    """A number with at most four decimal places. Thousands may be set apart by commas where every group has three digits.

    Raises:
        Fault: not a number, a damaged one (`1900,000`), one with a space in it, or a finer one.

    >>> decimal("12,500.50"), decimal("１２")
    (Decimal('12500.50'), Decimal('12'))
    >>> decimal("4 120")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    grassroots.ledgers.cells.Fault: ('space-in-number', {})
    """
    text = plain(text).replace("−", "-")
    if len(text) > _LONGEST:
        raise Fault("not-a-number")
    if not _NUMBER.fullmatch(text):
        raise Fault("space-in-number" if _SPACED.search(text) else "not-a-number")
    value = Decimal(text.replace(",", ""))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMAL_PLACES:
        short = value.quantize(Decimal(1).scaleb(-DECIMAL_PLACES)) if len(text) < 25 else None
        if short != value:
            raise Fault("too-fine")
        return value.quantize(Decimal(1).scaleb(-DECIMAL_PLACES))
    return value


def integer(text: str) -> int:
    """A whole number, 0 or more: the nouns have only counts. `3.0` is 3, `3.9` is a fault.

    >>> integer("1,500")
    1500
    """
    value = decimal(text)
    if value != value.to_integral_value():
        raise Fault("not-a-whole-number")
    if value < 0:
        raise Fault("negative-number")
    return int(value)


def flag(text: str) -> bool:
    """Yes or no, as `yes`/`no`, `是`/`否`, `1`/`0`, `√`/`×` and the like.

    >>> flag("是"), flag("No")
    (True, False)
    """
    word = plain(text).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Fault("not-a-flag")


_ROUGH_BEFORE = re.compile(
    r"(?:more than|over|at least|about|around|approximately|approx\.?|ca\.?|nearly|almost|some|约|大约|近|将近|超过|至少|不少于)\s{0,3}",
    re.IGNORECASE,
)
_ROUGH_AFTER = re.compile(r"\s{0,3}(?:余|多|\+|左右|以上|有余|or more)\Z", re.IGNORECASE)
_ROUGH_BETWEEN = ("余", "多")
"""What may stand before the unit of counting as well: `3000余万`."""
_TIMES = {"万": 4, "亿": 8}


def quantity(text: str, measured_in: str = "", labels: Iterable[str] = (), repaired: str = "") -> Quantity:
    """A number with the text it was written as. What cannot be read is kept as damaged, without a value.

    Args:
        text: the cell as it was typed.
        measured_in: the measure or currency.
        labels: what the measure is called, in any language: it may stand behind the number.
        repaired: what the column's `values` say that the cell means: then the quality is `repaired`.

    Raises:
        Fault: there is no digit in it, so it is no number at all.

    >>> quantity("654.38+10,000").quality, quantity("1900,000").value is None
    (<Quality.DAMAGED: 'damaged'>, True)
    >>> rough = quantity("more than 230 households", labels=["households"])
    >>> rough.value, rough.quality, rough.raw
    (Decimal('230'), <Quality.ROUGH: 'rough'>, 'more than 230 households')
    >>> quantity("3000余万").value, quantity("近100万").value
    (Decimal('30000000'), Decimal('1000000'))
    """
    raw = text.strip()
    check_characters(raw)
    read = plain(repaired or raw)
    if len(read) > 200 or not any(character.isdigit() for character in read):
        raise Fault("not-a-number")
    read = _without_label(read, labels)
    quality = Quality.EXACT
    before = _ROUGH_BEFORE.match(read)
    if before:
        read, quality = read[before.end() :], Quality.ROUGH
    after = _ROUGH_AFTER.search(read)
    if after and len(read) <= _LONGEST:
        read, quality = read[: after.start()], Quality.ROUGH
    power = _TIMES.get(read[-1:], 0)
    read = read[:-1] if power else read
    if power and read[-1:] in _ROUGH_BETWEEN:
        read, quality = read[:-1], Quality.ROUGH
    try:
        value = decimal(read)
        if power:
            value = decimal(format(value.scaleb(power), "f"))
    except Fault as fault:
        if fault.code == "too-fine":
            raise
        return Quantity(raw=raw, value=None, measured_in=measured_in, quality=Quality.DAMAGED)
    return Quantity(raw=raw, value=value, measured_in=measured_in, quality=Quality.REPAIRED if repaired else quality)


def _without_label(text: str, labels: Iterable[str]) -> str:
    lower = text.casefold()
    for label in sorted({plain(label).casefold() for label in labels}, key=lambda one: (-len(one), one)):
        if label and lower.endswith(label) and len(lower) == len(text):
            return text[: -len(label)].rstrip()
    return text


def word(text: str, known: Mapping[str, str | None]) -> str:
    """A word by its name or label; `known` is folded text → word, None where two words share a label.

    Raises:
        Fault: no such word, or several.
    """
    folded = fold(text)
    if folded not in known:
        raise Fault("word-not-known")
    found = known[folded]
    if found is None:
        raise Fault("several-words")
    return found
