"""Clocks: by when something is to be done, by rule, steps and calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial

from attrs import evolve

from grassroots.charter import StateKind, Workflow
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import PROMISES
from grassroots.charter.work_calendar import WeekCalendar
from grassroots.errors import InvalidValue, NotFound
from grassroots.fields import Column
from grassroots.model import JointCall, Record, Referral, Step, Team, has_steps, noun_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind, ToDo, Urgency
from grassroots.rules.proposed import Proposed
from grassroots.rules.time.calendars import PLAIN, OfficeCalendar, calendar_of, calendar_rule, midnight_after
from grassroots.rules.time.clock_course import Course, Pause
from grassroots.rules.time.clock_escalation import escalations_of
from grassroots.rules.time.clock_extension import extended
from grassroots.rules.time.clock_rule import ClockRule, Limit, Measured, Time, unsound_clock
from grassroots.rules.time.clock_run import ClockRun, Granted, problem_of
from grassroots.rules.time.clock_state import ClockState
from grassroots.rules.time.clock_steps import StepSpan, early, happened, in_order, late, pauses, spans
from grassroots.rules.worded import unit_name
from grassroots.values import Language, Ref, UnitId


def runs_of(record: Record, name: str, at: At, now: time | None = None) -> tuple[ClockRun, ...]:
    """Every run of a clock over a record, in order; none where it never began, or is not for such records.

    Args:
        record: a record with steps.
        name: the clock, by its name.
        at: the last day that counts.
        now: the time of that day, local; without one, its end.
    """
    return _clocks(at.reader).runs(record, name, at, now)


def run_of(record: Record, name: str, at: At, now: time | None = None) -> ClockRun | None:
    """The latest run of a clock over a record."""
    return next(reversed(runs_of(record, name, at, now)), None)


def whole_of(record: Record, at: At) -> ClockRun | None:
    """The latest run of the clock that says by when the whole is to be done; of several, the first that ran."""
    return _clocks(at.reader).whole(record, at)


def escalations(record: Record, at: At) -> tuple[Proposed, ...]:
    """What the ladders of the clocks that have run out over a record propose on a day: reminders, then more. Nothing is done by itself."""
    clocks = _clocks(at.reader)
    names = dict.fromkeys(rule.known_as for rule in clocks.of_noun(noun_of(record)))
    return tuple(one for name in names if (run := run_of(record, name, at)) for one in clocks.escalations(run, record, at))


def _clocks(reader: Reader) -> _Clocks:
    """What is known of the clocks of the records that a reader reads."""
    found: _Clocks = reader.kept("clocks", _Clocks)
    return found


class _Clocks:
    """The clocks of a charter over the records of one snapshot. The answers do not depend on the order of asking."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._charter = reader.snapshot.charter
        self._calendars: dict[str, OfficeCalendar] = {}
        self._rules: dict[str, tuple[ClockRule, ...]] = {}
        self._texts: dict[tuple[str, str], tuple[ClockRule, ...]] = {}
        self._courses: dict[tuple[str, int, date, time | None], Course | Problem] = {}
        self._on: dict[tuple[str, str, date], OfficeCalendar | Problem] = {}
        self._taken: dict[tuple[str, date], dict[str, Sequence[Step]]] = {}
        self._states: dict[str, dict[str, StateKind]] = {}

    def of_noun(self, noun: str) -> tuple[ClockRule, ...]:
        if noun not in self._rules:
            self._rules[noun] = tuple(rule for rule in self._charter.rules_of(ClockRule) if rule.noun == noun)
        return self._rules[noun]

    def runs(self, record: Record, name: str, at: At, now: time | None = None) -> tuple[ClockRun, ...]:
        if now is not None:
            return tuple(self._made(record, noun_of(record), name, at, datetime.combine(at.day, now)))
        return self._all_runs((record,), name, at)[0]

    def _all_runs(self, records: Iterable[Record], name: str, at: At) -> list[tuple[ClockRun, ...]]:
        def making(own: Reader) -> Callable[[Record], tuple[ClockRun, ...]]:
            clocks, then = _clocks(own), At.read_by(own, at.day)
            return lambda record: tuple(clocks._made(record, noun_of(record), name, then, None))

        return self._reader.said_of("clock", (name, at.day), records, making)

    def running(self, rule: ClockRule, at: At) -> Iterator[tuple[Record, tuple[ClockRun, ...]]]:
        """The records over which a clock runs or ran, each with its runs."""
        records = at.snapshot.all(rule.noun).values()
        return (
            (record, runs) for record, runs in zip(records, self._all_runs(records, rule.known_as, at), strict=True) if runs
        )

    def whole(self, record: Record, at: At) -> ClockRun | None:
        for rule in self.of_noun(noun_of(record)):
            if rule.whole and (found := self.runs(record, rule.known_as, at)):
                return found[-1]
        return None

    def promised(self, run: ClockRun, record: Record, at: At) -> ClockRun:
        """A run with the day that was set for the matter itself, which comes before the rule."""
        named = run.rule.whole and any(step.due is not None for step in self._reader.steps(record))
        status = self._reader.status(record, at.day) if named else None
        return evolve(run, due=status.due, promise=status.promise) if status is not None and status.due else run

    def escalations(self, run: ClockRun, record: Record, at: At) -> Iterator[Proposed]:
        run = self.promised(run, record, at)
        if run.promise is Promise.OVERDUE:
            calendar = self._calendar(run.rule, run.started, at)
            yield from escalations_of(run, record, at, None if isinstance(calendar, Problem) else calendar)

    # -- how --

    def _made(self, record: Record, noun: str, name: str, at: At, now: datetime | None) -> Iterator[ClockRun]:
        steps = self._happened(record, noun, at, now)
        reader = self._reader
        texts = self._named(noun, name, at)
        states = {step.state for step in steps}
        begun = [rule for rule in texts if not states.isdisjoint(rule.from_)]
        if not any(rule.where is None or reader.holds(record, rule.where, at.day) for rule in begun):
            return

        def stays(rule: ClockRule, step: Step) -> bool:
            return rule.stays is not None and reader.holds(record, rule.stays, min(step.on, at.day))

        workflow = reader.workflow(record)
        kinds = self._kinds(workflow) if workflow else {}
        for span in spans(texts, steps, kinds, stays):
            if len(begun) == 1 or span.rule.where is None or reader.holds(record, span.rule.where, at.day):
                yield self._run(record, noun, texts, span, workflow, at, now)

    def _named(self, noun: str, name: str, at: At) -> tuple[ClockRule, ...]:
        """The texts of a clock; none where the office does not keep the days that it asks for."""
        found = self._texts.get((noun, name))
        if found is None:
            named = (rule for rule in self.of_noun(noun) if name in (rule.name, rule.known_as))
            found = self._texts[noun, name] = tuple(rule for rule in named if self._keeps(rule, at))
        return found

    @staticmethod
    def _keeps(rule: ClockRule, at: At) -> bool:
        """Whether the office keeps the days that a clock asks for."""
        records = at.snapshot.all(rule.noun).values() if rule.kept else ()
        return not rule.kept or any(step.state in rule.kept for one in records for step in one.steps)  # type: ignore[attr-defined]

    def _happened(self, record: Record, noun: str, at: At, now: datetime | None) -> Sequence[Step]:
        """The steps that were taken, in their order, read once for all clocks."""
        known = self._taken.setdefault((noun, at.day), {}) if now is None else {}
        if record.id not in known:
            steps = in_order(self._reader.steps(record))
            all_of_them = all(happened(step, at.day, now) for step in steps)
            known[record.id] = steps if all_of_them else [step for step in steps if happened(step, at.day, now)]
        return known[record.id]

    def _kinds(self, workflow: Workflow) -> dict[str, StateKind]:
        if workflow.name not in self._states:
            self._states[workflow.name] = {state: found.kind for state, found in workflow.states.items()}
        return self._states[workflow.name]

    def _run(
        self,
        record: Record,
        noun: str,
        texts: Sequence[ClockRule],
        span: StepSpan,
        workflow: Workflow | None,
        at: At,
        now: datetime | None,
    ) -> ClockRun:
        first, end = span.steps[0], span.end
        last = end.on if end else at.day
        taken = [rule for rule in texts if rule.takes_running and rule.valid_from and first.on < rule.valid_from <= last]
        order = [span.rule, *sorted(taken, key=lambda rule: rule.valid_from or first.on)]
        rule = order[-1]
        stops = pauses(order, span.steps, end)
        state = workflow.states.get(end.state) if workflow and end else None
        fits = (one.where is None or self._reader.holds(record, one.where, at.day) for one in rule.limit)
        number = next((number for number, holds in enumerate(fits) if holds), None)
        limit = None if number is None else rule.limit[number]
        made = partial(
            ClockRun,
            record=(noun, record.id),
            rule=rule,
            day=at.day,
            started=first.on,
            started_at=first.at,
            limit=limit,
            ended=end.on if end else None,
            ended_at=end.at if end else None,
            ended_in=end.state if end else "",
            state_labels=state.labels if state else NO_LABELS,
            reached=early(end) if end else now or midnight_after(at.day),
            paused=end is None and bool(stops) and stops[-1].end is None,
            pauses=stops,
        )
        if limit is None or number is None:
            return made(amount=NOTHING, promise=Promise.NONE)
        amount = _amount(record, limit, at)
        if amount is None:
            unknown = made(amount=NOTHING, promise=None)
            return evolve(unknown, problems=(problem_of(unknown, at, "clock-number", path=limit.path),))
        course = self._course(rule, number, first, stops, at)
        if isinstance(course, Problem):
            return made(amount=amount, promise=None, problems=(course,))
        try:
            return _counted(made, rule, amount, course, span, at, now)
        except NotFound as error:
            unknown = made(amount=amount, promise=None, course=course)
            return evolve(unknown, problems=(problem_of(unknown, at, "clock-not-covered", why=str(error)),))

    def _course(self, rule: ClockRule, number: int, first: Step, stops: tuple[Pause, ...], at: At) -> Course | Problem:
        """How a limit runs from a step on: one for all that began at that moment and never stood still."""
        key = (rule.name, number, first.on, first.at)
        found = self._courses.get(key)
        if found is None:
            limit, calendar = rule.limit[number], self._calendar(rule, first.on, at)
            if isinstance(calendar, Problem) and (limit.time is Time.WORKING or rule.calendar):
                found = calendar
            else:
                plain = OfficeCalendar(rule=PLAIN, base=WeekCalendar()) if isinstance(calendar, Problem) else calendar
                found = Course(limit=limit, calendar=plain, start=late(first), began=first.on)
            self._courses[key] = found
        return evolve(found, pauses=stops) if stops and isinstance(found, Course) else found

    def _calendar(self, rule: ClockRule, day: date, at: At) -> OfficeCalendar | Problem:
        key = (rule.known_as, rule.calendar, day)
        if key not in self._on:
            self._on[key] = self._calendar_of(rule, evolve(at, day=day))
        return self._on[key]

    def _calendar_of(self, rule: ClockRule, at: At) -> OfficeCalendar | Problem:
        try:
            text = calendar_rule(rule.calendar, at)
            if text.name not in self._calendars:
                self._calendars[text.name] = calendar_of(text, at)
            return self._calendars[text.name]
        except (NotFound, InvalidValue) as error:
            return Problem("clock-calendar", value=rule.known_as, details={"why": str(error)})


