"""Conditions: what must hold of a record, as data; and the one way through a tree of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from grassroots.charter.length import Length, stretch_number, stretch_start
from grassroots.charter.words import Labels
from grassroots.values import Period

Literal = str | int | Decimal | bool | date
"""What a condition compares with; of the type of its field since the charter was loaded."""

MISSING = "-"
"""In a condition of a charter, the value of a field that has none."""


@frozen
class Is:
    """The value at `path` is one of `values`. None among them stands for a missing value (`"-"` in a charter)."""

    path: str
    values: tuple[Literal | None, ...]


@frozen(kw_only=True)
class Within:
    """The value at `path` lies within bounds: `at_least` ≤ value, `over` < value, `at_most` ≥ value, `under` > value.

    `in_period`: the value is a day of the period of the figure that asks (`{ within = "period" }` in a charter): only measures can ask that, and rules
    with periods of their own. `contains`: a piece of text that stands in the value.
    A missing value lies within no bounds.
    """

    path: str
    at_least: Literal | None = None
    over: Literal | None = None
    at_most: Literal | None = None
    under: Literal | None = None
    in_period: bool = False
    contains: str = ""


@frozen(kw_only=True)
class Against:
    """The value at `path` is held against that at another path of the same record: not before the day at `since`, and at most `days` days after it;
    before the day at `before`; the `same` as that at a path.

    Where either has no value, nothing holds.
    """

    path: str
    since: str = ""
    days: int | None = None
    before: str = ""
    same: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The paths that the value is held against."""
        return tuple(filter(None, (self.since, self.before, self.same)))


class Stretch(StrEnum):
    """A stretch of the calendar round a day."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]

    def around(self, day: date) -> Period:
        """The one in which a day lies.

        >>> str(Stretch.QUARTER.around(date(2024, 5, 9))), str(Stretch.HALF_YEAR.around(date(2024, 5, 1)).last)
        ('2024-04-01 to 2024-06-30', '2024-06-30')
        """
        start = stretch_start(day, self.months)
        return Period(start, Length(months=self.months).after(start))

    def number(self, day: date) -> int:
        """Which of its year, counted from 1, the one is in which a day lies: 2 for a quarter in May."""
        return stretch_number(day, self.months)


@frozen(kw_only=True)
class Has:
    """Related records exist: at least `at_least` records of `noun` whose field `by` refers to this one, for which `where` holds.

    Only records that count on the day are seen: those that stand on it, or whose own day (`on`, or first step) is not later.
    `of`: not to this one, but to what stands at this path of it. `also`: further fields that both have, with the same value. `within`: only those whose own
    day lies in the same month, quarter, half-year or year; `every`: so many in each whole month, quarter or half-year of that.
    """

    noun: str
    by: str
    where: Condition
    at_least: int = 1
    of: str = ""
    also: tuple[str, ...] = ()
    within: Stretch | None = None
    every: Stretch | None = None


@frozen
class AllOf:
    """Every one of `parts` holds; true when there are none. `segment`: the named segment of the charter that asks them (`in = "NAME"`)."""

    parts: tuple[Condition, ...] = ()
    segment: str = ""


@frozen
class AnyOf:
    """At least one of `parts` holds."""

    parts: tuple[Condition, ...]


@frozen
class NotOf:
    """`part` does not hold."""

    part: Condition


@frozen(kw_only=True)
class Segment:
    """A condition that has a name: the records of `noun` for which `where` holds. Measures, rules and other segments ask it as `{ in = "NAME" }`.

    >>> older = Segment(name="older", labels={"en": "over sixty"}, noun="person", where=Within(path="age", over=60))
    >>> older.condition.segment, len(older.condition.parts)
    ('older', 1)
    """

    name: str
    labels: Labels = field(hash=False)
    noun: str
    where: Condition = field(metadata={"noun": "noun"})
    source: str = ""

    @property
    def condition(self) -> AllOf:
        """What a record must fulfil to be in it, as a part of other conditions."""
        where = self.where
        plain = isinstance(where, AllOf) and where.parts and not where.segment
        return AllOf(where.parts if isinstance(where, AllOf) and plain else (where,), segment=self.name)


Single = Is | Within | Against | Has
Condition = Single | AllOf | AnyOf | NotOf
ALWAYS = AllOf(())
Keys = tuple[str | int, ...]


def nodes_of(condition: Condition) -> Iterator[Condition]:
    """A condition and all of which it is made, the outermost first."""
    yield condition
    below = condition.parts if isinstance(condition, AllOf | AnyOf) else ()
    if isinstance(condition, NotOf):
        below = (condition.part,)
    elif isinstance(condition, Has):
        below = (condition.where,)
    for part in below:
        yield from nodes_of(part)


def parts_of(condition: Condition, noun: str = "", at: Keys = ()) -> Iterator[tuple[Keys, str, Single]]:
    """Every single condition in a tree, with the noun of the records of which it is asked and the keys that lead to it in a charter. What a `Has` asks of
    the records that it looks for comes after it.

    >>> within = Within(path="on", in_period=True)
    >>> [(noun, type(part).__name__) for _, noun, part in parts_of(NotOf(Has(noun="contact", by="target", where=within)), "person")]
    [('person', 'Has'), ('contact', 'Within')]
    """
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from parts_of(part, noun, at)
    elif isinstance(condition, NotOf):
        yield from parts_of(condition.part, noun, (*at, "not"))
    else:
        yield at, noun, condition
        if isinstance(condition, Has):
            yield from parts_of(condition.where, condition.noun, (*at, "has", "where"))


def paths_in(part: Single) -> tuple[str, ...]:
    """What a single condition reads of the record of which it is asked: paths; of one that looks for others, what these have in common with it."""
    if isinstance(part, Has):
        return (*filter(None, (part.of,)), *part.also)
    return (part.path, *(part.others if isinstance(part, Against) else ()))


def wanted(condition: Condition | None) -> Iterator[Has]:
    """The related records that a condition wants to be there, and none of those that it wants not to be."""
    if isinstance(condition, Has):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from wanted(part)


def asks_period(condition: Condition) -> bool:
    """Whether a condition asks for the period of the figure.

    >>> asks_period(Has(noun="contact", by="target", where=Within(path="on", in_period=True))), asks_period(ALWAYS)
    (True, False)
    """
    return any(isinstance(part, Within) and part.in_period for _, _, part in parts_of(condition))


def in_period(condition: Condition, period: Period) -> Condition:
    """A condition with the days of a period for what asks for the period."""
    if not asks_period(condition):
        return condition
    if isinstance(condition, AllOf | AnyOf):
        return evolve(condition, parts=tuple(in_period(part, period) for part in condition.parts))
    if isinstance(condition, NotOf):
        return NotOf(in_period(condition.part, period))
    if isinstance(condition, Has):
        return evolve(condition, where=in_period(condition.where, period))
    days = Within(path=condition.path, at_least=period.start, under=period.end)
    return AllOf((evolve(condition, in_period=False), days)) if isinstance(condition, Within) else days
