"""Indexes of members: what each did in a quarter, by points that were published before, beside the number that was entered for it.

An index compares nobody: it is one member's own sum. People enter it, by name; a number that does not follow from the points is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition, Stretch
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, between, free, needed, not_below, of_noun, share, unbounded, word
from grassroots.fields import Part, described, internal, personal, public, special
from grassroots.model import Assessment, Derived, Membership, Merit, Tenure, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by, unit_name
from grassroots.values import AssessmentId, Period, rounded


@frozen(kw_only=True)
class Points:
    """What one of a kind of merit counts; a deduction counts below nothing. `most`: what all of the kind count together at the most."""

    merit: str = field(metadata=word("merit") | needed())
    points: Decimal = field(metadata=free())
    most: Decimal | None = field(default=None, metadata=not_below(0) | unbounded())


@frozen(kw_only=True)
class Leader:
    """Who leads counts by `own`, a share of the own index, and for the rest by the mean of the others: whoever holds the `post`, by its number."""

    post: str = field(metadata=free() | needed())
    own: Fraction = field(metadata=share())


@frozen(kw_only=True)
class IndexRule(Rule):
    """The index of the members for whom `where` holds at the end of each period `every`: `[index.NAME]`. It is entered within `after` days.

    `items`: what counts how much; `least`: below which no index falls. `published`: where it was made known to those whom it is about.
    `leader`: who leads counts otherwise, by a share of the own index and for the rest by the mean of the others.

    >>> IndexRule(name="pioneer", published="by-law 4", items=(Points(merit="visit", points=Decimal(2)),)).after
    10
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    items: tuple[Points, ...] = field(metadata=needed())
    least: Decimal = field(default=Decimal(0), metadata=free())
    leader: Leader | None = None
    every: Stretch = Stretch.QUARTER
    after: int = field(default=10, metadata=between(0, 3660))
    published: str = field(default="", metadata=free())


