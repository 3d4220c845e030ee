"""Something found wanting, with who puts it right by when, the proof, and the check again, all in dated steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ActivityId, AssessmentId, MandateId, PostId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Finding(Noun):
    """Something found wanting, with who puts it right by when, the proof, and the check again, all in dated steps.

    The proof lies in `attachments`; the day by which it is to be put right in the `due` of a step; a check that fails goes back a step.

    >>> Finding(id="f-1", unit=UnitId("v1"), subject=Ref("unit", "v1"), item="venue").steps
    ()
    """

    unit: UnitId = field(metadata=public("the unit where it was found", ref="unit", home=True))
    subject: Ref = field(
        metadata=internal("what was looked at", ref=("unit", "team", "project", "activity", "case", "stage", "programme"))
    )
    kind: str | None = field(default=None, metadata=public("the kind of finding", words="finding"))
    item: str | None = field(default=None, metadata=internal("the item of the rubric that it is about"))
    assessment: AssessmentId | None = field(
        default=None, metadata=internal("the assessment in which it came up", ref="assessment")
    )
    activity: ActivityId | None = field(
        default=None, metadata=public("the inspection or meeting at which it came up", ref="activity")
    )
    mandate: MandateId | None = field(
        default=None, metadata=internal("the check without notice at which it came up", ref="mandate")
    )
    owner: PostId | None = field(default=None, metadata=public("the post that puts it right", ref="post"))
    text: str | None = field(default=None, metadata=personal("what is wanting"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: found, in hand, fixed, checked again"))
