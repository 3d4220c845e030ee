"""An office in PostgreSQL: the laws of a store, offices apart, crashes of the server, growing, and what is told when something is wrong."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

import grassroots as gr
from grassroots import cli
from grassroots.builtin.sqlite import SqliteStore
from grassroots.errors import Conflict, InvalidArgument, NewerStore, NotFound, StoreError
from grassroots.model import Person
from grassroots.store import Batch, Change, Store
from grassroots.testing.store_kit import LAWS, check_store
from grassroots.testing.store_kit.bench import (
    NOW,
    bad_row,
    batch,
    case,
    erasure,
    everything,
    full_person,
    message,
    person,
    traces,
)
from grassroots_sql import SqlStore
from grassroots_sql.tables import META, REVISION

ROOT = Path(__file__).parents[3]
TENANTS = ROOT / "src/grassroots/samples/tenants"


def run(server: Any, office: str, *statements: str) -> Any:
    """Runs statements behind the back of the store; gives the rows of the last."""
    with psycopg.connect(f"host={server.folder} user=postgres dbname=postgres", autocommit=True) as db:
        db.execute(f"SET search_path TO {office}")
        for statement in statements:
            found = db.execute(statement)
        return found.fetchall() if found.description else []


class Offices:
    """An office for each folder; those of a law that was tried are emptied and used again, since a hundred tables are not made in no time."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.named: dict[Path, str] = {}
        self.free: list[str] = []
        self.made = 0

    def __call__(self, folder: Path, **options: Any) -> Store:
        if folder not in self.named and not options:
            self.made += not self.free
            self.named[folder] = self.free.pop() if self.free else f"kit_{self.made}"
        return SqlStore(self.server.address(self.named.get(folder, "nowhere")), **options)

    def empty(self) -> None:
        for office in self.named.values():
            wiped = "; ".join(f'DELETE FROM "{table}"' for table in META.tables if table not in ("_head", "_revision"))
            run(
                self.server,
                office,
                wiped,
                "UPDATE _head SET seq = 0, hash = ''",
                f"UPDATE _revision SET version_num = '{REVISION}'",
            )
        self.free += self.named.values()
        self.named.clear()

    def as_newer(self, folder: Path) -> None:
        run(self.server, self.named[folder], "UPDATE _revision SET version_num = '99'")

    def reading(self, folder: Path) -> Store:
        return self(folder, read_only=True)


QUICK = (
    "a_batch_is_whole_or_absent",
    "what_refers_is_found",
    "pages_of_a_scan_meet",
    "columns_are_the_facts",
    "erased_is_gone_at_every_head",
    "what_told_of_the_erased_is_gone",
    "erased_cannot_be_written_back",
    "hostile_text_comes_back",
    "a_message_is_leased_to_one",
    "bad_rows_wait_until_cleared",
    "it_opens_again",
    "of_those_who_race_one_wins",
    "after_a_fork_both_go_on",
    "what_is_only_read_stays_as_it_is",
    "a_newer_store_is_refused",
)
"""Laws that are tried every time; all of them in the slow tier."""


def test_the_store_keeps_the_laws_that_a_database_could_break(server: Any) -> None:
    offices = Offices(server)
    laws = [law for law in LAWS if law in QUICK]
    assert len(laws) == len(QUICK)
    outcomes = check_store(offices, newer=offices.as_newer, reading=offices.reading, laws=laws)
    assert {outcome.result for outcome in outcomes} == {"kept"}
    offices.empty()


@pytest.mark.slow
def test_the_store_keeps_every_law(server: Any) -> None:
    offices = Offices(server)
    for law in LAWS:
        (outcome,) = check_store(offices, newer=offices.as_newer, reading=offices.reading, laws=[law])
        # where the server keeps its bytes is not for the store to say
        assert (outcome.result == "kept") == (outcome.law != "erased_is_gone_from_the_files"), outcome
        offices.empty()


def salts() -> Callable[[], bytes]:
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16)


def test_the_same_changes_give_the_same_heads_as_in_a_file(server: Any, tmp_path: Path) -> None:
    stores = [SqliteStore(tmp_path / "a.db", salts=salts()), SqlStore(server.address(), salts=salts())]
    for store in stores:
        store.append(batch("one", full_person(), case(), outbox=(message(about=(("person", "p-1"),)),)))
        store.append(batch("two", case("c-1", "text", "received", "done"), withdraw=[("person", "p-1")]))
        store.redact(erasure("three", [("person", "p-1")]))
    assert stores[0].head() == stores[1].head()
    assert stores[0].since(0) == stores[1].since(0)
    for noun in ("person", "case", "case.steps", "person.custom"):
        for seq in range(5):
            assert {name: list(cells) for name, cells in stores[0].columns(noun, seq).items()} == {
                name: list(cells) for name, cells in stores[1].columns(noun, seq).items()
            }
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def address(server: Any) -> str:
    """An office with ledgers in it."""
    place: str = server.address("tenants")
    with gr.open(place, create=True) as office:
        office.take_in(TENANTS / "ledgers")
    return place


