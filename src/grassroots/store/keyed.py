"""A log over values under keys: for a backend that can only give, put and list. What asks for more is worked out here, from an index that follows the log."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from threading import RLock
from typing import Any, Protocol

from attrs import evolve, frozen

from grassroots.codec import ChildTable, Encoded, columns_of, decode, encode, facts_of
from grassroots.model import Record, references
from grassroots.problems import Problem
from grassroots.store.contract import Head, Key, Logged
from grassroots.store.pages import Entry, Noted, Post
from grassroots.store.reading import as_columns


@frozen
class Line:
    """An entry of the log, and the record that it brought."""

    entry: Entry
    record: Record | None


@frozen
class Waiting:
    """A row that waits for mending: its number, the batch that brought it, and the row as JSON."""

    number: int
    batch: str
    row: str


@frozen
class Numbered:
    """A message with its number, in the order in which they came."""

    number: int
    post: Post


Value = Head | Noted | Line | Numbered | Waiting
"""What is kept: `kept_json` and `kept_of` turn it into text and back."""

Place = tuple[str, str]
"""Where a value is kept: its table (`head`, `batch`, `log`, `post`, `waiting`), and its key, any text."""


class Values(Protocol):
    """What keeps values under keys; the whole of a simple backend. Its text (`str`) names the place in what is told."""

    def held(self, *, writing: bool) -> AbstractContextManager[None]:
        """Within, nobody else writes; and nobody else reads either, while somebody writes. Other threads are kept away before."""
        ...

    def get(self, place: Place) -> Value | None:
        """The value there; None where there is none."""
        ...

    def all(self, table: str) -> Iterable[Value]:
        """The values of a table, in any order."""
        ...

    def put(self, values: Mapping[Place, Value | None]) -> None:
        """Keeps all of these or none, durable on return; None: what was there is gone."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


