"""Records that contradict a rule are told by the check of the office, and sound ones are not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest
from support.every_kind import every_kind
from support.plots import PLOTS, casework, openness, programmes, service, time

from grassroots.reading import At
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
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


def offices(kind: str) -> Iterator[Snapshot]:
    """The sound office of a plot, and one for each of its faults."""
    plot = PLOTS[kind]
    for records in (plot.records, *(plot.with_fault(name) for name in plot.faults)):
        yield Snapshot.of(records, every_kind(), as_of=plot.day, check=False)


OWN = {**casework.PLOTS, **openness.PLOTS, **programmes.PLOTS, **service.PLOTS, **time.PLOTS}
"""The families whose sentences name units themselves; in the others they are named where they are read."""


@pytest.mark.parametrize("kind", sorted(OWN))
def test_sentences_name_units_by_their_names_and_are_whole_in_both_languages(kind: str) -> None:
    for snapshot in offices(kind):
        at = At.of(snapshot)
        for one in (*KINDS[kind].problems(at), *(task.reason for task in KINDS[kind].to_dos(at))):
            for language in ("en", "zh"):
                text = one.text(language, reveal=True)
                assert "{" not in text
            assert "Unit " in text or not {"unit"} & set(one.details), (one.code, text)
