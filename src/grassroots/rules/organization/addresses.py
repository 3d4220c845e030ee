"""Addresses: lists of streets and house numbers as an office writes them, and whether an address lies in one.

    Mill Lane 1-19 odd, 24; Bridge Square; 胜利路1-99单号

A street without numbers is the whole street. A range takes in every number between its ends, with or without a letter; `odd` or `even`
(`单号`, `双号`) takes every other one. A number alone is that number alone: `12` is not `12a`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from attrs import frozen

from grassroots.errors import InvalidValue
from grassroots.texts import Phrase, catalogue
from grassroots.values import Language

House = tuple[int, str]
"""A house number: the number and its letter (empty without one)."""

ROOM = "grassroots.rules.organization"

_RANGE = re.compile(
    r"(?P<first>\d{1,6})(?P<letter>[a-z]?)(?:\s*[-–—~至到]\s*(?P<last>\d{1,6})(?P<last_letter>[a-z]?))?"
    r"\s*(?P<hao>号楼|号|幢|栋)?\s*(?P<side>odd|even|单号|双号|单|双)?",
    re.ASCII,
)
_HOUSE = re.compile(r"(\d{1,6})\s?([a-z](?![a-z]))?", re.ASCII)
_SIDES = {"odd": 1, "单号": 1, "单": 1, "even": 0, "双号": 0, "双": 0}
_LAST_LETTER = "~"


@frozen(order=True)
class Stretch:
    """House numbers of a street from `first` to `last` (both in it); `side`: 1 only odd ones, 0 only even ones, None all. Without `first`, the street.

    >>> stretch, = stretches("Mill Lane 1-9 odd")
    >>> stretch.has((3, "a")), stretch.has((4, ""))
    (True, False)
    """

    street: str
    first: House | None = None
    last: House | None = None
    side: int | None = None

    def has(self, house: House | None) -> bool:
        """Whether a house of this street lies in it; an address without a number lies in the whole street only."""
        if self.first is None or self.last is None:
            return True
        return house is not None and self.first <= house <= self.last and self.side in (None, house[0] % 2)

    def meets(self, other: Stretch) -> Stretch | None:
        """The houses that lie in both; None if there are none."""
        if self.street != other.street:
            return None
        if self.first is None or self.last is None:
            return other
        if other.first is None or other.last is None:
            return self
        if self.side is not None and other.side is not None and self.side != other.side:
            return None
        side = other.side if self.side is None else self.side
        first, last = max(self.first, other.first), min(self.last, other.last)
        if side is not None and first[0] % 2 != side:
            first = (first[0] + 1, "")
        if side is not None and last[0] % 2 != side:
            last = (last[0] - 1, _LAST_LETTER)
        return Stretch(self.street, first, last, side) if first <= last else None

    def text(self, language: Language = "en") -> str:
        """The stretch as it can be written again."""
        if self.first is None or self.last is None:
            return self.street
        first, last = (f"{number}{'' if letter == _LAST_LETTER else letter}" for number, letter in (self.first, self.last))
        numbers = first if first == last and self.last[1] != _LAST_LETTER else f"{first}-{last}"
        code = "stretch" if self.side is None else "stretch-odd" if self.side else "stretch-even"
        return catalogue(ROOM).say(code, language, street=self.street, numbers=numbers)


def folded(text: str) -> str:
    """An address as it is compared: one writing of width and case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def stretches(text: str) -> tuple[Stretch, ...]:
    """The stretches of a list of addresses.

    Raises:
        InvalidValue: a range that ends before it begins, a side that no number of it has, numbers without a street, or something that is neither
            a street nor house numbers.

    >>> [one.text() for one in stretches("Mill Lane 1-19 odd, 24; Bridge Square")]
    ['mill lane 1-19 odd', 'mill lane 24', 'bridge square']
    """
    found: list[Stretch] = []
    for entry in re.split(r"[;；\n]", text):
        entry = folded(entry)
        if not entry:
            continue
        street, parts = _split(entry)
        if not street:
            raise InvalidValue(Phrase(ROOM, "address-no-street", entry=entry))
        found += [_stretch(street, part, entry) for part in parts] or [Stretch(street)]
    return tuple(found)


def _split(entry: str) -> tuple[str, list[str]]:
    """An entry as its street and its house numbers: all that stands at its end and is nothing but numbers."""
    for match in re.finditer(r"(?<!\d)\d", entry):
        parts = [part.strip() for part in re.split(r"[,，、]", entry[match.start() :])]
        if all(_RANGE.fullmatch(part) for part in parts):
            return entry[: match.start()].rstrip(" ,，、"), parts
    if re.search(r"\d", entry[1:]) and not entry[0].isdigit():
        raise InvalidValue(Phrase(ROOM, "address-no-numbers", entry=entry))
    return entry, []


def _stretch(street: str, part: str, entry: str) -> Stretch:
    match = _RANGE.fullmatch(part)
    assert match is not None
    first = (int(match["first"]), match["letter"])
    last = first if match["last"] is None else (int(match["last"]), match["last_letter"] or _LAST_LETTER)
    side = _SIDES.get(match["side"] or "")
    if last < first:
        raise InvalidValue(Phrase(ROOM, "address-backwards", part=part, entry=entry))
    if side is not None and first[0] == last[0] and first[0] % 2 != side:
        raise InvalidValue(Phrase(ROOM, "address-side", part=part, entry=entry))
    return Stretch(street, first, last, side)


def house_of(address: str, streets: Iterable[str]) -> tuple[str, House | None] | None:
    """The street, of those known, and the house number that an address names; the street that says most, where several fit. None: no such street.

    >>> house_of("Mill Lane 12a, flat 3", ["mill lane", "mill"])
    ('mill lane', (12, 'a'))
    >>> house_of("12 Mill Lane", ["mill lane"]), house_of("Mill Laneside 4", ["mill lane"]) is None
    (('mill lane', (12, '')), True)
    """
    text = folded(address)
    for street in sorted(streets, key=lambda one: (-len(one), one)):
        at = text.find(street)
        if at < 0:
            continue
        before, after = text[:at], text[at + len(street) :]
        if after[:1].isalpha() or before[-1:].isalpha():
            continue
        if not before:
            match = _HOUSE.match(after.lstrip(" ,，"))
            return street, _house(match)
        match = _HOUSE.fullmatch(before.rstrip(" ,，"))
        if match:
            return street, _house(match)
    return None


def _house(match: re.Match[str] | None) -> House | None:
    return None if match is None else (int(match[1]), match[2] or "")
