"""Routing: to which unit a matter goes first."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, of_noun, word


class Way(StrEnum):
    """How the unit that leads was found."""

    SERVICE = "service"
    """The entry of the catalogue names it, or the kind of unit that the place has."""
    ABOVE = "above"
    """An entry above the one under which the case falls names it."""
    FIRST_RECEIVER = "first_receiver"
    """Several answer for it; this one had it first."""
    FALLBACK = "fallback"
    """It is unclear who answers for it: this unit takes it, and decides."""


@frozen(kw_only=True)
class RoutingRule(Rule):
    """Which unit answers for a case: `[routing.NAME]`. The entry of the catalogue under which a case falls says it, or one above that entry.

    `where`: for which cases. `owners`: kinds of link by which further units answer for an entry; `helpers`: kinds by which units help.
    `first_receiver`: of several that answer, the one that had the case first leads; without it, none does, and the case is unclear.
    `fallback`: the kind of unit that takes what is unclear: the nearest one above the unit at which the case arose; without one, the topmost.

    >>> RoutingRule(name="hotline", fallback="district").first_receiver
    True
    """

    where: Condition | None = field(default=None, metadata=of_noun("=case"))
    owners: tuple[str, ...] = field(default=(), metadata=word("link"))
    helpers: tuple[str, ...] = field(default=(), metadata=word("link"))
    first_receiver: bool = True
    fallback: str = field(default="", metadata=word("unit"))


def unsound_routing(rule: RoutingRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a unit that answers and only helps at once."""
    for one in rule.helpers:
        if one in rule.owners:
            yield ("helpers",), "charter-routing-both", one, {}
