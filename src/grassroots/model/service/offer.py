"""Something that a partner, unit, team or person puts at others' disposal: goods, a room, a skill, a service."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import FacilityId, OfferId, Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Offer(Noun):
    """Something that a partner, unit, team or person puts at others' disposal: goods, a room, a skill, a service.

    Its kind is a word of the same list as the kinds of needs. What claims take of it adds up to `amount` at most; an offer without an amount meets one
    need. `steps` say when it was listed and withdrawn, `start` and `end` when it can be used.

    >>> Offer(id=OfferId("f-1"), unit=UnitId("street"), provider=Ref("partner", "e-1"), kind="goods", amount=Quantity.of(20, "chair")).within is None
    True
    """

    id: OfferId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that keeps the list", ref="unit", home=True))
    provider: Ref = field(metadata=internal("who offers it", ref=("partner", "unit", "team", "person")))
    kind: str = field(metadata=public("what kind of need it can meet", words="need"))
    skill: str | None = field(default=None, metadata=public("the skill that it brings", words="skill"))
    group: str | None = field(default=None, metadata=public("the only group that it is for; none: for all", words="group"))
    amount: Quantity | None = field(default=None, metadata=public("how much there is in all; none: enough for one need"))
    within: UnitId | None = field(
        default=None, metadata=public("the unit at and under which it can be used; none: everywhere", ref="unit")
    )
    facility: FacilityId | None = field(
        default=None, metadata=public("the place that is offered, or where it is given", ref="facility")
    )
    agreement: str | None = field(default=None, metadata=public("the agreement under which it is owed", ref="link"))
    title: str = field(default="", metadata=public("what it is called"))
    terms: str = field(default="", metadata=public("the conditions"))
    start: date | None = field(default=None, metadata=public("the first day on which it can be used"))
    end: date | None = field(default=None, metadata=public("the first day on which it no longer can"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: listed, used up, withdrawn ..."))
