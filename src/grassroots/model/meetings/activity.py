"""Something that takes place on a day, or is planned for one: a meeting, a training, an inspection."""

from __future__ import annotations

from datetime import date, time

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import ActivityId, ProgrammeId, ProjectId, Ref, StageId, TeamId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Activity(Noun):
    """Something that takes place on a day, or is planned for one: a meeting, a training, an inspection.

    >>> from datetime import date
    >>> Activity(id=ActivityId("a-1"), unit=UnitId("b7"), kind="study", on=date(2014, 3, 3)).sessions
    1
    """

    id: ActivityId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that holds it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of activity", words="activity"))
    on: date = field(metadata=public("the day, or the first of several"))
    until: date | None = field(default=None, metadata=public("the last day, where it takes several; counted"))
    at: time | None = field(default=None, metadata=public("the time at which it begins, local"))
    until_at: time | None = field(
        default=None, metadata=public("the time at which it ends, local; midnight is 00:00 of the next day")
    )
    title: str = field(default="", metadata=public("what it is called"))
    audience: str | None = field(default=None, metadata=public("for whom it is held", words="audience"))
    place: str | None = field(default=None, metadata=public("where"))
    base: Ref | None = field(
        default=None, metadata=public("the base at which it is held: whose house or grounds", ref=("unit", "partner"))
    )
    sessions: int = field(default=1, metadata=public("how many times this one row stands for, 1 or more"))
    headcount: int | None = field(default=None, metadata=public("how many came, where only the number is known; 0 or more"))
    wanted: int | None = field(default=None, metadata=public("how many people it takes; 0 or more"))
    programme: ProgrammeId | None = field(default=None, metadata=public("the programme it belongs to", ref="programme"))
    stage: StageId | None = field(default=None, metadata=public("the stage it belongs to", ref="stage"))
    project: ProjectId | None = field(default=None, metadata=public("the project it serves", ref="project"))
    team: TeamId | None = field(default=None, metadata=public("the team that holds it", ref="team"))
