"""A synthetic organization of any size from a seed: for benchmarks and load tests. Needs no Hypothesis.

It follows the neutral charter `association`. Everybody and everything in it is invented and says so. The same seed gives the same records on
every platform and Python: only `Random.random` is used, whose sequence is guaranteed.
"""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.errors import InvalidArgument
from grassroots.model import Record
from grassroots.testing.synthetic.books import Books
from grassroots.testing.synthetic.dice import FIRST_DAY, last_day
from grassroots.testing.synthetic.street import LEDGER_CHANNEL, StreetDay, StreetYear, TakenFurther, street_year

__all__ = [
    "FIRST_DAY",
    "LEAST",
    "LEDGER_CHANNEL",
    "StreetDay",
    "StreetYear",
    "TakenFurther",
    "last_day",
    "sized",
    "street_year",
    "synthetic",
]

LEAST = 100
"""The fewest records that `sized` makes."""


def synthetic(
    seed: int = 1,
    *,
    units: int = 60,
    members: int = 1_000,
    cases: int = 1_000,
    households: int = 1_000,
    months: int = 24,
) -> Iterator[Record]:
    """A sound organization, streamed: each record comes after those that it refers to, and nothing is held but the units.

    There is a tree of four levels, in which some branches move, some groups merge and some end without an heir; a chair for each branch;
    members, of whom some joined late, were suspended or left; meetings with attendance; cases with due days, outcomes and ratings, of
    which some are late, open, handed back or opened again; households with visits and relief; wishes and who took them up; tallies.
    Two records come of a member, about 1.7 of a case, 1.8 of a household, and 3.7 of a branch and a month.

    Args:
        seed: what everything follows from.
        units: how many units there are in the beginning, 1 or more.
        members: how many persons with a membership.
        cases: how many cases.
        households: how many households.
        months: how long the books are kept, 1 or more.

    Raises:
        InvalidArgument: a number is out of bounds.

    >>> records = list(synthetic(7, units=9, members=3, cases=2, households=2, months=1))
    >>> records == list(synthetic(7, units=9, members=3, cases=2, households=2, months=1))
    True
    """
    if units < 1 or months < 1 or min(members, cases, households) < 0:
        raise InvalidArgument("a synthetic organization needs 1 unit and 1 month or more, and no number below 0")
    books = Books(seed, months)
    return books.organization(units, members, cases, households)


def sized(records: int = 10_000, seed: int = 1, *, months: int = 24) -> Iterator[Record]:
    """A sound organization of exactly so many records, in the same proportions at any size.

    Args:
        records: how many, 100 or more.
        seed: what everything follows from.
        months: how long the books are kept.

    Raises:
        InvalidArgument: fewer than 100.

    >>> sum(1 for _ in sized(1_000))
    1000
    """
    if records < LEAST or months < 1:
        raise InvalidArgument(
            f"a synthetic organization has {LEAST} records or more and 1 month or more, not {records} and {months}"
        )
    return _sized(records, seed, months)


def _sized(records: int, seed: int, months: int) -> Iterator[Record]:
    books = Books(seed, months)
    # Of every hundred records about 1 unit, 26 of members, 30 of cases, 15 of households, 14 of meetings; visits fill up the rest.
    members, cases, households, meetings = (records * share // 100 for share in (13, 18, 8, 4))
    left = records
    for record in books.organization(max(1, records // 100), members, cases, households, meetings=meetings):
        if left == 0:
            return
        yield record
        left -= 1
    for record in books.visits():
        if left == 0:
            return
        yield record
        left -= 1
