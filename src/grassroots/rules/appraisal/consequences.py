"""What a judgement is used for: proposals to a body, once it is decided and can no longer be appealed. Nothing here rewards, moves or removes anybody."""

from __future__ import annotations

from datetime import date
from functools import partial

from grassroots.charter import StateKind
from grassroots.model import Assessment, Plan, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.appraisal.rubric_rule import Consequence, GradeBand, Rubric, Use
from grassroots.rules.appraisal.status import AssessmentStatus, due_of, rubric_named, status_of
from grassroots.rules.appraisal.worded import say
from grassroots.rules.kind import At
from grassroots.rules.proposed import Proposed
from grassroots.texts import in_each
from grassroots.values import Language, Ref


def proposed_uses(assessment: Assessment, at: At) -> tuple[Proposed, ...]:
    """What is proposed on a day because of a judgement.

    Nothing follows while it is not decided by a named human, while it can still be appealed or an appeal runs, once it ended, or once a later one took
    its place. An exit follows only once the plan to mend it was begun, its time is over, and it was not accepted.
    """
    status = status_of(assessment, at)
    rubric = rubric_named(assessment, at)
    band = rubric.band(assessment.grade) if rubric and assessment.grade else None
    if rubric is None or band is None or status is None or not _final(assessment, status, band, at.day):
        return ()
    found = []
    for use in band.brings:
        reason = _reason(use, assessment, status, rubric, at)
        if reason is not None:
            found.append(
                Proposed(
                    what=f"{'not_' if use.against else ''}{use.use}",
                    record=key_of(assessment),
                    day=at.day,
                    reason=reason,
                    rule=rubric.name,
                    source=use.source or rubric.source,
                    body=use.body,
                    labels=in_each(partial(_called, use, rubric)),
                )
            )
    return tuple(found)


def _called(use: Consequence, rubric: Rubric, language: Language) -> str:
    return say(
        "use-against" if use.against else "use",
        language,
        rule=rubric.labels.get(language, rubric.name),
        use=say(f"use-{use.use}", language),
    )


def _final(assessment: Assessment, status: AssessmentStatus, band: GradeBand, day: date) -> bool:
    """Whether anything may follow: decided by somebody else with a name, with a reason where it hurts, and beyond appeal."""
    if not status.holds or assessment.decided_by is None or Ref("person", assessment.decided_by) == assessment.subject:
        return False
    if band.hurts and not (assessment.reason or "").strip():
        return False
    return status.appeal_until is None or day > status.appeal_until


def _reason(use: Consequence, assessment: Assessment, status: AssessmentStatus, rubric: Rubric, at: At) -> Problem | None:
    which = {"id": assessment.id, "rule": rubric.name, "source": use.source or rubric.source or "—"}
    source = at.snapshot.sources.get(key_of(assessment))
    grade = str(assessment.grade)
    if use.use is Use.EXIT:
        failed = _failed_plan(assessment, at)
        if failed is None:
            return None
        plan, due = failed
        return Problem("use-exit", source=source, value=grade, details={**which, "plan": plan, "due": due})
    if use.use is Use.RECOGNITION:
        return Problem("use-not-named", source=source, value=grade, details={**which, "notice": use.notice})
    return Problem("use-proposed", source=source, value=grade, details={**which, "decided": status.decided})


def _failed_plan(assessment: Assessment, at: At) -> tuple[str, date] | None:
    """The plan to mend it that is under way and whose time, days of appeal added, is over. One that was reported waits to be checked, and has not failed."""
    for plan in at.snapshot.referrers(Plan, "assessment", ("assessment", assessment.id)):
        workflow = at.snapshot.charter.workflow_of(plan)
        status = status_on(plan.steps, workflow, at.day)
        if status is None or workflow is None or status.state_kind is not StateKind.OPEN:
            continue
        due = due_of(plan, at)
        if status.state != workflow.start and due is not None and at.day > due:
            return plan.id, due
    return None
