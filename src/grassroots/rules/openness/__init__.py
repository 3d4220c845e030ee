"""Openness: notices, checks without notice, rechecks, surveys, feedback to units, comments, how long what tells of persons is kept."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.openness import comments, feedback_rule, notices, rechecks, retention, supervision, surveys
from grassroots.rules.openness.notices import board, notice_proposals
from grassroots.rules.openness.rechecks import checked_again, rechecks_on
from grassroots.rules.openness.samples import feedback, sample
from grassroots.rules.openness.supervision import status_of_mandate
from grassroots.rules.openness.surveys import survey_result

__all__ = [
    "KINDS",
    "board",
    "checked_again",
    "feedback",
    "notice_proposals",
    "rechecks_on",
    "sample",
    "status_of_mandate",
    "survey_result",
]

KINDS: tuple[Kind[Any], ...] = (
    surveys.KIND,
    notices.KIND,
    supervision.KIND,
    rechecks.KIND,
    retention.KIND,
    feedback_rule.KIND,
    comments.KIND,
)
"""Its kinds."""
