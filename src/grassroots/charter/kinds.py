"""The kinds of rule that a charter may hold: table name → class, and what must hold of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grassroots.charter.decision import DecisionRule, unsound_decision
from grassroots.charter.dues import DuesRule, unsound_dues
from grassroots.charter.duty import DutyRule, unsound_duty
from grassroots.charter.election import ElectionRule, unsound_election
from grassroots.charter.matching import MatchingRule, unsound_matching
from grassroots.charter.mobility import MobilityRule, unsound_mobility
from grassroots.charter.pathway import PathwayRule, unsound_pathway
from grassroots.charter.programme import GateRule, HorizonRule, TaskRule, unsound_gate, unsound_horizon, unsound_task
from grassroots.charter.project_vote import ProjectVoteRule, unsound_project_vote
from grassroots.charter.rubric import Rubric, unsound_rubric
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.voting_right import VotingRightRule, unsound_right

Fault = tuple[Path, str, str, dict[str, Any]]
"""Something unsound in a rule: the keys within its table that lead to it, the code of the problem, the value, the details."""

RULES: Mapping[str, type[Rule]] = {
    "rubric": Rubric,
    "decision": DecisionRule,
    "election": ElectionRule,
    "project_vote": ProjectVoteRule,
    "duty": DutyRule,
    "task": TaskRule,
    "gate": GateRule,
    "horizon": HorizonRule,
    "pathway": PathwayRule,
    "dues": DuesRule,
    "voting_right": VotingRightRule,
    "matching": MatchingRule,
    "mobility": MobilityRule,
}
"""`[decision.NAME]` is read as `RULES["decision"]`, and so on."""

SOUND: Mapping[str, Callable[[Any, Any], Iterator[Fault]]] = {
    "rubric": unsound_rubric,
    "decision": unsound_decision,
    "election": unsound_election,
    "project_vote": unsound_project_vote,
    "duty": unsound_duty,
    "task": unsound_task,
    "gate": unsound_gate,
    "horizon": unsound_horizon,
    "pathway": unsound_pathway,
    "dues": unsound_dues,
    "voting_right": unsound_right,
    "matching": unsound_matching,
    "mobility": unsound_mobility,
}
"""Kind → what is unsound in a rule of it, given the rule and the charter."""
