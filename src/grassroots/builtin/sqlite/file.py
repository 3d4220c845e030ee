"""One SQLite file: opened so that it keeps what it is given, grown with the model, read and written in transactions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock

from grassroots.builtin.sqlite.build import PYTHON, Build, Connection, held
from grassroots.builtin.sqlite.pages import SqlitePages
from grassroots.builtin.sqlite.schema import (
    APPLICATION_ID,
    INDEXES,
    LAYOUT,
    creation,
    pointer_indexes,
    quoted,
    tables,
)
from grassroots.errors import DamagedStore, Full, NewerStore, NotFound, StoreError, Unknown
from grassroots.problems import Problem, nearest


def journal_for(version: tuple[int, int, int]) -> tuple[str, str]:
    """The journal mode and `synchronous` that keep every commit on this version of SQLite. A rollback journal is kept and overwritten: to make and take away
    a file for each commit costs several times as much.

    >>> journal_for((3, 40, 1)), journal_for((3, 51, 3)), journal_for((3, 50, 7))
    (('persist', 'EXTRA'), ('wal', 'FULL'), ('wal', 'FULL'))
    """
    backported = {(3, 44): 6, (3, 50): 7}.get(version[:2])
    mended = version[2] >= backported if backported is not None else version >= (3, 51, 3)
    # 3.52.0 was withdrawn by its authors
    return ("wal", "FULL") if mended and version != (3, 52, 0) else ("persist", "EXTRA")


MOST_JOURNAL = 1 << 20
"""So many bytes of a journal stay for the next commit."""

MOST_KEPT = 8
"""So many connections are kept open for whoever reads or writes next; one more is closed when it is given back."""

_OF_PARENTS: list[Connection] = []
"""Connections that a fork brought along. They are neither used nor closed: what closing does to the file is the parent's to do."""


