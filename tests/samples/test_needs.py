"""Needs, offers, places, partners and helpers, from the rows that streets type to the figures that they published. The records are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve, fields
from support.behind import store_of
from support.taken import taken_in

import grassroots as gr
from grassroots.model import NOUNS
from grassroots.reading import At
from grassroots.rules.programmes.tallies import conflicts
from grassroots.rules.programmes.targets import HorizonRule, Reach, statuses_of_targets, targets_of
from grassroots.rules.service.agreements import AgreementRule, AgreementState, agreement_problems
from grassroots.rules.service.claims import overdrawn
from grassroots.rules.service.match_rule import MatchRule
from grassroots.rules.service.matching import match
from grassroots.rules.service.pairing import PairingRule, helpers_short, register_on, shown_to
from grassroots.rules.service.wishes import for_claimer, publishable
from grassroots.snapshot import Snapshot
from grassroots.values import Ref, UnitId, rounded

AS_OF = date(2021, 12, 31)

CHARTER = {
    "charter.toml": """
id = "hudao"
extends = "cn-street"
languages = ["en", "zh"]
label = { en = "A street", zh = "某街道" }
""",
    "rules.toml": """
[words.tally]
income = { en = "income", zh = "收入" }
costs = { en = "costs", zh = "成本" }

[agreement.rooms]
en = "Rooms let at a low margin"
zh = "公益加微利"
source = "S2-07; the ceiling is this example's own"
where = { "target.noun" = "facility" }
ceiling = "0.1"
income = "income"
costs = "costs"
services = 1

[pairing.hardship]
en = "Pairing"
zh = "结对帮扶"
source = "S3-21, S4-14"
register = { key_family = true }
helpers = { "post.kind" = "secretary" }
every = { months = 3 }

[ledger.accounts]
en = "Accounts of agreements"
zh = "协议收支台账"
noun = "tally"
key = ["no"]
[ledger.accounts.column]
no = { heading = ["No."], to = "", required = true }
unit = { heading = ["unit"], required = true }
kind = { heading = ["what"], required = true }
about = { heading = ["agreement"], of = "link", required = true }
on = { heading = ["account of"], required = true }
amount = { heading = ["yuan"], unit = "CNY" }

