"""Relations: figures that hold one another in check, and a figure of a unit held against what it usually comes to there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from statistics import median

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Stretch
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, between, needed, of_noun
from grassroots.model import Unit
from grassroots.problems import Problem, nearest
from grassroots.rules.kind import At, Kind
from grassroots.rules.programmes.asked import figure_at, measure_name
from grassroots.rules.worded import problem_by, stretch_name, unit_name
from grassroots.values import Period, UnitId, rounded

_FEWEST_PERIODS = 3
"""Of fewer periods nobody can say what is usual."""
_FEWEST = 5
"""Where nothing comes to so much, a change says nothing."""
_PLACES = 2


@frozen(kw_only=True)
class RelationRule(Rule):
    """At each unit for which `where` holds the figure `left` is not more than `right`, in each month, quarter, half-year or year, as `every` says; with `equal`,
    neither more nor less: `[relation.NAME]`.

    With `past`, the figure of the last period that is over is held against those of so many before it: it is told where it is more than `times` the usual, or
    so many times less. Without a value, or where fewer than three are known, nothing is said.

    >>> RelationRule(name="answered", left="cases_closed", right="cases_received").every.months
    12
    """

    where: Condition | None = field(default=None, metadata=of_noun("=unit"))
    left: str = field(metadata=needed())
    right: str = ""
    equal: bool = False
    past: int = field(default=0, metadata=between(0, 60))
    times: int = field(default=3, metadata=between(2, 1000))
    every: Stretch = Stretch.YEAR


def unsound_relation(rule: RelationRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: measures that there are not, and nothing that the figure is held against."""
    for key, name in (("left", rule.left), ("right", rule.right)):
        if name and name.split(".")[0] not in charter.measures:
            yield (key,), "charter-measure-named", name, {"known": nearest(name, charter.measures)}
    if not rule.right and not rule.past:
        yield (), "charter-missing", "", {"key": "right"}
    if 0 < rule.past < _FEWEST_PERIODS:
        yield ("past",), "charter-relation-past", str(rule.past), {"least": _FEWEST_PERIODS}


def _problems(rule: RelationRule, at: At) -> Iterator[Problem]:
    for unit in at.snapshot.all(Unit).values():
        if not at.snapshot.counts_on(unit, at.day) or not (rule.where is None or at.reader.holds(unit, rule.where, at.day)):
            continue
        if rule.right:
            yield from _beyond(rule, unit, at)
        if rule.past:
            yield from _unusual(rule, unit, at)


def _beyond(rule: RelationRule, unit: Unit, at: At) -> Iterator[Problem]:
    start = rule.every.around(at.day).start
    left, right = (figure_at(name, unit.id, at, start) for name in (rule.left, rule.right))
    if left is None or right is None or not (left > right or (rule.equal and left != right)):
        return
    told = {
        "left": measure_name(rule.left, at),
        "right": measure_name(rule.right, at),
        "figure": _shown(left),
        "other": _shown(right),
    }
    code = "figures-unequal" if rule.equal else "figure-beyond"
    period = stretch_name(rule.every, at.day)
    yield problem_by(rule, unit, at, code, unit.id, unit=unit_name(unit.id, at), period=period, **told)


def _unusual(rule: RelationRule, unit: Unit, at: At) -> Iterator[Problem]:
    """The last period that is over, beside those before it."""
    periods = [_before(rule.every, rule.every.around(at.day))]
    while len(periods) <= rule.past:
        periods.append(_before(rule.every, periods[-1]))
    now, *past = (_figure(rule.left, unit.id, period, at) for period in periods)
    known = [value for value in past if value is not None]
    if now is None or len(known) < _FEWEST_PERIODS:
        return
    usual = Fraction(median(known))
    if max(now, usual) < _FEWEST or (usual * rule.times >= now and now * rule.times >= usual):
        return
    told = {"left": measure_name(rule.left, at), "figure": _shown(now), "usual": _shown(usual), "count": len(known)}
    period = stretch_name(rule.every, periods[0].start)
    yield problem_by(rule, unit, at, "figure-unusual", unit.id, unit=unit_name(unit.id, at), period=period, **told)


def _before(every: Stretch, period: Period) -> Period:
    return every.around(period.start - timedelta(days=1))


def _figure(name: str, unit: UnitId, period: Period, at: At) -> Fraction | None:
    return figure_at(name, unit, At.of(at.snapshot, period.last), period.start)


def _shown(value: Fraction) -> str:
    return rounded(value, 0 if value.denominator == 1 else _PLACES)


KIND = Kind(
    name="relation",
    form=RelationRule,
    sound=unsound_relation,
    finds=_problems,
    untyped="it compares figures with figures; the totals among them are held to records by `tally`",
)
