"""A person's membership in a unit, with its stages as dated steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import Part, described, internal, special
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import PersonId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Membership(Noun):
    """A person's membership in a unit, with its stages as dated steps.

    >>> from datetime import date
    >>> from grassroots.model.parts import Step
    >>> Membership(id="m-1", person=PersonId("p-1"), unit=UnitId("b7"), steps=(Step(state="full", on=date(2010, 7, 1)),)).registration
    'home'
    """

    person: PersonId = field(metadata=special("the member", ref="person", part=Part.FACTS))
    unit: UnitId = field(metadata=special("the unit", ref="unit", home=True, part=Part.FACTS))
    registration: str = field(
        default="home", metadata=internal("the home unit, or a second one registered for service only", words="registration")
    )
    number: str | None = field(default=None, metadata=special("the membership number, kept as text"))
    steps: tuple[Step, ...] = field(
        default=(), metadata=special("the stages: applied, full, transferred, ended ...", part=Part.FACTS)
    )
