"""Duties: what each unit, post or team owes for each month, quarter or year, by when, and which records show that it was done."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.measure import AllOf, Condition, Is
from grassroots.charter.paths import leaves, workflows_of
from grassroots.charter.rule import Rule, names, not_below, noun, of_noun, word
from grassroots.errors import InvalidValue
from grassroots.fields import Column, fields_of
from grassroots.model import NOUNS
from grassroots.problems import nearest
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
    from_month: int = field(default=1, metadata=not_below(1))
    due_month: int = field(default=0, metadata=not_below(0))
    due_day: int = field(default=0, metadata=not_below(0))
    after: int = field(default=0, metadata=not_below(0))
    grace: int = field(default=0, metadata=not_below(0))
    makes_up: int = field(default=0, metadata=not_below(0))
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
            year, month = _month(period.start, (self.due_month or MONTHS[self.every]) - 1)
            days = calendar.monthrange(year, month)[1]
            return date(year, month, min(self.due_day or days, days))
        return period.last

    def _opens(self, period: Period) -> date:
        if self.after:
            return period.last
        if self.every not in MONTHS or self.from_month == 1:
            return period.start
        year, month = _month(period.start, self.from_month - 1)
        return date(year, month, 1)

    def _periods(self, within: Period) -> Iterator[Period]:
        if self.every is Every.RRULE:
            yield from self._recurring(within)
        elif self.every is Every.WEEK:
            start = within.start + timedelta(days=-within.start.weekday() % 7)
            while start < within.end:
                yield Period(start, start + timedelta(days=7))
                start += timedelta(days=7)
        else:
            length = MONTHS[self.every]
            start = date(within.start.year, (within.start.month - 1) // length * length + 1, 1)
            while start < within.end:
                end = date(*_month(start, length), 1)
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


def _month(start: date, later: int) -> tuple[int, int]:
    months = start.year * 12 + start.month - 1 + later
    return months // 12, months % 12 + 1


Faults = Iterator[Fault]


# -- soundness -----------------------------------------------------------------------------------------------------------------------


def unsound_duty(rule: DutyRule, charter: Charter) -> Faults:
    """What is unsound in a duty: what nobody can do in its period, unknown kinds, duties that wait for one another in a circle."""
    yield from _what(rule, charter)
    yield from _times(rule)
    yield from _beyond(rule)
    yield from _before(rule, charter)
    yield from _levels(rule, charter)


def _what(rule: DutyRule, charter: Charter) -> Faults:
    if not rule.owes:
        for key, given in (
            ("what", rule.what is not None),
            ("least", rule.least != 1),
            ("below", rule.below),
            ("makes_up", rule.makes_up),
        ):
            if given:
                yield (key,), "charter-duty-no-record", key, {}
        return
    if rule.owes not in OWES:
        return
    if rule.what is None:
        yield (), "charter-missing", "", {"key": "what"}
    if not _is_day(rule, charter):
        yield ("dated",), "charter-dated", rule.dated, {"noun": rule.owes, "known": _days(rule, charter)}


def _is_day(rule: DutyRule, charter: Charter) -> bool:
    ends = leaves(charter, rule.owes, rule.dated)
    return any(leaf.kind is Column.DATE for leaf in ends) or any(
        rule.dated in workflow.states for workflow in workflows_of(charter, rule.owes)
    )


def _days(rule: DutyRule, charter: Charter) -> tuple[str, ...]:
    dates = [info.name for info in fields_of(NOUNS[rule.owes]) if info.kind is Column.DATE]
    return nearest(rule.dated, [*dates, *(state for workflow in workflows_of(charter, rule.owes) for state in workflow.states)])


def _times(rule: DutyRule) -> Faults:
    if rule.every is Every.RRULE:
        try:
            next(days_of(rule.rrule, rule.since), None)
        except InvalidValue as error:
            yield ("rrule",), "charter-rrule", rule.rrule, {"why": str(error)}
    elif rule.rrule:
        yield ("rrule",), "charter-duty-surplus", rule.rrule, {"every": rule.every.value}
    months = MONTHS.get(rule.every, 0)
    for key in ("due_month", "from_month"):
        if (number := getattr(rule, key)) > max(months, 1):
            yield (key,), "charter-duty-month", str(number), {"months": max(months, 1)}
    most = 31 if months else 7 if rule.every is Every.WEEK else 0
    if rule.due_day > most:
        yield (("due_day",), "charter-duty-day", str(rule.due_day), {"most": most})
    if rule.after and (rule.due_day or rule.due_month or rule.from_month != 1):
        yield ("after",), "charter-duty-two-days", str(rule.after), {}
    if months and not rule.after and 1 <= rule.from_month <= months and (rule.due_month or months) < rule.from_month:
        yield ("from_month",), "charter-duty-impossible", str(rule.from_month), {"month": rule.due_month}


def _beyond(rule: DutyRule) -> Faults:
    """What is owed for a period may not be in time after the next one is over: by then the same is owed again, and has been done or not."""
    if rule.every not in (*MONTHS, Every.WEEK) or min(rule.after, rule.grace, rule.due_day, rule.due_month) < 0:
        return
    year = Period(date(2023, 1, 1), date(2026, 1, 1))
    first, second = islice(rule.occasions(year), 2)
    if first.last > second.period.last:
        yield ("grace" if rule.grace else "after",), "charter-duty-beyond", str(first.last), {"next": second.period.last}


def _before(rule: DutyRule, charter: Charter) -> Faults:
    known = charter.rules_of(DutyRule)
    for other in known:
        if other.known_as in rule.preceded_by:
            yield from _pair(rule, other)
    if rule.preceded_by and not rule.owes:
        yield ("preceded_by",), "charter-duty-no-record", "preceded_by", {}
    if rule.known_as in _leads_to(rule, known):
        yield ("preceded_by",), "charter-duty-circle", rule.known_as, {}


def _pair(rule: DutyRule, first: DutyRule) -> Faults:
    """A duty and one that comes before it: the same bearers, a record that shows it, and time for it."""
    if first.who is not rule.who:
        yield ("preceded_by",), "charter-duty-other-bearer", first.name, {"who": first.who.value}
    elif not first.owes:
        yield ("preceded_by",), "charter-duty-unshown", first.name, {}
    elif rule.every in MONTHS and first.every in MONTHS:
        year = Period.year(2023)
        mine = rule.occasion(Period(year.start, date(*_month(year.start, MONTHS[rule.every]), 1)))
        theirs = first.occasion(Period(year.start, date(*_month(year.start, MONTHS[first.every]), 1)))
        if theirs.opens > mine.last:
            yield ("preceded_by",), "charter-duty-too-late", first.name, {"opens": theirs.opens, "last": mine.last}


def _leads_to(rule: DutyRule, known: Iterable[DutyRule]) -> set[str]:
    found: set[str] = set()
    waiting = list(rule.preceded_by)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [before for one in known if one.known_as == name for before in one.preceded_by]
    return found


def _levels(rule: DutyRule, charter: Charter) -> Faults:
    workflow = charter.workflows.get("due")
    for number, level in enumerate(rule.levels):
        if workflow and level.state not in workflow.states:
            yield ("levels", number, "state"), "charter-choice", level.state, {"known": nearest(level.state, workflow.states)}
        if (level.by is By.KIND) != bool(level.of):
            yield ("levels", number, "of"), "charter-level-kind", level.of, {}
        above = {kind: _above(charter, kind) for kind in _owing(rule)}
        for kind, over in above.items():
            if (level.by is By.ABOVE and not over) or (level.by is By.KIND and level.of and level.of not in over):
                yield ("levels", number, "by"), "charter-level-nobody", kind, {"of": level.of or "—"}


def _owing(rule: DutyRule) -> tuple[str, ...]:
    """The kinds of unit to which a duty of units is held; none, if it is held to none by name."""
    where = rule.where.parts if isinstance(rule.where, AllOf) else (rule.where,)
    kinds = [value for part in where if isinstance(part, Is) and part.path == "kind" for value in part.values]
    return tuple(str(kind) for kind in kinds) if rule.who is Who.UNIT else ()


def _above(charter: Charter, kind: str) -> set[str]:
    """The kinds of unit that can stand above one."""
    words, found = charter.words.get("unit", {}), set[str]()
    waiting = list(words[kind].under) if kind in words else []
    while waiting:
        name = waiting.pop()
        if name not in found and name in words:
            found.add(name)
            waiting += words[name].under
    return found
