"""Requests and services leave as Open311 GeoReport v2 has them, as JSON and as XML, and come in again as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

import grassroots as gr
from grassroots.testing.export_kit import check_export
from grassroots_charters_open311 import grassroots_open_export

AS_OF = "2024-12-31"
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?$"
TEXT, MAYBE = {"type": "string", "minLength": 1}, {"type": ["string", "null"]}
SOUND = {
    # What the specification asks of each answer.
    "requests": {
        "required": ["service_request_id", "status", "service_code", "requested_datetime"],
        "properties": {
            "service_request_id": TEXT, "status": {"enum": ["open", "closed"]}, "service_code": TEXT, "service_name": TEXT,
            "status_notes": MAYBE, "description": MAYBE, "agency_responsible": MAYBE, "service_notice": MAYBE, "address": MAYBE,
            "requested_datetime": {"type": "string", "pattern": MOMENT}, "updated_datetime": {"type": "string", "pattern": MOMENT},
            "expected_datetime": {"type": ["string", "null"], "pattern": MOMENT},
            "address_id": MAYBE, "zipcode": MAYBE, "lat": MAYBE, "long": MAYBE, "media_url": MAYBE,
        },
        "additionalProperties": False,
    },
    "services": {
        "required": ["service_code", "service_name", "metadata", "type"],
        "properties": {
            "service_code": TEXT, "service_name": TEXT, "description": MAYBE, "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": MAYBE, "group": MAYBE,
        },
        "additionalProperties": False,
    },
}  # fmt: skip


def judged(kind: str, path: Path) -> list[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator({"type": "array", "minItems": 1, "items": {"type": "object", **SOUND[kind]}}).validate(found)
    told: list[dict[str, Any]] = found
    return told


def values(kind: str) -> Any:
    def read(path: Path) -> Iterator[str]:
        return (str(value) for one in judged(kind, path) for value in one.values() if value is not None)

    return read


@pytest.mark.parametrize(("name", "kind"), [("open311", "requests"), ("open311-services", "services")])
def test_the_formats_keep_the_laws(name: str, kind: str) -> None:
    check_export(grassroots_open_export, name, read=values(kind))


SERVICES = [{"service_code": "33", "service_name": "Pothole"}, {"service_code": "40", "service_name": "Rodents & mice"}]
REQUESTS = [
    {"service_request_id": "1", "status": "closed", "service_code": "33", "agency_responsible": "Public Works", "address": "8th Ave. <b>",
     "requested_datetime": "2024-04-12T16:37:38+02:00", "expected_datetime": "2024-04-19T18:00:00+02:00",
     "updated_datetime": "2024-04-20T18:00:00+02:00", "description": "Deep & wide, seen twice"},
    {"service_request_id": "2", "status": "open", "service_code": "40", "requested_datetime": "2024-12-30T11:00:00+01:00",
     "updated_datetime": "2024-12-30T11:00:00+01:00", "address": "Judah St."},
]  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> gr.Office:
    return city_of(tmp_path_factory.mktemp("city"), REQUESTS, SERVICES)


def city_of(folder: Path, requests: Any, services: Any) -> gr.Office:
    (folder / "charter").mkdir(parents=True)
    text = 'id = "our-city"\nextends = "open311-city"\nlabel = { en = "Our city", zh = "本市" }\n'
    calendar = '[calendar.city]\nen = "City"\nzh = "本市"\nsource = "ours"\nzone = "Europe/Berlin"\n'
    (folder / "charter" / "charter.toml").write_text(text + calendar, encoding="utf-8")
    office = gr.open("memory:", charter=folder / "charter")
    below = (gr.model.Placement(since=date(2000, 1, 1), parent=gr.values.UnitId("city")),)
    for id, kind, name in (("city", "city", "City"), ("works", "agency", "Public Works")):
        unit = gr.model.Unit(id=gr.values.UnitId(id), kind=kind, name=name, parents=below if id == "works" else ())
        office.add(unit, reason="start")
    (folder / "service_list.json").write_text(json.dumps(services), encoding="utf-8")
    (folder / "requests.json").write_text(json.dumps(requests), encoding="utf-8")
    for name in ("service_list", "requests"):
        reading = office.take_in(folder / f"{name}.json")
        assert reading.stored, str(reading)
    return office


def test_what_was_taken_in_leaves_as_it_was_and_comes_in_again(city: gr.Office, tmp_path: Path) -> None:
    told = judged("requests", city.export("open311", tmp_path / "requests.json", AS_OF))
    for one, first in zip(told, REQUESTS, strict=True):
        assert {name: one[name] for name in first} == first
    services = judged("services", city.export("open311-services", tmp_path / "services.json", AS_OF))
    assert [{name: one[name] for name in ("service_code", "service_name")} for one in services] == SERVICES
    again = city_of(tmp_path / "again", told, services)
    both = [{one.id: one for one in office.records("case", AS_OF)} for office in (city, again)]
    assert {id: one.steps for id, one in both[0].items()} == {id: one.steps for id, one in both[1].items()}


def test_the_same_stands_in_xml(city: gr.Office, tmp_path: Path) -> None:
    told = judged("requests", city.export("open311", tmp_path / "requests.json", AS_OF))
    root = etree.parse(city.export("open311", tmp_path / "requests.xml", AS_OF)).getroot()
    assert root.tag == "service_requests"
    assert [{part.tag: part.text for part in one} for one in root] == told
    services = etree.parse(city.export("open311-services", tmp_path / "services.xml", AS_OF)).getroot()
    assert [one.findtext("service_name") for one in services] == ["Pothole", "Rodents & mice"]


def test_what_was_said_and_where_is_not_published(city: gr.Office, tmp_path: Path) -> None:
    published = city.seen_by("ann", purpose="publication").export("open311", tmp_path / "requests.json", AS_OF)
    assert [(one["description"], one["address"], one["status"]) for one in judged("requests", published)] == [
        (None, None, "closed"),
        (None, None, "open"),
    ]
    early = judged("requests", city.export("open311", tmp_path / "early.json", "2024-04-15"))
    assert [(one["service_request_id"], one["status"]) for one in early] == [("1", "open")]
