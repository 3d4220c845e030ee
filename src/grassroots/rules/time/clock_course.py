"""How time counts over a calendar, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import chain

from attrs import evolve, field, frozen

from grassroots.charter.work_calendar import Why
from grassroots.errors import NotFound
from grassroots.rules.time.calendars import (
    END,
    OfficeCalendar,
    Span,
    midnight_after,
    whole_day,
)
from grassroots.rules.time.clock_rule import Counts, Limit, Measured, Time

FAR = 36_600
"""After so many days without an end a limit is one that never runs out."""


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
    _dues: dict[Fraction, datetime | None] = field(factory=dict, init=False, repr=False, eq=False)

    def counted(self, until: date | datetime) -> Fraction:
        """How much counts from the start until a moment; until the end of a day, where whole days are counted."""
        if self.limit.by_day:
            last = until if not isinstance(until, datetime) else self._full_day(until)
            return Fraction(self._days(last))
        moment = until if isinstance(until, datetime) else midnight_after(until)
        total, parts = Fraction(0), self._up_to(moment.date())
        first, between = self.start.date() + timedelta(days=1), moment.date() - timedelta(days=1)
        if not self.pauses and first <= between:
            # Whole days, of which nothing is cut off, are added up once for all that run over them.
            key = f"{self.limit.time}:{self.limit.measured}"
            total += self.calendar.running(key, self._whole_day).between(first, between)
            parts = chain(self._parts(self.start.date()), self._parts(moment.date()))
        for one in parts:
            if one.start is not None and one.end is not None and one.counted:
                if one.end <= moment:
                    total += one.counted
                elif one.start < moment:
                    total += self._share(one, moment)
        return total

    def due(self, amount: Fraction) -> datetime | None:
        """The last moment in time; of whole days, the beginning of the last one (it counts to its end). None where the clock stands still before."""
        if amount not in self._dues:
            self._dues[amount] = self._due(amount)
        return self._dues[amount]

    def _due(self, amount: Fraction) -> datetime | None:
        by_day, hours = self.limit.by_day, self.limit.measured is Measured.HOUR
        if by_day and not amount:
            return datetime.combine(self._day_of_start, time.min)
        if by_day:
            return self._last_day(amount)
        total, edge = Fraction(0), None
        for one in self._up_to(date.max):
            if one.counted and one.start is not None and one.end is not None:
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

    def is_provisional(self, last: date) -> bool:
        """Whether a day from the start until another was not announced yet."""
        if self.limit.time is Time.CALENDAR:
            return False
        first = self._first if self.limit.by_day else self.start.date()
        running = self.calendar.running("provisional", lambda day: int(self.calendar.kind(day).provisional))
        return bool(running.between(first, min(last, self._stop)))

    def known_until(self, last: date) -> bool:
        """Whether the calendar knows every day from the start until another."""
        covers = self.calendar.base.covers
        return self.limit.time is Time.CALENDAR or (self._day_of_start in covers and last in covers)

    @property
    def _first(self) -> date:
        """The first day that can count, where whole days are counted."""
        return self._day_of_start + timedelta(days=int(self.limit.counts is Counts.NEXT_DAY))

    @property
    def _stop(self) -> date:
        """The day from which on the clock stands still; the end of all days where it does not."""
        stop = next((pause.start for pause in self.pauses if pause.end is None), None)
        return date.max if stop is None else max(stop.date(), self.start.date())

    def _worked(self, first: date, last: date) -> int:
        if first > last:
            return 0
        return (last - first).days + 1 if self.limit.time is Time.CALENDAR else self.calendar.worked(first, last)

    def _days(self, last: date) -> int:
        """How many whole days count until the end of a day: those that are worked, without those in which it stands still."""
        first, last = self._first, min(last, self._stop)
        total = self._worked(first, last)
        for pause in self.pauses:
            ended = pause.last
            total -= self._worked(
                max(first, pause.start.date()), last if ended is None else min(last, ended - timedelta(days=1))
            )
            # What a pause covers, a later one does not cover again.
            first = first if ended is None else max(first, ended)
        return total

    def _last_day(self, amount: Fraction) -> datetime | None:
        total, day, stop = 0, self._first, self._stop
        calendar = self.limit.time is Time.CALENDAR
        for _ in range(FAR):
            if (calendar or self.calendar.kind(day).works) and not any(pause.covers(day) for pause in self.pauses):
                total += 1
                if total >= amount:
                    return datetime.combine(day, time.min)
            if day >= stop or day == date.max:
                return None
            day += timedelta(days=1)
        return None

    def _whole_day(self, day: date) -> Fraction:
        """What counts of a day of which nothing is cut off."""
        whole = Course(limit=self.limit, calendar=self.calendar, start=datetime.combine(day, time.min))
        return sum((one.counted for one in whole._parts(day)), Fraction(0))

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

    def _parts(self, day: date) -> Iterable[Stretch]:
        """What there is of a day. Of a day of which nothing is cut off, it is worked out once for all that run over it."""
        if self.pauses or self.start > datetime.combine(day, time.min):
            return self._parts_of(day)
        return self.calendar.known((self.limit.time, self.limit.measured, day), lambda: tuple(self._parts_of(day)))

    def _parts_of(self, day: date) -> Iterator[Stretch]:
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
