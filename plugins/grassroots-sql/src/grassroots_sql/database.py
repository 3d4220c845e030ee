"""An office in a PostgreSQL database: a schema of its own, made and grown with the model, read and written in transactions."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import Lock

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from grassroots.errors import DamagedStore, Full, InvalidArgument, NewerStore, NotFound, StoreError, Unknown
from grassroots.problems import Problem
from grassroots_sql.pages import SqlPages
from grassroots_sql.tables import META, REVISION, batch, head, model, revision

SCHEMES = ("postgresql", "postgres")
_OFFICE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FULL, _BUSY, _DAMAGED = ("53100",), ("55P03", "57014", "40001", "40P01"), ("XX001", "XX002")


class Database:
    """The schema of one office, and connections to it; a process that was forked off opens its own."""

    def __init__(self, address: str, *, create: bool = True, read_only: bool = False, busy_seconds: float = 10.0) -> None:
        self._url, self._office = _parts(address)
        self._read_only = read_only
        self._busy = round(busy_seconds * 1000)
        self._lock = Lock()
        self._engine, self._process = self._opened(), os.getpid()
        self._closed = False
        weakref.finalize(self, _let_go, self._engine, self._process)
        try:
            with self._errors():
                self._settle_tables(create=create and not read_only)
        except BaseException:
            self._engine.dispose()
            raise

    def __str__(self) -> str:
        url = self._url.set(drivername=SCHEMES[0], query={})
        return f"{url.render_as_string(hide_password=True)}?office={self._office}"

    # -- connections --

    def _opened(self) -> Engine:
        settings = {"search_path": self._office, "timezone": "UTC", "lock_timeout": self._busy, "synchronous_commit": "on"}
        if self._read_only:
            settings["default_transaction_read_only"] = "on"
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        return create_engine(self._url, connect_args={"options": options}, pool_pre_ping=True, pool_size=8, max_overflow=24)

    def _connected(self) -> Connection:
        with self._lock:
            if self._closed:
                raise StoreError.of(Problem("grassroots_sql:closed", value=str(self)))
            if self._process != os.getpid():
                self._engine.dispose(close=False)  # what the other side uses is left to it
                self._process = os.getpid()
        return self._engine.connect()

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            self._closed = True
        self._engine.dispose(close=self._process == os.getpid())

    # -- tables --

    def _settle_tables(self, *, create: bool) -> None:
        """Brings the office to what this version keeps, all at once or not at all; refuses what a newer version made."""
        office = {"office": f"grassroots:{self._office}"}
        with self._engine.connect() as db:
            db.execute(
                text("SELECT pg_advisory_xact_lock_shared(hashtext(:office))"), office
            )  # no table goes while it is asked
            stands = self._stands(db)
            if not stands and not create:
                raise NotFound.of(Problem("grassroots_sql:no-office", value=str(self)))
            if stands == REVISION and not self._missing(db):
                return
        if self._read_only:
            raise StoreError.of(Problem("grassroots_sql:grown", value=str(self)))
        with self._engine.begin() as db:
            db.execute(text("SELECT pg_advisory_xact_lock(hashtext(:office))"), office)
            if self._office not in inspect(db).get_schema_names():  # who has the schema need not have the right to make one
                db.exec_driver_sql(f'CREATE SCHEMA "{self._office}"')
            stands = self._stands(db)  # asked again: another program may have been faster
            if stands != REVISION:
                from grassroots_sql.migrations import bring_up  # Alembic, which only a change needs

                bring_up(db, self._office, stands)
            db.exec_driver_sql(";\n".join(self._missing(db)) or "SELECT 1")

    def _stands(self, db: Connection) -> str:
        """The revision at which the office stands; empty if there is none. Before there were revisions, its number stood in another table."""
        there = set(inspect(db).get_table_names(schema=self._office))
        if revision.name in there:
            stands = str(db.scalar(text(f'SELECT version_num FROM "{self._office}".{revision.name}')))
        elif "_layout" in there:
            stands = str(db.scalar(text(f'SELECT version FROM "{self._office}"._layout')))
        else:
            return ""
        if not stands.isdecimal() or not 0 < int(stands) <= int(REVISION):
            raise NewerStore.of(Problem("grassroots_sql:newer", value=str(self)))
        return stands

    def _missing(self, db: Connection) -> list[str]:
        """What makes the tables, columns and indexes of the model that the schema has not yet."""
        there = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :office"
        found: dict[str, set[str]] = {}
        for table, column in db.execute(text(there), {"office": self._office}):
            found.setdefault(table, set()).add(column)
        for name, known in found.items():
            if name not in META.tables or known - set(META.tables[name].c.keys()):
                raise NewerStore.of(Problem("grassroots_sql:newer", value=str(self)))
        indexes = set(db.scalars(text("SELECT indexname FROM pg_indexes WHERE schemaname = :office"), {"office": self._office}))
        statements = []
        for name, (made, columns, own) in _creations().items():
            if name not in found:
                statements.append(made)
            else:
                statements += [said for column, said in columns.items() if column not in found[name]]
            statements += [said for index, said in own.items() if index not in indexes]
        return statements

    # -- transactions --

    @contextmanager
    def reading(self) -> Iterator[SqlPages]:
        """One state for all that is read within, whoever writes meanwhile."""
        with self._errors(), self._connected() as db:
            yield SqlPages(db.execution_options(isolation_level="REPEATABLE READ"))

    @contextmanager
    def writing(self, batch: str | None = None, *, erases: bool = False) -> Iterator[SqlPages]:
        """What is written within is done all or not at all; writers take turns at the head of the log."""
        if self._read_only:
            raise StoreError.of(Problem("store-only-read", value=str(self)))
        failed: DBAPIError | None = None
        with self._errors(), self._connected() as db:
            db.execute(select(head.c.seq).with_for_update())
            yield SqlPages(db)
            try:
                db.commit()
            except DBAPIError as error:
                if batch is None or not error.connection_invalidated:
                    raise
                failed = error
        if failed is not None and batch is not None:
            self._settle(batch, failed)

    def _settle(self, id: str, error: DBAPIError) -> None:
        """After a commit whose answer was lost: waits until nobody holds the head any more, then asks for the batch."""
        try:
            with self._connected() as db:
                db.execute(select(head.c.seq).with_for_update())
                if db.scalar(select(batch.c.number).where(batch.c.id == id)) is not None:
                    return
        except DBAPIError:
            raise Unknown.of(Problem("grassroots_sql:unknown", value=str(self))) from error
        raise StoreError.of(Problem("grassroots_sql:unreachable", value=str(self))) from error

    def wipe(self) -> bool:
        """What was erased is gone from every answer; when the server reuses its place is the operator's to say."""
        return True

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Within, an error of the database becomes one of ours, which says what to do."""
        try:
            yield
        except DBAPIError as error:
            raise self._worded(error) from error

    def _worded(self, error: DBAPIError) -> StoreError:
        code, place = str(getattr(error.orig, "sqlstate", "") or ""), str(self)
        if code in _FULL:
            return Full.of(Problem("store-full", value=place))
        if code in _BUSY:
            return StoreError.of(Problem("store-busy", value=place))
        if code in _DAMAGED:
            return DamagedStore.of(Problem("store-damaged", value=place))
        if code == "25006":
            return StoreError.of(Problem("grassroots_sql:replica", value=place))
        if code == "42501":
            return StoreError.of(Problem("grassroots_sql:no-right", value=place))
        if not code or code.startswith(("08", "57P", "28", "3D")):
            return StoreError.of(Problem("grassroots_sql:unreachable", value=place))
        return StoreError.of(Problem("grassroots_sql:failed", value=place, details={"code": code}))


def _let_go(engine: Engine, process: int) -> None:
    """Closes the connections of a store that nobody closed; those that a fork brought along are left to the other side."""
    engine.dispose(close=process == os.getpid())


@cache
def _creations() -> Mapping[str, tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """Of each table of the model what makes it, what adds each of its columns, and what makes each of its indexes."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return {
        table.name: (
            str(CreateTable(table).compile(dialect=dialect)),
            {
                one.name: f'ALTER TABLE "{table.name}" ADD COLUMN "{one.name}" {one.type.compile(dialect=dialect)}'
                for one in table.c
            },
            {
                str(one.name): str(CreateIndex(one).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
                for one in sorted(table.indexes, key=lambda one: str(one.name))
            },
        )
        for table in model.values()
    }


def _parts(address: str) -> tuple[URL, str]:
    """The address of the database, and the name of the office: `postgresql://host/db?office=street`."""
    try:
        url = make_url(address)
        given = url.query.get("office", "office")
        port = url.port
        if "@" in (url.host or ""):  # a piece of a password in which it was not written as %40
            raise ValueError
    except (ArgumentError, ValueError):
        raise InvalidArgument.of(Problem("grassroots_sql:no-address", value="postgresql:")) from None
    if not isinstance(given, str) or not _OFFICE.fullmatch(given) or given.startswith("pg_") or not url.database:
        raise InvalidArgument.of(
            Problem("grassroots_sql:no-address", value=url.set(query={"office": given}).render_as_string(hide_password=True))
        )
    return url.difference_update_query(["office"]).set(drivername="postgresql+psycopg", port=port), given
