"""Gates: what must hold before a stage of a programme may be left, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.measure import Form
from grassroots.charter.rule import names, not_below, of_noun, share, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.workflow import StateKind
from grassroots.fields import described, public
from grassroots.model import Activity, Derived, Finding, Stage, Task, derived_noun, key_of
from grassroots.problems import Named, Problem, nearest
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.programmes.asked import figure_at
from grassroots.rules.programmes.duties import statuses
from grassroots.rules.programmes.duty_status import ROOM, DutyState
from grassroots.rules.programmes.stages import (
    StageRule,
    is_done,
    last_day,
    latest_tasks,
    next_stage,
    programme_of,
    rules_for,
    stages_of,
)
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by
from grassroots.texts import Phrase, catalogue, languages
from grassroots.values import Language, StageId

Number = Fraction | Decimal | int
"""What a figure that a gate looks at comes to; a rate is a share from 0 to 1."""


@frozen(kw_only=True)
class Bound:
    """A measure and what its figure must reach: `at_least`, `at_most`, or both. A rate is a share from 0 to 1."""

    measure: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@frozen(kw_only=True)
class GateRule(StageRule):
    """What must hold before a stage of a programme may be left.

    `final`: the least share of its tasks that is final (0, if it has none).
    `duties`: duties of which nothing that fell due in the stage may be open. `activities`: kinds of
    activity each of which must have taken place in the stage. `bounds`: figures that must be reached.
    `meeting`: an activity of the stage for which this holds must have taken place (a change-over meeting). `findings`: what was found in the stage, at an
    activity of it or about it, for which this holds must have been put right. Without `stage`, it is the gate of every stage that another follows.

    >>> GateRule(name="second", programme="campaign", stage=2).final
    Decimal('1')
    """

    final: Decimal = field(default=Decimal(1), metadata=share())
    duties: tuple[str, ...] = field(default=(), metadata=names("duty"))
    activities: tuple[str, ...] = field(default=(), metadata=word("activity"))
    bounds: tuple[Bound, ...] = ()
    stage: int = field(default=0, metadata=not_below(0))
    meeting: Condition | None = field(default=None, metadata=of_noun("=activity"))
    findings: Condition | None = field(default=None, metadata=of_noun("=finding"))


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

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Each condition, line by line."""
        say = catalogue(ROOM).say
        head = say("gate-open" if self.is_open else "gate-shut", language, stage=self.stage, day=self.day)
        lines = [
            say(
                "gate-holds" if item.holds else "gate-fails",
                language,
                what=say(f"what-{item.what}", language),
                name=item.labels.get(language) or item.name,
                said=item.said,
                opened="" if item.opened else say("never-opened", language),
            )
            for item in self.items
        ]
        return (head, *lines, *([say("source", language, source=self.source)] if self.source else []))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class GateState(Derived):
    """The gate of a stage on a day: whether all that it asks holds.

    >>> GateState(id="second:c-2", stage=StageId("c-2"), rule="second", passed=True).over
    False
    """

    stage: StageId = field(metadata=public("the stage", ref="stage", home=True))
    rule: str = field(metadata=public("the gate of the charter"))
    passed: bool = field(metadata=public("whether all that it asks holds"))
    over: bool = field(default=False, metadata=public("whether the last day of the stage has come"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class LookBackFinding(Derived):
    """Something that a look-back found in a stage and that a gate wants put right, once that is done or the next stage has begun.

    >>> LookBackFinding(id="f-1", finding="f-1", stage=StageId("c-2"), rule="second", righted=False).righted
    False
    """

    finding: str = field(metadata=public("what was found", ref="finding", home=True))
    stage: StageId = field(metadata=public("the stage in which it was found", ref="stage"))
    rule: str = field(metadata=public("the gate of the charter"))
    righted: bool = field(metadata=public("whether it was put right before the next stage began"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class GateCondition(Derived):
    """One condition for leaving a stage, and whether it holds. Figures are those of the unit that runs the programme, from the first day of the stage on.

    >>> GateCondition(id="second:c-2:tasks:c-2", stage=StageId("c-2"), rule="second", what="tasks", name="c-2", said="3/4").holds
    False
    """

    stage: StageId = field(metadata=public("the stage", ref="stage", home=True))
    rule: str = field(metadata=public("the gate of the charter that asks it"))
    what: str = field(metadata=public("what is asked: tasks, duty, activity or figure"))
    name: str = field(metadata=public("the stage whose tasks, the duty, the kind of activity, or the measure"))
    said: str = field(metadata=public("what was found, as 3/4"))
    holds: bool = field(default=False, metadata=public("whether it holds"))
    opened: bool = field(default=True, metadata=public("whether there is anything of it at all"))


def gate(stage: Stage, at: At, figures: Mapping[str, Number | None]) -> Gate:
    """Whether a stage may be left at the end of a day. A stage for which the charter has no gate may be left.

    Args:
        stage: the stage.
        at: the records and the day.
        figures: what each measure that the gate names comes to; `figures_asked` names them. One that is missing or None holds no bound.

    Raises:
        InvalidArgument: the programme of the stage is not among the records.
    """
    rules = rules_for(stage, GateRule, at)
    items = [item for rule in rules for item in _items(rule, stage, at, figures)]
    return Gate(stage=stage.id, day=at.day, items=tuple(items), source="; ".join(rule.source for rule in rules if rule.source))


def figures_asked(stage: Stage, at: At) -> tuple[str, ...]:
    """The measures that the gate of a stage looks at."""
    rules = rules_for(stage, GateRule, at)
    return tuple(dict.fromkeys(bound.measure for rule in rules for bound in rule.bounds))


def _items(rule: GateRule, stage: Stage, at: At, figures: Mapping[str, Number | None]) -> Iterator[GateItem]:
    yield _tasks(rule, stage, at)
    yield from _duties(rule, stage, at)
    yield from _activities(rule, stage, at)
    if rule.meeting is not None:
        held = [one for one in _held(stage, at) if at.reader.holds(one, rule.meeting, at.day)]
        yield GateItem(what="meeting", name=stage.id, holds=bool(held), said=str(len(held)), opened=bool(_held(stage, at)))
    if rule.findings is not None:
        found = stage_findings(rule, stage, at)
        left = [one for one in found if righted_on(one, at) is None]
        said, left_open = f"{len(found) - len(left)}/{len(found)}", tuple(("finding", one.id) for one in left)
        yield GateItem(what="findings", name=stage.id, holds=not left, said=said, open=left_open)
    for bound in rule.bounds:
        yield _figure(bound, figures.get(bound.measure), at)


def _tasks(rule: GateRule, stage: Stage, at: At) -> GateItem:
    tasks = latest_tasks(stage, at)
    undone = [task for task in tasks if not is_done(task, at)]
    said = f"{len(tasks) - len(undone)}/{len(tasks)}"
    share = Fraction(len(tasks) - len(undone), len(tasks)) if tasks else Fraction(0)
    left_open = tuple(("task", task.id) for task in undone)
    enough = share >= Fraction(rule.final)
    return GateItem(what="tasks", name=stage.id, holds=enough, said=said, open=left_open, opened=bool(tasks))


def _duties(rule: GateRule, stage: Stage, at: At) -> Iterator[GateItem]:
    owed = statuses(evolve(at, scope=programme_of(stage, at).unit)) if rule.duties else ()
    latest = max(last_day(stage), at.day)
    for name in rule.duties:
        within = [one for one in owed if one.due.duty == name and one.last and stage.start <= one.last <= latest]
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


def _activities(rule: GateRule, stage: Stage, at: At) -> Iterator[GateItem]:
    for kind in rule.activities:
        held = [
            one
            for one in at.snapshot.all(Activity).values()
            if one.kind == kind
            and stage.start <= one.on <= at.day
            and (one.stage == stage.id or (one.stage is None and one.programme == stage.programme))
        ]
        labels = {language: at.snapshot.charter.label("activity", kind, language) for language in languages()}
        yield GateItem(what="activity", name=kind, holds=bool(held), said=str(len(held)), labels=labels)


def _held(stage: Stage, at: At) -> list[Activity]:
    """The activities of a stage that took place by the day."""
    return [one for one in at.snapshot.referrers(Activity, "stage", ("stage", stage.id)) if one.on <= at.day]


def stage_findings(rule: GateRule, stage: Stage, at: At) -> list[Finding]:
    """What a gate wants put right of what was found in a stage by the day: at an activity of it, or about it."""
    if rule.findings is None:
        return []
    found = {one.id: one for one in at.snapshot.referrers(Finding, "subject", ("stage", stage.id))}
    for activity in _held(stage, at):
        found |= {one.id: one for one in at.snapshot.referrers(Finding, "activity", ("activity", activity.id))}
    return [
        one for one in found.values() if one.steps and one.steps[0].on <= at.day and at.reader.holds(one, rule.findings, at.day)
    ]


def righted_on(finding: Finding, at: At) -> date | None:
    """The day on which something found was put right, or fell away; None while it is open."""
    workflow = at.snapshot.charter.workflow_of(finding)
    righted: date | None = None
    for step in finding.steps:
        if step.on <= at.day:
            state = workflow.states.get(step.state) if workflow else None
            righted = None if state is None or state.kind is StateKind.OPEN else righted or step.on
    return righted


def _figure(bound: Bound, value: Number | None, at: At) -> GateItem:
    exact = None if value is None else Fraction(value)
    holds = (
        exact is not None
        and (bound.at_least is None or exact >= Fraction(bound.at_least))
        and (bound.at_most is None or exact <= Fraction(bound.at_most))
    )
    pairs = (("≥", bound.at_least), ("≤", bound.at_most))
    limits = " ".join(f"{sign} {limit}" for sign, limit in pairs if limit is not None)
    measure = at.snapshot.charter.measures.get(bound.measure)
    said, labels = f"{'—' if value is None else value} ({limits})", measure.labels if measure else {}
    return GateItem(what="figure", name=bound.measure, holds=holds, said=said, labels=labels)


def _conditions(rule: GateRule, at: At) -> Iterator[GateCondition]:
    for stage in stages_of(rule, at):
        for one in _items(rule, stage, at, _figures(rule, stage, at)):
            yield GateCondition(
                id=f"{rule.known_as}:{stage.id}:{one.what}:{one.name}",
                stage=stage.id,
                rule=rule.known_as,
                what=one.what,
                name=one.name,
                said=one.said,
                holds=one.holds,
                opened=one.opened,
            )


def _gate_states(rule: GateRule, at: At) -> Iterator[GateState]:
    for stage in stages_of(rule, at):
        passed = all(one.holds for one in _items(rule, stage, at, _figures(rule, stage, at)))
        over = last_day(stage) <= at.day
        yield GateState(id=f"{rule.known_as}:{stage.id}", stage=stage.id, rule=rule.known_as, passed=passed, over=over)


def _look_back_findings(rule: GateRule, at: At) -> Iterator[LookBackFinding]:
    for stage in stages_of(rule, at):
        following = next_stage(stage, at)
        for one in stage_findings(rule, stage, at) if following else ():
            righted = righted_on(one, at)
            if following is not None and (righted is not None or following.start <= at.day):
                in_time = righted is not None and righted < following.start
                yield LookBackFinding(id=one.id, finding=one.id, stage=stage.id, rule=rule.known_as, righted=in_time)


def _figures(rule: GateRule, stage: Stage, at: At) -> Mapping[str, Number | None]:
    unit = programme_of(stage, at).unit
    return {bound.measure: figure_at(bound.measure, unit, at, stage.start) for bound in rule.bounds}


def _problems(rule: GateRule, at: At) -> Iterator[Problem]:
    """Stages that are over, or left for the next, and what of their gates does not hold."""
    for stage in stages_of(rule, at):
        left = _left_on(stage, at)
        for one in _shut(rule, stage, at) if left is not None else ():
            yield _told("gate-shut", rule, stage, at, one, end=left)
        following = next_stage(stage, at)
        if following is not None and following.start <= at.day and _held(following, at):
            then = At.of(at.snapshot, following.start)
            for one in _shut(rule, stage, then):
                yield _told("gate-begun", rule, stage, then, one, begun=following.id, start=following.start)


def _shut(rule: GateRule, stage: Stage, at: At) -> list[GateItem]:
    """What of a gate does not hold. What was never opened is not told: nobody keeps records of it; nor is a figure that has no value."""
    activities = bool(at.snapshot.all(Activity))
    figures = _figures(rule, stage, at)
    return [
        one
        for one in _items(rule, stage, at, figures)
        if not one.holds
        and one.opened
        and (one.what != "activity" or activities)
        and (one.what != "figure" or figures[one.name] is not None)
    ]


def _left_on(stage: Stage, at: At) -> date | None:
    """The day on which a stage was left: its end, or the first day on which something of a later stage of the programme was opened; None while it runs."""
    later = {
        one.id for one in at.snapshot.referrers(Stage, "programme", ("programme", stage.programme)) if one.number > stage.number
    }
    tasks = (one for id in later for one in at.snapshot.referrers(Task, "stage", ("stage", id)))
    begun = [one.steps[0].on for one in tasks if one.steps and one.steps[0].on <= at.day]
    over = [stage.end] if stage.end is not None and stage.end <= at.day else []
    return min((*begun, *over), default=None)


def _told(code: str, rule: GateRule, stage: Stage, at: At, one: GateItem, **more: object) -> Problem:
    details = {
        "rule": rule.title,
        "what": Phrase(ROOM, f"what-{one.what}"),
        "name": Named(one.labels.get("en", one.name), one.labels),
        "said": one.said,
        "source": rule.source or "—",
        **more,
    }
    return Problem(code, source=at.snapshot.sources.get(key_of(stage)), value=stage.id, details=details)


def _to_dos(rule: GateRule, at: At) -> Iterator[ToDo]:
    """What of a gate does not hold yet, by the last day of its stage."""
    for stage in stages_of(rule, at):
        last = last_day(stage)
        for one in _shut(rule, stage, at) if last != date.max else ():
            urgency = by_day(last, at.day)
            reason = _told("gate-closes", rule, stage, at, one, last=last)
            yield ToDo.about(stage, at, kind="gate", rule=rule, urgency=urgency, reason=reason, day=last)


def _closing(rule: GateRule, at: At) -> Iterator[Proposed]:
    """That a stage without a last day ends, once all that its gate asks is there."""
    for stage in stages_of(rule, at):
        items = _items(rule, stage, at, _figures(rule, stage, at)) if stage.end is None and stage.start < at.day else []
        if items and all(one.holds for one in items):
            reason = problem_by(rule, stage, at, "gate-open", stage.id, stage=stage.name or stage.id)
            yield Proposed.by(rule, stage, at, "close", reason, (Carried(noun="stage", id=stage.id, fields={"end": at.day}),))


def unsound_gate(rule: GateRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in the bounds of a gate: what does not exist, or cannot be reached."""
    for number, bound in enumerate(rule.bounds):
        here: Path = ("bounds", number)
        measure = charter.measures.get(bound.measure)
        if measure is None:
            near = {"known": nearest(bound.measure, charter.measures)}
            yield (*here, "measure"), "charter-measure-named", bound.measure, near
            continue
        if bound.at_least is None and bound.at_most is None:
            yield here, "charter-no-bound", "", {}
        if measure.form is Form.SPREAD:
            yield (*here, "measure"), "charter-gate-spread", bound.measure, {}
        low, high = bound.at_least, bound.at_most
        if low is not None and low < 0:
            yield here, "charter-no-bound", "", {}
        unreachable = measure.form is Form.RATE and ((low is not None and low > 1) or (high is not None and high < 0))
        if unreachable or (low is not None and high is not None and high < low):
            yield here, "charter-gate-unreachable", bound.measure, {}


def _typed(rule: GateRule, at: At) -> Iterator[Held]:
    """The first day of a stage whose gate before it is shut today: a day to come."""
    for stage in list(stages_of(rule, at))[-1:]:
        following = next_stage(stage, at)
        if following is not None and at.day < date.max and stage.end is not None and _shut(rule, stage, at):
            begun = evolve(following, start=at.day)
            if _held(begun, at):
                yield Held(record=following, gives=at.day + timedelta(days=1), other=at.day)


KIND = Kind(
    name="gate",
    form=GateRule,
    sound=unsound_gate,
    judges_past=True,
    derives=(
        Derivation(GateCondition, _conditions),
        Derivation(GateState, _gate_states),
        Derivation(LookBackFinding, _look_back_findings),
    ),
    finds=_problems,
    proposes=_closing,
    todo=_to_dos,
    typed=(Typed(noun=Stage, field="start", told={"gate-begun": "begun"}, of=_typed),),
)
