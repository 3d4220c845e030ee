"""Hours at activities: who came, and for how long; and hours that cannot be: duties that end before they begin, more hours than an activity lasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Activity, Attendance, Derived, Record, Shift, Tenure, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.values import ActivityId


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

THERE = "present"
"""The word by which somebody was on the spot."""


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
    return Problem(code, source=place, value=value, details={"id": record.id, **details})


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Turnout(Derived):
    """How many came to an activity, and for how many hours together: of the hours of those who were there, what a post confirmed, and never more than it lasted.

    >>> Turnout(id="a-1", activity=ActivityId("a-1"), came=2, wanted=2, hours=Decimal(8)).lacking
    0
    """

    activity: ActivityId = field(metadata=public("the activity", ref="activity", home=True))
    came: int = field(metadata=public("how many were there; 0 or more"))
    wanted: int | None = field(default=None, metadata=public("how many people it takes; 0 or more"))
    lacking: int = field(default=0, metadata=public("how many were lacking; 0 or more"))
    hours: Decimal = field(default=Decimal(0), metadata=public("the confirmed hours of those who were there; 0 or more"))


def _turnouts(_: None, at: At) -> Iterator[Turnout]:
    for activity in at.snapshot.all(Activity).values():
        if activity.on > at.day:
            continue
        listed = at.snapshot.referrers(Attendance, "activity", key_of(activity))
        there = {at.snapshot.person(one.person): one for one in listed if one.presence == THERE}
        hours = [min(one.hours, longest(activity) or Decimal(0)) for one in there.values() if one.hours and one.confirmed_by]
        yield Turnout(
            id=activity.id,
            activity=activity.id,
            came=len(there),
            wanted=activity.wanted,
            lacking=max((activity.wanted or 0) - len(there), 0),
            hours=sum((max(one, Decimal(0)) for one in hours), Decimal(0)),
        )


def _typed(_: None, at: At) -> Iterator[Held]:
    """The hours of those who attended: as long as it lasted at the most."""
    for went in at.snapshot.all(Attendance).values():
        activity = at.snapshot.get(Activity, went.activity)
        lasted = None if activity is None else longest(activity)
        if lasted is not None and went.presence not in AWAY:
            yield Held(record=went, gives=lasted, other=lasted + 1)


KIND: Kind[None] = Kind(
    name="hours",
    form=None,
    derives=(Derivation(Turnout, _turnouts),),
    finds=hours_problems,
    typed=(Typed(noun=Attendance, field="hours", told={"hours-beyond": "id"}, of=_typed),),
)
