"""Work that somebody took up by way of a course."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal
from grassroots.model.record import Noun
from grassroots.values import ActivityId, PersonId


@frozen(kw_only=True, field_transformer=described)
class Employment(Noun):
    """Work that somebody took up by way of a course.

    >>> from datetime import date
    >>> Employment(id="w-1", activity=ActivityId("course-1"), person=PersonId("p-1"), on=date(2014, 9, 1)).employer is None
    True
    """

    activity: ActivityId = field(metadata=internal("the course", ref="activity", home=True))
    person: PersonId = field(metadata=internal("who took it up", ref="person"))
    on: date = field(metadata=internal("the first day at work"))
    employer: str | None = field(default=None, metadata=personal("where"))
