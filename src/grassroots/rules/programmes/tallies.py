"""Tallies against records: a total that somebody published, and what the records come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from grassroots.charter.measure import PERCENT
from grassroots.model import Tally, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.values import Quality, UnitId, rounded


def conflicts(at: At, figures: Mapping[tuple[UnitId, str], Fraction | Decimal | int | None]) -> tuple[Problem, ...]:
    """The tallies that name a measure and say something else than its figure, in the order of their ids.

    A figure is rounded to as many places as the tally was written with. A rough number ("more than 230") is a lower bound, and conflicts only with less.

    Args:
        at: the records, and the last day that counts; later tallies are left out.
        figures: (unit, measure) → what the figure comes to; a rate is a share from 0 to 1. What is missing conflicts with nothing.
    """
    found = []
    for tally in at.snapshot.all(Tally).values():
        if not tally.measure or tally.on > at.day or tally.amount is None:
            continue
        told, value = tally.amount.value, figures.get((tally.unit, tally.measure))
        if told is None or value is None:
            continue
        share = tally.amount.measured_in == PERCENT
        exact = Fraction(value) * (100 if share else 1)
        exponent = told.as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
        if tally.amount.quality is Quality.ROUGH:
            agrees = exact >= Fraction(told)
        else:
            agrees = Fraction(rounded(exact, places)) == Fraction(told)
        if not agrees:
            sign = " %" if share else ""
            details = {
                "id": tally.id,
                "measure": tally.measure,
                "told": f"{told}{sign}",
                "found": f"{rounded(exact, max(places, 1) if share else places)}{sign}",
            }
            source = at.snapshot.sources.get(key_of(tally))
            found.append(Problem("tally-conflict", source=source, value=str(told), details=details))
    return tuple(found)


def unclear(at: At) -> tuple[Problem, ...]:
    """The totals that can mean more than one number, in the order of their ids, each with the least and the most. None is chosen."""
    found = []
    for tally in at.snapshot.all(Tally).values():
        if tally.on <= at.day and (tally.low is not None or tally.high is not None):
            details = {"id": tally.id, "low": str(tally.low or "—"), "high": str(tally.high or "—")}
            raw = tally.amount.raw if tally.amount else "—"
            source = at.snapshot.sources.get(key_of(tally))
            found.append(Problem("tally-unclear", source=source, value=raw, details=details))
    return tuple(found)


KIND: Kind[None] = Kind(name="tally", form=None, finds=lambda _, at: unclear(at))