def test_an_office_counts_as_in_memory_and_leads_to_its_records(address: str) -> None:
    with gr.open("memory:") as model, gr.open(address) as office:
        model.take_in(TENANTS / "ledgers")
        for name in ("members", "cases_received", "response"):
            wanted, found = (one.figure(name, "2024-12-31") for one in (model, office))
            assert (found.value, len(found.records())) == (wanted.value, len(wanted.records()))
        assert not office.verify()
        before = office.head
        office.take_in(TENANTS / "ledgers")
        assert office.head == before


def test_two_offices_of_one_database_know_nothing_of_one_another(server: Any, address: str) -> None:
    with gr.open(server.address("neighbours"), create=True) as other:
        assert other.figure("members", "2024-12-31").value is None
        assert other.head.seq == 0
        with gr.open(address) as office:
            before = office.head
            other.take_in(TENANTS / "ledgers")
            assert (office.head, office.head.seq) == (before, other.head.seq)
            other.erase(
                *(("person", one.id) for one in other.snapshot("2024-12-31").all("person").values()), reason="asked for"
            )
            assert office.head == before
            assert all(one.name for one in office.snapshot("2024-12-31").all("person").values())
            assert not any(one.name for one in other.snapshot("2024-12-31").all("person").values())


def test_the_command_line_works_on_a_database(
    server: Any, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def said(code: int, *words: str, store: str = address) -> str:
        assert cli.main([*words, "--store", store]) == code
        out = capsys.readouterr()
        return out.out + out.err

    assert "28" in said(0, "explain", "members", "--as-of", "2024-12-31")
    fresh = server.address("from_the_line")
    assert "no store" in said(2, "explain", "members", store=fresh)
    said(0, "load", str(TENANTS / "ledgers"), "--create", "--dry-run", store=fresh)
    assert "no store" in said(2, "explain", "members", store=fresh)
    said(0, "load", str(TENANTS / "ledgers"), "--create", store=fresh)
    assert "28" in said(0, "explain", "members", "--as-of", "2024-12-31", store=fresh)
    assert "无法连接" in said(2, "explain", "members", "--language", "zh", store="postgresql://localhost:1/nowhere")


def test_a_copy_is_a_file_that_has_the_same_head_and_goes_back_into_a_database(
    server: Any, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert cli.main(["backup", str(copy), "--store", address]) == 0
    with gr.open(copy) as file, gr.open(address) as office:
        assert file.head == office.head
        assert file.figure("members", "2024-12-31").value == 28
    back = server.address("put_back")
    assert cli.main(["restore", str(copy), "--store", back]) == 0
    with gr.open(back) as office:
        assert not office.verify()
        assert office.figure("members", "2024-12-31").value == 28
    assert cli.main(["restore", str(copy), "--store", back, "--language", "zh"]) == 2
    assert "已有数据" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_a_store_taken_over_answers_as_the_first_did(server: Any, tmp_path: Path) -> None:
    first = SqlStore(server.address())
    first.append(batch("one", full_person("SECRET "), case(), outbox=(message("m-1"), message("m-2")), bad_rows=(bad_row(),)))
    first.append(batch("nothing", outbox=(message("m-3", about=(("person", "p-1"),)),), source=None))
    first.append(
        batch("two", case("c-1", "text", "received", "done"), withdraw=[("person", "p-1")], expect={("case", "c-1"): 1})
    )
    first.lease(1, NOW)
    first.redact(erasure("gone", [("person", "p-1")], at=NOW))
    copy, again = SqliteStore(tmp_path / "a.db"), SqlStore(server.address())
    first.copy_into(copy)
    copy.copy_into(again)
    for store in (copy, again):
        assert traces(store) == traces(first)
        assert everything(store, 2) == everything(first, 2)
        assert store.verify() == []
        with pytest.raises(Conflict):
            store.append(batch("three", case(), expect={("case", "c-1"): 1}))
        assert store.append(batch("nothing", outbox=(message("m-3", about=(("person", "p-1"),)),))) == first.head_at(2)
    with pytest.raises(InvalidArgument, match="records in"):
        first.copy_into(copy)
    for store in (first, copy, again):
        store.close()


def test_who_has_an_office_of_their_own_neither_reads_nor_changes_another(server: Any) -> None:
    """By the lines of the how-to: a user an office, and the right to make schemas to none of them afterwards."""
    for user in ("east", "west"):
        run(server, "public", f"CREATE ROLE {user} LOGIN", f"CREATE SCHEMA of_{user} AUTHORIZATION {user}")
    east, west = (server.address(f"of_{user}").replace("postgres@", f"{user}@") for user in ("east", "west"))
    stores = [SqlStore(place) for place in (east, west)]
    for store in stores:
        store.append(batch("one", full_person("SECRET "), case()))
    before = stores[1].head()
    other = west.replace("west@", "east@")
    for options in ({}, {"create": False}, {"read_only": True}):
        with pytest.raises(StoreError, match="no right") as caught:
            SqlStore(other, **options)
        assert "SECRET" not in str(caught.value)
    for statement in (
        "SELECT name FROM of_west.person__personal", "UPDATE of_west._head SET seq = 0", "DROP SCHEMA of_west CASCADE",
        "ALTER TABLE of_west.person RENAME TO mine", "CREATE TABLE of_west.mine (id int)", "CREATE SCHEMA mine",
    ):  # fmt: skip
        with (
            psycopg.connect(f"host={server.folder} user=east dbname=postgres") as db,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            db.execute(statement)
    with pytest.raises(StoreError, match="no right"):
        SqlStore(east.replace("of_east", "of_nobody"))
    assert stores[1].head() == before
    for store in stores:
        assert not store.verify()
        store.close()


def test_what_the_server_wrote_out_is_the_office_where_it_is_read_in_again(server: Any, address: str) -> None:
    def program(name: str, *more: str, given: str | None = None) -> str:
        command = [str(server.programs / name), "-h", str(server.folder), "-U", "postgres", *more]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    told = program("pg_dump", "--schema", "tenants", "postgres")
    program("createdb", "elsewhere")
    program("psql", "-q", "-v", "ON_ERROR_STOP=1", "elsewhere", given=told)
    back = address.replace("/postgres?", "/elsewhere?")
    with gr.open(back) as office, gr.open(address) as first:
        assert office.head == first.head
        assert not office.verify()
        assert office.figure("members", "2024-12-31").value == 28
        first_person, *_ = office.snapshot("2024-12-31").all("person")
        office.erase(("person", first_person), reason="asked for")  # it goes on from there
        assert not office.verify()


def test_an_office_is_read_from_a_replica_of_the_server_and_changed_there_by_nobody(server: Any) -> None:
    store = SqlStore(server.address("copied"))
    store.append(batch("one", full_person(), case()))
    with server.replica() as place:
        replica = SqlStore(server.address("copied").replace(str(server.folder), place), read_only=True)
        head = store.append(batch("two", case("c-2"), expect={("case", "c-2"): 0}))
        for _ in range(100):  # what was acknowledged here comes there a moment later
            if replica.head() == head:
                break
            time.sleep(0.05)
        assert replica.head() == head
        assert replica.verify() == []
        assert everything(replica, head.seq) == everything(store, head.seq)
        with pytest.raises(StoreError, match="for reading only"):
            replica.append(batch("three", case("c-3")))
        astray = SqlStore(server.address("copied").replace(str(server.folder), place))
        with pytest.raises(StoreError, match="is a replica") as caught:
            astray.append(batch("three", case("c-3")))
        assert "副本" in caught.value.text("zh")
        astray.close()
        replica.close()
    assert store.verify() == []
    store.close()


def one(number: int) -> Batch:
    people = [Person(id=f"p-{number}-{part}", name="Ann Example") for part in range(3)]  # type: ignore[arg-type]
    return Batch(id=f"b{number}", changes=tuple(Change(noun="person", id=each.id, record=each) for each in people))


def test_what_was_acknowledged_outlives_a_server_that_is_killed_between_and_within_commits(server: Any) -> None:
    place = server.address("killed")
    store = SqlStore(place)
    acknowledged: list[int] = []
    stop = threading.Event()
    wrong: list[BaseException] = []

    def write() -> None:
        number = 0
        while not stop.is_set():
            try:
                store.append(one(number))
            except StoreError:
                time.sleep(0.02)  # the same batch again: it is stored once
                continue
            except BaseException as error:
                wrong.append(error)
                return
            acknowledged.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    rng = random.Random(7)
    for _ in range(4):
        time.sleep(rng.uniform(0.1, 0.5))
        server.crash()
        server.start()
    stop.set()
    writer.join()
    assert not wrong
    assert len(acknowledged) > 4
    log = store.since(0, 10**6)
    assert [entry.seq for entry in log] == list(range(1, 3 * len(acknowledged) + 1))
    assert [entry.batch for entry in log] == [f"b{number}" for number in acknowledged for _ in range(3)]
    assert store.verify() == []
    store.close()


def test_a_server_that_is_gone_is_told_and_the_same_object_goes_on_when_it_is_back(server: Any) -> None:
    store = SqlStore(server.address())
    store.append(batch("one", person()))
    server.crash()
    try:
        for call in (store.head, lambda: store.append(batch("two", case()))):
            with pytest.raises(StoreError) as caught:
                call()
            assert "cannot be reached" in caught.value.text("en")
            assert "无法连接" in caught.value.text("zh")
    finally:
        server.start()
    assert store.append(batch("two", case())).seq == 2
    store.close()


def test_an_office_from_before_a_noun_and_a_field_gains_them(server: Any) -> None:
    place = server.address("older")
    store = SqlStore(place)
    head = store.append(batch("one", case()))
    store.close()
    run(
        server, "older", "ALTER TABLE person DROP COLUMN education", "DROP TABLE household", "DROP TABLE rows__custom__personal"
    )
    with pytest.raises(StoreError, match="older version"):
        SqlStore(place, read_only=True)
    store = SqlStore(place)
    assert store.head() == head
    store.append(batch("two", full_person()))
    assert store.read([("person", "p-1")])["person", "p-1"].record == full_person()
    assert store.verify() == []
    store.close()


def test_a_schema_with_other_tables_is_left_alone(server: Any) -> None:
    run(server, "public", "CREATE SCHEMA foreign_one", "CREATE TABLE foreign_one.letters (id int)")
    with pytest.raises(NewerStore, match="another program"):
        SqlStore(server.address("foreign_one"))
    assert run(server, "foreign_one", "SELECT count(*) FROM pg_tables WHERE schemaname = 'foreign_one'") == [(1,)]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("UPDATE person__personal SET name = 'Eve'", "change 1: person 'p-1' is not what was stored"),
        ("UPDATE _log SET version = 7 WHERE seq = 1", "change 1: the chain is broken"),
        ("DELETE FROM _log WHERE seq = 1", "change 1 is missing from the log"),
        ("UPDATE person SET to_seq = 2", "change 1: person 'p-1' stands for another time than the log says"),
        ("UPDATE _batch SET reason = 'other'", "batch 'one': its reason is not what was stored"),
        ("DELETE FROM _outbox", "batch 'two': messages that it put out: 1; that are there: 0"),
        ("DELETE FROM _bad_row", "rows that wait for mending: 0; that should: 1"),
        ("UPDATE _batch SET beside = '0 0 0'", "change 2: the chain is broken"),
    ],
)
def test_verify_finds_what_was_tampered_with(server: Any, what: str, told: str) -> None:
    store = SqlStore(server.address("tampered"))
    store.append(batch("one", person()))
    store.append(batch("two", case(), outbox=(message(),), bad_rows=(bad_row(),)))
    run(server, "tampered", what)
    assert any(one.text("en").startswith(told) for one in store.verify())
    store.close()
    run(server, "public", "DROP SCHEMA tampered CASCADE")


@pytest.mark.parametrize("name", ["Street", "a-b", "1st", "pg_catalog", 'x" ; DROP SCHEMA public; --', ""])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match="no address of an office"):
        SqlStore(f"postgresql://u:SECRET@localhost/db?office={name or '%20'}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:SECRET@localhost:1/db",
        "postgresql://u:a@SECRET@localhost:1/db",
        "postgresql://u@localhost:1/db?office=X-1&password=SECRET",
        "postgres://u@localhost:1/db?office=a&password=SECRET",
    ],
)
def test_no_message_has_the_password(address: str) -> None:
    with pytest.raises((StoreError, InvalidArgument), match="'postgresql:") as caught:
        SqlStore(address)
    assert "SECRET" not in str(caught.value)
    assert "SECRET" not in caught.value.text("zh")


def test_an_office_that_is_not_there_is_made_only_when_it_is_said(server: Any) -> None:
    with pytest.raises(NotFound, match="to make one, say create=True"):
        gr.open(server.address("nowhere"))
    with pytest.raises(NotFound):
        SqlStore(server.address("nowhere"), read_only=True)
    assert run(server, "public", "SELECT 1 FROM pg_namespace WHERE nspname = 'nowhere'") == []