NOTHING = Fraction(0)
NO_LABELS: Mapping[str, str] = {}


def _counted(
    made: Callable[..., ClockRun],
    rule: ClockRule,
    amount: Fraction,
    course: Course,
    span: StepSpan,
    at: At,
    now: datetime | None,
) -> ClockRun:
    granted: tuple[Granted, ...] = ()
    if rule.extension is not None and any(step.state == rule.extension.granted for step in span.steps):
        amount, granted = extended(made(amount=amount, promise=None, course=course), course, span, at)
    due, end, by_day = course.due(amount), span.end, course.limit.by_day
    reached = early(end) if end else now or midnight_after(at.day)
    if end is not None and span.void:
        promise = Promise.NONE
    elif due is None:
        promise = Promise.KEPT if end is not None else Promise.RUNNING
    elif end is not None:
        promise = Promise.KEPT if end.on <= due.date() and (by_day or reached <= due) else Promise.LATE
    else:
        # A due moment that lies on the day has passed by its end, as everywhere.
        passed = (now.date() if now else at.day) > due.date() if by_day else (now > due if now else at.day >= due.date())
        promise = Promise.OVERDUE if passed else Promise.RUNNING
    problems = [one.problem for one in granted if one.problem is not None]
    counted, last = None, (due or reached).date()
    # Where the calendar knows all these days, what counted of them is worked out when somebody asks.
    if not course.known_until(max(last, reached.date())):
        try:
            counted = course.counted(end.on if by_day and end else reached)
        except NotFound as error:
            # The limit ran out while the calendar still knew; how much has counted since, nobody knows.
            counted = amount
            unknown = made(amount=amount, promise=None, course=course)
            problems.append(problem_of(unknown, at, "clock-not-covered", why=str(error)))
        course.is_provisional(last)
    return made(
        amount=amount,
        promise=promise,
        course=course,
        counted=counted,
        due=due.date() if due else None,
        due_at=due.time() if due and not by_day else None,
        extensions=granted,
        problems=tuple(problems),
    )


