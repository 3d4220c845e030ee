"""The tables of an office in PostgreSQL: those of the log, and those that follow from the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    and_,
)
from sqlalchemy.types import TypeEngine

from grassroots.fields import Column as Kind
from grassroots.store import model_tables, pointers

REVISION = "3"
"""The newest revision of the log tables (`grassroots_sql.migrations`). A higher one was written by a newer version. Tables of the model grow without it."""

TEXT = Text(collation="C")
"""A text, sorted by code point."""

_KINDS: Mapping[Kind, TypeEngine[Any]] = {
    Kind.TEXT: TEXT,
    Kind.INTEGER: BigInteger(),
    Kind.DECIMAL: BigInteger(),
    Kind.FLAG: Boolean(),
    Kind.DATE: Date(),
    Kind.TIME: Time(),
}

META = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, TEXT, primary_key=key, nullable=False)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=False)


def _counted() -> Column[int]:
    return Column("number", BigInteger, Identity(), primary_key=True)


revision = Table("_revision", META, Column("version_num", String(32), primary_key=True))
head = Table("_head", META, _number("seq"), _text("hash"))
batch = Table(
    "_batch", META, _counted(), Column("id", TEXT, nullable=False, unique=True), _text("actor"), _text("reason"),
    Column("at", TIMESTAMP(timezone=True)), _text("why"), Column("why_salt", LargeBinary), _text("stays"),
    Column("salt", LargeBinary), Column("erasable", TEXT), _number("seq"), _text("hash"), Column("beside", TEXT),
)  # fmt: skip
log = Table(
    "_log", META, _number("seq", key=True), _number("batch"), _text("noun"), _text("id"), _number("version"),
    Column("withdrawn", Boolean, nullable=False), Column("redacted", Boolean, nullable=False),
    Column("file", TEXT), Column("sheet", TEXT), Column("row", BigInteger),
    _text("facts"), _text("personal"), _text("hash"), Index("_log_key", "noun", "id", "seq"),
)  # fmt: skip
salt = Table("_salt", META, _number("seq", key=True), Column("salt", LargeBinary, nullable=False))
outbox = Table(
    "_outbox", META, _counted(), Column("key", TEXT, nullable=False, unique=True), _number("batch"), _text("channel"),
    _text("recipient"), _text("subject"), _text("body"), _text("about"), _text("state"), _number("attempts"), _text("error"),
    Column("due", TIMESTAMP(timezone=True)), Column("digest", TEXT),
)  # fmt: skip
bad_row = Table("_bad_row", META, _counted(), _number("batch"), _text("row"))

Index("_outbox_due", outbox.c.due, postgresql_where=outbox.c.state.in_(("new", "leased")))


def _of_model() -> dict[str, Table]:
    found = {}
    for one in model_tables().values():
        keys: list[Column[Any]] = []
        for name in one.keys:
            opened = name == "to_seq"
            keys.append(Column(name, BigInteger, primary_key=not opened, autoincrement=False, nullable=opened))
        columns = [Column(column.name, _KINDS[column.type]) for column in one.columns]
        found[one.name] = table = Table(one.name, META, *keys, *columns)
        if one.keys[-1] == "to_seq":
            Index(f"{one.name}__id", table.c.id, table.c.from_seq)
    for pointer in pointers():
        if pointer.indexed:
            table = found[pointer.table]
            held = [table.c[pointer.column].is_not(None)]
            if pointer.table == pointer.noun:
                held.append(table.c.to_seq.is_(None))
            name = f"{pointer.table}__{pointer.column}"
            if name not in {index.name for index in table.indexes}:
                Index(name, table.c[pointer.column], postgresql_where=and_(*held))
    return found


model = _of_model()
"""The tables of the model, by name."""
