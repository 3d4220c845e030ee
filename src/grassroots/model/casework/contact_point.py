"""Where a role can be reached: a phone, a mailbox, a window, an outlet. Of a role, never of a person."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class ContactPoint(Noun):
    """Where a role can be reached: a phone, a mailbox, a window, an outlet. Of a role, never of a person; who is on duty there is a `Shift`.

    What is published has an end: somebody has to say again that it holds. Of one that was written without an end, the number is for the office alone.

    >>> from datetime import date
    >>> ContactPoint(id="cp-1", unit=UnitId("v1"), kind="hotline", channel="phone", address="0539 000 110",
    ...              start=date(2012, 1, 1), end=date(2013, 1, 1)).post is None
    True
    """

    unit: UnitId = field(metadata=public("the unit that can be reached", ref="unit", home=True))
    post: PostId | None = field(default=None, metadata=public("the post that can be reached", ref="post"))
    kind: str = field(metadata=public("what it is for: a hotline, a window, an outlet", words="contact_point"))
    channel: str | None = field(default=None, metadata=public("the way in", words="channel"))
    address: str | None = field(default=None, metadata=public("the number, mailbox or place that is published"))
    inside: str | None = field(default=None, metadata=internal("the number or mailbox that is not published"))
    start: date = field(metadata=public("the first day"))
    end: date | None = field(
        default=None, metadata=public("the first day after it; none: until it is replaced, and not published")
    )
    known: PartialDate | None = field(default=None, metadata=in_part())
