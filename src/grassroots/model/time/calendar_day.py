"""A day that is worked, or is not, against what the calendar says: a holiday that was announced, a Sunday worked instead."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun


@frozen(kw_only=True, field_transformer=described)
class CalendarDay(Noun):
    """A day that is worked, or is not, against what the calendar says: a holiday that was announced, a Sunday worked instead.

    It belongs to no unit: a holiday is the same for everybody who counts by the calendar, and everybody may read it.

    >>> from datetime import date
    >>> CalendarDay(id="office-2025-01-26", calendar="office", on=date(2025, 1, 26), works=True).opening is None
    True
    """

    calendar: str = field(metadata=public("the calendar of the charter, by its name", rule="calendar"))
    on: date = field(metadata=public("the day"))
    works: bool = field(metadata=public("whether it is worked"))
    opening: str | None = field(
        default=None, metadata=public("its hours where they are not those of the calendar: `08:30-12:00 13:30-17:00`")
    )
    name: str = field(default="", metadata=public("what the day is called"))
    source: str | None = field(default=None, metadata=public("where it was announced"))
