"""What the rule in force says of a vote: a derived record, beside whatever the meeting declared."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Derived, derived_noun
from grassroots.rules.decisions.votes import Result
from grassroots.values import PersonId, PostId, ProjectId, Ref, VoteId


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
    quorum: bool | None = field(default=None, metadata=public("whether enough were there; none where it cannot be said"))
    eligible: int | None = field(default=None, metadata=public("how many should have come, by the rule; 0 or more"))
    present: int | None = field(default=None, metadata=public("how many of them came; 0 or more"))
    needed: int | None = field(default=None, metadata=public("how many votes carry or elect; 0 or more"))
    typed: str | None = field(
        default=None, metadata=public("the outcome of the motion on record, a word of the charter", words="outcome")
    )
    unfilled: int = field(
        default=0, metadata=public("of an election: the seats for which too few reached what is needed; 0 or more")
    )


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class CandidateResult(Derived):
    """What an election gives a candidate under the rule of its day, beside what was declared.

    >>> CandidateResult(id="v-1:p-1", vote=VoteId("v-1"), rule="board", person=PersonId("p-1"), votes=6, elected=True).declared
    False
    """

    vote: VoteId = field(metadata=public("the election", ref="vote", home=True))
    rule: str = field(metadata=public("the rule of the charter under which it was held"))
    person: PersonId = field(metadata=internal("the candidate", ref="person"))
    post: PostId | None = field(default=None, metadata=public("the post for which the candidate stood", ref="post"))
    votes: int = field(metadata=public("the votes that the candidate got; 0 or more"))
    elected: bool | None = field(
        default=None, metadata=internal("whether the rule elects the candidate; none while that is open")
    )
    tied: bool = field(default=False, metadata=internal("whether a second vote or the lot has to decide"))
    declared: bool = field(default=False, metadata=internal("whether the meeting declared the candidate elected"))
    entered: bool = field(default=False, metadata=internal("whether the candidate holds that post since the vote"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ProjectChoice(Derived):
    """What a vote on projects gives a project under the rule of its day, beside what was declared.

    >>> ProjectChoice(id="v-1:p-1", vote=VoteId("v-1"), project=ProjectId("p-1"), rule="yearly", votes=6, chosen=True).declared
    False
    """

    vote: VoteId = field(metadata=public("the vote", ref="vote", home=True))
    project: ProjectId = field(metadata=public("the project", ref="project"))
    rule: str = field(metadata=public("the rule of the charter under which it was held"))
    votes: int = field(metadata=public("the votes that the project got; 0 or more"))
    chosen: bool = field(metadata=public("whether the rule takes the project"))
    declared: bool = field(default=False, metadata=public("whether it was declared adopted"))
