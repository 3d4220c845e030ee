"""Figures counted in columns: the same as by the reference, to the last digit."""

from __future__ import annotations

from datetime import date

import pytest

import grassroots as gr
import grassroots_columns
from grassroots.figures import evaluate_cube
from grassroots.model import Contribution, Membership, Person, Placement, Project, Record, Step, Unit
from grassroots.reading.reader import living_reader
from grassroots.snapshot import Snapshot
from grassroots.testing.engine_kit import check_engine
from grassroots.testing.synthetic import sized
from grassroots.values import Period, PersonId, ProjectId, Ref, UnitId
from grassroots_columns import grassroots_open_engine


def street(records: int) -> Snapshot:
    return Snapshot.of(sized(records), gr.open_charter("association"), as_of=date(2024, 12, 31), check=False)


def test_our_engine_keeps_the_laws() -> None:
    check_engine(grassroots_open_engine, examples=12, least=0)


def test_a_street_is_counted_alike_and_its_office_chooses_the_engine_by_itself() -> None:
    records = list(sized(1500))
    found = []
    for plugins in (gr.Plugins.of(), gr.Plugins.of(grassroots_columns)):
        with gr.open("memory:", plugins=plugins) as office:
            office.add(*records, reason="all")
            snapshot = office.snapshot("2024-06-30")
            assert (snapshot.engine is None) == (not found)
            cube = office.cube(["case_outcomes", "cases_on_time", "activities", "visits"], "2024-06-30")
            found.append(list(cube.rows()))
    assert found[0] == found[1]
    assert len(found[0]) > 60


def test_where_there_are_more_units_and_keys_than_a_byte_holds_they_are_counted_alike() -> None:
    above, joined = Placement(since=date(2020, 1, 1), parent=UnitId("all")), Step(state="full", on=date(2024, 1, 1))
    records: list[Record] = [Unit(id=UnitId("all"), kind="association", name="All")]
    for at in range(100):
        unit = UnitId(f"u{at}")
        records.append(Unit(id=unit, kind="branch", name=f"Branch {at}", parents=(above,)))
        records.append(Person(id=PersonId(f"p{at}"), name=f"Person {at}"))
        for by in range(2):
            who = PersonId(f"p{(at + by) % 100}")
            records.append(Membership(id=f"{at}-{by}", unit=unit, person=who, steps=(joined,)))
    found = []
    for engine in (None, grassroots_columns.Columns(least=0)):
        shot = Snapshot.of(records, gr.open_charter("association"), as_of=date(2024, 12, 31), check=False, engine=engine)
        found.append(list(evaluate_cube(["members", "members_joined"], shot, periods=[Period.year(2024)]).rows()))
    assert found[0] == found[1]
    assert (found[0][0]["members"], found[0][0]["members_joined"], found[0][9]["members"]) == (100, 200, 2)


def test_the_first_day_of_the_whole_is_that_of_what_belongs_to_no_part_or_of_its_own() -> None:
    days = {"whole": date(2023, 3, 10), "own": date(2021, 4, 20), "part": date(2023, 3, 16)}
    above = Placement(since=date(2000, 1, 1), parent=UnitId("all"))
    records: list[Record] = [
        Unit(id=UnitId("all"), kind="association", name="All"),
        Unit(id=UnitId("u"), kind="branch", name="Branch", parents=(above,)),
        Project(id=ProjectId("own"), unit=UnitId("all"), kind="project", name="Own"),
        Project(id=ProjectId("part"), unit=UnitId("u"), kind="project", name="Part"),
    ]
    records += [
        Contribution(id=at, project=None if at == "whole" else ProjectId(at), donor=Ref("unit", "u"), on=on)
        for at, on in days.items()
    ]
    for left_out in days:
        some = [one for one in records if one.id != left_out]
        shot = Snapshot.of(some, gr.open_charter("association"), as_of=date(2024, 12, 31), check=False)
        plane = grassroots_columns.Columns(least=0).over(living_reader(shot))
        whole = min(on for at, on in days.items() if at not in (left_out, "part"))
        assert plane.firsts("contribution") == {"all": whole} | ({} if left_out == "part" else {"u": days["part"]})


@pytest.mark.slow
def test_our_engine_keeps_the_laws_in_a_million_numbers() -> None:
    check_engine(grassroots_open_engine, examples=700, given=(street(1000),), least=0)
