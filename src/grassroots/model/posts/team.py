"""A group for a purpose, which may draw on several units."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, TeamId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Team(Noun):
    """A group for a purpose, which may draw on several units.

    >>> Team(id=TeamId("lead"), unit=UnitId("street"), kind="leading_group").name
    ''
    """

    id: TeamId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that keeps it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of team, a word of the charter", words="team"))
    name: str = field(default="", metadata=public("its name"))
    brand: str | None = field(default=None, metadata=public("the name under which its service is known"))
    start: date | None = field(default=None, metadata=public("the first day on which it stands"))
    end: date | None = field(default=None, metadata=public("the first day on which it no longer stands"))
    known: PartialDate | None = field(default=None, metadata=in_part())
