"""How far the transfer of a member has come: a derived record."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from grassroots.fields import Part, described, internal, public, special
from grassroots.model import Derived, derived_noun
from grassroots.values import UnitId


class TransferState(StrEnum):
    """How far a transfer has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    BETWEEN = "between"
    """Left, and not yet taken up elsewhere."""
    ARRIVED = "arrived"


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class TransferStatus(Derived):
    """A transfer at the end of a day. It counts at the unit that is left.

    >>> TransferStatus(id="moves:m-1", membership="m-1", rule="moves", state=TransferState.BETWEEN, since=date(2024, 3, 1)).late
    False
    """

    membership: str = field(metadata=special("the membership that is left", ref="membership", home=True, part=Part.FACTS))
    rule: str = field(metadata=public("the rule of the charter"))
    state: TransferState = field(metadata=internal("how far it has come"))
    since: date = field(metadata=internal("the day on which it came so far"))
    goal: UnitId | None = field(default=None, metadata=internal("the unit to go to, if the request names one", ref="unit"))
    by: date | None = field(default=None, metadata=internal("the day by which the member is to be taken up elsewhere"))
    late: bool = field(default=False, metadata=internal("whether that was later, or is still to come after that day"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class CareStatus(Derived):
    """What a unit owes a member in special circumstances, at the end of a day. The member owes nothing for it.

    >>> CareStatus(id="moves:c-1", membership="m-1", circumstance="c-1", rule="moves", due=date(2024, 3, 1)).late
    False
    """

    membership: str = field(
        metadata=special("the membership of who is cared for", ref="membership", home=True, part=Part.FACTS)
    )
    circumstance: str = field(metadata=special("the circumstance", ref="circumstance", part=Part.FACTS))
    rule: str = field(metadata=public("the rule of the charter"))
    last: date | None = field(default=None, metadata=internal("the day of the last contact; none: not yet"))
    due: date = field(metadata=internal("the day by which the next is due"))
    late: bool = field(default=False, metadata=internal("whether that day has passed"))
