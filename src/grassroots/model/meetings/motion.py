"""A motion: what a body is asked to decide, from the day on which it is put to the approved minutes."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ActivityId, MotionId, PersonId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Motion(Noun):
    """A motion: what a body is asked to decide, from the day on which it is put to the approved minutes.

    Its life is in its steps; the steps of an agenda are the motions of one meeting by their `number`. The minutes are an attachment,
    or a note about the meeting; that they were approved is a step.

    >>> from datetime import date
    >>> put = Step(state="put", on=date(2014, 3, 3))
    >>> Motion(id=MotionId("mo-1"), unit=UnitId("b7"), title="Mend the sewer", steps=(put,)).steps[0].state
    'put'
    """

    id: MotionId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit whose body decides", ref="unit", home=True))
    title: str = field(metadata=public("what is to be decided, in a few words"))
    activity: ActivityId | None = field(default=None, metadata=public("the meeting on whose agenda it stands", ref="activity"))
    number: int | None = field(default=None, metadata=public("its place on the agenda, from 1"))
    change: str | None = field(
        default=None, metadata=public("the change of units that it is about: a merger, a dissolution", ref="change_event")
    )
    mover: PersonId | None = field(default=None, metadata=internal("who put it", ref="person"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: put, decided, minutes approved ..."))
