"""A promise to the public: who made it, what it is, when it was published, kept and judged, all in dated steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ConsentId, ProgrammeId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Commitment(Noun):
    """A promise to the public: who made it, what it is, when it was published, kept and judged, all in dated steps.

    The day by which it is to be kept is the `due` of a step; how it was judged, the rating of a step. What a person promised is shown only
    while that person agrees (`by_consent`).

    >>> from datetime import date
    >>> made = Step(state="made", on=date(2014, 1, 6), due=date(2014, 6, 30))
    >>> Commitment(id="c-1", unit=UnitId("b7"), promiser=Ref("unit", "b7"), kind="service", title="Light the lane", steps=(made,)).evidence is None
    True
    """

    unit: UnitId = field(metadata=public("the unit at which it counts", ref="unit", home=True))
    promiser: Ref = field(metadata=internal("who promised", ref=("unit", "team", "post", "person", "partner")))
    kind: str = field(metadata=public("the kind of promise, a word of the charter", words="commitment"))
    title: str = field(default="", metadata=public("what is promised"))
    programme: ProgrammeId | None = field(default=None, metadata=public("the programme it belongs to", ref="programme"))
    by_consent: ConsentId | None = field(
        default=None, metadata=internal("the consent of a person to its being published", ref="consent")
    )
    evidence: Ref | None = field(
        default=None,
        metadata=internal(
            "the record that shows it was kept",
            ref=("activity", "case", "project", "provision", "contribution", "facility", "tally"),
        ),
    )
    shown_by: str | None = field(
        default=None, metadata=internal("what shows that it was kept, where that is no record: a photo, a paper")
    )
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: made, published, kept, judged; or withdrawn"))
