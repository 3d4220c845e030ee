"""What a `LogStore` asks of its backend: what is kept of a log, read and written inside one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from attrs import frozen

from grassroots.codec import ChildTable, Encoded
from grassroots.model import Record
from grassroots.problems import Problem
from grassroots.store.contract import Head, Key, Logged, Message


@frozen(kw_only=True)
class Noted:
    """What is kept of a batch: who and why, a digest of what stays, a salted one of what may be erased, the salt of its reason, the head it gave.

    An empty salt: it was erased, so that nobody can confirm a guess. `beside`: how much the batch brought that stands beside the log (`Beside` as text); empty
    where an older version kept it.
    """

    id: str
    actor: str
    reason: str
    at: datetime | None
    why: str
    why_salt: bytes
    stays: str
    salt: bytes
    erasable: str
    head: Head
    beside: str = ""


@frozen(kw_only=True)
class Entry:
    """An entry of the log as it is kept: with the digests of what it brought, the hash of the chain up to it, and the salt of what can be erased."""

    logged: Logged
    facts: str
    personal: str
    why: str
    hash: str
    salt: bytes = b""


@frozen(kw_only=True)
class Post:
    """A message on its way, and the batch that brought it. `state`: new, leased, sent, dead; `due`: from when it may be taken. `digest`: of what the message
    says; empty where an older version kept it."""

    message: Message
    batch: str
    digest: str = ""
    state: str = "new"
    attempts: int = 0
    error: str = ""
    due: datetime | None = None


class Pages(Protocol):
    """What is kept, as one transaction sees it. Texts and nouns that come in were checked before; so was what a batch expects."""

    def head(self) -> Head:
        """Where the log stands."""
        ...

    def noted(self, id: str) -> Noted | None:
        """What is kept of a batch; None if it is new."""
        ...

    def batches(self) -> Iterable[Noted]:
        """What is kept of every batch."""
        ...

    def last(self, keys: Collection[Key], until: int) -> Mapping[Key, Logged]:
        """The last entry of each of these records up to change `until`, of those of which the log knows any."""
        ...

    def standing(self, noun: str, after: str, limit: int, until: int) -> Sequence[Logged]:
        """The entries that brought the records of a noun that stood after change `until`, in the order of their ids (by code point), above `after`."""
        ...

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        """The log after change `after`, in order."""
        ...

    def history(self, key: Key) -> Sequence[Entry]:
        """The entries about one record, oldest first."""
        ...

    def records(self, noun: str, seqs: Sequence[int], *, personal: bool = True) -> Mapping[int, Record]:
        """The records of a noun that these changes brought, as far as they are there and can be read."""
        ...

    def referring(self, keys: Collection[Key], nouns: Collection[str]) -> Collection[Key]:
        """The keys of the records that stand now and refer to one of these; only of `nouns`, if there are any."""
        ...

    def columns(self, noun: str, child: ChildTable | None, until: int, only: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun that stood after change `until`, or the rows of one of its fields, as columns in the order of ids and positions; `only` these
        columns, if any are named."""
        ...

    def posts(self, keys: Collection[str] | None = None) -> Sequence[Post]:
        """The messages of these keys, or all, in the order in which they came."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Post]:
        """The messages that are new or leased and may be taken, those due first first, then in the order in which they came."""
        ...

    def bad_rows(self) -> Sequence[tuple[str, str]]:
        """The rows that wait for mending, in the order in which they came: the batch that brought it, and the row as JSON."""
        ...

    def broken(self) -> list[Problem]:
        """What is wrong with that on which it all lies; where anything is, nothing more can be said."""
        ...

    def strays(self) -> list[Problem]:
        """What does not agree between what is kept, beyond what the log itself shows."""
        ...

    # -- writing --

    def add(self, noted: Noted, entries: Sequence[tuple[Entry, Encoded | None]]) -> None:
        """Keeps a batch, and its entries with the cells of what each brought; the head is the one of `noted` from now on."""
        ...

    def erase(self, keys: Collection[Key]) -> None:
        """Takes the personal part of every version of these records away for good, with salts and sources; of the batches that touched them, the reason
        and its salt."""
        ...

    def forget(self, batches: Collection[str]) -> None:
        """Drops the digests of what these batches brought that may be erased, and their salts."""
        ...

    def put(self, posts: Sequence[Post]) -> None:
        """Keeps messages, new ones behind those that are there."""
        ...

    def wait(self, batch: str, rows: Sequence[str]) -> None:
        """Keeps rows that wait for mending."""
        ...

    def done(self, rows: Collection[tuple[str, str]]) -> None:
        """Lets go of rows that waited: by the batch that brought each, and its JSON."""
        ...


class Backend(Protocol):
    """Where a log is kept. Its text (`str`) names the place in what is told."""

    def reading(self) -> AbstractContextManager[Pages]:
        """One state for all that is read within, whoever writes meanwhile."""
        ...

    def writing(self, batch: str | None = None, *, erases: bool = False) -> AbstractContextManager[Pages]:
        """Nobody else writes meanwhile; on leaving, all that was written is there and durable, or nothing is.

        `batch`: by which to ask whether a commit that failed is there after all. `erases`: nothing of what stood there before may stay.
        """
        ...

    def wipe(self) -> bool:
        """Takes out of what lies below what was erased; False: it still lies there, since somebody reads the state before."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...
