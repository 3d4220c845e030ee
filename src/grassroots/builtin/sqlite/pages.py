"""What is kept in the file, as one transaction sees it: the log, the records by table, messages and rows that wait."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from grassroots.builtin.sqlite.build import Connection
from grassroots.builtin.sqlite.cells import bound, cells_of
from grassroots.builtin.sqlite.schema import insertion, pointer_query, quoted
from grassroots.codec import Cells, ChildTable, Encoded, StoredColumn, columns_of
from grassroots.fields import Column
from grassroots.model import NOUNS, Record
from grassroots.problems import Problem
from grassroots.store import (
    Entry,
    Head,
    Key,
    Logged,
    Message,
    ModelTable,
    Noted,
    Post,
    about_of,
    as_columns,
    bad_row_of,
    change_fault,
    model_tables,
    moment_text,
    personal_tables,
    pointers,
    records_of,
    rows_of,
    spread,
)
from grassroots.values import Source

_LOGGED = (
    "l.seq, l.noun, l.id, l.version, b.id, b.actor, b.reason, b.at, l.withdrawn, l.file, l.sheet, l.row, l.redacted "
    "FROM {} JOIN _batch b ON b.number = l.batch"
)
_ENTRY = f"SELECT l.facts, l.personal, b.why, l.hash, s.salt, {_LOGGED.format('_log l LEFT JOIN _salt s ON s.seq = l.seq')}"
_BATCH = "SELECT id, actor, reason, at, why, why_salt, stays, salt, erasable, seq, hash, beside FROM _batch"
_POST = (
    "SELECT o.key, o.channel, o.recipient, o.subject, o.body, o.about, b.id, o.state, o.attempts, o.error, o.due, o.digest "
    "FROM _outbox o JOIN _batch b ON b.number = o.batch"
)


class SqlitePages:
    """One transaction on a connection."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    # -- the log --

    def head(self) -> Head:
        """Where the log stands."""
        return Head(*self._db.execute("SELECT seq, hash FROM _head").fetchone())

    def noted(self, id: str) -> Noted | None:
        """What is kept of a batch; None if it is new."""
        row = self._db.execute(f"{_BATCH} WHERE id = ?", (id,)).fetchone()
        return None if row is None else _noted(row)

    def batches(self) -> Iterator[Noted]:
        """What is kept of every batch."""
        return map(_noted, self._db.execute(f"{_BATCH} ORDER BY number"))

    def last(self, keys: Collection[Key], until: int) -> Mapping[Key, Logged]:
        """The last entry of each of these records, in one question a noun."""
        ids: dict[str, list[str]] = {}
        for noun, id in keys:
            ids.setdefault(noun, []).append(id)
        # Where SQLite finds a greatest value, the other columns are those of its row.
        newest = "(SELECT max(seq) AS seq, * FROM _log WHERE noun = ? AND id IN (SELECT value FROM json_each(?)) AND seq <= ? GROUP BY id) l"
        rows = (
            row
            for noun, listed in ids.items()
            for row in self._db.execute(f"SELECT {_LOGGED.format(newest)}", (noun, json.dumps(listed), until))
        )
        return {(one.noun, one.id): one for one in map(_logged, rows)}

    def standing(self, noun: str, after: str, limit: int, until: int) -> list[Logged]:
        """The entries that brought what stood, in the order of ids."""
        held = f"{quoted(noun)} f JOIN _log l ON l.seq = f.from_seq"
        sql = (
            f"SELECT {_LOGGED.format(held)} WHERE f.id > ? AND f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?) "
            "ORDER BY f.id LIMIT ?"
        )
        return [_logged(row) for row in self._db.execute(sql, (after, until, until, limit))]

    def entries(self, after: int, limit: int) -> list[Entry]:
        """The log after a change."""
        return self._entries("l.seq > ? ORDER BY l.seq LIMIT ?", after, limit)

    def history(self, key: Key) -> list[Entry]:
        """The entries about one record."""
        return self._entries("l.noun = ? AND l.id = ? ORDER BY l.seq", *key)

    def _entries(self, which: str, *values: object) -> list[Entry]:
        return [
            Entry(facts=facts.hex(), personal=personal.hex(), why=why, hash=hash.hex(), salt=salt or b"", logged=_logged(row))
            for facts, personal, why, hash, salt, *row in self._db.execute(f"{_ENTRY} WHERE {which}", values)
        ]

    # -- records --

    def records(self, noun: str, seqs: Sequence[int], *, personal: bool = True) -> Mapping[int, Record]:
        """The records that these changes brought; the rows of each table in one query for all."""
        which = json.dumps(list(seqs))

        def ask(table: ModelTable) -> list[Cells]:
            keys = [key for key in table.keys if key != "to_seq"]
            sql = (
                f"SELECT {', '.join((*keys, *(quoted(one.name) for one in table.columns)))} FROM {quoted(table.name)} "
                f"WHERE {keys[0]} IN (SELECT value FROM json_each(?)) ORDER BY {', '.join(keys)}"
            )
            return cells_of(self._db.execute(sql, (which,)), table.columns, len(keys))

        return records_of(noun, seqs, ask, personal=personal)

    def referring(self, keys: Collection[Key], nouns: Collection[str]) -> set[Key]:
        """The keys of the records that stand now and refer to one of these."""
        wanted: dict[str, list[str]] = {}
        for noun, id in keys:
            wanted.setdefault(noun, []).append(id)
        found: set[Key] = set()
        for target, ids in wanted.items():
            which = json.dumps(ids)
            for one in pointers():
                if target in one.targets and (not nouns or one.noun in nouns):
                    more = (which, target) if one.tagged else (which,)
                    found.update((one.noun, id) for (id,) in self._db.execute(pointer_query(one), more))
        return found

    def columns(self, noun: str, child: ChildTable | None, until: int, only: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or the rows of one of its fields, as columns."""
        held = "f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?)"
        if child is None:
            facts, table = (
                columns_of(noun).facts,
                {column.name: f"f.{quoted(column.name)}" for column in columns_of(noun).facts},
            )
            rest = f"FROM {quoted(noun)} f WHERE {held} ORDER BY f.id"
        else:
            place = StoredColumn("owner", Column.TEXT, False), StoredColumn("position", Column.INTEGER, False)
            facts = (*place, *child.facts)
            table = {"owner": "f.id", **{column.name: f"r.{quoted(column.name)}" for column in facts[1:]}}
            rows = f"JOIN {quoted(rows_of(child.field))} r ON r.owner = f.from_seq"
            rest = f"FROM {quoted(noun)} f {rows} WHERE {held} ORDER BY f.id, r.position"
        facts = tuple(column for column in facts if not only or column.name in only)
        sql = f"SELECT {', '.join(table[column.name] for column in facts)} {rest}"
        return as_columns([column.name for column in facts], cells_of(self._db.execute(sql, (until, until)), facts))

    # -- messages, and rows that wait --

    def posts(self, keys: Collection[str] | None = None) -> list[Post]:
        """The messages of these keys, or all, in the order in which they came."""
        if keys is None:
            return self._posts("ORDER BY o.number")
        return self._posts("WHERE o.key IN (SELECT value FROM json_each(?)) ORDER BY o.number", json.dumps(list(keys)))

    def due(self, now: datetime, limit: int) -> list[Post]:
        """The messages that may be taken, those due first first."""
        which = "WHERE o.state IN ('new', 'leased') AND o.due <= ? ORDER BY o.due, o.number LIMIT ?"
        return self._posts(which, _micro(now), limit)

    def _posts(self, which: str, *values: object) -> list[Post]:
        return [_post(row) for row in self._db.execute(f"{_POST} {which}", values)]

    def bad_rows(self) -> list[tuple[str, str]]:
        """The rows that wait for mending, each with the batch that brought it."""
        sql = "SELECT b.id, w.row FROM _bad_row w JOIN _batch b ON b.number = w.batch ORDER BY w.number"
        return [(batch, row) for batch, row in self._db.execute(sql)]

    # -- proof --

    def broken(self) -> list[Problem]:
        """What is wrong with the file itself."""
        return [
            Problem("store-file-broken", value=str(row[0]))
            for row in self._db.execute("PRAGMA integrity_check")
            if row[0] != "ok"
        ]

    def strays(self) -> list[Problem]:
        """Rows that point to nothing; versions that do not end where the next entry of their record stands; entries without the record they brought."""
        loose = self._db.execute("PRAGMA foreign_key_check")
        wrong = [Problem("store-row-loose", value=f"{table}:{row}") for table, row, *_ in loose]
        for noun in NOUNS:
            sql = (
                "SELECT l.seq, l.id FROM (SELECT seq, id, withdrawn, lead(seq) OVER (PARTITION BY id ORDER BY seq) AS next "
                f"FROM _log WHERE noun = ?) l LEFT JOIN {quoted(noun)} f ON f.from_seq = l.seq "
                "WHERE (f.from_seq IS NULL) <> l.withdrawn OR (NOT l.withdrawn AND (f.to_seq IS NOT l.next OR f.id IS NOT l.id))"
            )
            for seq, id in self._db.execute(sql, (noun,)):
                wrong.append(change_fault("store-record-astray", seq, noun, id))
        return wrong

    # -- writing --

    def add(self, noted: Noted, entries: Sequence[tuple[Entry, Encoded | None]]) -> None:
        """Keeps a batch and its entries, with the rows of what each brought."""
        one, head = noted, noted.head
        batch = (
            one.id,
            one.actor,
            one.reason,
            moment_text(one.at),
            one.why,
            one.why_salt or None,
            one.stays,
            one.salt,
            one.erasable,
        )
        sql = "INSERT INTO _batch (id, actor, reason, at, why, why_salt, stays, salt, erasable, seq, hash, beside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._db.execute(sql, (*batch, head.seq, head.hash, one.beside))
        number = self._db.execute("SELECT last_insert_rowid()").fetchone()[0]
        log, salts = [], []
        closed: dict[str, list[tuple[int, str]]] = {}
        rows: dict[str, list[Cells]] = {}
        for entry, encoded in entries:
            logged, source = entry.logged, entry.logged.source
            place = (source.file, source.sheet, source.row) if source else (None, None, None)
            digests = (bytes.fromhex(entry.facts), bytes.fromhex(entry.personal), bytes.fromhex(entry.hash))
            key = (logged.seq, number, logged.noun, logged.id, logged.version, logged.withdrawn, logged.redacted)
            log.append((*key, *place, *digests))
            if entry.salt:
                salts.append((logged.seq, entry.salt))
            if logged.version > 1:
                closed.setdefault(logged.noun, []).append((logged.seq, logged.id))
            if encoded is not None:
                spread(rows, logged.noun, logged.seq, encoded)
        self._db.executemany("INSERT INTO _log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
        self._db.executemany("INSERT INTO _salt VALUES (?, ?)", salts)
        for noun, ends in closed.items():
            self._db.executemany(f"UPDATE {quoted(noun)} SET to_seq = ? WHERE id = ? AND to_seq IS NULL", ends)
        for table, values in rows.items():
            made = model_tables()[table]
            self._db.executemany(insertion(table), bound(values, made.columns, len(made.keys)))
        self._db.execute("UPDATE _head SET seq = ?, hash = ?", (head.seq, head.hash))

    def erase(self, keys: Collection[Key]) -> None:
        """Takes the personal part of every version away, with salts, sources and reasons."""
        entries, touched = "SELECT seq FROM _log WHERE noun = ? AND id = ?", "SELECT batch FROM _log WHERE noun = ? AND id = ?"
        for noun, id in keys:
            for table in personal_tables(noun):
                self._db.execute(f"DELETE FROM {quoted(table.name)} WHERE {table.keys[0]} IN ({entries})", (noun, id))
            self._db.execute(f"DELETE FROM _salt WHERE seq IN ({entries})", (noun, id))
            why = "reason = '', why_salt = NULL, salt = NULL, erasable = NULL"
            self._db.execute(f"UPDATE _batch SET {why} WHERE number IN ({touched})", (noun, id))
            self._db.execute("UPDATE _log SET file = NULL, sheet = NULL, row = NULL WHERE noun = ? AND id = ?", (noun, id))

    def forget(self, batches: Collection[str]) -> None:
        """Drops digests and salts of what may be erased."""
        sql = "UPDATE _batch SET salt = NULL, erasable = NULL WHERE id = ?"
        self._db.executemany(sql, [(id,) for id in batches])

    def put(self, posts: Sequence[Post]) -> None:
        """Keeps messages, new ones behind those that are there."""
        sql = (
            "INSERT INTO _outbox (key, batch, channel, recipient, subject, body, about, state, attempts, error, due, digest) "
            "VALUES (?, (SELECT number FROM _batch WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "recipient = excluded.recipient, subject = excluded.subject, body = excluded.body, state = excluded.state, "
            "attempts = excluded.attempts, error = excluded.error, due = excluded.due, digest = excluded.digest"
        )
        rows = [(one.message, one, json.dumps([list(key) for key in one.message.about])) for one in posts]
        self._db.executemany(
            sql,
            [
                (said.key, one.batch, said.channel, said.to, said.subject, said.body, about, one.state, one.attempts, one.error,
                 _micro(one.due) if one.due else 0, one.digest or None)
                for said, one, about in rows
            ],
        )  # fmt: skip

    def wait(self, batch: str, rows: Sequence[str]) -> None:
        """Keeps rows that wait for mending."""
        sql = "INSERT INTO _bad_row (batch, place, row) VALUES ((SELECT number FROM _batch WHERE id = ?), ?, ?)"
        self._db.executemany(sql, [(batch, _place(row), row) for row in rows])

    def done(self, rows: Collection[tuple[str, str]]) -> None:
        """Lets go of rows that waited."""
        sql = "DELETE FROM _bad_row WHERE batch = (SELECT number FROM _batch WHERE id = ?) AND row = ?"
        self._db.executemany(sql, list(rows))


_moment = lru_cache(64)(datetime.fromisoformat)
"""The moment of a batch, which all its entries have."""


def _logged(row: Sequence[Any]) -> Logged:
    seq, noun, id, version, batch, actor, reason, at, withdrawn, file, sheet, line, redacted = row
    source = None if file is None else Source(file, sheet or "", line or 0)
    return Logged(
        seq=seq, noun=noun, id=id, version=version, batch=batch, actor=actor, reason=reason,
        at=None if at is None else _moment(at), withdrawn=bool(withdrawn), source=source, redacted=bool(redacted),
    )  # fmt: skip


def _noted(row: Sequence[Any]) -> Noted:
    id, actor, reason, at, why, why_salt, stays, salt, erasable, seq, hash, beside = row
    return Noted(
        id=id, actor=actor, reason=reason, at=None if at is None else datetime.fromisoformat(at), why=why, why_salt=why_salt or b"",
        stays=stays, salt=salt or b"", erasable=erasable or "", head=Head(seq, hash), beside=beside or "",
    )  # fmt: skip


def _post(row: Sequence[Any]) -> Post:
    key, channel, to, subject, body, about, batch, state, attempts, error, due, digest = row
    message = Message(key=key, channel=channel, to=to, subject=subject, body=body, about=about_of(about))
    when = _EPOCH + timedelta(microseconds=due) if due else None
    return Post(message=message, batch=batch, digest=digest or "", state=state, attempts=attempts, error=error, due=when)


def _place(row: str) -> str:
    source = bad_row_of(row).source
    return json.dumps([source.file, source.sheet])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micro(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
