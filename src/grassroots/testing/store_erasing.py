"""Stores that break the laws of erasing, to prove that `store_kit` sees it. Never use them for anything else."""

from __future__ import annotations

import attrs

from grassroots.builtin.memory import MemoryStore
from grassroots.codec import facts_of
from grassroots.errors import NotFound
from grassroots.model import Person
from grassroots.problems import Problem
from grassroots.store import Erasure, Head, Line


class ErasesTheLastVersion(MemoryStore):
    """Erases what stands now, and leaves the versions before."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the past readable."""
        log = self.memory.tables["log"]
        before = dict(log)
        head = super().redact(erasure)
        for seq, line in before.items():
            entry = attrs.evolve(log[seq].entry, salt=line.entry.salt)
            log[seq] = Line(entry, line.record)
        return head


class ForgetsTheMessages(MemoryStore):
    """Erases the record, and leaves the notice that names it."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the outbox alone."""
        before = dict(self.memory.tables["post"])
        head = super().redact(erasure)
        self.memory.tables["post"] = before
        return head


class KeepsTheReasons(MemoryStore):
    """Erases the record, and leaves why it was changed and from which row it came."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the log as it was."""
        log = self.memory.tables["log"]
        before = {seq: line.entry.logged for seq, line in log.items()}
        head = super().redact(erasure)
        for seq, logged in before.items():
            log[seq] = Line(attrs.evolve(log[seq].entry, logged=logged), log[seq].record)
        return head


class ErasesUnseen(MemoryStore):
    """Does not compare what an erasure has seen."""

    def redact(self, erasure: Erasure) -> Head:
        """Erases whatever was stored meanwhile."""
        return super().redact(attrs.evolve(erasure, seen=None))


class BreaksTheChain(MemoryStore):
    """Hashes the plaintext without a salt kept apart: after an erasure the log no longer verifies."""

    def verify(self) -> list[Problem]:
        """Complains about every erased entry."""
        entries = [line.entry for line in self.memory.tables["log"].values()]
        erased = [entry.logged.seq for entry in entries if entry.personal and not entry.salt]
        return super().verify() + [Problem("store-change-missing", details={"seq": seq}) for seq in erased]


class ErasesTheFacts(MemoryStore):
    """Takes the whole record away: yesterday's figures change."""

    def redact(self, erasure: Erasure) -> Head:
        """Empties facts too."""
        head = super().redact(erasure)
        log = self.memory.tables["log"]
        for seq, line in log.items():
            if (line.entry.logged.noun, line.entry.logged.id) in erasure.keys and isinstance(line.record, Person):
                log[seq] = Line(line.entry, Person(id=line.record.id))
        return head


class ErasesInSilence(MemoryStore):
    """Erases without an entry: whoever read the record before writes it back."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the version as it was."""
        if len(self.read(erasure.keys)) < len(set(erasure.keys)):
            raise NotFound("nothing was erased")
        log = self.memory.tables["log"]
        for seq, line in log.items():
            if (line.entry.logged.noun, line.entry.logged.id) in erasure.keys:
                bare = None if line.record is None else facts_of(line.record)
                log[seq] = Line(attrs.evolve(line.entry, salt=b""), bare)
        return self.head()
