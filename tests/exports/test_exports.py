"""Each format in which records leave keeps the laws, is read by somebody else's reader, and comes in again as it was."""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grassroots.builtin.exports import grassroots_open_export
from grassroots.testing.export_kit import check_export

DAY = "2024-12-31"


def values(found: Any) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(found, dict):
        yield from (text for one in found.values() for text in values(one))
    elif isinstance(found, list):
        yield from (text for one in found for text in values(one))
    elif found is not None:
        yield str(found)


# -- the judges --


def texts_of_calendar(path: Path) -> list[str]:
    icalendar = pytest.importorskip("icalendar")
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert not calendar.errors, calendar.errors
    found = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        assert event.DTSTART < event.DTEND
        found += [str(event[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION") if name in event]
        found += list(event["CATEGORIES"].cats) if "CATEGORIES" in event else []
    return found


def texts_of_cards(path: Path) -> list[str]:
    vobject = pytest.importorskip("vobject")
    text = path.read_bytes().decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    cards = list(vobject.readComponents(text))
    assert cards
    assert all(card.version.value == "4.0" and card.fn.value for card in cards)
    return [str(value) for card in cards for line in card.getChildren() for value in _flat(line.value)]


def _flat(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else [part for part in vars(value).values() if part]


def texts_of_package(path: Path) -> list[str]:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["type", "title", "note"])[:5]
    with zipfile.ZipFile(path) as package:
        tables = [name for name in package.namelist() if name.endswith(".csv")]
        return [
            cell for name in tables for row in csv.reader(io.StringIO(package.read(name).decode(), newline="")) for cell in row
        ]


def texts_of_map(path: Path) -> list[str]:
    shapely = pytest.importorskip("shapely")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert all(one["type"] == "Feature" and one["properties"] for one in found["features"])
    shapely.from_geojson(json.dumps({**found, "features": [one for one in found["features"] if one["geometry"]]}))
    return list(values(found["features"]))


def texts_of_graph(path: Path) -> list[str]:
    rdflib = pytest.importorskip("rdflib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making
        graph = rdflib.Graph().parse(path, format="json-ld")
    org = rdflib.Namespace("http://www.w3.org/ns/org#")
    units = {*graph.subjects(rdflib.RDF.type, org.Organization), *graph.subjects(rdflib.RDF.type, org.OrganizationalUnit)}
    assert {*graph.objects(None, org.subOrganizationOf)} | {*graph.objects(None, org.postIn)} <= units
    return sorted(str(one) for one in graph.objects() if isinstance(one, rdflib.Literal))


def texts_of_vote(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    meta = dict(row for row in rows[2 : rows.index(["PROJECTS"])])
    first, last = rows.index(["PROJECTS"]), rows.index(["VOTES"])
    assert int(meta["num_votes"]) == len(rows) - last - 2
    assert int(meta["num_projects"]) == last - first - 2
    return [cell for row in rows for cell in row]


JUDGES = {
    "icalendar": texts_of_calendar,
    "vcard": texts_of_cards,
    "datapackage": texts_of_package,
    "geojson": texts_of_map,
    "org": texts_of_graph,
    "pabulib": texts_of_vote,
}


@pytest.mark.parametrize("name", JUDGES)
def test_each_format_keeps_the_laws_and_is_read_by_somebody_elses_reader(name: str) -> None:
    check_export(grassroots_open_export, name, read=JUDGES[name])
