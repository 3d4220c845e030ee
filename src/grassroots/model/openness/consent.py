"""What somebody agreed to, for one purpose, from a day on; taken back at any time, and then it is over."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import ConsentId, PersonId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Consent(Noun):
    """What somebody agreed to, for one purpose, from a day on; taken back at any time, and then it is over.

    >>> from datetime import date
    >>> Consent(id=ConsentId("co-1"), unit=UnitId("b7"), giver=Ref("person", "p-1"), purpose="recognition", start=date(2021, 3, 1)).revoked
    False
    """

    id: ConsentId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=internal("the unit to which it was given", ref="unit", home=True))
    giver: Ref = field(metadata=internal("who agreed", ref=("person", "household", "partner")))
    purpose: str = field(metadata=internal("to what, a word of the charter", words="consent"))
    guardian: PersonId | None = field(
        default=None, metadata=internal("who agreed in the place of a minor or a ward", ref="person")
    )
    start: date = field(metadata=internal("the first day on which it is in force"))
    end: date | None = field(default=None, metadata=internal("the first day on which it no longer is: run out or taken back"))
    revoked: bool = field(default=False, metadata=internal("whether it ended because it was taken back"))
