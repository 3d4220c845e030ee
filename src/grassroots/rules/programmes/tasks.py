"""Tasks: what a stage of a programme opens at every unit, and the look-back that sends what failed round again.

Nothing here changes a record: what is opened or sent round again is given as records to be added by whoever decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import evolve, field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.rule import between, needed, of_noun, word
from grassroots.errors import InvalidArgument
from grassroots.model import Finding, Stage, Step, Task, Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.rules.programmes.stages import (
    StageRule,
    first_round,
    is_done,
    last_day,
    latest_tasks,
    opened,
    programme_of,
    rules_for,
    stages_of,
)
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import unit_name
from grassroots.values import Ref


@frozen(kw_only=True)
class TaskRule(StageRule):
    """A task that each unit for which `where` holds gets when a stage of a programme begins.

    `kind`: a word of the list `task`. `due_after`: days from the first day of the stage; 0: it is due on the last day of the stage.

    >>> TaskRule(name="papers", programme="campaign", stage=2, kind="self_inspection").due_after
    0
    """

    kind: str = field(metadata=word("task") | needed())
    where: Condition | None = field(default=None, metadata=of_noun("=unit"))
    due_after: int = field(default=0, metadata=between(0, 36500))


def tasks_of(stage: Stage, at: At) -> tuple[Task, ...]:
    """The tasks that a stage opens at the units under the one that runs the programme. What is there already is not given again.

    Raises:
        InvalidArgument: the programme of the stage is not among the records.
    """
    return tuple(task for rule in rules_for(stage, TaskRule, at) for task in _tasks(rule, stage, at))


def _tasks(rule: TaskRule, stage: Stage, at: At) -> Iterator[Task]:
    programme, snapshot = programme_of(stage, at), at.snapshot
    for id in snapshot.under(programme.unit, stage.start):
        unit = snapshot.get(Unit, id)
        if unit is None or (rule.where is not None and not at.reader.holds(unit, rule.where, stage.start)):
            continue
        made = Task(
            id=f"{rule.known_as}:{stage.id}:{id}",
            unit=id,
            programme=programme.id,
            stage=stage.id,
            kind=rule.kind,
            title=rule.labels.get(snapshot.charter.languages[0], ""),
        )
        if snapshot.get(Task, made.id) is None:
            due = stage.start + timedelta(days=rule.due_after) if rule.due_after else last_day(stage)
            yield opened(made, stage.start, due, at)


@frozen(kw_only=True)
class LookBack:
    """What a look-back sends round again: a finding for each failed item, and the task of the next round that mends it."""

    findings: tuple[Finding, ...] = ()
    tasks: tuple[Task, ...] = ()


def look_back(stage: Stage, at: At, due: date, failed: Iterable[str] = ()) -> LookBack:
    """Sends what failed in a stage round again: what is not final on the day, and what was final and did not stand the test (`failed`, ids of tasks).

    Looking back twice adds nothing. A task that went round stays as it was; at the gate, the last round counts.

    Raises:
        InvalidArgument: `failed` names a task that the stage does not have.
    """
    named, snapshot, day = set(failed), at.snapshot, at.day
    tasks = latest_tasks(stage, at)
    if unknown := named - {task.id for task in tasks}:
        raise InvalidArgument(f"the stage {stage.id!r} has no task {sorted(unknown)[0]!r} in its last round")
    findings: list[Finding] = []
    again: list[Task] = []
    for task in tasks:
        if task.id not in named and is_done(task, at):
            continue
        if task.steps and task.steps[0].on >= day:
            continue
        finding = Finding(
            id=f"look-back:{task.id}", unit=task.unit, subject=Ref("stage", stage.id), item=task.kind, owner=task.post
        )
        workflow = snapshot.charter.workflow_of(finding)
        if workflow:
            finding = evolve(finding, steps=(Step(state=workflow.start, on=day, due=due),))
        if snapshot.get(Finding, finding.id) is None:
            findings.append(finding)
        base = first_round(task)
        following = evolve(
            task,
            id=f"{base}#{task.round + 1}",
            round=task.round + 1,
            about=Ref("finding", finding.id),
            steps=(),
            attachments=(),
        )
        again.append(opened(following, day, due, at))
    return LookBack(findings=tuple(findings), tasks=tuple(again))


def _to_dos(rule: TaskRule, at: At) -> Iterator[ToDo]:
    """The tasks that nobody opened yet, of stages that run on the day."""
    for stage in stages_of(rule, at):
        if last_day(stage) < at.day:
            continue
        for task in _tasks(rule, stage, at):
            due = task.steps[0].due if task.steps else None
            unit = at.snapshot.all(Unit)[task.unit]
            reason = _unopened(task, rule, stage, at)
            yield ToDo.about(unit, at, kind="task", rule=rule, urgency=Urgency.LACKING, reason=reason, day=due, unit=task.unit)


def _unopened(task: Task, rule: TaskRule, stage: Stage, at: At) -> Problem:
    details = {
        "rule": rule.title,
        "unit": unit_name(task.unit, at),
        "stage": stage.name or stage.id,
        "source": rule.source or "—",
    }
    return Problem("task-not-opened", source=at.snapshot.sources.get(key_of(stage)), value=task.id, details=details)


def _problems(rule: TaskRule, at: At) -> Iterator[Problem]:
    """The tasks that nobody opened in a stage that is over, where others of the rule were."""
    for stage in stages_of(rule, at):
        if last_day(stage) < at.day and any(
            one.id.startswith(f"{rule.known_as}:{stage.id}:") for one in latest_tasks(stage, at)
        ):
            yield from (_unopened(task, rule, stage, at) for task in _tasks(rule, stage, at))


def _proposals(rule: TaskRule, at: At) -> Iterator[Proposed]:
    """That what is to be done in a stage is opened."""
    for stage in stages_of(rule, at):
        for task in _tasks(rule, stage, at) if last_day(stage) >= at.day else ():
            unit = at.snapshot.all(Unit)[task.unit]
            yield Proposed.by(rule, unit, at, "open", _unopened(task, rule, stage, at), (Carried.adds(task),))


KIND = Kind(
    name="task",
    form=TaskRule,
    judges_past=True,
    finds=_problems,
    todo=_to_dos,
    proposes=_proposals,
    untyped="what it opens are tasks, and of those `task_state` tells",
)
