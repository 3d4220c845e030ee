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

from grassroots import cli
from grassroots.builtin.sqlite import LAYOUT, SqliteStore, file
from grassroots.errors import StoreError
from grassroots.testing.store_kit.bench import batch, case

FILES = sorted(Path(__file__).with_name("layouts").glob("*.sql"))
LAYOUTS = [dump for dump in FILES if dump.stem.startswith(str(LAYOUT))]
OTHERWISE = [dump for dump in FILES if dump not in LAYOUTS]
"""Of layouts whose chain was made of other texts: who brought one up would have to write another chain, and no head that was printed would be proved by it."""
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


@pytest.mark.parametrize("dump", OTHERWISE, ids=lambda path: path.stem)
def test_a_file_whose_chain_was_made_otherwise_is_refused_with_what_to_do_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dump: Path
) -> None:
    path = restored(dump, tmp_path)
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="kept its log otherwise"):
            SqliteStore(path, read_only=read_only)
    for language, told, cure in (
        ("en", "kept its log otherwise", "into a new store"),
        ("zh", "其记录方式不同", "导入新建的数据库"),
    ):
        for command in (["check"], ["load", str(tmp_path)], ["backup", str(tmp_path / "copy.db")], ["erase", "person:p-1"]):
            assert cli.main([*command, "--store", str(path), "--language", language]) == 2, command
            said = capsys.readouterr().err
            assert told in said, command
            assert cure in said
        assert cli.main(["restore", str(path), "--store", str(tmp_path / "new.db"), "--language", language]) == 2
        assert told in capsys.readouterr().err
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.db"]


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
