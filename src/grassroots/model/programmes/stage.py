"""A stage of a programme."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import ProgrammeId, StageId


@frozen(kw_only=True, field_transformer=described)
class Stage(Noun):
    """A stage of a programme.

    >>> from datetime import date
    >>> Stage(id=StageId("c-1"), programme=ProgrammeId("c"), number=1, start=date(2014, 2, 28)).number
    1
    """

    id: StageId = field(metadata=public("the identifier"))
    programme: ProgrammeId = field(metadata=public("the programme", ref="programme", home=True))
    number: int = field(metadata=public("its place in the order, from 1"))
    name: str = field(default="", metadata=public("its name"))
    start: date = field(metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
