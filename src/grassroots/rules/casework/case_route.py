"""Where a case goes on a day: a derived record for each case that is open, so that figures count what nobody answers for."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, derived_noun
from grassroots.rules.casework.routing_rule import Way
from grassroots.values import CaseId, ServiceId, UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class CaseRoute(Derived):
    """Which unit answers for an open case by a routing rule, whatever unit has it in hand.

    >>> CaseRoute(id="c-1", case=CaseId("c-1"), rule="desk", lead=UnitId("d"), way=Way.FALLBACK).accepted
    True
    """

    case: CaseId = field(metadata=public("the case", ref="case", home=True))
    rule: str = field(metadata=public("the rule of the charter by which it is routed"))
    lead: UnitId = field(metadata=public("the unit that answers for it", ref="unit"))
    way: Way = field(metadata=public("how that unit was found: service, above, first_receiver or fallback"))
    service: ServiceId | None = field(
        default=None, metadata=public("the entry of the catalogue under which it falls, if it is one", ref="service")
    )
    accepted: bool = field(default=True, metadata=public("whether the catalogue takes such requests"))
