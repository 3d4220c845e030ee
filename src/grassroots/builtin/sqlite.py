"""The embedded store: one SQLite file, by the standard library only.

Tables by the model (`grassroots.codec.columns_of`): the facts of a noun in a table of its name, its personal part in `NOUN__personal`, rows
of a field in `rows__FIELD` (owner: the number of the change that brought the record). Every version is kept, with the first change at
which it held (`from_seq`) and the first at which it no longer did (`to_seq`). Tables whose name starts with `_` are the log.

Durable on return: writers take turns (BEGIN IMMEDIATE), and the journal is chosen by the version of SQLite, since those without the
fix of the WAL-reset bug (before 3.51.3, but for 3.50.7 and 3.44.6) can lose commits in WAL mode when several programs write.
Not for network file systems: their locks do not hold.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.codec import (
    Cell,
    Cells,
    ChildCells,
    ChildTable,
    Encoded,
    StoredColumn,
    check_text,
    columns_of,
    decode,
    facts_json,
    personal_json,
)
from grassroots.errors import (
    BatchReused,
    Conflict,
    DamagedStore,
    Full,
    InvalidArgument,
    InvalidValue,
    NewerStore,
    NotFound,
    StoreError,
    Unknown,
)
from grassroots.fields import Column, FieldInfo, Part, fields_of
from grassroots.hooks import hookimpl
from grassroots.model import NOUNS
from grassroots.store import (
    BadRow,
    Batch,
    Head,
    Key,
    Leased,
    Logged,
    Message,
    Payload,
    Store,
    Versioned,
    as_columns,
    bad_row_json,
    bad_row_of,
    check_batch,
    check_known_at,
    check_moment,
    check_noun,
    content_of,
    digest,
    link,
    moment_text,
    redaction_content,
)
from grassroots.values import Ref, Source

APPLICATION_ID = int.from_bytes(b"GRAS")
"""Stands in the header of every file that this store makes."""

LAYOUT = 1
"""The layout of the log tables. A file with a higher one was written by a newer version. Tables of the model grow without it."""

_LOG_TABLES: Mapping[str, str] = {
    "_batch": "number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, reason TEXT NOT NULL, at TEXT, "
    "stays TEXT NOT NULL, salt BLOB, erasable TEXT, seq INTEGER NOT NULL, hash TEXT NOT NULL",
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
_INDEXES = (
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
_OUT: Mapping[Column, Callable[[Any], Any]] = {
    Column.DATE: date.fromisoformat,
    Column.TIME: time.fromisoformat,
    Column.FLAG: bool,
}
_IN: Mapping[Column, Callable[[Any], Any]] = {Column.DATE: date.isoformat, Column.TIME: time.isoformat, Column.FLAG: int}

_ENTRY = (
    "SELECT l.seq, l.noun, l.id, l.version, b.id, b.actor, b.reason, b.at, l.withdrawn, l.file, l.sheet, l.row, l.redacted, "
    "l.facts, l.personal, l.hash FROM _log l JOIN _batch b ON b.number = l.batch"
)


def journal_for(version: tuple[int, int, int]) -> tuple[str, str]:
    """The journal mode and `synchronous` that keep every commit on this version of SQLite.

    >>> journal_for((3, 40, 1)), journal_for((3, 51, 3)), journal_for((3, 50, 7))
    (('delete', 'EXTRA'), ('wal', 'FULL'), ('wal', 'FULL'))
    """
    backported = {(3, 44): 6, (3, 50): 7}.get(version[:2])
    mended = version[2] >= backported if backported is not None else version >= (3, 51, 3)
    # 3.52.0 was withdrawn by its authors
    return ("wal", "FULL") if mended and version != (3, 52, 0) else ("delete", "EXTRA")


class SqliteStore:
    """Keeps batches in one SQLite file, by the contract of `grassroots.store.Store`.

    One object belongs to one thread; any number of programs and threads may open the same file.

    Args:
        path: the file; made where there is none, but its folder must exist.
        busy_seconds: how long to wait while somebody else writes.
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.

    Raises:
        NewerStore: the file was written by a newer version; it is not changed.
        DamagedStore: the file is no store; it is not changed.
        StoreError: no such folder, no right to write.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = SqliteStore(Path(folder) / "street.db")
    ...     store.append(Batch(id="one")).seq
    ...     store.close()
    0
    """

    def __init__(
        self, path: str | Path, *, busy_seconds: float = 10.0, salts: Callable[[], bytes] = lambda: secrets.token_bytes(16)
    ) -> None:
        self._path = Path(path).absolute()
        self._busy_seconds = busy_seconds
        self._salts = salts
        self._journal, self._synchronous = journal_for(_sqlite_version())
        _check_place(self._path)
        with self._told():
            self._db = self._opened()

    def __repr__(self) -> str:
        return f"<SqliteStore {self._path}>"

    # -- opening --

    def _opened(self) -> sqlite3.Connection:
        _check_header(self._path)
        db = sqlite3.connect(str(self._path), timeout=self._busy_seconds, isolation_level=None, cached_statements=512)
        try:
            self._check_owner(db)
            self._set(db)
            self._grow(db)
            self._set_journal(db)
        except BaseException:
            db.close()
            raise
        return db

    def _check_owner(self, db: sqlite3.Connection) -> None:
        owner, layout = _one(db, "PRAGMA application_id"), _one(db, "PRAGMA user_version")
        if owner not in (0, APPLICATION_ID) or (owner == 0 and _one(db, "SELECT count(*) FROM sqlite_master")):
            raise _foreign(self._path)
        if layout > LAYOUT:
            raise _newer(self._path, f"layout {layout}, this version knows {LAYOUT}")

    def _set(self, db: sqlite3.Connection) -> None:
        """Sets what makes the store safe, and reads it back: a build of SQLite may have other defaults, or refuse."""
        wanted = {
            "synchronous": (self._synchronous, {"FULL": 2, "EXTRA": 3}[self._synchronous]),
            "secure_delete": ("ON", 1),
            "foreign_keys": ("ON", 1),
            "trusted_schema": ("OFF", 0),
            "cell_size_check": ("ON", 1),
            "temp_store": ("MEMORY", 2),
            "mmap_size": ("0", 0),
            "fullfsync": ("ON", 1),
            "busy_timeout": (str(round(self._busy_seconds * 1000)), round(self._busy_seconds * 1000)),
        }
        for name, (value, expected) in wanted.items():
            db.execute(f"PRAGMA {name} = {value}").fetchall()
            found = db.execute(f"PRAGMA {name}").fetchone()
            if found is not None and found[0] != expected:
                raise StoreError(f"{self._path}: SQLite keeps {name} at {found[0]}, not {value}; use another build of SQLite")

    def _set_journal(self, db: sqlite3.Connection) -> None:
        found = db.execute(f"PRAGMA journal_mode = {self._journal}").fetchone()[0]
        if found != self._journal:
            raise StoreError(
                f"{self._path}: the journal mode is {found}, and {self._journal} is needed with SQLite {sqlite3.sqlite_version}; "
                "close the other programs that have the file open, then try again"
            )

    def _grow(self, db: sqlite3.Connection) -> None:
        """Makes the tables that are missing, and the columns that the model has gained, all at once or not at all."""
        if self._missing(db):
            db.execute("BEGIN IMMEDIATE")
            try:
                for statement in self._missing(db):  # asked again: another program may have been faster
                    db.execute(statement)
                for statement in _INDEXES:
                    db.execute(statement)
                db.execute("INSERT OR IGNORE INTO _head VALUES (1, 0, '')")
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {LAYOUT}")
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _missing(self, db: sqlite3.Connection) -> list[str]:
        """What makes tables, columns and indexes that the file has not yet."""
        found: dict[str, set[str]] = {}
        sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        for table, column in db.execute(sql):
            found.setdefault(table, set()).add(column)
        wanted = _tables()
        for table, columns in found.items():
            known = set(wanted.get(table, ()))
            if columns - known:
                raise _newer(self._path, f"{table} has {', '.join(sorted(columns - known))}")
        statements = []
        for table, known_columns in wanted.items():
            if table not in found:
                statements += _creation(table, known_columns)
            else:
                missing = [name for name in known_columns if name not in found[table]]
                statements += [
                    f"ALTER TABLE {_quoted(table)} ADD COLUMN {_quoted(name)} {known_columns[name]}" for name in missing
                ]
        indexes = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
        return statements + [sql for name, sql in _pointer_indexes().items() if name not in indexes]

    # -- transactions --

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _told(error, self._path) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for all that is read within, whoever writes meanwhile."""
        with self._told():
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _written(self, work: Callable[[sqlite3.Connection], Any], batch: str | None = None) -> Any:
        """What `work` gives, done all or not at all. `batch`: by which to ask whether a commit that failed is there after all."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                done = work(self._db)
            except BaseException:
                self._roll_back()
                raise
            try:
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                if batch is None or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise
                return self._settled(batch, error)
            return done

    def _roll_back(self) -> None:
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except sqlite3.Error:
            pass  # what failed before is what is told; SQLite rolls back when the file is opened again

    def _settled(self, batch: str, error: sqlite3.Error) -> Head:
        """After a commit that failed: a commit that raises may still be in the file. Opens it again and asks.

        With a rollback journal the answer is final, since opening undoes what was half written. In WAL mode frames of the failed commit
        could come back after a power cut; only when the log could be emptied is it certain that the batch is not there.
        """
        try:
            self._db.close()
            self._db = self._opened()
            row = self._db.execute("SELECT seq, hash FROM _batch WHERE id = ?", (batch,)).fetchone()
            if row:
                return Head(*row)
            certain = self._journal == "delete" or self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except (sqlite3.Error, StoreError):
            certain = False
        if certain:
            raise _told(error, self._path) from error
        raise Unknown(
            f"{self._path}: whether the batch is stored is not known ({error}); open it again and send the same batch"
        ) from error

    # -- writing --

    def append(self, batch: Batch) -> Head:
        """Stores the batch, all or nothing, durable on return."""
        payloads = check_batch(batch)
        stays, erasable = content_of(batch, payloads)

        def work(db: sqlite3.Connection) -> Head:
            known = db.execute("SELECT stays, salt, erasable, seq, hash FROM _batch WHERE id = ?", (batch.id,)).fetchone()
            if known:
                return _again(batch.id, known, stays, erasable)
            for key, expected in batch.expect.items():
                last = self._last(db, key)
                found = last[1] if last else 0
                if found != expected:
                    raise Conflict(key, expected, found)
            number = self._add_batch(db, batch.id, batch.actor, batch.reason, batch.at, stays, erasable)
            changes = [(change.key, change.source, payload) for change, payload in zip(batch.changes, payloads, strict=True)]
            head = self._add(db, number, batch.id, batch.actor, batch.reason, batch.at, changes, redacted=False)
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
                self._forget(db, "SELECT batch FROM _bad_row WHERE place = ?", text)
                db.execute("DELETE FROM _bad_row WHERE place = ?", (text,))
            db.executemany(
                "INSERT INTO _bad_row (batch, place, row) VALUES (?, ?, ?)",
                [(number, json.dumps([row.source.file, row.source.sheet]), bad_row_json(row)) for row in batch.bad_rows],
            )
            return head

        head: Head = self._written(work, batch.id)
        if batch.clears:
            self._wiped()
        return head

    def _last(self, db: sqlite3.Connection, key: Key) -> tuple[int, int, int] | None:
        """The last entry of a record: its number, the version, whether it is withdrawn."""
        sql = "SELECT seq, version, withdrawn FROM _log WHERE noun = ? AND id = ? ORDER BY seq DESC LIMIT 1"
        row: tuple[int, int, int] | None = db.execute(sql, key).fetchone()
        return row

    def _add_batch(
        self, db: sqlite3.Connection, id: str, actor: str, reason: str, at: datetime | None, stays: str, erasable: str | None
    ) -> int:
        salt = None if erasable is None else self._salts()
        guarded = None if erasable is None or salt is None else digest(erasable, salt)
        row = (id, actor, reason, moment_text(at), digest(stays), salt, guarded)
        sql = "INSERT INTO _batch (id, actor, reason, at, stays, salt, erasable, seq, hash) SELECT ?, ?, ?, ?, ?, ?, ?, seq, hash FROM _head"
        return int(db.execute(sql, row).lastrowid or 0)

    def _add(
        self,
        db: sqlite3.Connection,
        number: int,
        batch: str,
        actor: str,
        reason: str,
        at: datetime | None,
        changes: Sequence[tuple[Key, Source | None, Payload]],
        *,
        redacted: bool,
    ) -> Head:
        """Writes the entries of a batch with what they bring; gives the head after them."""
        seq, hash = db.execute("SELECT seq, hash FROM _head").fetchone()
        at = None if at is None else at.astimezone(UTC)
        log, salts = [], []
        closed: dict[str, list[tuple[int, int]]] = {}
        rows: dict[str, list[Sequence[Any]]] = {}
        for (noun, id), source, payload in changes:
            seq += 1
            before = self._last(db, (noun, id))
            version = before[1] + 1 if before else 1
            if before and not before[2]:
                closed.setdefault(noun, []).append((seq, before[0]))
            withdrawn = payload.encoded is None
            logged = Logged(
                seq=seq, noun=noun, id=id, version=version, batch=batch, actor=actor, reason=reason, at=at,
                withdrawn=withdrawn, source=source, redacted=redacted,
            )  # fmt: skip
            facts = digest(payload.facts) if payload.facts else ""
            personal = ""
            if payload.personal:
                salt = self._salts()
                personal = digest(payload.personal, salt)
                salts.append((seq, salt))
            hash = link(hash, logged, facts, personal)
            place = (source.file, source.sheet, source.row) if source else (None, None, None)
            digests = (bytes.fromhex(facts), bytes.fromhex(personal), bytes.fromhex(hash))
            log.append((seq, number, noun, id, version, withdrawn, redacted, *place, *digests))
            if payload.encoded is not None:
                _spread(rows, noun, seq, payload.encoded)
        db.executemany("INSERT INTO _log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
        db.executemany("INSERT INTO _salt VALUES (?, ?)", salts)
        for noun, ends in closed.items():
            db.executemany(f"UPDATE {_quoted(noun)} SET to_seq = ? WHERE from_seq = ?", ends)
        for table, values in rows.items():
            db.executemany(_insertion(table), values)
        db.execute("UPDATE _head SET seq = ?, hash = ?", (seq, hash))
        db.execute("UPDATE _batch SET seq = ?, hash = ? WHERE number = ?", (seq, hash, number))
        return Head(seq, hash)

    def redact(self, keys: Sequence[Key], batch: str, actor: str, reason: str, at: datetime | None = None) -> Head:
        """Erases the personal part of every version of these records, for good: no byte of it stays in the files.

        Raises:
            NotFound: the log knows no such record; nothing was erased.
            BatchReused: the id came before with another content.
            StoreError: in WAL mode, another program still reads the state before: erased, but not yet gone from the files. The same erasure
                again, when that program is done, finishes it.
        """
        content = redaction_content(keys, batch, actor, reason, at)

        def work(db: sqlite3.Connection) -> Head:
            known = db.execute("SELECT stays, salt, erasable, seq, hash FROM _batch WHERE id = ?", (batch,)).fetchone()
            if known:
                return _again(batch, known, content, "")
            wanted = sorted(set(keys))
            last = {key: self._last(db, key) if _storable(*key) else None for key in wanted}
            unknown = [key for key in wanted if last[key] is None]
            if unknown:
                raise NotFound(f"nothing was erased: the log knows no {unknown[0][0]} {unknown[0][1]!r}")
            changes = [(key, *self._bare(db, key, entry[0])) for key, entry in last.items() if entry]
            for noun, id in wanted:
                entries = "SELECT seq FROM _log WHERE noun = ? AND id = ?"
                self._forget(db, "SELECT batch FROM _log WHERE noun = ? AND id = ?", noun, id)
                for table, owner in _personal_tables(noun):
                    db.execute(f"DELETE FROM {_quoted(table)} WHERE {owner} IN ({entries})", (noun, id))
                db.execute(f"DELETE FROM _salt WHERE seq IN ({entries})", (noun, id))
            self._empty_messages(db, set(wanted))
            number = self._add_batch(db, batch, actor, reason, at, content, None)
            return self._add(db, number, batch, actor, reason, at, changes, redacted=True)

        head: Head = self._written(work, batch)
        if not self._wiped():
            raise StoreError(
                f"{self._path}: the records are erased, but another program still reads the state before, so their bytes may lie in the files; "
                "erase again with the same batch id when it is done"
            )
        return head

    def _bare(self, db: sqlite3.Connection, key: Key, seq: int) -> tuple[Source | None, Payload]:
        """The source and the facts of the last version of a record; nothing of a withdrawn one."""
        file, sheet, row = db.execute("SELECT file, sheet, row FROM _log WHERE seq = ?", (seq,)).fetchone()
        encoded = self._load(db, key[0], [seq], personal=False).get(seq)
        facts = facts_json(key[0], encoded) if encoded else ""
        return _source(file, sheet, row), Payload(encoded, facts, "")

    def _forget(self, db: sqlite3.Connection, batches: str, *values: str) -> None:
        """Drops the digests of what these batches brought that is erased, and their salts, so that nobody can confirm a guess."""
        db.execute(f"UPDATE _batch SET salt = NULL, erasable = NULL WHERE number IN ({batches})", values)

    def _empty_messages(self, db: sqlite3.Connection, keys: set[Key]) -> None:
        for number, about in db.execute("SELECT number, about FROM _outbox WHERE about <> '[]'").fetchall():
            if keys & {(noun, id) for noun, id in json.loads(about)}:
                self._forget(db, "SELECT batch FROM _outbox WHERE number = ?", number)
                db.execute(
                    "UPDATE _outbox SET recipient = '', subject = '', body = '', error = '', "
                    "state = CASE state WHEN 'sent' THEN 'sent' ELSE 'dead' END WHERE number = ?",
                    (number,),
                )

    def _wiped(self) -> bool:
        """Takes what was deleted out of the files: cells are overwritten (secure_delete), and the WAL is emptied here.

        False: a reader of the state before keeps it from being emptied.
        """
        if self._journal != "wal":
            return True
        with self._told():
            return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    # -- reading --

    def head(self) -> Head:
        """The head now."""
        with self._told():
            return Head(*self._db.execute("SELECT seq, hash FROM _head").fetchone())

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq`."""
        with self._reading() as db:
            if check_known_at(seq, self.head().seq) == 0:
                return Head()
            row = db.execute("SELECT hash FROM _log WHERE seq = ?", (seq,)).fetchone()
            if row is None:
                raise DamagedStore(f"{self._path}: the log has no change {seq}; restore the file from a backup")
            return Head(seq, row[0].hex())

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist, withdrawn ones too."""
        with self._reading() as db:
            until = check_known_at(known_at, self.head().seq)
            sql = (
                "SELECT seq, version, withdrawn, file, sheet, row FROM _log "
                "WHERE noun = ? AND id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
            )
            found = {key: row for key in keys if _storable(*key) and (row := db.execute(sql, (*key, until)).fetchone())}
            wanted: dict[str, list[int]] = {}
            for (noun, _), (seq, _, withdrawn, *_rest) in found.items():
                if not withdrawn:
                    wanted.setdefault(noun, []).append(seq)
            loaded = {noun: self._load(db, noun, seqs) for noun, seqs in wanted.items()}
        return {
            (noun, id): self._versioned(noun, id, version, seq, loaded.get(noun, {}).get(seq), withdrawn, _source(*place))
            for (noun, id), (seq, version, withdrawn, *place) in found.items()
        }

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, from above `after`."""
        check_noun(noun)
        check_text(after)
        with self._reading() as db:
            until = check_known_at(known_at, self.head().seq)
            sql = (
                f"SELECT l.seq, l.id, l.version, l.file, l.sheet, l.row FROM {_quoted(noun)} f JOIN _log l ON l.seq = f.from_seq "
                "WHERE f.id > ? AND f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?) ORDER BY f.id LIMIT ?"
            )
            page = db.execute(sql, (after, until, until, max(limit, 0))).fetchall()
            loaded = self._load(db, noun, [row[0] for row in page], personal=personal)
        return [
            self._versioned(noun, id, version, seq, loaded.get(seq), False, _source(*place))
            for seq, id, version, *place in page
        ]

    def _versioned(
        self, noun: str, id: str, version: int, seq: int, encoded: Encoded | None, withdrawn: bool, source: Source | None
    ) -> Versioned:
        if withdrawn:
            return Versioned(noun=noun, id=id, version=version, seq=seq, record=None, source=source)
        if encoded is None:
            raise self._damaged(noun, id, seq)
        try:
            record = decode(noun, encoded)
        except InvalidValue as error:
            raise self._damaged(noun, id, seq) from error
        return Versioned(noun=noun, id=id, version=version, seq=seq, record=record, source=source)

    def _damaged(self, noun: str, id: str, seq: int) -> DamagedStore:
        return DamagedStore(f"{self._path}: {noun} {id!r} of change {seq} cannot be read; restore the file from a backup")

    def _load(self, db: sqlite3.Connection, noun: str, seqs: Sequence[int], *, personal: bool = True) -> dict[int, Encoded]:
        """The cells of these versions, by the number of the change; the rows of each field in one query for all."""
        if not seqs:
            return {}
        which = json.dumps(list(seqs))
        layout = columns_of(noun)
        owned: list[dict[int, list[ChildCells]]] = []
        for child in layout.children:
            facts = _owned(db, _rows(child.field), child.facts, which)
            hidden = _hidden(db, child, which) if personal and child.personal and facts else {}
            merged: dict[int, list[ChildCells]] = {}
            for (owner, position), cells in facts.items():
                merged.setdefault(owner, []).append((cells, hidden.get((owner, position))))
            owned.append(merged)
        private = _cells_of(db, f"{noun}__personal", layout.personal, which) if personal and layout.personal else {}
        return {
            seq: Encoded(cells, private.get(seq), tuple(tuple(rows.get(seq, ())) for rows in owned))
            for seq, cells in _cells_of(db, noun, layout.facts, which).items()
        }

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these, in order."""
        wanted: dict[str, list[str]] = {}
        for noun, id in keys:
            check_noun(noun)
            if _storable(id):
                wanted.setdefault(noun, []).append(id)
        for noun in nouns:
            check_noun(noun)
        found: set[Key] = set()
        with self._reading() as db:
            for target, ids in wanted.items():
                which = json.dumps(ids)
                for one in _pointers():
                    if target in one.targets and (not nouns or one.noun in nouns):
                        more = (which, target) if one.tagged else (which,)
                        found.update((one.noun, id) for (id,) in db.execute(one.query(), more))
        return sorted(found)

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`."""
        with self._told():
            rows = self._db.execute(f"{_ENTRY} WHERE l.seq > ? ORDER BY l.seq LIMIT ?", (max(seq, 0), max(limit, 0)))
            return [_logged(*row[:13]) for row in rows]

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first."""
        with self._told():
            rows = self._db.execute(f"{_ENTRY} WHERE l.noun = ? AND l.id = ? ORDER BY l.seq", key) if _storable(*key) else ()
            return [_logged(*row[:13]) for row in rows]

    def columns(self, noun: str, known_at: int | None = None) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or of one of its fields of rows (`case.steps`), as columns."""
        name, _, field = noun.partition(".")
        check_noun(name)
        layout = columns_of(name)
        child = next((child for child in layout.children if child.field == field), None)
        if field and child is None:
            raise InvalidArgument(
                f"{name} has no rows {field!r}; there are {', '.join(child.field for child in layout.children)}"
            )
        held = "f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?)"
        with self._reading() as db:
            until = check_known_at(known_at, self.head().seq)
            if child is None:
                sql = f"SELECT {_names(layout.facts, 'f')} FROM {_quoted(name)} f WHERE {held} ORDER BY f.id"
                rows = db.execute(sql, (until, until))
                return as_columns([column.name for column in layout.facts], _read_rows(rows, layout.facts))
            sql = (
                f"SELECT f.id, r.position, {_names(child.facts, 'r')} FROM {_quoted(name)} f "
                f"JOIN {_quoted(_rows(field))} r ON r.owner = f.from_seq WHERE {held} ORDER BY f.id, r.position"
            )
            head = (StoredColumn("owner", Column.TEXT, False), StoredColumn("position", Column.INTEGER, False))
            rows = db.execute(sql, (until, until))
            return as_columns([column.name for column in head + child.facts], _read_rows(rows, head + child.facts))

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        with self._told():
            return [bad_row_of(text) for (text,) in self._db.execute("SELECT row FROM _bad_row ORDER BY number")]

    # -- the outbox --

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes messages that are due."""
        check_moment(now)
        sql = (
            "SELECT number, attempts + 1, key, channel, recipient, subject, body, about FROM _outbox "
            "WHERE state IN ('new', 'leased') AND due <= ? ORDER BY due, number LIMIT ?"
        )
        until = _micro(now + timedelta(seconds=seconds))

        def work(db: sqlite3.Connection) -> list[Leased]:
            rows = db.execute(sql, (_micro(now), max(limit, 0))).fetchall()
            db.executemany(
                "UPDATE _outbox SET state = 'leased', attempts = attempts + 1, due = ? WHERE number = ?",
                [(until, row[0]) for row in rows],
            )
            return [Leased(message=_message(*row[2:]), attempt=row[1]) for row in rows]

        leased: list[Leased] = self._written(work)
        return leased

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        check_moment(now)
        self._mark(key, "UPDATE _outbox SET state = 'sent', error = '' WHERE key = ?")

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        check_moment(now)
        check_moment(retry_at)
        check_text(error)
        state, due = ("dead", 0) if retry_at is None else ("new", _micro(retry_at))
        sql = (
            "UPDATE _outbox SET state = CASE state WHEN 'sent' THEN 'sent' ELSE ? END, "
            "error = CASE state WHEN 'sent' THEN '' ELSE ? END, due = ? WHERE key = ?"
        )
        self._mark(key, sql, state, error, due)

    def _mark(self, key: str, sql: str, *values: Any) -> None:
        def work(db: sqlite3.Connection) -> None:
            if not _storable(key) or db.execute(sql, (*values, key)).rowcount == 0:
                raise NotFound(f"the outbox has no message {key!r}")

        self._written(work)

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state, the attempts so far, and the last error."""
        sql = "SELECT state, attempts, error, key, channel, recipient, subject, body, about FROM _outbox ORDER BY number"
        with self._told():
            return [(_message(*row[3:]), row[0], row[1], row[2]) for row in self._db.execute(sql)]

    # -- proof --

    def verify(self) -> list[str]:
        """Checks the file, the log against its chain, and the records against the log. Reads everything."""
        with self._reading() as db:
            wrong = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            if wrong:
                return wrong
            wrong = [
                f"table {table}, row {row}: points to nothing" for table, row, *_ in db.execute("PRAGMA foreign_key_check")
            ]
            seq, hash = db.execute("SELECT seq, hash FROM _head").fetchone()
            wrong += self._wrong_entries(db, seq, hash)
            wrong += self._wrong_state(db)
        return wrong

    def _wrong_entries(self, db: sqlite3.Connection, head: int, head_hash: str) -> Iterator[str]:
        previous, number = "", 0
        versions: dict[Key, int] = {}
        rows = db.execute(f"{_ENTRY} ORDER BY l.seq")
        while page := rows.fetchmany(1000):
            loaded = self._payloads(db, page)
            for row in page:
                entry, facts, personal, hash = _logged(*row[:13]), row[13].hex(), row[14].hex(), row[15].hex()
                number += 1
                if entry.seq != number:
                    yield f"change {number} is missing from the log"
                    number = entry.seq
                key = entry.noun, entry.id
                versions[key] = versions.get(key, 0) + 1
                if link(previous, entry, facts, personal) != hash or entry.version != versions[key]:
                    yield f"change {entry.seq}: the chain is broken; {entry.noun} {entry.id!r} or a change before it was altered"
                if loaded[entry.seq] != (facts, personal):
                    yield f"change {entry.seq}: {entry.noun} {entry.id!r} is not what was stored"
                previous = hash
        if (number, previous) != (head, head_hash):
            yield f"the head is {head}:{head_hash[:8]}, but the log ends at {number}:{previous[:8]}"

    def _payloads(self, db: sqlite3.Connection, page: Sequence[Sequence[Any]]) -> dict[int, tuple[str, str]]:
        """The digests that the rows of the tables have, by change; for an erased personal part, the digest that the log has."""
        found: dict[int, tuple[str, str]] = {}
        which = json.dumps([row[0] for row in page])
        salts = dict(db.execute("SELECT seq, salt FROM _salt WHERE seq IN (SELECT value FROM json_each(?))", (which,)))
        by_noun: dict[str, list[Sequence[Any]]] = {}
        for row in page:
            by_noun.setdefault(row[1], []).append(row)
        for noun, rows in by_noun.items():
            loaded = self._load(db, noun, [row[0] for row in rows]) if noun in NOUNS else {}
            for row in rows:
                seq, encoded = row[0], loaded.get(row[0])
                facts = digest(facts_json(noun, encoded)) if encoded else ""
                private = personal_json(noun, encoded) if encoded else ""
                if seq in salts:
                    personal = digest(private, salts[seq])
                else:
                    personal = "" if private else row[14].hex()  # erased, or never had any: then nothing may be there
                    personal = "a personal part without salt" if private else personal
                found[seq] = facts, personal
        return found

    def _wrong_state(self, db: sqlite3.Connection) -> Iterator[str]:
        """Whether each version ends where the next entry of its record stands, and each entry that brought a record has one."""
        for noun in NOUNS:
            sql = (
                "SELECT l.seq, l.id FROM (SELECT seq, id, withdrawn, lead(seq) OVER (PARTITION BY id ORDER BY seq) AS next "
                f"FROM _log WHERE noun = ?) l LEFT JOIN {_quoted(noun)} f ON f.from_seq = l.seq "
                "WHERE (f.from_seq IS NULL) <> l.withdrawn OR (NOT l.withdrawn AND (f.to_seq IS NOT l.next OR f.id IS NOT l.id))"
            )
            for seq, id in db.execute(sql, (noun,)):
                yield f"change {seq}: {noun} {id!r} stands for another time than the log says"

    def files(self) -> list[Path]:
        """The files in which the store lies at this moment."""
        names = [self._path, *(self._path.with_name(self._path.name + end) for end in ("-journal", "-wal", "-shm"))]
        return [path for path in names if path.exists()]

    def close(self) -> None:
        """Lets go of the file."""
        with self._told():
            self._db.close()


