"""Tables that are kept in a database, beside the store or elsewhere: what measures read of the records of an office, refreshed where it changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.charter import Charter
from grassroots.errors import InvalidArgument
from grassroots.reading.reader import living_reader
from grassroots.snapshot import Snapshot
from grassroots.values import Period
from grassroots_ibis.databases import DUCKDB, SPARK, Database, check_address, working
from grassroots_ibis.needs import Written, schema_of
from grassroots_ibis.tables import counted, planned
from grassroots_ibis.writing import Writing

SCHEMA = "grassroots_tables"
"""Where the tables lie, if nobody says otherwise."""
_OURS = "grassroots__"
_NOTED, _FRESH, _GONE, _ROWS = f"{_OURS}noted", f"{_OURS}fresh", f"{_OURS}gone", "__rows"
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_KEPT = {"key": "string", "digest": "string"}


@frozen(kw_only=True)
class Refreshed:
    """What became of tables. `head`: of which state of the log they are; `written`, `deleted`: how many rows; `left`: measure → why it is left to the reference."""

    head: str
    written: int
    deleted: int
    left: Mapping[str, str]


def keep_tables(
    snapshot: Snapshot, address: str, *, periods: Sequence[Period], measures: Sequence[str] = (), schema: str = SCHEMA
) -> Refreshed:
    """Brings the tables of an office in a database to what its records are now. Of records that read as before nothing is written; what was withdrawn or erased
    leaves the tables. Whoever reads them meanwhile sees them as they were, whole.

    Args:
        snapshot: the records in view: `office.snapshot("2024-12-31")`.
        address: `postgresql://…`, that of an office which is kept there as well, or `duckdb:FILE`.
        periods: the periods for which figures will be asked.
        measures: the names of measures; without any, all of the charter that are made of records of units.
        schema: where in the database: a name of small letters, digits and underscores, another for each office.

    Raises:
        NotCompiled: a measure that was named is left to the reference; the text says why.
        InvalidArgument: the records are read for a purpose that closes some of their fields; no tables can be kept at this address; in the place lie tables
            of somebody else, an office's own among them.
        StoreError: the database cannot be reached, or refuses.
    """
    plan = planned(snapshot, periods, measures)
    _check_place(address, schema)
    with working(address) as database:
        place = database.quoted(schema)
        with _whole(database):
            database.run(f"CREATE SCHEMA IF NOT EXISTS {place}")
            there = _columns(database, schema)
            if others := [name for name in there if not name.startswith(_OURS)]:
                raise InvalidArgument(
                    f"in {schema} lie tables that are none of these: {', '.join(others[:3])}; name a place of its own, schema=..."
                )
            writing = Writing(living_reader(snapshot))
            written = deleted = 0
            wanted = {_NOTED}
            for table, columns in plan.tables():
                types, told = schema_of(table, columns), writing.columns(table, columns, plan.reads)
                if table.of == "records":
                    told["n"] = [0] * len(told["n"])  # In which order they came says nothing of them here.
                same = there.get(table.name) == sorted(types)
                more, fewer = _refreshed(database, f"{place}.{database.quoted(table.name)}", types, told, same)
                written, deleted, wanted = written + more, deleted + fewer, wanted | {table.name, table.name + _ROWS}
            for name in there.keys() - wanted:
                database.run(f"DROP TABLE {place}.{database.quoted(name)}")
            noted = json.dumps(plan.said(snapshot))
            database.write(_FRESH, {"said": "string"}, {"said": [noted]})
            _anew(database, f"{place}.{_NOTED}")
    return Refreshed(head=snapshot.head, written=written, deleted=deleted, left=plan.left)


def count_kept(
    address: str, charter: Charter, *, measures: Sequence[str], periods: Sequence[Period], schema: str = SCHEMA
) -> Iterator[dict[str, Any]]:
    """Counts over tables that are kept in a database, where they lie; the rows of `count_tables`.

    Raises:
        InvalidArgument: there are no tables, or of another charter, or not of all that the measures read in these periods.
        NotCompiled: a measure is left to the reference; the text says why.
        StoreError: the database cannot be reached, or refuses.
    """
    _check_place(address, schema)
    none = f"no tables are kept in {schema}; have the office write them (keep_tables)"
    if address.startswith(DUCKDB) and not Path(address.removeprefix(DUCKDB)).exists():
        raise InvalidArgument(none)  # Who looks for a file does not make it.
    with working(address) as database:
        there = _columns(database, schema)
        if _NOTED not in there:
            raise InvalidArgument(none)
        noted = json.loads(database.rows(f"SELECT said FROM {database.quoted(schema)}.{_NOTED}")[0][0])
        if noted["charter"] != f"{charter.id} {charter.version}":
            raise InvalidArgument(f"the tables were written by {noted['charter']}; count by the charter of the office")

        def lay(table: Written, types: dict[str, str]) -> None:
            if lacking := sorted(types.keys() - there.get(table.name, [])):
                raise InvalidArgument(
                    f"{table.name} has no {', '.join(lacking)}; have the office write the tables of all measures that are counted"
                )

        database.run(f"SET search_path TO {database.quoted(schema)}")
        yield from counted(
            database, charter, measures, periods, date.fromisoformat(noted["as_of"]), {schema: set(noted["reads"])}, lay
        )


def _check_place(address: str, schema: str) -> None:
    if address.startswith((SPARK, f"{DUCKDB}:")) or address == DUCKDB:
        raise InvalidArgument("tables are kept in PostgreSQL (postgresql://…) or in a file of DuckDB (duckdb:FILE)")
    check_address(address)
    if not _PLAIN.fullmatch(schema):
        raise InvalidArgument(
            f"{schema!r} is no name for a place of tables: small letters, digits and underscores, a letter first"
        )


@contextmanager
def _whole(database: Database) -> Iterator[None]:
    """All that is written within is there at once, or nothing of it."""
    database.run("BEGIN")
    try:
        yield
    except BaseException:
        database.run("ROLLBACK")
        raise
    database.run("COMMIT")


def _columns(database: Database, schema: str) -> dict[str, list[str]]:
    """The tables that lie there, each with its columns."""
    found: dict[str, list[str]] = {}
    for table, column in database.rows(
        f"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '{schema}' ORDER BY 1, 2"
    ):
        found.setdefault(table, []).append(column)
    return found


def _refreshed(
    database: Database, name: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]], same: bool
) -> tuple[int, int]:
    """Writes the rows of those keys (the first column: of a record, its id) that are not there, or read otherwise; how many were written and deleted."""
    names, key = list(types), next(iter(types))
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in zip(*(columns[one] for one in names), strict=True):
        groups.setdefault(row[0], []).append(row)
    digests = {of: hashlib.sha256(repr(sorted(rows, key=repr)).encode()).hexdigest() for of, rows in groups.items()}
    beside = name[:-1] + _ROWS + name[-1]
    if not same:
        _write(database, types, [row for rows in groups.values() for row in rows])
        _anew(database, name)
        _write(database, _KEPT, list(digests.items()))
        _anew(database, beside)
        return len(columns[key]), 0
    known = dict(database.rows(f"SELECT key, digest FROM {beside}"))
    gone = sorted(of for of, digest in known.items() if digests.get(of) != digest)
    fresh = [of for of, digest in digests.items() if known.get(of) != digest]
    deleted = 0
    if gone:
        database.write(_GONE, {"key": "string"}, {"key": gone})
        quoted = database.quoted(key)
        ((deleted,),) = database.rows(f"SELECT COUNT(*) FROM {name} WHERE {quoted} IN (SELECT key FROM {_GONE})")
        database.run(f"DELETE FROM {name} WHERE {quoted} IN (SELECT key FROM {_GONE})")
        database.run(f"DELETE FROM {beside} WHERE key IN (SELECT key FROM {_GONE})")
    if fresh:
        rows = [row for of in fresh for row in groups[of]]
        _write(database, types, rows)
        listed = ", ".join(map(database.quoted, names))
        database.run(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {_FRESH}")
        _write(database, _KEPT, [(of, digests[of]) for of in fresh])
        database.run(f"INSERT INTO {beside} (key, digest) SELECT key, digest FROM {_FRESH}")
        return len(rows), deleted
    return 0, deleted


def _write(database: Database, types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    database.write(_FRESH, types, {name: [row[at] for row in rows] for at, name in enumerate(types)})


def _anew(database: Database, name: str) -> None:
    database.run(f"DROP TABLE IF EXISTS {name}")
    database.run(f"CREATE TABLE {name} AS SELECT * FROM {_FRESH}")
