"""Territory: which area an address or a point lies in, and every gap and overlap of a partition."""

from __future__ import annotations

import json
import sys
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.model import Area, Household, Placement, Record, Unit
from grassroots.reading import At
from grassroots.rules.organization.addresses import Stretch, house_of, stretches
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.organization.territory import Territory, area_of
from grassroots.snapshot import Snapshot
from grassroots.values import AreaId, HouseholdId, UnitId

DAY = date(2024, 6, 30)
SINCE = date(2020, 1, 1)


def box(x: float, y: float, wide: float = 1, high: float = 1) -> str:
    corners = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def unit(id: str, parent: str = "s", kind: str = "branch") -> Unit:
    places = (Placement(since=SINCE, parent=UnitId(parent)),) if parent else ()
    return Unit(id=UnitId(id), kind=kind, name=id.upper(), parents=places, start=SINCE)


def area(id: str, addresses: str = "", geometry: str | None = None, **more: object) -> Area:
    return Area(**{"id": AreaId(id), "unit": UnitId(id[0]), "kind": "territory", "name": id, "addresses": addresses, "geometry": geometry, **more})  # type: ignore[arg-type]  # fmt: skip


def home(id: str, address: str | None, unit: str = "s") -> Household:
    return Household(id=HouseholdId(id), unit=UnitId(unit), address=address)


@cache
def charter() -> gr.Charter:
    return gr.open_charter("association")


def shot(*records: Record, day: date = DAY) -> Snapshot:
    units = [unit("s", "", "association"), unit("a"), unit("b"), unit("g", "a", "group")]
    return Snapshot.of([*units, *records], charter(), as_of=day)


# -- addresses -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "inside", "outside"),
    [
        ("Mill Lane 1-19 odd", ["Mill Lane 1", "mill  lane 19a", "19 Mill Lane"], ["Mill Lane 2", "Mill Lane 21", "Mill Lane", "Mill Road 3"]),
        ("Mill Lane 2-4", ["Mill Lane 2", "Mill Lane 3b", "Mill Lane 4, flat 9"], ["Mill Lane 1", "Mill Lane 5"]),
        ("Mill Lane 12", ["Mill Lane 12"], ["Mill Lane 12a", "Mill Lane 112", "Mill Lane 1"]),
        ("Mill Lane 12a-12c", ["Mill Lane 12b"], ["Mill Lane 12", "Mill Lane 12d"]),
        ("Bridge Square", ["Bridge Square 4", "Bridge Square", "4 Bridge Square"], ["Bridge Squares 4", "Old Bridge Square 4"]),
        ("5th Avenue 3-9; Gate 1", ["5th Avenue 4", "Gate 1"], ["5th Avenue 10", "Avenue 4"]),
        ("胜利路1-19单号，24；桥头广场", ["胜利路3号", "胜利路24号2单元", "桥头广场5号", "胜利路１７号"], ["胜利路4号", "胜利路东段3号"]),
        ("和平里1-8号楼", ["和平里5号楼301"], ["和平里9号楼"]),
    ],
)  # fmt: skip
def test_a_list_of_addresses_takes_in_what_it_says(listed: str, inside: list[str], outside: list[str]) -> None:
    snapshot = shot(area("a1", listed))
    territory = Territory(At.of(snapshot))
    assert territory.problems == ()
    assert [one for one in inside if not territory.at_address(one)] == []
    assert [one for one in outside if territory.at_address(one)] == []


@pytest.mark.parametrize("listed", ["Mill Lane 9-1", "12-14", "Mill Lane 3-3 even", "Mill Lane 1-x", "Mill Lane 1- 2 both"])
def test_a_list_that_cannot_be_read_is_a_problem_and_stops_nothing(listed: str) -> None:
    territory = Territory(At.of(shot(area("a1", listed), area("b1", "Gate 1"))))
    assert [one.code for one in territory.problems] == ["area-addresses"]
    assert [one.id for one in territory.at_address("Gate 1")] == ["b1"]


@st.composite
def stretch(draw: st.DrawFn) -> Stretch:
    if draw(st.booleans()):
        return Stretch("mill lane")
    first, last = sorted(
        draw(
            st.tuples(
                st.tuples(st.integers(1, 9), st.sampled_from("ab~")), st.tuples(st.integers(1, 9), st.sampled_from("ab~"))
            )
        )
    )
    return Stretch("mill lane", first, last, draw(st.sampled_from([None, 0, 1])))


