"""What a store of an earlier layout holds, and what it must still say when it was brought up: made-up data in every kind of table.

The files of earlier layouts (`tests/store/layouts`, `plugins/grassroots-sql/tests/layouts`) were filled by `fill` and asked by `said` with the code of their time;
before a layout changes, the one that stands is written beside them in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from grassroots.codec import parts_json
from grassroots.model import Household, Membership, Unit
from grassroots.store import Store
from grassroots.testing.store_kit.bench import (
    NOW,
    bad_row,
    batch,
    case,
    erasure,
    everything,
    full_person,
    message,
    person,
)
from grassroots.values import Source


def salts() -> Callable[[], bytes]:
    """Salts that are the same each time."""
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


def fill(store: Store) -> None:
    """Puts something into every table of the log, and into tables of facts, personal parts and rows; one person is erased, one withdrawn."""
    first = (full_person(), person("p-2", "Ben Example"), case(), Unit(id="b7", kind="branch", name="Branch 7"))
    where = Source("members.csv", "2014", 7)
    store.append(
        batch("one", *first, source=where, outbox=(message(about=(("person", "p-2"),)), message("m-2")), bad_rows=(bad_row(),))
    )
    store.append(
        batch(
            "two",
            case("c-1", "The lamp\nis broken again.", "received", "done"),
            Household(id="h-1", unit="b7", address="Long Lane 1"),
        )
    )
    store.append(
        batch("three", Membership(id="m-1", person="p-1", unit="b7"), full_person("other "), withdraw=[("household", "h-1")])
    )
    store.lease(1, NOW)
    store.redact(erasure("four", [("person", "p-2")], at=NOW))
    store.append(batch("five", case("c-2", None), reason=""))


def said(store: Store) -> dict[str, Any]:
    """All that a store says of itself, as JSON has it: the head, the log, every version to the last byte, messages and rows that wait."""
    head, log = store.head(), store.since(0)
    nouns = sorted({one.noun for one in log})
    records = {}
    for seq in range(head.seq + 1):
        for (noun, id), one in everything(store, seq, nouns).items():
            records[f"{seq} {noun} {id}"] = [one.version, *parts_json(one.record)]
    return {
        "head": [head.seq, head.hash],
        "log": [
            [
                one.seq, one.noun, one.id, one.version, one.batch, one.actor, one.reason, one.at and one.at.isoformat(), one.withdrawn,
                one.redacted, one.source and [one.source.file, one.source.sheet, one.source.row],
            ]
            for one in log
        ],
        "records": records,
        "messages": [[one.key, one.channel, one.to, one.subject, one.body, [list(key) for key in one.about], *more] for one, *more in store.outbox()],
        "waiting": [[one.ledger, [list(cell) for cell in one.cells], list(one.problems)] for one in store.bad_rows()],
    }  # fmt: skip


def expected(layout: Path) -> dict[str, Any]:
    """What `said` gave of what `fill` put in, with the code of the time of a layout: all the same, but the head since batches say how much they brought."""
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    heads = found.pop("heads")
    return {
        "head": heads[
            "says how much" if "beside text" in layout.read_text(encoding="utf-8").replace('"', "").lower() else "first"
        ],
        **found,
    }
