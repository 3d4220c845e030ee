"""Pathways: how somebody becomes something, step by step. Stages, steps with waiting times and deadlines, who approves, when to begin anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, length, needed, noun, of_noun, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.workflow import State, StateKind, Workflow
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest

Faults = Iterator[Fault]


@frozen(kw_only=True)
class Term(Length):
    """A length of time that runs from the day of a step."""

    since: str


@frozen(kw_only=True)
class Stage:
    """What somebody is on the way, a word of the list `stage`.

    `entered`: the step by which it is reached; `stay`: if given, it is reached so long after that step, by itself.
    `since`: the step from whose day on it counts once it is reached, if not from that of `entered` (a year on trial may run from the vote,
    though the vote only holds once it is approved).
    """

    name: str = field(metadata=word("stage") | needed())
    entered: str
    stay: Length | None = field(default=None, metadata=length())
    since: str = ""


@frozen(kw_only=True)
class PathStep:
    """One step of a pathway, recorded as a dated step of the record.

    `stage`: the stage under which it is listed. `start`: a record may begin with it, as in a register that was begun later than the lives in it;
    then nothing is asked of it. `optional`: nothing waits for it.
    `after`: the steps that must have been taken; none: the one before in the list that is not optional.
    `stay`: may be taken so long after another step, no sooner. `due`: is late when taken later than that. `void`: taken later than that it does not
    count, and the step that it follows (`since`) must be taken again.
    `times`: how often it must be taken before what follows; `every`: after how long it must be taken again, until what follows is taken.
    `approver`: the kinds of unit of which one must have taken it; `above`: one of those above the unit of the record.
    `papers`: the papers that must have come in. `age`: whole years that the person must have. `needs`: what else must hold of the record.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    stage: str = ""
    start: bool = False
    optional: bool = False
    after: tuple[str, ...] = ()
    stay: Term | None = field(default=None, metadata=length())
    due: Term | None = field(default=None, metadata=length())
    void: Term | None = field(default=None, metadata=length())
    times: int = field(default=1, metadata=between(1, 100))
    every: Length | None = field(default=None, metadata=length())
    approver: tuple[str, ...] = field(default=(), metadata=word("unit"))
    above: bool = False
    papers: tuple[str, ...] = ()
    age: int = field(default=0, metadata=between(0, 119))
    needs: Condition = field(default=ALWAYS, metadata=of_noun("noun"))
    source: str = ""


@frozen(kw_only=True)
class Mark:
    """A dated step of a record that is no step of the way: a paper that comes in, a pause, an exit.

    `next_day`: it holds from the day after: whoever leaves on a day belongs until its end.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    next_day: bool = False


@frozen(kw_only=True)
class Restart:
    """A recorded decision that sends somebody back: what follows the entry into the stage `to` must be taken again."""

    name: str
    labels: Labels = field(factory=dict, hash=False)
    to: str
    source: str = ""


@frozen(kw_only=True)
class Extension:
    """A recorded decision that lengthens the waiting time (`stay`) of the step `of`, by at least `least` and at most `most`, so many `times` at most.

    The new end is the `due` day of the recorded step.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    of: str
    least: Length = field(metadata=length())
    most: Length = field(metadata=length())
    times: int = field(default=1, metadata=between(1, 100))
    source: str = ""