[ledger.claimed_totals]
en = "Totals as published"
zh = "公布数"
noun = "tally"
key = ["no"]
[ledger.claimed_totals.column]
no = { heading = ["No."], to = "", required = true }
unit = { heading = ["unit"], required = true }
kind = { heading = ["what"], required = true }
measure = { heading = ["measure"] }
on = { heading = ["on"], required = true }
amount = { heading = ["number"] }
in = { heading = ["measured in"], to = "amount.measured_in" }
""",
}

GRIDS = [f"g{at}" for at in range(1, 22)]
COMMUNITIES = [f"c{at}" for at in range(1, 8)]


def table(head: str, *rows: str) -> str:
    return "\n".join((head, *rows)) + "\n"


UNITS = table(
    "code,name,kind,part of",
    "s,Street,street,",
    *(f"{id},Community {id},community,s" for id in COMMUNITIES),
    *(f"{id},Grid {id},grid,{COMMUNITIES[at % 7]}" for at, id in enumerate(GRIDS)),
)

# 20 stations for 21 grids; in the second year the first also serves the last grid. 14 workshops with 2,468 jobs; venues of three classes.
FACILITIES = table(
    "code,unit,kind,name,belongs to,room for,square metres,class,open since,last day",
    *(f"st{at},{id},service_station,Station {at},,40,,,2020-01-01," for at, id in enumerate(GRIDS[:20], 1)),
    *(f"sq{at},{COMMUNITIES[at % 7]},square,,,,,,," for at in range(17)),
    *(f"sp{at},{COMMUNITIES[at % 7]},sports_facility,,,,,,," for at in range(110)),
    *(
        f"v{at},c{at % 3 + 1},venue,,,,310,{standard},2020-01-01,"
        for at, standard in enumerate(["first"] * 3 + ["second"] * 2 + ["third"] * 4 + [""])
    ),
    *(f"ec{at},s,employment_centre,,,,,,," for at in range(11)),
    *(f"es{at},s,employment_station,,,,,,," for at in range(6)),
    *(f"w{at},c1,workshop,,,{176 if at else 180},,,," for at in range(14)),
    "talent,g1,talent_station,Talent station,,,,,2021-01-01,",
    "desk,s,service_desk,One-stop desk,,,,,2013-01-01,",
    "gym,c1,function_room,Gym,,,120,,,",
    "dance,c2,function_room,Dance room,,,90,,,",
    "closed,c3,square,,,,,,2010-01-01,2020-12-31",
)
SERVED = table("facility,unit served,kept by,first day,last day", "st1,g21,s,2022-01-01,")

PARTNERS = table(
    "code,unit,kind,name",
    *(f"r{at},s,resident_unit,Resident institution {at}" for at in range(1, 264)),
    "shop,s,enterprise,Caring shop",
    "school,s,enterprise,School of dance",
    "green,s,enterprise,Green bricks",
    "repair,s,enterprise,Pavilion repairs",
)
AGREEMENTS = table(
    "No.,unit,partner,about,about a,first day,last day",
    *(f"{at},s,r{at},s,unit,2021-01-01," for at in range(1, 239)),
    "240,s,shop,gym,facility,2021-01-01,",
    "241,s,school,dance,facility,2021-01-01,",
    "242,s,r239,s,unit,2019-01-01,2020-12-31",
)
ACCOUNTS = table(
    "No.,unit,what,agreement,account of,yuan",
    "1,s,income,240,2021-12-31,100000",
    "2,s,costs,240,2021-12-31,92000",
    "3,s,income,241,2021-12-31,50000",
    "4,s,costs,241,2021-12-31,40000",
)
DESK = ["labour_security", "relief", "old_age", "disability", "family_planning", "social_security"]
OFFERS = table(
    "No.,unit,offered by,offered by a,kind,offer,amount,measure,for use in,facility,agreement,skill,only for,first day,last day,listed on",
    *(
        f"{at},s,r{at},partner,premises,Hall,23,m2,{COMMUNITIES[at % 7]},,{at if at < 239 else ''},,,,,2021-02-01"
        for at in range(1, 264)
    ),
    *(f"d{at},s,s,unit,{kind},At the desk,,,,desk,,,,,,2021-01-01" for at, kind in enumerate(DESK)),
    *(f"t{at},g1,r{at},partner,talent,Advice {at},,,,talent,,,,,,2021-01-01" for at in range(1, 6)),
    "a1,s,shop,partner,service,Free hours for older people,12,session,,gym,240,,older_people,,,2021-01-01",
    "w1,s,r1,partner,wish,A school bag,2,piece,,,,,,,,2021-05-01",
    "w2,s,r2,partner,wish,Rice and oil,1,piece,c1,,,,,,,2021-05-01",
    "b1,s,green,partner,materials,Bricks,3200,m2,,,,,,,,2021-06-01",
)
NEEDS = table(
    "No.,unit,kind,group,skill,amount,measure,project,wanted until,broker,need,published on,taken up on,granted on,thanked on",
    "1,g1,wish,older_people,,1,piece,,,g1,Somebody to read the paper,2021-05-10,,,",
    "2,g1,wish,poor_families,,1,piece,,,g1,A school bag,2021-05-10,2021-05-12,2021-05-20,2021-05-25",
    "3,g2,wish,left_behind_children,,1,piece,,,g2,A school bag,2021-05-03,,,",
    "4,g2,wish,disabled_people,,1,piece,,,g2,Please ring Resident Two,2021-05-11,,,",
    "5,g3,help,,law,,,,,g3,Advice,2021-05-11,,,",
    "6,c1,materials,,,3200,m2,renewal,,c1,Bricks to level the ground,2021-06-01,,,",
)
CLAIMS = table(
    "No.,need,taken up on,taken up by,taken up by a,offer,amount,measure,last day",
    "1,2,2021-05-12,r1,partner,w1,1,piece,",
    "2,6,2021-06-10,green,partner,b1,3200,m2,",
)
HOUSEHOLDS = table(
    "household No.,village or community,address,in difficulty",
    "h1,g1,1 Example Road,yes",
    "h2,g1,2 Example Road,yes",
    "h3,g2,3 Example Road,yes",
    "h4,g2,4 Example Road,no",
    "h5,g3,5 Example Road,no",
)
PEOPLE = table(
    "member No.,name,branch,full member since",
    "1,Resident One,s,2001-01-01",
    "2,Resident Two,s,2002-01-01",
    "3,Resident Three,s,2003-01-01",
)
POSTS = table("code,unit,kind", "p1,s,secretary", "p2,s,secretary")
TENURES = table("No.,post,person,first day", "1,p1,1,2020-01-01", "2,p2,2,2020-01-01")
PAIRINGS = table(
    "No.,kept by,helper,household No.,first day,last day", "1,g1,p-1,h1,2021-02-01,", "2,g3,p-2,h5,2020-01-01,2021-03-31"
)
CIRCLE = table(
    "No.,community,serves,who,layer",
    *(f"{at},c1,c1,r{at},{layer}" for at, layer in enumerate(["core", "core", "near", "near", "near", "heart"], 1)),
)
CONTACTS = table(
    "visit No.,visiting unit,visited on,household No.,result,member No.,purpose",
    "v1,g1,2021-04-20,h1,reached,p-1,door_to_door",
    "v2,g1,2021-08-01,h1,reached,p-3,door_to_door",
)
PROJECTS = table("code,unit,kind,name,adopted on", "renewal,c1,practical,Renewal of the estate,2021-06-01")
GIFTS = table(
    "No.,project No.,given by,given on,amount,measure,worth (yuan),set by",
    "1,renewal,green,2021-06-15,3200,m2,96000,market_price",
    "2,renewal,repair,2021-06-20,3,piece,,",
)
COURSES = table(
    "No.,unit,kind,held on,people",
    *(f"{at},s,employment_course,2021-{at % 12 + 1:02}-10,{190 if at else 189}" for at in range(18)),
)
PLACEMENTS = table(
    "No.,unit,kind,given on,amount,currency or measure",
    *(f"{at},c1,placement,2021-{at:02}-28,920,person" for at in range(1, 13)),
)
TOTALS = table(
    "No.,unit,what,measure,on,number,measured in",
    "1,s,grid_coverage,grids_served,2021-12-31,100,percent",
    "2,s,ground_hardened,,2021-12-31,more than 3000,m2",
)

TABLES = {
    "units": UNITS, "facilities": FACILITIES, "served_units": SERVED, "partners": PARTNERS, "agreements": AGREEMENTS, "accounts": ACCOUNTS,
    "offers": OFFERS, "needs": NEEDS, "claims": CLAIMS, "households": HOUSEHOLDS, "members": PEOPLE, "posts": POSTS, "tenures": TENURES,
    "contacts": CONTACTS, "projects": PROJECTS, "gifts_in_kind": GIFTS, "activities": COURSES, "provisions": PLACEMENTS,
    "claimed_totals": TOTALS, "pairings": PAIRINGS, "circle": CIRCLE,
}  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A street from the tables that it keeps."""
    with taken_in(tmp_path_factory.mktemp("needs"), TABLES, CHARTER) as workspace:
        yield workspace


