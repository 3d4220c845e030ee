"""Totals that somebody published, held against what the records come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from grassroots.model import Tally, Unit
from grassroots.reading import At
from grassroots.rules.programmes.tallies import conflicts
from grassroots.snapshot import Snapshot
from grassroots.values import Quality, Quantity, UnitId
from grassroots.workspace import open_charter

DAY = date(2021, 12, 31)
S = UnitId("s")
CHARTER = open_charter("association")


def told(amount: Quantity | None, value: Fraction | int | None, on: date = DAY) -> list[str]:
    tally = Tally(id="t", unit=S, kind="residents", on=on, amount=amount, measure="m")
    shot = Snapshot.of([Unit(id=S, kind="association", name="S"), tally], CHARTER, as_of=DAY, check=False)
    return [one.text("en") for one in conflicts(At.of(shot, DAY), {(S, "m"): value})]


@pytest.mark.parametrize(
    ("written", "value", "agrees"),
    [
        ("83", Fraction(63, 76), True),  # 82.9 % is 83 % to the whole
        ("82.9", Fraction(63, 76), True),
        ("82.8", Fraction(63, 76), False),
        ("100", Fraction(20, 21), False),
        ("95", Fraction(20, 21), True),
        ("95.2", Fraction(20, 21), True),
        ("100", Fraction(1), True),
    ],
)
def test_a_share_agrees_when_it_is_rounded_as_it_was_written(written: str, value: Fraction, agrees: bool) -> None:
    assert (told(Quantity.of(written, "percent"), value) == []) == agrees


def test_more_than_is_a_lower_bound() -> None:
    rough = Quantity(raw="more than 230", value=Decimal(230), quality=Quality.ROUGH)
    assert [bool(told(rough, value)) for value in (229, 230, 231)] == [True, False, False]


def test_what_cannot_be_told_conflicts_with_nothing() -> None:
    damaged = Quantity(raw="654.38+10,000", measured_in="CNY", quality=Quality.DAMAGED)
    assert told(damaged, 1) == told(None, 1) == told(Quantity.of(5), None) == []
    assert told(Quantity.of(5), 4, on=date(2022, 1, 1)) == [], "a later total is not yet there"


def test_a_conflict_names_both_numbers() -> None:
    (line,) = told(Quantity.of(100, "percent"), Fraction(20, 21))
    assert "100 %" in line
    assert "95.2 %" in line