class Keyed:
    """The backend of a `LogStore` over values under keys."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._index = _Index()
        self._lock = RLock()

    def __str__(self) -> str:
        return str(self._values)

    @contextmanager
    def reading(self) -> Iterator[_Pages]:
        """One state for all that is read within."""
        with self._lock, self._values.held(writing=False):
            yield _Pages(self._values, self._index)

    @contextmanager
    def writing(self, batch: str | None = None, *, erases: bool = False) -> Iterator[_Pages]:
        """What is written within is put at the end, all at once."""
        with self._lock, self._values.held(writing=True):
            pages = _Pages(self._values, self._index)
            yield pages
            if pages.changed:
                self._values.put(pages.changed)

    def wipe(self) -> bool:
        """What was put is all that there is."""
        return True

    def close(self) -> None:
        """Lets go of what keeps the values."""
        self._values.close()


class _Index:
    """What follows from the log up to a change: the entries of each record and batch, the ids of each noun, and who refers to whom."""

    def __init__(self) -> None:
        self.seq = 0
        self.seqs: dict[Key, list[int]] = {}
        self.ids: dict[str, set[str]] = {}
        self.referring: dict[Key, set[Key]] = {}
        self.brought: dict[str, list[int]] = {}
        self._refers: dict[Key, frozenset[Key]] = {}

    def take(self, line: Line) -> None:
        """The next entry."""
        key = line.entry.logged.noun, line.entry.logged.id
        self.seqs.setdefault(key, []).append(line.entry.logged.seq)
        self.brought.setdefault(line.entry.logged.batch, []).append(line.entry.logged.seq)
        self.ids.setdefault(key[0], set()).add(key[1])
        for target in self._refers.pop(key, ()):
            self.referring[target].discard(key)
        if line.record is not None:
            self._refers[key] = references(line.record)
            for target in self._refers[key]:
                self.referring.setdefault(target, set()).add(key)


class _Pages:
    """One transaction: what was put in it lies above what was there."""

    def __init__(self, values: Values, index: _Index) -> None:
        self._values = values
        self._index = index
        self.changed: dict[Place, Value | None] = {}
        for seq in range(index.seq + 1, self.head().seq + 1):
            if (line := self._line(seq)) is not None:
                index.take(line)
            index.seq = seq

    def _get(self, table: str, key: str) -> Any:
        place = table, key
        return self.changed[place] if place in self.changed else self._values.get(place)

    def _all(self, table: str) -> list[Any]:
        """The values of a table as they lie there: those that are changed here are read before they are."""
        return sorted(self._values.all(table), key=lambda one: one.number)

    def _line(self, seq: int) -> Line | None:
        line: Line | None = self._get("log", str(seq))
        return line

    def head(self) -> Head:
        head: Head | None = self._get("head", "")
        return head or Head()

    def noted(self, id: str) -> Noted | None:
        noted: Noted | None = self._get("batch", id)
        return noted

    def batches(self) -> Iterable[Noted]:
        return [one for one in self._values.all("batch") if isinstance(one, Noted)]

    def last(self, keys: Collection[Key], until: int) -> Mapping[Key, Logged]:
        found = {key: self._last(key, until) for key in keys}
        return {key: line.entry.logged for key, line in found.items() if line is not None}

    def _last(self, key: Key, until: int) -> Line | None:
        seqs = self._index.seqs.get(key, ())
        number = bisect_right(seqs, until)
        return self._line(seqs[number - 1]) if number else None

    def _standing(self, noun: str, until: int, after: str = "", limit: int | None = None) -> list[Line]:
        found: list[Line] = []
        for id in sorted(id for id in self._index.ids.get(noun, ()) if id > after):
            if limit is not None and len(found) >= limit:
                break
            line = self._last((noun, id), until)
            if line is not None and not line.entry.logged.withdrawn:
                found.append(line)
        return found

    def standing(self, noun: str, after: str, limit: int, until: int) -> Sequence[Logged]:
        return [line.entry.logged for line in self._standing(noun, until, after, limit)]

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        lines = (self._line(seq) for seq in range(after + 1, min(after + limit, self.head().seq) + 1))
        return [line.entry for line in lines if line is not None]

    def history(self, key: Key) -> Sequence[Entry]:
        return [line.entry for line in self._lines(key)]

    def _lines(self, key: Key) -> list[Line]:
        return [line for seq in self._index.seqs.get(key, ()) if (line := self._line(seq)) is not None]

    def records(self, noun: str, seqs: Sequence[int], *, personal: bool = True) -> Mapping[int, Record]:
        found = {seq: line.record for seq in seqs if (line := self._line(seq)) is not None and line.record is not None}
        return found if personal else {seq: facts_of(record) for seq, record in found.items()}

    def referring(self, keys: Collection[Key], nouns: Collection[str]) -> Collection[Key]:
        found = {one for key in keys for one in self._index.referring.get(key, ())}
        return {one for one in found if not nouns or one[0] in nouns}

    def columns(self, noun: str, child: ChildTable | None, until: int, only: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        found = self._columns(noun, child, until)
        return {name: cells for name, cells in found.items() if not only or name in only}

    def _columns(self, noun: str, child: ChildTable | None, until: int) -> Mapping[str, Sequence[Any]]:
        encoded = [(line.record.id, encode(line.record)) for line in self._standing(noun, until) if line.record is not None]
        layout = columns_of(noun)
        if child is None:
            return as_columns([column.name for column in layout.facts], [one.facts for _, one in encoded])
        number = layout.children.index(child)
        rows = [(owner, position, *facts) for owner, one in encoded for position, (facts, _) in enumerate(one.children[number])]
        return as_columns(["owner", "position", *(column.name for column in child.facts)], rows)

    def posts(self, keys: Collection[str] | None = None) -> Sequence[Post]:
        if keys is not None:
            return [one.post for key in keys if (one := self._get("post", key)) is not None]
        return [one.post for one in self._all("post")]

    def due(self, now: datetime, limit: int) -> Sequence[Post]:
        due = [post for post in self.posts() if post.state in ("new", "leased") and (not post.due or post.due <= now)]
        return sorted(due, key=lambda post: post.due or datetime.min.replace(tzinfo=UTC))[:limit]

    def bad_rows(self) -> Sequence[tuple[str, str]]:
        return [(one.batch, one.row) for one in self._all("waiting")]

    def broken(self) -> list[Problem]:
        return []

    def strays(self) -> list[Problem]:
        return []

    # -- writing --

    def add(self, noted: Noted, entries: Sequence[tuple[Entry, Encoded | None]]) -> None:
        for entry, encoded in entries:
            # what is kept went through the cells, as in any other store: a decimal written 12.50 comes back as 12.5
            record = None if encoded is None else decode(entry.logged.noun, encoded)
            self.changed["log", str(entry.logged.seq)] = Line(entry, record)
        self.changed["batch", noted.id] = noted
        self.changed["head", ""] = noted.head

    def erase(self, keys: Collection[Key]) -> None:
        touched = {entry.logged.batch for key in keys for entry in self.history(key)}
        for key in keys:
            for line in self._lines(key):
                logged = evolve(line.entry.logged, source=None)
                record = None if line.record is None else facts_of(line.record)
                self.changed["log", str(logged.seq)] = Line(evolve(line.entry, logged=logged, salt=b""), record)
        for seq in [seq for id in touched for seq in self._index.brought[id]]:
            if (one := self._line(seq)) is not None:
                logged = evolve(one.entry.logged, reason="")
                self.changed["log", str(seq)] = evolve(one, entry=evolve(one.entry, logged=logged))
        self.forget(touched)
        for id in touched:
            if (noted := self.noted(id)) is not None:
                self.changed["batch", id] = evolve(noted, reason="", why_salt=b"")

    def forget(self, batches: Collection[str]) -> None:
        for id in batches:
            if (noted := self.noted(id)) is not None:
                self.changed["batch", id] = evolve(noted, salt=b"", erasable="")

    def put(self, posts: Sequence[Post]) -> None:
        number = max((one.number for one in self._all("post")), default=0) if posts else 0
        for post in posts:
            known = self._get("post", post.message.key)
            number += known is None
            self.changed["post", post.message.key] = Numbered(number if known is None else known.number, post)

    def wait(self, batch: str, rows: Sequence[str]) -> None:
        number = max((one.number for one in self._all("waiting")), default=0)
        for number, row in enumerate(rows, number + 1):  # noqa: B020
            self.changed["waiting", str(number)] = Waiting(number, batch, row)

    def done(self, rows: Collection[tuple[str, str]]) -> None:
        for one in self._all("waiting"):
            if (one.batch, one.row) in rows:
                self.changed["waiting", str(one.number)] = None
