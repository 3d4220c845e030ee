"""Service: needs and offers, wishes, agreements, pairing, outreach, commitments, budgets, pledges."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.service import agreements, budgets, claims, commitments, matching, pairing, pledges, referrals, visits
from grassroots.rules.service.commitments import published_on
from grassroots.rules.service.matching import match
from grassroots.rules.service.outreach import CoverageBase, coverage_of, overdue_on, plan_of
from grassroots.rules.service.pairing import register_on, shown_to
from grassroots.rules.service.wishes import publishable

__all__ = [
    "KINDS",
    "CoverageBase",
    "coverage_of",
    "match",
    "overdue_on",
    "plan_of",
    "publishable",
    "published_on",
    "register_on",
    "shown_to",
]

KINDS: tuple[Kind[Any], ...] = (
    matching.KIND,
    claims.KIND,
    agreements.KIND,
    pairing.KIND,
    visits.KIND,
    commitments.KIND,
    budgets.KIND,
    referrals.KIND,
    pledges.KIND,
)
"""Its kinds."""
