"""A part of a project that is to be reached by a day."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ProjectId


@frozen(kw_only=True, field_transformer=described)
class Milestone(Noun):
    """A part of a project that is to be reached by a day: the `due` of its step. How far a project is follows from its milestones.

    >>> Milestone(id="ms-1", project=ProjectId("r-1"), title="Pipes laid").share
    1
    """

    project: ProjectId = field(metadata=public("the project", ref="project", home=True))
    title: str = field(default="", metadata=public("what is to be reached"))
    share: int = field(
        default=1, metadata=public("how many parts of the project it is, beside the other milestones; 1 or more")
    )
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: planned, reached, or dropped"))
