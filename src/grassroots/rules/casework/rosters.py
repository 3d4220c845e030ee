"""Rosters: whether contact points are staffed when the charter says that they are, where the gaps are, and who is on duty too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, between, of_noun
from grassroots.errors import InvalidValue
from grassroots.fields import described, public
from grassroots.model import ContactPoint, Derived, Shift, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by, unit_name
from grassroots.texts import catalogue
from grassroots.values import FOREVER, Language, Period, Rate

Span = tuple[datetime, datetime]


@frozen(kw_only=True)
class RosterRule(Rule):
    """When contact points are to be staffed: `[roster.NAME]`.

    `where`: which contact points. `hours`: from when to when, as `00:00-24:00`. `weekdays`: on which, from 1 for Monday; none: every day.
    `most_hours`: how long one person may be on duty without a break; 0: as long as one likes.

    >>> RosterRule(name="hotline", hours="00:00-24:00").minutes
    (0, 1440)
    """

    where: Condition | None = field(default=None, metadata=of_noun("=contact_point"))
    hours: str
    weekdays: tuple[int, ...] = field(default=(), metadata=between(1, 7))
    most_hours: int = field(default=0, metadata=between(0, 168))

    @property
    def minutes(self) -> tuple[int, int] | None:
        """The hours as minutes of the day: the first that counts, and the first that does not; None if they cannot be read."""
        first, _, last = self.hours.partition("-")
        start, end = _minute(first), _minute(last)
        return None if start is None or end is None or start >= end else (start, end)


def _minute(text: str) -> int | None:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= 24 * 60 else None


def unsound_roster(rule: RosterRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: hours that cannot be read."""
    if rule.minutes is None:
        yield ("hours",), "charter-roster-hours", rule.hours, {}


# -- what a roster comes to ----------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Gap:
    """A stretch of time in which nobody is on duty at a contact point."""

    point: str
    start: datetime
    end: datetime

    def text(self, language: Language) -> str:
        """From when to when."""
        return _said("roster-gap", language, **_times(self))


@frozen(kw_only=True)
class Overlong:
    """A stretch of duty of one person, without a break, that is longer than the rule allows: on whichever contact points."""

    person: str
    start: datetime
    end: datetime


