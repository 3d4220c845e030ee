"""What a compiled measure reads: tables, and the columns of each. They are written under these names before it is counted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ibis
from attrs import define, field, frozen

from grassroots.errors import InvalidArgument
from grassroots.fields import DECIMAL_PLACES, Column
from grassroots.model import DERIVED

TYPES: Mapping[Column, str] = {
    Column.TEXT: "string",
    Column.INTEGER: "int64",
    Column.DECIMAL: f"decimal(38, {DECIMAL_PLACES})",
    Column.FLAG: "boolean",
    Column.DATE: "int64",
    Column.TIME: "int64",
}
"""How each type of column lies in a database: a day as its number, a time of day in microseconds."""
STRETCHES = ("month", "quarter", "half_year", "year")
_PLAIN = re.compile(r"[a-z][a-z0-9_.]{0,50}", re.ASCII)


class NotCompiled(InvalidArgument):
    """What is asked is left to the reference; the text says why."""


def column_name(path: str) -> str:
    """The column in which the values at a path stand."""
    if _PLAIN.fullmatch(path) and "__" not in path:
        return path.replace(".", "__")
    return f"column_{hashlib.sha256(path.encode()).hexdigest()[:16]}"


@frozen
class Written:
    """A table that is written. `of`: what lies in it; `noun`, `path`: of what."""

    of: str
    noun: str = ""
    path: str = ""

    @property
    def name(self) -> str:
        """Its name in the database."""
        path = column_name(self.path) if self.path else ""
        return "__".join(filter(None, ("grassroots", self.noun, self.of if self.of != "records" else "", path)))

    @property
    def daily(self) -> bool:
        """Whether it holds what rules say, on the days alone for which it was written."""
        return self.of == "said" or (self.of == "records" and self.noun in DERIVED)


FIXED: Mapping[str, Mapping[str, str]] = {
    "records": {"id": "string", "n": "int64", "home": "string", "begins": "int64", "ends": "int64", "flow": "string", "read": "int64"},
    "steps": {
        "id": "string", "n": "int64", "flow": "string", "state": "string", "on": "int64", "at": "int64", "due": "int64",
        "due_at": "int64", "outcome": "string", "rating": "string", "ground": "string", "unit": "string",
    },
    "said": {"id": "string", "read": "int64"},
    "asks": {
        "ask": "int64", "read": "int64", "as_of": "int64", "start": "int64", "until": "int64",
        **{f"{one}_{end}": "int64" for one in STRETCHES for end in ("start", "until")},
    },
    "parts": {"ask": "int64", "whole": "string", "part": "string", "start": "int64", "until": "int64"},
    "periods": {"question": "int64", "ask": "int64", "start": "int64", "until": "int64"},
    "places": {"home": "string", "since": "int64", "until": "int64", "unit": "string"},
    "placed": {"home": "string", "unit": "string"},
    "above": {"unit": "string", "upper": "string"},
    "persons": {"id": "string", "person": "string"},
}  # fmt: skip
"""The columns that each kind of table has whatever is asked: `records` and `steps` of a noun, in the order in which they came; what rules have `said` of records;
`asks`, the days on which is read; whole `parts` of stretches round these; the `periods` of figures; `places`, where records of a unit count from day to day, and
`placed`, where they do on the as-of day; `above`, each unit and all `upper` ones, itself among them; `persons`, those who go on under another record."""


@define
class Needs:
    """The tables that are read, and the columns of each, beside those that every table of its kind has."""

    tables: dict[Written, dict[str, tuple[str, Column]]] = field(factory=dict)

    def add(self, table: Written, columns: Mapping[str, tuple[str, Column]] | None = None) -> None:
        """Adds columns: name → the path that they hold, and its type."""
        self.tables.setdefault(table, {}).update(columns or {})

    def __iter__(self) -> Iterator[tuple[Written, dict[str, tuple[str, Column]]]]:
        return iter(self.tables.items())


def schema_of(table: Written, columns: Mapping[str, tuple[str, Column]]) -> dict[str, str]:
    """The types of all columns of a table; beside a decimal stands of how many places it was written."""
    found = dict(FIXED[table.of])
    for name, (_, kind) in columns.items():
        found[name] = TYPES[kind]
        if kind is Column.DECIMAL:
            found[places_of(name)] = "int64"
    return found


def places_of(column: str) -> str:
    """The column that says with how many decimal places a number was written."""
    return f"{column}__places"


def unbound(table: Written, columns: Mapping[str, tuple[str, Column]]) -> Any:
    """The table as expressions name it."""
    return ibis.table(schema_of(table, columns), name=table.name)
