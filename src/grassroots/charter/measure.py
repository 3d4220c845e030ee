"""Measures: the definition of a figure, as data. One shape: a population, each record of which falls under exactly one
label: hit, miss, or left out for a reason; the first that fits wins."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from grassroots.charter.length import Length, stretch_number, stretch_start
from grassroots.charter.words import Labels
from grassroots.charter.written import keyed
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
    """Every one of `parts` holds; true when there are none."""

    parts: tuple[Condition, ...] = ()


@frozen
class AnyOf:
    """At least one of `parts` holds."""

    parts: tuple[Condition, ...]


@frozen
class NotOf:
    """`part` does not hold."""

    part: Condition


Condition = Is | Within | Against | Has | AllOf | AnyOf | NotOf
ALWAYS = AllOf(())


def asks_period(condition: Condition) -> bool:
    """Whether a condition asks for the period of the figure.

    >>> asks_period(Has(noun="contact", by="target", where=Within(path="on", in_period=True))), asks_period(ALWAYS)
    (True, False)
    """
    if isinstance(condition, AllOf | AnyOf):
        return any(asks_period(part) for part in condition.parts)
    if isinstance(condition, NotOf):
        return asks_period(condition.part)
    if isinstance(condition, Has):
        return asks_period(condition.where)
    return isinstance(condition, Within) and condition.in_period


def in_period(condition: Condition, period: Period) -> Condition:
    """A condition with the days of a period for what asks for the period."""
    if not asks_period(condition):
        return condition
    if isinstance(condition, AllOf | AnyOf):
        return type(condition)(tuple(in_period(part, period) for part in condition.parts))
    if isinstance(condition, NotOf):
        return NotOf(in_period(condition.part, period))
    if isinstance(condition, Has):
        return evolve(condition, where=in_period(condition.where, period))
    days = Within(path=condition.path, at_least=period.start, under=period.end)
    return AllOf((evolve(condition, in_period=False), days)) if isinstance(condition, Within) else days


PERCENT = "percent"
"""What a share is measured in; any other number is shown and compared as it is."""


SHARES = ("percent", "numerator", "denominator", "low", "high")
SPREADS = ("least", "median", "ninetieth", "most")
"""Parts of a figure that only some forms have: of a share or quotient, and of a spread."""


@frozen(kw_only=True)
class Traits:
    """What a form of measure needs and allows.

    `needs`: the key that a measure of this form must have (`value`, `key`, `hit`; empty: none of them). `of_records`: whether it is made of records, or
    else of other measures. `noun`: what it counts, where that is no matter of the measure. `adds`: whether the figures of units that share no record
    add up. `parts`: what of its figures a sentence may name besides the value. `minimum`: whether it may say of how many at least it is told.
    """

    needs: str = ""
    of_records: bool = True
    noun: str = ""
    adds: bool = False
    parts: tuple[str, ...] = ()
    minimum: bool = False


class Form(StrEnum):
    """What follows from the labels. How a form is computed and explained stands in `figures.forms`.

    >>> Form("sum").traits.needs, Form.RATE.traits.adds
    ('value', False)
    """

    traits: Traits

    def __new__(cls, value: str, traits: Traits) -> Form:
        form = str.__new__(cls, value)
        form._value_, form.traits = value, traits
        return form

    COUNT = "count", Traits(adds=True)
    """How many hits."""
    SUM = "sum", Traits(needs="value", adds=True)
    """The sum of `value` over the hits; a hit without a value is left out as `missing`. Where all are, the sum is unknown, not 0."""
    DISTINCT = "distinct", Traits(needs="key")
    """How many different values of `key` among the hits."""
    RATE = "rate", Traits(needs="hit", parts=SHARES, minimum=True)
    """Hits of hits and misses."""
    SPREAD = "spread", Traits(needs="value", parts=SPREADS, minimum=True)
    """Smallest, median, 90th percentile and largest of `value` over the hits, by nearest rank."""
    RATIO = "ratio", Traits(of_records=False, parts=SHARES, minimum=True)
    """One measure divided by another."""
    REACH = "reach", Traits(of_records=False, noun="unit")
    """How many units reach a value of another measure."""


class Reads(StrEnum):
    """On which day the state of a flow's record is read: at the end of the as-of day, or at the end of the period if that is earlier."""

    AS_OF = "as_of"
    PERIOD_END = "period_end"


