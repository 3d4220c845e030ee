"""Working days as clocks need them: what a calendar must answer, and the plain one by weekdays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from grassroots.errors import InvalidValue, NotFound
from grassroots.values import FOREVER, Period

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ADDRESS = "weekdays:"
"""How the address of a calendar begins that knows weekdays and nothing else: `weekdays:mon-fri`."""


class Why(StrEnum):
    """Why a day is worked, or is not."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"
    """Worked instead of another day: a day of a weekend, as a rule."""


@frozen(kw_only=True)
class DayKind:
    """What a calendar says of a day. `labels`: the name of the holiday by language, where it has one.

    `provisional`: the year's holidays, or the days worked instead of them, were not announced when the calendar was made; the day may turn out otherwise.
    """

    works: bool
    why: Why
    labels: Mapping[str, str] = field(factory=dict, hash=False)
    provisional: bool = False


class WorkCalendar(Protocol):
    """A calendar of working days. The same day always has the same answer."""

    @property
    def name(self) -> str:
        """What it is called in explanations: the country, the source and its version."""
        ...  # pragma: no cover

    @property
    def covers(self) -> Period:
        """The days of which it knows."""
        ...  # pragma: no cover

    def kind(self, day: date) -> DayKind:
        """What the day is.

        Raises:
            NotFound: the day lies outside what it covers; nothing is guessed.
        """
        ...  # pragma: no cover


@runtime_checkable
class FestivalCalendar(Protocol):
    """A calendar that also knows on which day of a year a festival falls: what plans of visits ask it. A calendar need not."""

    def festival(self, name: str, year: int) -> date:
        """The day of a festival in a year, by a name such as `spring_festival`.

        Raises:
            NotFound: it does not know the festival, or that year.
        """
        ...  # pragma: no cover


@frozen
class WeekCalendar:
    """A calendar that knows weekdays and nothing else.

    >>> WeekCalendar.of("weekdays:mon-fri").kind(date(2025, 1, 26)).works
    False
    """

    works: frozenset[int] = frozenset(range(5))
    """The weekdays that are worked; Monday is 0."""
    name: str = "mon-fri"
    covers: Period = field(factory=lambda: Period(date.min, FOREVER))

    @classmethod
    def of(cls, address: str) -> WeekCalendar:
        """Reads `weekdays:`, `weekdays:mon-sat`, `weekdays:mon,wed,fri`.

        Raises:
            InvalidValue: not written so, or no day is worked.
        """
        text = address.removeprefix(ADDRESS).strip() or "mon-fri"
        days: set[int] = set()
        for part in text.split(","):
            first, _, last = part.strip().partition("-")
            if first not in WEEKDAYS or (last and last not in WEEKDAYS):
                raise InvalidValue(f"{address!r} names no weekdays; write weekdays:mon-fri or weekdays:mon,wed,fri")
            start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            days.update(range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)])
        return cls(frozenset(days), text)

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        if day not in self.covers and day != FOREVER:
            raise NotFound(f"the calendar {self.name!r} covers {self.covers}; it has no {day}")
        works = day.weekday() in self.works
        return DayKind(works=works, why=Why.WORKDAY if works else Why.WEEKEND)


_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)


def opening(text: str) -> tuple[tuple[time, time | None], ...]:
    """Opening hours as (from, to) in order; a `to` of None is the end of the day.

    Raises:
        InvalidValue: not written so, or one begins before the one before it ends.

    >>> opening("08:30-12:00 13:30-24:00")
    ((datetime.time(8, 30), datetime.time(12, 0)), (datetime.time(13, 30), None))
    """
    found: list[tuple[time, time | None]] = []
    for part in text.split():
        match = _SPAN.fullmatch(part)
        if match is None:
            raise InvalidValue(f"{text!r} are no opening hours; write 08:30-12:00 13:30-17:00")
        start = time(int(match[1]), int(match[2]))
        end = time(int(match[3]), int(match[4])) if match[3] else None
        before = found[-1][1] if found else time.min
        if (end is not None and end <= start) or before is None or start < before:
            raise InvalidValue(
                f"{text!r} are no opening hours: {part} does not follow what comes before, or ends before it begins"
            )
        found.append((start, end))
    return tuple(found)


def seconds_open(hours: tuple[tuple[time, time | None], ...]) -> int:
    """How many seconds some opening hours have, on a day of 24 hours."""

    def second(at: time | None) -> int:
        return 86_400 if at is None else at.hour * 3600 + at.minute * 60

    return sum(second(end) - second(start) for start, end in hours)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from one to another, both counted."""
    day = first
    while day <= last:
        yield day
        if day == FOREVER:
            return
        day += timedelta(days=1)
