"""How names and values are spelled: names that MetricFlow takes and no database keeps for itself, values that all databases read alike."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from datetime import date
from decimal import Decimal
from typing import Any

from grassroots.fields import Column

_KEPT = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "at",
        "authorization",
        "between",
        "binary",
        "both",
        "by",
        "case",
        "cast",
        "check",
        "collate",
        "column",
        "constraint",
        "create",
        "cross",
        "current_date",
        "current_time",
        "current_user",
        "date",
        "day",
        "default",
        "delete",
        "desc",
        "describe",
        "distinct",
        "do",
        "drop",
        "else",
        "end",
        "except",
        "exists",
        "false",
        "fetch",
        "filter",
        "for",
        "foreign",
        "from",
        "full",
        "grant",
        "group",
        "having",
        "hour",
        "in",
        "index",
        "inner",
        "insert",
        "intersect",
        "interval",
        "into",
        "is",
        "join",
        "key",
        "lateral",
        "leading",
        "left",
        "level",
        "like",
        "limit",
        "metric_time",
        "millisecond",
        "minute",
        "month",
        "natural",
        "no",
        "not",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "outer",
        "over",
        "partition",
        "pivot",
        "placing",
        "primary",
        "qualify",
        "quarter",
        "range",
        "rank",
        "references",
        "reset",
        "returning",
        "right",
        "row",
        "rows",
        "sample",
        "schema",
        "second",
        "select",
        "set",
        "show",
        "some",
        "start",
        "summarize",
        "symmetric",
        "table",
        "then",
        "time",
        "timestamp",
        "to",
        "trailing",
        "true",
        "union",
        "unique",
        "unpivot",
        "until",
        "update",
        "user",
        "using",
        "value",
        "values",
        "variadic",
        "when",
        "where",
        "window",
        "with",
        "week",
        "year",
    ]
)
"""Words that databases keep for themselves, or MetricFlow does for its spans of time."""


def spelled(text: str, taken: Container[str] = ()) -> str:
    """A name of small letters, digits and single underscores that is no word of a database and not taken.

    >>> spelled("amount.value"), spelled("on"), spelled("on", {"on_of_it"})
    ('amount_value', 'on_of_it', 'on_of_it_2')
    """
    plain = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", text.lower())).strip("_")
    plain = plain if plain[:1].isalpha() else f"field_{plain}".rstrip("_")
    found = base = f"{plain}_of_it" if plain in _KEPT or len(plain) < 2 else plain
    number = 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found


def literal(kind: Column, value: Any) -> str | None:
    """A value as all databases read it; None where no value of a column of that type is equal to it.

    Raises:
        ValueError: databases read it in more than one way.

    >>> literal(Column.TEXT, "o'clock"), literal(Column.DECIMAL, Decimal("1.50")), literal(Column.DATE, "soon")
    ("'o''clock'", '1.50', None)
    """
    if kind is Column.TEXT and isinstance(value, str):
        if "\\" in value or "{" in value or not value.isprintable():
            raise ValueError(value)
        return "'" + value.replace("'", "''") + "'"
    if kind is Column.FLAG and isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if kind is Column.DATE and isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if kind in (Column.INTEGER, Column.DECIMAL) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return None


def as_yaml(value: Any, indent: str = "") -> str:
    """A document of maps, lists and plain values as YAML; every text in quotes, so that none is taken for something else.

    >>> print(as_yaml({"name": "no", "parts": [{"at": 0.5, "on": True}, "a: b"], "none": []}), end="")
    name: "no"
    parts:
    - at: 0.5
      on: true
    - "a: b"
    none: []
    """
    if isinstance(value, dict) and value:
        return "".join(f"{indent}{name}:{_below(one, indent)}" for name, one in value.items())
    if isinstance(value, list) and value:
        found = (as_yaml(one, f"{indent}  ") for one in value)
        return "".join(f"{indent}- {text[len(indent) + 2 :]}" for text in found)
    return f"{indent}{_plain(value)}\n"


def _below(value: Any, indent: str) -> str:
    if isinstance(value, list) and value:
        return f"\n{as_yaml(value, indent)}"
    return f"\n{as_yaml(value, f'{indent}  ')}" if isinstance(value, dict) and value else f" {_plain(value)}\n"


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    letters = (one if one.isprintable() else f"\\U{ord(one):08x}" for one in value.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{"".join(letters)}"'