# -- the place --


def _sqlite_version() -> tuple[int, int, int]:
    return sqlite3.sqlite_version_info


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it, such as {path / 'office.db'}")
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}; make it first")


def _check_header(path: Path) -> None:
    """Looks at the first bytes before SQLite does, which would write beside a file that is not ours."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); give the right to read and write it") from error
    owner = int.from_bytes(header[68:72])
    if not header.startswith(b"SQLite format 3\0") or owner not in (0, APPLICATION_ID):
        raise _foreign(path)
    layout = int.from_bytes(header[60:64])
    if owner == APPLICATION_ID and layout > LAYOUT:
        raise _newer(path, f"layout {layout}, this version knows {LAYOUT}")


def _foreign(path: Path) -> DamagedStore:
    return DamagedStore(f"{path} is no store of this library; it was not changed. Name another file")


def _newer(path: Path, what: str) -> NewerStore:
    return NewerStore(f"{path} was written by a newer version ({what}); it was not changed. Update the library")


def _code(error: sqlite3.Error) -> int:
    """The primary code of SQLite's error; 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _told(error: sqlite3.Error, path: Path) -> StoreError:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return Full(f"{path}: no space is left. Nothing was stored; make room, then send the same batch again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{path} is in use by another program. Nothing was stored; try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedStore(f"{path} is damaged ({error}); restore it from a backup")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(f"{path} cannot be opened for writing ({error}); give the right to write to it and its folder")
    return StoreError(f"{path}: {error}. Nothing was stored")


