"""The storage contract: batches of changes in, the state of any moment out. Everything richer is written once, above it.

A store keeps an append-only log. Each change has a number (`seq`), gapless and in the order of commits; `known_at=seq` reads
the state as it was then. Deleting is a change without a record; erasing (`redact`) takes the personal part away for good.

The log is a chain: the hash of each entry covers the entry before it, and digests of what the entry brought (`link`). The digest of
a personal part is salted, and erasing takes the salt along: the chain still verifies, and nobody can confirm a guess.
A head that was written down elsewhere (a report prints it) shows whether the log was rewritten since. Batch ids, ids of records,
sources and reasons stay for ever: they must say nothing about a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from grassroots.codec import Cell, Encoded, check_text, encode, parts_json
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.model import NOUNS, Record, key_of
from grassroots.problems import nearest
from grassroots.values import Source

Key = tuple[str, str]
"""What a record is known by: (noun, id)."""


@frozen(order=True)
class Head:
    """Where a log stands: the number of its last change and the hash of the chain up to it; (0, "") for an empty log.

    >>> str(Head(12, "9f86d081884c7d65"))
    '12:9f86d081'
    """

    seq: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash[:8]}" if self.hash else str(self.seq)


@frozen(kw_only=True)
class Change:
    """One record as it is from now on; `record` None: it is withdrawn. `source`: the row that brought it."""

    noun: str
    id: str
    record: Record | None
    source: Source | None = None

    @property
    def key(self) -> Key:
        """(noun, id)."""
        return self.noun, self.id


@frozen(kw_only=True)
class Message:
    """A notice that leaves by a channel: stored in the batch that causes it, sent later, at least once.

    `key` tells a message from another, so that a receiver can drop a second copy; a key that the outbox already has is not stored
    again. `about`: the records that it speaks of; when one of them is erased, so are its receiver and its text.
    """

    key: str
    channel: str
    to: str
    subject: str
    body: str
    about: tuple[Key, ...] = ()


@frozen(kw_only=True)
class BadRow:
    """A row that could not be read, kept with its problems until it is mended: cells as (heading, text).

    `problems` are mappings of what JSON has: texts, numbers, flags, lists, mappings.
    """

    ledger: str
    source: Source
    cells: tuple[tuple[str, str], ...]
    problems: tuple[Mapping[str, Any], ...] = field(hash=False)


@frozen(kw_only=True)
class Batch:
    """Changes that are stored together or not at all; at most one change a record.

    `id`: made by the caller; the same id with the same content stores once. The content is everything but `at`, since a retry may
    come later. `expect`: key → the version that the caller saw,
    also for records that it only read; 0 for "no such record". `actor`, `reason`: who and why. `at`: when, by the caller's clock,
    with a time zone. `bad_rows`: rows kept for mending; they replace those kept before from the same file and sheet (`clears`).
    """

    id: str
    changes: tuple[Change, ...] = ()
    expect: Mapping[Key, int] = field(factory=dict, hash=False)
    actor: str = ""
    reason: str = ""
    at: datetime | None = None
    outbox: tuple[Message, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    clears: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class Versioned:
    """A record as a store gives it: with its version (1 for the first), the number of the change that brought it, and its source.

    `record` is None once it is withdrawn.
    """

    noun: str
    id: str
    version: int
    seq: int
    record: Record | None
    source: Source | None = None


@frozen(kw_only=True)
class Logged:
    """One entry of the log. `redacted`: it says that the personal part of the record was erased, from its first version on."""

    seq: int
    noun: str
    id: str
    version: int
    batch: str
    actor: str
    reason: str
    at: datetime | None
    withdrawn: bool
    source: Source | None = None
    redacted: bool = False


@frozen(kw_only=True)
class Leased:
    """A message that was taken to be sent, and which attempt this is, from 1."""

    message: Message
    attempt: int


@runtime_checkable
class Store(Protocol):
    """What a store must do. A kit (`grassroots.testing.store_kit`) proves it.

    Every method raises a `StoreError` child when it fails; after `Unknown`, the same batch may be sent again. A call that makes no
    sense (a noun that does not exist, a head that is still to come) raises `InvalidArgument`.
    """

    def append(self, batch: Batch) -> Head:
        """Stores the batch, all or nothing, durable on return. The same batch id again returns the head it gave first.

        Raises:
            Conflict: a record has not the expected version.
            BatchReused: the id came before with another content.
            InvalidValue: a value that no store can keep; names noun, id and field.
            Full: no space is left; nothing was stored.
            Unknown: the outcome is not known.
        """
        ...

    def head(self) -> Head:
        """The head now."""
        ...

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq` (0: the empty log)."""
        ...

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist (withdrawn ones too, with `record=None`), as known at a head."""
        ...

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, those with an id above `after`; at most `limit`.

        `personal=False` leaves the personal part unread.
        """
        ...

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these, in any field or row of theirs, in order; only of `nouns`, if any are
        named. A key need not be there. Which records an edit can touch is asked with every edit: it must not cost a walk over all of them.
        """
        ...

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`, gapless, in order; at most `limit` entries."""
        ...

    def redact(self, keys: Sequence[Key], batch: str, actor: str, reason: str, at: datetime | None = None) -> Head:
        """Erases the personal part of every version of these records, for good, and logs that it was done.

        Each record gets a version more, so that whoever read it before cannot write the erased part back. Receiver and text of the
        messages about these records go too; those that did not leave yet are dead. The same batch id again does nothing.

        Raises:
            NotFound: the log knows no such record; nothing was erased.
            BatchReused: the id came before with another content.
        """
        ...

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first; empty if there never was one."""
        ...

    def columns(self, noun: str, known_at: int | None = None) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun as columns of equal length, in the order of ids: `id`, then each column of the facts part.

        Of `noun.field` ("case.steps") the rows of that field: `owner` (the id of the record), `position` (from 0), then each column.
        Cells are as `grassroots.codec.encode` gives them: decimals are integers scaled by 10,000.
        """
        ...

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        ...

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes up to `limit` messages that are due, for `seconds`; nobody else gets them meanwhile. Those due first come first."""
        ...

    def sent(self, key: str, now: datetime) -> None:
        """The message left.

        Raises:
            NotFound: there is no such message.
        """
        ...

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave; try again at `retry_at`, or never (None: it is listed as dead). One that left stays sent.

        Raises:
            NotFound: there is no such message.
        """
        ...

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state (new, leased, sent, dead), the attempts so far, and the last error."""
        ...

    def verify(self) -> list[str]:
        """Checks the log against its chain and the state against the log; what is wrong, in words; empty when sound."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


