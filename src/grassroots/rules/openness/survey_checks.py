"""What must hold of surveys: numbers that can be, one record for each way to answer, and no answers so few that they tell who gave them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from grassroots.model import Answer, Record, Survey, key_of
from grassroots.model.openness.answer import FEWEST
from grassroots.problems import Problem
from grassroots.snapshot.records import Records


def survey_problems(survey: Survey, snapshot: Records) -> Iterator[Problem]:
    """What is wrong with a survey: its numbers, and items that too few or too many answered."""
    yield from _numbers(snapshot, survey)
    items: dict[str, list[Answer]] = {}
    for answer in snapshot.referrers(Answer, "survey", key_of(survey)):
        items.setdefault(answer.item, []).append(answer)
    for item, answers in items.items():
        yield from _item(snapshot, survey, item, answers)


def answer_problems(answer: Answer, snapshot: Records) -> Iterator[Problem]:
    """Whether an earlier record tells the same way to answer: a way is one record with its number, and no form of anybody."""
    for other in snapshot.referrers(Answer, "survey", ("survey", answer.survey)):
        if other.id == answer.id:
            return
        if (other.item, other.choice) == (answer.item, answer.choice):
            yield _problem(snapshot, answer, "answer-twice", answer.choice, survey=answer.survey, item=answer.item)
            return


def _numbers(snapshot: Records, survey: Survey) -> Iterator[Problem]:
    """Who answered was asked, who was asked stood on the list, and who stands on the list belongs to those it is to speak for."""
    names = [name for name in ("population", "frame", "issued", "returned") if getattr(survey, name) is not None]
    for of, part in pairwise(names):
        whole, value = getattr(survey, of), getattr(survey, part)
        if value > whole:
            yield _problem(snapshot, survey, "survey-numbers", value, part, whole=whole, part=part, of=of)


def _item(snapshot: Records, survey: Survey, item: str, answers: list[Answer]) -> Iterator[Problem]:
    total = sum(answer.number for answer in answers)
    if survey.anonymous and total < FEWEST:
        yield _problem(snapshot, survey, "answers-too-few", total, item=item, least=FEWEST)
    if survey.returned is not None and total > survey.returned:
        yield _problem(snapshot, survey, "answers-too-many", total, item=item, returned=survey.returned)


def _problem(snapshot: Records, record: Record, code: str, value: object, column: str = "", **details: Any) -> Problem:
    key = key_of(record)
    told = {"noun": key[0], "id": record.id, **details}
    return Problem(code, source=snapshot.sources.get(key), column=column, value=value, details=told)
