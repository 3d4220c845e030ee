"""What a clock says of a record: a derived record of its latest run."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import NOUNS, Derived, derived_noun, has_steps
from grassroots.reading.lifecycle import Promise
from grassroots.values import Ref, UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ClockState(Derived):
    """The latest run of a clock over a record, at the end of a day.

    >>> case = Ref("case", "c-1")
    >>> ClockState(id="reply:case:c-1", record=case, clock="reply", promise=Promise.KEPT, started=date(2024, 3, 1)).missed
    0
    """

    record: Ref = field(
        metadata=internal("the record over which it runs", ref=tuple(noun for noun in NOUNS if has_steps(noun)))
    )
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    clock: str = field(metadata=public("the clock of the charter, by its name"))
    promise: Promise | None = field(default=None, metadata=public("what became of it; none where it cannot be told"))
    started: date = field(metadata=public("the day on which it began"))
    due: date | None = field(default=None, metadata=public("the last day; none while it stands still"))
    ended: date | None = field(default=None, metadata=public("the day on which it ended"))
    taken: Decimal | None = field(default=None, metadata=public("how many days or hours counted; 0 or more"))
    paused: int = field(default=0, metadata=public("on how many days it stood still; 0 or more"))
    extended: int = field(default=0, metadata=public("how many extensions count; 0 or more"))
    runs: int = field(default=1, metadata=public("how many runs there were, with this one; 1 or more"))
    missed: int = field(default=0, metadata=public("how many of them were not kept; 0 or more"))
    provisional: bool = field(default=False, metadata=public("whether the due day hangs on days that were not announced yet"))
