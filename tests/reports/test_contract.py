from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from attrs import evolve

from grassroots.charter import AllOf, AnyOf, Form, Has, Is, Measure, NotOf, Within
from grassroots.reports import Report, make_report
from grassroots.reports.contract import schema
from grassroots.snapshot import Snapshot
from grassroots.testing.writer_kit import sample_charter, sample_records, sample_report


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def told(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(report.to_dict()))
    return found


def figure(document: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in document["figures"] if one["name"] == name]
    return dict(found)


@pytest.mark.parametrize("profile", ["public", "internal", "named"])
def test_every_report_fits_the_schema(validator: jsonschema.Draft202012Validator, profile: str) -> None:
    validator.validate(told(sample_report(profile=profile)))


def test_a_figure_tells_its_whole_question(report: Report) -> None:
    found = figure(told(report), "answered")
    assert found["value"] == {"numerator": 4, "denominator": 5}
    assert (found["numerator"], found["denominator"], found["left_out"]) == (4, 5, {"withdrawn": 1})
    assert (found["measured_in"], found["scope"], found["as_of"], found["head"]) == ("case", None, "2024-03-31", "12:9f86d081")
    assert found["period"] == {"start": "2024-01-01", "end": "2025-01-01"}
    assert found["definition"]["hit"] == {"is": {"path": "state", "values": ["replied"]}}
    assert found["derived"] is True
    assert figure(told(report), "opinions@south")["scope"] == "south"
    assert figure(told(report), "opinions@rest")["without"] == ["north", "south"]


def test_the_records_of_headline_figures_stand_in_three_lists_each_once(report: Report, public: Report) -> None:
    document = told(report)
    with_records = [one for one in document["figures"] if "records" in one]
    assert [one["name"] for one in with_records] == document["headline"] == ["opinions", "answered"]
    assert figure(document, "answered")["records"] == {
        "hit": ["case:o-1", "case:o-2", "case:o-3", "case:o-6"],
        "miss": ["case:o-4"],
        "left_out": {"withdrawn": ["case:o-5"]},
    }
    for one in with_records:
        ids = Counter(part for part in json.dumps(one).split('"') if part.startswith("case:o-"))
        assert set(ids.values()) == {1}
    assert not any("records" in one for one in told(public)["figures"])
    assert "o-1" not in json.dumps(told(public))


def test_cells_and_places_name_figures_that_are_there(report: Report) -> None:
    document = told(report)
    names = {one["name"] for one in document["figures"]}
    for section in document["sections"]:
        for block in section["blocks"]:
            for row in block.get("table", {}).get("cells", []):
                assert {name for name in row if name} <= names
            assert {slot["figure"] for slot in block.get("say", {}).get("slots", {}).values()} <= names
            assert {bar["figure"] for bar in block.get("bars", {}).get("bars", [])} <= names


def test_every_kind_of_condition_and_value_is_told_exactly(validator: jsonschema.Draft202012Validator) -> None:
    charter = sample_charter()
    where = AllOf(
        (
            Is("category", ("opinion", None)),
            NotOf(Is("confidential", (True,))),
            AnyOf((Within(path="unit.start", under=date(2030, 1, 1)), AllOf(()))),
            NotOf(Has(noun="reply", by="case", where=Within(path="amount.value", over=Decimal("2.50")))),
        )
    )
    opinions = evolve(charter.measure("opinions"), where=where, source="S0")
    ratio = Measure(name="per_house", labels={"en": "per house", "zh": "每楼"}, form=Form.RATIO, over=("opinions", "houses"))
    reach = Measure(
        name="busy",
        labels={"en": "busy", "zh": "多"},
        form=Form.REACH,
        reach="opinions",
        at_least=Decimal("2"),
        where=Is("kind", ("house",)),
    )
    outline = evolve(charter.outline("year"), headline=("opinions", "per_house", "busy"))
    charter = evolve(charter.with_measures(opinions, ratio, reach), outlines={"year": outline})
    snapshot = Snapshot.of(sample_records(), charter, as_of=date(2024, 3, 31), check=False)
    document = told(make_report("year", snapshot))
    validator.validate(document)
    parts = figure(document, "opinions")["definition"]["where"]["all"]
    assert parts[0] == {"is": {"path": "category", "values": ["opinion", None]}}
    assert parts[2]["any"][0] == {"within": {"path": "unit.start", "under": {"date": "2030-01-01"}}}
    assert parts[3]["not"]["has"]["where"] == {"within": {"path": "amount.value", "over": {"decimal": "2.50"}}}
    assert figure(document, "per_house")["value"] == {"numerator": 3, "denominator": 1}
    assert figure(document, "busy")["definition"] == {
        "form": "reach", "where": {"is": {"path": "kind", "values": ["house"]}}, "reach": "opinions", "at_least": "2",
    }  # fmt: skip


def test_a_figure_whose_records_are_withheld_has_no_value_and_fits_the_schema(
    validator: jsonschema.Draft202012Validator,
) -> None:
    shot = Snapshot.of([], sample_charter(), as_of=date(2024, 3, 31), check=False, withheld=frozenset({"case"}))
    document = told(make_report("year", shot))
    validator.validate(document)
    assert [figure(document, name)["value"] for name in ("opinions", "answered")] == [None, None]


def spoil(document: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split("/")
    at: Any = document
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    key: Any = int(last) if isinstance(at, list) else last
    if value is KeyError:
        del at[key]
    else:
        at[key] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "other"),
        ("version", 2),
        ("as_of", KeyError),
        ("as_of", "31 March"),
        ("profile", "secret"),
        ("profile", "public"),
        ("profile", "named"),
        ("surprise", 1),
        ("figures/0/name", KeyError),
        ("figures/0/definition", KeyError),
        ("figures/0/definition/form", "guess"),
        ("figures/0/definition/where", {"is": {"path": "x"}}),
        ("figures/0/value", 6.5),
        ("figures/0/value", "6"),
        ("figures/0/value", -1),
        ("figures/1/value", 0.8),
        ("figures/1/value", {"numerator": 4}),
        ("figures/1/value", {"numerator": 4, "denominator": 0}),
        ("figures/1/numerator", "4"),
        ("figures/1/left_out", {"withdrawn": -1}),
        ("figures/0/head", KeyError),
        ("figures/0/period", {"start": "2024-01-01"}),
        ("figures/0/records/hit/1", "case:o-1"),
        ("figures/0/records/hit/1", "o-2"),
        ("figures/0/records/miss", KeyError),
        ("sections/0/blocks/0", {"say": {"text": {}, "slots": {}}}),
        ("sections/0/blocks/1/table/cells/0/0", 2),
    ],
)
def test_a_spoilt_report_does_not_fit_the_schema(
    report: Report, validator: jsonschema.Draft202012Validator, path: str, value: Any
) -> None:
    document = copy.deepcopy(told(report))
    spoil(document, path, value)
    assert not validator.is_valid(document)
