"""What the rule in force says of a vote: a derived record, beside whatever the meeting declared."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, derived_noun
from grassroots.rules.decisions.votes import Result
from grassroots.values import Ref, VoteId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class VoteOutcome(Derived):
    """What came of a vote, or of one thing that was voted on, under the rule of its day.

    >>> VoteOutcome(id="v-1", vote=VoteId("v-1"), rule="simple", result=Result.PASSED).result.value
    'passed'
    """

    vote: VoteId = field(metadata=public("the vote", ref="vote", home=True))
    option: Ref | None = field(
        default=None,
        metadata=public("what was voted on, where it was one of several things", ref=("project", "proposal", "person")),
    )
    rule: str = field(metadata=public("the rule of the charter under which it was taken"))
    result: Result = field(metadata=public("what came of it: passed, failed, void or open"))
    eligible: int | None = field(default=None, metadata=public("how many should have come, by the rule; 0 or more"))
    present: int | None = field(default=None, metadata=public("how many of them came; 0 or more"))
    needed: int | None = field(default=None, metadata=public("how many votes carry or elect; 0 or more"))
    unfilled: int = field(
        default=0, metadata=public("of an election: the seats for which too few reached what is needed; 0 or more")
    )
