"""Erasing: the personal part of every version of a record goes, and so do the digests and messages that could confirm it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from grassroots.builtin.sqlite.cells import load
from grassroots.builtin.sqlite.log import Salts, add_batch, add_entries, forget, head_of, last_of, source_of
from grassroots.builtin.sqlite.schema import personal_tables, quoted
from grassroots.codec import decode, parts_json
from grassroots.errors import NotFound
from grassroots.store import Batch, Head, Key, Payload
from grassroots.values import Source


def redact(db: sqlite3.Connection, salts: Salts, keys: Sequence[Key], batch: Batch, content: str) -> Head:
    """Erases the personal part of these records and logs that it was done; the head before, if it was done under this id before.

    Raises:
        NotFound: the log knows no such record.
        BatchReused: the id came before with another content.
    """
    before = head_of(db, batch.id, content, "")
    if before:
        return before
    wanted = sorted(set(keys))
    last = last_of(db, wanted)
    unknown = [key for key in wanted if key not in last]
    if unknown:
        raise NotFound(f"nothing was erased: the log knows no {unknown[0][0]} {unknown[0][1]!r}")
    changes = [(key, *_bare(db, key, entry[0])) for key, entry in sorted(last.items())]
    for noun, id in wanted:
        entries = "SELECT seq FROM _log WHERE noun = ? AND id = ?"
        forget(db, "SELECT batch FROM _log WHERE noun = ? AND id = ?", noun, id)
        for table, owner in personal_tables(noun):
            db.execute(f"DELETE FROM {quoted(table)} WHERE {owner} IN ({entries})", (noun, id))
        db.execute(f"DELETE FROM _salt WHERE seq IN ({entries})", (noun, id))
    _empty_messages(db, set(wanted))
    number = add_batch(db, salts, batch, content, None)
    return add_entries(db, salts, number, batch, changes, redacted=True)


def _bare(db: sqlite3.Connection, key: Key, seq: int) -> tuple[Source | None, Payload]:
    """The source and the facts of the last version of a record; nothing of a withdrawn one."""
    file, sheet, row = db.execute("SELECT file, sheet, row FROM _log WHERE seq = ?", (seq,)).fetchone()
    encoded = load(db, key[0], [seq], personal=False).get(seq)
    facts = parts_json(decode(key[0], encoded))[0] if encoded else ""
    return source_of(file, sheet, row), Payload(encoded, facts, "")


def _empty_messages(db: sqlite3.Connection, keys: set[Key]) -> None:
    for number, about in db.execute("SELECT number, about FROM _outbox WHERE about <> '[]'").fetchall():
        if keys & {(noun, id) for noun, id in json.loads(about)}:
            forget(db, "SELECT batch FROM _outbox WHERE number = ?", number)
            db.execute(
                "UPDATE _outbox SET recipient = '', subject = '', body = '', error = '', "
                "state = CASE state WHEN 'sent' THEN 'sent' ELSE 'dead' END WHERE number = ?",
                (number,),
            )
