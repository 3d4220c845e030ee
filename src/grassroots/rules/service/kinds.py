"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.service import agreements, budgets, claims, commitments, matching, pairing, referrals, visits

KINDS: tuple[Kind[Any], ...] = (
    matching.KIND,
    claims.KIND,
    agreements.KIND,
    pairing.KIND,
    visits.KIND,
    commitments.KIND,
    budgets.KIND,
    referrals.KIND,
)
"""The kinds of this family."""
