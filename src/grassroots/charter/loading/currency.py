"""The currency of a charter: what it inherits is counted in its own, not in that of the charter that it extends."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Is

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
    measures, rules, ledgers = (_other(one, old, currency) for one in (charter.measures, charter.rules, charter.ledgers))
    return evolve(charter, currency=currency, measures=measures, rules=rules, ledgers=ledgers)


def _other(value: Any, old: str, new: str) -> Any:
    """The same with one currency in place of another; itself where it names none."""
    found: Any = value
    if isinstance(value, dict):
        found = {key: _other(one, old, new) for key, one in value.items()}
        return value if all(found[key] is one for key, one in value.items()) else found
    if isinstance(value, tuple):
        found = tuple(_other(one, old, new) for one in value)
        return value if all(new_one is one for new_one, one in zip(found, value, strict=True)) else found
    if isinstance(value, Is) and value.path.rpartition(".")[2] == "measured_in":
        found = tuple(new if one == old else one for one in value.values)
        return value if found == value.values else evolve(value, values=found)
    if not attrs.has(type(value)):
        return value
    changed: dict[str, Any] = {}
    for one in attrs.fields(type(value)):
        now = getattr(value, one.name)
        other = new if one.name in MEASURED and now == old else _other(now, old, new)
        if other is not now and one.init:
            changed[one.alias or one.name] = other
    return evolve(value, **changed) if changed else value
