"""A person's place in a team, for a time."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PersonId, TeamId


@frozen(kw_only=True, field_transformer=described)
class Seat(Noun):
    """A person's place in a team, for a time.

    >>> Seat(id="s-1", team=TeamId("lead"), person=PersonId("p-1"), role="member").role
    'member'
    """

    team: TeamId = field(metadata=public("the team", ref="team", home=True))
    person: PersonId = field(metadata=internal("the person", ref="person"))
    role: str | None = field(default=None, metadata=public("the role in the team", words="team_role"))
    skill: str | None = field(default=None, metadata=internal("what the person offers to do", words="skill"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
