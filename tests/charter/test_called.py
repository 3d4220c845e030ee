"""What an office calls otherwise than the charter that it extends: its ledgers, their columns and words, a line each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.charter import Charter
from grassroots.charter.loading.charters import load as read
from grassroots.errors import CharterInvalid
from grassroots.rules.registry import KINDS

HEAD = """
id = "office"
extends = "association"
languages = ["en", "zh"]
label = { en = "Office", zh = "办公室" }
"""
CALLED = """
[words]
topic = ["室温不足", "退费"]
[called]
"机构表" = { is = "单位名册", "代码" = "单位编号", "叫什么" = "单位名称", "性质" = { is = "单位类别", "会" = "协会" }, "隶属" = "上级单位", "设立" = "成立日期" }
"热线登记" = { is = "诉求台账", numbered_within = "month", without = { "所在单位" = "A", "交办日期" = "来电时间" }, "号" = "序号", "哪类" = { is = "类别", "来电" = "诉求" }, "反映什么" = "主题", "密不密" = { is = "是否保密", "密" = "是" }, "来电时间" = "受理日期", "转给" = "承办单位", "又来" = "重复事项" }
"公开承诺" = { is = "承诺台账", key = ["谁", "承诺什么"], without = { "所在单位" = "谁", "承诺类别" = "服务承诺" }, "谁" = "承诺人", "承诺什么" = "承诺内容", "说的日子" = "作出日期", "做到之前" = { is = "履行期限", "" = "2024-06-30" }, "做到" = "履行日期", "凭什么" = "凭据说明" }
"""
UNITS = "代码,叫什么,性质,隶属,设立\nA,示例协会,会,,2001-01-01\nB,示例小组,小组,A,2001-01-01\n"
CALLS = "2024年1月热线登记\n号,来电时间,哪类,反映什么,密不密,转给\n1,1月4日 08:10,来电,室温不足,密,B\n2,1月5日,诉求,退费,,\n"
AGAIN = "2024年2月热线登记\n号,来电时间,哪类,反映什么,密不密,转给,又来\n1,2月9日 23:58,来电,退费,,B,2024-01/1\n"
PROMISES = (
    "谁,承诺什么,说的日子,做到之前,做到,凭什么\nA,修灯,2024-01-05,,2024-06-30,照片1\nB,清雪,2024-01-05,2024-03-31,2024-03-31,\n"
)


def load(text: str) -> Charter:
    return read({"charter.toml": HEAD + text}, kinds=KINDS, parent=gr.open_charter)


def told(text: str) -> list[tuple[str, str]]:
    with pytest.raises(CharterInvalid) as caught:
        load(text)
    assert all(one.text("zh") and one.source is not None for one in caught.value.problems)
    return [(one.code, one.text("en")) for one in caught.value.problems]


def test_tables_that_are_called_otherwise_are_read_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "office" / "charter.toml").write_text(HEAD + CALLED, encoding="utf-8")
    for name, text in {"机构表": UNITS, "热线登记1月": CALLS, "热线登记2月": AGAIN, "公开承诺": PROMISES}.items():
        (tmp_path / "ledgers" / f"{name}.csv").write_text(text, encoding="utf-8")
    office = gr.open("memory:", charter=tmp_path / "office")
    reading = office.take_in(tmp_path / "ledgers")
    assert [one.text("en") for one in reading.problems] == []
    cases = {one.id: one for one in office.records(gr.model.Case, date(2024, 12, 31))}
    assert set(cases) == {"cases-2024-01-1", "cases-2024-01-2", "cases-2024-02-1"}
    first, second = cases["cases-2024-01-1"], cases["cases-2024-01-2"]
    assert first.confidential and first.unit == "A" and first.topic == "室温不足"
    assert [(one.state, str(one.on), str(one.at), one.unit) for one in first.steps] == [
        ("received", "2024-01-04", "08:10:00", None),
        ("dispatched", "2024-01-04", "08:10:00", "B"),
    ]
    # Where the row names nobody to whom it was handed over, it was not.
    assert [one.state for one in second.steps] == ["received"]
    # A number is written with what it begins anew in.
    assert cases["cases-2024-02-1"].repeats == "cases-2024-01-1"
    # A promise is shown kept by what is no record, too; what its table has no column for is said in the line of the ledger.
    promise = office.get(gr.model.Commitment, "commitments-A-修灯")
    assert (promise.unit, promise.kind, promise.shown_by, promise.steps[0].due) == ("A", "service", "照片1", date(2024, 6, 30))
    kept = office.figure("promises_kept", date(2024, 12, 31))
    assert (kept.numerator, kept.denominator) == (1, 2)
    told = [one.details["id"] for one in office.check(date(2024, 12, 31)) if one.code == "commitment-no-evidence"]
    assert told == ["commitments-B-清雪"]


def test_a_word_that_is_called_otherwise_is_called_so_wherever_it_stands() -> None:
    charter = load('[called]\n"会员之家" = "协会"\n')
    word = charter.words["unit"]["association"]
    assert (word.label("zh"), word.label("en"), word.also) == ("会员之家", "association", ("协会",))


def test_two_own_words_for_one_are_both_understood_and_the_first_is_shown() -> None:
    word = load('[called]\n"会员之家" = "协会"\n"俱乐部" = "协会"\n').words["unit"]["association"]
    assert (word.label("zh"), word.also) == ("会员之家", ("协会", "俱乐部"))


FUNDS = """
[words.tally]
money = { en = "money", zh = "经费" }
[ledger.funds]
en = "funds"
zh = "经费台账"
noun = "tally"
key = ["number"]
[ledger.funds.column]
number = { heading = ["编号"], to = "" }
unit = { heading = ["单位"] }
kind = { heading = ["类别"], default = "经费" }
on = { heading = ["日期"] }
amount = { heading = ["数额"], unit = "CNY" }
"""


def test_what_was_written_with_a_word_by_its_label_holds_when_it_is_called_otherwise(tmp_path: Path) -> None:
    charter = load(FUNDS + '[called]\n"钱" = "经费"\n"块" = "元"\n')
    (tmp_path / "单位名册.csv").write_text(
        "单位编号,单位名称,单位类别,成立日期\nA,示例协会,协会,2001-01-01\n", encoding="utf-8"
    )
    (tmp_path / "经费台账.csv").write_text(
        "编号,单位,类别,日期,数额\n1,A,,2024-01-05,500元\n2,A,经费,2024-01-06,500块\n", encoding="utf-8"
    )
    office = gr.open("memory:", charter=charter)
    assert [one.text("en") for one in office.take_in(tmp_path).problems] == []
    found = [(one.kind, one.amount.value, one.amount.measured_in) for one in office.records(gr.model.Tally, date(2024, 12, 31))]
    assert found == [("money", 500, "CNY")] * 2


def test_what_a_line_names_and_the_charter_has_not_is_told_with_what_is_called_alike() -> None:
    ((code, text),) = told('[called]\n"我的表" = { is = "诉求台帐", "号" = "序号" }\n')
    assert code == "charter-no-ledger" and "line 7" in text and "Ledgers like it: 诉求台账," in text
    found = told(
        '[called]\n"热线登记" = { is = "诉求台账", "号" = "序数", "哪类" = { is = "类别", "来电" = "诉请" }, without = { "单位所在" = "A" } }\n'
    )
    assert [code for code, _ in found] == ["charter-called-column", "charter-called-word", "charter-called-column"]
    assert all("line 7" in text and alike in text for (_, text), alike in zip(found, ("序号", "诉求", "所在单位"), strict=True))
    assert [code for code, _ in told('[called]\n"街道" = "不存在的词"\n')] == ["charter-called-word"]
    assert [code for code, _ in told('[called]\n"热线登记" = { is = "诉求台账", "号" = 3 }\n')] == ["charter-not-text"]
    assert [code for code, _ in told("[called]\nx = 3\n")] == ["charter-not-table"]


def test_a_last_day_that_still_counts_is_said_in_the_line_of_its_ledger() -> None:
    ledger = load('[called]\n"本人同意书" = { is = "同意书台账", inclusive = ["作废日"], "作废日" = "失效日期" }\n').ledgers[
        "consents"
    ]
    assert {one.name for one in ledger.columns if one.inclusive} == {"end"}
    line = '[called]\n"本人同意书" = { is = "同意书台账", inclusive = ["同意日期"] }\n'
    assert [code for code, _ in told(line)] == ["charter-surplus"]


def test_a_heading_that_another_column_had_is_taken_from_it() -> None:
    ledger = load('[called]\n"热线登记" = { is = "诉求台账", "内容" = "主题" }\n').ledgers["cases"]
    headings = {one.name: one.headings for one in ledger.columns}
    assert headings["topic"] == ("topic", "内容", "主题")
    assert "内容" not in headings["text"]


@pytest.mark.parametrize(
    ("said", "code", "near"),
    [
        ('si = "诉求台账"', "charter-missing", "Add is = "),
        ('is = "诉求台账", witout = { "所在单位" = "A" }', "charter-key-near", "'without'"),
        ('is = "诉求台账", kye = ["序号"]', "charter-key-near", "'key'"),
        ('is = "诉求台账", numbered_wihtin = "month"', "charter-key-near", "'numbered_within'"),
        ('is = "诉求台账", numbered_within = "monht"', "charter-called-column", "month"),
        ('is = "诉求台账", inclusiv = ["失效日期"]', "charter-key-near", "'inclusive'"),
        ('is = "诉求台账", key = "序号"', "charter-not-list", "brackets"),
        ('is = "诉求台账", key = []', "charter-missing", "key"),
        ('is = "诉求台账", without = "A"', "charter-not-table", "keys and values"),
        ('is = "诉求台账", without = { "类别" = "诉请" }', "charter-called-word", "诉求"),
        ('is = "诉求台账", without = { "受理日期" = "昨天" }', "charter-cell-text", "2014-01-31"),
        ('is = "诉求台账", "密不密" = { si = "是否保密", "密" = "是" }', "charter-missing", "Add is = "),
        ('is = "诉求台账", "" = "序号"', "charter-called-blank", "on the left"),
    ],
)
def test_a_line_with_a_slip_is_told_in_its_own_line_with_what_was_meant(said: str, code: str, near: str) -> None:
    ((found, text),) = told(f'[called]\n"热线登记" = {{ {said} }}\n')
    assert (found, "line 7" in text, near in text) == (code, True, True), text


def test_no_ledger_is_told_by_its_english_name_in_chinese() -> None:
    with pytest.raises(CharterInvalid) as caught:
        load('[called]\n"热线登记" = { is = "诉求台账", "号" = "序浩" }\n')
    assert "“诉求台账”没有“序浩”这一列" in caught.value.problems[0].text("zh")


@pytest.mark.parametrize(
    ("line", "code"), [('"热线登记" = "诉求台账"', "charter-not-table"), ('"" = "协会"', "charter-called-blank")]
)
def test_a_name_alone_stands_for_a_word_and_is_not_empty(line: str, code: str) -> None:
    assert [found for found, _ in told(f"[called]\n{line}\n")] == [code]


def test_what_holds_without_a_column_is_said_as_a_cell_would_say_it() -> None:
    ledger = load(
        '[called]\n"热线登记" = { is = "诉求台账", "哪类" = { is = "类别", "来电" = "诉求" }, without = { "哪类" = "来电", "是否保密" = "是" } }\n'
    ).ledgers["cases"]
    assert {one.name: one.without for one in ledger.columns if one.without} == {"category": "request", "confidential": "true"}


def test_another_column_that_holds_as_well_must_be_one() -> None:
    ((code, text),) = told(
        '[ledger.cases.columns.received]\nheading = ["received on", "受理日期"]\nto = "step.received"\nwithout = "=wtihdrawn"\n'
    )
    assert (code, "line " in text, "withdrawn" in text) == ("charter-column", True, True), text


TARGETS = "序号,所在单位,主题,开始日期,指标,目标值\n1,A,规模,2024-01-01,会员数,20\n2,A,规模,2024-01-01,同人数,20\n3,A,规模,2024-01-01,同仁数,20\n"


def test_a_figure_is_known_by_what_the_charter_called_it_too_and_one_that_there_is_not_is_told_when_it_is_read(
    tmp_path: Path,
) -> None:
    measure = '[measure.crowd]\nen = "crowd"\nzh = "会员数"\ndistinct = "membership"\nkey = "person"\n'
    words = '[words]\ntheme.size = { en = "size", zh = "规模" }\nunit.member = { en = "member", zh = "会员" }\n'
    parent = read({"charter.toml": HEAD + words + measure}, kinds=KINDS, parent=gr.open_charter)
    own = HEAD.replace('"association"', '"club"') + '[called]\n"同人" = "会员"\n'
    charter = read({"charter.toml": own}, kinds=KINDS, parent=lambda _: parent)
    for name, text in {
        "单位名册": "单位编号,单位名称,单位类别,成立日期\nA,示例协会,协会,2001-01-01\n",
        "目标台账": TARGETS,
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    reading = gr.open("memory:", charter=charter).read(tmp_path)
    assert [one.measure for one in reading.records if isinstance(one, gr.model.Target)] == ["crowd", "crowd", "同仁数"]
    (told,) = [one for one in reading.remarks if one.code == "rule-not-known"]
    assert told.source is not None and (told.source.row, told.column) == (4, "指标")
    assert told.details["nearest"][0].text("zh") == "同人数" and "同仁数" in told.text("zh")


PARENT = """
id = "club"
languages = ["en", "zh"]
label = { en = "Club", zh = "协会" }
[words.unit]
association = { en = "association", zh = "协会" }
branch = { en = "branch", zh = "分会" }
[words.team_role]
leader = { en = "branch leader", zh = "分会负责人" }
[measure.branches]
en = "branches of an association"
zh = "协会的分会"
count = "unit"
where = { kind = "branch" }
[report.year]
en = "Branches"
zh = "分会工作总结"
title = { en = "{office}: an association", zh = "{office}分会总结" }
period = "year"
[[report.year.section]]
en = "Branch leaders, branches"
zh = "分会负责人和分会"
[[report.year.section.block]]
say = { en = "{branches} {branches|branch|branches}, each branched.", zh = "共有分会{branches}个。" }
[ledger.branches]
en = "register of branches"
zh = "分会名册"
noun = "unit"
key = ["no"]
prefix = ""
set = { kind = "branch" }
[ledger.branches.column]
no = { heading = ["branch", "分会编号"], to = "" }
name = { heading = ["name"], to = "name" }
head = { heading = ["head of the branch", "分会负责人"], to = "custom.head" }
[custom.unit.head]
en = "head"
zh = "负责人"
"""


def test_what_is_called_otherwise_is_called_so_in_every_text_that_is_inherited(tmp_path: Path) -> None:
    parent = read({"charter.toml": PARENT}, kinds=KINDS)
    own = 'id = "office"\nextends = "club"\nlanguages = ["en", "zh"]\nlabel = { en = "Office", zh = "办公室" }\n'
    called = '"支会" = "分会"\n"local" = "branch"\n"union" = "association"\n"协会的分会" = "协会的分会"\n'
    measure = '[measure.own]\nen = "branches"\nzh = "分会"\ncount = "unit"\n'
    charter = read({"charter.toml": own + "[called]\n" + called + measure}, kinds=KINDS, parent=lambda _: parent)
    outline, ledger = charter.outlines["year"], charter.ledgers["branches"]
    (section,) = outline.sections
    (sentence,) = section.blocks
    # A longer word of the charter is another word, and so is a phrase that the office keeps.
    assert section.labels == {"en": "Branch leaders, locals", "zh": "分会负责人和支会"}
    assert charter.measures["branches"].labels == {"en": "locals of a union", "zh": "协会的分会"}
    assert (outline.labels["en"], outline.title["en"]) == ("Locals", "{office}: a union")
    assert outline.title["zh"] == "{office}支会总结"
    # What figures are called by is no text; their plural forms are.
    assert sentence.text == {"en": "{branches} {branches|local|locals}, each branched.", "zh": "共有支会{branches}个。"}  # type: ignore[attr-defined]
    # A ledger is shown under the office's name and known by both; a heading that is another column's stays.
    assert (ledger.labels["zh"], ledger.names) == ("支会名册", ("register of branches", "分会名册"))
    assert [one.headings for one in ledger.columns] == [
        ("local", "支会编号", "branch", "分会编号"),
        ("name",),
        ("head of the local", "分会负责人", "head of the branch"),
    ]
    assert charter.measure("branches of an association").name == "branches"
    assert charter.renamed["branches of an association"] == "locals of a union"
    # What the office wrote itself stands as it wrote it.
    assert charter.measures["own"].labels == {"en": "branches", "zh": "分会"}
