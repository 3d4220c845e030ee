"""Tables of offices as files: counted together they give what the offices give, and no id of one is taken for that of another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from pyarrow import parquet

import grassroots as gr
from grassroots.charter import Form
from grassroots.errors import InvalidArgument
from grassroots.figures import Evaluator
from grassroots.figures.facts import gathered
from grassroots.model import Membership, Person, Placement, Step, Unit
from grassroots.snapshot import Snapshot
from grassroots.testing.synthetic import sized
from grassroots.values import Period, PersonId, UnitId
from grassroots_ibis.databases import opened
from grassroots_ibis.needs import NotCompiled
from grassroots_ibis.tables import count_tables, write_tables

DAY = date(2024, 12, 31)
PERIODS = [Period.month(2024, 2), Period.year(2024)]
MEASURES = ["cases_received", "cases_on_time", "members", "attendance"]


def street() -> Snapshot:
    return Snapshot.of(sized(800), gr.open_charter("association"), as_of=DAY, check=False)


def by_reference(snapshot: Snapshot, measures: list[str]) -> Iterator[tuple[Any, ...]]:
    work = Evaluator(snapshot)
    for measure in map(snapshot.charter.measure, measures):
        for period in PERIODS:
            for unit in snapshot.tree_on().units:
                found = gathered(measure, work.selected(work.question(measure, scope=unit, period=period)))
                if found.hits or found.misses or found.left_out:
                    different = found.different if measure.form is Form.DISTINCT else None
                    yield measure.name, period.start, unit, found.hits, found.misses, different, sorted(found.left_out.items())


def counted(snapshot: Snapshot, folder: Path, address: str) -> list[tuple[Any, ...]]:
    rows = count_tables([folder], snapshot.charter, measures=MEASURES, periods=PERIODS, address=address)
    return [
        (
            row["measure"],
            row["start"],
            row["unit"],
            row["hits"],
            row["misses"],
            row.get("different"),
            sorted(row["left_out"].items()),
        )
        for row in rows
        if not row["split"]
    ]


def test_what_an_office_wrote_is_counted_as_the_office_counts_it(tmp_path: Path) -> None:
    snapshot = street()
    folder = write_tables(snapshot, tmp_path / "street", periods=PERIODS, measures=MEASURES)
    found = counted(snapshot, folder, "duckdb:")
    assert sorted(found) == sorted(by_reference(snapshot, MEASURES))
    assert len(found) > 20


def test_without_names_all_measures_of_records_of_units_are_written_and_what_has_no_count_is_refused(tmp_path: Path) -> None:
    charter = gr.open_charter("association")
    names = ["cases_received", "members", "turnout", "days_to_answer", "persons_merged"]
    few = evolve(charter, measures={name: charter.measures[name] for name in names})
    snapshot = Snapshot.of(sized(100), few, as_of=DAY, check=False)
    folder = write_tables(snapshot, tmp_path / "street", periods=PERIODS)
    assert {row["measure"] for row in count_tables([folder], few, measures=names[:2], periods=PERIODS)} == {*names[:2]}
    for name, why in (("turnout", "made of other measures"), (names[3], "has no count at each unit"), (names[4], "no count")):
        with pytest.raises(NotCompiled, match=why):
            write_tables(snapshot, tmp_path / "more", periods=PERIODS, measures=[name])
        with pytest.raises(NotCompiled, match=why):
            list(count_tables([folder], few, measures=[name], periods=PERIODS))
    assert not (tmp_path / "more").exists()


def test_names_and_texts_that_no_measure_reads_stay_where_they_are(tmp_path: Path) -> None:
    folder = write_tables(street(), tmp_path / "street", periods=PERIODS, measures=MEASURES)
    columns = {column for file in folder.glob("*.parquet") for column in parquet.read_schema(file).names}
    assert "id" in columns
    assert not columns & {"name", "birth", "phone", "email", "text", "subject"}


def unit(id: str, kind: str, parent: str = "") -> Unit:
    above = (Placement(since=date(2020, 1, 1), parent=UnitId(parent)),) if parent else ()
    return Unit(id=UnitId(id), kind=kind, name=id, parents=above)


def office(of: str) -> list[Any]:
    joined = (Step(state="full", on=date(2024, 2, 29)),)
    member = Membership(id="m1", person=PersonId("p1"), unit=UnitId(f"{of}-1"), registration="home", steps=joined)
    return [unit(of, "association"), unit(f"{of}-1", "group", of), Person(id=PersonId("p1")), member]


def test_offices_side_by_side_are_one_tree_and_their_members_are_not_taken_for_one_another(tmp_path: Path) -> None:
    charter, folders = gr.open_charter("association"), []
    nation = [unit("nation", "association"), unit("east", "association", "nation"), unit("west", "association", "nation")]
    for name, records in {"nation": nation, "east": office("east"), "west": office("west")}.items():
        snapshot = Snapshot.of(records, charter, as_of=DAY, check=False)
        folders.append(write_tables(snapshot, tmp_path / name, periods=PERIODS[:1], measures=["members"], office=name))
    rows = list(count_tables(folders, charter, measures=["members"], periods=PERIODS[:1]))
    found = {row["unit"]: row.get("different", row["hits"]) for row in rows if not row["split"]}
    assert found == {"nation": 2, "east": 1, "east-1": 1, "west": 1, "west-1": 1}


def test_tables_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    charter = gr.open_charter("association")

    def written(name: str, of: str, day: date = DAY, **more: Any) -> Path:
        snapshot = Snapshot.of(office(of), charter, as_of=day, check=False, **more)
        return write_tables(snapshot, tmp_path / name, periods=PERIODS[:1], measures=["members"], office=of)

    def asked(*folders: Path, measures: tuple[str, ...] = ("members",)) -> Any:
        return list(count_tables(folders, charter, measures=measures, periods=PERIODS[:1]))

    east = written("east", "east")
    for wrong, told in (
        ([east, written("later", "west", date(2025, 1, 1))], "have each office write those of one day"),
        ([east, written("twice", "east")], "two offices wrote under one name"),
    ):
        with pytest.raises(InvalidArgument, match=told):
            asked(*wrong)
    with pytest.raises(InvalidArgument, match="have the office write the tables of all measures"):
        asked(east, measures=("cases_received",))
    with pytest.raises(InvalidArgument, match="closes fields"):
        written("closed", "east", closed=frozenset({("person", "name")}))


def test_a_measure_finds_its_columns_whatever_was_counted_before_it(tmp_path: Path) -> None:
    snapshot, asked = street(), ["satisfied_of_rated", "cases_received", "suggestions"]
    folder = write_tables(snapshot, tmp_path / "street", periods=PERIODS, measures=asked)
    together = list(count_tables([folder], snapshot.charter, measures=asked, periods=PERIODS))
    assert together == [
        row for name in asked for row in count_tables([folder], snapshot.charter, measures=[name], periods=PERIODS)
    ]


def test_what_was_not_written_is_asked_for_and_not_taken_for_nothing(tmp_path: Path) -> None:
    snapshot, february = street(), PERIODS[:1]
    folder = write_tables(snapshot, tmp_path / "street", periods=february, measures=["cases_received", "volunteers_by_stage"])

    def asked(measure: str, periods: list[Period], where: Path = folder) -> list[Any]:
        return list(count_tables([where], snapshot.charter, measures=[measure], periods=periods))

    asked("volunteers_by_stage", february)
    asked("cases_received", PERIODS)  # what no rule says is in the records, of whichever period
    with pytest.raises(InvalidArgument, match=r"volunteers_by_stage reads on 2024-06-30; .* of all periods"):
        asked("volunteers_by_stage", [Period.month(2024, 6)])
    with pytest.raises(InvalidArgument, match=r"case.parquet has no column topic; .* of all measures"):
        asked("suggestions", february)
    with pytest.raises(InvalidArgument, match=r"tables.json is not there, or cannot be read"):
        asked("cases_received", february, tmp_path)
    (folder / "tables.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidArgument, match=r"tables.json is not there, or cannot be read"):
        asked("cases_received", february)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_counts_what_an_office_wrote(tmp_path: Path, cluster: str) -> None:
    snapshot = street()
    folder = write_tables(snapshot, tmp_path / "street", periods=PERIODS, measures=MEASURES)
    assert sorted(counted(snapshot, folder, cluster)) == sorted(by_reference(snapshot, MEASURES))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_what_counted_on_a_cluster_that_was_stopped_is_let_go_of(cluster: str) -> None:
    from pyspark.sql import SparkSession

    database = opened(cluster)
    database.write("one", {"id": "string"}, {"id": ["a"]})
    session = SparkSession.getActiveSession()
    assert session is not None
    session.stop()
    database.close()
