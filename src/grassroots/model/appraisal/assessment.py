"""The judgement of a subject under a rubric, for a period: proposed, decided by named people, open to appeal, holding for a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import AssessmentId, PersonId, PostId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Assessment(Noun):
    """The judgement of a subject under a rubric, for a period: proposed, decided by named people, open to appeal, holding for a time.

    A judgement is never overwritten: a new one names the one that it `supersedes`, and both stay.

    >>> Assessment(id=AssessmentId("g-1"), unit=UnitId("v1"), subject=Ref("unit", "v1"), rubric="villages",
    ...            first=date(2012, 1, 1), last=date(2012, 12, 31)).grade is None
    True
    """

    id: AssessmentId = field(metadata=public("the identifier"))
    unit: UnitId = field(
        metadata=internal("the unit at which it counts: the one that is judged, or that of a subject", ref="unit", home=True)
    )
    subject: Ref = field(metadata=internal("who or what is judged", ref=("unit", "person", "team", "project")))
    rubric: str = field(
        metadata=internal("the rubric, or the index, of the charter by which it is judged", rule=("rubric", "index"))
    )
    first: date = field(metadata=internal("the first day of the period that is judged"))
    last: date = field(metadata=internal("the last day of that period; counted"))
    score: Decimal | None = field(
        default=None, metadata=internal("the score, on the rubric's scale; at most four decimal places")
    )
    grade: str | None = field(default=None, metadata=internal("the grade, one of the rubric", words="grade"))
    decided_by: PersonId | None = field(default=None, metadata=internal("who decided, by name", ref="person"))
    post: PostId | None = field(default=None, metadata=internal("the post in which it was decided", ref="post"))
    expires: date | None = field(default=None, metadata=internal("the first day on which the grade no longer holds"))
    supersedes: AssessmentId | None = field(
        default=None, metadata=internal("the earlier judgement that it takes the place of", ref="assessment")
    )
    reason: str | None = field(default=None, metadata=personal("the reasons that the subject was given"))
    steps: tuple[Step, ...] = field(
        default=(), metadata=internal("its life: drafted, proposed, decided, appealed, confirmed, changed")
    )
