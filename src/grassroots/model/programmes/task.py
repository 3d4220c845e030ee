"""A piece of work of a programme at one unit, with what it brings: drafted, audited, final."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import PostId, ProgrammeId, Ref, StageId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Task(Noun):
    """A piece of work of a programme at one unit, with what it brings: drafted, audited, final. The paper itself lies elsewhere (`attachments`).

    A task that failed goes round again as another task, with the next `round`; the first stays as it was.

    >>> Task(id="t-1", unit=UnitId("b7"), programme=ProgrammeId("c"), kind="self_inspection").round
    1
    """

    unit: UnitId = field(metadata=public("the unit that has to do it", ref="unit", home=True))
    programme: ProgrammeId = field(metadata=public("the programme", ref="programme"))
    stage: StageId | None = field(default=None, metadata=public("the stage at whose end it is to be final", ref="stage"))
    kind: str = field(metadata=public("the kind of task", words="task"))
    title: str = field(default="", metadata=public("what it is called"))
    post: PostId | None = field(default=None, metadata=public("the post that answers for it", ref="post"))
    about: Ref | None = field(
        default=None,
        metadata=internal("what it answers: a remark, a finding, a target", ref=("case", "finding", "activity", "target")),
    )
    round: int = field(default=1, metadata=public("which time it is done, from 1"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: opened, drafted, in audit, returned, final"))
