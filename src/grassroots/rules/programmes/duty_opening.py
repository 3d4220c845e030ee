"""What falls due: the things due of each unit, post and team for the periods that begin in a stretch of days, as records to be added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve

from grassroots.model import Due, Post, Step, Team, Unit
from grassroots.reading import At
from grassroots.rules.programmes.duty_rule import DutyRule, Occasion
from grassroots.rules.programmes.duty_status import DutyState, bearer_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

Bearer = Unit | Post | Team
"""Who can owe something."""


def due_id(duty: str, first: date, bearer: str) -> str:
    """The id of a thing due: the same duty of the same bearer for the same period has the same id.

    >>> due_id("lesson", date(2014, 1, 1), "b7")
    'lesson:2014-01-01:b7'
    """
    return f"{duty}:{first}:{bearer}"


def duties_of(at: At, period: Period, duties: Iterable[str] = ()) -> tuple[Due, ...]:
    """The things due whose periods begin in `period`, as records to be added. What is there already is not given again.

    Who stands and meets the conditions of a duty on the first day of one of its periods owes it for that period. What falls away later (the unit is
    dissolved before the last day) is not behind: it is waived.

    Args:
        at: the records; their charter holds the duties.
        period: days with an end.
        duties: only these duties, by name; without any, all.

    Raises:
        NotFound: the charter has no such duty.
    """
    snapshot, charter = at.snapshot, at.snapshot.charter
    wanted, rules = set(duties), charter.rules_of(DutyRule)
    for name in sorted(wanted - {rule.known_as for rule in rules}):
        charter.rule("duty", name)
    there = {(due.duty, bearer_of(due), due.first) for due in snapshot.all(Due).values()}
    found: list[Due] = []
    for rule in rules:
        if wanted and rule.known_as not in wanted:
            continue
        for occasion in rule.occasions(period):
            first = occasion.period.start
            if not rule.holds_on(first):
                continue
            for bearer in _bearers(rule, at, first):
                if (rule.known_as, bearer.id, first) not in there:
                    found.append(_opened(rule, bearer, occasion, snapshot))
    return tuple(sorted(found, key=lambda due: due.id))


def _bearers(rule: DutyRule, at: At, day: date) -> Iterable[Bearer]:
    for record, start, end in at.snapshot.kept(f"bearers:{rule.who.value}", lambda _: _spans(rule.who.value, at.snapshot)):
        if start <= day and (end is None or day < end) and (rule.where is None or at.reader.holds(record, rule.where, day)):
            yield record


def _spans(noun: str, snapshot: Snapshot) -> list[tuple[Bearer, date, date | None]]:
    """All who could bear a duty, with the first day on which they and their unit stand, and the first on which they do so no more."""
    found = []
    for record in snapshot.all(noun).values():
        if isinstance(record, Bearer):
            unit = _unit_of(record, snapshot)
            starts = [start for start in (record.start, unit.start if unit else None) if start]
            found.append((record, max(starts, default=date.min), end_of(record, snapshot)))
    return found


def _unit_of(bearer: Bearer, snapshot: Snapshot) -> Unit | None:
    return bearer if isinstance(bearer, Unit) else snapshot.get(Unit, bearer.unit)


def end_of(bearer: Bearer, snapshot: Snapshot) -> date | None:
    """The first day on which the bearer is no more: its own, or that of its unit."""
    unit = _unit_of(bearer, snapshot)
    return min((end for end in (bearer.end, unit.end if unit else None) if end), default=None)


def _opened(rule: DutyRule, bearer: Bearer, occasion: Occasion, snapshot: Snapshot) -> Due:
    first = occasion.period.start
    due = Due(
        id=due_id(rule.known_as, first, bearer.id),
        unit=UnitId(bearer.id) if isinstance(bearer, Unit) else bearer.unit,
        post=bearer.id if isinstance(bearer, Post) else None,
        team=bearer.id if isinstance(bearer, Team) else None,
        duty=rule.known_as,
        kind=rule.kind or None,
        first=first,
        last=occasion.period.last,
    )
    workflow = snapshot.charter.workflow_of(due)
    start = workflow.start if workflow else DutyState.OWED.value
    return evolve(due, steps=(Step(state=start, on=first, due=occasion.last),))