# -- the tables --


def _quoted(name: str) -> str:
    """A name of the model as an SQL identifier. Names come from classes only, never from data."""
    if not name.isidentifier():
        raise InvalidArgument(f"{name!r} is no name of the model")
    return f'"{name}"'


def _rows(field: str) -> str:
    return f"rows__{field}"


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
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
            for name, columns in ((_rows(child.field), child.facts), (f"{_rows(child.field)}__personal", child.personal)):
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


def _creation(table: str, columns: Mapping[str, str]) -> list[str]:
    parts = [f"{_quoted(name)} {definition}" for name, definition in columns.items()]
    strict = ["STRICT"] if _sqlite_version() >= (3, 37, 0) else []
    if table.startswith("rows__"):
        parts.append("PRIMARY KEY (owner, position)")
        strict.append("WITHOUT ROWID")
    statements = [f"CREATE TABLE {_quoted(table)} ({', '.join(parts)}) {', '.join(strict)}"]
    if table in NOUNS:
        statements.append(f"CREATE INDEX {_quoted(f'{table}__id')} ON {_quoted(table)} (id, from_seq)")
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
        column = _quoted(self.column)
        return name, f"CREATE INDEX {_quoted(name)} ON {_quoted(self.table)} ({column}) WHERE {column} IS NOT NULL{held}"

    def query(self) -> str:
        """What finds the ids of the records that stand and lead to one of the ids."""
        column, own = _quoted(self.column), self.table == self.noun
        owner = "owner" if self.table.startswith("rows__") else "from_seq"
        joined = "" if own else f" JOIN {_quoted(self.noun)} f ON f.from_seq = p.{owner}"
        record, tag = ("p" if own else "f"), f" AND p.{_quoted(self.tagged)} = ?" if self.tagged else ""
        return (
            f"SELECT {record}.id FROM {_quoted(self.table)} p{joined} "
            f"WHERE p.{column} IN (SELECT value FROM json_each(?)){tag} AND {record}.to_seq IS NULL"
        )