@frozen(kw_only=True)
class Roster:
    """What a roster comes to: how many minutes are covered of those that are to be, the gaps, and the duties that are too long."""

    rule: RosterRule
    period: Period
    points: tuple[str, ...]
    covered: Rate
    gaps: tuple[Gap, ...] = ()
    overlong: tuple[Overlong, ...] = ()

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The coverage and every gap, line by line."""
        details = {"period": self.period, "start": self.period.start, "last": self.period.last, "points": len(self.points)}
        rate = {
            "there": self.covered.numerator,
            "needed": self.covered.denominator,
            "share": self.covered.percent() or "—",
        }
        source = self.rule.source
        return (
            _said("roster", language, **details, **rate),
            *(_said("roster-nobody", language, point=gap.point, gap=gap) for gap in self.gaps),
            *(_said("roster-long", language, **_times(one), hours=self.rule.most_hours) for one in self.overlong),
            *([_said("roster-source", language, source=source)] if source else ()),
        )


def _said(code: str, language: Language, **details: object) -> str:
    return catalogue("grassroots.rules.casework").say(code, language, **details)


def _times(one: Gap | Overlong) -> dict[str, str]:
    return {"start": f"{one.start:%Y-%m-%d %H:%M}", "end": f"{one.end:%Y-%m-%d %H:%M}"}


def roster_of(rule: RosterRule, at: At, period: Period) -> Roster:
    """What the duty rosters come to in a stretch of days with an end.

    The hours of a day are those of the rule; a contact point counts on the days on which it stands and meets the condition.

    Raises:
        InvalidValue: the stretch has no end, or the hours of the rule cannot be read.
    """
    if period.end == FOREVER or rule.minutes is None:
        raise InvalidValue("a roster needs a period with an end, and hours such as 00:00-24:00")
    snapshot = at.snapshot
    shifts: dict[str, list[Span]] = {}
    worked: dict[str, list[Span]] = {}
    for shift in snapshot.all(Shift).values():
        span = _span(shift)
        shifts.setdefault(shift.point, []).append(span)
        worked.setdefault(snapshot.person(shift.person), []).append(span)
    needed = covered = 0
    gaps: list[Gap] = []
    points: list[str] = []
    for point in snapshot.all(ContactPoint).values():
        wanted = [
            _minutes(day, rule.minutes)
            for day in _days(period)
            if (not rule.weekdays or day.isoweekday() in rule.weekdays)
            and snapshot.counts_on(point, day)
            and (rule.where is None or at.reader.holds(point, rule.where, day))
        ]
        if not wanted:
            continue
        points.append(point.id)
        there = _joined(shifts.get(point.id, ()))
        for span in _joined(wanted):
            empty = _without(span, there)
            needed += _length(span)
            covered += _length(span) - sum(_length(one) for one in empty)
            gaps += [Gap(point=point.id, start=one[0], end=one[1]) for one in empty]
    return Roster(
        rule=rule,
        period=period,
        points=tuple(points),
        covered=Rate(covered, needed),
        gaps=tuple(gaps),
        overlong=_overlong(rule, worked, period),
    )


def _overlong(rule: RosterRule, worked: dict[str, list[Span]], period: Period) -> tuple[Overlong, ...]:
    if not rule.most_hours:
        return ()
    return tuple(
        Overlong(person=person, start=start, end=end)
        for person, spans in sorted(worked.items())
        for start, end in _joined(spans)
        if _length((start, end)) > rule.most_hours * 60 and start.date() < period.end and period.start <= end.date()
    )


def _days(period: Period) -> Iterable[date]:
    return (period.start + timedelta(days=number) for number in range(period.days))


def _minutes(day: date, minutes: tuple[int, int]) -> Span:
    midnight = datetime.combine(day, time.min)
    return midnight + timedelta(minutes=minutes[0]), midnight + timedelta(minutes=minutes[1])


def _span(shift: Shift) -> Span:
    start = datetime.combine(shift.on, shift.at)
    # One that ends before it begins covers nothing.
    return start, max(start, datetime.combine(shift.until, shift.until_at))


def _length(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds()) // 60


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in stretches that do not touch, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def _without(span: Span, there: Iterable[Span]) -> list[Span]:
    """What of a stretch is in none of the others, which are in order."""
    found: list[Span] = []
    at, end = span
    for begin, stop in there:
        if stop <= at or begin >= end:
            continue
        if begin > at:
            found.append((at, begin))
        at = max(at, stop)
    if at < end:
        found.append((at, end))
    return found


def roster_problems(rule: RosterRule, at: At) -> Iterator[Problem]:
    """The contact points that were without anybody in the month of a day, up to that day, and duties that were too long; nothing before the first shift on record."""
    first = min((shift.on for shift in at.snapshot.all(Shift).values()), default=None)
    if first is None or first > at.day:
        return
    period = Period(max(first, at.day.replace(day=1)), at.day + timedelta(days=1))
    found = roster_of(rule, at, period)
    points = at.snapshot.all(ContactPoint)
    for id in found.points:
        if gaps := [gap for gap in found.gaps if gap.point == id]:
            told = {
                "first": period.start,
                "last": period.last,
                "minutes": sum(_length((gap.start, gap.end)) for gap in gaps),
            }
            yield problem_by(rule, points[id], at, "roster-nobody", id, gap=gaps[0], **told)
    for one in found.overlong:
        details = {"rule": rule.title, "source": rule.source or "—", "hours": rule.most_hours, **_times(one)}
        # Who it is, the office's own list tells.
        place = at.snapshot.sources.get(("person", one.person))
        yield Problem("roster-too-long", source=place, value=one.person, details=details, masked=True)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class RosterGap(Derived):
    """A day on which a contact point was without anybody for a while, in the month of a day and up to it.

    >>> RosterGap(id="day:desk:2024-03-01", point="desk", rule="day", on=date(2024, 3, 1), minutes=30).minutes
    30
    """

    point: str = field(metadata=public("the contact point", ref="contact_point", home=True))
    rule: str = field(metadata=public("the roster of the charter"))
    on: date = field(metadata=public("the day"))
    minutes: int = field(metadata=public("for how many minutes nobody was on duty; 1 or more"))


AHEAD = 14
"""So many days ahead gaps of a roster are told, as far as duties were entered."""


def _gaps(rule: RosterRule, at: At, first: date, last: date) -> dict[tuple[str, date], int]:
    found: dict[tuple[str, date], int] = {}
    for gap in (
        roster_of(rule, At.of(at.snapshot, at.day), Period(first, last + timedelta(days=1))).gaps if first <= last else ()
    ):
        day = gap.start.date()
        while day <= (gap.end - timedelta(minutes=1)).date():
            begin = max(gap.start, datetime.combine(day, time.min))
            end = min(gap.end, datetime.combine(day + timedelta(days=1), time.min))
            found[gap.point, day] = found.get((gap.point, day), 0) + _length((begin, end))
            day += timedelta(days=1)
    return found


def _begun(at: At) -> date | None:
    return min((shift.on for shift in at.snapshot.all(Shift).values() if shift.on <= at.day), default=None)


def _empty(rule: RosterRule, at: At) -> Iterator[RosterGap]:
    first = _begun(at)
    if first is not None:
        for (point, day), minutes in _gaps(rule, at, max(first, at.day.replace(day=1)), at.day).items():
            yield RosterGap(id=f"{rule.name}:{point}:{day}", point=point, rule=rule.known_as, on=day, minutes=minutes)


def _to_dos(rule: RosterRule, at: At) -> Iterator[ToDo]:
    """The days to come for which nobody, or nobody all the time, is on the roster, up to the last for which duties were entered."""
    if _begun(at) is None:
        return
    last = min(max(shift.on for shift in at.snapshot.all(Shift).values()), at.day + timedelta(days=AHEAD))
    for (point, day), minutes in _gaps(rule, at, at.day + timedelta(days=1), last).items():
        found = at.snapshot.all(ContactPoint)[point]
        reason = problem_by(rule, found, at, "roster-empty", unit_name(found.unit, at), day=day, minutes=minutes)
        yield ToDo.about(found, at, kind="roster", rule=rule, urgency=Urgency.DUE, reason=reason, day=day)


KIND = Kind(
    name="roster",
    form=RosterRule,
    sound=unsound_roster,
    derives=(Derivation(RosterGap, _empty),),
    finds=roster_problems,
    todo=_to_dos,
    untyped="hours without anybody on duty are typed nowhere",
)
