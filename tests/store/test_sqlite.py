"""What only a file can go wrong with: kills, full disks, foreign files, older and newer layouts, tampering."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from typing import Any

import attrs
import pytest
from support.writers import ready, write

from grassroots.builtin.memory import MemoryStore
from grassroots.builtin.sqlite import APPLICATION_ID, LAYOUT, SqliteStore, grassroots_open_store, journal_for
from grassroots.builtin.sqlite import build as room_of_builds
from grassroots.builtin.sqlite import file as room
from grassroots.builtin.sqlite.build import PYTHON
from grassroots.builtin.sqlite.file import SqliteFile
from grassroots.errors import Conflict, DamagedStore, Full, NewerStore, StoreError, Unknown
from grassroots.model import Attachment, Case, Custom, Note, Person, Record, Step, Unit, noun_of
from grassroots.store import BadRow, Batch, Bringer, Change, Head, Message
from grassroots.testing.store_kit import check_store
from grassroots.testing.store_kit.bench import erasure
from grassroots.values import CaseId, PersonId, Ref, Source, UnitId


def person(id: str = "p-1", name: str = "Ann Example", **more: Any) -> Person:
    return Person(id=PersonId(id), name=name, **more)


def batch(id: str, *records: Record, **more: Any) -> Batch:
    return Batch(id=id, changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in records), **more)


def opened(path: Path, sql: str = "", *values: Any) -> list[tuple[Any, ...]]:
    """Runs a statement behind the back of the store."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


# -- who has the file open --

ELSEWHERE = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    print("writes")
except sqlite3.OperationalError as error:
    print(error)
