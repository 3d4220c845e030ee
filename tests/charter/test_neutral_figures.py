"""What the rules derive can be asked as a figure without writing a measure: the neutral charter counts it."""

from __future__ import annotations

import grassroots as gr
from grassroots.model import DERIVED

WITHIN = {
    "agency": "asked of cases",
    "area_cover": "asked of areas",
    "assessment_status": "asked of judgements",
    "care_status": "told by check",
    "case_route": "says where a case goes",
    "checklist_state": "its parts are counted",
    "duty_outcome": "asked of what is due",
    "gate_condition": "the gate is counted",
    "handling_state": "asked of cases",
    "index_state": "of persons: a charter that keeps an index says what is counted",
    "likely_duplicate": "asks people",
    "likely_same": "asks people",
    "look_back_finding": "the gate is counted",
    "mandate_state": "asked of mandates",
    "member_right": "asked of members",
    "need_balance": "asked of needs",
    "next_step": "says what may follow",
    "notice_state": "asked of notices",
    "pathway_status": "asked of applications",
    "picked_share": "a charter that picks says what is counted",
    "pool_member": "of persons: a charter that keeps pools says what is counted",
    "recheck_state": "asked of findings",
    "referral_state": "a charter that has groups says what is counted",
    "retention_state": "told by check",
    "roster_gap": "told by check",
    "staffing_line": "the unit is counted",
    "term_status": "told by check",
    "transfer_status": "asked of members",
    "turn": "asked of posts",
    "unit_size": "told by check",
    "vacancy": "asked of posts",
}
"""What has no measure of its own, and why."""


def test_what_rules_derive_is_counted_or_said_why_not() -> None:
    counted = {measure.noun for measure in gr.open_charter("association").measures.values()}
    assert set(DERIVED) - counted == set(WITHIN)
