"""Visits, promises, works, money and helpers, from the rows that streets type to the figures that they published. The records are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from support.taken import taken_in

import grassroots as gr
from grassroots.charter import Form, Is, Split
from grassroots.figures import evaluate
from grassroots.reading import At
from grassroots.rules.programmes.duties import behind
from grassroots.rules.programmes.tallies import conflicts
from grassroots.rules.programmes.targets import Reach, statuses_of_targets
from grassroots.rules.service.budgets import budgets_on
from grassroots.rules.service.commitments import commitment_problems, published_on
from grassroots.rules.service.outreach import CoverageBase, coverage_of, overdue_on, plan_of
from grassroots.rules.service.outreach_rule import OutreachRule
from grassroots.rules.service.pairing import PairingRule, helpers_short, register_on, shown_to
from grassroots.values import Period, Quality, Ref, UnitId

AS_OF = date(2014, 12, 31)

CHARTER = {
    "charter.toml": """
id = "a-street"
extends = "cn-street"
languages = ["en", "zh"]
label = { en = "A street", zh = "某街道" }
""",
    "rules.toml": """
[pairing.hardship]
en = "Pairing"
zh = "结对帮扶"
source = "S3-21; every three months is this example's own"
register = { key_family = true }
helpers = { "post.kind" = "secretary" }
every = { months = 3 }

