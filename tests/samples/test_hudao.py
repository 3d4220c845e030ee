"""The sample of Hudao: five tiers, five platforms in one queue under clocks, and published claims that the records do not bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of
from support.samples import EXAMPLES, made_as_committed, published, sample, script, sheets

import grassroots as gr
from grassroots.access.actors import Grant, Verb
from grassroots.figures import evaluate
from grassroots.model import Case
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade_all
from grassroots.rules.casework.duplicates import likely_duplicates, unanswered
from grassroots.rules.casework.duplicates_rule import DuplicatesRule
from grassroots.rules.casework.handling import KIND as HANDLING
from grassroots.rules.casework.handling_rule import HandlingRule
from grassroots.rules.casework.routing import route
from grassroots.rules.casework.routing_rule import Way
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.posts.staffing import staffing_on
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.programmes.tallies import conflicts
from grassroots.rules.service.claims import overdrawn
from grassroots.rules.service.match_rule import MatchRule
from grassroots.rules.service.matching import match
from grassroots.rules.service.pairing import PairingRule, register_on
from grassroots.rules.time.clock_rule import ClockRule
from grassroots.rules.time.clocks import run_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

AS_OF: date = published("hudao")["as_of"]
YEAR = Period.year(2021)
PUBLISHED: Mapping[str, Mapping[str, Any]] = published("hudao")["figure"]


@pytest.fixture(scope="module")
def street() -> gr.Office:
    """The sample, taken in."""
    return sample("hudao")


@pytest.fixture(scope="module")
def snapshot(street: gr.Office) -> Snapshot:
    """Its records at the end of the year."""
    return street.snapshot(AS_OF)


@pytest.fixture(scope="module")
def year(street: gr.Office, snapshot: Snapshot) -> Mapping[str, gr.Figure]:
    """The figures of these systems, with the cells of those that are split."""
    more = {
        "facilities",
        "motions_adopted",
        "calls_answered_in_time",
        "in_kind_worth",
        "helpers_came",
        "helpers_hours",
        "disputes",
    }
    more |= {"findings_put_right", "findings_overdue", "rechecks_overdue", "visit_opinions_solved"}
    names = [name for name, one in street.charter.measures.items() if name in more or one.source.startswith("S4")]
    return evaluate(names, snapshot, period=YEAR)


@pytest.fixture(scope="module")
def report(street: gr.Office) -> gr.Report:
    """The report of the year."""
    return street.report("year", as_of=AS_OF)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_records_give_the_published_figure(name: str, year: Mapping[str, gr.Figure]) -> None:
    assert year[name].text() == PUBLISHED[name]["value"]


def test_the_charter_lies_on_two_others(street: gr.Office) -> None:
    assert street.charter.lineage[:2] == ("cn-hotline-bureau", "cn-hotline")
    assert {"cn-street", "association"} <= set(street.charter.lineage)
    assert {"tickets", "member_households", "units"} <= set(street.charter.ledgers)


@pytest.mark.system("S4-01")
def test_five_tiers_from_the_street_to_the_member_household(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    assert [
        year[name].value for name in ("grids", "grid_branches", "joint_grid_branches", "building_groups", "member_households")
    ] == [21, 10, 5, 30, 60]
    kinds = [getattr(snapshot.get("unit", id), "kind", "") for id in snapshot.ancestors(UnitId("L01"))]
    assert kinds == ["grid_branch", "community", "street", "district"]
    assert sheets(street, year["grids"]) == {"单位名册"}
    assert partition_of(At.of(snapshot), "grid", units=["grid"]).sound


@pytest.mark.parametrize(
    "purpose",
    [
        gr.access.PUBLICATION,
        gr.access.Purpose(
            "survey", frozenset({gr.fields.Privacy.PUBLIC, gr.fields.Privacy.INTERNAL, gr.fields.Privacy.PERSONAL})
        ),
    ],
)
def test_s4_01_which_household_is_a_member_household_is_out_of_view_without_the_purpose(
    street: gr.Office, purpose: gr.access.Purpose
) -> None:
    view = gr.View(store_of(street), street.charter, street.view.actor, None, purpose)
    kinds = Counter(getattr(one, "kind", "") for one in view.snapshot(AS_OF).all("link").values())
    assert kinds["member_household"] == 0
    assert kinds["in_grid_branch"] == 21


@pytest.mark.system("S4-02")
@pytest.mark.system("S4-03")
def test_each_grid_has_its_trio_and_one_lead_is_only_acting(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    rule = street.charter.rule("staffing", "grids", AS_OF)
    assert isinstance(rule, StaffingRule)
    found = staffing_on(rule, At.of(snapshot, AS_OF))
    assert [(one.details["unit"], one.value) for one in found.gaps] == [("示例第二十一网格", "lead")]
    assert found.rate.value == year["grids_fully_staffed"].value == Fraction(20, 21)
    teams = street.charter.rule("staffing", "professional_teams", AS_OF)
    assert isinstance(teams, StaffingRule)
    assert [line.have for line in staffing_on(teams, At.of(snapshot, AS_OF)).units[0].lines] == [5, 2]
    assert sheets(street, year["grid_teams"]) == {"队伍名册"}


@pytest.mark.system("S4-04")
def test_stars_are_given_by_five_standards_and_six_goods_as_people_decided(
    snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    found = grade_all("grids", At.of(snapshot), period=YEAR)
    decided = {one.subject: one for one in snapshot.all("assessment").values()}  # type: ignore[union-attr]
    assert {one.subject: one.grade for one in found.graded} == {subject: one.grade for subject, one in decided.items()}
    for one in found.graded:
        assert 0 <= one.score.value - Fraction(decided[one.subject].score) < Fraction(1, 10_000)
    assert found.counts == {"five_star": 7, "four_star": 7, "three_star": 7, "no_star": 0}
    assert {one.expires for one in decided.values()} == {date(2022, 12, 20)}
    assert year["grids_with_feature"].numerator == 19


@pytest.mark.system("S4-05")
def test_twenty_stations_are_no_hundred_per_cent_of_twenty_one_grids_and_that_is_told(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    served = year["grids_served"]
    assert (served.numerator, served.denominator) == (20, 21)
    assert list(street.ask(served.question).misses) == [("requirement_state", "grid_station:unit:G21")]
    told = conflicts(
        At.of(snapshot, AS_OF), {(UnitId("street"), name): year[name].value for name in ("grids_served", "topics_closed_share")}
    )  # type: ignore[misc]
    assert [one.code for one in told] == ["tally-conflict"]
    assert "100 %" in told[0].text("en")
    assert "95.2 %" in told[0].text("zh")
    assert told[0].source is not None
    assert told[0].source.file.endswith("totals.csv")


@pytest.mark.system("S4-06")
def test_one_talent_station_lists_its_services(street: gr.Office, year: Mapping[str, gr.Figure]) -> None:
    assert (year["facilities.talent_station"].value, year["talent_services"].value) == (1, 6)
    assert sheets(street, year["talent_services"]) == {"资源台账"}


@pytest.mark.system("S4-07")
def test_the_campaign_is_a_log_of_its_activities(street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]) -> None:
    assert sheets(street, year["study_events"]) == sheets(street, year["practical_actions"]) == {"活动台账"}
    assert sheets(street, year["talks_given"]) == {"学习台账"}
    assert len(year["talks_given"].records().hits) == 50, "a row stands for four talks"
    months = [street.figure("study_events", AS_OF, period=Period.month(2021, month)).value for month in (2, 3)]
    assert months[0] == 0 < months[1]
    logged = {one.programme for one in snapshot.all("activity").values() if one.kind in ("study_event", "practical_action")}  # type: ignore[union-attr]
    assert logged == {"Y2021"}


@pytest.mark.system("S4-08")
def test_problems_heard_at_doors_are_followed_to_their_outcome(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    parts = {name: year[f"visit_opinions.{name}"].value for name in ("solved", "explained", "not_now", "in_progress")}
    assert parts == {"solved": 262, "explained": 12, "not_now": 12, "in_progress": 14}
    assert sheets(street, year["visit_opinions"]) == {"visit_problems.csv"}
    visits = snapshot.all("contact")
    problems = [one for one in snapshot.all("case").values() if isinstance(one, Case) and one.category == "visit_opinion"]
    assert all(one.contact in visits for one in problems)
    (visited,) = (one for one in snapshot.all("tally").values() if one.kind == "residents_visited")  # type: ignore[union-attr]
    assert visited.amount.quality is gr.values.Quality.ROUGH  # type: ignore[union-attr]


@pytest.mark.system("S4-13")
def test_a_note_goes_to_the_group_of_its_topic_or_is_passed_on_to_it(snapshot: Snapshot, year: Mapping[str, gr.Figure]) -> None:
    problems = [one for one in snapshot.all("case").values() if isinstance(one, Case) and one.category == "visit_opinion"]
    passed = 0
    for one in problems:
        found = route(one, At.of(snapshot, one.steps[0].on))
        holders = [step.unit for step in one.steps if step.unit]
        assert (found.lead, found.way) == (holders[-1], Way.SERVICE)
        passed += len(holders) > 1
        assert len(holders) == 1 or holders[0] != found.lead
    assert passed == year["passed_on"].value == 12


@pytest.mark.system("S4-09")
def test_five_platforms_are_one_queue_and_who_was_merged_still_has_an_answer_to_come(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    assert {
        name: year[f"tickets.{name}"].value for name in street.charter.words["channel"] if year[f"tickets.{name}"].value
    } == {
        "hotline": 240,
        "interaction": 80,
        "urban_management": 120,
        "grassroots_platform": 100,
        "e_home": 60,
    }
    assert sheets(street, year["tickets"]) == {
        "12345.csv",
        "interaction.csv",
        "工单台账",
        "grassroots_platform.csv",
        "e_home.csv",
    }
    rule = street.charter.rule("handling", "hotline", AS_OF)
    assert isinstance(rule, HandlingRule)
    merged = [one for one in snapshot.all("case").values() if isinstance(one, Case) and one.merged_into]
    assert len(merged) == year["tickets_merged"].value == 8
    (waiting,) = unanswered(rule, At.of(snapshot))
    assert waiting.case in {one.id for one in merged}
    place = street.charter.rule("duplicates", "same_place", AS_OF)
    assert isinstance(place, DuplicatesRule)
    again = merged[0]
    received = again.steps[0].on
    new = evolve(again, id="new", merged_into=None, steps=again.steps[:1])
    offered = likely_duplicates(place, At.of(street.snapshot(received)), new)
    assert again.merged_into in {found.other for found in offered}
    told = [(one.code, one.details["id"]) for one in HANDLING.problems(At.of(snapshot))]
    assert told == [("case-unanswered", waiting.case)]


@pytest.mark.system("S4-09")
def test_every_ticket_keeps_its_time_or_not_as_plain_counting_of_the_announced_days_says(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    made = script("hudao")
    rule = street.charter.rule("clock", "handling", AS_OF)
    assert isinstance(rule, ClockRule)
    at = At.of(snapshot)
    counted: Counter[str] = Counter()
    for one in snapshot.all("case").values():
        if not isinstance(one, Case) or one.channel not in made.PLATFORMS:
            continue
        run = run_of(one, "handling", at)
        assert run is not None
        if run.due is None or any(step.state == "extended" for step in one.steps):
            counted[run.promise] += 1
            continue
        due = made.after(one.steps[0].on, 3 if one.category in made.QUICK else 13)
        assert run.due == due
        assert not run.provisional
        counted[run.promise] += 1
    assert (counted["kept"], counted["late"], counted["overdue"], counted["running"]) == (
        year["tickets_on_time"].numerator,
        year["tickets_late"].value,
        year["tickets_overdue"].value,
        year["tickets_running"].value,
    )
    assert min(counted[name] for name in ("kept", "late", "overdue", "running")) > 0


def test_spring_festival_stops_the_clock_and_the_sunday_before_it_does_not(snapshot: Snapshot) -> None:
    made = script("hudao")
    assert made.works(date(2021, 2, 7))
    assert not made.works(date(2021, 2, 15))
    over = [one for one in snapshot.all("case").values() if isinstance(one, Case) and one.channel in made.PLATFORMS and date(2021, 2, 8) <= one.steps[0].on <= date(2021, 2, 10)]  # fmt: skip
    told = ["\n".join(run.explain("en")) for one in over if (run := run_of(one, "handling", At.of(snapshot)))]
    assert any("2021-02-11" in text and "holiday" in text for text in told)


def test_satisfaction_is_told_month_by_month_and_who_was_not_reached_is_apart(
    street: gr.Office, year: Mapping[str, gr.Figure]
) -> None:
    whole = year["tickets_satisfied"]
    months = [street.figure("tickets_satisfied", AS_OF, period=Period.month(2021, month)) for month in range(1, 13)]
    assert sum(int(one.numerator or 0) for one in months) == whole.numerator
    assert sum(int(one.denominator or 0) for one in months) == whole.denominator
    assert whole.left_out["not_reached"] > 0
    assert all(one.value is not None and Fraction(1, 2) < one.value <= 1 for one in months)  # type: ignore[operator]


@pytest.mark.system("S4-10")
def test_what_is_completed_is_not_said_to_be_solved(street: gr.Office, year: Mapping[str, gr.Figure]) -> None:
    closed, solved = year["topics_closed_share"], year["topics_solved_share"]
    assert (closed.numerator, closed.denominator, closed.value) == (9472, 9472, 1)
    assert (solved.denominator, solved.value, solved.text("percent")) == (0, None, "—")
    assert year["topics_closed.unknown"].value == 9472
    assert sheets(street, year["topics_closed"]) == {"totals.csv"}
    tickets = year["solved_share.e_home"]
    assert (tickets.value, tickets.left_out) == (None, {"outcome_unknown": 60})
    assert year["closed_share.e_home"].value == 1


@pytest.mark.system("S4-11")
def test_councils_decide_by_their_rule_and_mediate(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    votes = [one for one in snapshot.all("vote").values() if isinstance(one, gr.model.Vote)]
    motions = snapshot.all("motion")
    assert len(votes) == 11
    for vote in votes:
        found = decide(vote, At.of(snapshot))
        assert found.problems == ()
        outcomes = [step.outcome for step in motions[vote.motion].steps if step.outcome]  # type: ignore[index,union-attr]
        assert outcomes == ["adopted" if found.passed else "declined"]
    assert (year["motions_adopted"].numerator, year["motions_adopted"].denominator) == (10, 11)
    assert (year["disputes_mediated"].value, year["disputes"].value) == (14, 18)


@pytest.mark.system("S4-12")
def test_departments_that_are_called_come_in_time_or_not(street: gr.Office, year: Mapping[str, gr.Figure]) -> None:
    there = year["calls_answered_in_time"]
    assert (there.numerator, there.denominator, dict(there.left_out)) == (36, 39, {"withdrawn": 1})
    assert sheets(street, there) == {"joint_calls.csv"}


@pytest.mark.system("S4-14")
def test_the_register_of_hardship_says_who_waits_and_whose_helper_has_to_call(street: gr.Office, snapshot: Snapshot) -> None:
    rule = street.charter.rule("pairing", "hardship", AS_OF)
    assert isinstance(rule, PairingRule)
    found = register_on(rule, At.of(snapshot))
    assert (len(found.entries), len(found.waiting), found.closed) == (42, 2, 1)
    assert {one.household for one in found.waiting} == {"H2101", "H2102"}
    late = [one.household for one in found.entries if one.helpers and one.late(AS_OF)]
    assert late == ["H0402"]
    assert len(register_on(rule, At.of(snapshot, AS_OF, scope=UnitId("G05"))).entries) == 2


@pytest.mark.system("S4-15")
def test_partners_take_up_what_is_needed_and_give_in_kind_on_a_ground(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    assert (year["bricks_given"].value, year["in_kind_worth"].value) == (3200, 96_000)
    assert sheets(street, year["in_kind_worth"]) == {"实物捐助台账"}
    rule = street.charter.rule("match", "partners", AS_OF)
    assert isinstance(rule, MatchRule)
    before = match(rule, At.of(street.snapshot(date(2021, 6, 5))))
    assert ("needs-01", "offers-01", 3200) in [(one.need, one.offer, one.amount) for one in before.pairs]
    after = match(rule, At.of(snapshot))
    assert [one.need for one in after.left] == ["needs-11", "needs-12"]
    assert list(overdrawn(At.of(snapshot))) == []


@pytest.mark.system("S4-16")
def test_what_a_sweep_found_has_an_owner_and_is_looked_at_again(
    street: gr.Office, snapshot: Snapshot, year: Mapping[str, gr.Figure]
) -> None:
    assert (year["findings_put_right"].numerator, year["findings_put_right"].denominator) == (44, 48)
    assert (year["findings_overdue"].value, year["rechecks_overdue"].value) == (4, 1)
    assert sheets(street, year["findings_put_right"]) == {"findings.csv"}
    sweeps = {one.activity for one in snapshot.all("finding").values()}  # type: ignore[union-attr]
    assert len(sweeps) == 6
    assert {one.owner for one in snapshot.all("finding").values()} == {f"K-W{at}" for at in range(1, 5)}  # type: ignore[union-attr]


@pytest.mark.system("S4-17")
def test_helpers_on_three_lines_of_shifts_are_expected_come_and_have_their_hours_confirmed(
    street: gr.Office, year: Mapping[str, gr.Figure]
) -> None:
    assert [year[f"shifts_held.{kind}"].value for kind in ("testing_shift", "vaccination_shift", "order_shift")] == [36, 30, 24]
    came = year["helpers_came"]
    assert (came.denominator or 0) - (came.numerator or 0) > 0
    assert came.left_out["excused"] > 0
    assert year["helpers_hours"].value == 4 * int(came.numerator or 0)
    assert sheets(street, year["helpers_came"]) == {"志愿者到岗台账"}
    assert sheets(street, year["shifts_held"]) == {"志愿服务班次"}


@pytest.mark.system("S4-18")
def test_s4_18_petitions_are_in_view_only_by_a_grant_that_names_them(street: gr.Office, year: Mapping[str, gr.Figure]) -> None:
    assert (year["petitions"].value, year["repeated_cases"].value) == (12, 2)
    clerk = gr.Actor("clerk", (Grant(Verb.READ, UnitId("district")),))
    officer = gr.Actor("officer", (*clerk.grants, Grant(Verb.READ, UnitId("district"), "petition")))
    for actor, count in ((clerk, 0), (officer, 12)):
        view = gr.View(store_of(street), street.charter, actor, None, gr.access.OFFICE)
        seen = [
            one for one in view.snapshot(AS_OF).all("case").values() if isinstance(one, Case) and one.category == "petition"
        ]
        assert len(seen) == count
    with pytest.raises(gr.errors.NotFound):
        gr.View(store_of(street), street.charter, clerk, None, gr.access.OFFICE).get("case", "petition-01")
    said = str((EXAMPLES / "hudao" / "charter" / "report.toml").read_text(encoding="utf-8"))
    assert "petitions" not in said


# -- the rest --------------------------------------------------------------------------------------------------------------------------


def test_every_record_and_every_judgement_is_sound_but_for_those_who_wait(street: gr.Office) -> None:
    told = street.check(AS_OF)
    assert Counter(one.code for one in told) == {
        "case-unanswered": 1,
        "case-unowned": 1,
        "clock-late": 6,
        "clock-overdue": 428,
        "finding-overdue": 4,
        "outreach-missed": 46,
        "outreach-missed-again": 135,
        "pairing-no-helper": 2,
        "pairing-contact-due": 1,
        "pairing-too-few": 1,
        "recheck-overdue": 1,
        "requirement-lacking": 1,  # the grid that no station serves
        "staff-short": 1,
        "tally-conflict": 1,
    }
    assert sum(one.details.get("times", 1) for one in told if one.code.startswith("outreach-missed")) == 326
    (only,) = (one for one in told if one.code == "staff-short")
    assert only.details["unit"] == "示例第二十一网格", "one grid has no lead"


def test_the_ledgers_again_store_nothing(street: gr.Office) -> None:
    head = street.head
    again = street.take_in(EXAMPLES / "hudao" / "ledgers")
    assert (again.ok, again.stored, again.new, again.changed) == (True, False, frozenset(), frozenset())
    assert street.head == head


def test_the_report_says_in_both_languages_what_was_published_and_what_the_records_say_instead(report: gr.Report) -> None:
    for language, note in (
        ("en", "Invented records; only the totals were published."),
        ("zh", "记录均为虚构，公开发布的只有合计数。"),
    ):
        rendered = report.render(language)
        assert rendered.notes[0] == note
        text = "\n".join(block.text for section in rendered.sections for block in section.blocks if hasattr(block, "text"))
        for said in ("21", "95.2", "5,216", "206", "20,000", "262", "87", "9,472", "3,200", "96,000", "—"):
            assert said in text, (language, said)


def test_a_table_by_working_group_names_the_groups(report: gr.Report) -> None:
    names = {
        "zh": {"环境整治组", "平安秩序组", "民生服务组", "文化宣传组"},
        "en": {"Group Surroundings", "Group Order", "Group Services", "Group Culture"},
    }
    for language, wanted in names.items():
        blocks = [block for section in report.render(language).sections for block in section.blocks]
        assert wanted <= {row[0].text for block in blocks for row in getattr(block, "rows", ())}


def test_the_script_makes_what_is_committed() -> None:
    made_as_committed("hudao")
