"""Figures as they may be published: without what is of few, explained beforehand, and with no way to their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, field, frozen

from grassroots.charter.paths import leaves
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures.evaluate import Evaluator
from grassroots.figures.figure import Figure, Question
from grassroots.figures.publishing import VALUE, Numbers, hidden, numbers_of
from grassroots.texts import OWN

Told = Mapping[Question, frozenset[str]]
"""What is hidden of the figures that may be published at all."""


def may_be_told(evaluator: Evaluator, asked: Iterable[Question], before: Iterable[Numbers], smallest: int) -> Told:
    """What must not be told of which figures, those first that matter most."""
    if smallest < 1:
        raise InvalidArgument(f"smallest={smallest}: give 1 or more")
    numbers = {question: numbers_of(evaluator, question) for question in asked}
    untold = hidden(numbers, before, smallest=smallest)
    return {question: untold.get(question, frozenset()) for question in numbers}


def publisher(evaluator: Evaluator, told: Told) -> Callable[[Figure], Figure]:
    """What makes a figure one that may be published: with its explanation, without what is hidden of it, and with no way to its records."""
    charter = evaluator.snapshot.charter

    def published(figure: Figure) -> Figure:
        for path, _ in figure.question.cell:
            named = {noun for leaf in leaves(charter, figure.measure.noun, path) for noun in leaf.refs}
            if named - {"unit"}:
                raise Refused(
                    f"{figure.measure.name!r} is split by {path!r}, which tells records by their ids: not for the public"
                )
        figure = figure.without(told.get(figure.question, frozenset({VALUE})))
        lines = {language: figure.explain(language).split("\n") for language in {*OWN, *charter.languages}}
        return evolve(figure, ask=None, tell=_Told(lines))

    return published


@frozen
class _Told:
    """The explanation of a published figure, told beforehand: it leads to no record."""

    lines: Mapping[str, list[str]] = field(hash=False)

    def __call__(self, figure: Figure, language: str) -> tuple[str, ...]:
        return tuple(self.lines.get(language, self.lines["en"]))
