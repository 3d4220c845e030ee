"""Clocks: what the steps of a life and a calendar say of a limit on a day. Overdue is read, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter import StateKind
from grassroots.charter.calendar import WeekCalendar, Why
from grassroots.charter.clock import ClockRule, Counts, Extension, Limit, Measured, Rung, Time
from grassroots.errors import InvalidValue, NotFound
from grassroots.model import CalendarDay, Post, Record, Step, has_steps, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.rules.calendars import END, PLAIN, OfficeCalendar, Span, calendar_of, calendar_rule, midnight_after, whole_day
from grassroots.rules.lifecycle import Promise
from grassroots.rules.paths import Reader
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot

FAR = 36_600
"""After so many days without an end a limit is one that never runs out."""

WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

_WHY: Mapping[str, tuple[str, str]] = {
    "weekend": ("weekend", "周末"),
    "holiday": ("holiday", "节假日"),
    "pause": ("the clock stood still", "暂停计时"),
    "start": ("the day on which it began", "起算当日"),
    "made_up": ("worked instead of another day", "调休上班"),
}

_PROMISES: Mapping[Promise, tuple[str, str]] = {
    Promise.KEPT: ("done in time", "按期办结"),
    Promise.LATE: ("done late", "逾期办结"),
    Promise.OVERDUE: ("overdue", "逾期未办结"),
    Promise.RUNNING: ("running", "计时中"),
    Promise.NONE: ("ended without a judgement", "终止，不作评判"),
}


@frozen(kw_only=True)
class Pause:
    """A stretch in which a clock stands still: from a step to the next that is no pause. An `end` of None: it has not ended.

    What has no time of day is taken so that it makes nobody late: a pause begins with its day and ends with its last.
    `ended_on`: the day of the step that ended it. A step at midnight and one without a time on the day before name the same moment.
    """

    start: datetime
    end: datetime | None = None
    ended_on: date | None = None

    @property
    def last(self) -> date | None:
        """The day on which it was ended; it is no pause at the end of that day."""
        if self.end is None or self.ended_on is not None:
            return self.ended_on
        return self.end.date() if self.end.time() != time.min else (self.end - timedelta(days=1)).date()

    def covers(self, day: date) -> bool:
        """Whether the clock stands still at the end of a day."""
        return self.start.date() <= day and (self.last is None or day < self.last)


@frozen(kw_only=True)
class Stretch:
    """A part of a day that a clock looked at: how much of it counted, in days or hours, and if none, why not.

    `why`: weekend, holiday, pause, start (the day on which it began), made_up (counted, though a weekend); empty for what simply counted.
    """

    day: date
    start: datetime | None = None
    end: datetime | None = None
    counted: Fraction
    why: str = ""
    labels: Mapping[str, str] = field(factory=dict, hash=False)
    provisional: bool = False


@frozen(kw_only=True)
class Granted:
    """An extension that was granted: the day, by how much it lengthened the limit (nothing, if it does not count), and why it does not, or not wholly."""

    on: date
    amount: Fraction
    problem: Problem | None = None


@frozen(kw_only=True)
class ClockRun:
    """One run of a clock over a record, at the end of a day (or at a moment of it).

    `limit`: the limit that fits the record, `amount`: how many days or hours it comes to, extensions included. `due`, `due_at`: by when; no time means the
    end of the day; None while the clock stands still, or where it cannot be told. `ended`: the step that ended it.
    `counted`: how much had counted when it ended, or has until now. `paused`: whether it stands still; `pauses`: all stretches in which it did.
    `provisional`: the day that is due hangs on days that were not announced. `promise`: what became of it; None: it cannot be told, `problems` say why.
    """

    record: tuple[str, str]
    rule: ClockRule
    day: date
    started: date
    started_at: time | None
    limit: Limit | None
    amount: Fraction
    counted: Fraction
    promise: Promise | None
    due: date | None = None
    due_at: time | None = None
    ended: date | None = None
    ended_at: time | None = None
    ended_in: str = ""
    state_labels: Mapping[str, str] = field(factory=dict, hash=False)
    """How the state in which it ended is called, in each language."""
    paused: bool = False
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Granted, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    provisional: bool = False
    calendar: str = ""
    calendar_labels: Mapping[str, str] = field(factory=dict, hash=False)
    """How its calendar is called, in each language."""
    problems: tuple[Problem, ...] = ()

    @property
    def left(self) -> Fraction:
        """How much is left, in days or hours; never less than nothing."""
        return max(self.amount - self.counted, Fraction(0))

    @property
    def over(self) -> bool:
        """Whether it was not kept, or has run out."""
        return self.promise in (Promise.LATE, Promise.OVERDUE)

    @property
    def stood_still(self) -> int:
        """On how many days it stood still at the end of the day, so far."""
        last = self.ended or self.day
        days = (self.started + timedelta(days=number) for number in range((last - self.started).days + 1))
        return sum(any(pause.covers(day) for pause in self.pauses) for day in days)

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """Every stretch that was looked at, day by day: how much of it counted, or why it did not; together they are the limit."""
        return tuple(_Teller(self, language == "zh").lines())


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
                and (standing := self._reader.standing(record, read)) is not None
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

    def _run(self, record: Record, texts: Sequence[ClockRule], span: _Lap, day: date, now: datetime | None) -> ClockRun:
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

    def _counted(self, made: ClockRun, span: _Lap, calendar: OfficeCalendar, now: datetime | None) -> ClockRun:
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

    def _extended(self, made: ClockRun, course: Course, span: _Lap) -> tuple[Fraction, tuple[Granted, ...]]:
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

        def reached(name: str, rung: Rung) -> date | None:
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


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Steps in the order in which they happened, however they were written down: by day; on a day by time, where each has one, else as they stand.

    >>> late, early = Step(state="b", on=date(2024, 1, 2)), Step(state="a", on=date(2024, 1, 1))
    >>> [step.state for step in in_order([late, early])]
    ['a', 'b']
    """
    by_day: dict[date, list[Step]] = {}
    for step in steps:
        by_day.setdefault(step.on, []).append(step)
    found: list[Step] = []
    for _, of_day in sorted(by_day.items()):
        timed = all(step.at is not None for step in of_day)
        found += sorted(of_day, key=lambda step: step.at or time.min) if timed else of_day
    return found


