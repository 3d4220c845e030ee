"""A city by Open311: its charter keeps the laws, its JSON is read as tables, and closed is not solved."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date, time
from pathlib import Path

import pytest

import grassroots as gr
import grassroots_charters_open311
from grassroots.errors import HasProblems
from grassroots.reading.at import At
from grassroots.rules import DuplicatesRule, likely_duplicates, route
from grassroots.testing.charter_kit import check_charters
from grassroots_charters_open311 import JsonRows, grassroots_open_charter, grassroots_open_rows

HERE = Path(__file__).resolve().parents[1]
AS_OF = date(2024, 12, 31)
SERVICES = [
    {"service_code": "33", "service_name": "Pothole", "metadata": True, "group": "street", "keywords": "road"},
    {"service_code": "40", "service_name": "Rodents", "metadata": False, "group": "health"},
]
REQUESTS = [
    {
        "service_request_id": 638344,
        "status": "closed",
        "status_notes": "Duplicate request.",
        "service_code": "33",
        "agency_responsible": "Public Works",
        "requested_datetime": "2024-04-14T06:37:38-08:00",
        "updated_datetime": "2024-04-15T06:37:38-08:00",
        "expected_datetime": "2024-04-15T06:37:38-08:00",
        "address": "8th AVE and JUDAH ST",
        "lat": 37.762221815,
        "long": -122.4651145,
        "extended_attributes": {"channel": "phone", "outcome": "duplicate", "duplicate_of": "638340"},
    },
    {
        "service_request_id": "638340",
        "status": "closed",
        "service_code": "33",
        "requested_datetime": "2024-04-12T06:37:38-08:00",
        "updated_datetime": "2024-04-20T08:00:00-08:00",
        "expected_datetime": "2024-04-19T08:00:00-08:00",
        "address": "8th Ave. and Judah St.",
    },
    {"service_request_id": "700001", "status": "open", "service_code": "40", "requested_datetime": "2024-12-30T10:00:00Z", "description": "Seen twice"},
]  # fmt: skip


def charter(folder: Path, zone: str) -> Path:
    """The charter of a city in a time zone."""
    folder.mkdir()
    text = 'id = "our-city"\nextends = "open311-city"\nlabel = { en = "Our city", zh = "本市" }\n'
    calendar = f'[calendar.city]\nen = "City"\nzh = "本市"\nsource = "ours"\nzone = "{zone}"\n' if zone else ""
    (folder / "charter.toml").write_text(text + calendar, encoding="utf-8")
    return folder


@pytest.mark.parametrize("zone", ["Europe/Berlin", ""])
def test_one_moment_is_one_day_in_the_zone_of_the_city_and_a_question_where_none_is_named(tmp_path: Path, zone: str) -> None:
    found = (
        Path(os.environ.get("GRASSROOTS_DATA", HERE.parents[1].parent / "shared" / "data")) / "found/open311/same-instant.json"
    )
    if not found.exists():
        pytest.skip(f"there is no {found}")
    (tmp_path / "requests.json").write_bytes(found.read_bytes())
    with gr.open("memory:", charter=charter(tmp_path / "charter", zone)) as city:
        city.add(gr.model.Unit(id="city", kind="city", name="City"), reason="start")
        (tmp_path / "service_list.json").write_text('[{"service_code": "1", "service_name": "Pothole"}]', encoding="utf-8")
        assert city.take_in(tmp_path / "service_list.json").stored
        reading = city.take_in(tmp_path / "requests.json")
        if zone:
            steps = [(case.steps[0].on, case.steps[0].at) for case in city.snapshot(AS_OF).all("case").values()]
            assert steps == [(date(2024, 7, 2), time(1, 30))] * 2
        else:
            assert {problem.code for problem in reading.problems} == {"offset-without-zone"}


@pytest.fixture
def city(tmp_path: Path) -> gr.Office:
    (tmp_path / "units.csv").write_text(
        "code,name,kind,part of\ncity,City,city,\npw,Public Works,agency,city\n", encoding="utf-8"
    )
    (tmp_path / "service_list.json").write_text(json.dumps(SERVICES), encoding="utf-8")
    (tmp_path / "requests.json").write_text(json.dumps({"service_requests": REQUESTS}), encoding="utf-8")
    workspace = gr.open("memory:", charter=charter(tmp_path / "charter", "Etc/GMT+8"))
    reading = workspace.take_in(tmp_path)
    assert reading.ok, str(reading)
    return workspace


def test_the_distribution_offers_its_charter_by_an_entry_point() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["grassroots"] == {"charters-open311": grassroots_charters_open311.__name__}


def test_the_charter_keeps_the_laws() -> None:
    check_charters(grassroots_open_charter, "open311-city")


def test_requests_are_cases_whose_number_status_and_promise_come_from_the_interface(city: gr.Office) -> None:
    found = city.get("case", "open311-638344")
    assert isinstance(found, gr.model.Case)
    assert [(step.state, str(step.on), str(step.at)) for step in found.steps] == [
        ("received", "2024-04-14", "06:37:38"), ("closed", "2024-04-15", "06:37:38"),
    ]  # fmt: skip
    assert (found.service, found.channel, found.merged_into, found.steps[0].unit) == ("33", "phone", "open311-638340", "pw")
    assert found.external_ids[0].value == "638344"


def test_closed_is_not_solved_and_duplicates_are_left_out(city: gr.Office) -> None:
    assert city.figure("requests", AS_OF).value == 3
    on_time, solved = city.figure("requests_on_time", AS_OF), city.figure("requests_solved", AS_OF)
    assert (on_time.numerator, on_time.denominator, on_time.left_out["duplicate"]) == (0, 1, 1)
    assert (solved.numerator, solved.denominator, solved.left_out["outcome_unknown"]) == (0, 0, 1)


def test_a_request_on_the_same_service_and_place_is_a_likely_duplicate_until_it_says_so(city: gr.Office) -> None:
    rule = city.charter.rule("duplicates", "same_service", AS_OF)
    assert isinstance(rule, DuplicatesRule)
    assert likely_duplicates(rule, At.of(city.snapshot(AS_OF))) == ()
    new = gr.model.Case(
        id="n",
        category="service_request",
        unit="city",
        service="40",
        place="1 Main St",
        steps=(gr.model.Step(state="received", on=date(2024, 12, 31)),),
    )
    assert likely_duplicates(rule, At.of(city.snapshot(AS_OF)), new) == ()
    assert route(new, At.of(city.snapshot(AS_OF))).lead == "city"


def test_a_table_that_is_written_is_read_again(tmp_path: Path) -> None:
    from grassroots.ledgers.table import Sheet

    rows = (("007", "=1+1", ""), ("示例", "two\nlines", "x"))
    JsonRows(tmp_path / "a.json").write([Sheet(name="", headings=("a", "b", "c"), rows=rows)])
    (table,) = JsonRows(tmp_path / "a.json").tables()
    assert [row.cells for row in table.rows] == [("a", "b", "c"), *rows]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("{}", "not-open311"),
        ("[1]", "not-open311"),
        ('{"a": 1}', "not-open311"),
        ('{"a": [{"b": 1}], "c": [{"b": 1}]}', "several-lists"),
        ('{"a": 1}\n{"a": ', "not-json"),
        ("[" * 100_000, "not-json"),
    ],
)
def test_what_is_no_list_of_objects_is_a_problem(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "requests.json").write_text(text, encoding="utf-8")
    with pytest.raises(HasProblems) as caught:
        list(JsonRows(tmp_path / "requests.json").tables())
    (problem,) = caught.value.problems
    assert problem.code == f"grassroots_charters_open311:{code}"
    assert not {"NoneType", "JSONDecodeError"} & set(problem.text("zh").split())


@pytest.mark.parametrize(
    "text",
    [
        '{"code": 0, "msg": "ok", "data": {"total": 2, "rows": [{"a": "1"}, {"a": "2", "b": [{"c": 1}]}]}}',
        '{"a": "1"}\n\n{"a": "2", "b": [{"c": 1}]}\n',
    ],
)
def test_the_list_of_a_server_may_be_wrapped_or_stand_line_by_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "requests.json").write_text(text, encoding="utf-8")
    (table,) = JsonRows(tmp_path / "requests.json").tables()
    assert [row.cells for row in table.rows] == [("a", "b"), ("1", ""), ("2", '[{"c": "1"}]')]


def test_other_files_and_charters_are_left_to_others() -> None:
    assert grassroots_open_rows("a.csv", {}) is None
    assert grassroots_open_charter("association", {}) is None
