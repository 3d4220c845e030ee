"""What somebody said on a project, a proposal, a notice or a motion. Of nobody it is kept who."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Comment(Noun):
    """What somebody said on a project, a proposal, a notice or a motion. Of nobody it is kept who.

    Whether it is shown is decided by a step; what is held back says on what ground.

    >>> Comment(id="c-1", unit=UnitId("b7"), about=Ref("project", "r-1"), stance="support").text is None
    True
    """

    unit: UnitId = field(metadata=public("the unit that keeps it", ref="unit", home=True))
    about: Ref = field(metadata=public("what it is about", ref=("project", "proposal", "notice", "motion")))
    stance: str | None = field(
        default=None, metadata=public("for it, against it, a question: a word of the charter", words="stance")
    )
    text: str | None = field(default=None, metadata=personal("what was said"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: received, shown, answered, or held back"))
