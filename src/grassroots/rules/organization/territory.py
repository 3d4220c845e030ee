"""Territory: which area an address or a point lies in, and whether areas share out a territory without gaps and without overlaps.

Lists of addresses need nothing else. Shapes on the map need shapely: `pip install grassroots[geo]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.errors import InvalidValue, NoPlugin
from grassroots.model import Area, Household, Record, Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.rules.organization.addresses import Stretch, house_of, stretches
from grassroots.rules.organization.formation_rule import ROOM
from grassroots.texts import Phrase, catalogue
from grassroots.values import AreaId, Language, Rate, UnitId

Point = tuple[float, float]
"""A point on the map: longitude and latitude in degrees, or whatever the shapes are drawn in; first the one, then the other."""

SLIVER = 1e-9
"""Shapes that overlap in less than this share of the smaller one only touch: what is left are errors of rounding."""


class Territory:
    """The areas of one kind (or of all) on a day, and what lies in them.

    An area whose list of addresses or shape cannot be read is left out, with a problem.
    """

    def __init__(self, at: At, kind: str = "") -> None:
        self.at = at
        self.kind = kind
        self._tree = at.snapshot.tree_on(at.day)
        under = None if at.scope is None else frozenset(self._tree.under(at.scope))
        self.areas: tuple[Area, ...] = tuple(
            one
            for one in at.snapshot.all(Area).values()
            if (not kind or one.kind == kind) and at.snapshot.counts_on(one, at.day) and (under is None or one.unit in under)
        )
        self._by_street: dict[str, list[tuple[Stretch, Area]]] = {}
        unread: list[Problem] = []
        for area in self.areas:
            try:
                for stretch in stretches(area.addresses):
                    self._by_street.setdefault(stretch.street, []).append((stretch, area))
            except InvalidValue as error:
                unread.append(_told("area-addresses", area, at, why=str(error)))
            if not area.addresses and area.geometry is None:
                unread.append(_told("area-empty", area, at))
        self.unread = tuple(unread)
        """Areas that say nothing of addresses that could be read."""

    @cached_property
    def _shapes(self) -> tuple[tuple[tuple[Any, Area], ...], tuple[Problem, ...]]:
        """The shapes, and the areas whose shape cannot be used. Only who asks for shapes needs shapely."""
        shaped, problems = [], []
        for area in self.areas:
            if area.geometry is not None:
                try:
                    shaped.append((shape_of(area.geometry), area))
                except InvalidValue as error:
                    problems.append(_told("area-shape", area, self.at, why=str(error)))
        return tuple(shaped), tuple(problems)

    @property
    def _shaped(self) -> tuple[tuple[Any, Area], ...]:
        return self._shapes[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The areas whose list of addresses or shape cannot be read."""
        return (*self.unread, *self._shapes[1])

    def at_address(self, address: str) -> tuple[Area, ...]:
        """The areas whose list takes in an address, in the order of their ids: none, one, or several that overlap."""
        found = house_of(address, self._by_street)
        if found is None:
            return ()
        street, house = found
        areas = {area.id: area for stretch, area in self._by_street[street] if stretch.has(house)}
        return tuple(areas[id] for id in sorted(areas))

    def at_point(self, point: Point) -> tuple[Area, ...]:
        """The areas whose shape takes in a point, in the order of their ids; a point on a border lies on both sides of it."""
        if not self._shaped:
            return ()
        spot = _shapely().Point(point)
        return tuple(sorted((area for shape, area in self._shaped if shape.covers(spot)), key=lambda area: area.id))

    def area_of(self, where: str | Point) -> Area | None:
        """The one area that an address or point lies in. Where areas of several levels take it in, the one whose unit stands under the units of all
        the others. None if there is none, or no one of them is the closest: then `at_address` and `at_point` tell which."""
        found = self.at_address(where) if isinstance(where, str) else self.at_point(where)
        closest = [one for one in found if all(self._tree.is_under(one.unit, other.unit) for other in found)]
        return closest[0] if len(closest) == 1 else None

    def stretches_that_overlap(self) -> tuple[tuple[Area, Area, Stretch], ...]:
        """Stretches of streets that two areas of one kind both list."""
        found = []
        for listed in self._by_street.values():
            for at, (stretch, area) in enumerate(listed):
                for other, beside in listed[:at]:
                    if area.id != beside.id and area.kind == beside.kind and (both := stretch.meets(other)):
                        first, second = sorted((area, beside), key=lambda one: one.id)
                        found.append((first, second, both))
        return tuple(sorted(found, key=lambda one: (one[0].id, one[1].id, one[2].text())))

    def shapes_that_overlap(self) -> tuple[tuple[Area, Area, float], ...]:
        """Areas of one kind whose shapes overlap, with how much of the smaller one (over 0, at most 1)."""
        if len(self._shaped) < 2:
            return ()
        tree = _shapely().STRtree([shape for shape, _ in self._shaped])
        found = []
        for at, (shape, area) in enumerate(self._shaped):
            for near in tree.query(shape):
                other, beside = self._shaped[near]
                if near <= at or area.kind != beside.kind:
                    continue
                share = shape.intersection(other).area / min(shape.area, other.area)
                if share > SLIVER:
                    found.append((area, beside, share))
        return tuple(sorted(found, key=lambda one: (one[0].id, one[1].id)))

    def uncovered(self, whole: str) -> float:
        """The share of a shape (a GeoJSON geometry) that no area takes in, from 0 to 1; 0 where only errors of rounding are left."""
        shape = shape_of(whole)
        rest = shape.difference(_shapely().union_all([one for one, _ in self._shaped]))
        share = float(rest.area / shape.area)
        return share if share > SLIVER else 0.0


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


