"""An office of every earlier layout is brought up, whole or not at all, and no layout changes without a revision.

`layouts/N.sql` is what `pg_dump` wrote of an office of revision N, filled by `tests/support/layouts.py` with the code of its time.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from support.layouts import expected, said

import grassroots_sql.migrations
from grassroots.builtin.sqlite import SqliteStore
from grassroots.errors import NewerStore, StoreError
from grassroots.testing.store_kit.bench import batch, case
from grassroots_sql import SqlStore
from grassroots_sql.tables import META, REVISION

LAYOUTS = sorted(Path(__file__).with_name("layouts").glob("*.sql"), key=lambda path: int(path.stem))
OLDEST = LAYOUTS[0]


def asked(server: Any, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(f"host={server.folder} user=postgres dbname=postgres", autocommit=True) as db:
        found = db.execute(statement.encode())
        return found.fetchall() if found.description else []


def restored(server: Any, file: Path, office: str) -> str:
    """The address of an office as a server had it; tables are restored under the name of this one."""
    asked(server, file.read_text(encoding="utf-8").replace("golden", office))
    address: str = server.address(office)
    return address


def dumped(server: Any, office: str) -> str:
    """All that lies in the schema of an office, as the server tells it."""
    command = [str(server.programs / "pg_dump"), "-h", str(server.folder), "-U", "postgres", "-n", office, "postgres"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in told.splitlines() if not line.startswith("\\"))


def columns(server: Any, office: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    what = "table_name, column_name, data_type, is_nullable, collation_name, is_identity"
    rows = asked(server, f"SELECT {what} FROM information_schema.columns WHERE table_schema = '{office}'")
    return {(table, column): tuple(more) for table, column, *more in rows}


def indexes(server: Any, office: str) -> set[str]:
    rows = asked(server, f"SELECT indexdef FROM pg_indexes WHERE schemaname = '{office}'")
    return {said.replace(f"{office}.", "") for (said,) in rows}


@pytest.fixture(scope="module")
def fresh(server: Any) -> str:
    """An office as this version makes it."""
    SqlStore(server.address("of_now")).close()
    return "of_now"


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda path: path.stem)
def test_an_office_of_an_earlier_layout_is_brought_up_and_says_the_same_to_the_last_byte(
    server: Any, fresh: str, tmp_path: Path, file: Path
) -> None:
    office = f"layout_{file.stem}"
    place = restored(server, file, office)
    store = SqlStore(place, create=False)
    assert said(store) == expected(file)
    assert store.verify() == []
    copy = SqliteStore(tmp_path / "a.db")
    store.copy_into(copy)
    assert copy.head() == store.head()
    store.append(batch("six", case("c-3"), expect={("case", "c-3"): 0}))
    assert store.verify() == []
    for one in (store, copy):
        one.close()
    assert columns(server, office) == columns(server, fresh)
    assert indexes(server, office) == indexes(server, fresh)
    assert asked(server, f"SELECT version_num FROM {office}._revision") == [(REVISION,)]


def test_a_layout_does_not_change_without_a_revision_and_a_file_of_it(server: Any, fresh: str) -> None:
    steps = ScriptDirectory(str(Path(grassroots_sql.migrations.__file__).parent))
    assert (steps.get_heads(), LAYOUTS[-1].stem) == ([REVISION], REVISION), (
        "write the file of the newest layout beside the others"
    )
    assert [path.stem for path in LAYOUTS] == [str(number) for number in range(1, int(REVISION) + 1)]
    engine = create_engine(
        f"postgresql+psycopg://postgres@/postgres?host={server.folder}", connect_args={"options": "-c search_path=of_now"}
    )
    with engine.connect() as db:
        options = {
            "compare_type": True,
            "version_table": "_revision",
            "include_object": lambda _, name, *__: name != "_revision",
        }
        assert compare_metadata(MigrationContext.configure(db, opts=options), META) == [], "a table of the log needs a revision"
    engine.dispose()
    restored(server, LAYOUTS[-1], "as_filed")
    now, filed = columns(server, fresh), columns(server, "as_filed")
    assert {key: now.get(key) for key in filed} == filed, "what a model loses or says otherwise needs a revision"
    assert {key for key in now if key[0].startswith("_")} == {key for key in filed if key[0].startswith("_")}
    assert {one for one in indexes(server, fresh) if "ON _" in one} == {
        one for one in indexes(server, "as_filed") if "ON _" in one
    }


def test_what_is_only_read_is_not_brought_up_and_what_is_newer_is_refused(server: Any) -> None:
    place = restored(server, OLDEST, "only_read")
    before = dumped(server, "only_read")
    with pytest.raises(StoreError, match="older version") as caught:
        SqlStore(place, read_only=True)
    assert "可写" in caught.value.text("zh")
    assert dumped(server, "only_read") == before
    for number in (9, 0):
        asked(server, f"UPDATE only_read._layout SET version = {number}")
        before = dumped(server, "only_read")
        with pytest.raises(NewerStore, match="newer version"):
            SqlStore(place)
        assert dumped(server, "only_read") == before
    asked(server, "CREATE ROLE stranger LOGIN")
    with pytest.raises(StoreError, match="no right"):
        SqlStore(place.replace("postgres@", "stranger@"), create=False)


@contextmanager
def breaking(where: Callable[[str], bool], breaks: Callable[[], None]) -> Iterator[None]:
    """Within, something breaks just before the first statement that is chosen; `COMMIT` is one."""
    done: list[str] = []

    def look(statement: str) -> None:
        if not done and where(statement):
            done.append(statement)
            breaks()

    def execute(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        look(statement)

    def commit(conn: Any) -> None:
        look("COMMIT")

    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        event.remove(Engine, "commit", commit)
    assert done


class Died(BaseException):
    """The program ends where it stands."""


def test_a_server_or_a_program_that_dies_while_an_office_is_brought_up_leaves_it_as_it_was(server: Any) -> None:
    def dies() -> None:
        raise Died

    place = restored(server, OLDEST, "dies")
    before = dumped(server, "dies")
    for where in ("DROP TABLE IF EXISTS _layout", "COMMIT"):
        with (
            breaking(lambda said, where=where: where in said, server.crash),
            pytest.raises(StoreError, match="cannot be reached"),
        ):  # type: ignore[misc]
            SqlStore(place)
        server.start()
        assert dumped(server, "dies") == before
    for where in ("CREATE TABLE dies._revision", "COMMIT"):
        with breaking(lambda said, where=where: where in said, dies), pytest.raises(Died):  # type: ignore[misc]
            SqlStore(place)
    assert dumped(server, "dies") == before
    # those who come at once bring it up once
    with ThreadPoolExecutor(3) as pool:
        stores = list(pool.map(SqlStore, [place] * 3))
    for store in stores:
        assert [store.head().seq, store.head().hash] == expected(OLDEST)["head"]
    assert stores[0].verify() == []
    for store in stores:
        store.close()


def test_who_looks_while_another_program_brings_an_office_up_is_not_in_its_way(server: Any) -> None:
    place = restored(server, OLDEST, "raced")
    other = Thread(target=lambda: SqlStore(place).close())

    def overtakes() -> None:
        other.start()
        other.join(0.3)  # either it is done by now, or it waits for those who look

    with breaking(lambda said: "_layout" in said, overtakes):
        store = SqlStore(place)
    other.join()
    assert store.verify() == []
    store.close()
