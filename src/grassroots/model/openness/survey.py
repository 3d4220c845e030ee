"""A survey: a question put to a group of people, how many were asked, and how many answered. Who they were stands nowhere."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import Ref, SurveyId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Survey(Noun):
    """Questions put to one group of respondents. A survey of several groups is as many records with the same `name`.

    >>> from datetime import date
    >>> asked = Survey(id=SurveyId("s-1"), unit=UnitId("street"), kind="satisfaction", on=date(2014, 11, 3), issued=200, returned=163)
    >>> asked.anonymous
    True
    """

    id: SurveyId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that it is about, and at which it counts", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of survey", words="survey"))
    name: str = field(default="", metadata=public("what it is called"))
    respondents: str | None = field(default=None, metadata=public("the group that was asked", words="evaluator"))
    about: Ref | None = field(
        default=None,
        metadata=public("what it asks about, if not the unit; never a person", ref=("team", "programme", "project")),
    )
    on: date = field(metadata=public("the first day on which it could be answered"))
    until: date | None = field(default=None, metadata=public("the last day; counted"))
    anonymous: bool = field(
        default=True, metadata=public("whether the answers were given without a name: then few answers are not kept apart")
    )
    population: int | None = field(default=None, metadata=public("how many people it is to speak for; 0 or more"))
    frame: int | None = field(
        default=None, metadata=public("how many stood on the list from which those asked were drawn; 0 or more")
    )
    issued: int | None = field(default=None, metadata=public("how many were asked; 0 or more"))
    returned: int | None = field(default=None, metadata=public("how many answered; 0 or more"))
