"""The outbox of the store: messages are taken for a while, and leave, or come back, or are dead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from grassroots.builtin.sqlite.log import storable
from grassroots.errors import NotFound
from grassroots.store import Leased, Message

_MESSAGE = "key, channel, recipient, subject, body, about"


def lease(db: sqlite3.Connection, limit: int, now: datetime, seconds: int) -> list[Leased]:
    """Takes messages that are due, those due first first."""
    sql = (
        f"SELECT number, attempts + 1, {_MESSAGE} FROM _outbox "
        "WHERE state IN ('new', 'leased') AND due <= ? ORDER BY due, number LIMIT ?"
    )
    until = _micro(now + timedelta(seconds=seconds))
    rows = db.execute(sql, (_micro(now), max(limit, 0))).fetchall()
    db.executemany(
        "UPDATE _outbox SET state = 'leased', attempts = attempts + 1, due = ? WHERE number = ?",
        [(until, row[0]) for row in rows],
    )
    return [Leased(message=_message(row[2:]), attempt=row[1]) for row in rows]


def mark_sent(db: sqlite3.Connection, key: str) -> None:
    """The message left.

    Raises:
        NotFound: there is no such message.
    """
    _mark(db, key, "UPDATE _outbox SET state = 'sent', error = '' WHERE key = ?")


def mark_failed(db: sqlite3.Connection, key: str, error: str, retry_at: datetime | None) -> None:
    """The message did not leave; one that left stays sent.

    Raises:
        NotFound: there is no such message.
    """
    state, due = ("dead", 0) if retry_at is None else ("new", _micro(retry_at))
    sql = (
        "UPDATE _outbox SET state = CASE state WHEN 'sent' THEN 'sent' ELSE ? END, "
        "error = CASE state WHEN 'sent' THEN '' ELSE ? END, due = ? WHERE key = ?"
    )
    _mark(db, key, sql, state, error, due)


def _mark(db: sqlite3.Connection, key: str, sql: str, *values: Any) -> None:
    if not storable(key) or db.execute(sql, (*values, key)).rowcount == 0:
        raise NotFound(f"the outbox has no message {key!r}")


def outbox(db: sqlite3.Connection) -> list[tuple[Message, str, int, str]]:
    """Every message with its state, the attempts so far, and the last error."""
    rows = db.execute(f"SELECT state, attempts, error, {_MESSAGE} FROM _outbox ORDER BY number")
    return [(_message(row[3:]), row[0], row[1], row[2]) for row in rows]


def _message(row: Sequence[str]) -> Message:
    key, channel, to, subject, body, about = row
    keys = tuple((noun, id) for noun, id in json.loads(about))
    return Message(key=key, channel=channel, to=to, subject=subject, body=body, about=keys)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micro(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
