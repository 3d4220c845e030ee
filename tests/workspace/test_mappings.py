"""A mapping is a lasting part of the office's charter: what it says stays known, in every version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.sheets import shared_data

import grassroots as gr

MAPPING = """
[words.category.city_request]
en = "city request"
zh = "市政诉求"
workflow = "city_request"
[workflow.city_request.state]
received = { kind = "open", en = "received", zh = "已受理", next = ["shut"] }
shut = { kind = "done", en = "shut", zh = "已关闭" }
[ledger.city]
en = "Requests of the city"
zh = "市政诉求台账"
noun = "case"
key = ["id"]
prefix = "city-"
set = { category = "city_request", unit = "u" }
[ledger.city.column]
id = { heading = ["case id"], to = "" }
opened = { heading = ["opened"], to = "step.received" }
closed = { heading = ["closed"], to = "step.shut" }
"""
ROWS = "case id,opened,closed\n1,2024-01-03,2024-01-05\n2,2024-01-04,\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "city.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "city.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def office(place: Path, address: str = "office.db") -> gr.Office:
    return gr.open(address if address == "memory:" else place / address, create=True)


@pytest.mark.parametrize("address", ["memory:", "office.db"])
def test_what_a_mapping_says_is_known_when_the_rows_are_asked_about(place: Path, address: str) -> None:
    with office(place, address) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        assert opened.take_in(place / "city.csv", mapping=place / "city.toml").stored
        assert opened.check("2024-12-31") == ()
        assert opened.figure("cases_closed", "2024-12-31").value == 1
        assert opened.charter.version.endswith("+1")


def test_a_mapping_holds_when_the_office_is_opened_again_and_reads_the_next_table(place: Path) -> None:
    with office(place) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        opened.take_in(place / "city.csv", mapping=place / "city.toml")
    (place / "city.csv").write_text(ROWS + "3,2024-02-01,2024-02-02\n", encoding="utf-8")
    with office(place) as opened:
        assert opened.take_in(place / "city.csv").stored
        assert opened.figure("cases_closed", "2024-12-31").value == 2


def test_each_version_is_kept_and_the_same_one_is_kept_once(place: Path) -> None:
    with office(place) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        for text in (MAPPING, MAPPING, MAPPING.replace("Requests", "Wishes")):
            (place / "city.toml").write_text(text, encoding="utf-8")
            opened.take_in(place / "city.csv", mapping=place / "city.toml")
    assert sorted(one.name for one in (place / "office.mappings").iterdir()) == ["001-city", "002-city"]
    with office(place) as opened:
        assert opened.charter.ledgers["city"].labels["en"] == "Wishes of the city"


def test_a_version_under_which_what_is_stored_could_not_be_read_is_refused(place: Path) -> None:
    with office(place) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        opened.take_in(place / "city.csv", mapping=place / "city.toml")
        (place / "city.toml").write_text(MAPPING.replace("shut", "over"), encoding="utf-8")
        with pytest.raises(gr.errors.CharterInvalid) as caught:
            opened.take_in(place / "city.csv", mapping=place / "city.toml")
        assert [problem.code for problem in caught.value.problems] == ["mapping-forgets"]
        assert opened.check("2024-12-31") == ()


def test_where_a_mapping_cannot_be_kept_nothing_is_stored_that_needs_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with office(place) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        monkeypatch.setattr(opened._held, "mappings", None)
        reading = opened.take_in(place / "city.csv", mapping=place / "city.toml")
        assert not reading.stored
        assert "unknown-word" in {problem.code for problem in reading.problems}


def test_a_reading_alone_changes_nothing_of_the_charter(place: Path) -> None:
    with office(place) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
        opened.read(place / "city.csv", mapping=place / "city.toml")
        assert "city" not in opened.charter.ledgers
    assert not (place / "office.mappings").exists()


def test_the_small_input_that_was_forgotten_is_remembered(tmp_path: Path) -> None:
    folder = shared_data("found/mapping")
    for name in ("city.csv", "city.toml"):
        shutil.copy(folder / name, tmp_path / name)
    with gr.open("memory:", create=True) as opened:
        opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="x")
        assert opened.take_in(tmp_path / "city.csv", mapping=tmp_path / "city.toml").stored
        assert opened.check("2024-12-31") == ()
        assert [opened.figure(name, "2024-12-31").value for name in ("cases_received", "cases_open", "cases_closed")] == [
            3,
            1,
            2,
        ]