@cache
def _pointers() -> tuple[_Pointer, ...]:
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
                    found += _pointing(noun, f"{_rows(info.name)}{below}", inner)
    return tuple(found)


def _pointing(noun: str, table: str, info: FieldInfo) -> list[_Pointer]:
    if not info.refs:
        return []
    if info.kind is Ref:
        return [_Pointer(noun, table, f"{info.name}_id", tuple(NOUNS), f"{info.name}_noun")]
    return [_Pointer(noun, table, info.name, info.refs, "")]


@cache
def _pointer_indexes() -> Mapping[str, str]:
    return dict(one.index() for one in _pointers() if one.indexed)


@cache
def _insertion(table: str) -> str:
    columns = _tables()[table]
    names = ", ".join(_quoted(name) for name in columns)
    return f"INSERT INTO {_quoted(table)} ({names}) VALUES ({', '.join('?' * len(columns))})"


@cache
def _personal_tables(noun: str) -> tuple[tuple[str, str], ...]:
    """The tables of the personal part of a noun, each with the column that names the change."""
    layout = columns_of(noun)
    own = ((f"{noun}__personal", "from_seq"),) if layout.personal else ()
    return own + tuple((f"{_rows(child.field)}__personal", "owner") for child in layout.children if child.personal)


def _names(columns: Iterable[StoredColumn], table: str) -> str:
    return ", ".join(f"{table}.{_quoted(column.name)}" for column in columns)


