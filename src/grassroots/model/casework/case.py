"""Any matter raised: an opinion, a question, a request, a suggestion. Its life is in its steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ActivityId, AreaId, CaseId, PersonId, ServiceId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Case(Noun):
    """Any matter raised: an opinion, a question, a request, a suggestion. Its life is in its steps.

    >>> from datetime import date
    >>> from grassroots.model.parts import Step
    >>> case = Case(id=CaseId("o-17"), category="opinion", unit=UnitId("b7"), steps=(Step(state="received", on=date(2014, 4, 2)),))
    >>> case.steps[0].state
    'received'
    """

    id: CaseId = field(metadata=public("the identifier"))
    category: str = field(metadata=public("what kind of matter, a word of the charter", words="category"))
    unit: UnitId = field(metadata=public("the unit at which it arose and is counted", ref="unit", home=True))
    channel: str | None = field(default=None, metadata=public("the way it came in", words="channel"))
    topic: str | None = field(default=None, metadata=public("what it is about", words="topic"))
    activity: ActivityId | None = field(
        default=None, metadata=public("the meeting or visit at which it was raised", ref="activity")
    )
    contact: str | None = field(default=None, metadata=internal("the visit from which it came", ref="contact"))
    service: ServiceId | None = field(
        default=None, metadata=public("the entry of the catalogue under which it falls", ref="service")
    )
    requester: PersonId | None = field(
        default=None, metadata=personal("who raised it; none for an anonymous or confidential requester", ref="person")
    )
    confidential: bool = field(
        default=False, metadata=internal("whether the requester asked not to be known: no source and no actor is shown")
    )
    agent: PersonId | None = field(
        default=None, metadata=internal("who acts for the requester: a spokesperson, a representative", ref="person")
    )
    against: UnitId | None = field(
        default=None,
        metadata=internal(
            "the unit complained about: whoever reads there is not shown who complained, nor what was said and where",
            ref="unit",
        ),
    )
    merged_into: CaseId | None = field(
        default=None, metadata=public("the case together with which it is dealt with; it is still answered itself", ref="case")
    )
    part_of: CaseId | None = field(default=None, metadata=public("the case of which it was split off", ref="case"))
    repeats: CaseId | None = field(default=None, metadata=public("the earlier case on the same matter", ref="case"))
    text: str | None = field(default=None, metadata=personal("what was said, as it came in"))
    place: str | None = field(default=None, metadata=personal("the place it is about"))
    area: AreaId | None = field(default=None, metadata=public("the area in which that place lies", ref="area"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: received, dispatched, replied ..."))
