"""What an office asks of the whole store while it works: answered behind the gate, so that nothing above it holds the store."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from grassroots.access.changing import Changing
from grassroots.access.posts import posts_of
from grassroots.access.scope import LAST_DAY
from grassroots.access.soundness import faults_of_change, faults_under
from grassroots.access.standing import Standing
from grassroots.access.traces import Traces, last_of, traces, withdrawn_about, withdrawn_person
from grassroots.charter import Charter
from grassroots.errors import HasProblems, InvalidArgument, NotFound, Refused, refused
from grassroots.fields import Privacy, fields_of
from grassroots.model import Answer, Ballot, Post, Record, Survey, key_of, noun_of
from grassroots.problems import Problem
from grassroots.store import BadRow, Change, Copying, Head, Key, Leased, Logged, LogStore, Message, Store, bare, walk

PAGE = 5000
"""So many entries of the log are read at a time."""


class Outgoing:
    """The messages that wait, for whoever may send them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes up to `limit` messages that are due, for `seconds`."""
        return self._store.lease(limit, now, seconds)

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        self._store.sent(key, now)

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        self._store.failed(key, now, error, retry_at)


class Behind(Changing):
    """The part of the gate that only the office itself asks: what it tells is made into answers that a reader may have, or judges a change."""

    def head(self) -> Head:
        """Where the log stands now."""
        return self._store.head()

    # -- judging changes --

    def _stored_of(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """The records of these keys as they stand, of everybody."""
        return {key: one.record for key, one in self._store.read(keys).items() if one.record is not None}

    def _require(self, changes: Sequence[Change], *, new: bool = False) -> None:
        """Checks what is asked of changes before they are looked at beside what is stored: that they are the actor's to make, and say nothing of what is
        not in view. `new`: they bring what is not there yet; whether something is, they do not ask.

        Raises:
            Refused: the actor may not change a record, or the purpose does not open a field.
            HasProblems: a record refers to what is not found.
        """
        self._require_change([change.record for change in changes if change.record is not None])
        self._require_sayable(changes, {} if new else self._stored_of([change.key for change in changes]))

    def _faults(self, changes: Sequence[Change], charter: Charter | None = None) -> tuple[Problem, ...]:
        """What would be wrong after changes, and is not wrong before, under the charter or another that will hold with them."""
        return faults_of_change(self._store, charter or self.charter, self, changes)

    def _faults_under(self, charter: Charter) -> int:
        """How many things would be wrong with what is stored under another charter, and are not under this one."""
        return faults_under(self._store, self.charter, charter)

    def _own_posts(self, day: date) -> tuple[Post, ...]:
        """The posts that the actor's person holds on a day."""
        return () if self.actor.person is None else posts_of(self._store, self.actor.person, day)

    def _to_add(self, records: Sequence[Record]) -> dict[Key, int]:
        """The versions that records expect which are added: what was withdrawn before may be added again.

        Raises:
            Refused: the actor may not bring in one of them; or a paper of a vote, or an answer of an anonymous survey, of which some are kept already.
            HasProblems: one is there already, or comes twice.
        """
        keys = [key_of(record) for record in records]
        stored = self._store.read(keys)
        there = [key for key in keys if (found := stored.get(key)) and found.record is not None]
        shown = [key for key in there if self.unclosed or self.snapshot(self.today()).get(*key) is not None]
        # Of what is in view it is told first that it is there: what it hides is not asked about by saying the same.
        if not shown:
            self._require([Change(noun=noun_of(record), id=record.id, record=record) for record in records], new=True)
        if there or len(set(keys)) < len(keys):
            twice = shown or there or [key for key in keys if keys.count(key) > 1]
            problems = [Problem("id-taken", value=id, details={"noun": noun}) for noun, id in twice]
            raise HasProblems("Nothing was added.", problems)
        self._require_together(records)
        return {key: stored[key].version if key in stored else 0 for key in keys}

    def _to_bring(self, key: Key) -> int:
        """The version that a record expects which is new: that of its end, 0 where there was none; of one that stands, none that it has."""
        known = self._store.read([key]).get(key)
        return known.version if known is not None and known.record is None else 0

    def _require_together(self, records: Iterable[Record]) -> None:
        """The papers of a secret vote come together, and so do the answers of an anonymous survey."""
        listed = list(records)
        votes = {record.vote for record in listed if isinstance(record, Ballot)}
        if votes and (both := sorted(votes & {one.vote for one in self._kept_of("ballot") if isinstance(one, Ballot)})):
            raise Refused(
                f"papers of the vote {both[0]!r} are kept already, and a secret vote's papers come together; withdraw those, and add all of them at once"
            )
        surveys = {record.survey for record in listed if isinstance(record, Answer)}
        known = {one.survey for one in self._kept_of("answer") if isinstance(one, Answer)} if surveys else set()
        if apart := sorted(one for one in surveys & known if self._anonymous(one)):
            raise Refused(
                f"answers of the anonymous survey {apart[0]!r} are kept already, and its answers come together; withdraw one, which withdraws all, and add all of them at once"
            )

    def _withdrawals(self, noun: str, id: str) -> list[tuple[Change, int]]:
        """The changes by which a record is withdrawn; an answer of an anonymous survey takes all others of the survey with it.

        Raises:
            NotFound: there is none, or it is not in view.
            Refused: the actor may not change it.
        """
        first = self._withdrawal(noun, id)
        stored = self._stored_of([(noun, id)])[noun, id]
        if not isinstance(stored, Answer) or not self._anonymous(stored.survey):
            return [first]
        together = [one.id for one in self._kept_of("answer") if isinstance(one, Answer) and one.survey == stored.survey]
        return [self._withdrawal(noun, one) for one in together]

    def _kept_of(self, noun: str) -> Iterator[Record]:
        return (one.record for one in walk(self._store, noun, self._store.head().seq) if one.record is not None)

    def _anonymous(self, survey: str) -> bool:
        """Whether the answers of a survey were given without a name; so it is taken to be where it is not kept."""
        found = self._stored_of([("survey", survey)]).get(("survey", survey))
        return found.anonymous if isinstance(found, Survey) else True

    # -- taking in --

    def _standing(self) -> Standing:
        """What a ledger is compared with."""
        seen = None if self.unclosed else frozenset(map(key_of, self._compared(self.snapshot(LAST_DAY))))
        own = None if self._changes_all() else self._own(map(key_of, self._everything()) if seen is None else seen)
        return Standing.of(self._store, seen, own)

    def _compared(self, shown: Iterable[Record]) -> Iterator[Record]:
        """Of the records in view those with which a row is compared: where a part is closed, that a row is as it stands, or is not, would tell that part."""
        if len(self.purpose.opens) == len(Privacy):
            return iter(shown)
        listed = list(shown)
        stored = self._stored_of([key_of(one) for one in listed])
        return (one for one in listed if stored.get(key_of(one)) == one)

    def _waiting_of(self, places: Collection[tuple[str, str]]) -> list[BadRow]:
        """The rows that wait of these files and sheets, of those that this actor may replace: another unit may call its files alike."""
        rows = [row for row in self._store.bad_rows() if (row.source.file, row.source.sheet) in places]
        own = {by for by in {row.by for row in rows} if self.unlimited or self._is_own(by)}
        return [row for row in rows if row.by in own]

    def waiting(self) -> tuple[BadRow, ...]:
        """The rows that wait for mending; none for who does not see everything, or for a purpose that closes a part of it."""
        return tuple(self._store.bad_rows()) if self.unclosed else ()

    # -- what happened --

    def _first_batch(self) -> str:
        """The id of the first change; empty where there is none."""
        return next((entry.batch for entry in self._store.since(0, 1)), "")

    def _first_since(self, since: date) -> int:
        """The number of the first change on a day or later; one more than the last where there is none."""
        return next(
            (entry.seq for entry in self._log() if entry.at is not None and entry.at.date() >= since), self.head().seq + 1
        )

    def _log(self, after: int = 0) -> Iterator[Logged]:
        while page := self._store.since(after, PAGE):
            yield from page
            after = page[-1].seq

    def _entries(self, after: int) -> Iterator[Logged]:
        """The log after a change, of what is in view."""
        snapshot = None if self.unclosed else self.snapshot(LAST_DAY)
        return (one for one in self._log(after) if snapshot is None or snapshot.get(one.noun, one.id) is not None)

    def _known_then(self, key: Key, seq: int) -> tuple[Record, ...]:
        """A record as this reader sees what stood after a change; nothing where there is none."""
        try:
            return (self.get(*key, known_at=seq),)
        except NotFound:
            return ()

    def _changed_since(self, key: Key, version: int) -> tuple[str, ...]:
        """The fields of a record that are others than in a version, of those that the purpose opens."""
        now = self._store.read([key])[key].record
        seq = next((one.seq for one in self._store.history(key) if one.version == version), None)
        then = None if seq is None else self._store.read([key], seq)[key].record
        infos = [info for info in fields_of(type(now)) if self.purpose.opens_field(info)] if now else []
        return tuple(info.name for info in infos if getattr(then, info.name, None) != getattr(now, info.name))

    # -- about a person --

    def traces(self, keys: Sequence[Key]) -> Traces:
        """What tells of records beside them; nothing for who may not change everything."""
        return traces(self._store, keys) if self.unlimited else Traces()

    def _withdrawn_person(self, person: str) -> str | None:
        return withdrawn_person(self._store, self.charter, person) if self.unlimited else None

    def _withdrawn_about(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """The records that were withdrawn and led to one of these people or memberships, or were one, as they were last; none for who may not change
        everything."""
        gone = withdrawn_about(self._store, keys) if self.unlimited else ()
        last = ((key, last_of(self._store, key)) for key in gone)
        return {key: record for key, record in last if record is not None}

    def pseudonyms(self, recipient: str) -> Callable[[str, str], str]:
        """What stands for the ids of records, by noun and id, in what is handed to a recipient: the same each time, and for another recipient another, so that
        what two were given cannot be laid side by side. It is made with something of this store that no reader is shown whole.

        Raises:
            InvalidArgument: the recipient has no name.
        """
        if not recipient.strip():
            raise InvalidArgument.of(Problem("no-recipient"))
        secret = self._store.head_at(min(self.head().seq, 1)).hash.encode()
        own = hmac.digest(secret, f"pseudonyms for {recipient.strip()}".encode(), "sha256")

        def made(noun: str, id: str) -> str:
            return b32encode(hmac.digest(own, f"{noun}\0{id}".encode(), "sha256"))[:16].decode().lower()

        return made

    # -- the store itself --

    def outbox(self) -> tuple[tuple[Message, str, int, str], ...]:
        """Every message with its state (new, leased, sent, dead), the attempts so far, and the last error.

        Raises:
            Refused: the actor has no right to send everything: what waits is of the whole office.
        """
        self.require_send()
        return tuple(self._store.outbox())

    def _messages(self) -> frozenset[str]:
        """The keys of all messages."""
        return frozenset(message.key for message, *_ in self._store.outbox())

    def _outgoing(self) -> Outgoing:
        """What waits to be sent.

        Raises:
            Refused: the actor has no right to send everything: what waits is of the whole office.
        """
        self.require_send()
        return Outgoing(self._store)

    def verify(self) -> tuple[Problem, ...]:
        """Checks the log of the store against its chain, and the state against the log; what is wrong. Whoever does not see everything is told
        only that something is."""
        found = tuple(self._store.verify())
        return found if self.unclosed or not found else (Problem("store-unsound", value=str(len(found))),)

    def copy_to(self, path: Path, make: Callable[[], Store]) -> None:
        """Writes all of the store, as it stands at one moment, into a new file. `make`: makes the store there, for one that cannot be copied as a file.

        Raises:
            Refused: the actor does not see everything, or the purpose closes a part of it.
            InvalidArgument: this store is none that can be copied so.
        """
        if not self.unclosed:
            raise refused(Problem("copy-of-all"))
        store = bare(self._store)
        if isinstance(store, Copying):
            store.copy_to(path)
        elif isinstance(store, LogStore):
            with closing(make()) as made:
                if not isinstance(copy := bare(made), LogStore):
                    raise InvalidArgument.of(Problem("no-copy"))
                store.copy_into(copy)
        else:
            raise InvalidArgument.of(Problem("no-copy"))


__all__ = ["Behind", "Outgoing"]
