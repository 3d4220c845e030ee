"""Joint calls on a day: which unit that was called came, and whether in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, public
from grassroots.model import Derived, JointCall, derived_noun
from grassroots.reading.lifecycle import Promise
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class CallState(Derived):
    """What became of a call, at the end of a day. It counts at the unit that was called. Of a call that was taken back there is none.

    >>> CallState(id="w-1-police", call="w-1-police", unit=UnitId("police"), on=date(2024, 3, 1), came=True, promise=Promise.KEPT).due is None
    True
    """

    call: str = field(metadata=public("the call", ref="joint_call"))
    unit: UnitId = field(metadata=public("the unit that was called", ref="unit", home=True))
    on: date = field(metadata=public("the day of the call"))
    came: bool = field(metadata=public("whether the unit was on the spot"))
    promise: Promise = field(metadata=public("whether in time: kept, late, overdue, running or none"))
    due: date | None = field(default=None, metadata=public("the last day in time"))


def _states(_: None, at: At) -> Iterator[CallState]:
    for one in at.snapshot.all(JointCall).values():
        status = at.reader.status(one, at.day)
        if status is not None and status.state_kind is not StateKind.DROPPED:
            due = at.reader.value(one, "due", at.day)
            yield CallState(
                id=one.id,
                call=one.id,
                unit=one.called,
                on=one.steps[0].on,
                came=status.state_kind is StateKind.DONE,
                promise=Promise(str(at.reader.value(one, "promise", at.day))),
                due=due if isinstance(due, date) else None,
            )


KIND: Kind[None] = Kind(
    name="joint_call",
    form=None,
    derives=(Derivation(CallState, _states),),
    silent="who was called and did not come is told by the clocks",
    untyped="who came is what people type, and the clocks hold it to the limit",
)
"""What became of calls."""
