"""Headcounts: where a list says who was there, the number that somebody typed agrees with it."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.model import Activity, Attendance, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Held, Kind, Typed
from grassroots.rules.worded import unit_name

THERE = ("present", "remote")
"""The words of the list `presence` that mean that somebody was there."""


def _problems(_: None, at: At) -> Iterator[Problem]:
    for one in at.snapshot.all(Activity).values():
        there = None if one.headcount is None else _there(one, at)
        if there is not None and there != one.headcount:
            told = {"id": one.id, "unit": unit_name(one.unit, at), "day": one.on, "typed": one.headcount, "listed": there}
            yield Problem(
                "headcount-not-list", source=at.snapshot.sources.get(key_of(one)), value=str(one.headcount), details=told
            )


def _there(one: Activity, at: At) -> int | None:
    """How many the list says were there; None where there is no list."""
    listed = at.snapshot.referrers(Attendance, "activity", key_of(one)) if one.on <= at.day else ()
    return len({at.snapshot.person(row.person) for row in listed if row.presence in THERE}) if listed else None


def _typed(_: None, at: At) -> Iterator[Held]:
    for one in at.snapshot.all(Activity).values():
        there = _there(one, at)
        if there is not None:
            yield Held(record=one, gives=there, other=there + 1)


KIND: Kind[None] = Kind(
    name="headcount",
    form=None,
    finds=_problems,
    typed=(Typed(noun=Activity, field="headcount", told={"headcount-not-list": "id"}, of=_typed),),
)
