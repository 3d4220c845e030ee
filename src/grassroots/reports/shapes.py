"""Shapes on the map: read from GeoJSON, and laid out on a drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import cos, isfinite, radians

from grassroots.reports.rendered import Polygon

Place = tuple[float, float]


def polygons_of(geometry: str) -> tuple[Polygon, ...]:
    """The polygons of a GeoJSON geometry; none of what is no polygon, or cannot be read.

    >>> polygons_of('{"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [0, 1], [0, 0]]]}')
    ((((0.0, 0.0), (2.0, 0.0), (0.0, 1.0), (0.0, 0.0)),),)
    >>> polygons_of('{"type": "Point", "coordinates": [0, 0]}')
    ()
    """
    try:
        return tuple(_polygons(json.loads(geometry)))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return ()


def _polygons(shape: dict[str, object]) -> Iterator[Polygon]:
    kind = shape["type"]
    if kind == "GeometryCollection":
        for one in shape["geometries"]:  # type: ignore[attr-defined]
            yield from _polygons(one)
    elif kind in ("Polygon", "MultiPolygon"):
        for polygon in [shape["coordinates"]] if kind == "Polygon" else shape["coordinates"]:  # type: ignore[attr-defined]
            rings = tuple(tuple(_place(point) for point in ring) for ring in polygon)
            if rings and len(rings[0]) > 2:
                yield tuple(ring for ring in rings if ring)


def _place(point: Sequence[float]) -> Place:
    east, north = float(point[0]), float(point[1])
    if not (isfinite(east) and isfinite(north)):
        raise ValueError(point)
    return east, north


class Layout:
    """Where shapes stand on a drawing: north is up, and a mile is as long in either direction.

    >>> layout = Layout([((((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 0.0)),),)], width=200, most=100)
    >>> layout.height, layout.path(((((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 0.0)),)))
    (100, 'M0 100L200 100L200 0L0 100Z')
    """

    def __init__(self, shapes: Sequence[tuple[Polygon, ...]], *, width: int, most: int) -> None:
        """Lays out shapes in a field of `width`, at most `most` high; degrees are drawn as of their latitude."""
        places = [place for shape in shapes for polygon in shape for ring in polygon for place in ring]
        self.west, self.north = min(x for x, _ in places), max(y for _, y in places)
        east, south = max(x for x, _ in places), min(y for _, y in places)
        degrees = self.west >= -180 and east <= 180 and south > -90 and self.north < 90
        self.narrow = cos(radians((self.north + south) / 2)) if degrees else 1.0
        wide, high = (east - self.west) * self.narrow, self.north - south
        self.scale = min(
            width / wide if wide > 0 else most / high if high > 0 else 1.0, most / high if high > 0 else width / (wide or 1.0)
        )
        self.left = (width - wide * self.scale) / 2
        self.height = round(high * self.scale)

    def at(self, place: Place) -> tuple[int, int]:
        """The point of the drawing where a place stands."""
        return round(self.left + (place[0] - self.west) * self.narrow * self.scale), round((self.north - place[1]) * self.scale)

    def path(self, polygon: Polygon) -> str:
        """A polygon with its holes as the data of an SVG path."""
        return "".join("M" + "L".join(f"{x} {y}" for x, y in map(self.at, ring)) + "Z" for ring in polygon if ring)

    def middle(self, shape: tuple[Polygon, ...]) -> tuple[int, int]:
        """Where the name of a shape stands: the middle of the largest of its outer rings."""
        ring = max((polygon[0] for polygon in shape), key=lambda one: abs(_twice(one)))
        (west, south), area = ring[0], _twice(ring)
        if not area:
            return self.at(ring[0])
        # Taken from its first point: degrees are large beside what lies between the corners of a block of houses.
        near = [(x - west, y - south) for x, y in ring]
        pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(near, [*near[1:], near[0]], strict=True)]
        x, y = (sum((a[way] + b[way]) * cross for a, b, cross in pairs) / (3 * area) for way in (0, 1))
        return self.at((west + x, south + y))


def _twice(ring: Sequence[Place]) -> float:
    """Twice the area of a ring, with its sign."""
    west, south = ring[0]
    near = [(x - west, y - south) for x, y in ring]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(near, [*near[1:], near[0]], strict=True))
