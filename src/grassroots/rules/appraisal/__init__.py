"""Assessment: readings of figures, marks and ballots become scores, scores become grades, grades bring plans. Pure, exact, and explained.

What touches persons is refused unless the rule was published before and humans are named; and nothing here decides: it only proposes.
"""

from grassroots.rules.appraisal.consequences import all_proposed_uses, proposed_uses
from grassroots.rules.appraisal.grade import Cost, Graded, Grading, grade, grade_all, what_cost, what_if
from grassroots.rules.appraisal.inputs import GroupInput, Input
from grassroots.rules.appraisal.judged import check
from grassroots.rules.appraisal.proposal import holds_until, propose, propose_plan, renewed
from grassroots.rules.appraisal.score import Node, NodeKind, Score, score
from grassroots.rules.appraisal.status import AssessmentStatus, due_of, in_force, status_of

__all__ = [
    "AssessmentStatus",
    "Cost",
    "Graded",
    "Grading",
    "GroupInput",
    "Input",
    "Node",
    "NodeKind",
    "Score",
    "all_proposed_uses",
    "check",
    "due_of",
    "grade",
    "grade_all",
    "holds_until",
    "in_force",
    "propose",
    "propose_plan",
    "proposed_uses",
    "renewed",
    "score",
    "status_of",
    "what_cost",
    "what_if",
]
