"""Clocks: by when something is to be done, by rule, steps and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import CLOCK, PROMISES
from grassroots.charter.work_calendar import WeekCalendar
from grassroots.errors import InvalidValue, NotFound
from grassroots.fields import Column
from grassroots.model import CalendarDay, Post, Record, Step, has_steps, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.reading.lifecycle import Promise
from grassroots.reading.reader import Reader
from grassroots.rules.kind import DerivedPath, Kind
from grassroots.rules.proposed import Proposed
from grassroots.rules.time.calendars import (
    PLAIN,
    OfficeCalendar,
    calendar_of,
    calendar_rule,
    midnight_after,
)
from grassroots.rules.time.clock_course import Course, told_decimal, working_day_after
from grassroots.rules.time.clock_rule import ClockRule, Escalation, Extension, Limit, Measured, Time, unsound_clock
from grassroots.rules.time.clock_run import ClockRun, Granted
from grassroots.rules.time.clock_steps import _early, _happened, _late, _pauses, _Run, _spans, in_order
from grassroots.snapshot import Snapshot


class Clocks:
    """The clocks of a charter over the records of one snapshot. The answers do not depend on the order of asking."""

    def __init__(self, snapshot: Snapshot, reader: Reader | None = None) -> None:
        self._snapshot = snapshot
        self._reader_given = reader
        self._calendars: dict[str, OfficeCalendar] = {}
        self._runs: dict[tuple[str, str, str, date], tuple[ClockRun, ...]] = {}
        self._rules: dict[str, tuple[ClockRule, ...]] = {}

    def names(self, noun: str) -> tuple[str, ...]:
        """The clocks of a noun, by the names by which they are asked for."""
        return tuple(dict.fromkeys(rule.known_as for rule in self._of_noun(noun)))

    def runs(self, record: Record, name: str, day: date | None = None, now: time | None = None) -> tuple[ClockRun, ...]:
        """Every run of a clock over a record, in order; none where it never began, or is not for such records.

        Args:
            record: a record with steps.
            name: the clock, by its name.
            day: the last day that counts; the as-of day without one.
            now: the time of that day, local; without one, its end.
        """
        read = day or self._snapshot.as_of
        if now is not None:
            return tuple(self._made(record, name, read, datetime.combine(read, now)))
        noun, id = noun_of(record), record.id
        key = (noun, id, name, read)
        if key not in self._runs:
            self._runs[key] = tuple(self._made(record, name, read, None))
        return self._runs[key]

    def run(self, record: Record, name: str, day: date | None = None, now: time | None = None) -> ClockRun | None:
        """The latest run of a clock over a record."""
        return next(reversed(self.runs(record, name, day, now)), None)

    def whole(self, record: Record, day: date | None = None) -> ClockRun | None:
        """The latest run of the clock that says by when the whole is to be done; of several, the first that ran."""
        for rule in self._of_noun(noun_of(record)):
            if rule.whole and (found := self.run(record, rule.known_as, day)) is not None:
                return found
        return None

    def part(self, record: Record, name: str, part: str, day: date) -> str | date | Decimal | int | bool | None:
        """One thing that a clock says of a record, by its name: what a measure reads at `clock.NAME.PART` (see `charter.paths.CLOCK_PARTS`)."""
        runs = self.runs(record, name, day)
        if part == "runs":
            return len(runs)
        if part == "missed":
            return sum(run.over for run in runs)
        if not runs:
            return Promise.NONE.value if part == "promise" else None
        run = runs[-1]
        if part == "promise":
            return None if run.promise is None else run.promise.value
        if part == "taken":
            known = run.promise is not None and all(problem.code != "clock-not-covered" for problem in run.problems)
            return told_decimal(run.counted) if known else None
        if part == "paused":
            return run.stood_still
        if part == "extended":
            return sum(one.amount > 0 for one in run.extensions)
        found: date | bool | None = getattr(run, part)
        return found

    def proposals(self, record: Record, day: date | None = None) -> tuple[Proposed, ...]:
        """What the ladders of the clocks that have run out over a record propose on a day: reminders, then more. Nothing is done by itself."""
        read = day or self._snapshot.as_of
        found: list[Proposed] = []
        for name in self.names(noun_of(record)):
            run = self.run(record, name, read)
            if (
                run is not None
                and run.rule.whole
                and (standing := self._reader.status(record, read)) is not None
                and standing.due
            ):
                # A day that was set for the matter itself comes before the rule.
                run = evolve(run, due=standing.due, promise=standing.promise)
            if run is not None and run.promise is Promise.OVERDUE:
                found += self._rungs(run, record, read)
        return tuple(found)

    def problems(self, day: date | None = None) -> tuple[Problem, ...]:
        """What is wrong with the clocks on a day: calendars that do not reach far enough, limits that are no number, extensions that do not count."""
        found: dict[Problem, None] = dict.fromkeys(_contradictions(self._snapshot))
        for noun in dict.fromkeys(rule.noun for rule in self._all()):
            for record in self._snapshot.all(noun).values():
                for name in self.names(noun):
                    for run in self.runs(record, name, day):
                        found.update(dict.fromkeys(run.problems))
        return tuple(found)

    # -- how --

    @property
    def _reader(self) -> Reader:
        if self._reader_given is None:
            self._reader_given = Reader(self._snapshot)
        return self._reader_given

    def _all(self) -> Iterator[ClockRule]:
        for rule in self._snapshot.charter.rules.get("clock", {}).values():
            if isinstance(rule, ClockRule):
                yield rule

    def _of_noun(self, noun: str) -> tuple[ClockRule, ...]:
        if noun not in self._rules:
            self._rules[noun] = tuple(rule for rule in self._all() if rule.noun == noun)
        return self._rules[noun]

    def _made(self, record: Record, name: str, day: date, now: datetime | None) -> Iterator[ClockRun]:
        noun = noun_of(record)
        texts = [rule for rule in self._of_noun(noun) if name in (rule.name, rule.known_as)]
        if not texts:
            return
        steps = [step for step in in_order(self._reader.steps(record)) if _happened(step, day, now)]
        workflow = self._snapshot.charter.workflow_of(record)
        kinds = {state: found.kind for state, found in workflow.states.items()} if workflow else {}

        def stays(rule: ClockRule, step: Step) -> bool:
            return rule.stays is not None and self._reader.holds(record, rule.stays, min(step.on, day))

        for span in _spans(texts, steps, kinds, stays):
            if span.rule.where is None or self._reader.holds(record, span.rule.where, day):
                yield self._run(record, texts, span, day, now)

    def _run(self, record: Record, texts: Sequence[ClockRule], span: _Run, day: date, now: datetime | None) -> ClockRun:
        first = span.steps[0]
        last = span.end.on if span.end else day
        taken = [rule for rule in texts if rule.takes_running and rule.valid_from and first.on < rule.valid_from <= last]
        order = [span.rule, *sorted(taken, key=lambda rule: rule.valid_from or first.on)]
        rule = order[-1]
        pauses = _pauses(order, span.steps, span.end)
        workflow = self._snapshot.charter.workflow_of(record)
        state = workflow.states.get(span.end.state) if workflow and span.end else None
        limit = next((one for one in rule.limit if one.where is None or self._reader.holds(record, one.where, day)), None)
        made = ClockRun(
            record=(noun_of(record), record.id),
            rule=rule,
            day=day,
            started=first.on,
            started_at=first.at,
            limit=limit,
            amount=Fraction(0),
            counted=Fraction(0),
            promise=Promise.NONE,
            ended=span.end.on if span.end else None,
            ended_at=span.end.at if span.end else None,
            ended_in=span.end.state if span.end else "",
            state_labels=state.labels if state else {},
            paused=span.end is None and bool(pauses) and pauses[-1].end is None,
            pauses=pauses,
        )
        if limit is None:
            return made
        amount = self._amount(record, limit, day)
        if amount is None:
            return evolve(made, promise=None, problems=(self._problem("clock-number", made, path=limit.path),))
        calendar = self._calendar(rule, first.on)
        if isinstance(calendar, Problem):
            if limit.time is Time.WORKING or rule.calendar:
                return evolve(made, amount=amount, promise=None, problems=(calendar,))
            calendar = OfficeCalendar(rule=PLAIN, base=WeekCalendar())
        try:
            made = evolve(made, calendar=calendar.name, calendar_labels=calendar.rule.labels)
            return self._counted(evolve(made, amount=amount), span, calendar, now)
        except NotFound as error:
            return evolve(
                made, amount=amount, promise=None, problems=(self._problem("clock-not-covered", made, why=str(error)),)
            )

    def _counted(self, made: ClockRun, span: _Run, calendar: OfficeCalendar, now: datetime | None) -> ClockRun:
        assert made.limit is not None
        course = Course(limit=made.limit, calendar=calendar, start=_late(span.steps[0]), pauses=made.pauses, began=made.started)
        amount, granted = self._extended(made, course, span)
        due = course.due(amount)
        end = span.end
        reached = _early(end) if end else now or midnight_after(made.day)
        by_day = made.limit.by_day
        if end is not None and span.void:
            promise = Promise.NONE
        elif due is None:
            promise = Promise.KEPT if end is not None else Promise.RUNNING
        elif end is not None:
            promise = Promise.KEPT if end.on <= due.date() and (by_day or reached <= due) else Promise.LATE
        else:
            # A due moment that lies on the day has passed by its end, as everywhere.
            passed = (
                (now.date() if now else made.day) > due.date() if by_day else (now > due if now else made.day >= due.date())
            )
            promise = Promise.OVERDUE if passed else Promise.RUNNING
        listed = tuple(course.stretches(amount, due, reached))
        problems = [one.problem for one in granted if one.problem is not None]
        try:
            counted = course.counted(end.on if by_day and end else reached)
        except NotFound as error:
            # The limit ran out while the calendar still knew; how much has counted since, nobody knows.
            counted = amount
            problems.append(self._problem("clock-not-covered", made, why=str(error)))
        return evolve(
            made,
            amount=amount,
            counted=counted,
            promise=promise,
            due=due.date() if due else None,
            due_at=due.time() if due and not by_day else None,
            extensions=granted,
            stretches=listed,
            provisional=any(one.provisional for one in listed),
            problems=tuple(problems),
        )

    def _amount(self, record: Record, limit: Limit, day: date) -> Fraction | None:
        if not limit.path:
            return limit.amount
        value = self._reader.value(record, limit.path, day)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            return None
        return Fraction(value) if limit.measured is Measured.HOUR or value == int(value) else None

    def _extended(self, made: ClockRun, course: Course, span: _Run) -> tuple[Fraction, tuple[Granted, ...]]:
        """The limit with what was granted, and each extension with what it did."""
        extension = made.rule.extension
        if extension is None:
            return made.amount, ()
        amount, asked = made.amount, None
        granted: list[Granted] = []
        for step in span.steps[1:]:
            if step.state == extension.asked:
                asked = step
            if step.state != extension.granted:
                continue
            fault = self._refused(
                made, extension, step, asked or (None if extension.asked else step), course.due(amount), granted
            )
            more = Fraction(0)
            if fault is None:
                more, fault = self._more(made, extension, step, amount, course)
            granted.append(Granted(on=step.on, amount=more, problem=fault))
            amount, asked = amount + more, None
        return amount, tuple(granted)

    def _refused(
        self,
        made: ClockRun,
        extension: Extension,
        step: Step,
        asked: Step | None,
        due: datetime | None,
        before: Sequence[Granted],
    ) -> Problem | None:
        ground = step.ground or (asked.ground if asked else None)
        by_day = made.limit is not None and made.limit.by_day
        if asked is None:
            return self._problem("clock-extension-unasked", made, on=step.on, state=self._state(made, extension.asked))
        if due is not None and (asked.on > due.date() if by_day else _early(asked) > due):
            return self._problem("clock-extension-late", made, on=asked.on, due=due.date())
        if sum(one.amount > 0 for one in before) >= extension.most:
            return self._problem("clock-extension-often", made, on=step.on, most=extension.most)
        if ground is None or (extension.grounds and ground not in extension.grounds):
            return self._problem(
                "clock-extension-ground",
                made,
                on=step.on,
                ground=self._word("ground", ground or "-"),
                known=self._words("ground", extension.grounds),
            )
        post = self._snapshot.get("post", step.by) if step.by else None
        kind = post.kind if isinstance(post, Post) else ""
        if extension.by and kind not in extension.by:
            return self._problem(
                "clock-extension-by",
                made,
                on=step.on,
                by=self._word("post", kind or step.by or "-"),
                known=self._words("post", extension.by),
            )
        return None

    def _more(
        self, made: ClockRun, extension: Extension, step: Step, amount: Fraction, course: Course
    ) -> tuple[Fraction, Problem | None]:
        """By how much a step lengthens the limit: by what the rule allows, or until the day that the step names."""
        assert made.limit is not None
        most = extension.amount(made.limit.measured)
        if step.due is None or not most:
            return most, None if most else self._problem("clock-extension-none", made, on=step.on)
        end = course.due(amount + most)
        named = datetime.combine(step.due, step.due_at) if step.due_at and not made.limit.by_day else midnight_after(step.due)
        if end is not None and (step.due > end.date() if made.limit.by_day or not step.due_at else named > end):
            return most, self._problem("clock-extension-long", made, on=step.on, due=step.due, last=end.date())
        until = course.counted(step.due if made.limit.by_day else named)
        return max(min(until - amount, most), Fraction(0)), None

    def _calendar(self, rule: ClockRule, day: date) -> OfficeCalendar | Problem:
        try:
            text = calendar_rule(rule.calendar, self._snapshot.charter, day)
            if text.name not in self._calendars:
                self._calendars[text.name] = calendar_of(text, self._snapshot)
            return self._calendars[text.name]
        except (NotFound, InvalidValue) as error:
            return Problem("clock-calendar", value=rule.known_as, details={"why": str(error)})

    def _problem(self, code: str, made: ClockRun, **details: object) -> Problem:
        noun, id = made.record
        return Problem(
            code,
            source=self._snapshot.sources.get(made.record),
            value=Named(made.rule.known_as, made.rule.labels),
            details={"noun": named_noun(noun), "id": id, **details},
        )

    def _word(self, words: str, name: str) -> Named:
        word = self._snapshot.charter.word(words, name)
        return Named(name, word.labels if word else {})

    def _words(self, words: str, names: Sequence[str]) -> tuple[Named, ...]:
        return tuple(self._word(words, name) for name in names)

    def _state(self, made: ClockRun, name: str) -> Named:
        record = self._snapshot.get(*made.record)
        workflow = self._snapshot.charter.workflow_of(record) if record is not None else None
        state = workflow.states.get(name) if workflow else None
        return Named(name, state.labels if state else {})

    def _rungs(self, run: ClockRun, record: Record, day: date) -> Iterator[Proposed]:
        assert run.due is not None
        steps = in_order(self._reader.steps(record))
        calendar = self._calendar(run.rule, run.started)
        stepped: dict[str, date | None] = {}

        def reached(name: str, rung: Escalation) -> date | None:
            base = run.due if not rung.on else taken(rung.on)
            if base is None:
                return None
            if rung.time is Time.CALENDAR or isinstance(calendar, Problem):
                return base + timedelta(days=rung.after)
            return working_day_after(base, rung.after, calendar)

        def taken(name: str) -> date | None:
            if name not in stepped:
                rung = run.rule.ladder[name]
                stepped[name] = None
                on = reached(name, rung)
                if on is not None and rung.state:
                    on = next((step.on for step in steps if step.state == rung.state and run.started <= step.on <= day), None)
                stepped[name] = on
            return stepped[name]

        for name, rung in run.rule.ladder.items():
            try:
                on = reached(name, rung)
            except NotFound:
                continue
            if on is None or on > day or (rung.state and taken(name) is not None):
                continue
            if rung.unless is not None and self._reader.holds(record, rung.unless, day):
                continue
            reason = self._problem("clock-run-out", run, due=run.due, day=on)
            yield Proposed(
                what=name,
                record=run.record,
                day=on,
                reason=reason,
                rule=run.rule.known_as,
                source=run.rule.source,
                body=rung.body,
                labels=rung.labels,
            )


def _contradictions(snapshot: Snapshot) -> Iterator[Problem]:
    """Days of a calendar that are there twice, and not the same."""
    known: dict[tuple[str, date], CalendarDay] = {}
    for one in snapshot.all("calendar_day").values():
        assert isinstance(one, CalendarDay)
        other = known.setdefault((one.calendar, one.on), one)
        if (other.works, other.opening) != (one.works, one.opening):
            source = snapshot.sources.get(("calendar_day", one.id))
            yield Problem("calendar-day-twice", source=source, value=one.calendar, details={"day": one.on})
        known[one.calendar, one.on] = one


def _clock(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> str | date | Decimal | int | bool | None:
    if len(rest) != 2 or not has_steps(noun_of(record)):
        return None
    clocks: Clocks = reader.kept("clocks", lambda one: Clocks(one.snapshot, one))
    name, part = rest
    if name:
        return clocks.part(record, name, part, day)
    run = clocks.whole(record, day)
    found: date | str | None = None if run is None else getattr(run, part)
    return found


def _named(charter: Charter, noun: str) -> list[str]:
    return [rule.known_as for rule in charter.rules_of(ClockRule) if rule.noun == noun]


def _rests(charter: Charter, noun: str) -> Iterator[str]:
    return (f"{name}.{part}" for name in _named(charter, noun) for part in CLOCK_PARTS)


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    name, _, part = rest.partition(".")
    if name in _named(charter, noun) and part in CLOCK_PARTS:
        yield CLOCK_PARTS[part]


CLOCK_PARTS = {
    "promise": Leaf(kind=Column.TEXT, choices=PROMISES),
    "due": Leaf(kind=Column.DATE),
    "started": Leaf(kind=Column.DATE),
    "ended": Leaf(kind=Column.DATE),
    "taken": Leaf(kind=Column.DECIMAL),
    "paused": Leaf(kind=Column.INTEGER),
    "extended": Leaf(kind=Column.INTEGER),
    "runs": Leaf(kind=Column.INTEGER),
    "missed": Leaf(kind=Column.INTEGER),
    "provisional": Leaf(kind=Column.FLAG),
}
"""What stands at `clock.NAME.PART`. Of its latest run: what became of it, by when it is due, its first day and its last, how many days or hours counted, on how
many days it stood still, how many extensions count, whether its due day is provisional; of all runs: how many there were, and how many were not kept."""

KIND = Kind(
    name="clock",
    form=ClockRule,
    sound=unsound_clock,
    paths=(DerivedPath(head=CLOCK, rests=_rests, leaves=_leaves, value=_clock, words="clock"),),
    silent="",
)
