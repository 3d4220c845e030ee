"""Staffing rules applied: which units have what their pattern asks for, and what is wrong by all that such a rule says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from attrs import evolve, field, frozen

from grassroots.charter.condition import wanted
from grassroots.fields import described, public
from grassroots.model import Derived, Link, Person, Post, Seat, Team, Tenure, Unit, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind, ToDo, Typed, Urgency
from grassroots.rules.posts.picks import PickedShare, picks_on, shares_picked
from grassroots.rules.posts.posts import PoolMember, claimed_from, from_outside, holds_on, pool_members, tenures_of
from grassroots.rules.posts.selections import Appointment, appointments, unselected_holders
from grassroots.rules.posts.staffing_rule import Need, StaffingRule, unsound_staffing
from grassroots.rules.posts.terms import TermStatus, renewals, term_problems, terms_on, terms_to_do
from grassroots.rules.posts.turns import Turn, all_turns, turn_problems, turns_held, turns_to_do
from grassroots.rules.posts.worded import headed, named, say, source_of
from grassroots.values import Language, Rate, UnitId

K = TypeVar("K", Post, Team)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class StaffingLine(Derived):
    """One line of a staffing pattern at one unit: how many there are, and how many are lacking or too many.

    >>> StaffingLine(id="p:u:lead", unit=UnitId("u"), rule="p", need="lead", have=0, least=1, lacking=1).met
    False
    """

    unit: UnitId = field(metadata=public("the unit that the pattern is for", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that has the pattern"))
    need: str = field(metadata=public("the line of the pattern, by its name"))
    have: int = field(metadata=public("how many there are; 0 or more"))
    least: int = field(metadata=public("how many there are to be at least; 0 or more"))
    most: int | None = field(default=None, metadata=public("how many there may be at most; none: any number"))
    lacking: int = field(default=0, metadata=public("how many are lacking; 0 or more"))
    surplus: int = field(default=0, metadata=public("how many are too many; 0 or more"))
    by: tuple[str, ...] = field(default=(), metadata=public("the records that were counted", ref=("tenure", "seat", "team")))

    @property
    def met(self) -> bool:
        """Whether the line is met."""
        return not (self.lacking or self.surplus)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class StaffedUnit(Derived):
    """A unit held against its staffing pattern as a whole.

    >>> StaffedUnit(id="p:u", unit=UnitId("u"), rule="p", met=False, lacking=2).surplus
    0
    """

    unit: UnitId = field(metadata=public("the unit that the pattern is for", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that has the pattern"))
    met: bool = field(metadata=public("whether every line is met"))
    lacking: int = field(default=0, metadata=public("how many are lacking, all lines together; 0 or more"))
    surplus: int = field(default=0, metadata=public("how many are too many, all lines together; 0 or more"))


@frozen(kw_only=True)
class UnitStaffing:
    """A unit held against its pattern, line by line."""

    unit: UnitId
    lines: tuple[StaffingLine, ...]

    @property
    def met(self) -> bool:
        """Whether every line is met."""
        return all(one.met for one in self.lines)


@frozen(kw_only=True)
class Staffing:
    """All units of a pattern on a day: which meet it, what is lacking where.

    `rate`: the units that meet it, of all. `gaps`: what is lacking or too many, a Problem each, in the order of units.
    """

    rule: StaffingRule
    day: date
    units: tuple[UnitStaffing, ...]
    gaps: tuple[Problem, ...]

    @property
    def rate(self) -> Rate:
        """How many units meet the pattern, of all to which it applies."""
        return Rate(sum(one.met for one in self.units), len(self.units))

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule with its source, how many units meet it, and each gap."""
        met, number = self.rate.numerator, self.rate.denominator
        return (
            headed(self.rule, language),
            say("staffing", language, day=self.day, met=met, number=number),
            *(gap.text(language) for gap in self.gaps),
        )


