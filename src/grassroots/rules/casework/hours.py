"""Hours that cannot be: duties that end before they begin, and more hours at an activity than it lasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from grassroots.model import Activity, Attendance, Record, Shift, Tenure, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind


def hours_problems(_: None, at: At) -> Iterator[Problem]:
    """Hours of duties and of those who attended that cannot be."""
    for shift in at.snapshot.all(Shift).values():
        start, end = datetime.combine(shift.on, shift.at), datetime.combine(shift.until, shift.until_at)
        if end <= start:
            yield _problem("shift-backwards", shift, at, f"{end:%Y-%m-%d %H:%M}", start=f"{start:%Y-%m-%d %H:%M}")
    yield from _two_places(at)
    for went in at.snapshot.all(Attendance).values():
        if went.hours and went.presence in AWAY:
            yield _problem("hours-absent", went, at, went.hours, activity=went.activity)
        if went.confirmed_by is not None and went.hours:
            held = at.snapshot.get(Activity, went.activity)
            tenures = at.snapshot.referrers(Tenure, "post", ("post", went.confirmed_by)) if held else []
            holders = [at.snapshot.person(one.person) for one in tenures if held and at.snapshot.counts_on(one, held.on)]
            if holders == [at.snapshot.person(went.person)]:
                yield _problem("hours-own", went, at, went.hours, activity=went.activity)
        activity = at.snapshot.get(Activity, went.activity)
        if went.hours is None or activity is None:
            continue
        lasted = longest(activity)
        if went.hours < 0 or (lasted is not None and went.hours > lasted):
            yield _problem("hours-beyond", went, at, went.hours, activity=activity.id, lasted="—" if lasted is None else lasted)


AWAY = ("absent", "excused")
"""The words by which somebody was not there."""


def _two_places(at: At) -> Iterator[Problem]:
    """Duties of one person at two contact points at the same time."""
    held: dict[str, list[tuple[datetime, datetime, Shift]]] = {}
    for shift in at.snapshot.all(Shift).values():
        start, end = datetime.combine(shift.on, shift.at), datetime.combine(shift.until, shift.until_at)
        if start < end and shift.on <= at.day:
            held.setdefault(at.snapshot.person(shift.person), []).append((start, end, shift))
    for listed in held.values():
        listed.sort(key=lambda one: (one[0], one[1], one[2].id))
        for (_, end, first), (start, _, second) in pairwise(listed):
            if start < end and first.point != second.point:
                yield _problem(
                    "shift-twice", second, at, first.id, start=f"{start:%Y-%m-%d %H:%M}", end=f"{end:%Y-%m-%d %H:%M}"
                )


def longest(activity: Activity) -> Decimal | None:
    """How many hours somebody can have been at an activity at most; None where its times make no sense.

    >>> from datetime import date, time
    >>> shift = Activity(id="a", unit="u", kind="service", on=date(2024, 5, 1), at=time(8), until_at=time(12))  # type: ignore[arg-type]
    >>> longest(shift)
    Decimal('4')
    """
    last = activity.until or activity.on
    sessions = max(1, activity.sessions)
    if activity.at is None or activity.until_at is None:
        days = (last - activity.on).days + 1
        return Decimal(24 * max(days, sessions)) if days > 0 else None
    span = datetime.combine(last, activity.until_at) - datetime.combine(activity.on, activity.at)
    if activity.until is None and span < timedelta(0):
        # It went on over midnight.
        span += timedelta(days=1)
    return Decimal(int(span.total_seconds()) // 60) / 60 * sessions if span > timedelta(0) else None


def _problem(code: str, record: Record, at: At, value: object, **details: object) -> Problem:
    place = at.snapshot.sources.get(key_of(record))
    return Problem(code, source=place, value=str(value), details={"id": record.id, **details})


KIND: Kind[None] = Kind(name="hours", form=None, finds=hours_problems)
