"""One line of a member's dues account: what was charged, paid or waived, for which period."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, personal, public, special
from grassroots.model.record import Noun
from grassroots.values import Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class DuesLine(Noun):
    """One line of a member's dues account: what was charged, paid or waived, for which period.

    Whether somebody is in arrears is computed from these lines under a rule of the charter, and never stored.

    >>> from datetime import date
    >>> DuesLine(id="d-1", membership="m-1", kind="payment", month=date(2024, 3, 1), on=date(2024, 3, 28),
    ...          amount=Quantity.of("15.00", "CNY")).amount.value
    Decimal('15.00')
    """

    membership: str = field(metadata=special("the membership that it is about", ref="membership", home=True, part=Part.FACTS))
    kind: str = field(metadata=public("a charge, a payment or a waiver, a word of the charter", words="dues_line"))
    month: date = field(metadata=internal("the first day of the month, quarter or year for which it is"))
    on: date = field(metadata=internal("the day on which it was charged, paid or waived"))
    amount: Quantity | None = field(default=None, metadata=internal("how much; nothing for a waiver of the whole"))
    base: Quantity | None = field(default=None, metadata=personal("the income from which a charge was computed"))
    consent: UnitId | None = field(default=None, metadata=internal("the unit that agreed to a waiver", ref="unit"))