def staffing_on(rule: StaffingRule, at: At) -> Staffing:
    """Every unit to which a pattern applies on a day, held against it."""
    units: list[UnitStaffing] = []
    gaps: list[Problem] = []
    there = at.snapshot.under(at.scope, at.day) if at.scope else at.snapshot.tree_on(at.day).units
    for id in sorted(there):
        unit = at.snapshot.get(Unit, id)
        if unit is not None and at.reader.holds(unit, rule.where, at.day):
            lines = tuple(_line(need, unit, rule, at) for need in rule.needs)
            units.append(UnitStaffing(unit=unit.id, lines=lines))
            gaps += [_gap(one, need, unit, rule, at) for one, need in zip(lines, rule.needs, strict=True) if not one.met]
    return Staffing(rule=rule, day=at.day, units=tuple(units), gaps=tuple(gaps))


def _line(need: Need, unit: Unit, rule: StaffingRule, at: At) -> StaffingLine:
    by = tuple(_counted(need, at.snapshot.under(unit.id, at.day) if need.below else (unit.id,), at))
    return StaffingLine(
        id=f"{rule.name}:{unit.id}:{need.name}",
        unit=unit.id,
        rule=rule.name,
        need=need.name,
        have=len(by),
        least=need.at_least,
        most=need.at_most,
        lacking=max(need.at_least - len(by), 0),
        surplus=0 if need.at_most is None else max(len(by) - need.at_most, 0),
        by=by,
    )


def _counted(need: Need, units: tuple[UnitId, ...], at: At) -> Iterator[str]:
    """The records that a line counts: one holding of a post or seat for each person, or teams."""
    if need.serving:
        teams = [team for unit in units for team in _serving(need, unit, at)]
        seats = [
            [one for one in at.snapshot.referrers(Seat, "team", ("team", team.id)) if _fits(one, need, at)] for team in teams
        ]
        yield from (seat.id for seat in max(seats, key=len, default=[]))
        return
    if need.team and not need.role:
        yield from (team.id for team in _kept(Team, units, at) if team.kind in need.team)
        return
    held: list[tuple[str, str]] = []
    if need.post:
        for post in _kept(Post, units, at):
            if post.kind in need.post:
                for tenure in tenures_of(post.id, at):
                    if holds_on(tenure, at.day) and tenure.method not in need.not_by:
                        held.append((tenure.person, tenure.id))
    else:
        for team in _kept(Team, units, at):
            if not need.team or team.kind in need.team:
                for seat in at.snapshot.referrers(Seat, "team", ("team", team.id)):
                    if seat.role in need.role and at.snapshot.counts_on(seat, at.day):
                        held.append((seat.person, seat.id))
    seen: dict[str, str] = {}
    for id, key in held:
        person = at.snapshot.get(Person, at.snapshot.person(id))
        if person is not None and at.reader.holds(person, need.person, at.day):
            seen.setdefault(person.id, key)
    yield from seen.values()


def _fits(seat: Seat, need: Need, at: At) -> bool:
    return at.snapshot.counts_on(seat, at.day) and (not need.role or seat.role in need.role)


def _serving(need: Need, unit: UnitId, at: At) -> Iterator[Team]:
    """The teams of the kinds of a line that a link leads from to a unit on the day."""
    for link in at.snapshot.referrers(Link, "target", ("unit", unit)):
        if link.kind == need.serving and at.snapshot.counts_on(link, at.day):
            team = _team_of(link, need, at)
            if team is not None and at.snapshot.counts_on(team, at.day):
                yield team


def _team_of(link: Link, need: Need, at: At) -> Team | None:
    """The team of one of the kinds of a line that a link leads from."""
    team = at.snapshot.get(Team, link.holder.id) if link.holder.noun == "team" else None
    return team if team is not None and (not need.team or team.kind in need.team) else None


def _kept(noun: type[K], units: tuple[UnitId, ...], at: At) -> Iterator[K]:
    """The posts or teams that some units have on the day."""
    for unit in units:
        for one in at.snapshot.referrers(noun, "unit", ("unit", unit)):
            if at.snapshot.counts_on(one, at.day):
                yield one


