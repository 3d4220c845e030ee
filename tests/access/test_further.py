"""A state that was made of an earlier one, with what changed laid over it, is the state that is read anew: its records in their order, their rows, what is
found, proposed and to be done, and figures."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of

import grassroots as gr
from grassroots.access import View
from grassroots.access.further import further
from grassroots.access.shared import Shared
from grassroots.figures import evaluate
from grassroots.model import NOUNS, Case
from grassroots.rules.findings import findings_by_kind, to_dos
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Change, Erasure, Key, Remembered
from grassroots.values import Period, Source

DAY = date(2024, 12, 31)
MEASURES = ["members", "cases_received", "response", "activities"]


def told(snapshot: Snapshot) -> tuple[Any, ...]:
    figures = evaluate(MEASURES, snapshot, period=Period.year(2024))
    return (
        [(noun, list(snapshot.all(noun).items())) for noun in NOUNS],
        dict(snapshot.sources),
        (snapshot.head, snapshot.known_at),
        [(one.name, one.value, one.records()) for one in figures.values()],
        findings_by_kind(snapshot),
        to_dos(snapshot),
    )


def edit(rng: Random, store: Remembered, records: dict[Key, Any], turn: int) -> None:
    """One or two records are corrected, come again under another name, are withdrawn, or erased; a case becomes confidential, or a part of another."""
    changes = {}
    for number in range(rng.randint(1, 2)):
        key = rng.choice(sorted(records))
        record, way = records[key], rng.randrange(12)
        source = Source("later.csv", row=turn) if rng.random() < 0.3 else None
        if way == 0:
            changes[key] = Change(noun=key[0], id=key[1], record=None)
        elif way < 4:
            made = evolve(record, id=f"{key[1]}-{turn}-{number}")
            changes[key[0], made.id] = Change(noun=key[0], id=made.id, record=made, source=source)
        elif way == 4:
            store.redact(Erasure(id=f"gone {turn} {number}", keys=(key,)))
        else:
            cases = [key for key in sorted(records) if key[0] == "case"]
            case = rng.choice(cases) if cases and rng.random() < 0.7 else key
            made = records[case]
            if isinstance(made, Case):
                made = evolve(
                    made, confidential=rng.random() < 0.1, text=f"said {turn}", part_of=rng.choice([None, cases[0][1]])
                )
            changes[case] = Change(noun=case[0], id=case[1], record=made, source=source)
    store.append(Batch(id=f"edit {turn}", changes=tuple(changes.values())))
    for key, change in changes.items():
        if change.record is None:
            records.pop(key)
        else:
            records[key] = change.record


def anew(view: View, store: Remembered) -> View:
    """A view that knows of no earlier state."""
    return View(store, view.charter, view.actor, purpose=view.purpose, calendars=view.calendars, shared=Shared())


@pytest.mark.parametrize("seed", range(3))
def test_a_state_with_what_changed_laid_over_it_is_the_state_that_is_read_anew(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, laid = Random(seed), 0
    own = further

    def counting(*given: Any) -> Any:
        nonlocal laid
        found = own(*given)
        laid += found is not None
        return found

    monkeypatch.setattr("grassroots.access.view.further", counting)
    with gr.samples.open("tenants") as office:
        store, view = store_of(office), office.view
        before = view.snapshot(DAY)
        told(before)
        records = {(noun, id): one for noun in NOUNS for id, one in before.all(noun).items()}
        for turn in range(12):
            edit(rng, store, records, turn)
            if turn % 5:  # now and then nobody looks
                assert told(view.snapshot(DAY)) == told(anew(view, store).snapshot(DAY))
                last = store.head().seq - 1
                assert told(view.snapshot(DAY, last)) == told(anew(view, store).snapshot(DAY, last))
    assert laid > 4


def test_what_becomes_confidential_is_closed_in_what_was_not_changed_itself() -> None:
    with gr.samples.open("tenants") as office:
        store, view = store_of(office), office.view
        first, other = list(view.snapshot(DAY).all(Case).values())[:2]
        person = next(iter(view.snapshot(DAY).all("person")))
        split = evolve(other, part_of=first.id, requester=person)
        store.append(Batch(id="one", changes=(Change(noun="case", id=split.id, record=split, source=Source("a.csv", row=2)),)))
        assert view.snapshot(DAY).all(Case)[split.id].requester == person
        assert ("case", split.id) in view.snapshot(DAY).sources
        closed = evolve(first, confidential=True)
        store.append(Batch(id="two", changes=(Change(noun="case", id=first.id, record=closed, source=Source("a.csv", row=3)),)))
        for turn in range(2):
            found = view.snapshot(DAY)
            assert told(found) == told(anew(view, store).snapshot(DAY))
            assert found.all(Case)[split.id].requester is None
            assert not {("case", split.id), ("case", first.id)} & set(found.sources)
            again = evolve(split, text=f"said {turn}")  # none becomes confidential that was not
            store.append(
                Batch(
                    id=f"more {turn}", changes=(Change(noun="case", id=split.id, record=again, source=Source("a.csv", row=4)),)
                )
            )