def partition(at: At, kind: str, *, units: Sequence[str] = (), whole: str | None = None) -> Partition:
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
            problems.append(_told("household-nowhere", household, at, kind=snapshot.charter.named("area", kind)))
        elif len(found) > 1:
            twice.append(household.id)
            problems.append(_told("household-twice", household, at, areas=[area.name or area.id for area in found]))
        else:
            placed[found[0].id] += 1
            # A household may be kept at the unit itself, at one under it, or still at one above.
            if not (tree.is_under(household.unit, found[0].unit) or tree.is_under(found[0].unit, household.unit)):
                elsewhere.append(household.id)
                area = {"area": found[0].name or found[0].id, "unit": found[0].unit}
                problems.append(_told("household-elsewhere", household, at, **area))
    for first, second, both in territory.stretches_that_overlap():
        problems.append(_overlap(first, second, both, at))
    for first, second, share in territory.shapes_that_overlap():
        problems.append(_overlap(first, second, Phrase(ROOM, "overlap", share=f"{share:.2%}"), at))
    if whole is not None and (left := territory.uncovered(whole)):
        problems.append(Problem("territory-uncovered", value=kind, details={"share": f"{left:.2%}"}))
    served = {area.unit for area in territory.areas}
    found_units = (snapshot.get(Unit, id) for id in tree.units if (under is None or id in under) and id not in served)
    idle = [unit for unit in found_units if unit is not None and unit.kind in units]
    problems += [_told("unit-without-area", unit, at, name=unit.name) for unit in idle]
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


def territory_problems(at: At) -> tuple[Problem, ...]:
    """Lists of addresses that cannot be read, and stretches that two areas of one kind both list. Shapes and households are left to `partition`."""
    territory = Territory(at)
    overlaps = territory.stretches_that_overlap()
    return (*territory.unread, *(_overlap(one, other, both, at) for one, other, both in overlaps))


def area_of(where: str | Point, at: At, kind: str = "") -> Area | None:
    """The area that an address or a point lies in on a day; None if there is none, or it cannot be said which (`Territory` tells).

    For many questions make one `Territory` and ask it.
    """
    return Territory(at, kind).area_of(where)


def shape_of(geometry: str) -> Any:
    """The shape of a GeoJSON geometry.

    Raises:
        InvalidValue: it is no polygon, or one that crosses itself or has no inside.
        NoPlugin: shapely is not installed.
    """
    shapely = _shapely()
    try:
        shape = shapely.from_geojson(geometry)
    except shapely.errors.GEOSException as error:
        raise InvalidValue(f"no GeoJSON geometry: {error}") from error
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise InvalidValue("an area is a Polygon or a MultiPolygon")
    if not shape.is_valid:
        raise InvalidValue(f"no sound shape: {shapely.is_valid_reason(shape)}")
    return shape


def _shapely() -> Any:
    try:
        import shapely
    except ImportError as error:
        raise NoPlugin(
            "shapes on the map need shapely: pip install grassroots[geo]; lists of addresses do without it"
        ) from error
    return shapely


def _overlap(first: Area, second: Area, what: Stretch | Phrase, at: At) -> Problem:
    return _told("areas-overlap", second, at, first=first.name or first.id, second=second.name or second.id, what=what)


def _told(code: str, record: Record, at: At, **details: Any) -> Problem:
    return Problem(code, source=at.snapshot.sources.get(key_of(record)), value=record.id, details=details)


KIND: Kind[None] = Kind(name="territory", form=None, finds=lambda _, at: territory_problems(at))
