"""Programmes: tasks that a stage opens at every unit, the gate at its end, the look-back that sends failed items round again, targets and their gaps.

Nothing here changes a record: what is opened, found or planned is given as records to be added by whoever decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from attrs import evolve, field, frozen

from grassroots.charter import StateKind
from grassroots.charter.words import Labels
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.model import Activity, Finding, Programme, Stage, Step, Target, Task
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.programmes.duties import Duties, DutyState
from grassroots.rules.programmes.programme_rule import (
    GateRule,
    HorizonRule,
    TaskRule,
    unsound_gate,
    unsound_horizon,
    unsound_task,
)
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Quantity, Ref, UnitId

R = TypeVar("R", TaskRule, GateRule)

Number = Fraction | Decimal | int
"""What a figure that a gate or a target looks at comes to; a rate is a share from 0 to 1."""


def tasks_of(snapshot: Snapshot, stage: Stage) -> tuple[Task, ...]:
    """The tasks that a stage opens at the units under the one that runs the programme. What is there already is not given again.

    Raises:
        InvalidArgument: the programme of the stage is not in the snapshot.
    """
    programme, reader = _programme(snapshot, stage), Reader(snapshot)
    found: list[Task] = []
    for rule in _rules(snapshot, "task", TaskRule, programme, stage):
        for id in snapshot.under(programme.unit, stage.start):
            unit = snapshot.get("unit", id)
            if unit is None or (rule.where is not None and not reader.holds(unit, rule.where, stage.start)):
                continue
            made = Task(
                id=f"{rule.known_as}:{stage.id}:{id}",
                unit=id,
                programme=programme.id,
                stage=stage.id,
                kind=rule.kind,
                title=rule.labels.get(snapshot.charter.languages[0], ""),
            )
            if snapshot.get("task", made.id) is None:
                due = stage.start + timedelta(days=rule.due_after) if rule.due_after else _last(stage)
                found.append(_opened(made, snapshot, stage.start, due))
    return tuple(found)


@frozen(kw_only=True)
class GateItem:
    """One condition of a gate: what is asked, whether it holds, and what stands against it (the records, or the figure). `labels`: what `name` is called.

    `opened`: whether there is anything of it at all. Nothing done of nothing is not done: tasks that nobody opened, duties that nobody made due.
    """

    what: str
    name: str
    holds: bool
    said: str
    open: tuple[tuple[str, str], ...] = ()
    labels: Labels = field(factory=dict, hash=False)
    opened: bool = True


_WHAT = {"tasks": "任务", "duty": "职责", "activity": "活动", "figure": "指标"}


@frozen(kw_only=True)
class Gate:
    """Whether a stage may be left on a day, and each condition with what it found."""

    stage: str
    day: date
    items: tuple[GateItem, ...]
    source: str = ""

    @property
    def is_open(self) -> bool:
        """Whether every condition holds."""
        return all(item.holds for item in self.items)

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """Each condition, line by line."""
        zh = language == "zh"
        head = (
            f"阶段{self.stage}在{self.day}{'可以' if self.is_open else '不可以'}转入下一阶段。"
            if zh
            else f"The stage {self.stage} may {'' if self.is_open else 'not '}be left on {self.day}."
        )
        lines = [head]
        for item in self.items:
            mark = ("符合" if item.holds else "不符合") if zh else ("holds" if item.holds else "does not hold")
            if not item.opened:
                mark += "（从未下达）" if zh else " (never opened)"
            what = _WHAT[item.what] if zh else item.what
            name = item.labels.get(language) or item.name
            lines.append(f"{what} {name}：{item.said}，{mark}。" if zh else f"{what} {name}: {item.said}; {mark}.")
        if self.source:
            lines.append(f"依据：{self.source}。" if zh else f"Source: {self.source}.")
        return tuple(lines)


def gate(snapshot: Snapshot, stage: Stage, day: date, figures: Mapping[str, Number | None]) -> Gate:
    """Whether a stage may be left at the end of a day. A stage for which the charter has no gate may be left.

    Args:
        snapshot: the records.
        stage: the stage.
        day: the day.
        figures: what each measure that the gate names comes to; `figures_asked` names them. One that is missing or None holds no bound.
    """
    programme = _programme(snapshot, stage)
    rules = _rules(snapshot, "gate", GateRule, programme, stage)
    items = [item for rule in rules for item in _items(rule, snapshot, stage, day, figures)]
    return Gate(stage=stage.id, day=day, items=tuple(items), source="; ".join(rule.source for rule in rules if rule.source))


def figures_asked(snapshot: Snapshot, stage: Stage) -> tuple[str, ...]:
    """The measures that the gate of a stage looks at."""
    rules = _rules(snapshot, "gate", GateRule, _programme(snapshot, stage), stage)
    return tuple(dict.fromkeys(bound.measure for rule in rules for bound in rule.bounds))


def _items(
    rule: GateRule, snapshot: Snapshot, stage: Stage, day: date, figures: Mapping[str, Number | None]
) -> Iterable[GateItem]:
    tasks = _latest(snapshot, stage, day)
    undone = [task for task in tasks if not _is_done(task, snapshot, day)]
    said = f"{len(tasks) - len(undone)}/{len(tasks)}"
    share = Fraction(len(tasks) - len(undone), len(tasks)) if tasks else Fraction(0)
    left_open = tuple(("task", task.id) for task in undone)
    enough = share >= Fraction(rule.final)
    yield GateItem(what="tasks", name=stage.id, holds=enough, said=said, open=left_open, opened=bool(tasks))
    standings = Duties(snapshot).statuses(day, _programme(snapshot, stage).unit) if rule.duties else ()
    for name in rule.duties:
        within = [
            one for one in standings if one.due.duty == name and one.last and stage.start <= one.last <= max(_last(stage), day)
        ]
        left = [one.due for one in within if one.state in (DutyState.OWED, DutyState.BEHIND)]
        yield GateItem(
            what="duty",
            name=name,
            holds=bool(within) and not left,
            said=f"{len(within) - len(left)}/{len(within)}",
            open=tuple(("due", due.id) for due in left),
            labels=next((one.rule.labels for one in within if one.rule), {}),
            opened=bool(within),
        )
    for kind in rule.activities:
        held = [
            one
            for one in snapshot.all("activity").values()
            if isinstance(one, Activity)
            and one.kind == kind
            and stage.start <= one.on <= day
            and (one.stage == stage.id or (one.stage is None and one.programme == stage.programme))
        ]
        labels = {tag: snapshot.charter.label("activity", kind, tag) for tag in ("en", "zh")}
        yield GateItem(what="activity", name=kind, holds=bool(held), said=str(len(held)), labels=labels)
    for bound in rule.bounds:
        value = figures.get(bound.measure)
        exact = None if value is None else Fraction(value)
        holds = (
            exact is not None
            and (bound.at_least is None or exact >= Fraction(bound.at_least))
            and (bound.at_most is None or exact <= Fraction(bound.at_most))
        )
        limits = " ".join(
            f"{sign} {limit}" for sign, limit in (("≥", bound.at_least), ("≤", bound.at_most)) if limit is not None
        )
        said, measure = f"{'—' if value is None else value} ({limits})", snapshot.charter.measures.get(bound.measure)
        called = measure.labels if measure else {}
        yield GateItem(what="figure", name=bound.measure, holds=holds, said=said, labels=called)


@frozen(kw_only=True)
class LookBack:
    """What a look-back sends round again: a finding for each failed item, and the task of the next round that mends it."""

    findings: tuple[Finding, ...] = ()
    tasks: tuple[Task, ...] = ()


def look_back(snapshot: Snapshot, stage: Stage, day: date, due: date, failed: Iterable[str] = ()) -> LookBack:
    """Sends what failed in a stage round again: what is not final on the day, and what was final and did not stand the test (`failed`, ids of tasks).

    Looking back twice adds nothing. A task that went round stays as it was; at the gate, the last round counts.

    Raises:
        InvalidArgument: `failed` names a task that the stage does not have.
    """
    named = set(failed)
    tasks = _latest(snapshot, stage, day)
    if unknown := named - {task.id for task in tasks}:
        raise InvalidArgument(f"the stage {stage.id!r} has no task {sorted(unknown)[0]!r} in its last round")
    findings: list[Finding] = []
    again: list[Task] = []
    for task in tasks:
        if task.id not in named and _is_done(task, snapshot, day):
            continue
        if task.steps and task.steps[0].on >= day:
            continue
        finding = Finding(
            id=f"look-back:{task.id}", unit=task.unit, subject=Ref("stage", stage.id), item=task.kind, owner=task.post
        )
        workflow = snapshot.charter.workflow_of(finding)
        if workflow:
            finding = evolve(finding, steps=(Step(state=workflow.start, on=day, due=due),))
        if snapshot.get("finding", finding.id) is None:
            findings.append(finding)
        base = _first_round(task)
        following = evolve(
            task,
            id=f"{base}#{task.round + 1}",
            round=task.round + 1,
            about=Ref("finding", finding.id),
            steps=(),
            attachments=(),
        )
        again.append(_opened(following, snapshot, day, due))
    return LookBack(findings=tuple(findings), tasks=tuple(again))


# -- targets -------------------------------------------------------------------------------------------------------------------------


class Reach(StrEnum):
    """How far a target is reached on a day."""

    REACHED = "reached"
    OPEN = "open"
    """Not reached, and its time is not over."""
    MISSED = "missed"
    """Not reached in its time."""
    UNKNOWN = "unknown"
    """There is no figure, or no value, to tell by."""


@frozen(kw_only=True)
class TargetStatus:
    """Where a target stands: the value to reach, what the figure comes to, and what is lacking (never below 0)."""

    target: Target
    reach: Reach
    wanted: Fraction | None
    value: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """What is lacking; None where that cannot be told."""
        if self.wanted is None or self.value is None:
            return None
        return max(self.wanted - self.value, Fraction(0))


def targets_of(rule: HorizonRule, unit: UnitId, start: date, on: date | None = None) -> tuple[Target, ...]:
    """The targets of a unit that follow from shares with a horizon, proposed: one for each part, from `start` on for the years of the rule."""
    from dateutil.relativedelta import relativedelta

    end = start + relativedelta(years=rule.years)
    return tuple(
        Target(
            id=f"{rule.known_as}:{name}:{unit}:{start}",
            unit=unit,
            theme=rule.theme,
            on=on,
            start=start,
            end=end,
            measure=part.measure,
            value=Quantity.of(part.share),
        )
        for name, part in rule.parts.items()
    )


def statuses_of_targets(
    snapshot: Snapshot, day: date, figures: Mapping[tuple[UnitId, str], Number | None]
) -> tuple[TargetStatus, ...]:
    """Where the targets that have begun stand at the end of a day.

    Args:
        snapshot: the records.
        day: the day.
        figures: (unit, measure) → what the figure of that unit comes to.
    """
    found: list[TargetStatus] = []
    for target in snapshot.all("target").values():
        if not isinstance(target, Target) or target.start > day:
            continue
        value = figures.get((target.unit, target.measure)) if target.measure else None
        wanted = target.value.value if target.value else None
        exact, goal = None if value is None else Fraction(value), None if wanted is None else Fraction(wanted)
        if exact is None or goal is None:
            reach = Reach.UNKNOWN
        elif exact >= goal:
            reach = Reach.REACHED
        else:
            reach = Reach.MISSED if target.end is not None and target.end <= day else Reach.OPEN
        found.append(TargetStatus(target=target, reach=reach, wanted=goal, value=exact))
    return tuple(found)


def next_plan(standings: Iterable[TargetStatus], period: Period, on: date) -> tuple[Target, ...]:
    """Next year's plan, proposed from this year's gaps: what was not reached is set again for the new period, the largest share lacking first.

    Targets that run on into the new period stay as they are, and what was reached or cannot be told is not set again.
    """
    if period.start <= on:
        raise InvalidValue(f"a plan made on {on} is for a time to come; give a later period")
    again: list[tuple[Fraction, Target]] = []
    for one in standings:
        runs_on = one.target.end is None or one.target.end > period.start
        if one.gap and one.wanted and not runs_on:
            made = evolve(one.target, id=f"{one.target.id}:{period.start}", on=on, start=period.start, end=period.end)
            again.append((one.gap / one.wanted, made))
    return tuple(target for _, target in sorted(again, key=lambda item: (-item[0], item[1].id)))


# -- how -----------------------------------------------------------------------------------------------------------------------------


def _programme(snapshot: Snapshot, stage: Stage) -> Programme:
    found = snapshot.get("programme", stage.programme)
    if not isinstance(found, Programme):
        raise InvalidArgument(f"the programme {stage.programme!r} of the stage {stage.id!r} is not among the records")
    return found


def _rules(snapshot: Snapshot, kind: str, cls: type[R], programme: Programme, stage: Stage) -> list[R]:
    known = snapshot.charter.rules.get(kind, {}).values()
    return [
        rule
        for rule in known
        if isinstance(rule, cls)
        and rule.programme == programme.kind
        and rule.stage == stage.number
        and rule.holds_on(stage.start)
    ]


def _opened(task: Task, snapshot: Snapshot, on: date, due: date) -> Task:
    workflow = snapshot.charter.workflow_of(task)
    return task if workflow is None else evolve(task, steps=(Step(state=workflow.start, on=on, due=due),))


def _last(stage: Stage) -> date:
    return date.max if stage.end is None else stage.end - timedelta(days=1)


def _latest(snapshot: Snapshot, stage: Stage, day: date) -> list[Task]:
    """The tasks of a stage that were opened by a day and not dropped, each in its last round."""
    latest: dict[str, Task] = {}
    for task in snapshot.all("task").values():
        if not isinstance(task, Task) or task.stage != stage.id or not task.steps or task.steps[0].on > day:
            continue
        base = _first_round(task)
        if base not in latest or latest[base].round < task.round:
            latest[base] = task
    return [task for task in latest.values() if _kind(task, snapshot, day) is not StateKind.DROPPED]


def _first_round(task: Task) -> str:
    """The id of the task in its first round; a task with an id of the office's own stands by itself."""
    base, mark, number = task.id.rpartition("#")
    return base if mark and number == str(task.round) else task.id


def _is_done(task: Task, snapshot: Snapshot, day: date) -> bool:
    return _kind(task, snapshot, day) is StateKind.DONE


def _kind(task: Task, snapshot: Snapshot, day: date) -> StateKind | None:
    standing = status_on(task.steps, snapshot.charter.workflow_of(task), day)
    return standing.state_kind if standing else None


TASK = Kind(name="task", form=TaskRule, sound=unsound_task, silent="TODO")
GATE = Kind(name="gate", form=GateRule, sound=unsound_gate, silent="TODO")
HORIZON = Kind(name="horizon", form=HorizonRule, sound=unsound_horizon, silent="TODO")
