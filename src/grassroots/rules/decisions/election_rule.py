"""Election rules: when an election counts, who is elected, and what follows from a tie or from too few."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.rule import Rule, needed, of_noun, share, word
from grassroots.rules.decisions.decision_rule import (
    Faults,
    Quorum,
    Threshold,
    Voters,
    unsound_body,
    unsound_threshold,
)


class ElectionTie(StrEnum):
    """What follows when candidates with equally many votes stand for too few seats."""

    REVOTE = "revote"
    """A second vote among them alone."""
    LOT = "lot"
    """They draw lots, before the meeting."""


class Shortfall(StrEnum):
    """What may follow when fewer are elected than there are seats. A rule names those that it allows; people choose."""

    SEPARATE_ELECTION = "separate_election"
    FEWER_SEATS = "fewer_seats"
    """The seats are left at the number of those elected, if the voters or the presidium agree."""


@frozen(kw_only=True)
class ElectionRule(Rule):
    """How a body elects.

    `elected`: what a candidate needs, beside being among the first. `surplus`: by what share of the seats the candidates must exceed them
    (None: not at all; a share of a candidate counts as a whole one). `proxy`: whether somebody absent may be voted for by another.
    `more_papers_void`: whether the election is void when more papers come back than were given out.
    `more_names_void`: whether a paper that names more than there are seats is void. `agreement`: the share of the voters that must
    agree to fewer seats. `quorum`: how many must be there. `tie`: what decides among equals. `shortfall`: what may follow where too few are elected.
    `voters`: who may vote, where the rule says it. `present`: the words of the list `presence` that count as being there.
    `method`: the ways of holding a post by which those elected enter it; none: any way. `votes`: which votes are taken under it that name no rule.

    >>> rule = ElectionRule(name="election", elected=Threshold(base="present", over=Fraction(1, 2)), surplus=Fraction(1, 5))
    >>> rule.candidates(5), rule.candidates(3), rule.candidates(0)
    (6, 4, 0)
    """

    quorum: Quorum = field(factory=Quorum)
    elected: Threshold
    surplus: Fraction | None = field(default=None, metadata=share())
    tie: ElectionTie = ElectionTie.REVOTE
    shortfall: tuple[Shortfall, ...] = (Shortfall.SEPARATE_ELECTION,)
    agreement: Fraction | None = field(default=None, metadata=share())
    proxy: bool = False
    more_papers_void: bool = True
    more_names_void: bool = True
    voters: Voters | None = None
    present: tuple[str, ...] = field(default=("present",), metadata=word("presence") | needed())
    method: tuple[str, ...] = field(default=(), metadata=word("tenure_method"))
    votes: Condition | None = field(default=None, metadata=of_noun("=vote"))

    def candidates(self, seats: int) -> int:
        """How many candidates there must be at least."""
        return seats if self.surplus is None else -((-(1 + self.surplus) * seats).__floor__())


def unsound_election(rule: ElectionRule, charter: Any) -> Faults:
    """What is unsound in an election rule, beside what its fields say."""
    yield from unsound_body(rule, charter)
    yield from unsound_threshold(rule.elected, ("elected",))
    if rule.agreement is not None and Shortfall.FEWER_SEATS not in rule.shortfall:
        yield ("agreement",), "charter-surplus", str(rule.agreement), {}
