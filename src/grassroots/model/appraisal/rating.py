"""What a group of evaluators gave a subject on one item of a rubric: a mark, or how many ballots one choice got. Never who gave it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import AssessmentId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Rating(Noun):
    """What a group of evaluators gave a subject on one item of a rubric: a mark, or how many ballots one choice got. Never who gave it.

    A mark (`value`) stands for `returns` evaluators. Ballots and answers of a survey take a record for each `choice`, with how many chose it.

    >>> Rating(id="r-1", unit=UnitId("v1"), subject=Ref("unit", "v1"), rubric="villages", item="leader", on=date(2012, 3, 1), value=Decimal(92)).returns
    1
    """

    unit: UnitId = field(
        metadata=internal("the unit at which it counts: the one that is judged, or that of a subject", ref="unit", home=True)
    )
    subject: Ref = field(metadata=internal("who or what is rated", ref=("unit", "person", "team", "project")))
    rubric: str = field(metadata=internal("the rubric of the charter", rule="rubric"))
    item: str = field(metadata=internal("the item of the rubric", rule="rubric.item"))
    on: date = field(metadata=internal("the day on which it was given, or the ballots were counted"))
    evaluator: str | None = field(
        default=None, metadata=internal("the group that gave it: superiors, peers, the public", words="evaluator")
    )
    value: Decimal | None = field(default=None, metadata=internal("the mark, if one was given; at most four decimal places"))
    returns: int = field(default=1, metadata=internal("how many evaluators the mark stands for (their mean); 1 or more"))
    choice: str | None = field(default=None, metadata=internal("the choice, if ballots were counted", words="choice"))
    ballots: int | None = field(default=None, metadata=internal("how many ballots or answers made that choice; 0 or more"))
    issued: int | None = field(default=None, metadata=internal("how many forms the group was given; 0 or more"))
    assessment: AssessmentId | None = field(
        default=None, metadata=internal("the assessment it was given for", ref="assessment")
    )
