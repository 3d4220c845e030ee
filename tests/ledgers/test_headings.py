"""Which ledger a table is, and which column is which."""

from __future__ import annotations

import pytest
from attrs import evolve
from support.sheets import codes, found, house, read, table

from grassroots.ledgers.around.setting import when_of
from grassroots.ledgers.references import Suggestions
from grassroots.model import Case, Tally
from grassroots.problems import Problem


def first(reading_problems: tuple[Problem, ...], code: str) -> Problem:
    return next(problem for problem in reading_problems if problem.code == code)


@pytest.mark.parametrize(
    "name",
    [
        "opinions.csv",
        "Opinions.CSV",
        "意见台账.csv",
        "2014年意见台账.xlsx#Sheet1",
        "office.xlsx#意见台账",
        "what people said.csv",
        "export-7.csv",
    ],
)
def test_a_ledger_is_known_by_its_file_its_sheet_or_its_headings(name: str) -> None:
    reading = read(table(name, "No. | unit | received on\n1 | b1 | 2014-03-01"))
    assert reading.ok
    assert reading.tables[-1].ledger == "opinions"


@pytest.mark.parametrize(
    "headings",
    [
        "No. | unit | received on",
        "序号 | 单位 | 受理日期",
        "NO | Unit: | Received-On",
        "ＮＯ． |　单 位 | 受理日期 ",
        "no | 单位 | received_on",
    ],
)
def test_headings_are_matched_in_any_language_and_spelling(headings: str) -> None:
    reading = read(table("opinions.csv", f"{headings}\n1 | b1 | 2014-03-01"))
    assert reading.ok, reading
    assert found(reading, "case", "o-1").unit == "b1"  # type: ignore[union-attr]


def test_titles_above_the_headings_and_blank_rows_are_passed_over() -> None:
    text = "Opinions of 2014\n\nprinted by the office | | \n\nNo. | unit | received on\n\n1 | b1 | 2014-03-01\n\n2 | b1 | 2014-03-02\n\n"
    reading = read(table("opinions.csv", text), units=False)
    assert (reading.rows, reading.tables[0].heading_row) == (2, 5)
    assert sorted(problem.source.row for problem in reading.problems if problem.source) == [7, 9]


def test_headings_over_two_rows_are_read_together() -> None:
    text = (
        "No. | unit | received | replied | replied\nNo. | unit | on | on | outcome\n1 | b1 | 2014-03-01 | 2014-03-04 | solved"
    )
    reading = read(table("opinions.xlsx#opinions", text))
    assert reading.ok, reading
    case = found(reading, "case", "o-1")
    assert isinstance(case, Case)
    assert [(step.state, step.outcome) for step in case.steps] == [("received", None), ("replied", "solved")]


def test_a_group_of_columns_above_whole_headings_is_no_heading() -> None:
    text = "No. | unit | received on | answer | answer\nNo. | unit | received on | replied on | outcome\n1 | b1 | 2014-03-01 | 2014-03-04 | solved"
    reading = read(table("opinions.xlsx#opinions", text))
    assert reading.ok, reading
    case = found(reading, "case", "o-1")
    assert isinstance(case, Case)
    assert [(step.state, step.outcome) for step in case.steps] == [("received", None), ("replied", "solved")]


@pytest.mark.parametrize("heading", ["unit No.", "unit code", "单位编号"])
def test_a_heading_of_references_may_say_that_a_number_stands_there(heading: str) -> None:
    reading = read(table("opinions.csv", f"No. | {heading} | received on\n1 | b1 | 2014-03-01"))
    assert reading.ok, reading
    assert found(reading, "case", "o-1").unit == "b1"  # type: ignore[union-attr]


def test_an_unknown_column_is_a_problem_with_the_nearest_unless_it_is_empty() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on | replid on | empty\n1 | b1 | 2014-03-01 | 2014-03-04 |"))
    assert codes(reading) == ["unknown-column"]
    problem = reading.problems[0]
    assert problem.value == "replid on"
    assert problem.details["nearest"][0] == "replied on"
    assert problem.source
    assert problem.source.row == 1


def test_what_was_typed_in_chinese_is_shown_chinese_headings_and_ledgers_only() -> None:
    table_of = "序号 | 单位 | 受理日期 | 答复日其\n1 | b1 | 2014-03-01 | 2014-03-02"
    assert read(table("opinions.csv", table_of)).problems[0].details["nearest"] == ["答复日期"]
    near = read(table("某某表.csv", "颜色 | 大小\n红 | 3")).problems[0].details["ledgers"]
    assert near
    assert not any(name.isascii() for name in near)