[duty.council_meeting]
en = "fixed meeting of the council"
zh = "理事会例会"
source = "S0-25; every quarter is this example's own"
who = "team"
where = { kind = "council" }
owes = "activity"
what = { kind = "council_meeting" }
every = "quarter"
""",
}


def table(head: str, *rows: str) -> str:
    return "\n".join((head, *rows)) + "\n"


VILLAGES = [f"v{at}" for at in range(1, 6)]
UNITS = table("code,name,kind,part of", "s,Street,street,", *(f"{id},Village {id},village,s" for id in VILLAGES))
# 231 households of members and 100 enterprises were asked; one household did not wish a visit, at one nobody was at home. 58 suggestions came of it.
HOUSEHOLDS = table(
    "household No.,village or community,address,in difficulty,registered on",
    *(f"h{at},{VILLAGES[at % 5]},{at} Example Road,{'yes' if at <= 3 else 'no'},2013-12-15" for at in range(1, 241)),
)
PARTNERS = table("partner No.,contact unit,kind,name", *(f"e{at},s,enterprise,Works {at}" for at in range(1, 121)))
CONTACTS = table(
    "visit No.,visiting unit,visited on,household No.,result,member No.,purpose",
    *(f"c{at},s,2014-03-{at % 28 + 1:02},h{at},reached,p-1,suggestions" for at in range(1, 232)),
    "c232,s,2014-03-05,h232,declined,p-1,suggestions",
    "c233,s,2014-03-05,h233,away,p-1,suggestions",
    "x1,s,2014-01-24,h1,reached,p-1,condolence",  # before the Spring Festival of 31 January
    "x2,s,2014-01-24,h2,declined,p-1,condolence",
    "x3,s,2014-01-24,h3,away,p-1,condolence",
    "x4,s,2014-06-25,h1,reached,p-1,condolence",
    "x5,s,2014-06-25,h2,reached,p-1,condolence",
)
ENTERPRISE_VISITS = table(
    "visit No.,visiting unit,visited on,partner No.,result,purpose",
    *(f"ev{at},s,2014-03-{at % 28 + 1:02},e{at},reached,suggestions" for at in range(1, 101)),
    "ev101,s,2014-04-01,e1,reached,suggestions",
)
SUGGESTIONS = table(
    "suggestion No.,from,visit No.,dimension,received on,decided on,decision",
    *(
        f"sg{at},s,c{at},{('needs', 'symptoms', 'wisdom')[at % 3]},2014-03-{at % 28 + 1:02},2014-04-20,adopted"
        for at in range(1, 59)
    ),
    "sg59,s,,needs,2014-03-30,2014-04-20,not adopted",
)
TALLIES = table(
    "No.,unit,what was counted,as of,number as written,measured in,at the least,at the most,counted by",
    "1,s,member_households_called_on,2014-06-30,more than 230,household,,,member_households_visited",
    "2,s,enterprises_called_on,2014-06-30,100,enterprise,,,enterprises_visited",
    '3,s,donations,2014-06-30,"654.38+10,000 yuan",CNY,100000,110000,',
    "4,s,piers,2014-06-30,9,pier,,,",
    "5,s,green_bank,2014-06-30,3000,metre,,,",
    '6,s,trees_money,2014-06-30,"5,000,000",CNY,,,',
    '7,s,lanes_money,2014-06-30,another 2 million,CNY,"2,000,000","10,000,000",',
    "8,s,households_registered,2014-06-30,250,household,,,",
    "9,s,households_estimated,2014-06-30,about 300,household,,,",
    '10,s,residents_called_on,2014-12-31,"more than 20,000",person,,,',
)
PEOPLE = table("person No.,name", "1,Resident One", "2,Resident Two", "3,Resident Three")
POSTS = table(
    "code,unit,kind",
    "sec1,s,secretary",
    "sec2,s,secretary",
    *(f"clean{at},{id},road_cleaner" for at, id in enumerate(VILLAGES)),
)
TENURES = table(
    "No.,post,person,first day",
    "1,sec1,p-1,2013-01-01",
    "2,sec2,p-2,2013-01-01",
    *(f"c{at},clean{at},p-3,2013-01-01" for at in range(5)),
)
DAYS = table(
    "calendar,day,worked,name",
    *(f"office,2014-{day},no,春节" for day in ("01-31", "02-01", "02-02")),
)
POINTS = table(
    "No.,kept by,helper,household No.,first day,last day", "1,s,p-1,h1,2014-02-01,", "2,s,p-1,h2,2014-02-01,2014-05-31"
)
LEADERS = table("unit,member No.,level,contact point,since", "s,p-1,village or community,v2,2013-01-01")
PROBLEMS = table(
    "problem No.,community,visit No.,noted on,settled on,outcome",
    *(
        f"pp{at},{VILLAGES[at % 5]},c{at % 231 + 1},2014-04-{at % 28 + 1:02},{'2014-06-01' if at <= 264 else ''},{'solved' if at <= 264 else ''}"
        for at in range(1, 301)
    ),
)
PROJECTS = table(
    "project No.,carried by,kind,name,budget (yuan),adopted on,finished on",
    "river,s,river,Protect the river,,2014-01-10,",
    *(f"light{at},{id},lighting,Street lights of {id},,2013-03-01,2014-04-01" for at, id in enumerate(VILLAGES)),
    "trees,s,greening,Trees along roads,5000000,2014-02-01,",
)
TEAMS = table(
    "team No.,unit,kind,name",
    "council,s,council,Council of the river",
    "watch,s,supervision,Supervision committee",
    "walk,s,patrol,Voluntary patrol",
)
SUPERVISION = table("No.,unit,team,project No.,first day", "1,s,watch,river,2014-01-10", "2,s,walk,river,2014-01-10")
GIFTS = table("No.,project No.,given by,given on", *(f"{at},river,e{at},2014-02-{at:02}" for at in range(1, 11)))
ACTIVITIES = table(
    "activity No.,unit,kind,held on,people,project,team",
    "m1,s,council_meeting,2014-02-10,,river,council",
    "m2,s,council_meeting,2014-05-10,,river,council",
    "i1,s,inspection,2014-03-10,,river,watch",
    *(f"w{at},s,patrol,2014-{at:02}-15,,river,walk" for at in range(1, 13)),
    *(f"st{at},s,study,2014-{at % 12 + 1:02}-02,,," for at in range(61)),
    *(f"pl{at},s,public lecture,2014-{at % 12 + 1:02}-03,{26 if at < 20 else 25},," for at in range(200)),
    *(f"pa{at},s,practical_action,2014-{at % 12 + 1:02}-04,,," for at in range(201)),
)
FINDINGS = table(
    "No.,unit,project No.,kind,found at the inspection,put right by,found on,put right until,put right on,checked on",
    "1,s,river,defect,i1,sec1,2014-03-10,2014-04-10,2014-04-05,2014-04-12",
    "2,s,river,defect,i1,sec1,2014-03-10,2014-04-10,2014-05-05,",
)
PROMISES = table(
    "No.,unit,promised by,promised by a,kind,promise,consent,made on,to be kept by,published on,kept on,shown by,shown by a,judged on,judged as",
    "1,v1,v1,unit,work,Light the lanes,,2014-01-06,2014-06-30,2014-01-10,2014-04-01,light0,project,2014-05-01,satisfied",
    "2,v2,v2,unit,service,A desk that is open on Sundays,,2014-01-06,2014-06-30,2014-01-10,2014-07-20,m2,activity,2014-08-01,dissatisfied",
    "3,s,1,person,conduct,Call on two households a month,consents-1,2014-01-06,2014-12-31,2014-01-10,2014-12-20,,,,",
    "4,s,2,person,conduct,Answer within a day,,2014-01-06,2014-06-30,2014-01-10,,,,,",
    "5,s,sec1,post,service,Open the register,,2014-01-06,,2014-01-10,,,,,",
)
CONSENTS = table("No.,unit,agreed by,to what,agreed on,no longer from,taken back", "1,s,p-1,promise,2014-01-01,2014-10-01,yes")
BUDGETS = table(
    "code,unit,fund,line,planned,currency or measure,paid by,first day,last day",
    "act,v1,organization,activities,5000,CNY,s,2014-01-01,2014-12-30",
    "tr,v1,organization,training,3000,CNY,s,2014-01-01,2014-12-30",
    "tr2,v2,organization,training,3000,CNY,s,2014-01-01,2014-12-30",
)
PAYMENTS = table(
    "No.,paid by,kind,on,amount,currency or measure,into,out of",
    "1,s,allocation,2014-02-01,5000,CNY,act,",
    "2,s,allocation,2014-02-01,1500,CNY,tr,",
    "3,s,allocation,2014-09-01,1500,CNY,tr,",
    "4,s,allocation,2014-02-01,2400.50,CNY,tr2,",
    "5,v1,expense,2014-03-01,4800,CNY,,act",
    "6,v2,expense,2014-03-01,2500,CNY,,tr2",
    '7,v1,expense,2014-03-02,"6,54+0",CNY,,act',
)
ASSETS = table(
    "No.,unit,kind,name,income a year (yuan),use,rules for its use,first day,last day",
    "1,v1,building,Mill,12000,let,Let by open offer for three years,2013-01-01,2013-12-31",
    "1b,v1,building,Mill,15000,let,Let by open offer for three years,2014-01-01,",
    "2,v1,land,Field,3000,contracted,,2013-01-01,",
)
TARGETS = table(
    "No.,unit,theme,set on,first day,last day,judged by,value to reach",
    "1,v1,collective_income,2014-01-05,2014-01-01,2014-12-31,income_of_assets,16500",
    "2,v1,collective_income,2014-01-05,2014-01-01,2014-12-31,income_of_assets,20000",
)
SHIFTS = table(
    "No.,unit,kind,on,from,to,people wanted",
    "t1,s,testing_shift,2014-08-01,08:00,12:00,2",
    "t2,s,vaccination_shift,2014-08-02,08:00,12:00,2",
    "t3,s,order_shift,2014-08-03,20:00,00:00,1",
)
HELPERS = table(
    "shift,helper,presence,registered,hours,confirmed by",
    "shift-t1,p-1,present,yes,4,sec2",
    "shift-t1,p-2,absent,yes,,",
    "shift-t2,p-1,excused,yes,,",
    "shift-t2,p-3,present,no,3.5,sec1",
    "shift-t3,p-2,present,yes,4,",
)

TABLES = {
    "units": UNITS, "households": HOUSEHOLDS, "partners": PARTNERS, "contacts": CONTACTS, "enterprise_visits": ENTERPRISE_VISITS,
    "suggestions": SUGGESTIONS, "tallies": TALLIES, "people": PEOPLE, "posts": POSTS, "tenures": TENURES, "calendar_days": DAYS,
    "pairings": POINTS, "leaders_contact_points": LEADERS, "practical_problems": PROBLEMS, "projects": PROJECTS, "teams": TEAMS,
    "project_supervision": SUPERVISION, "contributions": GIFTS, "activities": ACTIVITIES, "project_findings": FINDINGS,
    "commitments": PROMISES, "consents": CONSENTS, "budgets": BUDGETS, "payments": PAYMENTS, "assets": ASSETS, "targets": TARGETS,
    "shifts_of_helpers": SHIFTS, "helpers_on_shift": HELPERS,
}  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A street from the tables that it keeps."""
    with taken_in(tmp_path_factory.mktemp("outreach"), TABLES, CHARTER) as workspace:
        yield workspace


