"""Dues that are taken from the account of a member: handed to the bank, booked, or sent back."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, public, special
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import Quantity


@frozen(kw_only=True, field_transformer=described)
class Collection(Noun):
    """Dues that are taken from the account of a member: handed to the bank, booked, or sent back.

    The bank gets its id and tells by it what became of it; so an id says nothing about a person. The day on which the money is taken is the `due` of its step.

    >>> from datetime import date
    >>> step = Step(state="presented", on=date(2024, 3, 1), due=date(2024, 3, 8))
    >>> Collection(id="dd-7f", membership="m-1", debit_mandate="MND-7", month=date(2024, 3, 1), amount=Quantity.of("15.00", "EUR"),
    ...            steps=(step,)).amount.value
    Decimal('15.00')
    """

    membership: str = field(
        metadata=special("the membership whose dues they are", ref="membership", home=True, part=Part.FACTS)
    )
    debit_mandate: str = field(metadata=internal("the mandate by which they are taken", ref="debit_mandate"))
    month: date = field(metadata=internal("the first day of the month, quarter or year for which they are"))
    amount: Quantity = field(metadata=internal("how much"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: handed to the bank, booked, or sent back"))