def _amount(record: Record, limit: Limit, at: At) -> Fraction | None:
    if not limit.path:
        return limit.amount
    value = at.reader.value(record, limit.path, at.day)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        return None
    return Fraction(value) if limit.measured is Measured.HOUR or value == int(value) else None


def _problems(rule: ClockRule, at: At) -> Iterator[Problem]:
    """What is wrong with the runs under a rule: a calendar that does not reach far enough, a limit that is no number, extensions that do not count; what ran out
    and is not done, and what was done late where no step says on what ground."""
    clocks = _clocks(at.reader)
    for record, found in clocks.running(rule, at):
        runs = [run for run in found if run.rule is rule]
        for number, run in enumerate(runs, 1):
            yield from run.problems
            if number == len(runs):
                run = clocks.promised(run, record, at)
            if run.promise is Promise.OVERDUE:
                yield problem_of(run, at, "clock-overdue", due=run.due, unit=_in_hand(record, at))
            elif (
                run.promise is Promise.LATE
                and _told_still(record, run, at)
                and not any(step.ground for step in at.reader.steps(record) if run.started <= step.on <= (run.ended or at.day))
            ):
                yield problem_of(run, at, "clock-late", due=run.due, day=run.ended, unit=_in_hand(record, at))


LATE, LATE_CALLED = timedelta(days=31), timedelta(days=372)
"""What was done late is told so long: then it is a figure. Who was called and came late, a year long."""


