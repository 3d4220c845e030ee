"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.openness import notices, rechecks, supervision, surveys

KINDS: tuple[Kind[Any], ...] = (
    surveys.KIND,
    notices.KIND,
    supervision.KIND,
    rechecks.KIND,
)
"""The kinds of this family."""
