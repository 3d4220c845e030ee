"""The storage contract: batches of changes in, the state of any moment out. Everything richer is written once, above it.

A store keeps an append-only log. Each change has a number (`seq`), gapless and in the order of commits; `known_at=seq` reads
the state as it was then. Deleting is a change without a record; erasing (`redact`) takes the personal part away for good.

The log is a chain: the hash of each entry covers the entry before it, and digests of what the entry brought (`link`). The digest of
a personal part is salted, and erasing takes the salt along: the chain still verifies, and nobody can confirm a guess.
A head that was written down elsewhere (a report prints it) shows whether the log was rewritten since. Batch ids, ids of records,
sources and reasons stay for ever: they must say nothing about a person.
"""

from grassroots.store.chain import bad_row_json, bad_row_of, content_of, digest, link, moment_text
from grassroots.store.checks import check_batch, check_known_at, check_moment, check_noun, redaction_content
from grassroots.store.contract import BadRow, Batch, Change, Copying, Head, Key, Leased, Logged, Message, Store, Versioned
from grassroots.store.payload import Payload, payload_of
from grassroots.store.reading import PAGE, as_columns, walk
from grassroots.store.remembered import Remembered

__all__ = [
    "PAGE",
    "BadRow",
    "Batch",
    "Change",
    "Copying",
    "Head",
    "Key",
    "Leased",
    "Logged",
    "Message",
    "Payload",
    "Remembered",
    "Store",
    "Versioned",
    "as_columns",
    "bad_row_json",
    "bad_row_of",
    "check_batch",
    "check_known_at",
    "check_moment",
    "check_noun",
    "content_of",
    "digest",
    "link",
    "moment_text",
    "payload_of",
    "redaction_content",
    "walk",
]
