"""Areas drawn in a map program: the features of a GeoJSON file as rows of a table. Read only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.hooks import Rows, hookimpl
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source

ENDING = ".geojson"
NUMBER, SHAPE = "No.", "shape (GeoJSON)"
"""The headings of a feature's id (without one, its place in the file) and of its geometry; all others are its properties."""


@hookimpl
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes paths that end in `.geojson`. No options."""
    return Features(Path(address)) if address.lower().endswith(ENDING) else None


@frozen
class Features:
    """The features of a FeatureCollection as one table: a row each, numbered from 1 as they stand in the file; a column for each property."""

    path: Path

    def tables(self) -> Iterator[Table]:
        """The one table.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no FeatureCollection.
        """
        name = self.path.name
        data = read_whole(self.path)
        features = _features(data, name)
        yield Table(file=name, sheet="", rows=_rows(features, name), encoding="utf-8", digest=digest_of(data))

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Nothing is written: shapes are drawn in a map program.

        Raises:
            InvalidArgument: always.
        """
        raise InvalidArgument(f"{self.path.name}: shapes are drawn in a map program; write tables to .csv or .xlsx")


def _features(data: bytes, file: str) -> list[dict[str, Any]]:
    try:
        # Numbers stay as they were written: a shape is kept as text.
        found = json.loads(data.decode("utf-8-sig"), parse_float=_Number, parse_int=_Number)
    except (ValueError, RecursionError) as error:
        raise _broken(file, str(error)) from error
    features = found.get("features") if isinstance(found, dict) and found.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise _broken(file, "FeatureCollection?")
    for at, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            raise _broken(file, f"feature {at}", at)
    return features


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def _broken(file: str, why: str, row: int = 0) -> HasProblems:
    problem = Problem("not-geojson", source=Source(file, row=row), value=why)
    return HasProblems(f"{file} cannot be read", (problem,))


def _rows(features: list[dict[str, Any]], file: str) -> Iterator[Row]:
    properties = [feature.get("properties") or {} for feature in features]
    headings = list(dict.fromkeys(name for one in properties for name in one if name not in (NUMBER, SHAPE)))
    yield Row((NUMBER, *headings, SHAPE), Source(file))
    for at, (feature, own) in enumerate(zip(features, properties, strict=True), start=1):
        number = feature.get("id", own.get(NUMBER, at))
        geometry = feature.get("geometry")
        shape = "" if geometry is None else _written(geometry)
        yield Row((_cell(number), *(_cell(own.get(name)) for name in headings), shape), Source(file, row=at))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _written(value) if isinstance(value, dict | list) else str(value)


def _written(value: Any) -> str:
    """JSON as text, with its numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(key), ensure_ascii=False)}:{_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
