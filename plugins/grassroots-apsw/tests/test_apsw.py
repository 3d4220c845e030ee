"""A store in a file by the SQLite of apsw: the laws of a store, the journal that it may keep, and the same file as by Python's own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
from grassroots import cli
from grassroots.builtin.sqlite import BUILDS, PYTHON, SqliteStore, journal_for
from grassroots.errors import DamagedStore, Full, NewerStore, NotFound, StoreError, Unknown
from grassroots.testing.store_kit import LAWS, check_store
from grassroots.testing.store_kit.bench import batch, case, erasure, full_person, person

apsw = pytest.importorskip("apsw", reason="apsw is not installed here")
grassroots_apsw = pytest.importorskip("grassroots_apsw")
APSW, ApswStore = grassroots_apsw.APSW, grassroots_apsw.ApswStore


def marked_as_newer(folder: Path) -> None:
    db = apsw.Connection(str(folder / "office.db"))
    db.execute("PRAGMA user_version = 99")
    db.close()


def only_read(folder: Path) -> SqliteStore:
    return ApswStore(folder / "office.db", read_only=True)


def test_it_keeps_every_law_of_a_store() -> None:
    outcomes = check_store(lambda folder: ApswStore(folder / "office.db"), newer=marked_as_newer, reading=only_read, examples=3)
    assert {one.result for one in outcomes} == {"kept"}
    assert len(outcomes) == len(LAWS)


@pytest.mark.slow
def test_it_keeps_step_with_the_model_for_long() -> None:
    check_store(lambda folder: ApswStore(folder / "office.db"), laws=["behaves_as_the_model"], examples=1000)


def test_a_change_is_one_sync_and_the_settings_say_so(tmp_path: Path) -> None:
    """A build that has no mended write-ahead log keeps a rollback journal, whoever brings it."""
    store = ApswStore(tmp_path / "a.db")
    found = [store._file._idle[0].execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert (found[0], {2: "FULL", 3: "EXTRA"}[found[1]]) == journal_for(APSW.version) == ("wal", "FULL")
    store.close()
    assert APSW in BUILDS
    assert [one.name for one in tmp_path.iterdir()] == ["a.db"]


def same_salts() -> Callable[[], bytes]:
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16)


def test_both_builds_write_the_same_and_go_on_from_one_another(tmp_path: Path) -> None:
    ours, theirs = (
        ApswStore(tmp_path / "ours.db", salts=same_salts()),
        SqliteStore(tmp_path / "theirs.db", salts=same_salts()),
    )
    for store in (ours, theirs):
        store.append(batch("all", full_person(), case()))
        store.append(batch("more", case("c-9"), person("p-9")))
        store.close()
    crossed = SqliteStore(tmp_path / "ours.db", salts=same_salts()), ApswStore(tmp_path / "theirs.db", salts=same_salts())
    for store in crossed:
        store.append(batch("again", person("p-9", "Bob Example")))
        store.redact(erasure("gone", [("person", "p-9")]))
        assert store.verify() == []
    one, other = crossed
    assert one.head() == other.head()
    assert one.since(0) == other.since(0)
    for noun in {entry.noun for entry in one.since(0)}:
        assert one.scan(noun) == other.scan(noun)
        assert one.columns(noun) == other.columns(noun)
    one.close()
    other.close()


def test_one_program_opens_a_file_by_one_of_the_two(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(ApswStore(path)), pytest.raises(StoreError, match="open in this program already, as apsw:"):
        SqliteStore(path)
    with closing(SqliteStore(path)), pytest.raises(StoreError, match="open in this program already, as sqlite:"):
        ApswStore(path)
    with closing(ApswStore(path)) as store:
        assert store.head().seq == 0


def test_a_copy_is_of_one_moment_and_opens_by_either(tmp_path: Path) -> None:
    with closing(ApswStore(tmp_path / "a.db")) as store:
        store.append(batch("all", full_person(), case()))
        store.copy_to(tmp_path / "b.db")
        head = store.head()
        with pytest.raises(StoreError, match="already"):
            store.copy_to(tmp_path / "b.db")
    with closing(SqliteStore(tmp_path / "b.db")) as copy:
        assert (copy.head(), copy.verify()) == (head, [])


ELSEWHERE = """
import sys, time
from grassroots_apsw import ApswStore
with ApswStore(sys.argv[1])._file.writing("one"):
    print("holds", flush=True)
    sys.stdin.readline()
