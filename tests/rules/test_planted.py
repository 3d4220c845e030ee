"""Records that contradict a rule are told by the check of the office, and sound ones are not."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from support.every_kind import every_kind
from support.plots import PLOTS

from grassroots.rules.registry import KINDS
from grassroots.testing.planted import Told, told_of

FLOOR = Fraction(19, 20)
"""Of the faults planted in the records of a kind, at least this share is told."""


@cache
def found() -> dict[str, Told]:
    return {one.kind: one for one in told_of(PLOTS, every_kind())}


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_sound_records_give_no_false_alarm(kind: str) -> None:
    assert kind in KINDS
    assert [str(one) for one in found()[kind].alarms] == []


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_records_that_contradict_a_rule_are_told(kind: str) -> None:
    assert found()[kind].rate >= FLOOR, found()[kind].unseen
