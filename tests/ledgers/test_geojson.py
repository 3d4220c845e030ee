"""Areas drawn in a map program are taken in like any ledger."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.builtin.geojson import Features
from grassroots.reading import At
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.organization.territory import area_of

AS_OF = date(2024, 6, 30)
UNITS = "code,name,kind,part of\ns,Street,association,\na,North,branch,s\nb,South,branch,s\n"


def feature(number: int, unit: str, x: int) -> str:
    return (
        f'{{"type": "Feature", "id": {number}, "properties": {{"served by": "{unit}", "kind": "territory", "name": "Cell {number}"}}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [[[{x}.50, 0], [{x + 1}.50, 0], [{x + 1}.50, 1], [{x}.50, 1], [{x}.50, 0]]]}}}}'
    )


def collection(*features: str) -> str:
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'


def test_features_become_areas_with_their_place_in_the_file(tmp_path: Path) -> None:
    pytest.importorskip("shapely")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "areas.geojson").write_text(collection(feature(7, "a", 0), feature(8, "b", 1)), encoding="utf-8")
    with gr.open("memory:") as office:
        reading = office.take_in(tmp_path)
        assert reading.ok, str(reading)
        shot = office.snapshot(AS_OF)
        assert partition_of(At.of(shot), "territory", units=["branch"]).sound
        found = area_of((1.0, 0.5), At.of(shot))
        assert found is not None
        assert (found.id, found.unit, found.name) == ("area-7", "a", "Cell 7")
        assert "[0.50,0]" in str(found.geometry), "numbers stay as they were written"
        source = shot.sources["area", "area-8"]
        assert (Path(source.file).name, source.row) == ("areas.geojson", 2)
        again = office.take_in(tmp_path)
        assert (len(again.new), len(again.changed)) == (0, 0)


def test_a_feature_of_an_unknown_unit_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "areas.geojson").write_text(collection(feature(7, "a", 0), feature(8, "z", 1)), encoding="utf-8")
    with gr.open("memory:") as office:
        (problem,) = office.read(tmp_path).problems
        assert problem.source is not None
        assert (problem.source.file, problem.source.row) == ("areas.geojson", 2)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"type": "Feature"}', collection("3"), '{"a":' * 100_000])
def test_what_is_no_collection_of_features_is_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(gr.errors.HasProblems, match=r"areas\.geojson"):
        list(Features(path).tables())


def test_there_is_nothing_to_write_and_nothing_to_read_where_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(gr.errors.InvalidArgument):
        Features(tmp_path / "areas.geojson").write([])
    with pytest.raises(gr.errors.NotFound):
        list(Features(tmp_path / "areas.geojson").tables())


def test_properties_that_only_some_features_have_are_empty_in_the_others(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    one = {"type": "Feature", "properties": {"name": "A", "open": True}, "geometry": None}
    other = {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [one, other]}), encoding="utf-8")
    (table,) = Features(path).tables()
    assert [row.cells for row in table.rows] == [
        ("No.", "name", "open", "shape (GeoJSON)"),
        ("1", "A", "true", ""),
        ("2", "", "", '{"type":"Point","coordinates":[1,2]}'),
    ]
