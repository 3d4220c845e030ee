"""Pay: what office holders are owed, in parts, by whom; the ladder of classes and levels, and how somebody comes to the next level."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import field, frozen

from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, length, needed, of_noun, unbounded, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.rules.members.dues_rule import Rounding
from grassroots.rules.posts.worded import Faults, named_twice, unsound_grades

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter


class PayEvery(StrEnum):
    """For what stretch of time a part is owed."""

    MONTH = "month"
    YEAR = "year"


@frozen(kw_only=True)
class Reference:
    """A published value for a year that a part may not fall below: the latest tally of the kind `tally` before the month, of the nearest unit of one of the
    kinds `of`. A month's floor is that `portion` of it, divided by twelve. `exact`: it is owed neither less nor more."""

    tally: str = field(metadata=needed() | word("tally"))
    of: tuple[str, ...] = field(metadata=needed() | word("unit"))
    portion: Fraction = Fraction(1)
    exact: bool = False


@frozen(kw_only=True)
class GradePay:
    """What a grade brings: an `amount`, or a `portion` of what the other monthly parts came to in the year."""

    grade: str
    amount: Decimal | None = field(default=None, metadata=unbounded())
    portion: Fraction | None = None


@frozen(kw_only=True)
class PayPart:
    """A part of the pay, a word of the list `pay_part`, and the kinds of unit of which the nearest pays it.

    Exactly one of: `amount` (so much each month), `reference` (no less than this each month), `ladder` (by class and level, each month), `table` (each month,
    by the level, as the table of pay levels has it for the kind of post), `rubric` (once a year, by the grade of the year's judgement).
    """

    name: str = field(metadata=needed() | word("pay_part"))
    labels: Labels = field(factory=dict, hash=False)
    payer: tuple[str, ...] = field(default=(), metadata=word("unit"))
    amount: Decimal | None = field(default=None, metadata=unbounded())
    reference: Reference | None = None
    ladder: bool = False
    table: bool = False
    rubric: str = ""
    grades: tuple[GradePay, ...] = ()
    source: str = ""

    @property
    def every(self) -> PayEvery:
        """For what stretch of time it is owed."""
        return PayEvery.YEAR if self.rubric else PayEvery.MONTH


@frozen(kw_only=True)
class PayClass:
    """A class of posts on the ladder: their kinds, the levels `lowest` to `highest` that they may stand on, and the month's amount at each of these."""

    name: str
    labels: Labels = field(factory=dict, hash=False)
    post: tuple[str, ...] = field(metadata=needed() | word("post"))
    lowest: int = 1
    highest: int
    amounts: tuple[Decimal, ...] = field(metadata=unbounded())

    def at(self, level: int) -> Decimal | None:
        """What a level of the class brings a month; None if it has no such level.

        >>> PayClass(name="all", post=("clerk",), lowest=3, highest=4, amounts=(Decimal(10), Decimal(12))).at(4)
        Decimal('12')
        """
        at = level - self.lowest
        return self.amounts[at] if 0 <= at < len(self.amounts) and level <= self.highest else None


@frozen(kw_only=True)
class StartLevel:
    """The level on which somebody begins, if the condition holds; the first that does."""

    level: int
    where: Condition = field(default=ALWAYS, metadata=of_noun("=tenure"))


@frozen(kw_only=True)
class Rise:
    """When so many `levels` up are proposed: after so long on one level (`stay`), and, with a `rubric`, a judgement of one of the `grades` in that time."""

    stay: Length = field(metadata=length())
    levels: int = field(default=1, metadata=between(1, 100))
    rubric: str = ""
    grades: tuple[str, ...] = ()
    source: str = ""


@frozen(kw_only=True)
class Ladder:
    """Classes of posts by levels 1 to `levels`: three posts, eighteen levels."""

    levels: int
    classes: tuple[PayClass, ...] = field(metadata=needed())
    starts: tuple[StartLevel, ...] = ()
    rises: tuple[Rise, ...] = ()


