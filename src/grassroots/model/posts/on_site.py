"""Days on site: how many days of a month somebody spent at the unit to which they were sent."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import PersonId, UnitId


@frozen(kw_only=True, field_transformer=described)
class OnSite(Noun):
    """How many days of a month somebody spent at the unit to which they were sent.

    >>> OnSite(id="d-1", unit=UnitId("v1"), person=PersonId("p-1"), on=date(2024, 3, 1), days=11).days
    11
    """

    unit: UnitId = field(metadata=internal("the unit", ref="unit", home=True))
    person: PersonId = field(metadata=internal("who was there", ref="person"))
    on: date = field(metadata=internal("the first day of the month"))
    days: int = field(metadata=internal("how many days; 0 or more"))