# -- what every store does alike: checks, digests, the chain --


PAGE = 5000
"""How many records are read from a store at a time."""


def walk(store: Store, noun: str, known_at: int, *, personal: bool = True) -> Iterator[Versioned]:
    """All the records of a noun that stood at a head, in the order of their ids, read page by page."""
    after = ""
    while page := store.scan(noun, after, PAGE, known_at, personal=personal):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


@frozen
class Payload:
    """What a change brings, checked: the cells, and both parts as canonical JSON. All empty for a withdrawal."""

    encoded: Encoded | None
    facts: str
    personal: str


def payload_of(record: Record | None) -> Payload:
    """The payload of a record; an empty one for None.

    Raises:
        InvalidValue: a value that no store can keep.
    """
    if record is None:
        return Payload(None, "", "")
    return Payload(encode(record), *parts_json(record))


def check_batch(batch: Batch) -> tuple[Payload, ...]:
    """The payload of each change, in order.

    Raises:
        InvalidValue: a value that no store can keep, or an id that is empty.
        InvalidArgument: a noun that does not exist, two changes of one record, a change whose record has another key, a time
            without a zone.

    >>> check_batch(Batch(id=""))
    Traceback (most recent call last):
    grassroots.errors.InvalidValue: a batch needs an id of its own, made by the caller; a random or a content-derived one will do
    """
    if not batch.id:
        raise InvalidValue("a batch needs an id of its own, made by the caller; a random or a content-derived one will do")
    for text in (batch.id, batch.actor, batch.reason):
        check_text(text)
    check_moment(batch.at)
    seen: set[Key] = set()
    for change in batch.changes:
        check_noun(change.noun)
        if not check_text(change.id):
            raise InvalidValue(f"a {change.noun} needs an id; give it one")
        if change.key in seen:
            raise InvalidArgument(f"{change.noun} {change.id!r} changes twice in one batch; keep one, or send two batches")
        seen.add(change.key)
        if change.record is not None and (type(change.record) not in _NOUN_CLASSES or key_of(change.record) != change.key):
            raise InvalidArgument(
                f"the change of {change.noun} {change.id!r} brings another record; give noun and id of the record"
            )
        if change.source is not None:
            _check_source(change.source)
    for (noun, id), version in batch.expect.items():
        check_text(noun), check_text(id)
        if type(version) is not int or version < 0:
            raise InvalidArgument(f"{noun} {id!r}: a version is a whole number, 0 for no such record")
    for message in batch.outbox:
        for text in (message.key, message.channel, message.to, message.subject, message.body):
            check_text(text)
        for noun, id in message.about:
            check_text(noun)
            check_text(id)
        if not message.key:
            raise InvalidValue("a message needs a key of its own; make it of what caused the message")
    for row in batch.bad_rows:
        bad_row_json(row)
    return tuple([payload_of(change.record) for change in batch.changes])


_NOUN_CLASSES = frozenset(NOUNS.values())