"""


def test_what_goes_wrong_is_told_as_by_pythons_own(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(NotFound):
        ApswStore(path, create=False)
    (tmp_path / "notes.db").write_bytes(b"Some notes. " * 20)
    with pytest.raises(DamagedStore, match="no store of this library"):
        ApswStore(tmp_path / "notes.db")
    with closing(ApswStore(path, busy_seconds=0)) as store:
        store.append(batch("one", person()))
        started = subprocess.Popen(
            [sys.executable, "-c", ELSEWHERE, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with started as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "holds\n"
            with pytest.raises(StoreError, match="in use by another program"):
                store.append(batch("two", person("p-2")))
            other.communicate("go\n")
        store._file._idle[0].execute("PRAGMA max_page_count = 1")
        with pytest.raises(Full, match=r"no space is left\. Nothing was stored"):
            store.append(batch("two", person("p-2", "long " * 20_000)))
        assert store.head().seq == 1
    raw = bytearray(path.read_bytes())
    raw[4096 * 2 : 4096 * 40] = b"\xff" * (4096 * 38)
    path.write_bytes(raw)
    with pytest.raises(StoreError) as caught:
        ApswStore(path)
    assert isinstance(caught.value, DamagedStore)
    marked_as_newer_at = tmp_path / "office.db"
    ApswStore(marked_as_newer_at).close()
    marked_as_newer(tmp_path)
    with pytest.raises(NewerStore):
        ApswStore(marked_as_newer_at)


class Refusing:
    """A connection whose commit fails, before the file was written or after."""

    def __init__(self, db: Any, after: bool) -> None:
        self.db, self.after = db, after

    def __getattr__(self, name: str) -> object:
        return getattr(self.db, name)

    @property
    def in_transaction(self) -> bool:
        return bool(self.db.in_transaction)

    def execute(self, sql: str, *values: object) -> object:
        if sql == "COMMIT":
            if self.after:
                self.db.execute(sql)
            error = apsw.IOError("the disk does not answer")
            error.result = 10
            raise error
        return self.db.execute(sql, *values)


@pytest.mark.parametrize("after", [False, True])
def test_a_commit_that_fails_is_looked_for_in_the_file(tmp_path: Path, after: bool) -> None:
    with closing(ApswStore(tmp_path / "a.db")) as store:
        store.append(batch("one", person()))
        store._file._idle[:] = [Refusing(one, after) for one in store._file._idle]
        if after:
            assert store.append(batch("two", person("p-2"))).seq == 2
        else:
            with pytest.raises(StoreError, match="does not answer") as caught:
                store.append(batch("two", person("p-2")))
            assert not isinstance(caught.value, Unknown)
        assert store.append(batch("two", person("p-2"))).seq == 2
        assert store.verify() == []


def test_an_office_is_opened_copied_and_restored_at_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gr.Plugins, "installed", classmethod(lambda cls: cls.of(grassroots_apsw)))
    plugins = gr.Plugins.of(grassroots_apsw)
    with gr.open("apsw:office.db", create=True, plugins=plugins) as office:
        office.add(person(), reason="new")
    assert cli.main(["backup", "--store", "apsw:office.db"]) == 0
    (copy,) = tmp_path.glob("office-*.db")
    with gr.open("apsw:office.db", plugins=plugins) as office:
        office.add(person("p-2"), reason="new")
    assert cli.main(["restore", copy.name, "--force", "--store", "apsw:office.db"]) == 0
    with gr.open("office.db") as office:
        assert office.head.seq == 1
    assert sorted(re.sub(r"\d{8}-\d{6}", "TIME", one.name) for one in tmp_path.iterdir()) == [
        "office-TIME.before.db",
        "office-TIME.db",
        "office.db",
    ]
    capsys.readouterr()
    assert cli.main(["plugins"]) == 0
    said = capsys.readouterr().out
    for build in (PYTHON, APSW):
        assert f"SQLite {'.'.join(map(str, build.version))}" in said
    assert "(apsw:office.db) writes each change to the disk once" in said
