"""What changed code went unnoticed by: each was found by changing a line of the store's rooms and seeing no test fail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from grassroots.builtin.memory import MemoryStore
from grassroots.builtin.sqlite import SqliteStore
from grassroots.builtin.sqlite import file as room
from grassroots.errors import BatchReused, DamagedStore, InvalidArgument, InvalidValue
from grassroots.model import Hold, Person
from grassroots.outbox import drain
from grassroots.store import BadRow, Batch, Change, Erasure, Logged, Message, Remembered, Store, kept_json, kept_of
from grassroots.store.keyed import Line
from grassroots.store.pages import Entry
from grassroots.values import HoldId, PersonId, Ref, Source, UnitId

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def person(id: str = "p", name: str = "Ann") -> Change:
    return Change(noun="person", id=id, record=Person(id=PersonId(id), name=name))


def message(key: str = "m", **more: Any) -> Message:
    return Message(**{"key": key, "channel": "box:", "to": "a@example.org", "subject": "s", "body": "b", **more})


ROW = BadRow(ledger="x", source=Source("x.csv", row=2), cells=(("name", "Ann"),), problems=())


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "a.db")


@pytest.mark.parametrize("what", ["message about it", "message that is named", "row that waited"])
def test_what_was_erased_of_a_batch_is_compared_with_nothing_any_more(store: Store, what: str) -> None:
    store.append(Batch(id="0", changes=(person(),)))
    about = (("person", "p"),) if what == "message about it" else ()
    first = Batch(id="1", outbox=(message(about=about),), bad_rows=(ROW,) if what == "row that waited" else ())
    store.append(first)
    other = evolve(first, reason="another")
    with pytest.raises(BatchReused):
        store.append(other)
    named = ("m",) if what == "message that is named" else ()
    store.redact(Erasure(id="e", keys=(("person", "p"),), messages=named, bad_rows=first.bad_rows))
    assert store.append(other) == store.append(first), "what it said is known to nobody"
    assert not store.verify()


@pytest.mark.parametrize(
    ("table", "told"),
    [("post", "messages that it put out: 2; that are there: 1"), ("waiting", "rows that wait for mending: 0; that should: 1")],
)
def test_a_message_or_a_row_that_somebody_takes_away_is_missed_in_values_under_keys(table: str, told: str) -> None:
    store = MemoryStore()
    store.append(
        Batch(id="0", changes=(person(),), outbox=(message(), message("n")), bad_rows=(ROW, ROW), clears=(("x.csv", ""),))
    )
    store.append(Batch(id="1", outbox=(message("n"),), bad_rows=(ROW,), clears=(("x.csv", ""),)))
    assert (len(store.outbox()), len(store.bad_rows()), store.verify()) == (2, 1, [])
    store.memory.tables[table].popitem()
    (fault,) = store.verify()
    assert told in fault.text("en")


def test_what_a_message_is_about_can_be_kept(store: Store) -> None:
    for key in (("per\ud800son", "p"), ("person", "p\ud800")):
        with pytest.raises(InvalidValue):
            store.append(Batch(id="1", outbox=(message(about=(key,)),)))


def test_a_file_of_another_program_is_foreign_whatever_number_it_bears(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE notes (text)")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(DamagedStore, match="no store of this library"):
        SqliteStore(path)


def test_the_finer_codes_of_sqlite_are_told_as_the_plain_ones() -> None:
    error = sqlite3.OperationalError("x")
    assert room._code(error) == 0
    for code in (sqlite3.SQLITE_BUSY, 517, 261):  # busy snapshot, busy recovery
        error.sqlite_errorcode = code
        assert room._code(error) == sqlite3.SQLITE_BUSY


def test_a_copy_is_the_store(tmp_path: Path) -> None:
    one = SqliteStore(tmp_path / "a.db")
    one.append(Batch(id="0", changes=(person(),), outbox=(message(),), bad_rows=(ROW,), clears=(("x.csv", ""),)))
    one.copy_to(tmp_path / "b.db")
    two = SqliteStore(tmp_path / "b.db")
    assert (two.head(), two.outbox(), two.bad_rows(), two.verify()) == (one.head(), one.outbox(), one.bad_rows(), [])
    assert two.read([("person", "p")]) == one.read([("person", "p")])


def test_what_leads_to_any_noun_is_found_by_what_it_leads_to(store: Store) -> None:
    hold = Hold(id=HoldId("h"), unit=UnitId("u"), about=Ref("case", "c"), start=date(2024, 1, 1))
    store.append(Batch(id="0", changes=(Change(noun="hold", id="h", record=hold),)))
    assert store.referring([("case", "c")]) == [("hold", "h")]
    assert store.referring([("person", "c")]) == []
    assert store.referring([("case", "c")], ["note"]) == []


def test_a_notice_to_nobody_that_fails_says_why(store: Store) -> None:
    def failing(address: str, **options: Any) -> Any:
        raise OSError("no such channel")

    store.append(Batch(id="0", outbox=(message(to=""),)))
    drain(store, failing, lambda: NOW)
    ((_, state, tries, error),) = store.outbox()
    assert (state, tries, error) == ("new", 1, "OSError: no such channel")


def test_those_due_first_leave_first(store: Store) -> None:
    store.append(Batch(id="0", outbox=tuple(map(message, "abc"))))
    assert len(store.lease(3, NOW)) == 3
    for key, hours in (("a", 3), ("b", 1), ("c", 2)):
        store.failed(key, NOW, "x", NOW + timedelta(hours=hours))
    store.append(Batch(id="1", outbox=(message("new"),)))
    assert [one.message.key for one in store.lease(9, NOW + timedelta(days=1))] == ["new", "b", "c", "a"]


def test_what_is_remembered_hands_everything_else_on(tmp_path: Path) -> None:
    inner = SqliteStore(tmp_path / "a.db")
    kept = Remembered(inner)
    head = kept.append(Batch(id="0", changes=(person(),), outbox=(message("a"), message("b")), bad_rows=(ROW,)))
    assert (kept.head(), kept.head_at(1), kept.head_at(0)) == (head, head, inner.head_at(0))
    assert kept.bad_rows() == inner.bad_rows() == [ROW]
    assert [one.message.key for one in kept.lease(2, NOW, 60)] == ["a", "b"]
    kept.sent("a", NOW)
    kept.failed("b", NOW, "no", None)
    assert [(one.key, state, error) for one, state, _, error in kept.outbox()] == [("a", "sent", ""), ("b", "dead", "no")]
    assert kept.history(("person", "p")) == inner.history(("person", "p"))
    assert kept.since(0, 1) == inner.since(0, 1)
    assert kept.columns("person") == inner.columns("person")
    assert kept.referring([("unit", "u")]) == []
    assert kept.verify() == []
    assert repr(kept) == repr(inner)
    kept.close()
    with pytest.raises(Exception, match="closed"):
        inner.head()


def test_what_is_remembered_is_never_behind(tmp_path: Path) -> None:
    kept, other = Remembered(SqliteStore(tmp_path / "a.db")), SqliteStore(tmp_path / "a.db")
    for number in range(8):
        other.append(Batch(id=str(number), changes=(person(f"p{number}", f"N{number}"),)))
        assert [one.id for one in kept.scan("person")] == [f"p{at}" for at in range(number + 1)]
        for seq in range(number + 2):
            assert [one.id for one in kept.scan("person", known_at=seq)] == [f"p{at}" for at in range(seq)]
            assert all(
                one.record is not None and one.record.name is None for one in kept.scan("person", known_at=seq, personal=False)
            )  # type: ignore[union-attr]
    other.redact(Erasure(id="e", keys=(("person", "p0"),)))
    assert [one.record.name for one in kept.scan("person", known_at=1)] == [None]  # type: ignore[union-attr]
    other.append(Batch(id="w", changes=(Change(noun="person", id="p1", record=None),)))
    assert "p1" not in {one.id for one in kept.scan("person")}
    assert "p1" in {one.id for one in kept.scan("person", known_at=9)}


def test_a_follower_begins_anew_after_an_erasure() -> None:
    class Follows:
        def __init__(self) -> None:
            self.seen: list[int] = []

        def take(self, entry: Logged) -> None:
            self.seen.append(entry.seq)

    kept = Remembered(MemoryStore())
    kept.append(Batch(id="0", changes=(person(),)))
    first = kept.followed(Follows)
    kept.redact(Erasure(id="e", keys=(("person", "p"),)))
    assert kept.followed(Follows) is not first
    assert kept.followed(Follows).seen == [1, 2]


def test_what_no_store_can_keep_is_refused_as_an_error_and_as_a_place(store: Store) -> None:
    store.append(Batch(id="0", changes=(person(),), outbox=(message(),)))
    store.lease(1, NOW)
    with pytest.raises(InvalidValue):
        store.failed("m", NOW, "a\0b", None)
    for source in (Source("a\0.csv"), Source("a.csv", "\ud800"), Source("a.csv", row="2")):  # type: ignore[arg-type]
        with pytest.raises(InvalidValue):
            store.append(Batch(id="1", changes=(evolve(person("q"), source=source),)))


def test_what_is_kept_of_a_change_is_read_back_as_it_was() -> None:
    logged = Logged(
        seq=1,
        noun="person",
        id="p",
        version=1,
        batch="b",
        actor="a",
        reason="",
        at=NOW,
        withdrawn=False,
        source=Source("x.csv", row=2),
    )
    entry = Entry(logged=logged, facts="f", personal="p", salt=b"s", why="", hash="h")
    for record in (None, Person(id=PersonId("p"), name="Ann")):
        line = Line(entry, record)
        assert kept_of(kept_json(line)) == line


def test_what_ends_the_program_is_no_failure_of_a_channel(store: Store) -> None:
    class Full:
        def send(self, message: Message) -> None:
            raise MemoryError("m" * 500 if message.key == "m" else "")

    class Wordy:
        def send(self, message: Message) -> None:
            raise RuntimeError("m" * 500)

    store.append(Batch(id="0", outbox=(message(),)))
    with pytest.raises(MemoryError):
        drain(store, lambda address, **options: Full(), lambda: NOW)
    later = NOW + timedelta(days=1)
    drain(store, lambda address, **options: Wordy(), lambda: later)
    assert [len(error) for _, _, _, error in store.outbox()] == [300]


def test_a_closed_store_lets_go_of_what_was_carried(store: Store) -> None:
    carried = Remembered(store)
    carried.append(Batch(id="0", changes=(person(),)))
    carried.append(Batch(id="1", changes=(person("q"),)))
    assert (len(carried.scan("person")), len(carried.scan("person", known_at=1))) == (2, 1)
    carried.close()
    assert (carried._recent, carried._past) == ({}, {})


def test_what_is_carried_answers_for_single_records_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    carried = Remembered(store)
    carried.append(Batch(id="0", changes=(person(),)))
    carried.scan("person")
    monkeypatch.setattr(store, "read", lambda *_: pytest.fail("it was read again"))
    assert carried.read([("person", "p")])["person", "p"].version == 1


def test_the_sheet_of_a_later_row_is_looked_at_as_well(store: Store) -> None:
    sources = [Source("a.xlsx", "one", 2), Source("a.xlsx", "t\0wo", 3)]
    with pytest.raises(InvalidValue):
        store.append(Batch(id="0", changes=tuple(evolve(person(id), source=at) for id, at in zip("pq", sources, strict=True))))


def test_what_was_erased_leaves_salts_that_are_empty(store: Any) -> None:
    store.append(Batch(id="0", changes=(person(),), reason="x"))
    store.redact(Erasure(id="e", keys=(("person", "p"),)))
    with store._backend.reading() as pages:
        assert [entry.salt for entry in pages.entries(0, 1)] == [b""]
        noted = pages.noted("0")
        assert noted is not None
        assert (noted.salt, noted.why_salt, noted.erasable) == (b"", b"", "")


def test_a_batch_that_has_seen_less_than_nothing_is_refused(store: Store) -> None:
    with pytest.raises(InvalidArgument, match="0 for an empty log"):
        store.append(Batch(id="0", seen=-1))


def test_what_is_carried_of_the_past_goes_with_an_erasure(store: Store) -> None:
    carried = Remembered(store)
    carried.append(Batch(id="0", changes=(person(),)))
    carried.append(Batch(id="1", changes=(person("q"),)))
    assert "Ann" in str(carried.scan("person", known_at=1))
    carried.redact(Erasure(id="e", keys=(("person", "p"),)))
    assert not carried._past
    assert "Ann" not in str(carried.scan("person", known_at=1))


def test_a_change_that_somebody_took_out_of_the_log_has_no_head(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    for id in "pqr":
        store.append(Batch(id=id, changes=(person(id),)))
    store.close()
    with closing(sqlite3.connect(tmp_path / "a.db")) as db, db:
        db.execute("DELETE FROM _log WHERE seq = 2")
    store = SqliteStore(tmp_path / "a.db")
    with pytest.raises(DamagedStore, match="change 2"):
        store.head_at(2)
    store.close()
