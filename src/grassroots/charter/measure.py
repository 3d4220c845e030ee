"""Measures: the definition of a figure, as data. One shape: a population, each record of which falls under exactly one
label: hit, miss, or left out for a reason; the first that fits wins."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from attrs import evolve, field, frozen

from grassroots.charter.condition import (
    ALWAYS,
    MISSING,
    Against,
    AllOf,
    AnyOf,
    Condition,
    Has,
    Is,
    Literal,
    NotOf,
    Stretch,
    Within,
    asks_period,
    in_period,
)
from grassroots.charter.words import Labels
from grassroots.charter.written import keyed
from grassroots.values import Period

__all__ = [
    "ALWAYS",
    "MISSING",
    "PERCENT",
    "SHARES",
    "SPREADS",
    "Against",
    "AllOf",
    "AnyOf",
    "Condition",
    "Form",
    "Has",
    "Is",
    "Literal",
    "Measure",
    "NotOf",
    "Reads",
    "Split",
    "Stretch",
    "Traits",
    "Within",
    "asks_period",
    "in_period",
]
"""Measures, and the conditions of which they are made."""

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

    def __hash__(self) -> int:
        return hash(self.name)  # Of one name there are few, and it is asked for with every figure.

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
        return _asks_period(self)

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


@lru_cache(1000)
def _asks_period(measure: Measure) -> bool:
    return any(map(asks_period, (measure.where, measure.hit, *(condition for _, condition in measure.left_out))))