def value(street: gr.Office, name: str, as_of: date = AS_OF) -> object:
    return street.figure(name, as_of).value


def rows(street: gr.Office, name: str, as_of: date = AS_OF) -> dict[str, int]:
    """How many rows of which ledger the records behind a figure were typed in."""
    evidence = street.ask(street.figure(name, as_of).question)
    found = [evidence.sources[key].file for key in evidence.hits]
    return {Path(file).stem: found.count(file) for file in dict.fromkeys(found)}


def outreach(street: gr.Office, name: str) -> OutreachRule:
    rule = street.charter.rule("outreach", name)
    assert isinstance(rule, OutreachRule)
    return rule


@pytest.mark.system("S0-05")
def test_suggestions_come_from_visits_that_bear_out_the_published_totals(street: gr.Office) -> None:
    assert (value(street, "member_households_visited"), value(street, "enterprises_visited")) == (231, 100)
    assert value(street, "suggestions_adopted") == value(street, "suggestions_from_visits") == 58
    assert rows(street, "member_households_visited") == {"contacts": 231}
    assert rows(street, "suggestions_adopted") == {"suggestions": 58}
    snapshot, s = street.snapshot(AS_OF), UnitId("s")
    figures = {(s, name): street.figure(name, AS_OF).value for name in ("member_households_visited", "enterprises_visited")}
    assert conflicts(At.of(snapshot, AS_OF), figures) == ()
    assert [one.code for one in conflicts(At.of(snapshot, AS_OF), {**figures, (s, "enterprises_visited"): 99})] == [
        "tally-conflict"
    ]
    # The plan over the register: who of the enterprises is still to be visited within a year of the first day.
    due = plan_of(outreach(street, "enterprises"), At.of(snapshot), Period(date(2015, 1, 1), date(2016, 1, 1)))
    assert len(due.visits) == 120


