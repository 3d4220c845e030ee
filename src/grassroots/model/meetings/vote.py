"""A vote taken: what was put, under which rule, who could vote, how many did. Ballots lie in counts, never by voter."""

from __future__ import annotations

from datetime import date, time

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import ActivityId, MotionId, Quantity, UnitId, VoteId


@frozen(kw_only=True, field_transformer=described)
class Vote(Noun):
    """A vote taken: what was put, under which rule, who could vote, how many did. Ballots lie in counts, never by voter.

    What came of it is not written here: the rule says it, from the numbers.

    >>> from datetime import date
    >>> Vote(id=VoteId("v-1"), unit=UnitId("street"), kind="yearly_projects", on=date(2014, 1, 18), eligible=58, ballots=55).ballots
    55
    """

    id: VoteId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit whose vote it is", ref="unit", home=True))
    kind: str = field(metadata=public("what the vote is about", words="vote"))
    on: date = field(metadata=public("the day, or the first of several"))
    at: time | None = field(default=None, metadata=public("the time at which it was opened, local"))
    until: date | None = field(default=None, metadata=public("the last day, where it takes several; counted"))
    until_at: time | None = field(default=None, metadata=public("the time at which it was closed, local"))
    rule: str | None = field(
        default=None,
        metadata=public(
            "the rule of the charter under which it is taken: a decision, an election or a project vote",
            rule=("decision", "election", "project_vote"),
        ),
    )
    activity: ActivityId | None = field(default=None, metadata=public("the meeting at which it was taken", ref="activity"))
    motion: MotionId | None = field(default=None, metadata=public("the motion that was put", ref="motion"))
    eligible: int | None = field(default=None, metadata=public("how many had the right to vote; 0 or more"))
    present: int | None = field(default=None, metadata=public("how many of them were there; 0 or more"))
    issued: int | None = field(default=None, metadata=public("how many papers were given out; 0 or more"))
    ballots: int | None = field(default=None, metadata=public("how many voted, or papers came back; 0 or more"))
    seats: int | None = field(default=None, metadata=public("how many are to be elected; 1 or more"))
    budget: Quantity | None = field(default=None, metadata=public("the money that a vote on projects gives out"))
    casting: str | None = field(
        default=None, metadata=public("the casting vote of the chair, if one was given", words="vote_choice")
    )
