"""One run of a clock, and how it is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.reading.at import At
from grassroots.reading.lifecycle import Promise
from grassroots.rules.time.clock_course import Course, Pause, Stretch
from grassroots.rules.time.clock_rule import ClockRule, Counts, Limit, Measured, Time
from grassroots.texts import catalogue, weekday_text
from grassroots.values import Language


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
    `paused`: whether it stands still; `pauses`: all stretches in which it did. `promise`: what became of it; None: it cannot be told, `problems` say why.
    """

    record: tuple[str, str]
    rule: ClockRule
    day: date
    started: date
    started_at: time | None
    limit: Limit | None
    amount: Fraction
    course: Course | None = field(default=None, repr=False, hash=False)
    """How its limit runs over its calendar; None where no limit fits, or nobody brought the calendar."""
    reached: datetime
    """The moment until which it is read: its end, or that of the day."""
    _counted: Fraction | None = field(default=None, eq=False, repr=False, alias="counted")
    """How much counted, where the calendar does not know all of these days."""
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
    problems: tuple[Problem, ...] = ()

    @property
    def counted(self) -> Fraction:
        """How much had counted when it ended, or has until now."""
        if self._counted is not None:
            return self._counted
        if self.course is None or self.promise is None:
            return Fraction(0)
        return self.course.counted(self.ended if self.ended is not None and self.course.limit.by_day else self.reached)

    @property
    def provisional(self) -> bool:
        """Whether the day that is due hangs on days that were not announced."""
        if self.course is None or self.promise is None:
            return False
        return self.course.is_provisional(self.due or self.reached.date())

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """What was looked at, part of a day by part of a day, until the limit had run out."""
        if self.course is None or self.promise is None:
            return ()
        due = None if self.due is None else datetime.combine(self.due, self.due_at or time.min)
        return tuple(self.course.stretches(self.amount, due, self.reached))

    @property
    def calendar(self) -> str:
        """What its calendar is called by its rule, and by what came through the door."""
        return "" if self.course is None else self.course.calendar.name

    @property
    def left(self) -> Fraction:
        """How much is left, in days or hours; never less than nothing."""
        return max(self.amount - self.counted, Fraction(0))

    @property
    def over(self) -> bool:
        """Whether it was not kept, or has run out."""
        return self.promise in (Promise.LATE, Promise.OVERDUE)

    @property
    def taken(self) -> Decimal | None:
        """How many days or hours counted, to four places; None where nobody knows."""
        known = self.promise is not None and all(problem.code != "clock-not-covered" for problem in self.problems)
        return rounded(self.counted) if known else None

    @property
    def extended(self) -> int:
        """How many extensions count."""
        return sum(one.amount > 0 for one in self.extensions)

    @property
    def stood_still(self) -> int:
        """On how many days it stood still at the end of the day, so far."""
        if not self.pauses:
            return 0
        last = self.ended or self.day
        days = (self.started + timedelta(days=number) for number in range((last - self.started).days + 1))
        return sum(any(pause.covers(day) for pause in self.pauses) for day in days)

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Every stretch that was looked at, day by day: how much of it counted, or why it did not; together they are the limit."""
        return tuple(_Narrator(self, language).lines())


def rounded(amount: Fraction) -> Decimal:
    """A number of days or hours as an exact decimal of four places, rounded half up.

    >>> rounded(Fraction(1, 3))
    Decimal('0.3333')
    """
    return Decimal(int(amount * 10_000 + Fraction(1, 2))).scaleb(-4).normalize() if amount else Decimal(0)


def problem_of(run: ClockRun, at: At, code: str, **details: object) -> Problem:
    """Something that is wrong with a run."""
    noun, id = run.record
    return Problem(
        code,
        source=at.snapshot.sources.get(run.record),
        value=Named(run.rule.known_as, run.rule.labels),
        details={"noun": named_noun(noun), "id": id, **details},
    )


class _Narrator:
    """Tells of a run, line by line, in one language."""

    def __init__(self, run: ClockRun, language: Language) -> None:
        self.run = run
        self.language = language

    def said(self, code: str, /, **details: object) -> str:
        return catalogue("grassroots.rules.time").say(code, self.language, **details)

    def lines(self) -> Iterator[str]:
        run, said = self.run, self.said
        noun, id = run.record
        state = run.promise.value if run.promise is not None else "unknown"
        if run.paused and run.promise is Promise.RUNNING:
            state = "paused"
        name = _named(run.rule.known_as, run.rule.labels)
        yield said("run", name=name, noun=noun, id=id, state=said(f"promise-{state}"), day=run.day)
        yield self._limit()
        for one in run.extensions:
            yield self._extension(one)
        yield from self._gathered()
        if run.limit is not None and run.stretches:
            yield self._sum()
        if run.ended is not None:
            yield said("ended", day=run.ended, at=_time(run.ended_at), state=_named(run.ended_in, run.state_labels))
        if run.provisional:
            yield said("provisional")
        if run.course is not None and run.limit is not None and run.limit.time is Time.WORKING:
            yield said("calendar", calendar=_named(run.calendar, run.course.calendar.rule.labels))
        for problem in run.problems:
            yield problem.text(self.language)
        if run.rule.source:
            yield said("source", source=run.rule.source)

    def _limit(self) -> str:
        run = self.run
        if run.limit is None or any(problem.code == "clock-number" for problem in run.problems):
            return self.said("limit-none")
        if run.limit.by_day:
            since = "same-day" if run.limit.counts is Counts.SAME_DAY else "next-day"
        else:
            since = "moment" if run.started_at else "untimed"
        amount = self._kind_of(run.amount - sum((one.amount for one in run.extensions), Fraction(0)))
        return self.said(f"limit-{since}", amount=amount, day=run.started, at=_time(run.started_at))

    def _extension(self, one: Granted) -> str:
        if not one.amount:
            return self.said("extension-void", day=one.on)
        return self.said("extension", day=one.on, amount=self._kind_of(one.amount))

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
        reason = self.said(f"why-{one.why}") if one.why else ""
        name = one.labels.get(self.language)
        return self.said("why-named", reason=reason, name=name) if name and one.why == "holiday" else reason

    def _not_counted(self, listed: list[Stretch]) -> str:
        first, last = listed[0], listed[-1]
        days = self._day(first.day)
        if first.day != last.day:
            days = self.said("days", first=days, last=self._day(last.day))
        return self.said("not-counted", days=days, reason=self._reason(first))

    def _counted(self, one: Stretch) -> str:
        times = ""
        if one.start is not None and one.end is not None:
            end = "24:00" if one.end.date() != one.day else f"{one.end:%H:%M}"
            times = f" {one.start:%H:%M}–{end}"
        why = self.said("counted-why", reason=self._reason(one)) if one.why else ""
        return self.said("counted", day=self._day(one.day), times=times, amount=self._amount(one.counted), why=why)

    def _sum(self) -> str:
        run = self.run
        total = self._amount(sum((one.counted for one in run.stretches), Fraction(0)))
        if run.due is None:
            return self.said("sum-open", total=total, whole=self._amount(run.amount))
        return self.said("sum-at" if run.due_at else "sum-day", total=total, day=run.due, at=_time(run.due_at))

    def _day(self, day: date) -> str:
        return f"{day}{self.said('before-weekday')}{weekday_text(day.weekday(), self.language)}"

    def _kind_of(self, amount: Fraction) -> str:
        """An amount with the time that it is of, working or calendar."""
        return self._amount(
            amount, "working" if self.run.limit is not None and self.run.limit.time is Time.WORKING else "calendar"
        )

    def _amount(self, amount: Fraction, time: str = "plain") -> str:
        measured = self.run.limit.measured if self.run.limit is not None else Measured.DAY
        number = str(amount.numerator) if amount.denominator == 1 else f"{amount.numerator}/{amount.denominator}"
        return self.said(f"{measured.value}-{time}", number=number, count=1 if amount == 1 else 2)


def _time(at: time | None) -> str:
    return f" {at:%H:%M}" if at else ""


def _named(name: str, labels: Mapping[str, str]) -> Named:
    return Named(labels.get("en") or name, labels)
