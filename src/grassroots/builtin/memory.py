"""The store in memory: the model that other stores are measured against. Short and plain rather than fast; gone when it is closed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import RLock
from typing import Any

import attrs
from attrs import define, frozen

from grassroots.codec import columns_of, decode, encode, facts_of
from grassroots.errors import BatchReused, Conflict, InvalidArgument, NotFound
from grassroots.hooks import hookimpl
from grassroots.model import Record, references
from grassroots.store import (
    BadRow,
    Batch,
    Change,
    Erasure,
    Head,
    Key,
    Leased,
    Logged,
    Message,
    Payload,
    Store,
    Versioned,
    as_columns,
    bad_row_json,
    bad_row_of,
    check_batch,
    check_known_at,
    check_moment,
    check_noun,
    content_of,
    digest,
    erasable_of,
    link,
    payload_of,
    redaction_content,
)


@define
class _Entry:
    """An entry of the log with what it brought. Erasing empties `record` of its personal part, and `salt`."""

    logged: Logged
    record: Record | None
    salt: bytes
    facts: str
    personal: str
    why: str
    hash: str


@define
class _Post:
    """A message on its way, and the batch that brought it. `due`: from when it may be taken."""

    message: Message
    batch: str
    state: str = "new"
    attempts: int = 0
    error: str = ""
    due: datetime | None = None


@frozen
class _Stored:
    """What is remembered of a batch: a digest of what stays, a salted one of what may be erased, the salt of its reason, the head it gave."""

    stays: str
    salt: bytes
    erasable: str
    why_salt: bytes
    head: Head


class MemoryStore:
    """Keeps batches in memory, by the contract of `grassroots.store.Store`. Safe to share among threads.

    Args:
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.

    >>> from grassroots.model import Unit
    >>> from grassroots.values import UnitId
    >>> store = MemoryStore()
    >>> branch = Unit(id=UnitId("b7"), kind="branch", name="Seventh branch")
    >>> store.append(Batch(id="one", changes=(Change(noun="unit", id="b7", record=branch),))).seq
    1
    >>> store.read([("unit", "b7")])["unit", "b7"].version
    1
    """

    def __init__(self, *, salts: Callable[[], bytes] = lambda: secrets.token_bytes(16)) -> None:
        self._salts = salts
        self._log: list[_Entry] = []
        self._entries: dict[Key, list[_Entry]] = {}
        self._ids: dict[str, set[str]] = {}
        self._referring: dict[Key, set[Key]] = {}
        self._batches: dict[str, _Stored] = {}
        self._posts: dict[str, _Post] = {}
        self._bad_rows: list[tuple[str, str]] = []
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"<MemoryStore: {len(self._log)} changes>"

    def append(self, batch: Batch) -> Head:
        """Stores the batch, all or nothing."""
        payloads = check_batch(batch)
        stays, erasable = content_of(batch, payloads)
        with self._lock:
            if batch.id in self._batches:
                return self._again(batch.id, stays, erasable)
            for key, expected in batch.expect.items():
                found = self._version(key)
                if found != expected:
                    raise Conflict(key, expected, found)
            if batch.seen is not None and batch.seen != len(self._log):
                raise Conflict(("", ""), batch.seen, len(self._log))
            salt, why_salt = self._salts(), self._salts() if batch.reason else b""
            why = digest(batch.reason, why_salt) if why_salt else ""
            for change, payload in zip(batch.changes, payloads, strict=True):
                self._add(batch, why, change, payload, redacted=False)
            for message in batch.outbox:
                self._posts.setdefault(message.key, _Post(message, batch.id))
            mended = [(id, text) for id, text in self._bad_rows if _place(bad_row_of(text)) in batch.clears]
            self._bad_rows = [row for row in self._bad_rows if row not in mended]
            self._bad_rows += [(batch.id, bad_row_json(row)) for row in batch.bad_rows]
            self._forget(id for id, _ in mended)
            self._batches[batch.id] = _Stored(digest(stays), salt, digest(erasable, salt), why_salt, self.head())
            return self.head()

    def _again(self, id: str, stays: str, erasable: str) -> Head:
        stored = self._batches[id]
        if stored.stays != digest(stays) or (stored.salt and stored.erasable != digest(erasable, stored.salt)):
            raise BatchReused(f"batch {id!r} came before with another content; give each batch an id of its own")
        return stored.head

    def _add(self, batch: Batch, why: str, change: Change, payload: Payload, *, redacted: bool) -> None:
        logged = Logged(
            seq=len(self._log) + 1,
            noun=change.noun,
            id=change.id,
            version=self._version(change.key) + 1,
            batch=batch.id,
            actor=batch.actor,
            reason=batch.reason,
            at=batch.at if batch.at is None else batch.at.astimezone(UTC),
            withdrawn=change.record is None,
            source=change.source,
            redacted=redacted,
        )
        text = erasable_of(payload.personal, change.source)
        salt = self._salts() if text else b""
        facts = digest(payload.facts) if payload.facts else ""
        personal = digest(text, salt) if text else ""
        # what is kept went through the cells, as in any other store: a decimal written 12.50 comes back as 12.5
        record = None if payload.encoded is None else decode(change.noun, payload.encoded)
        entry = _Entry(logged, record, salt, facts, personal, why, link(self.head().hash, logged, facts, personal, why))
        before = self._entries.setdefault(change.key, [])
        self._ids.setdefault(change.noun, set()).add(change.id)
        for target in _targets(before[-1].record if before else None):
            self._referring[target].discard(change.key)
        for target in _targets(record):
            self._referring.setdefault(target, set()).add(change.key)
        self._log.append(entry)
        before.append(entry)

    def _version(self, key: Key) -> int:
        return len(self._entries.get(key, ()))

    def head(self) -> Head:
        """The head now."""
        with self._lock:
            return self.head_at(len(self._log))

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq`."""
        with self._lock:
            check_known_at(seq, len(self._log))
            return Head(seq, self._log[seq - 1].hash) if seq else Head()

    def _known(self, key: Key, until: int) -> Versioned | None:
        """The record of this key as known after change `until`; None if there was none yet."""
        entry = next((entry for entry in reversed(self._entries.get(key, ())) if entry.logged.seq <= until), None)
        if entry is None:
            return None
        one = entry.logged
        return Versioned(noun=one.noun, id=one.id, version=one.version, seq=one.seq, record=entry.record, source=one.source)

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist, withdrawn ones too."""
        with self._lock:
            until = check_known_at(known_at, len(self._log))
            return {key: known for key in keys if (known := self._known(key, until))}

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, from above `after`."""
        check_noun(noun)
        with self._lock:
            until = check_known_at(known_at, len(self._log))
            keys = sorted((noun, id) for id in self._ids.get(noun, ()) if id > after)
            known = (self._known(key, until) for key in keys)
            page = list(islice((one for one in known if one and one.record), max(limit, 0)))
        return page if personal else [attrs.evolve(one, record=_open(one.record)) for one in page]

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these, in order."""
        for noun in (*(key[0] for key in keys), *nouns):
            check_noun(noun)
        with self._lock:
            found = {one for key in keys for one in self._referring.get(key, ())}
        return sorted(one for one in found if not nouns or one[0] in nouns)

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`."""
        with self._lock:
            return [entry.logged for entry in self._log[max(seq, 0) :][: max(limit, 0)]]

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first."""
        with self._lock:
            return [entry.logged for entry in self._entries.get(key, ())]

    def redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of every version of these records."""
        stays, erasable = redaction_content(erasure)
        batch = Batch(id=erasure.id, actor=erasure.actor, reason=erasure.reason, at=erasure.at)
        keys = set(erasure.keys)
        with self._lock:
            if batch.id in self._batches:
                return self._again(batch.id, stays, erasable)
            if erasure.seen is not None and erasure.seen != len(self._log):
                raise Conflict(("", ""), erasure.seen, len(self._log))
            unknown = sorted(key for key in keys if key not in self._entries)
            if unknown:
                raise NotFound(f"nothing was erased: the log knows no {unknown[0][0]} {unknown[0][1]!r}")
            salt, why_salt = self._salts(), self._salts() if batch.reason else b""
            why = digest(batch.reason, why_salt) if why_salt else ""
            touched = {entry.logged.batch for key in keys for entry in self._entries[key]}
            self._forget(touched)
            for id in touched:
                self._batches[id] = attrs.evolve(self._batches[id], why_salt=b"")
            for entry in self._log:
                if entry.logged.batch in touched:
                    entry.logged = attrs.evolve(entry.logged, reason="")
            for key in sorted(keys):
                record = _open(self._entries[key][-1].record)
                self._add(batch, why, Change(noun=key[0], id=key[1], record=record), payload_of(record), redacted=True)
                for entry in self._entries[key]:
                    entry.record, entry.salt = _open(entry.record), b""
                    entry.logged = attrs.evolve(entry.logged, source=None)
            gone = {bad_row_json(row) for row in erasure.bad_rows}
            self._forget(id for id, text in self._bad_rows if text in gone)
            self._bad_rows = [row for row in self._bad_rows if row[1] not in gone]
            for post in self._posts.values():
                if post.message.key in erasure.messages or set(post.message.about) & keys:
                    post.message = attrs.evolve(post.message, to="", subject="", body="")
                    post.state, post.error = "sent" if post.state == "sent" else "dead", ""
                    self._forget([post.batch])
            self._batches[batch.id] = _Stored(digest(stays), salt, digest(erasable, salt), why_salt, self.head())
            return self.head()

    def _forget(self, batches: Iterable[str]) -> None:
        """Drops the digest of what was erased, and its salt, so that nobody can confirm a guess with them."""
        for id in batches:
            if id in self._batches:
                self._batches[id] = attrs.evolve(self._batches[id], salt=b"", erasable="")

    def columns(self, noun: str, known_at: int | None = None) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or of one of its fields of rows (`case.steps`), as columns."""
        name, _, field = noun.partition(".")
        check_noun(name)
        layout = columns_of(name)
        with self._lock:
            standing = self.scan(name, limit=len(self._log), known_at=known_at)
        encoded = [(one.id, encode(one.record)) for one in standing if one.record]
        if not field:
            return as_columns([column.name for column in layout.facts], [record.facts for _, record in encoded])
        number = next((number for number, child in enumerate(layout.children) if child.field == field), None)
        if number is None:
            raise InvalidArgument(
                f"{name} has no rows {field!r}; there are {', '.join(child.field for child in layout.children)}"
            )
        names = ["owner", "position", *(column.name for column in layout.children[number].facts)]
        rows = [
            (owner, position, *facts)
            for owner, record in encoded
            for position, (facts, _) in enumerate(record.children[number])
        ]
        return as_columns(names, rows)

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        with self._lock:
            return [bad_row_of(text) for _, text in self._bad_rows]

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes messages that are due."""
        check_moment(now)
        with self._lock:
            due = [
                post for post in self._posts.values() if post.state in ("new", "leased") and (not post.due or post.due <= now)
            ]
            due.sort(key=lambda post: post.due or datetime.min.replace(tzinfo=UTC))
            for post in due[: max(limit, 0)]:
                post.state, post.attempts, post.due = "leased", post.attempts + 1, now + timedelta(seconds=seconds)
            return [Leased(message=post.message, attempt=post.attempts) for post in due[: max(limit, 0)]]

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        check_moment(now)
        with self._lock:
            post = self._post(key)
            post.state, post.error, post.due = "sent", "", None

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        check_moment(now)
        check_moment(retry_at)
        with self._lock:
            post = self._post(key)
            if post.state == "sent":
                return
            post.state, post.error, post.due = "dead" if retry_at is None else "new", error, retry_at

    def _post(self, key: str) -> _Post:
        if key not in self._posts:
            raise NotFound(f"the outbox has no message {key!r}")
        return self._posts[key]

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state, the attempts so far, and the last error."""
        with self._lock:
            return [(post.message, post.state, post.attempts, post.error) for post in self._posts.values()]

    def verify(self) -> list[str]:
        """Checks the log against its chain, and the records against the log."""
        wrong, before = [], ""
        for entry in list(self._log):
            logged = entry.logged
            payload = payload_of(entry.record)
            facts = digest(payload.facts) if payload.facts else ""
            text = erasable_of(payload.personal, logged.source)
            personal = digest(text, entry.salt) if entry.salt else ""
            erased = entry.personal != "" and not entry.salt
            if facts != entry.facts or (text != "" if erased else personal != entry.personal):
                wrong.append(f"change {logged.seq}: {logged.noun} {logged.id!r} is not what was stored")
            if link(before, logged, entry.facts, entry.personal, entry.why) != entry.hash:
                wrong.append(f"change {logged.seq}: the chain is broken")
            why_salt = self._batches[logged.batch].why_salt if logged.batch in self._batches else b""
            if (digest(logged.reason, why_salt) if why_salt else "") != (entry.why if why_salt else logged.reason):
                wrong.append(f"change {logged.seq}: its reason is not what was stored")
            before = entry.hash
        return wrong

    def close(self) -> None:
        """Nothing to let go of."""


def _open(record: Record | None) -> Record | None:
    return None if record is None else facts_of(record)


def _targets(record: Record | None) -> frozenset[Key]:
    return frozenset() if record is None else references(record)


def _place(row: BadRow) -> tuple[str, str]:
    return row.source.file, row.source.sheet


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `memory:`, which is always a new one, and has nothing to be read only."""
    if address != "memory:":
        return None
    if options.get("read_only"):
        raise InvalidArgument(
            "a store in memory is empty when it is opened: there is nothing to read; open it without read_only"
        )
    return MemoryStore(**{name: value for name, value in options.items() if name not in ("create", "read_only")})
