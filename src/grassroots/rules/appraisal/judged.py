"""What is wrong about judgements that were recorded: nobody's name under them, a quota that is exceeded, a person judged by an unknown rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from grassroots.charter import StateKind
from grassroots.model import Assessment, Membership, Post, Rating, Tenure
from grassroots.problems import Named, Problem, as_value, nearest
from grassroots.rules.appraisal.coming import plans_to_open, to_dos
from grassroots.rules.appraisal.consequences import proposed_uses
from grassroots.rules.appraisal.grading import ComputedGrade, computed, gradings, told
from grassroots.rules.appraisal.index import IndexRule
from grassroots.rules.appraisal.inputs import rubric_on, wrong_ratings
from grassroots.rules.appraisal.otherwise import held_grades, otherwise
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.appraisal.rubric_sound import unsound_rubric
from grassroots.rules.appraisal.score import subjects_of
from grassroots.rules.appraisal.status import AssessmentStatus, judged_on
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.proposed import Proposed
from grassroots.rules.worded import rule_title
from grassroots.values import Period, Ref, UnitId


def check(at: At) -> tuple[Problem, ...]:
    """All that is wrong about the judgements of a snapshot, with the rule and its source. It judges nobody, and changes nothing."""
    return (*KIND.problems(at), *UNKNOWN.problems(at))


def _found(rubric: Rubric, at: At) -> Iterator[Problem]:
    """What is wrong about the judgements by a rubric. Only where all records are in view: a part of them tells nothing of a quota, or of a name."""
    if not at.snapshot.whole:
        return
    holding: dict[tuple[date, date], list[Assessment]] = {}
    same: dict[tuple[str, date, date], list[Assessment]] = {}
    for record, status in judged_on(at).get(rubric.name, ()):
        yield from _one(record, status, rubric, at)
        if status.holds:
            holding.setdefault((record.first, record.last), []).append(record)
            same.setdefault((str(record.subject), record.first, record.last), []).append(record)
    for first, *others in same.values():
        if others:
            yield _problem("assess-twice", first, at, first.id, others=tuple(one.id for one in others))
    decided: dict[str, date] = {
        record.id: status.decided for record, status in judged_on(at).get(rubric.name, ()) if status.decided
    }
    for (start, last), group in holding.items():
        yield from _quotas(rubric, group, Period.between(start, last), at)
        yield from otherwise(rubric, group, decided, at)
    yield from wrong_ratings(rubric, at)


def _unknown(_: None, at: At) -> Iterator[Problem]:
    """Judgements by a rubric that there is not."""
    known = {rule.known_as for rule in at.snapshot.charter.rules_of(Rubric)}
    indexes = {rule.known_as for rule in at.snapshot.charter.rules_of(IndexRule)}
    for record, _status in judged_on(at).get("", ()) if at.snapshot.whole else ():
        if record.rubric in indexes:
            continue
        yield _problem("assess-rule", record, at, record.rubric, day=record.first, known=_titles(record.rubric, known, at))
    for rating in at.snapshot.all(Rating).values() if at.snapshot.whole else ():
        if rating.on <= at.day and rubric_on(rating, at) is None:
            details = {"id": rating.id, "day": rating.on, "known": _titles(rating.rubric, known, at)}
            yield Problem(
                "rating-rule", source=at.snapshot.sources.get(("rating", rating.id)), value=rating.rubric, details=details
            )


def _titles(given: str, known: Iterable[str], at: At) -> tuple[Named, ...]:
    """What the rubrics are called whose names are nearest to what was typed."""
    return tuple(rule_title(at.snapshot.charter, "rubric", name) for name in nearest(given, known))


def _problem(code: str, record: Assessment, at: At, value: object, rubric: Rubric | None = None, **details: Any) -> Problem:
    rule = {"rule": rubric.title, "source": rubric.source or "—"} if rubric else {}
    return Problem(
        code,
        source=at.snapshot.sources.get(("assessment", record.id)),
        value=as_value(value),
        details={"id": record.id, **rule, **details},
    )


def _one(record: Assessment, status: AssessmentStatus, rubric: Rubric, at: At) -> Iterator[Problem]:
    grades = tuple(one.grade for one in rubric.grade)
    if record.grade is not None and record.grade not in grades:
        yield _problem(
            "assess-grade",
            record,
            at,
            record.grade,
            rubric,
            known=tuple(at.snapshot.charter.named("grade", one) for one in grades),
        )
    if record.score is not None and not rubric.least <= record.score <= rubric.highest:
        yield _problem("assess-score", record, at, record.score, rubric, least=rubric.least, most=rubric.highest)
    if record.supersedes is not None:
        earlier = at.snapshot.get(Assessment, record.supersedes)
        if earlier is not None and (earlier.subject, earlier.rubric) != (record.subject, record.rubric):
            yield _problem("assess-superseded", record, at, record.supersedes)
    if rubric.about_persons:
        known_from = rubric.valid_from if rubric.published and rubric.source and not rubric.unconfirmed else None
        if known_from is None or record.first < known_from:
            yield _problem("assess-persons", record, at, known_from or "—", rubric)
    if status.decided is None:
        return
    if record.grade is None:
        yield _problem("assess-no-grade", record, at, status.decided)
    if record.decided_by is None:
        yield _problem("assess-nobody", record, at, status.decided)
    elif record.subject.noun == "person" and record.decided_by == record.subject.id:
        yield _problem("assess-own", record, at, record.decided_by)
    yield from _who(record, status.decided, rubric, at)
    band = rubric.band(record.grade) if record.grade else None
    if band is not None and band.hurts and not (record.reason or "").strip():
        yield _problem("assess-no-reason", record, at, record.grade, rubric)


def _who(record: Assessment, decided: date, rubric: Rubric, at: At) -> Iterator[Problem]:
    """Whether whoever decided held the post on that day, and no unit judges itself."""
    post = at.snapshot.get(Post, record.post) if record.post else None
    if post is None or at.snapshot.withheld & {"post", "tenure", "person"}:
        return
    told = {"post": at.snapshot.charter.named("post", post.kind), "day": decided}
    if record.decided_by is not None:
        holders = {
            at.snapshot.person(one.person)
            for one in at.snapshot.referrers(Tenure, "post", ("post", post.id))
            if one.start <= decided and (one.end is None or decided < one.end)
        }
        if at.snapshot.person(record.decided_by) not in holders:
            yield _problem("assess-not-holder", record, at, record.decided_by, rubric, **told)
    if record.subject == Ref("unit", post.unit):
        yield _problem("assess-own-unit", record, at, post.id, rubric, **told)


def _quotas(rubric: Rubric, group: list[Assessment], period: Period, at: At) -> Iterator[Problem]:
    """A quota is a share of those who were judged, or of those whom the rubric judges, if they are more; of persons, in each unit by itself."""
    parts: dict[UnitId | None, list[Assessment]] = {}
    for record in group:
        parts.setdefault(record.unit if rubric.subject == "person" else None, []).append(record)
    for unit, part in parts.items():
        could = _members(unit, period, at) if unit is not None else len(subjects_of(rubric, at, period))
        whole = max(len(part), could if period.last <= at.day else 0)
        for quota in rubric.quota:
            judged = [record.id for record in part if record.grade == quota.grade]
            having = len(judged)
            if having > quota.room(whole):
                yield Problem(
                    "assess-quota",
                    value=at.snapshot.charter.named("grade", quota.grade),
                    details={
                        "count": having,
                        "records": tuple(judged),
                        "room": quota.room(whole),
                        "whole": whole,
                        "unit": unit or "—",
                        "year": period.last.year,
                        "first": period.start,
                        "last": period.last,
                        "rule": rubric.title,
                        "source": quota.source or rubric.source or "—",
                    },
                )


def _members(unit: UnitId, period: Period, at: At) -> int:
    """How many persons are members of a unit at the end of a period, whose life as members has not ended."""
    day = min(period.last, at.day)
    return len(
        {
            at.snapshot.person(one.person)
            for one in at.snapshot.referrers(Membership, "unit", ("unit", unit))
            if at.snapshot.counts_on(one, day)
            and (status := at.reader.status(one, day)) is not None
            and status.state_kind is not StateKind.DROPPED
        }
    )


def _uses(rubric: Rubric, at: At) -> Iterator[Proposed]:
    yield from gradings(rubric, at)
    yield from plans_to_open(rubric, at)
    for record, _ in judged_on(at).get(rubric.name, ()):
        yield from proposed_uses(record, at)


def _statuses(rubric: Rubric, at: At) -> Iterator[AssessmentStatus]:
    for _, status in judged_on(at).get(rubric.name, ()):
        yield status


def _typed(place: int) -> Callable[[Rubric, At], Iterator[Held]]:
    """The grades (0) or the scores (1) that a rubric gives beside those on record."""

    def held(rubric: Rubric, at: At) -> Iterator[Held]:
        holding: dict[tuple[date, date], list[Assessment]] = {}
        judged = judged_on(at).get(rubric.name, ()) if at.snapshot.whole else ()
        for record, status in judged:
            if status.holds:
                holding.setdefault((record.first, record.last), []).append(record)
        decided: dict[str, date] = {record.id: status.decided for record, status in judged if status.decided}
        for group in holding.values():
            yield from (both[place] for both in held_grades(rubric, group, decided, at))

    return held


KIND = Kind(
    name="rubric",
    form=Rubric,
    sound=unsound_rubric,
    judges_past=True,
    derives=(Derivation(AssessmentStatus, _statuses), Derivation(ComputedGrade, computed, tells=told)),
    finds=_found,
    proposes=_uses,
    todo=to_dos,
    typed=(
        Typed(noun=Assessment, field="grade", told={"assess-otherwise": "id", "assess-without-marks": "id"}, of=_typed(0)),
        Typed(noun=Assessment, field="score", told={"assess-other-score": "id"}, of=_typed(1)),
    ),
)
UNKNOWN: Kind[None] = Kind(
    name="judgement",
    form=None,
    finds=_unknown,
    untyped="it looks for the rule of a judgement; `rubric` and `index` compute one",
)
"""Judgements by a rubric that there is not."""
