"""A person's presence at an activity, or absence from it."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import ActivityId, PersonId, PostId


@frozen(kw_only=True, field_transformer=described)
class Attendance(Noun):
    """A person's presence at an activity, or absence from it.

    >>> Attendance(id="x-1", activity=ActivityId("a-1"), person=PersonId("p-1"), presence="present").expected
    True
    """

    activity: ActivityId = field(metadata=public("the activity", ref="activity", home=True))
    person: PersonId = field(metadata=internal("the person", ref="person"))
    presence: str = field(metadata=internal("present, excused, absent or remote", words="presence"))
    expected: bool = field(default=True, metadata=internal("whether the person was to come"))
    hours: Decimal | None = field(
        default=None, metadata=internal("for how many hours, where it counts; at most four decimal places")
    )
    confirmed_by: PostId | None = field(default=None, metadata=internal("the post that confirmed the hours", ref="post"))
