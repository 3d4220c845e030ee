"""A member's word that dues may be taken from a bank account, until it is taken back."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, personal, special
from grassroots.model.record import Noun


@frozen(kw_only=True, field_transformer=described)
class DebitMandate(Noun):
    """A member's word that dues may be taken from a bank account, until it is taken back.

    Its id is the number by which the bank knows it. Whose account it is lies in the personal part and is erased with it.

    >>> from datetime import date
    >>> DebitMandate(id="MND-7", membership="m-1", start=date(2024, 1, 8)).end is None
    True
    """

    membership: str = field(
        metadata=special("the membership whose dues are taken", ref="membership", home=True, part=Part.FACTS)
    )
    start: date | None = field(default=None, metadata=internal("the day on which it was signed"))
    end: date | None = field(default=None, metadata=internal("the first day on which it no longer holds"))
    account_holder: str | None = field(default=None, metadata=personal("the name of whoever has the account"))
    iban: str | None = field(default=None, metadata=personal("the number of the account"))
    bic: str | None = field(default=None, metadata=personal("the code of the bank, where the bank asks for it"))
