"""Hotlines, windows, orders, calls to come together: from the rows that an office types to figures. Rows are invented; totals that were published are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.access.actors import Grant, Verb
from grassroots.errors import NotFound
from grassroots.figures import evaluate
from grassroots.model import Case
from grassroots.reading.at import At
from grassroots.rules.casework.duplicates import likely_duplicates, unanswered
from grassroots.rules.casework.duplicates_rule import DuplicatesRule
from grassroots.rules.casework.handling import KIND as HANDLING
from grassroots.rules.casework.handling_rule import HandlingRule
from grassroots.rules.casework.rosters import RosterRule, roster_of
from grassroots.rules.casework.routing import Catalogue, route
from grassroots.rules.casework.routing_rule import Way
from grassroots.values import Period, UnitId

AS_OF = date(2021, 12, 31)

UNITS = """\
code,name,kind,part of
city,City,city,
d1,North District,district,city
s1,Lake Street,street,d1
v1,East Village,village,s1
v2,West Village,village,s1
c1,Lake Community,community,s1
water,Water Board,bureau,d1
order,Enforcement Office,bureau,d1
fire,Fire Service,bureau,d1
g1,Environment Group,working group,s1
g2,Care Group,working group,s1
"""

POSTS = """\
code,unit,post
clerk,s1,receiving clerk
boss,s1,supervisor
v1-head,v1,village head
v1-sec,v1,village secretary
v1-police,v1,community police officer
v1-doctor,v1,village doctor
"""

PEOPLE = "No.,name,unit,member since\n" + "".join(f"{n},Person {n},s1,2015-01-01\n" for n in range(1, 8))

TENURES = "No.,post,person,first day\n1,clerk,1,2020-01-01\n2,boss,2,2020-01-01\n"

AREAS = "No.,served by,kind,name,addresses\n1,c1,territory,Lake Area,Lake Road 1-99\n"

CATALOGUE = """\
number,in the catalogue of,matter,under,category,topic,responsible unit,or the nearest,promised days,first day,last day
01,d1,Living together,,,,,,,2021-01-01,
0101,d1,Quarrels between neighbours,01-2021-01-01,,quarrels between neighbours,,community,15,2021-01-01,
02,d1,Supply,,,,s1,,7,2021-01-01,2021-06-30
02,d1,Supply,,,,water,,3,2021-07-01,
0201,d1,Water and electricity,02-2021-01-01,,water and electricity,,,,2021-01-01,
03,d1,Refuse,,,environment and cleanliness,g1,,,2021-01-01,
04,d1,Care at home,,,help for older people,g2,,,2021-01-01,
05,d1,Noise,,,noise,order,,,2021-01-01,
"""

BEHIND = """\
No.,in the catalogue of,part,unit,matter
1,d1,helps with it,order,0101-2021-01-01
2,d1,answers for it as well,fire,05-2021-01-01
"""

POINTS = "code,unit,post,kind,channel,published number or address,published on,holds until\n" + "".join(
    f"v1-{role},v1,v1-{role},hotline,phone,0532 0000 {n},2021-01-01,2021-12-31\n"
    for n, role in enumerate(("head", "sec", "police", "doctor"))
) + "v2-head,v2,,hotline,phone,0532 0000 9,2021-01-01,2021-12-31\nv1-station,v1,,outlet,in person,the shop,2021-01-01,2021-12-31\n" \
    "hall,s1,,window,in person,Lake Road 1,2021-01-01,2021-12-31\n"  # fmt: skip

# Two people change at eight; on 3 May nobody comes for the night at the doctor's.
SHIFTS = (
    "contact point,on duty,from,from time,until,until time\n"
    + "".join(
        f"v1-{role},{person},2021-05-0{day},08:00,2021-05-0{day},20:00\nv1-{role},{other},2021-05-0{day},20:00,2021-05-0{day + 1},08:00\n"
        for day in (1, 2, 3, 4)
        for role, person, other in (("head", 3, 4), ("sec", 5, 6), ("police", 3, 4), ("doctor", 5, 6))
        if (day, role) != (3, "doctor")
    )
    + "v1-doctor,5,2021-05-03,08:00,2021-05-03,20:00\n"
    + "".join(f"v1-{role},4,2021-05-01,00:00,2021-05-01,08:00\n" for role in ("head", "sec", "police", "doctor"))
)

TICKETS = """\
platform,ticket,unit,category,topic,raised by,confidential,on behalf by,unit complained about,what was said,place,area,received at,handed over at,handed over to,handed back on,handed back because,answered at,outcome,called back on,rating,merged on,merged into,again after,declined on,declined because,declined by,refusal confirmed on,refusal confirmed by
12345 hotline,T1,s1,complaint,water and electricity,3,,,,No water since the morning,Lake Road 5,,2021-05-03,2021-05-03,water,,,2021-05-05,solved,2021-05-06,satisfied,,,,,,,,
citizen interaction,T1,s1,complaint,water and electricity,4,,,,still no water,lake road  5,,2021-05-04,,,,,,,,,2021-05-04,12345 hotline-T1,,,,,,
digital urban management,T1,s1,complaint,noise,,,,,,Market Square,,2021-05-07,2021-05-07,order,2021-05-09,another unit is responsible,,,,,,,,,,,,
grassroots platform,T1,v1,call for help,help for older people,5,,6,,,,,2021-05-08,2021-05-08,s1,,,2021-05-09,explained,2021-05-10,not reached,,,,,,,,
e-home,T1,s1,complaint,services,6,,,s1,the window was closed,,,2021-05-10,,,,,,,,,,,,2021-05-11,malicious or without a request,clerk,,
e-home,T2,s1,complaint,services,7,yes,,s1,,,,2021-05-10,,,,,,,,,,,,2021-05-11,malicious or without a request,clerk,2021-05-12,boss
12345 hotline,T2,s1,complaint,water and electricity,3,,,,again,Lake Road 5,1,2021-09-01,2021-09-01,water,,,,,,,,,12345 hotline-T1,,,,,
12345 hotline,P1,s1,petition,housing,3,,,,,,,2021-03-01,,,,,,,,,,,,,,,,
""".replace("malicious or without a request", '"malicious, or without a request"').replace("on behalf by", '"on behalf, by"')

HOUSEHOLDS = "No.,unit,address\n1,c1,Lake Road 7\n"
VISITS = "No.,unit,household,on,result\n1,s1,1,2021-06-01,reached\n"

FROM_VISITS = """\
platform,ticket,unit,category,topic,from the visit,received at,handed over at,handed over to
at a visit,F1,s1,suggestion,environment and cleanliness,1,2021-06-02,2021-06-02,g1
at a visit,F2,s1,request,help for older people,1,2021-06-02,2021-06-02,g1
"""

CALLS = """\
call,called by,unit called,ground,place,called at,on the spot by,arrived at,called off on
w1,s1,order,joint enforcement,Market Square,2021-05-07 09:00,2021-05-07 09:30,2021-05-07 09:25,
w1,s1,fire,joint enforcement,Market Square,2021-05-07 09:00,2021-05-07 09:30,2021-05-07 09:31,
w2,s1,fire,emergency,Lake Road 5,2021-06-01 22:00,2021-06-01 22:30,,
w3,c1,order,a matter of public concern that the caller cannot solve,,2021-07-01 10:00,2021-07-01 10:30,,2021-07-01
"""


def taken_in(tables: dict[str, str], folder: Path, address: str = "memory:") -> gr.Office:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    workspace = gr.open(address, charter="cn-hotline-beijing", create=True)
    reading = workspace.take_in(folder)
    assert reading.ok, str(reading)
    assert reading.stored
    return workspace


BASE = {"units": UNITS, "posts": POSTS, "members": PEOPLE, "tenures": TENURES, "areas": AREAS}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street with its villages, the bureaus behind its window, its tickets, calls and rosters."""
    tables = {
        **BASE,
        "catalogue": CATALOGUE,
        "units behind a matter": BEHIND,
        "contact points": POINTS,
        "duty roster": SHIFTS,
        "tickets": TICKETS,
        "households": HOUSEHOLDS,
        "contacts": VISITS,
        "hotline tickets": FROM_VISITS,
        "joint calls": CALLS,
    }
    found = tmp_path_factory.mktemp("store") / "street.db"
    taken_in(tables, tmp_path_factory.mktemp("street"), str(found)).close()
    return found


