"""Mobility and care: where a transfer stands, who is registered where, who has been a guest for too long, whom a unit owes a call.

Whatever follows from it is proposed. Nobody is moved, and nobody is asked anything of because of being cared for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.fields import Column
from grassroots.model import Activity, Attendance, Circumstance, Contact, Membership, Record, Step, Unit, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind, ToDo, Urgency
from grassroots.rules.members.mobility_rule import Care, MobilityRule, unsound_mobility
from grassroots.rules.members.transfer import CareStatus, TransferState, TransferStatus
from grassroots.rules.proposed import Proposed
from grassroots.rules.worded import rule_details
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


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


def stands_on(membership: Membership, at: At) -> bool:
    """Whether a membership has begun by a day and was not dropped."""
    status = status_on(membership.steps, at.snapshot.charter.workflow_of(membership), at.day)
    return status is not None and status.state_kind is not StateKind.DROPPED


def transfers_on(rule: MobilityRule, at: At) -> tuple[TransferCourse, ...]:
    """Every transfer that was asked for by a day, in the order of the memberships that are left."""
    return tuple(course for one in at.snapshot.all(Membership).values() if (course := transfer_on(one, rule, at)))


def transfer_on(membership: Membership, rule: MobilityRule, at: At) -> TransferCourse | None:
    """How far the transfer of a member has come at the end of a day; None if there is none.

    A transfer is no move by itself: the member belongs to the old unit until the step by which it is left, and to the new one from the first
    step of the membership there.
    """
    moves = rule.transfer
    if moves is None or membership.registration != rule.home:
        return None
    asked = approved = left = None
    for step in membership.steps:
        if step.on > at.day:
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
        problems.append(_problem("transfer-without-approval", membership, rule, at, day=left.on))
    elif approved and not _above(approved, membership, rule, at):
        problems.append(_problem("transfer-approver", membership, rule, at, day=approved.on))
    state, since, by, late = TransferState.REQUESTED, first.on, None, False
    if approved:
        state, since = TransferState.APPROVED, approved.on
    if left:
        state, since = TransferState.BETWEEN, left.on
        by = moves.within.after(left.on) if moves.within else None
        there = _taken_up(membership, goal, first.on, rule, at)
        if there is not None:
            state, since = TransferState.ARRIVED, there.steps[0].on
            if goal is not None and there.unit != goal:
                problems.append(
                    _problem("transfer-elsewhere", membership, rule, at, goal=_name(goal, at), unit=_name(there.unit, at))
                )
        late = by is not None and (since if there is not None else at.day) > by
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


def _name(unit: UnitId, at: At) -> str:
    found = at.snapshot.get(Unit, unit)
    return found.name if found is not None and found.name else unit


def _above(step: Step, membership: Membership, rule: MobilityRule, at: At) -> bool:
    if step.unit is None or rule.transfer is None:
        return False
    return not rule.transfer.above or step.unit in at.snapshot.ancestors(membership.unit, step.on)


def _taken_up(membership: Membership, goal: UnitId | None, since: date, rule: MobilityRule, at: At) -> Membership | None:
    person = at.snapshot.person(membership.person)
    found = [
        one
        for one in at.snapshot.all(Membership).values()
        if one.id != membership.id
        and one.registration == rule.home
        and at.snapshot.person(one.person) == person
        and one.steps
        and since <= one.steps[0].on <= at.day
    ]
    return min(found, key=lambda one: (one.unit != goal, one.steps[0].on, one.id), default=None)


def homes_twice(rule: MobilityRule, at: At) -> tuple[Problem, ...]:
    """Persons with several home memberships at a time, records known to be one person taken together."""
    homes: dict[str, list[Membership]] = {}
    for one in at.snapshot.all(Membership).values():
        if one.registration == rule.home and stands_on(one, at):
            homes.setdefault(at.snapshot.person(one.person), []).append(one)
    return tuple(
        _problem("home-twice", found[0], rule, at, others=[one.id for one in found[1:]], day=at.day)
        for _, found in sorted(homes.items())
        if len(found) > 1
    )


def second_without_home(rule: MobilityRule, at: At) -> tuple[Problem, ...]:
    """Registrations for service, and guests, of persons who have no home membership on the day."""
    here = {
        at.snapshot.person(one.person)
        for one in at.snapshot.all(Membership).values()
        if one.registration == rule.home and stands_on(one, at)
    }
    others = {*rule.second, *((rule.guests.registration,) if rule.guests else ())}
    return tuple(
        _problem("second-without-home", one, rule, at, day=at.day)
        for one in at.snapshot.all(Membership).values()
        if one.registration in others and stands_on(one, at) and at.snapshot.person(one.person) not in here
    )


def circumstances_on(membership: Membership, at: At) -> tuple[Circumstance, ...]:
    """The circumstances of a member on a day."""
    found = at.snapshot.referrers(Circumstance, "membership", key_of(membership))
    return tuple(one for one in found if at.snapshot.counts_on(one, at.day))


def excused_from(attendance: Attendance, snapshot: Snapshot) -> bool:
    """Whether somebody need not have come to an activity, because of a circumstance that there was on its day: by the rule in force, and by any of
    the person's memberships."""
    activity = snapshot.get(Activity, attendance.activity)
    if activity is None:
        return False
    person, at = snapshot.person(attendance.person), At(snapshot, activity.on)
    rules = snapshot.charter.rules_of(MobilityRule, at.day)
    excusing = {care.circumstance for rule in rules for care in rule.care if activity.kind in care.excused}
    for one in snapshot.all(Circumstance).values():  # few have one
        if one.kind in excusing and snapshot.counts_on(one, at.day):
            membership = snapshot.get(Membership, one.membership)
            if membership is not None and snapshot.person(membership.person) == person and stands_on(membership, at):
                return True
    return False


