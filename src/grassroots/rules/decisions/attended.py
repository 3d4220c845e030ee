"""Attended: whether a meeting was one of enough members to count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.leaf import Leaf
from grassroots.charter.rule import Rule, of_noun, share, word
from grassroots.fields import Column, described, public
from grassroots.model import Activity, Attendance, Derived, Membership, derived_noun
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.decisions.decision_rule import least
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind
from grassroots.rules.worded import problem_by
from grassroots.values import UnitId


@frozen(kw_only=True)
class QuorumRule(Rule):
    """How many members must be at a meeting for it to count: `[quorum.NAME]`.

    `where`: which activities. `members`: whose share is asked for: the memberships of the unit that holds it, on its day. `at_least`: the share of them;
    `over`: more than this share, which then stands in its place. `presence`: what counts as being there, where no number is entered.

    >>> QuorumRule(name="general").least(8), QuorumRule(name="general", over=Fraction(1, 2)).least(8)
    (4, 5)
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=activity"))
    members: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    at_least: Fraction = field(default=Fraction(1, 2), metadata=share(open_below=True))
    over: Fraction | None = field(default=None, metadata=share(open_above=True))
    presence: tuple[str, ...] = field(default=("present", "remote"), metadata=word("presence"))

    def least(self, members: int) -> int:
        """The smallest number of members that makes a quorum."""
        return least(members, self.at_least if self.over is None else None, self.over)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class MeetingQuorum(Derived):
    """How many members of its unit were at a meeting, of how many, and whether that is enough for it to count.

    >>> MeetingQuorum(id="general:m-1", activity="m-1", unit=UnitId("b"), rule="general", came=3, members=7, quorate=False).quorate
    False
    """

    activity: str = field(metadata=public("the meeting", ref="activity"))
    unit: UnitId = field(metadata=public("the unit that holds it", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter"))
    came: int = field(metadata=public("how many came; 0 or more"))
    members: int = field(metadata=public("how many members the unit had on the day; 0 or more"))
    quorate: bool = field(metadata=public("whether so many came that it counts"))


def turnouts(rule: QuorumRule, at: At) -> Iterator[MeetingQuorum]:
    """The meetings up to the day of which it is known how many came, and whose unit had members."""
    for one in at.snapshot.all(Activity).values():
        if one.on <= at.day and (found := turnout(rule, one, at)) is not None:
            yield found


def turnout(rule: QuorumRule, meeting: Activity, at: At) -> MeetingQuorum | None:
    """How a meeting was attended; None where the rule is not about it, or it is not known who came or who might have."""
    if not at.reader.holds(meeting, rule.where, meeting.on):
        return None
    there = at.snapshot.referrers(Attendance, "activity", ("activity", meeting.id))
    came = meeting.headcount if meeting.headcount is not None else sum(one.presence in rule.presence for one in there)
    members = {
        at.snapshot.person(one.person)
        for one in at.snapshot.referrers(Membership, "unit", ("unit", meeting.unit))
        if at.snapshot.counts_on(one, meeting.on) and at.reader.holds(one, rule.members, meeting.on)
    }
    if not members or (meeting.headcount is None and not there):
        return None
    return MeetingQuorum(
        id=f"{rule.known_as}:{meeting.id}",
        activity=meeting.id,
        unit=meeting.unit,
        rule=rule.known_as,
        came=came,
        members=len(members),
        quorate=came >= rule.least(len(members)),
    )


def _found(rule: QuorumRule, at: At) -> Iterator[Problem]:
    for one in turnouts(rule, at):
        if not one.quorate:
            meeting = at.snapshot.all(Activity)[one.activity]
            yield problem_by(rule, meeting, at, "meeting-of-too-few", one.came, members=one.members, day=meeting.on)


def _quorate(reader: Reader, record: object, rest: tuple[str, ...], day: date) -> bool | None:
    """Whether a meeting was one of enough members; None where no rule is about it."""
    if not isinstance(record, Activity) or rest:
        return None
    at = At.read_by(reader, day)
    found = (turnout(rule, record, at) for rule in at.snapshot.charter.rules_of(QuorumRule, record.on))
    return next((one.quorate for one in found if one is not None), None)


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if noun == "activity" and not rest:
        yield Leaf(kind=Column.FLAG)


KIND = Kind(
    name="quorum",
    form=QuorumRule,
    paths=(
        DerivedPath(
            head="quorate", rests=lambda charter, noun: [""] if noun == "activity" else [], leaves=_leaves, value=_quorate
        ),
    ),
    derives=(Derivation(MeetingQuorum, turnouts),),
    finds=_found,
    untyped="whether a meeting counts is typed nowhere; how many came is held to the list by `headcount`",
)
