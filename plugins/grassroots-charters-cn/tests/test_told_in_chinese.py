"""What an office is told in Chinese has no word in it that is not Chinese, but what somebody typed, commands, and what a charter is written in."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.workspace.mapped.drafted import Answers

ALLOWED = {
    *("csv", "xlsx", "url", "utf", "sig", "gb"),
    *("grassroots", "map", "mend", "template", "ledger", "move", "load", "like", "set", "key", "column"),
    *("on", "edited", "vanished", "keep", "withdraw", "bad"),
    *("numbered_within", "complete", "false", "formats", "day_order", "zone"),
}
"""Kinds of files, commands and their options, and the keys of charters that a cure names."""
UNITS = [
    ["单位编号", "单位类别", "单位名称", "上级单位", "成立日期", "最后一日"],
    ["J", "街道", "清溪街道", "", "2000-1-1", ""],
    ["HX", "社区", "河西社区", "J", "2000-1-1", ""],
    ["HD", "社区", "河东社区", "J", "2014-1-1", ""],
    ["ZB", "支部", "河西支部", "J", "2000-1-1", ""],
    ["ZB2", "支部", "河东支部", "J", "2000-1-1", ""],
]
MEMBERS = ["成员编号", "姓名", "出生年月", "学历", "所在支部", "预备起始日期", "转正日期", "转出日期"]
LI = ["1", "李四", "1970-05", "小学", "ZB", "2001-07-01", "2002-07-01", ""]
OPINIONS = ["意见编号", "来源单位", "受理日期", "意见内容"]
FIRST = [[str(number), "HX", "2014-6-5", f"路灯{number}"] for number in range(1, 6)]
LATER = [*OPINIONS, "交办日期", "承办单位", "开始解决日期", "办结日期", "办理结果", "联系方式"]
MESSES = {
    "成员名册": [
        [[*LI[:4], "ZB2", *LI[5:]]],
        [["1", "王五", "1980-01", "大专", "ZB2", "2011-1-1", "2012-1-1", ""]],
        [[*LI[:6], "2003-07-01", ""]],
        [[*LI[:7], "2000-1-1"]],
        [LI, LI],
        [["2", "同上", "1990.1", "大学", "无此支部", "13-7", "6.5", ""]],
    ],
    "单位名册": [
        [["X1", "支部", "某支部", "NOPE", "2000-1-1", ""]],
        [["X1", "支部", "某支部", "HX", "2010-1-1", "2009-1-1"]],
        [["X2", "社区", "某社区", "HX", "", ""]],
        [["X3", "社区", "将来社区", "J", "2099-1-1", ""]],
        [["HD", "社区", "河东社区", "HX", "2014-1-1", ""]],
        [["HD", "社区", "河东社区", "J", "2012-1-1", ""]],
        [["HX", "社区", "河西社区", "HX", "2000-1-1", ""]],
    ],
    "意见台账": [
        [[str(number), "HD", f"2014-7-{number}", f"井盖{number}"] for number in range(1, 6)],
        FIRST[:1],
        FIRST[:3],
        [[str(number), "HX", "2014-6-5", f"路灯{number % 5 + 1}"] for number in range(1, 6)],
        [["6", "河中", "6.5", ""], ["7", "HX", "2014-6-5/6", ""], ["", "", "2014-6-6", ""], ["8", "甲", "2014-6-31", '="灯"']],
    ],
    "意见台账2": [
        [["1", "HX", "2014-6-5", "灯", "2014-6-1", "HX", "2014-6-8", "2014-6-7", "已解决", ""]],
        [["8", "HX", "2014-6-5", "灯", "", "", "", "2014-6-7", "已解决", "138"]],
        [
            ["9", "HX", "1914-6-5", "灯", "2015-1-1", "", "", "", "解决了", ""],
            ["10", "HX", "2099-1-1", "", "", "", "", "", "已解决", ""],
        ],
    ],
    "某某表": [
        [["1", "2014-6-5", "HX", "路灯", "已解决"]],
    ],
}
HEADINGS = {
    "成员名册": MEMBERS,
    "单位名册": UNITS[0],
    "意见台账": OPINIONS,
    "意见台账2": LATER,
    "某某表": ["编号", "受理日期", "来源", "意见描述", "结果情况"],
}


def now() -> datetime:
    return datetime(2015, 1, 1, tzinfo=UTC)


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def strange(text: str, typed: str) -> set[str]:
    return {word for word in re.findall("[A-Za-z_]{2,}", text) if word.lower() not in ALLOWED and word not in typed}


def test_what_is_wrong_with_ledgers_is_told_in_chinese_alone(tmp_path: Path) -> None:
    with gr.open("memory:", "cn-street", clock=now) as office:
        for name, rows in {"单位名册": UNITS, "成员名册": [MEMBERS, LI], "意见台账": [OPINIONS, *FIRST]}.items():
            assert office.take_in(write(tmp_path / f"{name}.csv", rows)).stored
        codes: set[str] = set()
        for name, tables in MESSES.items():
            for rows in tables:
                typed = str([HEADINGS[name], *rows, *UNITS])
                reading = office.read(write(tmp_path / f"{name}.csv", [HEADINGS[name], *rows]))
                told = (*reading.problems, *reading.remarks)
                assert told, rows
                codes |= {one.code for one in told}
                assert {one.text("zh"): strange(one.text("zh"), typed) for one in told if strange(one.text("zh"), typed)} == {}
        assert len(codes) > 20, sorted(codes)
        draft, _ = office.map(tmp_path / "某某表.csv", Answers(like="opinions"), "zh")
        assert {strange_one for ask in draft.asks for strange_one in strange(ask.text("zh"), "")} == set()


@pytest.mark.parametrize("charter", ["cn-street", "cn-party-branch", "cn-hotline"])
def test_what_is_wrong_in_any_ledger_of_any_charter_is_told_in_chinese_alone(charter: str, tmp_path: Path) -> None:
    with gr.open("memory:", charter, clock=now) as office:
        for rule in office.charter.ledgers.values():
            headings = [next(one for one in column.headings if not one.isascii()) for column in rule.columns if column.headings]
            rows = [
                [f"{number}{text}", *[text] * (len(headings) - 1)]
                for number, text in enumerate(["某错", "2014-6-5", "1.5万户"])
            ]
            write(tmp_path / f"{rule.labels['zh']}.csv", [headings, *rows, [headings[0]]])
        reading = office.read(tmp_path)
        told = (*reading.problems, *reading.remarks)
        assert len({one.code for one in told}) > 8
        assert {one.text("zh"): found for one in told if (found := strange(one.text("zh"), ""))} == {}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> gr.Office:
    folder = tmp_path_factory.mktemp("street")
    office = gr.open("memory:", "cn-street", clock=now)
    for name, rows in {"单位名册": UNITS, "成员名册": [MEMBERS, LI]}.items():
        assert office.take_in(write(folder / f"{name}.csv", rows)).stored
    return office


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("成员名册", [*LI[:6], "2003-07-01", ""], [("day-changed", "转正日期")]),
        ("成员名册", [*LI[:7], "2014-07-01"], []),
        ("单位名册", ["HD", "社区", "河东社区", "J", "2012-1-1", ""], [("day-changed", "成立日期")]),
        ("单位名册", ["X1", "支部", "某支部", "J", "2010-1-1", "2009-1-1"], [("ends-before-start", "最后一日")]),
        ("单位名册", ["X1", "支部", "某支部", "J", "", ""], [("no-first-day", "成立日期")]),
    ],
)
def test_what_lasts_is_not_changed_in_silence_and_columns_are_called_as_the_office_calls_them(
    street: gr.Office, tmp_path: Path, name: str, row: list[str], told: list[tuple[str, str]]
) -> None:
    reading = street.read(write(tmp_path / f"{name}.csv", [HEADINGS[name], row]))
    found = [(one.code, one.column) for one in (*reading.problems, *reading.remarks)]
    assert [(code, getattr(column, "labels", {}).get("zh", column)) for code, column in found if column] == told


def test_a_unit_that_will_be_founded_is_told(street: gr.Office, tmp_path: Path) -> None:
    rows = [UNITS[0], ["X3", "社区", "将来社区", "J", "2099-1-1", ""]]
    assert [one.code for one in street.read(write(tmp_path / "单位名册.csv", rows)).remarks][:1] == ["day-ahead"]