def test_an_offices_own_column_is_told_and_left_alone() -> None:
    text = "序号 | 单位 | 受理日期 | 说明 | 联系电话\n1 | b1 | 2014-03-01 | 无 | 10000001"
    reading = read(table("opinions.csv", text))
    assert (codes(reading), len(reading.new)) == ([], 4)
    assert [(remark.code, remark.value) for remark in reading.remarks] == [
        ("extra-column", "说明"),
        ("extra-column", "联系电话"),
    ]


def test_the_name_of_a_step_over_the_name_of_its_part_is_a_heading() -> None:
    text = "序号 | 单位 | 受理 | 受理 | 答复 | 答复\n | | 日期 | 期限 | 日期 | 结果\n1 | b1 | 2014-03-01 | 2014-03-09 | 2014-03-04 | 已解决"
    case = found(read(table("opinions.csv", text)), "case", "o-1")
    assert isinstance(case, Case)
    assert [(step.state, str(step.due), step.outcome) for step in case.steps] == [
        ("received", "2014-03-09", None),
        ("replied", "None", "solved"),
    ]


def test_a_column_with_cells_and_no_heading_is_told_and_left_alone() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on | |\n1 | b1 | 2014-03-01 | | stray"))
    assert [(problem.code, problem.details["letter"]) for problem in reading.remarks] == [("column-without-heading", "E")]


def test_a_missing_column_is_told_once_and_not_for_every_row() -> None:
    reading = read(table("opinions.csv", "No. | unit\n1 | b1\n2 | b2\n3 | b1"))
    assert codes(reading) == ["missing-column"]
    assert reading.problems[0].details["headings"] == ["received on"]
    assert "受理日期" in reading.problems[0].text("zh")
    assert "received on" not in reading.problems[0].text("zh")
    assert len(reading.bad_rows) == 3


def test_a_heading_that_is_there_twice_is_a_problem_unless_one_column_is_empty() -> None:
    twice = "No. | unit | received on | received on\n1 | b1 | 2014-03-01 | 2014-03-02"
    assert codes(read(table("opinions.csv", twice))) == ["heading-twice"]
    once = "No. | unit | received on | 受理日期\n1 | b1 | | 2014-03-02"
    assert read(table("opinions.csv", once)).ok


def test_a_table_that_is_no_ledger_is_a_problem_that_names_the_nearest() -> None:
    reading = read(table("opinion.csv", "colour | size\nred | 3"))
    assert codes(reading) == ["unknown-ledger"]
    assert reading.problems[0].details["ledgers"][0] == "opinions"
    assert len(reading.bad_rows) == 2


def test_a_ledger_by_name_without_its_headings_is_told_what_they_are() -> None:
    reading = read(table("opinions.csv", "1 | b1 | 2014-03-01"))
    assert codes(reading) == ["no-headings"]
    assert reading.problems[0].details["headings"] == ["No.", "unit", "received on"]


def test_a_table_that_can_be_several_ledgers_is_not_guessed() -> None:
    reading = read(table("x.csv", "No. | name | unit | received on | held on\n1 | Ann | b1 | 2014-03-01 | 2014-03-01"))
    assert codes(reading) == ["several-ledgers"]
    assert set(reading.problems[0].details["ledgers"]) == {"members", "opinions", "meetings"}


def test_the_ledger_that_knows_every_column_is_the_one() -> None:
    reading = read(table("x.csv", "No. | unit | held on\n1 | b1 | 2014-03-01"))
    assert reading.ok
    assert reading.tables[-1].ledger == "meetings"


def test_a_sheet_of_notes_in_a_workbook_of_a_ledgers_name_is_not_that_ledger() -> None:
    reading = read(
        table("members.xlsx#2014", "No. | name | branch\n1 | Ann Example | b1"),
        table("members.xlsx#notes", "ask Ann | on Monday"),
    )
    assert codes(reading) == ["unknown-ledger"]
    assert reading.problems[0].source
    assert reading.problems[0].source.sheet == "notes"


