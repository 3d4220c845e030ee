"""The territories of units as areas on a map (GeoJSON, RFC 7946). What is written is taken in again as it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.leaving import Leaving
from grassroots.model import Area


@frozen
class Areas:
    """A feature for each area that is served on the day, under the headings of the ledger of areas; one without a shape has no geometry."""

    ending = ".geojson"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the areas; the numbers of a shape stay as they were written."""
        features = leaving.some(_feature(one, leaving) for one in leaving.all(Area) if _served(one, leaving))
        inner = ",\n".join(features)
        target.write_text(f'{{"type":"FeatureCollection","features":[\n{inner}\n]}}\n', encoding="utf-8", newline="\n")


def _served(one: Area, leaving: Leaving) -> bool:
    return leaving.begun(one.start) and (one.end is None or one.end > leaving.day)


def _feature(one: Area, leaving: Leaving) -> str:
    unit = leaving.unit(one.unit)
    own = {f"custom.{part.name}": part.text or part.number or part.day for part in one.custom}
    told = {
        "unit": unit and one.unit,
        "kind": one.kind,
        "name": leaving.told(one.name),
        "addresses": leaving.told(one.addresses),
    }
    dated = {"start": one.start, "end": one.end}
    fits = [rule for rule in leaving.charter.ledgers.values() if rule.nouns == ("area",) and one.id.startswith(rule.prefix)]
    rule = max(fits, key=lambda rule: len(rule.prefix), default=None)
    columns = {column.to or column.name: column for column in rule.columns} if rule else {}
    properties = {}
    for place, value in {**told, **own, **dated}.items():
        column = columns.get(place)
        if isinstance(value, date) and column is not None and column.inclusive:
            value -= timedelta(days=1)
        heading = column.heading_in(leaving.charter.languages, leaving.language) if column else place.removeprefix("custom.")
        if value is not None:
            properties[heading] = str(value)
    if unit is not None:
        properties["unit_name"] = unit
    shape = _shape(leaving.told(one.geometry))
    return (
        f'{{"type":"Feature","id":{_json(leaving.number(Area, one.id))},"properties":{_json(properties)},"geometry":{shape}}}'
    )


def _shape(text: str | None) -> str:
    """A geometry as it was written, if it is one; JSON's `null` else."""
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return "null"
    return str(text) if isinstance(found, dict) and isinstance(found.get("type"), str) else "null"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
