"""Somebody takes up a need."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import NeedId, OfferId, Quantity, Ref


@frozen(kw_only=True, field_transformer=described)
class Claim(Noun):
    """Somebody takes up a need, with or without an offer that was listed before. It holds until its end; then nothing of the offer is taken any more.

    >>> from datetime import date
    >>> Claim(id="k-1", need=NeedId("w-1"), on=date(2014, 5, 1), by=Ref("unit", "b7")).need
    'w-1'
    """

    need: NeedId = field(metadata=public("the need", ref="need", home=True))
    on: date = field(metadata=public("the day"))
    by: Ref = field(metadata=internal("who takes it up", ref=("unit", "person", "team", "partner")))
    offer: OfferId | None = field(default=None, metadata=public("the offer that meets it", ref="offer"))
    amount: Quantity | None = field(
        default=None, metadata=public("how much of the offer; none: what the need asks for, or one")
    )
    end: date | None = field(default=None, metadata=public("the first day on which the claim no longer holds"))
