"""Small ledgers in which something was once read wrongly: each is read right, or asks."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from support.sheets import shared_data

from grassroots.charter import Charter
from grassroots.errors import CharterInvalid
from grassroots.ledgers import Reading, build
from grassroots.model import Case, Household, Membership, Person, Provision
from grassroots.plugins import Plugins
from grassroots.workspace import open_charter


@cache
def street() -> Charter:
    return open_charter("cn-street")


def read(name: str, charter: Charter | None = None) -> Reading:
    folder = shared_data("found/ledgers")
    tables = [
        table for one in ("units.csv", "households.csv", name) for table in Plugins.installed().open_rows(folder / one).tables()
    ]
    return build(tables, charter or street(), today=date(2014, 12, 31))


def told(reading: Reading, name: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for problem in reading.problems:
        if problem.source and problem.source.file == name:
            found.setdefault(problem.source.row, set()).add(problem.code)
    return found


def test_days_are_the_days_that_are_written_or_a_question() -> None:
    reading = read("04_dates.xlsx")
    days = {case.steps[0].on for case in reading.records if isinstance(case, Case)}
    assert days == {date(2014, 6, 5)}
    assert told(reading, "04_dates.xlsx") == {
        3: {"no-year"},
        7: {"serial-number"},
        8: {"no-year"},
        9: {"no-year"},
        13: {"not-a-time"},
        16: {"no-year"},
        17: {"ambiguous-date"},
        18: {"several-days"},
        21: {"no-whole-date"},
        22: {"serial-number"},
        23: {"no-year"},
    }


def test_a_format_without_a_year_is_refused_with_the_charter() -> None:
    with pytest.raises(CharterInvalid) as caught:
        open_charter(shared_data("found/ledgers") / "qingxi-charter")
    assert {problem.code for problem in caught.value.problems} == {"charter-date-format-year"}


def test_days_that_can_hardly_be_are_told() -> None:
    reading = read("17_misc_dates.xlsx")
    told = {(one.code, one.source.row) for one in reading.remarks if one.source}
    assert {("day-ahead", 5), ("due-before", 5), ("day-before-unit", 6)} <= told


def test_amounts_are_read_as_an_office_writes_them() -> None:
    reading = read("10_amounts.xlsx")
    values = {
        int(one.id.rpartition("-")[2]): one.amount and one.amount.value for one in reading.records if isinstance(one, Provision)
    }
    assert [str(values[number]) for number in (2, 3, 4, 5, 6, 8, 14, 15, 19)] == [
        "12000",
        "500",
        "500",
        "1200.00",
        "1200",
        "500.00",
        "1200",
        "500",
        "12000",
    ]
    assert {number for number, value in values.items() if value is None} == {1, 11, 12, 16, 20, 22, 23, 24, 25, 26}
    assert len([one for one in reading.remarks if one.code == "damaged-number"]) == 10


def test_a_merged_amount_counts_once() -> None:
    reading = read("09c_merged_amount.xlsx")
    amounts = [one.amount.value for one in reading.records if isinstance(one, Provision) and one.amount]
    assert [str(value) for value in amounts] == ["900"]
    assert [one.code for one in reading.remarks] == ["merged-number"] * 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "12_members.xlsx",
            {
                2: {"digits-lost"},
                4: {"digits-lost"},
                5: {"digits-lost"},
                6: {"ambiguous-month"},
                7: {"duplicate-key"},
                9: {"became-a-date", "not-a-date"},
                11: {"serial-number"},
            },
        ),
        ("12b_room_as_date.xlsx", {2: {"became-a-date"}, 3: {"became-a-date"}, 4: {"became-a-time"}}),
        ("excel_id.csv", {2: {"digits-lost", "ambiguous-month"}, 4: {"not-a-date"}}),
    ],
)
def test_what_a_spreadsheet_did_is_told(name: str, expected: dict[int, set[str]]) -> None:
    assert told(read(name), name) == expected


def test_what_only_the_format_shows_is_read() -> None:
    reading = read("18_formats.xlsx")
    born = {one.name: str(one.birth) for one in reading.records if isinstance(one, Person)}
    assert born["王七"] == "1990-03"
    assert "007" in {one.number for one in reading.records if isinstance(one, Membership)}


def test_no_damaged_phone_is_stored(tmp_path: Path) -> None:
    damaged = (shared_data("found/ledgers") / "members-spreadsheet-damage.csv").read_bytes()
    (tmp_path / "members.csv").write_bytes(damaged)
    tables = list(Plugins.installed().open_rows(tmp_path / "members.csv").tables())
    reading = build(tables, open_charter("association"))
    phones = {problem.code for problem in reading.problems if problem.column == "phone"}
    assert phones == {"digits-lost", "spreadsheet-mark"}
    assert not any(isinstance(one, Person | Household) for one in reading.records)
