"""Calendars of a charter: the working days and hours by which clocks count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.rule import Rule, free
from grassroots.charter.toml import Path
from grassroots.charter.work_calendar import ADDRESS, WEEKDAYS, WeekCalendar, opening, seconds_open
from grassroots.errors import InvalidValue

ANY_DAY = "any"
"""The hours of every weekday that is not named."""


@frozen(kw_only=True)
class CalendarRule(Rule):
    """A calendar of the office: `[calendar.NAME]`.

    `address`: where the working days come from, through the calendar door (`weekdays:mon-fri`, `holidays:CN`). Exceptions that the office keeps itself
    (records of `calendar_day`) come before it.
    `hours`: the hours of a weekday (`mon` ... `sun`; `any` for those not named) as `08:30-12:00 13:30-17:00`; without any, the whole day. A day that is worked
    instead of another has the hours of its weekday if it has some, else those of the first day of the week that has.
    `zone`: the time zone by its name, `Asia/Shanghai`; without one, every day has 24 hours.
    `tabled`: its holidays come from the office's own table alone, so that a year without a row in it is provisional.

    >>> rule = CalendarRule(name="office", hours={"any": "08:30-12:00 13:30-17:00"})
    >>> [str(start) for start, _ in rule.hours_of(0)]
    ['08:30:00', '13:30:00']
    """

    address: str = field(default=ADDRESS, metadata=free())
    hours: Mapping[str, str] = field(factory=dict, hash=False)
    zone: str = ""
    tabled: bool = False

    def hours_of(self, weekday: int) -> tuple[tuple[time, time | None], ...]:
        """The opening hours of a weekday that is worked, Monday being 0; an end of None is the end of the day.

        Raises:
            InvalidValue: they cannot be read.
        """
        if not self.hours:
            return ((time.min, None),)
        text = self.hours.get(WEEKDAYS[weekday], self.hours.get(ANY_DAY))
        if text is None:
            text = next((self.hours[name] for name in WEEKDAYS if name in self.hours), "")
        return opening(text)


Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


def unsound_calendar(rule: CalendarRule, charter: Charter) -> Faults:
    """What is unsound in a calendar: hours that cannot be read or that nobody works, weekdays and time zones that there are not."""
    from zoneinfo import ZoneInfo

    if rule.address.startswith(ADDRESS):
        try:
            WeekCalendar.of(rule.address)
        except InvalidValue as error:
            yield ("address",), "charter-calendar", rule.address, {"why": str(error)}
    for name, text in rule.hours.items():
        if name not in (*WEEKDAYS, ANY_DAY):
            yield ("hours", name), "charter-choice", name, {"known": (*WEEKDAYS, ANY_DAY)}
        try:
            opening(text)
        except InvalidValue as error:
            yield ("hours", name), "charter-calendar", text, {"why": str(error)}
            return
    if rule.hours and not any(seconds_open(opening(text)) for text in rule.hours.values()):
        yield ("hours",), "charter-calendar-closed", rule.name, {}
    if rule.zone:
        try:
            ZoneInfo(rule.zone)
        except (ValueError, LookupError, OSError):
            yield ("zone",), "charter-calendar-zone", rule.zone, {}
