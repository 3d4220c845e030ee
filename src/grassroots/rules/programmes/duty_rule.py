"""Duties: what each unit, post or team owes for each month, quarter or year, by when, and which records show that it was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.length import Length, day_in_month, stretch_start
from grassroots.charter.rule import Rule, between, names, not_below, noun, of_noun, word
from grassroots.errors import InvalidValue
from grassroots.model import NOUNS
from grassroots.values import FOREVER, Period


class Who(StrEnum):
    """Who owes."""

    UNIT = "unit"
    POST = "post"
    TEAM = "team"


class Every(StrEnum):
    """How often a duty comes round. Weeks begin on Monday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    RRULE = "rrule"
    """On the days of a recurrence rule (RFC 5545); the period of each begins with the day after the one before."""


OWES = tuple(name for name in NOUNS if name not in ("due", "task"))
"""The nouns whose records can do a duty."""

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
"""How many months a period has, where it is made of months."""


class By(StrEnum):
    """Who may lead a report to a state."""

    OWN = "own"
    """The unit that owes it."""
    ABOVE = "above"
    """The unit right above it."""
    KIND = "kind"
    """The nearest unit above it that is of the kind `of`."""


@frozen(kw_only=True)
class Level:
    """Who leads what is owed to a state: sent in by the unit itself, checked by the one above, approved by the street.

    `of`: a kind of unit, with `by = "kind"`.
    """

    state: str
    by: By
    of: str = field(default="", metadata=word("unit"))


@frozen(kw_only=True)
class DutyRule(Rule):
    """What units, posts or teams owe, again and again.

    `who` owes it: every unit (post, team) for which `where` holds on the first day of a period. What a team owes is done by records that name it. `kind`: a word of the list `due`.
    `owes`: the noun whose records do it, `what`: which of them, `dated`: the day on which one does it; `least`: how many it takes (an activity counts
    as often as it has sessions). Without `owes` no record does it, and a step says that it was done: a report. `below`: whether records of the units
    under it count as well.
    `every`: how often. `rrule` and `since` (its first day) with `every = "rrule"`: then each occurrence is the last day in time.
    `from_month`: the month of the period from which it can be done, from 1.
    The due day is the last day of the period; or the day `due_day` of the month `due_month` of it (the last month without one; a day that the month
    does not have is its last; in a week, the day from 1 for Monday); or `after` days after the period, for what is reported about it (then it can be done from
    the last day of the period on).
    `grace`: days after the due day on which it is still in time. `makes_up`: days after that (and after the period) on which one too many still makes
    up for it, late.
    `preceded_by`: duties of the same units that come first: a record counts only if, in the period, they were done by its day.
    `levels`: who leads a report to which state.

    >>> rule = DutyRule(name="meeting", every=Every.QUARTER, owes="activity", grace=3)
    >>> [str(one.last) for one in rule.occasions(Period.year(2014))]
    ['2014-04-03', '2014-07-03', '2014-10-03', '2015-01-03']
    """

    kind: str = field(default="", metadata=word("due"))
    who: Who = Who.UNIT
    where: Condition | None = field(default=None, metadata=of_noun("who"))
    owes: str = field(default="", metadata=noun(*OWES))
    what: Condition | None = field(default=None, metadata=of_noun("owes"))
    dated: str = "on"
    least: int = field(default=1, metadata=not_below(1))
    below: bool = False
    every: Every
    rrule: str = ""
    since: date | None = None
    from_month: int = field(default=1, metadata=between(1, 1200))
    due_month: int = field(default=0, metadata=between(0, 1200))
    due_day: int = field(default=0, metadata=between(0, 36500))
    after: int = field(default=0, metadata=between(0, 36500))
    grace: int = field(default=0, metadata=between(0, 36500))
    makes_up: int = field(default=0, metadata=between(0, 36500))
    preceded_by: tuple[str, ...] = field(default=(), metadata=names("duty"))
    levels: tuple[Level, ...] = ()

    def occasions(self, within: Period) -> Iterator[Occasion]:
        """What the duty comes to in each of its periods that begins in a stretch of days with an end, in order.

        Raises:
            InvalidValue: the stretch has no end, or the recurrence rule cannot be read.
        """
        if within.end == FOREVER:
            raise InvalidValue("duties go on for ever; give a period with an end")
        for period in self._periods(within):
            yield self.occasion(period)

    def occasion(self, period: Period) -> Occasion:
        """What the duty comes to in one of its periods."""
        due = self.due_in(period)
        last = due + timedelta(days=self.grace)
        late = max(last, period.last) + timedelta(days=self.makes_up)
        return Occasion(period=period, opens=self._opens(period), due=due, last=last, late=late)

    def due_in(self, period: Period) -> date:
        """The day on which it is due in one of its periods."""
        if self.after:
            return period.last + timedelta(days=self.after)
        if self.every is Every.WEEK and self.due_day:
            return period.start + timedelta(days=self.due_day - 1)
        if self.every in MONTHS and (self.due_day or self.due_month):
            month = Length(months=(self.due_month or MONTHS[self.every]) - 1).after(period.start)
            return day_in_month(month, self.due_day)
        return period.last

    def _opens(self, period: Period) -> date:
        if self.after:
            return period.last
        if self.every not in MONTHS or self.from_month == 1:
            return period.start
        return day_in_month(Length(months=self.from_month - 1).after(period.start), 1)

    def _periods(self, within: Period) -> Iterator[Period]:
        if self.every is Every.RRULE:
            yield from self._recurring(within)
        elif self.every is Every.WEEK:
            start = within.start + timedelta(days=-within.start.weekday() % 7)
            while start < within.end:
                yield Period(start, start + timedelta(days=7))
                start += timedelta(days=7)
        else:
            length = Length(months=MONTHS[self.every])
            start = stretch_start(within.start, length.months)
            while start < within.end:
                end = length.after(start)
                if start >= within.start:
                    yield Period(start, end)
                start = end

    def _recurring(self, within: Period) -> Iterator[Period]:
        start = self.since
        for day in days_of(self.rrule, self.since):
            end = day + timedelta(days=1)
            if start is not None and start in within:
                yield Period(start, end)
            if end >= within.end:
                return
            start = end


@frozen(kw_only=True)
class Occasion:
    """A duty in one period: from which day it can be done (`opens`), the due day, the last day in time (grace included), the last day on which it can
    be made up for (`late`)."""

    period: Period
    opens: date
    due: date
    last: date
    late: date


def days_of(rrule: str, since: date | None) -> Iterator[date]:
    """The days of a recurrence rule from its first day on.

    Raises:
        InvalidValue: it cannot be read, or is finer than a day.

    >>> from itertools import islice
    >>> [str(day) for day in islice(days_of("FREQ=MONTHLY;BYMONTHDAY=-1", date(2024, 1, 1)), 3)]
    ['2024-01-31', '2024-02-29', '2024-03-31']
    """
    from datetime import datetime, time

    from dateutil.rrule import DAILY, rrulestr

    if since is None:
        raise InvalidValue("a recurrence rule needs the day on which it begins; add since = 2014-01-01")
    try:
        rule: Any = rrulestr(rrule, dtstart=datetime.combine(since, time.min))
    except (ValueError, TypeError) as error:
        raise InvalidValue(f"{rrule!r} is no recurrence rule ({error}); write it as FREQ=MONTHLY;BYMONTHDAY=5") from error
    if getattr(rule, "_freq", DAILY) > DAILY:
        raise InvalidValue(f"{rrule!r} comes round more often than daily")
    for moment in rule:
        yield moment.date()
