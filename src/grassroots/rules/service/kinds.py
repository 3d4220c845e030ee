"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.service import agreements, budgets, claims, commitments, matching, outreach, pairing

KINDS: tuple[Kind[Any], ...] = (
    matching.KIND,
    claims.KIND,
    agreements.KIND,
    pairing.KIND,
    outreach.KIND,
    commitments.KIND,
    budgets.KIND,
)
"""The kinds of this family."""
