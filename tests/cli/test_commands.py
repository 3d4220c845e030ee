"""The command line, command by command: what it says, what it stores, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.offices import CASES, LEDGERS, line, put

import grassroots as gr
from grassroots.builtin.sqlite import PYTHON
from grassroots.cli import main
from grassroots.cli.commands import grassroots as commands
from grassroots.texts import catalogue

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GRASSROOTS_STORE") or name == "GRASSROOTS_CHARTER"]:
        monkeypatch.delenv(name)

    def run(*args: str) -> tuple[int, str, str]:
        code = main(list(args))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def loaded(cli: Run, tmp_path: Path) -> Run:
    """The same, where the ledgers of the club are in store."""
    put(tmp_path / "ledgers", LEDGERS)
    assert cli("load", "ledgers", "--create", "-q") == (0, "", "")
    return cli


# -- help --

COMMANDS = ["demo", "init", "template", "load", "check", "report", "explain", "figures", "rules", "todo", "run", "plugins"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_example(cli: Run, command: str) -> None:
    code, out, _ = cli(command, "--help")
    assert code == 0
    assert f"  grassroots {command}" in out
    for option in ("--json", "--quiet", "--language"):
        assert option in out


def test_the_first_page_shows_the_way_through_and_the_exit_codes(cli: Run) -> None:
    code, out, _ = cli("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert "Exit codes: 0 all is well, 1 something wants mending, 2 it could not be done, 3 done in part." in " ".join(
        out.split()
    )


def test_the_version_is_told(cli: Run) -> None:
    assert cli("--version") == (0, f"grassroots {gr.__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["laod", "x"], "did you mean 'load'"),
        (["load"], "Missing argument 'PATH'"),
        (["report", "year", "--as-of", "31.12.2024"], "the order of day, month and year is not said"),
        (["report", "year", "--profile", "secret"], "it is one of public"),
        (["load", "x", "--vanished", "maybe"], "it is one of ask"),
        (["report", "year", "--no-such"], "No such option"),
        ([], "grassroots init"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(cli: Run, args: list[str], told: str) -> None:
    code, out, err = cli(*args)
    assert code == 2
    assert told in out + err


# -- init, template --


def test_init_makes_a_folder_that_works(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = cli("init", "office")
    assert code == 0
    assert "grassroots load ledgers" in out
    assert (tmp_path / "office" / "grassroots.toml").read_text(encoding="utf-8") == (
        'charter = "association"\nstore = "grassroots.db"\nlanguage = "en"\n'
    )
    monkeypatch.chdir(tmp_path / "office")
    for ledger in Path("ledgers").iterdir():
        if ledger.name not in LEDGERS:
            ledger.unlink()
    put(Path("ledgers"), LEDGERS)
    assert cli("load", "ledgers", "--create")[0] == 0
    assert Path("grassroots.db").is_file()


def test_the_empty_ledgers_of_init_load_without_a_problem(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("init", "office", "-q")
    monkeypatch.chdir(tmp_path / "office")
    code, out, _ = cli("load", "ledgers", "--create")
    assert (code, "Nothing new" in out) == (0, True)


def test_a_folder_may_be_called_like_its_charter(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("init", "association", "--charter", "association", "-q")
    assert 'charter = "association"\n' in (tmp_path / "association" / "grassroots.toml").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path / "association")
    assert cli("template", "cases")[0] == 0


def test_init_does_not_touch_a_folder_in_use(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "office", {"ledgers/cases.csv": CASES})
    code, _, err = cli("init", "office")
    assert (code, "in use already" in err) == (2, True)
    assert (tmp_path / "office" / "ledgers" / "cases.csv").read_text(encoding="utf-8") == CASES


def test_init_with_a_charter_that_does_not_exist_makes_nothing(cli: Run, tmp_path: Path) -> None:
    assert cli("init", "office", "--charter", "asociation")[0] == 2
    assert not (tmp_path / "office").exists()


def test_template_lists_ledgers_and_writes_one(cli: Run, tmp_path: Path) -> None:
    code, out, _ = cli("template")
    assert (code, "cases" in out) == (0, True)
    assert cli("template", "cases", "--out", "c.csv", "--language", "zh")[0] == 0
    assert "受理日期" in (tmp_path / "c.csv").read_text(encoding="utf-8-sig")
    code, _, err = cli("template", "cases", "--out", "c.csv")
    assert (code, "exists" in err) == (2, True)
    assert cli("template", "cases", "--out", "c.csv", "--force")[0] == 0
    code, _, err = cli("template", "casse")
    assert (code, "it has cases" in err) == (2, True)


# -- load, check --


def test_load_says_what_came_in_and_the_second_time_that_nothing_is_new(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", LEDGERS)
    code, out, _ = cli("load", "ledgers", "--create")
    assert (code, "Records: 10 new, 0 changed, 0 unchanged." in out, out.rstrip().endswith("Stored.")) == (0, True, True)
    code, out, _ = cli("load", "ledgers", "--create")
    assert (code, out.rstrip().endswith("Nothing new: nothing was stored.")) == (0, True)


def test_load_with_mistakes_ends_with_1_tells_each_and_stores_nothing(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", {**LEDGERS, "cases.csv": CASES.replace("2024-02-01", "2024-02-30").replace("south", "sotuh")})
    code, out, _ = cli("load", "ledgers", "--create")
    assert code == 1
    assert "cases.csv, row 3, column \"received on\": '2024-02-30'" in out
    assert "cases.csv, row 4, column \"unit\": 'sotuh'" in out
    assert "Nothing was stored" in out
    code, out, _ = cli("load", "ledgers", "--create", "--quiet")
    assert (code, len(out.splitlines())) == (1, 2)


def test_load_keep_bad_ends_with_3_and_check_then_shows_the_rows_that_wait(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", {**LEDGERS, "cases.csv": CASES.replace("2024-02-01", "2024-02-30")})
    assert cli("load", "ledgers", "--create", "--keep-bad")[0] == 3
    code, out, _ = cli("load", "ledgers", "--keep-bad", "--again")
    assert (code, "rows above wait" in out, "--keep-bad" in out) == (1, True, False)
    code, out, _ = cli("check")
    assert (code, "cases.csv, row 3" in out) == (1, True)
    put(tmp_path / "ledgers", LEDGERS)
    assert cli("load", "ledgers", "--create")[0] == 0
    assert cli("check")[:2] == (0, "grassroots.db: nothing is wrong.\n")


def test_a_dry_run_stores_nothing(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", LEDGERS)
    code, out, _ = cli("load", "ledgers", "--create", "--dry-run")
    assert (code, "a dry run" in out) == (0, True)
    assert "10 new" in cli("load", "ledgers", "--create", "--dry-run")[1]


def test_a_vanished_row_is_decided_on_the_command_line(loaded: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", {"cases.csv": line(CASES, 3, "")})
    assert loaded("load", "ledgers", "--create")[0] == 1
    assert loaded("load", "ledgers", "--create", "--vanished", "withdraw", "--reason", "struck out")[0] == 0
    assert loaded("load", "ledgers", "--create")[0] == 0


def test_load_in_json_is_one_document(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", {**LEDGERS, "cases.csv": CASES.replace("2024-02-01", "2024-02-30")})
    code, out, err = cli("load", "ledgers", "--create", "--json")
    said = json.loads(out)
    assert (code, err, said["stored"], said["rows"]) == (1, "", False, 8)
    (problem,) = said["problems"]
    assert (problem["code"], problem["file"], problem["row"], problem["column"]) == (
        "impossible-date",
        "cases.csv",
        3,
        "received on",
    )


def test_what_cannot_be_loaded_is_told_in_one_message_and_ends_with_2(cli: Run, tmp_path: Path) -> None:
    put(tmp_path, {"cases.csv": CASES, "cases.pages": "x"})
    for path, told in (("case.csv", "the folder has cases.csv"), ("cases.pages", "no plugin reads")):
        code, out, err = cli("load", path, "--create")
        assert (code, out) == (2, "")
        assert err.startswith("grassroots: ")
        assert told in err
        assert "Traceback" not in err
    code, out, _ = cli("load", "case.csv", "--create", "--json")
    assert (code, json.loads(out)["error"]) == (2, "NotFound")


def test_check_looks_at_ledgers_before_they_are_loaded_and_makes_no_store(cli: Run, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", LEDGERS)
    code, out, _ = cli("check", "ledgers")
    assert (code, out) == (0, "ledgers: nothing is wrong.\n")
    put(tmp_path / "ledgers", {"cases.csv": CASES.replace("south", "sotuh")})
    code, out, _ = cli("check", "ledgers", "--language", "zh")
    assert (code, "cases.csv，第4行" in out) == (1, True)
    assert not list(tmp_path.glob("*.db"))


def test_check_tells_also_what_can_hardly_be_so(cli: Run, tmp_path: Path) -> None:
    units = "code,name,kind,founded on\nA,Old Mill,association,1950-01-01\n"
    rows = "No.,name,unit,date of birth\n1,Ann Example,A,1970-01-05\n2,Ann Example,A,1970-01-05\n"
    put(tmp_path / "ledgers", {"units.csv": units, "members.csv": rows})
    code, out, err = cli("check", "ledgers")
    assert (code, out) == (0, "ledgers: nothing is wrong.\n")
    assert "the same date of birth" in err
    assert [one["code"] for one in json.loads(cli("check", "ledgers", "--json")[1])["remarks"]] == ["persons-alike"]


def test_check_looks_at_a_charter(cli: Run, tmp_path: Path) -> None:
    text = 'id = "mine"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = { en = "Mine", zh = "我" }\n'
    put(tmp_path / "mine", {"charter.toml": text})
    assert cli("check", "mine") == (0, "mine 1: nothing is wrong.\n", "")
    put(tmp_path / "mine", {"charter.toml": text.replace("languages", "langauges")})
    code, out, _ = cli("check", "mine")
    assert (code, "langauges" in out, "line 3" in out or "row 3" in out) == (1, True, True)


def test_without_a_store_there_is_nothing_to_report(cli: Run, tmp_path: Path) -> None:
    for command in (["check"], ["report", "year"], ["explain", "members"]):
        code, _, err = cli(*command)
        assert (code, "grassroots load LEDGERS --create" in err) == (2, True)
    assert not list(tmp_path.glob("*.db"))


# -- report, explain --


def test_rules_lists_each_rule_with_its_days_and_its_source(cli: Run) -> None:
    code, out, _ = cli("rules")
    assert (code, "publication announcement  Announcements" in out, "; not confirmed" in out) == (0, True, True)
    code, out, _ = cli("rules", "publication", "--language", "zh")
    assert (code, "通知公告" in out, "依据：" in out, "未经核对" in out, "始终施行" in out) == (0, True, True, True, True)
    assert "clock answer" not in out
    found = json.loads(cli("rules", "--json")[1])
    (rule,) = [one for one in found if (one["kind"], one["name"]) == ("publication", "announcement")]
    assert rule["label"] == {"en": "Announcements", "zh": "通知公告"}
    assert (rule["unconfirmed"], rule["valid_from"], bool(rule["source"])) == (True, None, True)
    code, _, err = cli("rules", "publicaton")
    assert (code, "publication" in err) == (2, True)


def test_rules_tells_the_last_day_of_a_text_that_was_replaced(cli: Run) -> None:
    _, out, _ = cli("rules", "election", "--charter", "cn-party-branch")
    assert "In force from 1990-06-27 to 2020-07-12" in out
    assert "In force from 2020-07-13" in out


def test_report_lists_prints_and_writes(loaded: Run, tmp_path: Path) -> None:
    assert "year" in loaded("report")[1]
    code, out, _ = loaded("report", "year", "--as-of", "2024-12-31")
    assert (code, out.startswith("#")) == (0, True)
    code, out, _ = loaded("report", "year", "--as-of", "2024-12-31", "-o", "a.html", "-o", "a.json", "--language", "zh")
    assert (code, out) == (0, "已写入a.html。\n已写入a.json。\n")
    assert 'lang="zh' in (tmp_path / "a.html").read_text(encoding="utf-8")
    said = json.loads(loaded("report", "year", "--as-of", "2024-12-31", "--json")[1])
    assert said == json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


def test_a_report_is_handed_on_without_its_proof_in_a_house_style_and_about_a_unit_by_its_name(
    loaded: Run, tmp_path: Path
) -> None:
    made = ("report", "year", "--as-of", "2024-12-31", "--language", "zh", "-o", "a.md", "-o", "a.html")
    assert loaded(*made, "--proof", "none", "--style", "official", "--number", "某发〔2024〕1号")[0] == 0
    page, text = ((tmp_path / name).read_text(encoding="utf-8") for name in ("a.html", "a.md"))
    assert ("某发〔2024〕1号" in page, 'class="official"' in page, "cases-1" in page + text, "统计口径" in page + text) == (
        True, True, False, False,
    )  # fmt: skip
    name = "North House"
    assert loaded(*made, "--scope", name)[0] == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith(f"# {name}年度报告（2024年）")
    code, _, err = loaded("report", "year", "--as-of", "2024-12-31", "-o", "a.docx", "--proof", "all")
    assert (code, "none" in err) == (2, True)


def test_report_of_what_does_not_exist_names_what_does(loaded: Run) -> None:
    for args, told in (
        (["report", "yaer"], "it has year"),
        (["report", "year", "--scope", "attic"], "attic"),
        (["report", "year", "--period", "2014-Q5"], "Write it as 2026, 2026-H1, 2026-Q2"),
        (["report", "year", "--known-at", "999"], "999"),
        (["explain", "membres"], "members"),
    ):
        code, out, err = loaded(*args)
        assert (code, out) == (2, "")
        assert told in err


def test_explain_gives_the_rule_and_the_records_with_their_rows(loaded: Run) -> None:
    assert "cases_completed" in loaded("explain")[1]
    code, out, _ = loaded("explain", "cases-completed", "--as-of", "2024-12-31")
    assert code == 0
    assert "33.3 %" in out
    assert "As of the end of: 2024-12-31" in out
    assert "Counted (1)\n  case cases-1  cases.csv, row 2\n" in out
    assert "Not counted (2)" in out
    said = json.loads(loaded("explain", "cases-completed", "--as-of", "2024-12-31", "--json")[1])
    assert (said["hits"], said["sources"]["case:cases-1"]) == (["case:cases-1"], "cases.csv, row 2")


def test_figures_counts_every_unit_in_every_month_and_writes_it(loaded: Run, tmp_path: Path) -> None:
    assert "cases_completed" in loaded("figures")[1]
    asked = ("figures", "cases-received", "诉求办结率", "--as-of", "2024-12-31", "--period", "2024-H1")
    code, out, _ = loaded(*asked, "--language", "zh")
    head, *rows = (row.split("\t") for row in out.splitlines())
    assert (code, head[:4]) == (0, ["单位编号", "单位", "期间", "受理诉求"])
    assert (head[-1], {row[2] for row in rows}) == ("诉求办结率 %", {f"2024年{month}月" for month in range(1, 7)})
    said = json.loads(loaded(*asked, "--json")[1])["rows"]
    assert [str(row["cases_received"] or 0) for row in said] == [row[3] or "0" for row in rows]
    assert any(row["cases_received"] for row in said)
    assert loaded(*asked, "-o", "months.csv")[0] == 0
    assert (tmp_path / "months.csv").read_text("utf-8-sig").count("\n") == len(said) + 1
    code, _, err = loaded(*asked, "-o", "nowhere/months.csv")
    assert (code, err) == (2, "grassroots: there is no folder 'nowhere'. Make it first.\n")


@pytest.mark.parametrize(("language", "words"), [("en", " changes; figures are counted one"), ("zh", "次变更，指标仍逐条统计")])
def test_where_columns_would_help_it_is_told_beside_the_table(
    loaded: Run, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    from grassroots.workspace import asking

    asked = ("figures", "cases_received", "--as-of", "2024-12-31", "--language", language)
    before = loaded(*asked)
    monkeypatch.setattr(asking, "MANY", 2)
    monkeypatch.setenv("GRASSROOTS_PLUGINS", "-columns")
    code, out, err = loaded(*asked)
    assert ((code, out, ""), words in err, "grassroots-columns" in err) == (before, True, True)
    assert (before[1].count("\n") > 2, loaded(*asked, "--json")[2]) == (True, "")


def test_figures_and_tables_for_the_public_tell_nothing_of_few(loaded: Run) -> None:
    asked = ("--as-of", "2024-12-31", "--profile", "public")
    for command in ("figures", "table"):
        for language, said in (("en", "not published"), ("zh", "不公布")):
            code, out, _ = loaded(command, "cases-received", *asked, "--language", language)
            assert (code, said in out) == (0, True)
    rows = json.loads(loaded("table", "cases-received", *asked, "--json")[1])
    assert {row["value"] for row in rows if row["hidden"]} == {None}
    assert any(row["value"] for row in json.loads(loaded("table", "cases-received", "--as-of", "2024-12-31", "--json")[1]))
    assert loaded("table", "cases-received", *asked, "--after", "nowhere.json")[0] == 2


def test_a_scope_on_the_command_line_narrows_the_figure(loaded: Run) -> None:
    said = json.loads(loaded("explain", "cases-received", "--as-of", "2024-12-31", "--scope", "south", "--json")[1])
    assert (said["text"], said["hits"]) == ("1", ["case:cases-3"])


# -- settings --


def test_an_option_stands_over_the_file_and_the_file_over_the_environment(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {f"ledgers/{name}": text for name, text in LEDGERS.items()})
    monkeypatch.setenv("GRASSROOTS_STORE", "env.db")
    cli("load", "ledgers", "--create")
    put(tmp_path, {"grassroots.toml": 'store = "file.db"\n'})
    cli("load", "ledgers", "--create")
    cli("load", "ledgers", "--create", "--store", "option.db")
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["env.db", "file.db", "option.db"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stroe = 'x'", "did you mean 'store'"),
        ("store = 7", "must be a text"),
        ("store = ", "grassroots.toml, line 1: this is not TOML"),
    ],
)
def test_settings_with_a_fault_are_told(cli: Run, tmp_path: Path, text: str, told: str) -> None:
    put(tmp_path, {"grassroots.toml": text})
    code, _, err = cli("template")
    assert (code, told in err) == (2, True)


def test_plugins_are_listed_and_one_that_fails_ends_with_1(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    from grassroots.plugins.offers import from_entry_point

    monkeypatch.setattr("grassroots.plugins.adapters.installed", lambda: ())
    code, out, _ = cli("plugins", "--json")
    said = json.loads(out)
    assert code == 0
    assert {one["name"] for one in said} >= {"csv", "sqlite", "memory", "html"}
    broken = EntryPoint(name="broken", value="no_such_module_at_all", group="grassroots")
    monkeypatch.setattr("grassroots.plugins.adapters.installed", lambda: (from_entry_point(broken),))
    code, out, _ = cli("plugins")
    assert code == 1
    assert "ModuleNotFoundError" in out


@pytest.mark.parametrize(
    ("version", "says"), [((3, 40, 1), ("3.40.1", "五次", "five times")), ((3, 51, 3), ("3.51.3", "一次", "once:"))]
)
def test_it_says_how_a_store_in_a_file_keeps_each_change(
    cli: Run, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], says: tuple[str, str, str]
) -> None:
    monkeypatch.setattr("grassroots.builtin.sqlite.BUILDS", [evolve(PYTHON, version=version), evolve(PYTHON, address="own:")])
    number, zh, en = says
    _, out, _ = cli("plugins")
    assert f"(office.db) writes each change to the disk {en}" in out
    assert number in out
    assert "(own:office.db) writes each change" in out
    _, out, _ = cli("plugins", "--language", "zh")
    assert number in out
    assert zh in out


# -- as a process --


def process(*args: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grassroots", *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **more,
    )


def test_the_module_runs_and_its_exit_codes_reach_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "good", LEDGERS)
    put(tmp_path / "bad", {**LEDGERS, "cases.csv": CASES.replace("south", "sotuh")})
    codes = [
        process(*args.split(), cwd=tmp_path).returncode
        for args in (
            "load good --create",
            "load bad --store b.db --create",
            "load bad --store c.db --create --keep-bad",
            "load nowhere",
        )
    ]
    assert codes == [0, 1, 3, 2]
    monkeypatch.chdir(tmp_path)
    assert (main(["load", "good", "--store", "typo.db"]), main(["check"])) == (2, 0)
    assert not (tmp_path / "typo.db").exists()


def test_no_progress_and_no_colour_where_nobody_looks(tmp_path: Path) -> None:
    put(tmp_path / "good", LEDGERS)
    done = process("load", "good", "--create", cwd=tmp_path)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    put(tmp_path / "good", LEDGERS)
    assert process("load", "good", "--create", "-q", cwd=tmp_path).returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "grassroots", "report", "year", "--json", "--as-of", "2024-12-31"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals to test with")
def test_on_a_terminal_long_work_shows_its_progress_on_stderr_and_cleans_up(tmp_path: Path) -> None:
    import pty

    put(tmp_path / "good", LEDGERS)
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "grassroots", "load", "good", "--create"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, check=False, env={**environment, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "\x1b" in shown
    assert "\x1b" not in done.stdout.decode()
    assert "Stored." in done.stdout.decode()


def test_a_load_of_what_does_not_exist_makes_no_store(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("no\n", encoding="utf-8")
    code, _, err = cli("load", "member.csv", "--create")
    assert code == 2
    assert "members.csv" in err
    assert [path.name for path in tmp_path.iterdir()] == ["members.csv"]


@pytest.mark.parametrize("command", ["", *commands.commands])
def test_the_help_of_every_command_is_told_in_the_language_that_is_typed_or_set(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRASSROOTS_LANGUAGE", "zh")
    words = [command] if command else []
    assert main([*words, "--help"]) == 0
    told = capsys.readouterr().out
    assert "用法：" in told and "选项：" in told and "显示本说明。" in told
    for shown in told.splitlines():
        # A line without Chinese shows a command, what click writes for any option, or the name of one that is told below it.
        assert re.search(r"[\u4e00-\u9fff]|^\s*(grassroots|cd) |^ +-|^$", shown), shown
    if command:
        assert main([command, "--language", "en", "--help"]) == 0
        assert not re.search(r"[\u4e00-\u9fff]", capsys.readouterr().out)
    else:
        monkeypatch.setenv("GRASSROOTS_LANGUAGE", "en")
        assert main(["--help"]) == 0
        assert not re.search(r"[\u4e00-\u9fff]", capsys.readouterr().out)


def test_the_help_tells_what_the_settings_say(cli: Run, tmp_path: Path) -> None:
    assert "[default: en]" in cli("load", "--help")[1]
    (tmp_path / "grassroots.toml").write_text('language = "zh"\nstore = "own.db"\n', encoding="utf-8")
    told = cli("load", "--help")[1]
    assert all(f"[默认：{one}]" in told for one in ("zh", "own.db", "association"))


def test_every_command_and_every_option_has_a_help() -> None:
    texts = catalogue("grassroots.cli")
    for name, command in commands.commands.items():
        if not command.callback.__module__.startswith("grassroots."):  # of a plugin, which words it itself
            continue
        assert f"help-{name}" in texts
        for one in command.params:
            if one.param_type_name == "option":
                assert f"help-option-{one.name}" in texts or f"help-{name}-option-{one.name}" in texts, (name, one.name)


def test_the_version_is_told_without_loading_the_library():
    command = "import sys, grassroots.cli as c; c.main(['--version']); print([m for m in ('click', 'attrs', 'grassroots.model') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.split("\n")
    assert told[0].startswith("grassroots 0")
    assert told[1] == "[]"


def test_the_help_is_told_without_loading_charters_rules_and_records():
    command = (
        "import sys, grassroots.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('grassroots.charter', 'grassroots.rules', 'grassroots.model') if m in sys.modules])"
    )
    told = (
        subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.rstrip().split("\n")
    )
    assert told[0].startswith("Usage")
    assert told[-1] == "[]"
