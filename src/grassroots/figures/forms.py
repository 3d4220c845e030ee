"""The forms of measures, a class each: how a figure of the form is computed, which records are behind it, and how its rule is explained.

What a form needs of a measure stands with `Form` in the charter. These two files and the heads in `texts.toml` are all that a further form touches.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, Protocol

from attrs import evolve, field, frozen

from grassroots.charter import ALWAYS, Charter, Form, Measure, Reads
from grassroots.figures.facts import HIT, MISS, MISSING, Fact, Facts, Gathered, facts_of, gathered, population, read_day
from grassroots.figures.figure import Figure, Question, decimal_text
from grassroots.figures.value import Spread, Value
from grassroots.figures.wording import Wording
from grassroots.model.labels import noun_label
from grassroots.reading.reader import Reader
from grassroots.snapshot import Snapshot


@frozen
class Answer:
    """A value, for shares and quotients what is divided by what, and how many records are left out, by reason. `recorded`: whether anything is on record of
    what is counted; else there is no value."""

    value: Value
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    left_out: Mapping[str, int] = field(factory=dict, hash=False)
    recorded: bool = True


class Work(Protocol):
    """What computes: the evaluator."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def reader(self) -> Reader: ...

    def answer(self, question: Question) -> Answer: ...

    def selected(self, question: Question) -> list[Fact]: ...

    def gathered(self, question: Question) -> Gathered: ...

    def labelled(self, question: Question) -> list[Fact]: ...

    def named(self, name: str) -> Measure: ...


class Lines(Protocol):
    """What explains: it writes lines."""

    @property
    def charter(self) -> Charter | None: ...

    @property
    def words(self) -> Wording: ...

    def line(self, head: str, text: str, of: str = "") -> str: ...

    def nested(self, head: str, name: str) -> list[str]: ...

    def label(self, name: str) -> str: ...


class AnyForm(ABC):
    """A form: how its figures are computed, and told."""

    gives: Any = int
    """The type of its values."""

    @abstractmethod
    def answer(self, work: Work, question: Question) -> Answer:
        """The answer to a question whose measure has this form."""

    @abstractmethod
    def facts(self, work: Work, question: Question) -> list[Fact]:
        """The labelled records behind the answer, of all parts if the measure is split."""

    @abstractmethod
    def lines(self, lines: Lines, measure: Measure) -> list[str]:
        """The rule in words, but for what is left out."""

    def text(self, lines: Lines, figure: Figure) -> str:
        """The value as an explanation shows it: with what it is measured in."""
        if not figure.measure.measured_in or lines.charter is None:
            return figure.text()
        unit = lines.charter.label("measured_in", figure.measure.measured_in, lines.words.language)
        return lines.words.say("measured", text=figure.text(), unit=unit)


class FormKind(AnyForm):
    """A form whose figures are made of records: their facts, folded."""

    def answer(self, work: Work, question: Question) -> Answer:
        found = work.gathered(question)
        answer = self.fold(question.measure, found)
        return evolve(answer, left_out=found.left_out) if found.left_out else answer

    @abstractmethod
    def fold(self, measure: Measure, found: Gathered) -> Answer:
        """The value that follows from the facts."""

    def facts(self, work: Work, question: Question) -> list[Fact]:
        return work.labelled(question)

    def lines(self, lines: Lines, measure: Measure) -> list[str]:
        say, words = lines.words.say, lines.words
        what, path = noun_label(measure.noun, words.language), measure.value or measure.key
        told = [
            lines.line(measure.form, f"{what} › {words.path(measure.noun, path)}" if path else what),
            lines.line("where", words.condition(measure.noun, measure.where)),
            lines.line("dated", say("stock") if measure.is_stock else words.path(measure.noun, measure.dated)),
        ]
        if not measure.is_stock:
            told.append(lines.line("read", say("read-as-of" if measure.reads is Reads.AS_OF else "read-period-end")))
        if measure.hit != ALWAYS:
            told.append(lines.line("hit", words.condition(measure.noun, measure.hit)))
        return told


class Count(FormKind):
    """How many hits."""

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        return Answer(found.hits)


class Sum(FormKind):
    """The sum of the numbers. Where every number that should be summed is missing, the sum is unknown, not nothing."""

    gives = Decimal

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        return Answer(None if not found.numbers and MISSING in found.left_out else _sum(found.numbers))


class Distinct(FormKind):
    """How many different values among the hits."""

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        return Answer(found.different)


class Rate(FormKind):
    """Hits of hits and misses."""

    gives = Fraction

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        whole = found.hits + found.misses
        return Answer(Fraction(found.hits, whole) if whole >= max(measure.minimum, 1) else None, found.hits, whole)


