"""Checking again what was put right: how often it was in order, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.fields import described, public
from grassroots.model import Derived, Finding, Post, Step, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.openness.supervision_rule import RecheckRule, unsound_recheck
from grassroots.rules.proposed import Carried, Proposed, step_to
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by, unit_name


def rechecks_on(rule: RecheckRule, at: At) -> Iterator[RecheckState]:
    """The findings that are looked at again on a day, in the order of their ids, where this rule is the first that is meant for them."""
    for finding in at.snapshot.all(Finding).values():
        if _rule(finding, at) == rule and (found := _recheck(finding, rule, at)) is not None:
            yield found


def recheck_proposals(rule: RecheckRule, at: At) -> Iterator[Proposed]:
    """What is proposed on a day: to check again what is overdue, and to close what was in order often enough."""
    for one in rechecks_on(rule, at):
        finding = at.snapshot.all(Finding)[one.finding]
        if one.overdue:
            again = Carried(noun="finding", id=finding.id, step=checked_again(finding, at))
            yield Proposed.by(rule, finding, at, "recheck", _due(one, rule, finding, at), (again,))
        elif one.due is None:
            reason = problem_by(rule, finding, at, "recheck-passed", one.passed)
            yield Proposed.by(rule, finding, at, "close", reason, step_to(finding, StateKind.DONE, at))


def _due(one: RecheckState, rule: RecheckRule, finding: Finding, at: At) -> Problem:
    code = "recheck-overdue" if one.overdue else "recheck-due"
    return problem_by(rule, finding, at, code, one.due, unit=unit_name(finding.unit, at))


def recheck_problems(rule: RecheckRule, at: At) -> Iterator[Problem]:
    """Findings that were not looked at again in time, or were closed before they were in order often enough, or looked at again before they were put right."""
    for one in rechecks_on(rule, at):
        if one.overdue:
            yield _due(one, rule, at.snapshot.all(Finding)[one.finding], at)
    for finding in at.snapshot.all(Finding).values():
        if _rule(finding, at) != rule:
            continue
        workflow = at.snapshot.charter.workflow_of(finding)
        states = workflow.states if workflow else {}
        before: StateKind | None = None
        passed = 0
        for step in finding.steps:
            if step.on > at.day:
                break
            kind = states[step.state].kind if step.state in states else None
            again = step.state == rule.state
            if again and before in (None, StateKind.OPEN):
                yield problem_by(rule, finding, at, "recheck-before", step.on, unit=unit_name(finding.unit, at))
            # What closes it is a check as well.
            if kind is StateKind.DONE and 0 < passed < rule.times - 1:
                told = {"passed": passed, "times": rule.times, "unit": unit_name(finding.unit, at)}
                yield problem_by(rule, finding, at, "recheck-closed", step.on, **told)
            passed = passed + 1 if again else 0
            before = kind


class RecheckStatus(StrEnum):
    """How a finding that is looked at again stands."""

    DUE = "due"
    OVERDUE = "overdue"
    PASSED = "passed"
    """It was in order often enough, and can be closed."""


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class RecheckState(Derived):
    """A finding that is looked at again, at the end of a day.

    >>> day = date(2024, 3, 1)
    >>> RecheckState(id="f-1", finding="f-1", rule="fire", state=RecheckStatus.DUE, passed=1, last=day).times
    0
    """

    finding: str = field(metadata=public("the finding", ref="finding", home=True))
    rule: str = field(metadata=public("the rule of the charter"))
    state: RecheckStatus = field(metadata=public("due, overdue or passed"))
    passed: int = field(metadata=public("how often it was in order in a row; 0 or more"))
    times: int = field(default=0, metadata=public("how often it takes; 0: it is looked at for good"))
    last: date = field(metadata=public("the day on which it was looked at last"))
    due: date | None = field(default=None, metadata=public("the last day in time for the next look"))

    @property
    def overdue(self) -> bool:
        """Whether the day by which it was to be looked at again has passed."""
        return self.state is RecheckStatus.OVERDUE


def _to_dos(rule: RecheckRule, at: At) -> Iterator[ToDo]:
    for one in rechecks_on(rule, at):
        if one.due is not None:
            finding = at.snapshot.all(Finding)[one.finding]
            post = at.snapshot.get(Post, finding.owner) if finding.owner else None
            urgency, reason = by_day(one.due, at.day), _due(one, rule, finding, at)
            kind = post.kind if post else ""
            yield ToDo.about(finding, at, kind="recheck", rule=rule, urgency=urgency, reason=reason, day=one.due, post=kind)


def checked_again(finding: Finding, at: At) -> Step:
    """The step that says that a finding was in order on a day, with the day by which it is looked at again; for people to record.

    Raises:
        NotFound: no rule of the charter is meant for it.
    """
    rule = _rule(finding, at)
    if rule is None:
        charter = at.snapshot.charter.id
        raise NotFound(f"no rule of the charter {charter!r} says when the finding {finding.id!r} is checked again")
    passed = sum(step.state == rule.state and step.on <= at.day for step in finding.steps) + 1
    last = bool(rule.times) and passed >= rule.times
    return Step(state=rule.state, on=at.day, due=None if last else rule.every.after(at.day))


def _rule(finding: Finding, at: At) -> RecheckRule | None:
    rules = at.snapshot.charter.rules_of(RecheckRule, at.day)
    return next((one for one in rules if at.reader.holds(finding, one.where, at.day)), None)


def _recheck(finding: Finding, rule: RecheckRule, at: At) -> RecheckState | None:
    status = at.reader.status(finding, at.day)
    if status is None or status.state != rule.state:
        return None
    # What went back into hand in between begins anew.
    seen = list(_run(finding, rule.state, at.day))
    last, passed = seen[-1].on, len(seen)
    due, state = None, RecheckStatus.PASSED
    if not rule.times or passed < rule.times:
        due = min(rule.every.after(last), seen[-1].due or date.max)
        state = RecheckStatus.OVERDUE if at.day > due else RecheckStatus.DUE
    return RecheckState(
        id=f"{rule.name}:{finding.id}", finding=finding.id, rule=rule.known_as, state=state, passed=passed, times=rule.times, last=last,
        due=due,
    )  # fmt: skip


def _run(finding: Finding, state: str, day: date) -> Iterator[Step]:
    """The latest steps in a row that are in a state."""
    run: list[Step] = []
    for step in finding.steps:
        if step.on <= day:
            run = [*run, step] if step.state == state else []
    return iter(run)


def _typed(rule: RecheckRule, at: At) -> Iterator[Held]:
    """The step that closes a finding, before it was in order often enough."""
    for one in rechecks_on(rule, at):
        finding = at.snapshot.all(Finding)[one.finding]
        for ends in step_to(finding, StateKind.DONE, at) if one.passed < rule.times - 1 else ():
            yield Held(record=finding, gives=finding.steps, other=(*finding.steps, ends.step))


KIND = Kind(
    name="recheck",
    form=RecheckRule,
    sound=unsound_recheck,
    derives=(Derivation(RecheckState, rechecks_on),),
    finds=recheck_problems,
    proposes=recheck_proposals,
    todo=_to_dos,
    typed=(Typed(noun=Finding, field="steps", told={"recheck-closed": "id"}, of=_typed),),
)
