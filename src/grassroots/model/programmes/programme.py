"""A plan for a time, with stages: a campaign, a year's plan."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import ProgrammeId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Programme(Noun):
    """A plan for a time, with stages: a campaign, a year's plan.

    >>> Programme(id=ProgrammeId("c"), unit=UnitId("street"), kind="campaign", name="A year of listening").start is None
    True
    """

    id: ProgrammeId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that runs it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of programme", words="programme"))
    name: str = field(metadata=public("its name"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
