"""Life cycles: what the dated steps of a record say on a day. State, outcome and rating are three things; so is the promise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from enum import StrEnum

from attrs import frozen

from grassroots.charter import StateKind, Workflow
from grassroots.model import Step
from grassroots.values import UnitId


class Promise(StrEnum):
    """Whether what was promised by a due day was done. A due day without a time ends with the day."""

    KEPT = "kept"
    """Done, no later than due."""
    LATE = "late"
    """Done, after it was due."""
    OVERDUE = "overdue"
    """Not done, and the due moment has passed."""
    RUNNING = "running"
    """Not done, and not yet due."""
    NONE = "none"
    """Nothing was promised, or the matter was dropped."""


@frozen(kw_only=True)
class Status:
    """Where a life stands at the end of a day. `since`: the day on which it came into its state."""

    state: str
    state_kind: StateKind | None
    since: date
    outcome: str | None = None
    rating: str | None = None
    handler: UnitId | None = None
    due: date | None = None
    due_at: time | None = None
    promise: Promise = Promise.NONE
    settled: date | None = None
    """The day of the step that set the outcome in force."""
    rated: date | None = None
    """The day of the step that set the rating in force."""
    ground: str | None = None
    """On what ground the latest step was taken that names one."""


_END = time.max


def status_on(steps: Sequence[Step], workflow: Workflow | None, day: date) -> Status | None:
    """Where a life stands at the end of `day`; None if it has not begun.

    A rating or outcome holds until a later step sets another, or until the matter is opened again after it was done or dropped.
    A rating that was given before anything was done, to which the workflow does not lead, says nothing, and makes nothing done.

    >>> steps = [Step(state="received", on=date(2014, 3, 3)), Step(state="replied", on=date(2014, 3, 9), outcome="solved")]
    >>> status_on(steps, None, date(2014, 3, 8)).outcome is None
    True
    >>> status_on(steps, None, date(2014, 3, 9)).outcome
    'solved'
    """
    state: str | None = None
    since = day
    kind: StateKind | None = None
    outcome = rating = ground = None
    settled = rated = None
    handler: UnitId | None = None
    due: date | None = None
    due_at: time | None = None
    done: Step | None = None
    promised: tuple[date, time] | None = None
    for step in steps:
        if step.on > day:
            continue
        found = workflow.states.get(step.state) if workflow else None
        if found is not None and found.next_day and step.on == day and state is not None:
            continue
        before, kind = kind, found.kind if found else None
        # By the days that the office wrote, nothing had been done yet that could be rated.
        earlier = workflow.states.get(state) if workflow and state else None
        too_early = (
            earlier.kind in (StateKind.OPEN, StateKind.WAITING) and step.state not in (state, *earlier.next)
            if earlier
            else False
        )
        if too_early and kind is StateKind.DONE and workflow and follows_only_done(workflow, step.state):
            kind = before
            continue
        if step.state != state:
            state, since = step.state, step.on
        if before in (StateKind.DONE, StateKind.DROPPED) and kind in (StateKind.OPEN, StateKind.WAITING):
            outcome = rating = ground = settled = rated = None
        if step.due is not None:
            due, due_at = step.due, step.due_at
        if kind is StateKind.DONE:
            if before is not StateKind.DONE:
                done, promised = step, None if due is None else (due, due_at or _END)
        else:
            done = None
        if step.outcome is not None:
            outcome, settled = step.outcome, step.on
        if step.rating is not None and not too_early:
            rating, rated = step.rating, step.on
        if step.ground is not None:
            ground = step.ground
        if step.unit is not None:
            handler = step.unit
    if state is None:
        return None
    if kind is StateKind.DROPPED:
        promise = Promise.NONE
    elif done is not None:
        promise = Promise.NONE if promised is None else _kept(done, promised)
    elif due is None:
        promise = Promise.NONE
    else:
        passed = due < day or (due == day and due_at is not None)
        promise = Promise.OVERDUE if passed else Promise.RUNNING
    return Status(
        state=state,
        state_kind=kind,
        since=since,
        outcome=outcome,
        rating=rating,
        handler=handler,
        due=due,
        due_at=due_at,
        promise=promise,
        settled=settled,
        rated=rated,
        ground=ground,
    )


def follows_only_done(workflow: Workflow, state: str) -> bool:
    """Whether a state, such as a rating, follows only on what was done: entered before that it makes nothing done."""
    return not any(state in other.next for other in workflow.states.values() if not other.ended)


def _kept(done: Step, promised: tuple[date, time]) -> Promise:
    # A done step without a time is good for the whole of its day.
    moment = (done.on, done.at if done.at is not None else time.min)
    return Promise.KEPT if moment <= promised else Promise.LATE


def first_reached(steps: Sequence[Step], states: Collection[str], day: date) -> date | None:
    """The day on which one of some states was first reached, if that was no later than `day`.

    >>> first_reached([Step(state="received", on=date(2014, 3, 3))], ["received"], date(2014, 3, 31))
    datetime.date(2014, 3, 3)
    """
    for step in steps:
        if step.state in states and step.on <= day:
            return step.on
    return None
