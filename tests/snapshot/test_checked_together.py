"""Fields of many records are checked together, and a life that was sound once is taken for sound: what is found is what each record by itself has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from attrs import evolve

from grassroots.charter import Charter
from grassroots.fields import fields_of
from grassroots.model import Record, noun_of
from grassroots.problems import Problem
from grassroots.snapshot import Snapshot, checks
from grassroots.testing.synthetic import sized
from grassroots.values import Ref
from grassroots.workspace import open_charter


@pytest.fixture(scope="module")
def charter() -> Charter:
    return open_charter("association")


def broken(record: Record, dice: Random) -> Record:
    """The record with a reference that leads nowhere, a word that nobody knows, or steps in another order or state."""
    infos = [one for one in fields_of(type(record)) if not one.many and (one.refs or one.words)]
    steps: Any = getattr(record, "steps", ())
    if steps and dice.random() < 0.5:
        at = dice.randrange(len(steps))
        change = dice.choice(
            ({"state": dice.choice(("received", "nowhere"))}, {"on": steps[at].on - timedelta(days=999)}, {"outcome": "odd"})
        )
        moved = (*steps[:at], evolve(steps[at], **change), *steps[at + 1 :])
        return evolve(record, steps=moved)  # type: ignore[call-arg]
    if not infos:
        return record
    info = dice.choice(infos)
    value: Any = (
        Ref(dice.choice(("unit", "case", "person")), "none") if info.kind is Ref else dice.choice(("none", "", "branch-1"))
    )
    return evolve(record, **{info.name: value})


@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_together_is_what_is_found_in_each(charter: Charter, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = Random(seed)
    records = list(sized(150, seed=seed))
    for at in dice.sample(range(len(records)), dice.choice((0, 1, 5, 40))):
        records[at] = broken(records[at], dice)

    def found() -> tuple[Problem, ...]:
        return Snapshot.of(records, charter, as_of=date(2030, 1, 1)).problems

    together = found()

    def each(snapshot: Any, wanted: Any) -> Any:
        return checks._checked(type(wanted[0])) if wanted else ()

    monkeypatch.setattr(checks, "_doubtful", each)
    monkeypatch.setattr(Snapshot, "shared", lambda self, name, make: make())
    assert found() == together
    assert {noun_of(record) for record in records} >= {"unit", "case", "person"}