def value(street: gr.Office, name: str, as_of: date = AS_OF) -> object:
    return street.figure(name, as_of).value


def rows(street: gr.Office, name: str, as_of: date = AS_OF) -> dict[str, int]:
    """How many rows of which ledger the records behind a figure were typed in."""
    evidence = street.ask(street.figure(name, as_of).question)
    found = [evidence.sources[key].file for key in evidence.hits]
    return {Path(file).stem: found.count(file) for file in dict.fromkeys(found)}


def percent(figure: gr.Figure) -> str:
    return rounded(figure.value * 100)  # type: ignore[operator]


def rule(street: gr.Office, kind: str, name: str) -> object:
    return street.charter.rule(kind, name)


def view(street: gr.Office, purpose: gr.access.Purpose) -> gr.View:
    return gr.View(store_of(street), street.charter, street.view.actor, None, purpose)


@pytest.mark.system("S4-05")
def test_twenty_stations_for_twenty_one_grids_are_no_hundred_per_cent_unless_one_serves_two(street: gr.Office) -> None:
    figure = street.figure("grids_served", AS_OF)
    assert (figure.numerator, figure.denominator, percent(figure)) == (20, 21, "95.2")
    missed = street.ask(figure.question).misses
    assert list(missed) == [("requirement_state", "grid_station:unit:g21")]
    (told,) = conflicts(At.of(street.snapshot(AS_OF)), {(UnitId("s"), "grids_served"): Fraction(20, 21)})
    assert told.code == "tally-conflict"
    assert told.source is not None and told.source.row == 2
    assert "100 %" in told.text("en") and "95.2 %" in told.text("zh")
    later = date(2022, 1, 1)
    assert percent(street.figure("grids_served", later)) == "100.0"
    assert conflicts(At.of(street.snapshot(later)), {(UnitId("s"), "grids_served"): Fraction(1)}) == ()
    assert rows(street, "grids_served", later) == {"units": 21}


