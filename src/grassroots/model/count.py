"""What one option of a vote got."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import Ref, VoteId


@frozen(kw_only=True, field_transformer=described)
class Count(Noun):
    """What one option of a vote got.

    >>> Count(id="v-1-a", vote=VoteId("v-1"), option=Ref("project", "r-1"), votes=41).adopted
    False
    """

    vote: VoteId = field(metadata=public("the vote", ref="vote", home=True))
    option: Ref = field(metadata=public("what could be chosen", ref=("project", "proposal", "person")))
    votes: int = field(metadata=public("how many chose it; 0 or more"))
    adopted: bool = field(default=False, metadata=public("whether the meeting declared it adopted"))
