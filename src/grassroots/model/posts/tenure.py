"""The holding of a post by a person, for a time."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PersonId, PostId


@frozen(kw_only=True, field_transformer=described)
class Tenure(Noun):
    """The holding of a post by a person, for a time.

    >>> from datetime import date
    >>> Tenure(id="t-1", post=PostId("sec-7"), person=PersonId("p-1"), start=date(2012, 1, 1)).method is None
    True
    """

    post: PostId = field(metadata=public("the post", ref="post", home=True))
    person: PersonId = field(metadata=internal("the holder", ref="person"))
    start: date = field(metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
    known_end: PartialDate | None = field(
        default=None,
        metadata=public("the month or year of the last day, where no more is known: `end` is the day after its last"),
    )
    method: str | None = field(default=None, metadata=public("elected, appointed, seconded, acting ...", words="tenure_method"))
