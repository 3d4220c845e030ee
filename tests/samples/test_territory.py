"""Grids, settlements, traders, couriers and consultation of a street, from the ledgers that it keeps to figures. The records are invented, the totals
those that were published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.taken import cells, rate, rows, table, taken_in

import grassroots as gr
from grassroots.reading import At
from grassroots.rules.organization.dissolution import settlements
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.organization.territory import Territory, area_of
from grassroots.rules.programmes.tallies import conflicts
from grassroots.values import UnitId

AS_OF = date(2022, 12, 31)
HEAD = "code,kind,name,part of,sector,founded on,last day"


# -- the grids of a county town: 150 areas, one partition, made of grids that offices had kept apart (S2-10) ------------------------------

SECTOR = [f"old{at},sector_grid,Old grid {at},c{1 + (at - 1) // 4},,2015-01-01,2022-02-28" for at in range(1, 9)]
GRIDS_150 = [f"g{at},grid,Grid {at},c{1 + (at - 1) % 7},,2022-03-01," for at in range(1, 151)]
UNITS = table(
    HEAD,
    [
        "s,street,Street,,,,",
        *(f"c{at},community,Community {at},s,,," for at in range(1, 8)),
        *SECTOR,
        *GRIDS_150,
        *(f"o{at},office,Office {at},s,,," for at in range(1, 9)),
        *(f"z{at},centre,Centre {at},s,,," for at in range(1, 4)),
        *(f"t{at},settlement,Settlement {at},s,,2021-01-01," for at in range(1, 57)),
        *(f"tb{at},settlement_branch,Branch of settlement {at},t{at},,2021-02-01," for at in range(1, 57)),
        "tc,trade_committee,Committee of small businesses,s,,2021-03-01,",
        "cb1,courier_branch,Courier branch 1,tc,,2021-04-01,",
        "cb2,courier_branch,Courier branch 2,tc,,2021-05-01,",
        "v1,village,Village 1,s,,1990-01-01,2022-06-30",
        "v2,village,Village 2,s,,1990-01-01,2022-06-30",
        "d1,department,Department 1,s,,,2021-12-31",
        "d2,department,Department 2,s,,,2021-12-31",
    ],
)
# Each street of a community is one grid's from number 1 to 40 on both sides, or is shared by the odd and the even side.
AREAS = table(
    "No.,served by,kind,name,addresses,first day",
    [f'{at},g{at},grid,Area {at},"Lane {(at + 1) // 2} 1-40 {"odd" if at % 2 else "even"}",2022-03-01' for at in range(1, 151)],
)
HOUSEHOLDS = table(
    "household No.,village or community,address",
    [f"h{at},c{1 + (at - 1) % 7},Lane {(at + 1) // 2} {1 if at % 2 else 2}" for at in range(1, 151)]
    + [f"k{at},g{at},Lane {(at + 1) // 2} {37 if at % 2 else 38}" for at in range(1, 11)],
)
# 56 settlements with a first secretary and two of a team each, 13 other people.
PEOPLE = table("member No.,name,branch,full member since", [f"{at},Person {at},s,2010-01-01" for at in range(1, 331)])
POSTS = table(
    "post No.,unit,post,holders",
    [
        *(f"lead{at},g{at},grid_lead,1" for at in range(1, 151)),
        *(f"first{at},t{at},first_secretary,1" for at in range(1, 57)),
        "claimed,tc,claimed_post,57",
        *(f"pioneer{at},tc,pioneer_post,1" for at in range(1, 19)),
    ],
)
TENURES = table(
    "No.,post No.,member No.,first day",
    [
        *(f"l{at},lead{at},{at},2022-03-01" for at in range(1, 150)),
        *(f"f{at},first{at},{150 + at},2021-02-01" for at in range(1, 57)),
        *(f"k{at},claimed,{at},2021-06-01" for at in range(1, 58)),
    ],
)
TEAMS = table("team No.,unit,kind,name", [f"team{at},t{at},resident_team,Team {at}" for at in range(1, 57)])
SEATS = table("team No.,member No.", [f"team{1 + (at - 1) // 2},{206 + at}" for at in range(1, 113)])
CASES = table(
    "No.,unit,category,channel,received on",
    [f"{at},g{at},express,{'online' if at % 3 else 'offline'},2022-05-01" for at in range(1, 31)],
)
TALLIES = table(
    "No.,unit,what was counted,as of,number as written,measured in,counted by",
    [
        "1,s,offices_published,2022-12-31,5,unit,offices",
        "2,s,centres_published,2022-12-31,3,unit,centres",
        "3,s,settlements_published,2022-12-31,33,unit,settlements",
        "4,s,settlements_published,2022-12-31,38,unit,settlements",
        "5,s,settlements_published,2022-12-31,58,unit,settlements",
        "6,s,settlements_published,2022-12-31,56,unit,settlements",
        "7,s,resettlement_funds,2022-12-31,nearly 1 million yuan,CNY,",
        "8,s,trade_turnover,2022-12-31,more than 30000000,CNY,",
        "9,s,farm_products,2022-12-31,more than 3000000,piece,",
        '10,s,industrial_products,2022-12-31,"1900,000",piece,',
    ],
)
CONSULTATIONS = table(
    "consultation No.,asked,asked by,matter,about,asked on,answer by,answered on,answer,told on,what became of it",
    [
        "1,s,Planning bureau,planning,Plan of the old town,2022-03-01,2022-03-15,2022-03-10,agreed_if,2022-04-01,heeded",
        "2,s,Water bureau,major_project,Main sewer,2022-04-01,2022-04-15,2022-04-20,objected,2022-05-20,not_heeded",
        "3,s,Traffic bureau,major_project,Ring road,2022-11-01,2022-11-15,,,,",
        "4,s,Planning bureau,planning,Plan of the market,2022-12-20,2023-01-10,,,,",
    ],
)
PARTNERS = table(
    "partner No.,contact unit,kind,name",
    [
        *(f"biz{at},tc,small_business,Shop {at}" for at in range(1, 21)),
        "firm1,c1,property_firm,Firm One",
        "firm2,c2,property_firm,Firm Two",
        "own1,c1,owners_committee,Owners of the court",
    ],
)
RECOGNITIONS = table(
    "given by,proposed by,partner No.,recognized as,first day",
    [f"s,tc,biz{at},{'star_business' if at <= 10 else 'honest_business'},2021-10-01" for at in range(1, 16)],
)
BUSINESS_SERVICES = table(
    "No.,kept by,kind of giver,given by,kind of taker,given to,first day",
    ["1,tc,partner,biz1,unit,c1,2021-10-01", "2,tc,unit,c1,partner,biz1,2021-10-01", "3,tc,unit,tc,partner,biz2,2021-10-01"],
)
CROSS = table(
    "community,member No.,kind of body,serves in,body,first day",
    [
        "c1,300,partner,firm1,property_firm,2021-01-01",
        "c1,300,partner,own1,owners_committee,2021-01-01",
        "c1,301,unit,c1,,2021-01-01",
    ],
)
ACTIVITIES = table(
    "activity No.,unit,kind,held on,title",
    [
        *(f"w{at},tc,waste_action,2022-01-{1 + at:02},Waste" for at in range(26)),
        *(f"n{at},tc,noise_action,2022-02-{1 + at:02},Noise" for at in range(5)),
        *(f"f{at},tc,trade_forum,2022-03-{1 + at:02},Forum" for at in range(3)),
        "m1,c1,listening_meeting,2022-04-01,Heard",
        "m2,c1,coordination_meeting,2022-04-15,Agreed who does what",
        "m3,c1,hearing_meeting,2022-05-01,Plans put",
        "m4,c1,review_meeting,2022-06-01,Results looked at",
        "sm1,v1,special_meeting,2022-05-10,End of the village",
    ],
)
FACILITIES = table(
    "code,unit,kind,name,open since", [f"rest{at},cb{1 + at % 2},rest_station,Station {at},2021-06-01" for at in range(1, 8)]
)
COURIERS = table(
    "report No.,at,thing,place,reported on,dispatched on,handled by,settled on,outcome",
    [
        "1,g1,surface,Lane 1 at the gate,2022-06-01,2022-06-01,s,2022-06-03,solved",
        "2,g2,passage,Lane 1 behind number 4,2022-06-02,,,,",
    ],
)
CHANGES = table(
    "No.,change,holds from,units that end,units that take over",
    [
        *(f"{at},merge,2022-03-01,old{at},g{at}" for at in range(1, 9)),
        '81,succeed,2022-01-01,"d1, d2",o1',
        "91,dissolve,2022-07-01,v1,c1",
        "92,dissolve,2022-07-01,v2,c2",
    ],
)
MOTIONS = table(
    "No.,unit,motion,meeting,change of units,put on,decided on,outcome",
    ["1,v1,End of village 1,sm1,91,2022-05-01,2022-05-10,adopted", "2,v2,End of village 2,,92,2022-06-20,2022-07-05,adopted"],
)
VOTES = table(
    "vote No.,unit,voted on,activity No.,rule,motion,entitled to vote,present",
    ["1,v1,2022-05-10,sm1,village_meeting,1,100,90"],
)
RESULTS = table("No.,vote,choice,votes", ["1,1,yes,60", "2,1,no,30"])
ASSETS = table(
    "No.,unit,kind,name,value,currency or measure,income a year (yuan),use,comes out of,parts taken over,of so many parts,first day,last day,what became of it",
    [
        "1,v1,building,Mill,90000,CNY,12000,let,,,,2000-01-01,2022-06-30,transferred",
        "2,v1,debt,Loan of the mill,20000,CNY,,,,,,2015-01-01,2022-06-30,paid",
        "3,v1,share,Shares of the villagers,400,unit,,,,,,2000-01-01,2022-06-30,distributed",
        "4,c1,building,Mill,60000,CNY,8000,let,1,2,3,2022-07-01,,",
        "5,c1,building,Yard of the mill,30000,CNY,4000,let,1,1,3,2022-07-01,,",
        "6,v2,land,Orchard,5000,CNY,900,contracted,,,,2000-01-01,,",
    ],
)

LEDGERS = {
    "units": UNITS, "areas": AREAS, "households": HOUSEHOLDS, "members": PEOPLE, "posts": POSTS, "tenures": TENURES, "teams": TEAMS, "seats": SEATS,
    "cases": CASES, "tallies": TALLIES, "consultations": CONSULTATIONS, "partners": PARTNERS, "recognitions": RECOGNITIONS,
    "business_services": BUSINESS_SERVICES, "cross_appointments": CROSS, "activities": ACTIVITIES, "facilities": FACILITIES,
    "courier_reports": COURIERS, "changes": CHANGES, "motions": MOTIONS, "unit_votes": VOTES, "vote_results": RESULTS, "assets": ASSETS,
}  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    with taken_in(tmp_path_factory.mktemp("ledgers"), LEDGERS, "cn-street") as workspace:
        yield workspace


@pytest.mark.system("S2-10")
def test_150_grids_are_one_partition_of_the_town_with_somebody_in_each_but_one(street: gr.Office) -> None:
    assert street.figure("grids", AS_OF).value == 150
    assert rate(street, "grids_with_area", AS_OF) == (150, 150)
    found = partition_of(At.of(street.snapshot(AS_OF)), "grid", units=["grid"])
    assert found.sound, [str(one) for one in found.problems[:5]]
    assert len(found.areas) == 150
    assert (found.coverage.numerator, found.coverage.denominator) == (160, 160)
    assert rows(street, "grids_staffed", AS_OF, misses=True) == [("units", 167)]
    assert cells(street, "matters_by_channel", AS_OF) == {"online": 20, "offline": 10}


@pytest.mark.system("S2-10")
def test_the_grids_of_single_offices_went_into_the_one_net(street: gr.Office) -> None:
    assert street.figure("sector_grids", AS_OF).value == 0
    assert street.figure("sector_grids", date(2022, 2, 28)).value == 8
    assert street.figure("grids", date(2022, 2, 28)).value == 0
    assert street.snapshot(AS_OF).tree.place(UnitId("old3"), AS_OF) == "g3"


def test_an_address_leads_to_the_grid_that_answers_for_it(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    found = area_of("Lane 3, 17", At.of(shot), kind="grid")
    assert found is not None
    assert found.unit == "g5"
    assert area_of("Lane 3 41", At.of(shot)) is None
    assert area_of("Lane 3 17", At.of(shot, date(2022, 2, 28))) is None, "before the grids were drawn"
    assert Territory(At.of(shot), kind="grid").stretches_that_overlap() == ()


def test_a_gap_and_an_overlap_in_the_ledger_are_told_with_their_rows(tmp_path: Path) -> None:
    broken = AREAS.replace('"Lane 1 1-40 odd"', '"Lane 1 1-30 odd"').replace(
        '"Lane 2 1-40 even"', '"Lane 2 1-40 even; Lane 2 9-11"'
    )
    with taken_in(tmp_path, {"units": UNITS, "areas": broken, "households": HOUSEHOLDS}, "cn-street") as workspace:
        found = partition_of(At.of(workspace.snapshot(AS_OF)), "grid")
        assert [(one.code, one.source and one.source.row) for one in found.problems] == [
            ("household-nowhere", 152),
            ("areas-overlap", 5),
        ]
        assert "lane 2 9-11 odd" in found.problems[1].text("en")


@pytest.mark.system("S2-02")
def test_a_number_that_was_published_stands_beside_what_the_records_say_as_a_conflict(street: gr.Office) -> None:
    figures = {(UnitId("s"), name): street.figure(name, AS_OF).value for name in ("offices", "centres")}
    assert list(figures.values()) == [8, 3]
    (found,) = conflicts(At.of(street.snapshot(AS_OF)), figures)  # type: ignore[arg-type]
    assert found.code == "tally-conflict"
    assert (found.details["told"], found.details["found"]) == ("5", "8")
    assert found.source is not None
    assert (Path(found.source.file).stem, found.source.row) == ("tallies", 2)
    assert rows(street, "offices", AS_OF) == [("units", at) for at in range(168, 176)]


@pytest.mark.system("S2-02")
def test_bodies_that_were_reorganized_go_on_in_those_that_took_over(street: gr.Office) -> None:
    tree = street.snapshot(AS_OF).tree
    assert [tree.place(UnitId(old), AS_OF) for old in ("d1", "d2")] == ["o1", "o1"]
    assert street.figure("departments", date(2021, 12, 31)).value == 2
    assert street.figure("departments", AS_OF).value == 0


@pytest.mark.system("S2-02")
def test_the_street_is_heard_on_plans_and_projects_and_its_answers_are_on_record(street: gr.Office) -> None:
    assert street.figure("consultations", AS_OF).value == 4
    assert cells(street, "consultations", AS_OF) == {
        "planning": 2,
        "major_project": 2,
        "heeded": 1,
        "not_heeded": 1,
        "in_progress": 2,
    }
    assert rate(street, "consultations_in_time", AS_OF) == (1, 3)
    assert dict(street.figure("consultations_in_time", AS_OF).left_out) == {"running": 1}
    assert street.figure("consultations_overdue", AS_OF).value == 1
    assert rows(street, "consultations_overdue", AS_OF) == [("consultations", 4)]
    assert street.figure("consultations_overdue", date(2022, 4, 16)).value == 1, "the second, four days before its answer"
    assert "征求街道意见" in street.figure("consultations_overdue", AS_OF).explain("zh")


@pytest.mark.system("S2-04")
def test_each_settlement_has_a_branch_a_first_secretary_and_two_who_stay(street: gr.Office) -> None:
    assert street.figure("settlements", AS_OF).value == 56
    assert street.figure("settlements_with_branch", AS_OF).value == 56
    assert street.figure("first_secretaries", AS_OF).value == 56
    assert street.figure("resident_team_members", AS_OF).value == 112
    figures = {(UnitId("s"), "settlements"): street.figure("settlements", AS_OF).value}
    told = [one.details["told"] for one in conflicts(At.of(street.snapshot(AS_OF)), figures)]  # type: ignore[arg-type]
    assert told == ["33", "38", "58"], "numbers whose role is lost stand beside what was counted"
    funds = street.figure("resettlement_funds", AS_OF)
    assert dict(funds.left_out) == {"missing": 1}, "'nearly' is no number that could be summed"


@pytest.mark.system("S2-05")
def test_small_businesses_have_a_committee_recognition_posts_and_actions(street: gr.Office) -> None:
    assert cells(street, "recognized_businesses", AS_OF) == {"star_business": 10, "honest_business": 5}
    assert street.figure("claimed_posts", AS_OF).value == 57
    assert street.figure("pioneer_posts", AS_OF).value == 18
    assert cells(street, "business_actions", AS_OF) == {"waste_action": 26, "noise_action": 5, "trade_forum": 3}
    assert street.figure("cross_services", AS_OF).value == 3
    assert street.figure("trade_turnover", AS_OF).value == 30_000_000
    assert rows(street, "recognized_businesses", AS_OF) == [("recognitions", at) for at in range(2, 17)]


@pytest.mark.system("S2-06")
def test_couriers_have_branches_and_stations_and_report_things_and_places(street: gr.Office) -> None:
    assert street.figure("courier_branches", AS_OF).value == 2
    assert street.figure("rest_stations", AS_OF).value == 7
    assert cells(street, "courier_reports", AS_OF) == {"surface": 1, "passage": 1, "solved": 1, "in_progress": 1}
    assert street.figure("courier_reports", AS_OF).value == 2
    assert rows(street, "courier_reports", AS_OF) == [("courier_reports", 2), ("courier_reports", 3)]
    assert street.figure("farm_products", AS_OF).value == 3_000_000
    damaged = street.figure("industrial_products", AS_OF)
    assert (damaged.value, dict(damaged.left_out)) == (None, {"missing": 1})
    raw = [one.amount.raw for one in street.snapshot(AS_OF).all("tally").values() if one.kind == "industrial_products"]  # type: ignore[union-attr]
    assert raw == ["1900,000"]


@pytest.mark.system("S2-09")
def test_residents_firm_and_owners_meet_in_four_ways_and_serve_in_one_anothers_bodies(street: gr.Office) -> None:
    assert cells(street, "resident_meetings", AS_OF) == dict.fromkeys(
        ("listening_meeting", "coordination_meeting", "hearing_meeting", "review_meeting"), 1
    )
    assert street.figure("cross_appointments", AS_OF).value == 3
    assert rate(street, "firms_with_cross_appointment", AS_OF) == (2, 3)
    assert rows(street, "firms_with_cross_appointment", AS_OF, misses=True) == [("partners", 23)]


@pytest.mark.system("S0-21")
def test_the_end_of_a_village_is_decided_before_and_all_it_had_and_owed_is_settled(street: gr.Office) -> None:
    done, wanting = settlements(At.of(street.snapshot(AS_OF), date(2023, 1, 1)))
    assert (done.unit.id, done.settled, done.decided_on) == ("v1", True, date(2022, 5, 10))
    assert {one.asset.kind: one.disposal for one in done.lines} == {
        "building": "transferred",
        "debt": "paid",
        "share": "distributed",
    }
    assert {str(part.share) for one in done.lines for part in one.taken} == {"1/3", "2/3"}
    assert [one.code for one in wanting.problems] == [
        "change-decided-late",
        "change-without-vote",
        "change-without-meeting",
        "asset-unsettled",
    ]
    for problem in wanting.problems:
        assert problem.source is not None
        assert "S0-21" in problem.text("en")
    assert [Path(one.source.file).stem for one in wanting.problems if one.source] == ["motions", "motions", "motions", "assets"]
    assert street.figure("income_of_assets", AS_OF).value == 12_900
    assert street.snapshot(AS_OF).tree.place(UnitId("v1"), AS_OF) == "c1"


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


def test_s2_06_a_report_of_a_courier_has_no_place_for_a_person(street: gr.Office, tmp_path: Path) -> None:
    from grassroots.charter.targets import target_of

    rule = street.charter.ledgers["courier_reports"]
    targets = [target_of(column.to, rule, street.charter) for column in rule.columns if column.to]
    assert not any("person" in target.refs for target in targets if target)
    assert not any(column.to in ("text", "requester") for column in rule.columns)
    reports = [one for one in street.snapshot(AS_OF).all("case").values() if one.channel == "courier"]  # type: ignore[union-attr]
    assert len(reports) == 2
    assert {(one.requester, one.text) for one in reports} == {(None, None)}  # type: ignore[union-attr]
    (tmp_path / "courier_reports.csv").write_text(
        COURIERS.replace("place,reported on", "place,raised by,reported on", 1), encoding="utf-8"
    )
    assert not street.read(tmp_path / "courier_reports.csv").ok, "a column for a person is refused"


def test_what_changes_later_changes_no_earlier_figure(street: gr.Office) -> None:
    before = date(2022, 6, 30)
    assert [street.figure("grids", day).value for day in (before, before + timedelta(days=1))] == [150, 150]
    villages = [len(street.snapshot(day).children(UnitId("s"), day)) for day in (before, before + timedelta(days=1))]
    assert villages[0] - villages[1] == 2
