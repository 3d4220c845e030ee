"""A call that obliges a named unit to be on the spot by a time."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import CaseId, UnitId


@frozen(kw_only=True, field_transformer=described)
class JointCall(Noun):
    """A call that obliges a named unit to be on the spot by a time. A call to several units is one record for each, with the same `number`.

    >>> from datetime import date, time
    >>> from grassroots.model.parts import Step
    >>> whistle = Step(state="called", on=date(2021, 5, 1), at=time(9), due=date(2021, 5, 1), due_at=time(9, 30))
    >>> JointCall(id="w-1-police", unit=UnitId("street"), number="w-1", called=UnitId("police"), kind="joint_enforcement", steps=(whistle,)).number
    'w-1'
    """

    unit: UnitId = field(metadata=public("the unit that calls", ref="unit", home=True))
    number: str = field(metadata=public("what the call is known by: the same for all units that it names"))
    called: UnitId = field(metadata=public("the unit that has to come", ref="unit"))
    kind: str = field(metadata=public("the kind of call: the ground on which it may be made", words="joint_call"))
    case: CaseId | None = field(default=None, metadata=public("the case for which it is called", ref="case"))
    place: str | None = field(default=None, metadata=personal("where to"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: called, arrived, done; or contested, called off"))
