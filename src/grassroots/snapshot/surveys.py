"""What must hold of surveys: numbers that can be, one record for each way to answer, and no answers so few that they tell who gave them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from grassroots.model import Answer, Record, Survey, key_of
from grassroots.model.answer import FEWEST
from grassroots.problems import Problem
from grassroots.snapshot.records import Records


def survey_problems(snapshot: Records) -> Iterator[Problem]:
    """Everything that is wrong with surveys and their answers."""
    for survey in snapshot.all("survey").values():
        if isinstance(survey, Survey):
            yield from _numbers(snapshot, survey)
    seen: set[tuple[str, str, str]] = set()
    items: dict[tuple[str, str], list[Answer]] = {}
    for answer in snapshot.all("answer").values():
        if not isinstance(answer, Answer):
            continue
        way = (answer.survey, answer.item, answer.choice)
        if way in seen:
            yield _problem(snapshot, answer, "answer-twice", answer.choice, survey=answer.survey, item=answer.item)
        seen.add(way)
        items.setdefault(way[:2], []).append(answer)
    for (id, item), answers in items.items():
        asked = snapshot.get("survey", id)
        if isinstance(asked, Survey):
            yield from _item(snapshot, asked, item, answers)


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
    return Problem(code, source=snapshot.sources.get(key), column=column, value=str(value), details=told)
