"""One run of a clock, and how it is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from attrs import field, frozen

from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise
from grassroots.rules.time.clock_rule import ClockRule, Counts, Limit, Measured, Time

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
        return tuple(_Narrator(self, language == "zh").lines())


# -- telling --


class _Narrator:
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
