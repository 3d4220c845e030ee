"""Whether the areas of a kind share out a territory: without gaps, without overlaps, each household served by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.errors import InvalidValue
from grassroots.model import Household, Unit
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules.organization.formation_rule import ROOM
from grassroots.rules.organization.territory import Territory, overlap, problem_of, served_by
from grassroots.texts import Phrase, catalogue
from grassroots.values import AreaId, Language, Rate, UnitId


@frozen(kw_only=True)
class Partition:
    """Whether the areas of a kind share out a territory: each household of the register in exactly one, no two that overlap.

    `placed`: area → how many households lie in it and in no other. `nowhere`, `twice`: the households in none, and in several. `elsewhere`: those whose
    unit is not the one that serves their address. `unknown`: those without an address. `idle`: units of the kinds asked for without an area.
    """

    kind: str
    labels: Labels = field(hash=False)
    day: date
    areas: tuple[AreaId, ...]
    placed: Mapping[AreaId, int] = field(hash=False)
    nowhere: tuple[str, ...]
    twice: tuple[str, ...]
    elsewhere: tuple[str, ...]
    unknown: tuple[str, ...]
    idle: tuple[UnitId, ...]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is left out and nothing is served twice."""
        return not self.problems

    @property
    def coverage(self) -> Rate:
        """The households in exactly one area, of all whose address is known."""
        one = sum(self.placed.values())
        whole = one + len(self.nowhere) + len(self.twice)
        return Rate(one, whole, {"no_address": len(self.unknown)} if self.unknown else {})

    def counts(self, least: int = 5) -> Mapping[AreaId, int | None]:
        """How many households each area has, as it may be published: a number under `least` (but not 0) is None, and where only one would be hidden,
        the next smallest is hidden with it, so that it cannot be worked out from the total.

        Raises:
            InvalidValue: `least` is less than 1.
        """
        if least < 1:
            raise InvalidValue("the least number that is shown is 1 or more")
        hidden = {area for area, number in self.placed.items() if 0 < number < least}
        open_ = sorted((number, area) for area, number in self.placed.items() if area not in hidden and number)
        if len(hidden) == 1 and open_:
            hidden.add(open_[0][1])
        return {area: None if area in hidden else number for area, number in self.placed.items()}

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """What was shared out, how much of it is covered, and each gap and overlap."""
        name = self.labels.get(language, self.kind)
        one, known, percent = self.coverage.numerator, self.coverage.denominator, self.coverage.percent() or "—"
        numbers = {"areas": len(self.areas), "known": known, "one": one, "percent": percent}
        head = catalogue(ROOM).say("partition", language, day=self.day, name=name, **numbers)
        return (head, *(problem.text(language) for problem in self.problems))


def partition_of(at: At, kind: str, *, units: Sequence[str] = (), whole: str | None = None) -> Partition:
    """Checks the areas of a kind against the register of households, against one another and, with `whole`, against the shape of the territory.

    It reads where households lie, and nothing of who lives there.

    Args:
        at: the areas and the register of households, the day, and the unit under which both are looked at.
        kind: the kind of area.
        units: kinds of unit each of which should have an area.
        whole: the territory as a GeoJSON geometry.
    """
    territory, snapshot = Territory(at, kind), at.snapshot
    tree = snapshot.tree_on(at.day)
    under = None if at.scope is None else frozenset(tree.under(at.scope))
    placed: dict[AreaId, int] = {area.id: 0 for area in territory.areas}
    nowhere, twice, elsewhere, unknown = [], [], [], []
    problems = list(territory.problems)
    for household in snapshot.all(Household).values():
        if not snapshot.counts_on(household, at.day) or (under is not None and household.unit not in under):
            continue
        if household.address is None:
            unknown.append(household.id)
            continue
        found = territory.at_address(household.address)
        if not found:
            nowhere.append(household.id)
            problems.append(problem_of("household-nowhere", household, at, kind=snapshot.charter.named("area", kind)))
        elif len(found) > 1:
            twice.append(household.id)
            problems.append(problem_of("household-twice", household, at, areas=[area.name or area.id for area in found]))
        else:
            placed[found[0].id] += 1
            # A household may be kept at the unit itself, at one under it, or still at one above.
            if not (tree.is_under(household.unit, found[0].unit) or tree.is_under(found[0].unit, household.unit)):
                elsewhere.append(household.id)
                area = {"area": found[0].name or found[0].id, "unit": served_by(found[0], at)}
                problems.append(problem_of("household-elsewhere", household, at, **area))
    for first, second, both in territory.stretches_that_overlap():
        problems.append(overlap(first, second, both, at))
    for first, second, share in territory.shapes_that_overlap():
        problems.append(overlap(first, second, Phrase(ROOM, "overlap", share=f"{share:.2%}"), at))
    if whole is not None and (left := territory.uncovered(whole)):
        problems.append(Problem("territory-uncovered", value=kind, details={"share": f"{left:.2%}"}))
    served = {area.unit for area in territory.areas}
    found_units = (snapshot.get(Unit, id) for id in tree.units if (under is None or id in under) and id not in served)
    idle = [unit for unit in found_units if unit is not None and unit.kind in units]
    problems += [problem_of("unit-without-area", unit, at, name=unit.name) for unit in idle]
    return Partition(
        kind=kind,
        labels={language: snapshot.charter.label("area", kind, language) for language in snapshot.charter.languages},
        day=at.day,
        areas=tuple(area.id for area in territory.areas),
        placed=placed,
        nowhere=tuple(nowhere),
        twice=tuple(twice),
        elsewhere=tuple(elsewhere),
        unknown=tuple(unknown),
        idle=tuple(unit.id for unit in idle),
        problems=tuple(problems),
    )
