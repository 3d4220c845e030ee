"""Figures of a street that hold one another in check are at work in `check`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.model import Tally, Unit
from grassroots.values import Quantity, UnitId


def yuan(value: int) -> Quantity:
    return Quantity(raw=str(value), value=Decimal(value), measured_in="CNY")


def test_bounds_that_contradict_one_another_are_found_at_the_street() -> None:
    with gr.open("memory:", "cn-street") as office:
        office.add(Unit(id=UnitId("J"), kind="street", name="清溪街道", start=date(2000, 1, 1)), reason="begin")
        day = date(2014, 6, 30)
        tally = Tally(id="t-1", kind="donations", unit=UnitId("J"), on=day, amount=yuan(500), low=yuan(900), high=yuan(600))
        office.add(tally, reason="as published")
        (found,) = [one for one in office.check("2014-12-31") if one.code == "figure-beyond"]
        assert "护河项目捐款最小可能值" in found.text("zh")
        assert "900" in found.text("zh")


UNITS = "单位编号,单位名称,单位类别,上级单位,成立日期\n00,示例市,市,,2000-01-01\n"
HEAD = "来源平台,工单编号,受理单位,类别,诉求内容,受理时间\n"


@pytest.mark.parametrize(("last", "told"), [(24, True), (12, False)])
def test_a_month_with_many_times_the_usual_tickets_is_found(tmp_path: Path, last: int, told: bool) -> None:
    counts = [5, 5, 6, 5, last]
    days = [f"2024-{month:02}-{1 + number % 28:02}" for month, count in enumerate(counts, 1) for number in range(count)]
    rows = [f"12345热线,GD{number},00,投诉,示例诉求{number},{day}" for number, day in enumerate(days)]
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "工单台账.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    with gr.open("memory:", "cn-hotline") as office:
        reading = office.take_in(tmp_path)
        assert reading.stored, reading.problems[:2]
        found = [one for one in office.check("2024-06-10") if one.code == "figure-unusual"]
    assert len(found) == told
    assert all("每月工单量与以往相当" in one.text("zh") for one in found)
