"""What a dues rule says of a member: a derived record, of an office that keeps accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import Part, described, internal, public, special
from grassroots.model import Derived, derived_noun


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class DuesAccount(Derived):
    """A member's account under a dues rule at the end of a day.

    >>> DuesAccount(id="yearly:m-1", membership="m-1", rule="yearly", periods=3, arrears=1, running=1).arrears
    1
    """

    membership: str = field(metadata=special("the membership", ref="membership", home=True, part=Part.FACTS))
    rule: str = field(metadata=public("the dues rule of the charter"))
    periods: int = field(metadata=internal("how many periods were owed until the day; 0 or more"))
    arrears: int = field(metadata=internal("how many of them are in arrears; 0 or more"))
    running: int = field(metadata=internal("how many in a row are, counted back from the last that could be; 0 or more"))
    since: date | None = field(default=None, metadata=internal("the first day of the earliest period in arrears"))
    amount: Decimal | None = field(
        default=None, metadata=internal("the amount in arrears, 0 or more; none where nobody knows it")
    )
    over: Decimal = field(default=Decimal(0), metadata=internal("the amount paid beyond what is owed; 0 or more"))
    lapse: bool = field(default=False, metadata=internal("whether the rule proposes that the membership ends"))
