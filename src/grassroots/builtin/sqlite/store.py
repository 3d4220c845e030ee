"""The store itself: each call checks what it is given, then does its work in one transaction of the file."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grassroots.builtin.sqlite import erase, log, messages, read, verify
from grassroots.builtin.sqlite.file import SqliteFile
from grassroots.codec import check_text
from grassroots.errors import DamagedStore, StoreError
from grassroots.store import (
    BadRow,
    Batch,
    Erasure,
    Head,
    Key,
    Leased,
    Logged,
    Message,
    Versioned,
    bad_row_of,
    check_batch,
    check_known_at,
    check_moment,
    check_noun,
    content_of,
    redaction_content,
)


class SqliteStore:
    """Keeps batches in one SQLite file, by the contract of `grassroots.store.Store`.

    Any number of threads may share one object, and any number of programs may open the same file; after a fork, both sides go on.

    Args:
        path: the file; its folder must exist.
        busy_seconds: how long to wait while somebody else writes.
        create: whether the file is made where there is none.
        read_only: whether it is only read; then every change is refused, and not a byte of the file is touched.
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.

    Raises:
        NewerStore: the file was written by a newer version; it is not changed.
        DamagedStore: the file is no store; it is not changed.
        NotFound: there is no such file, and none is to be made.
        StoreError: no such folder, no right to write.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = SqliteStore(Path(folder) / "street.db")
    ...     store.append(Batch(id="one")).seq
    ...     store.close()
    0
    """

    def __init__(
        self,
        path: str | Path,
        *,
        busy_seconds: float = 10.0,
        create: bool = True,
        read_only: bool = False,
        salts: Callable[[], bytes] = lambda: secrets.token_bytes(16),
    ) -> None:
        self._salts = salts
        self._file = SqliteFile(Path(path).absolute(), busy_seconds, create=create, read_only=read_only)

    def __repr__(self) -> str:
        return f"<SqliteStore {self._file.path}>"

    # -- writing --

    def append(self, batch: Batch) -> Head:
        """Stores the batch, all or nothing, durable on return."""
        payloads = check_batch(batch)
        content = content_of(batch, payloads)
        head: Head = self._file.write(
            lambda db: log.append(db, self._salts, batch, payloads, *content), batch.id, erases=bool(batch.clears)
        )
        if batch.clears:
            self._file.wiped()
        return head

    def redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of every version of these records, for good: no byte of it stays in the files.

        Raises:
            NotFound: the log knows no such record; nothing was erased.
            Conflict: the store knows a change that the caller had not seen.
            BatchReused: the id came before with another content.
            StoreError: in WAL mode, another program still reads the state before: erased, but not yet gone from the files. The same erasure
                again, when that program is done, finishes it.
        """
        content = redaction_content(erasure)
        head: Head = self._file.write(lambda db: erase.redact(db, self._salts, erasure, *content), erasure.id, erases=True)
        if not self._file.wiped():
            raise StoreError(
                f"{self._file.path}: the records are erased, but another program still reads the state before, so their bytes may lie in the files; "
                "erase again with the same batch id when it is done"
            )
        return head

    # -- reading --

    def head(self) -> Head:
        """The head now."""
        with self._file.lent() as db, self._file.errors():
            return Head(*db.execute("SELECT seq, hash FROM _head").fetchone())

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq`."""
        with self._file.reading() as db:
            if check_known_at(seq, log.seq_of(db)) == 0:
                return Head()
            row = db.execute("SELECT hash FROM _log WHERE seq = ?", (seq,)).fetchone()
            if row is None:
                raise DamagedStore(f"{self._file.path}: the log has no change {seq}; restore the file from a backup")
            return Head(seq, row[0].hex())

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist, withdrawn ones too."""
        with self._file.reading() as db:
            return read.read(db, self._file.path, keys, check_known_at(known_at, log.seq_of(db)))

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, from above `after`."""
        check_noun(noun)
        check_text(after)
        with self._file.reading() as db:
            until = check_known_at(known_at, log.seq_of(db))
            return read.scan(db, self._file.path, noun, after, limit, until, personal=personal)

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these, in order."""
        for noun in [*(noun for noun, _ in keys), *nouns]:
            check_noun(noun)
        with self._file.reading() as db:
            return read.referring(db, keys, nouns)

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`."""
        return self._entries("l.seq > ? ORDER BY l.seq LIMIT ?", max(seq, 0), max(limit, 0))

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first."""
        return self._entries("l.noun = ? AND l.id = ? ORDER BY l.seq", *key) if log.storable(*key) else []

    def _entries(self, which: str, *values: object) -> list[Logged]:
        with self._file.lent() as db, self._file.errors():
            return [log.entry_of(row) for row in db.execute(f"{log.ENTRY} WHERE {which}", values)]

    def columns(self, noun: str, known_at: int | None = None) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or of one of its fields of rows (`case.steps`), as columns."""
        name, child = read.check_rows(noun)
        with self._file.reading() as db:
            return read.columns(db, name, child, check_known_at(known_at, log.seq_of(db)))

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        with self._file.lent() as db, self._file.errors():
            return [bad_row_of(text) for (text,) in db.execute("SELECT row FROM _bad_row ORDER BY number")]

    # -- the outbox --

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes messages that are due."""
        check_moment(now)
        leased: list[Leased] = self._file.write(lambda db: messages.lease(db, limit, now, seconds))
        return leased

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        check_moment(now)
        self._file.write(lambda db: messages.mark_sent(db, key))

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        check_moment(now)
        check_moment(retry_at)
        check_text(error)
        self._file.write(lambda db: messages.mark_failed(db, key, error, retry_at))

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state, the attempts so far, and the last error."""
        with self._file.lent() as db, self._file.errors():
            return messages.outbox(db)

    # -- proof --

    def verify(self) -> list[str]:
        """Checks the file, the log against its chain, and the records against the log. Reads everything."""
        with self._file.reading() as db:
            return verify.verify(db)

    def files(self) -> list[Path]:
        """The files in which the store lies at this moment."""
        return self._file.files()

    def copy_to(self, path: Path) -> None:
        """Writes all of the store, as it stands at one moment, into a new file; others may go on writing meanwhile.

        Raises:
            StoreError: there is such a file, or it cannot be written.
        """
        if path.exists():
            raise StoreError(f"there is a file {path} already")
        self._file.copy_to(path)

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()