def test_an_empty_sheet_is_nothing_and_an_empty_file_is_a_problem() -> None:
    assert read(table("office.xlsx#Sheet2", ""), table("office.xlsx#opinions", "No. | unit | received on")).ok
    assert codes(read(table("empty.csv", ""))) == ["empty-file"]
    assert codes(read(table("blank.csv", "\n | | \n\n"))) == ["empty-file"]


def test_a_ledger_with_headings_only_is_sound_and_empty() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on"), units=False)
    assert reading.ok
    assert (reading.rows, reading.records) == (0, ())


def test_two_tables_of_one_name_are_not_mixed_up() -> None:
    one = "No. | unit | received on\n1 | b1 | 2014-03-01"
    reading = read(table("opinions.csv", one), table("opinions.csv", one))
    assert codes(reading) == ["table-twice"]
    assert reading.rows == 4


def test_what_a_table_was_read_as_is_told() -> None:
    reading = read(table("意见.xlsx#意见台账", "序号 | 单位 | 受理日期\n1 | b1 | 2014-03-01"))
    told = reading.tables[-1]
    assert told.columns == (("序号", "no"), ("单位", "unit"), ("受理日期", "received"))
    assert "意见.xlsx, sheet 意见台账: 1 row, read as 'Opinions'." in str(reading)
    assert "意见.xlsx，工作表意见台账：按“意见台账”读入1行。" in reading.summary("zh")


def test_a_table_under_no_name_is_told_which_ledger_it_resembles_and_what_is_missing() -> None:
    (problem,) = read(table("新建表.csv", "单位 | 内容 | 受理日期 | 办理结果\nb1 | 路灯 | 2014-03-01 | 已解决")).problems
    assert problem.code == "ledger-alike"
    assert problem.text("zh").startswith("新建表.csv：本表像是意见台账，但缺少必需的列。请补上这些列：序号；")
    assert "the ledger opinions" in problem.text("en")


def test_a_list_of_words_is_shown_whole_or_says_how_many_more() -> None:
    wrong = read(table("单位名册.csv", "编号 | 名称 | 类别\nx | X | 队"), units=False).problems[0]
    assert wrong.text("zh").endswith("请改写为其中之一：支部、街道。")
    many = Suggestions(f"词{number}" for number in range(30))
    assert len(many.listed("词")) == 6
    assert many.listed("词")[-1].text("zh") == "另有25个"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "heading", "typed", "read_as"),
    [
        ("", "数量", "1.2", "1.2"),
        ("", "数量（元）", "1.2", "1.2"),
        ("", "数量（万元）", "1.2", "12000"),
        ("单位：万元", "数量", "1.2", "12000"),
        ("2014年统计数（万元）", "数量", "1.2", "12000"),
        ("金额单位：人民币万元", "数量", "1.2", "12000"),
        ("（单位：人、万元）", "数量", "1.2", "12000"),
        ("计量单位 万元", "数量", "1.2", "12000"),
        ("10万元以上项目统计数", "数量", "1.2", "1.2"),
        ("百元春节慰问", "数量", "1.2", "1.2"),
        ("", "数量/万元", "1.2", "12000"),
        ("", "数量 万元", "1.2", "12000"),
        ("", "数量（人民币：万元）", "1.2", "12000"),
        ("填报单位：河西社区 单位：万元", "数量", "500元", "500"),
        ("", "数量（必填）", "1.2", "1.2"),
        ("填报单位：河西社区", "数量", "1.2", "1.2"),
    ],
)
def test_numbers_are_in_what_heading_or_title_says(title: str, heading: str, typed: str, read_as: str) -> None:
    text = f"{title} | |\n" * bool(title) + f"单位 | 日期 | {heading}\nb1 | 2014-01-01 | {typed}"
    reading = read(table("统计数.csv", text))
    assert codes(reading) == []
    (amount,) = (one.amount.value for one in reading.records if isinstance(one, Tally))
    assert str(amount) == read_as


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        *(("", heading) for heading in ("数量（美元）", "数量（次）", "数量（万次）", "数量（元/万元）", "数量（元或万元）")),
        *(
            (title, "数量")
            for title in ("单位：美元", "单位：元/万元", "单位：元，万元", "单位：元或万元", "统计数（元 万元）")
        ),
        *((title, "数量（元）") for title in ("单位：万元", "单位：元/万元")),
    ],
)
def test_numbers_in_another_measure_are_never_taken_for_those_of_the_column(title: str, heading: str) -> None:
    text = f"{title} | |\n" * bool(title) + f"单位 | 日期 | {heading}\nb1 | 2014-01-01 | 1.2"
    reading = read(table("统计数.csv", text))
    assert codes(reading) == ["other-measure"]
    assert reading.records[-1].id == "b2"


