"""Grades and scores that people typed beside what the rubric gives. One with a reason on record stands as it is; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from grassroots.model import Assessment, Rating
from grassroots.problems import Named, Problem, as_value
from grassroots.rules.appraisal.grade import band_of
from grassroots.rules.appraisal.grading import graded_together
from grassroots.rules.appraisal.rubric_rule import Feed, Rubric
from grassroots.rules.appraisal.worded import shown
from grassroots.rules.kind import At, Held
from grassroots.values import rounded


def otherwise(rubric: Rubric, group: list[Assessment], decided: Mapping[str, date], at: At) -> Iterator[Problem]:
    """What judgements of one period that hold say otherwise than the rubric, without a reason. The period must be over, so that all of it is known."""
    excused = [] if rubric.binding else [one.id for one in group if (one.reason or "").strip()]
    asked = [one for one in group if one.id not in excused and one.id in decided and one.last <= at.day]
    if not asked or at.day != at.snapshot.as_of:
        return
    first = min(one.first for one in group)
    given = [one for one in at.snapshot.all(Rating).values() if one.rubric == rubric.known_as and first <= one.on <= at.day]
    marked = {one.subject for one in given}
    found = graded_together(rubric, group, decided, at)
    by_figures = all(item.fed_by is Feed.FIGURE for item in rubric.leaves().values())
    for record in asked:
        one = found.get(record.subject)
        if one is None or one.score.value is None:
            others = any(mine.subject in marked for mine in group) or (
                by_figures and any(mine.subject in found and found[mine.subject].score.value is not None for mine in group)
            )
            if record.grade is not None and record.subject not in marked and others:
                yield _problem("assess-without-marks", rubric, record, at, _named(record.grade, at))
            yield from _by_typed_score(rubric, record, at)
            continue
        value = one.score.value
        # Among equals for the last places people choose, and a grade that nobody computed is not held against anything.
        if record.grade not in (None, one.grade, one.tied_for) and one.grade is not None:
            yield _problem(
                "assess-otherwise",
                rubric,
                record,
                at,
                _named(record.grade, at),
                computed=_named(one.grade, at),
                score=shown(value),
            )
        if record.score is not None and abs(Fraction(record.score) - value) >= _last_place(record.score):
            yield _problem("assess-other-score", rubric, record, at, record.score, computed=shown(value))


def held_grades(rubric: Rubric, group: list[Assessment], decided: Mapping[str, date], at: At) -> Iterator[tuple[Held, Held]]:
    """The judgements of one period that hold: the grade and the score that the rubric gives each. Equals for the last places are for people to choose among."""
    asked = [one for one in group if one.id in decided and one.last <= at.day and not one.reason]
    found = graded_together(rubric, group, decided, at) if asked and at.day == at.snapshot.as_of else {}
    for record in asked:
        one = found.get(record.subject)
        others = [band.grade for band in rubric.grade if one is not None and band.grade != one.grade]
        if one is not None and one.score.value is not None and one.grade is not None and one.tied_for is None and others:
            score = Decimal(rounded(one.score.value, 4))
            yield Held(record=record, gives=one.grade, other=others[0]), Held(record=record, gives=score, other=score + 1)


def _by_typed_score(rubric: Rubric, record: Assessment, at: At) -> Iterator[Problem]:
    """A grade beside the typed score, where nothing else is known: a better one never follows, a lower one only by a quota or a veto."""
    if record.score is None or record.grade is None or rubric.band(record.grade) is None:
        return
    band = band_of(rubric, Fraction(record.score))
    lower = rubric.place(record.grade) > rubric.place(band)
    if record.grade != band and not (lower and (rubric.veto or any(one.grade == band for one in rubric.quota))):
        told = {"computed": _named(band, at), "score": shown(Fraction(record.score))}
        yield _problem("assess-otherwise", rubric, record, at, _named(record.grade, at), **told)


def _last_place(number: Decimal) -> Fraction:
    """One in the last place in which a number is written: what is kept may be cut or rounded there."""
    exponent = number.normalize().as_tuple().exponent if number == number.to_integral_value() else number.as_tuple().exponent
    return Fraction(1, 10 ** max(0, -int(exponent)))


def _named(word: str, at: At) -> Named:
    return at.snapshot.charter.named("grade", word)


def _problem(code: str, rubric: Rubric, record: Assessment, at: At, value: object, **details: object) -> Problem:
    rule = {"rule": rubric.title, "source": rubric.source or "—"}
    whom = {} if rubric.about_persons else {"subject": record.subject.id}
    place = at.snapshot.sources.get(("assessment", record.id))
    return Problem(code, source=place, value=as_value(value), details={"id": record.id, **whom, **rule, **details})
