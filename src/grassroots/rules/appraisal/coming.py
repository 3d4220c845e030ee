"""What is to be done because of judgements: answers to appeals, grades that end or are looked at again, plans that are due, whoever was left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve

from grassroots.charter import StateKind
from grassroots.model import Assessment, Plan, Post, Record, key_of
from grassroots.problems import Problem
from grassroots.rules.appraisal.grading import ComputedGrade, is_open, waiting
from grassroots.rules.appraisal.proposal import holds_until, propose_plan
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.appraisal.score import subjects_of
from grassroots.rules.appraisal.status import AssessmentStatus, due_of, judged_on
from grassroots.rules.kind import At, ToDo, Urgency
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.worded import rule_details
from grassroots.values import Period, Ref, UnitId


def to_dos(rubric: Rubric, at: At) -> Iterator[ToDo]:
    """Appeals to be answered, grades to be looked at again or renewed, plans that are due, subjects that were left out."""
    judged = judged_on(at).get(rubric.name, ())
    for record, status in judged:
        for code, day in (("assess-answer", status.answer_until), ("assess-review", status.review if status.holds else None)):
            if day is not None:
                yield _to_do(rubric, record, at, code, record.unit, day)
        yield from _plans(rubric, record, status, at)
    latest: dict[Ref, tuple[Assessment, AssessmentStatus]] = {}
    for record, status in sorted(judged, key=lambda one: (one[0].last, one[0].id)):
        if status.decided is not None or is_open(record, at):
            latest[record.subject] = (record, status)
    marked = {one.subject for one in waiting(rubric, at)}
    for record, status in latest.values():
        end = status.decided and (record.expires or holds_until(rubric, record.grade or "", status.decided))
        if end and not status.appealed and record.subject not in marked and _stands(record.subject, at):
            yield _to_do(rubric, record, at, "assess-expires", record.unit, end)
    yield from _left_out(rubric, marked | {record.subject for record, _ in judged if is_open(record, at)}, at)


def _stands(subject: Ref, at: At) -> bool:
    found = at.snapshot.get(subject.noun, subject.id)
    return found is not None and at.snapshot.counts_on(found, at.day)


def _left_out(rubric: Rubric, under_way: set[Ref], at: At) -> Iterator[ToDo]:
    """Those whom nobody judged for the last period for which most others were judged."""
    if not at.snapshot.whole:
        return
    judged = [record for record, status in judged_on(at).get(rubric.name, ()) if status.decided is not None]
    over = [(one.first, one.last) for one in judged if one.last < at.day]
    if not over:
        return
    period = Period.between(*max(over, key=lambda one: (one[1], one[0])))
    have = {one.subject for one in judged if (one.first, one.last) == (period.start, period.last)}
    whole = subjects_of(rubric, at, period)
    if 2 * len(have) <= len(whole):
        return
    for subject in whole:
        record = at.snapshot.get(subject.noun, subject.id)
        if record is not None and subject not in have | under_way:
            home = UnitId(subject.id) if subject.noun == "unit" else at.snapshot.home(record)
            yield _to_do(rubric, record, at, "assess-left-out", home, None, first=period.start, last=period.last)


def _plans(rubric: Rubric, record: Assessment, status: AssessmentStatus, at: At) -> Iterator[ToDo]:
    for plan in at.snapshot.referrers(Plan, "assessment", key_of(record)):
        stands, due = at.reader.status(plan, at.day), due_of(plan, at)
        if stands is None:
            continue
        owner = at.snapshot.get(Post, plan.owner) if plan.owner else None
        post = owner.kind if owner else ""
        if stands.state_kind is StateKind.OPEN and due is not None:
            yield _to_do(rubric, plan, at, "plan-due", plan.unit, due, post)
        elif (
            stands.state_kind is StateKind.DONE
            and status.holds
            and not at.snapshot.referrers(Assessment, "supersedes", key_of(record))
        ):
            yield _to_do(rubric, plan, at, "plan-done", plan.unit, None, post, assessment=record.id)


def plans_to_open(rubric: Rubric, at: At) -> Iterator[Proposed]:
    """The plans that grades bring and nobody has begun: each is opened as the rubric says, its time from the day on.

    Where a grade was entered that does not follow, and no reason was given, what follows counts.
    """
    graded = at.snapshot.derived("computed_grade", at.day).values()
    follows = {one.assessment: one.grade for one in graded if isinstance(one, ComputedGrade) and one.otherwise}
    for record, status in judged_on(at).get(rubric.name, ()):
        if not (record.reason or "").strip():
            record = evolve(record, grade=follows.get(record.id) or record.grade)
        band = rubric.band(record.grade) if record.grade else None
        if band is None or not band.plan or not status.holds or at.snapshot.referrers(Plan, "assessment", key_of(record)):
            continue
        plan = propose_plan(record, at, id=f"{record.id}:{band.plan}")
        if plan is None:
            continue
        told = {"id": record.id, **rule_details(rubric), "grade": at.snapshot.charter.named("grade", record.grade or "")}
        if not rubric.about_persons:
            told["subject"] = record.subject.id
        told["plan"] = at.snapshot.charter.named("plan", plan.kind)
        reason = Problem("plan-missing", source=at.snapshot.sources.get(key_of(record)), value=record.id, details=told)
        yield Proposed.by(rubric, record, at, "plan", reason, (Carried.adds(plan),))


def _to_do(
    rubric: Rubric, record: Record, at: At, code: str, unit: UnitId | None, day: date | None, post: str = "", **details: object
) -> ToDo:
    named = getattr(record, "name", None) if record.id == unit else None
    told = {"id": named or record.id, "day": day, **rule_details(rubric), **details}
    late = day is not None and day - timedelta(days=code == "assess-expires") < at.day
    return ToDo.by(
        rubric,
        kind="rubric",
        urgency=Urgency.LACKING if day is None else Urgency.OVERDUE if late else Urgency.DUE,
        record=key_of(record),
        unit=unit,
        post=post,
        day=day,
        reason=Problem(code, source=at.snapshot.sources.get(key_of(record)), details=told),
    )
