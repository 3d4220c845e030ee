"""What was agreed with a member who is behind: so much a month, so many times."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, special
from grassroots.model.record import Noun
from grassroots.values import Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class PaymentPlan(Noun):
    """What was agreed with a member who is behind: so much a month, so many times, for what was due before its first day.

    >>> from datetime import date
    >>> PaymentPlan(id="pp-1", membership="m-1", start=date(2024, 3, 1), instalment=Quantity.of("10", "EUR"), times=6).end is None
    True
    """

    membership: str = field(metadata=special("the membership", ref="membership", home=True, part=Part.FACTS))
    start: date = field(metadata=internal("the day on which the first instalment is due"))
    end: date | None = field(
        default=None, metadata=internal("the first day on which it no longer holds, where it was given up")
    )
    instalment: Quantity = field(metadata=internal("how much each month"))
    times: int = field(metadata=internal("how many instalments; 1 or more"))
    consent: UnitId | None = field(default=None, metadata=internal("the unit that agreed to it", ref="unit"))