def _told_still(record: Record, run: ClockRun, at: At) -> bool:
    length = LATE_CALLED if isinstance(record, JointCall) else LATE
    return run.ended is not None and run.ended >= at.day - length


def _owner(record: Record, at: At) -> UnitId | None:
    """The unit that has a record in hand: the one that it calls, the handler, else its own."""
    status = at.reader.status(record, at.day)
    called = record.called if isinstance(record, JointCall) else None
    team = _team(record, at)
    return called or (status.handler if status else None) or (team.unit if team else None) or at.snapshot.home(record)


def _team(record: Record, at: At) -> Team | None:
    """The team that has what was noted on a visit in hand: the one that it was passed on to, else the one that noted it."""
    return at.snapshot.get(Team, record.to or record.team) if isinstance(record, Referral) else None


def _in_hand(record: Record, at: At) -> str:
    """Who has a record in hand, as a person reads it: a team with its number, else the unit."""
    team = _team(record, at)
    return unit_name(_owner(record, at), at) if team is None else " ".join(filter(None, (team.name, team.id)))


def _latest(rule: ClockRule, at: At) -> Iterator[tuple[Record, tuple[ClockRun, ...]]]:
    """The records whose latest run is under a rule, each with all its runs."""
    return ((record, runs) for record, runs in _clocks(at.reader).running(rule, at) if runs[-1].rule is rule)


