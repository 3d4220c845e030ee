"""A calendar that knows weekdays and nothing else: `weekdays:mon-fri`. What an office adds to it are days of its own (`calendar_day`)."""

from __future__ import annotations

from grassroots.charter.work_calendar import ADDRESS, WeekCalendar, WorkCalendar
from grassroots.hooks import hookimpl


@hookimpl
def grassroots_open_calendar(address: str) -> WorkCalendar | None:
    """Takes `weekdays:`, `weekdays:mon-sat`, `weekdays:mon,wed,fri`.

    Raises:
        InvalidValue: it names no weekdays.
    """
    return WeekCalendar.of(address) if address.startswith(ADDRESS) else None
