"""A recorded decision that two person records are one person."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import PersonId


@frozen(kw_only=True, field_transformer=described)
class SamePerson(Noun):
    """A recorded decision that two person records are one person: figures that count different persons count them once.

    Nothing is moved or deleted. To undo it, withdraw it or let it end: everything counts as before.

    >>> from datetime import date
    >>> SamePerson(id="same-1", kept=PersonId("p-1"), merged=PersonId("p-2"), decided_by=PersonId("p-9"),
    ...            start=date(2024, 3, 1)).kept
    'p-1'
    """

    kept: PersonId = field(metadata=internal("the record that stands for the person", ref="person"))
    merged: PersonId = field(metadata=internal("the record that is one too many", ref="person"))
    decided_by: PersonId = field(metadata=internal("who decided, by name", ref="person"))
    start: date = field(metadata=public("the first day on which it holds"))
    end: date | None = field(default=None, metadata=public("the first day on which it no longer holds"))
