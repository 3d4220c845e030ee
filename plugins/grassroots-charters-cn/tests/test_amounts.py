"""Amounts of a ledger that names the measure in a column of its own, where that column says nothing: the heading, the title or the cell says it."""

from __future__ import annotations

from pathlib import Path

import pytest

import grassroots as gr

UNITS = "单位编号,单位名称,单位类别,上级单位,成立日期\nJ,甲街道,街道,,2009-1-1\nHX,河西社区,社区,J,2009-1-1\n"
HEAD = "序号,付款单位,收支类别,日期"


@pytest.mark.parametrize(
    ("title", "heading", "typed", "amounts"),
    [
        ("", "数额（万元）", [("1.2", None), ("500元", None)], ["12000 CNY", "500 CNY"]),
        ("", "数额（万元）,计量单位", [("1.2", ""), ("3", "元")], ["12000 CNY", "30000 CNY"]),
        ("2014年收支台账 单位：万元,,,,,\n", "数额,计量单位", [("1.2", ""), ("3", "")], ["12000 CNY", "30000 CNY"]),
        ("", "数额（元）,计量单位", [("1200", "")], ["1200 CNY"]),
        ("", "数额,计量单位", [("1.2万元", ""), ("1200元整", ""), ("4", "人")], ["12000 CNY", "1200 CNY", "4 person"]),
        ("", "数额,计量单位", [("4", "")], ["4 "]),
    ],
)
def test_what_the_heading_the_title_or_the_cell_says_is_not_lost(
    tmp_path: Path, title: str, heading: str, typed: list[tuple[str, str | None]], amounts: list[str]
) -> None:
    lines = [
        f"{at},HX,经费支出,2014-6-5,{','.join(filter(lambda one: one is not None, cells))}" for at, cells in enumerate(typed, 1)
    ]
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "收支台账.csv").write_text("\n".join([f"{title}{HEAD},{heading}", *lines]) + "\n", encoding="utf-8")
    with gr.open("memory:", "cn-street") as office:
        reading = office.take_in(tmp_path)
        assert (reading.stored, reading.problems) == (True, ())
        found = [one.amount for one in office.snapshot("2014-12-31").all("provision").values()]
    assert [f"{one.value:f} {one.measured_in}" for one in found] == amounts
