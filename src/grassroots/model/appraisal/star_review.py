"""How many of the stars of a civil household one reached in a year."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, personal
from grassroots.model.record import Noun
from grassroots.values import HouseholdId


@frozen(kw_only=True, field_transformer=described)
class StarReview(Noun):
    """How many of the stars of a civil household one reached in a year. It scores who lives there: for the office alone; what is published is a
    notice, with consent.

    >>> from datetime import date
    >>> StarReview(id="s-1", household=HouseholdId("h-1"), on=date(2014, 1, 1), stars=10).stars
    10
    """

    household: HouseholdId = field(metadata=internal("the household", ref="household", home=True))
    on: date = field(metadata=internal("the year: its first day"))
    stars: int = field(metadata=personal("how many it reached; 0 or more", part=Part.FACTS))