def _gap(line: StaffingLine, need: Need, unit: Unit, rule: StaffingRule, at: At) -> Problem:
    details = {"unit": unit.name or unit.id, "need": named(need), "have": line.have, "source": source_of(rule, need)}
    place = at.snapshot.sources.get(("unit", unit.id))
    if line.lacking:
        return Problem(
            "staff-short", source=place, value=need.name, details={**details, "least": need.at_least, "lacking": line.lacking}
        )
    return Problem("staff-over", source=place, value=need.name, details={**details, "most": need.at_most})


def _units(rule: StaffingRule, at: At) -> Iterator[StaffedUnit]:
    if not any(_recorded(need, at) for need in rule.needs):
        # Of what an office never recorded nobody says that it is lacking.
        return
    for one in staffing_on(rule, at).units:
        yield StaffedUnit(
            id=f"{rule.name}:{one.unit}",
            unit=one.unit,
            rule=rule.known_as,
            met=one.met,
            lacking=sum(line.lacking for line in one.lines),
            surplus=sum(line.surplus for line in one.lines),
        )


def _found(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """All that is wrong by a staffing rule."""
    yield from term_problems(rule, at)
    yield from (gap for _, gap in _gaps(rule, at))
    yield from unselected_holders(rule, at)
    for pick in rule.picks:
        yield from picks_on(rule, pick.name, at).problems
    yield from turn_problems(rule, at)
    yield from from_outside(rule, at)
    yield from claimed_from(rule, at)


def _gaps(rule: StaffingRule, at: At) -> Iterator[tuple[StaffingLine, Problem]]:
    """The lines that are not met, with the problem, where such records are kept."""
    needs = [need for need in rule.needs if _recorded(need, at)]
    found = staffing_on(evolve(rule, needs=tuple(needs)), at)
    yield from zip((line for unit in found.units for line in unit.lines if not line.met), found.gaps, strict=True)


def _to_dos(rule: StaffingRule, at: At) -> Iterator[ToDo]:
    """What is lacking is to be filled, what is over to be renewed."""
    for line, gap in _gaps(rule, at):
        if line.lacking:
            yield ToDo.by(
                rule, kind="staffing", urgency=Urgency.LACKING, record=("staffing_line", line.id), unit=line.unit, reason=gap
            )
    yield from terms_to_do(rule, at)
    yield from turns_to_do(rule, at)


def _recorded(need: Need, at: At) -> bool:
    """Whether records of what a line counts are kept at all, of any unit, and are in view: an office that keeps none lacks records, not people."""
    if at.snapshot.withheld & {"post", "tenure", "team", "seat", "person"}:
        return False
    if need.serving:
        kept = any(
            link.kind == need.serving and _team_of(link, need, at) is not None for link in at.snapshot.all(Link).values()
        )
    elif need.post:
        kept = any(post.kind in need.post for post in at.snapshot.all(Post).values())
    elif need.role:
        kept = any(seat.role in need.role for seat in at.snapshot.all(Seat).values())
    else:
        kept = any(team.kind in need.team for team in at.snapshot.all(Team).values())
    return kept and all(at.snapshot.all(one.noun) for one in wanted(need.person))


KIND = Kind(
    name="staffing",
    form=StaffingRule,
    sound=unsound_staffing,
    derives=(
        Derivation(StaffingLine, lambda rule, at: (line for unit in staffing_on(rule, at).units for line in unit.lines)),
        Derivation(StaffedUnit, _units),
        Derivation(TermStatus, terms_on),
        Derivation(Turn, all_turns),
        Derivation(PoolMember, pool_members),
        Derivation(Appointment, appointments),
        Derivation(PickedShare, shares_picked),
    ),
    finds=_found,
    proposes=renewals,
    todo=_to_dos,
    typed=(Typed(noun=Tenure, field="person", told={"turn-out-of-turn": "value", "turn-stranger": "value"}, of=turns_held),),
)