@frozen
class _Lap:
    """Steps over which a clock ran: from the one that started it; the one that ended it, and whether that is no judgement."""

    rule: ClockRule
    steps: tuple[Step, ...]
    end: Step | None = None
    void: bool = False


def _spans(
    texts: Sequence[ClockRule], steps: Sequence[Step], kinds: Mapping[str, StateKind], stays: Callable[[ClockRule, Step], bool]
) -> Iterator[_Lap]:
    rule: ClockRule | None = None
    since: list[Step] = []
    for step in steps:
        if rule is not None:
            kind = kinds.get(step.state)
            done = step.state in rule.to or (not rule.to and kind is StateKind.DONE)
            void = step.state in rule.void or kind is StateKind.DROPPED
            if done or (void and not stays(rule, step)):
                yield _Lap(rule, tuple(since), step, not done)
                rule = None
            else:
                since.append(step)
                continue
        rule = next((one for one in texts if step.state in one.from_ and one.holds_on(step.on)), None)
        since = [step]
    if rule is not None:
        yield _Lap(rule, tuple(since))


def _pauses(texts: Sequence[ClockRule], steps: Sequence[Step], end: Step | None) -> tuple[Pause, ...]:
    """The stretches in which the clock stood still. Each text says so for the days on which it held, so that a text that follows keeps what was."""
    found: list[Pause] = []
    since: Step | None = None
    for step in (*steps, *([end] if end else [])):
        rule = next(
            (one for one in reversed(texts) if one is texts[0] or (one.valid_from is not None and one.valid_from <= step.on)),
            texts[0],
        )
        stands = step is not end and step.state in rule.pauses
        if stands and since is None:
            since = step
        elif not stands and since is not None:
            stop = _late(step)
            if stop > _early(since) and not (step.on == since.on and step.at is None):
                found.append(Pause(start=_early(since), end=stop, ended_on=step.on))
            since = None
    if since is not None:
        found.append(Pause(start=_early(since)))
    return tuple(found)


def _happened(step: Step, day: date, now: datetime | None) -> bool:
    return _early(step) <= now if now is not None else step.on <= day


def _early(step: Step) -> datetime:
    """The moment of a step; without a time, the beginning of its day."""
    return datetime.combine(step.on, step.at or time.min)


def _late(step: Step) -> datetime:
    """The moment of a step; without a time, the end of its day."""
    return midnight_after(step.on) if step.at is None else datetime.combine(step.on, step.at)


