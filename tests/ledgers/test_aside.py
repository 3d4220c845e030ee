"""Rows that are no records are known as such and accounted for; each with a twin that looks like it and is a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sheets import codes, found, read, table

from grassroots.ledgers import Reading, aside
from grassroots.model import Case, Tally

HEAD = "序号 | 单位 | 受理日期 | 内容\n"
ONE = "1 | b1 | 2014-03-01 | 路灯不亮\n"
TWO = "2 | b2 | 2014-03-02 | 门坏了\n"


def opinions(*rows: str) -> Reading:
    return read(table("意见台账.csv", HEAD + "".join(rows)))


def cases(reading: Reading) -> set[str]:
    return {record.id for record in reading.records if isinstance(record, Case)}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("小计 | | | 2件\n", "part-total"),
        ("小  计 | | | \n", "part-total"),
        ("河西社区小计 | | |\n", "part-total"),
        ("合计 | | |\n", "total"),
        ("合　计 | | |\n", "total"),
        ("合计：2件 | | |\n", "total"),
        (" | 总计 | |\n", "total"),
        ("Total | | |\n", "total"),
        ("共计2件 | | |\n", "total"),
        ("总件数 | | | 2\n", "total"),
        ("以上共2件 | | |\n", "total"),
        ("平均 | | | 1\n", "average"),
        ("average | | | 1\n", "average"),
        ("（以下空白） | | |\n", "note"),
        ("——以下空白—— | | |\n", "note"),
        ("第2页 共3页 | | |\n", "note"),
        ("备注 | 以上均已核实 | |\n", "note"),
        ("制表：示例甲 | | 2014年6月 |\n", "note"),
        ("注：以上为本月数 | | |\n", "note"),
        ("填表人：示例甲 | | 审核人：示例乙 | 日期：2014-06-30\n", "note"),
        ("说明:不含撤回的 | | |\n", "note"),
        ("一、河西社区 | | |\n", "section"),
        ("（二）河东社区 | （二）河东社区 | （二）河东社区 | （二）河东社区\n", "section"),
        ("以上各件均已核对 | 以上各件均已核对 | 以上各件均已核对 | 以上各件均已核对\n", "section"),
        (HEAD, "heading"),
        ("No. | unit | received on | what was said\n", "heading"),
    ],
)
def test_a_row_that_is_no_record_is_left_out_by_name(row: str, reason: str) -> None:
    reading = opinions(ONE, row, TWO)
    assert (codes(reading), cases(reading)) == ([], {"o-1", "o-2"})
    assert [(skip.source.row, skip.reason) for skip in reading.skips] == [(3, reason)]


@pytest.mark.parametrize(
    "row",
    [
        "3 | b1 | 2014-03-03 | 合计\n",
        "3 | b1 | 2014-03-03 | 注：门牌不清\n",
        "A3 | b1 | 2014-03-03 | 小计有误\n",
        "3号 | b1 | 2014-03-03 | 一、路灯；二、门\n",
        "总计办-3 | b1 | 2014-03-03 | 说明：无\n",
        "3 | b1 | 2014-03-03 | 内容\n",
        "3 | b1 | 2014-03-03 | 平均\n",
        "共建办3 | b1 | 2014-03-03 | 以下空白\n",
        "备注3 | b1 | 2014-03-03 | 无\n",
    ],
)
def test_a_record_that_looks_like_one_is_a_record(row: str) -> None:
    reading = opinions(ONE, row, TWO)
    assert (codes(reading), len(cases(reading)), reading.skips) == ([], 3, ())


@pytest.mark.parametrize("row", ["3 | | |\n", "小明 | | |\n", "A3 | | 2014-03-03 |\n", "3 | 合计 | |\n"])
def test_a_row_of_which_nobody_can_say_what_it_is_stays_a_problem(row: str) -> None:
    reading = opinions(ONE, row, TWO)
    assert set(codes(reading)) & {"missing-cell", "record-not-known", "number-only"}
    assert [bad.source.row for bad in reading.bad_rows] == [3]


def tallies(*rows: str) -> Reading:
    return read(table("统计数.csv", "单位 | 日期 | 数量\n" + "".join(rows)))


def test_a_total_is_held_against_the_rows_above() -> None:
    rows = ["b1 | 2014-03-01 | 3\n", "b2 | 2014-03-01 | 4\n", "小计 | | 7\n", "b1 | 2014-04-01 | 5\n", "小计 | | 5\n"]
    reading = tallies(*rows, "合计 | | 12\n")
    assert (codes(reading), list(reading.remarks)) == ([], [])
    wrong = tallies(*rows, "合计 | | 13\n")
    assert [(one.code, one.value, one.details["sum"]) for one in wrong.remarks] == [("total-differs", "13", "12")]
    assert sum(isinstance(record, Tally) for record in wrong.records) == 3


@pytest.mark.parametrize("as_above", ["同上", "〃", "同前", '"', "ditto"])
def test_as_above_is_filled_from_the_row_above_and_told(as_above: str) -> None:
    reading = opinions(ONE, f"2 | {as_above} | {as_above} | 门坏了\n")
    case = found(reading, "case", "o-2")
    assert isinstance(case, Case)
    assert (case.unit, str(case.steps[0].on)) == ("b1", "2014-03-01")
    assert [(one.code, one.details["count"]) for one in reading.remarks] == [("filled-from-above", 2)]


def test_as_above_is_no_number_of_a_record_and_nothing_where_nothing_stands_above() -> None:
    assert codes(opinions(ONE, "同上 | b1 | 2014-03-01 | 门坏了\n")) == ["number-as-above"]
    assert codes(opinions("1 | 同上 | 2014-03-01 | 门坏了\n")) == ["nothing-above"]
    assert codes(opinions("1 | 同上 | 2014-03-01 | 门坏了\n2 | 同上 | 2014-03-02 | 灯坏了\n")) == ["nothing-above"] * 2


def test_as_above_means_the_row_above_and_none_further_up() -> None:
    rows = (ONE, "2 | b1 | 2014-03-01 |\n", "3 | b1 | 2014-03-02 | 同上\n")
    assert codes(opinions(*rows)) == ["nothing-above"]
    case = found(opinions(rows[0], rows[1].replace("1 |\n", "1 | /\n"), rows[2]), "case", "o-3")
    assert isinstance(case, Case)
    assert case.text is None


def test_a_total_of_amounts_in_words_is_held_against_the_rows_too() -> None:
    reading = tallies("b1 | 2014-03-01 | 500元\n", "b2 | 2014-03-01 | ￥300\n", "合计 | | 800元\n", "总计 | | 900元\n")
    (remark,) = [one for one in reading.remarks if one.code == "total-differs"]
    assert (remark.value, remark.details["sum"], remark.source and remark.source.row) == ("900元", "800", 5)


@pytest.mark.parametrize("row", [" | | | 续：门口的灯也不亮\n", " | b1 | | \n"])
def test_a_row_without_all_that_is_needed_is_told_once_or_by_its_cells(row: str) -> None:
    reading = opinions(ONE, row, TWO)
    nothing = row.startswith(" | |")
    assert set(codes(reading)) == {"row-says-little" if nothing else "missing-cell"}
    assert len(reading.problems) == (1 if nothing else 2)


def test_the_total_of_a_unit_is_that_of_its_own_rows_and_the_last_that_of_all() -> None:
    rows = ["b1 | 2014-03-01 | 3\n", "一支部合计 | | 3\n", "b2 | 2014-03-01 | 4\n", "二支部合计 | | 4\n"]
    assert not [one for one in tallies(*rows, "合计 | | 7\n").remarks if one.code == "total-differs"]
    found = [one for one in tallies(*rows, "合计 | | 4\n").remarks if one.code == "total-differs"]
    assert [(one.value, one.details["sum"]) for one in found] == [("4", "7")]
    wrong = [one.replace("二支部合计 | | 4", "二支部合计 | | 5") for one in rows]
    assert [one.value for one in tallies(*wrong).remarks if one.code == "total-differs"] == ["5"]


SIMILAR = [
    "as no. 12",
    "as row 3",
    "same as 12",
    "AS ROW 7",
    "同 第 3 行",
    "同左",
    "同",
    "as",
    "samen",
    "do",
    "''",
    " ditto ",
    "Ditto",
]


@given(
    st.one_of(st.sampled_from([*sorted(aside._DITTO), *SIMILAR]), st.text(max_size=13)), st.sampled_from(["", " ", "\t", "　"])
)
def test_whatever_means_another_cell_may_mean_one_by_its_beginning(text: str, outer: str) -> None:
    """Most cells are told by their first letter to mean nothing else; those that do never are."""
    cell = f"{outer}{text}{outer}"
    assert aside._may_mean_other(cell) or not aside._means_other(cell)


@given(
    st.lists(
        st.sampled_from(
            [
                "void",
                "VOIDED",
                "cancelled",
                "canceled",
                "deleted",
                "not valid",
                "invalid",
                "(",
                ")",
                "[",
                "]",
                " ",
                ".",
                "!",
                "a",
                "作废",
            ]
        )
    )
)
def test_whatever_says_that_a_row_was_cancelled_holds_a_word_for_it(parts: list[str]) -> None:
    text = "".join(parts)
    found = aside._VOID.search(text.translate(aside.SIMPLE))
    assert aside.void_in(text) == (text[slice(*found.span())].strip() if found else "")
