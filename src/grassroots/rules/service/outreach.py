"""Outreach: which visits are due in a time, to whom and by whom, which are behind and why, how far the register is covered, which visits to throw away.

Who did not wish a visit is counted, and never named: to every list that visit looks like one that took place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from grassroots.charter.length import Length
from grassroots.charter.work_calendar import FestivalCalendar
from grassroots.errors import NotFound
from grassroots.model import CalendarDay, Contact, Household, Link, Partner, Person, Record, Tally, Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.service.outreach_rule import Festival, OutreachRule
from grassroots.rules.time.calendars import calendar_named
from grassroots.rules.worded import rule_title
from grassroots.texts import catalogue
from grassroots.values import FOREVER, Language, Period, Quantity, Ref, UnitId

Target = Household | Partner | Unit | Person
"""Whom a visit can be paid to."""


FEW = 10
"""Of fewer known than this it is not told how many did not wish a visit: the number would nearly name them."""


AHEAD = 31
"""So many days ahead a list of visits to be paid looks."""


class CoverageBase(StrEnum):
    """What a coverage is a share of."""

    KNOWN = "known"
    """Those on the own register."""
    REGISTERED = "registered"
    """How many there are by the register of others: a tally."""
    ESTIMATED = "estimated"
    """How many there are by an estimate: a tally."""


@frozen(kw_only=True)
class Visit:
    """A visit that is due: to whom, at which unit, by which day, for which festival (none: because the interval is over), who is to go.

    `since`: the first day on which it counts. `last`: when somebody was there last; None if never. `tried`: when nobody was met, after that.
    """

    target: Ref
    unit: UnitId | None
    due: date
    since: date
    festival: str = ""
    every: Length | None = None
    visitors: tuple[Ref, ...] = ()
    last: date | None = None
    tried: date | None = None

    def explain(self, rule: OutreachRule, at: At, language: Language = "en") -> str:
        """Why it is due, in one line; it says nothing of anybody's wishes."""
        said = catalogue("grassroots.rules.service").say
        festival = at.snapshot.charter.label("festival", self.festival, language)
        return said(
            "visit",
            language,
            target=self.target.id,
            why=said("visit-festival", language, festival=festival)
            if self.festival
            else said("visit-every", language, every=self.every),
            due=self.due,
            last=said("visit-last", language, day=self.last) if self.last else said("visit-never", language),
            tried=said("visit-tried", language, day=self.tried) if self.tried else "",
            rule=rule.title,
        )


@frozen(kw_only=True)
class Plan:
    """The visits due in a time, in the order of their days, and what stands in the way of planning."""

    visits: tuple[Visit, ...]
    problems: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class Coverage:
    """How far a register is covered in a time. Each of the known is one of: met, not met although somebody went, declined, not gone to.

    `declined` is a number and nothing else. Where fewer than `FEW` are known it is None, and they stand under `tried`: nobody can be told from it.
    """

    known: int
    met: int
    declined: int | None
    tried: int
    registered: Quantity | None = None
    estimated: Quantity | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def untouched(self) -> int:
        """To how many of the known nobody went."""
        return self.known - self.met - (self.declined or 0) - self.tried

    def share(self, base: CoverageBase = CoverageBase.KNOWN) -> Fraction | None:
        """Those met as a share of a base; None where there is no number for it, or one that is smaller than what was counted."""
        tally = {CoverageBase.REGISTERED: self.registered, CoverageBase.ESTIMATED: self.estimated}.get(base)
        of = (
            Fraction(self.known)
            if base is CoverageBase.KNOWN
            else Fraction(tally.value)
            if tally and tally.value is not None
            else None
        )
        return None if not of or self.met > of else self.met / of


# -- what is due ---------------------------------------------------------------------------------------------------------------------


def plan_of(rule: OutreachRule, at: At, period: Period) -> Plan:
    """The visits due in a time at a unit and all under it (at all, without one), as the records of the day before it make them; each visit planned is
    taken as paid on its day for the next.

    Args:
        rule: the plan.
        at: the records, and the unit.
        period: days with an end.
    """
    asked = Asked(rule, at)
    day = period.start - timedelta(days=1)
    found: list[Visit] = []
    for target in asked.targets(day, until=period.last):
        every = asked.every(target, day)
        last = asked.settled(target, day)
        due = asked.next_due(target, every, last, day, period.start)
        while every is not None and due is not None and due < period.end:
            found.append(asked.visit(target, max(due, period.start), last or period.start, day, every=every))
            last, due = due, every.after(max(due, period.start))
        for festival, on in asked.festivals(period.start, period.last):
            since = on - rule.around(festival, on)[0]
            if not asked.settled(target, day, since) and is_there(target, on):
                found.append(asked.visit(target, on, since, day, festival=festival))
    found.sort(key=lambda one: (one.due, str(one.target), one.festival))
    return Plan(visits=tuple(found), problems=tuple(dict.fromkeys(asked.problems)))


