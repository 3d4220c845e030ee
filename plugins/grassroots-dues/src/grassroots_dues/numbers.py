"""Numbers of accounts and creditors, and the days and letters that banks take."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unicodedata import normalize

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_CREDITOR = re.compile(r"([A-Z]{2}\d{2})[A-Z0-9]{3}([A-Z0-9]{1,28})", re.ASCII)
_NUMBER = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}", re.ASCII)
_OUTSIDE = re.compile(r"[^A-Za-z0-9+?/:().,' -]+")
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "&": "+"}
)
NOT_PROVIDED = "NOTPROVIDED"


def plain(number: str) -> str:
    """A number as it is handed on: without spaces, in capitals.

    >>> plain("de89 3704 0044 0532 0130 00")
    'DE89370400440532013000'
    """
    return "".join(normalize("NFKC", number).split()).upper()


def is_iban(number: str) -> bool:
    """Whether a number can be that of an account: its check digits are right.

    >>> is_iban("DE89 3704 0044 0532 0130 00"), is_iban("DE89 3704 0044 0532 0130 01")
    (True, False)
    """
    found = plain(number)
    return _IBAN.fullmatch(found) is not None and _rest(found[4:] + found[:4]) == 1


def is_creditor(number: str) -> bool:
    """Whether a number can be that of a creditor; the business code (places 5 to 7) is not checked.

    >>> is_creditor("DE98ZZZ09999999999"), is_creditor("DE99ZZZ09999999999")
    (True, False)
    """
    found = _CREDITOR.fullmatch(plain(number))
    return found is not None and _rest(found.group(2) + found.group(1)) == 1


def _rest(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def is_number(text: str) -> bool:
    """Whether a bank takes a number of a mandate or a collection as it is."""
    return _NUMBER.fullmatch(text) is not None and not text.startswith("/") and not text.endswith("/") and "//" not in text


def letters(text: str | None, most: int = 70) -> str:
    """A name or a text in the letters that banks take.

    >>> letters("Jürgen Müßig"), letters("张三"), letters("Łódź & Søn")
    ('Juergen Muessig', 'NOTPROVIDED', 'Lodz + Son')
    """
    spelled = normalize("NFKD", normalize("NFC", text or "").translate(_LETTERS).replace("Ł", "L").replace("Ø", "O"))
    found = " ".join(_OUTSIDE.sub(" ", "".join(sign for sign in spelled if not 0x300 <= ord(sign) < 0x370)).split())
    return found.strip("/ ")[:most].strip() or NOT_PROVIDED


def bank_day(day: date) -> date:
    """The day itself, or the Monday after it where it lies in a weekend.

    >>> bank_day(date(2024, 3, 9))
    datetime.date(2024, 3, 11)
    """
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
