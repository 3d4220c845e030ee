"""What every store does alike: batches, nouns, heads and moments are checked before anything is done."""

from __future__ import annotations

import json
from datetime import datetime

from grassroots.codec import check_text
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.model import NOUNS, key_of
from grassroots.problems import nearest
from grassroots.store.chain import Payload, bad_row_json, payloads_of
from grassroots.store.contract import Batch, Erasure, Key
from grassroots.values import Source


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
    source = None
    for change in batch.changes:
        noun, id = key = change.key
        check_noun(noun)
        if not check_text(id):
            raise InvalidValue(f"a {noun} needs an id; give it one")
        if key in seen:
            raise InvalidArgument(f"{noun} {id!r} changes twice in one batch; keep one, or send two batches")
        seen.add(key)
        if change.record is not None and (type(change.record) not in _NOUN_CLASSES or key_of(change.record) != key):
            raise InvalidArgument(f"the change of {noun} {id!r} brings another record; give noun and id of the record")
        if change.source is not None:
            _check_source(change.source, source)
            source = change.source
    for (noun, id), version in batch.expect.items():
        check_text(noun), check_text(id)
        if type(version) is not int or version < 0:
            raise InvalidArgument(f"{noun} {id!r}: a version is a whole number, 0 for no such record")
    if batch.seen is not None and (type(batch.seen) is not int or batch.seen < 0):
        raise InvalidArgument("what a batch has seen is the number of a change, 0 for an empty log")
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
    return tuple(payloads_of(batch.changes))


_NOUN_CLASSES = frozenset(NOUNS.values())


def _check_source(source: Source, before: Source | None) -> None:
    """Refuses a place that no store can keep; of the sheet of the one before, no more than the row is looked at."""
    if before is None or source.file is not before.file or source.sheet is not before.sheet:
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


def storable(*texts: str) -> bool:
    """Whether a store could hold these texts at all; what it could not hold does not exist.

    >>> storable("case", "c-1"), storable("a\\0")
    (True, False)
    """
    try:
        for text in texts:
            check_text(text)
    except InvalidValue:
        return False
    return True


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


def redaction_content(erasure: Erasure) -> tuple[str, str]:
    """What an erasure says, in two texts: what stays, and what may be erased. When, and by what it was judged, is no part of it.

    Raises:
        InvalidValue: a text that no store can keep, or no id.
        InvalidArgument: a time without a zone.
    """
    check_batch(Batch(id=erasure.id, actor=erasure.actor, reason=erasure.reason, at=erasure.at, seen=erasure.seen))
    stays = ["redact", erasure.id, sorted(set(erasure.keys)), erasure.actor]
    erasable = [erasure.reason, sorted(erasure.messages), [bad_row_json(row) for row in erasure.bad_rows]]
    return json.dumps(stays), json.dumps(erasable)
