"""The one clock of the house: the command line is used by people, today. The library is given its days and times."""

from __future__ import annotations

from datetime import date, datetime


def now() -> datetime:
    """The time now, with the time zone of this machine."""
    return datetime.now().astimezone()


def today() -> date:
    """The day today, where this machine stands."""
    return now().date()
