"""A notice of a unit: of what kind, about what, on what basis, until when. It holds no text of its own."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import AssessmentId, ConsentId, MotionId, NoticeId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Notice(Noun):
    """A notice of a unit: of what kind, about what, on what basis, until when. It holds no text of its own.

    What it says follows from its kind, a word of the charter, so there is nowhere to write anything against anybody; the paper that hangs on the
    board is an attachment. The last day for objections is the `due` of the step by which it is announced; a correction and a withdrawal are steps.

    >>> Notice(id=NoticeId("n-1"), unit=UnitId("b7"), kind="demonstration_site", about=Ref("unit", "b7")).by_consent is None
    True
    """

    id: NoticeId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that publishes it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of notice, a word of the charter with a rule of publication", words="notice"))
    about: Ref = field(
        metadata=internal(
            "what it is about", ref=("unit", "person", "household", "partner", "project", "activity", "programme", "case")
        )
    )
    audience: str | None = field(default=None, metadata=public("for whom it is", words="audience"))
    outlet: str | None = field(default=None, metadata=public("where it is shown", words="outlet"))
    legal_basis: str | None = field(
        default=None, metadata=public("the legal basis, a word of the charter", words="legal_basis")
    )
    motion: MotionId | None = field(default=None, metadata=public("the motion by which a body adopted it", ref="motion"))
    assessment: AssessmentId | None = field(default=None, metadata=public("the judgement on which it rests", ref="assessment"))
    by_consent: ConsentId | None = field(default=None, metadata=public("the consent on which it rests", ref="consent"))
    replaces: NoticeId | None = field(default=None, metadata=public("the earlier notice whose place it takes", ref="notice"))
    end: date | None = field(default=None, metadata=public("the first day on which it is no longer shown"))
    steps: tuple[Step, ...] = field(
        default=(), metadata=public("its life: drafted, announced, objected to, published, corrected, withdrawn")
    )
