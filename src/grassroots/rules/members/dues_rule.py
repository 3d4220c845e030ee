"""Dues: what a member owes for a period, from when on, and what follows when nothing is paid. What follows is only ever proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length, stretch_start
from grassroots.charter.rule import Rule, between, length, needed, of_noun, share, unbounded, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import nearest

Faults = Iterator[Fault]


class DuesPeriod(StrEnum):
    """For what stretch of time dues are owed."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {DuesPeriod.MONTH: 1, DuesPeriod.QUARTER: 3, DuesPeriod.YEAR: 12}[self]


class Rounding(StrEnum):
    """How an amount is rounded to the places of the rule."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


@frozen(kw_only=True)
class Slab:
    """A stretch of the base, more than `over` and at most `up_to` (none: no upper bound), with the `rate` on the whole base or a fixed `amount`.

    >>> Slab(over=Decimal(3000), up_to=Decimal(5000), rate=Decimal("0.01")).holds(Decimal(3000))
    False
    """

    over: Decimal = Decimal(0)
    up_to: Decimal | None = None
    rate: Decimal | None = field(default=None, metadata=share())
    amount: Decimal | None = field(default=None, metadata=unbounded())

    def holds(self, base: Decimal) -> bool:
        """Whether a base lies in it. A base of nothing lies in the first slab of a table."""
        return (self.over < base or self.over == base == 0) and (self.up_to is None or base <= self.up_to)


@frozen(kw_only=True)
class DuesTable:
    """What one sort of member owes: the first table whose condition (over memberships) holds is that of a member."""

    name: str
    labels: Labels = field(factory=dict, hash=False)
    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    slabs: tuple[Slab, ...] = field(metadata=needed())
    source: str = ""


@frozen(kw_only=True)
class Lapse:
    """What is proposed when dues stay unpaid: after so many unpaid periods in a row (`periods`), or so long after one was due (`after`).

    `proposal`: what is proposed, in words. `body`: the kinds of unit whose body decides on it.
    """

    periods: int = field(default=0, metadata=between(0, 1200))
    after: Length | None = field(default=None, metadata=length())
    labels: Labels = field(factory=dict, hash=False)
    body: tuple[str, ...] = field(default=(), metadata=word("unit"))
    source: str = ""


@frozen(kw_only=True)
class DuesRule(Rule):
    """Dues of memberships for which `where` holds.

    `since`: the steps (states) of which the first that a member took begins the duty; the month of that day counts, if `first` is true.
    `not_in`: states in which nothing is owed. `every`: the period. `due`: how long after its first day a period is due (none: it is due with
    its last day). `grace`: how long after that it is not yet in arrears.
    `tables`: what is owed; without any, it is what the lines of the account say is charged.
    `currency`, `places`, `rounding`: of amounts. `charges`, `payments`, `waivers`: the words of the list `dues_line` that mean these.
    `waiver_above`: whether a waiver holds only with the consent of a unit above that of the member.
    `back_most`: for how many periods back may be paid at most; earlier ones are for the body to settle (0: no limit). `lapse`: what is proposed when dues stay unpaid.

    >>> table = DuesTable(name="all", slabs=(Slab(rate=Decimal("0.005")),))
    >>> DuesRule(name="dues", tables=(table,), since=("full",)).every.months
    1
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    since: tuple[str, ...] = field(metadata=needed())
    first: bool = True
    not_in: tuple[str, ...] = ()
    every: DuesPeriod = DuesPeriod.MONTH
    due: Length | None = field(default=None, metadata=length())
    grace: Length | None = field(default=None, metadata=length())
    currency: str = field(default="", metadata=word("measured_in"))
    places: int = field(default=2, metadata=between(0, 4))
    rounding: Rounding = Rounding.HALF_UP
    tables: tuple[DuesTable, ...] = ()
    charges: tuple[str, ...] = field(default=("charge",), metadata=word("dues_line"))
    payments: tuple[str, ...] = field(default=("payment",), metadata=word("dues_line"))
    waivers: tuple[str, ...] = field(default=("waiver",), metadata=word("dues_line"))
    waiver_above: bool = False
    back_most: int = field(default=0, metadata=between(0, 1200))
    lapse: Lapse | None = None

    def due_for(self, day: date) -> date:
        """The day by which the period is due in which a day lies.

        >>> DuesRule(name="dues", since=("full",)).due_for(date(2024, 2, 10))
        datetime.date(2024, 2, 29)
        """
        start = stretch_start(day, self.every.months)
        return self.due.after(start) if self.due else Length(months=self.every.months).after(start) - timedelta(days=1)


def unsound_dues(rule: DuesRule, charter: Charter) -> Faults:
    """What is unsound in a dues rule: slabs with gaps or overlaps, tables that nobody comes to, states that there are not."""
    for at, table in enumerate(rule.tables):
        if table.where is ALWAYS and at + 1 < len(rule.tables):
            yield ("tables", at), "charter-dues-table", table.name, {}
        yield from _slabs(table, ("tables", at, "slabs"))
    workflow = charter.workflows.get("membership")
    states = tuple(workflow.states) if workflow else ()
    for key, names in (("since", rule.since), ("not_in", rule.not_in)):
        for name in names:
            if name not in states:
                yield (key,), "charter-path-state", name, {"known": nearest(name, states)}
    meanings = (*rule.charges, *rule.payments, *rule.waivers)
    for name in dict.fromkeys(name for name in meanings if meanings.count(name) > 1):
        yield ("charges",), "charter-path-twice", name, {}
    if rule.lapse is not None:
        lapse = rule.lapse
        if (lapse.periods > 0) == (lapse.after is not None):
            yield ("lapse",), "charter-dues-lapse", "", {}
        if lapse.after is not None and rule.grace is not None and lapse.after.most_days < rule.grace.least_days:
            yield ("lapse", "after"), "charter-path-never", str(lapse.after), {"inner": str(rule.grace)}


def _slabs(table: DuesTable, keys: Path) -> Faults:
    last: Decimal | None = Decimal(0)
    for at, slab in enumerate(table.slabs):
        here = (*keys, at)
        if (slab.rate is None) == (slab.amount is None):
            yield here, "charter-dues-slab", "", {}
        if any(number is not None and number < 0 for number in (slab.over, slab.up_to, slab.amount)):
            yield here, "charter-dues-slab", "", {}
        if slab.up_to is not None and slab.up_to <= slab.over:
            yield here, "charter-dues-empty", str(slab.up_to), {"over": slab.over}
        if last is None or slab.over < last:
            yield here, "charter-dues-overlap", str(slab.over), {"last": "—" if last is None else last}
        elif slab.over > last:
            yield here, "charter-dues-gap", str(slab.over), {"last": last}
        last = slab.up_to
    if table.slabs and last is not None:
        yield (*keys, len(table.slabs) - 1), "charter-dues-open", str(last), {}
