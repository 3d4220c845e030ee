"""The tables of the file, by the model: what each has, what makes it, which columns lead to other records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache

from attrs import frozen

from grassroots.codec import StoredColumn, columns_of
from grassroots.errors import InvalidArgument
from grassroots.fields import Column, FieldInfo, Part, fields_of
from grassroots.model import NOUNS
from grassroots.values import Ref

APPLICATION_ID = int.from_bytes(b"GRAS")
"""Stands in the header of every file that this store makes."""

LAYOUT = 3
"""The layout of the log tables. A file with a higher one was written by a newer version. Tables of the model grow without it."""

_LOG_TABLES: Mapping[str, str] = {
    "_batch": "number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, reason TEXT NOT NULL, at TEXT, "
    "why TEXT NOT NULL, why_salt BLOB, stays TEXT NOT NULL, salt BLOB, erasable TEXT, seq INTEGER NOT NULL, hash TEXT NOT NULL",
    "_log": "seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES _batch(number), noun TEXT NOT NULL, id TEXT NOT NULL, "
    "version INTEGER NOT NULL, withdrawn INTEGER NOT NULL, redacted INTEGER NOT NULL, file TEXT, sheet TEXT, row INTEGER, "
    "facts BLOB NOT NULL, personal BLOB NOT NULL, hash BLOB NOT NULL",
    "_salt": "seq INTEGER PRIMARY KEY REFERENCES _log(seq), salt BLOB NOT NULL",
    "_head": "one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL",
    "_outbox": "number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, batch INTEGER NOT NULL REFERENCES _batch(number), "
    "channel TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, about TEXT NOT NULL, "
    "state TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, due INTEGER NOT NULL",
    "_bad_row": "number INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES _batch(number), place TEXT NOT NULL, row TEXT NOT NULL",
}
INDEXES = (
    "CREATE INDEX IF NOT EXISTS _log_key ON _log (noun, id, seq)",
    "CREATE INDEX IF NOT EXISTS _outbox_due ON _outbox (due) WHERE state IN ('new', 'leased')",
)

_TYPES: Mapping[Column, str] = {
    Column.TEXT: "TEXT",
    Column.INTEGER: "INTEGER",
    Column.DECIMAL: "INTEGER",
    Column.FLAG: "INTEGER",
    Column.DATE: "TEXT",
    Column.TIME: "TEXT",
}


def sqlite_version() -> tuple[int, int, int]:
    """The version of SQLite that Python has here."""
    return sqlite3.sqlite_version_info


def quoted(name: str) -> str:
    """A name of the model as an SQL identifier. Names come from classes only, never from data."""
    if not name.isidentifier():
        raise InvalidArgument(f"{name!r} is no name of the model")
    return f'"{name}"'


def rows_of(field: str) -> str:
    """The table of the rows of a field; one for all nouns that have a field of this name."""
    return f"rows__{field}"


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """Every table with its columns and their types, by the model."""
    tables: dict[str, dict[str, str]] = {}
    for name, definition in _LOG_TABLES.items():
        tables[name] = dict(part.split(" ", 1) for part in definition.split(", "))
    for noun in NOUNS:
        layout = columns_of(noun)
        keys = {"from_seq": "INTEGER PRIMARY KEY REFERENCES _log(seq)", "to_seq": "INTEGER"}
        tables[noun] = _typed(keys, layout.facts)
        if layout.personal:
            tables[f"{noun}__personal"] = _typed({"from_seq": "INTEGER PRIMARY KEY REFERENCES _log(seq)"}, layout.personal)
        for child in layout.children:
            owner = {"owner": "INTEGER NOT NULL REFERENCES _log(seq)", "position": "INTEGER NOT NULL"}
            for name, columns in ((rows_of(child.field), child.facts), (f"{rows_of(child.field)}__personal", child.personal)):
                table = _typed(owner, columns)
                # one table serves every noun that has a field of this name, since numbers of changes are unique over all
                if tables.setdefault(name, table) != table:
                    raise TypeError(f"{noun}.{child.field} has other columns than a field of the same name of another noun")
    return {name: columns for name, columns in tables.items() if len(columns) > 2 or not name.startswith("rows__")}


def _typed(keys: Mapping[str, str], columns: Iterable[StoredColumn]) -> dict[str, str]:
    typed = dict(keys)
    for column in columns:
        if column.name in typed:
            raise TypeError(f"a field cannot be called {column.name}")
        typed[column.name] = _TYPES[column.type]
    return typed


def creation(table: str, columns: Mapping[str, str]) -> list[str]:
    """The statements that make a table."""
    parts = [f"{quoted(name)} {definition}" for name, definition in columns.items()]
    strict = ["STRICT"] if sqlite_version() >= (3, 37, 0) else []
    if table.startswith("rows__"):
        parts.append("PRIMARY KEY (owner, position)")
        strict.append("WITHOUT ROWID")
    statements = [f"CREATE TABLE {quoted(table)} ({', '.join(parts)}) {', '.join(strict)}"]
    if table in NOUNS:
        statements.append(f"CREATE INDEX {quoted(f'{table}__id')} ON {quoted(table)} (id, from_seq)")
    return statements


@frozen
class _Pointer:
    """A column that holds ids of other records. `tagged`: a column beside it (`NAME_noun`) says of which noun."""

    noun: str
    table: str
    column: str
    targets: tuple[str, ...]
    tagged: str

    @property
    def indexed(self) -> bool:
        """Whether it is found by an index. Not where it leads to units or posts only, which change rarely, and to which nearly everything leads."""
        return not set(self.targets) <= {"unit", "post"}

    def index(self) -> tuple[str, str]:
        """The name of the index, and the statement that makes it: of what stands, and of what is there at all."""
        name = f"{self.table}__{self.column}"
        held = " AND to_seq IS NULL" if self.table == self.noun else ""
        column = quoted(self.column)
        return name, f"CREATE INDEX {quoted(name)} ON {quoted(self.table)} ({column}) WHERE {column} IS NOT NULL{held}"

    def query(self) -> str:
        """What finds the ids of the records that stand and lead to one of the ids."""
        column, own = quoted(self.column), self.table == self.noun
        owner = "owner" if self.table.startswith("rows__") else "from_seq"
        joined = "" if own else f" JOIN {quoted(self.noun)} f ON f.from_seq = p.{owner}"
        record, tag = ("p" if own else "f"), f" AND p.{quoted(self.tagged)} = ?" if self.tagged else ""
        return (
            f"SELECT {record}.id FROM {quoted(self.table)} p{joined} "
            f"WHERE p.{column} IN (SELECT value FROM json_each(?)){tag} AND {record}.to_seq IS NULL"
        )


@cache
def pointers() -> tuple[_Pointer, ...]:
    """Every column that leads to other records, by the model."""
    found = []
    for noun, cls in NOUNS.items():
        for info in fields_of(cls):
            hidden = "__personal" if info.part is Part.PERSONAL else ""
            if not info.many:
                found += _pointing(noun, f"{noun}{hidden}", info)
            elif isinstance(info.kind, type):
                for inner in fields_of(info.kind):
                    below = "__personal" if inner.part is Part.PERSONAL else ""
                    found += _pointing(noun, f"{rows_of(info.name)}{below}", inner)
    return tuple(found)


def _pointing(noun: str, table: str, info: FieldInfo) -> list[_Pointer]:
    if not info.refs:
        return []
    if info.kind is Ref:
        return [_Pointer(noun, table, f"{info.name}_id", tuple(NOUNS), f"{info.name}_noun")]
    return [_Pointer(noun, table, info.name, info.refs, "")]


@cache
def pointer_indexes() -> Mapping[str, str]:
    """The name of each index that finds what refers to a record, and the statement that makes it."""
    return dict(one.index() for one in pointers() if one.indexed)


@cache
def insertion(table: str) -> str:
    """The statement that adds a row."""
    columns = tables()[table]
    names = ", ".join(quoted(name) for name in columns)
    return f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join('?' * len(columns))})"


@cache
def personal_tables(noun: str) -> tuple[tuple[str, str], ...]:
    """The tables of the personal part of a noun, each with the column that names the change."""
    layout = columns_of(noun)
    own = ((f"{noun}__personal", "from_seq"),) if layout.personal else ()
    return own + tuple((f"{rows_of(child.field)}__personal", "owner") for child in layout.children if child.personal)


def names(columns: Iterable[StoredColumn], table: str) -> str:
    """The columns of a table, for a SELECT."""
    return ", ".join(f"{table}.{quoted(column.name)}" for column in columns)
