"""Tallies against records: a total that somebody published, and what the records come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.measure import PERCENT
from grassroots.fields import described, public
from grassroots.model import Derived, Tally, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.programmes.asked import figure_at, is_of_totals, measure_name
from grassroots.values import Quality, Quantity, UnitId, rounded


def conflicts(at: At, figures: Mapping[tuple[UnitId, str], Fraction | Decimal | int | None]) -> tuple[Problem, ...]:
    """The tallies for which there is a measure and that say something else than its figure, in the order of their ids.

    A figure is rounded to as many places as the tally was written with. A rough number ("more than 230") is a lower bound, and conflicts only with less.

    Args:
        at: the records, and the last day that counts; later tallies are left out.
        figures: (unit, measure) → what the figure comes to; a rate is a share from 0 to 1. What is missing conflicts with nothing.
    """
    found: list[Problem] = []
    for tally in at.snapshot.all(Tally).values():
        name = measure_of(tally, at)
        value = figures.get((tally.unit, name)) if name and tally.on <= at.day else None
        found += [] if value is None else _conflict(tally, name, Fraction(value), at)
    return tuple(found)


def measure_of(tally: Tally, at: At) -> str:
    """The measure that counts the same from records: the one that the total names, else the one of its kind; empty where there is none."""
    word = at.snapshot.charter.words.get("tally", {}).get(tally.kind)
    return tally.measure or (word.measure if word is not None else "")


def _conflict(tally: Tally, measure: str, value: Fraction, at: At) -> tuple[Problem, ...]:
    told = tally.amount.value if tally.amount else None
    if told is None or tally.amount is None:
        return ()
    share = tally.amount.measured_in == PERCENT
    exact = value * (100 if share else 1)
    exponent = told.as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    if tally.amount.quality is Quality.ROUGH:
        agrees = exact >= Fraction(told)
    else:
        agrees = Fraction(rounded(exact, places)) == Fraction(told)
    if agrees:
        return ()
    sign = " %" if share else ""
    details = {
        "id": tally.id,
        "measure": measure_name(measure, at),
        "told": f"{told}{sign}",
        "found": f"{rounded(exact, max(places, 1) if share else places)}{sign}",
    }
    return (Problem("tally-conflict", source=at.snapshot.sources.get(key_of(tally)), value=str(told), details=details),)


def damaged(at: At) -> Iterator[Problem]:
    """The totals that are written in a way that no number is."""
    for tally in at.snapshot.all(Tally).values():
        if tally.on <= at.day and tally.amount is not None and tally.amount.quality is Quality.DAMAGED:
            raw = tally.amount.raw or "—"
            yield Problem("tally-damaged", source=at.snapshot.sources.get(key_of(tally)), value=raw, details={"id": tally.id})


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


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class TallyState(Derived):
    """A total that names the measure that counts the same, and what the records came to on its day.

    >>> TallyState(id="t-1", tally="t-1", measure="members", agrees=None).found is None
    True
    """

    tally: str = field(metadata=public("the total", ref="tally", home=True))
    measure: str = field(metadata=public("the measure"))
    found: Decimal | None = field(default=None, metadata=public("what the records come to; a share as a number from 0 to 1"))
    agrees: bool | None = field(metadata=public("whether both say the same; none where that cannot be told"))


def _compared(at: At) -> Iterator[tuple[Tally, str, Fraction | None, tuple[Problem, ...]]]:
    """The totals with their measure, its figure of their own year up to their own day, and what contradicts them."""
    for tally in at.snapshot.all(Tally).values():
        name = measure_of(tally, at)
        if name and tally.on <= at.day:
            value = None if is_of_totals(name, at) else figure_at(name, tally.unit, At.of(at.snapshot, tally.on))
            yield tally, name, value, () if value is None else _conflict(tally, name, value, at)


def _states(_: None, at: At) -> Iterator[TallyState]:
    for tally, name, value, wrong in _compared(at):
        known = value is not None and tally.amount is not None and tally.amount.value is not None
        found = None if value is None else Decimal(rounded(value, 4))
        agrees = not wrong if known else None
        yield TallyState(id=tally.id, tally=tally.id, measure=name, found=found, agrees=agrees)


def _problems(_: None, at: At) -> Iterator[Problem]:
    yield from damaged(at)
    yield from unclear(at)
    for _tally, _name, _value, wrong in _compared(at):
        yield from wrong


def _typed(_: None, at: At) -> Iterator[Held]:
    for tally, _name, value, _wrong in _compared(at):
        if value is not None:
            measured = tally.amount.measured_in if tally.amount else ""
            exact = Decimal(rounded(value * (100 if measured == PERCENT else 1), 4))
            yield Held(record=tally, gives=Quantity.of(exact, measured), other=Quantity.of(exact + 1, measured))


KIND: Kind[None] = Kind(
    name="tally",
    form=None,
    derives=(Derivation(TallyState, _states),),
    finds=_problems,
    typed=(Typed(noun=Tally, field="amount", told={"tally-conflict": "id"}, of=_typed),),
)
