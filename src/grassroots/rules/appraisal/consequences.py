"""What a judgement is used for: proposals to a body, once it is decided and can no longer be appealed. Nothing here rewards, moves or removes anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from grassroots.charter import StateKind
from grassroots.model import Assessment, Plan, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.appraisal.rubric_rule import Consequence, GradeBand, Rubric, Use
from grassroots.rules.appraisal.standing import AssessmentStatus, due_of, rubric_named, status_of
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.values import Ref

USES: Mapping[Use, Mapping[str, str]] = {
    Use.RECOGNITION: {"en": "to be named in a notice", "zh": "发布公告予以表扬"},
    Use.REWARD: {"en": "a reward", "zh": "给予奖励"},
    Use.APPOINTMENT: {"en": "to be considered for posts", "zh": "作为选拔任用的参考"},
    Use.FUNDING: {"en": "to be considered for the unit's funding", "zh": "作为单位经费安排的参考"},
    Use.EXIT: {"en": "to open the procedure of leaving", "zh": "启动退出程序"},
}
"""What each use is called in words."""

AGAINST: Mapping[str, str] = {"en": " (against)", "zh": "（不利）"}


def proposed_uses(assessment: Assessment, snapshot: Snapshot, day: date | None = None) -> tuple[Proposed, ...]:
    """What is proposed on a day (the as-of day without one) because of a judgement.

    Nothing follows while it is not decided by a named human, while it can still be appealed or an appeal runs, once it ended, or once a later one took
    its place. An exit follows only once the plan to mend it was begun, its time is over, and it was not accepted.
    """
    read = day or snapshot.as_of
    standing = status_of(assessment, snapshot, read)
    rubric = rubric_named(assessment, snapshot)
    band = rubric.band(assessment.grade) if rubric and assessment.grade else None
    if rubric is None or band is None or standing is None or not _final(assessment, standing, band, read):
        return ()
    found = []
    for use in band.brings:
        reason = _reason(use, assessment, standing, rubric, snapshot, read)
        if reason is not None:
            found.append(
                Proposed(
                    what=f"{'not_' if use.against else ''}{use.use}",
                    record=key_of(assessment),
                    day=read,
                    reason=reason,
                    rule=rubric.name,
                    source=use.source or rubric.source,
                    body=use.body,
                    labels={
                        tag: f"{label}{'：' if tag == 'zh' else ': '}{said}{AGAINST.get(tag, '') if use.against else ''}"
                        for tag, said in USES[use.use].items()
                        if (label := rubric.labels.get(tag, rubric.name))
                    },
                )
            )
    return tuple(found)


def all_proposed_uses(snapshot: Snapshot, day: date | None = None) -> tuple[Proposed, ...]:
    """What is proposed on a day because of any judgement, in the order of their ids."""
    judged = (one for one in snapshot.all("assessment").values() if isinstance(one, Assessment))
    return tuple(use for one in judged for use in proposed_uses(one, snapshot, day))


def _final(assessment: Assessment, standing: AssessmentStatus, band: GradeBand, day: date) -> bool:
    """Whether anything may follow: decided by somebody else with a name, with a reason where it hurts, and beyond appeal."""
    if not standing.holds or assessment.decided_by is None or Ref("person", assessment.decided_by) == assessment.subject:
        return False
    if band.hurts and not (assessment.reason or "").strip():
        return False
    return standing.appeal_until is None or day > standing.appeal_until


def _reason(
    use: Consequence, assessment: Assessment, standing: AssessmentStatus, rubric: Rubric, snapshot: Snapshot, day: date
) -> Problem | None:
    told = {"id": assessment.id, "rule": rubric.name, "source": use.source or rubric.source or "—"}
    source = snapshot.sources.get(key_of(assessment))
    grade = str(assessment.grade)
    if use.use is Use.EXIT:
        failed = _failed_plan(assessment, snapshot, day)
        if failed is None:
            return None
        plan, due = failed
        return Problem("use-exit", source=source, value=grade, details={**told, "plan": plan, "due": due})
    if use.use is Use.RECOGNITION:
        return Problem("use-not-named", source=source, value=grade, details={**told, "notice": use.notice})
    return Problem("use-proposed", source=source, value=grade, details={**told, "decided": standing.decided})


def _failed_plan(assessment: Assessment, snapshot: Snapshot, day: date) -> tuple[str, date] | None:
    """The plan to mend it that is under way and whose time, days of appeal added, is over. One that was reported waits to be checked, and has not failed."""
    for plan in snapshot.referrers("plan", "assessment", ("assessment", assessment.id)):
        if not isinstance(plan, Plan):
            continue
        workflow = snapshot.charter.workflow_of(plan)
        standing = status_on(plan.steps, workflow, day)
        if standing is None or workflow is None or standing.state_kind is not StateKind.OPEN:
            continue
        begun = standing.state != workflow.start
        due = due_of(plan, snapshot, day)
        if begun and due is not None and day > due:
            return plan.id, due
    return None
