"""One SQLite file: opened so that it keeps what it is given, grown with the model, read and written in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from grassroots.builtin.sqlite.schema import (
    APPLICATION_ID,
    INDEXES,
    LAYOUT,
    creation,
    pointer_indexes,
    quoted,
    sqlite_version,
    tables,
)
from grassroots.errors import DamagedStore, Full, NewerStore, StoreError, Unknown
from grassroots.store import Head


def journal_for(version: tuple[int, int, int]) -> tuple[str, str]:
    """The journal mode and `synchronous` that keep every commit on this version of SQLite.

    >>> journal_for((3, 40, 1)), journal_for((3, 51, 3)), journal_for((3, 50, 7))
    (('delete', 'EXTRA'), ('wal', 'FULL'), ('wal', 'FULL'))
    """
    backported = {(3, 44): 6, (3, 50): 7}.get(version[:2])
    mended = version[2] >= backported if backported is not None else version >= (3, 51, 3)
    # 3.52.0 was withdrawn by its authors
    return ("wal", "FULL") if mended and version != (3, 52, 0) else ("delete", "EXTRA")


class SqliteFile:
    """A store's file and the connection to it. `db` may become another one after a commit that failed."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._journal, self._synchronous = journal_for(sqlite_version())
        _check_place(path)
        with self.errors():
            self.db = self._opened()

    # -- opening --

    def _opened(self) -> sqlite3.Connection:
        _check_header(self.path)
        db = sqlite3.connect(str(self.path), timeout=self._busy_seconds, isolation_level=None, cached_statements=512)
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
            raise _foreign(self.path)
        if layout > LAYOUT:
            raise _newer(self.path, f"layout {layout}, this version knows {LAYOUT}")

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
                raise StoreError(f"{self.path}: SQLite keeps {name} at {found[0]}, not {value}; use another build of SQLite")

    def _set_journal(self, db: sqlite3.Connection) -> None:
        found = db.execute(f"PRAGMA journal_mode = {self._journal}").fetchone()[0]
        if found != self._journal:
            raise StoreError(
                f"{self.path}: the journal mode is {found}, and {self._journal} is needed with SQLite {sqlite3.sqlite_version}; "
                "close the other programs that have the file open, then try again"
            )

    def _grow(self, db: sqlite3.Connection) -> None:
        """Makes the tables that are missing, and the columns that the model has gained, all at once or not at all."""
        if self._missing(db):
            db.execute("BEGIN IMMEDIATE")
            try:
                for statement in self._missing(db):  # asked again: another program may have been faster
                    db.execute(statement)
                for statement in INDEXES:
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
        wanted = tables()
        for table, columns in found.items():
            known = set(wanted.get(table, ()))
            if columns - known:
                raise _newer(self.path, f"{table} has {', '.join(sorted(columns - known))}")
        statements = []
        for table, known_columns in wanted.items():
            if table not in found:
                statements += creation(table, known_columns)
            else:
                missing = [name for name in known_columns if name not in found[table]]
                statements += [
                    f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {known_columns[name]}" for name in missing
                ]
        indexes = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
        return statements + [sql for name, sql in pointer_indexes().items() if name not in indexes]

    # -- transactions --

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Within, an error of SQLite becomes one of ours, which says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise _worded(error, self.path) from error

    def copy_to(self, path: Path) -> None:
        """Copies the file as it stands at one moment, by a connection of its own; what was begun and failed is taken away."""
        with self.errors(), closing(sqlite3.connect(str(self.path), timeout=self._busy_seconds)) as source:
            try:
                with closing(sqlite3.connect(str(path))) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode = delete").fetchall()
            except BaseException:
                path.unlink(missing_ok=True)
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for all that is read within, whoever writes meanwhile."""
        with self.errors():
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    def write(self, work: Callable[[sqlite3.Connection], Any], batch: str | None = None) -> Any:
        """What `work` gives, done all or not at all. `batch`: by which to ask whether a commit that failed is there after all."""
        with self.errors():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                done = work(self.db)
            except BaseException:
                self._roll_back()
                raise
            try:
                self.db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                if batch is None or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise
                return self._settled(batch, error)
            return done

    def _roll_back(self) -> None:
        try:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
        except sqlite3.Error:
            pass  # what failed before is what is told; SQLite rolls back when the file is opened again

    def _settled(self, batch: str, error: sqlite3.Error) -> Head:
        """After a commit that failed: a commit that raises may still be in the file. Opens it again and asks.

        With a rollback journal the answer is final, since opening undoes what was half written. In WAL mode frames of the failed commit
        could come back after a power cut; only when the log could be emptied is it certain that the batch is not there.
        """
        try:
            self.db.close()
            self.db = self._opened()
            row = self.db.execute("SELECT seq, hash FROM _batch WHERE id = ?", (batch,)).fetchone()
            if row:
                return Head(*row)
            certain = self._journal == "delete" or self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except (sqlite3.Error, StoreError):
            certain = False
        if certain:
            raise _worded(error, self.path) from error
        raise Unknown(
            f"{self.path}: whether the batch is stored is not known ({error}); open it again and send the same batch"
        ) from error

    def wiped(self) -> bool:
        """Takes what was deleted out of the files: cells are overwritten (secure_delete), and the WAL is emptied here.

        False: a reader of the state before keeps it from being emptied.
        """
        if self._journal != "wal":
            return True
        with self.errors():
            return bool(self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def files(self) -> list[Path]:
        """The files in which the store lies at this moment."""
        names = [self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))]
        return [path for path in names if path.exists()]


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


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


def _worded(error: sqlite3.Error, path: Path) -> StoreError:
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
