"""The storage contract: batches of changes in, the state of any moment out. Everything richer is written once, above it.

A store keeps an append-only log. Each change has a number (`seq`), gapless and in the order of commits; `known_at=seq` reads
the state as it was then. Deleting is a change without a record; erasing (`redact`) takes the personal part away for good.

The log is a chain: the hash of each entry covers the entry before it, and digests of what the entry brought (`link`). The digests of
a personal part, of the row that brought it and of the reason are salted, and erasing takes the salt along: the chain still verifies, and nobody can
confirm a guess. An entry also says how many messages its batch put out, and how many rows it brought to wait for mending or let go of, so that one
that was taken away is missed. A head that was written down elsewhere (a report prints it) shows whether the log was rewritten since. Ids of batches, records and
messages, and the names of actors, stay for ever: they must say nothing about a person of whom records are kept.
"""

from grassroots.store.chain import (
    Payload,
    about_of,
    bad_row_json,
    bad_row_of,
    content_of,
    digest,
    erasable_of,
    link,
    moment_text,
    payload_of,
)
from grassroots.store.checks import check_batch, check_known_at, check_moment, check_noun, redaction_content, storable
from grassroots.store.contract import (
    BadRow,
    Batch,
    Bringer,
    Change,
    Copying,
    Erasure,
    Head,
    Key,
    Leased,
    Logged,
    Message,
    Store,
    Versioned,
    bare,
)
from grassroots.store.kept import kept_json, kept_of
from grassroots.store.keyed import Keyed, Line, Numbered, Place, Value, Values, Waiting
from grassroots.store.layout import (
    ModelTable,
    Pointer,
    gathered,
    model_tables,
    personal_of,
    personal_tables,
    pointers,
    records_of,
    rows_of,
    spread,
)
from grassroots.store.log import LogStore
from grassroots.store.pages import Backend, Entry, Noted, Pages, Post
from grassroots.store.proof import change_fault
from grassroots.store.reading import FEW_OF, PAGE, as_columns, walk
from grassroots.store.remembered import Remembered

__all__ = [
    "FEW_OF",
    "PAGE",
    "Backend",
    "BadRow",
    "Batch",
    "Bringer",
    "Change",
    "Copying",
    "Entry",
    "Erasure",
    "Head",
    "Key",
    "Keyed",
    "Leased",
    "Line",
    "LogStore",
    "Logged",
    "Message",
    "ModelTable",
    "Noted",
    "Numbered",
    "Pages",
    "Payload",
    "Place",
    "Pointer",
    "Post",
    "Remembered",
    "Store",
    "Value",
    "Values",
    "Versioned",
    "Waiting",
    "about_of",
    "as_columns",
    "bad_row_json",
    "bad_row_of",
    "bare",
    "change_fault",
    "check_batch",
    "check_known_at",
    "check_moment",
    "check_noun",
    "content_of",
    "digest",
    "erasable_of",
    "gathered",
    "kept_json",
    "kept_of",
    "link",
    "model_tables",
    "moment_text",
    "payload_of",
    "personal_of",
    "personal_tables",
    "pointers",
    "records_of",
    "redaction_content",
    "rows_of",
    "spread",
    "storable",
    "walk",
]
