"""The storage contract: what goes into a store and what comes out. Everything richer is written once, above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from grassroots.fields import html_filled
from grassroots.model import Record
from grassroots.problems import Problem
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

    _repr_html_ = html_filled

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash[:8]}" if self.hash else str(self.seq)


@frozen(kw_only=True)
class Change:
    """One record as it is from now on; `record` None: it is withdrawn. `source`: the row that brought it."""

    noun: str
    id: str
    record: Record | None
    source: Source | None = None
    key: Key = field(init=False, eq=False, repr=False)
    """(noun, id)."""

    @key.default
    def _own_key(self) -> Key:
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


@frozen
class Bringer:
    """Who brought a row that waits: their name, and the units at and under which they could read then; None: everywhere."""

    name: str = ""
    units: tuple[str, ...] | None = None


@frozen(kw_only=True)
class BadRow:
    """A row that could not be read, kept with its problems until it is mended: cells as (heading, text).

    `problems` are mappings of what JSON has: texts, numbers, flags, lists, mappings. `by`: who brought it; two units may call their files alike.
    """

    ledger: str
    source: Source
    cells: tuple[tuple[str, str], ...]
    problems: tuple[Mapping[str, Any], ...] = field(hash=False)
    by: Bringer = Bringer()


@frozen(kw_only=True)
class Batch:
    """Changes that are stored together or not at all; at most one change a record.

    `id`: made by the caller; the same id with the same content stores once. The content is everything but `at` and `seen`, since a retry may
    come later. `expect`: key → the version that the caller saw,
    also for records that it only read; 0 for "no such record". `seen`: the number of the last change that the caller knew, where what it judged
    depends on records that nobody can list (that a post has no second holder); None: that does not matter. `actor`, `reason`: who and why. `at`: when, by the caller's clock,
    with a time zone. `bad_rows`: rows kept for mending; they replace those kept before from the same file and sheet (`clears`),
    of these who brought them (`clears_of`); None: whoever did.
    """

    id: str
    changes: tuple[Change, ...] = ()
    expect: Mapping[Key, int] = field(factory=dict, hash=False)
    seen: int | None = None
    actor: str = ""
    reason: str = ""
    at: datetime | None = None
    outbox: tuple[Message, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    clears: tuple[tuple[str, str], ...] = ()
    clears_of: tuple[Bringer, ...] | None = None


@frozen(kw_only=True)
class Erasure:
    """Whose personal part is erased for good, all at once.

    `id`: given by the caller; the same id again does nothing. `keys`: the records, withdrawn ones too. With them goes what stands beside them for ever
    otherwise: the rows that brought them, the reasons of the changes that touched them, the messages about them. `messages`: the keys of other messages
    that tell of them. `bad_rows`: rows that wait for mending and tell of them. `seen`, `actor`, `reason`, `at`: as of a batch.
    """

    id: str
    keys: tuple[Key, ...]
    messages: tuple[str, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    seen: int | None = None
    actor: str = ""
    reason: str = ""
    at: datetime | None = None


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
    """One entry of the log. `redacted`: it says that the personal part of the record was erased, from its first version on. What was erased has no
    source and no reason."""

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
            Conflict: a record has not the expected version, or the store knows a change that the caller had not seen.
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

    def redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of every version of these records, for good, and logs that it was done.

        Each record gets a version more, so that whoever read it before cannot write the erased part back. Its entries no longer say from which row they
        came, nor the batches that touched it why. Receiver and text of the messages about these records, and of those that are named, go too; those that
        did not leave yet are dead. The bad rows that are named are gone. The same id again does nothing.

        Raises:
            NotFound: the log knows no such record; nothing was erased.
            Conflict: the store knows a change that the caller had not seen.
            BatchReused: the id came before with another content.
        """
        ...

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first; empty if there never was one."""
        ...

    def columns(self, noun: str, known_at: int | None = None, only: Sequence[str] = ()) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun as columns of equal length, in the order of ids: `id`, then each column of the facts part; only these, if any are named.

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

    def verify(self) -> list[Problem]:
        """Checks the log against its chain and the state against the log; what is wrong; empty when sound."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


@runtime_checkable
class Copying(Protocol):
    """A store that can be copied into a file while it is in use."""

    def copy_to(self, path: Path) -> None:
        """Writes all of the store, as it stands at one moment, into a new file.

        Raises:
            StoreError: it cannot be written.
        """
        ...


def bare(store: Store) -> Store:
    """The store itself, under what looks after its answers or remembers them."""
    while isinstance(inner := getattr(store, "store", None), Store):
        store = inner
    return store
