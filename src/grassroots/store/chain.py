"""What every store does alike: what a batch says as text, its digests, and the chain of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from grassroots.errors import InvalidValue
from grassroots.store.contract import BadRow, Batch, Logged
from grassroots.store.payload import Payload
from grassroots.values import Source

_SAID = json.JSONEncoder(separators=(",", ":"))


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
    return digest(previous + _SAID.encode(said))


def moment_text(at: datetime | None) -> str | None:
    """A moment in UTC as text, to the microsecond.

    >>> moment_text(datetime(2014, 6, 30, 16, tzinfo=UTC))
    '2014-06-30T16:00:00.000000+00:00'
    """
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def _source_json(source: Source | None) -> list[Any] | None:
    return None if source is None else [source.file, source.sheet, source.row]
