"""The dice and the calendar of a synthetic organization."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")

FIRST_DAY = date(2023, 1, 1)
"""The day on which a synthetic organization begins to keep books."""


def last_day(months: int) -> date:
    """The last day of the books: the day as of which to read them.

    >>> last_day(12)
    datetime.date(2023, 12, 31)
    """
    years, month = divmod(months, 12)
    return date(FIRST_DAY.year + years, month + 1, 1) - timedelta(days=1)


class Dice:
    """Chance from a seed, and the days of the books. Only `Random.random` is used: its sequence is the same on every Python."""

    def __init__(self, seed: int, months: int) -> None:
        self._random = Random(seed).random
        self.months = months
        self.length = (last_day(months) - FIRST_DAY).days + 1
        # One object a day: dates are shared, and made once. Due days lie beyond the last day.
        self.days = [FIRST_DAY + timedelta(days=number) for number in range(self.length + 60)]

    def below(self, most: int) -> int:
        """A whole number from 0 to `most` - 1."""
        return int(self._random() * most)

    def one(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[int(self._random() * len(things))]

    def any_day(self) -> date:
        """A day of the books."""
        return self.days[self.below(self.length)]

    def long_ago(self, years: int) -> date:
        """A day before the books began, at most so many years."""
        return FIRST_DAY - timedelta(days=1 + self.below(365 * years))
