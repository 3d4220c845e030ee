"""Where is counted: DuckDB, PostgreSQL, Spark. Each keeps tables, and gives the rows of a query as plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib.util import find_spec
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from grassroots.errors import InvalidArgument, StoreError
from grassroots.problems import Problem

Columns = Mapping[str, Sequence[Any]]


class Database(Protocol):
    """A database that counts. A table lasts as long as the database is open, and nobody else sees it."""

    def sql(self, expression: Any) -> str:
        """An expression in the language of this database."""
        ...

    def quoted(self, name: str) -> str:
        """A name as it stands in a statement."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        ...

    def run(self, sql: str) -> None:
        """Runs a statement that gives nothing."""
        ...

    def write(self, name: str, types: Mapping[str, str], columns: Columns) -> None:
        """Writes a table, in place of one of that name."""
        ...

    def read(self, name: str, types: Mapping[str, str], files: Sequence[str], *, once: bool = False) -> None:
        """Parquet files as one table, which is read where it lies if that can be. `once`: rows that are alike in all columns are one."""
        ...

    def close(self) -> None:
        """Lets go of it."""
        ...


DUCKDB, SPARK, POSTGRESQL = "duckdb:", "spark:", ("postgresql://", "postgres://")
"""How the addresses of databases begin that count."""


def check_address(address: str) -> None:
    """Refuses what can never be opened. No word of the address is told: it may hold a password.

    Raises:
        InvalidArgument: it is no address of a database that counts, or what speaks with that database is not installed.
    """
    kind = next((kind for kind in (DUCKDB, SPARK, *POSTGRESQL) if address.startswith(kind)), None)
    if kind is None:
        raise InvalidArgument.of(Problem("grassroots_ibis:no-address", value=address.partition(":")[0]))
    module, extra = {DUCKDB: ("duckdb", ""), SPARK: ("pyspark", "[spark]")}.get(kind, ("psycopg", "[postgres]"))
    if find_spec(module) is None:
        raise InvalidArgument.of(Problem("grassroots_ibis:lacking", value=kind, details={"install": f"grassroots-ibis{extra}"}))
    if kind in POSTGRESQL:
        server_of(address)


def opened(address: str) -> Database:
    """The database at an address: `duckdb:`, `postgresql://…`, `spark:` or `spark:MASTER`."""
    check_address(address)
    if address.startswith(POSTGRESQL):
        return PostgreSQL(address)
    return DuckDB(address.removeprefix(DUCKDB)) if address.startswith(DUCKDB) else Spark(address.removeprefix(SPARK))


@contextmanager
def working(address: str) -> Iterator[Database]:
    """The database at an address, for as long as it is worked in; what goes wrong in it is told with what to look at. What it says itself is the cause.

    Raises:
        InvalidArgument: it is no address of a database that counts, or what speaks with that database is not installed.
        StoreError: it cannot be reached, or refuses.
    """
    check_address(address)
    try:
        with closing(opened(address)) as database:
            yield database
    except _failures(address) as error:
        kind = next(kind for kind in (DUCKDB, SPARK, *POSTGRESQL) if address.startswith(kind))
        raise StoreError.of(Problem("grassroots_ibis:refused", value=address if kind == DUCKDB else kind)) from error


def _failures(address: str) -> type[Exception]:
    """What the errors are with which a database says that it does not do something."""
    if address.startswith(DUCKDB):
        from duckdb import Error

        return Error
    if address.startswith(SPARK):
        from pyspark.errors import PySparkException

        failure: type[Exception] = PySparkException  # whether pyspark is installed or not, which has types
        return failure
    from psycopg import Error as PostgresError

    return PostgresError


def arrow_of(types: Mapping[str, str], columns: Columns) -> Any:
    """Columns as a table of Arrow."""
    import pyarrow

    known = {"string": pyarrow.string(), "int64": pyarrow.int64(), "boolean": pyarrow.bool_()}
    arrays = {
        name: pyarrow.array(columns[name], known.get(type_) or pyarrow.decimal128(38, 4)) for name, type_ in types.items()
    }
    return pyarrow.table(arrays)


class DuckDB:
    """In this process; in memory, or in a file."""

    def __init__(self, path: str) -> None:
        import duckdb

        self._connection = duckdb.connect(path or ":memory:")

    def sql(self, expression: Any) -> str:
        """An expression in the language of this database."""
        return _written(expression, "duckdb")

    def quoted(self, name: str) -> str:
        """A name as it stands in a statement."""
        return f'"{name}"'

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        return found

    def run(self, sql: str) -> None:
        """Runs a statement."""
        self._connection.execute(sql)

    def write(self, name: str, types: Mapping[str, str], columns: Columns) -> None:
        """Writes a table."""
        self._connection.register("given", arrow_of(types, columns))
        self._connection.execute(f'CREATE OR REPLACE TEMPORARY TABLE "{name}" AS SELECT * FROM given')
        self._connection.unregister("given")

    def read(self, name: str, types: Mapping[str, str], files: Sequence[str], *, once: bool = False) -> None:
        """Parquet files as one table."""
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        columns = ", ".join(map(self.quoted, types))
        distinct = "DISTINCT " if once else ""
        self._connection.execute(
            f"CREATE OR REPLACE TEMPORARY VIEW {self.quoted(name)} AS SELECT {distinct}{columns} FROM read_parquet([{listed}])"
        )

    def close(self) -> None:
        """Lets go of it."""
        self._connection.close()