def _check_source(source: Source) -> None:
    check_text(source.file), check_text(source.sheet)
    if type(source.row) is not int:
        raise InvalidValue("the row of a source is a whole number")


def check_noun(noun: str) -> None:
    """Refuses a noun that does not exist.

    Raises:
        InvalidArgument: no such noun.
    """
    if noun not in NOUNS:
        raise InvalidArgument(f"there is no noun {noun!r}; there are {', '.join(nearest(noun, NOUNS))} ...")


def check_moment(at: datetime | None) -> None:
    """Refuses a moment without a time zone.

    Raises:
        InvalidArgument: it has none.
    """
    if at is not None and (not isinstance(at, datetime) or at.utcoffset() is None):
        raise InvalidArgument("a moment needs a time zone; give datetime(..., tzinfo=UTC)")


def check_known_at(known_at: int | None, head: int) -> int:
    """The head to read at.

    Raises:
        InvalidArgument: it is still to come, or none.
    """
    if known_at is None:
        return head
    if type(known_at) is not int or not 0 <= known_at <= head:
        raise InvalidArgument(f"known_at={known_at!r}: this store has the heads 0 to {head}")
    return known_at


def bad_row_json(row: BadRow) -> str:
    """A bad row as JSON, in ASCII: it holds what somebody typed, so also what no other text may hold.

    Raises:
        InvalidValue: its problems are not what JSON has.
    """
    source = [row.source.file, row.source.sheet, row.source.row]
    try:
        return json.dumps([row.ledger, source, row.cells, row.problems], allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidValue(f"the problems of a bad row must be what JSON has ({error})") from None


def bad_row_of(text: str) -> BadRow:
    """The bad row of this JSON."""
    ledger, source, cells, problems = json.loads(text)
    pairs = tuple((heading, cell) for heading, cell in cells)
    return BadRow(ledger=ledger, source=Source(*source), cells=pairs, problems=tuple(problems))


def content_of(batch: Batch, payloads: Sequence[Payload]) -> tuple[str, str]:
    """What a batch says, in two texts: what stays, and what may be erased. Two batches with equal texts say the same."""
    stays = [
        batch.id,
        [
            [*change.key, _source_json(change.source), payload.facts]
            for change, payload in zip(batch.changes, payloads, strict=True)
        ],
        sorted([*key, version] for key, version in batch.expect.items()),
        batch.actor,
        batch.reason,
        [[message.key, message.channel, message.about] for message in batch.outbox],
        sorted(batch.clears),
    ]
    erasable = [
        [payload.personal for payload in payloads],
        [[message.to, message.subject, message.body] for message in batch.outbox],
        [bad_row_json(row) for row in batch.bad_rows],
    ]
    return json.dumps(stays), json.dumps(erasable)


def redaction_content(keys: Sequence[Key], batch: str, actor: str, reason: str, at: datetime | None) -> str:
    """What an erasure says, as one text; when is no part of it.

    Raises:
        InvalidValue: a text that no store can keep, or no id.
        InvalidArgument: a time without a zone.
    """
    check_batch(Batch(id=batch, actor=actor, reason=reason, at=at))
    return json.dumps(["redact", batch, sorted(set(keys)), actor, reason])


def digest(text: str, salt: bytes = b"") -> str:
    """SHA-256 of the salt and the text, in hexadecimal.

    >>> digest("")[:8]
    'e3b0c442'
    """
    return sha256(salt + text.encode()).hexdigest()


def link(previous: str, entry: Logged, facts: str, personal: str) -> str:
    """The hash of an entry of the log: over the hash before it, the entry, and the digests of what it brought.

    `facts`: the digest of the facts as canonical JSON; `personal`: the salted digest of the personal part. Either is empty where there
    is nothing. The same for every store, so that anybody can check a log.
    """
    said = [
        entry.seq,
        entry.noun,
        entry.id,
        entry.version,
        entry.batch,
        entry.actor,
        entry.reason,
        moment_text(entry.at),
        entry.withdrawn,
        entry.redacted,
        _source_json(entry.source),
        facts,
        personal,
    ]
    return digest(previous + json.dumps(said, separators=(",", ":")))


def moment_text(at: datetime | None) -> str | None:
    """A moment in UTC as text, to the microsecond.

    >>> moment_text(datetime(2014, 6, 30, 16, tzinfo=UTC))
    '2014-06-30T16:00:00.000000+00:00'
    """
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def _source_json(source: Source | None) -> list[Any] | None:
    return None if source is None else [source.file, source.sheet, source.row]


def as_columns(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, list[Cell]]:
    """Rows turned into columns.

    >>> as_columns(["id", "kind"], [("b1", "branch"), ("b2", "branch")])
    {'id': ['b1', 'b2'], 'kind': ['branch', 'branch']}
    """
    return {name: [row[number] for row in rows] for number, name in enumerate(names)}