@frozen(kw_only=True)
class Course:
    """How a limit runs over the days from a moment on: what counts of each, in days or hours.

    What counts between two moments is never less than nothing, and adds up over moments in between.
    `began`: the day of the start. Without it, a start at midnight is the end of the day before.
    """

    limit: Limit
    calendar: OfficeCalendar
    start: datetime
    pauses: tuple[Pause, ...] = ()
    began: date | None = None

    def counted(self, until: date | datetime) -> Fraction:
        """How much counts from the start until a moment; until the end of a day, where whole days are counted."""
        if self.limit.by_day:
            last = until if not isinstance(until, datetime) else self._full_day(until)
            return sum((one.counted for one in self._up_to(last)), Fraction(0))
        moment = until if isinstance(until, datetime) else midnight_after(until)
        total = Fraction(0)
        for one in self._up_to(moment.date()):
            if one.start is not None and one.end is not None and one.counted:
                if one.end <= moment:
                    total += one.counted
                elif one.start < moment:
                    total += self._share(one, moment)
        return total

    def due(self, amount: Fraction) -> datetime | None:
        """The last moment in time; of whole days, the beginning of the last one (it counts to its end). None where the clock stands still before."""
        by_day, hours = self.limit.by_day, self.limit.measured is Measured.HOUR
        if by_day and not amount:
            return datetime.combine(self._day_of_start, time.min)
        total, edge = Fraction(0), None
        for one in self._up_to(date.max):
            if by_day:
                total += one.counted
                if total >= amount and one.counted:
                    return datetime.combine(one.day, time.min)
            elif one.counted and one.start is not None and one.end is not None:
                if total + one.counted > amount or (hours and total + one.counted == amount):
                    return self._moment(one, amount - total)
                total += one.counted
                edge = one.end if total == amount else None
        return edge

    def stretches(self, amount: Fraction, due: datetime | None, reached: datetime) -> Iterator[Stretch]:
        """What was looked at until the limit has run out; while the clock stands still, until the moment that is read."""
        total = Fraction(0)
        if self.limit.by_day and self.limit.counts is Counts.NEXT_DAY:
            yield Stretch(day=self._day_of_start, counted=Fraction(0), why="start")
        for one in self._up_to((due or reached).date()):
            if one.counted and total >= amount:
                return
            if one.counted and total + one.counted > amount:
                end = self._moment(one, amount - total)
                one = evolve(one, end=end, counted=amount - total)
            total += one.counted
            yield one

    # -- how --

    @property
    def _day_of_start(self) -> date:
        if self.began is not None:
            return self.began
        # Without a time the start is the end of its day.
        return self.start.date() if self.start.time() != time.min else self.start.date() - timedelta(days=1)

    def _full_day(self, moment: datetime) -> date:
        return moment.date() - timedelta(days=1) if moment.time() == time.min and moment != END else moment.date()

    def _up_to(self, last: date) -> Iterator[Stretch]:
        """What there is of each day until the last, in order; ends with the day from which on the clock stands still."""
        day = self._day_of_start if self.limit.by_day else self.start.date()
        if self.limit.by_day and self.limit.counts is Counts.NEXT_DAY:
            day += timedelta(days=1)
        stop = next((pause.start for pause in self.pauses if pause.end is None), None)
        for _ in range(FAR):
            if day > last:
                return
            yield from self._whole(day) if self.limit.by_day else self._parts(day)
            if day == date.max or (stop is not None and day >= max(stop.date(), self.start.date())):
                return
            day += timedelta(days=1)

    def _whole(self, day: date) -> Iterator[Stretch]:
        why, labels, provisional = self._kind(day)
        if any(pause.covers(day) for pause in self.pauses):
            why, labels = "pause", {}
        counts = why in ("", "made_up")
        yield Stretch(day=day, counted=Fraction(int(counts)), why=why, labels=labels, provisional=provisional)

    def _parts(self, day: date) -> Iterator[Stretch]:
        why, labels, provisional = self._kind(day)
        if why not in ("", "made_up"):
            yield Stretch(day=day, counted=Fraction(0), why=why, labels=labels, provisional=provisional)
            return
        windows = self.calendar.windows(day) if self.limit.time is Time.WORKING else whole_day(day)
        whole = sum((_seconds(window) for window in windows), Fraction(0))
        for window in windows:
            for span, stands in self._cut(window):
                counted = Fraction(0)
                if not stands:
                    counted = (
                        _seconds(span) / whole if self.limit.measured is Measured.DAY else self.calendar.hours_between(*span)
                    )
                yield Stretch(
                    day=day,
                    start=span[0],
                    end=span[1],
                    counted=counted,
                    why="pause" if stands else why,
                    labels=labels,
                    provisional=provisional,
                )

    def _kind(self, day: date) -> tuple[str, Mapping[str, str], bool]:
        if self.limit.time is Time.CALENDAR:
            return "", {}, False
        kind = self.calendar.kind(day)
        why = "" if kind.why is Why.WORKDAY else kind.why.value
        return why, kind.labels, kind.provisional

    def _cut(self, window: Span) -> Iterator[tuple[Span, bool]]:
        """A window from the start on, cut where the clock stands still: (part, whether it does)."""
        at, end = max(window[0], self.start), window[1]
        for pause in self.pauses:
            stop = end if pause.end is None else min(pause.end, end)
            begin = max(pause.start, at)
            if begin >= end or stop <= at:
                continue
            if begin > at:
                yield (at, begin), False
            if stop > begin:
                yield (begin, stop), True
                at = stop
        if at < end:
            yield (at, end), False

    def _share(self, one: Stretch, moment: datetime) -> Fraction:
        if one.start is None or one.end is None:
            return Fraction(0)
        if self.limit.measured is Measured.HOUR:
            return self.calendar.hours_between(one.start, moment)
        return one.counted * _seconds((one.start, moment)) / _seconds((one.start, one.end))

    def _moment(self, one: Stretch, part: Fraction) -> datetime:
        if one.start is None or one.end is None:
            return datetime.combine(one.day, time.min)
        if self.limit.measured is Measured.HOUR:
            return min(self.calendar.hours_after(one.start, part), one.end)
        return one.start + timedelta(microseconds=int(_seconds((one.start, one.end)) * 1_000_000 * part / one.counted))