def test_a_count_under_a_heading_of_thousands_is_refused() -> None:
    text = "No. | unit | held on | people（万人）\n1 | b1 | 2014-06-05 | 3"
    assert codes(read(table("meetings.csv", text))) == ["other-measure"]


def test_the_heading_of_an_amount_is_known_without_its_measure() -> None:
    rule = house().ledgers["tallies"]
    columns = tuple(evolve(one, headings=("金额（元）",)) if one.name == "amount" else one for one in rule.columns)
    charter = evolve(house(), ledgers={**house().ledgers, "tallies": evolve(rule, columns=columns)})
    for heading, value in (("金额", "1.2"), ("金额（万元）", "12000")):
        reading = read(table("统计数.csv", f"单位 | 日期 | {heading}\nb1 | 2014-01-01 | 1.2"), charter=charter)
        assert [str(one.amount.value) for one in reading.records if isinstance(one, Tally)] == [value]


def test_a_needed_column_under_another_heading_is_asked_about_with_all_that_are_there() -> None:
    reading = read(table("opinions.csv", "编号 | 社区 | 受理日期 | 备用\n1 | b1 | 2014-03-01 | 无"))
    assert set(codes(reading)) == {"missing-column"}
    problem = first(reading.problems, "missing-column")
    assert problem.details["others"] == ["编号", "社区", "备用"]
    assert [remark.code for remark in reading.remarks] == []


@pytest.mark.parametrize(
    "text",
    [
        "序号 | 1 | 2\n单位 | b1 | b1\n受理日期 | 2014-03-01 | 2014-03-02",
        "意见登记表 | | |\n序号 | 1 | 单位 | b1\n受理日期 | 2014-03-01 | 内容 | 路灯",
    ],
)
def test_a_form_or_a_table_on_its_side_is_told_as_such(text: str) -> None:
    assert codes(read(table("意见台账.xlsx#Sheet1", text))) == ["headings-scattered"]


def test_a_sheet_of_words_beside_a_ledger_stops_nothing_and_one_with_a_table_does() -> None:
    ledger = table("office.xlsx#意见台账", "序号 | 单位 | 受理日期\n1 | b1 | 2014-03-01")
    reading = read(ledger, table("office.xlsx#说明", "本台账由街道统一印制\n请认真填写"))
    assert (codes(reading), len(reading.new)) == ([], 4)
    assert [remark.code for remark in reading.remarks] == ["sheet-aside"]
    reading.check_conservation()
    ledger = table("office.xlsx#意见台账", "序号 | 单位 | 受理日期\n1 | b1 | 2014-03-01")
    assert codes(read(ledger, table("office.xlsx#字典", "颜色 | 大小\n红 | 3"))) == ["unknown-ledger"]
    assert codes(read(table("office.xlsx#说明", "请认真填写"))) == ["unknown-ledger"]


@pytest.mark.parametrize("name", ["汇总", "分类统计表", "Summary 2014", "透视表"])
def test_a_sheet_called_an_overview_stops_nothing_and_is_told(name: str) -> None:
    ledger = table("office.xlsx#意见台账", "序号 | 单位 | 受理日期\n1 | b1 | 2014-03-01")
    reading = read(ledger, table(f"office.xlsx#{name}", "月份 | 件数\n3 | 1\n合计 | 1"))
    assert (codes(reading), len(reading.new), [remark.code for remark in reading.remarks]) == ([], 4, ["overview-aside"])
    reading.check_conservation()
    assert codes(read(table(f"office.xlsx#{name}", "月份 | 件数\n3 | 1"))) == ["unknown-ledger"]
    ledger = table("office.xlsx#意见台账", "序号 | 单位 | 受理日期\n1 | b1 | 2014-03-01")
    assert len(read(ledger, table(f"office.xlsx#{name}", "序号 | 单位 | 受理日期\n2 | b1 | 2014-03-01")).new) == 5


