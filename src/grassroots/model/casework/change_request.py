"""A step that somebody asked for who may not take it: kept until somebody entitled takes it, or refuses."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.record import Noun
from grassroots.values import PostId, Ref, UnitId

TARGETS = (
    "membership",
    "motion",
    "case",
    "project",
    "proposal",
    "need",
    "offer",
    "assessment",
    "finding",
    "plan",
    "due",
    "task",
    "application",
    "notice",
    "mandate",
    "joint_call",
    "commitment",
    "referral",
    "collection",
    "pledge",
    "milestone",
    "comment",
)
"""The nouns that have a life in steps."""


@frozen(kw_only=True, field_transformer=described)
class ChangeRequest(Noun):
    """A step that somebody asked for who may not take it: kept until somebody entitled takes it, or refuses.

    `version`: of the record, when it was asked; what others changed since is known by it.

    >>> ChangeRequest(id="q-1", unit=UnitId("v1"), target=Ref("case", "c-1"), state="approved", on=date(2024, 4, 5)).decided is None
    True
    """

    unit: UnitId = field(metadata=public("the unit of the record", ref="unit", home=True))
    target: Ref = field(metadata=public("the record whose life is to go on", ref=TARGETS))
    state: str = field(metadata=public("the state that the step leads to"))
    on: date = field(metadata=public("the day of the step"))
    handler: UnitId | None = field(default=None, metadata=public("the unit that handles it from then on", ref="unit"))
    outcome: str | None = field(default=None, metadata=public("what came of it", words="outcome"))
    ground: str | None = field(default=None, metadata=public("on what ground the step is to be taken", words="ground"))
    post: PostId | None = field(default=None, metadata=internal("the post that takes it", ref="post"))
    due: date | None = field(default=None, metadata=public("the day by which it is to be done, from then on"))
    version: int = field(default=0, metadata=internal("the version of the record when it was asked"))
    asker: str | None = field(default=None, metadata=personal("who asked"))
    text: str | None = field(default=None, metadata=personal("why"))
    decided: date | None = field(default=None, metadata=public("the day on which it was decided; none: open"))
    accepted: bool | None = field(default=None, metadata=public("whether the step was taken"))
