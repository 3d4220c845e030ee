"""Checking again what was put right: how often it was in order, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from grassroots.errors import NotFound
from grassroots.model import Finding, Step
from grassroots.rules.kind import At, Kind
from grassroots.rules.openness.supervision_rule import RecheckRule, unsound_recheck
from grassroots.rules.proposed import Proposed
from grassroots.rules.worded import problem_by


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


def rechecks(rule: RecheckRule, at: At) -> Iterator[Recheck]:
    """The findings that are looked at again on a day, in the order of their ids, where this rule is the first that is meant for them."""
    for finding in at.snapshot.all(Finding).values():
        if _rule(finding, at) == rule and (found := _recheck(finding, rule, at)) is not None:
            yield found


def recheck_proposals(rule: RecheckRule, at: At) -> Iterator[Proposed]:
    """What is proposed on a day: to check again what is overdue, and to close what was in order often enough."""
    for one in rechecks(rule, at):
        finding = at.snapshot.all(Finding)[one.finding]
        if one.overdue:
            reason = problem_by(rule, finding, at, "recheck-overdue", one.due, rule=rule.name)
            yield Proposed.by(rule, finding, at, "recheck", reason)
        elif one.due is None:
            reason = problem_by(rule, finding, at, "recheck-passed", one.passed, rule=rule.name)
            yield Proposed.by(rule, finding, at, "close", reason)


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


def _recheck(finding: Finding, rule: RecheckRule, at: At) -> Recheck | None:
    status = at.reader.status(finding, at.day)
    if status is None or status.state != rule.state:
        return None
    # What went back into hand in between begins anew.
    seen = list(_run(finding, rule.state, at.day))
    last, passed = seen[-1].on, len(seen)
    due = None
    if not rule.times or passed < rule.times:
        due = min(rule.every.after(last), seen[-1].due or date.max)
    return Recheck(finding=finding.id, rule=rule, passed=passed, last=last, due=due, overdue=due is not None and at.day > due)


def _run(finding: Finding, state: str, day: date) -> Iterator[Step]:
    """The latest steps in a row that are in a state."""
    run: list[Step] = []
    for step in finding.steps:
        if step.on <= day:
            run = [*run, step] if step.state == state else []
    return iter(run)


KIND = Kind(name="recheck", form=RecheckRule, sound=unsound_recheck, proposes=recheck_proposals)
