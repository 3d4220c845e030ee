"""A line of the register of what a unit has and owes: land, a building, money, a debt, the shares of its members."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, personal, public
from grassroots.model.record import Noun
from grassroots.values import AssetId, PartialDate, Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Asset(Noun):
    """A line of the register of what a unit has and owes: land, a building, money, a debt, the shares of its members.

    Where the value or the yearly income changes, the line ends and another begins on that day. When the unit ends, `disposal` says what became
    of the line; what an heir takes over is a line of the heir that names the old one (`came_from`) and its part of it (`share` of `share_of`).

    >>> Asset(id=AssetId("a-1"), unit=UnitId("v3"), kind="building", name="Mill", income=Quantity.of(12000, "CNY")).disposal is None
    True
    """

    id: AssetId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit whose it is, or who owes it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of asset, debt or share, a word of the charter", words="asset"))
    name: str = field(default="", metadata=public("what it is called"))
    value: Quantity | None = field(default=None, metadata=internal("what it is worth, or how much is owed"))
    income: Quantity | None = field(default=None, metadata=internal("what it brings in a year"))
    use: str | None = field(
        default=None, metadata=public("how it is used: by the unit itself, let, lent ...", words="asset_use")
    )
    terms: str = field(default="", metadata=public("the rules for its use"))
    holder: Ref | None = field(
        default=None,
        metadata=personal("who holds the share, or to whom it is owed", ref=("person", "household", "unit", "partner")),
    )
    came_from: AssetId | None = field(
        default=None, metadata=public("the line of an ended unit that it comes out of", ref="asset")
    )
    share: int | None = field(default=None, metadata=public("how many parts of that line; 0 or more"))
    share_of: int | None = field(default=None, metadata=public("of how many equal parts; 1 or more"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
    disposal: str | None = field(default=None, metadata=public("what became of it at its end", words="disposal"))
