"""Who is on duty at a contact point, from when to when."""

from __future__ import annotations

from datetime import date, time

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import PersonId


@frozen(kw_only=True, field_transformer=described)
class Shift(Noun):
    """Who is on duty at a contact point, from when to when, in local time. A night ends on the day after; midnight is 00:00 of the next day.

    >>> from datetime import date, time
    >>> Shift(id="d-1", point="cp-1", person=PersonId("p-1"), on=date(2012, 5, 1), at=time(20), until=date(2012, 5, 2), until_at=time(8)).point
    'cp-1'
    """

    point: str = field(metadata=internal("the contact point", ref="contact_point", home=True))
    person: PersonId = field(metadata=internal("who is on duty", ref="person"))
    on: date = field(metadata=internal("the day on which the duty begins"))
    at: time = field(metadata=internal("the time of that day"))
    until: date = field(metadata=internal("the day on which it ends"))
    until_at: time = field(metadata=internal("the time of that day; from then on it no longer counts"))