@pytest.mark.system("S3-20")
def test_holiday_visits_fall_on_the_days_that_the_calendar_says(street: gr.Office) -> None:
    rule, snapshot = outreach(street, "holidays"), street.snapshot(AS_OF)
    year = plan_of(rule, At.of(street.snapshot("2013-12-31")), Period.year(2014))
    assert sorted({(one.due, one.festival) for one in year.visits}) == [
        (date(2014, 1, 1), "new_year"),
        (date(2014, 1, 31), "spring_festival"),
        (date(2014, 7, 1), "first_of_july"),
        (date(2014, 10, 1), "national_day"),
    ]
    assert len(year.visits) == 12 and {one.target.id for one in year.visits} == {"h1", "h2", "h3"}
    # Whose contact point the village is goes there; elsewhere the unit does.
    assert {(one.target.id, one.visitors) for one in year.visits if one.festival == "new_year"} == {
        ("h1", (Ref("person", "p-1"),)),
        ("h2", (Ref("unit", "v3"),)),
        ("h3", (Ref("unit", "v4"),)),
    }
    spring = overdue_on(rule, At.of(snapshot, date(2014, 2, 1)))
    assert [(one.target.id, one.tried) for one in spring.visits] == [("h3", date(2014, 1, 24))]
    assert value(street, "holiday_visits") == 3
    assert rows(street, "holiday_visits") == {"contacts": 3}


