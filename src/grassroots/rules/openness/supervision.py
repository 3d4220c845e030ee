"""Supervision: where a mandate for a check without notice stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, internal, public
from grassroots.model import Derived, Finding, Mandate, Unit, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.openness.notice_checks import mandate_problems, steps_of_kind
from grassroots.rules.openness.supervision_rule import CovertCheckRule, unsound_covert_check
from grassroots.rules.proposed import Proposed, step_to
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by, unit_name
from grassroots.values import MandateId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class MandateState(Derived):
    """A mandate for a check without notice, at the end of a day. Something may follow from what was found (`usable`) once it was disclosed, is not under
    challenge, was not set aside, and the time to challenge is over.

    >>> MandateState(id="ma-1", mandate=MandateId("ma-1"), rule="desks", state="ordered", disclose_by=date(2024, 3, 1)).usable
    False
    """

    mandate: MandateId = field(metadata=internal("the mandate", ref="mandate", home=True))
    rule: str = field(metadata=public("the rule of the charter"))
    state: str = field(metadata=internal("where its life stands, a state of the workflow"))
    disclose_by: date = field(metadata=internal("the last day on which those who were checked are told in time"))
    disclosed: date | None = field(default=None, metadata=internal("when they were told"))
    challenge_until: date | None = field(default=None, metadata=internal("the last day for a challenge"))
    usable: bool = field(default=False, metadata=internal("whether anything may follow from what was found"))


def covert_check_of(mandate: Mandate, at: At) -> CovertCheckRule | None:
    """The rule under which a service point may be checked without notice, on the first day of the mandate; None if there is none."""
    target = at.snapshot.get(Unit, mandate.target)
    kind = target.kind if target else ""
    return next((one for one in at.snapshot.charter.rules_of(CovertCheckRule, mandate.first) if kind in one.targets), None)


def status_of_mandate(mandate: Mandate, at: At) -> MandateState | None:
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
    return MandateState(
        id=f"{rule.name}:{mandate.id}",
        mandate=mandate.id,
        rule=rule.known_as,
        state=status.state,
        disclose_by=status.due or rule.disclosed_within.after(mandate.last),
        disclosed=told[0] if told else None,
        challenge_until=challenge_until,
        usable=status.state_kind is StateKind.DONE and over,
    )


def _standing(rule: CovertCheckRule, at: At) -> Iterator[tuple[Mandate, MandateState]]:
    """The mandates that are under a rule, and where each stands."""
    for mandate in at.snapshot.all(Mandate).values():
        if covert_check_of(mandate, at) == rule and (found := status_of_mandate(mandate, at)) is not None:
            yield mandate, found


def _states(rule: CovertCheckRule, at: At) -> Iterator[MandateState]:
    return (found for _, found in _standing(rule, at))


def mandate_proposals(rule: CovertCheckRule, at: At) -> Iterator[Proposed]:
    """What is proposed on a day: to disclose what was checked without notice and is not told yet. Nothing of it is done here."""
    for mandate, status in _standing(rule, at):
        dropped = any(step.on <= at.day for step in steps_of_kind(mandate, at.snapshot, StateKind.DROPPED))
        if status.disclosed is not None or dropped or at.day <= status.disclose_by:
            continue
        reason = problem_by(rule, mandate, at, "mandate-undisclosed", status.disclose_by)
        yield Proposed.by(rule, mandate, at, "disclose", reason, step_to(mandate, StateKind.DONE, at))


def mandate_findings(rule: CovertCheckRule, at: At) -> Iterator[Problem]:
    """Checks that were not disclosed in time, mandates that ran out unused and still stand, and what was made of a check before it may be used."""
    yield from (one.reason for one in mandate_proposals(rule, at))
    for mandate, status in _standing(rule, at):
        if _unused(mandate, at) and at.day > mandate.last:
            yield problem_by(rule, mandate, at, "mandate-unused", mandate.last)
        if status.disclosed is not None and status.disclosed > status.disclose_by:
            yield problem_by(rule, mandate, at, "mandate-late", status.disclosed, due=status.disclose_by)
        for finding in at.snapshot.referrers(Finding, "mandate", ("mandate", mandate.id)):
            steps = [step for step in finding.steps if step.on <= at.day]
            if steps and not mandate.first <= steps[0].on <= mandate.last:
                told = {"day": steps[0].on, "first": mandate.first, "last": mandate.last}
                yield problem_by(rule, mandate, at, "mandate-finding", finding.id, **told)
            early = next((one.on for one in steps[1:] if status.disclosed is None or one.on < status.disclosed), None)
            if early is not None:
                yield problem_by(rule, mandate, at, "mandate-used", finding.id, day=early)


def _unused(mandate: Mandate, at: At) -> bool:
    """Whether a mandate was ordered and nothing more."""
    workflow = at.snapshot.charter.workflow_of(mandate)
    status = at.reader.status(mandate, at.day)
    return workflow is not None and status is not None and status.state == workflow.start


def _to_dos(rule: CovertCheckRule, at: At) -> Iterator[ToDo]:
    """A check that is to be carried out by its last day, and one that is to be disclosed."""
    proposed = {one.record[1]: one.reason for one in mandate_proposals(rule, at)}
    for mandate, found in _standing(rule, at):
        status = at.reader.status(mandate, at.day)
        if found.disclosed is not None or status is None or status.state_kind is not StateKind.OPEN:
            continue
        unused = _unused(mandate, at) and at.day <= mandate.last
        day = mandate.last if unused else found.disclose_by
        reason = proposed.get(mandate.id) or problem_by(
            rule, mandate, at, "mandate-open" if unused else "mandate-disclose", day, unit=unit_name(mandate.target, at)
        )
        urgency = by_day(day, at.day)
        yield ToDo.about(mandate, at, kind="covert_check", rule=rule, urgency=urgency, reason=reason, day=day)


KIND = Kind(
    name="covert_check",
    form=CovertCheckRule,
    sound=unsound_covert_check,
    checks={"mandate": mandate_problems},
    derives=(Derivation(MandateState, _states),),
    finds=mandate_findings,
    todo=_to_dos,
    proposes=mandate_proposals,
    judges_past=True,
    untyped="the last day of a mandate is typed within bounds, and one beyond them is told when it is taken in",
)