@pytest.mark.parametrize("line", ["填报单位（盖章）：b1　　填报日期：2024年6月30日", "填报人：甲示例  填报单位：b1"])
def test_a_line_above_the_table_may_say_the_unit_beside_other_things(line: str) -> None:
    reading = read(table("meetings.xlsx#Sheet1", f"{line}\nNo. | held on | people\n1 | 2024-06-05 | 20"))
    assert (codes(reading), [one.code for one in reading.remarks]) == ([], ["unit-taken"])
    assert codes(read(table("meetings.xlsx#Sheet1", f"{line}  填报单位：b2\nNo. | held on | people\n1 | 2024-06-05 | 20"))) == [
        "missing-column"
    ]


def test_words_are_listed_in_the_language_of_the_reader() -> None:
    text = "No. | unit | received on | replied on | outcome\n1 | b1 | 2014-03-01 | 2014-03-02 | {}"
    for typed in ("√", "done", "解决了"):
        (problem,) = read(table("opinions.csv", text.format(typed))).problems
        assert "已解决" in problem.text("zh")
        assert "solved" not in problem.text("zh")


def test_a_table_is_told_first_the_ledger_after_which_its_file_is_named() -> None:
    reading = read(table("meetings 2024.xlsx#Sheet1", "Number | Branch | Date of it\n1 | b1 | 2024-06-05"))
    (problem,) = reading.problems
    assert problem.code == "unknown-ledger"
    assert "near it: meetings (lacking: " in problem.text("en")


@pytest.mark.parametrize("name", ["汇总", "summary"])
def test_a_sheet_that_sums_up_the_ledger_after_which_its_file_is_named_is_left_aside(name: str) -> None:
    ledger = table("meetings.xlsx#1", "No. | unit | held on | people\n1 | b1 | 2024-06-05 | 20")
    reading = read(ledger, table(f"meetings.xlsx#{name}", "单位 | 次数 | 人数\nb1 | 1 | 20\n合计 | 1 | 20"))
    assert (codes(reading), [remark.code for remark in reading.remarks]) == ([], ["overview-aside"])
    ledger = table("meetings.xlsx#1", "No. | unit | held on | people\n1 | b1 | 2024-06-05 | 20")
    numberless = read(ledger, table(f"meetings.xlsx#{name}", "unit | held on | 人数\nb1 | 2024-06 | 20"))
    assert (codes(numberless), [remark.code for remark in numberless.remarks]) == ([], ["overview-aside"])
    lacking = read(ledger, table(f"meetings.xlsx#{name}", "序号 | 单位 | 人数\n2 | b1 | 20"))
    assert "missing-column" in codes(lacking), "a ledger that lacks a column is asked about"


@pytest.mark.parametrize(
    ("titles", "file", "year"),
    [
        (["二〇一四年度会议台账"], "a.xlsx", 2014),
        (["会议台账", "填报时间：2015年1月10日"], "a.xlsx", None),
        (["2014年会议台账", "制表日期 2015-1-10"], "a.xlsx", 2014),
        (["Meetings 2014", "Printed 2015-01-10"], "a.xlsx", 2014),
        ([], "会议台账（2015.1.3更新）.xlsx", None),
        ([], "会议台账20150103定稿.xlsx", None),
        ([], "会议台账2012版.xlsx", None),
        ([], "2014年会议台账（2015年1月修改）.xlsx", 2014),
        ([], "2014年6月报表.xlsx", 2014),
        ([], "2014-06-05会议签到表.xlsx", 2014),
        (["统计时间：2014年"], "a.xlsx", 2014),
        (["会议台账", "示街〔2012〕12号"], "a.xlsx", None),
        (["2014年会议台账", "（依据2012年管理办法填写）"], "a.xlsx", 2014),
        (["会议台账", "表号：SL2012-3"], "a.xlsx", None),
    ],
)
def test_when_a_table_was_written_is_not_when_its_days_were(titles: list[str], file: str, year: int | None) -> None:
    assert when_of(titles, "Sheet1", file).year == year


@pytest.mark.parametrize(
    "said", ["计划", "预计", "未到", "其中外地", "千", "in thousands", "000s", "planned", "excluding guests"]
)
def test_a_heading_whose_brackets_make_another_column_of_it_is_asked_about(said: str) -> None:
    reading = read(table("meetings.csv", f"No. | unit | held on | 人数（{said}）\n1 | b1 | 2014-03-01 | 3"))
    assert codes(reading) in (["unknown-column"], ["other-measure"])


@pytest.mark.parametrize("said", ["必填", "不超过500", "填数字", "人", "F", "if not known leave empty"])
def test_a_heading_whose_brackets_say_how_to_fill_it_in_is_known(said: str) -> None:
    reading = read(table("meetings.csv", f"No. | unit | held on | 人数（{said}）\n1 | b1 | 2014-03-01 | 3"))
    assert (codes(reading), reading.remarks) == ([], ())


