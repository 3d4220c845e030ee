"""A file of an earlier layout grows into what this version keeps, whole or not at all. `layouts/*.sql` is what SQLite told of a file of its time."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.layouts import expected, said

from grassroots.builtin.sqlite import LAYOUT, SqliteStore, file
from grassroots.errors import StoreError
from grassroots.testing.store_kit.bench import batch, case

LAYOUTS = sorted(Path(__file__).with_name("layouts").glob("*.sql"))
NEWEST = LAYOUTS[0]


def restored(dump: Path, folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "a.db")) as db:
        db.executescript(dump.read_text(encoding="utf-8"))
    return folder / "a.db"


def columns(path: Path) -> dict[tuple[str, str], Any]:
    """Every column of a file, in the sense of SQLite."""
    sql = "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    with closing(sqlite3.connect(path)) as db:
        return {(table, column): tuple(more) for table, column, *more in db.execute(sql) if not table.startswith("sqlite_")}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "a.db"
    SqliteStore(path).close()
    return path


@pytest.mark.parametrize("dump", LAYOUTS, ids=lambda path: path.stem)
def test_a_file_of_an_earlier_layout_says_the_same_to_the_last_byte(tmp_path: Path, fresh: Path, dump: Path) -> None:
    store = SqliteStore(restored(dump, tmp_path), create=False)
    assert said(store) == expected(dump)
    assert store.verify() == []
    store.append(batch("six", case("c-3"), expect={("case", "c-3"): 0}))
    assert store.verify() == []
    store.close()
    assert columns(tmp_path / "a.db") == columns(fresh)


def test_a_layout_does_not_change_without_a_number_and_a_file_of_it(tmp_path: Path, fresh: Path) -> None:
    filed, now = columns(restored(NEWEST, tmp_path)), columns(fresh)
    assert NEWEST.stem.startswith(f"{LAYOUT}-"), "write the file of the newest layout beside the others"
    assert {key: now.get(key) for key in filed} == filed, "what a model loses or says otherwise needs a layout of its own"
    assert {key for key in now if key[0].startswith("_")} == {key for key in filed if key[0].startswith("_")}


def test_a_program_that_is_killed_while_a_file_grows_leaves_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = restored(LAYOUTS[-1], tmp_path)
    before = columns(path)
    with pytest.raises(StoreError, match="older version"):
        SqliteStore(path, read_only=True)

    def kills() -> Iterator[str]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield ""

    if not (child := os.fork()):
        try:
            monkeypatch.setattr(file, "INDEXES", kills())
            SqliteStore(path)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert columns(path) == before
    store = SqliteStore(path)
    assert said(store) == expected(LAYOUTS[-1])
    store.close()
