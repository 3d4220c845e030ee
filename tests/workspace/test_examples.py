"""Examples stand beside rules: rows, and what must come of them; `check` tries them, and what comes out otherwise is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import grassroots as gr
from grassroots.cli import main
from grassroots.errors import CharterInvalid
from grassroots.workspace.examples import tried

OWN = """\
id = "club"
extends = "association"
languages = ["en", "zh"]
label = { en = "Club", zh = "示例会" }
[clock.reply]
en = "answered within ten days"
zh = "十日内答复"
noun = "case"
from = ["received"]
to = ["replied"]
limit = [{ days = 10 }]
calendar = "office"
[example.late]
en = "a case without an answer after ten days is overdue"
zh = "受理满十日未答复即为逾期"
as_of = 2024-03-20
[example.late.rows]
units = [{ code = "A", name = "Club", kind = "association" }]
cases = [
    { no = 1, unit = "A", category = "complaint", channel = "letter", received = 2024-03-01, "answered on" = 2024-03-08 },
    { no = 2, unit = "A", category = "complaint", channel = "letter", "received on" = 2024-03-02 },
]
"""
RIGHT = 'figures = { cases_received = 2, cases_completed = "1/2" }\nfinds = { clock-overdue = [2], clock-late = [] }\ntodo = { reply = ["2"] }\n'


def charter(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "club"
    folder.mkdir(exist_ok=True)
    (folder / "charter.toml").write_text(text, encoding="utf-8")
    return folder


def with_outcome(outcome: str) -> str:
    return OWN.replace("[example.late.rows]", f"{outcome}[example.late.rows]")


def test_an_example_that_comes_out_is_silent(tmp_path: Path) -> None:
    assert list(tried(gr.open_charter(charter(tmp_path, with_outcome(RIGHT))))) == []


@pytest.mark.parametrize(
    ("outcome", "code", "value", "told"),
    [
        ('figures = { cases_completed = "2/2" }\n', "example-figure", "cases_completed", "1/2"),
        ("figures = { cases_received = 3 }\n", "example-figure", "cases_received", "2"),
        ("finds = { clock-overdue = [1] }\n", "example-finds", "clock-overdue", None),
        ("finds = { clock-overdue = [] }\n", "example-finds", "clock-overdue", None),
        ("finds = { clock-overdue = [1, 2] }\n", "example-finds", "clock-overdue", None),
        ("todo = { reply = [] }\n", "example-todo", "reply", None),
    ],
)
def test_what_comes_out_otherwise_is_told_with_its_place_in_both_languages(
    outcome: str, code: str, value: str, told: str | None, tmp_path: Path
) -> None:
    [problem] = tried(gr.open_charter(charter(tmp_path, with_outcome(outcome))))
    assert (problem.code, problem.value) == (code, value)
    assert problem.source is not None and problem.source.file == "charter.toml" and problem.source.row > 10
    assert told is None or problem.details["told"] == told
    assert "a case without an answer" in problem.text("en") and "受理满十日未答复即为逾期" in problem.text("zh")


def test_a_rule_that_changes_breaks_its_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = charter(tmp_path, with_outcome(RIGHT).replace("days = 10", "days = 30"))
    assert main(["check", str(folder)]) == 1
    assert "“a case without an answer after ten days is overdue” does not come out" in capsys.readouterr().out
    assert main(["check", str(charter(tmp_path, with_outcome(RIGHT)))]) == 0


def test_a_row_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = list(tried(gr.open_charter(charter(tmp_path, OWN.replace('category = "complaint"', 'category = "odd"', 1)))))
    assert {one.code for one in found} == {"example-row"}


def test_names_that_lead_nowhere_are_told_when_the_charter_is_loaded(tmp_path: Path) -> None:
    for old, new in (
        ("cases = [", "casses = ["),
        ("no = 1,", "nummer = 1,"),
        ("[example.late.rows]", "figures = { casses = 1 }\n[example.late.rows]"),
    ):
        with pytest.raises(CharterInvalid) as error:
            gr.open_charter(charter(tmp_path, OWN.replace(old, new)))
        assert error.value.problems[0].source.file == "charter.toml"


def test_an_example_of_a_charter_is_not_tried_again_by_those_that_extend_it(tmp_path: Path) -> None:
    parent = charter(tmp_path, with_outcome(RIGHT))
    child = f'id = "own"\nextends = "{parent}"\nlanguages = ["en", "zh"]\nlabel = {{ en = "Own", zh = "自有" }}\n'
    (tmp_path / "own.toml").write_text(child, encoding="utf-8")
    assert gr.open_charter(tmp_path / "own.toml").examples == {}
