"""Several tables in one sheet are read each for itself; one table is never cut in two."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.sheets import codes, kept, read, table
from support.workbooks import WRITERS

from grassroots.ledgers import Reading
from grassroots.model import Case
from grassroots_xlsx.rows import WorkbookRows

OPINIONS = "序号 | 单位 | 受理日期"
MEMBERS = "序号 | 姓名 | 所在支部"


def kinds(reading: Reading) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in reading.records:
        if type(one).__name__ in ("Case", "Person"):
            found.setdefault(type(one).__name__, []).append(one.id)
    return found


BELOW = f"意见台账 | |\n{OPINIONS}\n1 | b1 | 2014-03-01\n2 | b1 | 2014-03-02\n成员名册 | |\n{MEMBERS}\n7 | 示例甲 | b1"
BESIDE = f"{OPINIONS} | | {MEMBERS}\n1 | b1 | 2014-03-01 | | 7 | 示例甲 | b1\n2 | b1 | 2014-03-02"
BOTH = {"Case": ["o-1", "o-2"], "Person": ["p-7"]}


@pytest.mark.parametrize("name", ["本月.xlsx#Sheet1", "意见台账.csv", "成员名册.xlsx#意见台账"])
@pytest.mark.parametrize("text", [BELOW, BESIDE])
def test_two_tables_in_a_sheet_are_two_ledgers(name: str, text: str) -> None:
    reading = read(table(name, text))
    assert (codes(reading), kinds(reading)) == ([], BOTH)
    assert [one.ledger for one in reading.tables[1:]] == ["opinions", "members"]
    reading.check_conservation()


def test_each_row_knows_its_own_place() -> None:
    reading = read(table("本月.xlsx#Sheet1", BESIDE.replace("示例甲 | b1", "示例甲 | b9")))
    (problem,) = reading.problems
    assert problem.text("zh").startswith("本月.xlsx，工作表Sheet1[E1]，第2行，“所在支部”列：")


@pytest.mark.parametrize("gap", ["", " |"])
def test_one_ledger_side_by_side_is_read_to_the_end(gap: str) -> None:
    text = f"{OPINIONS} |{gap} {OPINIONS}\n1 | b1 | 2014-03-01 |{gap} 3 | b1 | 2014-03-03\n2 | b1 | 2014-03-02 |{gap} | |"
    reading = read(table("意见台账.csv", text))
    assert (codes(reading), kinds(reading)) == ([], {"Case": ["o-1", "o-2", "o-3"]})


def test_a_day_without_a_month_takes_that_of_the_title_above_its_own_headings() -> None:
    june = f"2014年6月意见台账 | |\n{OPINIONS}\n1 | b1 | 5日\n"
    reading = read(table("意见台账.csv", june + june.replace("6月", "7月").replace("1 |", "2 |")))
    days = [one.steps[0].on.isoformat() for one in reading.records if isinstance(one, Case)]
    assert (codes(reading), days) == ([], ["2014-06-05", "2014-07-05"])


def test_a_small_table_beside_a_ledger_stops_nothing_and_is_told() -> None:
    text = f"{OPINIONS} | | 单位 | 件数\n1 | b1 | 2014-03-01 | | b1 | 2\n2 | b1 | 2014-03-02 | | 合计 | 2"
    reading = read(table("意见台账.csv", text))
    assert (codes(reading), kinds(reading)) == ([], {"Case": ["o-1", "o-2"]})
    assert [one.code for one in reading.remarks] == ["table-beside"]


@pytest.mark.parametrize(
    "text",
    [
        "序号 | 单位 | | 受理日期 | 内容\n1 | b1 | | 2014-03-01 | 路灯",
        f"{OPINIONS} | | 内容\n1 | b1 | 2014-03-01 | | 路灯",
        f"{OPINIONS} | 内容\n1 | b1 | 2014-03-01 | 单位\n{OPINIONS} | 内容\n2 | b1 | 2014-03-02 | 门",
        f"{OPINIONS} | | 备用\n1 | b1 | 2014-03-01 | | x",
    ],
)
def test_one_table_is_one(text: str) -> None:
    reading = read(table("意见台账.csv", text))
    assert codes(reading) == []
    assert len(reading.tables) == 2


def test_a_table_that_moves_in_its_sheet_stays_the_same_ledger() -> None:
    first = read(table("本月.xlsx#Sheet1", BELOW))
    more = BELOW.replace("2 | b1 | 2014-03-02", "2 | b1 | 2014-03-02\n3 | b1 | 2014-03-03").replace("示例甲", "示例乙")
    again = read(table("本月.xlsx#Sheet1", more), known=kept(first))
    assert codes(again) == []
    assert (again.new, again.changed) == ({("case", "o-3")}, {("person", "p-7")})


def test_headings_over_two_rows_may_stand_above_each_of_several_tables() -> None:
    two = "序号 | 单位 | 受理 |\n | | 日期 | 期限\n{} | b1 | 2014-03-01 | 2014-03-09\n"
    reading = read(table("意见台账.csv", two.format(1) + f"成员名册 | |\n{MEMBERS}\n7 | 示例甲 | b1\n" + two.format(2)))
    assert (codes(reading), kinds(reading)) == ([], BOTH)


TYPED = (
    "序号",
    "单位",
    "受理日期",
    "姓名",
    "",
    "",
    "1",
    "2",
    "b1",
    "2014-03-01",
    "示例甲",
    "合计",
    "意见台账",
    "同上",
    "注：x",
    "受理",
    "期限",
)
HEADS = (
    ["序号", "单位", "受理日期"],
    ["序号", "姓名", "所在支部"],
    ["单位", "日期", "数量"],
    ["序号", "单位", "受理", ""],
    ["", "", "日期", "期限"],
)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_beside_and_below_no_row_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    several = 0
    for _ in range(60):
        lines = []
        for _ in range(chance.randint(1, 9)):
            cells = [chance.choice(TYPED) for _ in range(chance.randint(1, 8))]
            if chance.random() < 0.35:
                cells = chance.choice(HEADS) + [""] * chance.randint(0, 2) + chance.choice([[], *HEADS[:2]])
            lines.append(" | ".join(cells))
        reading = read(table("本月.xlsx#S", "\n".join(lines)))
        reading.check_conservation()
        assert reading.summary("zh")
        several += len(reading.tables) > 2
    assert several > 10


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_may_hold_several(tmp_path: Path, ending: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in BESIDE.splitlines()]
    reading = read(*WorkbookRows(WRITERS[ending](tmp_path / f"本月.{ending}", rows)).tables())
    assert (codes(reading), kinds(reading)) == ([], BOTH)
