"""What in a life of dated steps does not follow its workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from grassroots.charter import Workflow
from grassroots.problems import nearest


def step_faults(steps: Iterable[Any], workflow: Workflow) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What in a life does not follow the workflow: (code, step, details). Several days in one state need no rule."""
    known = [step for step in steps if step.state in workflow.states]
    for step in steps:
        if step.state not in workflow.states:
            yield "unknown-state", step, {"workflow": workflow.name, "near": nearest(step.state, workflow.states)}
    moves = list(_move_faults(known, workflow))
    if moves:
        yield from _misdated(known, workflow) or moves
    for step in known:
        for name, allowed in (("outcome", workflow.outcomes), ("rating", workflow.ratings)):
            value = getattr(step, name)
            if value is not None and value not in allowed:
                yield f"unknown-{name}", step, {"value": value, "workflow": workflow.name, "near": nearest(value, allowed)}


def _move_faults(steps: Iterable[Any], workflow: Workflow) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    before = None
    steps = list(steps)
    begun = next((step for step in steps if step.state in workflow.starts), None)
    for step in steps:
        if before is None and step.state not in workflow.starts and begun is not None:
            # It did begin, by the days that were written after this: one of the two days is wrong.
            yield "steps-out-of-order", step, {"value": step.on, "before": begun.state, "day": begun.on}
        elif before is None and step.state not in workflow.starts:
            yield "wrong-start", step, {"workflow": workflow.name, "start": workflow.starts}
        if before is not None and step.state != before and step.state not in workflow.states[before].next:
            allowed = workflow.states[before].next
            yield "step-not-allowed", step, {"workflow": workflow.name, "before": before, "allowed": allowed}
        before = step.state


def _misdated(steps: Iterable[Any], workflow: Workflow) -> list[tuple[str, Any, dict[str, Any]]]:
    """The first step with a day before that of the step which it follows, if the workflow takes the steps in the order of its states: then
    one day is wrong, though it makes several moves impossible, and is told once."""
    order = list(workflow.states)
    steps = list(steps)
    if len({step.state for step in steps}) < len(steps):
        return []  # Who comes to a state again goes a way of their own: their order says nothing of a day.
    meant = sorted(steps, key=lambda step: order.index(step.state))
    if any(_move_faults(meant, workflow)):
        return []
    early = [(before, after) for before, after in pairwise(meant) if after.on < before.on]
    return [
        ("steps-out-of-order", step, {"value": step.on, "before": before.state, "day": before.on}) for before, step in early[:1]
    ]
