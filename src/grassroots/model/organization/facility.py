"""A place that people use: a hall, a station, a square, a workshop."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import FacilityId, PartialDate, Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Facility(Noun):
    """A place that people use: a hall, a station, a square, a workshop.

    It serves the unit at which it counts. That it serves others as well is a link from it to each of them, with days of its own.

    >>> Facility(id=FacilityId("f-1"), unit=UnitId("grid-3"), kind="station", name="Station at the gate", capacity=40).standard is None
    True
    """

    id: FacilityId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that it serves first, and at which it counts", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of facility, a word of the charter", words="facility"))
    name: str = field(default="", metadata=public("its name"))
    place: str | None = field(default=None, metadata=public("where it is"))
    provider: Ref | None = field(
        default=None, metadata=internal("whose it is, if not the unit's own", ref=("partner", "unit", "team", "person"))
    )
    capacity: int | None = field(
        default=None, metadata=public("how many people, or jobs, it has room for at a time; 0 or more")
    )
    floor_space: Quantity | None = field(default=None, metadata=public("how large it is, in square metres"))
    standard: str | None = field(
        default=None, metadata=public("the class of the standard for places that it meets", words="standard")
    )
    terms: str = field(default="", metadata=public("the rules for its use"))
    start: date | None = field(default=None, metadata=public("the first day on which it is open"))
    end: date | None = field(default=None, metadata=public("the first day on which it no longer is"))
    known: PartialDate | None = field(default=None, metadata=in_part())
