"""Pathways walked: where somebody stands, computed from dated facts; what comes next and by when; what is late; what must be done again.

A step that breaks its rule does not count, and a Problem says why. Nothing that happens later changes what held on a day, and a stage
never goes back but by a recorded step: a restart, a pause, an exit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, field, frozen

from grassroots.charter import ALWAYS
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.length import Length
from grassroots.fields import Column
from grassroots.model import Override, Person, Record, Step, Unit, has_steps, key_of, noun_of
from grassroots.problems import Named, Problem, nearest
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, DerivedPath, Kind
from grassroots.rules.members.pathway_rule import Extension, PathStep, PathwayRule, unsound_pathway
from grassroots.rules.worded import headed, rule_details, sourced
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


def pathway_of(record: Record, at: At) -> PathwayRule | None:
    """The pathway that a record follows: the first in force on the day that is made for its noun, its workflow and its condition."""
    workflow = at.snapshot.charter.workflow_of(record)
    for rule in at.snapshot.charter.rules_of(PathwayRule, at.day):
        if rule.noun != noun_of(record):
            continue
        if rule.workflow and workflow is not None and workflow.name != rule.workflow:
            continue
        if rule.where is ALWAYS or at.reader.holds(record, rule.where, at.day):
            return rule
    return None


def course_of(record: Record, at: At) -> Course | None:
    """How far a record has come by the pathway of the charter; None if it follows none."""
    rule = pathway_of(record, at)
    return None if rule is None else course_on(record, rule, at)


def course_on(record: Record, rule: PathwayRule, at: At) -> Course:
    """How far a record has come on a pathway at the end of a day.

    Args:
        record: a record with steps.
        rule: the pathway in force on the day. Of steps taken earlier, those are not judged by it that were taken before it held.
        at: the last day that counts; the records for the units above, the person, and what the rule asks of other records.
    """
    return _walked(record, rule, at).course(at.day)


def late_steps(course: Course, at: At) -> tuple[Problem, ...]:
    """The steps that come next on a way and were due before the day: a Problem each, with the rule and its source."""
    record = at.snapshot.get(*course.key)
    if record is None:
        return ()
    walk = _Walk(record=record, rule=course.rule, at=at)
    return tuple(
        walk.problem("pathway-overdue", one.name, course.day, by=one.by, id=course.key[1]) for one in course.next if one.late
    )


def may_take(record: Record, rule: PathwayRule, at: At, step: str, *, unit: UnitId | None = None) -> tuple[Problem, ...]:
    """Why a step may not be taken on a day; nothing if it may.

    Args:
        record: the record as it stands; of its steps those until the day count.
        rule: the pathway.
        at: the day on which it would be taken.
        step: the step, or a paper, pause, exit, restart.
        unit: the unit that would take or approve it.
    """
    walk = _walked(record, rule, at)
    later = [one.on for one in _steps(record) if one.on > at.day]
    if later:
        return (walk.problem("pathway-future", step, at.day, last=max(later)),)
    taken = walk.take(Step(state=step, on=at.day, unit=unit))
    return (*taken.faults, *taken.beside)


def stage_on(record: Record, at: At) -> str | None:
    """The stage of a record at the end of a day, by its pathway and by the decisions that set it aside; None if it has none."""
    course = course_of(record, at)
    return course.stage if course else None


def override_of(record: Record, what: str, at: At) -> Override | None:
    """The decision in force on a day that sets something of a record; of several the one that began last."""
    found = [
        one
        for one in at.snapshot.referrers(Override, "about", key_of(record))
        if one.what == what and one.start <= at.day < one.end
    ]
    return max(found, key=lambda one: (one.start, one.id), default=None)


def _steps(record: Record) -> tuple[Step, ...]:
    return tuple(record.steps) if has_steps(noun_of(record)) else ()  # type: ignore[union-attr]


def _walked(record: Record, rule: PathwayRule, at: At) -> _Walk:
    """A pathway walked along the steps of a record until a day."""
    walk = _Walk(record=record, rule=rule, at=at)
    for step in _steps(record):
        if step.on <= at.day:
            walk.take(step)
    return walk


@define(kw_only=True)
class _Walk:
    record: Record
    rule: PathwayRule
    at: At
    taken: list[Taken] = field(factory=list)
    done: dict[str, list[date]] = field(factory=dict)
    """Step → the days on which it was taken and counts, in the life that runs."""
    came: dict[str, date] = field(factory=dict)
    ends: dict[str, list[date]] = field(factory=dict)
    """Extension → the ends that it set."""
    again: dict[str, date] = field(factory=dict)
    """Steps to be taken again, with the day on which they became void."""
    given: int = 0
    """How many steps at the head of the list are given, because the record begins with a later one."""
    pause: tuple[str, date] | None = None
    out: tuple[str, date] | None = None
    begun: bool = False

    # What is recorded.

    def take(self, step: Step) -> Taken:
        rule = self.rule
        own = rule.step(step.state)
        taken = self._beside(step) if own is None else self._step(step, own)
        self.taken.append(taken)
        return taken

    def _step(self, step: Step, own: PathStep) -> Taken:
        on, place = step.on, self.rule.place(own.name)
        judged = self.rule.judged_from is None or on >= self.rule.judged_from
        fresh = not self.begun or self.out is not None
        if self.out is not None and judged and place:
            return Taken(name=own.name, on=on, unit=step.unit, faults=(self.problem("pathway-over", own.name, on),))
        before = (self.done, self.came, self.ends, self.again, self.given, self.pause, self.out)
        if fresh and (own.start or not judged):
            self._begin(place)
        elif self.out is not None:
            self._begin(0)
        self._lapse(on)
        # Of a record that begins in the middle of the way, nobody here saw what came before.
        later = fresh and own.start and place > 0
        # A pause ends when a step is recorded again that was taken before it.
        resumed = self.pause is not None and self._has(own.name)
        faults = tuple(self._faults(own, step)) if judged and not later and not resumed else ()
        by = _end(own.due, self._day(own.due.since)) if own.due else None
        beside: tuple[Problem, ...] = ()
        if own.age and judged and not later and self._too_young(own.age, on):
            beside = (self.problem("pathway-age", own.name, on, age=own.age),)
        taken = Taken(name=own.name, on=on, unit=step.unit, faults=faults, beside=beside, by=by)
        if not faults:
            self.begun = True
            self.pause = None
            if not judged:
                self.given = max(self.given, place)
            self.done.setdefault(own.name, []).append(on)
            self.again.pop(own.name, None)
        elif before[-1] is not None:
            # What does not count begins no new life.
            self.done, self.came, self.ends, self.again, self.given, self.pause, self.out = before
        return taken

    def _begin(self, place: int) -> None:
        self.done, self.ends, self.again = {}, {}, {}
        self.came = {} if self.out else self.came
        self.given, self.pause, self.out = place, None, None

    def _beside(self, step: Step) -> Taken:
        rule, on, name = self.rule, step.on, step.state
        taken = Taken(name=name, on=on, unit=step.unit)
        if name in [one.name for one in rule.papers]:
            self.came.setdefault(name, on)
        elif name in [one.name for one in rule.pauses]:
            self.pause = (name, on)
        elif name in [one.name for one in rule.exits]:
            self.out = (name, on)
        elif extension := next((one for one in rule.extensions if one.name == name), None):
            return self._extend(step, extension)
        elif restart := next((one for one in rule.restarts if one.name == name), None):
            stage = next(one for one in rule.stages if one.name == restart.to)
            place = rule.place(stage.entered)
            self.done = {one: days for one, days in self.done.items() if rule.place(one) <= place}
            self.ends, self.pause = {}, None
        elif name not in [one.name for one in rule.notes]:
            return Taken(name=name, on=on, faults=(self.problem("pathway-unknown", name, on, known=nearest(name, rule.names)),))
        return taken

    def _extend(self, step: Step, extension: Extension) -> Taken:
        own = self.rule.step(extension.of)
        before = self._earliest(own) if own else None
        earlier = self.ends.get(extension.name, [])
        least = extension.least.after(before) if before else None
        most = extension.most.after(before) if before else None
        sound = step.due is not None and least is not None and most is not None and least <= step.due <= most
        if not sound or len(earlier) >= extension.times:
            problem = self.problem(
                "pathway-extension", step.state, step.on, earliest=least or "—", last=most or "—", times=extension.times
            )
            return Taken(name=step.state, on=step.on, unit=step.unit, faults=(problem,))
        self.ends.setdefault(extension.name, []).append(step.due or step.on)
        return Taken(name=step.state, on=step.on, unit=step.unit)

    # What the rule asks for.

    def _day(self, name: str) -> date | None:
        days = self.done.get(name)
        return days[-1] if days else None

    def _waited(self, name: str) -> date | None:
        """The day from which waiting for a step counts: of a step that is taken often, the first."""
        days = self.done.get(name)
        return days[0] if days else None

    def _earliest(self, own: PathStep) -> date | None:
        if own.stay is None:
            return None
        since = self._waited(own.stay.since)
        end = own.stay.after(since) if since else None
        longer = [day for one in self.rule.extensions if one.of == own.name for day in self.ends.get(one.name, [])]
        return max([end, *longer]) if end and longer else end

    def _has(self, name: str) -> bool:
        step = self.rule.step(name)
        if self.rule.place(name) < self.given and name not in self.again:
            return True
        return step is not None and len(self.done.get(name, ())) >= step.times and name not in self.again

    def _lapse(self, on: date) -> None:
        """What was not followed in time is void from the day after its last."""
        for own in self.rule.steps:
            if own.void is None or own.name in self.done:
                continue
            since = self._day(own.void.since)
            old = since is not None and self.rule.judged_from is not None and since < self.rule.judged_from
            if since is not None and not old and on > own.void.after(since):
                self.done.pop(own.void.since, None)
                self.again.setdefault(own.void.since, own.void.after(since))

    def _faults(self, own: PathStep, step: Step) -> Iterator[Problem]:
        on = step.on
        void = own.void.since if own.void else ""
        if void and void in self.again:
            yield self.problem("pathway-void", own.name, on, last=self.again[void], again=void)
            return
        place = self.rule.place(own.name)
        void_before = [name for name in self.again if self.rule.place(name) < place]
        lacking = list(dict.fromkeys([*(name for name in self.rule.before(own.name) if not self._has(name)), *void_before]))
        if lacking:
            yield self.problem("pathway-before", own.name, on, lacking=lacking)
        earliest = self._earliest(own)
        if earliest is not None and on < earliest:
            yield self.problem("pathway-too-soon", own.name, on, earliest=earliest)
        if (own.approver or own.above) and not self._approved(own, step.unit, on):
            yield self.problem("pathway-approver", own.name, on, kinds=own.approver)
        papers = [name for name in own.papers if name not in self.came]
        if papers:
            yield self.problem("pathway-paper", own.name, on, lacking=papers)
        if own.needs is not ALWAYS and not self.at.reader.holds(self.record, own.needs, on):
            yield self.problem("pathway-needs", own.name, on)

    def _approved(self, own: PathStep, unit: UnitId | None, on: date) -> bool:
        found = self.at.snapshot.get(Unit, unit) if unit else None
        if found is None or (own.approver and found.kind not in own.approver):
            return False
        home = self.at.snapshot.home(self.record)
        return not own.above or (home is not None and found.id in self.at.snapshot.ancestors(home, on))

    def _too_young(self, age: int, on: date) -> bool:
        # Whose birth is not known, or not to be read here, is not judged by it.
        person = self.at.snapshot.get(Person, getattr(self.record, "person", ""))
        if person is None or person.birth is None:
            return False
        return Length(years=age).after(person.birth.earliest) > on

    def problem(
        self,
        code: str,
        name: str,
        day: date,
        *,
        lacking: Sequence[str] = (),
        again: str = "",
        kinds: Sequence[str] | None = None,
        **details: object,
    ) -> Problem:
        rule, charter = self.rule, self.at.snapshot.charter
        own = rule.step(name)
        more = {**rule_details(rule, own.source if own else ""), "step": named(rule, name), "day": day, **details}
        if lacking:
            more["lacking"] = [named(rule, one) for one in lacking]
        if again:
            more["again"] = named(rule, again)
        if kinds is not None:
            above = catalogue("grassroots.rules.members").labels("unit-above")
            more["kinds"] = [charter.named("unit", kind) for kind in kinds] or [Named(above["en"], above)]
        return Problem(code, source=self.at.snapshot.sources.get(key_of(self.record)), value=name, details=more)

    # What follows.

    def course(self, day: date) -> Course:
        self._lapse(day)
        stage, since = self._stage(day)
        decision = override_of(self.record, "stage", self.at)
        more: tuple[Problem, ...] = ()
        if decision is not None:
            known = self.rule.stage_names
            if decision.set_to in known:
                stage, since = decision.set_to, decision.start
            else:
                details = {"id": decision.id, "what": decision.what, "known": known}
                more = (Problem("override-unknown", value=decision.set_to, details=details),)
                decision = None
        return Course(
            rule=self.rule,
            key=key_of(self.record),
            day=day,
            stage=stage,
            since=since,
            taken=tuple(self.taken),
            next=() if self.out else tuple(self._next(day)),
            redo=tuple(self.again),
            override=decision.id if decision else "",
            over=self.out is not None,
            called=None if stage is None else self.at.snapshot.charter.named("stage", stage),
            more=more,
        )

    def _stage(self, day: date) -> tuple[str | None, date | None]:
        for left in (self.out, self.pause):
            if left is not None:
                return left
        for stage in reversed(self.rule.stages):
            entered = self._waited(stage.entered)
            if entered is None:
                continue
            reached = stage.stay.after(entered) if stage.stay else entered
            if reached <= day:
                return stage.name, (self._day(stage.since) if stage.since else None) or reached
        return None, None

    def _next(self, day: date) -> Iterator[Next]:
        if not self.begun and not self.taken:
            first = self.rule.steps[0]
            yield Next(name=first.name, papers=first.papers)
            return
        furthest = max((self.rule.place(name) for name in self.done), default=-1)
        for own in self.rule.steps:
            repeated = own.every is not None and own.name in self.done and self.rule.place(own.name) == furthest
            if (self._has(own.name) and not repeated) or not all(self._has(name) for name in self.rule.before(own.name)):
                continue
            place = self.rule.place(own.name)
            if (own.optional and place < furthest) or any(self.rule.place(name) < place for name in self.again):
                continue
            earliest = self._earliest(own)
            by = _end(own.due, self._day(own.due.since)) if own.due else None
            if own.every is not None:
                before = self._day(own.name) or max(
                    (found for name in self.rule.before(own.name) if (found := self._day(name))), default=None
                )
                by = own.every.after(before) if before else by
            last = _end(own.void, self._day(own.void.since)) if own.void else None
            yield Next(
                name=own.name,
                earliest=earliest,
                by=by,
                last=last,
                late=by is not None and day > by,
                papers=tuple(paper for paper in own.papers if paper not in self.came),
                again=own.name in self.again,
            )


def _end(term: Length | None, since: date | None) -> date | None:
    return term.after(since) if term is not None and since is not None else None


def _stage(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> str | None:
    return None if rest else stage_on(record, At.read_by(reader, day))


def _problems(rule: PathwayRule, at: At) -> Iterator[Problem]:
    for record in at.snapshot.all(rule.noun).values():
        if pathway_of(record, at) == rule:
            course = course_on(record, rule, at)
            yield from course.problems
            yield from late_steps(course, at)


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if not rest and any(rule.noun == noun for rule in charter.rules_of(PathwayRule)):
        yield Leaf(kind=Column.TEXT, words="stage")


KIND = Kind(
    name="pathway",
    form=PathwayRule,
    sound=unsound_pathway,
    workflow=lambda rule: rule.made() if rule.workflow else None,
    paths=(
        DerivedPath(
            head="stage",
            rests=lambda charter, noun: [""] if [*_leaves(charter, noun, "")] else [],
            leaves=_leaves,
            value=_stage,
        ),
    ),
    judges_past=True,
    finds=_problems,
)
