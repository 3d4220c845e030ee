"""What stands, carried along: read once, then kept in step with the log, so that a small change costs what it changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Protocol, TypeVar

from attrs import evolve, field, frozen

from grassroots.codec import as_kept, facts_of
from grassroots.model import NOUNS
from grassroots.problems import Problem
from grassroots.store.checks import check_noun
from grassroots.store.contract import BadRow, Batch, Erasure, Head, Key, Leased, Logged, Message, Store, Versioned
from grassroots.store.reading import PAGE, walk

MOST_CARRIED = 2000
"""So many changes at once are read one by one; after more, everything is read again."""

MOST_RECENT = 4
"""So many states are kept, the last ones: a reader who began before a change ends with what it began with."""

MOST_PAST = 2
"""So many states that lie further back are kept as well, those asked for last: what is compared with them is read once."""

MOST_FEW = 2000
"""So many records that were asked for by their keys are kept beside a state."""

UNREAD = object()


@frozen(eq=False)
class _Kept:
    """The records that stood after change `seq`, by noun, as far as they were asked for: their ids in order, and each by its id; and those that were asked
    for by their keys, None for one that never was."""

    seq: int
    nouns: dict[str, tuple[Sequence[str], Mapping[str, Versioned]]] = field(factory=dict)
    few: dict[Key, Versioned | None] = field(factory=dict)


class Follower(Protocol):
    """What follows a log, entry by entry."""

    def take(self, entry: Logged, /) -> None:
        """The next entry."""


F = TypeVar("F", bound=Follower)


class Remembered:
    """A store that answers `scan` and `read` from memory. Everything else it hands on; whoever else writes is noticed
    at each call.

    >>> from grassroots.builtin.memory import MemoryStore
    >>> Remembered(MemoryStore()).scan("unit")
    []
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._recent: dict[bool, tuple[_Kept, ...]] = {}
        self._past: dict[bool, tuple[_Kept, ...]] = {}
        self._latest: int | None = None
        self._lock = Lock()
        self._followers: dict[type[Any], tuple[Any, int]] = {}
        self._follows = Lock()

    def __repr__(self) -> str:
        return repr(self.store)

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, those with an id above `after`; at most `limit`."""
        check_noun(noun)
        seen = self._latest
        head = self.head().seq if known_at is None or seen is None else seen
        standing = self._at(head, head if known_at is None else known_at, personal)
        if standing is None:
            return self.store.scan(noun, after, limit, known_at, personal=personal)
        ids, found = standing.nouns.get(noun) or self._of_noun(standing, noun, personal)
        first = bisect_right(ids, after) if after else 0
        return [found[id] for id in ids[first : first + max(limit, 0)]]

    def _at(self, head: int, seq: int, personal: bool) -> _Kept | None:
        """What stood after change `seq`; None if the store has no such change. What is there now is known first: it tells what was erased since."""
        recent = self._recent.get(personal, ())
        if not recent or recent[0].seq < head or all(one.seq != seq for one in recent):
            with self._lock:
                recent = self._recent.get(personal, ())
                if not recent or recent[0].seq < head:
                    recent = self._recent[personal] = self._grown(recent, head, personal)
                if type(seq) is not int or not 0 <= seq <= recent[0].seq:
                    return None
                base = next((one for one in recent if one.seq <= seq), None)
                if base is None:
                    return self._further_back(seq, personal)
                if base.seq < seq:  # somebody else was faster, and passed it by
                    return self._carried(base, seq, self.store.since(base.seq, seq - base.seq), personal)
        return next((one for one in recent if one.seq == seq), None)

    def _further_back(self, seq: int, personal: bool) -> _Kept:
        past = self._past.get(personal, ())
        found = next((one for one in past if one.seq == seq), None) or _Kept(seq)
        self._past[personal] = (found, *(one for one in past if one is not found))[:MOST_PAST]
        return found

    def _grown(self, recent: tuple[_Kept, ...], head: int, personal: bool) -> tuple[_Kept, ...]:
        entries = self.store.since(recent[0].seq, MOST_CARRIED + 1) if recent else []
        if not recent or len(entries) > MOST_CARRIED:
            self._past.pop(personal, None)
            return (_Kept(head),)
        fresh = self._carried(recent[0], head, entries, personal)
        if any(entry.redacted for entry in entries):
            self._past.pop(personal, None)
            return (fresh,)
        return (fresh, *recent[: MOST_RECENT - 1])

    def _of_noun(self, standing: _Kept, noun: str, personal: bool) -> tuple[Sequence[str], Mapping[str, Versioned]]:
        """The records of a noun, read when they are first asked for."""
        with self._lock:
            if noun not in standing.nouns:
                whole = None if personal else self._whole(standing.seq, noun)
                if whole is not None:
                    ids, known = whole.nouns[noun]
                    standing.nouns[noun] = ids, {id: _without_personal(one) for id, one in known.items()}
                else:
                    found = {one.id: one for one in walk(self.store, noun, standing.seq, personal=personal)}
                    standing.nouns[noun] = list(found), found
            return standing.nouns[noun]

    def _whole(self, seq: int, noun: str) -> _Kept | None:
        """What is kept of a noun with its personal part, if an erasure that is known of what has none is known of it, too."""
        whole, bare = self._recent.get(True, ()), self._recent.get(False, ())
        if not whole or not bare or whole[0].seq < bare[0].seq:
            return None
        return next((one for one in whole if one.seq == seq and noun in one.nouns), None)

    def _carried(self, kept: _Kept, seq: int, entries: Sequence[Logged], personal: bool) -> _Kept:
        changed: dict[str, list[Key]] = {}
        for noun, id in dict.fromkeys((entry.noun, entry.id) for entry in entries if entry.seq <= seq):
            if noun in kept.nouns:
                changed.setdefault(noun, []).append((noun, id))
        nouns = dict(kept.nouns)
        for noun, keys in changed.items():
            found = dict(nouns[noun][1])
            read = self.store.read(keys, seq)
            for _, id in keys:
                one = read.get((noun, id))
                if one is None or one.record is None:
                    found.pop(id, None)
                else:
                    found[id] = one if personal else _without_personal(one)
            nouns[noun] = sorted(found), found
        return _Kept(seq, nouns)

    def followed(self, follower: type[F]) -> F:
        """A follower of the log that has taken every entry so far, in their order; kept, so that each entry is read once."""
        with self._follows:
            found, at = self._followers.get(follower, (None, 0))
            found = found or follower()
            while page := self.store.since(at, PAGE):
                for entry in page:
                    found.take(entry)
                at = page[-1].seq
            self._followers[follower] = found, at
        return found

    # -- handed on --

    def append(self, batch: Batch) -> Head:
        """Stores the batch; of so many changes that all would be read again, what they bring is kept as it is."""
        self._latest = None
        head = self.store.append(batch)
        if len(batch.changes) > MOST_CARRIED:
            with self._lock:
                self._brought(batch, head.seq)
        return head

    def _brought(self, batch: Batch, seq: int) -> None:
        """The state after a batch, whose changes are the last up to `seq`, out of that before it, as far as this was read."""
        recent, before = self._recent.get(True, ()), seq - len(batch.changes)
        base = next((one for one in recent if one.seq == before), None if before else _Kept(0))
        if base is None or (recent and recent[0].seq > before):
            return
        nouns: dict[str, tuple[Sequence[str], Mapping[str, Versioned]]] = {} if before else {noun: ((), {}) for noun in NOUNS}
        nouns |= base.nouns
        fresh = {noun: dict(nouns[noun][1]) for noun in dict.fromkeys(change.noun for change in batch.changes) if noun in nouns}
        for place, change in enumerate(batch.changes, before + 1):
            if change.noun not in fresh:
                continue
            expected = batch.expect.get(change.key)
            if change.record is None:
                fresh[change.noun].pop(change.id, None)
            elif expected is None and before:  # it may have been there before, and withdrawn
                del fresh[change.noun], nouns[change.noun]
            else:
                fresh[change.noun][change.id] = Versioned(
                    noun=change.noun,
                    id=change.id,
                    version=(expected or 0) + 1,
                    seq=place,
                    record=as_kept(change.record),
                    source=change.source,
                )
        nouns |= {noun: (sorted(found), found) for noun, found in fresh.items()}
        self._recent[True] = (_Kept(seq, nouns), *recent[: MOST_RECENT - 1])

    def head(self) -> Head:
        """The head now."""
        head = self.store.head()
        self._latest = head.seq
        return head

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq`."""
        return self.store.head_at(seq)

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist."""
        standing = self._asked(known_at)
        if standing is None:
            return self.store.read(keys, known_at)
        found = {key: self._of_one(standing, key) for key in dict.fromkeys(keys)}
        if missing := [key for key, one in found.items() if one is UNREAD]:
            read = self.store.read(missing, standing.seq)
            if len(standing.few) + len(missing) > MOST_FEW:
                standing.few.clear()
            for key in missing:
                found[key] = standing.few[key] = read.get(key)
        return {key: one for key, one in found.items() if isinstance(one, Versioned)}

    def _asked(self, known_at: int | None) -> _Kept | None:
        """The state in which few records are asked for; None where what is kept would first have to be carried along for them."""
        head, recent = self.head().seq, self._recent.get(True, ())
        return self._at(head, head if known_at is None else known_at, True) if not recent or recent[0].seq == head else None

    @staticmethod
    def _of_one(standing: _Kept, key: Key) -> Versioned | object | None:
        noun, id = key
        known = standing.nouns[noun][1].get(id) if noun in standing.nouns else None
        return known or standing.few.get(key, UNREAD)

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these."""
        return self.store.referring(keys, nouns)

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`."""
        return self.store.since(seq, limit)

    def redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of these records; what was carried is read anew, so that no word of it stays in memory here."""
        self._latest = None
        head = self.store.redact(erasure)
        with self._lock, self._follows:
            self._recent.clear()
            self._past.clear()
            self._followers.clear()
        return head

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record."""
        return self.store.history(key)

    def columns(self, noun: str, known_at: int | None = None, only: Sequence[str] = ()) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun as columns."""
        return self.store.columns(noun, known_at, only)

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        return self.store.bad_rows()

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes messages that are due."""
        return self.store.lease(limit, now, seconds)

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        self.store.sent(key, now)

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        self.store.failed(key, now, error, retry_at)

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state."""
        return self.store.outbox()

    def verify(self) -> list[Problem]:
        """Checks the store itself, not what is kept of it."""
        return self.store.verify()

    def close(self) -> None:
        """Lets go of the store, and of what was kept of it."""
        with self._lock:
            self._recent.clear()
            self._past.clear()
        self.store.close()


def _without_personal(one: Versioned) -> Versioned:
    return one if one.record is None else evolve(one, record=facts_of(one.record))