def test_a_lunar_festival_that_no_calendar_knows_is_said_and_not_guessed(street: gr.Office) -> None:
    plan = plan_of(outreach(street, "holidays"), At.of(street.snapshot(AS_OF)), Period.year(2036))
    assert {one.festival for one in plan.visits} == {"new_year", "first_of_july", "national_day"}
    assert [(one.code, one.value) for one in plan.problems] == [("outreach-no-festival", "Spring Festival")]


def test_coverage_is_told_on_three_bases_and_refusals_are_a_number(street: gr.Office) -> None:
    covered = coverage_of(outreach(street, "families"), At.of(street.snapshot(AS_OF)), Period.year(2014))
    assert (covered.known, covered.met, covered.declined, covered.tried, covered.untouched) == (240, 231, 1, 1, 7)
    assert [covered.share(base) for base in CoverageBase] == [Fraction(231, 240), Fraction(231, 250), Fraction(231, 300)]
    assert covered.problems == ()


@pytest.mark.system("S4-08")
def test_visits_lead_to_problems_and_these_to_solutions(street: gr.Office) -> None:
    figure = street.figure("problems_solved", AS_OF)
    assert (figure.numerator, figure.denominator) == (264, 300)  # more than 260 of 300
    assert value(street, "problems_collected.in_progress") == 36
    told = street.figure("residents_called_on", AS_OF)
    assert told.value == 20000
    assert street.get("tally", "tallies-10").amount.quality is Quality.ROUGH  # type: ignore[union-attr]
    assert rows(street, "problems_solved") == {"practical_problems": 264}


@pytest.mark.system("S3-21")
def test_each_cadre_helps_a_household_and_sees_it_no_longer_when_the_link_has_ended(street: gr.Office) -> None:
    rule, snapshot = street.charter.rule("pairing", "hardship"), street.snapshot(AS_OF)
    assert isinstance(rule, PairingRule)
    figure = street.figure("families_paired", date(2014, 5, 1))
    assert (figure.numerator, figure.denominator) == (2, 3)
    assert street.figure("families_paired", AS_OF).numerator == 1
    assert [(one.code, one.value) for one in helpers_short(rule, At.of(snapshot))] == [("pairing-too-few", "p-2")]
    register = register_on(rule, At.of(snapshot))
    assert {one.household for one in register.entries if one.late(AS_OF)} == {"h1"}
    assert "h2" in {one.household for one in register.waiting}, "still in hardship: it waits for a helper again"
    assert register.closed == 0
    # Also a snapshot of a day on which the link stood opens nothing once it has ended.
    early = street.snapshot("2014-05-01")
    assert [one.id for one in shown_to(Ref("person", "p-1"), rule, At.of(early, date(2014, 5, 1)))] == ["h1", "h2"]
    assert [one.id for one in shown_to(Ref("person", "p-1"), rule, At.of(early, AS_OF))] == ["h1"]


@pytest.mark.system("S3-22")
def test_promises_are_made_published_kept_and_judged(street: gr.Office) -> None:
    kept = street.figure("commitments_kept", AS_OF)
    assert (kept.numerator, kept.denominator) == (2, 4)  # one was late, one is behind; one has no day
    assert rows(street, "commitments_kept") == {"commitments": 2}
    judged = street.figure("commitments_satisfied", AS_OF)
    assert (judged.numerator, judged.denominator) == (1, 2)
    assert [
        (one.code, one.details["id"]) for one in commitment_problems(At.of(street.snapshot("2014-07-31"), date(2014, 7, 31)))
    ] == [
        ("commitment-late", "commitments-2"),
        ("commitment-no-consent", "commitments-4"),
        ("commitment-behind", "commitments-4"),
    ]