@settings(max_examples=200, deadline=None)
@given(stretch(), stretch())
def test_what_two_stretches_share_is_what_lies_in_both(one: Stretch, other: Stretch) -> None:
    houses = [(number, letter) for number in range(11) for letter in ("", "a", "b", "c")]
    both = {house for house in houses if one.has(house) and other.has(house)}
    shared = one.meets(other)
    assert {house for house in houses if shared is not None and shared.has(house)} == both
    assert (one.meets(other) is None) == (other.meets(one) is None)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 99), st.integers(0, 30), st.sampled_from([None, 0, 1]))
def test_a_stretch_can_be_written_and_read_again_in_both_languages(first: int, more: int, side: int | None) -> None:
    if side is not None and more == 0:
        first += (first % 2) != side
    made = Stretch("mill lane", (first, ""), (first + more, "~") if more else (first, ""), side)
    for language in ("en", "zh"):
        assert stretches(made.text(language)) == (made,)


def test_of_two_streets_that_fit_the_longer_one_counts() -> None:
    assert house_of("Mill Lane North 4", ["mill lane", "mill lane north"]) == ("mill lane north", (4, ""))


# -- areas -----------------------------------------------------------------------------------------------------------------------------


def test_an_area_serves_from_its_first_to_its_last_day() -> None:
    records = [area("a1", "Gate 1-9", end=date(2024, 1, 1)), area("b1", "Gate 1-9", start=date(2024, 1, 1))]
    assert area_of("Gate 3", At.of(shot(*records), date(2023, 12, 31))) == records[0]
    assert area_of("Gate 3", At.of(shot(*records), date(2024, 1, 1))) == records[1]


def test_of_areas_of_several_levels_the_closest_unit_serves_and_doubt_is_told() -> None:
    wide, close = area("a1", "Gate"), area("g1", "Gate 1-9")
    assert area_of("Gate 3", At.of(shot(wide, close))) == close
    assert area_of("Gate 30", At.of(shot(wide, close))) == wide
    assert area_of("Gate 3", At.of(shot(area("a1", "Gate"), area("b1", "Gate 3")))) is None
    assert len(Territory(At.of(shot(area("a1", "Gate"), area("b1", "Gate 3")))).at_address("Gate 3")) == 2
    assert area_of("Nowhere 3", At.of(shot(wide))) is None


def test_a_partition_tells_each_gap_and_each_overlap_with_its_row() -> None:
    areas = [area("a1", "Gate 1-9"), area("b1", "Gate 8-20; Mill Lane")]
    homes = [
        home("in", "Gate 3"),
        home("two", "Gate 8"),
        home("none", "Gate 30"),
        home("silent", None),
        home("else", "Mill Lane 2", "a"),
    ]
    found = partition_of(At.of(shot(*areas, *homes)), "territory", units=["branch", "group"])
    assert not found.sound
    assert (found.nowhere, found.twice, found.unknown, found.elsewhere, found.idle) == (
        ("none",),
        ("two",),
        ("silent",),
        ("else",),
        ("g",),
    )
    assert (found.coverage.numerator, found.coverage.denominator, found.coverage.left_out) == (2, 4, {"no_address": 1})
    assert [one.code for one in found.problems] == [
        "household-elsewhere",
        "household-nowhere",
        "household-twice",
        "areas-overlap",
        "unit-without-area",
    ]
    assert "gate 8-9" in found.problems[3].text("en")
    for language in ("en", "zh"):
        assert len(found.explain(language)) == 6


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=12), st.lists(st.integers(1, 60), max_size=30))
def test_ranges_that_meet_end_to_end_hold_every_house_exactly_once(cuts: list[int], houses: list[int]) -> None:
    edges = sorted({1, 61, *cuts})
    areas = [area(f"a{low}", f"Gate {low}-{high - 1}") for low, high in pairwise(edges)]
    homes = [home(f"h{at}", f"Gate {number}") for at, number in enumerate(houses)]
    found = partition_of(At.of(shot(*areas, *homes)), "territory")
    assert found.sound
    assert sum(found.placed.values()) == len(houses)


