"""A mapping is drafted from a foreign table: what it tells is filled in, what it cannot tell is asked, and each row can be looked at first."""

from __future__ import annotations

from pathlib import Path

import pytest

import grassroots as gr
from grassroots.cli import main
from grassroots.workspace.mapped.drafted import Answers

CITY = "case_id,opened,closed,kind\n77001,03/01/2024,05/01/2024,Street lamp\n77002,14/01/2024,,Waste\n"
LIKE = Answers(
    like="cases", set={"unit": "u", "category": "request"}, places={"opened": "step.received", "closed": "step.replied"}
)


@pytest.fixture
def office(tmp_path: Path) -> gr.Office:
    (tmp_path / "city.csv").write_text(CITY, encoding="utf-8")
    opened = gr.open("memory:", create=True)
    opened.add(gr.model.Unit(id="u", kind="association", name="U"), reason="start")
    return opened


def test_what_nobody_can_know_is_asked(office: gr.Office, tmp_path: Path) -> None:
    draft, reading = office.map(tmp_path / "city.csv")
    assert (draft.text, reading, [one.code for one in draft.asks]) == ("", None, ["like"])
    draft, reading = office.map(tmp_path / "city.csv", Answers(like="cases"))
    assert reading is None
    assert {"set", "key", "column"} <= {one.code for one in draft.asks}
    assert "# ?" in draft.text
    assert all(one.text("zh") != one.text("en") for one in draft.asks)


def test_what_was_answered_is_in_the_mapping_and_the_rows_can_be_looked_at(office: gr.Office, tmp_path: Path) -> None:
    draft, reading = office.map(tmp_path / "city.csv", LIKE)
    assert reading
    assert not reading.problems
    assert [one.code for one in draft.asks] == ["key", "aside"]
    rows = office.preview(draft, reading)
    assert [row for row, _ in rows] == [2, 3]
    assert "2024-01-03" in rows[0][1]
    (tmp_path / "city.toml").write_text(draft.text, encoding="utf-8")
    assert office.take_in(tmp_path / "city.csv", mapping=tmp_path / "city.toml").stored
    assert office.figure("cases_closed", "2024-12-31").value == 1


def test_of_days_that_may_be_two_the_order_is_asked_and_one_that_cannot_tells_it_for_all(
    office: gr.Office, tmp_path: Path
) -> None:
    (tmp_path / "city.csv").write_text(CITY.replace("14/01", "11/01"), encoding="utf-8")
    draft, _ = office.map(tmp_path / "city.csv", LIKE)
    assert [one.code for one in draft.asks if one.code == "day-order"] == ["day-order"] * 2
    (tmp_path / "city.csv").write_text(
        CITY.replace("14/01", "01/14").replace("05/01", "01/05").replace("03/01", "01/03"), encoding="utf-8"
    )
    draft, reading = office.map(tmp_path / "city.csv", LIKE)
    assert reading
    assert [str(one.steps[0].on) for one in reading.records if isinstance(one, gr.model.Case)] == ["2024-01-03", "2024-01-14"]


def test_a_table_that_has_an_offices_own_headings_is_known_by_them(office: gr.Office, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("No.,name,telefone,born,unit\n1,Ann,555,1971,u\n", encoding="utf-8")
    draft, _ = office.map(tmp_path / "list.csv", Answers(like="members"))
    assert draft.ledger == "list"
    assert '"name" = { heading = ["name"], to = "name" }' in draft.text


def test_words_that_the_office_does_not_have_are_asked_with_those_that_it_has(office: gr.Office, tmp_path: Path) -> None:
    (tmp_path / "city.csv").write_text("id,outcome,opened,done\n1,fixd it,2024-01-03,2024-01-05\n", encoding="utf-8")
    places = {"outcome": "step.replied.outcome", "opened": "step.received", "done": "step.replied"}
    draft, _ = office.map(tmp_path / "city.csv", Answers(like="cases", places=places, set={"unit": "u", "category": "request"}))
    (asked,) = (one for one in draft.asks if one.code == "words")
    assert "fixd it" in asked.text()


def test_the_command_writes_the_file_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("city.csv").write_text(CITY, encoding="utf-8")
    said = [
        "map",
        "city.csv",
        "--like",
        "cases",
        "--set",
        "unit=u",
        "--set",
        "category=request",
        "--column",
        "opened=step.received",
    ]
    assert main([*said, "--language", "zh"]) == 1
    assert "已写入city.toml" in capsys.readouterr().out
    assert Path("city.toml").read_text(encoding="utf-8").startswith("# city.csv")
    assert main(said) == 2


@pytest.mark.parametrize(
    ("name", "ledger"),
    [("cases of 2014.csv", "cases"), ("2014年诉求台账导出.csv", "cases"), ("export.csv", ""), ("showcases.csv", "")],
)
def test_a_file_may_be_named_after_the_ledger_that_it_is_like(
    office: gr.Office, tmp_path: Path, name: str, ledger: str
) -> None:
    (tmp_path / name).write_text("ref,opened,what\n1,2014-06-05,lamp\n", encoding="utf-8")
    draft, _ = office.map(tmp_path / name)
    assert [one.code for one in draft.asks if one.code == "like"] == ["like"] * (not ledger)
    assert ('noun = "case"' in draft.text) == bool(ledger)
