"""A person's standing for election."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import PersonId, PostId, UnitId, VoteId


@frozen(kw_only=True, field_transformer=described)
class Candidacy(Noun):
    """A person's standing for election. Who gets votes without one was written in by voters.

    >>> Candidacy(id="ca-1", vote=VoteId("v-1"), person=PersonId("p-1")).withdrawn is None
    True
    """

    vote: VoteId = field(metadata=public("the election", ref="vote", home=True))
    person: PersonId = field(metadata=internal("the candidate", ref="person"))
    post: PostId | None = field(default=None, metadata=public("the post that is to be filled", ref="post"))
    on: date | None = field(default=None, metadata=public("the day on which the name was put forward"))
    by: UnitId | None = field(default=None, metadata=public("the unit that put the name forward", ref="unit"))
    withdrawn: date | None = field(default=None, metadata=public("the day on which the candidate stood down"))
