"""An enterprise, institution or association that the organization works with; no part of its tree."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PartnerId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Partner(Noun):
    """An enterprise, institution or association that the organization works with; no part of its tree.

    >>> Partner(id=PartnerId("e-1"), unit=UnitId("street"), kind="enterprise", name="Example Works").kind
    'enterprise'
    """

    id: PartnerId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=public("the unit that keeps the contact", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of partner", words="partner"))
    name: str = field(metadata=public("its name"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
