"""Small inputs from elsewhere that once came out wrong: a term in two files, somebody who left and came back, an instant in two zones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.sheets import shared_data

import grassroots as gr
import grassroots_charters_open311
from grassroots.ledgers import build
from grassroots.model import Case, Household
from grassroots.plugins import Plugins
from grassroots.snapshot.lives import step_faults
from grassroots.workspace import open_charter
from grassroots_charters_open311 import JsonRows

LEFT_AND_CAME_BACK = (
    ("applied", "2019-12-01"),
    ("full", "2020-01-01"),
    ("ended", "2021-01-01"),
    ("applied", "2021-12-01"),
    ("full", "2022-01-01"),
)


def of_parliament() -> gr.Office:
    office = gr.open("memory:")
    office.add(gr.model.Unit(id="p", kind="association", name="Parliament"), reason="start")
    office.add(gr.model.Post(id="seat", unit="p", kind="representative", seats=9), reason="start")
    return office


def test_a_person_in_two_terms_is_one_person_and_terms_without_a_first_day_are_told(tmp_path: Path) -> None:
    mapping = tmp_path / "term.toml"
    text = shared_data("found/mapping/term.toml").read_text(encoding="utf-8")
    mapping.write_text(f'{text}\n[ledger.terms.keys]\nperson = ["id"]\n', encoding="utf-8")
    office = of_parliament()
    for term in (1, 2):
        reading = office.take_in(shared_data(f"found/mapping/term-{term}.csv"), mapping=mapping, keep_bad=True)
        reading.check_conservation()
    assert {one.code for one in reading.problems} == {"missing-cell"}
    assert [(one.source and one.source.row, one.column) for one in reading.problems] == [(2, "start_date")]
    stored = {(type(one).__name__, one.id) for one in reading.records}
    assert stored == {("Person", "p3"), ("Tenure", "p3-2")}


def test_a_first_day_in_each_row_makes_one_person_with_two_terms(tmp_path: Path) -> None:
    mapping = tmp_path / "term.toml"
    text = shared_data("found/mapping/term.toml").read_text(encoding="utf-8")
    mapping.write_text(f'{text}\n[ledger.terms.keys]\nperson = ["id"]\n', encoding="utf-8")
    office = of_parliament()
    for term, year in ((1, 2005), (2, 2010)):
        rows = (
            shared_data(f"found/mapping/term-{term}.csv")
            .read_text(encoding="utf-8")
            .replace(f",{term},,", f",{term},{year}-07-01,")
        )
        (tmp_path / f"term-{term}.csv").write_text(rows, encoding="utf-8")
        assert office.take_in(tmp_path / f"term-{term}.csv", mapping=mapping).ok
    state = office.snapshot(date(2012, 1, 1))
    assert set(state.all("person")) == {"p1", "p2", "p3"}
    assert {id: one.person for id, one in state.all("tenure").items()} == {
        "p1-1": "p1",
        "p2-1": "p2",
        "p1-2": "p1",
        "p3-2": "p3",
    }


def test_who_left_and_came_back_is_a_member_again() -> None:
    office = gr.open("memory:")
    office.add(gr.model.Unit(id="g", kind="association", name="G"), gr.model.Person(id="p1", name="N"), reason="start")
    steps = tuple(gr.model.Step(state=state, on=date.fromisoformat(day)) for state, day in LEFT_AND_CAME_BACK)
    office.add(gr.model.Membership(id="m1", person="p1", unit="g", steps=steps), reason="rejoined")
    members = {day: office.figure("members", as_of=day).value for day in ("2020-06-30", "2021-06-30", "2022-06-30")}
    assert members == {"2020-06-30": 1, "2021-06-30": 0, "2022-06-30": 1}


def test_a_way_back_that_the_workflow_has_not_is_told_for_what_it_is_and_no_day_is_blamed() -> None:
    workflow = open_charter("association").workflows["membership"]
    states = {**workflow.states, "ended": evolve(workflow.states["ended"], next=("full",))}
    steps = [gr.model.Step(state=state, on=date.fromisoformat(day)) for state, day in LEFT_AND_CAME_BACK]
    assert [(code, step.on.year) for code, step, _ in step_faults(steps, evolve(workflow, states=states))] == [
        ("step-not-allowed", 2021)
    ]


@pytest.mark.parametrize(("zone", "days"), [("Europe/Berlin", {"2024-07-02 01:30:00"}), ("", set())])
def test_one_instant_is_one_moment_of_the_offices_zone_or_is_told(tmp_path: Path, zone: str, days: set[str]) -> None:
    calendar = f'[calendar.city]\nen = "City"\nzh = "本市"\nsource = "ours"\nzone = "{zone}"\n' if zone else ""
    text = 'id = "our-city"\nextends = "open311-city"\nlabel = { en = "Our city", zh = "本市" }\n'
    (tmp_path / "charter.toml").write_text(text + calendar, encoding="utf-8")
    charter = open_charter(tmp_path, plugins=Plugins.of(grassroots_charters_open311))
    reading = build(JsonRows(shared_data("found/open311/same-instant.json")).tables(), charter)
    assert {f"{one.steps[0].on} {one.steps[0].at}" for one in reading.records if isinstance(one, Case)} <= days
    moments = [one for one in reading.problems if one.column == "requested_datetime"]
    assert {one.code for one in moments} == (set() if zone else {"offset-without-zone"})


def test_the_households_of_the_base_are_as_many_as_their_rows() -> None:
    folder = shared_data("found/ledgers")
    tables = [
        table for name in ("units.csv", "households.csv") for table in Plugins.installed().open_rows(folder / name).tables()
    ]
    reading = build(tables, open_charter("cn-street"))
    rows = (folder / "households.csv").read_text(encoding="utf-8-sig").strip().splitlines()[1:]
    homes = [one for one in reading.records if isinstance(one, Household)]
    assert reading.ok
    assert [(one.id, one.unit, one.address, one.key_family) for one in homes] == [
        (id, unit, address, hard == "是") for id, unit, address, hard, *_ in (row.split(",") for row in rows)
    ]
