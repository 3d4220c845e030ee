"""Stores that break the laws of many at once, to prove that `store_kit` sees it. Never use them for anything else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence

import attrs

from grassroots.builtin.memory import MemoryStore
from grassroots.errors import Conflict, StoreError
from grassroots.store import Batch, Change, Head, Key, Versioned


class LooksThenWrites(MemoryStore):
    """Looks at the versions, then lets go of the store, then writes."""

    def append(self, batch: Batch) -> Head:
        """Leaves room for another writer between looking and writing."""
        if batch.id in self.memory.tables["batch"]:
            return super().append(batch)
        known = self.read(list(batch.expect))
        for key, expected in batch.expect.items():
            found = known[key].version if key in known else 0
            if found != expected:
                raise Conflict(key, expected, found)
        time.sleep(0.002)
        return super().append(attrs.evolve(batch, expect={}))


class ExpectsNothing(MemoryStore):
    """Does not compare the versions that a batch expects."""

    def append(self, batch: Batch) -> Head:
        """Stores it whatever stands there."""
        return super().append(attrs.evolve(batch, expect={}))


class SeesNothing(MemoryStore):
    """Does not compare what a batch has seen."""

    def append(self, batch: Batch) -> Head:
        """Stores it whatever was stored meanwhile."""
        return super().append(attrs.evolve(batch, seen=None))


class LooksAtTheHeadTooEarly(MemoryStore):
    """Compares what a batch has seen, lets go of the store, then writes."""

    def append(self, batch: Batch) -> Head:
        """Leaves room for another writer."""
        if batch.seen is not None and batch.id not in self.memory.tables["batch"] and batch.seen != self.head().seq:
            raise Conflict(("", ""), batch.seen, self.head().seq)
        time.sleep(0.002)
        return super().append(attrs.evolve(batch, seen=None))


class OneThreadOnly(MemoryStore):
    """Serves only the thread that made it."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """Refuses any other thread."""
        if threading.get_ident() != self._thread:
            raise StoreError("made in another thread")
        return super().read(keys, known_at)


class ShowsHalves(MemoryStore):
    """Lets others read between the changes of a batch."""

    def append(self, batch: Batch) -> Head:
        """Stores the first change, waits, then stores the rest."""
        if len(batch.changes) < 2 or batch.id in self.memory.tables["batch"]:
            return super().append(batch)
        super().append(attrs.evolve(batch, id=f"{batch.id}/first", changes=batch.changes[:1]))
        time.sleep(0.005)
        rest: tuple[Change, ...] = batch.changes[1:]
        return super().append(attrs.evolve(batch, changes=rest, expect={}))


class OneProcessOnly(MemoryStore):
    """Goes on using in a fork what belongs to the other side."""

    def __init__(self) -> None:
        super().__init__()
        self._process = os.getpid()

    def append(self, batch: Batch) -> Head:
        """Refuses any other process."""
        if os.getpid() != self._process:
            raise StoreError("opened in another process")
        return super().append(batch)