@frozen(kw_only=True)
class PayRule(Rule):
    """What is owed to the holders of posts for whose terms of office `where` holds.

    A month counts for whoever holds the post on its first day, if the rule is in force on that day. It is due with its last day, a yearly part with the
    decision on the judgement, and late after `grace`. `granted`, `paid`: the words of the list `allowance` that mean these. `currency`: what amounts
    are measured in; `places`, `rounding`: how they are rounded. `parts`: what is owed, each with its payer and its amount. `ladder`: grades and levels, where pay rises.

    >>> PayRule(name="pay", currency="CNY", parts=(PayPart(name="base", amount=Decimal(300)),)).parts[0].every.value
    'month'
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=tenure"))
    currency: str = field(metadata=needed() | word("measured_in"))
    places: int = field(default=2, metadata=between(0, 4))
    rounding: Rounding = Rounding.HALF_UP
    parts: tuple[PayPart, ...] = field(metadata=needed())
    ladder: Ladder | None = None
    grace: Length | None = field(default=None, metadata=length())
    granted: tuple[str, ...] = field(default=("granted",), metadata=word("allowance"))
    paid: tuple[str, ...] = field(default=("paid",), metadata=word("allowance"))

    def class_of(self, kind: str) -> PayClass | None:
        """The class of a kind of post."""
        return next((one for one in self.ladder.classes if kind in one.post), None) if self.ladder else None


def unsound_pay(rule: PayRule, charter: Charter) -> Faults:
    """What is unsound in a pay rule: parts that are owed by no rule or by two, a ladder with amounts missing."""
    for name in rule.granted:
        if name in rule.paid:
            yield ("granted",), "charter-path-twice", name, {}
    yield from named_twice(rule.parts, "parts")
    for at, part in enumerate(rule.parts):
        yield from _part(part, rule, ("parts", at), charter)
    if rule.ladder is not None:
        yield from _ladder(rule.ladder, charter)


def _part(part: PayPart, rule: PayRule, keys: Path, charter: Charter) -> Faults:
    if (part.amount is not None) + (part.reference is not None) + part.ladder + part.table + bool(part.rubric) != 1:
        yield keys, "charter-pay-part", part.name, {}
    if part.amount is not None and part.amount < 0:
        yield (*keys, "amount"), "charter-pay-negative", str(part.amount), {}
    if part.ladder and rule.ladder is None:
        yield (*keys, "ladder"), "charter-missing", "", {"key": "ladder"}
    if part.reference is not None and not 0 < part.reference.portion <= 10:
        yield (*keys, "reference", "portion"), "charter-pay-negative", str(part.reference.portion), {}
    if part.rubric:
        yield from unsound_grades(part.rubric, tuple(one.grade for one in part.grades), keys, charter)
    for number, one in enumerate(part.grades):
        here: Path = (*keys, "grades", number)
        if (one.amount is None) == (one.portion is None):
            yield here, "charter-dues-slab", one.grade, {}
        if (one.amount or 0) < 0 or not 0 <= (one.portion or 0) <= 10:
            yield here, "charter-pay-negative", str(one.amount or one.portion), {}


def _ladder(ladder: Ladder, charter: Charter) -> Faults:
    seen: set[str] = set()
    for at, one in enumerate(ladder.classes):
        keys: Path = ("ladder", "classes", at)
        for amount in one.amounts:
            if amount < 0:
                yield (*keys, "amounts"), "charter-pay-negative", str(amount), {}
        for kind in one.post:
            if kind in seen:
                yield (*keys, "post"), "charter-path-twice", kind, {}
            seen.add(kind)
        if not 1 <= one.lowest <= one.highest <= ladder.levels:
            yield keys, "charter-pay-levels", f"{one.lowest}-{one.highest}", {"levels": ladder.levels}
        elif len(one.amounts) != one.highest - one.lowest + 1:
            yield (*keys, "amounts"), "charter-pay-rungs", str(len(one.amounts)), {"levels": one.highest - one.lowest + 1}
        if any(later < earlier for earlier, later in pairwise(one.amounts)):
            yield (*keys, "amounts"), "charter-pay-falls", one.name, {}
    for at, start in enumerate(ladder.starts):
        if not 1 <= start.level <= ladder.levels:
            yield ("ladder", "starts", at, "level"), "charter-pay-levels", str(start.level), {"levels": ladder.levels}
    for at, rise in enumerate(ladder.rises):
        if rise.rubric:
            yield from unsound_grades(rise.rubric, rise.grades, ("ladder", "rises", at), charter)