@pytest.mark.system("S2-12")
def test_what_resident_institutions_share_adds_up_to_the_published_totals(street: gr.Office) -> None:
    assert value(street, "sharing_units") == 263
    assert value(street, "shared_space") == 6049  # more than 6,000
    assert value(street, "shared_with") == 7
    assert (value(street, "facilities.square"), value(street, "facilities.sports_facility")) == (17, 110)
    assert value(street, "facilities.square", date(2020, 12, 31)) == 18, "a place that was closed counted until its last day"
    assert value(street, "venue_space") == 3100  # more than 3,000, in three communities
    assert rows(street, "shared_space") == {"offers": 263}


def test_the_supply_side_of_orders_is_agreements_with_nine_in_ten_resident_institutions(street: gr.Office) -> None:
    figure = street.figure("units_with_agreement", AS_OF)
    assert (figure.numerator, figure.denominator, percent(figure)) == (238, 263, "90.5")


@pytest.mark.system("S2-08")
def test_employment_services_come_to_what_was_published(street: gr.Office) -> None:
    assert (value(street, "facilities.employment_centre"), value(street, "facilities.employment_station")) == (11, 6)
    assert value(street, "employment_courses") == 18
    assert value(street, "trained_for_work") == 3419  # more than 3,400
    assert value(street, "placed_in_work") == 11040  # more than 11,000
    assert (value(street, "facilities.workshop"), value(street, "workshop_jobs")) == (14, 2468)
    assert rows(street, "workshop_jobs") == {"facilities": 14}
    assert rows(street, "placed_in_work") == {"provisions": 12}


@pytest.mark.system("S3-24")
def test_venues_of_three_classes_are_measured_against_their_shares_within_three_years(street: gr.Office) -> None:
    horizon = rule(street, "horizon", "venues")
    assert isinstance(horizon, HorizonRule)
    targets = targets_of(horizon, UnitId("s"), date(2020, 1, 1))
    assert [(one.value.value, one.end) for one in targets if one.value] == [
        (Decimal(share), date(2023, 1, 1)) for share in ("0.3", "0.3", "0.4")
    ]
    street.add(*targets, reason="guidance paper")
    names = [one.measure for one in targets if one.measure]
    figures = {(UnitId("s"), name): street.figure(name, AS_OF).value for name in names}
    assert [str(one) for one in figures.values()] == ["3/10", "1/5", "2/5"]
    found = statuses_of_targets(At.of(street.snapshot(AS_OF)), figures)  # type: ignore[arg-type]
    assert [(one.reach, one.gap) for one in found] == [(Reach.REACHED, 0), (Reach.OPEN, Fraction(1, 10)), (Reach.REACHED, 0)]
    assert rows(street, "venues_second") == {"facilities": 2}


@pytest.mark.system("S4-06")
def test_one_talent_station_has_a_list_of_services(street: gr.Office) -> None:
    assert (value(street, "facilities.talent_station"), value(street, "talent_services")) == (1, 5)
    assert value(street, "talent_services", date(2020, 12, 31)) is None, "no offer was recorded by then"
    assert rows(street, "talent_services") == {"offers": 5}


