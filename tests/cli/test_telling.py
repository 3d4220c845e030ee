"""The commands that say what the rules know: check by kind, todo, run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.rosenhof import DAY, rosenhof

from grassroots.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command beside the store of the house, on a day; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    with rosenhof(tmp_path, "house.db"):
        pass
    (tmp_path / "grassroots.toml").write_text('charter = "rosenhof"\nstore = "house.db"\n', encoding="utf-8")

    def run(*args: str) -> tuple[int, str, str]:
        code = main([*args, "--as-of", DAY])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_check_groups_what_the_rules_find_by_kind_with_counts(cli: Run) -> None:
    code, out, _ = cli("check")
    assert (code, "\nStaffing (1)\nunits.csv, row 4: South House" in out, out.endswith("house.db: 3 problems.\n")) == (
        1,
        True,
        True,
    )
    assert "\n配备（1）\n" in cli("check", "--language", "zh")[1]
    said = json.loads(cli("check", "--json")[1])
    assert (said["by_kind"], [one["kind"] for one in said["problems"]]) == (
        {"clock": 2, "staffing": 1},
        ["clock", "clock", "staffing"],
    )


def test_todo_lists_by_how_pressing_it_is(cli: Run) -> None:
    code, out, _ = cli("todo")
    heads = [line for line in out.splitlines() if line.endswith(")") and not line.startswith(" ")]
    assert (code, heads) == (0, ["Overdue (2)", "Lacking (1)", "To be decided (3)", "Due soon (2)"])
    assert "  2024-05-12  South House: cases.csv, row 3: " in out
    assert "  South House, report to the board: " in out
    assert out.endswith("\n8 things are to be done as of 2024-06-25.\n")
    zh = cli("todo", "--language", "zh")[1]
    assert [part in zh for part in ("已逾期（2）", "缺少（1）", "待决定（3）", "即将到期（2）", "待办事项共8项")] == [True] * 5


def test_todo_is_narrowed_to_a_unit_and_a_day(cli: Run) -> None:
    assert cli("todo", "--for", "North House") == cli("todo", "--for", "N")
    assert "South" not in cli("todo", "--for", "N")[1]
    assert "Due soon (1)" in cli("todo", "--until", "2024-06-30")[1]
    assert cli("todo", "--post", "chair") == cli("todo")
    code, out, err = cli("todo", "--for", "Nort House")
    assert (code, out, "North House" in err) == (2, "", True)


def test_of_a_long_list_the_first_are_shown(cli: Run) -> None:
    out = cli("todo", "--most", "1")[1]
    assert (out.count("... and 1 more"), out.count("... and 2 more")) == (2, 1)
    assert "... and 1 more" in cli("check", "--most", "0")[1]


def test_todo_with_nothing_to_do_says_so(cli: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["todo", "--as-of", "2024-05-01", "--for", "N"]) == 0
    assert capsys.readouterr().out == "Nothing is to be done as of 2024-05-01.\n"


def test_todo_is_written_and_told_in_json_without_personal_values(cli: Run, tmp_path: Path) -> None:
    pytest.importorskip("grassroots_xlsx")
    assert cli("todo", "-o", "a.csv", "-o", "a.xlsx", "-o", "a.ics")[:2] == (0, "Wrote a.csv.\nWrote a.xlsx.\nWrote a.ics.\n")
    assert {path.name for path in tmp_path.glob("a.*")} == {"a.csv", "a.xlsx", "a.ics"}
    said = json.loads(cli("todo", "--json", "--language", "zh")[1])
    first = said["to_dos"][0]
    assert (said["count"], first["urgency"], first["urgency_name"], first["unit"], first["unit_id"]) == (
        8, "已逾期", "overdue", "South House", "S",
    )  # fmt: skip
    assert (first["kind"], first["rule"], first["record"]) == ("clock", "诉求答复", "case:cases-2")


def test_run_shows_what_a_rule_derives_finds_and_proposes(cli: Run) -> None:
    code, out, _ = cli("run", "clock.request")
    assert code == 0
    assert out.startswith("Time limits: answer to a request (source: house rules, section 4), on 2024-06-25\n")
    assert [
        part in out for part in ("\nClock state (3)\n", "\nTo be done (3)\n", "\nProposed, for people to decide (2)\n")
    ] == [True] * 3
    zh = cli("run", "诉求答复", "--language", "zh")[1]
    assert "单位=South House  计时规则=诉求答复  时限情况=逾期未办结" in zh
    (said,) = json.loads(cli("run", "staffing", "--json")[1])
    assert [one["lacking"] for one in said["derived"]["staffing_line"]] == [0, 1]
    assert (said["rule"], len(said["problems"]), len(said["to_dos"])) == ("houses", 1, 1)


def test_run_says_where_a_rule_has_nothing_to_say_and_which_rules_there_are(cli: Run) -> None:
    assert "nothing to say" in cli("run", "budget")[1]
    code, out, err = cli("run", "clock.requst")
    assert (code, out, "clock.request" in err) == (2, "", True)
    assert cli("run", "duty.report")[0] == 2


def test_what_people_decided_is_carried_out_with_a_reason(cli: Run, tmp_path: Path) -> None:
    same = '[duplicates.place]\nen = "same place"\nzh = "同一地点"\nsame = ["category", "place"]\ndays = 60\nstate = "paused"\n'
    (tmp_path / "rosenhof" / "same.toml").write_text(same, encoding="utf-8")
    rows = "No.,unit,category,what was said,place,received on\n8,N,request,the lamp,stair 2,2024-06-03\n9,N,request,the light,stair 2,2024-06-05\n"
    (tmp_path / "more.csv").write_text(rows, encoding="utf-8")
    assert main(["load", "more.csv", "-q", "--vanished", "keep"]) == 0
    assert "Cases 9  same place: " in cli("run", "duplicates.place")[1]
    code, _, err = cli("run", "duplicates.place", "--do", "case:cases-9")
    assert (code, "say why" in err) == (2, True)
    code, _, err = cli("run", "duplicates.place", "--do", "case:cases-7", "--reason", "decided")
    assert (code, "case:cases-9" in err) == (2, True)
    code, out, _ = cli("run", "duplicates.place", "--do", "case:cases-9", "--reason", "decided", "--language", "zh")
    assert (code, out) == (0, "已对诉求台账9执行：同一地点。\n")
    assert "nothing to say" in cli("run", "duplicates.place")[1]


def test_all_that_a_rule_proposes_is_carried_out_at_once_unless_people_have_to_choose(cli: Run, tmp_path: Path) -> None:
    same = '[duplicates.place]\nen = "same place"\nzh = "同一地点"\nsame = ["category", "place"]\ndays = 60\nstate = "paused"\n'
    (tmp_path / "rosenhof" / "same.toml").write_text(same, encoding="utf-8")
    head = "No.,unit,category,what was said,place,received on\n"
    rows = [
        f"{number},N,request,the lamp,{place},2024-06-{number:02}"
        for number, place in enumerate(["stair 2"] * 2 + ["gate"] * 2, 8)
    ]
    (tmp_path / "more.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(["load", "more.csv", "-q", "--vanished", "keep"]) == 0
    code, out, err = cli("run", "duplicates.place", "--do-all")
    assert (code, out, "say why" in err) == (2, "", True)
    code, out, _ = cli("run", "duplicates.place", "--do-all", "--reason", "decided")
    assert (code, {line.split(":")[0] for line in out.splitlines()}) == (
        0,
        {"Carried out for Cases 9", "Carried out for Cases 11"},
    )
    assert "nothing to say" in cli("run", "duplicates.place")[1]


ONE_PERSON = '[matching.one]\nen = "one person"\nzh = "同一人"\nkeys = [{ of = ["name", "birth"] }]\n'


@pytest.fixture
def pairs(cli: Run, tmp_path: Path) -> Run:
    """Three pairs of which somebody has to decide, with a name, that each is one person."""
    (tmp_path / "rosenhof" / "one.toml").write_text(ONE_PERSON, encoding="utf-8")
    rows = [f"P{at},{name},1980-01-0{len(name)}" for at, name in enumerate(["Bo", "Bo", "Cyd", "Cyd", "Dora", "Dora"], 2)]
    (tmp_path / "people.csv").write_text("No.,name,born\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(["load", "people.csv", "-q", "--vanished", "keep"]) == 0
    return cli


def test_who_decided_is_named_by_number_or_name_and_no_id_is_told(pairs: Run) -> None:
    all_of_it = ("run", "matching", "--do-all", "--reason", "核对", "--language", "zh")
    code, out, err = pairs(*all_of_it)
    assert (code, out) == (2, "")
    assert err == "grassroots: 人员合并须记载由谁决定。请写明决定人（命令行用--decided-by，Python用decided_by=）。\n"
    code, out, err = pairs(*all_of_it, "--decided-by", "无此人")
    assert (code, out, "没有编号或姓名为“无此人”的人" in err, "p-P" in err) == (2, "", True, False)
    code, out, _ = pairs(*all_of_it, "--decided-by", "Ann Example")
    assert (code, out) == (0, "".join(f"已对成员名册P{at}执行：同一人。\n" for at in (2, 4, 6)))
    assert pairs(*all_of_it)[:2] == (0, "未执行任何内容：该规则当日没有建议。\n")


def test_some_and_all_do_not_stand_together(pairs: Run) -> None:
    code, out, err = pairs(
        "run", "matching", "--do", "person:p-P2", "--do-all", "--reason", "x", "--decided-by", "P1", "--language", "zh"
    )
    assert (code, out, "不能同用" in err) == (2, "", True)
    assert len(json.loads(pairs("run", "matching", "--json")[1])[0]["proposals"]) == 3


def test_what_is_refused_halfway_is_told_with_what_was_done_and_what_is_left(
    pairs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grassroots.errors import HasProblems
    from grassroots.problems import Problem
    from grassroots.workspace import Office

    act, asked = Office.act, []

    def refusing(office: Office, proposal: object, **more: str) -> object:
        asked.append(proposal)
        if len(asked) == 2:
            raise HasProblems("Nothing was changed.", [Problem("no-reason")])
        return act(office, proposal, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Office, "act", refusing)
    code, out, err = pairs("run", "matching", "--do-all", "--reason", "x", "--decided-by", "P1")
    assert (code, "say why" in err) == (3, True)
    assert out == "Carried out for Members P2: one person.\nCarried out: 1. Not carried out, because of what follows: 2.\n"
    assert len(json.loads(pairs("run", "matching", "--json")[1])[0]["proposals"]) == 2
