"""A line of the table of pay: what a level is worth a month."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import Quantity


@frozen(kw_only=True, field_transformer=described)
class PayLevel(Noun):
    """A line of the table of pay: what a level of a kind of post is worth a month.

    It belongs to no unit: the table is the same for everybody who is paid by it.

    >>> PayLevel(id="l-1", kind="social_worker", level=1, amount=Quantity.of(3200, "CNY")).start is None
    True
    """

    kind: str = field(metadata=public("the kind of post, a word of the charter", words="post"))
    level: int = field(metadata=public("the level; 1 or more"))
    amount: Quantity = field(metadata=public("the amount of a month"))
    start: date | None = field(default=None, metadata=public("the first day on which it holds"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
