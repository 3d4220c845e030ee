"""What the store has, as a ledger is compared with it: each record as it stands, and as the ledgers last brought it. Of few rows only the records of which they speak are
read, of more the nouns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from threading import Lock
from typing import TypeVar

from attrs import define, evolve, field

from grassroots.codec import facts_of
from grassroots.ledgers import ByNoun, Known
from grassroots.model import Record
from grassroots.store import FEW_OF, Key, Logged, Remembered, Store, Versioned, walk
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

    def of(self, key: Key) -> Brought:
        """What is known of this record."""
        return self


@define(eq=False)
class _Asked(Brought):
    """The same of single records, each by its own entries."""

    store: Store = field(kw_only=True)
    asked: set[Key] = field(factory=set)

    def of(self, key: Key) -> Brought:
        """What is known of this record, read when it is first asked for."""
        if key not in self.asked:
            self.asked.add(key)
            for entry in self.store.history(key):
                self.take(entry)
        return self


MOST_ASKED = 200
"""So many more records of a noun are read one by one; after that, all of them are read at once."""

T = TypeVar("T")


class _OneByOne(Mapping[str, T]):
    """Something of each record of a noun by its id, found when it is asked for."""

    def __init__(self, one: Callable[[str], T | None], ids: Iterable[str]) -> None:
        self._one = one
        self._ids = ids

    def __getitem__(self, id: str) -> T:
        if (found := self._one(id)) is None:
            raise KeyError(id)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@define(eq=False)
class _Stands(Mapping[str, Versioned]):
    """The records of a noun that stand, read one by one."""

    standing: Standing
    noun: str
    known: dict[str, Versioned | None]
    all: Mapping[str, Versioned] | None = None
    left: int = MOST_ASKED

    def __getitem__(self, id: str) -> Versioned:
        if self.all is None and id not in self.known:
            if self.left:
                self.left -= 1
                self.known |= self.standing.read(self.noun, [id])
            else:
                self.all = self.standing.walked(self.noun)
        found = self.known.get(id) if self.all is None else self.all.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.all if self.all is not None else self.standing.ids(self.noun))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@define(eq=False)
class Standing:
    """What the store has at one moment, as far as a reader may see."""

    store: Store
    seq: int
    seen: frozenset[Key] | None
    """The keys in view; None: all."""
    own: frozenset[Key] | None
    """Those that the reader may withdraw; None: all."""
    now: ByNoun[Versioned] = field(init=False)
    """The records that stand."""
    loaded: ByNoun[Record] = field(init=False)
    """Of those that were changed here since: as a ledger brought them last."""
    _brought: Brought | None = None
    _few: Mapping[str, Collection[str]] | None = None

    def __attrs_post_init__(self) -> None:
        self.now = ByNoun(self._now)
        self.loaded = ByNoun(self._loaded)

    @classmethod
    def of(cls, store: Store, seen: frozenset[Key] | None, own: frozenset[Key] | None) -> Standing:
        """What stands now, of what is in view."""
        return cls(store, store.head().seq, seen, own)

    def expects(self, ids: Mapping[str, Collection[str]]) -> None:
        """Is told of which records the rows speak, by noun, before anything is asked."""
        if self._brought is None and FEW_OF * sum(map(len, ids.values())) <= self.seq:
            self._few = ids
            self._brought = _Asked(store=self.store)

    @property
    def brought(self) -> Brought:
        """What the log says of the records."""
        if self._brought is None:
            self._brought = self.store.followed(Brought) if isinstance(self.store, Remembered) else _followed(self.store)
        return self._brought

    def ids(self, noun: str) -> Iterable[str]:
        """The ids of what stands."""
        found: Iterable[str] = self.store.columns(noun, self.seq, ("id",))["id"]
        return found if self.seen is None else [id for id in found if (noun, id) in self.seen]

    def read(self, noun: str, ids: Collection[str]) -> dict[str, Versioned | None]:
        """These records, as far as they stand and are in view."""
        wanted = [(noun, id) for id in ids if self.seen is None or (noun, id) in self.seen]
        stands = self.store.read(wanted, self.seq) if wanted else {}
        return dict.fromkeys(ids) | {id: one for (_, id), one in stands.items() if one.record is not None}

    def walked(self, noun: str) -> Mapping[str, Versioned]:
        """All records of a noun."""
        stands = walk(self.store, noun, self.seq)
        return {one.id: one for one in stands if self.seen is None or (noun, one.id) in self.seen}

    def _now(self, noun: str) -> Mapping[str, Versioned]:
        if self._few is None:
            return self.walked(noun)
        return _Stands(self, noun, self.read(noun, self._few.get(noun, ())))

    def _loaded(self, noun: str) -> Mapping[str, Record]:
        now = self.now.of(noun)
        if self._few is not None:
            return _OneByOne(lambda id: self._as_loaded(noun, id), now)
        with self.brought.lock:
            edited = [id for id in self.brought.edited.get(noun, ()) if id in now]
        found = {id: self._as_loaded(noun, id) for id in edited}
        return {id: one for id, one in found.items() if one is not None}

    def _as_loaded(self, noun: str, id: str) -> Record | None:
        """A record that was changed here since, as a ledger brought it last."""
        key, now = (noun, id), self.now.of(noun).get(id)
        if now is None or now.version == 1:
            return None
        brought = self.brought.of(key)
        if id not in brought.edited.get(noun, ()):
            return None
        old = self.store.read([key], brought.loaded[key].seq).get(key)
        return None if old is None else old.record

    def is_as_brought(self, nouns: Collection[str]) -> bool:
        """Whether no record of these nouns that a ledger brought was changed here since; not known where only some records were asked for."""
        return self._few is None and not any(self.brought.edited.get(noun) for noun in nouns)

    def origin(self, key: Key) -> Source | None:
        """The row that brought the first version of a record."""
        return self.brought.of(key).origins.get(key)

    def version(self, key: Key) -> int:
        """The version of a record, 0 where there is none; of one that was taken out, that of its end."""
        found = self.now.get(key)
        if found is None and key in self.brought.of(key).withdrawn:
            found = self.store.read([key], self.seq).get(key)
        return found.version if found else 0

    def known(self, as_it_stands: frozenset[Key] = frozenset(), *, settled: bool = False, whole: bool = False) -> Known:
        """What a ledger is compared with. A record that was changed here counts as the ledger brought it, so that an unchanged row stays
        an unchanged row; but for those of `as_it_stands`."""

        def records(noun: str) -> Mapping[str, Record]:
            now, loaded = self.now.of(noun), self.loaded.of(noun)
            if self._few is not None:
                return _OneByOne(lambda id: one(noun, id), now)
            found = {id: each.record for id, each in now.items() if each.record is not None}
            return found | {id: old for id, old in loaded.items() if (noun, id) not in as_it_stands} if loaded else found

        def one(noun: str, id: str) -> Record | None:
            now = self.now.of(noun).get(id)
            old = None if (noun, id) in as_it_stands else self.loaded.of(noun).get(id)
            return old or (now.record if now else None)

        def edited(noun: str) -> Mapping[str, Record]:
            now = self.now.of(noun)
            if self._few is not None:
                return _OneByOne(lambda id: now[id].record if self._is_edited(noun, id, as_it_stands) else None, now)
            found = {id: now[id].record for id in self.loaded.of(noun) if (noun, id) not in as_it_stands}
            return {id: record for id, record in found.items() if record is not None}

        return Known(
            records=ByNoun(records),
            now=ByNoun(edited),
            sources=_Rows(lambda key: entry.source if (entry := self.brought.of(key).loaded.get(key)) else None),
            origins=_Rows(self.origin),
            withdrawn=_Which(lambda key: key in self.brought.of(key).withdrawn),
            erased=_Which(self._is_erased),
            own=self.own,
            settled=settled,
            whole=whole,
            expects=self.expects,
        )

    def _is_edited(self, noun: str, id: str, as_it_stands: frozenset[Key]) -> bool:
        return (noun, id) not in as_it_stands and id in self.loaded.of(noun)

    def _is_erased(self, key: Key) -> bool:
        """Whether the personal part of a record was erased, and nothing of it was entered by hand since."""
        if key not in self.brought.of(key).erased:
            return False
        found = self.now.get(key)
        if found is None or found.record is None:
            return key in self.brought.of(key).withdrawn
        return bool(facts_of(found.record) == found.record)


class _Rows(Mapping[Key, Source]):
    """The row that brought a record, by its key."""

    def __init__(self, row: Callable[[Key], Source | None]) -> None:
        self._row = row

    def __getitem__(self, key: Key) -> Source:
        if (source := self._row(key)) is None:
            raise KeyError(key)
        return source

    def __iter__(self) -> Iterator[Key]:
        raise TypeError("the row of each record is asked for by its key")

    def __len__(self) -> int:
        raise TypeError("the row of each record is asked for by its key")


class _Which(Container[Key]):
    """The records of which something holds."""

    def __init__(self, holds: Callable[[Key], bool]) -> None:
        self._holds = holds

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and self._holds(key)


def _followed(store: Store) -> Brought:
    brought, at = Brought(), 0
    while page := store.since(at, 5000):
        for entry in page:
            brought.take(entry)
        at = page[-1].seq
    return brought