@frozen(kw_only=True)
class Split:
    """How a measure is split: by the value at `path`; records without one go under `missing` (default `none`)."""

    path: str
    missing: str = "none"


@frozen(kw_only=True)
class Measure:
    """The definition of a figure.

    `noun`: the population. `where`: which of them. `dated`: `as_of` makes a *stock*, read on a day; any other value makes a
    *flow*, which happens in a period: a date field of the noun, or a state (the day on which it was first reached), `done` (the day on which a
    state of that kind was first reached), or `rated` / `settled` (the day of the step that set the rating / outcome in force).
    `hit`: which count; the others of the population are misses (rate) or simply not counted. `left_out`: reason → condition,
    tried in order before `hit`. `value`: path of the number to sum or spread, or `days:FROM:TO`, the days between two states.
    `key`: path of what is distinct. `by`: how it is split, name → path. `over`: for a ratio, the names (numerator, denominator).
    `reach`: for `reach`, the measure whose figure per unit must be at least `at_least`; `where` then chooses among units.
    `measured_in`: what the value is measured in, a word of the list `measured_in` (`case`, `person`, `CNY`, `day` ...); a ratio that is a share of a
    whole is measured in `percent`.
    `minimum`: of a rate, a ratio or a spread, of how many at least: of fewer, the figure tells its counts and has no value.

    >>> Measure(name="opinions", labels={"en": "opinions"}, form=Form.COUNT, noun="case", dated="received").is_stock
    False
    """

    name: str
    labels: Labels = field(hash=False)
    form: Form
    noun: str = ""
    where: Condition = ALWAYS
    dated: str = "as_of"
    reads: Reads = Reads.AS_OF
    hit: Condition = ALWAYS
    left_out: tuple[tuple[str, Condition], ...] = field(default=(), metadata=keyed())
    value: str = ""
    key: str = ""
    by: tuple[Split, ...] = field(default=(), metadata=keyed("path"))
    over: tuple[str, str] | None = None
    reach: str = ""
    at_least: Decimal | None = None
    minimum: int = 1
    measured_in: str = ""
    derived: bool = False
    """Whether the published source gives the figure only through arithmetic; a report marks it so."""
    source: str = ""

    @property
    def is_share(self) -> bool:
        """Whether its value is a share of a whole and is written in per cent: a rate, and a ratio that is measured in per cent."""
        return self.form is Form.RATE or (self.form is Form.RATIO and self.measured_in == PERCENT)

    @property
    def population(self) -> str:
        """The noun that it speaks of: of one that asks how many units reach something, the unit; empty for a ratio."""
        return self.form.traits.noun or self.noun

    @property
    def asks_period(self) -> bool:
        """Whether its conditions ask for the period: then it is labelled anew for each."""
        return any(map(asks_period, (self.where, self.hit, *(condition for _, condition in self.left_out))))

    def in_period(self, period: Period) -> Measure:
        """The measure with the days of a period in its conditions."""
        left_out = tuple((reason, in_period(condition, period)) for reason, condition in self.left_out)
        return evolve(self, where=in_period(self.where, period), hit=in_period(self.hit, period), left_out=left_out)

    @property
    def made_of(self) -> tuple[str, ...]:
        """The names of the measures that it is made of, if it is made of measures."""
        return self.over or ((self.reach,) if self.reach else ())

    @property
    def is_stock(self) -> bool:
        """Whether it is read on a day (a flow happens in a period)."""
        return self.dated == "as_of"

    @property
    def adds_over_units(self) -> bool:
        """Whether the figures of units that share no record add up to the figure of all."""
        return self.form.traits.adds

    @property
    def adds_over_time(self) -> bool:
        """Whether the figures of months add up to the figure of the year. What asks for its period, or is read at the end of each month, may read otherwise at
        the end of the year."""
        return self.form.traits.adds and not self.is_stock and self.reads is Reads.AS_OF and not self.asks_period
