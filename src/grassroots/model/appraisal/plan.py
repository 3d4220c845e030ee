"""What follows from a grade: a plan to keep, raise or mend, with its life in steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import AssessmentId, PersonId, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Plan(Noun):
    """What follows from a grade: a plan to keep, raise or mend, with its life in steps.

    >>> Plan(id="p-1", unit=UnitId("v1"), kind="rectify", assessment=AssessmentId("g-1"), aim="average").steps
    ()
    """

    unit: UnitId = field(metadata=public("the unit whose plan it is", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of plan", words="plan"))
    assessment: AssessmentId | None = field(
        default=None, metadata=internal("the judgement that it follows from", ref="assessment")
    )
    person: PersonId | None = field(default=None, metadata=internal("the person whom it is about", ref="person"))
    owner: PostId | None = field(default=None, metadata=public("the post that answers for it", ref="post"))
    aim: str | None = field(default=None, metadata=internal("the grade that it works towards", words="grade"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: proposed, under way, reported, accepted"))