def test_what_a_person_promised_is_shown_only_while_that_person_agrees(street: gr.Office) -> None:
    def shown(day: str) -> list[str]:
        return [
            one.id.removeprefix("commitments-") for one in published_on(At.of(street.snapshot(day), date.fromisoformat(day)))
        ]

    assert shown("2014-01-09") == []
    assert shown("2014-09-30") == ["1", "2", "3", "5"]  # the fourth never agreed
    assert shown("2014-10-01") == ["1", "2", "5"]  # the third took it back
    told = commitment_problems(At.of(street.snapshot(AS_OF)))
    assert [one.code for one in told if one.details["id"] == "commitments-3"] == [
        "commitment-no-consent",
        "commitment-no-evidence",
    ]


@pytest.mark.system("S3-23")
def test_money_is_paid_in_full_line_by_line(street: gr.Office) -> None:
    figure = street.figure("budgets_in_full", date(2014, 12, 30))
    assert (figure.numerator, figure.denominator) == (2, 3)
    assert list(street.ask(figure.question).misses) == [("budget", "tr2")]
    assert street.figure("budgets_in_full", date(2014, 8, 31)).numerator == 1, "half of the training money came in September"
    assert (value(street, "budget_paid"), value(street, "budget_spent")) == (Decimal("10400.50"), Decimal(7300))
    assert rows(street, "budget_paid") == {"payments": 4}
    lines = {one.budget.id: one for one in budgets_on(At.of(street.snapshot(AS_OF)))}
    assert (lines["act"].left, lines["tr2"].left, lines["tr2"].lacking) == (Decimal(200), Decimal("-99.50"), Decimal("599.50"))
    assert lines["act"].unreadable == ("payment-7",), "an amount that cannot be read is neither zero nor a guess"
    told = [one for one in street.check(AS_OF) if one.code.startswith("budget-")]
    assert [one.code for one in told] == ["budget-unreadable", "budget-short", "budget-overspent"]
    assert "599.5" in told[1].text("en") and "tr2" in told[1].text("zh")


@pytest.mark.system("S3-30")
def test_villages_keep_a_register_of_assets_with_rules_income_and_growth_as_a_target(street: gr.Office) -> None:
    assert (value(street, "income_of_assets", date(2013, 12, 31)), value(street, "income_of_assets")) == (15000, 18000)
    assert rows(street, "income_of_assets") == {"assets": 2}
    ruled = street.figure("assets_with_rules", AS_OF)
    assert (ruled.numerator, ruled.denominator) == (1, 2)
    figures = {(UnitId("v1"), "income_of_assets"): Fraction(18000)}
    over = date(2015, 1, 1)
    reached = statuses_of_targets(At.of(street.snapshot(over)), figures)
    assert [(one.reach, one.gap) for one in reached] == [(Reach.REACHED, 0), (Reach.MISSED, 2000)]


@pytest.mark.system("S0-25")
def test_the_river_project_has_donors_supervisors_patrols_meetings_and_its_faults_are_cured(street: gr.Office) -> None:
    assert (value(street, "donors"), value(street, "piers"), value(street, "green_bank")) == (10, 9, 3000)
    assert (value(street, "project_supervisors"), value(street, "patrols"), value(street, "council_meetings")) == (2, 12, 2)
    cured = street.figure("project_findings_cured", AS_OF)
    assert (cured.numerator, cured.denominator) == (1, 2)
    assert rows(street, "project_findings_cured") == {"project_findings": 1}
    assert street.open_duties(Period.year(2014), ["council_meeting"], reason="the year begins")
    assert [one.due.first for one in behind(At.of(street.snapshot(AS_OF)))] == [date(2014, 7, 1)]
    # The sum cannot be read: it has no value, and what it can mean is told at both ends.
    assert value(street, "donations") is None
    assert (value(street, "donations_at_least"), value(street, "donations_at_most")) == (100000, 110000)
    told = [one for one in street.check(AS_OF) if one.code == "tally-unclear"]
    assert [one.value for one in told] == ["654.38+10,000 yuan", "another 2 million"]
    assert "100000" in told[0].text("en") and "110000" in told[0].text("zh")


