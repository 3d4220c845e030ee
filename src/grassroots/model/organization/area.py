"""The territory that a unit serves: ranges of addresses, a shape on the map, or both."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.record import Noun
from grassroots.values import AreaId, PartialDate, UnitId


@frozen(kw_only=True, field_transformer=described)
class Area(Noun):
    """The territory that a unit serves: ranges of addresses, a shape on the map, or both.

    Areas of one kind can be checked as a partition (`gr.rules.partition_of`): nothing served twice, nothing left out.

    >>> Area(id=AreaId("g-1"), unit=UnitId("b7"), kind="territory", addresses="Mill Lane 1-19 odd; Bridge Square").geometry is None
    True
    """

    id: AreaId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that serves it", ref="unit", home=True))
    kind: str = field(
        metadata=public("the kind of area, a word of the charter: areas of one kind share out a territory", words="area")
    )
    name: str = field(default="", metadata=public("its name"))
    addresses: str = field(
        default="", metadata=public("the streets and house numbers in it: `Mill Lane 1-19 odd, 24; Bridge Square`")
    )
    geometry: str | None = field(default=None, metadata=public("its shape: a GeoJSON geometry, as text"))
    start: date | None = field(default=None, metadata=public("the first day on which the unit serves it"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
