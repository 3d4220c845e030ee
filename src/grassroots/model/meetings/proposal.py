"""A proposal that representatives bring in and supervise."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ProjectId


@frozen(kw_only=True, field_transformer=described)
class Proposal(Noun):
    """A proposal that representatives bring in and supervise.

    >>> from datetime import date
    >>> Proposal(id="pr-1", project=ProjectId("r-1"), on=date(2014, 2, 10)).project
    'r-1'
    """

    project: ProjectId = field(metadata=public("the project that it puts forward or came from", ref="project", home=True))
    on: date = field(metadata=public("the day on which it was brought in"))
    title: str = field(default="", metadata=public("its title"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life"))
