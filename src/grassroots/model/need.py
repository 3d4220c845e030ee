"""A wish or need, published without identity, with its life in steps."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, personal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import NeedId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Need(Noun):
    """A wish or need, published without identity, with its life in steps.

    >>> Need(id=NeedId("w-1"), unit=UnitId("b7"), kind="wish", group="elderly").group
    'elderly'
    """

    id: NeedId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that collected it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of need", words="need"))
    group: str | None = field(default=None, metadata=public("the group it comes from; never who", words="group"))
    text: str | None = field(default=None, metadata=personal("the wish in words that name nobody"))
    steps: tuple[Step, ...] = field(default=(), metadata=public("its life: published, granted ..."))
