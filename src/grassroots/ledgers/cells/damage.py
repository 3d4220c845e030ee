"""What spreadsheet programs do to what somebody typed: long numbers cut to fifteen digits, rooms and numbers turned into days, zeros lost.

One detector for every reader: a reader says only what kind of cell it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from grassroots.ledgers.cells import plain

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+E[+-]?|E[+-])\d{1,3}", re.ASCII | re.IGNORECASE)
"""As spreadsheets show a long number, and other programs write it: `1.38E10`. `3E12` may be a room."""
_FORMULA = re.compile(r"=\"(?:[^\"]|\"\")*\"")
_APOSTROPHE = re.compile(r"'\d+", re.ASCII)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_AS_DAY = re.compile(
    rf"\d{{1,2}}-(?:{_MONTH})(?:-\d{{2,4}})?|(?:{_MONTH})-\d{{2}}|\d{{1,2}}月\d{{1,2}}日", re.ASCII | re.IGNORECASE
)
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|#{3,}", re.IGNORECASE)
LONG = 60
"""What is longer is no number."""

DIGITS = 15
"""A spreadsheet keeps no more digits of a number."""


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet program shows instead of a value: an error, or signs where the column was too narrow.

    >>> is_error("#N/A"), is_error("########"), is_error("# 3")
    (True, True, False)
    """
    return text[:1] == "#" and bool(_ERROR.fullmatch(text.strip()))


def is_marked(text: str) -> bool:
    """Whether a cell is a text as a formula, which is how programs keep a spreadsheet from changing it.

    >>> is_marked('="007"'), is_marked('="路灯""坏了"'), is_marked('="灯')
    (True, True, False)
    """
    return text.lstrip()[:2] == '="' and bool(_FORMULA.fullmatch(text.strip()))


def damage_of_text(text: str, nature: str) -> str:
    """The code of what happened to a cell of a column of text; empty: nothing that can be seen.

    >>> damage_of_text("2014-03-02", "d"), damage_of_text("1.38E+10", ""), damage_of_text("3-2", "")
    ('became-a-date', 'digits-lost', '')
    """
    if nature == "d":
        return "became-a-date"
    if nature == "n" and damage_of_amount(text, nature):
        return "digits-lost"
    if nature == "h":
        return "became-a-time"
    if nature == "b":
        return "became-true-or-false"
    if len(text) > LONG or not text.isascii() or text.isalnum():
        return ""
    typed = text.strip()
    if _SCIENTIFIC.fullmatch(typed):
        return "digits-lost"
    return "spreadsheet-mark" if _APOSTROPHE.fullmatch(typed) else ""


def damage_of_amount(text: str, nature: str) -> str:
    """What happened to a cell of a number that is counted or summed.

    >>> damage_of_amount("1.38E+10", ""), damage_of_amount("1901-05-14", "d")
    ('digits-lost', 'number-as-day')
    """
    if nature in ("d", "h"):
        return "number-as-day"
    typed = plain(text[:LONG])
    long = nature == "n" and sum(character.isdigit() for character in typed.partition(".")[0]) > DIGITS
    return "digits-lost" if long or _SCIENTIFIC.fullmatch(typed) else ""


def damage_of_number(text: str, nature: str, zeros: int) -> str:
    """What happened to a cell that tells a thing from others: a key, a number given by somebody else. `zeros`: how many digits those of the column
    have that begin with 0, if all have as many.

    >>> damage_of_number("7", "n", 3), damage_of_number("Mar-02", "", 0)
    ('zeros-lost', 'became-a-date')
    """
    found = damage_of_text(text, nature)
    if found:
        return found
    typed = plain(text)
    if nature != "t" and _AS_DAY.fullmatch(typed):
        return "became-a-date"
    return "zeros-lost" if zeros and len(typed) < zeros and typed.isdecimal() else ""


def zeros_of(texts: Iterable[str]) -> int:
    """How many digits the numbers of a column have that begin with 0; none: 0, also if they differ in that.

    >>> zeros_of(["007", "12", "031"]), zeros_of(["01", "0101"])
    (3, 0)
    """
    lengths = {
        len(typed)
        for text in texts
        if (typed := plain(text[:LONG])) and typed[0] == "0" and len(typed) > 1 and typed.isdecimal()
    }
    return lengths.pop() if len(lengths) == 1 else 0
