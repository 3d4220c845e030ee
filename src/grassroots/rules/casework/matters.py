"""Findings on a day: who is to put them right, and by when. And cases that are in the wrong hands: of whoever asked, or of the unit complained about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter import StateKind, Workflow
from grassroots.fields import described, internal, public
from grassroots.model import Case, Derived, Finding, Post, Tenure, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, Urgency, by_day
from grassroots.rules.worded import unit_name
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class FindingState(Derived):
    """Where a finding stands at the end of a day. It counts at the unit that was looked at, whoever keeps the row.

    >>> FindingState(id="f-1", finding="f-1", found=date(2024, 3, 1), owned=True, promise=Promise.RUNNING, fix=Promise.RUNNING).due is None
    True
    """

    finding: str = field(metadata=public("the finding", ref="finding"))
    unit: UnitId | None = field(
        default=None, metadata=internal("the unit that was looked at, or that of what was looked at", ref="unit", home=True)
    )
    found: date = field(metadata=public("the day on which it was found"))
    owned: bool = field(metadata=public("whether a post answers for it that somebody holds"))
    promise: Promise = field(metadata=public("what became of its last day: kept, late, overdue, running or none"))
    due: date | None = field(default=None, metadata=public("the last day in time"))
    fix: Promise = field(
        metadata=public("whether it was put right in time, before any check: kept, late, overdue, running or none")
    )
    fix_due: date | None = field(default=None, metadata=public("the last day for putting it right"))
    fixed: date | None = field(default=None, metadata=public("the day on which it was put right"))
    come: bool = field(default=False, metadata=public("whether the last day for putting it right has come"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Agency(Derived):
    """Whether somebody acts in a case for another.

    >>> Agency(id="c-1", case="c-1", for_another=False).case
    'c-1'
    """

    case: str = field(metadata=public("the case", ref="case", home=True))
    for_another: bool = field(metadata=public("whether the agent is another than whoever asked"))


def _agencies(_: None, at: At) -> Iterator[Agency]:
    for case in at.snapshot.all(Case).values():
        if case.agent is not None and case.steps and case.steps[0].on <= at.day:
            yield Agency(id=case.id, case=case.id, for_another=not _own_agent(case, at))


def _own_agent(case: Case, at: At) -> bool:
    return case.requester is not None and at.snapshot.person(case.agent or "") == at.snapshot.person(case.requester)


def _states(_: None, at: At) -> Iterator[FindingState]:
    for one in at.snapshot.all(Finding).values():
        status = at.reader.status(one, at.day)
        if status is not None and status.state_kind is not StateKind.DROPPED:
            due, fixed = put_right(one, at)[1:]
            yield FindingState(
                id=one.id,
                finding=one.id,
                unit=_looked_at(one, at),
                found=_found(one, at),
                owned=_lacks_owner(one, at) is None,
                promise=status.promise,
                due=status.due,
                fix=_fix(due, fixed, at.day),
                fix_due=due,
                fixed=fixed,
                come=due is not None and due <= at.day,
            )


def _fix(due: date | None, fixed: date | None, day: date) -> Promise:
    if due is None:
        return Promise.NONE
    if fixed is not None:
        return Promise.KEPT if fixed <= due else Promise.LATE
    return Promise.OVERDUE if due < day else Promise.RUNNING


def put_right(one: Finding, at: At) -> tuple[str | None, date | None, date | None]:
    """Where a finding stands, by when it was to be put right, and on which day it was: the first step of its present round from which it can end without being in hand again.
    Neither a step before it was found puts it right, nor an end to which the workflow does not lead: a last check of what was never put right."""
    workflow = at.snapshot.charter.workflow_of(one)
    due: date | None = None
    fixed: date | None = None
    state: str | None = None
    for step in one.steps:
        if step.on > at.day or workflow is None:
            continue
        known = workflow.states.get(step.state)
        if known is not None and known.kind is StateKind.OPEN:
            due, fixed, state = step.due or due, None, step.state
        elif known is None or state is None:
            continue
        elif known.kind is not StateKind.DONE or step.state in workflow.states[state].next:
            fixed = step.on if fixed is None and _settles(workflow, step.state) else fixed
            state = step.state
    return state, due, fixed


def _found(one: Finding, at: At) -> date:
    """The day on which a finding began, also where an earlier day is written of what came after."""
    workflow = at.snapshot.charter.workflow_of(one)
    starts = workflow.starts if workflow else ()
    return next((step.on for step in one.steps if step.state in starts), one.steps[0].on)


def _settles(workflow: Workflow, state: str) -> bool:
    """Whether a life may come to its end from a state without being open again."""
    seen: set[str] = set()
    ahead = [state]
    while ahead:
        known = workflow.states.get(name := ahead.pop())
        if known is None or name in seen or known.kind is StateKind.OPEN:
            continue
        if known.kind is StateKind.DONE:
            return True
        seen.add(name)
        ahead += known.next
    return False


def _looked_at(one: Finding, at: At) -> UnitId | None:
    if one.subject.noun == "unit":
        return UnitId(one.subject.id)
    record = at.snapshot.get(one.subject.noun, one.subject.id)
    return (at.snapshot.home(record) if record is not None else None) or one.unit


def _lacks_owner(one: Finding, at: At) -> str | None:
    """Why nobody answers for a finding, as the code of a problem; None where somebody does. Where nobody keeps who holds posts, a post is enough."""
    if one.owner is None:
        return "finding-unowned"
    held = at.snapshot.referrers(Tenure, "post", ("post", one.owner))
    if held and not any(at.snapshot.counts_on(tenure, at.day) for tenure in held):
        return "finding-vacant"
    return None


def _open(at: At) -> Iterator[Finding]:
    for one in at.snapshot.all(Finding).values():
        status, workflow = at.reader.status(one, at.day), at.snapshot.charter.workflow_of(one)
        state, _, fixed = put_right(one, at)
        stands = workflow.states[state].kind if workflow and state else None
        never = stands is StateKind.OPEN and fixed is None
        if status is not None and (
            status.state_kind is StateKind.OPEN or (never and status.state_kind is not StateKind.DROPPED)
        ):
            yield one


def _problems(_: None, at: At) -> Iterator[Problem]:
    """Findings that nobody is to put right, where the office says of any who is; such as are overdue; and agents who speak for themselves."""
    kept = any(one.owner is not None for one in at.snapshot.all(Finding).values()) or bool(at.snapshot.all(Tenure))
    for one in _open(at):
        code = _lacks_owner(one, at)
        if code is not None and kept:
            yield _problem(code, one, at, one.owner or "—")
    for one in _open(at):
        due = put_right(one, at)[1]
        if due is not None and due < at.day:
            yield _problem("finding-overdue", one, at, due)
    for case in at.snapshot.all(Case).values():
        if case.agent is not None and case.steps and case.steps[0].on <= at.day and _own_agent(case, at):
            source = at.snapshot.sources.get(key_of(case))
            yield Problem("case-own-agent", source=source, value=case.id, details={"unit": unit_name(case.unit, at)})
        yield from _in_own_hands(case, at)


def _in_own_hands(case: Case, at: At) -> Iterator[Problem]:
    """A case that is in the hands of the unit complained about."""
    status = at.reader.status(case, at.day)
    if case.against is not None and status is not None and status.handler == case.against:
        details = {"id": case.id, "against": unit_name(case.against, at)}
        yield Problem("case-own-hands", source=at.snapshot.sources.get(key_of(case)), value=case.id, details=details)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    wrong = {str(one.details["id"]): one for one in _problems(None, at) if one.code in ("finding-unowned", "finding-vacant")}
    for one in _open(at):
        due = put_right(one, at)[1]
        if one.id in wrong:
            yield ToDo.about(one, at, kind="finding", urgency=Urgency.LACKING, reason=wrong[one.id])
        if due is not None:
            post = at.snapshot.get(Post, one.owner) if one.owner else None
            urgency, kind = by_day(due, at.day), post.kind if post else ""
            reason = _problem("finding-due", one, at, due, owner=_owner(post, at))
            yield ToDo.about(one, at, kind="finding", urgency=urgency, reason=reason, day=due, post=kind)


def _owner(post: Post | None, at: At) -> object:
    """The post that answers for a finding, by its number and what it is; a dash where there is none."""
    return "—" if post is None else (post.id, at.snapshot.charter.named("post", post.kind))


def _problem(code: str, one: Finding, at: At, value: object, **more: object) -> Problem:
    source = at.snapshot.sources.get(key_of(one))
    return Problem(code, source=source, value=value, details={"id": one.id, "unit": unit_name(one.unit, at), **more})


KIND: Kind[None] = Kind(
    name="finding",
    form=None,
    derives=(Derivation(FindingState, _states), Derivation(Agency, _agencies)),
    finds=_problems,
    todo=_to_dos,
    untyped="whether something is put right is what people type",
)
