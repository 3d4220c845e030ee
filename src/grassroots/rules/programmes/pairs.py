"""Pairs: every two of a group meet each other, each year, before something is held: talks in pairs before the meeting of the leadership."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.rule import Rule, needed, noun, of_noun, word
from grassroots.fields import described, internal, public
from grassroots.model import Activity, Attendance, Derived, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.worded import problem_by
from grassroots.values import PersonId, UnitId

GROUPS = ("seat", "tenure", "membership")
"""By what somebody belongs to the group."""


@frozen(kw_only=True)
class PairsRule(Rule):
    """Every two of those who have a `noun` record for which `where` holds meet in an activity for which `meeting` holds, at which of the group they two alone
    were present, once a year; and before each activity for which `before` holds.

    `presence`: the words of the list `presence` that count as being there.

    >>> PairsRule(name="talks", noun="seat").presence
    ('present',)
    """

    noun: str = field(metadata=noun(*GROUPS) | needed())
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    meeting: Condition | None = field(default=None, metadata=of_noun("=activity"))
    before: Condition | None = field(default=None, metadata=of_noun("=activity"))
    presence: tuple[str, ...] = field(default=("present",), metadata=word("presence") | needed())


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PairMeeting(Derived):
    """Two of a group, and whether they met each other in the year of the day.

    >>> PairMeeting(id="talks:a:b", rule="talks", unit=None, first=PersonId("a"), second=PersonId("b"), done=False).on is None
    True
    """

    rule: str = field(metadata=public("the rule of the charter"))
    unit: UnitId | None = field(metadata=public("the unit whose group it is", ref="unit", home=True))
    first: PersonId = field(metadata=internal("one of the two", ref="person"))
    second: PersonId = field(metadata=internal("the other", ref="person"))
    on: date | None = field(default=None, metadata=internal("the day on which they first met in the year"))
    done: bool = field(metadata=internal("whether they met"))


def pair_meetings(rule: PairsRule, at: At) -> tuple[PairMeeting, ...]:
    """Every two of the group that stands on a day, in the order of their ids, with what is on record of them since the year began. Where no two of the group
    met in the year, nobody keeps such records, and there are none."""
    group: dict[str, UnitId | None] = {}
    for record in at.snapshot.all(rule.noun).values():
        if at.snapshot.counts_on(record, at.day) and (rule.where is None or at.reader.holds(record, rule.where, at.day)):
            group.setdefault(at.snapshot.person(record.person), at.snapshot.home(record))  # type: ignore[attr-defined]
    met: dict[tuple[str, ...], date] = {}
    for activity in sorted(at.snapshot.all(Activity).values(), key=lambda one: (one.on, one.id)):
        if not date(at.day.year, 1, 1) <= activity.on <= at.day:
            continue
        if rule.meeting is not None and not at.reader.holds(activity, rule.meeting, at.day):
            continue
        came = at.snapshot.referrers(Attendance, "activity", ("activity", activity.id))
        there = sorted({at.snapshot.person(one.person) for one in came if one.presence in rule.presence} & group.keys())
        if len(there) == 2:
            met.setdefault(tuple(there), activity.on)
    return tuple(
        PairMeeting(
            id=f"{rule.known_as}:{first}:{second}",
            rule=rule.known_as,
            unit=group[first],
            first=PersonId(first),
            second=PersonId(second),
            on=met.get((first, second)),
            done=(first, second) in met,
        )
        for first, second in combinations(sorted(group), 2)
        if met
    )


def _problems(rule: PairsRule, at: At) -> Iterator[Problem]:
    """What was held before every two had met."""
    for activity in at.snapshot.all(Activity).values() if rule.before is not None else ():
        if activity.on > at.day or rule.before is None or not at.reader.holds(activity, rule.before, at.day):
            continue
        left = [one for one in pair_meetings(rule, At.of(at.snapshot, activity.on)) if not one.done]
        if left:
            pairs = tuple(f"{one.first}–{one.second}" for one in left)
            told = problem_by(rule, activity, at, "pairs-not-met", activity.id, day=activity.on, pairs=pairs, number=len(pairs))
            yield Problem(told.code, source=told.source, value=told.value, details=told.details, masked=True)


KIND = Kind(
    name="pairs",
    form=PairsRule,
    derives=(Derivation(PairMeeting, pair_meetings),),
    finds=_problems,
    untyped="no ledger has a column for whether all pairs met",
)
