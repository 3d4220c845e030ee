"""The store behind the gate of an office, for tests that look at what lies in it or put something in its way."""

from __future__ import annotations

from typing import Any

import grassroots as gr
from grassroots.store import Remembered


def store_of(office: gr.Office) -> Remembered:
    """The store of an office."""
    held: Any = office._held
    found = held.gate._store
    assert isinstance(found, Remembered)
    return found
