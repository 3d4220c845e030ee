"""Somebody takes up a need."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import NeedId, Ref


@frozen(kw_only=True, field_transformer=described)
class Claim(Noun):
    """Somebody takes up a need.

    >>> from datetime import date
    >>> Claim(id="k-1", need=NeedId("w-1"), on=date(2014, 5, 1), by=Ref("unit", "b7")).need
    'w-1'
    """

    need: NeedId = field(metadata=public("the need", ref="need", home=True))
    on: date = field(metadata=public("the day"))
    by: Ref = field(metadata=internal("who takes it up", ref=("unit", "person", "team", "partner")))
    end: date | None = field(default=None, metadata=public("the first day on which the claim no longer holds"))
