"""Something the organization gives out: relief, an allowance, a service."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, special
from grassroots.model.record import Noun
from grassroots.values import BudgetId, HouseholdId, Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class Provision(Noun):
    """Something the organization gives out: relief, an allowance, a service.

    >>> from datetime import date
    >>> Provision(id="q-1", unit=UnitId("b7"), kind="relief", on=date(2014, 5, 1), amount=Quantity.of(500, "CNY")).amount.value
    Decimal('500')
    """

    unit: UnitId = field(metadata=internal("the unit that gives", ref="unit", home=True))
    kind: str = field(metadata=internal("what is given", words="provision"))
    on: date = field(metadata=internal("the day"))
    household: HouseholdId | None = field(
        default=None, metadata=special("to which household", ref="household", part=Part.FACTS)
    )
    amount: Quantity | None = field(default=None, metadata=internal("how much"))
    into_budget: BudgetId | None = field(
        default=None, metadata=internal("the line of a budget into which it is paid", ref="budget")
    )
    from_budget: BudgetId | None = field(
        default=None, metadata=internal("the line of a budget out of which it is paid", ref="budget")
    )
