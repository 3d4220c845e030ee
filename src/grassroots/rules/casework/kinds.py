"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.casework import calls, contact_points, duplicates, handling, hours, matters, promises, rosters, routing
from grassroots.rules.kind import Kind

KINDS: tuple[Kind[Any], ...] = (
    routing.KIND,
    routing.CATALOGUE,
    duplicates.KIND,
    duplicates.MERGED,
    handling.KIND,
    rosters.KIND,
    contact_points.KIND,
    hours.KIND,
    matters.KIND,
    promises.KIND,
    calls.KIND,
)
"""The kinds of this family."""
