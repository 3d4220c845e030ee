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
        ("2014年收支台账（万元）,,,,,\n", "数额,计量单位", [("1.2", "")], ["12000 CNY"]),
        ("", "数额万元", [("1.2", None)], ["12000 CNY"]),
        ("", "数额（元）,计量单位", [("1200", "")], ["1200 CNY"]),
        ("", "数额（￥）,计量单位", [("1200", "元"), ("500RMB", "")], ["1200 CNY", "500 CNY"]),
        ("", "数额,计量单位", [("1.2万元", ""), ("1200元整", ""), ("4", "人")], ["12000 CNY", "1200 CNY", "4 person"]),
        ("", "数额,计量单位", [("4", "")], ["4 "]),
        ("", "数额,计量单位", [("1.2", "万元"), ("1.2", "亿元"), ("5", "千元")], ["12000 CNY", "120000000 CNY", "5000 CNY"]),
        (
            "",
            "数额,计量单位",
            [("约1.2", "万元"), ("￥500", "万元"), ("0.5万", "元")],
            ["12000 CNY", "5000000 CNY", "5000 CNY"],
        ),
        (
            "",
            "数额,计量单位",
            [("3", "百万美元"), ("2", "万人")],
            ["3000000 USD", "20000 person"],
        ),
        ("", "数额,计量单位", [("￥500", ""), ("$500", ""), ("€5", "")], ["500 CNY", "500 USD", "5 EUR"]),
        ("", "数额,计量单位", [("人民币500", ""), ("USD 500", ""), ("RMB1.2万", "")], ["500 CNY", "500 USD", "12000 CNY"]),
        ("", "数额,计量单位", [("500圆", ""), ("20块钱", ""), ("500元左右", "")], ["500 CNY", "20 CNY", "500 CNY"]),
        ("", "数额,计量单位", [("5百", "元"), ("1.5百万", "元"), ("3千元", "")], ["500 CNY", "1500000 CNY", "3000 CNY"]),
        ("", "数额（百万元）", [("1.2", None)], ["1200000 CNY"]),
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
        again = office.take_in(office.ledger("payments", tmp_path / "收支台账_导出.csv", "zh"))
        assert (again.stored, again.problems) == (False, ())
    assert [f"{one.value:f} {one.measured_in}" for one in found] == amounts


@pytest.mark.parametrize(
    ("heading", "amount", "unit", "told"),
    [
        ("数额（万元）", "3", "人", "measures-differ"),
        ("数额（万元）", "3", "亿元", "measures-differ"),
        ("数额（元）", "3", "美元", "measures-differ"),
        ("数额", "5000元", "万元", "measure-beside-differs"),
        ("数额", "3", "万", "order-alone"),
        ("数额", "3", "万斗", "word-not-known"),
    ],
)
def test_a_measure_that_contradicts_or_is_none_is_a_problem(
    tmp_path: Path, heading: str, amount: str, unit: str, told: str
) -> None:
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    row = f"1,HX,经费支出,2014-6-5,{amount},{unit}"
    (tmp_path / "收支台账.csv").write_text(f"{HEAD},{heading},计量单位\n{row}\n", encoding="utf-8")
    with gr.open("memory:", "cn-street") as office:
        reading = office.take_in(tmp_path)
        assert ([one.code for one in reading.problems], reading.stored) == ([told], False)


@pytest.mark.parametrize(
    ("title", "heading", "rows", "told"),
    [
        ("单位：万元", "数额", [("3", "元"), ("500元", "元"), ("2", "")], [("1", "万元", "元")]),
        ("", "数额（万元）", [("3", "元"), ("4", "元")], [("2", "万元", "元")]),
        ("", "数额（万元）", [("3", "")], []),
        ("", "数额", [("3", "万元"), ("4", "元")], []),
    ],
)
def test_numbers_that_are_multiplied_beside_a_measure_that_is_not_are_told(
    tmp_path: Path, title: str, heading: str, rows: list[tuple[str, str]], told: list[tuple[str, str, str]]
) -> None:
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    lines = [f"{at},HX,经费支出,2014-6-5,{amount},{unit}" for at, (amount, unit) in enumerate(rows, 1)]
    table = [*([f"{title},,,,,"] if title else []), f"{HEAD},{heading},计量单位", *lines]
    (tmp_path / "收支台账.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    with gr.open("memory:", "cn-street") as office:
        reading = office.take_in(tmp_path)
    assert reading.stored
    details = [one.details for one in reading.remarks if one.code == "measure-multiplied"]
    assert [(str(one["count"]), one["measure"], one["beside"]) for one in details] == told


ROOMS = "户号,村（社区）,地址\nH1,HX,{address}\n"


@pytest.mark.parametrize(("address", "told"), [("3月2日", True), ("2-Mar", True), ("河西路3-2", False), ("3-2", False)])
def test_a_room_that_became_a_day_is_told_in_a_file_of_text(tmp_path: Path, address: str, told: bool) -> None:
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "住户登记册.csv").write_text(ROOMS.format(address=address), encoding="utf-8")
    with gr.open("memory:", "cn-street") as office:
        reading = office.read(tmp_path)
    assert [one.code for one in reading.problems] == ["became-a-date"] * told