def _states(rule: ClockRule, at: At) -> Iterator[ClockState]:
    for record, runs in _latest(rule, at):
        run = runs[-1]
        yield ClockState(
            id=":".join((rule.known_as, *run.record)),
            record=Ref(*run.record),
            unit=at.snapshot.home(record),
            clock=rule.known_as,
            promise=run.promise,
            started=run.started,
            due=run.due,
            ended=run.ended,
            taken=run.taken,
            paused=run.stood_still,
            extended=run.extended,
            runs=len(runs),
            missed=sum(one.over for one in runs),
            provisional=run.provisional,
        )


def _told(state: ClockState, rule: ClockRule, at: At, language: Language) -> tuple[str, ...]:
    record = at.snapshot.get(state.record.noun, state.record.id)
    run = None if record is None else run_of(record, rule.known_as, at)
    return () if run is None else run.explain(language)


def _proposals(rule: ClockRule, at: At) -> Iterator[Proposed]:
    for record, runs in _latest(rule, at):
        yield from _clocks(at.reader).escalations(runs[-1], record, at)


def _to_dos(rule: ClockRule, at: At) -> Iterator[ToDo]:
    """What a clock runs for, by its last day; what stands still has none."""
    for record, runs in _latest(rule, at):
        run = _clocks(at.reader).promised(runs[-1], record, at)
        if run.due is not None and run.promise in (Promise.OVERDUE, Promise.RUNNING):
            yield ToDo.by(
                rule,
                kind="clock",
                urgency=Urgency.OVERDUE if run.promise is Promise.OVERDUE else Urgency.DUE,
                record=run.record,
                unit=_owner(record, at),
                day=run.due,
                reason=problem_of(run, at, "clock-due", due=run.due, unit=_in_hand(record, at)),
            )


def _part(runs: Sequence[ClockRun], part: str) -> str | date | Decimal | int | bool | None:
    """One thing that a clock says of a record, by its name (see `CLOCK_PARTS`)."""
    if part == "runs":
        return len(runs)
    if part == "missed":
        return sum(run.over for run in runs)
    if not runs:
        return Promise.NONE.value if part == "promise" else None
    found: str | date | Decimal | int | bool | None = getattr(runs[-1], "stood_still" if part == "paused" else part)
    return found


def _clock(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> str | date | Decimal | int | bool | None:
    if len(rest) != 2 or not has_steps(noun_of(record)):
        return None
    at, (name, part) = At.read_by(reader, day), rest
    if name:
        return _part(runs_of(record, name, at), part)
    run = whole_of(record, at)
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
    paths=(DerivedPath(head="clock", rests=_rests, leaves=_leaves, value=_clock, words="clock", whole=True),),
    derives=(Derivation(ClockState, _states, _told),),
    finds=_problems,
    proposes=_proposals,
    todo=_to_dos,
    judges_past=True,
    untyped="a last day is worked out whenever it is asked for; a longer one is an extension, which is held to the rule",
)
