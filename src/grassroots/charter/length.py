"""Lengths of time as rules state them: a month, four weeks, a year; and all that is counted in months of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from attrs import frozen
from dateutil.relativedelta import relativedelta

from grassroots.texts import catalogue
from grassroots.values import FOREVER, Language, Period

LONGEST = 200 * 366
"""So many days a rule may give at most. Whatever is longer is a slip, and leads beyond the calendar."""


@lru_cache(maxsize=8192)
def _later(day: date, months: int) -> date:
    return day + relativedelta(months=months)


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
        """The day so long after another, `times` over; FOREVER where the calendar ends before."""
        months = (self.years * 12 + self.months) * times
        try:
            return (_later(day, months) if months else day) + timedelta(weeks=self.weeks * times, days=self.days * times)
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

    @property
    def too_long(self) -> bool:
        """Whether it is longer than any rule can mean: more than 200 years."""
        return self.most_days > LONGEST

    def text(self, language: Language) -> str:
        """The length in words."""
        own = catalogue("grassroots.charter")
        parts = [(name, getattr(self, name)) for name in ("years", "months", "weeks", "days")]
        return own.say("and-more", language).join(own.say(name, language, count=count) for name, count in parts if count)

    def __str__(self) -> str:
        return self.text("en")


def stretch_number(day: date, months: int) -> int:
    """Which of its year, counted from 1, the stretch is in which a day lies, where a year is cut from January on into stretches of so many months.

    >>> stretch_number(date(2024, 5, 17), 3)
    2
    """
    return (day.month - 1) // months + 1


def stretch_start(day: date, months: int) -> date:
    """The first day of the stretch in which a day lies, where a year is cut from January on into stretches of so many months.

    >>> stretch_start(date(2024, 5, 17), 3), stretch_start(date(2024, 5, 17), 12)
    (datetime.date(2024, 4, 1), datetime.date(2024, 1, 1))
    """
    return date(day.year, (stretch_number(day, months) - 1) * months + 1, 1)


def years_with(day: date, months: int) -> Period:
    """The stretch of so many months that ends with the year of a day, or, of less than a year, the one in which it lies where the year is cut into such.

    >>> str(years_with(date(2024, 5, 17), 36)), str(years_with(date(2024, 5, 17), 3))
    ('2022-01-01 to 2024-12-31', '2024-04-01 to 2024-06-30')
    """
    if months < 12:
        start = stretch_start(day, months)
        return Period(start, Length(months=months).after(start))
    end = date(day.year + 1, 1, 1)
    return Period(end - relativedelta(months=months), end)


def months_between(first: date, later: date) -> int:
    """How many months the month of a day lies after that of another.

    >>> months_between(date(2023, 12, 31), date(2024, 2, 1))
    2
    """
    return (later.year - first.year) * 12 + later.month - first.month


def day_in_month(month: date, day: int) -> date:
    """A day of the month in which another lies; its last where the month is shorter, and for 0.

    >>> day_in_month(date(2024, 2, 1), 30), day_in_month(date(2024, 2, 1), 0), day_in_month(date(2024, 2, 1), 5)
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29), datetime.date(2024, 2, 5))
    """
    return month + relativedelta(day=day or 31)
