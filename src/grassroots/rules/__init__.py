"""Rules: pure functions over records, the charter and a day; a family of kinds in each folder.

This page holds the forms of all kinds of rule that a charter may write, the derived nouns of what they say, and what
their families would have others call, by their names; `Kind` and `KINDS`. They are loaded with the registry when the first is used.

>>> import grassroots as gr
>>> gr.rules.DuesRule is gr.rules.KINDS["dues"].form
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# What stands here is written by docs/reference/make_rules_front.py from the registry.
if TYPE_CHECKING:
    from grassroots.rules.appraisal.consequences import proposed_uses as proposed_uses
    from grassroots.rules.appraisal.grade import grade_all as grade_all
    from grassroots.rules.appraisal.grade import what_cost as what_cost
    from grassroots.rules.appraisal.grading import ComputedGrade as ComputedGrade
    from grassroots.rules.appraisal.index import IndexRule as IndexRule
    from grassroots.rules.appraisal.index import IndexState as IndexState
    from grassroots.rules.appraisal.rubric_rule import Rubric as Rubric
    from grassroots.rules.appraisal.status import AssessmentStatus as AssessmentStatus
    from grassroots.rules.casework.calls import CallState as CallState
    from grassroots.rules.casework.case_route import CaseRoute as CaseRoute
    from grassroots.rules.casework.duplicates import LikelyDuplicate as LikelyDuplicate
    from grassroots.rules.casework.duplicates import likely_duplicates as likely_duplicates
    from grassroots.rules.casework.duplicates import merged as merged
    from grassroots.rules.casework.duplicates import unanswered as unanswered
    from grassroots.rules.casework.duplicates_rule import DuplicatesRule as DuplicatesRule
    from grassroots.rules.casework.handling import HandlingState as HandlingState
    from grassroots.rules.casework.handling import handling_problems as handling_problems
    from grassroots.rules.casework.handling_rule import HandlingRule as HandlingRule
    from grassroots.rules.casework.hours import Turnout as Turnout
    from grassroots.rules.casework.matters import Agency as Agency
    from grassroots.rules.casework.matters import FindingState as FindingState
    from grassroots.rules.casework.replies import ReplyRule as ReplyRule
    from grassroots.rules.casework.rosters import RosterGap as RosterGap
    from grassroots.rules.casework.rosters import RosterRule as RosterRule
    from grassroots.rules.casework.rosters import roster_of as roster_of
    from grassroots.rules.casework.routing import Route as Route
    from grassroots.rules.casework.routing import route as route
    from grassroots.rules.casework.routing_rule import RoutingRule as RoutingRule
    from grassroots.rules.decisions.attended import MeetingQuorum as MeetingQuorum
    from grassroots.rules.decisions.attended import QuorumRule as QuorumRule
    from grassroots.rules.decisions.decision_rule import DecisionRule as DecisionRule
    from grassroots.rules.decisions.decisions import decide as decide
    from grassroots.rules.decisions.election_rule import ElectionRule as ElectionRule
    from grassroots.rules.decisions.elections import elect as elect
    from grassroots.rules.decisions.milestones import ProjectProgress as ProjectProgress
    from grassroots.rules.decisions.outcome import CandidateResult as CandidateResult
    from grassroots.rules.decisions.outcome import ProjectChoice as ProjectChoice
    from grassroots.rules.decisions.outcome import VoteOutcome as VoteOutcome
    from grassroots.rules.decisions.project_count import count_projects as count_projects
    from grassroots.rules.decisions.project_steps import Option as Option
    from grassroots.rules.decisions.project_steps import Paper as Paper
    from grassroots.rules.decisions.project_vote_rule import ProjectVoteRule as ProjectVoteRule
    from grassroots.rules.decisions.project_votes import count_vote as count_vote
    from grassroots.rules.decisions.votes import Result as Result
    from grassroots.rules.kind import Derivation as Derivation
    from grassroots.rules.kind import Kind as Kind
    from grassroots.rules.members.account import DuesAccount as DuesAccount
    from grassroots.rules.members.charge import Charge as Charge
    from grassroots.rules.members.charge import charge_for as charge_for
    from grassroots.rules.members.dues import account_on as account_on
    from grassroots.rules.members.dues import lapses_on as lapses_on
    from grassroots.rules.members.dues_rule import DuesRule as DuesRule
    from grassroots.rules.members.mobility import homes_twice as homes_twice
    from grassroots.rules.members.mobility import mobility_proposals as mobility_proposals
    from grassroots.rules.members.mobility import second_without_home as second_without_home
    from grassroots.rules.members.mobility import transfer_on as transfer_on
    from grassroots.rules.members.mobility_rule import MobilityRule as MobilityRule
    from grassroots.rules.members.next_step import NextStep as NextStep
    from grassroots.rules.members.next_step import PathwayStatus as PathwayStatus
    from grassroots.rules.members.pathway_rule import PathwayRule as PathwayRule
    from grassroots.rules.members.pathways import course_of as course_of
    from grassroots.rules.members.pathways import course_on as course_on
    from grassroots.rules.members.pathways import may_take as may_take
    from grassroots.rules.members.pathways import stage_on as stage_on
    from grassroots.rules.members.right import MemberRight as MemberRight
    from grassroots.rules.members.same_persons import LikelySame as LikelySame
    from grassroots.rules.members.same_persons import MatchingRule as MatchingRule
    from grassroots.rules.members.same_persons import MatchKey as MatchKey
    from grassroots.rules.members.same_persons import likely_same as likely_same
    from grassroots.rules.members.transfer import CareStatus as CareStatus
    from grassroots.rules.members.transfer import TransferState as TransferState
    from grassroots.rules.members.transfer import TransferStatus as TransferStatus
    from grassroots.rules.members.voting_rights import VotingRightRule as VotingRightRule
    from grassroots.rules.members.voting_rights import right_on as right_on
    from grassroots.rules.openness.feedback_rule import FeedbackRule as FeedbackRule
    from grassroots.rules.openness.notices import NoticeState as NoticeState
    from grassroots.rules.openness.notices import board as board
    from grassroots.rules.openness.notices import notice_proposals as notice_proposals
    from grassroots.rules.openness.publication_rule import PublicationRule as PublicationRule
    from grassroots.rules.openness.rechecks import RecheckState as RecheckState
    from grassroots.rules.openness.rechecks import checked_again as checked_again
    from grassroots.rules.openness.rechecks import rechecks_on as rechecks_on
    from grassroots.rules.openness.retention import RetentionState as RetentionState
    from grassroots.rules.openness.retention_rule import RetentionRule as RetentionRule
    from grassroots.rules.openness.samples import feedback as feedback
    from grassroots.rules.openness.samples import sample as sample
    from grassroots.rules.openness.supervision import MandateState as MandateState
    from grassroots.rules.openness.supervision import status_of_mandate as status_of_mandate
    from grassroots.rules.openness.supervision_rule import CovertCheckRule as CovertCheckRule
    from grassroots.rules.openness.supervision_rule import RecheckRule as RecheckRule
    from grassroots.rules.openness.survey_rule import SurveyRule as SurveyRule
    from grassroots.rules.openness.surveys import SurveyOutcome as SurveyOutcome
    from grassroots.rules.openness.surveys import survey_result as survey_result
    from grassroots.rules.organization.dissolution import settlements as settlements
    from grassroots.rules.organization.formation import Formation as Formation
    from grassroots.rules.organization.formation_rule import FormationRule as FormationRule
    from grassroots.rules.organization.partition import partition_of as partition_of
    from grassroots.rules.organization.requirement_rule import RequirementRule as RequirementRule
    from grassroots.rules.organization.requirements import RequirementState as RequirementState
    from grassroots.rules.organization.territory import Territory as Territory
    from grassroots.rules.organization.territory import area_of as area_of
    from grassroots.rules.organization.unit_income import UnitIncome as UnitIncome
    from grassroots.rules.organization.unit_settlement import UnitSettlement as UnitSettlement
    from grassroots.rules.organization.unit_size import AreaCover as AreaCover
    from grassroots.rules.organization.unit_size import UnitSize as UnitSize
    from grassroots.rules.posts.pay import pay_account as pay_account
    from grassroots.rules.posts.pay_line import PayLine as PayLine
    from grassroots.rules.posts.pay_line import PaymentState as PaymentState
    from grassroots.rules.posts.pay_rule import PayRule as PayRule
    from grassroots.rules.posts.picks import PickedShare as PickedShare
    from grassroots.rules.posts.posts import PoolMember as PoolMember
    from grassroots.rules.posts.promotion import ProfileStatus as ProfileStatus
    from grassroots.rules.posts.promotion import eligible_on as eligible_on
    from grassroots.rules.posts.promotion_rule import PromotionRule as PromotionRule
    from grassroots.rules.posts.selections import Appointment as Appointment
    from grassroots.rules.posts.staffing import StaffedUnit as StaffedUnit
    from grassroots.rules.posts.staffing import StaffingLine as StaffingLine
    from grassroots.rules.posts.staffing import staffing_on as staffing_on
    from grassroots.rules.posts.staffing_rule import StaffingRule as StaffingRule
    from grassroots.rules.posts.terms import TermStatus as TermStatus
    from grassroots.rules.posts.terms import term_problems as term_problems
    from grassroots.rules.posts.terms import terms_on as terms_on
    from grassroots.rules.posts.training import Learning as Learning
    from grassroots.rules.posts.training import rotation as rotation
    from grassroots.rules.posts.training_rule import FrameworkRule as FrameworkRule
    from grassroots.rules.posts.training_rule import TrainingRule as TrainingRule
    from grassroots.rules.posts.turns import Turn as Turn
    from grassroots.rules.posts.turns import turns_ahead as turns_ahead
    from grassroots.rules.posts.turns import turns_of as turns_of
    from grassroots.rules.posts.vacancies import Vacancy as Vacancy
    from grassroots.rules.posts.vacancies import vacancies_on as vacancies_on
    from grassroots.rules.programmes.aims import AimRule as AimRule
    from grassroots.rules.programmes.checklists import ChecklistItem as ChecklistItem
    from grassroots.rules.programmes.checklists import ChecklistRule as ChecklistRule
    from grassroots.rules.programmes.checklists import ChecklistState as ChecklistState
    from grassroots.rules.programmes.duties import behind as behind
    from grassroots.rules.programmes.duty_opening import duties_of as duties_of
    from grassroots.rules.programmes.duty_rule import DutyRule as DutyRule
    from grassroots.rules.programmes.duty_status import DutyOutcome as DutyOutcome
    from grassroots.rules.programmes.gates import GateCondition as GateCondition
    from grassroots.rules.programmes.gates import GateRule as GateRule
    from grassroots.rules.programmes.gates import GateState as GateState
    from grassroots.rules.programmes.gates import LookBackFinding as LookBackFinding
    from grassroots.rules.programmes.pairs import PairMeeting as PairMeeting
    from grassroots.rules.programmes.pairs import PairsRule as PairsRule
    from grassroots.rules.programmes.relations import RelationRule as RelationRule
    from grassroots.rules.programmes.rounds import TaskState as TaskState
    from grassroots.rules.programmes.series import SeriesRule as SeriesRule
    from grassroots.rules.programmes.series import SeriesState as SeriesState
    from grassroots.rules.programmes.tallies import TallyState as TallyState
    from grassroots.rules.programmes.tallies import conflicts as conflicts
    from grassroots.rules.programmes.targets import HorizonRule as HorizonRule
    from grassroots.rules.programmes.targets import TargetState as TargetState
    from grassroots.rules.programmes.tasks import TaskRule as TaskRule
    from grassroots.rules.registry import KINDS as KINDS
    from grassroots.rules.service.agreements import AgreementRule as AgreementRule
    from grassroots.rules.service.agreements import AgreementState as AgreementState
    from grassroots.rules.service.budgets import BudgetLine as BudgetLine
    from grassroots.rules.service.claims import NeedBalance as NeedBalance
    from grassroots.rules.service.commitments import published_on as published_on
    from grassroots.rules.service.match_rule import MatchRule as MatchRule
    from grassroots.rules.service.matching import Match as Match
    from grassroots.rules.service.matching import match as match
    from grassroots.rules.service.outreach import CoverageBase as CoverageBase
    from grassroots.rules.service.outreach import coverage_of as coverage_of
    from grassroots.rules.service.outreach import overdue_on as overdue_on
    from grassroots.rules.service.outreach import plan_of as plan_of
    from grassroots.rules.service.outreach_rule import OutreachRule as OutreachRule
    from grassroots.rules.service.pairing import PairingEntry as PairingEntry
    from grassroots.rules.service.pairing import PairingRule as PairingRule
    from grassroots.rules.service.pairing import register_on as register_on
    from grassroots.rules.service.pairing import shown_to as shown_to
    from grassroots.rules.service.pledges import PledgeState as PledgeState
    from grassroots.rules.service.referrals import ReferralRule as ReferralRule
    from grassroots.rules.service.referrals import ReferralState as ReferralState
    from grassroots.rules.service.visits import VisitDue as VisitDue
    from grassroots.rules.service.wishes import publishable as publishable
    from grassroots.rules.time.calendars import CalendarRule as CalendarRule
    from grassroots.rules.time.clock_rule import ClockRule as ClockRule
    from grassroots.rules.time.clock_state import ClockState as ClockState
    from grassroots.rules.time.clocks import escalations as escalations
    from grassroots.rules.time.clocks import run_of as run_of
    from grassroots.rules.time.clocks import whole_of as whole_of
else:

    def __getattr__(name):
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        from grassroots.rules.kind import Derivation, Kind
        from grassroots.rules.registry import FAMILIES, KINDS

        beside = {name: getattr(family, name) for family in FAMILIES for name in family.__all__}
        forms = [kind.form for kind in KINDS.values() if kind.form is not None]
        nouns = [one.noun for kind in KINDS.values() for one in kind.derives]
        found = {**beside, "KINDS": KINDS, **{one.__name__: one for one in (Kind, Derivation, *forms, *nouns)}}
        globals().update(found, __all__=sorted(found))
        if name not in globals():
            raise AttributeError(f"module 'grassroots.rules' has no attribute {name!r}")
        return globals()[name]
