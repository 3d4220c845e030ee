"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.programmes import duties, programmes, tallies

KINDS: tuple[Kind[Any], ...] = (
    duties.KIND,
    duties.DUES,
    programmes.TASK,
    programmes.GATE,
    programmes.HORIZON,
    tallies.KIND,
)
"""The kinds of this family."""
