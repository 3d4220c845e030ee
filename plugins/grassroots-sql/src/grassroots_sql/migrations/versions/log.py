"""The tables of the log, as the first version had them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import TIMESTAMP, BigInteger, Boolean, Column, Identity, LargeBinary, Text, text

revision = "1"
down_revision = None

_TEXT = Text(collation="C")


def _text(name: str) -> Column[str]:
    return Column(name, _TEXT, nullable=False)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=False)


def _counted() -> Column[int]:
    return Column("number", BigInteger, Identity(), primary_key=True)


def upgrade() -> None:
    """Makes them, with a log that stands at nought."""
    op.create_table("_head", _number("seq"), _text("hash"))
    op.execute("INSERT INTO _head VALUES (0, '')")
    op.create_table(
        "_batch", _counted(), Column("id", _TEXT, nullable=False, unique=True), _text("actor"), _text("reason"),
        Column("at", TIMESTAMP(timezone=True)), _text("why"), Column("why_salt", LargeBinary), _text("stays"),
        Column("salt", LargeBinary), Column("erasable", _TEXT), _number("seq"), _text("hash"),
    )  # fmt: skip
    op.create_table(
        "_log", _number("seq", key=True), _number("batch"), _text("noun"), _text("id"), _number("version"),
        Column("withdrawn", Boolean, nullable=False), Column("redacted", Boolean, nullable=False),
        Column("file", _TEXT), Column("sheet", _TEXT), Column("row", BigInteger),
        _text("facts"), _text("personal"), _text("hash"),
    )  # fmt: skip
    op.create_index("_log_key", "_log", ["noun", "id", "seq"])
    op.create_table("_salt", _number("seq", key=True), Column("salt", LargeBinary, nullable=False))
    op.create_table(
        "_outbox", _counted(), Column("key", _TEXT, nullable=False, unique=True), _number("batch"), _text("channel"),
        _text("recipient"), _text("subject"), _text("body"), _text("about"), _text("state"), _number("attempts"), _text("error"),
        Column("due", TIMESTAMP(timezone=True)),
    )  # fmt: skip
    op.create_index("_outbox_due", "_outbox", ["due"], postgresql_where=text("state IN ('new', 'leased')"))
    op.create_table("_bad_row", _counted(), _number("batch"), _text("row"))
