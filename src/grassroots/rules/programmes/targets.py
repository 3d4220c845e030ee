"""Targets: wholes that are to be divided in given shares within some years, where targets stand, and the next plan from what is lacking.

Nothing here changes a record: targets are given as records to be added by whoever decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, needed, word
from grassroots.errors import InvalidValue
from grassroots.model import Target
from grassroots.problems import nearest
from grassroots.rules.kind import At, Kind
from grassroots.rules.programmes.gates import Number
from grassroots.values import Period, Quantity, UnitId


@frozen(kw_only=True)
class Part:
    """One part of a whole that is to be reached: which share, by which measure."""

    name: str = ""
    share: Decimal
    measure: str


@frozen(kw_only=True)
class HorizonRule(Rule):
    """A whole that is to be divided in given shares within some years: venues of three classes, 30, 30 and 40 %, in three years.

    `parts`: name → share and the measure (a rate) by which it is judged. The shares add up to 1. `theme`: the theme whose targets it divides.
    `years`: within how many years it is to be reached; 1 or more.

    >>> HorizonRule(name="venues", theme="venues", years=3, parts={}).years
    3
    """

    theme: str = field(metadata=word("theme") | needed())
    years: int = field(metadata=between(1, 100))
    parts: Mapping[str, Part] = field(hash=False)


class Reach(StrEnum):
    """How far a target is reached on a day."""

    REACHED = "reached"
    OPEN = "open"
    """Not reached, and its time is not over."""
    MISSED = "missed"
    """Not reached in its time."""
    UNKNOWN = "unknown"
    """There is no figure, or no value, to tell by."""


@frozen(kw_only=True)
class TargetStatus:
    """Where a target stands: the value to reach, what the figure comes to, and what is lacking (never below 0)."""

    target: Target
    reach: Reach
    wanted: Fraction | None
    value: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """What is lacking; None where that cannot be told."""
        if self.wanted is None or self.value is None:
            return None
        return max(self.wanted - self.value, Fraction(0))


def targets_of(rule: HorizonRule, unit: UnitId, start: date, on: date | None = None) -> tuple[Target, ...]:
    """The targets of a unit that follow from shares with a horizon, proposed: one for each part, from `start` on for the years of the rule."""
    end = Length(years=rule.years).after(start)
    return tuple(
        Target(
            id=f"{rule.known_as}:{name}:{unit}:{start}",
            unit=unit,
            theme=rule.theme,
            on=on,
            start=start,
            end=end,
            measure=part.measure,
            value=Quantity.of(part.share),
        )
        for name, part in rule.parts.items()
    )


def statuses_of_targets(at: At, figures: Mapping[tuple[UnitId, str], Number | None]) -> tuple[TargetStatus, ...]:
    """Where the targets that have begun stand at the end of a day.

    Args:
        at: the records and the day.
        figures: (unit, measure) → what the figure of that unit comes to.
    """
    found: list[TargetStatus] = []
    for target in at.snapshot.all(Target).values():
        if target.start > at.day:
            continue
        value = figures.get((target.unit, target.measure)) if target.measure else None
        wanted = target.value.value if target.value else None
        exact, goal = None if value is None else Fraction(value), None if wanted is None else Fraction(wanted)
        if exact is None or goal is None:
            reach = Reach.UNKNOWN
        elif exact >= goal:
            reach = Reach.REACHED
        else:
            reach = Reach.MISSED if target.end is not None and target.end <= at.day else Reach.OPEN
        found.append(TargetStatus(target=target, reach=reach, wanted=goal, value=exact))
    return tuple(found)


def next_plan(targets: Iterable[TargetStatus], period: Period, on: date) -> tuple[Target, ...]:
    """Next year's plan, proposed from this year's gaps: what was not reached is set again for the new period, the largest share lacking first.

    Targets that run on into the new period stay as they are, and what was reached or cannot be told is not set again.
    """
    if period.start <= on:
        raise InvalidValue(f"a plan made on {on} is for a time to come; give a later period")
    again: list[tuple[Fraction, Target]] = []
    for one in targets:
        runs_on = one.target.end is None or one.target.end > period.start
        if one.gap and one.wanted and not runs_on:
            made = evolve(one.target, id=f"{one.target.id}:{period.start}", on=on, start=period.start, end=period.end)
            again.append((one.gap / one.wanted, made))
    return tuple(target for _, target in sorted(again, key=lambda item: (-item[0], item[1].id)))


def unsound_horizon(rule: HorizonRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in targets with a horizon: shares that do not add up, measures that are no rates."""
    total = sum((part.share for part in rule.parts.values()), Decimal(0))
    if total != 1 or any(part.share < 0 for part in rule.parts.values()):
        yield ("parts",), "charter-shares", str(total), {}
    for name, part in rule.parts.items():
        measure = charter.measures.get(part.measure)
        if measure is None or "percent" not in measure.form.traits.parts:
            known = [other for other, one in charter.measures.items() if "percent" in one.form.traits.parts]
            yield ("parts", name, "measure"), "charter-measure-named", part.measure, {"known": nearest(part.measure, known)}


_SILENT = "people set targets; whether they are reached is told by figures, which are asked for"
KIND = Kind(name="horizon", form=HorizonRule, sound=unsound_horizon, silent=_SILENT)
