"""What counts towards the index of a member: how much of what, on which day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import Part, described, internal, personal, special
from grassroots.model.record import Noun


@frozen(kw_only=True, field_transformer=described)
class Merit(Noun):
    """What counts towards the index of a member: how much of what, on which day. It scores a person: for the member and the office alone.

    >>> from datetime import date
    >>> Merit(id="m-1", membership="p-1", on=date(2014, 3, 1), kind="duty", amount=Decimal(2)).amount
    Decimal('2')
    """

    membership: str = field(metadata=special("the membership of the member", ref="membership", home=True, part=Part.FACTS))
    on: date = field(metadata=internal("the day"))
    kind: str = field(metadata=internal("what was done, a word of the charter", words="merit"))
    amount: Decimal = field(metadata=personal("how much of it; at most four decimal places", part=Part.FACTS))
