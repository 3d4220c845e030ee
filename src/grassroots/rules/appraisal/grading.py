"""Grades that follow from marks: beside the grade on record, and proposed where none is on record yet. People decide, by name; nobody is graded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from grassroots.charter import StateKind
from grassroots.charter.length import Length, months_between, stretch_start
from grassroots.fields import described, internal
from grassroots.figures import Evaluator
from grassroots.model import Assessment, Derived, Rating, Step, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.appraisal.grade import Graded, grade, with_quotas
from grassroots.rules.appraisal.inputs import compared, rubric_on
from grassroots.rules.appraisal.proposal import PROPOSED, holds_until
from grassroots.rules.appraisal.rubric_rule import Feed, Rubric
from grassroots.rules.appraisal.score import peers_of, scored_subject, subjects_of
from grassroots.rules.appraisal.status import AssessmentStatus, judged_on, status_of
from grassroots.rules.appraisal.worded import shown
from grassroots.rules.kind import At
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.worded import rule_details
from grassroots.values import Language, Period, Ref, UnitId

SUBJECTS = ("unit", "person", "team", "project")


class GradeMove(StrEnum):
    """What became of a grade from one period to the next."""

    ROSE = "rose"
    STAYED = "stayed"
    FELL = "fell"


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ComputedGrade(Derived):
    """What a rubric gives for a subject and a period: proposed, beside the grade on record. Persons are there only once they were judged by somebody.

    >>> one = ComputedGrade(id="stars:unit:a:2023-01-01", subject=Ref("unit", "a"), rule="stars", first=date(2023, 1, 1), last=date(2023, 12, 31),
    ...                     grade="good", typed="excellent", otherwise=True)
    >>> one.assessment is None
    True
    """

    subject: Ref = field(metadata=internal("who or what is judged", ref=SUBJECTS))
    unit: UnitId | None = field(default=None, metadata=internal("the unit at which it counts", ref="unit", home=True))
    rule: str = field(metadata=internal("the rubric of the charter"))
    first: date = field(metadata=internal("the first day that is judged"))
    last: date = field(metadata=internal("the last day that is judged"))
    score: Decimal | None = field(
        default=None,
        metadata=internal(
            "the score, rounded to four places, but never up to an edge that was not reached; none: it cannot be scored"
        ),
    )
    grade: str | None = field(
        default=None, metadata=internal("the grade that follows, quotas and vetoes applied", words="grade")
    )
    tied_for: str | None = field(
        default=None, metadata=internal("the grade for which it stands among equals, of whom people choose", words="grade")
    )
    assessment: str | None = field(default=None, metadata=internal("the judgement on record", ref="assessment"))
    typed: str | None = field(default=None, metadata=internal("the grade on record", words="grade"))
    otherwise: bool = field(default=False, metadata=internal("whether the grade on record is another one"))
    before: str | None = field(
        default=None, metadata=internal("the grade that followed for the period before, where it was scored", words="grade")
    )
    before_last: date | None = field(default=None, metadata=internal("the last day of that period before"))
    moved: GradeMove | None = field(
        default=None, metadata=internal("what became of the grade since then; none: it was not scored before")
    )


def graded_in(rubric: Rubric, subjects: Iterable[Ref], period: Period, rated: Period, at: At) -> Mapping[Ref, Graded]:
    """What a rubric gives those who are judged for a period, with its quotas. Nobody else is scored, unless the rubric compares all."""
    subjects = tuple(dict.fromkeys(one for one in subjects if one.noun == rubric.subject))
    among = tuple(dict.fromkeys((*subjects, *(() if rubric.about_persons else subjects_of(rubric, at, period)))))
    known = tuple(one for one in among if at.snapshot.get(one.noun, one.id) is not None)

    def made(_: Any) -> Mapping[Ref, Graded]:
        work = at.snapshot.kept("figures of judgements", lambda _: Evaluator(at.snapshot))
        names = compared(rubric)
        peers = peers_of(rubric, known, at, period, rated, work, names) if names else {}
        scored = [
            grade(scored_subject(rubric, one, at, period=period, rated=rated, by=(), peers=peers, evaluator=work))
            for one in known
        ]
        return {one.subject: one for one in with_quotas(rubric, period, scored).graded}

    return at.snapshot.kept(f"graded:{rubric.name}:{period}:{rated}:{at.day}:{' '.join(map(str, known))}", made)


def graded_together(rubric: Rubric, group: list[Assessment], decided: Mapping[str, date], at: At) -> Mapping[Ref, Graded]:
    """What the rubric gives those who were judged for one period.

    Marks count from the first day of the period, and after the judgement of the one before, to the day of the decision.
    """
    period = Period.between(group[0].first, group[0].last)
    latest = max((decided[one.id] for one in group if one.id in decided), default=at.day)
    before = [one for one in at.snapshot.all(Assessment).values() if one.rubric == group[0].rubric and one.last < period.start]
    begin = max([period.start, *(_decided(one, at) + timedelta(days=1) for one in before)])
    return (
        {} if begin > latest else graded_in(rubric, [one.subject for one in group], period, Period.between(begin, latest), at)
    )


def _decided(record: Assessment, at: At) -> date:
    """The day of the decision; the first day of what was judged where there is none."""
    status = status_of(record, at)
    return (status and status.decided) or record.first


# -- what waits to be graded -------------------------------------------------------------------------------------------------------------


@frozen
class Waiting:
    """Marks that no judgement rests on: whom they are of, and the period that would be judged by them."""

    subject: Ref
    period: Period
    begin: date


def waiting(rubric: Rubric, at: At) -> tuple[Waiting, ...]:
    """Subjects with marks since their last judgement, and no judgement under way. Persons never: they are judged by somebody first."""
    if rubric.about_persons:
        return ()
    judged = judged_on(at).get(rubric.name, ())
    periods = {(record.first, record.last) for record, status in judged if status.decided}
    mine: dict[Ref, list[tuple[Assessment, AssessmentStatus]]] = {}
    for record, status in judged:
        mine.setdefault(record.subject, []).append((record, status))
    marks: dict[Ref, list[date]] = {}
    for one in at.snapshot.all(Rating).values():
        if one.on <= at.day and one.subject.noun == rubric.subject and rubric_on(one, at) == rubric:
            marks.setdefault(one.subject, []).append(one.on)
    found = []
    for subject, days in sorted(marks.items(), key=lambda one: str(one[0])):
        if not _is_for(rubric, subject, at):
            continue
        own = mine.get(subject, [])
        last = max((status.decided for _, status in own if status.decided), default=None)
        fresh = [day for day in days if last is None or day > last]
        if not fresh or any(status.decided is None and is_open(record, at) for record, status in own):
            continue
        period = _period(rubric, periods, [(one.first, one.last) for one, _ in own], min(fresh))
        if period.last <= at.day and (last is None or period.start >= max(one.first for one, _ in own)):
            found.append(Waiting(subject, period, max(period.start, last + timedelta(days=1)) if last else period.start))
    return tuple(found)


def is_open(record: Assessment, at: At) -> bool:
    """Whether a judgement is still to be decided."""
    workflow = at.snapshot.charter.workflow_of(record)
    status = at.reader.status(record, at.day)
    return workflow is not None and status is not None and status.state_kind is StateKind.OPEN


def _period(rubric: Rubric, known: set[tuple[date, date]], own: list[tuple[date, date]], first: date) -> Period:
    """The period that marks are about: the latest that others were judged for, else the one after the last, else the stretch of the calendar."""
    latest = max(own, default=None)
    others = [one for one in known if one not in own and (latest is None or one > latest)]
    if others:
        return Period.between(*max(others))
    if latest is not None:
        start = latest[1] + timedelta(days=1)
        months = months_between(latest[0], start) or 12
    else:
        months = rubric.months if rubric.months and 12 % rubric.months == 0 else 12
        start = stretch_start(first, months)
    return Period(start, Length(months=months).after(start))


def computed(rubric: Rubric, at: At) -> Iterator[ComputedGrade]:
    """What the rubric gives for each judgement that holds and each subject whose marks wait."""
    if not _readable(rubric, at):
        return
    before: dict[Ref, ComputedGrade] = {}
    for one in sorted(_computed(rubric, at), key=lambda one: (one.first, one.id)):
        last = before.get(one.subject)
        if last is not None and last.grade is not None and last.last < one.first:
            one = evolve(one, before=last.grade, before_last=last.last, moved=_moved(rubric, last.grade, one.grade))
        if one.grade is not None:
            before[one.subject] = one
        yield one


def _moved(rubric: Rubric, before: str, now: str | None) -> GradeMove | None:
    if now is None:
        return None
    steps = rubric.place(before) - rubric.place(now)
    return GradeMove.ROSE if steps > 0 else GradeMove.FELL if steps < 0 else GradeMove.STAYED


def told(found: ComputedGrade, rubric: Rubric, at: At, language: Language) -> Iterator[str]:
    """The way to a grade: every number of the score with what it is made of, what became of it, and what alone cost a better one."""
    if _readable(rubric, at):
        for graded, record in _gradings(rubric, at):
            if _made(rubric, graded, record, at).id == found.id:
                yield from graded.explain(language)


def _computed(rubric: Rubric, at: At) -> Iterator[ComputedGrade]:
    return (_made(rubric, graded, record, at) for graded, record in _gradings(rubric, at))


def _gradings(rubric: Rubric, at: At) -> Iterator[tuple[Graded, Assessment | None]]:
    groups: dict[tuple[date, date], list[Assessment]] = {}
    decided: dict[str, date] = {}
    judged: dict[str, Assessment] = {record.id: record for record, _ in judged_on(at).get(rubric.name, ())}
    for record, status in judged_on(at).get(rubric.name, ()):
        # A judgement of an earlier period stays what it was: only one of the same period takes its place.
        later = judged.get(status.superseded_by or "")
        ended = status.expires is not None and status.expires <= at.day and status.superseded_by is None
        stands = status.holds or ended or (later is not None and later.first > record.last)
        if stands and status.decided and not status.appealed and record.last <= at.day:
            groups.setdefault((record.first, record.last), []).append(record)
            decided[record.id] = status.decided
    for group in groups.values():
        found = graded_together(rubric, group, decided, at)
        for record in group:
            if record.subject in found and _is_for(rubric, record.subject, at):
                yield found[record.subject], record
    for _, one in proposed_grades(rubric, at):
        yield one, None


def _is_for(rubric: Rubric, subject: Ref, at: At) -> bool:
    """Whether somebody is one of those whom a rubric is for: a mark or a judgement by that of another kind grades nobody."""
    record = at.snapshot.get(subject.noun, subject.id)
    return rubric.where is None or record is None or at.reader.holds(record, rubric.where, at.day)


def _readable(rubric: Rubric, at: At) -> bool:
    """Whether the rubric can be read: all records are there, and figures are read on the last day of the snapshot alone."""
    figures = any(one.fed_by is Feed.FIGURE for one in rubric.leaves().values()) or any(
        one.measure for one in rubric.veto.values()
    )
    return at.snapshot.whole and (not figures or at.day == at.snapshot.as_of)


def _made(rubric: Rubric, found: Graded, record: Assessment | None, at: At) -> ComputedGrade:
    typed, period = record.grade if record else None, found.score.period
    kept = at.snapshot.get(found.subject.noun, found.subject.id)
    return ComputedGrade(
        id=f"{rubric.name}:{record.id if record else f'{found.subject}:{period.start}'}",
        subject=found.subject,
        unit=_home(found.subject, kept, at) or (record.unit if record else None),
        rule=rubric.known_as,
        first=record.first if record else period.start,
        last=record.last if record else period.last,
        score=_kept(found),
        grade=found.grade,
        tied_for=found.tied_for,
        assessment=record.id if record else None,
        typed=typed,
        otherwise=None not in (typed, found.grade) and typed not in (found.grade, found.tied_for),
    )


def _home(subject: Ref, record: Any, at: At) -> UnitId | None:
    return UnitId(subject.id) if subject.noun == "unit" else at.snapshot.home(record) if record is not None else None


def _kept(found: Graded) -> Decimal | None:
    """The score as it is kept: rounded to four places, but never up to the edge of a band that was not reached."""
    value = found.score.value
    if value is None:
        return None
    near = Decimal(round(value * 10_000)).scaleb(-4)
    if any(one.at_least is not None and value < one.at_least <= near for one in found.score.rubric.grade):
        return Decimal((value * 10_000).__floor__()).scaleb(-4)
    return near


def proposed_grades(rubric: Rubric, at: At) -> Iterator[tuple[Waiting, Graded]]:
    """The grades that follow from marks on which no judgement rests, those of one period graded together with those judged for it."""
    if not _readable(rubric, at):
        return
    together: dict[tuple[Period, date], list[Waiting]] = {}
    for one in waiting(rubric, at):
        together.setdefault((one.period, one.begin), []).append(one)
    for (period, begin), group in together.items():
        judged = [
            record.subject
            for record, status in judged_on(at).get(rubric.name, ())
            if status.holds and (record.first, record.last) == (period.start, period.last)
        ]
        found = graded_in(rubric, [*(one.subject for one in group), *judged], period, Period.between(begin, at.day), at)
        for one in group:
            graded = found.get(one.subject)
            if graded is not None and graded.grade is not None:
                yield one, graded


def gradings(rubric: Rubric, at: At) -> Iterator[Proposed]:
    """Judgements to be decided: those that wait for it, and those that would follow from marks. Who decides is named when it is carried out.

    What hurts, or whom people must choose among equals, people write down themselves, with the reasons.
    """
    for record, status in judged_on(at).get(rubric.name, ()):
        if status.decided is None and is_open(record, at) and record.grade is not None:
            told = {"id": record.id, **rule_details(rubric), "first": record.first, "last": record.last}
            told["grade"] = at.snapshot.charter.named("grade", record.grade)
            place = at.snapshot.sources.get(key_of(record))
            step = _deciding(record, at)
            changes = (Carried(noun="assessment", id=record.id, step=step, decided="decided_by"),) if step else ()
            hurts = (band := rubric.band(record.grade)) is not None and band.hurts
            yield Proposed.by(
                rubric, record, at, "grade", Problem("assess-decide", source=place, details=told), () if hurts else changes
            )
    for one, graded in proposed_grades(rubric, at):
        kept = at.snapshot.get(one.subject.noun, one.subject.id)
        home = _home(one.subject, kept, at)
        if kept is None or home is None or graded.grade is None:
            continue
        details = {
            **rule_details(rubric),
            "subject": getattr(kept, "name", "") or kept.id,
            "first": one.period.start,
            "last": one.period.last,
            "score": shown(graded.score.value),
            "grade": at.snapshot.charter.named("grade", graded.grade),
        }
        band = rubric.band(graded.grade)
        by_hand = graded.tied_for is not None or (band is not None and band.hurts)
        reason = Problem("assess-proposed", source=at.snapshot.sources.get(key_of(kept)), value=kept.id, details=details)
        yield Proposed.by(rubric, kept, at, "grade", reason, () if by_hand else _judgement(rubric, one, graded, home, at))


def _judgement(rubric: Rubric, one: Waiting, graded: Graded, home: UnitId, at: At) -> tuple[Carried, ...]:
    """The judgement that would be added: proposed and decided on the day; the one before stays as it is."""
    record = Assessment(
        id=f"{rubric.known_as}:{one.subject.id}:{one.period.start}",
        unit=home,
        subject=one.subject,
        rubric=rubric.known_as,
        first=one.period.start,
        last=one.period.last,
        score=_kept(graded),
        grade=graded.grade,
        expires=holds_until(rubric, graded.grade or "", at.day),
        steps=(Step(state=PROPOSED, on=at.day),),
    )
    step = _deciding(record, at)
    if step is None:
        return ()
    added = Carried.adds(evolve(record, steps=(*record.steps, step)))
    fields = {name: value for name, value in added.fields.items() if name != "decided_by"}
    return (evolve(added, fields=fields, decided="decided_by"),)


def _deciding(record: Assessment, at: At) -> Step | None:
    """The step by which a judgement is decided, where its life has one that may come next."""
    workflow = at.snapshot.charter.workflow_of(record)
    if workflow is None or record.steps[-1].state not in workflow.states:
        return None
    following = workflow.states[record.steps[-1].state].next
    done = next((name for name in following if name in workflow.states and workflow.states[name].kind is StateKind.DONE), None)
    return None if done is None else Step(state=done, on=at.day)
