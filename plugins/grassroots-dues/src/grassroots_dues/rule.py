"""The rule by which dues are taken from accounts."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, free, length, names, needed, word


@frozen(kw_only=True)
class DebitRule(Rule):
    """Dues under the rule `dues` are taken from the accounts of members who gave a mandate.

    `creditor`, `account_holder`, `iban`, `bic`: by what the bank knows who takes them. `ahead`: how long before the day the bank must have the file. `settles`:
    how long after the day what did not come back counts as paid. `idle`: after how long without use a mandate no longer holds. `again`: the reasons of a
    return after which it is tried again, in all `tries` times.
    """

    dues: str = field(metadata=needed() | names("dues"))
    creditor: str = field(metadata=needed())
    account_holder: str = field(metadata=needed() | free())
    iban: str = field(metadata=needed())
    bic: str = field(default="", metadata=free())
    ahead: Length = field(default=Length(days=5), metadata=length())
    settles: Length = field(default=Length(days=10), metadata=length())
    idle: Length = field(default=Length(months=36), metadata=length())
    again: tuple[str, ...] = field(default=("AM04", "MS03"), metadata=word("return_reason"))
    tries: int = field(default=2, metadata=between(1, 10))
