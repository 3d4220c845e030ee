"""Proposals: what a grade would be, and what it would bring. Proposed only: people decide, and nothing here can."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from grassroots.charter import StateKind
from grassroots.charter.length import Length
from grassroots.errors import InvalidArgument, Refused
from grassroots.model import Assessment, Plan, Step
from grassroots.rules.appraisal.grade import Graded
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.appraisal.status import rubric_named, status_of
from grassroots.rules.kind import At
from grassroots.values import AssessmentId, UnitId

PROPOSED = "proposed"
"""The state in which everything made here begins; the workflows of assessments and plans have it."""


def propose(
    graded: Graded, *, id: str, on: date, unit: UnitId | None = None, supersedes: AssessmentId | None = None
) -> Assessment:
    """The judgement as a record that is proposed. Who decides it, and when, is left open: that is for people to write.

    Args:
        graded: the score and the grade that follows from it.
        id: the identifier of the new record.
        on: the day on which it is proposed.
        unit: where it counts; the subject itself if that is a unit.
        supersedes: the earlier judgement that it would take the place of; both are kept.

    Raises:
        InvalidArgument: there is no grade, or no unit.
    """
    score = graded.score
    if graded.grade is None or score.value is None:
        raise InvalidArgument(f"{score.subject} has no grade to propose: {score.why or 'the rubric has no grades'}")
    home = unit or (UnitId(score.subject.id) if score.subject.noun == "unit" else None)
    if home is None:
        raise InvalidArgument(f"name the unit at which the judgement of {score.subject} counts")
    return Assessment(
        id=AssessmentId(id),
        unit=home,
        subject=score.subject,
        rubric=score.rubric.known_as,
        first=score.period.start,
        last=score.period.last,
        # Cut, not rounded: what is kept must not look like a band that was not reached.
        score=Decimal((score.value * 10_000).__floor__()).scaleb(-4),
        grade=graded.grade,
        supersedes=supersedes,
        steps=(Step(state=PROPOSED, on=on),),
    )


def holds_until(rubric: Rubric, grade: str, decided: date) -> date | None:
    """The first day on which a grade decided on a day no longer holds; None if it holds until it is superseded.

    >>> from grassroots.rules.appraisal.rubric_rule import GradeBand
    >>> stars = Rubric(name="stars", subject="unit", months=12, grade=(GradeBand(grade="five"),))
    >>> holds_until(stars, "five", date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    band = rubric.band(grade)
    months = rubric.months if band is None or band.months is None else band.months
    return Length(months=months).after(decided) if months else None


def propose_plan(assessment: Assessment, at: At, *, id: str) -> Plan | None:
    """The plan that a grade brings, proposed; None if it brings none. Its time begins on the day.

    Raises:
        Refused: the judgement is not decided, or is under appeal: nothing follows from it yet.
        InvalidArgument: no such rubric, or the grade is not one of it.
    """
    status = status_of(assessment, at)
    if status is None or not status.holds:
        raise Refused(f"the assessment {assessment.id!r} does not hold on {at.day}: nothing follows from it")
    rubric = rubric_named(assessment, at)
    band = rubric.band(assessment.grade) if rubric and assessment.grade else None
    if band is None:
        raise InvalidArgument(f"the assessment {assessment.id!r} has no grade of a rubric of the charter")
    if not band.plan:
        return None
    due = at.day + timedelta(days=band.plan_days) if band.plan_days else None
    step = Step(state=PROPOSED, on=at.day, due=due)
    return Plan(id=id, unit=assessment.unit, kind=band.plan, assessment=assessment.id, aim=band.aim or None, steps=(step,))


def renewed(graded: Graded, earlier: Assessment, at: At, *, id: str) -> Assessment:
    """A judgement anew, after a plan or an appeal. The earlier one stays as it is, with its grade; the new one names it, and is only proposed.

    Raises:
        InvalidArgument: the earlier one is about another subject or rubric, or was never decided.
    """
    if (earlier.subject, earlier.rubric) != (graded.subject, graded.score.rubric.known_as):
        raise InvalidArgument(f"the assessment {earlier.id!r} is about another subject, or by another rubric")
    workflow = at.snapshot.charter.workflow_of(earlier)
    kinds = {name: state.kind for name, state in workflow.states.items()} if workflow else {}
    if not any(kinds.get(step.state) is StateKind.DONE and step.on <= at.day for step in earlier.steps):
        raise InvalidArgument(f"the assessment {earlier.id!r} was not decided by {at.day}: change the proposal itself")
    return propose(graded, id=id, on=at.day, unit=earlier.unit, supersedes=earlier.id)
