"""Supervision: where a mandate for a check without notice stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.model import Mandate, Unit
from grassroots.rules.kind import At, Kind
from grassroots.rules.openness.notice_checks import mandate_problems, steps_of_kind
from grassroots.rules.openness.supervision_rule import CovertCheckRule, unsound_covert_check
from grassroots.rules.proposed import Proposed
from grassroots.rules.worded import problem_by


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


def covert_check_of(mandate: Mandate, at: At) -> CovertCheckRule | None:
    """The rule under which a service point may be checked without notice, on the first day of the mandate; None if there is none."""
    target = at.snapshot.get(Unit, mandate.target)
    kind = target.kind if target else ""
    return next((one for one in at.snapshot.charter.rules_of(CovertCheckRule, mandate.first) if kind in one.targets), None)


def status_of_mandate(mandate: Mandate, at: At) -> MandateStatus | None:
    """Where a mandate stands at the end of a day; None if it has not begun, or no rule allows it."""
    rule = covert_check_of(mandate, at)
    status = at.reader.status(mandate, at.day)
    if rule is None or status is None:
        return None
    told = [step.on for step in steps_of_kind(mandate, at.snapshot, StateKind.DONE) if step.on <= at.day]
    challenge_until = told[0] + timedelta(days=rule.challenge_days) if told else None
    challenged = any(
        step.on <= at.day and (not told or step.on >= told[0])
        for step in steps_of_kind(mandate, at.snapshot, StateKind.WAITING)
    )
    over = challenge_until is not None and (challenged or at.day > challenge_until)
    return MandateStatus(
        mandate=mandate.id,
        rule=rule,
        state=status.state,
        disclose_by=rule.disclosed_within.after(mandate.last),
        disclosed=told[0] if told else None,
        challenge_until=challenge_until,
        usable=status.state_kind is StateKind.DONE and over,
    )


def mandate_proposals(rule: CovertCheckRule, at: At) -> Iterator[Proposed]:
    """What is proposed on a day: to disclose what was checked without notice and is not told yet. Nothing of it is done here."""
    for mandate in at.snapshot.all(Mandate).values():
        status = status_of_mandate(mandate, at)
        dropped = any(step.on <= at.day for step in steps_of_kind(mandate, at.snapshot, StateKind.DROPPED))
        if status is None or status.rule != rule or status.disclosed is not None or dropped or at.day <= status.disclose_by:
            continue
        reason = problem_by(rule, mandate, at, "mandate-undisclosed", status.disclose_by, rule=rule.name)
        yield Proposed.by(rule, mandate, at, "disclose", reason)


KIND = Kind(
    name="covert_check",
    form=CovertCheckRule,
    sound=unsound_covert_check,
    checks={"mandate": mandate_problems},
    finds=lambda rule, at: (one.reason for one in mandate_proposals(rule, at)),
    proposes=mandate_proposals,
    judges_past=True,
)
