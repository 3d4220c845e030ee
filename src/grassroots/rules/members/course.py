"""How far somebody has come on a pathway, and how that is told."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from grassroots.problems import Named, Problem
from grassroots.rules.members.pathway_rule import PathwayRule
from grassroots.rules.worded import headed, sourced
from grassroots.texts import catalogue
from grassroots.values import Language, UnitId


@frozen(kw_only=True)
class Taken:
    """A step that was recorded: whether it counts, why not, and whether it was late (`by`: the day by which it was due).

    `beside`: what is wrong with it though it counts: an age, for whoever may not see births must find the same stage.
    """

    name: str
    on: date
    unit: UnitId | None = None
    faults: tuple[Problem, ...] = ()
    beside: tuple[Problem, ...] = ()
    by: date | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts: nothing that the rule asks for was missing."""
        return not self.faults

    @property
    def late(self) -> bool:
        """Whether it was taken after it was due. What is late counts nevertheless."""
        return self.by is not None and self.on > self.by


@frozen(kw_only=True)
class Next:
    """A step that comes next: from which day it may be taken, by which it is due, by which it must be taken or the one before is void;
    whether it is late, and the papers that are missing. `again`: it was taken before."""

    name: str
    earliest: date | None = None
    by: date | None = None
    last: date | None = None
    late: bool = False
    papers: tuple[str, ...] = ()
    again: bool = False


@frozen(kw_only=True)
class Course:
    """How far a record has come on its way at the end of a day.

    `stage`: what the person is, None before the first; `since`: from which day on that counts. `taken`: all that was recorded, in order.
    `next`: what comes next. `redo`: steps that were taken and must be taken again, because what should follow them came too late or not
    at all. `override`: the decision that sets the stage instead. `over`: whether it has left the way. `called`: what the stage is called.
    """

    rule: PathwayRule
    key: tuple[str, str]
    day: date
    stage: str | None = None
    since: date | None = None
    taken: tuple[Taken, ...] = ()
    next: tuple[Next, ...] = ()
    redo: tuple[str, ...] = ()
    override: str = ""
    over: bool = False
    called: Named | None = None
    more: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why steps do not count, and what else is wrong with them."""
        return (*(problem for one in self.taken for problem in (*one.faults, *one.beside)), *self.more)

    @property
    def late(self) -> tuple[str, ...]:
        """The steps that were taken late, and those that are not taken and are late."""
        return (*(one.name for one in self.taken if one.counts and one.late), *(one.name for one in self.next if one.late))

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Where the person stands and why, in lines: the rule and its source, each recorded step, what comes next."""
        say, rule = catalogue("grassroots.rules.members").say, self.rule

        def said(code: str, given: object = True, **details: object) -> str:
            """A text, or nothing where what it tells of is not given."""
            return say(code, language, **details) if given else ""

        source = sourced(rule.source, language) + said("unconfirmed", rule.unconfirmed)
        lines = [headed(rule.title, source, language)]
        stage = self.called or said("stage-none")
        since = said("stage-since", self.since, since=self.since)
        by = said("by-decision", self.override, decision=self.override)
        lines.append(said("stage", day=self.day, stage=stage, since=since, by=by))
        for one in self.taken:
            state = said("step-counts") + said("step-late", one.late) if one.counts else said("step-void")
            lines.append(said("step", on=one.on, step=named(rule, one.name), state=state))
            lines += [problem.text(language) for problem in (*one.faults, *one.beside)]
        lines += [said("step-again", step=named(rule, name)) for name in self.redo]
        for ahead in self.next:
            earliest = said("step-from", ahead.earliest, earliest=ahead.earliest)
            due = said("step-by", ahead.by, by=ahead.by)
            late = said("step-passed", ahead.late)
            lines.append(said("step-next", step=named(rule, ahead.name), earliest=earliest, due=due, late=late))
        return tuple(lines)


def named(rule: PathwayRule, name: str) -> Named:
    """What a step, paper, pause or exit of a pathway is called, in each language."""
    labels = next((one.labels for one in (*rule.steps, *rule.others) if one.name == name), {})
    return Named(labels.get("en") or name, labels)
