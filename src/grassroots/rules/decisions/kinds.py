"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.decisions import attended, decisions, elections, order, project_votes
from grassroots.rules.kind import Kind

KINDS: tuple[Kind[Any], ...] = (
    decisions.KIND,
    elections.KIND,
    project_votes.KIND,
    order.KIND,
    attended.KIND,
)
"""The kinds of this family."""
