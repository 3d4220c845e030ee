"""Figures of a street that hold one another in check are at work in `check`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
