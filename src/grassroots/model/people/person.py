"""A human, held by an opaque id; name and contacts lie in the personal part."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, PersonId


@frozen(kw_only=True, field_transformer=described)
class Person(Noun):
    """A human, held by an opaque id; name and contacts lie in the personal part.

    >>> Person(id=PersonId("p-1"), name="Ann Example").birth is None
    True
    """

    id: PersonId = field(metadata=public("the identifier"))
    name: str | None = field(default=None, metadata=personal("the full name"))
    birth: PartialDate | None = field(default=None, metadata=personal("the date of birth, as far as known"))
    phone: str | None = field(default=None, metadata=personal("a phone number, kept as text"))
    email: str | None = field(default=None, metadata=personal("an e-mail address"))
    education: str | None = field(default=None, metadata=internal("the highest education", words="education"))
