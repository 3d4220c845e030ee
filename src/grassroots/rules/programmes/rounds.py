"""Tasks on a day: what is overdue, what was done out of order, and the look-back that a stage which is over asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, public
from grassroots.model import Derived, Post, Stage, Task, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.programmes.stages import first_round, is_done, last_day, latest_tasks
from grassroots.rules.programmes.tasks import look_back
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import kind_label, unit_name
from grassroots.texts import languages
from grassroots.values import StageId

AGAIN = timedelta(days=30)
"""By when what a look-back sends round again is proposed to be done."""


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class TaskState(Derived):
    """Where a task stands at the end of a day.

    >>> TaskState(id="t-1", task="t-1", promise=Promise.KEPT, done=True).round
    1
    """

    task: str = field(metadata=public("the task", ref="task", home=True))
    stage: StageId | None = field(default=None, metadata=public("the stage at whose end it is to be final", ref="stage"))
    promise: Promise = field(metadata=public("what became of its last day: kept, late, overdue, running or none"))
    done: bool = field(metadata=public("whether it is final"))
    round: int = field(default=1, metadata=public("which time it is done, from 1"))
    last_round: bool = field(default=True, metadata=public("whether no later round was opened"))
    due: date | None = field(default=None, metadata=public("the last day in time"))


def _rounds(at: At) -> dict[str, list[Task]]:
    """The rounds of each task that were opened by the day, in order."""
    found: dict[str, list[Task]] = {}
    for task in at.snapshot.all(Task).values():
        if task.steps and task.steps[0].on <= at.day:
            found.setdefault(first_round(task), []).append(task)
    for rounds in found.values():
        rounds.sort(key=lambda one: (one.round, one.id))
    return found


def _states(_: None, at: At) -> Iterator[TaskState]:
    for rounds in _rounds(at).values():
        for task in rounds:
            status = at.reader.status(task, at.day)
            if status is not None and status.state_kind is not StateKind.DROPPED:
                yield TaskState(
                    id=task.id,
                    task=task.id,
                    stage=task.stage,
                    promise=status.promise,
                    done=status.state_kind is StateKind.DONE,
                    round=task.round,
                    last_round=task is rounds[-1],
                    due=status.due,
                )


def _problems(_: None, at: At) -> Iterator[Problem]:
    """Tasks that are overdue and went round no more, rounds that began before the one before was due or done, and stages that nobody looked back on."""
    for rounds in _rounds(at).values():
        for before, task in zip([None, *rounds], rounds, strict=False):
            status = at.reader.status(task, at.day)
            if status is not None and status.promise is Promise.OVERDUE and task is rounds[-1]:
                yield _problem("task-overdue", task, at, status.due or "")
            if before is None:
                continue
            if task.round == before.round:
                yield _problem("round-twice", task, at, before.id)
            ended = next((step.on for step in before.steps if _kind(before, step.state, at) is StateKind.DONE), None)
            due = before.steps[0].due
            first = min((day for day in (ended, due) if day is not None), default=None)
            if first is not None and task.steps[0].on < first:
                yield _problem("round-early", task, at, before.id, day=task.steps[0].on, first=first)
    for stage in _over(at):
        open_ = [task for task in latest_tasks(stage, at) if not is_done(task, at) and task.steps[0].on <= last_day(stage)]
        if open_:
            yield _left(stage, open_, at)


def _over(at: At) -> Iterator[Stage]:
    return (one for one in at.snapshot.all(Stage).values() if last_day(one) < at.day)


def _left(stage: Stage, tasks: list[Task], at: At) -> Problem:
    told = {"number": len(tasks), "last": last_day(stage), "tasks": tuple(one.id for one in tasks[:5])}
    return Problem("stage-not-looked-back", source=at.snapshot.sources.get(key_of(stage)), value=stage.id, details=told)


def _kind(task: Task, state: str, at: At) -> StateKind | None:
    workflow = at.snapshot.charter.workflow_of(task)
    return workflow.states[state].kind if workflow and state in workflow.states else None


def _problem(code: str, task: Task, at: At, value: object, **details: object) -> Problem:
    source = at.snapshot.sources.get(key_of(task))
    told = {"id": task.id, "unit": unit_name(task.unit, at), "owner": task.post or "—", **details}
    return Problem(code, source=source, value=value, details=told)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """The tasks that are not final, by their last day."""
    for rounds in _rounds(at).values():
        task = rounds[-1]
        status = at.reader.status(task, at.day)
        if status is None or status.due is None or status.promise not in (Promise.OVERDUE, Promise.RUNNING):
            continue
        post = at.snapshot.get(Post, task.post) if task.post else None
        late = status.promise is Promise.OVERDUE
        reason = _problem("task-overdue" if late else "task-due", task, at, status.due)
        urgency, kind = by_day(status.due, at.day), post.kind if post else ""
        yield ToDo.about(task, at, kind="task_state", urgency=urgency, reason=reason, day=status.due, post=kind)


def _proposals(_: None, at: At) -> Iterator[Proposed]:
    """That what was left open in a stage that is over goes round again: a finding for each task, and the task of the next round."""
    for problem in _problems(None, at):
        if problem.code == "stage-not-looked-back":
            stage = at.snapshot.all(Stage)[StageId(problem.value)]
            found = look_back(stage, at, at.day + AGAIN)
            changes = tuple(Carried.adds(one) for one in (*found.findings, *found.tasks))
            labels = {language: kind_label("task_state", language) for language in languages()}
            yield Proposed(
                what="look_back", record=key_of(stage), day=at.day, reason=problem, rule="", labels=labels, changes=changes
            )


KIND: Kind[None] = Kind(
    name="task_state",
    form=None,
    derives=(Derivation(TaskState, _states),),
    finds=_problems,
    todo=_to_dos,
    proposes=_proposals,
    untyped="whether a task is final is what people type; the rule computes no other answer",
)
