"""Lengths of time as rules state them: a month, four weeks, a year."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from attrs import frozen

from grassroots.values import FOREVER


@frozen(kw_only=True)
class Length:
    """A length of time: whole years and months by the calendar, then weeks and days. All are 0 or more.

    The same day of a later month; where that month is shorter, its last day.

    >>> Length(months=1).after(date(2024, 1, 31)), Length(years=1).after(date(2024, 2, 29))
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    >>> str(Length(weeks=4)), Length(years=1, days=1).text("zh")
    ('4 weeks', '1年1天')
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def after(self, day: date, times: int = 1) -> date:
        """The day so long after another, `times` over (1 or more); FOREVER where the calendar ends before."""
        months = day.year * 12 + day.month - 1 + (self.years * 12 + self.months) * times
        year, month = divmod(months, 12)
        if year > FOREVER.year:
            return FOREVER
        last = calendar.monthrange(year, month + 1)[1]
        moved = date(year, month + 1, min(day.day, last))
        more = (self.weeks * 7 + self.days) * times
        return FOREVER if (FOREVER - moved).days < more else moved + timedelta(days=more)

    @property
    def most_days(self) -> int:
        """How many days it can be at most: what a check of rules compares lengths by."""
        months = self.years * 12 + self.months
        return months // 12 * 366 + months % 12 * 31 + self.weeks * 7 + self.days

    @property
    def least_days(self) -> int:
        """How many days it can be at least."""
        months = self.years * 12 + self.months
        return months // 12 * 365 + months % 12 * 30 - (2 if months % 12 else 0) + self.weeks * 7 + self.days

    @property
    def sound(self) -> bool:
        """Whether it is a length: nothing of it negative, and some of it more than nothing."""
        parts = (self.years, self.months, self.weeks, self.days)
        return min(parts) >= 0 and max(parts) > 0

    def text(self, language: str) -> str:
        """The length in words."""
        parts = (
            ("year", "年", self.years),
            ("month", "个月", self.months),
            ("week", "周", self.weeks),
            ("day", "天", self.days),
        )
        if language == "zh":
            return "".join(f"{number}{zh}" for _, zh, number in parts if number)
        return ", ".join(f"{number} {en}{'' if number == 1 else 's'}" for en, _, number in parts if number)

    def __str__(self) -> str:
        return self.text("en")
