"""A piece of work that the organization takes on, with its life in steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ProjectId, Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class Project(Noun):
    """A piece of work that the organization takes on, with its life in steps.

    >>> Project(id=ProjectId("r-1"), unit=UnitId("street"), kind="practical", name="Mend the sewer").steps
    ()
    """

    id: ProjectId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that carries it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of project", words="project"))
    name: str = field(metadata=public("its name"))
    budget: Quantity | None = field(default=None, metadata=public("what it may cost"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: proposed, adopted, under way, finished ..."))