"""


def test_whoever_opens_the_file_beside_a_writer_leaves_its_lock_alone(tmp_path: Path) -> None:
    """The locks of a file go when its process closes it, by whichever hand: a look at its first bytes would do."""
    path = tmp_path / "a.db"
    store, other = SqliteStore(path), SqliteStore(path)
    elsewhere = [sys.executable, "-S", "-c", ELSEWHERE, str(path)]
    with store._file.writing("one"):
        assert store.head() == other.head() == Head()
        third = SqliteStore(path)
        third.close()
        assert "locked" in subprocess.run(elsewhere, capture_output=True, text=True, check=True).stdout
    for one in (store, other):
        one.close()
    assert subprocess.run(elsewhere, capture_output=True, text=True, check=True).stdout == "writes\n"


def test_a_process_opens_a_file_by_one_build_of_sqlite(tmp_path: Path) -> None:
    path, second = tmp_path / "a.db", attrs.evolve(PYTHON, address="second:")
    store, other = SqliteStore(path), SqliteStore(path)
    (tmp_path / "same.db").symlink_to(path)
    for name in ("a.db", "same.db"):
        with pytest.raises(StoreError, match=r"open in this program already, as sqlite:") as caught:
            SqliteStore(tmp_path / name, build=second)
        assert "两个版本" in caught.value.text("zh")
    store.close()
    store.close()
    with store_error():
        SqliteStore(path, build=second)
    del other  # forgotten, and closed by nobody
    newer = SqliteStore(path, build=second)
    with store_error():
        SqliteStore(path)
    with newer._file.lent():
        newer.close()
        with store_error():
            SqliteStore(path)
    SqliteStore(path).close()
    assert room_of_builds._key(path) not in room_of_builds._open


def store_error() -> Any:
    return pytest.raises(StoreError, match="open in this program already")


# -- the file and its settings --


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 7, 0), "persist"),
        ((3, 40, 1), "persist"),
        ((3, 44, 5), "persist"),
        ((3, 44, 6), "wal"),
        ((3, 45, 9), "persist"),
        ((3, 50, 6), "persist"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "persist"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "persist"),
        ((3, 53, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_the_write_ahead_log_is_used_only_where_its_reset_is_mended(version: tuple[int, int, int], journal: str) -> None:
    assert journal_for(version) == (journal, "FULL" if journal == "wal" else "EXTRA")


@pytest.mark.parametrize(("journal", "synchronous", "number"), [("persist", "EXTRA", 3), ("wal", "FULL", 2)])
def test_the_settings_that_keep_data_safe_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: str, synchronous: str, number: int
) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: (journal, synchronous))
    store = SqliteStore(tmp_path / "a.db", busy_seconds=2)
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "trusted_schema", "busy_timeout", "temp_store")
    assert [store._file._idle[0].execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas] == [
        journal,
        number,
        1,
        1,
        0,
        2000,
        2,
    ]
    assert opened(tmp_path / "a.db", "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert opened(tmp_path / "a.db", "PRAGMA user_version") == [(LAYOUT,)]
    store.close()


def test_a_file_that_another_program_keeps_in_the_wrong_journal_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    monkeypatch.setattr(room, "journal_for", lambda version: ("wal", "FULL"))
    newer = SqliteStore(path)
    newer.append(batch("one", person()))
    monkeypatch.setattr(room, "journal_for", lambda version: ("persist", "EXTRA"))
    with pytest.raises(StoreError, match=r"in use by another program|close the other programs"):
        SqliteStore(path, busy_seconds=0.1)
    newer.close()
    older = SqliteStore(path, busy_seconds=0.1)
    assert older.head().seq == 1
    older.close()


def test_a_store_in_wal_mode_erases_from_its_log_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: ("wal", "FULL"))
    store = SqliteStore(tmp_path / "a.db")
    store.append(batch("one", person(name="ERASE-ME " * 50)))
    assert any(b"ERASE-ME" in path.read_bytes() for path in store.files())
    store.redact(erasure("two", [("person", "p-1")]))
    assert not any(b"ERASE-ME" in path.read_bytes() for path in store.files())
    store.close()


def test_a_store_in_wal_mode_that_is_only_read_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: ("wal", "FULL"))
    path = tmp_path / "a.db"

    def reading(folder: Path) -> SqliteStore:
        return SqliteStore(folder / "a.db", read_only=True)

    check_store(lambda folder: SqliteStore(folder / "a.db"), reading=reading, laws=["what_is_only_read_stays_as_it_is"])
    store = SqliteStore(path)
    store.append(batch("one", person()))
    beside = {one: one.read_bytes() for one in (path, tmp_path / "a.db-wal")}
    reader = SqliteStore(path, read_only=True)
    assert reader.head().seq == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._file._idle[0].execute("DELETE FROM person")
    reader.close()
    assert {one: one.read_bytes() for one in beside} == beside
    store.close()
    with SqliteFile(path, 1.0, read_only=True).lent() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM person")


def test_a_kept_rollback_journal_holds_nothing_of_what_was_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: ("persist", "EXTRA"))
    store = SqliteStore(tmp_path / "a.db")
    store.append(batch("one", *(person(f"p-{number}", name="ERASE-ME") for number in range(40))))
    store.append(batch("two", *(person(f"p-{number}", name="ERASE-ME again") for number in range(40))))
    journal = tmp_path / "a.db-journal"
    assert b"ERASE-ME" in journal.read_bytes()
    store.redact(erasure("three", [("person", f"p-{number}") for number in range(40)]))
    assert not any(b"ERASE-ME" in path.read_bytes() for path in store.files())
    store.append(batch("four", person("q", name="Bob")))
    assert journal.exists()
    assert not any(b"ERASE-ME" in path.read_bytes() for path in store.files())
    assert store.verify() == []
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_an_erasure_that_a_reader_holds_up_is_told_and_finished_by_sending_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: ("wal", "FULL"))
    store = SqliteStore(tmp_path / "a.db", busy_seconds=0.1)
    store.append(batch("one", person(name="ERASE-ME " * 50)))
    reader = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchall()
    with pytest.raises(StoreError, match="erase again with the same batch id"):
        store.redact(erasure("two", [("person", "p-1")]))
    reader.close()
    head = store.head()
    assert store.redact(erasure("two", [("person", "p-1")])) == head
    assert not any(b"ERASE-ME" in path.read_bytes() for path in store.files())
    store.close()


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 2\0" + b"x" * 200, b"\0", os.urandom(5000)])
def test_a_file_that_is_no_store_is_refused_and_not_changed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(DamagedStore, match="no store of this library"):
        SqliteStore(path)
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize("owner", [0, 1, 252006674])
def test_the_database_of_another_program_is_refused_and_not_changed(tmp_path: Path, owner: int) -> None:
    path = tmp_path / "other.db"
    opened(path, "CREATE TABLE notes (text)")
    opened(path, f"PRAGMA application_id = {owner}")
    before = path.read_bytes()
    with pytest.raises(DamagedStore, match="no store of this library"):
        SqliteStore(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["other.db"]


def test_a_store_of_a_newer_layout_or_with_newer_fields_is_refused_and_not_changed(tmp_path: Path) -> None:
    for name, sql in {
        "layout": f"PRAGMA user_version = {LAYOUT + 1}",
        "table": 'CREATE TABLE "petition" (id TEXT)',
        "column": 'ALTER TABLE "person" ADD COLUMN "nickname" TEXT',
    }.items():
        path = tmp_path / f"{name}.db"
        SqliteStore(path).close()
        opened(path, sql)
        before = path.read_bytes()
        with pytest.raises(NewerStore, match="newer version"):
            SqliteStore(path)
        assert path.read_bytes() == before


def test_a_store_from_before_a_noun_and_a_field_gains_them_and_keeps_its_hashes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = SqliteStore(path)
    head = store.append(batch("one", Case(id=CaseId("c-1"), category="opinion", unit=UnitId("b7"), text="dark")))
    store.close()
    opened(path, 'ALTER TABLE "case" DROP COLUMN "confidential"')
    opened(path, 'ALTER TABLE "case" DROP COLUMN "topic"')
    opened(path, 'DROP TABLE "tally"')
    store = SqliteStore(path)
    assert store.head() == head
    assert store.verify() == []
    found = store.scan("case")[0].record
    assert isinstance(found, Case)
    assert (found.confidential, found.topic, found.text) == (False, None, "dark")
    assert store.scan("tally") == []
    store.append(batch("two", Case(id=CaseId("c-2"), category="opinion", unit=UnitId("b7"), confidential=True)))
    assert store.verify() == []
    store.close()


def test_a_place_where_no_store_can_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*; make it first"):
        SqliteStore(tmp_path / "nowhere" / "a.db")
    with pytest.raises(StoreError, match=r"is a folder; name a file in it"):
        SqliteStore(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    assert SqliteStore(path).head().seq == 0


def test_a_closed_store_says_so_in_its_own_words(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    store.close()
    for call in (store.head, lambda: store.append(batch("one")), store.verify, lambda: store.scan("person"), store.outbox):
        with pytest.raises(StoreError, match=r"a\.db"):
            call()


@pytest.mark.parametrize("name", ["a?mode=ro.db", "a%20b.db", "#.db", "'; DROP TABLE x.db", "党员.db", ":memory:.db"])
def test_odd_file_names_are_file_names(tmp_path: Path, name: str) -> None:
    store = SqliteStore(tmp_path / name)
    store.append(batch("one", person()))
    store.close()
    assert (tmp_path / name).stat().st_size > 0
    assert len(SqliteStore(tmp_path / name).scan("person")) == 1


def test_the_door_takes_its_addresses_and_no_other(tmp_path: Path) -> None:
    assert isinstance(grassroots_open_store(str(tmp_path / "a.db"), {}), SqliteStore)
    assert isinstance(grassroots_open_store(f"sqlite:{tmp_path / 'b'}", {"busy_seconds": 1.0}), SqliteStore)
    assert (tmp_path / "b").exists()
    assert grassroots_open_store("postgresql://db", {}) is None
    assert grassroots_open_store("memory:", {}) is None


# -- equal to the model to the last hash --


def test_two_stores_with_the_same_salts_have_the_same_heads(tmp_path: Path) -> None:
    def salts() -> Any:
        numbers = iter(range(10**6))
        return lambda: next(numbers).to_bytes(16)

    stores = SqliteStore(tmp_path / "a.db", salts=salts()), MemoryStore(salts=salts())
    for store in stores:
        store.append(batch("one", person(), Unit(id=UnitId("b7"), kind="branch", name="Seventh"), actor="office"))
        store.append(batch("two", person(name="Ann Other")))
        store.redact(erasure("three", [("person", "p-1")]))
    assert stores[0].head() == stores[1].head()
    assert stores[0].head().seq == 4


# -- erasing --


def test_no_byte_of_an_erased_text_stays_wherever_it_lay(tmp_path: Path) -> None:
    dice = random.Random(7)
    store = SqliteStore(tmp_path / "a.db")
    marks: list[str] = []
    for round_ in range(6):
        records: list[Record] = []
        for number in dice.sample(range(120), 60):
            mark = f"CANARY-{round_}-{number}-"
            marks.append(mark)
            text = mark * dice.choice([1, 2, 7, 60, 400])
            records.append(
                dice.choice(
                    [
                        person(f"x{number}", text, attachments=(Attachment(digest="d", name=text),)),
                        person(f"x{number}", "", custom=(Custom(name="n", text=text, private=True),)),
                        Note(id=f"x{number}", unit=UnitId("u"), about=Ref("case", "c"), on=date(2014, 1, 1), text=text),
                        Case(
                            id=CaseId(f"x{number}"),
                            category="o",
                            unit=UnitId("u"),
                            text=text,
                            steps=(Step(state="s", on=date(2014, 1, 1)),),
                        ),
                    ]
                )
            )
        about = tuple((noun_of(one), one.id) for one in records)
        note = Message(key=f"m{round_}", channel="console", to=marks[-1], subject=marks[-1], body=marks[-1] * 99, about=about)
        store.append(batch(f"b{round_}", *records, outbox=(note,)))
    keys = sorted({(one.noun, one.id) for one in store.since(0, 10_000)})
    dice.shuffle(keys)
    for start in range(0, len(keys), 40):
        store.redact(erasure(f"erase {start}", keys[start : start + 40]))
    left = b"".join(path.read_bytes() for path in store.files())
    assert b"CANARY" not in left
    assert store.verify() == []
    store.close()


def test_nothing_is_left_to_confirm_a_guess_with(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    store.append(batch("one", person()))
    store.append(batch("other", person("p-2")))
    store.redact(erasure("two", [("person", "p-1")]))
    assert opened(tmp_path / "a.db", "SELECT seq FROM _salt") == [(2,)]
    assert opened(tmp_path / "a.db", "SELECT id, salt IS NULL, erasable IS NULL FROM _batch ORDER BY number") == [
        ("one", 1, 1),
        ("other", 0, 0),
        ("two", 0, 0),
    ]
    assert opened(tmp_path / "a.db", "SELECT reason, why_salt IS NULL FROM _batch ORDER BY number")[0] == ("", 1)


def test_a_reason_that_was_altered_is_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    store.append(batch("one", person(), reason="the board of 4 April"))
    store.append(batch("two", person("p-2"), reason=""))
    store.close()
    for sql, of in (
        ("UPDATE _batch SET reason = 'nobody' WHERE id = 'one'", "one"),
        ("UPDATE _batch SET reason = 'x' WHERE id = 'two'", "two"),
    ):
        opened(tmp_path / "a.db", sql)
        store = SqliteStore(tmp_path / "a.db")
        assert [(one.code, one.value) for one in store.verify()][-1] == ("store-reason-altered", of)
        store.close()


def test_a_file_of_an_older_layout_is_refused_and_not_changed(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "a.db").close()
    opened(tmp_path / "a.db", f"PRAGMA user_version = {LAYOUT - 1}")
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(StoreError, match="Load its ledgers into a new store") as caught:
        SqliteStore(tmp_path / "a.db")
    assert "请将其台账导入" in caught.value.text("zh")
    assert (tmp_path / "a.db").read_bytes() == before


# -- tampering --


TAMPERING = {
    "a fact": "UPDATE \"case\" SET category = 'praise' WHERE from_seq = 2",
    "a personal text": "UPDATE person__personal SET name = 'Bob Example' WHERE from_seq = 1",
    "a step": "UPDATE rows__steps SET \"on\" = '2014-01-02' WHERE owner = 2",
    "a step too many": "INSERT INTO rows__steps (owner, position, state, \"on\") VALUES (2, 1, 'done', '2014-05-01')",
    "a step away": "DELETE FROM rows__steps WHERE owner = 2",
    "a record away": 'DELETE FROM "case" WHERE from_seq = 2',
    "a personal part away": "DELETE FROM person__personal WHERE from_seq = 1",
    "a personal part where none was": "INSERT INTO case__personal (from_seq, text) VALUES (4, 'invented')",
    "the actor": "UPDATE _batch SET actor = 'nobody' WHERE number = 1",
    "the moment": "UPDATE _batch SET at = '2014-01-01T00:00:00.000000+00:00' WHERE number = 1",
    "the source": "UPDATE _log SET row = 4 WHERE seq = 3",
    "an entry away": "DELETE FROM _log WHERE seq = 3",
    "the last entry away": "DELETE FROM _log WHERE seq = 4",
    "a digest": "UPDATE _log SET facts = zeroblob(32) WHERE seq = 2",
    "the head": "UPDATE _head SET seq = 3",
    "the time a version ends": "UPDATE person SET to_seq = NULL WHERE from_seq = 1",
    "the time a version stands": "UPDATE person SET to_seq = 4 WHERE from_seq = 3",
    "whose version": "UPDATE person SET id = 'p-9' WHERE from_seq = 3",
    "a salt": "UPDATE _salt SET salt = zeroblob(16) WHERE seq = 1",
    "the receiver of a message": "UPDATE _outbox SET recipient = 'x@example.org'",
    "the text of a message": "UPDATE _outbox SET body = body || '.'",
    "the channel of a message": "UPDATE _outbox SET channel = 'https://example.org'",
    "of whom a message speaks": "UPDATE _outbox SET about = '[]'",
    "of whom a message speaks, unreadably": "UPDATE _outbox SET about = '['",
    "which change brought a message": "UPDATE _outbox SET batch = 1",
    "a row that waits": "UPDATE _bad_row SET row = replace(row, 'Ann', 'Bob')",
    "a row that waits, unreadably": "UPDATE _bad_row SET row = substr(row, 2)",
    "a message away": "DELETE FROM _outbox",
    "a message too many": "INSERT INTO _outbox (key, batch, channel, recipient, subject, body, about, state, attempts, error, due) "
    "SELECT 'n', 1, channel, recipient, subject, body, about, state, attempts, error, due FROM _outbox",
    "a row that waits, away": "DELETE FROM _bad_row",
    "a row that waits, too many": "INSERT INTO _bad_row (batch, place, row) SELECT 1, place, row FROM _bad_row",
    "how much a batch brought": "UPDATE _batch SET beside = '0 0 0' WHERE number = 2",
    "that a batch says how much it brought": "UPDATE _batch SET beside = NULL WHERE number = 2",
    "how much a batch brought, unreadably": "UPDATE _batch SET beside = 'many' WHERE number = 2",
    "who brought a row that waits": "UPDATE _bad_row SET row = replace(row, 'clerk', 'Clerk')",
}


@pytest.mark.parametrize("what", list(TAMPERING))
def test_verify_finds_what_was_tampered_with(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.db"
    store = SqliteStore(path)
    case = Case(id=CaseId("c-1"), category="opinion", unit=UnitId("b7"), steps=(Step(state="received", on=date(2014, 1, 1)),))
    store.append(batch("one", person(), case))
    second = batch("two", person(name="Ann Other"), Case(id=CaseId("c-2"), category="opinion", unit=UnitId("b7")))
    changes = tuple(attrs.evolve(change, source=Source("cases.csv", "", 3)) for change in second.changes)
    waits = BadRow(
        ledger="people", source=Source("people.csv", "", 7), cells=(("name", "Ann"),), problems=(), by=Bringer("clerk", ("b7",))
    )
    notice = Message(key="m", channel="console:", to="ann@example.org", subject="x", body="y", about=(("person", "p-1"),))
    store.append(attrs.evolve(second, changes=changes, bad_rows=(waits,), outbox=(notice,)))
    assert store.verify() == []
    opened(path, TAMPERING[what])
    assert store.verify() != []
    store.close()


def test_what_cannot_be_read_of_messages_and_waiting_rows_is_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    waits = BadRow(ledger="people", source=Source("people.csv", "", 7), cells=(("name", "Ann"),), problems=())
    notice = Message(key="m", channel="console:", to="ann@example.org", subject="x", body="y")
    store.append(attrs.evolve(batch("one", person()), bad_rows=(waits,), outbox=(notice,)))
    opened(tmp_path / "a.db", "UPDATE _bad_row SET row = '['")
    opened(tmp_path / "a.db", "UPDATE _outbox SET about = '['")
    for call in (store.bad_rows, store.outbox, lambda: store.lease(1, datetime(2024, 1, 1, tzinfo=UTC))):
        with pytest.raises(DamagedStore):
            call()


def test_messages_of_an_older_version_are_sent_and_not_told_to_be_damaged(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    notice = Message(key="m", channel="console:", to="ann@example.org", subject="x", body="y")
    waits = BadRow(ledger="people", source=Source("people.csv", "", 7), cells=(("name", "Ann"),), problems=())
    store.append(attrs.evolve(batch("one", person()), bad_rows=(waits,), outbox=(notice,)))
    store.close()
    old = json.dumps(["people", ["people.csv", "", 7], [["name", "Ann"]], []])
    opened(tmp_path / "a.db", "ALTER TABLE _outbox DROP COLUMN digest")
    opened(tmp_path / "a.db", "UPDATE _bad_row SET row = ?", old)
    store = SqliteStore(tmp_path / "a.db")
    assert store.verify() == []
    assert (store.bad_rows(), [one.message for one in store.lease(1, datetime(2024, 1, 1, tzinfo=UTC))]) == ([waits], [notice])


def test_of_a_batch_that_an_older_version_kept_it_is_not_asked_how_much_it_brought(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    rows = [
        BadRow(ledger="people", source=Source("people.csv", "", row), cells=(("name", "Ann"),), problems=()) for row in (7, 8)
    ]
    notice = Message(key="m", channel="console:", to="ann@example.org", subject="x", body="y")
    store.append(Batch(id="old", outbox=(notice,), bad_rows=tuple(rows)))
    opened(tmp_path / "a.db", "UPDATE _batch SET beside = NULL")
    assert store.verify() == []
    store.redact(erasure("erased", [], bad_rows=(rows[0],)))
    store.append(Batch(id="new", clears=(("people.csv", ""),), bad_rows=(rows[1], rows[1])))
    assert store.verify() == []
    store.redact(erasure("erased too", [], bad_rows=(rows[1],)))
    assert (store.verify(), store.bad_rows()) == ([], [])
    store.close()


def test_damaged_pages_are_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = SqliteStore(path)
    store.append(batch("one", *(person(f"p-{number}", "Ann " * 50) for number in range(200))))
    store.close()
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 64] = b"\xff" * 64
    path.write_bytes(bytes(content))

    def read_all() -> object:
        store = SqliteStore(path)
        try:
            return [store.scan(noun) for noun in ("person", "case")], store.verify()
        finally:
            store.close()

    with pytest.raises(DamagedStore):
        read_all()


# -- faults --


def test_a_full_disk_leaves_the_store_as_it_was_and_working(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    store.append(batch("one", person()))
    pages = store._file._idle[0].execute("PRAGMA page_count").fetchone()[0]
    store._file._idle[0].execute(f"PRAGMA max_page_count = {pages + 3}").fetchall()
    head, log = store.head(), store.since(0)
    large = batch("two", *(person(f"q-{number}", "Bob " * 500) for number in range(50)), outbox=(_message(),))
    for _ in range(2):
        with pytest.raises(Full, match=r"no space is left\. Nothing was stored"):
            store.append(large)
        assert (store.head(), store.since(0), store.outbox(), len(store.scan("person"))) == (head, log, [], 1)
        assert store.verify() == []
    store._file._idle[0].execute("PRAGMA max_page_count = 1000000").fetchall()
    assert store.append(large).seq == 51
    assert store.verify() == []


def _message() -> Message:
    return Message(key="m", channel="console", to="", subject="", body="")


class Failing(sqlite3.Connection):
    """A connection whose next COMMIT raises, before or after it was done."""

    fail = ""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and Failing.fail:
            how, Failing.fail = Failing.fail, ""
            if how.startswith("after"):
                super().execute(sql)
            error = sqlite3.OperationalError("database or disk is full" if how.endswith("full") else "disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL if how.endswith("full") else sqlite3.SQLITE_IOERR
            raise error
        return super().execute(sql, *values)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Failing]:
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: real(*args, factory=Failing, **more))
    return Failing


@pytest.mark.parametrize("journal", ["persist", "wal"])
def test_a_commit_that_raises_but_is_stored_counts_as_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: type[Failing], journal: str
) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: (journal, "EXTRA" if journal == "persist" else "FULL"))
    store = SqliteStore(tmp_path / "a.db")
    failing.fail = "after"
    head = store.append(batch("one", person()))
    assert (head.seq, store.head(), store.append(batch("one", person()))) == (1, head, head)
    store.close()


@pytest.mark.parametrize("journal", ["persist", "wal"])
@pytest.mark.parametrize(("how", "error"), [("before", StoreError), ("before full", Full)])
def test_a_commit_that_raises_and_is_not_stored_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: type[Failing], journal: str, how: str, error: type[StoreError]
) -> None:
    monkeypatch.setattr(room, "journal_for", lambda version: (journal, "EXTRA" if journal == "persist" else "FULL"))
    store = SqliteStore(tmp_path / "a.db")
    failing.fail = how
    with pytest.raises(error, match="othing was stored") as caught:
        store.append(batch("one", person()))
    assert not isinstance(caught.value, Unknown)
    assert store.head().seq == 0
    assert store.append(batch("one", person())).seq == 1
    store.close()


@pytest.mark.parametrize("how", ["before", "after"])
def test_a_commit_whose_outcome_cannot_be_asked_is_unknown_and_safe_to_send_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: type[Failing], how: str
) -> None:
    path = tmp_path / "a.db"
    store = SqliteStore(path)
    failing.fail = how
    with monkeypatch.context() as patch:
        patch.setattr(SqliteFile, "_opened", _unreachable)
        with pytest.raises(Unknown, match="send the same batch"):
            store.append(batch("one", person()))
    store = SqliteStore(path)
    assert store.head().seq == (1 if how == "after" else 0)
    assert store.append(batch("one", person())).seq == 1
    assert store.verify() == []


def _unreachable(file: SqliteFile) -> sqlite3.Connection:
    raise sqlite3.OperationalError("unable to open database file")


def test_a_file_that_is_in_use_is_told_after_the_wait(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = SqliteStore(path, busy_seconds=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="in use by another program"):
        store.append(batch("one", person()))
    other.execute("ROLLBACK")
    assert store.append(batch("one", person())).seq == 1
    other.close()


def kill_often(path: Path, times: int, seed: int) -> int:
    """Kills a writer at random moments; each time looks whether what was acknowledged is there, and everything is whole."""
    dice = random.Random(seed)
    context = ready()
    acknowledged = 0
    for turn in range(times):
        hears, tells = context.Pipe(duplex=False)
        writer = context.Process(target=write, args=(path, turn, tells))
        writer.start()
        tells.close()
        told = [hears.recv() for _ in range(1 + dice.randrange(12))]
        sleep(dice.random() * 0.01)
        writer.kill()
        writer.join()
        with suppress(EOFError, OSError):  # the last may be cut off
            while True:
                told.append(hears.recv())
        hears.close()
        store = SqliteStore(path)
        acknowledged += len(told)
        stored = {one.batch: one.seq for one in store.since(0, 10**6)}
        for id, seq in told:
            assert stored[id] == seq
        assert len(store.since(0, 10**6)) == 3 * len(stored) == len(store.scan("person", limit=10**6))
        assert {message.key.replace("m-", "b-") for message, *_ in store.outbox()} == set(stored)
        assert store.verify() == []
        store.close()
    return acknowledged


def test_a_killed_writer_leaves_every_batch_whole_or_absent(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "a.db", 8, seed=1) >= 8


@pytest.mark.slow
def test_a_writer_that_is_killed_ten_thousand_times_loses_nothing(tmp_path: Path) -> None:
    for series in range(500):  # the log is verified each time, so it must not grow without end
        assert kill_often(tmp_path / f"{series}.db", 20, seed=series) >= 20


COUNTER = """
import sys
from grassroots.builtin.sqlite import SqliteStore
from grassroots.errors import Conflict
from grassroots.model import Person
from grassroots.store import Batch, Change
store = SqliteStore(sys.argv[1], busy_seconds=60)
for number in range(int(sys.argv[3])):
    for attempt in range(10_000):
        seen = store.read([("person", "counter")])["person", "counter"]
        one = Person(id="counter", name=str(int(seen.record.name) + 1))
        change = Change(noun="person", id="counter", record=one)
        try:
            store.append(Batch(id=f"{sys.argv[2]}-{number}-{attempt}", changes=(change,), expect={("person", "counter"): seen.version}))
            break
        except Conflict:
            continue
