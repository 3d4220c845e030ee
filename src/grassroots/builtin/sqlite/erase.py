"""Erasing: the personal part of every version of a record goes, and so do the digests and messages that could confirm it."""

from __future__ import annotations

import json
import sqlite3

from grassroots.builtin.sqlite.cells import load
from grassroots.builtin.sqlite.log import Salts, add_batch, add_entries, forget, forget_why, head_of, last_of, seq_of
from grassroots.builtin.sqlite.schema import personal_tables, quoted
from grassroots.codec import decode, parts_json
from grassroots.errors import Conflict, NotFound
from grassroots.store import Batch, Erasure, Head, Key, Payload, bad_row_json


def redact(db: sqlite3.Connection, salts: Salts, erasure: Erasure, stays: str, erasable: str) -> Head:
    """Erases the personal part of these records and logs that it was done; the head before, if it was done under this id before.

    Raises:
        NotFound: the log knows no such record.
        Conflict: there is a change that the caller had not seen.
        BatchReused: the id came before with another content.
    """
    before = head_of(db, erasure.id, stays, erasable)
    if before:
        return before
    if erasure.seen is not None and erasure.seen != (now := seq_of(db)):
        raise Conflict(("", ""), erasure.seen, now)
    wanted = sorted(set(erasure.keys))
    last = last_of(db, wanted)
    unknown = [key for key in wanted if key not in last]
    if unknown:
        raise NotFound(f"nothing was erased: the log knows no {unknown[0][0]} {unknown[0][1]!r}")
    changes = [(key, None, _bare(db, key, entry[0])) for key, entry in sorted(last.items())]
    for noun, id in wanted:
        entries = "SELECT seq FROM _log WHERE noun = ? AND id = ?"
        forget(db, "SELECT batch FROM _log WHERE noun = ? AND id = ?", noun, id)
        for table, owner in personal_tables(noun):
            db.execute(f"DELETE FROM {quoted(table)} WHERE {owner} IN ({entries})", (noun, id))
        db.execute(f"DELETE FROM _salt WHERE seq IN ({entries})", (noun, id))
        forget_why(db, noun, id)
    _empty_messages(db, set(wanted), set(erasure.messages))
    for row in erasure.bad_rows:
        text = bad_row_json(row)
        forget(db, "SELECT batch FROM _bad_row WHERE row = ?", text)
        db.execute("DELETE FROM _bad_row WHERE row = ?", (text,))
    batch = Batch(id=erasure.id, actor=erasure.actor, reason=erasure.reason, at=erasure.at)
    number, why = add_batch(db, salts, batch, stays, erasable)
    return add_entries(db, salts, number, batch, why, changes, redacted=True)


def _bare(db: sqlite3.Connection, key: Key, seq: int) -> Payload:
    """The facts of the last version of a record; nothing of a withdrawn one."""
    encoded = load(db, key[0], [seq], personal=False).get(seq)
    facts = parts_json(decode(key[0], encoded))[0] if encoded else ""
    return Payload(encoded, facts, "")


def _empty_messages(db: sqlite3.Connection, keys: set[Key], named: set[str]) -> None:
    for number, key, about in db.execute("SELECT number, key, about FROM _outbox").fetchall():
        if key in named or keys & {(noun, id) for noun, id in json.loads(about)}:
            forget(db, "SELECT batch FROM _outbox WHERE number = ?", number)
            db.execute(
                "UPDATE _outbox SET recipient = '', subject = '', body = '', error = '', "
                "state = CASE state WHEN 'sent' THEN 'sent' ELSE 'dead' END WHERE number = ?",
                (number,),
            )
