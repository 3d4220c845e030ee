"""Rules: what a charter says of how an organization is run, as typed data with a source and the days on which it holds.

A kind of rule is a frozen class made from `Rule`; its fields are the keys that a charter may write.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import inf
from typing import Any

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.fields import html_filled
from grassroots.problems import Named


@frozen(kw_only=True)
class Rule:
    """What every rule has.

    `named`: the name by which rules ask for it; two texts that followed one another share it and differ in their days (empty: its own name).
    `valid_from`, `valid_until`: the first day on which it holds, and the first on which it no longer does.
    `source`: where it is written; `unconfirmed`: its source was not read, or only a copy of it.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    named: str = ""
    source: str = ""
    unconfirmed: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    _repr_html_ = html_filled

    @property
    def known_as(self) -> str:
        """The name by which it is asked for."""
        return self.named or self.name

    @property
    def title(self) -> Named:
        """What it is called, in each language; its name where it has no label."""
        return Named(self.labels.get("en", self.name), self.labels)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day < self.valid_until)


def of_noun(noun_field: str) -> dict[str, Any]:
    """Metadata of a field that holds a condition: which field of the rule names the noun that it is about (or `=NOUN` for a fixed one)."""
    return {"noun": noun_field}


def periodic() -> dict[str, Any]:
    """Metadata of a field whose condition may look at the period: the rule has periods of its own."""
    return {"periodic": True}


def free() -> dict[str, Any]:
    """Metadata of a field whose text (or number) is the office's own: nothing can be wrong with it, and another there is as good."""
    return {"free": True}


def unbounded() -> dict[str, Any]:
    """Metadata of a number that may be as high as you like: an amount of money. Below nothing it is still a fault."""
    return {"unbounded": True}


def word(words: str) -> dict[str, Any]:
    """Metadata of a field that holds a word of a list of the charter, or several: each must be in the list, and none stands twice."""
    return {"word": words}


def needed() -> dict[str, Any]:
    """Metadata of a field that may not be empty."""
    return {"needed": True}


def between(least: int, most: int) -> dict[str, Any]:
    """Metadata of a number, or several, with bounds; both are allowed."""
    return {"between": (least, most)}


def not_below(least: int) -> dict[str, Any]:
    """Metadata of a number, or several, with a lower bound alone."""
    return {"between": (least, inf)}


def share(
    least: Fraction | int = 0, most: Fraction | int = 1, *, open_below: bool = False, open_above: bool = False
) -> dict[str, Any]:
    """Metadata of a share with bounds: both are allowed, unless `open_below` or `open_above` says that it must lie beyond or short of them."""
    return {"share": (Fraction(least), Fraction(most), open_below, open_above)}


def length() -> dict[str, Any]:
    """Metadata of a length of time: it must be more than nothing, in whole numbers."""
    return {"length": True}


def noun(*nouns: str) -> dict[str, Any]:
    """Metadata of a field that names a noun, or several; `nouns`: those that it may name, any without."""
    return {"noun_name": nouns}


def names(kind: str) -> dict[str, Any]:
    """Metadata of a field that names a rule of a kind, or several."""
    return {"names": kind}
