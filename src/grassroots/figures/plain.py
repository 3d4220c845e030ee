"""Values, periods and keys as plain data: what JSON has, exact to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from markupsafe import escape

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


MOST_ROWS = 20
"""So many rows of a result show themselves in a notebook."""

MOST_NAMED = 12
"""So many records show themselves by name; of more, how many there are."""


def few_keys(keys: Sequence[Key]) -> str:
    """The first records by noun and id, and how many more there are.

    >>> few_keys([("case", f"c-{number}") for number in range(14)])[-21:]
    'case:c-11, ... 2 more'
    """
    named = [plain_key(key) for key in keys[:MOST_NAMED]]
    return ", ".join([*named, f"... {len(keys) - MOST_NAMED} more"] if len(keys) > MOST_NAMED else named)


def rows_html(rows: Iterable[Sequence[object]]) -> str:
    """Rows as a table for notebooks; whatever stands in them is only shown.

    >>> rows_html([("hit", "<b>")])
    '<table><tr><td>hit</td><td>&lt;b&gt;</td></tr></table>'
    """
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
