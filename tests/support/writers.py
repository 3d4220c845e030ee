"""Programs that write into a store until they are killed, and are ready at once: the library is loaded before they are forked, where a system can fork."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from grassroots.builtin.sqlite import SqliteStore
from grassroots.model import Person
from grassroots.store import Batch, Change, Message


def ready() -> Any:
    """Where such programs come from."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload([__name__])
    return context


def write(path: Path, turn: int, told: Connection) -> None:
    """Stores batches of three records and a message, and tells of each that was acknowledged."""
    store = SqliteStore(path)
    for number in range(10_000):
        people = [Person(id=f"p-{turn}-{number}-{n}", name="Ann " * 20) for n in range(3)]
        note = Message(key=f"m-{turn}-{number}", channel="c", to="", subject="", body="")
        changes = tuple(Change(noun="person", id=one.id, record=one) for one in people)
        head = store.append(Batch(id=f"b-{turn}-{number}", changes=changes, outbox=(note,)))
        told.send((f"b-{turn}-{number}", head.seq))
