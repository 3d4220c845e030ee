"""The jobs of every day, in Chinese, through the command line, on an office made by `init`."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
import pytest

import grassroots as gr
from grassroots.cli import clock, main

Run = Callable[..., tuple[int, str, str]]
TODAY = date(2026, 6, 30)
ABOUT = ("--language", "zh", "--name", "清溪协会", "--units", "北楼栋、南楼栋", "--actor", "王干事")
ROWS = (
    ("诉求台账", "编号=12", "所在单位=北楼栋", "类别=诉求", "受理日期=6月5日", "办理期限=6月20日", "内容=路灯不亮"),
    ("成员名册", "序号=1", "姓名=赵一", "所在单位=北楼栋", "加入日期=2020.1.1", "电话=13800000000"),
    ("成员名册", "序号=2", "姓名=钱二", "所在单位=南楼栋", "加入日期=2020.1.1"),
)


AT = datetime(TODAY.year, TODAY.month, TODAY.day, 9).astimezone()


def _told(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*args: str) -> tuple[int, str, str]:
        code = main(list(args))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module", autouse=True)
def _on_a_day_in_june() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("group", "keeping"):
            patch.setattr(f"grassroots.cli.{module}.now", lambda: AT)
        for module in ("typed.days", "desk", "keeping", "telling", "ledgers", "reports"):
            patch.setattr(f"grassroots.cli.{module}.today", lambda: TODAY)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was begun in Chinese by `init`, with a case and two members."""
    folder = tmp_path_factory.mktemp("desk") / "清溪"
    with contextlib.chdir(folder.parent), contextlib.redirect_stdout(io.StringIO()):
        assert main(["init", "清溪", *ABOUT]) == 0
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        assert main(["load", "ledgers"]) == 0
        for row in ROWS:
            assert main(["add", *row]) == 0
    return folder


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    return _told(capsys)


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an office of its own."""
    monkeypatch.chdir(shutil.copytree(made, tmp_path / "清溪"))
    return _told(capsys)


# -- beginning --


def test_init_makes_the_workbooks_that_matter_with_the_units_filled_in(cli: Run, tmp_path: Path) -> None:
    code, out, _ = cli(
        "init", "清溪", "--language", "zh", "--charter", "cn-street", "--name", "清溪街道", "--units", "河东社区、河西社区"
    )
    assert code == 0
    assert sorted(one.stem for one in (tmp_path / "清溪" / "ledgers").iterdir()) == [
        "住户登记册",
        "单位名册",
        "意见台账",
        "成员名册",  # a row of the visits names who went
        "民情快件",
        "走访台账",
    ]
    assert "grassroots load ledgers" in out
    assert cli("load", "清溪/ledgers", "--create", "--charter", "cn-street", "--language", "zh")[0] == 0
    code, out, _ = cli("find", "河东社区", "--charter", "cn-street", "--language", "zh")
    assert (code, "单位类别：社区" in out, "上级单位：清溪街道" in out) == (0, True, True)


def test_init_asks_six_questions_where_somebody_sits_there(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["2", "1", "清溪协会", "北楼栋", "诉求台账、成员名册", "王干事"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    code, _, err = cli("init", "清溪")
    assert (code, next(answers, None)) == (0, None)
    assert "协会" in err
    assert sorted(one.stem for one in (tmp_path / "清溪" / "ledgers").iterdir()) == ["单位名册", "成员名册", "诉求台账"]
    assert 'actor = "王干事"' in (tmp_path / "清溪" / "grassroots.toml").read_text(encoding="utf-8")


def test_an_answer_that_cannot_be_is_told_in_the_chosen_language_and_asked_for_again(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["klingon", "中文", "火星", "0", "街道", "", "河东社区", "", "民情快件、天气台账", "民情快件", "王干事"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    code, _, err = cli("init", "清溪")
    assert (code, next(answers, None)) == (0, None)
    for told in ("no texts in the language 'klingon'", "没有“火星”这个章程", "但没有写本单位名称", "没有“天气台账”这个台账"):
        assert told in err
    settings = (tmp_path / "清溪" / "grassroots.toml").read_text(encoding="utf-8")
    assert 'charter = "cn-street"' in settings
    assert 'language = "zh"' in settings


def test_who_stops_at_a_question_is_told_so_in_the_chosen_language(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["2"])

    def prompt(*_: object, **__: object) -> str:
        if (said := next(answers, None)) is None:
            raise click.Abort
        return said

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompt)
    code, _, err = cli("init", "清溪")
    assert (code, "已停止" in err) == (130, True)
    assert not (tmp_path / "清溪").exists()


# -- a case --


def test_a_case_is_added_by_the_headings_of_its_ledger_and_closed_by_its_number(office: Run) -> None:
    code, out, _ = office("close", "诉求台账", "12", "--on", "6月11日", "--result", "已解决", "--rating", "满意")
    assert code == 0
    assert "答复日期：2026-06-11" in out
    assert "办理结果：已解决" in out
    assert "grassroots ledger 诉求台账" in out
    code, out, _ = office("explain", "cases_completed", "--as-of", "6月30日")
    assert (code, "100.0" in out) == (0, True)


def test_what_the_desk_wrote_goes_back_into_the_ledger_and_loads_as_it_is(office: Run) -> None:
    office("close", "诉求台账", "12", "--on", "6月11日", "--result", "已解决")
    assert office("ledger", "诉求台账", "--out", "诉求台账.xlsx")[0] == 0
    code, out, _ = office("load", "诉求台账.xlsx")
    assert (code, "没有新内容" in out) == (0, True)


def test_a_case_is_handed_over_by_the_name_of_the_state_and_of_the_unit(office: Run) -> None:
    code, out, _ = office("办理", "诉求台账", "12", "已交办", "--on", "2026.6.6", "--unit", "南楼栋")
    assert code == 0
    assert "承办单位：南楼栋" in out


def test_what_is_missing_is_told_with_its_heading(office: Run) -> None:
    code, _, err = office("add", "诉求台账", "编号=13", "受理日期=6月40日")
    assert code == 2
    assert "“所在单位”列" in err
    assert "“受理日期”列" in err
    assert "Nothing" not in err


def test_what_is_missing_is_asked_for_where_somebody_sits_there(office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"所在单位": "北楼栋", "类别": "报修", "受理日期": "6月7日"}
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text.partition("（")[0])
        return answers[asked[-1]]

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompt)
    assert office("add", "诉求台账", "编号=13")[0] == 0
    assert asked == list(answers)
    assert "类别：报修" in office("find", "13")[1]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["close", "诉求台帐", "12"], "诉求台账"),
        (["close", "诉求台账", "99"], "诉求台账中没有“99”"),
        (["close", "诉求台账", "12", "--result", "解觉了"], "已解决"),
        (["close", "诉求台账", "12", "--on", "6月50日"], "不存在"),
        (["close", "诉求台账", "12", "--on", "6月1日"], "2026-06-01"),
        (["step", "诉求台账", "12", "已交半"], "已交办"),
        (["step", "诉求台账", "12", "已交办", "--unit", "北搂栋"], "北楼栋"),
        (["step", "单位名册", "00", "已交办"], "没有办理环节"),
        (["add", "诉求台账", "编号=12", "所在单位=北楼栋", "类别=诉求", "受理日期=6月5日"], "已有“12”"),
        (["add", "诉求台账", "编号=13", "受理日其=6月5日"], "受理日期"),
        (["add", "诉求台账", "编号13"], "表头=内容"),
        (["add", "诉求台账", "编号=合计", "所在单位=北楼栋"], "grassroots"),
        (["correct", "诉求台账", "12", "类别=要求"], "诉求"),
        (["move", "孙三", "南楼栋", "--on", "6月1日"], "没有编号或姓名"),
        (["move", "赵一", "西楼栋", "--on", "6月1日"], "没有“西楼栋”这个单位"),
        (["move", "赵一", "北楼栋", "--on", "6月1日"], "已在"),
        (["move", "赵一", "南楼栋", "--on", "2010.1.1"], "不是任何单位的成员"),
        (["move", "赵一", "南楼栋"], "缺少选项--on"),
        (["todo", "--as-of", "32日"], "不是日期"),
        (["关闭", "诉求台账", "12"], "没有“关闭”这个命令"),
        (["find"], "缺少"),
        (["close", "诉求台账", "12", "--no-such"], "没有--no-such这个选项"),
        (["todo", "--charter", "cn-stret"], "是否应为cn-street"),
        (["load", "ledgers", "--vanished", "maybe"], "可用的有：ask"),
        (["restore", "没有.db"], "没有“没有.db”这个文件"),
        (["init", "."], "已在使用"),
    ],
)
def test_what_is_wrong_is_told_in_chinese_and_changes_nothing(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], args: list[str], told: str
) -> None:
    monkeypatch.chdir(made)
    before = _changes(made)
    code, out, err = _told(capsys)(*args)
    assert code == 2
    assert told in err
    assert not out
    assert "Error" not in err
    assert "Traceback" not in err
    assert _changes(made) == before


def _changes(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(folder / "grassroots.db")) as db:
        return int(db.execute("SELECT count(*) FROM _log").fetchone()[0])


def test_a_year_that_is_not_typed_is_told(office: Run) -> None:
    assert "2026-06-11" in office("close", "诉求台账", "12", "--on", "6月11日")[2]


# -- what is overdue, what changed --


def test_an_overdue_case_is_on_the_list_until_it_is_closed(office: Run) -> None:
    assert "12" in office("todo", "--as-of", "6月30日")[1]
    office("close", "诉求台账", "12", "--on", "6月11日", "--result", "已解决")
    assert "已逾期" not in office("todo", "--as-of", "6月30日")[1]


def test_a_number_in_a_ledger_of_which_nothing_is_stored_is_told_as_that(office: Run) -> None:
    code, _, err = office("correct", "需求台账", "12", "数量=1")
    assert code == 2
    assert "需求台账中没有“12”：库里还没有这个台账的内容" in err


def test_who_was_not_visited_in_time_is_on_the_list_by_the_number_of_the_home(office: Run, tmp_path: Path) -> None:
    folder = tmp_path / "清溪"
    (folder / "章程").mkdir()
    own = 'id = "qingxi"\nextends = "association"\nlanguages = ["zh"]\nlabel = { zh = "清溪协会" }\n'
    rule = '[outreach.homes]\nzh = "每月走访"\nintervals = [{ every = { months = 1 } }]\n'
    (folder / "章程" / "charter.toml").write_text(own + rule, encoding="utf-8")
    settings = folder / "grassroots.toml"
    settings.write_text(settings.read_text("utf-8").replace('"association"', '"章程"'), encoding="utf-8")
    assert office("add", "家庭名册", "序号=3-2", "所在单位=北楼栋")[0] == 0
    visit = ("add", "走访台账", "走访家庭=3-2", "走访单位=北楼栋", "走访结果=已见面")
    code, out, _ = office(*visit, "序号=1", "走访日期=4月2日")
    assert (code, "走访家庭：3-2" in out) == (0, True)
    code, out, _ = office("todo")
    assert (code, "每月走访：应于2026-05-02前走访“家庭名册3-2”（北楼栋）" in out) == (0, True)
    told = office("run", "每月走访")[1]
    assert "对象=家庭名册3-2" in told
    assert "households-3-2" not in told
    assert office(*visit, "序号=2", "走访日期=6月20日")[0] == 0
    assert "每月走访" not in office("todo")[1]


def test_the_monthly_brief_of_a_unit_is_written_by_its_name(office: Run, tmp_path: Path) -> None:
    asked = ("--scope", "北楼栋", "--period", "六月", "--style", "brief", "--proof", "none", "-o", "北楼栋.html")
    code, _, err = office("report", "year", *asked)
    assert code == 0, err
    text = (tmp_path / "清溪" / "北楼栋.html").read_text("utf-8")
    assert "北楼栋年度报告（2026年6月）" in text
    assert "共受理诉求" in text
    assert "南楼栋" not in text


def test_changes_are_sentences_with_who_what_why_and_the_figures_that_moved(office: Run) -> None:
    office("close", "诉求台账", "12", "--on", "6月11日", "--result", "已解决", "--reason", "路灯已修好")
    office("correct", "诉求台账", "12", "内容=院内路灯不亮")
    code, out, _ = office("changes", "--since", "6月1日")
    assert code == 0
    assert "2026-06-30，王干事：更改诉求台账12（答复日期：空 → 2026-06-11，办理结果：空 → 已解决）。理由：路灯已修好。" in out
    assert "内容：路灯不亮 → 院内路灯不亮" in out
    assert "“受理诉求”此前没有数值，现为1。" in out
    assert "没有变动" in office("changes", "--since", "7月1日")[1]


# -- a correction, a move --


def test_a_correction_touches_one_cell_and_leaves_the_rest(office: Run) -> None:
    code, out, _ = office("correct", "成员名册", "赵一", "姓名=赵毅")
    assert (code, "姓名：赵毅" in out, "电话：13800000000" in out) == (0, True, True)
    assert "原已如此" in office("correct", "成员名册", "1", "姓名=赵毅")[1]


def test_a_place_is_no_typo_unless_somebody_says_so(office: Run) -> None:
    code, _, err = office("correct", "成员名册", "1", "所在单位=南楼栋")
    assert (code, "grassroots move" in err) == (2, True)
    code, out, _ = office("correct", "成员名册", "1", "所在单位=南楼栋", "--always")
    assert (code, "所在单位：南楼栋" in out) == (0, True)


def test_who_moves_was_where_they_were_until_that_day(office: Run) -> None:
    assert office("move", "赵一", "南楼栋", "--on", "6月1日")[0] == 0

    def members(unit: str, day: str) -> str:
        return str(json.loads(office("explain", "members", "--scope", unit, "--as-of", day, "--json")[1])["text"])

    assert [members(unit, "2026-05-31") for unit in ("01", "02")] == ["1", "1"]
    assert [members(unit, "2026-06-01") for unit in ("01", "02")] == ["0", "2"]


def test_a_unit_moves_from_a_day(office: Run) -> None:
    assert office("add", "单位名册", "单位编号=03", "单位名称=东片区", "单位类别=片区", "上级单位=清溪协会")[0] == 0
    assert office("move", "北楼栋", "东片区", "--on", "6月1日")[0] == 0

    def members(day: str) -> str:
        return str(json.loads(office("explain", "members", "--scope", "03", "--as-of", day, "--json")[1])["text"])

    assert (members("2026-05-31"), members("2026-06-01")) == ("—", "1")


# -- what a person asks --


def test_all_about_a_person_is_told_and_can_be_erased_with_the_figures_as_they_were(office: Run) -> None:
    office("add", "诉求台账", "编号=14", "所在单位=南楼栋", "类别=诉求", "受理日期=6月8日", "提出人=1")
    code, out, _ = office("about", "赵一")
    assert (code, "姓名：赵一" in out, "诉求台账14" in out) == (0, True, True)
    code, out, _ = office("erase", "赵一", "--yes")
    assert (code, "赵一" in out, "已清除" in out) == (0, True, True)
    assert office("find", "赵一")[0] == 1
    assert json.loads(office("explain", "members", "--as-of", "2026-06-30", "--json")[1])["text"] == "2"
    assert "清除成员名册1的个人信息" in office("changes", "--since", "6月1日", "--no-figures")[1]
    assert "13800000000" not in "".join(
        str(row) for row in sqlite3.connect("grassroots.db").iterdump() if "钱二" not in str(row)
    )


def test_all_about_a_person_tells_what_was_withdrawn_what_waits_and_what_was_written(office: Run, tmp_path: Path) -> None:
    office("add", "诉求台账", "编号=14", "所在单位=南楼栋", "类别=诉求", "受理日期=6月8日", "提出人=1")
    bad = Path("成员名册.csv")
    bad.write_text("编号,姓名,所在单位,加入日期\n9,赵一,没有的楼栋,2020-01-01\n", encoding="utf-8")
    office("load", str(bad), "--keep-bad")
    with gr.open("grassroots.db") as opened:
        opened.withdraw("case", "cases-14", reason="误录")
        letter = gr.store.Message(key="m", channel="x:", to="a@example.org", subject="致赵一", body="开会")
        opened.view._append(gr.store.Batch(id="m", outbox=(letter,)))
    beside = ("待改正的行：成员名册.csv", "发往a@example.org的通知：致赵一")
    code, out, _ = office("about", "赵一")
    assert (code, [told in out for told in (*beside, "（已撤销）")]) == (0, [True] * 3), out
    code, out, _ = office("erase", "赵一", "--yes")
    assert (code, [told in out for told in beside]) == (0, [True] * 2), out
    left = json.loads(office("about", "1", "--json")[1])
    # One row of one ledger holds the person and the membership: nothing withdrawn names the person, no row waits, no message tells.
    assert [(one.get("ledger"), one.get("withdrawn")) for one in left] == [("成员名册", False)]


def test_erasing_asks_first(office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    code, out, _ = office("erase", "1")
    assert (code, "未清除" in out) == (1, True)
    assert office("find", "赵一")[0] == 0


# -- finding, and rights --


def test_what_is_looked_for_is_found_by_number_name_and_words(office: Run) -> None:
    for text, told in (("12", "诉求台账12"), ("赵一", "成员名册1"), ("北楼", "单位名册01"), ("路灯", "诉求台账12")):
        code, out, _ = office("find", text)
        assert (code, told in out) == (0, True), (text, out)
    assert office("find", "没有的")[0] == 1


def test_what_is_in_a_segment_is_found_by_what_the_charter_calls_it(office: Run) -> None:
    code, out, _ = office("find", "--segment", "超期事项")
    assert (code, "诉求台账12" in out) == (0, True), out
    assert office("find", "--segment", "超期事项", "--as-of", "2026-06-10")[0] == 1
    assert "单位名册01" in office("find", "--segment", "有超期事项的单位")[1]
    code, _, err = office("find", "--segment", "超期事")
    assert (code, "没有超期事这个分组" in err.replace("“", "").replace("”", "")) == (2, True), err
    assert office("records", "事项", "--for", "统计局", "--segment", "超期事项", "-o", "事项.csv")[0] == 0
    assert len(Path("事项.csv").read_text(encoding="utf-8-sig").splitlines()) == 2
    Path("notices.toml").write_text(
        '[channel.desk]\naddress = "console:"\n[receiver.all]\nchannel = "desk"\nsegment = "有超期事项的单位"\n',
        encoding="utf-8",
    )
    assert "北楼栋" in office("remind", "--later")[1]


# -- copies --


def test_a_copy_is_checked_and_put_back(office: Run) -> None:
    assert office("backup", "副本.db")[0] == 0
    assert office("backup", "副本.db")[0] == 2
    office("close", "诉求台账", "12", "--result", "已解决")
    assert office("restore", "副本.db")[0] == 2
    assert office("restore", "副本.db", "--dry-run")[0] == 0
    assert "办理结果" in office("find", "12")[1]
    assert office("restore", "副本.db", "--force")[0] == 0
    assert "办理结果" not in office("find", "12")[1]
    assert list(Path().glob("grassroots-*.before.db"))


def test_a_damaged_copy_is_not_put_back(office: Run) -> None:
    office("backup", "副本.db")
    with sqlite3.connect("副本.db") as db:
        db.execute("UPDATE _batch SET reason = 'x'")
    db.close()
    code, said, _ = office("restore", "副本.db", "--force")
    assert code == 1
    assert "理由与入库时不符" in said and "未作恢复" in said
    assert office("find", "12")[0] == 0


@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_a_message_that_somebody_took_out_of_the_store_is_told_by_check_with_what_to_do(office: Run, more: list[str]) -> None:
    assert "不符" not in office("check")[1]
    with sqlite3.connect("grassroots.db") as db:
        db.execute("UPDATE _batch SET beside = '1 2 0' WHERE number = 1")
    db.close()
    code, said, _ = office("check", *more)
    assert code == 1
    assert "应有消息1条，现有0条" in said and "应有2行，现有0行" in said
    assert "grassroots restore" in said and not re.search("[a-z]{3,} [a-z]{3,} [a-z]{3,}", said)


def test_the_clock_is_the_one_of_the_house() -> None:
    assert clock.today() >= date(2026, 1, 1)


def test_a_step_is_asked_for_met_in_the_to_do_list_and_accepted_or_refused(office: Run) -> None:
    code, said, _ = office("step", "诉求台账", "12", "已交办", "--unit", "北楼栋", "--ask", "--reason", "电工在休假")
    assert code == 0 and "已提交变更申请" in said
    assert "交办日期" not in office("find", "12")[1]
    _, todo, _ = office("todo")
    assert "变更申请" in todo and "转为已交办" in todo
    request = json.loads(office("todo", "--json")[1])
    (one,) = (one["record"] for one in request["to_dos"] if one["record"].startswith("change_request:"))
    office("correct", "诉求台账", "12", "内容=路灯不亮，请看")
    _, shown, _ = office("run", "change_requests")
    assert "他人已更改：内容" in shown and "approved" not in shown
    assert office("run", "change_requests", "--refuse", one)[0] == 2, "a refusal needs a reason"
    assert office("run", "change_requests", "--do", one, "--reason", "同意")[0] == 0
    assert "交办日期：2026-06-30" in office("find", "12")[1]
    assert "变更申请" not in office("todo")[1]
    office("step", "诉求台账", "12", "已答复", "--ask")
    (two,) = (
        o["record"] for o in json.loads(office("todo", "--json")[1])["to_dos"] if o["record"].startswith("change_request:")
    )
    code, said, _ = office("run", "change_requests", "--refuse", two, "--reason", "材料不全")
    assert code == 0 and "已驳回" in said and "变更申请" not in office("todo")[1]
