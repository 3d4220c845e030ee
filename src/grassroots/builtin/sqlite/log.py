"""The log: how a batch adds to it and to the tables of the nouns, and what its rows say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from grassroots.builtin.sqlite.cells import spread
from grassroots.builtin.sqlite.schema import insertion, quoted
from grassroots.codec import check_text
from grassroots.errors import BatchReused, Conflict, InvalidValue
from grassroots.store import Batch, Head, Key, Logged, Payload, bad_row_json, digest, erasable_of, link, moment_text
from grassroots.values import Source

Salts = Callable[[], bytes]

ENTRY = (
    "SELECT l.seq, l.noun, l.id, l.version, b.id, b.actor, b.reason, b.at, l.withdrawn, l.file, l.sheet, l.row, l.redacted, "
    "l.facts, l.personal, l.hash, b.why FROM _log l JOIN _batch b ON b.number = l.batch"
)
"""Asks for entries; `entry_of` reads the first thirteen columns, then come the digests of facts and personal part, the hash, and the digest of the reason."""


def append(db: sqlite3.Connection, salts: Salts, batch: Batch, payloads: Sequence[Payload], stays: str, erasable: str) -> Head:
    """Adds a batch with all that it brings; the head that it gave before, if it came before.

    Raises:
        Conflict: a record has not the expected version, or there is a change that the caller had not seen.
        BatchReused: the id came before with another content.
    """
    before = head_of(db, batch.id, stays, erasable)
    if before:
        return before
    known = last_of(db, batch.expect)
    for key, expected in batch.expect.items():
        found = known[key][1] if key in known else 0
        if found != expected:
            raise Conflict(key, expected, found)
    if batch.seen is not None and batch.seen != (now := seq_of(db)):
        raise Conflict(("", ""), batch.seen, now)
    number, why = add_batch(db, salts, batch, stays, erasable)
    changes = [(change.key, change.source, payload) for change, payload in zip(batch.changes, payloads, strict=True)]
    head = add_entries(db, salts, number, batch, why, changes, redacted=False)
    db.executemany(
        "INSERT OR IGNORE INTO _outbox (key, batch, channel, recipient, subject, body, about, state, attempts, error, due) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'new', 0, '', 0)",
        [
            (one.key, number, one.channel, one.to, one.subject, one.body, json.dumps([list(key) for key in one.about]))
            for one in batch.outbox
        ],
    )
    for place in batch.clears:
        text = json.dumps(list(place))
        forget(db, "SELECT batch FROM _bad_row WHERE place = ?", text)
        db.execute("DELETE FROM _bad_row WHERE place = ?", (text,))
    db.executemany(
        "INSERT INTO _bad_row (batch, place, row) VALUES (?, ?, ?)",
        [(number, json.dumps([row.source.file, row.source.sheet]), bad_row_json(row)) for row in batch.bad_rows],
    )
    return head


def seq_of(db: sqlite3.Connection) -> int:
    """The number of the last change."""
    return int(db.execute("SELECT seq FROM _head").fetchone()[0])


Last = tuple[int, int, int, str | None, str | None, int | None]
"""Of the last entry of a record: its number, the version, whether it is withdrawn, the file, sheet and row that brought it."""


def last_of(db: sqlite3.Connection, keys: Iterable[Key], until: int | None = None) -> dict[Key, Last]:
    """The last entry of each of these records of which the log knows any, in one question a noun; with `until`, as of that change."""
    ids: dict[str, list[str]] = {}
    for noun, id in dict.fromkeys(keys):
        if storable(noun, id):
            ids.setdefault(noun, []).append(id)
    # Where SQLite finds a greatest value, the other columns are those of its row.
    sql = (
        "SELECT id, max(seq), version, withdrawn, file, sheet, row FROM _log "
        "WHERE noun = ? AND id IN (SELECT value FROM json_each(?)) AND seq <= ? GROUP BY id"
    )
    latest = seq_of(db) if until is None else until
    return {
        (noun, id): tuple(last)
        for noun, listed in ids.items()
        for id, *last in db.execute(sql, (noun, json.dumps(listed), latest))
    }


def head_of(db: sqlite3.Connection, batch: str, stays: str, erasable: str) -> Head | None:
    """The head that a batch gave when it first came; None if it is new.

    Raises:
        BatchReused: the id came before with another content.
    """
    known = db.execute("SELECT stays, salt, erasable, seq, hash FROM _batch WHERE id = ?", (batch,)).fetchone()
    if not known:
        return None
    was, salt, guarded, seq, hash = known
    if was != digest(stays) or (salt is not None and guarded != digest(erasable, salt)):
        raise BatchReused(f"batch {batch!r} came before with another content; give each batch an id of its own")
    return Head(seq, hash)


def add_batch(db: sqlite3.Connection, salts: Salts, batch: Batch, stays: str, erasable: str) -> tuple[int, str]:
    """Notes a batch; its number, and the digest of its reason."""
    salt, why_salt = salts(), salts() if batch.reason else None
    why = digest(batch.reason, why_salt) if why_salt else ""
    at = moment_text(batch.at)
    row = (batch.id, batch.actor, batch.reason, at, why, why_salt, digest(stays), salt, digest(erasable, salt))
    sql = (
        "INSERT INTO _batch (id, actor, reason, at, why, why_salt, stays, salt, erasable, seq, hash) "
        "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, seq, hash FROM _head"
    )
    return int(db.execute(sql, row).lastrowid or 0), why


def add_entries(
    db: sqlite3.Connection,
    salts: Salts,
    number: int,
    batch: Batch,
    why: str,
    changes: Sequence[tuple[Key, Source | None, Payload]],
    *,
    redacted: bool,
) -> Head:
    """Writes the entries of a batch with what they bring; gives the head after them."""
    seq, hash = db.execute("SELECT seq, hash FROM _head").fetchone()
    at = None if batch.at is None else batch.at.astimezone(UTC)
    log, new_salts = [], []
    closed: dict[str, list[tuple[int, int]]] = {}
    rows: dict[str, list[Sequence[Any]]] = {}
    known = last_of(db, [key for key, _, _ in changes])
    for (noun, id), source, payload in changes:
        seq += 1
        before = known.get((noun, id))
        version = before[1] + 1 if before else 1
        if before and not before[2]:
            closed.setdefault(noun, []).append((seq, before[0]))
        withdrawn = payload.encoded is None
        entry = Logged(
            seq=seq, noun=noun, id=id, version=version, batch=batch.id, actor=batch.actor, reason=batch.reason, at=at,
            withdrawn=withdrawn, source=source, redacted=redacted,
        )  # fmt: skip
        facts = digest(payload.facts) if payload.facts else ""
        personal = ""
        if text := erasable_of(payload.personal, source):
            salt = salts()
            personal = digest(text, salt)
            new_salts.append((seq, salt))
        hash = link(hash, entry, facts, personal, why)
        place = (source.file, source.sheet, source.row) if source else (None, None, None)
        digests = (bytes.fromhex(facts), bytes.fromhex(personal), bytes.fromhex(hash))
        log.append((seq, number, noun, id, version, withdrawn, redacted, *place, *digests))
        if payload.encoded is not None:
            spread(rows, noun, seq, payload.encoded)
    db.executemany("INSERT INTO _log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
    db.executemany("INSERT INTO _salt VALUES (?, ?)", new_salts)
    for noun, ends in closed.items():
        db.executemany(f"UPDATE {quoted(noun)} SET to_seq = ? WHERE from_seq = ?", ends)
    for table, values in rows.items():
        db.executemany(insertion(table), values)
    db.execute("UPDATE _head SET seq = ?, hash = ?", (seq, hash))
    db.execute("UPDATE _batch SET seq = ?, hash = ? WHERE number = ?", (seq, hash, number))
    return Head(seq, hash)


def forget_why(db: sqlite3.Connection, noun: str, id: str) -> None:
    """Drops why a record was changed, and from which rows it came."""
    db.execute(
        "UPDATE _batch SET reason = '', why_salt = NULL WHERE number IN (SELECT batch FROM _log WHERE noun = ? AND id = ?)",
        (noun, id),
    )
    db.execute("UPDATE _log SET file = NULL, sheet = NULL, row = NULL WHERE noun = ? AND id = ?", (noun, id))


def forget(db: sqlite3.Connection, batches: str, *values: object) -> None:
    """Drops the digests of what these batches brought that is erased, and their salts, so that nobody can confirm a guess."""
    db.execute(f"UPDATE _batch SET salt = NULL, erasable = NULL WHERE number IN ({batches})", values)


def entry_of(row: Sequence[Any]) -> Logged:
    """The entry that a row of `ENTRY` says."""
    seq, noun, id, version, batch, actor, reason, at, withdrawn, file, sheet, line, redacted = row[:13]
    return Logged(
        seq=seq, noun=noun, id=id, version=version, batch=batch, actor=actor, reason=reason,
        at=None if at is None else datetime.fromisoformat(at), withdrawn=bool(withdrawn), source=source_of(file, sheet, line),
        redacted=bool(redacted),
    )  # fmt: skip


def source_of(file: str | None, sheet: str | None, row: int | None) -> Source | None:
    """The row that brought a change; None where none did."""
    return None if file is None else Source(file, sheet or "", row or 0)


def storable(*texts: str) -> bool:
    """Whether a store could hold these texts at all; what it could not hold does not exist."""
    try:
        for text in texts:
            check_text(text)
    except InvalidValue:
        return False
    return True
