"""What the organization sets itself for a time: a goal of the plan, by theme."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class Target(Noun):
    """What the organization sets itself for a time: a goal of the plan, by theme.

    >>> from datetime import date
    >>> Target(id="next-1", unit=UnitId("street"), theme="visits", start=date(2015, 1, 1)).end is None
    True
    """

    unit: UnitId = field(metadata=public("the unit whose target it is", ref="unit", home=True))
    theme: str = field(metadata=public("the theme, a word of the charter", words="theme"))
    on: date | None = field(
        default=None, metadata=public("the day on which it was set; by it a report counts a plan for a time to come")
    )
    start: date = field(metadata=public("the first day of the time it is set for"))
    end: date | None = field(default=None, metadata=public("the first day after that time"))
    measure: str | None = field(
        default=None, metadata=public("the measure of the charter that it is judged by", rule="measure")
    )
    value: Quantity | None = field(default=None, metadata=public("the value to reach"))
