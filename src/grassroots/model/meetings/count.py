"""What one option or choice of a vote got."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import Ref, VoteId


@frozen(kw_only=True, field_transformer=described)
class Count(Noun):
    """What one option or choice of a vote got: so many yes, so many for this person, so many yes for this project in that group.

    >>> Count(id="v-1-a", vote=VoteId("v-1"), option=Ref("project", "r-1"), votes=41).adopted
    False
    >>> Count(id="v-2-no", vote=VoteId("v-2"), choice="no", votes=3).option is None
    True
    """

    vote: VoteId = field(metadata=public("the vote", ref="vote", home=True))
    option: Ref | None = field(
        default=None,
        metadata=public("what could be chosen; none where only one thing was put", ref=("project", "proposal", "person")),
    )
    choice: str | None = field(
        default=None, metadata=public("yes, no, abstain, blank or void; none stands for yes", words="vote_choice")
    )
    group: str | None = field(
        default=None, metadata=public("the group of voters, where groups count apart", words="voting_group")
    )
    votes: int = field(metadata=public("how many chose it; 0 or more"))
    points: int | None = field(default=None, metadata=public("the points it got, where papers give points; 0 or more"))
    adopted: bool = field(default=False, metadata=public("whether the meeting declared it adopted"))