@pytest.fixture(scope="module")
def street(file: Path) -> Iterator[gr.Office]:
    """The street as its office sees it."""
    with gr.open(file, charter="cn-hotline-beijing") as workspace:
        yield workspace


def as_seen(file: Path, actor: gr.Actor) -> gr.Office:
    """The street as somebody else sees it."""
    return gr.open(file, charter="cn-hotline-beijing", actor=actor)


def cells(workspace: gr.Office, name: str, year: int = 2021, as_of: date = AS_OF) -> dict[str, object]:
    """The parts of a split figure that are not nothing."""
    found = evaluate([name], workspace.snapshot(as_of), period=Period.year(year))
    return {key.partition(".")[2]: one.value for key, one in found.items() if "." in key and one.value}


def rows(workspace: gr.Office, name: str) -> set[tuple[str, int]]:
    """The rows in which the records behind a figure were typed."""
    evidence = workspace.ask(workspace.figure(name, AS_OF).question)
    return {
        (Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits if key in evidence.sources
    }


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def case(workspace: gr.Office, id: str) -> Case:
    found = workspace.snapshot(AS_OF).get("case", id)
    assert isinstance(found, Case)
    return found


@pytest.mark.system("S1-04")
def test_a_member_acts_for_a_resident_and_the_matter_goes_from_the_village_to_the_street(street: gr.Office) -> None:
    assert street.figure("acted_for", AS_OF).value == 1
    assert cells(street, "acted_for") == {"s1": 1}
    assert rows(street, "acted_for") == {("tickets", 5)}
    acted = case(street, "grassroots platform-T1")
    assert (acted.requester, acted.agent, acted.unit, acted.steps[1].unit) == ("p-5", "p-6", "v1", "s1")
    stations = street.figure("villages_with_outlet", AS_OF)
    assert (stations.numerator, stations.denominator) == (1, 2)


@pytest.mark.system("S1-06")
def test_four_roles_have_a_published_phone_and_the_gaps_of_the_24_hours_are_listed(street: gr.Office) -> None:
    assert cells(street, "contact_points", as_of=date(2021, 5, 1))["village_head"] == 1
    phones = street.figure("villages_with_hotline", date(2021, 5, 1))
    assert (phones.numerator, phones.denominator) == (1, 2)
    rule = street.charter.rule("roster", "hotline", AS_OF)
    assert isinstance(rule, RosterRule)
    roster = roster_of(rule, At.of(street.snapshot(AS_OF)), Period(date(2021, 5, 1), date(2021, 5, 5)))
    assert roster.points == ("v1-doctor", "v1-head", "v1-police", "v1-sec", "v2-head")
    whole = 4 * 24 * 60
    assert (roster.covered.numerator, roster.covered.denominator) == (4 * whole - 12 * 60, 5 * whole)
    assert [(gap.point, gap.start, gap.end) for gap in roster.gaps] == [
        ("v1-doctor", at("2021-05-03 20:00"), at("2021-05-04 08:00")),
        ("v2-head", at("2021-05-01 00:00"), at("2021-05-05 00:00")),
    ]
    assert "nobody from 2021-05-03 20:00 to 2021-05-04 08:00" in "\n".join(roster.explain())
    assert "无人值守" in "\n".join(roster.explain("zh"))


def test_s1_06_no_phone_of_a_person_is_published_and_one_that_has_ended_is_none(street: gr.Office) -> None:
    from grassroots.fields import fields_of
    from grassroots.model import ContactPoint

    assert not any("person" in info.refs for info in fields_of(ContactPoint))
    assert cells(street, "contact_points", year=2022, as_of=date(2022, 1, 1)) == {}


@pytest.mark.system("S1-06")
def test_s1_06_who_is_on_duty_for_longer_than_the_rule_allows_is_told(street: gr.Office) -> None:
    rule = street.charter.rule("roster", "hotline", AS_OF)
    assert isinstance(rule, RosterRule)
    roster = roster_of(rule, At.of(street.snapshot(AS_OF)), Period(date(2021, 5, 1), date(2021, 5, 5)))
    assert roster.overlong == ()
    from attrs import evolve

    strict = roster_of(evolve(rule, most_hours=8), At.of(street.snapshot(AS_OF)), Period(date(2021, 5, 1), date(2021, 5, 5)))
    assert {one.person for one in strict.overlong} == {"p-3", "p-4", "p-5", "p-6"}


@pytest.mark.system("S3-12")
def test_one_window_takes_every_matter_and_the_catalogue_says_who_answers_behind_it(street: gr.Office) -> None:
    assert street.figure("services", AS_OF).value == 7
    owned = street.figure("matters_with_owner", AS_OF)
    assert (owned.numerator, owned.denominator) == (5, 7), "two say nothing: one above answers, or nobody"
    assert cells(street, "contact_points", as_of=date(2021, 6, 1))["window"] == 1
    shot = street.snapshot(AS_OF)
    assert Catalogue(At.of(shot, AS_OF)).problems() == ()
    assert route(case(street, "12345 hotline-T1"), At.of(shot, date(2021, 5, 3))).lead == "s1"


@pytest.mark.system("S3-13")
def test_what_comes_in_by_several_ways_is_one_queue_with_the_way_and_its_number_beside(street: gr.Office) -> None:
    assert sum(int(str(value)) for value in cells(street, "tickets").values()) == 10
    first = case(street, "12345 hotline-T1")
    assert first.external_ids[0].value == "T1"
    assert first.text == "No water since the morning"


@pytest.mark.system("S4-09")
def test_five_platforms_feed_one_queue_and_two_tickets_on_one_matter_stay_two_requesters(street: gr.Office) -> None:
    split = cells(street, "tickets")
    assert [split[name] for name in ("hotline", "interaction", "urban_management", "grassroots_platform", "e_home")] == [
        3,
        1,
        1,
        1,
        2,
    ]
    assert street.figure("tickets", AS_OF).value == 10
    assert street.figure("matters", AS_OF).value == 9
    rule = street.charter.rule("handling", "hotline", AS_OF)
    assert isinstance(rule, HandlingRule)
    (waiting,) = unanswered(rule, At.of(street.snapshot(AS_OF)))
    assert (waiting.case, waiting.lead, waiting.since) == ("citizen interaction-T1", "12345 hotline-T1", date(2021, 5, 5))


@pytest.mark.system("S4-09")
def test_a_new_ticket_is_offered_its_likely_duplicates_and_never_by_a_confidential_person(street: gr.Office) -> None:
    shot = street.snapshot(date(2021, 5, 4))
    place = street.charter.rule("duplicates", "same_place", AS_OF)
    assert isinstance(place, DuplicatesRule)
    new = gr.model.Case(
        id="new",
        category="complaint",
        unit="s1",
        topic="water_power",
        place="LAKE ROAD, 5",
        steps=(gr.model.Step(state="received", on=date(2021, 5, 4)),),
    )
    offered = likely_duplicates(place, At.of(shot, date(2021, 5, 4)), new)
    assert [(one.other, one.days) for one in offered] == [("citizen interaction-T1", 0), ("12345 hotline-T1", 1)]
    person = street.charter.rule("duplicates", "same_requester", AS_OF)
    assert isinstance(person, DuplicatesRule)
    assert likely_duplicates(person, At.of(street.snapshot(AS_OF))) == ()


@pytest.mark.system("S4-12")
def test_units_that_are_called_have_to_be_on_the_spot_within_thirty_minutes(street: gr.Office) -> None:
    there = street.figure("calls_answered_in_time", AS_OF)
    assert (there.numerator, there.denominator, dict(there.left_out)) == (1, 3, {"withdrawn": 1})
    assert rows(street, "calls_answered_in_time") == {("joint calls", 2)}
    quick = street.figure("calls_on_the_spot", AS_OF)
    assert (quick.numerator, quick.denominator, dict(quick.left_out)) == (1, 3, {"no_promise": 1}), (
        "by the clock, whatever the calls say"
    )
    assert cells(street, "calls_answered_in_time") == {"order": 1, "joint_enforcement": Fraction(1, 2)}


@pytest.mark.system("S4-12")
def test_a_call_on_any_other_ground_is_not_taken_in(tmp_path: Path) -> None:
    bad = CALLS.splitlines()[0] + "\nw9,s1,fire,because we can,,2021-05-07 09:00,,,\n"
    (tmp_path / "joint calls.csv").write_text(bad, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    with gr.open("memory:", charter="cn-hotline-beijing") as workspace:
        reading = workspace.take_in(tmp_path)
        assert not reading.ok
        assert "joint enforcement" in str(reading)


@pytest.mark.system("S4-13")
def test_notes_of_a_visit_become_cases_of_a_class_and_go_to_the_group_that_answers_for_it(street: gr.Office) -> None:
    assert street.figure("from_visits", AS_OF).value == 2
    split = cells(street, "from_visits")
    assert (split["environment"], split["elderly"], split["g1"]) == (1, 1, 2)
    shot = street.snapshot(AS_OF)
    routed = {id: route(case(street, id), At.of(shot, date(2021, 6, 2))) for id in ("at a visit-F1", "at a visit-F2")}
    assert [(one.lead, one.way) for one in routed.values()] == [("g1", Way.SERVICE), ("g2", Way.SERVICE)]
    assert case(street, "at a visit-F2").steps[-1].unit == "g1", (
        "what was routed wrongly is seen: it belongs to the other group"
    )


def test_the_catalogue_is_dated_and_what_an_entry_leaves_open_the_one_above_says(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    water = case(street, "12345 hotline-T1")
    before, after = route(water, At.of(shot, date(2021, 5, 3))), route(water, At.of(shot, date(2021, 9, 1)))
    assert [(one.lead, one.way) for one in (before, after)] == [("s1", Way.ABOVE), ("water", Way.ABOVE)]
    assert "02 Supply: water answers for it." in after.explain()
    assert any("牵头单位：water" in line for line in after.explain("zh"))


def test_of_several_units_the_first_receiver_leads_and_the_unclear_goes_to_the_district(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    noise = route(case(street, "digital urban management-T1"), At.of(shot, date(2021, 5, 7)))
    assert (noise.lead, noise.way, noise.helpers) == ("order", Way.FIRST_RECEIVER, ("fire",))
    unclear = route(case(street, "e-home-T1"), At.of(shot, date(2021, 5, 10)))
    assert (unclear.lead, unclear.way) == ("d1", Way.FALLBACK)
    quarrel = gr.model.Case(id="q", category="help", unit="s1", topic="neighbours", place="Lake Road 12")
    found = route(quarrel, At.of(shot, AS_OF))
    assert (found.lead, found.helpers, found.service) == ("c1", ("order",), "0101-2021-01-01")


@pytest.mark.system("S3-13")
def test_s3_13_refusing_somebody_as_malicious_takes_a_second_person(street: gr.Office) -> None:
    told = HANDLING.problems(At.of(street.snapshot(AS_OF)))
    assert {(problem.code, problem.details["id"]) for problem in told} == {
        ("handling-unconfirmed", "e-home-T1"),
        ("case-unanswered", "citizen interaction-T1"),
    }
    states = street.charter.workflows["case"].states
    assert all("appealed" in states[name].next for name in ("declined", "confirmed"))


@pytest.mark.system("S4-18")
def test_petitions_are_a_class_of_their_own_for_those_whose_grant_names_it(street: gr.Office, file: Path) -> None:
    assert street.figure("petitions", AS_OF).value == 1
    assert rows(street, "petitions") == {("tickets", 9)}
    clerk = gr.Actor("clerk", (Grant(Verb.READ, UnitId("s1")),))
    officer = gr.Actor("officer", (*clerk.grants, Grant(Verb.READ, UnitId("s1"), "petition")))
    for actor, count in ((clerk, 0), (officer, 1)):
        with as_seen(file, actor) as seen:
            assert seen.figure("petitions", AS_OF).value == count
    with as_seen(file, clerk) as seen, pytest.raises(NotFound):
        seen.get("case", "12345 hotline-P1")


@pytest.mark.system("S4-18")
def test_what_comes_again_is_a_case_that_says_so_and_nobody_is_called_a_repeater(street: gr.Office) -> None:
    assert street.figure("repeated_cases", AS_OF).value == 1
    assert rows(street, "repeated_cases") == {("tickets", 8)}


def test_s4_18_no_charter_can_count_a_persons_cases(tmp_path: Path) -> None:
    text = (
        'id = "x"\nextends = "cn-hotline"\nlanguages = ["en", "zh"]\nlabel = { en = "x", zh = "某" }\n'
        '[measure.repeaters]\nen = "people"\nzh = "人"\ncount = "person"\n'
        'where = { has = { case = "requester", at_least = 3 } }\n'
    )
    (tmp_path / "charter.toml").write_text(text, encoding="utf-8")
    with pytest.raises(gr.errors.CharterInvalid, match="not told apart by the cases"):
        gr.open_charter(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '[measure.x]\ncount = "household"\nwhere = { has = { contact = "target", where = { has = { case = "contact" } } } }\n',
        '[measure.x]\ncount = "case"\nby = { "contact.target" = {} }\n',
        '[measure.x]\ncount = "case"\nwhere = { "contact.target.id" = "h-1" }\n',
        '[measure.x]\ndistinct = "case"\nkey = "contact.target"\n',
        '[routing.x]\nwhere = { requester = "p-1" }\n',
    ],
)
def test_s4_18_nobody_is_told_apart_by_cases_that_came_of_a_visit_nor_by_a_rule_of_their_own(text: str, tmp_path: Path) -> None:
    head, rest = text.split("\n", 1)
    written = (
        'id = "x"\nextends = "cn-hotline"\nlanguages = ["en", "zh"]\nlabel = { en = "x", zh = "某" }\n'
        f'{head}\nen = "x"\nzh = "某"\n{rest}'
    )
    (tmp_path / "charter.toml").write_text(written, encoding="utf-8")
    with pytest.raises(gr.errors.CharterInvalid, match="not told apart by the cases"):
        gr.open_charter(tmp_path)


def test_s3_13_the_office_complained_about_does_not_see_who_complained(file: Path) -> None:
    for unit, requester in (("s1", None), ("d1", "p-6")):
        with as_seen(file, gr.Actor.at("reader", unit)) as seen:
            found = seen.get("case", "e-home-T1")
            assert isinstance(found, Case)
            assert found.requester == requester
