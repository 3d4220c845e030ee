"""What the store has, as a ledger is compared with it: each record as it stands, and as the ledgers last brought it. Only the nouns that rows speak of are read."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from threading import Lock

from attrs import define, evolve, field

from grassroots.codec import facts_of
from grassroots.ledgers import ByNoun, Known
from grassroots.model import Record
from grassroots.store import Key, Logged, Remembered, Store, Versioned, walk
from grassroots.values import Source

LOAD = "load:"
"""How the id of a batch begins that came from ledgers."""


@define(eq=False)
class Brought:
    """What the log says of each record, entry by entry: the rows that brought it, whether it was changed here since, whether it was taken out."""

    loaded: dict[Key, Logged] = field(factory=dict)
    """The last entry by which a ledger brought it."""
    origins: dict[Key, Source] = field(factory=dict)
    """The row that brought its first version."""
    edited: dict[str, set[str]] = field(factory=dict)
    """Noun → the records that a ledger brought and somebody changed here since."""
    withdrawn: set[Key] = field(factory=set)
    erased: set[Key] = field(factory=set)
    """Those whose personal part was ever erased."""
    lock: Lock = field(factory=Lock)

    def take(self, entry: Logged) -> None:
        """The next entry of the log."""
        key = (entry.noun, entry.id)
        edited = self.edited.setdefault(entry.noun, set())
        by_ledger = entry.batch.startswith(LOAD)
        with self.lock:
            if by_ledger and not entry.withdrawn:
                self.loaded[key] = entry
            if entry.source is not None:
                self.origins.setdefault(key, entry.source)
            if entry.redacted:
                self.erased.add(key)
                # The rows that brought it are forgotten with what they said.
                self.origins.pop(key, None)
                if key in self.loaded:
                    self.loaded[key] = evolve(self.loaded[key], source=None)
            (edited.discard if by_ledger or key not in self.loaded else edited.add)(entry.id)
            (self.withdrawn.add if entry.withdrawn else self.withdrawn.discard)(key)


@define(eq=False)
class Standing:
    """What the store has at one moment, as far as a reader may see."""

    store: Store
    seq: int
    brought: Brought
    seen: frozenset[Key] | None
    """The keys in view; None: all."""
    own: frozenset[Key] | None
    """Those that the reader may withdraw; None: all."""
    withdrawn: frozenset[Key]
    now: ByNoun[Versioned] = field(init=False)
    """The records that stand."""
    loaded: ByNoun[Record] = field(init=False)
    """Of those that were changed here since: as a ledger brought them last."""

    def __attrs_post_init__(self) -> None:
        self.now = ByNoun(self._now)
        self.loaded = ByNoun(self._loaded)

    @classmethod
    def of(cls, store: Store, seen: frozenset[Key] | None, own: frozenset[Key] | None) -> Standing:
        """What stands now, of what is in view."""
        seq = store.head().seq
        brought = store.followed(Brought) if isinstance(store, Remembered) else _followed(store)
        with brought.lock:
            withdrawn = frozenset(brought.withdrawn)
        return cls(store, seq, brought, seen, own, withdrawn)

    def _now(self, noun: str) -> Mapping[str, Versioned]:
        stands = walk(self.store, noun, self.seq)
        return {one.id: one for one in stands if self.seen is None or (noun, one.id) in self.seen}

    def _loaded(self, noun: str) -> Mapping[str, Record]:
        now = self.now.of(noun)
        with self.brought.lock:
            edited = [id for id in self.brought.edited.get(noun, ()) if id in now]
        found = {}
        for id in edited:
            old = self.store.read([(noun, id)], self.brought.loaded[noun, id].seq).get((noun, id))
            if old is not None and old.record is not None:
                found[id] = old.record
        return found

    def origin(self, key: Key) -> Source | None:
        """The row that brought the first version of a record."""
        return self.brought.origins.get(key)

    def version(self, key: Key) -> int:
        """The version of a record, 0 where there is none; of one that was taken out, that of its end."""
        found = self.now.get(key) or (self.store.read([key], self.seq).get(key) if key in self.withdrawn else None)
        return found.version if found else 0

    def known(self, as_it_stands: frozenset[Key] = frozenset(), *, settled: bool = False, whole: bool = False) -> Known:
        """What a ledger is compared with. A record that was changed here counts as the ledger brought it, so that an unchanged row stays
        an unchanged row; but for those of `as_it_stands`."""

        def records(noun: str) -> Mapping[str, Record]:
            found = {id: one.record for id, one in self.now.of(noun).items() if one.record is not None}
            old = {id: one for id, one in self.loaded.of(noun).items() if (noun, id) not in as_it_stands}
            return found | old if old else found

        def edited(noun: str) -> Mapping[str, Record]:
            now = self.now.of(noun)
            found = {id: now[id].record for id in self.loaded.of(noun) if (noun, id) not in as_it_stands}
            return {id: record for id, record in found.items() if record is not None}

        return Known(
            records=ByNoun(records),
            now=ByNoun(edited),
            sources=_Sources(self.brought),
            origins=self.brought.origins,
            withdrawn=self.withdrawn,
            erased=_Erased(self),
            own=self.own,
            settled=settled,
            whole=whole,
        )


class _Sources(Mapping[Key, Source]):
    """The row of each record by which a ledger brought it last."""

    def __init__(self, brought: Brought) -> None:
        self._loaded = brought.loaded

    def __getitem__(self, key: Key) -> Source:
        source = self._loaded[key].source
        if source is None:
            raise KeyError(key)
        return source

    def __iter__(self) -> Iterator[Key]:
        return iter(list(self._loaded))

    def __len__(self) -> int:
        return len(self._loaded)


class _Erased(Container[Key]):
    """The records whose personal part was erased, and of which nothing was entered by hand since."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def __contains__(self, key: object) -> bool:
        if key not in self._standing.brought.erased:
            return False
        found = self._standing.now.get(key)
        if found is None or found.record is None:
            return key in self._standing.withdrawn
        return facts_of(found.record) == found.record


def _followed(store: Store) -> Brought:
    brought, at = Brought(), 0
    while page := store.since(at, 5000):
        for entry in page:
            brought.take(entry)
        at = page[-1].seq
    return brought