"""


def count_together(path: Path, processes: int, each: int) -> None:
    store = SqliteStore(path, busy_seconds=60)
    store.append(batch("start", person("counter", "0")))
    running = [subprocess.Popen([sys.executable, "-c", COUNTER, str(path), str(n), str(each)]) for n in range(processes)]
    polled: list[int] = []
    while any(process.poll() is None for process in running):
        polled += [one.seq for one in store.since(polled[-1] if polled else 0, 7)]
    assert [process.wait() for process in running] == [0] * processes
    polled += [one.seq for one in store.since(polled[-1] if polled else 0, 10**6)]
    found = store.read([("person", "counter")])["person", "counter"]
    assert isinstance(found.record, Person)
    assert (found.record.name, found.version) == (str(processes * each), processes * each + 1)
    assert polled == list(range(1, processes * each + 2))
    assert store.verify() == []


def test_several_programs_that_count_together_lose_no_count_and_a_poller_misses_none(tmp_path: Path) -> None:
    count_together(tmp_path / "a.db", processes=3, each=8)


@pytest.mark.slow
def test_eight_programs_that_count_together_lose_no_count(tmp_path: Path) -> None:
    count_together(tmp_path / "a.db", processes=8, each=60)


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    reader, writer = SqliteStore(path), SqliteStore(path)
    writer.append(batch("one", person("p-1", "0"), person("p-2", "0")))
    known_at = reader.head().seq
    writer.append(batch("two", person("p-1", "1"), person("p-2", "1")))
    then = reader.scan("person", known_at=known_at)
    assert [one.record.name for one in then if isinstance(one.record, Person)] == ["0", "0"]
    with pytest.raises(Conflict):
        reader.append(batch("three", person("p-1", "2"), expect={("person", "p-1"): then[0].version}))


def test_twelve_thousand_records_go_in_and_out_in_a_few_seconds(tmp_path: Path) -> None:
    records: list[Record] = [
        Case(
            id=CaseId(f"c-{number}"),
            category="opinion",
            unit=UnitId("b7"),
            steps=(Step(state="received", on=date(2014, 1, 1)),),
        )
        for number in range(12_000)
    ]
    store = SqliteStore(tmp_path / "a.db")
    assert store.append(batch("one", *records)).seq == 12_000
    found: list[str] = []
    while page := store.scan("case", found[-1] if found else ""):
        found += [one.id for one in page]
    assert found == sorted(record.id for record in records)
    assert (tmp_path / "a.db").stat().st_size < 12_000 * 500


# -- power that goes while a store is being made --


@pytest.mark.parametrize("torn", [0, 512, 4096, None], ids=["as it is", "a sector", "a page", "all of it"])
def test_a_store_that_was_being_made_when_the_power_went_opens_again(tmp_path: Path, torn: int | None) -> None:
    made = tmp_path / "made.db"
    db = sqlite3.connect(made, isolation_level=None)
    db.execute("PRAGMA cache_size = 1")
    db.execute("BEGIN IMMEDIATE")
    for number in range(60):  # more than the cache holds: pages are written before the commit
        db.execute(f"CREATE TABLE t{number} (a TEXT)")
        db.execute(f"INSERT INTO t{number} VALUES (?)", ("x" * 3000,))
    left = tmp_path / "office.db"
    content = made.read_bytes()
    assert content
    left.write_bytes(bytes(len(content)) if torn is None else bytes(torn) + content[torn:])
    left.with_name("office.db-journal").write_bytes(made.with_name("made.db-journal").read_bytes())
    db.execute("ROLLBACK")
    db.close()
    store = SqliteStore(left)
    assert store.head().seq == 0
    store.append(batch("one", person()))
    assert store.verify() == []
    store.close()


def test_a_journal_beside_a_file_that_is_no_store_makes_it_none(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear all, " * 100)
    for journal in (b"", b"not one of SQLite's", bytes(512)):
        path.with_name("letter.db-journal").write_bytes(journal)
        with pytest.raises(DamagedStore):
            SqliteStore(path)
        assert path.read_text().startswith("Dear all")