class SpreadOut(FormKind):
    """Smallest, median, 90th percentile and largest of the numbers; of too few, how many there are."""

    gives = Spread

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        if measure.minimum > 1 and len(found.numbers) < measure.minimum:
            return Answer(None, None, len(found.numbers))
        return Answer(_spread(found.numbers))

    def text(self, lines: Lines, figure: Figure) -> str:
        return " / ".join(figure.text(part) for part in figure.measure.form.traits.parts)


class Ratio(AnyForm):
    """One measure divided by another; the records behind it are those behind the two."""

    gives = Fraction

    def answer(self, work: Work, question: Question) -> Answer:
        measure = question.measure
        parts = [work.answer(one) for one in _below(work, question)]
        if not all(part.recorded for part in parts):
            return Answer(None, recorded=False)
        upper, lower = (part.value for part in parts)
        if not isinstance(upper, int | Decimal | Fraction) or not isinstance(lower, int | Decimal | Fraction):
            return Answer(None)
        quotient = Fraction(upper) / Fraction(lower) if lower else None
        if isinstance(upper, Fraction) or isinstance(lower, Fraction):
            return Answer(quotient)  # a share divided by something is no number of anything
        return Answer(quotient if measure.minimum == 1 or lower >= measure.minimum else None, upper, lower)

    def facts(self, work: Work, question: Question) -> list[Fact]:
        return [fact for one in _below(work, question) for fact in work.selected(one)]

    def lines(self, lines: Lines, measure: Measure) -> list[str]:
        upper, lower = measure.over or ("", "")
        first = lines.line("ratio", f"{lines.label(upper)} ÷ {lines.label(lower)}")
        return [first, *lines.nested("upper", upper), *lines.nested("lower", lower)]


class Reach(AnyForm):
    """How many units there are whose own figure, with all under them, is at least so much."""

    def answer(self, work: Work, question: Question) -> Answer:
        found = gathered(_units(question.measure), work.selected(question))
        inner = evolve(question, measure=work.named(question.measure.reach), cell=(), without=())
        known = bool(found.hits or found.misses) or work.answer(inner).recorded
        return Answer(found.hits if known else None, left_out=found.left_out, recorded=known)

    def facts(self, work: Work, question: Question) -> list[Fact]:
        measure, snapshot = question.measure, work.snapshot
        inner = work.named(measure.reach)
        units = _units(measure).in_period(question.period)
        found = []
        read = read_day(units, question.period, snapshot.as_of)
        for fact in facts_of(units, snapshot, work.reader, read, question.tree, population(units, snapshot, read).values()):
            if fact.label == HIT and fact.unit is not None:
                value = work.answer(evolve(question, measure=inner, scope=fact.unit, cell=(), without=())).value
                if not isinstance(value, int | Decimal | Fraction):
                    fact = evolve(fact, label=MISSING)
                elif Fraction(value) < Fraction(measure.at_least or 0):
                    fact = evolve(fact, label=MISS)
            found.append(fact)
        return Facts(found, snapshot, question.tree).within(None, question.scope, question.without)

    def lines(self, lines: Lines, measure: Measure) -> list[str]:
        at_least = decimal_text(Decimal(measure.at_least or 0))
        told = [lines.line("reach", f"{lines.label(measure.reach)} ≥ {at_least}")]
        if measure.where != ALWAYS:
            told.append(lines.line("where", lines.words.condition("unit", measure.where)))
        return [*told, *lines.nested("inner", measure.reach)]


FORMS: Mapping[Form, AnyForm] = {
    Form.COUNT: Count(),
    Form.SUM: Sum(),
    Form.DISTINCT: Distinct(),
    Form.RATE: Rate(),
    Form.SPREAD: SpreadOut(),
    Form.RATIO: Ratio(),
    Form.REACH: Reach(),
}


def _below(work: Work, question: Question) -> list[Question]:
    """The same question of the measures that this one is made of."""
    return [evolve(question, measure=work.named(name)) for name in question.measure.made_of]


def _units(measure: Measure) -> Measure:
    """The units among which a measure of units chooses, counted."""
    return evolve(measure, form=Form.COUNT, noun="unit", reach="", at_least=None)


EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that never rounds, whatever precision the program around has set."""


def _sum(numbers: Iterable[Decimal | int]) -> Decimal:
    with localcontext(EXACT):
        return Decimal(sum(numbers, Decimal(0)))


def _spread(numbers: Iterable[Decimal | int]) -> Spread | None:
    if not numbers:
        return None
    ordered = sorted(Decimal(number) for number in numbers)

    def rank(numerator: int, denominator: int) -> Decimal:
        return ordered[max(-(-len(ordered) * numerator // denominator), 1) - 1]

    return Spread(len(ordered), ordered[0], rank(1, 2), rank(9, 10), ordered[-1])