@cache
def _turned(columns: tuple[StoredColumn, ...]) -> tuple[tuple[int, Callable[[Any], Any], Callable[[Any], Any]], ...]:
    """The columns whose cells SQLite keeps as something else: their place, the way in, the way out."""
    return tuple((place, _IN[one.type], _OUT[one.type]) for place, one in enumerate(columns) if one.type in _IN)


def _bound(cells: Cells, columns: tuple[StoredColumn, ...]) -> Sequence[Any]:
    turned = _turned(columns)
    if not turned:
        return cells
    bound: list[Any] = list(cells)
    for place, into, _ in turned:
        if bound[place] is not None:
            bound[place] = into(bound[place])
    return bound


def _cells_from(row: Sequence[Any], columns: tuple[StoredColumn, ...]) -> Cells:
    turned = _turned(columns)
    if not turned:
        return tuple(row)
    cells: list[Cell] = list(row)
    for place, _, out in turned:
        if cells[place] is not None:
            cells[place] = out(cells[place])
    return tuple(cells)


def _read_rows(rows: Iterable[Sequence[Any]], columns: tuple[StoredColumn, ...]) -> list[Cells]:
    return [_cells_from(row, columns) for row in rows]


def _spread(rows: dict[str, list[Sequence[Any]]], noun: str, seq: int, encoded: Encoded) -> None:
    """Adds the rows of a record, by table."""
    layout = columns_of(noun)
    rows.setdefault(noun, []).append((seq, None, *_bound(encoded.facts, layout.facts)))
    if encoded.personal is not None:
        rows.setdefault(f"{noun}__personal", []).append((seq, *_bound(encoded.personal, layout.personal)))
    for child, children in zip(layout.children, encoded.children, strict=True):
        for position, (facts, hidden) in enumerate(children):
            table = _rows(child.field)
            rows.setdefault(table, []).append((seq, position, *_bound(facts, child.facts)))
            if hidden is not None:
                rows.setdefault(f"{table}__personal", []).append((seq, position, *_bound(hidden, child.personal)))


