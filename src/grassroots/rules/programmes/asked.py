"""Figures that rules of programmes ask for: what a measure comes to at a unit on a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from grassroots.charter.measure import Measure
from grassroots.errors import GrassrootsError
from grassroots.figures import Evaluator
from grassroots.problems import Named
from grassroots.reading import At
from grassroots.values import Period, UnitId

OF_FIGURES = ("gate_condition", "target_state", "tally_state")
"""The derived nouns that ask for figures themselves: a figure of them is not asked for here, or it would wait for itself."""


def figure_at(name: str, unit: UnitId, at: At, start: date | None = None) -> Fraction | None:
    """What a measure, or a part of one (`opinions.solved`), comes to at a unit and all under it, from a day (the first of the year) to the end of a day.

    None where it has no value, where the charter has no such measure, or where its own value would hang on this one.
    """
    values = at.snapshot.kept(f"figures:{at.day}", lambda _: {})
    key = (name, unit, start)
    if key not in values:
        values[key] = _value(name, unit, at, start or at.day.replace(month=1, day=1))
    found: Fraction | None = values[key]
    return found


def _value(name: str, unit: UnitId, at: At, start: date) -> Fraction | None:
    charter = at.snapshot.charter
    measure = charter.measures.get(name.split(".")[0])
    if measure is None or start > at.day or any(noun in repr(one) for one in _with_parts(measure, at) for noun in OF_FIGURES):
        return None
    evaluator = _evaluator(at)
    period = Period(start, at.day + timedelta(days=1))
    try:
        question = evaluator.question(measure, scope=unit, period=period)
        if "." in name:
            everywhere = evaluator.question(measure, period=period)
            cells = {
                ".".join([measure.name, *(str(value) for _, value in cell)]): cell
                for cell in evaluator.cells(measure, everywhere)
            }
            if name not in cells:
                return None
            question = evaluator.question(measure, scope=unit, period=period, cell=cells[name])
        value = evaluator.figure(question, None).value
    except GrassrootsError:
        return None
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else None


def measure_name(name: str, at: At) -> Named:
    """What a measure is called in a message; its name where the charter has none of it."""
    measure = at.snapshot.charter.measures.get(name)
    return Named(measure.labels.get("en", name), measure.labels) if measure else Named(name, {})


def is_of_totals(name: str, at: At) -> bool:
    """Whether the figure of a measure is itself made of totals, since no records are kept of what it counts."""
    measure = at.snapshot.charter.measures.get(name)
    return measure is not None and _evaluator(at).counted(measure) is not measure


def _evaluator(at: At) -> Evaluator:
    found: Evaluator = at.snapshot.kept("rules:evaluator", lambda snapshot: Evaluator(snapshot))
    return found


def _with_parts(measure: Measure, at: At) -> tuple[Measure, ...]:
    """A measure and those of which it is made."""
    measures = at.snapshot.charter.measures
    return (measure, *(measures[name] for name in measure.made_of if name in measures))
