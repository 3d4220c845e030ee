"""Small inputs of offices that failed: numbers given again, rows that are no records, layout that means something."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.sheets import shared_data

import grassroots as gr

BASE = ("units.csv", "households.csv")


def office(folder: Path, *names: str) -> Path:
    """A folder with some of the inputs."""
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(shared_data(f"found/ledgers/{name}"), folder / name)
    return folder


@pytest.fixture
def street(tmp_path: Path) -> gr.Office:
    """A street with its units and households."""
    opened = gr.open("memory:", charter="cn-street")
    assert opened.take_in(office(tmp_path / "base", *BASE)).stored
    return opened


def test_july_does_not_overwrite_june(street: gr.Office, tmp_path: Path) -> None:
    june, july = "2014年6月诉求台账.xlsx", "2014年7月诉求台账.xlsx"
    assert street.take_in(office(tmp_path / "june", june) / june).stored
    before = dict(street.snapshot("2014-12-31").all("case"))
    reading = street.take_in(office(tmp_path / "july", july) / july)
    assert not reading.stored
    assert {problem.code for problem in reading.problems} <= {"other-under-number", "renumbered"}
    assert {problem.source.row for problem in reading.problems if problem.source} == {2, 3, 4}
    assert dict(street.snapshot("2014-12-31").all("case")) == before


def test_numbers_that_were_sorted_anew_swap_no_histories(street: gr.Office, tmp_path: Path) -> None:
    assert street.take_in(office(tmp_path / "a", "15a_before.xlsx") / "15a_before.xlsx").stored
    again = "15b_resorted_renumbered.xlsx"
    reading = street.take_in(office(tmp_path / "b", again) / again)
    assert (reading.stored, bool(reading.problems)) == (False, True)
    assert {problem.code for problem in reading.problems} <= {"renumbered", "other-under-number"}


@pytest.mark.parametrize(
    ("name", "noun", "count"),
    [
        ("03_subtotal_notes.xlsx", "case", 3),
        ("07_two_tables_same.xlsx", "case", 3),
        ("02b_two_row_generic.xlsx", "case", 3),
        ("14_extra_columns.xlsx", "case", 1),
        ("01_title_rows.xlsx", "case", 3),
    ],
)
def test_what_is_no_record_is_none(street: gr.Office, tmp_path: Path, name: str, noun: str, count: int) -> None:
    reading = street.take_in(office(tmp_path / "more", name) / name)
    assert reading.stored, str(reading)
    assert len(street.snapshot("2014-12-31").all(noun)) == count


def test_totals_are_no_households(tmp_path: Path) -> None:
    name = "21b_subtotal_becomes_household.xlsx"
    opened = gr.open("memory:", charter="cn-street")
    assert opened.take_in(office(tmp_path / "base", "units.csv", name)).stored
    assert len(opened.snapshot("2014-12-31").all("household")) == 4


def test_a_hidden_sheet_is_told_and_a_row_that_is_struck_through_is_asked_about(street: gr.Office, tmp_path: Path) -> None:
    reading = street.take_in(office(tmp_path / "hidden", "06_hidden.xlsx") / "06_hidden.xlsx")
    assert {"hidden-sheet", "hidden-rows"} <= {remark.code for remark in reading.remarks}
    reading = street.take_in(office(tmp_path / "struck", "16_strike.xlsx") / "16_strike.xlsx")
    assert "struck-row" in {problem.code for problem in reading.problems}