def overdue_on(rule: OutreachRule, at: At) -> Plan:
    """The visits that are behind at the end of a day, those longest behind first: whose interval is over, or whose latest festival has passed."""
    asked, day = Asked(rule, at), at.day
    found: list[Visit] = []
    for target in asked.targets(day):
        every = asked.every(target, day)
        due = asked.next_due(target, every, asked.settled(target, day), day, day)
        if due is not None and due < day:
            found.append(asked.visit(target, due, asked.settled(target, day) or due, day, every=every))
        latest = asked.latest(day)
        if latest is not None:
            festival, on = latest
            before, after = rule.around(festival, on)
            since = on - before
            if not asked.settled(target, day, since) and is_there(target, on):
                found.append(asked.visit(target, on + after, since, day, festival=festival))
    found.sort(key=lambda one: (one.due, str(one.target), one.festival))
    return Plan(visits=tuple(found), problems=tuple(dict.fromkeys(asked.problems)))


def coverage_of(rule: OutreachRule, at: At, period: Period) -> Coverage:
    """How far the register of a unit and all under it (of all, without one) was covered in a time, on its last day."""
    asked, day = Asked(rule, at), period.last
    counts = {"met": 0, "declined": 0, "tried": 0, "": 0}
    for target in asked.targets(day):
        codes = {one.code for one in asked.contacts(target, day) if one.on in period}
        how = "met" if codes & set(rule.counts) else "declined" if codes & set(rule.refused) else "tried" if codes else ""
        counts[how] += 1
    known = sum(counts.values())
    registered, estimated = (_tally(at, kind, day) for kind in (rule.registered, rule.estimated))
    problems = [
        Problem(
            "outreach-base",
            value=str(tally.value),
            details={"rule": rule.title, "kind": at.snapshot.charter.named("tally", kind), "known": known},
        )
        for kind, tally in ((rule.registered, registered), (rule.estimated, estimated))
        if tally is not None and tally.value is not None and tally.value < known
    ]
    return Coverage(
        known=known,
        met=counts["met"],
        declined=None if known < FEW else counts["declined"],
        tried=counts["tried"] + (counts["declined"] if known < FEW else 0),
        registered=registered,
        estimated=estimated,
        problems=tuple(problems),
    )


# -- how it is found -----------------------------------------------------------------------------------------------------------------


