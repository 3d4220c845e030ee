"""The parts of a split figure are told apart in one pass, however many there are."""

from __future__ import annotations

import pytest

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.figures.facts import Facts
from grassroots.model import Case
from grassroots.snapshot import Snapshot
from grassroots.testing.synthetic import last_day, sized
from grassroots.values import Period


def test_the_parts_of_a_split_are_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    records = list(sized(600))
    snapshot = Snapshot.of(records, gr.open_charter("association"), as_of=last_day(24), check=False)
    asked = []
    within = Facts.within
    monkeypatch.setattr(Facts, "within", lambda self, *more: (asked.append(1), within(self, *more))[1])
    figures = evaluate(["case_outcomes"], snapshot, period=Period.year(last_day(24).year))
    assert len(figures) > 6
    assert len(asked) <= 3
    whole = figures.pop("case_outcomes").value
    assert whole == sum(one.value for one in figures.values())
    assert 0 < whole < sum(isinstance(one, Case) for one in records)
