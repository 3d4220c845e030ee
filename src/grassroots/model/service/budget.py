"""A line of a budget: what a unit is to have for one thing in a time, and who is to pay it."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import BudgetId, ProjectId, Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Budget(Noun):
    """A line of a budget: what a unit is to have for one thing in a time, and who is to pay it.

    What was paid into it and out of it are provisions that name it; so whether it was paid in full follows from them and is never stored.

    >>> from datetime import date
    >>> Budget(id=BudgetId("b-1"), unit=UnitId("v3"), fund="upkeep", line="training", start=date(2014, 1, 1), planned=Quantity.of(5000, "CNY")).end is None
    True
    """

    id: BudgetId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that has it", ref="unit", home=True))
    fund: str = field(metadata=public("the fund, a word of the charter", words="fund"))
    line: str = field(metadata=public("what it is for, a word of the charter", words="budget_line"))
    planned: Quantity | None = field(default=None, metadata=public("how much is to be paid into it"))
    paid_by: Ref | None = field(default=None, metadata=internal("who is to pay", ref=("unit", "partner")))
    project: ProjectId | None = field(default=None, metadata=public("the project it is for", ref="project"))
    start: date = field(metadata=public("the first day of the time it is for"))
    end: date | None = field(default=None, metadata=public("the first day after that time"))
