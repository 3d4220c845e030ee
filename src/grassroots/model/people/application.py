"""A person's way along a pathway beside membership: an accreditation, the start of a volunteer, a selection for a post."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import Part, described, public, special
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import PersonId, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Application(Noun):
    """A person's way along a pathway beside membership: an accreditation, the start of a volunteer.

    Its steps are dated facts; the stage follows from them under the pathway of the charter. Of talks, reviews and papers it keeps the day
    and the result, never the content.

    >>> from datetime import date
    >>> Application(id="a-1", kind="volunteer", person=PersonId("p-1"), unit=UnitId("b7"),
    ...             steps=(Step(state="signed_up", on=date(2024, 3, 1)),)).kind
    'volunteer'
    """

    kind: str = field(metadata=public("the pathway, a word of the charter", words="pathway"))
    person: PersonId = field(metadata=special("whose way it is", ref="person", part=Part.FACTS))
    unit: UnitId = field(metadata=special("the unit that is applied to", ref="unit", home=True, part=Part.FACTS))
    post: PostId | None = field(
        default=None, metadata=special("the post that is applied for, if it is one", ref="post", part=Part.FACTS)
    )
    steps: tuple[Step, ...] = field(
        default=(), metadata=special("the steps taken, with the unit that took or approved each", part=Part.FACTS)
    )