def unsound_index(rule: IndexRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: an index that was not made known, a kind of merit that counts twice."""
    if not rule.published:
        yield (), "charter-missing", "", {"key": "published"}
    seen: set[str] = set()
    for at, one in enumerate(rule.items):
        if one.merit in seen:
            yield ("items", at, "merit"), "charter-twice", one.merit, {}
        seen.add(one.merit)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class IndexState(Derived):
    """The index of a member for a period, and what was entered for it.

    >>> IndexState(id="i:p-1:2024-01-01", membership="p-1", rule="i", first=date(2024, 1, 1), last=date(2024, 3, 31), score=Decimal(45)).entered is None
    True
    """

    membership: str = field(metadata=special("the membership of the member", ref="membership", home=True, part=Part.FACTS))
    rule: str = field(metadata=public("the rule of the charter"))
    first: date = field(metadata=public("the first day of the period"))
    last: date = field(metadata=public("the last day of the period; counted"))
    score: Decimal = field(metadata=personal("the index by the points", part=Part.FACTS))
    leading: Decimal | None = field(
        default=None, metadata=personal("of who leads: with the mean of the others", part=Part.FACTS)
    )
    entered: Decimal | None = field(
        default=None, metadata=personal("what was entered; at most four decimal places", part=Part.FACTS)
    )
    assessment: AssessmentId | None = field(default=None, metadata=internal("the judgement that says so", ref="assessment"))


def indexes_on(rule: IndexRule, at: At, period: Period) -> dict[str, Decimal]:
    """Membership → index, of those for whom the rule holds at the end of a period, or by the day."""
    day = min(period.last, at.day)
    amounts: dict[tuple[str, str], Decimal] = {}
    for one in at.snapshot.all(Merit).values():
        if one.on in period and one.on <= at.day:
            key = (one.membership, one.kind)
            amounts[key] = amounts.get(key, Decimal(0)) + one.amount
    return {
        id: _score(rule, id, amounts)
        for id, one in at.snapshot.all(Membership).items()
        if at.reader.holds(one, rule.where, day)
    }


def _score(rule: IndexRule, member: str, amounts: dict[tuple[str, str], Decimal]) -> Decimal:
    points = [(one.points * amounts.get((member, one.merit), Decimal(0)), one.most) for one in rule.items]
    return max(rule.least, sum((worth if most is None else min(worth, most) for worth, most in points), Decimal(0)))


def _leading(rule: IndexRule, at: At, member: Membership, scores: dict[str, Decimal], day: date) -> Decimal | None:
    """What the index of who leads comes to with the others; None for whoever does not lead, or leads nobody."""
    if rule.leader is None or not any(
        one.post == rule.leader.post and one.person == member.person and at.snapshot.counts_on(one, day)
        for one in at.snapshot.all(Tenure).values()
    ):
        return None
    others = [Fraction(score) for id, score in scores.items() if id != member.id]
    if not others:
        return None
    own = rule.leader.own
    return Decimal(rounded(own * Fraction(scores[member.id]) + (1 - own) * sum(others) / len(others), 1))


def _periods(rule: IndexRule, at: At) -> list[Period]:
    days = {one.on for one in at.snapshot.all(Merit).values() if one.on <= at.day}
    return sorted({rule.every.around(day) for day in days}, key=lambda period: period.start)


def _entered(rule: IndexRule, at: At) -> dict[tuple[str, date], Assessment]:
    """What was entered by the day: (person, last day of the period) → the judgement."""
    found = {}
    for one in at.snapshot.all(Assessment).values():
        if one.rubric == rule.known_as and one.subject.noun == "person":
            status = at.reader.status(one, at.day)
            if status is not None and one.score is not None:
                found[at.snapshot.person(one.subject.id), one.last] = one
    return found


def _states(rule: IndexRule, at: At) -> Iterator[IndexState]:
    entered, members = _entered(rule, at), at.snapshot.all(Membership)
    for period in _periods(rule, at):
        scores = indexes_on(rule, at, period)
        for id, score in scores.items():
            judged = entered.get((at.snapshot.person(members[id].person), period.last))
            yield IndexState(
                id=f"{rule.known_as}:{id}:{period.start}",
                membership=id,
                rule=rule.known_as,
                first=period.start,
                last=period.last,
                score=score,
                leading=_leading(rule, at, members[id], scores, min(period.last, at.day)),
                entered=None if judged is None else judged.score,
                assessment=None if judged is None else judged.id,
            )


def _problems(rule: IndexRule, at: At) -> Iterator[Problem]:
    for one in _states(rule, at):
        judged = at.snapshot.get(Assessment, one.assessment) if one.assessment else None
        if judged is not None and one.last <= at.day and one.entered != one.score:
            told = {"unit": unit_name(judged.unit, at), "first": one.first, "last": one.last, "entered": one.entered}
            yield problem_by(rule, judged, at, "index-differs", judged.id, computed=one.score, **told)


def _to_dos(rule: IndexRule, at: At) -> Iterator[ToDo]:
    """The indexes of the last period that is over, as far as nobody entered them."""
    before = rule.every.around(rule.every.around(at.day).start - timedelta(days=1))
    entered, due = _entered(rule, at), before.last + timedelta(days=rule.after)
    if not any(one.last < at.day for one in _periods(rule, at)):
        return  # of what an office never recorded nobody says that it is lacking
    for id in indexes_on(rule, at, before):
        member = at.snapshot.all(Membership)[id]
        if (at.snapshot.person(member.person), before.last) not in entered:
            told = {"unit": unit_name(member.unit, at), "first": before.start, "last": before.last, "due": due}
            reason = problem_by(rule, member, at, "index-lacking", id, **told)
            yield ToDo.about(member, at, kind="index", rule=rule, urgency=by_day(due, at.day), reason=reason, day=due)


def _typed(rule: IndexRule, at: At) -> Iterator[Held]:
    for one in _states(rule, at):
        judged = at.snapshot.get(Assessment, one.assessment) if one.assessment else None
        if judged is not None and one.last <= at.day:
            yield Held(record=judged, gives=one.score, other=one.score + 1)


KIND = Kind(
    name="index",
    form=IndexRule,
    sound=unsound_index,
    derives=(Derivation(IndexState, _states),),
    finds=_problems,
    todo=_to_dos,
    typed=(Typed(noun=Assessment, field="score", told={"index-differs": "value"}, of=_typed),),
)