class SqliteFile:
    """A store's file, and connections to it: each is lent to one thread at a time, and a process that was forked off opens its own."""

    def __init__(
        self, path: Path, busy_seconds: float, *, create: bool = True, read_only: bool = False, build: Build = PYTHON
    ) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._read_only = read_only
        self._build = build
        self._journal, self._synchronous = journal_for(build.version)
        self._lock = Lock()
        self._process = os.getpid()
        self._closed = False
        self._idle: list[Connection] = []
        self._lent = 0
        _check_place(path, create=create and not read_only)
        self._let_go = held(self, path, build, self._look)
        try:
            with self.errors():
                self._idle.append(self._opened())
        except BaseException:
            self._let_go()
            raise

    def __str__(self) -> str:
        return str(self.path)

    # -- connections --

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection, for nobody else meanwhile. One on which something is still under way is not lent again."""
        with self._lock:
            if self._process != os.getpid():
                _OF_PARENTS.extend(self._idle)
                self._idle, self._process = [], os.getpid()
            if self._closed:
                raise StoreError(f"{self.path} is closed; open it again")
            db = self._idle.pop() if self._idle else None
            self._lent += 1
        try:
            if db is None:
                with self.errors():
                    db = self._opened()
            yield db
        finally:
            with self._lock:
                if db is not None and not self._closed and len(self._idle) < MOST_KEPT and self._is_at_rest(db):
                    self._idle.append(db)
                    db = None
            if db is not None:
                db.close()
            with self._lock:
                self._lent -= 1
                if self._closed and not self._lent:
                    self._let_go()

    def close(self) -> None:
        """Closes the connections; those that are lent are closed when they come back. A journal that was kept goes, unless somebody writes."""
        with self._lock:
            self._closed = True
            kept, self._idle = self._idle, []
        if self._process == os.getpid():
            if kept and not self._read_only:
                with suppress(self._build.errors):
                    self._drop_journal(kept[0])
            for db in kept:
                db.close()
        else:
            _OF_PARENTS.extend(kept)
        if not self._lent:
            self._let_go()

    def _look(self) -> None:
        """Looks at the first bytes before SQLite does, which would write beside a file that is not ours; makes the file where there is none."""
        _check_header(self.path)
        try:
            if not self.path.exists():
                self.path.touch()
        except OSError as error:
            raise StoreError.of(Problem("store-closed-to-writing", value=str(self.path))) from error

    def _opened(self) -> Connection:
        db = self._build.connect(self._address(), self._busy_seconds)
        try:
            self._check_owner(db)
            self._set(db)
            if self._read_only:
                self._check_grown(db)
            else:
                self._grow(db)
                self._set_journal(db)
        except BaseException:
            db.close()
            raise
        return db

    def _address(self) -> str:
        """The file as SQLite opens it. What is in a folder that nobody can write to is read as it lies there. Where reading makes files beside it, which a
        write-ahead log does, whoever reads may take them away again, but no statement of theirs writes (`query_only`)."""
        mode = "?mode=rwc"
        if self._read_only:
            alone = not self.path.with_name(f"{self.path.name}-wal").exists()
            open_to_all = all(os.access(path, os.W_OK) for path in (self.path, self.path.parent))
            mode = "?mode=rw" if alone and open_to_all and self._journal == "wal" else "?mode=ro"
            if alone and not os.access(self.path.parent, os.W_OK):
                mode = "?mode=ro&immutable=1"
        return self.path.as_uri() + mode

    def _check_grown(self, db: Connection) -> None:
        if self._missing(db):
            raise StoreError.of(Problem("store-grown", value=str(self.path)))

    def _check_owner(self, db: Connection) -> None:
        owner, layout = _one(db, "PRAGMA application_id"), _one(db, "PRAGMA user_version")
        if owner not in (0, APPLICATION_ID) or (owner == 0 and _one(db, "SELECT count(*) FROM sqlite_master")):
            raise _foreign(self.path)
        if layout > LAYOUT:
            raise _newer(self.path)
        if owner and layout < LAYOUT:
            raise StoreError.of(Problem("store-otherwise", value=str(self.path)))

    def _set(self, db: Connection) -> None:
        """Sets what makes the store safe, and reads it back: a build of SQLite may have other defaults, or refuse."""
        wanted = {
            "synchronous": (self._synchronous, {"FULL": 2, "EXTRA": 3}[self._synchronous]),
            "secure_delete": ("ON", 1),
            "foreign_keys": ("ON", 1),
            "trusted_schema": ("OFF", 0),
            "cell_size_check": ("ON", 1),
            "temp_store": ("MEMORY", 2),
            "query_only": ("ON", 1) if self._read_only else ("OFF", 0),
            "mmap_size": ("0", 0),
            "fullfsync": ("ON", 1),
            "journal_size_limit": (str(MOST_JOURNAL), MOST_JOURNAL),
            "busy_timeout": (str(round(self._busy_seconds * 1000)), round(self._busy_seconds * 1000)),
        }
        for name, (value, expected) in wanted.items():
            db.execute(f"PRAGMA {name} = {value}").fetchall()
            found = db.execute(f"PRAGMA {name}").fetchone()
            if found is not None and found[0] != expected:
                raise StoreError(f"{self.path}: SQLite keeps {name} at {found[0]}, not {value}; use another build of SQLite")

    @contextmanager
    def _leaving_nothing(self, db: Connection) -> Iterator[None]:
        """Within, the journal goes with the commit: it holds what stood there before."""
        self._drop_journal(db)
        try:
            yield
        finally:
            with suppress(self._build.errors):  # a connection that was closed meanwhile
                db.execute(f"PRAGMA journal_mode = {self._journal}").fetchall()

    def _drop_journal(self, db: Connection) -> None:
        """Takes a journal that was kept away, unless somebody writes; this connection keeps none from now on."""
        if self._journal == "persist":
            db.execute("PRAGMA journal_mode = delete").fetchall()

    def _set_journal(self, db: Connection) -> None:
        found = db.execute(f"PRAGMA journal_mode = {self._journal}").fetchone()[0]
        if found != self._journal:
            raise StoreError(
                f"{self.path}: the journal mode is {found}, and {self._journal} is needed with SQLite {'.'.join(map(str, self._build.version))}; "
                "close the other programs that have the file open, then try again"
            )

    def _grow(self, db: Connection) -> None:
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

    def _missing(self, db: Connection) -> list[str]:
        """What makes tables, columns and indexes that the file has not yet."""
        found: dict[str, set[str]] = {}
        sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        for table, column in db.execute(sql):
            found.setdefault(table, set()).add(column)
        wanted = tables()
        for table, columns in found.items():
            known = set(wanted.get(table, ()))
            if columns - known:
                raise _newer(self.path)
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
        except self._build.errors as error:
            raise _worded(error, self.path) from error

    def copy_to(self, path: Path) -> None:
        """Copies the file as it stands at one moment, by a connection of its own; what was begun and failed is taken away."""
        connect = self._build.connect
        with self.errors(), closing(connect(self.path.as_uri(), self._busy_seconds)) as source:
            try:
                with closing(connect(f"{path.absolute().as_uri()}?mode=rwc", self._busy_seconds)) as copy:
                    self._build.copy(source, copy)
                    copy.execute("PRAGMA journal_mode = delete").fetchall()
            except self._build.errors as error:
                path.unlink(missing_ok=True)
                raise _worded(error, path) from error
            except BaseException:
                path.unlink(missing_ok=True)
                raise

    @contextmanager
    def reading(self) -> Iterator[SqlitePages]:
        """One state of the file for all that is read within, whoever writes meanwhile."""
        with self.lent() as db, self.errors():
            db.execute("BEGIN")
            try:
                yield SqlitePages(db)
            finally:
                self._roll_back(db)

    @contextmanager
    def writing(self, batch: str | None = None, *, erases: bool = False) -> Iterator[SqlitePages]:
        """What is written within is done all or not at all. `batch`: by which to ask whether a commit that failed is there after all. `erases`: nothing
        of what stood there before may stay in a journal."""
        if self._read_only:
            raise StoreError.of(Problem("store-only-read", value=str(self.path)))
        failed: Exception | None = None
        with self.lent() as db, self.errors(), self._leaving_nothing(db) if erases else nullcontext():
            db.execute("BEGIN IMMEDIATE")
            try:
                yield SqlitePages(db)
            except BaseException:
                self._roll_back(db)
                raise
            try:
                db.execute("COMMIT")
            except self._build.errors as error:
                self._roll_back(db)
                if batch is None or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise
                db.close()
                failed = error
        if failed is not None and batch is not None:
            self._settle(batch, failed)

    def _settle(self, batch: str, error: Exception) -> None:
        """After a commit that failed: a commit that raises may still be in the file. Opens it again and asks.

        With a rollback journal the answer is final, since opening undoes what was half written. In WAL mode frames of the failed commit
        could come back after a power cut; only when the log could be emptied is it certain that the batch is not there.
        """
        with self._lock:
            kept, self._idle = self._idle, []
        for one in kept:
            one.close()
        try:
            with self.lent() as db:
                if db.execute("SELECT 1 FROM _batch WHERE id = ?", (batch,)).fetchone():
                    if self._journal == "persist":
                        # whether the end of the journal reached the disk is not known; its absence will
                        with self._leaving_nothing(db):
                            pass
                    return
                certain = self._journal != "wal" or db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        except (self._build.errors, StoreError):
            certain = False
        if certain:
            raise _worded(error, self.path) from error
        raise Unknown(
            f"{self.path}: whether the batch is stored is not known ({error}); open it again and send the same batch"
        ) from error

    def _roll_back(self, db: Connection) -> None:
        with suppress(
            self._build.errors
        ):  # what failed before is what is told; SQLite rolls back when the file is opened again
            if db.in_transaction:
                db.execute("ROLLBACK")

    def _is_at_rest(self, db: Connection) -> bool:
        """Whether a connection can be lent again: it is open, and nothing is under way on it."""
        try:
            return not db.in_transaction
        except self._build.errors:
            return False

    def wipe(self) -> bool:
        """Takes what was deleted out of the files: cells are overwritten (secure_delete), and the WAL is emptied here.

        False: a reader of the state before keeps it from being emptied.
        """
        if self._journal != "wal":
            return True
        with self.lent() as db, self.errors():
            return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def files(self) -> list[Path]:
        """The files in which the store lies at this moment."""
        names = [self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))]
        return [path for path in names if path.exists()]


def _one(db: Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def _check_place(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError.of(Problem("store-is-folder", value=str(path), details={"file": path / "office.db"}))
    if not path.parent.is_dir():
        raise StoreError.of(Problem("store-no-folder", value=str(path.parent)))
    if not create and not path.exists():
        near = nearest(path.name, sorted(one.name for one in path.parent.iterdir() if one.suffix == path.suffix))
        code, details = ("store-misspelt", {"near": tuple(near)}) if near else ("store-not-there", {})
        raise NotFound.of(Problem(code, value=str(path), details=details))


def _check_header(path: Path) -> None:
    try:
        if not path.exists() or path.stat().st_size == 0:
            return
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise StoreError.of(Problem("store-unreadable", value=str(path))) from error
    if not header.startswith(b"SQLite format 3\0") and _is_half_made(path):
        return
    owner = int.from_bytes(header[68:72])
    if not header.startswith(b"SQLite format 3\0") or owner not in (0, APPLICATION_ID):
        raise _foreign(path)
    layout = int.from_bytes(header[60:64])
    if owner == APPLICATION_ID and layout > LAYOUT:
        raise _newer(path)


def _is_half_made(path: Path) -> bool:
    """Whether a journal of SQLite lies beside a file: somebody wrote into it when the power went, and SQLite takes back what was half written, which of a
    file that was being made is all of it. Whose it is is looked at then."""
    try:
        with path.with_name(f"{path.name}-journal").open("rb") as file:
            return file.read(8) == b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
    except OSError:
        return False


def _foreign(path: Path) -> DamagedStore:
    return DamagedStore.of(Problem("store-foreign", value=str(path)))


def _newer(path: Path) -> NewerStore:
    return NewerStore.of(Problem("store-newer", value=str(path)))


def _code(error: Exception) -> int:
    """The primary code of SQLite's error; 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", 0) or getattr(error, "result", 0) or 0) & 0xFF


def _worded(error: Exception, path: Path) -> StoreError:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return Full.of(Problem("store-full", value=str(path)))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError.of(Problem("store-busy", value=str(path)))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedStore.of(Problem("store-damaged", value=str(path)))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError.of(Problem("store-closed-to-writing", value=str(path)))
    return StoreError(f"{path}: {error}. Nothing was stored")