@pytest.mark.system("S1-08")
def test_village_works_and_a_sum_that_is_for_each_village_or_for_all(street: gr.Office) -> None:
    lit = street.figure("villages_lit", AS_OF)
    assert (lit.numerator, lit.denominator) == (5, 5)
    assert street.figure("villages_lit", date(2014, 3, 31)).numerator == 0
    assert rows(street, "villages_lit") == {"units": 5}
    assert (value(street, "works_budget.greening"), street.figure("villages_cleaned", AS_OF).numerator) == (5_000_000, 5)
    assert value(street, "lanes_money") is None, "two million or ten: neither is counted"
    (told,) = [one for one in street.check(AS_OF) if one.code == "tally-unclear" and one.details["id"] == "tallies-7"]
    assert told.source is not None and told.source.row == 8
    assert "2,000,000" in told.text("en") and "10,000,000" in told.text("zh")


@pytest.mark.system("S4-07")
def test_a_study_campaign_is_an_activity_log(street: gr.Office) -> None:
    assert value(street, "study") == 61  # more than 60
    assert (value(street, "public_lectures"), value(street, "lecture_audience")) == (200, 5020)  # more than 5,000
    assert value(street, "practical_actions") == 201  # more than 200
    assert rows(street, "practical_actions") == {"activities": 201}


@pytest.mark.system("S4-17")
def test_helpers_come_by_the_shift_and_only_confirmed_hours_count(street: gr.Office) -> None:
    assert {name: value(street, f"helper_shifts.{name}") for name in ("testing_shift", "vaccination_shift", "order_shift")} == {
        "testing_shift": 1, "vaccination_shift": 1, "order_shift": 1,
    }  # fmt: skip
    assert value(street, "helpers_wanted") == 5
    came = street.figure("helpers_came", AS_OF)
    assert (came.numerator, came.denominator) == (2, 3)  # one was excused, one came without having registered
    assert value(street, "helpers_hours") == Decimal("7.5")
    hours = {one.id: one.hours for one in street.records("turnout", AS_OF) if one.id.startswith("shift-")}
    assert hours == {"shift-t1": 4, "shift-t2": Decimal("3.5"), "shift-t3": 0}, "nobody confirmed the third"
    assert rows(street, "helpers_hours") == {"shifts_of_helpers": 3}, "the hours of a shift are derived, and lead to the shift"


# -- nobody is told apart by a refusal -------------------------------------------------------------------------------------------------


def test_no_measure_and_no_rule_can_tell_who_did_not_wish_a_visit(street: gr.Office, tmp_path: Path) -> None:
    ways = {
        'rate = "household"\nhit = { has = { contact = "target", where = { code = "declined" } } }': "households that declined",
        'count = "household"\nwhere = { not = { has = { contact = "target", where = { not = { code = "declined" } } } } }': "the rest",
        'rate = "household"\nhit = { has = { contact = "target", where = { code = ["reached", "declined"] } } }\n'
        'left_out = { missing = { has = { contact = "target", where = { code = "reached" } } } }': "the difference of two sets",
        'count = "contact"\ndated = "on"\nby = { code = {}, target = {} }': "results by household",
        'distinct = "contact"\nkey = "target"\ndated = "on"\nwhere = { code = "declined" }': "which households",
        'count = "contact"\ndated = "on"\nwhere = { "target.key_family" = true, code = "declined" }': "families in difficulty",
        'count = "contact"\ndated = "on"\nwhere = { code = "declined" }\nby = { by = {} }': "results by who went",
        'count = "case"\nwhere = { "contact.code" = "declined" }': "matters from visits that were declined",
    }  # fmt: skip
    measures = [f'[measure.m{at}]\nen = "m{at}"\nzh = "指标{at}"\n{text}\n' for at, text in enumerate(ways)]
    (tmp_path / "charter.toml").write_text(CHARTER["charter.toml"] + "".join(measures), encoding="utf-8")
    with pytest.raises(gr.errors.CharterInvalid) as caught:
        gr.open_charter(str(tmp_path))
    found = {str(one.details["at"]) for one in caught.value.problems if one.code == "charter-by-refusal"}
    assert [why for at, why in enumerate(ways.values()) if f"measure.m{at}" not in found] == []
    assert value(street, "visits_by_result.declined") == 2, "as a number it is known"


