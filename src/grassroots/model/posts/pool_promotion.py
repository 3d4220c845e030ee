"""A promotion that an office puts down to a reserve pool."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import PersonId, PostId


@frozen(kw_only=True, field_transformer=described)
class PoolPromotion(Noun):
    """That somebody came to a post out of a reserve pool, as the office puts it down.

    >>> PoolPromotion(id="u-1", person=PersonId("p-1"), post=PostId("sec-7"), on=date(2023, 7, 1)).post
    'sec-7'
    """

    person: PersonId = field(metadata=internal("who was promoted", ref="person"))
    post: PostId = field(metadata=public("the post", ref="post", home=True))
    on: date = field(metadata=internal("the first day in it"))
