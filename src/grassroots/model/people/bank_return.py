"""What a bank sent back or refused of the dues that were to be taken from an account."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, special
from grassroots.model.record import Noun
from grassroots.values import Quantity


@frozen(kw_only=True, field_transformer=described)
class BankReturn(Noun):
    """What a bank sent back or refused of the dues that were to be taken from an account.

    >>> from datetime import date
    >>> BankReturn(id="b-1", collection="dd-7f", on=date(2024, 3, 12), returned_for="AM04").amount is None
    True
    """

    collection: str = field(metadata=special("the collection that came back", ref="collection", home=True, part=Part.FACTS))
    on: date = field(metadata=internal("the day on which the bank told it"))
    returned_for: str | None = field(default=None, metadata=internal("why, by the bank's code", words="return_reason"))
    amount: Quantity | None = field(default=None, metadata=internal("how much came back; none where the bank does not say"))