def test_a_shape_on_the_map_takes_in_points_and_overlaps_are_measured() -> None:
    pytest.importorskip("shapely")
    areas = [area("a1", geometry=box(0, 0)), area("b1", geometry=box(1, 0))]
    territory = Territory(At.of(shot(*areas)))
    assert territory.area_of((0.5, 0.5)) == areas[0]
    assert territory.area_of((5, 5)) is None
    assert [one.id for one in territory.at_point((1, 0.5))] == ["a1", "b1"], "a border belongs to both"
    assert territory.shapes_that_overlap() == ()
    assert partition_of(At.of(shot(*areas)), "territory", whole=box(0, 0, 2)).sound
    assert [one.code for one in partition_of(At.of(shot(*areas)), "territory", whole=box(0, 0, 4)).problems] == [
        "territory-uncovered"
    ]
    over = Territory(At.of(shot(areas[0], area("b1", geometry=box(0.75, 0))))).shapes_that_overlap()
    assert [(first.id, second.id, round(share, 6)) for first, second, share in over] == [("a1", "b1", 0.25)]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
def test_a_grid_of_squares_is_a_partition_until_one_is_taken_out_or_put_in_twice(wide: int, high: int, x: int, y: int) -> None:
    pytest.importorskip("shapely")
    cells = {(x, y): area(f"a{x}-{y}", geometry=box(x, y)) for x in range(wide) for y in range(high)}
    whole = box(0, 0, wide, high)
    assert partition_of(At.of(shot(*cells.values())), "territory", whole=whole).sound
    at = (x % wide, y % high)
    twice = area("b1", geometry=cells[at].geometry)
    assert [one.code for one in partition_of(At.of(shot(*cells.values(), twice)), "territory", whole=whole).problems] == [
        "areas-overlap"
    ]
    rest = [cell for place, cell in cells.items() if place != at]
    assert "territory-uncovered" in [one.code for one in partition_of(At.of(shot(*rest)), "territory", whole=whole).problems]


@pytest.mark.parametrize(
    "geometry",
    ['{"type": "Point", "coordinates": [0, 0]}', "nonsense", '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}'],
)  # fmt: skip
def test_a_shape_that_is_none_is_a_problem(geometry: str) -> None:
    pytest.importorskip("shapely")
    assert [one.code for one in Territory(At.of(shot(area("a1", geometry=geometry)))).problems] == ["area-shape"]


def test_without_the_extra_lists_of_addresses_work_and_shapes_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shapely", None)
    assert partition_of(At.of(shot(area("a1", "Gate 1"), home("h", "Gate 1"))), "territory").sound
    shaped = Territory(At.of(shot(area("a1", "Gate 1", geometry=box(0, 0)))))
    assert shaped.area_of("Gate 1") == shaped.areas[0]
    with pytest.raises(gr.errors.NoPlugin, match=r"grassroots\[geo\]"):
        shaped.area_of((0.5, 0.5))


def test_the_office_is_told_of_lists_that_overlap_or_cannot_be_read_without_asking() -> None:
    with gr.open("memory:") as office:
        office.add(unit("s", "", "association"), unit("a"), unit("b"), reason="units")
        office.add(area("a1", "Gate 1-9"), area("b1", "Gate 9-12"), area("b2", "Gate 20-13"), reason="areas")
        assert [one.code for one in office.check(DAY)] == ["area-addresses", "areas-overlap"]


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


def test_s2_10_s4_01_counts_of_areas_hide_small_numbers_and_what_would_give_them_away() -> None:
    areas = [area("a1", "A"), area("b1", "B"), area("b2", "C"), area("b3", "D")]
    homes = [
        home(f"{street}{at}", f"{street} {at}")
        for street, number in (("A", 4), ("B", 6), ("C", 9), ("D", 0))
        for at in range(1, number + 1)
    ]
    found = partition_of(At.of(shot(*areas, *homes)), "territory")
    assert found.counts() == {"a1": None, "b1": None, "b2": 9, "b3": 0}
    assert found.counts(least=4) == {"a1": 4, "b1": 6, "b2": 9, "b3": 0}
    with pytest.raises(gr.GrassrootsError):
        found.counts(least=0)


def test_s2_10_s4_01_a_partition_reads_where_households_lie_and_nobody_who_lives_there() -> None:
    from grassroots.fields import field_named, fields_of

    refs = {ref for info in fields_of(Household) for ref in info.refs}
    assert refs == {"unit"}, "a household leads to no person and no membership"
    assert field_named(gr.model.Person, "household") is None
    assert field_named(gr.model.Membership, "household") is None
    assert {ref for info in fields_of(Area) for ref in info.refs} == {"unit"}
