"""Referrals: which team deals with what another noted on a visit."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, free, needed, word
from grassroots.fields import described, internal, public
from grassroots.model import Derived, Referral, Team, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.worded import problem_by
from grassroots.values import TeamId


@frozen(kw_only=True)
class Group:
    """The teams that deal with a topic: those whose name ends with `team`."""

    topic: str = field(metadata=word("topic") | needed())
    team: str = field(metadata=free() | needed())


@frozen(kw_only=True)
class ReferralRule(Rule):
    """Which team deals with which topic of what is noted on visits, as its `groups` say: `[referral.NAME]`.

    >>> ReferralRule(name="groups", groups=(Group(topic="safety", team="safety group"),)).team_of("safety")
    'safety group'
    """

    groups: tuple[Group, ...] = field(metadata=needed())

    def team_of(self, topic: str) -> str:
        """With what the name of a team ends that deals with a topic; empty where the rule says nothing of it."""
        return next((one.team for one in self.groups if one.topic == topic), "")


def unsound_referral(rule: ReferralRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a topic that two groups deal with."""
    seen: set[str] = set()
    for at, one in enumerate(rule.groups):
        if one.topic in seen:
            yield ("groups", at, "topic"), "charter-twice", one.topic, {}
        seen.add(one.topic)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ReferralState(Derived):
    """Whether what was noted on a visit went to the team that deals with it.

    >>> ReferralState(id="groups:n-1", referral="n-1", team=TeamId("t-1"), rule="groups", right=False).to is None
    True
    """

    referral: str = field(metadata=internal("what was noted", ref="referral"))
    team: TeamId = field(metadata=internal("the team that noted it", ref="team", home=True))
    to: TeamId | None = field(default=None, metadata=internal("the team that it was passed on to", ref="team"))
    rule: str = field(metadata=public("the rule of the charter"))
    right: bool = field(metadata=internal("whether that team deals with it"))


def _states(rule: ReferralRule, at: At) -> Iterator[ReferralState]:
    for one in at.snapshot.all(Referral).values():
        if rule.team_of(one.topic) and (not one.steps or one.steps[0].on <= at.day):
            name = f"{rule.known_as}:{one.id}"
            right = _right(one, rule, at)
            yield ReferralState(id=name, referral=one.id, team=one.team, to=one.to, rule=rule.known_as, right=right)


def _right(one: Referral, rule: ReferralRule, at: At) -> bool:
    team = at.snapshot.get(Team, one.to) if one.to is not None else None
    return team is not None and (team.name or team.id).endswith(rule.team_of(one.topic))


def _problems(rule: ReferralRule, at: At) -> Iterator[Problem]:
    for one in at.snapshot.all(Referral).values():
        if one.to is not None and rule.team_of(one.topic) and not _right(one, rule, at):
            topic = at.snapshot.charter.named("topic", one.topic)
            yield problem_by(rule, one, at, "referral-other-team", one.id, topic=topic, to=one.to, team=rule.team_of(one.topic))


def _typed(rule: ReferralRule, at: At) -> Iterator[Held]:
    for one in at.snapshot.all(Referral).values():
        theirs = {team.id: _right(evolve(one, to=team.id), rule, at) for team in at.snapshot.all(Team).values()}
        if rule.team_of(one.topic) and {*theirs.values()} == {True, False}:
            right, wrong = (next(id for id, is_right in theirs.items() if is_right is wanted) for wanted in (True, False))
            yield Held(record=one, gives=right, other=wrong)


KIND = Kind(
    name="referral",
    form=ReferralRule,
    sound=unsound_referral,
    derives=(Derivation(ReferralState, _states),),
    finds=_problems,
    typed=(Typed(noun=Referral, field="to", told={"referral-other-team": "value"}, of=_typed),),
)
