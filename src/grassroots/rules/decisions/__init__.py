"""Decisions: votes, elections, votes on projects, their milestones."""

from __future__ import annotations

from typing import Any

from grassroots.rules.decisions import attended, decisions, elections, milestones, order, project_votes
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.decisions.elections import elect
from grassroots.rules.decisions.project_count import count_projects
from grassroots.rules.decisions.project_steps import Option, Paper
from grassroots.rules.decisions.project_votes import count_vote
from grassroots.rules.decisions.votes import Result
from grassroots.rules.kind import Kind

__all__ = ["KINDS", "Option", "Paper", "Result", "count_projects", "count_vote", "decide", "elect"]

KINDS: tuple[Kind[Any], ...] = (
    decisions.KIND,
    elections.KIND,
    project_votes.KIND,
    order.KIND,
    attended.KIND,
    milestones.KIND,
)
"""Its kinds."""
