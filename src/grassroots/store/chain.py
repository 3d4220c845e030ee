"""What every store does alike: what a batch says as text, its digests, and the chain of the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from attrs import frozen

from grassroots.codec import Encoded, encode, encode_all, parts_of
from grassroots.errors import DamagedStore, InvalidValue
from grassroots.model import Record, noun_of
from grassroots.problems import Problem
from grassroots.store.contract import BadRow, Batch, Bringer, Change, Key, Logged, Message
from grassroots.values import Source


@frozen
class Beside:
    """How much a batch did beside the log: the messages that it put out, the rows that it brought to wait for mending, and those that it let go of. Its
    entries commit to it, so that a message or a row that somebody takes away is missed, and no text is kept for it.

    >>> Beside(2, 1, 0).text, Beside.of("2 1 0") == Beside(2, 1, 0)
    ('2 1 0', True)
    """

    messages: int = 0
    waiting: int = 0
    let_go: int = 0

    @property
    def text(self) -> str:
        """As it is kept, and chained."""
        return f"{self.messages} {self.waiting} {self.let_go}"

    @classmethod
    def of(cls, text: str) -> Beside:
        """What a text says that was kept.

        Raises:
            DamagedStore: this is nothing that was kept.
        """
        try:
            messages, waiting, let_go = map(int, text.split())
        except ValueError:
            raise DamagedStore.of(Problem("store-beside-unreadable", value=text[:40])) from None
        return cls(messages, waiting, let_go)


@frozen
class Payload:
    """What a change brings, checked: the cells, the facts as canonical JSON, and what of it can be erased (`erasable_of`). Of a withdrawal, no more than
    the row that brought it."""

    encoded: Encoded | None
    facts: str
    erasable: str


def payload_of(record: Record | None, source: Source | None = None) -> Payload:
    """The payload of a record that came from a row; of None, that of a withdrawal.

    Raises:
        InvalidValue: a value that no store can keep.
    """
    if record is None:
        return Payload(None, "", erasable_of("", source))
    encoded = encode(record)
    facts, personal = parts_of(noun_of(record), encoded)
    return Payload(encoded, facts, erasable_of(personal, source))


def payloads_of(changes: Sequence[Change]) -> list[Payload]:
    """The payload of each of these changes, in their order.

    Raises:
        InvalidValue: a value that no store can keep.
    """
    encoded = iter(encode_all([change.record for change in changes if change.record is not None]))
    found = []
    for change in changes:
        if change.record is None:
            found.append(payload_of(None, change.source))
        else:
            cells, facts, personal = next(encoded)
            found.append(Payload(cells, facts, erasable_of(personal, change.source)))
    return found


def bad_row_json(row: BadRow) -> str:
    """A bad row as JSON, in ASCII: it holds what somebody typed, so also what no other text may hold. Its last part is the digest of the others.

    Raises:
        InvalidValue: its problems are not what JSON has.
    """
    source = [row.source.file, row.source.sheet, row.source.row]
    try:
        said = [row.ledger, source, row.cells, row.problems, *_said_of(row.by)]
        return json.dumps([*said, {"digest": digest(json.dumps(said, allow_nan=False))}], allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidValue(f"the problems of a bad row must be what JSON has ({error})") from None


def bad_row_of(text: str) -> BadRow:
    """The bad row of this JSON."""
    ledger, source, cells, problems, *by = [part for part in json.loads(text) if not isinstance(part, dict)]
    pairs = tuple((heading, cell) for heading, cell in cells)
    return BadRow(ledger=ledger, source=Source(*source), cells=pairs, problems=tuple(problems), by=_bringer_of(by))


def is_as_kept(row: str) -> bool:
    """Whether a bad row says what was kept; of one that an older version kept it is not known, and it is taken to."""
    try:
        return bad_row_json(bad_row_of(row)) == row or not isinstance(json.loads(row)[-1], dict)
    except (ValueError, TypeError, LookupError):
        return False


def about_of(text: str) -> tuple[Key, ...]:
    """The records that a message speaks of, out of the JSON by which they are kept.

    Raises:
        DamagedStore: it is none.
    """
    try:
        return tuple((noun, id) for noun, id in json.loads(text))
    except (ValueError, TypeError):
        raise DamagedStore.of(Problem("store-outbox-unreadable", value=text[:40])) from None


def digest_of(message: Message, batch: str) -> str:
    """The digest of what a message says and of the batch that brought it."""
    said = [batch, message.key, message.channel, message.to, message.subject, message.body, message.about]
    return digest(json.dumps(said))


def _said_of(by: Bringer) -> list[object]:
    return [] if by == Bringer() else [by.name, by.units]


def _bringer_of(said: Sequence[Any]) -> Bringer:
    if not said:
        return Bringer()
    name, units = said
    return Bringer(name, None if units is None else tuple(units))


def content_of(batch: Batch, payloads: Sequence[Payload]) -> tuple[str, str]:
    """What a batch says, in two texts: what stays, and what may be erased. Two batches with equal texts say the same."""
    stays = [
        batch.id,
        [[*change.key, payload.facts] for change, payload in zip(batch.changes, payloads, strict=True)],
        sorted([*key, version] for key, version in batch.expect.items()),
        batch.actor,
        [[message.key, message.channel, message.about] for message in batch.outbox],
    ]
    erasable = [
        batch.reason,
        [payload.erasable for payload in payloads],
        [[message.to, message.subject, message.body] for message in batch.outbox],
        [bad_row_json(row) for row in batch.bad_rows],
        sorted(batch.clears),
        *([] if batch.clears_of is None else [[[one.name, one.units] for one in batch.clears_of]]),
    ]
    return json.dumps(stays), json.dumps(erasable)


def erasable_of(personal: str, source: Source | None) -> str:
    """What of a change can be erased, as one text: the personal part, and the row that brought it; empty where there is nothing."""
    if source is None:
        return personal
    return f"[{quoted(personal)}, {quoted(source.file)}, {quoted(source.sheet)}, {source.row}]"


def digest(text: str, salt: bytes = b"") -> str:
    """SHA-256 of the salt and the text, in hexadecimal.

    >>> digest("")[:8]
    'e3b0c442'
    """
    return sha256(salt + text.encode()).hexdigest()


def link(previous: str, entry: Logged, facts: str, personal: str, why: str, beside: str = "") -> str:
    """The hash of an entry of the log: over the hash before it, the entry, and the digests of what it brought.

    `facts`: the digest of the facts as canonical JSON; `personal`: the salted digest of what can be erased (`erasable_of`). Either is empty where there
    is nothing. `why`: the salted digest of the reason. `beside`: how much its batch did beside the log; empty where an older version kept it. The same for
    every store, so that anybody can check a log.
    """
    return linking(entry.batch, entry.actor, entry.at, why, beside, redacted=entry.redacted)(previous, entry, facts, personal)


def linking(
    batch: str, actor: str, at: datetime | None, why: str, beside: str, *, redacted: bool
) -> Callable[[str, Logged, str, str], str]:
    """What gives the hashes of the entries of one batch, each as `link` does: what all of them say is written once."""
    moment = moment_text(at)
    said = f"{quoted(batch)},{quoted(actor)},{quoted(why)},{'null' if moment is None else quoted(moment)}"
    again = "true" if redacted else "false"
    more = f",{quoted(beside)}" if beside else ""

    def linked(previous: str, entry: Logged, facts: str, personal: str) -> str:
        own = f"{entry.seq},{quoted(entry.noun)},{quoted(entry.id)},{entry.version}"
        gone = "true" if entry.withdrawn else "false"
        return digest(f"{previous}[{own},{said},{gone},{again},{quoted(facts)},{quoted(personal)}{more}]")

    return linked


def moment_text(at: datetime | None) -> str | None:
    """A moment in UTC as text, to the microsecond.

    >>> moment_text(datetime(2014, 6, 30, 16, tzinfo=UTC))
    '2014-06-30T16:00:00.000000+00:00'
    """
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
