"""The order for a check that is not announced: of which service point, who ordered it, from when to when."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import MandateId, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Mandate(Noun):
    """The order for a check that is not announced: of which service point, who ordered it, from when to when.

    No field of it can hold a person: what is checked is a service point, and only within its days. It is disclosed afterwards, and open to challenge.

    >>> from datetime import date
    >>> Mandate(id=MandateId("ma-1"), unit=UnitId("street"), target=UnitId("desk-3"), ordered_by=PostId("secretary"),
    ...         first=date(2014, 5, 1), last=date(2014, 5, 14)).steps
    ()
    """

    id: MandateId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=internal("the unit on whose behalf it is checked", ref="unit", home=True))
    target: UnitId = field(metadata=internal("the service point that is checked", ref="unit"))
    ordered_by: PostId = field(metadata=internal("the post that ordered it", ref="post"))
    first: date = field(metadata=internal("the first day on which it may be checked"))
    last: date = field(metadata=internal("the last day on which it may be; counted"))
    steps: tuple[Step, ...] = field(
        default=(),
        metadata=internal(
            "its life: ordered, carried out, disclosed, challenged, upheld or set aside; no word of what was seen"
        ),
    )
