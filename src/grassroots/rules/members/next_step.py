"""What comes next on somebody's way: a derived record for each step that may be taken now."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, public, special
from grassroots.model import NOUNS, Derived, derived_noun, has_steps
from grassroots.values import Ref, UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class NextStep(Derived):
    """A step that comes next on a pathway, at the end of a day.

    >>> NextStep(id="members:membership:m-1:voted", record=Ref("membership", "m-1"), rule="members", step="voted").late
    False
    """

    record: Ref = field(metadata=internal("the record whose way it is", ref=tuple(noun for noun in NOUNS if has_steps(noun))))
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the pathway of the charter"))
    step: str = field(metadata=public("the step, by its name in the pathway"))
    earliest: date | None = field(default=None, metadata=internal("the first day on which it may be taken; none: at once"))
    due: date | None = field(default=None, metadata=internal("the last day on which it is not late; none: at any time"))
    last: date | None = field(
        default=None, metadata=internal("the last day on which the step before it still counts; none: it goes on to count")
    )
    late: bool = field(default=False, metadata=internal("whether it was due before"))
    again: bool = field(default=False, metadata=internal("whether it was taken before, and is void"))
    papers: int = field(default=0, metadata=internal("how many papers for it have not come in; 0 or more"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PathwayStatus(Derived):
    """How far a record has come on its pathway, at the end of a day.

    >>> PathwayStatus(id="members:membership:m-1", record=Ref("membership", "m-1"), rule="members", stage="full").void
    0
    """

    record: Ref = field(
        metadata=special("the record whose way it is", ref=tuple(noun for noun in NOUNS if has_steps(noun)), part=Part.FACTS)
    )
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the pathway of the charter"))
    stage: str | None = field(
        default=None, metadata=special("the stage that is reached; none: none yet", words="stage", part=Part.FACTS)
    )
    since: date | None = field(default=None, metadata=internal("the day from which on it counts"))
    taken: int = field(default=0, metadata=internal("how many recorded steps count; 0 or more"))
    void: int = field(default=0, metadata=internal("how many do not; 0 or more"))
    late: bool = field(default=False, metadata=internal("whether a step that comes next is late"))
    over: bool = field(default=False, metadata=internal("whether it has left the way"))
    decision: str | None = field(
        default=None, metadata=internal("the recorded decision that sets the stage, if one does", ref="override")
    )
