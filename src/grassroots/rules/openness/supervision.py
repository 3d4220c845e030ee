"""Supervision: where a mandate for a check without notice stands, and when what was put right is checked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.model import Finding, Mandate, Step, Unit, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.openness.notice_checks import mandate_problems, steps_of_kind
from grassroots.rules.openness.supervision_rule import CovertCheckRule, RecheckRule, unsound_covert_check
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot


@frozen(kw_only=True)
class MandateStatus:
    """A mandate at the end of a day.

    `disclose_by`: the last day on which those who were checked are told in time; `disclosed`: when they were. `challenge_until`: the last day for a challenge.
    `usable`: whether anything may follow from what was found: it was disclosed, is not under challenge, was not set aside, and the time to challenge is over.
    """

    mandate: str
    rule: CovertCheckRule
    state: str
    disclose_by: date
    disclosed: date | None
    challenge_until: date | None
    usable: bool


def covert_check_of(mandate: Mandate, snapshot: Snapshot) -> CovertCheckRule | None:
    """The rule under which a service point may be checked without notice, on the first day of the mandate; None if there is none."""
    target = snapshot.get("unit", mandate.target)
    kind = target.kind if isinstance(target, Unit) else ""
    for one in snapshot.charter.rules.get("covert_check", {}).values():
        if isinstance(one, CovertCheckRule) and one.holds_on(mandate.first) and kind in one.targets:
            return one
    return None


def status_of_mandate(mandate: Mandate, snapshot: Snapshot, day: date | None = None) -> MandateStatus | None:
    """Where a mandate stands at the end of a day (the as-of day without one); None if it has not begun, or no rule allows it."""
    read = day or snapshot.as_of
    rule = covert_check_of(mandate, snapshot)
    standing = status_on(mandate.steps, snapshot.charter.workflow_of(mandate), read)
    if rule is None or standing is None:
        return None
    told = [step.on for step in steps_of_kind(mandate, snapshot, StateKind.DONE) if step.on <= read]
    challenge_until = told[0] + timedelta(days=rule.challenge_days) if told else None
    challenged = any(
        step.on <= read and (not told or step.on >= told[0]) for step in steps_of_kind(mandate, snapshot, StateKind.WAITING)
    )
    over = challenge_until is not None and (challenged or read > challenge_until)
    return MandateStatus(
        mandate=mandate.id,
        rule=rule,
        state=standing.state,
        disclose_by=rule.disclosed_within.after(mandate.last),
        disclosed=told[0] if told else None,
        challenge_until=challenge_until,
        usable=standing.state_kind is StateKind.DONE and over,
    )


def mandate_proposals(snapshot: Snapshot, day: date | None = None) -> tuple[Proposed, ...]:
    """What is proposed on a day: to disclose what was checked without notice and is not told yet. Nothing of it is done here."""
    read = day or snapshot.as_of
    found = []
    for mandate in snapshot.all("mandate").values():
        if not isinstance(mandate, Mandate):
            continue
        standing = status_of_mandate(mandate, snapshot, read)
        dropped = any(step.on <= read for step in steps_of_kind(mandate, snapshot, StateKind.DROPPED))
        if standing is not None and standing.disclosed is None and not dropped and read > standing.disclose_by:
            rule = standing.rule
            reason = _told("mandate-undisclosed", mandate, rule, snapshot, standing.disclose_by)
            found.append(_propose("disclose", mandate, rule, read, reason))
    return tuple(found)


@frozen(kw_only=True)
class Recheck:
    """A finding that is looked at again: how often it was in order (`passed`), on which day last, and when it is due again.

    `due`: the last day for the next check, the earlier one of the rule's and the one that a step names; None once it was in order often enough.
    """

    finding: str
    rule: RecheckRule
    passed: int
    last: date
    due: date | None
    overdue: bool


def rechecks(snapshot: Snapshot, day: date | None = None) -> tuple[Recheck, ...]:
    """The findings that are looked at again on a day (the as-of day without one), in the order of their ids, under the first rule that is meant for them."""
    read = day or snapshot.as_of
    reader = Reader(snapshot)
    found = (_recheck(one, snapshot, reader, read) for one in snapshot.all("finding").values() if isinstance(one, Finding))
    return tuple(one for one in found if one is not None)


def recheck_proposals(snapshot: Snapshot, day: date | None = None) -> tuple[Proposed, ...]:
    """What is proposed on a day: to check again what is overdue, and to close what was in order often enough."""
    read = day or snapshot.as_of
    found = []
    for one in rechecks(snapshot, read):
        finding = snapshot.get("finding", one.finding)
        assert isinstance(finding, Finding)
        if one.overdue:
            found.append(
                _propose("recheck", finding, one.rule, read, _told("recheck-overdue", finding, one.rule, snapshot, one.due))
            )
        elif one.due is None:
            found.append(
                _propose("close", finding, one.rule, read, _told("recheck-passed", finding, one.rule, snapshot, one.passed))
            )
    return tuple(found)


def checked_again(finding: Finding, snapshot: Snapshot, on: date) -> Step:
    """The step that says that a finding was in order on a day, with the day by which it is looked at again; for people to record.

    Raises:
        NotFound: no rule of the charter is meant for it.
    """
    rule = _rule(finding, snapshot, Reader(snapshot), on)
    if rule is None:
        raise NotFound(f"no rule of the charter {snapshot.charter.id!r} says when the finding {finding.id!r} is checked again")
    passed = sum(step.state == rule.state and step.on <= on for step in finding.steps) + 1
    last = bool(rule.times) and passed >= rule.times
    return Step(state=rule.state, on=on, due=None if last else rule.every.after(on))


def _rule(finding: Finding, snapshot: Snapshot, reader: Reader, day: date) -> RecheckRule | None:
    for one in snapshot.charter.rules.get("recheck", {}).values():
        if isinstance(one, RecheckRule) and one.holds_on(day) and reader.holds(finding, one.where, day):
            return one
    return None


def _recheck(finding: Finding, snapshot: Snapshot, reader: Reader, day: date) -> Recheck | None:
    rule = _rule(finding, snapshot, reader, day)
    standing = reader.status(finding, day)
    if rule is None or standing is None or standing.state != rule.state:
        return None
    # What went back into hand in between begins anew.
    seen = list(_run(finding, rule.state, day))
    last, passed = seen[-1].on, len(seen)
    due = None
    if not rule.times or passed < rule.times:
        due = min(rule.every.after(last), seen[-1].due or date.max)
    return Recheck(finding=finding.id, rule=rule, passed=passed, last=last, due=due, overdue=due is not None and day > due)


def _run(finding: Finding, state: str, day: date) -> Iterator[Step]:
    """The latest steps in a row that are in a state."""
    run: list[Step] = []
    for step in finding.steps:
        if step.on <= day:
            run = [*run, step] if step.state == state else []
    return iter(run)


def _told(
    code: str, record: Mandate | Finding, rule: CovertCheckRule | RecheckRule, snapshot: Snapshot, value: object
) -> Problem:
    return Problem(
        code,
        source=snapshot.sources.get(key_of(record)),
        value=str(value),
        details={"id": record.id, "rule": rule.name, "source": rule.source or "—"},
    )


def _propose(what: str, record: Mandate | Finding, rule: CovertCheckRule | RecheckRule, day: date, reason: Problem) -> Proposed:
    return Proposed(
        what=what, record=key_of(record), day=day, reason=reason, rule=rule.name, source=rule.source, labels=rule.labels
    )


KIND = Kind(
    name="covert_check",
    form=CovertCheckRule,
    sound=unsound_covert_check,
    checks={"mandate": mandate_problems},
    silent="its checks hold each time a record comes in",
)
