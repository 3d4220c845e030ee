"""What is kept of an office, as one transaction sees it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or

from grassroots.codec import Cells, ChildTable, Encoded, columns_of
from grassroots.model import NOUNS, Record
from grassroots.problems import Problem
from grassroots.store import (
    Entry,
    Head,
    Key,
    Logged,
    Message,
    ModelTable,
    Noted,
    Post,
    about_of,
    as_columns,
    change_fault,
    personal_tables,
    pointers,
    records_of,
    rows_of,
    spread,
)
from grassroots.values import Source
from grassroots_sql.tables import TEXT, bad_row, batch, head, log, model, outbox, salt

_LOGGED = (
    log.c.seq, log.c.noun, log.c.id, log.c.version, batch.c.id, batch.c.actor, batch.c.reason, batch.c.at, log.c.withdrawn,
    log.c.file, log.c.sheet, log.c.row, log.c.redacted,
)  # fmt: skip
_SAID = (outbox.c.key, outbox.c.channel, outbox.c.recipient, outbox.c.subject, outbox.c.body, outbox.c.about)
_ENTRY = (
    select(log.c.facts, log.c.personal, batch.c.why, log.c.hash, salt.c.salt, *_LOGGED)
    .join(batch, batch.c.number == log.c.batch)
    .outerjoin(salt, salt.c.seq == log.c.seq)
)
_POST = select(*_SAID, batch.c.id, outbox.c.state, outbox.c.attempts, outbox.c.error, outbox.c.due, outbox.c.digest).join(
    batch, batch.c.number == outbox.c.batch
)
_NOTED = (
    batch.c.id, batch.c.actor, batch.c.reason, batch.c.at, batch.c.why, batch.c.why_salt, batch.c.stays, batch.c.salt,
    batch.c.erasable, batch.c.seq, batch.c.hash, batch.c.beside,
)  # fmt: skip


def _texts(values: Collection[str]) -> ColumnElement[Any]:
    return any_(literal(list(values), ARRAY(TEXT)))


def _numbers(values: Collection[int]) -> ColumnElement[Any]:
    return any_(literal(list(values), ARRAY(BigInteger)))


def _held(facts: Table, until: int) -> ColumnElement[bool]:
    return (facts.c.from_seq <= until) & or_(facts.c.to_seq.is_(None), facts.c.to_seq > until)


class SqlPages:
    """One transaction on a connection."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    # -- the log --

    def head(self) -> Head:
        """Where the log stands."""
        return Head(*self._db.execute(select(head.c.seq, head.c.hash)).one())

    def noted(self, id: str) -> Noted | None:
        """What is kept of a batch; None if it is new."""
        row = self._db.execute(select(*_NOTED).where(batch.c.id == id)).one_or_none()
        return None if row is None else _noted(row)

    def batches(self) -> Iterator[Noted]:
        """What is kept of every batch."""
        return map(_noted, self._db.execute(select(*_NOTED).order_by(batch.c.number)))

    def last(self, keys: Collection[Key], until: int) -> Mapping[Key, Logged]:
        """The last entry of each of these records, in one question a noun."""
        ids: dict[str, list[str]] = {}
        for noun, id in keys:
            ids.setdefault(noun, []).append(id)
        found: dict[Key, Logged] = {}
        for noun, listed in ids.items():
            which = (log.c.noun == noun) & (log.c.id == _texts(listed)) & (log.c.seq <= until)
            newest = select(func.max(log.c.seq)).where(which).group_by(log.c.id)
            asked = select(*_LOGGED).join(batch, batch.c.number == log.c.batch).where(log.c.seq.in_(newest))
            found.update(((noun, row[2]), _logged(row)) for row in self._db.execute(asked))
        return found

    def standing(self, noun: str, after: str, limit: int, until: int) -> list[Logged]:
        """The entries that brought what stood, in the order of ids."""
        facts = model[noun]
        found = select(*_LOGGED).join(batch, batch.c.number == log.c.batch).join(facts, facts.c.from_seq == log.c.seq)
        which = (facts.c.id > after) & _held(facts, until)
        return [_logged(row) for row in self._db.execute(found.where(which).order_by(facts.c.id).limit(limit))]

    def entries(self, after: int, limit: int) -> list[Entry]:
        """The log after a change."""
        return self._entries(_ENTRY.where(log.c.seq > after).order_by(log.c.seq).limit(min(limit, 2**62)))

    def history(self, key: Key) -> list[Entry]:
        """The entries about one record."""
        return self._entries(_ENTRY.where(log.c.noun == key[0], log.c.id == key[1]).order_by(log.c.seq))

    def _entries(self, which: Select[Any]) -> list[Entry]:
        return [
            Entry(facts=facts, personal=personal, why=why, hash=hash, salt=bytes(own or b""), logged=_logged(row))
            for facts, personal, why, hash, own, *row in self._db.execute(which)
        ]

    # -- records --

    def records(self, noun: str, seqs: Sequence[int], *, personal: bool = True) -> Mapping[int, Record]:
        """The records that these changes brought; the rows of each table in one query for all."""

        def ask(table: ModelTable) -> list[Cells]:
            made = model[table.name]
            keys = [made.c[key] for key in table.keys if key != "to_seq"]
            wanted = select(*keys, *(made.c[column.name] for column in table.columns)).where(keys[0] == _numbers(seqs))
            return [tuple(row) for row in self._db.execute(wanted.order_by(*keys))]

        return records_of(noun, seqs, ask, personal=personal)

    def referring(self, keys: Collection[Key], nouns: Collection[str]) -> set[Key]:
        """The keys of the records that stand now and refer to one of these."""
        wanted: dict[str, list[str]] = {}
        for noun, id in keys:
            wanted.setdefault(noun, []).append(id)
        found: set[Key] = set()
        for target, ids in wanted.items():
            for one in pointers():
                if target not in one.targets or (nouns and one.noun not in nouns):
                    continue
                table, facts = model[one.table], model[one.noun]
                which = (table.c[one.column] == _texts(ids)) & facts.c.to_seq.is_(None)
                if one.tagged:
                    which &= table.c[one.tagged] == target
                asked = select(facts.c.id)
                if table is not facts:
                    asked = asked.join(table, table.c[one.owner] == facts.c.from_seq)
                found.update((one.noun, id) for id in self._db.scalars(asked.where(which)))
        return found

    def columns(self, noun: str, child: ChildTable | None, until: int, only: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """The facts of a noun, or the rows of one of its fields, as columns."""
        facts = model[noun]
        if child is None:
            table = {column.name: facts.c[column.name] for column in columns_of(noun).facts}
            asked = select(facts.c.id).order_by(facts.c.id)
        else:
            rows = model[rows_of(child.field)]
            table = {"owner": facts.c.id, **{name: rows.c[name] for name in ("position", *(one.name for one in child.facts))}}
            asked = select(facts.c.id).join(rows, rows.c.owner == facts.c.from_seq).order_by(facts.c.id, rows.c.position)
        names = [name for name in table if not only or name in only]
        asked = asked.where(_held(facts, until)).with_only_columns(*(table[name] for name in names), maintain_column_froms=True)
        return as_columns(names, [tuple(row) for row in self._db.execute(asked)])

    # -- messages, and rows that wait --

    def posts(self, keys: Collection[str] | None = None) -> list[Post]:
        """The messages of these keys, or all, in the order in which they came."""
        asked = _POST if keys is None else _POST.where(outbox.c.key == _texts(keys))
        return [_post(row) for row in self._db.execute(asked.order_by(outbox.c.number))]

    def due(self, now: datetime, limit: int) -> list[Post]:
        """The messages that may be taken, those due first first."""
        which = outbox.c.state.in_(("new", "leased")) & or_(outbox.c.due.is_(None), outbox.c.due <= now)
        asked = _POST.where(which).order_by(outbox.c.due.asc().nulls_first(), outbox.c.number)
        return [_post(row) for row in self._db.execute(asked.limit(limit))]

    def bad_rows(self) -> list[tuple[str, str]]:
        """The rows that wait for mending, each with the batch that brought it."""
        asked = select(batch.c.id, bad_row.c.row).join(batch, batch.c.number == bad_row.c.batch).order_by(bad_row.c.number)
        return [(id, row) for id, row in self._db.execute(asked)]

    # -- proof --

    def broken(self) -> list[Problem]:
        """The server looks after its files itself; whether their sums agree is told where something is read."""
        return []

    def strays(self) -> list[Problem]:
        """Versions that do not end where the next entry of their record stands; entries without the record that they brought."""
        wrong = []
        for noun in NOUNS:
            facts = model[noun]
            following = func.lead(log.c.seq).over(partition_by=log.c.id, order_by=log.c.seq)
            entries = select(log.c.seq, log.c.id, log.c.withdrawn, following.label("next")).where(log.c.noun == noun).subquery()
            there = facts.c.from_seq.is_not(None)
            ends = facts.c.to_seq.is_distinct_from(entries.c.next) | facts.c.id.is_distinct_from(entries.c.id)
            asked = (
                select(entries.c.seq, entries.c.id)
                .outerjoin(facts, facts.c.from_seq == entries.c.seq)
                .where((there == entries.c.withdrawn) | (~entries.c.withdrawn & ends))
            )
            for seq, id in self._db.execute(asked.order_by(entries.c.seq)):
                wrong.append(change_fault("store-record-astray", seq, noun, id))
        return wrong

    # -- writing --

    def add(self, noted: Noted, entries: Sequence[tuple[Entry, Encoded | None]]) -> None:
        """Keeps a batch and its entries, with the rows of what each brought."""
        now = noted.head
        number = self._db.execute(
            insert(batch).returning(batch.c.number),
            {
                "id": noted.id, "actor": noted.actor, "reason": noted.reason, "at": noted.at, "why": noted.why,
                "why_salt": noted.why_salt or None, "stays": noted.stays, "salt": noted.salt or None,
                "erasable": noted.erasable, "seq": now.seq, "hash": now.hash, "beside": noted.beside,
            },
        ).scalar_one()  # fmt: skip
        lines, salts, ends = [], [], dict[str, list[dict[str, Any]]]()
        rows: dict[str, list[Cells]] = {}
        for entry, encoded in entries:
            one, source = entry.logged, entry.logged.source
            lines.append(
                {
                    "seq": one.seq, "batch": number, "noun": one.noun, "id": one.id, "version": one.version,
                    "withdrawn": one.withdrawn, "redacted": one.redacted, "file": source and source.file,
                    "sheet": source and source.sheet, "row": source and source.row, "facts": entry.facts,
                    "personal": entry.personal, "hash": entry.hash,
                }
            )  # fmt: skip
            if entry.salt:
                salts.append({"seq": one.seq, "salt": entry.salt})
            if one.version > 1:
                ends.setdefault(one.noun, []).append({"ended": one.seq, "whose": one.id})
            if encoded is not None:
                spread(rows, one.noun, one.seq, encoded)
        self._many(insert(log), lines)
        self._many(insert(salt), salts)
        for noun, closed in ends.items():
            facts = model[noun]
            end = update(facts).values(to_seq=bindparam("ended"))
            self._many(end.where(facts.c.id == bindparam("whose"), facts.c.to_seq.is_(None)), closed)
        for name, cells in rows.items():
            table = model[name]
            self._many(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in cells])
        self._db.execute(update(head), {"seq": now.seq, "hash": now.hash})

    def _many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._db.execute(statement, rows)

    def erase(self, keys: Collection[Key]) -> None:
        """Takes the personal part of every version away, with salts, sources and reasons."""
        for noun, id in keys:
            about = (log.c.noun == noun) & (log.c.id == id)
            entries = select(log.c.seq).where(about)
            for one in personal_tables(noun):
                table = model[one.name]
                self._db.execute(delete(table).where(table.c[one.keys[0]].in_(entries)))
            self._db.execute(delete(salt).where(salt.c.seq.in_(entries)))
            touched = batch.c.number.in_(select(log.c.batch).where(about))
            self._db.execute(update(batch).where(touched).values(reason="", why_salt=None, salt=None, erasable=None))
            self._db.execute(update(log).where(about).values(file=None, sheet=None, row=None))

    def forget(self, batches: Collection[str]) -> None:
        """Drops digests and salts of what may be erased."""
        self._db.execute(update(batch).where(batch.c.id == _texts(batches)).values(salt=None, erasable=None))

    def put(self, posts: Sequence[Post]) -> None:
        """Keeps messages, new ones behind those that are there."""
        for one in posts:
            said = one.message
            changed = {
                "recipient": said.to, "subject": said.subject, "body": said.body, "state": one.state,
                "attempts": one.attempts, "error": one.error, "due": one.due, "digest": one.digest or None,
            }  # fmt: skip
            about = json.dumps([list(key) for key in said.about])
            owner = select(batch.c.number).where(batch.c.id == one.batch).scalar_subquery()
            new = insert_or(outbox).values(key=said.key, batch=owner, channel=said.channel, about=about, **changed)
            self._db.execute(new.on_conflict_do_update(index_elements=[outbox.c.key], set_=changed))

    def wait(self, batch_id: str, rows: Sequence[str]) -> None:
        """Keeps rows that wait for mending."""
        number = self._db.scalar(select(batch.c.number).where(batch.c.id == batch_id))
        self._many(insert(bad_row), [{"batch": number, "row": row} for row in rows])

    def done(self, rows: Collection[tuple[str, str]]) -> None:
        """Lets go of rows that waited."""
        for id in {id for id, _ in rows}:
            owner = select(batch.c.number).where(batch.c.id == id).scalar_subquery()
            own = bad_row.c.row == _texts([row for of, row in rows if of == id])
            self._db.execute(delete(bad_row).where((bad_row.c.batch == owner) & own))


def _moment(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)


def _logged(row: Any) -> Logged:
    seq, noun, id, version, by, actor, reason, at, withdrawn, file, sheet, line, redacted = row
    return Logged(
        seq=seq, noun=noun, id=id, version=version, batch=by, actor=actor, reason=reason, at=_moment(at), withdrawn=withdrawn,
        source=None if file is None else Source(file, sheet or "", line or 0), redacted=redacted,
    )  # fmt: skip


def _noted(row: Any) -> Noted:
    id, actor, reason, at, why, why_salt, stays, own, erasable, seq, hash, beside = row
    return Noted(
        id=id, actor=actor, reason=reason, at=_moment(at), why=why, why_salt=bytes(why_salt or b""), stays=stays,
        salt=bytes(own or b""), erasable=erasable or "", head=Head(seq, hash), beside=beside or "",
    )  # fmt: skip


def _post(row: Any) -> Post:
    key, channel, to, subject, body, about, by, state, attempts, error, due, digest = row
    message = Message(key=key, channel=channel, to=to, subject=subject, body=body, about=about_of(about))
    return Post(message=message, batch=by, digest=digest or "", state=state, attempts=attempts, error=error, due=_moment(due))
