"""What a change brings to a store: its record as cells, and as canonical JSON in two parts."""

from __future__ import annotations

from attrs import frozen

from grassroots.codec import Encoded, encode, parts_json
from grassroots.model import Record


@frozen
class Payload:
    """What a change brings, checked: the cells, and both parts as canonical JSON. All empty for a withdrawal."""

    encoded: Encoded | None
    facts: str
    personal: str


def payload_of(record: Record | None) -> Payload:
    """The payload of a record; an empty one for None.

    Raises:
        InvalidValue: a value that no store can keep.
    """
    if record is None:
        return Payload(None, "", "")
    return Payload(encode(record), *parts_json(record))