class PostgreSQL:
    """In the server itself: tables that only this connection sees."""

    TYPES: Mapping[str, str] = {"string": "text", "int64": "bigint", "boolean": "boolean"}

    def __init__(self, address: str) -> None:
        import psycopg

        self._connection = psycopg.connect(server_of(address), autocommit=True)

    def sql(self, expression: Any) -> str:
        """An expression in the language of this database."""
        return _written(expression, "postgres")

    def quoted(self, name: str) -> str:
        """A name as it stands in a statement."""
        return f'"{name}"'

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self._connection.cursor() as cursor:
            found: list[tuple[Any, ...]] = cursor.execute(sql).fetchall()
        return found

    def run(self, sql: str) -> None:
        """Runs a statement."""
        self._connection.execute(sql)

    def write(self, name: str, types: Mapping[str, str], columns: Columns) -> None:
        """Writes a table."""
        told = ", ".join(f'"{column}" {self.TYPES.get(type_, "numeric(38, 4)")}' for column, type_ in types.items())
        with self._connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{name}"')
            cursor.execute(f'CREATE TEMPORARY TABLE "{name}" ({told})')
            with cursor.copy(f'COPY pg_temp."{name}" FROM STDIN') as copy:
                for row in zip(*(columns[column] for column in types), strict=True):
                    copy.write_row(row)
            cursor.execute(f'ANALYZE pg_temp."{name}"')

    def read(self, name: str, types: Mapping[str, str], files: Sequence[str], *, once: bool = False) -> None:
        """Parquet files as one table: they are copied into it."""
        from pyarrow import parquet

        rows = [
            row
            for file in files
            for row in zip(*parquet.read_table(file, columns=list(types)).to_pydict().values(), strict=True)
        ]
        kept = list(dict.fromkeys(rows)) if once else rows
        self.write(name, types, {column: [row[at] for row in kept] for at, column in enumerate(types)})

    def close(self) -> None:
        """Lets go of it."""
        self._connection.close()


def server_of(address: str) -> str:
    """The address of a server: that of an office there names the office, too."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = urlsplit(address)
        kept = [one for one in parts.query.split("&") if one.partition("=")[0] != "office"]
        server = urlunsplit(parts._replace(query="&".join(kept)))
        found = conninfo_to_dict(server)
        # A sign of a password that was not written as %40, %2F or the like comes to stand in what is not secret.
        ports, hosts = str(found.get("port") or "").split(","), str(found.get("host") or "").split(",")
        if all(not port or port.isdigit() for port in ports) and not any("@" in host[1:] for host in hosts):
            return server
    except (ProgrammingError, ValueError):
        pass
    raise InvalidArgument.of(Problem("grassroots_ibis:no-address", value=address.partition(":")[0]))


def _written(expression: Any, dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(expression, dialect=dialect))


class Spark:
    """On a cluster: `spark:` is a session of this machine, `spark:local-cluster[2,1,1024]` two workers of it, `spark:spark://host:7077` a cluster."""

    def __init__(self, master: str) -> None:
        import ibis
        from pyspark.sql import SparkSession

        built = SparkSession.builder.appName("grassroots").master(master or "local[2]")
        session = built.config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
        self._session = session.newSession()
        self._session.conf.set("spark.sql.ansi.enabled", "true")
        if str(self._session.sparkContext.master).startswith("local"):
            # A machine has few hands: its tables are cut into few parts.
            self._session.conf.set("spark.sql.shuffle.partitions", "4")
        self._connection = ibis.pyspark.connect(self._session)

    def sql(self, expression: Any) -> str:
        """An expression in the language of this database."""
        return str(self._connection.compile(expression))

    def quoted(self, name: str) -> str:
        """A name as it stands in a statement."""
        return f"`{name}`"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return [tuple(row) for row in self._session.sql(sql).collect()]

    def run(self, sql: str) -> None:
        """Runs a statement."""
        self._session.sql(sql)

    def write(self, name: str, types: Mapping[str, str], columns: Columns) -> None:
        """Writes a table."""
        self._session.createDataFrame(arrow_of(types, columns)).createOrReplaceTempView(name)

    def read(self, name: str, types: Mapping[str, str], files: Sequence[str], *, once: bool = False) -> None:
        """Parquet files as one table: every worker must reach them."""
        found = self._session.read.parquet(*files).select(*types)
        (found.distinct() if once else found).createOrReplaceTempView(name)

    def close(self) -> None:
        """Lets go of it; the session of the cluster goes on for whoever opened it. Where that was stopped, nothing is left to let go of."""
        if getattr(self._session.sparkContext, "_jsc", None) is None:
            return
        for table in self._session.catalog.listTables():
            self._session.catalog.dropTempView(table.name)