def _cells_of(db: sqlite3.Connection, table: str, columns: tuple[StoredColumn, ...], which: str) -> dict[int, Cells]:
    sql = f"SELECT from_seq, {_names(columns, 't')} FROM {_quoted(table)} t WHERE from_seq IN (SELECT value FROM json_each(?))"
    return {row[0]: _cells_from(row[1:], columns) for row in db.execute(sql, (which,))}


def _owned(db: sqlite3.Connection, table: str, columns: tuple[StoredColumn, ...], which: str) -> dict[tuple[int, int], Cells]:
    sql = (
        f"SELECT owner, position, {_names(columns, 't')} FROM {_quoted(table)} t "
        "WHERE owner IN (SELECT value FROM json_each(?)) ORDER BY owner, position"
    )
    return {(row[0], row[1]): _cells_from(row[2:], columns) for row in db.execute(sql, (which,))}


def _hidden(db: sqlite3.Connection, child: ChildTable, which: str) -> dict[tuple[int, int], Cells]:
    return _owned(db, f"{_rows(child.field)}__personal", child.personal, which)


# -- small turns --


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def _again(id: str, known: Sequence[Any], stays: str, erasable: str) -> Head:
    """The head that a batch gave when it first came; refuses another content under its id."""
    was, salt, guarded, seq, hash = known
    if was != digest(stays) or (salt is not None and guarded != digest(erasable, salt)):
        raise BatchReused(f"batch {id!r} came before with another content; give each batch an id of its own")
    return Head(seq, hash)


