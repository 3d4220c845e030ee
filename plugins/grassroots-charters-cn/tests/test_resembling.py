"""A column that the ledger lacks and one that it does not know may be the same: that is asked, never passed over. Any other column stops no file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import grassroots as gr

UNITS = "单位编号,单位名称,单位类别,上级单位,成立日期\nJ,甲街道,街道,,2009-1-1\nHX,河西社区,社区,J,2009-1-1\n"
PAYMENTS = "序号,付款单位,收支类别,日期", "1,HX,经费支出,2014-6-5"
OPINIONS = "意见编号,来源单位,受理日期,意见内容", "1,HX,2014-6-5,路灯"
CASES = "序号,所在单位,类别,受理日期", "1,HX,诉求,2014-6-5"
VENUES = "设施编号,所在单位,设施类别,设施名称,启用日期", "F1,HX,功能室,示例室,2014-6-5"


@pytest.fixture(scope="module")
def street() -> Iterator[gr.Office]:
    with gr.open("memory:", "cn-street") as office:
        yield office


def told(
    street: gr.Office, folder: Path, ledger: str, table: tuple[str, str], heading: str, cell: str
) -> list[tuple[str, list[str]]]:
    (folder / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    (folder / f"{ledger}.csv").write_text(f"{table[0]},{heading}\n{table[1]},{cell}\n", encoding="utf-8")
    return [(one.code, list(one.details["nearest"])) for one in street.read(folder).problems]


@pytest.mark.parametrize(
    ("ledger", "table", "heading", "cell", "meant"),
    [
        ("收支台账", PAYMENTS, "金额", "1.2万元", "数额"),
        ("收支台账", PAYMENTS, "实发数", "1200", "数额"),
        ("收支台账", PAYMENTS, "单位", "元", "计量单位"),
        ("意见台账", OPINIONS, "结果情况", "已解决", "办理结果"),
        ("意见台账", OPINIONS, "怎么样了", "已解决", "办理结果"),
        ("意见台账", OPINIONS, "结案时间", "2014-6-9", "办结日期"),
        ("意见台账", OPINIONS, "结案时间", "6月9日", "办结日期"),
        ("意见台账", OPINIONS, "办理单位", "河西社区", "承办单位"),
        ("诉求台账", CASES, "诉求内容", "路灯不亮", "内容"),
        ("诉求台账", CASES, "回访满意度", "满意", "评价"),
        ("设施台账", VENUES, "终止日期", "2015-6-9", "最后一日"),
    ],
)
def test_a_column_that_may_be_one_that_is_missing_is_asked_about(
    street: gr.Office, tmp_path: Path, ledger: str, table: tuple[str, str], heading: str, cell: str, meant: str
) -> None:
    (found,) = told(street, tmp_path, ledger, table, heading, cell)
    assert (found[0], found[1][0]) == ("unknown-column", meant)


@pytest.mark.parametrize(
    ("ledger", "table", "heading", "cell"),
    [
        ("收支台账", PAYMENTS, "备注", "无"),
        ("收支台账", PAYMENTS, "凭证号", "1203"),
        ("意见台账", OPINIONS, "联系电话", "13800138000"),
        ("意见台账", OPINIONS, "填表日期", "2014-6-9"),
        ("意见台账", OPINIONS, "登记时间", "2014-6-5"),
        ("意见台账", OPINIONS, "是否回访", "是"),
        ("意见台账", OPINIONS, "处理情况", "派人修了"),
        ("诉求台账", CASES, "登记时间", "2014-6-5"),
        ("诉求台账", CASES, "年龄", "45"),
    ],
)
def test_any_other_column_stops_no_file(
    street: gr.Office, tmp_path: Path, ledger: str, table: tuple[str, str], heading: str, cell: str
) -> None:
    assert told(street, tmp_path, ledger, table, heading, cell) == []
