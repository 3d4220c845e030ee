"""An organizational unit in the hierarchy: a street, a committee, a branch, a building."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.parts import LocalName, Placement
from grassroots.model.record import Noun
from grassroots.values import PartialDate, UnitId


@frozen(kw_only=True, field_transformer=described)
class Unit(Noun):
    """An organizational unit in the hierarchy: a street, a committee, a branch, a building.

    It stands from `start` to the day before `end`. Its place in the tree is dated; `parents` is in the order of the days.

    >>> Unit(id=UnitId("b7"), kind="branch", name="Seventh branch").end is None
    True
    """

    id: UnitId = field(metadata=public("the identifier"))
    kind: str = field(metadata=public("the kind of unit, a word of the charter", words="unit"))
    name: str = field(metadata=public("the name in the organization's own language"))
    names: tuple[LocalName, ...] = field(default=(), metadata=public("the name in other languages"))
    parents: tuple[Placement, ...] = field(
        default=(), metadata=public("where it stands in the tree, from which day on; none for a root")
    )
    sector: str | None = field(
        default=None, metadata=public("the field of life it belongs to (institution, village, enterprise ...)", words="sector")
    )
    start: date | None = field(
        default=None, metadata=public("the first day on which it stands; none: as long as anybody knows")
    )
    end: date | None = field(default=None, metadata=public("the first day on which it no longer stands; none: it stands"))
    known: PartialDate | None = field(default=None, metadata=in_part())
