"""Kinds of mess that lie in the rows of a table, not in one cell, and the right reading of each; over the ledgers of `support.sheets`."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from support.workbooks import Cell, Merged, Plain, Rows

B1, B2 = "First branch", "Second branch"
DAY = date(2014, 6, 5)


@frozen(kw_only=True)
class Mess:
    """One kind. `rows`: the whole table; `records`: the rows that feed records; `problems`: row → code; `remarks`: the codes; `skips`: row → reason.
    `plain`: whether a table of text can hold it too. `says`: id → what of its record: attribute, value."""

    name: str
    ledger: str
    rows: Rows
    records: tuple[int, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()
    skips: tuple[tuple[int, str], ...] = ()
    merged: Merged = ()
    hidden: tuple[int, ...] = ()
    plain: bool = True
    sheet: str = "Sheet1"
    file: str = ""
    says: tuple[tuple[str, str, str], ...] = ()


def _tally(unit: str, on: str, number: Plain | Cell) -> list[Plain | Cell]:
    return [unit, on, number]


TALLY = ["单位", "日期", "数量"]
MEETING = ["序号", "单位", "会议日期", "人数"]
OPINION = ["序号", "单位", "受理日期", "内容"]
MEMBER = ["序号", "姓名", "出生", "所在支部"]
TWO = (_tally("b1", "2014-06-05", 3), _tally("b2", "2014-06-05", 4))

MESSES = (
    Mess(
        name="a total above its rows",
        ledger="tallies",
        rows=(TALLY, ["合计", None, 7], *TWO),
        records=(3, 4),
        skips=((2, "total"),),
    ),
    Mess(
        name="a wrong total above its rows",
        ledger="tallies",
        rows=(TALLY, ["合计", None, 8], *TWO),
        records=(3, 4),
        skips=((2, "total"),),
        remarks=("total-differs",),
    ),
    Mess(
        name="subtotals above their rows",
        ledger="tallies",
        rows=(TALLY, ["小计", None, 3], TWO[0], ["小计", None, 4], TWO[1]),
        records=(3, 5),
        skips=((2, "part-total"), (4, "part-total")),
    ),
    Mess(
        name="a total in the middle",
        ledger="tallies",
        rows=(TALLY, TWO[0], ["合计", None, 3], TWO[1], ["合计", None, 7]),
        records=(2, 4),
        skips=((3, "total"), (5, "total")),
    ),
    Mess(
        name="a total that bears the next number",
        ledger="meetings",
        rows=(MEETING, [1, "b1", "2014-06-05", 3], [2, "b2", "2014-06-05", 4], [3, "合计", None, 7]),
        records=(2, 3),
        skips=((4, "total"),),
    ),
    Mess(
        name="shares, means and parts of a total",
        ledger="tallies",
        rows=(TALLY, *TWO, ["总  计", None, 7], ["其中：老年", None, 3], ["户均", None, 3.5], ["占比", None, "40%"]),
        records=(2, 3),
        skips=((4, "total"), (5, "average"), (6, "average"), (7, "average")),
    ),
    Mess(
        name="an amount in words below, notes of any kind",
        ledger="tallies",
        rows=(TALLY, *TWO, ["大写：柒次"], ["Last updated: 5 June 2014"], ["* provisional"], ["※以上数据未经审核"]),
        records=(2, 3),
        skips=((4, "note"), (5, "note"), (6, "note"), (7, "note")),
    ),
    Mess(
        name="an example left in the form",
        ledger="opinions",
        rows=(
            OPINION,
            ["例", "b1", "2014-06-05", "路灯不亮"],
            ["示例：1", "b1", "2014-06-05", "路灯不亮"],
            [1, "b1", "2014-06-05", "灯"],
        ),
        records=(4,),
        skips=((2, "example"), (3, "example")),
    ),
    Mess(
        name="columns numbered below the headings",
        ledger="opinions",
        rows=(OPINION, [1, 2, 3, 4], [1, "b1", "2014-06-05", "灯"], ["甲", "乙", 1, 2], [2, "b1", "2014-06-05", "门"]),
        records=(3, 5),
        skips=((2, "heading"), (4, "heading")),
    ),
    Mess(
        name="a form whose rows are numbered before they are filled",
        ledger="members",
        rows=(MEMBER, [1, "甲示例", "1970-01", "b1"], [2], [3]),
        records=(2,),
        problems=((3, "number-only"), (4, "number-only")),
    ),
    Mess(
        name="the same, where more is needed",
        ledger="opinions",
        rows=(OPINION, [1, "b1", "2014-06-05", "灯"], [2], [3]),
        records=(2,),
        problems=((3, "number-only"), (4, "number-only")),
    ),
    Mess(
        name="a list of nothing but numbers",
        ledger="members",
        file="members",
        rows=(["序号"], [1], [2]),
        records=(2, 3),
    ),
    Mess(
        name="as above in full width",
        ledger="opinions",
        rows=(OPINION, [1, "b1", "2014-06-05", "灯"], [2, "＂", "同上", "门"]),
        records=(2, 3),
        remarks=("filled-from-above",),
    ),
    Mess(
        name="several lines of one thing, merged",
        ledger="opinions",
        rows=([*OPINION, "经办"], [1, "b1", DAY, "灯", "甲"], [None, None, None, None, "乙"], [2, "b1", DAY, "门", "丙"]),
        merged=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3)),
        records=(2, 4),
        skips=((3, "merged"),),
        remarks=("extra-column", "rows-merged"),
        plain=False,
    ),
    Mess(
        name="a last day that is none yet",
        ledger="units",
        file="更多单位",
        sheet="单位名册",
        rows=(
            ["编号", "名称", "类别", "上级", "成立日期", "最后一日"],
            ["k1", "甲支部", "支部", "s", "2010-01-01", "至今"],
            ["k2", "乙支部", "支部", "s", "2010-01-01", "长期"],
            ["k3", "丙支部", "支部", "s", "2010-01-01", "present"],
            ["k4", "丁支部", "支部", "s", "2010-01-01", "无"],
            ["k5", "戊支部", "支部", "s", "至今", "—"],
        ),
        records=(2, 3, 4, 5),
        says=(("k1", "end", "None"), ("k4", "end", "None")),
        problems=((6, "not-a-date"),),
    ),
    Mess(
        name="a column that is hidden",
        ledger="opinions",
        rows=([*OPINION, "是否保密"], [1, "b1", "2014-06-05", "灯", "是"]),
        records=(2,),
        hidden=(4,),
        remarks=("hidden-columns",),
        plain=False,
        says=(("o-1", "confidential", "True"),),
    ),
    Mess(
        name="headings of three rows",
        ledger="opinions",
        rows=(
            ["2014年6月意见台账"],
            ["序号", "基本情况", None, "受理情况", None],
            [None, "单位", None, "受理", "内容"],
            ["序号", "单位", "反映人", "受理日期", "内容"],
            [1, "b1", None, "6月5日", "灯"],
        ),
        records=(5,),
        remarks=("year-taken",),
        says=(("o-1", "text", "灯"),),
    ),
    Mess(
        name="the form of one thing",
        ledger="opinions",
        rows=(["序号", 1, "单位", "b1"], ["受理日期", "2014-06-05", "内容", "灯"]),
        problems=((0, "headings-scattered"),),
    ),
    Mess(
        name="the form of one thing, all that is needed in its first row",
        ledger="opinions",
        rows=(["序号", 1, "单位", "b1", "受理日期", "2014-06-05"], ["内容", "灯", "评价", "满意", None, None]),
        problems=((0, "headings-scattered"),),
    ),
    Mess(
        name="a number and a name of the same",
        ledger="opinions",
        rows=(
            OPINION,
            [1, "b1 First branch", DAY, "灯"],
            [2, "First branch（b1）", DAY, "门"],
            [3, "b2 First branch", DAY, "灯"],
        ),
        records=(2, 3),
        says=(("o-1", "unit", "b1"), ("o-2", "unit", "b1")),
        problems=((4, "record-not-known"),),
    ),
    Mess(
        name="a unit with those above it",
        ledger="opinions",
        rows=(OPINION, [1, "Street First branch", DAY, "灯"], [2, "Second branch First branch", DAY, "门"]),
        records=(2,),
        says=(("o-1", "unit", "b1"),),
        problems=((3, "record-not-known"),),
    ),
    Mess(
        name="several where one is wanted",
        ledger="opinions",
        rows=(
            [*OPINION, "答复日期", "办理结果"],
            [1, "First branch、Second branch", DAY, "灯", None, None],
            [2, "b1", DAY, "灯", DAY, "已解决/已解释"],
            [3, "First branch、Third branch", DAY, "灯", None, None],
            [4, "b1", DAY, "灯", DAY, "已解决，居民满意"],
        ),
        problems=((2, "several-named"), (3, "several-named"), (4, "record-not-known"), (5, "word-not-known")),
    ),
    Mess(
        name="a sheet of one unit, named after it",
        ledger="opinions",
        file="意见台账",
        sheet="First branch",
        rows=(["序号", "受理日期", "内容"], [1, DAY, "灯"], [2, DAY, "门"], ["合计", None, "2件"]),
        records=(2, 3),
        skips=((4, "total"),),
        remarks=("unit-taken",),
        says=(("o-1", "unit", "b1"), ("o-2", "unit", "b1")),
        plain=False,
    ),
    Mess(
        name="a table of one unit, named in its title",
        ledger="opinions",
        file="意见台账",
        rows=(["单位：First branch", None, None], ["序号", "受理日期", "内容"], [1, DAY, "灯"]),
        records=(3,),
        remarks=("unit-taken",),
        says=(("o-1", "unit", "b1"),),
    ),
    Mess(
        name="a sheet named after no unit",
        ledger="opinions",
        file="意见台账",
        sheet="Third branch",
        rows=(["序号", "受理日期", "内容"], [1, DAY, "灯"], [2, DAY, "门"]),
        problems=((1, "missing-column"),),
        plain=False,
    ),
    Mess(
        name="a sheet without a name and without a unit",
        ledger="opinions",
        file="意见台账",
        rows=(["序号", "受理日期", "内容"], [1, DAY, "灯"], [2, DAY, "门"]),
        problems=((1, "missing-column"),),
    ),
    Mess(
        name="nothing said in words",
        ledger="opinions",
        rows=(
            [*OPINION, "反映人", "答复日期", "办理结果"],
            [1, "b1", "2014-06-05", "灯", "无", "暂无", "—"],
            [2, "b1", "2014-06-05", "无", "n/a", "TBC", ""],
        ),
        records=(2, 3),
        says=(("o-1", "text", "灯"), ("o-2", "text", "无"), ("o-2", "requester", "None")),
    ),
    Mess(
        name="a title above repeated headings",
        ledger="meetings",
        rows=(MEETING, [1, "b1", DAY, 3], ["第二支部会议情况", None, None, None], MEETING, [2, "b2", DAY, 4]),
        records=(2, 5),
        skips=((3, "section"), (4, "heading")),
    ),
    Mess(
        name="months between the rows",
        ledger="meetings",
        rows=(MEETING, ["一月", None, None, None], [1, "b1", DAY, 3], ["2月份", None, None, None], [2, "b2", DAY, 4]),
        records=(3, 5),
        skips=((2, "section"), (4, "section")),
    ),
    Mess(
        name="a sentence that sums up",
        ledger="meetings",
        rows=(MEETING, [1, "b1", DAY, 3], [None, "全年共开会1次，参加3人", None, None]),
        records=(2,),
        problems=((3, "row-says-little"),),
    ),
    Mess(
        name="rows that were cancelled, in a word",
        ledger="meetings",
        rows=(
            [*MEETING, "说明"],
            [1, "b1", DAY, 3, "作废"],
            [2, "b1", DAY, 4, "已取消。"],
            [3, "b1", DAY, 4, "春游（取消）"],
            [4, "b1", DAY, 4, "Cancelled"],
            [5, "b1", DAY, 4, "取消限购的通知"],
            [6, "b1", DAY, 4, "讨论作废旧章"],
        ),
        records=(6, 7),
        problems=((2, "row-void"), (3, "row-void"), (4, "row-void"), (5, "row-void")),
        remarks=("extra-column",),
    ),
    Mess(
        name="a cancelled matter, in its own text",
        ledger="opinions",
        rows=(OPINION, [1, "b1", DAY, "作废"], [2, "b1", DAY, "公章作废一事"]),
        records=(3,),
        problems=((2, "row-void"),),
    ),
    Mess(
        name="a day of another year than the table",
        ledger="meetings",
        file="2014年meetings",
        rows=(MEETING, [1, "b1", date(2015, 1, 5), 3], [2, "b1", DAY, 4], [3, "b1", DAY, 4]),
        records=(2, 3, 4),
        remarks=("day-of-another-time",),
    ),
    Mess(
        name="a day of another month than the table",
        ledger="meetings",
        rows=(["2014年6月会议", None, None, None], MEETING, [1, "b1", "2014-07-05", 3], [2, "b2", DAY, 4], [3, "b1", DAY, 4]),
        records=(3, 4, 5),
        remarks=("day-of-another-time",),
    ),
    Mess(
        name="what was received before is carried over",
        ledger="opinions",
        file="2014年opinions",
        rows=([*OPINION, "答复日期", "办理结果"], [1, "b1", date(2013, 12, 30), "灯", date(2014, 1, 5), "已解决"]),
        records=(2,),
    ),
    Mess(
        name="a total and its parts under one heading",
        ledger="meetings",
        rows=(
            ["序号", "单位", "会议日期", "人数", None, None],
            [None, None, None, "合计", "男", "女"],
            [1, "b1", DAY, 20, 12, 8],
        ),
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5)),
        records=(3,),
        skips=((2, "heading"),),
        remarks=("extra-column", "extra-column"),
        says=(("meetings-1", "headcount", "20"),),
        plain=False,
    ),
    Mess(
        name="parts under one heading, and no total",
        ledger="meetings",
        rows=(["序号", "单位", "会议日期", "人数", None], [None, None, None, "男", "女"], [1, "b1", DAY, 12, 8]),
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)),
        problems=((1, "heading-twice"),),
        skips=((2, "heading"),),
        plain=False,
    ),
    Mess(
        name="a unit in doubt, or in a box that is not ticked",
        ledger="opinions",
        rows=(OPINION, [1, "First branch?", DAY, "灯"], [2, "□First branch", DAY, "灯"], [3, "☑First branch", DAY, "灯"]),
        records=(4,),
        problems=((2, "word-in-doubt"), (3, "word-in-doubt")),
    ),
    Mess(
        name="a subtotal within a merged group",
        ledger="meetings",
        rows=(
            ["单位", "序号", "会议日期", "人数"],
            ["b1", 1, DAY, 3],
            [None, 2, DAY, 4],
            [None, None, "小计", 7],
            ["b2", 3, DAY, 5],
        ),
        merged=((1, 0, 3, 0),),
        records=(2, 3, 5),
        skips=((4, "part-total"),),
        plain=False,
    ),
    Mess(
        name="a measure below the heading",
        ledger="tallies",
        rows=(TALLY, [None, None, "（万元）"], ["b1", DAY, 3], ["b2", DAY, "3万元"], ["合计", None, 6]),
        records=(3, 4),
        skips=((5, "total"),),
    ),
    Mess(
        name="carried from page to page",
        ledger="tallies",
        rows=(TALLY, ["承前页", None, 5], *TWO, ["本页小计", None, 7], ["累计", None, 12], ["过次页", None, 12]),
        records=(3, 4),
        skips=((2, "carried"), (5, "part-total"), (6, "total"), (7, "carried")),
    ),
    Mess(
        name="carried, and a wrong total",
        ledger="tallies",
        rows=(TALLY, ["b/f", None, 5], *TWO, ["Total", None, 13], ["carried forward", None, 13]),
        records=(3, 4),
        skips=((2, "carried"), (5, "total"), (6, "carried")),
        remarks=("total-differs",),
    ),
    Mess(
        name="a table that goes on over pages",
        ledger="opinions",
        rows=(OPINION, [1, "b1", DAY, "灯"], ["（接上页）"], ["续表1"], ["转下页"], ["continued"], [2, "b1", DAY, "门"]),
        records=(2, 7),
        skips=((3, "note"), (4, "note"), (5, "carried"), (6, "note")),
    ),
    Mess(
        name="how to fill in, below the headings",
        ledger="opinions",
        rows=(
            OPINION,
            ["必填", "必填", "必填", "选填"],
            ["数字", "单位编号", "YYYY-MM-DD", "不超过200字"],
            ["（必填）", None, "（格式：2014-06-05）", None],
            [1, "b1", DAY, "必填"],
        ),
        records=(5,),
        skips=((2, "heading"), (3, "heading"), (4, "heading")),
        says=(("o-1", "text", "必填"),),
    ),
    Mess(
        name="who filled it in, with a seal and a day",
        ledger="opinions",
        rows=(
            OPINION,
            [1, "b1", DAY, "灯"],
            ["First branch（公章）"],
            ["主任：甲示例", "经办：乙示例", None, "2014年6月5日"],
            [None, None, None, "负责人（签字）："],
            [None, None, None, "二〇一四年六月五日"],
            ["导出时间：2014-07-01 10:00:00", None, "导出人：admin"],
            [None, None, "2014-06-05", "反映：门坏了"],
        ),
        records=(2,),
        skips=tuple((row, "note") for row in range(3, 8)),
        problems=((8, "missing-cell"),),
    ),
    Mess(
        name="as above in other words, and as elsewhere",
        ledger="opinions",
        rows=(
            OPINION,
            [1, "b1", DAY, "灯"],
            [2, "如上", "↑", "同上条"],
            [3, "-do-", DAY, "see above"],
            [4, "b1", DAY, "同1"],
            [5, "b1", "同左", "门"],
            [6, "b1", DAY, "同意"],
        ),
        records=(2, 3, 4, 7),
        problems=((5, "as-another"), (6, "as-another")),
        remarks=("filled-from-above",),
        says=(("o-2", "text", "灯"), ("o-3", "text", "灯")),
    ),
    Mess(
        name="examples with a number",
        ledger="opinions",
        rows=(OPINION, ["例1", "b1", DAY, "示例"], ["示例2：", "b1", DAY, "示例"], ["例会3", "b1", DAY, "灯"]),
        records=(4,),
        skips=((2, "example"), (3, "example")),
    ),
    Mess(
        name="numbers of which a program made decimals",
        ledger="opinions",
        rows=(OPINION, ["1.0", "b1", "2014-06-05", "灯"], ["2.0", "b1", "2014-06-05", "门"]),
        records=(2, 3),
        remarks=("decimals-taken-off",),
        says=(("o-1", "text", "灯"), ("o-2", "text", "门")),
    ),
    Mess(
        name="numbers in steps are none of these",
        ledger="opinions",
        rows=(OPINION, ["1.0", "b1", "2014-06-05", "灯"], ["1.1", "b1", "2014-06-05", "门"]),
        records=(2, 3),
        says=(("o-1.0", "text", "灯"), ("o-1.1", "text", "门")),
    ),
    Mess(
        name="months side by side",
        ledger="tallies",
        rows=(["单位", "1月", "2月", "三月份"], ["b1", 3, 4, 5], ["b2", 1, 2, 3]),
        problems=((1, "months-across"),),
    ),
    Mess(
        name="days side by side",
        ledger="opinions",
        rows=(["单位", "6月5日", "6月12日", "2014-06-19"], ["b1", "√", "√", "×"]),
        problems=((1, "months-across"),),
    ),
    Mess(
        name="months side by side, and no heading known",
        ledger="tallies",
        rows=(["名称", "2014年1月", "2014年2月", "2014年3月"], ["First branch", 3, 4, 5]),
        problems=((0, "months-across"),),
    ),
    Mess(
        name="comments at cells",
        ledger="tallies",
        rows=([Cell("单位", noted="请填编号"), "日期", "数量"], ["b1", DAY, Cell(3, noted="实为4")], ["b2", DAY, 4]),
        records=(2, 3),
        remarks=("cell-comments",),
        plain=False,
    ),
    Mess(
        name="no comments but at headings and notes",
        ledger="tallies",
        rows=([Cell("单位", noted="请填编号"), "日期", "数量"], ["b1", DAY, 3], [Cell("注：见批注", noted="无")]),
        records=(2,),
        skips=((3, "note"),),
        plain=False,
    ),
    Mess(
        name="a measure in the name of the file",
        ledger="tallies",
        file="统计数（单位：万元）",
        rows=(TALLY, ["b1", DAY, 3], ["b2", DAY, "4元"]),
        records=(2, 3),
        remarks=("measure-taken",),
        says=(("tallies-b1-2014-06-05", "amount", "3万元 CNY"),),
    ),
    Mess(
        name="a measure in a note below",
        ledger="tallies",
        rows=(TALLY, ["b1", DAY, 3], ["注：本表金额单位均为万元"]),
        records=(2,),
        skips=((3, "note"),),
        remarks=("measure-taken",),
        says=(("tallies-b1-2014-06-05", "amount", "3万元 CNY"),),
    ),
    Mess(
        name="a note that names an amount, and no measure of the table",
        ledger="tallies",
        rows=(TALLY, ["b1", DAY, 3], ["注：其中2万元为捐款"]),
        records=(2,),
        skips=((3, "note"),),
        says=(("tallies-b1-2014-06-05", "amount", "3 CNY"),),
    ),
    Mess(
        name="a measure left open in the name of the sheet",
        ledger="tallies",
        file="tallies",
        sheet="元、万元",
        rows=(TALLY, ["b1", DAY, 3]),
        problems=((1, "other-measure"),),
        plain=False,
    ),
    Mess(
        name="headings in two languages",
        ledger="opinions",
        rows=(["序号 No.", "单位/Unit", "受理日期\nReceived on", "内容（what was said）"], [1, "b1", DAY, "灯"]),
        records=(2,),
        says=(("o-1", "text", "灯"),),
    ),
)
"""All of them."""
