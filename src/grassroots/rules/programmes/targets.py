"""Targets: wholes that are to be divided in given shares within some years, where targets stand, and the next plan from what is lacking.

Nothing here changes a record: targets are given as records to be added by whoever decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, needed, word
from grassroots.errors import InvalidValue
from grassroots.fields import described, public
from grassroots.model import Derived, Target, derived_noun, key_of
from grassroots.problems import Named, Problem, as_value, nearest
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.programmes.aims import to_exceed
from grassroots.rules.programmes.asked import figure_at, measure_name
from grassroots.rules.programmes.gates import Number
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import kind_label, problem_by, unit_name
from grassroots.texts import languages
from grassroots.values import Period, Quantity, UnitId, rounded


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
    exceed = to_exceed(at)
    for target in at.snapshot.all(Target).values():
        if target.start > at.day:
            continue
        value = figures.get((target.unit, target.measure)) if target.measure else None
        wanted = target.value.value if target.value else None
        exact, goal = None if value is None else Fraction(value), None if wanted is None else Fraction(wanted)
        if exact is None or goal is None:
            reach = Reach.UNKNOWN
        elif exact > goal or (exact == goal and target.measure not in exceed):
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


# -- what follows on a day --


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class TargetState(Derived):
    """Where a target stands at the end of a day, by the figure of its unit.

    >>> TargetState(id="z-1", target="z-1", reach=Reach.UNKNOWN).gap is None
    True
    """

    target: str = field(metadata=public("the target", ref="target", home=True))
    reach: Reach = field(metadata=public("reached, open, missed or unknown"))
    on: date | None = field(
        default=None, metadata=public("the day on which it stands there: its last one, once its time is over")
    )
    wanted: Decimal | None = field(default=None, metadata=public("the value to reach"))
    value: Decimal | None = field(default=None, metadata=public("what the figure comes to; a share as a number from 0 to 1"))
    gap: Decimal | None = field(default=None, metadata=public("what is lacking; 0 or more"))


def target_statuses(at: At) -> tuple[TargetStatus, ...]:
    """Where the targets stand at the end of a day, with the figures of their units; those whose time was over then by the figures of their last day."""
    return at.snapshot.kept(f"targets:{at.day}", lambda _: tuple(_stood(at)))


def _stood(at: At) -> Iterator[TargetStatus]:
    for target in at.snapshot.all(Target).values():
        if target.start > at.day or not target.measure:
            continue
        over = target.end is not None and target.end <= at.day
        day = target.end - timedelta(days=1) if over and target.end is not None else at.day
        figures = {(target.unit, target.measure): figure_at(target.measure, target.unit, At.of(at.snapshot, day), target.start)}
        yield from (one for one in statuses_of_targets(At.of(at.snapshot, at.day), figures) if one.target == target)


def _states(_: None, at: At) -> Iterator[TargetState]:
    for one in target_statuses(at):
        yield TargetState(
            id=one.target.id,
            target=one.target.id,
            reach=one.reach,
            on=min(at.day, one.target.end - timedelta(days=1)) if one.target.end else at.day,
            wanted=_decimal(one.wanted),
            value=_decimal(one.value),
            gap=_decimal(one.gap),
        )


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else Decimal(rounded(number, 4))


def target_problems(at: At) -> Iterator[Problem]:
    """Targets that were missed and not set again, and such as are judged by a measure that there is not."""
    for target in at.snapshot.all(Target).values():
        if target.measure and target.measure.split(".")[0] not in at.snapshot.charter.measures:
            labels = {
                label: one.name for one in at.snapshot.charter.measures.values() for label in (one.name, *one.labels.values())
            }
            known = dict.fromkeys(measure_name(labels[label], at) for label in nearest(target.measure, labels))
            yield _problem("target-measure", target, at, target.measure, known=tuple(known))
    for one in _missed(at):
        yield _behind(one, at)


def _missed(at: At) -> list[TargetStatus]:
    """The targets that were missed and for which no later one was set."""
    later = {(one.unit, one.theme, one.measure): one.start for one in sorted(at.snapshot.all(Target).values(), key=_start)}
    return [
        one
        for one in target_statuses(at)
        if one.reach is Reach.MISSED and later[one.target.unit, one.target.theme, one.target.measure] <= one.target.start
    ]


def _start(target: Target) -> date:
    return target.start


def _behind(one: TargetStatus, at: At) -> Problem:
    target = one.target
    last = target.end - timedelta(days=1) if target.end else at.day
    measure = at.snapshot.charter.measures.get((target.measure or "").split(".")[0])
    share = measure is not None and measure.is_share
    told = {"now": _shown(one.value, share), "wanted": _shown(one.wanted, share), "last": last, "theme": _theme(target, at)}
    told["measure"] = _measure(target, at)
    missed = one.reach is Reach.MISSED
    return _problem("target-missed" if missed else "target-open", target, at, lacking=_shown(one.gap, share), **told)


def _shown(number: Fraction | None, share: bool) -> str:
    if number is None:
        return "—"
    exact = number * 100 if share else number
    return rounded(exact, 0 if exact == int(exact) else 1 if share else 3) + (" %" if share else "")


def _theme(target: Target, at: At) -> Named:
    word = at.snapshot.charter.word("theme", target.theme)
    labels = word.labels if word else {}
    return Named(labels.get("en", target.theme), labels)


def _measure(target: Target, at: At) -> str:
    return measure_name(target.measure, at) if target.measure else "—"


def _problem(code: str, target: Target, at: At, value: object = "", **details: object) -> Problem:
    source = at.snapshot.sources.get(key_of(target))
    told = {"id": target.id, "unit": unit_name(target.unit, at), **details}
    return Problem(code, source=source, value=as_value(value), details=told)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """The targets that are not reached: by the last day of their time, and those missed until they are set again."""
    missed = _missed(at)
    for one in target_statuses(at):
        if one.target.end is None or not (one.reach is Reach.OPEN or one in missed):
            continue
        last = one.target.end - timedelta(days=1)
        yield ToDo.about(one.target, at, kind="target", urgency=by_day(last, at.day), reason=_behind(one, at), day=last)


def _again(_: None, at: At) -> Iterator[Proposed]:
    """That what was missed is set again for next year."""
    for one in _missed(at):
        labels = {language: kind_label("target", language) for language in languages()}
        made = tuple(Carried.adds(target) for target in next_plan((one,), Period.year(at.day.year + 1), at.day))
        yield Proposed(
            what="plan", record=key_of(one.target), day=at.day, reason=_behind(one, at), rule="", labels=labels, changes=made
        )


def _wholes(rule: HorizonRule, at: At) -> dict[tuple[UnitId, date], list[Target]]:
    """(unit, first day) → the targets that divide a whole."""
    measures = {part.measure for part in rule.parts.values()}
    whole: dict[tuple[UnitId, date], list[Target]] = {}
    for target in at.snapshot.all(Target).values():
        if target.theme == rule.theme and target.measure in measures and (target.on or target.start) <= at.day:
            whole.setdefault((target.unit, target.start), []).append(target)
    return whole


def horizon_problems(rule: HorizonRule, at: At) -> Iterator[Problem]:
    """Units that have set some parts of a whole and not the others, or another share, or a longer time."""
    shares = {part.measure: part.share for part in rule.parts.values()}
    for (_, start), targets in _wholes(rule, at).items():
        latest = Length(years=rule.years).after(start)
        for one in targets:
            value = one.value.value if one.value else None
            if one.measure is not None and value != shares[one.measure]:
                wanted = shares[one.measure]
                yield problem_by(rule, one, at, "horizon-share", value or "—", unit=unit_name(one.unit, at), wanted=wanted)
            if one.end is None or one.end > latest:
                last = latest - timedelta(days=1)
                yield problem_by(rule, one, at, "horizon-long", one.end or "—", unit=unit_name(one.unit, at), last=last)
        lacking = [name for name, part in rule.parts.items() if part.measure not in {one.measure for one in targets}]
        if lacking:
            parts = tuple(measure_name(rule.parts[name].measure, at) for name in lacking)
            yield problem_by(
                rule, targets[0], at, "horizon-part", ", ".join(lacking), unit=unit_name(targets[0].unit, at), parts=parts
            )


def _parts(rule: HorizonRule, at: At) -> Iterator[Proposed]:
    """That the parts that a unit has not set are set for the same time."""
    for one in horizon_problems(rule, at):
        if one.code == "horizon-part":
            target = at.snapshot.all(Target)[str(one.details["id"])]
            lacking = one.value.split(", ")
            found = targets_of(rule, target.unit, target.start, at.day)
            made = [made for name, made in zip(rule.parts, found, strict=True) if name in lacking]
            fresh = tuple(Carried.adds(evolve(new, end=target.end)) for new in made if at.snapshot.get(Target, new.id) is None)
            yield Proposed.by(rule, target, at, "plan", one, fresh)


def _shares(rule: HorizonRule, at: At) -> Iterator[Held]:
    shares = {part.measure: part.share for part in rule.parts.values()}
    for targets in _wholes(rule, at).values():
        for one in targets:
            share, measured = shares[one.measure or ""], one.value.measured_in if one.value else ""
            yield Held(record=one, gives=Quantity.of(share, measured), other=Quantity.of(share + 1, measured))


def _ends(rule: HorizonRule, at: At) -> Iterator[Held]:
    for (_, start), targets in _wholes(rule, at).items():
        latest = Length(years=rule.years).after(start)
        yield from (Held(record=one, gives=latest, other=None) for one in targets)


KIND = Kind(
    name="horizon",
    form=HorizonRule,
    sound=unsound_horizon,
    finds=horizon_problems,
    proposes=_parts,
    typed=(
        Typed(noun=Target, field="value", told={"horizon-share": "id"}, of=_shares),
        Typed(noun=Target, field="end", told={"horizon-long": "id"}, of=_ends),
    ),
)
TARGETS: Kind[None] = Kind(
    name="target",
    form=None,
    derives=(Derivation(TargetState, _states),),
    finds=lambda _, at: target_problems(at),
    todo=_to_dos,
    proposes=_again,
    untyped="whether a target is reached is read from its figure, and typed nowhere",
)
"""What is set, whether or not a rule divides it."""
