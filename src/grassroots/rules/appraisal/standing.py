"""Where a judgement stands on a day: whether it holds, until when it can be appealed, when it ends. An appeal stops the clock."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen
from dateutil.relativedelta import relativedelta

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.model import Assessment, Plan
from grassroots.reading.lifecycle import status_on
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.snapshot import Snapshot
from grassroots.values import Ref


@frozen(kw_only=True)
class AssessmentStatus:
    """A judgement at the end of a day.

    `holds`: decided, not under appeal, not ended, not superseded by one that is decided. `decided`: the day of the first decision.
    `appeal_until`: the last day on which it can be appealed (None: not decided, appealed already, or the rubric knows no appeal).
    `answer_until`: while it is appealed, the last day for the answer. `stopped`: how many days appeals have stopped the clock so far.
    `expires`: the first day on which the grade no longer holds. `review`: the day from which it is looked at again.
    """

    state: str
    holds: bool
    decided: date | None = None
    appealed: bool = False
    appeal_until: date | None = None
    answer_until: date | None = None
    stopped: int = 0
    expires: date | None = None
    review: date | None = None
    superseded_by: str | None = None


def status_of(assessment: Assessment, snapshot: Snapshot, day: date | None = None) -> AssessmentStatus | None:
    """Where a judgement stands at the end of a day (the as-of day without one); None if it has not begun."""
    read = day or snapshot.as_of
    workflow = snapshot.charter.workflow_of(assessment)
    standing = status_on(assessment.steps, workflow, read)
    if standing is None or workflow is None:
        return None
    kinds = {name: state.kind for name, state in workflow.states.items()}
    decided = next((step.on for step in assessment.steps if step.on <= read and kinds.get(step.state) is StateKind.DONE), None)
    rubric = rubric_named(assessment, snapshot)
    stopped, appealed_on = _stopped(assessment, read, kinds)
    after = _decided_successor(assessment, snapshot, read)
    done = standing.state_kind is StateKind.DONE
    expired = assessment.expires is not None and read >= assessment.expires
    appeal_until = answer_until = review = None
    if rubric is not None and decided is not None:
        if rubric.appeal_days and appealed_on is None:
            appeal_until = decided + timedelta(days=rubric.appeal_days)
        if rubric.answer_days and standing.state_kind is StateKind.WAITING and appealed_on is not None:
            answer_until = appealed_on + timedelta(days=rubric.answer_days)
        if rubric.review_months:
            review = decided + relativedelta(months=rubric.review_months)
    return AssessmentStatus(
        state=standing.state,
        holds=done and not expired and after is None,
        decided=decided,
        appealed=decided is not None and standing.state_kind is StateKind.WAITING,
        appeal_until=appeal_until,
        answer_until=answer_until,
        stopped=stopped,
        expires=assessment.expires,
        review=review,
        superseded_by=after,
    )


def rubric_named(assessment: Assessment, snapshot: Snapshot) -> Rubric | None:
    """The rubric of a judgement, as it was in force on the first day of its period; None if the charter has none."""
    try:
        found = snapshot.charter.rule("rubric", assessment.rubric, assessment.first)
    except NotFound:
        return None
    return found if isinstance(found, Rubric) else None


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


def _decided_successor(assessment: Assessment, snapshot: Snapshot, day: date) -> str | None:
    for later in snapshot.referrers("assessment", "supersedes", ("assessment", assessment.id)):
        if isinstance(later, Assessment):
            standing = status_on(later.steps, snapshot.charter.workflow_of(later), day)
            if standing is not None and standing.state_kind is StateKind.DONE:
                return later.id
    return None


def in_force(subject: Ref, rubric: str, snapshot: Snapshot, day: date | None = None) -> Assessment | None:
    """The judgement of a subject by a rubric that holds at the end of a day; of several, the one of the latest period."""
    holding = []
    for one in snapshot.referrers("assessment", "subject", (subject.noun, subject.id)):
        if isinstance(one, Assessment) and one.rubric == rubric:
            standing = status_of(one, snapshot, day)
            if standing is not None and standing.holds:
                holding.append(one)
    return max(holding, key=lambda one: (one.last, one.id), default=None)


def due_of(plan: Plan, snapshot: Snapshot, day: date | None = None) -> date | None:
    """The day by which a plan is to be done, later by as many days as appeals against its judgement stopped the clock.

    None if none is set, or while an appeal is open: then nothing is due.
    """
    read = day or snapshot.as_of
    standing = status_on(plan.steps, snapshot.charter.workflow_of(plan), read)
    if standing is None or standing.due is None:
        return None
    judged = snapshot.get("assessment", plan.assessment) if plan.assessment else None
    if not isinstance(judged, Assessment):
        return standing.due
    found = status_of(judged, snapshot, read)
    if found is None:
        return standing.due
    return None if found.appealed else standing.due + timedelta(days=found.stopped)