@pytest.mark.system("S2-07")
def test_rooms_are_let_under_a_ceiling_and_what_is_owed_in_return_is_kept(street: gr.Office) -> None:
    rooms = rule(street, "agreement", "rooms")
    assert isinstance(rooms, AgreementRule)
    gym, dance = street.snapshot(AS_OF).derived("agreement_state", AS_OF).values()
    assert isinstance(gym, AgreementState) and isinstance(dance, AgreementState)
    assert (gym.margin, dance.margin) == (Decimal("0.08"), Decimal("0.2"))
    assert (gym.services, gym.promised, gym.given) == (1, 12, 0)
    problems = list(agreement_problems(rooms, At.of(street.snapshot(AS_OF))))
    assert [(one.value, one.code) for one in problems] == [
        (dance.agreement, "agreement-over-ceiling"),
        (dance.agreement, "agreement-services"),
    ]
    assert problems[0].source is not None and Path(problems[0].source.file).stem == "agreements"
    assert "20.0 %" in problems[0].text("en") and "10.0%" in problems[0].text("zh")
    later = agreement_problems(rooms, At.of(street.snapshot("2022-12-31")))
    assert [one.value for one in later if one.code == "agreement-no-account"] == [gym.agreement, dance.agreement]
    # Hours that older people had are taken from what is owed.
    used = gr.model.Claim(id="hours", need="needs-1", on=date(2021, 9, 1), by=Ref("unit", "g1"), offer="offers-a1", amount=gr.values.Quantity.of(5, "session"), end=date(2021, 9, 2))  # type: ignore[arg-type] # fmt: skip
    street.add(used, reason="diary of the room")
    gym, _ = street.snapshot(AS_OF).derived("agreement_state", AS_OF).values()
    assert isinstance(gym, AgreementState) and (gym.promised, gym.given) == (12, 5)
    street.withdraw("claim", "hours", reason="end of the example")


@pytest.mark.system("S4-15")
def test_a_partner_claims_what_a_project_needs_and_gives_in_kind_with_the_ground_of_its_worth(street: gr.Office) -> None:
    assert value(street, "bricks_given") == 3200
    assert value(street, "in_kind_worth") == 96000
    assert rows(street, "in_kind_worth") == {"gifts_in_kind": 1}, "a gift that nobody valued is worth no known sum, not nothing"
    shot = street.snapshot(AS_OF)
    need = shot.get("need", "needs-6")
    assert isinstance(need, gr.model.Need) and need.project == "renewal"
    assert list(overdrawn(At.of(shot, AS_OF))) == []
    partners = rule(street, "match", "partners")
    assert isinstance(partners, MatchRule)
    before = match(partners, At.of(street.snapshot(date(2021, 6, 5))))
    assert [(one.need, one.offer, one.amount) for one in before.pairs] == [("needs-6", "offers-b1", 3200)]
    assert [one.reason.code for one in before.left] == ["match-no-kind"]
    # It is claimed: what is left is the advice that nobody offers.
    after = match(partners, At.of(shot, AS_OF))
    assert (after.pairs, [one.need for one in after.left]) == ((), ["needs-5"])
    tally = shot.get("tally", "claimed_totals-2")
    assert isinstance(tally, gr.model.Tally) and tally.amount is not None
    assert (tally.amount.value, tally.amount.quality) == (3000, gr.values.Quality.ROUGH)


@pytest.mark.system("S4-14")
def test_the_register_of_hardship_names_who_is_helped_until_the_link_ends(street: gr.Office) -> None:
    pairing = rule(street, "pairing", "hardship")
    assert isinstance(pairing, PairingRule)
    shot = street.snapshot(AS_OF)
    found = register_on(pairing, At.of(shot, AS_OF))
    assert {one.household: len(one.helpers) for one in found.entries} == {"h1": 1, "h2": 0, "h3": 0}
    assert found.closed == 1, "the household whose link ended is counted and not named"
    assert [one.household for one in register_on(pairing, At.of(shot, AS_OF, scope=UnitId("g1"))).waiting] == ["h2"]
    # A call by somebody else does not do for the helper's.
    (helped,) = [one for one in found.entries if one.helpers]
    assert (helped.last, helped.due, helped.late(AS_OF)) == (date(2021, 4, 20), date(2021, 7, 20), True)
    assert sorted(one.code for one in found.problems) == ["pairing-contact-due", "pairing-no-helper", "pairing-no-helper"]
    gone = [evolve(one, end=AS_OF) if one.id == "h1" else one for one in shot.all("household").values()]
    others = [one for noun in NOUNS if noun != "household" for one in shot.all(noun).values()]
    left = register_on(pairing, At.of(Snapshot.of([*gone, *others], shot.charter, as_of=AS_OF, check=False)))
    assert ({one.household for one in left.entries}, left.closed) == ({"h2", "h3"}, 2), "who stands no more has no helper"
    early = register_on(pairing, At.of(shot, date(2021, 3, 31)))
    assert ("h5" in {one.household for one in early.entries}, early.closed) == (True, 0)
    assert {one.value for one in helpers_short(pairing, At.of(shot, AS_OF))} == {"p-2"}, "whose only link has ended"