@frozen(kw_only=True)
class PathwayRule(Rule):
    """A way of stages and steps for the records of `noun` for which `where` holds.

    `workflow`: the name of the workflow that the steps make up, in which any may follow any other, for the pathway itself says what may come when;
    empty: the steps are states of a workflow that the charter has.
    `judged_from`: steps before this day stand as they are recorded: they followed other rules.
    A pause holds until the next step; an exit ends the way, and with its first step it begins anew. `notes`: what else is recorded
    as a step of the record (a transfer asked for) and changes nothing on the way. `stages`: what somebody is on the way, each with the step by which it is
    entered. `steps`: what is done, in order, with what each needs. `papers`: what must have come before a step. `extensions`: by what a time on the way is made
    longer. `restarts`: what leads back to a stage. `pauses`, `exits`: what stops the way for a while, or for good.

    >>> rule = PathwayRule(name="helpers", noun="application", workflow="helpers", stages=(Stage(name="helper", entered="taken_on"),),
    ...                    steps=(PathStep(name="asked"), PathStep(name="taken_on", stage="helper")))
    >>> rule.before("taken_on"), list(rule.made().states)
    (('asked',), ['asked', 'taken_on'])
    """

    noun: str = field(default="membership", metadata=noun(*(name for name in NOUNS if has_steps(name))))
    where: Condition = field(default=ALWAYS, metadata=of_noun("noun"))
    workflow: str = ""
    judged_from: date | None = None
    stages: tuple[Stage, ...] = field(metadata=needed())
    steps: tuple[PathStep, ...] = field(metadata=needed())
    papers: tuple[Mark, ...] = ()
    extensions: tuple[Extension, ...] = ()
    restarts: tuple[Restart, ...] = ()
    pauses: tuple[Mark, ...] = ()
    exits: tuple[Mark, ...] = ()
    notes: tuple[Mark, ...] = ()

    def step(self, name: str) -> PathStep | None:
        """The step of that name."""
        return next((step for step in self.steps if step.name == name), None)

    def place(self, name: str) -> int:
        """The place of a step in the list, from 0; -1 if it is none."""
        return next((at for at, step in enumerate(self.steps) if step.name == name), -1)

    def before(self, name: str) -> tuple[str, ...]:
        """The steps that must have been taken before one."""
        at = self.place(name)
        step = self.steps[at]
        if step.after or at < 1:
            return step.after
        return next(((earlier.name,) for earlier in reversed(self.steps[:at]) if not earlier.optional), ())

    @property
    def others(self) -> tuple[Mark | Restart | Extension, ...]:
        """What may be recorded beside the steps."""
        return (*self.papers, *self.extensions, *self.restarts, *self.pauses, *self.exits, *self.notes)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may be recorded."""
        return (*(step.name for step in self.steps), *(one.name for one in self.others))

    @property
    def stage_names(self) -> tuple[str, ...]:
        """What somebody can be on the way: its stages, and what a pause or an exit makes of somebody."""
        return (*(one.name for one in self.stages), *(one.name for one in (*self.pauses, *self.exits)))

    def made(self) -> Workflow:
        """The workflow that the steps make up."""
        exits = {one.name for one in self.exits}
        pauses = {one.name for one in self.pauses}
        entries = {stage.entered for stage in self.stages}
        last = self.stages[-1].entered if self.stages else ""
        at = self.place(last)
        states = {}
        every: tuple[PathStep | Mark | Restart | Extension, ...] = (*self.steps, *self.others)
        for number, one in enumerate(every):
            kind = StateKind.OPEN
            if one.name in exits:
                kind = StateKind.DROPPED
            elif one.name in pauses or (one.name in entries and one.name != last):
                kind = StateKind.WAITING
            elif 0 <= at <= number < len(self.steps):
                kind = StateKind.DONE
            start = isinstance(one, PathStep) and one.start
            later = isinstance(one, Mark) and one.next_day
            states[one.name] = State(name=one.name, kind=kind, labels=one.labels, next=self.names, start=start, next_day=later)
        return Workflow(name=self.workflow, states=states, source=self.source)


def unsound_pathway(rule: PathwayRule, charter: Charter) -> Faults:
    """What is unsound in a pathway: steps that nobody can take, stages that nobody can reach, inner times that do not fit."""
    if rule.noun not in NOUNS or not has_steps(rule.noun) or not rule.stages or not rule.steps:
        return
    for name in dict.fromkeys(name for name in rule.names if rule.names.count(name) > 1):
        yield ("steps",), "charter-path-twice", name, {}
    if not rule.workflow:
        known = {state for flow in _workflows(charter, rule.noun) for state in flow.states}
        for name in rule.names:
            if name not in known:
                yield ("steps",), "charter-path-state", name, {"known": nearest(name, known)}
    stages = charter.words.get("stage", {})
    for name in (one.name for one in (*rule.pauses, *rule.exits)):
        if name not in stages:
            yield ("stages",), "charter-word", name, {"words": "stage", "known": nearest(name, stages)}
    yield from _reach(rule)
    for at, step in enumerate(rule.steps):
        yield from _step(rule, step, ("steps", at), charter)
    yield from _order(rule)
    for extension in rule.extensions:
        step_of = rule.step(extension.of)
        if step_of is None or step_of.stay is None:
            yield (
                ("extensions",),
                "charter-path-extends",
                extension.of,
                {"known": tuple(one.name for one in rule.steps if one.stay)},
            )
        if extension.most.most_days < extension.least.least_days:
            yield ("extensions",), "charter-path-length", f"{extension.least} .. {extension.most}", {}
    named = tuple(stage.name for stage in rule.stages)
    for restart in rule.restarts:
        if restart.to not in named:
            yield ("restarts",), "charter-path-stage", restart.to, {"known": named}


def _workflows(charter: Charter, noun: str) -> list[Workflow]:
    words = charter.words.get("pathway", {}) if noun == "application" else {}
    names = {noun, *(word.workflow for word in words.values() if word.workflow)}
    return [charter.workflows[name] for name in names if name in charter.workflows]


def _reach(rule: PathwayRule) -> Faults:
    taken: set[str] = set()
    while True:
        more = {step.name for step in rule.steps if step.name not in taken and set(rule.before(step.name)) <= taken}
        if not more:
            break
        taken |= more
    for step in rule.steps:
        if step.name not in taken and set(rule.before(step.name)) <= {one.name for one in rule.steps}:
            yield ("steps",), "charter-path-unreachable", step.name, {}
    last = -1
    for stage in rule.stages:
        at = rule.place(stage.entered)
        if at < 0:
            yield (
                ("stages",),
                "charter-path-step",
                stage.entered,
                {"known": nearest(stage.entered, [one.name for one in rule.steps])},
            )
        elif at < last or (at == last and stage.stay is None):
            yield ("stages",), "charter-path-stages", stage.name, {}
        last = max(last, at)
        if stage.since and rule.place(stage.since) < 0:
            yield (
                ("stages",),
                "charter-path-step",
                stage.since,
                {"known": nearest(stage.since, [one.name for one in rule.steps])},
            )


def _step(rule: PathwayRule, step: PathStep, keys: Path, charter: Charter) -> Faults:
    names = [one.name for one in rule.steps]
    papers = [one.name for one in rule.papers]
    for name in step.after:
        if name not in names:
            yield (*keys, "after"), "charter-path-step", name, {"known": nearest(name, names)}
        elif next(one for one in rule.steps if one.name == name).optional:
            yield (*keys, "after"), "charter-path-optional", name, {}
    for key, term in (("stay", step.stay), ("due", step.due), ("void", step.void)):
        if term is not None and term.since not in names:
            yield (*keys, key), "charter-path-step", term.since, {"known": nearest(term.since, names)}
    entries = {stage.entered for stage in rule.stages}
    if step.void is not None and step.void.since in entries:
        yield (*keys, "void"), "charter-path-falls-back", step.void.since, {}
    for one, other, what in (("stay", "due", step.due), ("stay", "void", step.void), ("due", "void", step.void)):
        inner, outer = getattr(step, one), what
        if inner and outer and inner.since == outer.since and inner.least_days > outer.most_days:
            yield (*keys, other), "charter-path-never", str(outer), {"inner": str(inner)}
    for name in step.papers:
        if name not in papers:
            yield (*keys, "papers"), "charter-path-paper", name, {"known": nearest(name, papers)}
    units = charter.words.get("unit", {})
    over = {above for kind in units.values() for above in kind.under}
    if step.above and step.approver and not over & set(step.approver):
        yield (*keys, "approver"), "charter-level-nobody", "*", {"of": ", ".join(step.approver)}
    if step.stage and step.stage not in [stage.name for stage in rule.stages]:
        yield (*keys, "stage"), "charter-path-stage", step.stage, {"known": tuple(stage.name for stage in rule.stages)}


def _order(rule: PathwayRule) -> Faults:
    """The time that the steps between two must take may not exceed the time within which the second is due after the first."""
    for at, step in enumerate(rule.steps):
        for key in ("due", "void"):
            term = getattr(step, key)
            if term is None:
                continue
            start = rule.place(term.since)
            if start >= at:
                yield ("steps", at, key), "charter-path-never", str(term), {"inner": term.since}
                continue
            inner = 0
            for one in rule.steps[start + 1 : at]:
                if one.stay is not None and not one.optional and rule.place(one.stay.since) >= start:
                    inner = max(inner, one.stay.least_days)
            if start >= 0 and inner > term.most_days:
                yield ("steps", at, key), "charter-path-never", str(term), {"inner": f"{inner} days"}