def mobility_proposals(rule: MobilityRule, at: At) -> tuple[Proposed, ...]:
    """What follows on a day: transfers of those who have been away for too long at a fixed place, reports that members owe their home unit, and calls
    that units owe members in special circumstances; in the order of the memberships. Nothing of it is done here."""
    return tuple(one for membership in at.snapshot.all(Membership).values() for one in _proposed(membership, rule, at))


def _proposed(membership: Membership, rule: MobilityRule, at: At) -> Iterator[Proposed]:
    if membership.registration != rule.home or not stands_on(membership, at):
        return
    guests, day = rule.guests, at.day
    for one in circumstances_on(membership, at):
        begun = one.start
        if guests is not None and one.kind == guests.circumstance and begun is not None:
            # Who has no fixed place keeps the card for as long as that lasts.
            if one.fixed_place and day > guests.longest.after(begun):
                reason = _problem("guest-too-long", membership, rule, at, start=begun, longest=guests.longest, day=day)
                yield Proposed.by(rule, membership, at, "transfer", reason, source=guests.source or rule.source)
            if guests.report is not None:
                last = max(_contacts(membership, guests.purposes, begun, at), default=begun)
                if day > guests.report.after(last):
                    reason = _problem("guest-report", membership, rule, at, last=last, every=guests.report, day=day)
                    yield Proposed.by(rule, membership, at, "report", reason, source=guests.source or rule.source)
        for care, _, due in _owed(one, membership, rule, at):
            if day > due:
                reason = _care_due(one, care, due, membership, rule, at)
                yield Proposed.by(rule, membership, at, "contact", reason, source=care.source or rule.source)


def _owed(one: Circumstance, membership: Membership, rule: MobilityRule, at: At) -> Iterator[tuple[Care, date | None, date]]:
    """What a unit owes for a circumstance: the care, the last contact, the day by which the next is due."""
    for care in rule.care:
        if care.circumstance == one.kind and care.every is not None and one.start is not None:
            last = max(_contacts(membership, care.purposes, one.start, at), default=None)
            yield care, last, care.every.after(last or one.start)


def _care_due(one: Circumstance, care: Care, due: date, membership: Membership, rule: MobilityRule, at: At) -> Problem:
    kind = at.snapshot.charter.named("circumstance", one.kind)
    return _problem("care-due", membership, rule, at, due=due, every=care.every, kind=kind, day=at.day)


