"""The five tiers of a street: street, community, grid branch, building group, member household. The records are invented, the totals those published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.behind import store_of
from support.taken import rate, rows, table, taken_in

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.reading import At
from grassroots.rules.organization.formation import Formation
from grassroots.rules.organization.partition import partition_of
from grassroots.values import Period, UnitId

AS_OF = date(2021, 12, 31)
HEAD = "code,kind,name,part of,sector,founded on,last day"

BRANCH_OF = [f"b{at}" for at in range(1, 11)] + [f"j{1 + min(at // 2, 4)}" for at in range(11)]
LEDGERS = {
    "units": table(
        HEAD,
        [
            "s,street,Street,,,,",
            *(f"c{at},community,Community {at},s,,," for at in range(1, 4)),
            *(f"g{at},grid,Grid {at},c{1 + at % 3},,," for at in range(1, 22)),
            *(f"b{at},grid_branch,Grid branch {at},c{1 + at % 3},,," for at in range(1, 11)),
            *(f"j{at},joint_grid_branch,Joint grid branch {at},c{1 + at % 3},,," for at in range(1, 6)),
            *(f"p{at},building_group,Building group {at},{branch},,," for at, branch in enumerate(dict.fromkeys(BRANCH_OF), start=1)),
        ],
    ),
    "grid_branches": table("kept by,grid,grid branch,first day", [f"s,g{at},{branch},2021-01-01" for at, branch in enumerate(BRANCH_OF, start=1)]),
    "areas": table("No.,served by,kind,name,addresses", [f"{at},g{at},grid,Area {at},Court {at}" for at in range(1, 22)]),
    "households": table("household No.,village or community,address", [f"h{at},g{1 + at % 21},Court {1 + at % 21} {1 + at}" for at in range(126)]),
    "member_households": table("kept by,building group,household No.,first day", [f"p{1 + at % 15},p{1 + at % 15},h{at},2021-02-01" for at in range(30)]),
    "teams": table("team No.,unit,kind,name", [f"team{at},g{at},grid_team,Team {at}" for at in range(1, 22)]),
}  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    with taken_in(tmp_path_factory.mktemp("ledgers"), LEDGERS, "cn-street") as workspace:
        yield workspace


@pytest.mark.system("S4-01")
def test_a_street_reaches_its_member_households_in_five_tiers(street: gr.Office) -> None:
    names = ("grids", "grid_branches", "joint_grid_branches", "building_groups", "member_households")
    assert [street.figure(name, AS_OF).value for name in names] == [21, 10, 5, 15, 30]
    assert rate(street, "grids_with_branch", AS_OF) == (21, 21)
    assert rows(street, "joint_grid_branches", AS_OF) == [("units", at) for at in range(37, 42)]
    shot = street.snapshot(AS_OF)
    above = shot.ancestors(UnitId("p1"))
    assert [getattr(shot.get("unit", id), "kind", "") for id in above] == ["grid_branch", "community", "street"]
    assert partition_of(At.of(shot), "grid", units=["grid"]).sound
    assert [one.what for one in Formation(At.of(shot)).proposals()] == []


@pytest.mark.system("S3-11")
def test_the_groups_that_serve_stand_in_the_grids(street: gr.Office) -> None:
    teams = evaluate(["teams"], street.snapshot(AS_OF), scope=UnitId("g4"), period=Period.year(2021))
    assert teams["teams"].value == 1
    assert set(partition_of(At.of(street.snapshot(AS_OF)), "grid").counts().values()) == {6}


def test_a_joint_grid_branch_of_one_grid_is_proposed_for_a_change(tmp_path: Path) -> None:
    few = {**LEDGERS, "grid_branches": LEDGERS["grid_branches"].replace("s,g12,j1,", "s,g12,j2,")}
    with taken_in(tmp_path, few, "cn-street") as workspace:
        found = Formation(At.of(workspace.snapshot(AS_OF))).proposals()
        assert [(one.what, one.record) for one in found] == [("joint", ("unit", "j1"))]


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "purpose",
    [
        gr.access.PUBLICATION,
        gr.access.Purpose(
            "survey", frozenset({gr.fields.Privacy.PUBLIC, gr.fields.Privacy.INTERNAL, gr.fields.Privacy.PERSONAL})
        ),
    ],
)
def test_s4_01_s2_10_which_household_is_a_member_household_is_out_of_view_without_the_purpose(
    street: gr.Office, purpose: gr.access.Purpose
) -> None:
    view = gr.View(store_of(street), street.charter, street.view.actor, None, purpose)
    links = view.snapshot(AS_OF).all(gr.model.Link).values()
    assert not [one for one in links if one.target is not gr.access.WITHHELD and one.target.noun == "household"]
    with pytest.raises(gr.errors.NotFound):
        view.get("link", "member-household-h1")


def test_s4_01_no_measure_joins_a_household_with_membership(street: gr.Office) -> None:
    from grassroots.charter.paths import leaves

    for path in ("member", "person", "membership", "unit.membership", "address.person"):
        assert leaves(street.charter, "household", path) == ()
    assert leaves(street.charter, "membership", "household") == ()
    assert leaves(street.charter, "person", "household") == ()
