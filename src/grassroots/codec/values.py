"""Single values: what a store can keep of them, and how JSON writes those that it has no word for."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from grassroots.convert import Misfit
from grassroots.errors import InvalidValue
from grassroots.fields import DECIMAL_PLACES
from grassroots.problems import nearest
from grassroots.values import PartialDate

_SCALE: int = 10**DECIMAL_PLACES
_LARGEST = 2**63 - 1
_SMALLEST = -(2**63)


class Unfit(Misfit):
    """A value that no store can keep, or no JSON of ours says: what is wrong, and the cure. Its place is known to whoever asked."""

    def __init__(self, wrong: str, cure: str) -> None:
        super().__init__("unfit", wrong=wrong, cure=cure)


def wrong_type(value: object, wanted: str) -> Unfit:
    """A value of another type; the value itself is not told."""
    return Unfit(f"a value of type {type(value).__name__} stands where {wanted} belongs", f"Give {wanted}.")


_WANTED = {
    "not-text": "a text",
    "not-whole": "a whole number",
    "not-flag": "a flag",
    "not-float": "a finite number with a point",
    "not-bytes": "what is no text",
    "not-list": "a list",
    "not-table": "an object",
    "not-pair": "a list of another length",
}


def worded(misfit: Misfit) -> str:
    """What is wrong and the cure, in a sentence or two.

    >>> worded(Misfit("not-whole", True))
    'a value of type bool stands where a whole number belongs. Give a whole number.'
    """
    details = misfit.details
    match misfit.code:
        case "unfit":
            return f"{details['wrong']}. {details['cure']}"
        case "key":
            return f"there is no {misfit.value!r}. There are: {', '.join(nearest(str(misfit.value), details['known']))}."
        case "missing":
            return f"{details['key']!r} is missing. Give it."
        case "choice":
            return f"that is none of its words. Give one of: {', '.join(map(str, details['known']))}."
    return worded(wrong_type(misfit.value, _WANTED[misfit.code]))


def check_text(value: object) -> str:
    """The same text, if any store can keep it.

    Raises:
        InvalidValue: it is no text, or holds a NUL or half a character (a lone surrogate).

    >>> check_text("一号楼")
    '一号楼'
    """
    try:
        return text(value)
    except Misfit as misfit:
        raise InvalidValue(worded(misfit)) from None


# -- checked as they are --


def text(value: object) -> str:
    """A text that any store can keep."""
    if type(value) is not str:
        raise wrong_type(value, "a text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unfit(
                "the text holds half a character (a lone surrogate)", "Decode the file with its own encoding."
            ) from None
    if "\0" in value:
        raise Unfit("the text holds a NUL character", "Take it out.")
    return value


def integer(value: object) -> int:
    """A whole number of 64 bits."""
    if type(value) is not int:
        raise wrong_type(value, "a whole number")
    if not _SMALLEST <= value <= _LARGEST:
        raise Unfit("the number does not fit 64 bits", "Give a smaller one.")
    return value


def flag(value: object) -> bool:
    """True or False."""
    if type(value) is not bool:
        raise wrong_type(value, "a flag")
    return value


def day(value: object) -> date:
    """A day, without a time."""
    if type(value) is not date:
        raise wrong_type(value, "a day")
    return value


def time_of_day(value: object) -> time:
    """A local time."""
    if type(value) is not time:
        raise wrong_type(value, "a time of day")
    if value.tzinfo is not None or value.fold:
        raise Unfit("the time of day has a time zone", "Give the local time without one.")
    return value


def scaled(value: object) -> int:
    """A decimal as an integer number of ten-thousandths."""
    if type(value) is not Decimal:
        raise wrong_type(value, "a decimal")
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise Unfit("the decimal is not finite", "Leave out what is no number.")
    if not any(digits):
        return 0
    if value.adjusted() > 15:
        raise Unfit("the decimal is too large", "Keep it under 900,000,000,000,000.")
    number = int("".join(map(str, digits)))
    shift = exponent + DECIMAL_PLACES
    if shift >= 0:
        number *= int(10**shift)
    else:
        number, rest = divmod(number, 10 ** min(-shift, len(digits) + 1))
        if rest:
            raise Unfit("the decimal is finer than four decimal places", "Round it first.")
    signed = -number if sign else number
    if not _SMALLEST <= signed <= _LARGEST:
        raise Unfit("the decimal is too large", "Keep it under 900,000,000,000,000.")
    return signed


def unscaled(number: int) -> Decimal:
    """The decimal of an integer number of ten-thousandths."""
    whole, rest = divmod(abs(number), _SCALE)
    written = f"{whole}.{rest:0{DECIMAL_PLACES}}".rstrip("0").rstrip(".") if rest else str(whole)
    return Decimal(f"-{written}" if number < 0 else written)


def partial(value: object) -> str:
    """A partial date as its text."""
    if type(value) is not PartialDate:
        raise wrong_type(value, "a partial date")
    for part in (value.year, value.month, value.day):
        if part is not None and type(part) is not int:
            raise wrong_type(part, "a whole number")
    return str(value)


# -- read from JSON: hooks of the converter --

_DATE_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_TEXT = re.compile(r"\d{2}:\d{2}:\d{2}(\.\d{6})?", re.ASCII)
_DECIMAL_TEXT = re.compile(r"-?\d{1,16}(\.\d{1,4})?", re.ASCII)


def read_day(raw: object, hint: Any = date) -> date:
    """A day as 2026-03-31."""
    try:
        if _DATE_TEXT.fullmatch(text(raw)):
            return date.fromisoformat(str(raw))
    except ValueError as error:
        if isinstance(error, Misfit):
            raise
    raise Unfit("that is no day", "Write it as 2026-03-31.")


def read_time(raw: object, hint: Any = time) -> time:
    """A time of day as 13:05:00."""
    try:
        if _TIME_TEXT.fullmatch(text(raw)):
            return time.fromisoformat(str(raw))
    except ValueError as error:
        if isinstance(error, Misfit):
            raise
    raise Unfit("that is no time of day", "Write it as 13:05:00.")


def read_decimal(raw: object, hint: Any = Decimal) -> Decimal:
    """A decimal as a text."""
    if type(raw) is str and _DECIMAL_TEXT.fullmatch(raw):
        return unscaled(scaled(Decimal(raw)))
    raise Unfit("that is no decimal", 'Write it as a text, with at most four decimal places: "12.5".')


def read_partial(raw: object, hint: Any = PartialDate) -> PartialDate:
    """A partial date as YYYY, YYYY-MM or YYYY-MM-DD."""
    try:
        return PartialDate.of(text(raw))
    except InvalidValue:
        raise Unfit("that is no partial date", "Write YYYY, YYYY-MM or YYYY-MM-DD.") from None
