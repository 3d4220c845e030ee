"""The kinds of rule that a charter may hold: table name → class, and what must hold of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grassroots.charter.agreement import AgreementRule, unsound_agreement
from grassroots.charter.calendar import CalendarRule, unsound_calendar
from grassroots.charter.clock import ClockRule, unsound_clock
from grassroots.charter.decision import DecisionRule, unsound_decision
from grassroots.charter.dues import DuesRule, unsound_dues
from grassroots.charter.duty import DutyRule, unsound_duty
from grassroots.charter.election import ElectionRule, unsound_election
from grassroots.charter.formation import FormationRule, unsound_formation
from grassroots.charter.intake import (
    DuplicatesRule,
    HandlingRule,
    RosterRule,
    RoutingRule,
    unsound_duplicates,
    unsound_handling,
    unsound_roster,
    unsound_routing,
)
from grassroots.charter.match import MatchRule, unsound_match
from grassroots.charter.matching import MatchingRule, unsound_matching
from grassroots.charter.mobility import MobilityRule, unsound_mobility
from grassroots.charter.outreach import OutreachRule, unsound_outreach
from grassroots.charter.pairing import PairingRule, unsound_pairing
from grassroots.charter.pathway import PathwayRule, unsound_pathway
from grassroots.charter.pay import PayRule, unsound_pay
from grassroots.charter.programme import GateRule, HorizonRule, TaskRule, unsound_gate, unsound_horizon, unsound_task
from grassroots.charter.project_vote import ProjectVoteRule, unsound_project_vote
from grassroots.charter.promotion import PromotionRule, unsound_promotion
from grassroots.charter.publication import PublicationRule, unsound_publication
from grassroots.charter.rubric import Rubric, unsound_rubric
from grassroots.charter.rule import Rule
from grassroots.charter.staffing import StaffingRule, unsound_staffing
from grassroots.charter.supervision import CovertCheckRule, RecheckRule, unsound_covert_check, unsound_recheck
from grassroots.charter.survey import SurveyRule, unsound_survey
from grassroots.charter.toml import Path
from grassroots.charter.training import FrameworkRule, TrainingRule, unsound_framework, unsound_training
from grassroots.charter.voting_right import VotingRightRule, unsound_right

Fault = tuple[Path, str, str, dict[str, Any]]
"""Something unsound in a rule: the keys within its table that lead to it, the code of the problem, the value, the details."""

RULES: Mapping[str, type[Rule]] = {
    "rubric": Rubric,
    "calendar": CalendarRule,
    "clock": ClockRule,
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
    "routing": RoutingRule,
    "duplicates": DuplicatesRule,
    "handling": HandlingRule,
    "roster": RosterRule,
    "match": MatchRule,
    "agreement": AgreementRule,
    "pairing": PairingRule,
    "outreach": OutreachRule,
    "mobility": MobilityRule,
    "framework": FrameworkRule,
    "training": TrainingRule,
    "survey": SurveyRule,
    "publication": PublicationRule,
    "covert_check": CovertCheckRule,
    "recheck": RecheckRule,
    "staffing": StaffingRule,
    "pay": PayRule,
    "promotion": PromotionRule,
    "formation": FormationRule,
}
"""`[decision.NAME]` is read as `RULES["decision"]`, and so on."""

SOUND: Mapping[str, Callable[[Any, Any], Iterator[Fault]]] = {
    "rubric": unsound_rubric,
    "calendar": unsound_calendar,
    "clock": unsound_clock,
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
    "routing": unsound_routing,
    "duplicates": unsound_duplicates,
    "handling": unsound_handling,
    "roster": unsound_roster,
    "match": unsound_match,
    "agreement": unsound_agreement,
    "pairing": unsound_pairing,
    "outreach": unsound_outreach,
    "mobility": unsound_mobility,
    "framework": unsound_framework,
    "training": unsound_training,
    "survey": unsound_survey,
    "publication": unsound_publication,
    "covert_check": unsound_covert_check,
    "recheck": unsound_recheck,
    "staffing": unsound_staffing,
    "pay": unsound_pay,
    "promotion": unsound_promotion,
    "formation": unsound_formation,
}
"""Kind → what is unsound in a rule of it, given the rule and the charter."""