@pytest.mark.system("S0-16")
def test_three_layers_of_partners_stand_behind_one_desk_with_six_services(street: gr.Office) -> None:
    assert value(street, "service_layers") == 3
    cells = {layer: value(street, f"circle_members.{layer}") for layer in ("core", "near", "heart")}
    assert cells == {"core": 2, "near": 3, "heart": 1}
    assert (value(street, "desk_services"), value(street, "facilities.service_desk")) == (6, 1)
    assert rows(street, "desk_services") == {"offers": 6}


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


def wishes(street: gr.Office) -> MatchRule:
    found = rule(street, "match", "wishes")
    assert isinstance(found, MatchRule)
    return found


def test_s0_18_a_wish_with_a_name_in_it_or_of_a_child_without_a_guardians_consent_is_not_published(
    street: gr.Office,
) -> None:
    day = date(2021, 5, 15)
    found = publishable(wishes(street), At.of(street.snapshot(day)))
    assert [one.id for one in found.needs] == ["needs-1"]
    assert [(one.value, one.code) for one in found.problems] == [
        ("needs-3", "match-guardian"),
        ("needs-4", "need-names-somebody"),
    ]
    assert "Resident" not in "".join(one.text(language) for one in found.problems for language in ("en", "zh"))
    # What is not published is not matched to anybody either.
    assert "needs-3" not in {one.need for one in match(wishes(street), At.of(street.snapshot(day))).pairs}


@pytest.mark.parametrize("text", ["Ring 138 0013 8000", "a.b@example.org", "To 2 Example Road please", "for resident\u3000one"])
def test_s0_18_numbers_addresses_and_names_hold_a_wish_back_however_they_are_written(street: gr.Office, text: str) -> None:
    day = date(2021, 5, 15)
    known = street.snapshot(day)
    need = evolve(known.all("need")["needs-1"], id="telling", text=text)
    shot = gr.Snapshot.of([*known, need], street.charter, as_of=day, check=False)
    found = publishable(wishes(street), At.of(shot, day))
    assert "telling" not in {one.id for one in found.needs}
    claim = gr.model.Claim(id="k", need="telling", on=day, by=Ref("partner", "r1"))  # type: ignore[arg-type]
    shown = for_claimer(claim, At.of(shot, day))
    assert shown is not None and shown.text == ""


def test_s0_18_a_guardian_who_takes_consent_back_takes_the_wish_back(street: gr.Office) -> None:
    day = date(2021, 5, 15)
    known = [one for one in street.snapshot(day) if one.id != "needs-3"]
    child = evolve(street.snapshot(day).all("need")["needs-3"], guardian_consent="co")
    consent = gr.model.Consent(
        id="co", unit="g2", giver=Ref("person", "p-1"), purpose="wish", guardian="p-2", start=date(2021, 5, 1)
    )  # type: ignore[arg-type]

    def published(*more: gr.model.Record) -> set[str]:
        shot = gr.Snapshot.of([*known, child, *more], street.charter, as_of=day, check=False)
        return {one.id for one in publishable(wishes(street), At.of(shot, day)).needs}

    assert "needs-3" in published(consent)
    assert "needs-3" not in published()
    assert "needs-3" not in published(evolve(consent, end=day, revoked=True))
    assert "needs-3" not in published(evolve(consent, guardian=None)), "a child cannot consent alone"


def test_s0_18_whoever_takes_a_wish_up_sees_what_was_published_and_turns_to_the_unit_until_the_claim_ends(
    street: gr.Office,
) -> None:
    shot = street.snapshot(AS_OF)
    claim = shot.all("claim")["claims-1"]
    assert isinstance(claim, gr.model.Claim)
    shown = for_claimer(claim, At.of(shot, AS_OF))
    assert shown is not None and (shown.unit, shown.group, shown.text) == ("g1", "poor_families", "A school bag")
    assert {one.name for one in fields(type(shown))}.isdisjoint(
        {"broker", "guardian_consent", "requester", "person", "household"}
    )
    assert for_claimer(evolve(claim, end=AS_OF), At.of(shot, AS_OF)) is None


