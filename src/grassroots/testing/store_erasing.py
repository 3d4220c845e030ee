"""Stores that break the laws of erasing, to prove that `store_kit` sees it. Never use them for anything else."""

from __future__ import annotations

import attrs

from grassroots.builtin.memory import MemoryStore
from grassroots.codec import facts_of
from grassroots.errors import NotFound
from grassroots.model import Person
from grassroots.store import Erasure, Head


class ErasesTheLastVersion(MemoryStore):
    """Erases what stands now, and leaves the versions before."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the past readable."""
        before = [(entry, entry.record, entry.salt) for entry in self._log]
        head = super().redact(erasure)
        for entry, record, salt in before:
            entry.record, entry.salt = record, salt
        return head


class ForgetsTheMessages(MemoryStore):
    """Erases the record, and leaves the notice that names it."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the outbox alone."""
        before = {key: attrs.evolve(post) for key, post in self._posts.items()}
        head = super().redact(erasure)
        self._posts = before
        return head


class KeepsTheReasons(MemoryStore):
    """Erases the record, and leaves why it was changed and from which row it came."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the log as it was."""
        before = [entry.logged for entry in self._log]
        head = super().redact(erasure)
        for entry, logged in zip(self._log, before, strict=False):
            entry.logged = logged
        return head


class ErasesUnseen(MemoryStore):
    """Does not compare what an erasure has seen."""

    def redact(self, erasure: Erasure) -> Head:
        """Erases whatever was stored meanwhile."""
        return super().redact(attrs.evolve(erasure, seen=None))


class BreaksTheChain(MemoryStore):
    """Hashes the plaintext without a salt kept apart: after an erasure the log no longer verifies."""

    def verify(self) -> list[str]:
        """Complains about every erased entry."""
        erased = [entry.logged.seq for entry in self._log if entry.personal and not entry.salt]
        return super().verify() + [f"change {seq}: not what was stored" for seq in erased]


class ErasesTheFacts(MemoryStore):
    """Takes the whole record away: yesterday's figures change."""

    def redact(self, erasure: Erasure) -> Head:
        """Empties facts too."""
        head = super().redact(erasure)
        for entry in self._log:
            if (entry.logged.noun, entry.logged.id) in erasure.keys and isinstance(entry.record, Person):
                entry.record = Person(id=entry.record.id)
        return head


class ErasesInSilence(MemoryStore):
    """Erases without an entry: whoever read the record before writes it back."""

    def redact(self, erasure: Erasure) -> Head:
        """Leaves the version as it was."""
        if any(key not in self._entries for key in erasure.keys):
            raise NotFound("nothing was erased")
        for key in erasure.keys:
            for entry in self._entries[key]:
                entry.record, entry.salt = None if entry.record is None else facts_of(entry.record), b""
        return self.head()
