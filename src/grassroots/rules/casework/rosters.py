"""Rosters: whether contact points are staffed when the charter says that they are, where the gaps are, and who is on duty too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from attrs import frozen

from grassroots.errors import InvalidValue
from grassroots.model import ContactPoint, Shift
from grassroots.reading.reader import Reader
from grassroots.rules.casework.roster_rule import RosterRule, unsound_roster
from grassroots.rules.kind import Kind
from grassroots.snapshot import Snapshot
from grassroots.values import FOREVER, Period, Rate

Span = tuple[datetime, datetime]


@frozen(kw_only=True)
class Gap:
    """A stretch of time in which nobody is on duty at a contact point."""

    point: str
    start: datetime
    end: datetime


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

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The coverage and every gap, line by line."""
        zh = language == "zh"
        share = self.covered.percent() or "—"
        rate = self.covered
        lines = [
            f"{self.period.start}至{self.period.last}：{len(self.points)}个联络点应值守{rate.denominator}分钟，实际{rate.numerator}分钟（{share} %）。"
            if zh
            else f"{self.period}: {len(self.points)} contact points, {rate.numerator} of {rate.denominator} minutes staffed ({share} %)."
        ]
        for gap in self.gaps:
            lines.append(
                f"{gap.point}：{gap.start:%Y-%m-%d %H:%M}至{gap.end:%Y-%m-%d %H:%M}无人值守。"
                if zh
                else f"{gap.point}: nobody from {gap.start:%Y-%m-%d %H:%M} to {gap.end:%Y-%m-%d %H:%M}."
            )
        for one in self.overlong:
            lines.append(
                f"{one.start:%Y-%m-%d %H:%M}至{one.end:%Y-%m-%d %H:%M}同一人连续值守超过{self.rule.most_hours}小时。"
                if zh
                else f"The same person is on duty from {one.start:%Y-%m-%d %H:%M} to {one.end:%Y-%m-%d %H:%M}, "
                f"longer than {self.rule.most_hours} hours."
            )
        if self.rule.source:
            lines.append(f"依据：{self.rule.source}。" if zh else f"Source: {self.rule.source}.")
        return tuple(lines)


def roster_of(rule: RosterRule, snapshot: Snapshot, period: Period) -> Roster:
    """What the duty rosters come to in a stretch of days with an end.

    Raises:
        InvalidValue: the stretch has no end, or the hours of the rule cannot be read.

    The hours of a day are those of the rule; a contact point counts on the days on which it stands and meets the condition.
    """
    if period.end == FOREVER or rule.minutes is None:
        raise InvalidValue("a roster needs a period with an end, and hours such as 00:00-24:00")
    reader = Reader(snapshot)
    shifts: dict[str, list[Span]] = {}
    worked: dict[str, list[Span]] = {}
    for shift in snapshot.all("shift").values():
        if isinstance(shift, Shift):
            span = _span(shift)
            shifts.setdefault(shift.point, []).append(span)
            worked.setdefault(snapshot.person(shift.person), []).append(span)
    needed = covered = 0
    gaps: list[Gap] = []
    points: list[str] = []
    for point in snapshot.all("contact_point").values():
        if not isinstance(point, ContactPoint):
            continue
        wanted = [
            _minutes(day, rule.minutes)
            for day in _days(period)
            if (not rule.weekdays or day.isoweekday() in rule.weekdays)
            and snapshot.counts_on(point, day)
            and (rule.where is None or reader.holds(point, rule.where, day))
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


KIND = Kind(name="roster", form=RosterRule, sound=unsound_roster, silent="TODO")