class Asked:
    """What a rule asks of the records of one snapshot."""

    def __init__(self, rule: OutreachRule, at: At) -> None:
        self.rule, self.at, self.snapshot = rule, at, at.snapshot
        self.problems: list[Problem] = []
        self._days: dict[tuple[str, int], date | None] = {}

    def targets(self, day: date, until: date | None = None, *, ever: bool = False) -> Iterator[Target]:
        """Those of the register that are on it on a day (or come onto it by `until`, or were `ever`), and whom the rule is about."""
        under = None if self.at.scope is None else self.snapshot.under(self.at.scope, day)
        for one in self.snapshot.all(self.rule.noun).values():
            if not isinstance(one, Target) or not (
                ever or self.snapshot.counts_on(one, day) or (until and is_there(one, until))
            ):
                continue
            if under is not None and self.snapshot.home(one) not in under:
                continue
            if self.rule.where is None or self.at.reader.holds(one, self.rule.where, day):
                yield one

    def every(self, target: Target, day: date) -> Length | None:
        """How often somebody is to be visited: by the first interval that fits."""
        fits = (one.every for one in self.rule.intervals if one.where is None or self.at.reader.holds(target, one.where, day))
        return next(fits, None)

    def contacts(self, target: Target, day: date) -> list[Contact]:
        """The visits of the rule to somebody up to a day."""
        found = self.snapshot.referrers(Contact, "target", key_of(target))
        return [one for one in found if one.on <= day and (not self.rule.purposes or one.purpose in self.rule.purposes)]

    def settled(self, target: Target, day: date, since: date | None = None) -> date | None:
        """When somebody was last met, or did not wish it, up to a day: for when the next visit is due that is the same."""
        codes = {*self.rule.counts, *self.rule.refused}
        days = [one.on for one in self.contacts(target, day) if one.code in codes and (since is None or one.on >= since)]
        return max(days, default=None)

    def next_due(self, target: Target, every: Length | None, last: date | None, day: date, else_: date) -> date | None:
        """By when the next visit is due: an interval after the last, or after the first day on the register, else at once."""
        if every is None:
            return None
        since = last or getattr(target, "start", None) or self.rule.valid_from
        return else_ - timedelta(days=1) if since is None else every.after(since)

    def visit(
        self, target: Target, due: date, since: date, day: date, *, festival: str = "", every: Length | None = None
    ) -> Visit:
        last = self.settled(target, day)
        tried = [one.on for one in self.contacts(target, day) if last is None or one.on > last]
        return Visit(
            target=Ref(self.rule.noun, target.id),
            unit=self.snapshot.home(target),
            due=due,
            since=since,
            festival=festival,
            every=every,
            visitors=self._visitors(target, due),
            last=last,
            tried=max(tried, default=None),
        )

    def _visitors(self, target: Target, day: date) -> tuple[Ref, ...]:
        """Who holds a link to somebody on a day; else to their unit; else the unit itself."""
        unit = self.snapshot.home(target)
        for key in (key_of(target), ("unit", unit or "")) if self.rule.link else ():
            links = self.snapshot.referrers(Link, "target", key)
            held = {one.holder for one in links if one.kind == self.rule.link and self.snapshot.counts_on(one, day)}
            if held:
                return tuple(sorted(held, key=str))
        return () if unit is None else (Ref("unit", unit),)

    def festivals(self, first: date, last: date) -> list[tuple[str, date]]:
        """The festivals of the rule from one day to another."""
        found = []
        for year in range(first.year, last.year + 1):
            for one in self.rule.festivals:
                on = self._day_of(one, year)
                if on is not None and first <= on <= last:
                    found.append((one.name, on))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def latest(self, day: date) -> tuple[str, date] | None:
        """The last festival whose days are over."""
        long_ago = day - timedelta(days=400)
        listed = self.festivals(max(self.rule.valid_from or long_ago, long_ago), day)
        found = [(name, on) for name, on in listed if on + self.rule.around(name, on)[1] < day]
        return found[-1] if found else None

    def _day_of(self, festival: Festival, year: int) -> date | None:
        if (festival.name, year) not in self._days:
            self._days[festival.name, year] = self._found(festival, year)
        return self._days[festival.name, year]

    def _found(self, festival: Festival, year: int) -> date | None:
        """What the rule says, then the calendar behind it, then the first day of that name in the office's own table. Nothing is guessed."""
        if festival.windows:
            day = next((one.last for one in festival.windows if one.last.year == year), None)
        elif festival.month:
            day = date(year, festival.month, festival.day)
        else:
            day = self._of_calendar(festival, year)
        if day is not None:
            return day
        named = self.snapshot.charter.named("festival", festival.name)
        told = {"rule": self.rule.title, "year": year}
        if festival.windows:
            self.problems.append(Problem("outreach-no-window", value=named, details=told))
        else:
            calendar = rule_title(self.snapshot.charter, "calendar", self.rule.calendar or "—")
            self.problems.append(Problem("outreach-no-festival", value=named, details={**told, "calendar": calendar}))
        return None

    def _of_calendar(self, festival: Festival, year: int) -> date | None:
        try:
            calendar = calendar_named(self.rule.calendar, At.of(self.snapshot))
            if isinstance(calendar.base, FestivalCalendar):
                return calendar.base.festival(festival.name, year)
        except NotFound:
            pass
        labels = self.snapshot.charter.words.get("festival", {})[festival.name].said
        table = (one for one in self.snapshot.all(CalendarDay).values() if not one.works)
        own = [one.on for one in table if one.calendar == self.rule.calendar and one.name in labels and one.on.year == year]
        return min(own) if own else next((one for one in festival.days if one.year == year), None)


def is_there(target: Record, day: date) -> bool:
    """Whether somebody is on the register on a day."""
    start, end = getattr(target, "start", None), getattr(target, "end", None)
    return (start is None or start <= day) and day < (end or FOREVER)


def _tally(at: At, kind: str, day: date) -> Quantity | None:
    """The latest number of a kind for a unit, or for the root."""
    units = {at.scope} if at.scope else set(at.snapshot.roots(day))
    found = [
        one for one in at.snapshot.all(Tally).values() if kind and one.kind == kind and one.on <= day and one.unit in units
    ]
    return max(found, key=lambda one: (one.on, one.id)).amount if found else None


def outreach_problems(rule: OutreachRule, at: At) -> Iterator[Problem]:
    """What stands in the way of planning: festivals of the year whose day nobody knows, and counts that cannot be."""
    if _kept(rule, at):
        asked, start = Asked(rule, at), at.day.replace(month=1, day=1)
        asked.festivals(start, at.day)
        yield from dict.fromkeys(asked.problems)
        yield from coverage_of(rule, at, Period(start, at.day + timedelta(days=1))).problems


def _kept(rule: OutreachRule, at: At) -> bool:
    """Whether the office keeps visits of a rule at all: else it is told nothing of them."""
    visits = (one for one in at.snapshot.all(Contact).values() if one.target.noun == rule.noun)
    return any(not rule.purposes or one.purpose in rule.purposes for one in visits)
