"""A store over any backend: batches, retries, salts, the chain, leases, erasing and proof are written here, once."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from grassroots.codec import ChildTable, check_text, columns_of, facts_of
from grassroots.errors import BatchReused, Conflict, DamagedStore, InvalidArgument, NotFound, StoreError
from grassroots.problems import Problem
from grassroots.store.bulk import bulk
from grassroots.store.chain import (
    Beside,
    Payload,
    bad_row_json,
    bad_row_of,
    content_of,
    digest,
    digest_of,
    linking,
    payload_of,
)
from grassroots.store.checks import check_batch, check_known_at, check_moment, check_noun, redaction_content, storable
from grassroots.store.contract import BadRow, Batch, Change, Erasure, Head, Key, Leased, Logged, Message, Versioned
from grassroots.store.copying import copy_log
from grassroots.store.pages import Backend, Entry, Noted, Pages, Post
from grassroots.store.proof import wrong_in

Salts = Callable[[], bytes]


class LogStore:
    """Keeps batches in a backend, by the contract of `grassroots.store.Store`; safe to share among threads and forks as its backend is.

    Args:
        backend: where the log is kept: tables of a database, or values under keys (`Keyed`).
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.
    """

    def __init__(self, backend: Backend, *, salts: Salts = lambda: secrets.token_bytes(16)) -> None:
        self._backend = backend
        self._salts = salts

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._backend}>"

    # -- writing --

    def append(self, batch: Batch) -> Head:
        """Stores the batch, all or nothing, durable on return."""
        with bulk():
            return self._append(batch)

    def _append(self, batch: Batch) -> Head:
        payloads = check_batch(batch)
        content = content_of(batch, payloads)
        with self._backend.writing(batch.id, erases=bool(batch.clears)) as pages:
            if before := _head_of(pages, batch.id, content):
                return before
            now = pages.head()
            wanted = {*(change.key for change in batch.changes), *batch.expect}
            last = pages.last(wanted, now.seq)
            for key, expected in batch.expect.items():
                found = last[key].version if key in last else 0
                if found != expected:
                    raise Conflict(key, expected, found)
            _check_seen(batch.seen, now)
            new: dict[str, Message] = {}
            if batch.outbox:
                there = {post.message.key for post in pages.posts([one.key for one in batch.outbox])}
                for one in batch.outbox:
                    if one.key not in there:
                        new.setdefault(one.key, one)
            let_go = _let_go(pages, lambda row: _is_cleared(row, batch)) if batch.clears else 0
            beside = Beside(len(new), len(batch.bad_rows), let_go)
            head = self._add(pages, now, batch, content, list(zip(batch.changes, payloads, strict=True)), last, beside)
            pages.put([Post(message=one, batch=batch.id, digest=digest_of(one, batch.id)) for one in new.values()])
            if batch.bad_rows:
                pages.wait(batch.id, [bad_row_json(row) for row in batch.bad_rows])
        if batch.clears:
            self._backend.wipe()
        return head

    def redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of every version of these records, for good.

        Raises:
            NotFound: the log knows no such record; nothing was erased.
            Conflict: the store knows a change that the caller had not seen.
            BatchReused: the id came before with another content.
            StoreError: another program still reads the state before: erased, but not yet gone from what lies below. The same erasure again, when that
                program is done, finishes it.
        """
        content = redaction_content(erasure)
        with self._backend.writing(erasure.id, erases=True) as pages:
            head = _head_of(pages, erasure.id, content) or self._erased(pages, erasure, content)
        if not self._backend.wipe():
            raise StoreError(
                f"{self._backend}: the records are erased, but another program still reads the state before, so their bytes may lie in the files; "
                "erase again with the same batch id when it is done"
            )
        return head

    def _erased(self, pages: Pages, erasure: Erasure, content: tuple[str, str]) -> Head:
        now, keys = pages.head(), sorted(set(erasure.keys))
        _check_seen(erasure.seen, now)
        last = pages.last(_storable(keys), now.seq)
        unknown = [key for key in keys if key not in last]
        if unknown:
            raise NotFound(f"nothing was erased: the log knows no {unknown[0][0]} {unknown[0][1]!r}")
        changes: list[tuple[Change, Payload]] = []
        for key in keys:
            record = None if last[key].withdrawn else pages.records(key[0], [last[key].seq]).get(last[key].seq)
            bare = None if record is None else facts_of(record)
            changes.append((Change(noun=key[0], id=key[1], record=bare), payload_of(bare)))
        pages.erase(keys)
        told = [post for post in pages.posts() if post.message.key in erasure.messages or set(post.message.about) & set(keys)]
        pages.forget({post.batch for post in told})
        pages.put([_emptied(post) for post in told])
        gone = {bad_row_json(row) for row in erasure.bad_rows}
        let_go = _let_go(pages, lambda row: bad_row_json(row) in gone) if gone else 0
        batch = Batch(id=erasure.id, actor=erasure.actor, reason=erasure.reason, at=erasure.at)
        return self._add(pages, now, batch, content, changes, last, Beside(let_go=let_go), redacted=True)

    def _add(
        self,
        pages: Pages,
        head: Head,
        batch: Batch,
        content: tuple[str, str],
        changes: Sequence[tuple[Change, Payload]],
        last: Mapping[Key, Logged],
        beside: Beside,
        *,
        redacted: bool = False,
    ) -> Head:
        """Adds the entries of a batch to the chain; gives the head after them."""
        stays, erasable = content
        salt, why_salt = self._salts(), self._salts() if batch.reason else b""
        why = digest(batch.reason, why_salt) if why_salt else ""
        at = None if batch.at is None else batch.at.astimezone(UTC)
        entries = []
        linked = linking(batch.id, batch.actor, at, why, beside.text, redacted=redacted)
        seq, hash = head.seq, head.hash
        for change, payload in changes:
            seq += 1
            before = last.get(change.key) if last else None
            logged = Logged(
                seq=seq,
                noun=change.noun,
                id=change.id,
                version=before.version + 1 if before else 1,
                batch=batch.id,
                actor=batch.actor,
                reason=batch.reason,
                at=at,
                withdrawn=payload.encoded is None,
                source=change.source,
                redacted=redacted,
            )
            text = payload.erasable
            own_salt = self._salts() if text else b""
            facts = digest(payload.facts) if payload.facts else ""
            personal = digest(text, own_salt) if text else ""
            hash = linked(hash, logged, facts, personal)
            entry = Entry(logged=logged, facts=facts, personal=personal, why=why, hash=hash, salt=own_salt)
            entries.append((entry, payload.encoded))
        head = Head(seq, hash)
        noted = Noted(
            id=batch.id, actor=batch.actor, reason=batch.reason, at=at, why=why, why_salt=why_salt,
            stays=digest(stays), salt=salt, erasable=digest(erasable, salt), head=head, beside=beside.text,
        )  # fmt: skip
        pages.add(noted, entries)
        return head

    # -- reading --

    def head(self) -> Head:
        """The head now."""
        with self._backend.reading() as pages:
            return pages.head()

    def head_at(self, seq: int) -> Head:
        """The head as it was after change `seq`."""
        with self._backend.reading() as pages:
            if check_known_at(seq, pages.head().seq) == 0:
                return Head()
            found = pages.entries(seq - 1, 1)
            if not found or found[0].logged.seq != seq:
                raise DamagedStore(f"{self._backend}: the log has no change {seq}; restore it from a backup")
            return Head(seq, found[0].hash)

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """The records of these keys that exist, withdrawn ones too."""
        with self._backend.reading() as pages:
            last = pages.last(_storable(keys), check_known_at(known_at, pages.head().seq))
            found = self._versioned(pages, [last[key] for key in dict.fromkeys(keys) if key in last])
        return {(one.noun, one.id): one for one in found}

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """The records of a noun that are not withdrawn, in the order of their ids, from above `after`."""
        check_noun(noun)
        check_text(after)
        with self._backend.reading() as pages:
            page = pages.standing(noun, after, max(limit, 0), check_known_at(known_at, pages.head().seq))
            return self._versioned(pages, page, personal=personal)

    def _versioned(self, pages: Pages, entries: Sequence[Logged], *, personal: bool = True) -> list[Versioned]:
        """What these entries brought, in their order."""
        seqs: dict[str, list[int]] = defaultdict(list)
        for one in entries:
            if not one.withdrawn:
                seqs[one.noun].append(one.seq)
        records = {noun: pages.records(noun, wanted, personal=personal) for noun, wanted in seqs.items()}
        found = []
        for one in entries:
            record = None if one.withdrawn else records[one.noun].get(one.seq)
            if record is None and not one.withdrawn:
                raise DamagedStore(
                    f"{self._backend}: {one.noun} {one.id!r} of change {one.seq} cannot be read; restore it from a backup"
                )
            known = Versioned(noun=one.noun, id=one.id, version=one.version, seq=one.seq, record=record, source=one.source)
            found.append(known)
        return found

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """The keys of the records that stand now and refer to one of these, in order."""
        for noun in (*(key[0] for key in keys), *nouns):
            check_noun(noun)
        with self._backend.reading() as pages:
            return sorted(pages.referring(_storable(keys), nouns))

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """The log after change `seq`."""
        with self._backend.reading() as pages:
            return [entry.logged for entry in pages.entries(max(seq, 0), max(limit, 0))]

    def history(self, key: Key) -> list[Logged]:
        """The entries of the log about one record, oldest first."""
        with self._backend.reading() as pages:
            return [entry.logged for entry in pages.history(key)] if _storable([key]) else []

    def columns(self, noun: str, known_at: int | None = None, only: Sequence[str] = ()) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or of one of its fields of rows (`case.steps`), as columns."""
        name, child = _rows_of(noun)
        with self._backend.reading() as pages:
            return pages.columns(name, child, check_known_at(known_at, pages.head().seq), only)

    def bad_rows(self) -> list[BadRow]:
        """The rows that wait for mending."""
        with self._backend.reading() as pages:
            return [_read(text) for _, text in pages.bad_rows()]

    # -- the outbox --

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """Takes messages that are due."""
        check_moment(now)
        until = now + timedelta(seconds=seconds)
        with self._backend.writing() as pages:
            due = pages.due(now, max(limit, 0))
            taken = [evolve(post, state="leased", attempts=post.attempts + 1, due=until) for post in due]
            pages.put(taken)
        return [Leased(message=post.message, attempt=post.attempts) for post in taken]

    def sent(self, key: str, now: datetime) -> None:
        """The message left."""
        check_moment(now)
        with self._backend.writing() as pages:
            pages.put([evolve(_post(pages, key), state="sent", error="", due=None)])

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """The message did not leave."""
        check_moment(now)
        check_moment(retry_at)
        check_text(error)
        with self._backend.writing() as pages:
            post = _post(pages, key)
            if post.state != "sent":
                pages.put([evolve(post, state="dead" if retry_at is None else "new", error=error, due=retry_at)])

    def outbox(self) -> list[tuple[Message, str, int, str]]:
        """Every message with its state, the attempts so far, and the last error."""
        with self._backend.reading() as pages:
            return [(post.message, post.state, post.attempts, post.error) for post in pages.posts()]

    # -- copies --

    def copy_into(self, other: LogStore) -> None:
        """Takes all of the store, as it stands at one moment, over into another that is empty; the copy has the same head and verifies alike.

        Raises:
            InvalidArgument: the other store is not empty.
        """
        copy_log(self._backend, other._backend)

    # -- proof --

    def verify(self) -> list[Problem]:
        """Checks what the log lies on, the log against its chain, and the records against the log. Reads everything."""
        with self._backend.reading() as pages:
            return wrong_in(pages)

    def close(self) -> None:
        """Lets go of files and connections."""
        self._backend.close()


def _head_of(pages: Pages, id: str, content: tuple[str, str]) -> Head | None:
    """The head that a batch gave when it first came; None if it is new."""
    known = pages.noted(id)
    if known is None:
        return None
    stays, erasable = content
    if known.stays != digest(stays) or (known.salt and known.erasable != digest(erasable, known.salt)):
        raise BatchReused(f"batch {id!r} came before with another content; give each batch an id of its own")
    return known.head


def _check_seen(seen: int | None, now: Head) -> None:
    if seen is not None and seen != now.seq:
        raise Conflict(("", ""), seen, now.seq)


def _storable(keys: Iterable[Key]) -> list[Key]:
    """The keys that a store could hold at all; what it could not hold does not exist."""
    return [key for key in dict.fromkeys(keys) if storable(*key)]


def _post(pages: Pages, key: str) -> Post:
    found = pages.posts([key]) if storable(key) else ()
    if not found:
        raise NotFound(f"the outbox has no message {key!r}")
    return found[0]


def _emptied(post: Post) -> Post:
    message = evolve(post.message, to="", subject="", body="")
    return evolve(
        post, message=message, digest=digest_of(message, post.batch), state="sent" if post.state == "sent" else "dead", error=""
    )


def _let_go(pages: Pages, chosen: Callable[[BadRow], bool]) -> int:
    """Lets go of the waiting rows that are chosen, and of what could confirm a guess at them; how many they are, of the batches that say how many they brought."""
    rows = [(batch, text) for batch, text in pages.bad_rows() if chosen(_read(text))]
    brought = Counter(batch for batch, _ in rows)
    counted = sum(many for batch, many in brought.items() if (noted := pages.noted(batch)) and noted.beside)
    pages.forget(set(brought))
    pages.done(set(rows))
    return counted


def _read(row: str) -> BadRow:
    try:
        return bad_row_of(row)
    except (ValueError, TypeError, LookupError):
        raise DamagedStore(f"a row that waits for mending cannot be read: {row[:40]!r}") from None


def _is_cleared(row: BadRow, batch: Batch) -> bool:
    place = row.source.file, row.source.sheet
    return place in batch.clears and (batch.clears_of is None or row.by in batch.clears_of)


def _rows_of(noun: str) -> tuple[str, ChildTable | None]:
    """The noun, and the table of one of its fields, that `case` or `case.steps` names."""
    name, _, field = noun.partition(".")
    check_noun(name)
    children = {child.field: child for child in columns_of(name).children}
    if field and field not in children:
        raise InvalidArgument(f"{name} has no rows {field!r}; there are {', '.join(children)}")
    return name, children.get(field)
