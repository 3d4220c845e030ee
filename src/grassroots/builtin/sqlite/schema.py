"""The tables of the file: those of the log, and those of the model as SQLite has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from grassroots.builtin.sqlite.build import PYTHON
from grassroots.codec import StoredColumn
from grassroots.errors import InvalidArgument
from grassroots.fields import Column
from grassroots.model import NOUNS
from grassroots.store import Pointer, model_tables, pointers

APPLICATION_ID = int.from_bytes(b"GRAS")
"""Stands in the header of every file that this store makes."""

LAYOUT = 3
"""The layout of the log tables. A file with a higher one was written by a newer version. Tables of the model grow without it."""

_LOG_TABLES: Mapping[str, str] = {
    "_batch": "number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, reason TEXT NOT NULL, at TEXT, "
    "why TEXT NOT NULL, why_salt BLOB, stays TEXT NOT NULL, salt BLOB, erasable TEXT, seq INTEGER NOT NULL, hash TEXT NOT NULL, beside TEXT",
    "_log": "seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES _batch(number), noun TEXT NOT NULL, id TEXT NOT NULL, "
    "version INTEGER NOT NULL, withdrawn INTEGER NOT NULL, redacted INTEGER NOT NULL, file TEXT, sheet TEXT, row INTEGER, "
    "facts BLOB NOT NULL, personal BLOB NOT NULL, hash BLOB NOT NULL",
    "_salt": "seq INTEGER PRIMARY KEY REFERENCES _log(seq), salt BLOB NOT NULL",
    "_head": "one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL",
    "_outbox": "number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, batch INTEGER NOT NULL REFERENCES _batch(number), "
    "channel TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, about TEXT NOT NULL, "
    "state TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, due INTEGER NOT NULL, digest TEXT",
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
_KEYS: Mapping[str, str] = {
    "from_seq": "INTEGER PRIMARY KEY REFERENCES _log(seq)",
    "to_seq": "INTEGER",
    "owner": "INTEGER NOT NULL REFERENCES _log(seq)",
    "position": "INTEGER NOT NULL",
}


@cache
def quoted(name: str) -> str:
    """A name of the model as an SQL identifier. Names come from classes only, never from data."""
    if not name.isidentifier():
        raise InvalidArgument(f"{name!r} is no name of the model")
    return f'"{name}"'


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """Every table with its columns and their types."""
    log = {name: dict(part.split(" ", 1) for part in definition.split(", ")) for name, definition in _LOG_TABLES.items()}
    model = {
        table.name: {key: _KEYS[key] for key in table.keys} | {column.name: _TYPES[column.type] for column in table.columns}
        for table in model_tables().values()
    }
    return {**log, **model}


def creation(table: str, columns: Mapping[str, str]) -> list[str]:
    """The statements that make a table."""
    parts = [f"{quoted(name)} {definition}" for name, definition in columns.items()]
    strict = ["STRICT"] if PYTHON.version >= (3, 37, 0) else []
    if table.startswith("rows__"):
        parts.append("PRIMARY KEY (owner, position)")
        strict.append("WITHOUT ROWID")
    statements = [f"CREATE TABLE {quoted(table)} ({', '.join(parts)}) {', '.join(strict)}"]
    if table in NOUNS:
        statements.append(f"CREATE INDEX {quoted(f'{table}__id')} ON {quoted(table)} (id, from_seq)")
    return statements


@cache
def pointer_indexes() -> Mapping[str, str]:
    """The name of each index that finds what refers to a record, and the statement that makes it: of what stands, and of what is there at all."""
    found = {}
    for one in pointers():
        if one.indexed:
            name, column = f"{one.table}__{one.column}", quoted(one.column)
            held = " AND to_seq IS NULL" if one.table == one.noun else ""
            found[name] = f"CREATE INDEX {quoted(name)} ON {quoted(one.table)} ({column}) WHERE {column} IS NOT NULL{held}"
    return found


@cache
def pointer_query(one: Pointer) -> str:
    """What finds the ids of the records that stand and lead to one of the ids."""
    own = one.table == one.noun
    joined = "" if own else f" JOIN {quoted(one.noun)} f ON f.from_seq = p.{one.owner}"
    record, tag = ("p" if own else "f"), f" AND p.{quoted(one.tagged)} = ?" if one.tagged else ""
    return (
        f"SELECT {record}.id FROM {quoted(one.table)} p{joined} "
        f"WHERE p.{quoted(one.column)} IN (SELECT value FROM json_each(?)){tag} AND {record}.to_seq IS NULL"
    )


@cache
def insertion(table: str) -> str:
    """The statement that adds a row."""
    columns = tables()[table]
    names = ", ".join(quoted(name) for name in columns)
    return f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join('?' * len(columns))})"


def names(columns: Iterable[StoredColumn], table: str) -> str:
    """The columns of a table, for a SELECT."""
    return ", ".join(f"{table}.{quoted(column.name)}" for column in columns)
