"""Decision rules: when a body may decide, what carries a motion, and who may vote."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.paths import leaves
from grassroots.charter.rule import Rule, needed, not_below, noun, of_noun, share, word
from grassroots.problems import nearest

ELECTORS = ("membership", "tenure", "seat")
"""The nouns that can make a person a voter: membership in a unit, a post held, a seat in a team."""

CHOICES = ("yes", "no", "abstain", "blank", "void")
"""The words of the list `vote_choice` whose meaning the rules know."""


class Base(StrEnum):
    """Of what a share is a share."""

    SHOULD_ATTEND = "should_attend"
    """All who have the right to vote."""
    PRESENT = "present"
    """Those of them who are there."""
    CAST = "cast"
    """The votes for and against: blank and void papers and abstentions are no votes."""


class Tie(StrEnum):
    """What becomes of a motion with as many votes for it as against it."""

    THRESHOLD = "threshold"
    """The threshold alone decides: with over a half of the votes cast, the motion fails."""
    CASTING_VOTE = "casting_vote"
    """The chair's casting vote is one more vote; where it would decide and was not given, the result stays open."""


@frozen(kw_only=True)
class Quorum:
    """How many must be there: a share of those who should attend (`at_least` counts the limit in, `over` does not), a number, or both.

    >>> Quorum(at_least=Fraction(4, 5)).least(20), Quorum(over=Fraction(4, 5)).least(20)
    (16, 17)
    """

    at_least: Fraction | None = field(default=None, metadata=share())
    over: Fraction | None = field(default=None, metadata=share(open_above=True))
    number: int = field(default=0, metadata=not_below(0))

    def least(self, should_attend: int) -> int:
        """The smallest number that makes a quorum; 0 or more."""
        return max(self.number, least(should_attend, self.at_least, self.over))


@frozen(kw_only=True)
class Threshold:
    """How many votes carry: a share of a base, `at_least` (the limit counts) or `over` (it does not).

    >>> Threshold(base=Base.CAST, over=Fraction(1, 2)).least(24)
    13
    """

    base: Base
    at_least: Fraction | None = field(default=None, metadata=share(open_below=True))
    over: Fraction | None = field(default=None, metadata=share(open_above=True))

    def least(self, whole: int) -> int:
        """The smallest number of votes that carries; never less than 1, so that nothing is carried by nobody."""
        return max(1, least(whole, self.at_least, self.over))


def least(whole: int, at_least: Fraction | None, over: Fraction | None) -> int:
    """The smallest whole number that is at least one share, and over the other share, of a whole.

    >>> least(30, Fraction(2, 3), None), least(30, None, Fraction(2, 3)), least(25, Fraction(2, 3), None)
    (20, 21, 17)
    """
    inclusive = 0 if at_least is None else -((-at_least * whole).__floor__())
    exclusive = 0 if over is None else (over * whole).__floor__() + 1
    return max(inclusive, exclusive)


@frozen(kw_only=True)
class Voters:
    """Who may vote, drawn from records: the persons of those `noun` records of the unit for which `where` holds on the day of the vote.

    `noun`: membership, tenure or seat. `below`: whether those of the units under it count as well. `one_per`: a path; those with the same value
    there (a dwelling) have one vote together, and count once.
    """

    noun: str = field(default="membership", metadata=noun(*ELECTORS))
    where: Condition = field(default=ALWAYS, metadata=of_noun("noun"))
    below: bool = False
    one_per: str = ""


@frozen(kw_only=True)
class DecisionRule(Rule):
    """How a body decides.

    `quorum`: who must be there, of those who should attend. `threshold`: what carries. `tie`: see `Tie`.
    `groups`: words of the list `voting_group`, each of which must carry the motion by itself; none: all vote together.
    `voters`: who should attend, where the vote does not say their number. `present`: the words of the list `presence` that count as being there.
    `adopted`: the outcomes of a motion that say it was carried; none: `adopted`, where the charter has that word. What is typed of a motion is held
    against its vote. `votes`: which votes are taken under it that name no rule.

    >>> rule = DecisionRule(name="meeting", quorum=Quorum(at_least=Fraction(1, 2)),
    ...                     threshold=Threshold(base=Base.SHOULD_ATTEND, over=Fraction(1, 2)))
    >>> rule.quorum.least(20), rule.threshold.least(20)
    (10, 11)
    """

    quorum: Quorum = field(factory=Quorum)
    threshold: Threshold
    tie: Tie = Tie.THRESHOLD
    groups: tuple[str, ...] = field(default=(), metadata=word("voting_group"))
    voters: Voters | None = None
    present: tuple[str, ...] = field(default=("present",), metadata=word("presence") | needed())
    adopted: tuple[str, ...] = field(default=(), metadata=word("outcome"))
    votes: Condition | None = field(default=None, metadata=of_noun("=vote"))


Faults = Iterator[Fault]


def unsound_decision(rule: DecisionRule, charter: Any) -> Faults:
    """What is unsound in a decision rule, beside what its fields say."""
    yield from unsound_body(rule, charter)
    yield from unsound_threshold(rule.threshold, ("threshold",))
    if len(rule.groups) == 1:
        yield ("groups",), "charter-one-group", rule.groups[0], {}
    if rule.groups and rule.tie is Tie.CASTING_VOTE:
        yield ("tie",), "charter-surplus", rule.tie.value, {}
    if rule.groups and rule.threshold.base is Base.SHOULD_ATTEND:
        yield ("threshold", "base"), "charter-group-base", rule.threshold.base.value, {}
    known = charter.words.get("vote_choice", {})
    for choice in ("yes", "no"):
        if choice not in known:
            details = {"words": "vote_choice", "known": nearest(choice, known)}
            yield (), "charter-word" if known else "charter-no-words", choice, details


def unsound_body(rule: Any, charter: Any) -> Faults:
    """What is unsound in what decisions and elections share: quorum and voters."""
    if rule.quorum.at_least is not None and rule.quorum.over is not None:
        yield ("quorum", "over"), "charter-two-limits", str(rule.quorum.over), {}
    voters = rule.voters
    if voters and voters.one_per and voters.noun in ELECTORS and not leaves(charter, voters.noun, voters.one_per):
        yield ("voters", "one_per"), "charter-right-per", voters.one_per, {}


def unsound_threshold(threshold: Threshold, keys: tuple[str, ...]) -> Faults:
    """A threshold has one limit."""
    if (threshold.at_least is None) == (threshold.over is None):
        yield keys, "charter-two-limits" if threshold.over is not None else "charter-no-limit", "", {}
