"""What is owed for a base: the slab in which it lies, and the amount, exact and as the rule rounds it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from grassroots.problems import Problem
from grassroots.rules.members.dues_rule import DuesRule, DuesTable, Rounding, Slab
from grassroots.rules.worded import headed, rule_details
from grassroots.texts import catalogue
from grassroots.values import Language


@frozen(kw_only=True)
class Charge:
    """What is owed for a base: the table and the slab in which the base lies, the exact amount, and the amount as the rule rounds it."""

    rule: DuesRule
    table: DuesTable
    slab: Slab
    base: Decimal
    exact: Fraction
    amount: Decimal

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The computation in lines, with the rule and its source."""
        said = catalogue("grassroots.rules.members").say
        rule, slab = self.rule, self.slab
        table = self.table.labels.get(language, self.table.name)
        named = said("charge-table", language, rule=rule.title, table=table)
        upper = said("slab-open", language) if slab.up_to is None else said("slab-closed", language, up_to=slab.up_to)
        if slab.rate is None:
            how = said("charge-fixed", language, amount=slab.amount)
        else:
            share = f"{slab.rate * 100:f}"
            share = share.rstrip("0").rstrip(".") if "." in share else share
            how = said("charge-share", language, base=self.base, share=share)
        amount = f"{self.amount} {rule.currency}".rstrip()
        return (
            headed(named, self.table.source or rule.source, language),
            said("charge-line", language, over=slab.over, upper=upper, how=how, amount=amount),
        )


def charge_for(rule: DuesRule, base: Decimal | int, *, table: str | None = None) -> Charge | Problem:
    """What is owed for a base under a table of the rule (its first, without a name); a Problem where the rule has no answer.

    >>> slabs = (Slab(up_to=Decimal(3000), rate=Decimal("0.005")), Slab(over=Decimal(3000), rate=Decimal("0.01")))
    >>> rule = DuesRule(name="dues", since=("full",), tables=(DuesTable(name="all", slabs=slabs),))
    >>> [str(charge_for(rule, Decimal(base)).amount) for base in ("3000", "3000.01")]
    ['15.00', '30.00']
    """
    found = next((one for one in rule.tables if table in (None, one.name)), None)
    number = Decimal(base)
    if found is None or not number.is_finite() or number < 0:
        return Problem("dues-no-slab", value=str(base), details={**rule_details(rule), "table": table or ""})
    slab = next((one for one in found.slabs if one.holds(number)), None)
    if slab is None:
        return Problem("dues-no-slab", value=str(base), details={**rule_details(rule), "table": found.name})
    exact = Fraction(slab.amount) if slab.amount is not None else Fraction(number) * Fraction(slab.rate or 0)
    return Charge(
        rule=rule, table=found, slab=slab, base=number, exact=exact, amount=rounded_by(exact, rule.places, rule.rounding)
    )


def rounded_by(value: Fraction, places: int, rounding: Rounding) -> Decimal:
    """A number of 0 or more rounded to `places` places, exactly.

    >>> [str(rounded_by(Fraction(25, 1000), 2, way)) for way in Rounding]
    ['0.03', '0.02', '0.03', '0.02']
    """
    scaled = value * 10**places
    whole, rest = scaled.__floor__(), scaled - scaled.__floor__()
    half = Fraction(1, 2)
    up = {
        Rounding.UP: rest > 0,
        Rounding.DOWN: False,
        Rounding.HALF_UP: rest >= half,
        Rounding.HALF_EVEN: rest > half or (rest == half and whole % 2 == 1),
    }[rounding]
    return (
        Decimal(whole + up).scaleb(-places) if abs(whole) < 10**20 else Decimal((0, tuple(map(int, str(whole + up))), -places))
    )
