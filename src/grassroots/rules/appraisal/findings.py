"""What is wrong about judgements that were recorded: nobody's name under them, a quota that is exceeded, a person judged by an unknown rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from grassroots.model import Assessment
from grassroots.problems import Problem, nearest
from grassroots.rules.appraisal.rubric_rule import Rubric, unsound_rubric
from grassroots.rules.appraisal.score import subjects_of
from grassroots.rules.appraisal.standing import AssessmentStatus, rubric_named, status_of
from grassroots.rules.kind import Kind
from grassroots.snapshot import Snapshot
from grassroots.values import Period


def check(snapshot: Snapshot) -> tuple[Problem, ...]:
    """All that is wrong about the judgements of a snapshot, with the rule and its source. It judges nobody, and changes nothing."""
    found: list[Problem] = []
    holding: dict[tuple[str, date, date], list[tuple[Assessment, Rubric]]] = {}
    same: dict[tuple[str, str, date, date], list[str]] = {}
    for record in snapshot.all("assessment").values():
        assert isinstance(record, Assessment)
        standing = status_of(record, snapshot)
        if standing is None:
            continue
        rubric = rubric_named(record, snapshot)
        if rubric is None:
            known = {rule.known_as for rule in snapshot.charter.rules.get("rubric", {}).values()}
            found.append(
                _problem("assess-rule", record, snapshot, record.rubric, day=record.first, known=nearest(record.rubric, known))
            )
            continue
        found += _one(record, standing, rubric, snapshot)
        if standing.holds:
            holding.setdefault((rubric.name, record.first, record.last), []).append((record, rubric))
            key = (rubric.name, str(record.subject), record.first, record.last)
            same.setdefault(key, []).append(record.id)
    for ids in same.values():
        if len(ids) > 1:
            first = snapshot.get("assessment", ids[0])
            assert isinstance(first, Assessment)
            found.append(_problem("assess-twice", first, snapshot, ids[0], others=tuple(ids[1:])))
    for (_, start, last), group in holding.items():
        found += _quotas(group, Period.between(start, last), snapshot)
    return tuple(found)


def _problem(
    code: str, record: Assessment, snapshot: Snapshot, value: object, rubric: Rubric | None = None, **details: Any
) -> Problem:
    rule = {"rule": rubric.name, "source": rubric.source or "—"} if rubric else {}
    return Problem(
        code,
        source=snapshot.sources.get(("assessment", record.id)),
        value=str(value),
        details={"id": record.id, **rule, **details},
    )


def _one(record: Assessment, standing: AssessmentStatus, rubric: Rubric, snapshot: Snapshot) -> Iterator[Problem]:
    grades = tuple(one.grade for one in rubric.grade)
    if record.grade is not None and record.grade not in grades:
        yield _problem("assess-grade", record, snapshot, record.grade, rubric, known=grades)
    if record.score is not None and not rubric.least <= record.score <= rubric.highest:
        yield _problem("assess-score", record, snapshot, record.score, rubric, least=rubric.least, most=rubric.highest)
    if record.supersedes is not None:
        earlier = snapshot.get("assessment", record.supersedes)
        if isinstance(earlier, Assessment) and (earlier.subject, earlier.rubric) != (record.subject, record.rubric):
            yield _problem("assess-superseded", record, snapshot, record.supersedes)
    if rubric.about_persons:
        known_from = rubric.valid_from if rubric.published and rubric.source and not rubric.unconfirmed else None
        if known_from is None or record.first < known_from:
            yield _problem("assess-persons", record, snapshot, known_from or "—", rubric)
    if standing.decided is None:
        return
    if record.grade is None:
        yield _problem("assess-no-grade", record, snapshot, standing.decided)
    if record.decided_by is None:
        yield _problem("assess-nobody", record, snapshot, standing.decided)
    elif record.subject.noun == "person" and record.decided_by == record.subject.id:
        yield _problem("assess-own", record, snapshot, record.decided_by)
    band = rubric.band(record.grade) if record.grade else None
    if band is not None and band.hurts and not (record.reason or "").strip():
        yield _problem("assess-no-reason", record, snapshot, record.grade, rubric)


def _quotas(group: list[tuple[Assessment, Rubric]], period: Period, snapshot: Snapshot) -> Iterator[Problem]:
    """A quota is a share of those who were judged, or of those whom the rubric judges, if they are more."""
    rubric = group[0][1]
    whole = max(len(group), len(subjects_of(rubric, snapshot, period)) if period.last <= snapshot.as_of else 0)
    for quota in rubric.quota:
        having = [record for record, _ in group if record.grade == quota.grade]
        if len(having) > quota.room(whole):
            yield Problem(
                "assess-quota",
                value=quota.grade,
                details={
                    "count": len(having),
                    "room": quota.room(whole),
                    "whole": whole,
                    "first": period.start,
                    "last": period.last,
                    "rule": rubric.name,
                    "source": quota.source or rubric.source or "—",
                },
            )


KIND = Kind(
    name="rubric",
    form=Rubric,
    sound=unsound_rubric,
    finds=None,
    silent="its findings are those of the judgements that were recorded",
)
