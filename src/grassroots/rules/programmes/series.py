"""Series: meetings of several kinds that a unit holds one after the other, anew in each period of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Stretch
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed, of_noun, word
from grassroots.fields import described, public
from grassroots.model import Activity, Derived, Unit, derived_noun
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by, unit_name
from grassroots.values import UnitId


@frozen(kw_only=True)
class SeriesRule(Rule):
    """Units for which `where` holds hold activities of these `kinds`, in this order, in each period: a month, quarter, half-year or year, as `every` says: `[series.NAME]`.

    Of several of one kind in a period the first counts; those of one day are in order.

    >>> SeriesRule(name="four_meetings", kinds=("listening", "review")).every.months
    12
    """

    where: Condition | None = field(default=None, metadata=of_noun("=unit"))
    kinds: tuple[str, ...] = field(metadata=word("activity") | needed())
    every: Stretch = Stretch.YEAR


def unsound_series(rule: SeriesRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: one kind alone is in no order."""
    if len(rule.kinds) == 1:
        yield ("kinds",), "charter-missing", "", {"key": "kinds"}


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class SeriesState(Derived):
    """A series at a unit in a period, as it stands on a day.

    >>> SeriesState(id="s:v1:2024-01-01", unit=UnitId("v1"), rule="s", first=date(2024, 1, 1), last=date(2024, 12, 31), held=3, all_held=False).in_order
    True
    """

    unit: UnitId = field(metadata=public("the unit", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter"))
    first: date = field(metadata=public("the first day of the period"))
    last: date = field(metadata=public("the last day of the period; counted"))
    held: int = field(metadata=public("of how many kinds one was held; 0 or more"))
    all_held: bool = field(metadata=public("whether one of each kind was held"))
    in_order: bool = field(default=True, metadata=public("whether those that were held were in their order"))


@frozen(kw_only=True)
class _Held:
    """The first activity of each kind that a unit held in a period, in the order of the kinds."""

    unit: Unit
    first: date
    last: date
    of: dict[str, Activity]

    @property
    def misplaced(self) -> list[Activity]:
        """Those that come after one that should follow, or before one that should go ahead."""
        held = list(self.of.values())
        return [
            one
            for at, one in enumerate(held)
            if any(one.on > later.on for later in held[at + 1 :]) or any(before.on > one.on for before in held[:at])
        ]


def _held(rule: SeriesRule, at: At) -> Iterator[_Held]:
    found: dict[tuple[UnitId, date], dict[str, Activity]] = {}
    days = [at.day]
    for one in sorted(at.snapshot.all(Activity).values(), key=lambda one: (one.on, one.id)):
        if one.kind in rule.kinds and one.on <= at.day:
            days.append(one.on)
            found.setdefault((one.unit, rule.every.around(one.on).start), {}).setdefault(one.kind, one)
    if not found:
        return  # of what an office never recorded nobody says that it is lacking
    for first, last in sorted({(period.start, period.last) for period in map(rule.every.around, days)}):
        day = min(last, at.day)
        for unit in at.snapshot.all(Unit).values():
            if at.snapshot.counts_on(unit, day) and (rule.where is None or at.reader.holds(unit, rule.where, day)):
                kinds = found.get((unit.id, first), {})
                yield _Held(unit=unit, first=first, last=last, of={kind: kinds[kind] for kind in rule.kinds if kind in kinds})


def _states(rule: SeriesRule, at: At) -> Iterator[SeriesState]:
    for one in _held(rule, at):
        yield SeriesState(
            id=f"{rule.known_as}:{one.unit.id}:{one.first}",
            unit=one.unit.id,
            rule=rule.known_as,
            first=one.first,
            last=one.last,
            held=len(one.of),
            all_held=len(one.of) == len(rule.kinds),
            in_order=not one.misplaced,
        )


def _problems(rule: SeriesRule, at: At) -> Iterator[Problem]:
    order = tuple(_kind(kind, at) for kind in rule.kinds)
    for one in _held(rule, at):
        for wrong in one.misplaced:
            told = {"unit": unit_name(one.unit.id, at), "kind": _kind(wrong.kind, at), "day": wrong.on, "order": order}
            yield problem_by(rule, wrong, at, "series-order", wrong.id, **told)


def _to_dos(rule: SeriesRule, at: At) -> Iterator[ToDo]:
    """What is still lacking in the period of the day."""
    for one in _held(rule, at):
        lacking = tuple(_kind(kind, at) for kind in rule.kinds if kind not in one.of)
        if lacking and one.first <= at.day <= one.last:
            told = {"unit": unit_name(one.unit.id, at), "lacking": lacking, "last": one.last}
            reason = problem_by(rule, one.unit, at, "series-lacking", one.unit.id, **told)
            yield ToDo.about(
                one.unit,
                at,
                kind="series",
                rule=rule,
                urgency=by_day(one.last, at.day),
                reason=reason,
                day=one.last,
                unit=one.unit.id,
            )


def _kind(kind: str, at: At) -> Named:
    return at.snapshot.charter.named("activity", kind)


KIND = Kind(
    name="series",
    form=SeriesRule,
    sound=unsound_series,
    derives=(Derivation(SeriesState, _states),),
    finds=_problems,
    todo=_to_dos,
    untyped="the order is that of the days of the activities, and typed nowhere",
)
