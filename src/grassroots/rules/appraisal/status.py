"""Where a judgement stands on a day: whether it holds, until when it can be appealed, when it ends. An appeal stops the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.charter.length import Length
from grassroots.errors import NotFound
from grassroots.fields import described, internal
from grassroots.model import Assessment, Derived, Plan, derived_noun
from grassroots.reading.lifecycle import status_on
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.kind import At
from grassroots.values import AssessmentId, Ref


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class AssessmentStatus(Derived):
    """A judgement at the end of a day.

    >>> AssessmentStatus(id="a-1", assessment=AssessmentId("a-1"), state="decided", holds=True).stopped
    0
    """

    assessment: AssessmentId = field(metadata=internal("the judgement", ref="assessment", home=True))
    state: str = field(metadata=internal("the state that it has reached"))
    holds: bool = field(
        metadata=internal("whether it holds: decided, not under appeal, not ended, not superseded by one that is decided")
    )
    decided: date | None = field(default=None, metadata=internal("the day of the first decision"))
    appealed: bool = field(default=False, metadata=internal("whether it is under appeal"))
    appeal_until: date | None = field(
        default=None,
        metadata=internal("the last day for an appeal; none: not decided, appealed already, or the rubric knows none"),
    )
    answer_until: date | None = field(default=None, metadata=internal("while it is appealed: the last day for the answer"))
    stopped: int = field(default=0, metadata=internal("how many days appeals have stopped the clock so far; 0 or more"))
    expires: date | None = field(default=None, metadata=internal("the first day on which the grade no longer holds"))
    review: date | None = field(default=None, metadata=internal("the day from which it is looked at again"))
    by_score: str | None = field(
        default=None, metadata=internal("the grade whose band the score on record reaches", words="grade")
    )
    superseded_by: str | None = field(
        default=None, metadata=internal("the later judgement that took its place", ref="assessment")
    )


def status_of(assessment: Assessment, at: At) -> AssessmentStatus | None:
    """Where a judgement stands at the end of a day; None if it has not begun."""
    workflow = at.snapshot.charter.workflow_of(assessment)
    status = status_on(assessment.steps, workflow, at.day)
    if status is None or workflow is None:
        return None
    kinds = {name: state.kind for name, state in workflow.states.items()}
    decided = next(
        (step.on for step in assessment.steps if step.on <= at.day and kinds.get(step.state) is StateKind.DONE), None
    )
    rubric = rubric_named(assessment, at)
    stopped, appealed_on = _stopped(assessment, at.day, kinds)
    after = _decided_successor(assessment, at)
    done = status.state_kind is StateKind.DONE
    expired = assessment.expires is not None and at.day >= assessment.expires
    appeal_until = answer_until = review = None
    if rubric is not None and decided is not None:
        if rubric.appeal_days and appealed_on is None:
            appeal_until = decided + timedelta(days=rubric.appeal_days)
        if rubric.answer_days and status.state_kind is StateKind.WAITING and appealed_on is not None:
            answer_until = appealed_on + timedelta(days=rubric.answer_days)
        if rubric.review_months:
            review = Length(months=rubric.review_months).after(decided)
    return AssessmentStatus(
        id=assessment.id,
        assessment=assessment.id,
        state=status.state,
        holds=done and not expired and after is None,
        decided=decided,
        appealed=decided is not None and status.state_kind is StateKind.WAITING,
        appeal_until=appeal_until,
        answer_until=answer_until,
        stopped=stopped,
        expires=assessment.expires,
        review=review,
        by_score=_by_score(assessment, rubric),
        superseded_by=after,
    )


Judged = tuple[Assessment, AssessmentStatus]
"""A judgement that has begun, and where it stands on the day."""


def judged_on(at: At) -> Mapping[str, list[Judged]]:
    """The judgements that have begun, by the name of the rubric's text by which they were made; those by none under the empty name."""

    def made(_: Any) -> dict[str, list[Judged]]:
        found: dict[str, list[Judged]] = {}
        for record in at.snapshot.all(Assessment).values():
            status, rubric = status_of(record, at), rubric_named(record, at)
            if status is not None:
                found.setdefault(rubric.name if rubric else "", []).append((record, status))
        return found

    return at.snapshot.kept(f"judged:{at.day}", made)


def rubric_named(assessment: Assessment, at: At) -> Rubric | None:
    """The rubric of a judgement, as it was in force on the first day of its period; None if the charter has none."""
    try:
        found = at.snapshot.charter.rule("rubric", assessment.rubric, assessment.first)
    except NotFound:
        return None
    return found if isinstance(found, Rubric) else None


def _by_score(assessment: Assessment, rubric: Rubric | None) -> str | None:
    if rubric is None or assessment.score is None or not rubric.grade:
        return None
    reached = (one.grade for one in rubric.grade if one.at_least is None or assessment.score >= one.at_least)
    return next(reached, rubric.grade[-1].grade)


def _stopped(assessment: Assessment, day: date, kinds: dict[str, StateKind]) -> tuple[int, date | None]:
    """How many days were spent waiting for the answer to an appeal, and the day of the latest appeal."""
    stopped, since, latest, decided = 0, None, None, False
    for step in assessment.steps:
        if step.on > day:
            break
        kind = kinds.get(step.state)
        if kind is StateKind.WAITING and decided:
            since = since or step.on
            latest = step.on
        elif since is not None:
            stopped += (step.on - since).days
            since = None
        decided = decided or kind is StateKind.DONE
    if since is not None:
        stopped += (day - since).days
    return stopped, latest


def _decided_successor(assessment: Assessment, at: At) -> str | None:
    for later in at.snapshot.referrers(Assessment, "supersedes", ("assessment", assessment.id)):
        status = status_on(later.steps, at.snapshot.charter.workflow_of(later), at.day)
        if status is not None and status.state_kind is StateKind.DONE:
            return later.id
    return None


def in_force(subject: Ref, rubric: str, at: At) -> Assessment | None:
    """The judgement of a subject by a rubric that holds at the end of a day; of several, the one of the latest period."""
    holding = []
    for one in at.snapshot.referrers(Assessment, "subject", (subject.noun, subject.id)):
        status = status_of(one, at) if one.rubric == rubric else None
        if status is not None and status.holds:
            holding.append(one)
    return max(holding, key=lambda one: (one.last, one.id), default=None)


def due_of(plan: Plan, at: At) -> date | None:
    """The day by which a plan is to be done, later by as many days as appeals against its judgement stopped the clock.

    None if none is set, or while an appeal is open: then nothing is due.
    """
    status = status_on(plan.steps, at.snapshot.charter.workflow_of(plan), at.day)
    if status is None or status.due is None:
        return None
    judged = at.snapshot.get(Assessment, plan.assessment) if plan.assessment else None
    found = status_of(judged, at) if judged is not None else None
    if found is None:
        return status.due
    return None if found.appealed else status.due + timedelta(days=found.stopped)