def _logged(
    seq: int, noun: str, id: str, version: int, batch: str, actor: str, reason: str, at: str | None, withdrawn: int,
    file: str | None, sheet: str | None, row: int | None, redacted: int,
) -> Logged:  # fmt: skip
    return Logged(
        seq=seq, noun=noun, id=id, version=version, batch=batch, actor=actor, reason=reason,
        at=None if at is None else datetime.fromisoformat(at), withdrawn=bool(withdrawn), source=_source(file, sheet, row),
        redacted=bool(redacted),
    )  # fmt: skip


def _source(file: str | None, sheet: str | None, row: int | None) -> Source | None:
    return None if file is None else Source(file, sheet or "", row or 0)


def _message(key: str, channel: str, to: str, subject: str, body: str, about: str) -> Message:
    keys = tuple((noun, id) for noun, id in json.loads(about))
    return Message(key=key, channel=channel, to=to, subject=subject, body=body, about=keys)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micro(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _storable(*texts: str) -> bool:
    """Whether a store could hold these texts at all; what it could not hold does not exist."""
    try:
        for text in texts:
            check_text(text)
    except InvalidValue:
        return False
    return True


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `sqlite:PATH`, or a path that ends in `.db`."""
    if address.startswith("sqlite:"):
        return SqliteStore(address.removeprefix("sqlite:"), **options)
    return SqliteStore(address, **options) if address.endswith(".db") else None
