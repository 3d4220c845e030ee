"""Territory: which area an address or a point lies in, and whether areas share out a territory without gaps and without overlaps.

Lists of addresses need nothing else. Shapes on the map need shapely: `pip install grassroots[geo]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from grassroots.errors import InvalidValue, NoPlugin
from grassroots.model import Area, Household, Record, Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.organization.addresses import Stretch, house_of, stretches
from grassroots.rules.organization.unit_size import AreaCover
from grassroots.texts import Phrase

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
                unread.append(problem_of("area-addresses", area, at, why=error.args[0]))
            if not area.addresses and area.geometry is None:
                unread.append(problem_of("area-empty", area, at))
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
                    problems.append(problem_of("area-shape", area, self.at, why=error.args[0]))
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


def territory_problems(at: At) -> tuple[Problem, ...]:
    """Lists of addresses that cannot be read, and stretches that two areas of one kind both list. Shapes and households are left to `partition`."""
    territory = Territory(at)
    overlaps = territory.stretches_that_overlap()
    return (*territory.unread, *(overlap(one, other, both, at) for one, other, both in overlaps))


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


def served_by(area: Area, at: At) -> str:
    """The name of the unit that serves an area."""
    unit = at.snapshot.get(Unit, area.unit)
    return unit.name if unit is not None and unit.name else area.unit


def overlap(first: Area, second: Area, what: Stretch | Phrase, at: At) -> Problem:
    """Two areas that overlap, and in what."""
    return problem_of(
        "areas-overlap",
        second,
        at,
        first=first.name or first.id,
        second=second.name or second.id,
        what=what,
        units=(first.unit, second.unit),
    )


def problem_of(code: str, record: Record, at: At, **details: Any) -> Problem:
    """A problem of a record, with the place where it was read."""
    return Problem(code, source=at.snapshot.sources.get(key_of(record)), value=record.id, details=details)


def _covered(_: None, at: At) -> Iterator[AreaCover]:
    """How many households each area with a list of addresses has."""
    territory = Territory(at)
    if "household" in at.snapshot.withheld:
        return
    placed = {area.id: 0 for area in territory.areas if area.addresses}
    for _household, found in _placed(territory, at):
        for area in found:
            placed[area.id] += 1
    for area in territory.areas:
        if area.id in placed:
            yield AreaCover(id=area.id, area=area.id, unit=area.unit, kind=area.kind, households=placed[area.id])


def _placed(territory: Territory, at: At) -> Iterator[tuple[Household, tuple[Area, ...]]]:
    """The households whose address is known, with the areas whose lists take it in."""
    for household in at.snapshot.all(Household).values() if any(one.addresses for one in territory.areas) else ():
        if household.address and at.snapshot.counts_on(household, at.day):
            yield household, territory.at_address(household.address)


def _elsewhere(at: At) -> Iterator[Problem]:
    """Households kept at a unit that is neither the one that serves their address nor one under or above it."""
    if at.snapshot.withheld & {"household", "area"}:
        return
    territory, tree = Territory(at), at.snapshot.tree_on(at.day)
    for household, found in _placed(territory, at):
        if found and not any(
            tree.is_under(household.unit, one.unit) or tree.is_under(one.unit, household.unit) for one in found
        ):
            area = {"area": found[0].name or found[0].id, "unit": served_by(found[0], at)}
            yield problem_of("household-elsewhere", household, at, **area)


def _typed(_: None, at: At) -> Iterator[Held]:
    """The unit at which a household is kept: the one that serves its address."""
    if at.snapshot.withheld & {"household", "area"}:
        return
    territory, tree = Territory(at), at.snapshot.tree_on(at.day)
    for household, found in _placed(territory, at):
        near = {found[0].unit} if len(found) == 1 and found[0].unit in tree else set()
        far = (unit for unit in tree.units if not any(tree.is_under(unit, one) or tree.is_under(one, unit) for one in near))
        other = next(far, None) if near else None
        if other is not None:
            yield Held(record=household, gives=found[0].unit, other=other)


KIND: Kind[None] = Kind(
    name="territory",
    form=None,
    derives=(Derivation(AreaCover, _covered),),
    finds=lambda _, at: (*territory_problems(at), *_elsewhere(at)),
    typed=(Typed(noun=Household, field="unit", told={"household-elsewhere": "value"}, of=_typed),),
)
