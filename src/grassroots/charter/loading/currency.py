"""The currency of a charter: what it inherits is counted in its own, not in that of the charter that it extends."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Is
from grassroots.charter.loading.rewritten import rewritten

MEASURED = ("measured_in", "currency", "unit")
"""The fields of measures, rules and columns of ledgers that may name a currency."""


def in_currency(charter: Charter, currency: str) -> Charter:
    """A charter with its measures, rules and ledgers in another currency than the one they were written in.

    >>> in_currency(Charter(id="club", labels={}, currency="CNY"), "GBP").currency
    'GBP'
    """
    old = charter.currency
    if currency == old:
        return charter
    named = ("segments", "measures", "rules", "ledgers")
    return evolve(charter, currency=currency, **{name: _other(getattr(charter, name), old, currency) for name in named})


def _other(value: Any, old: str, new: str) -> Any:
    """The same with one currency in place of another; itself where it names none."""

    def change(one: Any) -> Any:
        if isinstance(one, Is) and one.path.rpartition(".")[2] == "measured_in":
            return (
                evolve(one, values=tuple(new if value == old else value for value in one.values)) if old in one.values else one
            )
        named = {info.name: new for info in attrs.fields(type(one)) if info.name in MEASURED and getattr(one, info.name) == old}
        return evolve(one, **named) if named else one

    return rewritten(value, change)
