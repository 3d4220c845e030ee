"""How far a change of units is settled for one of the units that it ends or takes from: a derived record."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, derived_noun
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class UnitSettlement(Derived):
    """A change and a unit that it ends or takes from, at the end of a day.

    >>> UnitSettlement(id="c-1:b7", change="c-1", unit=UnitId("b7"), rule="branches", lines=4, open_lines=1).settled
    False
    """

    change: str = field(metadata=public("the change of units", ref="change_event"))
    unit: UnitId = field(metadata=public("the unit that it ends or takes from", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that says what it takes"))
    decided_on: date | None = field(default=None, metadata=public("when the unit decided it; none: it did not"))
    ended: bool = field(default=False, metadata=public("whether the unit no longer stands"))
    lines: int = field(default=0, metadata=public("how many lines of its register of assets it had on its last day; 0 or more"))
    open_lines: int = field(default=0, metadata=public("how many of them are not settled; 0 or more"))
    settled: bool = field(default=False, metadata=public("whether the decision is there and every line is settled"))
