"""What somebody promised to give to a project, and by when."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import ProjectId, Quantity, Ref


@frozen(kw_only=True, field_transformer=described)
class Pledge(Noun):
    """What somebody promised to give to a project, and by when. What came of it are the contributions that name it; how much is left follows from them.

    The day by which it is to be given is the `due` of a step.

    >>> Pledge(id="pl-1", project=ProjectId("r-1"), donor=Ref("partner", "e-1"), amount=Quantity.of("500", "EUR")).kind
    'money'
    """

    project: ProjectId = field(metadata=public("the project it is for", ref="project", home=True))
    donor: Ref = field(metadata=internal("who promises", ref=("partner", "unit", "person")))
    kind: str = field(default="money", metadata=public("money, goods, work ...", words="contribution"))
    amount: Quantity = field(metadata=internal("how much, with its currency or measure"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: promised, given, or taken back"))
