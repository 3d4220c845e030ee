"""A vote taken: what was put, who could vote, how many did. Ballots lie in counts, never by voter."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import ActivityId, UnitId, VoteId


@frozen(kw_only=True, field_transformer=described)
class Vote(Noun):
    """A vote taken: what was put, who could vote, how many did. Ballots lie in counts, never by voter.

    >>> from datetime import date
    >>> Vote(id=VoteId("v-1"), unit=UnitId("street"), kind="yearly_projects", on=date(2014, 1, 18), eligible=58, ballots=55).ballots
    55
    """

    id: VoteId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit whose vote it is", ref="unit", home=True))
    kind: str = field(metadata=public("what the vote is about", words="vote"))
    on: date = field(metadata=public("the day"))
    activity: ActivityId | None = field(default=None, metadata=public("the meeting at which it was taken", ref="activity"))
    eligible: int | None = field(default=None, metadata=public("how many had the right to vote; 0 or more"))
    ballots: int | None = field(default=None, metadata=public("how many voted; 0 or more"))
