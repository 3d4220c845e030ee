"""What a keyed backend keeps, as text and back: for one that lies in files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from grassroots.codec import converter, from_json, to_json
from grassroots.errors import DamagedStore
from grassroots.store.contract import Head
from grassroots.store.keyed import Line, Numbered, Value, Waiting
from grassroots.store.pages import Entry, Noted

if TYPE_CHECKING:
    from cattrs import Converter

_KINDS: Mapping[str, type[Value]] = {one.__name__.lower(): one for one in (Head, Noted, Line, Numbered, Waiting)}


def kept_json(value: Value) -> str:
    """What is kept, as JSON.

    >>> kept_json(Head(3, "9f86"))
    '{"head": {"seq": 3, "hash": "9f86"}}'
    """
    return json.dumps({type(value).__name__.lower(): _ours().unstructure(value)})


def kept_of(text: str) -> Value:
    """What is kept, of its JSON.

    Raises:
        DamagedStore: this is nothing that was kept.

    >>> kept_of('{"head": {"seq": 3, "hash": "9f86"}}')
    Head(seq=3, hash='9f86')
    """
    try:
        ((kind, plain),) = json.loads(text).items()
        found: Value = _ours().structure(plain, _KINDS[kind])
        return found
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise DamagedStore(f"what was kept cannot be read ({type(error).__name__}); restore it from a backup") from error


@cache
def _ours() -> Converter:
    made = converter()
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(datetime, lambda raw, hint: datetime.fromisoformat(raw))
    made.register_unstructure_hook(bytes, bytes.hex)
    made.register_structure_hook(bytes, lambda raw, hint: bytes.fromhex(raw))
    made.register_unstructure_hook(Line, lambda line: _line_plain(made, line))
    made.register_structure_hook(Line, lambda raw, hint: _line_of(made, raw))
    return made


def _line_plain(made: Converter, line: Line) -> dict[str, Any]:
    return {"entry": made.unstructure(line.entry), "record": None if line.record is None else to_json(line.record)}


def _line_of(made: Converter, raw: dict[str, Any]) -> Line:
    entry = made.structure(raw["entry"], Entry)
    return Line(entry, None if raw["record"] is None else from_json(entry.logged.noun, raw["record"]))
