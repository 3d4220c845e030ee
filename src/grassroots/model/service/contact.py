"""A visit or call: who went where, and a code for what came of it. No story is kept."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import PersonId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Contact(Noun):
    """A visit or call: who went where, and a code for what came of it. No story is kept.

    >>> from datetime import date
    >>> Contact(id="v-9", unit=UnitId("b7"), on=date(2014, 4, 2), target=Ref("household", "h-1"), code="reached").code
    'reached'
    """

    unit: UnitId = field(metadata=internal("the unit that went", ref="unit", home=True))
    on: date = field(metadata=internal("the day"))
    target: Ref = field(metadata=internal("whom the visit was paid to", ref=("household", "partner", "unit", "person")))
    code: str = field(metadata=internal("reached, declined, away ...", words="contact_code"))
    by: PersonId | None = field(default=None, metadata=internal("who went", ref="person"))
    purpose: str | None = field(default=None, metadata=internal("why", words="contact_purpose"))
