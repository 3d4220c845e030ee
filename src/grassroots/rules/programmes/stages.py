"""Stages of programmes: which rules hold for one, and the tasks in it, each in its last round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from attrs import evolve, field, frozen

from grassroots.charter import StateKind
from grassroots.charter.rule import Rule, needed, not_below, word
from grassroots.errors import InvalidArgument
from grassroots.model import Programme, Stage, Step, Task
from grassroots.reading import At
from grassroots.reading.lifecycle import status_on


@frozen(kw_only=True)
class StageRule(Rule):
    """A rule about a stage of each programme of a kind. `programme`: the kind of programme; `stage`: the number of the stage; 0 (of a gate): of each that another follows."""

    programme: str = field(metadata=word("programme") | needed())
    stage: int = field(metadata=not_below(1))


R = TypeVar("R", bound=StageRule)


def programme_of(stage: Stage, at: At) -> Programme:
    """The programme of a stage.

    Raises:
        InvalidArgument: it is not among the records.
    """
    found = at.snapshot.get(Programme, stage.programme)
    if found is None:
        raise InvalidArgument(f"the programme {stage.programme!r} of the stage {stage.id!r} is not among the records")
    return found


def rules_for(stage: Stage, form: type[R], at: At) -> list[R]:
    """The rules of a form about a stage, in the text of its first day.

    Raises:
        InvalidArgument: the programme of the stage is not among the records.
    """
    kind = programme_of(stage, at).kind
    known = at.snapshot.charter.rules_of(form, stage.start)
    return [rule for rule in known if rule.programme == kind and is_about(rule, stage, at)]


def is_about(rule: StageRule, stage: Stage, at: At) -> bool:
    """Whether a rule is about a stage, as far as its number goes."""
    return rule.stage == stage.number if rule.stage else next_stage(stage, at) is not None


def next_stage(stage: Stage, at: At) -> Stage | None:
    """The stage that follows one in its programme."""
    beside = at.snapshot.referrers(Stage, "programme", ("programme", stage.programme))
    return min((one for one in beside if one.number > stage.number), key=lambda one: (one.number, one.id), default=None)


def stages_of(rule: StageRule, at: At) -> Iterator[Stage]:
    """The stages that a rule is about and that have begun, in the order of their ids."""
    for stage in at.snapshot.all(Stage).values():
        programme = at.snapshot.get(Programme, stage.programme)
        about = programme is not None and programme.kind == rule.programme and is_about(rule, stage, at)
        if about and stage.start <= at.day and rule.holds_on(stage.start):
            yield stage


def last_day(stage: Stage) -> date:
    """The last day of a stage; the end of all days where it has none."""
    return date.max if stage.end is None else stage.end - timedelta(days=1)


def opened(task: Task, on: date, due: date, at: At) -> Task:
    """A task with the first step of its workflow."""
    workflow = at.snapshot.charter.workflow_of(task)
    return task if workflow is None else evolve(task, steps=(Step(state=workflow.start, on=on, due=due),))


def latest_tasks(stage: Stage, at: At) -> list[Task]:
    """The tasks of a stage that were opened by the day and not dropped, each in its last round."""
    latest: dict[str, Task] = {}
    for task in at.snapshot.all(Task).values():
        if task.stage != stage.id or not task.steps or task.steps[0].on > at.day:
            continue
        base = first_round(task)
        if base not in latest or latest[base].round < task.round:
            latest[base] = task
    return [task for task in latest.values() if _kind(task, at) is not StateKind.DROPPED]


def first_round(task: Task) -> str:
    """The id of the task in its first round; a task with an id of the office's own stands by itself."""
    base, mark, number = task.id.rpartition("#")
    return base if mark and number == str(task.round) else task.id


def is_done(task: Task, at: At) -> bool:
    """Whether a task is final at the end of the day."""
    return _kind(task, at) is StateKind.DONE


def _kind(task: Task, at: At) -> StateKind | None:
    status = status_on(task.steps, at.snapshot.charter.workflow_of(task), at.day)
    return status.state_kind if status else None
