"""Pathways walked: where somebody stands, computed from dated facts; what comes next and by when; what is late; what must be done again.

A step that breaks its rule does not count, and a Problem says why. Nothing that happens later changes what held on a day, and a stage
never goes back but by a recorded step: a restart, a pause, an exit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from grassroots.charter import ALWAYS
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.fields import Column
from grassroots.model import Application, Membership, Record, Step, key_of, noun_name, noun_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Derivation, DerivedPath, Held, Kind, ToDo, Typed, Urgency
from grassroots.rules.members.course import Course, Next
from grassroots.rules.members.next_step import NextStep, PathwayStatus
from grassroots.rules.members.pathway_rule import PathwayRule, unsound_pathway
from grassroots.rules.members.walk import Walk, steps_of, walked
from grassroots.values import Ref, UnitId


def pathway_of(record: Record, at: At) -> PathwayRule | None:
    """The pathway that a record follows: the first in force on the day that is made for its noun, its workflow and its condition."""
    workflow = at.snapshot.charter.workflow_of(record)
    for rule in at.snapshot.charter.rules_of(PathwayRule, at.day):
        if rule.noun != noun_of(record):
            continue
        if rule.workflow and workflow is not None and workflow.name != rule.workflow:
            continue
        if rule.where is ALWAYS or at.reader.holds(record, rule.where, at.day):
            return rule
    return None


def course_of(record: Record, at: At) -> Course | None:
    """How far a record has come by the pathway of the charter; None if it follows none."""
    rule = pathway_of(record, at)
    return None if rule is None else course_on(record, rule, at)


def course_on(record: Record, rule: PathwayRule, at: At) -> Course:
    """How far a record has come on a pathway at the end of a day.

    Args:
        record: a record with steps.
        rule: the pathway in force on the day. Of steps taken earlier, those are not judged by it that were taken before it held.
        at: the last day that counts; the records for the units above, the person, and what the rule asks of other records.
    """
    return walked(record, rule, at).course(at.day)


def may_take(record: Record, rule: PathwayRule, at: At, step: str, *, unit: UnitId | None = None) -> tuple[Problem, ...]:
    """Why a step may not be taken on a day; nothing if it may.

    Args:
        record: the record as it stands; of its steps those until the day count.
        rule: the pathway.
        at: the day on which it would be taken.
        step: the step, or a paper, pause, exit, restart.
        unit: the unit that would take or approve it.
    """
    walk = walked(record, rule, at)
    later = [one.on for one in steps_of(record) if one.on > at.day]
    if later:
        return (walk.problem("pathway-future", step, at.day, last=max(later)),)
    taken = walk.take(Step(state=step, on=at.day, unit=unit))
    return (*taken.faults, *taken.beside)


def stage_on(record: Record, at: At) -> str | None:
    """The stage of a record at the end of a day, by its pathway and by the decisions that set it aside; None if it has none."""
    course = course_of(record, at)
    return course.stage if course else None


def _stage(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> str | None:
    return None if rest else stage_on(record, At.read_by(reader, day))


def _walks(rule: PathwayRule, at: At) -> Iterator[tuple[Record, Walk, Course]]:
    """The records that follow a pathway, with how far each has come."""
    for record in at.snapshot.all(rule.noun).values():
        if pathway_of(record, at) == rule:
            walk = walked(record, rule, at)
            yield record, walk, walk.course(at.day)


def _due(record: Record, walk: Walk, course: Course, step: Next, at: At) -> Problem:
    code = "pathway-overdue" if step.late else "pathway-due"
    return walk.problem(code, step.name, at.day, by=step.by, id=record.id, since=course.since or "—")


def _awaited(course: Course) -> Iterator[Next]:
    """The steps that come next and are not recorded: one that is, and does not count, is told by what is wrong with it."""
    recorded = {one.name for one in course.taken if not one.counts}
    return (one for one in course.next if one.name not in recorded)


def _problems(rule: PathwayRule, at: At) -> Iterator[Problem]:
    for record, walk, course in _walks(rule, at):
        yield from course.problems
        yield from (_due(record, walk, course, one, at) for one in _awaited(course) if one.late)


def _to_dos(rule: PathwayRule, at: At) -> Iterator[ToDo]:
    for record, walk, course in _walks(rule, at):
        for one in _awaited(course):
            if one.by is not None:
                yield ToDo.about(
                    record,
                    at,
                    rule=rule,
                    kind="pathway",
                    urgency=Urgency.OVERDUE if one.late else Urgency.DUE,
                    day=one.by,
                    reason=_due(record, walk, course, one, at),
                )


def _next_steps(rule: PathwayRule, at: At) -> Iterator[NextStep]:
    for record, _, course in _walks(rule, at):
        for one in course.next:
            yield NextStep(
                id=":".join((rule.name, *key_of(record), one.name)),
                record=Ref(*key_of(record)),
                unit=at.snapshot.home(record),
                rule=rule.known_as,
                step=one.name,
                earliest=one.earliest,
                due=one.by,
                last=one.last,
                late=one.late,
                again=one.again,
                papers=len(one.papers),
            )


def _statuses(rule: PathwayRule, at: At) -> Iterator[PathwayStatus]:
    for record, _, course in _walks(rule, at):
        counting = sum(one.counts for one in course.taken)
        yield PathwayStatus(
            id=":".join((rule.name, *key_of(record))),
            record=Ref(*key_of(record)),
            unit=at.snapshot.home(record),
            rule=rule.known_as,
            stage=course.stage,
            since=course.since,
            taken=counting,
            void=len(course.taken) - counting,
            late=any(one.late for one in course.next),
            over=course.over,
            decision=course.override or None,
        )


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if not rest and any(rule.noun == noun for rule in charter.rules_of(PathwayRule)):
        yield Leaf(kind=Column.TEXT, words="stage")


def _typed(noun: str, rule: PathwayRule, at: At) -> Iterator[Held]:
    """The day of a step that is to come: not before the earliest that the rule allows."""
    for record, _walk, course in _walks(rule, at) if rule.noun == noun else ():
        for one in _awaited(course):
            if one.earliest is not None and one.earliest <= at.day:
                days = (one.earliest, one.earliest - timedelta(days=1))
                right, wrong = ((*steps_of(record), Step(state=one.name, on=day)) for day in days)
                if all(step.on <= days[1] for step in steps_of(record)):
                    yield Held(record=record, gives=right, other=wrong)


KIND = Kind(
    name="pathway",
    form=PathwayRule,
    sound=unsound_pathway,
    workflow=lambda rule: rule.made() if rule.workflow else None,
    paths=(
        DerivedPath(
            head="stage",
            rests=lambda charter, noun: [""] if [*_leaves(charter, noun, "")] else [],
            leaves=_leaves,
            value=_stage,
        ),
    ),
    judges_past=True,
    derives=(Derivation(NextStep, _next_steps), Derivation(PathwayStatus, _statuses)),
    finds=_problems,
    todo=_to_dos,
    typed=tuple(
        Typed(noun=noun, field="steps", told={"pathway-too-soon": "id"}, of=partial(_typed, noun_name(noun)))
        for noun in (Membership, Application)
    ),
)
