"""Metadata of fields that a charter writes otherwise than by their names."""

from __future__ import annotations

from typing import Any


def under_key(name: str) -> dict[str, Any]:
    """Metadata of a field that is written under another key than its name: `section` for `sections`."""
    return {"key": name}


def keyed(name: str = "") -> dict[str, Any]:
    """Metadata of a field that is written as a table of tables, in order; `name`: the field of each that its key is. Without one, key and value
    are a pair."""
    return {"keyed": name}


def only_in(*lists: str) -> dict[str, Any]:
    """Metadata of a field that only the words of some lists have."""
    return {"only_in": lists}


def if_any() -> dict[str, Any]:
    """Metadata of labels that a table may go without; in one language, it must have them in all."""
    return {"if_any": True}
