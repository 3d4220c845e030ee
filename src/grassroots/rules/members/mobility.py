"""Mobility and care: where a transfer stands, who is registered where, who has been a guest for too long, whom a unit owes a call.

Whatever follows from it is proposed. Nobody is moved, and nobody is asked anything of because of being cared for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.length import Length
from grassroots.fields import Column
from grassroots.model import Activity, Attendance, Circumstance, Contact, Membership, Record, Step, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.kind import At, DerivedPath, Kind
from grassroots.rules.members.mobility_rule import MobilityRule, unsound_mobility
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


class TransferState(StrEnum):
    """How far a transfer has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    BETWEEN = "between"
    """Left, and not yet taken up elsewhere."""
    ARRIVED = "arrived"


@frozen(kw_only=True)
class TransferCourse:
    """A transfer on a day: how far it has come, from where to where, since when; what is wrong with it; by when the member is to be taken up."""

    membership: str
    state: TransferState
    since: date
    origin: UnitId
    goal: UnitId | None
    by: date | None = None
    late: bool = False
    problems: tuple[Problem, ...] = ()


def _memberships(snapshot: Snapshot) -> Iterator[Membership]:
    for one in snapshot.all("membership").values():
        if isinstance(one, Membership):
            yield one


def stands_on(membership: Membership, snapshot: Snapshot, day: date) -> bool:
    """Whether a membership has begun by a day and was not dropped."""
    standing = status_on(membership.steps, snapshot.charter.workflow_of(membership), day)
    return standing is not None and standing.state_kind is not StateKind.DROPPED


def transfers_on(rule: MobilityRule, snapshot: Snapshot, day: date) -> tuple[TransferCourse, ...]:
    """Every transfer that was asked for by a day, in the order of the memberships that are left."""
    return tuple(course for one in _memberships(snapshot) if (course := transfer_on(one, rule, snapshot, day)))


def transfer_on(membership: Membership, rule: MobilityRule, snapshot: Snapshot, day: date) -> TransferCourse | None:
    """How far the transfer of a member has come at the end of a day; None if there is none.

    A transfer is no move by itself: the member belongs to the old unit until the step by which it is left, and to the new one from the first
    step of the membership there.
    """
    moves = rule.transfer
    if moves is None or membership.registration != rule.home:
        return None
    asked = approved = left = None
    for step in membership.steps:
        if step.on > day:
            break
        if step.state == moves.requested:
            asked, approved, left = step, None, None
        elif step.state == moves.approved:
            approved = step
        elif step.state == moves.left:
            left = step
    first = asked or approved or left
    if first is None:
        return None
    goal = asked.unit if asked else None
    problems = []
    if left and not approved:
        problems.append(_told("transfer-without-approval", membership, rule, snapshot, day=left.on))
    elif approved and not _above(approved, membership, rule, snapshot):
        problems.append(_told("transfer-approver", membership, rule, snapshot, day=approved.on))
    state, since, by, late = TransferState.REQUESTED, first.on, None, False
    if approved:
        state, since = TransferState.APPROVED, approved.on
    if left:
        state, since = TransferState.BETWEEN, left.on
        by = moves.within.after(left.on) if moves.within else None
        there = _taken_up(membership, goal, first.on, rule, snapshot, day)
        if there is not None:
            state, since = TransferState.ARRIVED, there.steps[0].on
            if goal is not None and there.unit != goal:
                problems.append(_told("transfer-elsewhere", membership, rule, snapshot, goal=goal, unit=there.unit))
        late = by is not None and (since if there is not None else day) > by
    return TransferCourse(
        membership=membership.id,
        state=state,
        since=since,
        origin=membership.unit,
        goal=goal,
        by=by,
        late=late,
        problems=tuple(problems),
    )


def _above(step: Step, membership: Membership, rule: MobilityRule, snapshot: Snapshot) -> bool:
    if step.unit is None or rule.transfer is None:
        return False
    return not rule.transfer.above or step.unit in snapshot.ancestors(membership.unit, step.on)


