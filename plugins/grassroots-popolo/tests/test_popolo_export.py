"""Popolo leaves: sound by the schemas of its specification, and what was taken in comes out and in again as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft3Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT3

import grassroots as gr
import grassroots_popolo
from grassroots.plugins import Plugins
from grassroots.testing.export_kit import check_export
from grassroots_popolo import grassroots_open_export

DATA = Path(os.environ.get("GRASSROOTS_DATA", Path(__file__).parents[4] / "shared/data")) / "popolo"
ONE = {"organizations": "organization", "areas": "area", "persons": "person", "posts": "post", "memberships": "membership",
       "events": "event", "motions": "motion", "vote_events": "vote_event"}  # fmt: skip


def values(found: Any) -> Iterator[str]:
    if isinstance(found, dict | list):
        yield from (text for one in (found.values() if isinstance(found, dict) else found) for text in values(one))
    elif found is not None:
        yield str(found)


def texts(path: Path) -> list[str]:
    """The texts of a file that the specification's own schemas take, and in which whatever is named is there."""
    told = json.loads(path.read_text(encoding="utf-8"))
    for name, each in ONE.items():
        ids = [one["id"] for one in told.get(name, [])]
        assert len(set(ids)) == len(ids), name
        if DATA.is_dir():
            for one in told.get(name, []):
                validator(each).validate(one)
    known = {name: {one["id"] for one in told.get(name, [])} for name in ONE}
    for name, fields in LEADS.items():
        for one in told.get(name, []):
            assert all(one.get(field) is None or one[field] in known[to] for field, to in fields.items()), one
    return list(values(told))


LEADS = {
    "organizations": {"parent_id": "organizations", "area_id": "areas"},
    "areas": {"organization_id": "organizations"},
    "posts": {"organization_id": "organizations"},
    "memberships": {"person_id": "persons", "organization_id": "organizations"},
    "motions": {"organization_id": "organizations", "creator_id": "persons"},
    "vote_events": {"organization_id": "organizations", "motion_id": "motions"},
}


def validator(name: str) -> Draft3Validator:
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "spec-schemas").glob("*.json")}
    found = [
        (f"http://www.popoloproject.com/schemas/{name}.json", Resource.from_contents(schema, default_specification=DRAFT3))
        for name, schema in schemas.items()
    ]
    return Draft3Validator(schemas[name], registry=Registry().with_resources(found))  # type: ignore[call-arg]


def opened() -> gr.Office:
    return gr.open("memory:", charter="popolo", plugins=Plugins.of(grassroots_popolo))


def test_the_format_keeps_the_laws() -> None:
    check_export(grassroots_open_export, "popolo", read=texts)


TOLD: dict[str, Any] = {
    "organizations": [
        {"id": "council", "name": "Council", "classification": "legislature", "founding_date": "1950", "area_id": "w1"},
        {"id": "board", "name": "Board", "classification": "board", "parent_id": "council", "founding_date": "2001-02-03"},
    ],
    "areas": [{"id": "w1", "name": "Ward 1", "classification": "ward", "organization_id": "council"}],
    "persons": [
        {"id": "ann", "name": "Ann Example", "birth_date": "1970-03", "email": "ann@example.org", "contact_details": [{"type": "voice", "value": "1"}]},
        {"id": "bob", "name": "Bob Example"},
    ],
    "posts": [{"id": "chair", "label": "Chair", "role": "office", "organization_id": "council", "end_date": "2020-12-31"}],
    "memberships": [
        {"id": "m1", "person_id": "ann", "organization_id": "council", "post_id": "chair", "role": "chair", "start_date": "2012-11-07", "end_date": "2016-10-01"},
        {"id": "m2", "person_id": "bob", "organization_id": "board", "role": "member", "start_date": "2010"},
        {"id": "m3", "person_id": "bob", "organization_id": "council", "role": "member"},
    ],
    "events": [{"id": "e1", "name": "Session", "classification": "event", "organization_id": "council", "start_date": "2013-01-01"}],
    "motions": [{"id": "m", "organization_id": "council", "text": "That it be so", "date": "2013-01-01", "result": "pass", "creator_id": "ann"}],
    "vote_events": [
        {
            "id": "v", "organization_id": "council", "motion_id": "m", "classification": "decision", "start_date": "2013-01-01T12:00:00",
            "counts": [{"option": "no", "value": 1}, {"option": "yes", "value": 2, "group": {"name": "north"}}],
        }
    ],
}  # fmt: skip


def test_what_was_taken_in_leaves_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "told.json").write_text(json.dumps(TOLD), encoding="utf-8")
    office = opened()
    reading = office.take_in(tmp_path / "told.json")
    assert reading.stored, str(reading)
    path = office.export("popolo", tmp_path / "again.json", "2024-12-31")
    texts(path)
    again = json.loads(path.read_text(encoding="utf-8"))

    def sorted_by_id(told: dict[str, Any]) -> dict[str, Any]:
        return {name: sorted(listed, key=lambda one: str(one["id"])) for name, listed in told.items()}

    assert sorted_by_id(again) == sorted_by_id(TOLD)


def test_of_what_is_published_nobody_is_named(tmp_path: Path) -> None:
    (tmp_path / "told.json").write_text(json.dumps(TOLD), encoding="utf-8")
    office = opened()
    assert office.take_in(tmp_path / "told.json").stored
    path = office.seen_by("ann", purpose="publication").export("popolo", tmp_path / "again.json", "2024-12-31")
    assert not {"persons", "memberships"} & json.loads(path.read_text(encoding="utf-8")).keys()
    assert "Example" not in path.read_text(encoding="utf-8")
    assert not [text for text in texts(path) if text in ("ann", "bob")]


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here")
def test_a_real_file_leaves_with_all_that_is_kept_of_it(tmp_path: Path) -> None:
    office = opened()
    assert office.take_in(DATA / "vic_councillors_popolo.json").stored
    path = office.export("popolo", tmp_path / "again.json", "2030-12-31", "zh")
    first, again = (json.loads(one.read_text(encoding="utf-8")) for one in (DATA / "vic_councillors_popolo.json", path))
    for name, fields in {"persons": ("id", "name", "email"), "organizations": ("id", "name")}.items():
        assert sorted([str(one.get(field) or "") for field in fields] for one in again[name]) == sorted(
            [str(one.get(field) or "").strip() for field in fields] for one in first[name]
        )
    for field in ("person_id", "organization_id", "start_date", "end_date"):
        assert sorted(str(one.get(field) or "") for one in again["memberships"]) == sorted(
            str(one.get(field) or "") for one in first["memberships"]
        )
    once_more = opened()
    assert once_more.take_in(path).stored
    assert (
        once_more.snapshot("2030-12-31").to_dict()["records"].keys()
        == office.snapshot("2030-12-31").to_dict()["records"].keys()
    )