def _seconds(span: Span) -> Fraction:
    return Fraction((span[1] - span[0]) // timedelta(microseconds=1), 1_000_000)


def working_day_after(day: date, number: int, calendar: OfficeCalendar) -> date:
    """The working day so many working days after another; 0 gives the day itself.

    Raises:
        NotFound: the calendar does not reach so far.
    """
    for _ in range(FAR):
        if number <= 0:
            return day
        day += timedelta(days=1)
        number -= calendar.kind(day).works
    raise NotFound(f"the calendar {calendar.name!r} has no such working day")


# -- telling --


class _Teller:
    def __init__(self, run: ClockRun, zh: bool) -> None:
        self.run = run
        self.zh = zh

    def lines(self) -> Iterator[str]:
        run, zh = self.run, self.zh
        name = run.rule.labels.get("zh" if zh else "en") or run.rule.known_as
        noun, id = run.record
        state = _PROMISES[run.promise][zh] if run.promise is not None else ("无法判定" if zh else "cannot be told")
        if run.paused and run.promise is Promise.RUNNING:
            state = "暂停计时" if zh else "standing still"
        yield f"{name}（{id}）：{run.day}为{state}。" if zh else f"{name} of {noun} {id}: {state} on {run.day}."
        yield self._limit()
        for one in run.extensions:
            yield self._extension(one)
        yield from self._gathered()
        if run.limit is not None and run.stretches:
            yield self._sum()
        if run.ended is not None:
            at = f" {run.ended_at:%H:%M}" if run.ended_at else ""
            state = run.state_labels.get("zh" if zh else "en") or run.ended_in
            yield f"结束：{run.ended}{at}（{state}）。" if zh else f"Ended on {run.ended}{at} ({state})."
        if run.provisional:
            yield (
                "其中有尚未公布放假安排的日期，期限为暂定。"
                if zh
                else "Some of these days were not announced yet: the due day is provisional."
            )
        if run.calendar and run.limit is not None and run.limit.time is Time.WORKING:
            calendar = run.calendar_labels.get("zh" if zh else "en") or run.calendar
            yield f"日历：{calendar}。" if zh else f"Calendar: {calendar}."
        for problem in run.problems:
            yield problem.text("zh" if zh else "en")
        if run.rule.source:
            yield f"依据：{run.rule.source}。" if zh else f"Source: {run.rule.source}."

    def _limit(self) -> str:
        run, zh = self.run, self.zh
        if run.limit is None or any(problem.code == "clock-number" for problem in run.problems):
            return "对此没有规定时限。" if zh else "No limit is set for it."
        working = run.limit.time is Time.WORKING
        at = f" {run.started_at:%H:%M}" if run.started_at else ""
        amount = run.amount - sum((one.amount for one in run.extensions), Fraction(0))
        told = self._amount(amount, working)
        if run.limit.counts is Counts.SAME_DAY and run.limit.by_day:
            return f"时限：{told}，自{run.started}当日起算。" if zh else f"Limit: {told}, {run.started} itself being the first."
        if run.limit.by_day:
            return (
                f"时限：{told}，自{run.started}次日起算。"
                if zh
                else f"Limit: {told}, counted from the day after {run.started}."
            )
        since = (
            (f"自{run.started}{at}起算" if zh else f"counted from {run.started}{at}")
            if run.started_at
            else (
                f"自{run.started}日终起算（未记录时刻）"
                if zh
                else f"counted from the end of {run.started}, for no time of day was recorded"
            )
        )
        return f"时限：{told}，{since}。" if zh else f"Limit: {told}, {since}."

    def _extension(self, one: Granted) -> str:
        if not one.amount:
            return f"{one.on}的延期不计。" if self.zh else f"The extension of {one.on} does not count."
        told = self._amount(one.amount, self.run.limit is not None and self.run.limit.time is Time.WORKING)
        return f"{one.on}准予延期{told}。" if self.zh else f"Extended by {told} on {one.on}."

    def _gathered(self) -> Iterator[str]:
        """A line a stretch that counted; days that did not, for one reason, in one line."""
        waiting: list[Stretch] = []
        for one in self.run.stretches:
            if waiting and (one.counted or self._reason(one) != self._reason(waiting[0])):
                yield self._not_counted(waiting)
                waiting = []
            if one.counted:
                yield self._counted(one)
            else:
                waiting.append(one)
        if waiting:
            yield self._not_counted(waiting)

    def _reason(self, one: Stretch) -> str:
        told = _WHY[one.why][self.zh] if one.why else ""
        name = one.labels.get("zh" if self.zh else "en")
        if name and one.why == "holiday":
            told += f"（{name}）" if self.zh else f" ({name})"
        return told

    def _not_counted(self, listed: list[Stretch]) -> str:
        first, last = listed[0], listed[-1]
        days = (
            self._day(first.day)
            if first.day == last.day
            else f"{self._day(first.day)}{'至' if self.zh else ' to '}{self._day(last.day)}"
        )
        return f"{days}：不计，{self._reason(first)}。" if self.zh else f"{days}: not counted, {self._reason(first)}."

    def _counted(self, one: Stretch) -> str:
        times = ""
        if one.start is not None and one.end is not None:
            end = "24:00" if one.end.date() != one.day else f"{one.end:%H:%M}"
            times = f" {one.start:%H:%M}–{end}"
        why = f"，{self._reason(one)}" if one.why and self.zh else f", {self._reason(one)}" if one.why else ""
        told = self._amount(one.counted)
        return f"{self._day(one.day)}{times}：{told}{why}。" if self.zh else f"{self._day(one.day)}{times}: {told}{why}."

    def _sum(self) -> str:
        run, zh = self.run, self.zh
        total = sum((one.counted for one in run.stretches), Fraction(0))
        told, whole = self._amount(total), self._amount(run.amount)
        if run.due is None:
            return f"合计{told}，时限{whole}；尚未到期。" if zh else f"Together {told} of {whole}; it stands still."
        at = f" {run.due_at:%H:%M}" if run.due_at else ""
        return (
            f"合计{told}，期限为{run.due}{at}。"
            if zh
            else f"Together {told}: due {'at' if at else 'by the end of'} {run.due}{at}."
        )

    def _day(self, day: date) -> str:
        return f"{day}{WEEKDAYS_ZH[day.weekday()]}" if self.zh else f"{day} {WEEKDAYS_EN[day.weekday()]}"

    def _amount(self, amount: Fraction, working: bool | None = None) -> str:
        hours = self.run.limit is not None and self.run.limit.measured is Measured.HOUR
        number = str(amount.numerator) if amount.denominator == 1 else f"{amount.numerator}/{amount.denominator}"
        if self.zh:
            kind = "" if working is None else "工作" if working else ("自然" if not hours else "")
            return f"{number}{'个' if kind == '工作' else ''}{kind}{'小时' if hours else '日'}"
        kind = "" if working is None else "working " if working else "calendar " if not hours else ""
        return f"{number} {kind}{'hour' if hours else 'day'}{'' if amount == 1 else 's'}"


def told_decimal(amount: Fraction) -> Decimal:
    """A number of days or hours as an exact decimal of four places, rounded half up.

    >>> told_decimal(Fraction(1, 3))
    Decimal('0.3333')
    """
    return Decimal(int(amount * 10_000 + Fraction(1, 2))).scaleb(-4).normalize() if amount else Decimal(0)


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


DERIVED = {"clock": _clock}
"""What paths may read of it; with an empty name, of the clock that says by when the whole is to be done."""

__all__ = [
    "DERIVED",
    "ClockRun",
    "Clocks",
    "Counts",
    "Course",
    "Granted",
    "Pause",
    "Stretch",
    "in_order",
    "told_decimal",
    "working_day_after",
]