def _taken_up(
    membership: Membership, goal: UnitId | None, since: date, rule: MobilityRule, snapshot: Snapshot, day: date
) -> Membership | None:
    person = snapshot.person(membership.person)
    found = [
        one
        for one in _memberships(snapshot)
        if one.id != membership.id
        and one.registration == rule.home
        and snapshot.person(one.person) == person
        and one.steps
        and since <= one.steps[0].on <= day
    ]
    return min(found, key=lambda one: (one.unit != goal, one.steps[0].on, one.id), default=None)


def homes_twice(rule: MobilityRule, snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Persons with several home memberships at a time, records known to be one person taken together."""
    homes: dict[str, list[Membership]] = {}
    for one in _memberships(snapshot):
        if one.registration == rule.home and stands_on(one, snapshot, day):
            homes.setdefault(snapshot.person(one.person), []).append(one)
    return tuple(
        _told("home-twice", found[0], rule, snapshot, others=[one.id for one in found[1:]], day=day)
        for _, found in sorted(homes.items())
        if len(found) > 1
    )


def second_without_home(rule: MobilityRule, snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Registrations for service, and guests, of persons who have no home membership on the day."""
    here = {
        snapshot.person(one.person)
        for one in _memberships(snapshot)
        if one.registration == rule.home and stands_on(one, snapshot, day)
    }
    others = {*rule.second, *((rule.guests.registration,) if rule.guests else ())}
    return tuple(
        _told("second-without-home", one, rule, snapshot, day=day)
        for one in _memberships(snapshot)
        if one.registration in others and stands_on(one, snapshot, day) and snapshot.person(one.person) not in here
    )


def circumstances_on(membership: Membership, snapshot: Snapshot, day: date) -> tuple[Circumstance, ...]:
    """The circumstances of a member on a day."""
    return tuple(
        one
        for one in snapshot.referrers("circumstance", "membership", key_of(membership))
        if isinstance(one, Circumstance) and snapshot.counts_on(one, day)
    )


def is_excused(membership: Membership, activity: str, rule: MobilityRule, snapshot: Snapshot, day: date) -> bool:
    """Whether a member need not attend a kind of activity on a day, because of a circumstance."""
    kinds = {one.kind for one in circumstances_on(membership, snapshot, day)}
    return any(care.circumstance in kinds and activity in care.excused for care in rule.care)


def excused_from(attendance: Attendance, snapshot: Snapshot) -> bool:
    """Whether somebody need not have come to an activity, because of a circumstance that there was on its day: by the rule in force, and by any of
    the person's memberships."""
    activity = snapshot.get("activity", attendance.activity)
    if not isinstance(activity, Activity):
        return False
    person, day = snapshot.person(attendance.person), activity.on
    rules = [rule for rule in snapshot.charter.rules.get("mobility", {}).values() if isinstance(rule, MobilityRule)]
    excusing = {
        care.circumstance for rule in rules if rule.holds_on(day) for care in rule.care if activity.kind in care.excused
    }
    for one in snapshot.all("circumstance").values():  # few have one
        if isinstance(one, Circumstance) and one.kind in excusing and snapshot.counts_on(one, day):
            membership = snapshot.get("membership", one.membership)
            if (
                isinstance(membership, Membership)
                and snapshot.person(membership.person) == person
                and stands_on(membership, snapshot, day)
            ):
                return True
    return False


def expected_at(activity: Activity, rule: MobilityRule, snapshot: Snapshot) -> tuple[Membership, ...]:
    """The members of the unit who are to come to an activity: those whose membership stands on its day, without those who are excused. Who comes
    nevertheless is welcome."""
    return tuple(
        one
        for one in _memberships(snapshot)
        if one.unit == activity.unit
        and stands_on(one, snapshot, activity.on)
        and not is_excused(one, activity.kind, rule, snapshot, activity.on)
    )


def mobility_proposals(rule: MobilityRule, snapshot: Snapshot, day: date) -> tuple[Proposed, ...]:
    """What follows on a day: transfers of those who have been away for too long at a fixed place, reports that members owe their home unit, and calls
    that units owe members in special circumstances; in the order of the memberships. Nothing of it is done here."""
    return tuple(one for membership in _memberships(snapshot) for one in _proposed(membership, rule, snapshot, day))


def _proposed(membership: Membership, rule: MobilityRule, snapshot: Snapshot, day: date) -> Iterator[Proposed]:
    if membership.registration != rule.home or not stands_on(membership, snapshot, day):
        return
    guests = rule.guests
    for one in circumstances_on(membership, snapshot, day):
        begun = one.start
        if guests is not None and one.kind == guests.circumstance and begun is not None:
            # Who has no fixed place keeps the card for as long as that lasts.
            if one.fixed_place and day > guests.longest.after(begun):
                reason = _told("guest-too-long", membership, rule, snapshot, start=begun, longest=guests.longest, day=day)
                yield _propose("transfer", membership, rule, day, reason, guests.source)
            if guests.report is not None:
                last = max(_contacts(membership, guests.purposes, snapshot, begun, day), default=begun)
                if day > guests.report.after(last):
                    reason = _told("guest-report", membership, rule, snapshot, last=last, every=guests.report, day=day)
                    yield _propose("report", membership, rule, day, reason, guests.source)
        for care in rule.care:
            if care.circumstance == one.kind and care.every is not None and begun is not None:
                due = _due(care.every, max(_contacts(membership, care.purposes, snapshot, begun, day), default=begun))
                if day > due:
                    kind, zh = (snapshot.charter.label("circumstance", one.kind, tag) for tag in ("en", "zh"))
                    reason = _told(
                        "care-due", membership, rule, snapshot, due=due, every=care.every, kind=kind, kind_zh=zh, day=day
                    )
                    yield _propose("contact", membership, rule, day, reason, care.source)


def _due(every: Length, last: date) -> date:
    return every.after(last)


def _contacts(membership: Membership, purposes: tuple[str, ...], snapshot: Snapshot, since: date, day: date) -> Iterator[date]:
    for one in snapshot.referrers("contact", "target", ("person", membership.person)):
        if isinstance(one, Contact) and since <= one.on <= day and (not purposes or one.purpose in purposes):
            yield one.on


def _propose(what: str, membership: Membership, rule: MobilityRule, day: date, reason: Problem, source: str) -> Proposed:
    return Proposed(
        what=what,
        record=key_of(membership),
        day=day,
        reason=reason,
        rule=rule.name,
        source=source or rule.source,
        labels=rule.labels,
    )


def _told(code: str, membership: Membership, rule: MobilityRule, snapshot: Snapshot, **details: object) -> Problem:
    named = {
        "rule": rule.labels.get("en", rule.name),
        "rule_zh": rule.labels.get("zh", rule.name),
        "source": rule.source or "—",
    }
    source = snapshot.sources.get(key_of(membership))
    told = {name: str(value) if isinstance(value, Length) else value for name, value in details.items()}
    texts = {f"{name}_zh": value.text("zh") for name, value in details.items() if isinstance(value, Length)}
    return Problem(code, source=source, value=membership.id, details={**named, "id": membership.id, **told, **texts})


def _excused(reader: Any, record: Record, rest: tuple[str, ...], day: date) -> bool | None:
    return excused_from(record, reader.snapshot) if isinstance(record, Attendance) and not rest else None


def _problems(rule: MobilityRule, at: At) -> Iterator[Problem]:
    for course in transfers_on(rule, at.snapshot, at.day):
        yield from course.problems
        if course.late:
            yield Problem(
                "transfer-late",
                source=at.snapshot.sources.get(("membership", course.membership)),
                value=course.membership,
                details={
                    "id": course.membership,
                    "rule": rule.labels.get("en", rule.name),
                    "rule_zh": rule.labels.get("zh", rule.name),
                    "source": (rule.transfer.source if rule.transfer else "") or rule.source or "—",
                    "by": course.by,
                },
            )
    yield from homes_twice(rule, at.snapshot, at.day)
    yield from second_without_home(rule, at.snapshot, at.day)
    yield from (one.reason for one in mobility_proposals(rule, at.snapshot, at.day))


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if noun == "attendance" and not rest and charter.rules.get("mobility"):
        yield Leaf(kind=Column.FLAG)


KIND = Kind(
    name="mobility",
    form=MobilityRule,
    sound=unsound_mobility,
    paths=(
        DerivedPath(
            head="excused",
            rests=lambda charter, noun: [""] if [*_leaves(charter, noun, "")] else [],
            leaves=_leaves,
            value=_excused,
        ),
    ),
    finds=_problems,
)
