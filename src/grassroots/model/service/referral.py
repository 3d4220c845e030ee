"""What one team noted on a visit and another is to deal with: passed on, and done."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import TeamId


@frozen(kw_only=True, field_transformer=described)
class Referral(Noun):
    """What one team noted on a visit and another is to deal with: passed on, and done.

    >>> from datetime import date
    >>> Referral(id="n-1", team=TeamId("t-1"), topic="safety", steps=(Step(state="noted", on=date(2014, 5, 6)),)).to is None
    True
    """

    team: TeamId = field(metadata=internal("the team that noted it", ref="team", home=True))
    topic: str = field(metadata=internal("what it is about", words="topic"))
    to: TeamId | None = field(default=None, metadata=internal("the team that it was passed on to", ref="team"))
    steps: tuple[Step, ...] = field(default=(), metadata=internal("its life: noted, passed on, closed"))