@pytest.mark.parametrize("mark", ["{}.", "{}、", "{}）", "①②③④"])
def test_numbered_headings_are_known(mark: str) -> None:
    headings = ["No.", "unit", "held on", "人数"]
    numbers = [mark.format(at + 1) if "{" in mark else mark[at] for at in range(4)]
    text = " | ".join(number + heading for number, heading in zip(numbers, headings, strict=True))
    assert read(table("meetings.csv", f"{text}\n1 | b1 | 2014-03-01 | 3")).ok


@pytest.mark.parametrize("title", ["Figures in thousands", "All in £000", "Units: thousand"])
def test_a_title_that_multiplies_in_words_is_told(title: str) -> None:
    text = f"{title} | |\n单位 | 日期 | 数量\nb1 | 2014-01-01 | 1.2"
    assert codes(read(table("统计数.csv", text))) == ["other-measure"]


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("结果", "解决了", [("unknown-column", "办理结果")]),
        ("结果", "经核实，路灯已由物业更换，居民表示认可", []),
        ("结果", "", []),
        ("经过", "解决了", []),
    ],
)
def test_the_end_of_a_heading_may_be_all_of_it_where_the_office_has_words_of_its_own(
    heading: str, cell: str, told: list[tuple[str, str]]
) -> None:
    reading = read(
        table("意见台账.csv", f"序号 | 单位 | 受理日期 | 答复日期 | {heading}\n1 | b1 | 2014-06-05 | 2014-06-09 | {cell}")
    )
    assert [(one.code, *one.details["nearest"]) for one in reading.problems] == told


def test_a_table_named_after_a_ledger_lacks_its_columns_and_says_which_may_be_meant() -> None:
    reading = read(table("意见台账.xlsx#Sheet1", "编号 | 楼栋 | 收件日期 | 反映内容\n1 | b1 | 2014-06-05 | 灯"))
    lacking = {
        str(one.details["headings"][0]): one.details["others"] for one in reading.problems if one.code == "missing-column"
    }
    assert lacking == {name: ["编号", "楼栋"] for name in ("No.", "unit", "received on")}
    meant = {one.value: one.details["nearest"] for one in reading.problems if one.code == "unknown-column"}
    assert meant == {"收件日期": ["受理日期"], "反映内容": ["内容"]}


@pytest.mark.parametrize(
    ("heading", "cell", "meant"),
    [
        ("D.O.B.", "1980-01-05", ["born"]),
        ("生日", "1980-01-05", ["出生"]),
        ("手机", "13800000000", ["电话"]),
        ("Mobile", "07700 900001", ["phone"]),
        ("生日", "", []),
        ("职务", "组长", []),
    ],
)
def test_what_offices_write_for_one_another_is_asked_about(heading: str, cell: str, meant: list[str]) -> None:
    reading = read(table("members.csv", f"No. | name | {heading}\n1 | 甲示例 | {cell}"))
    assert [name for one in reading.problems for name in one.details["nearest"]] == meant


@pytest.mark.parametrize(
    ("sheet", "people", "codes_told", "remarks"),
    [
        ("汇总", 4, [], ["overview-again"]),
        ("Overview", 4, [], ["overview-again"]),
        ("汇总", 5, ["duplicate-key", "duplicate-key"], []),
        ("7月", 4, ["duplicate-key", "duplicate-key"], []),
    ],
)
def test_an_overview_that_says_again_what_stands_in_the_other_sheets_is_left_aside(
    sheet: str, people: int, codes_told: list[str], remarks: list[str]
) -> None:
    head, one = "No. | unit | held on | people", "1 | b1 | 2014-06-05 | 3"
    may = table("meetings.xlsx#5月", f"{head}\n{one}")
    june = table("meetings.xlsx#6月", f"{head}\n2 | b1 | 2014-06-06 | 4")
    both = table(f"meetings.xlsx#{sheet}", f"{head} | 备注\n{one} | 晴\n2 | b1 | 2014-06-06 | {people}")
    reading = read(may, june, both)
    assert (codes(reading), len(reading.records)) == (codes_told, 5)
    assert [one.code for one in reading.remarks if one.code not in ("extra-column", "day-of-another-time")] == remarks
