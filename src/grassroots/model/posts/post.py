"""A position in a unit, which exists with or without a holder."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Post(Noun):
    """A position in a unit, which exists with or without a holder.

    >>> Post(id=PostId("sec-7"), unit=UnitId("b7"), kind="secretary").seats
    1
    """

    id: PostId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that has it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of post, a word of the charter", words="post"))
    seats: int = field(default=1, metadata=public("how many may hold it at once, 1 or more"))
    start: date | None = field(default=None, metadata=public("the first day on which it exists"))
    end: date | None = field(default=None, metadata=public("the first day on which it no longer exists"))
    known: PartialDate | None = field(default=None, metadata=in_part())
