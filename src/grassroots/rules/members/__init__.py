"""Members: pathways, dues, voting rights, mobility, records of one person."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.members import dues, mobility, pathways, same_persons, voting_rights
from grassroots.rules.members.charge import Charge, charge_for
from grassroots.rules.members.dues import account_on, lapses_on
from grassroots.rules.members.mobility import homes_twice, mobility_proposals, second_without_home, transfer_on
from grassroots.rules.members.pathways import course_of, course_on, may_take, stage_on
from grassroots.rules.members.same_persons import MatchKey, likely_same
from grassroots.rules.members.transfer import TransferState
from grassroots.rules.members.voting_rights import right_on

__all__ = [
    "KINDS",
    "Charge",
    "MatchKey",
    "TransferState",
    "account_on",
    "charge_for",
    "course_of",
    "course_on",
    "homes_twice",
    "lapses_on",
    "likely_same",
    "may_take",
    "mobility_proposals",
    "right_on",
    "second_without_home",
    "stage_on",
    "transfer_on",
]

KINDS: tuple[Kind[Any], ...] = (
    pathways.KIND,
    dues.KIND,
    voting_rights.KIND,
    same_persons.KIND,
    mobility.KIND,
)
"""Its kinds."""
