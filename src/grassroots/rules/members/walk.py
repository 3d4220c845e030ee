"""A pathway walked along the dated steps of a record: what counts, what does not and why, what must be taken again, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, field

from grassroots.charter import ALWAYS
from grassroots.charter.length import Length
from grassroots.model import Override, Person, Record, Step, Unit, has_steps, key_of, noun_of
from grassroots.problems import Named, Problem, nearest
from grassroots.rules.kind import At
from grassroots.rules.members.course import Course, Next, Taken, named
from grassroots.rules.members.pathway_rule import Extension, PathStep, PathwayRule
from grassroots.rules.typed import decisions_on
from grassroots.rules.worded import rule_details
from grassroots.texts import catalogue
from grassroots.values import UnitId


def override_of(record: Record, what: str, at: At) -> Override | None:
    """The decision in force on a day that sets something of a record; of several the one that began last."""
    found = [one for one in decisions_on(*key_of(record), at) if one.what == what]
    return max(found, key=lambda one: (one.start, one.id), default=None)


def steps_of(record: Record) -> tuple[Step, ...]:
    """The steps of a record, if it has any."""
    return tuple(record.steps) if has_steps(noun_of(record)) else ()  # type: ignore[attr-defined]


def walked(record: Record, rule: PathwayRule, at: At) -> Walk:
    """A pathway walked along the steps of a record until a day."""
    walk = Walk(record=record, rule=rule, at=at)
    later = [one.name for one in rule.exits if one.next_day]
    for step in steps_of(record):
        if step.on < at.day or (step.on == at.day and step.state not in later):
            walk.take(step)
    return walk


@define(kw_only=True)
class Walk:
    """A pathway walked along the steps of one record, each judged as it is taken."""

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
        """Takes a recorded step, and says whether it counts."""
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
        """What is wrong with a step, with the rule and its source."""
        rule, charter = self.rule, self.at.snapshot.charter
        own = rule.step(name)
        more = {
            **rule_details(rule, own.source if own else ""),
            "id": self.record.id,
            "step": named(rule, name),
            "day": day,
            **details,
        }
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
        """How far the record has come at the end of a day."""
        self._lapse(day)
        stage, since = self._stage(day)
        decision = override_of(self.record, "stage", self.at)
        more: tuple[Problem, ...] = ()
        if decision is not None:
            # An office writes a stage as it calls it.
            known = tuple(self.at.snapshot.charter.named("stage", name) for name in self.rule.stage_names)
            told = decision.set_to.strip()
            found = next(
                (name for name, one in zip(self.rule.stage_names, known, strict=True) if told in (name, *one.labels.values())),
                "",
            )
            if found:
                stage, since = found, decision.start
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
