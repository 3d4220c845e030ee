"""Income: what the assets of a unit brought, year by year, beside the year before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Asset, AssetIncome, Derived, derived_noun
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class UnitIncome(Derived):
    """What the assets of a unit brought in a year.

    >>> UnitIncome(id="v1:2024", unit=UnitId("v1"), first=date(2024, 1, 1), last=date(2024, 12, 31), income=Decimal(9000)).before is None
    True
    """

    unit: UnitId = field(metadata=public("the unit whose they are", ref="unit", home=True))
    first: date = field(metadata=public("the first day of the year"))
    last: date = field(metadata=public("the last day of the year"))
    income: Decimal = field(metadata=internal("what they brought"))
    before: Decimal | None = field(
        default=None, metadata=internal("what they brought the year before; none: nobody kept that year")
    )
    before_last: date | None = field(default=None, metadata=public("the last day of that year before"))
    grew: bool | None = field(default=None, metadata=internal("whether it is more than the year before"))


def unit_incomes(_: None, at: At) -> Iterator[UnitIncome]:
    """The years of which any income was kept. A unit of which none was kept in such a year had none. Where no year was kept at all, what stands in the
    register is the income of the year."""
    years: dict[int, dict[UnitId, Decimal]] = {}
    for one in at.snapshot.all(AssetIncome).values():
        asset = at.snapshot.get(Asset, one.asset)
        if asset is not None and one.on <= at.day and one.amount.value is not None:
            of = years.setdefault(one.on.year, {})
            of[asset.unit] = of.get(asset.unit, Decimal(0)) + one.amount.value
    if not years:
        for asset in at.snapshot.all(Asset).values():
            if asset.income is not None and asset.income.value is not None and at.snapshot.counts_on(asset, at.day):
                of = years.setdefault(at.day.year, {})
                of[asset.unit] = of.get(asset.unit, Decimal(0)) + asset.income.value
    units = sorted({unit for of in years.values() for unit in of})
    for year in sorted(years):
        for unit in units:
            before = years[year - 1].get(unit, Decimal(0)) if year - 1 in years else None
            income = years[year].get(unit, Decimal(0))
            yield UnitIncome(
                id=f"{unit}:{year}",
                unit=unit,
                first=date(year, 1, 1),
                last=date(year, 12, 31),
                income=income,
                before=before,
                before_last=None if before is None else date(year - 1, 12, 31),
                grew=None if before is None else income > before,
            )


KIND: Kind[None] = Kind(
    name="income",
    form=None,
    derives=(Derivation(UnitIncome, unit_incomes),),
    silent="it tells what assets brought in a year, for figures to count",
    untyped="it sums what is typed, and nobody types the sum beside it",
)
