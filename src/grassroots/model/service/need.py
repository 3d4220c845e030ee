"""A wish or need, published without identity, with its life in steps."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ConsentId, NeedId, ProjectId, Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Need(Noun):
    """A wish or need, published without identity, with its life in steps.

    There is no field for who has it. Whoever takes it up turns to the broker.

    >>> Need(id=NeedId("w-1"), unit=UnitId("b7"), kind="wish", group="elderly").group
    'elderly'
    """

    id: NeedId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that collected it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of need", words="need"))
    group: str | None = field(default=None, metadata=public("the group it comes from; never who", words="group"))
    skill: str | None = field(default=None, metadata=public("the skill that it asks for", words="skill"))
    amount: Quantity | None = field(default=None, metadata=public("how much is needed; none: one"))
    project: ProjectId | None = field(default=None, metadata=public("the project that it serves", ref="project"))
    wanted_from: date | None = field(default=None, metadata=public("the first day on which it is of use"))
    wanted_until: date | None = field(default=None, metadata=public("the last day on which it is of use; counted"))
    broker: Ref | None = field(
        default=None,
        metadata=internal("who alone knows whose need it is, and hands over what is given", ref=("unit", "person", "team")),
    )
    guardian_consent: ConsentId | None = field(
        default=None, metadata=personal("for a child's wish: the consent of a guardian to publish it", ref="consent")
    )
    text: str | None = field(default=None, metadata=personal("the wish in words that name nobody"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: published, claimed, granted, thanked ..."))
