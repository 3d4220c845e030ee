"""Matching needs with offers: which take part, which may go together, and whom a choice is to favour. People decide what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Has, parts_of, paths_in
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed, of_noun, word
from grassroots.fields import field_named
from grassroots.model import NOUNS

WHO = ("person", "household", "membership", "circumstance", "tenure", "consent")
"""What says who somebody is, or how somebody fares: no matching may look at it."""


class Amounts(StrEnum):
    """How amounts are taken."""

    SHARE = "share"
    """What is given adds up: one offer may serve several needs, and one need be met from several offers."""
    WHOLE = "whole"
    """A need takes the whole of one offer, which must be as large as the need: a room, a vehicle, a person's day."""


class By(StrEnum):
    """What a preference goes by. All of it is known of the need and the offer, nothing of it of a person."""

    GROUP = "group"
    """The group that the need comes from: those named first come first."""
    WAITING = "waiting"
    """The days since the need was published: the longest first."""
    DISTANCE = "distance"
    """The steps in the tree from the unit of the need to that of the offer: the nearest first."""


@frozen(kw_only=True)
class Preference:
    """One preference. `order`: with `by = "group"`, the groups that come first, in this order; all others come after them, alike."""

    by: By
    order: tuple[str, ...] = field(default=(), metadata=word("group"))


@frozen(kw_only=True)
class Meets:
    """A kind of need that offers of other kinds can meet beside those of its own."""

    need: str = field(metadata=word("need") | needed())
    offers: tuple[str, ...] = field(metadata=word("need") | needed())


@frozen(kw_only=True)
class MatchRule(Rule):
    """How needs and offers are matched: as much as can be, then by the preferences, the first before the second, then with the fewest changes.

    `needs`, `offers`: which of those that are open take part. `meets`: kinds that go together though they differ. `amounts`: whether amounts add up.
    `prefer`: the preferences in their order. `guardian`: the groups (children) whose needs are published and matched only while a guardian's consent stands.

    >>> MatchRule(name="wishes", prefer=(Preference(by=By.WAITING),)).amounts
    <Amounts.SHARE: 'share'>
    """

    needs: Condition | None = field(default=None, metadata=of_noun("=need"))
    offers: Condition | None = field(default=None, metadata=of_noun("=offer"))
    meets: tuple[Meets, ...] = ()
    amounts: Amounts = Amounts.SHARE
    prefer: tuple[Preference, ...] = ()
    guardian: tuple[str, ...] = field(default=(), metadata=word("group"))


def unsound_match(rule: MatchRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a rule of matching: a preference given twice, a condition that looks at who somebody is."""
    for at, meets in enumerate(rule.meets):
        if meets.need in [other.need for other in rule.meets[:at]]:
            yield ("meets", at, "need"), "charter-match-twice", meets.need, {}
    seen: set[By] = set()
    for at, one in enumerate(rule.prefer):
        if one.by in seen:
            yield ("prefer", at, "by"), "charter-match-twice", one.by.value, {}
        seen.add(one.by)
        if (one.by is By.GROUP) != bool(one.order):
            yield ("prefer", at, "order"), "charter-match-order", one.by.value, {}
    for key, noun, condition in (("needs", "need", rule.needs), ("offers", "offer", rule.offers)):
        for path in _persons(condition, noun):
            yield (key,), "charter-match-person", path, {}


def _persons(condition: Condition | None, noun: str) -> Iterator[str]:
    """The paths of a condition that lead to who somebody is."""
    for _, about, part in parts_of(condition, noun) if condition else ():
        if isinstance(part, Has) and part.noun in WHO:
            yield part.noun
        yield from (path for path in paths_in(part) if _leads_to_who(about, path.split(".")))


def _leads_to_who(noun: str, parts: list[str]) -> bool:
    info = field_named(NOUNS[noun], parts[0]) if noun in NOUNS else None
    if info is None:
        return False
    if set(info.refs) & set(WHO) and parts[1:] != ["noun"]:
        # That there is one says nothing of who it is; a field behind it may.
        return len(parts) > 1 or set(info.refs) <= set(WHO)
    return len(parts) > 1 and any(_leads_to_who(ref, parts[1:]) for ref in info.refs)
