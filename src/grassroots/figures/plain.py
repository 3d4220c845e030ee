"""Values, periods and keys as plain data: what JSON has, exact to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from grassroots.figures.value import Key, Spread, Value
from grassroots.values import FOREVER, Period


def plain_period(period: Period) -> dict[str, str | None]:
    """A period: its first day, and the first day that does not count."""
    return {"start": period.start.isoformat(), "end": None if period.end == FOREVER else period.end.isoformat()}


def plain_value(value: Value) -> Any:
    """The exact value of a figure: a count as a number, a sum as a text, a share as numerator and denominator."""
    if isinstance(value, Fraction):
        return {"numerator": value.numerator, "denominator": value.denominator}
    if isinstance(value, Spread):
        parts = {name: f"{getattr(value, name):f}" for name in ("least", "median", "ninetieth", "most")}
        return {"count": value.count, **parts}
    return f"{value:f}" if isinstance(value, Decimal) else value


def plain_key(key: Key) -> str:
    """A record by its noun and id.

    >>> plain_key(("case", "c-1"))
    'case:c-1'
    """
    return ":".join(key)
