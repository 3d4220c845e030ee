"""An entry of the catalogue: a matter that residents may bring, who answers for it, and what is promised."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.parts import LocalName
from grassroots.model.record import Noun
from grassroots.values import PartialDate, ServiceId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Service(Noun):
    """An entry of the catalogue: a matter that residents may bring, who answers for it, and what is promised.

    The catalogue is a tree, and dated: a changed entry ends, and another with the same `number` begins. A parent that has ended stands for the one
    with its number that stands on the day. What an entry leaves open, the one above it says.

    >>> Service(id=ServiceId("lamp"), unit=UnitId("street"), number="0203", name="Street lamps", responsible=UnitId("lighting")).accepts
    True
    """

    id: ServiceId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit in whose catalogue it stands", ref="unit", home=True))
    number: str = field(metadata=public("its number in the catalogue; what follows it in time has the same"))
    name: str = field(metadata=public("its name"))
    names: tuple[LocalName, ...] = field(default=(), metadata=public("its name in other languages"))
    parent: ServiceId | None = field(default=None, metadata=public("the entry above it", ref="service"))
    category: str | None = field(default=None, metadata=public("the category of cases that fall under it", words="category"))
    topic: str | None = field(default=None, metadata=public("the topic of cases that fall under it", words="topic"))
    responsible: UnitId | None = field(
        default=None, metadata=public("the unit that answers for it, wherever the place is", ref="unit")
    )
    responsible_kind: str | None = field(
        default=None, metadata=public("the kind of unit that answers for it: the nearest one above the place", words="unit")
    )
    days: int | None = field(default=None, metadata=public("in how many days it is promised; 0 or more"))
    clock: str | None = field(
        default=None, metadata=public("the clock of the charter by which the promise is counted", rule="clock")
    )
    accepts: bool = field(default=True, metadata=public("whether requests are accepted; if not, they are told where to go"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
