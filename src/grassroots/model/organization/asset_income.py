"""What an asset brought in a year."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import AssetId, Quantity


@frozen(kw_only=True, field_transformer=described)
class AssetIncome(Noun):
    """What an asset brought in a year, where the office keeps it year by year.

    >>> AssetIncome(id="i-1", asset=AssetId("a-1"), on=date(2023, 1, 1), amount=Quantity.of(8000, "CNY")).amount.value
    Decimal('8000')
    """

    asset: AssetId = field(metadata=public("the line of the register", ref="asset", home=True))
    on: date = field(metadata=public("the first day of the year"))
    amount: Quantity = field(metadata=internal("what it brought"))