def test_s0_18_a_need_has_no_field_for_who_has_it_and_the_public_sees_neither_broker_nor_consent(street: gr.Office) -> None:
    from grassroots.fields import fields_of

    leads = {
        info.name: set(info.refs) for info in fields_of(gr.model.Need) if {"person", "household", "membership"} & set(info.refs)
    }
    assert leads == {"broker": {"unit", "person", "team"}}
    assert "household" not in {ref for info in fields_of(gr.model.Claim) for ref in info.refs}
    for one in view(street, gr.access.PUBLICATION).snapshot(AS_OF).all("need").values():
        assert isinstance(one, gr.model.Need)
        assert (one.broker, one.guardian_consent, one.text) == (None, None, None)


@pytest.mark.parametrize("condition", ['"broker.name" = "-"', 'broker = "-"', 'has = { claim = "need", where = { "by.name" = "x" } }', 'not = { has = { note = "about", where = { "about.key_family" = true } } }'])  # fmt: skip
def test_s0_18_no_matching_may_look_at_who_somebody_is(tmp_path: Path, condition: str) -> None:
    for name, text in CHARTER.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    rules = f'[match.bad]\nen = "x"\nzh = "配"\nneeds = {{ {condition} }}\n'
    (tmp_path / "bad.toml").write_text(rules, encoding="utf-8")
    if condition == 'broker = "-"':
        gr.open("memory:", charter=str(tmp_path)).close()  # that there is a broker says nothing of who it is
        return
    with pytest.raises(gr.errors.CharterInvalid) as told:
        gr.open("memory:", charter=str(tmp_path))
    assert "charter-match-person" in {one.code for one in told.value.problems}


def test_s4_14_s3_21_the_end_of_the_link_ends_access_also_to_days_before_it(street: gr.Office) -> None:
    pairing = rule(street, "pairing", "hardship")
    assert isinstance(pairing, PairingRule)
    for as_of in (date(2021, 3, 1), AS_OF):
        shot = street.snapshot(as_of)
        assert [one.id for one in shown_to(Ref("person", "p-1"), pairing, At.of(shot, AS_OF))] == ["h1"]
        assert shown_to(Ref("person", "p-2"), pairing, At.of(shot, AS_OF)) == ()
        assert shown_to(Ref("person", "p-3"), pairing, At.of(shot, AS_OF)) == ()


def test_s4_14_s3_21_that_a_household_is_helped_is_out_of_view_unless_the_purpose_opens_what_the_law_protects(
    street: gr.Office,
) -> None:
    ids = {
        id for id, one in street.snapshot(AS_OF).all("link").items() if isinstance(one, gr.model.Link) and one.kind == "pairing"
    }
    assert len(ids) == 2
    survey = gr.access.Purpose(
        "survey", frozenset({gr.fields.Privacy.PUBLIC, gr.fields.Privacy.INTERNAL, gr.fields.Privacy.PERSONAL})
    )
    for purpose in (gr.access.PUBLICATION, survey):
        seen = view(street, purpose)
        assert ids.isdisjoint(seen.snapshot(AS_OF).all("link"))
        for id in ids:
            for ask in (seen.get, seen.history):
                with pytest.raises(gr.errors.NotFound):
                    ask("link", id)
    assert ids <= set(view(street, gr.access.STATISTICS).snapshot(AS_OF).all("link"))


def test_s4_14_what_the_register_tells_masks_whose_household_it_is(street: gr.Office) -> None:
    pairing = rule(street, "pairing", "hardship")
    assert isinstance(pairing, PairingRule)
    shot = street.snapshot(AS_OF)
    for one in (*register_on(pairing, At.of(shot, AS_OF)).problems, *helpers_short(pairing, At.of(shot, AS_OF))):
        for language in ("en", "zh"):
            assert one.value not in one.text(language).replace("g1", "").replace("g2", "")
            assert one.value in one.text(language, reveal=True)
