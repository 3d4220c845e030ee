"""Tables that are kept in a database: refreshed, they are as if they were written anew, after any edits, erasures among them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attrs import evolve
from support.postgres import Server

import grassroots as gr
from grassroots.charter import Within
from grassroots.errors import InvalidArgument, StoreError
from grassroots.model import Case, Membership, Placement, Unit
from grassroots.testing.synthetic import sized
from grassroots.values import Period, UnitId
from grassroots_ibis.kept import count_kept, keep_tables
from grassroots_ibis.tables import count_tables, write_tables

DAY = date(2024, 12, 31)
PERIODS = [Period.month(2024, 2), Period.year(2024)]
MEASURES = ["cases_received", "cases_on_time", "members", "volunteers_by_stage"]


CHARTER = gr.open_charter("association")


def opened() -> gr.Office:
    office = gr.open("memory:", charter=CHARTER)
    office.add(*sized(300), reason="all")
    return office


def contents(path: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(path), read_only=True) as db:
        tables = db.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'grassroots_tables'"
        ).fetchall()
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM grassroots_tables.{name}").fetchall())) for (name,) in tables}


def kept(office: gr.Office, address: object, **more: Any) -> Any:
    return keep_tables(office.snapshot(DAY), str(address), periods=PERIODS, measures=MEASURES, **more)


def edit(office: gr.Office, chance: random.Random, turn: int) -> None:
    """A random change: a case withdrawn, corrected or added, its personal part erased, or a place in the tree changed."""
    snapshot = office.snapshot(DAY)
    which = chance.choice(sorted(snapshot.all(Case)))
    kind = chance.randrange(5)
    if kind == 0:
        office.withdraw("case", which, reason="twice")
    elif kind == 1:
        first, *rest = snapshot.all(Case)[which].steps
        earlier = evolve(first, on=first.on - timedelta(days=chance.randrange(1, 40)))
        office.correct("case", which, steps=(earlier, *rest), text=f"later {turn}", reason="mistyped")
    elif kind == 2:
        office.erase(("case", which), reason="asked for")
    elif kind == 3:
        office.add(evolve(snapshot.all(Case)[which], id=f"again-{turn}"), reason="came in")
    else:
        above = Placement(since=date(2020, 1, 1), parent=snapshot.tree_on().units[0])
        office.add(Unit(id=UnitId(f"new-{turn}"), kind="group", name="New", parents=(above,)), reason="founded")


def test_refreshed_tables_are_as_if_written_anew_after_any_edits(tmp_path: Path) -> None:
    chance = random.Random(7)
    with opened() as office:
        kept(office, f"duckdb:{tmp_path / 'kept.duckdb'}")
        for turn in range(3):
            for number in range(3):
                edit(office, chance, 10 * turn + number)
            told = kept(office, f"duckdb:{tmp_path / 'kept.duckdb'}")
            kept(office, f"duckdb:{tmp_path / f'anew{turn}.duckdb'}")
            assert contents(tmp_path / "kept.duckdb") == contents(tmp_path / f"anew{turn}.duckdb")
            assert 0 < told.written + told.deleted < 50
        again = kept(office, f"duckdb:{tmp_path / 'kept.duckdb'}")
        assert (again.written, again.deleted) == (0, 0)


def test_who_was_taken_out_leaves_the_tables_and_nothing_that_may_be_erased_is_ever_in_them(tmp_path: Path) -> None:
    file = tmp_path / "kept.duckdb"
    with opened() as office:
        member = office.snapshot(DAY).all(Membership)[sorted(office.snapshot(DAY).all(Membership))[0]]
        kept(office, f"duckdb:{file}")
        assert repr(str(member.id)) in str(contents(file))
        office.withdraw("membership", member.id, reason="asked for")
        office.erase(("membership", member.id), reason="asked for")
        assert kept(office, f"duckdb:{file}").deleted
        assert repr(str(member.id)) not in str(contents(file))
        roofs = evolve(office.charter.measures["cases_received"], name="roofs", hit=Within(path="text", contains="roof"))
        with pytest.raises(gr.errors.CharterInvalid, match="lies in the personal part, which is erased on request"):
            gr.open("memory:", charter=evolve(office.charter, measures={"roofs": roofs}))


def test_kept_tables_count_as_files_do_also_where_other_measures_are_kept_later(tmp_path: Path) -> None:
    with opened() as office:
        address = f"duckdb:{tmp_path / 'kept.duckdb'}"
        keep_tables(office.snapshot(DAY), address, periods=PERIODS, measures=["members", "attendance"])
        with pytest.raises(InvalidArgument, match="have the office write the tables of all measures"):
            list(count_kept(address, office.charter, measures=MEASURES[:1], periods=PERIODS))
        kept(office, address)
        folder = write_tables(office.snapshot(DAY), tmp_path / "files", periods=PERIODS, measures=MEASURES)
        asked: Any = {"measures": MEASURES, "periods": PERIODS}
        rows = list(count_kept(address, office.charter, **asked))
        assert rows == list(count_tables([folder], office.charter, **asked))
        assert len(rows) > 15
        keep_tables(office.snapshot(DAY), address, periods=PERIODS, measures=["members"])
        assert not [
            name for name in contents(tmp_path / "kept.duckdb") if "case" in name
        ]  # What is no longer read does not stay.


def test_in_postgresql_offices_lie_side_by_side_and_what_fails_changes_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address("kept")
    with opened() as office:
        for schema in ("east", "west"):
            kept(office, address, schema=schema)
        before = list(count_kept(address, office.charter, measures=MEASURES, periods=PERIODS, schema="west"))
        counted = next(one for one in office.snapshot(DAY).all(Case).values() if one.steps[0].on in PERIODS[1])
        first, *rest = counted.steps
        office.correct("case", counted.id, steps=(evolve(first, on=date(2023, 2, 3)), *rest), reason="mistyped")
        told = kept(office, address, schema="east")
        assert 0 < told.deleted < 20
        folder = write_tables(office.snapshot(DAY), tmp_path / "files", periods=PERIODS, measures=MEASURES)
        now = list(count_tables([folder], office.charter, measures=MEASURES, periods=PERIODS))
        assert list(count_kept(address, office.charter, measures=MEASURES, periods=PERIODS, schema="east")) == now
        monkeypatch.setattr("grassroots_ibis.kept.json.dumps", lambda said: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept(office, address, schema="west")
        assert list(count_kept(address, office.charter, measures=MEASURES, periods=PERIODS, schema="west")) == before != now


def test_where_no_tables_can_be_kept_is_told(tmp_path: Path) -> None:
    charter = gr.open_charter("association")
    for address, schema, told in (
        ("duckdb:", "plain", "tables are kept in PostgreSQL"),
        ("duckdb::memory:", "plain", "tables are kept in PostgreSQL"),
        ("spark:", "plain", "tables are kept in PostgreSQL"),
        (f"duckdb:{tmp_path / 'a.duckdb'}", 'odd"; DROP', "is no name for a place of tables"),
        (f"duckdb:{tmp_path / 'a.duckdb'}", "plain", "no tables are kept in plain"),
    ):
        with pytest.raises(InvalidArgument, match=told):
            list(count_kept(address, charter, measures=["members"], periods=PERIODS, schema=schema))
    assert not (tmp_path / "a.duckdb").exists()  # who looks for tables makes no file
    (tmp_path / "text.duckdb").write_text("Ann Example\n" * 99)
    with opened() as office:
        for address in (
            f"duckdb:{tmp_path}/no/a.duckdb",
            f"duckdb:{tmp_path}/text.duckdb",
            "postgresql://u:Winter@127.0.0.1:1/db",
        ):
            with pytest.raises(StoreError, match="cannot be reached, or refused") as caught:
                kept(office, address)
            assert "Winter" not in str(caught.value)
            assert "无法连接" in caught.value.text("zh")


def test_tables_of_somebody_else_are_left_alone_an_office_s_own_among_them(server: Server, tmp_path: Path) -> None:
    sql = pytest.importorskip("grassroots_sql", reason="grassroots-sql is not installed")
    address = server.address("street")
    with gr.open(address, charter=CHARTER, plugins=gr.Plugins.of(sql), create=True) as office:
        office.add(*sized(100), reason="all")
        with pytest.raises(
            InvalidArgument, match=r"in street lie tables that are none of these: _bad_row, .* name a place of its own"
        ):
            kept(office, address, schema="street")
        assert not office.verify()
        kept(office, address, schema="order")  # a word of SQL is a name as any other
        assert list(count_kept(address, CHARTER, measures=["members"], periods=PERIODS, schema="order"))
        file = tmp_path / "theirs.duckdb"
        with duckdb.connect(str(file)) as db:
            db.execute("CREATE TABLE mine AS SELECT 1 AS number")
        with pytest.raises(InvalidArgument, match="in main lie tables that are none of these: mine"):
            kept(office, f"duckdb:{file}", schema="main")
        with duckdb.connect(str(file)) as db:
            assert db.execute("SELECT number FROM mine").fetchall() == [(1,)]
