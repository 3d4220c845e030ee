"""A line of an office holder's pay as a rule reckons it: a derived record, beside what was paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Derived, derived_noun
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PayLine(Derived):
    """One part of the pay of a term of office for one month (or year: its first day is the month).

    >>> PayLine(id="t:base:2024-01-01", tenure="t", rule="pay", part="base", month=date(2024, 1, 1), owed=Decimal(300), paid=Decimal(200)).short
    Decimal('100')
    """

    tenure: str = field(metadata=internal("the term of office that it is for", ref="tenure", home=True))
    rule: str = field(metadata=public("the rule of the charter by which it is owed"))
    part: str = field(metadata=public("the part of the pay: base, performance ...", words="pay_part"))
    month: date = field(metadata=public("the first day of the month, or of the year, for which it is"))
    owed: Decimal | None = field(
        metadata=internal("what is owed, to the places of the rule; none if that cannot be told, or nothing is decided yet")
    )
    paid: Decimal | None = field(metadata=internal("what was paid; none if an amount cannot be read"))
    floor: bool = field(default=False, metadata=public("whether what is owed is a lower bound, exact before rounding up"))
    payer: UnitId | None = field(default=None, metadata=public("the unit that pays it", ref="unit"))
    late_from: date | None = field(default=None, metadata=public("the first day on which it is late"))
    level: int | None = field(default=None, metadata=internal("the level of the pay ladder from which it is reckoned"))
    by: tuple[str, ...] = field(default=(), metadata=internal("the lines of pay that were paid for it", ref="allowance"))

    short: Decimal = field(metadata=internal("how much is still to be paid; 0 or more"))
    full: bool | None = field(metadata=internal("whether all of it was paid; none where that cannot be told"))

    @short.default
    def _short(self) -> Decimal:
        return Decimal(0) if self.owed is None or self.paid is None else max(self.owed - self.paid, Decimal(0))

    @full.default
    def _full(self) -> bool | None:
        return None if self.owed is None or self.paid is None else self.paid >= self.owed


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PaymentState(Derived):
    """Whether a payment on record is what is owed.

    >>> PaymentState(id="a-1", allowance="a-1", tenure="t-1", rule="pay", part="base", month=date(2024, 1, 1), right=False).part
    'base'
    """

    allowance: str = field(metadata=internal("the payment", ref="allowance"))
    tenure: str = field(metadata=internal("the term of office that it is for", ref="tenure", home=True))
    rule: str = field(metadata=public("the rule of the charter by which it is owed"))
    part: str = field(metadata=public("the part of the pay", words="pay_part"))
    month: date = field(metadata=public("the first day of the month, or of the year, for which it is"))
    right: bool | None = field(metadata=internal("whether it is what is owed; none where that cannot be told"))
