"""A household of a register, known by an address key; its members are not listed."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, in_part, internal, personal, public, special
from grassroots.model.record import Noun
from grassroots.values import HouseholdId, PartialDate, UnitId


@frozen(kw_only=True, field_transformer=described)
class Household(Noun):
    """A household of a register, known by an address key; its members are not listed.

    >>> Household(id=HouseholdId("h-1"), unit=UnitId("b7")).key_family
    False
    """

    id: HouseholdId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=internal("the unit in whose area it lies", ref="unit", home=True))
    address: str | None = field(default=None, metadata=personal("the address"))
    key_family: bool = field(
        default=False, metadata=special("whether it is on the list of families in difficulty", part=Part.FACTS)
    )
    start: date | None = field(default=None, metadata=internal("the first day on the register"))
    end: date | None = field(default=None, metadata=internal("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part(internal))