def _cared_for(rule: MobilityRule, at: At) -> Iterator[tuple[Membership, Circumstance, Care, date | None, date]]:
    for membership in at.snapshot.all(Membership).values() if rule.care else ():
        if membership.registration == rule.home and stands_on(membership, at):
            for one in circumstances_on(membership, at):
                for care, last, due in _owed(one, membership, rule, at):
                    yield membership, one, care, last, due


def _cares(rule: MobilityRule, at: At) -> Iterator[CareStatus]:
    for membership, one, care, last, due in _cared_for(rule, at):
        yield CareStatus(
            id=f"{rule.name}:{one.id}:{rule.care.index(care)}",
            membership=membership.id,
            circumstance=one.id,
            rule=rule.known_as,
            last=last,
            due=due,
            late=at.day > due,
        )


def _contacts(membership: Membership, purposes: tuple[str, ...], since: date, at: At) -> Iterator[date]:
    for one in at.snapshot.referrers(Contact, "target", ("person", membership.person)):
        if since <= one.on <= at.day and (not purposes or one.purpose in purposes):
            yield one.on


def _problem(code: str, membership: Membership, rule: MobilityRule, at: At, **details: object) -> Problem:
    source = at.snapshot.sources.get(key_of(membership))
    return Problem(code, source=source, value=membership.id, details={**rule_details(rule), "id": membership.id, **details})


def _excused(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> bool | None:
    return excused_from(record, reader.snapshot) if isinstance(record, Attendance) and not rest else None


def _problems(rule: MobilityRule, at: At) -> Iterator[Problem]:
    for course in transfers_on(rule, at):
        yield from course.problems
        if course.late:
            yield _late(course, rule, at)
    yield from homes_twice(rule, at)
    yield from second_without_home(rule, at)
    yield from (one.reason for one in mobility_proposals(rule, at))


def _late(course: TransferCourse, rule: MobilityRule, at: At) -> Problem:
    details = rule_details(rule, rule.transfer.source if rule.transfer else "")
    return Problem(
        "transfer-late",
        source=at.snapshot.sources.get(("membership", course.membership)),
        value=course.membership,
        details={**details, "id": course.membership, "by": course.by},
    )


def _to_dos(rule: MobilityRule, at: At) -> Iterator[ToDo]:
    """Members who have left and were not taken up elsewhere in time, transfers that were asked for, contacts that are owed soon."""
    for membership, one, care, _, due in _cared_for(rule, at):
        if due >= at.day:
            yield ToDo.by(
                rule,
                kind="mobility",
                urgency=Urgency.DUE,
                record=key_of(membership),
                unit=membership.unit,
                day=due,
                reason=_care_due(one, care, due, membership, rule, at),
                source=care.source or rule.source,
            )
    for course in transfers_on(rule, at):
        if course.late and course.state is TransferState.BETWEEN:
            yield ToDo.by(
                rule,
                kind="mobility",
                urgency=Urgency.OVERDUE,
                record=("membership", course.membership),
                unit=course.goal or course.origin,
                day=course.by,
                reason=_late(course, rule, at),
            )
        elif course.state is TransferState.REQUESTED:
            membership = at.snapshot.all(Membership)[course.membership]
            yield ToDo.by(
                rule,
                kind="mobility",
                urgency=Urgency.LACKING,
                record=key_of(membership),
                unit=course.origin,
                reason=_problem(
                    "transfer-to-approve",
                    membership,
                    rule,
                    at,
                    day=course.since,
                    goal=_name(course.goal, at) if course.goal else "—",
                ),
            )


def _records(rule: MobilityRule, at: At) -> Iterator[TransferStatus]:
    for one in transfers_on(rule, at):
        yield TransferStatus(
            id=f"{rule.name}:{one.membership}",
            membership=one.membership,
            rule=rule.known_as,
            state=one.state,
            since=one.since,
            goal=one.goal,
            by=one.by,
            late=one.late,
        )


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
    derives=(Derivation(TransferStatus, _records), Derivation(CareStatus, _cares)),
    finds=_problems,
    proposes=mobility_proposals,
    todo=_to_dos,
    untyped="a transfer has steps and no result that a rule computes",
)