def test_a_number_of_refusals_leads_to_nobody(street: gr.Office) -> None:
    figure = street.figure("visits_by_result.declined", AS_OF)
    with pytest.raises(gr.errors.Refused) as caught:
        figure.records()
    assert "leads to no record" in caught.value.text() and "婉拒" in caught.value.text("zh")
    assert "h2" not in figure.explain() + figure.explain("zh")
    # Nor does a measure that somebody makes in Python, or one in which nothing else is left to count.
    made = gr.measure.Measure(name="m", labels={}, form=Form.COUNT, noun="contact", dated="on", hit=Is("code", ("declined",)))
    met = evolve(made, hit=Is("code", ("reached", "declined")), by=(Split(path="code"),))
    for one in (street.figure(made, AS_OF), evaluate([met], street.snapshot(AS_OF), period=Period.year(2014))["m.declined"]):
        assert one.value == 2
        with pytest.raises(gr.errors.Refused):
            one.records()
    assert len(street.figure("visits_by_result", AS_OF).records()) == value(street, "visits_by_result"), (
        "with all others, they are visits"
    )
    assert len(street.figure("visits_by_result.reached", AS_OF).records()) > 0


def test_a_refusal_is_no_black_mark_in_any_list(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    refused = {one.target.id for one in snapshot.all("contact").values() if one.code == "declined"}  # type: ignore[union-attr]
    assert refused == {"h2", "h232"}
    for rule in (outreach(street, "families"), outreach(street, "holidays")):
        for day in (date(2014, 2, 1), date(2014, 4, 2), AS_OF):
            lines = [
                one.explain(rule, At.of(snapshot), tag)
                for one in overdue_on(rule, At.of(snapshot, day)).visits
                for tag in ("en", "zh")
            ]
            assert not any(word in line for line in lines for word in ("declin", "wish", "refus", "婉拒", "拒"))
    # Who did not wish a visit is not called on sooner than who was met, and not later either.
    planned = plan_of(outreach(street, "families"), At.of(street.snapshot("2014-12-31")), Period.year(2015))
    due = {one.target.id: one.due for one in planned.visits}
    assert due["h232"] == date(2015, 3, 5) and due["h232"] == due["h4"]


def test_visits_are_thrown_away_in_time_unless_a_matter_names_them(street: gr.Office) -> None:
    def proposed(day: date) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in street.proposals(day):
            if one.what == "withdraw":
                found.setdefault(one.rule, set()).add(one.record[1])
        return found

    assert "enterprises" not in proposed(date(2016, 2, 28))
    assert len(proposed(date(2016, 4, 1))["enterprises"]) == 101
    assert set(street.snapshot(AS_OF).all("contact")) > {f"c{at}" for at in range(1, 232)}, "a matter names these"
    assert proposed(date(2016, 12, 31))["families"] == {"c232", "c233", "x1", "x2", "x3", "x4", "x5"}


def test_a_visit_has_no_field_for_a_story() -> None:
    from grassroots.fields import Column, fields_of
    from grassroots.model import NOUNS

    told = [info.name for info in fields_of(NOUNS["contact"]) if info.kind is Column.TEXT and not info.words and not info.refs]
    assert told == ["id"]
