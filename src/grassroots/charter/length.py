"""Lengths of time as rules state them: a month, four weeks, a year."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen
from dateutil.relativedelta import relativedelta

from grassroots.texts import catalogue
from grassroots.values import FOREVER, Language


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
        by_calendar = relativedelta(years=self.years * times, months=self.months * times)
        try:
            return day + by_calendar + timedelta(weeks=self.weeks * times, days=self.days * times)
        except (OverflowError, ValueError):
            return FOREVER

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

    def text(self, language: Language) -> str:
        """The length in words."""
        own = catalogue("grassroots.charter")
        parts = [(name, getattr(self, name)) for name in ("years", "months", "weeks", "days")]
        return own.say("and-more", language).join(own.say(name, language, count=count) for name, count in parts if count)

    def __str__(self) -> str:
        return self.text("en")
