"""Teams, training and surveys, from the rows that a street types to figures. The records are invented; the totals are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from support.behind import store_of
from support.taken import taken_in

import grassroots as gr
from grassroots.fields import Column, fields_of
from grassroots.figures import evaluate
from grassroots.reading import At
from grassroots.rules.openness.survey_rule import SurveyRule
from grassroots.rules.openness.surveys import SurveyResult, survey_result
from grassroots.rules.posts.teams import helpers
from grassroots.rules.posts.training import Progress, rotation
from grassroots.rules.posts.training_rule import TrainingRule
from grassroots.rules.programmes.duties import statuses
from grassroots.rules.programmes.duty_status import DutyState
from grassroots.values import Period, Ref, UnitId

AS_OF = date(2014, 12, 31)
YEAR = Period.year(2014)

UNITS = """\
code,name,kind,part of,sector
s,Street,street,,
k,Committee,committee,s,
b1,Branch 1,branch,k,
b2,Branch 2,branch,k,
c1,Community 1,community,s,
c2,Community 2,community,s,
v1,Village 1,village,s,
v2,Village 2,village,s,
v3,Village 3,village,s,
g1,Grid 1,grid,c1,
g2,Grid 2,grid,c1,
"""
MEMBERS = "member No.,name,branch,full member since,education\n" + "".join(
    f"{number},Member {number},{'b1' if number % 2 else 'b2'},2005-07-01,{'bachelor' if number == 28 else 'senior'}\n"
    for number in range(1, 31)
)
POSTS = """\
post No.,unit,post
sec-1,v1,village_secretary
sec-2,v2,village_secretary
sec-3,v3,village_secretary
bsec,b1,secretary
soc-1,c1,main_worker
soc-2,c1,general_worker
soc-3,c2,general_worker
move-1,c2,social_worker
move-2,c1,social_worker
sent-1,c1,social_worker
"""
TENURES = """\
No.,post No.,member No.,first day,how
1,sec-1,p-1,2012-01-01,elected
2,sec-2,p-2,2012-01-01,elected
3,sec-3,p-3,2014-06-01,elected
4,bsec,p-4,2012-01-01,elected
5,soc-1,p-5,2012-01-01,competition
6,soc-2,p-6,2012-01-01,competition
7,soc-3,p-7,2012-01-01,competition
8,move-1,p-8,2014-03-01,moved
9,move-2,p-9,2014-03-01,moved
10,sent-1,p-10,2014-03-01,sent
"""
TEAMS = """\
team No.,unit,kind,name,service brand,formed on
T1,s,studio,Five Rivers studio,,2014-01-01
T2,c1,volunteers,Red Vest,Red Vest,2014-03-01
T3,c2,volunteers,Second team,Red Vest,2014-03-01
T4,c1,consortium,Care around the corner,Care around the corner,2014-03-01
T5,g1,trio,Lead of grid 1,,2014-01-01
T6,g2,trio,Lead of grid 2,,2014-01-01
T7,g1,grid_team,Red tea house,,2014-01-01
T8,g1,grid_team,Veterans,,2014-01-01
T9,s,reserve,Reserve of social workers,,2014-01-01
T10,g1,council,Red tea council,,2014-01-01
T11,s,class,First rotation,,2014-05-01
T12,s,young_cadres,Young cadres,,2014-01-01
"""
SEATS = (
    "team No.,member No.,role,skill,last day\n"
    + "".join(f"T1,p-{number},representative,,\n" for number in range(11, 21))
    + """\
T2,p-1,,repairs,
T2,p-2,,haircut,
T2,p-3,,haircut,2014-06-30
T3,p-4,,housekeeping,
T3,p-5,,haircut,
T5,p-21,branch_secretary,,
T5,p-22,instructor,,
T5,p-23,grid_worker,,
T6,p-24,branch_secretary,,
T6,p-25,grid_worker,,
T9,p-26,,,
T9,p-27,,,
T11,p-1,,,
T12,p-28,,,
T12,p-29,,,
"""
)
PROJECTS = "project No.,unit,kind,name,put to the vote on,adopted on\nR1,s,water,River,2014-01-20,2014-02-10\nR2,s,water,Pipes,2014-01-20,2014-02-10\n"
PROPOSALS = "proposal No.,project No.,title,brought in on,registered on\nP1,R1,River,2014-02-10,2014-02-10\nP2,R2,Pipes,2014-02-10,2014-02-10\n"
TEAM_PROPOSALS = "No.,unit,team,proposal,first day\n1,s,T1,P1,2014-02-20\n2,s,T1,P2,2014-02-20\n"
AREAS = "No.,unit,team,area contacted,first day\n1,s,T1,v1,2014-04-01\n"
PARTNERS = "partner No.,contact unit,kind,name\nbase-a,s,training_base,Orchard base\nbase-b,s,training_base,College base\nclinic,c1,resident_unit,Clinic\nschool,c1,resident_unit,School\n"
CONSORTIA = "No.,unit,team,partner,first day\n1,c1,T4,clinic,2014-03-01\n2,c1,T4,school,2014-03-01\n"
ACTIVITIES = """\
activity No.,unit,kind,held on,title,team
A1,s,policy_talk,2014-03-10,Policy,T1
A2,s,investigation,2014-05-10,Survey of the banks,T1
A3,s,labour,2014-07-10,Clearing the bank,T1
A4,s,inspection,2014-09-10,Look at the pipes,
"""
COURSES = (
    "course No.,held by,kind of course,first day,last day,tier,sessions,base,class\n"
    + "".join(f"C{number},s,training_class,2014-{number:02}-05,,,1,,\n" for number in range(1, 10))
    + """\
C10,s,training_class,2014-10-05,,main_tier,1,,
C11,s,training_class,2014-10-12,,reserve_tier,1,,
C12,s,training_class,2014-10-19,,general_tier,1,,
H1,s,lecture_hall,2014-11-02,,,5,,
O1,s,off_site,2014-05-12,2014-05-16,,1,base-a,T11
O2,s,off_site,2014-08-11,2014-08-15,,1,base-b,
O3,s,off_site,2014-12-29,2015-01-02,,1,base-a,
"""
)
ATTENDANCES = """\
activity No.,member No.,presence,hours
C10,p-5,present,6
C11,p-26,present,6
C11,p-27,excused,
C12,p-6,present,3
O1,p-1,present,24
O2,p-2,absent,
O3,p-3,present,24
"""
QUALIFICATIONS = (
    "No.,kept by,person,competence,level,first day,last day,certified by\n"
    "1,c1,p-5,social_work,intermediate,2013-06-01,2016-05-31,College base\n"
    + "".join(
        f"{at},s,p-1,{word},basic,2014-03-01,2015-02-28,\n"
        for at, word in enumerate(("agriculture", "industry", "city", "enterprise", "economy"), 2)
    )
    + "7,s,p-2,agriculture,basic,2013-03-01,,\n8,s,p-2,city,basic,2014-03-01,,\n"
)
SURVEYS = """\
No.,about,kind,survey,who was asked,first day,last day,people in all,on the list,asked,answered
1,s,public_units,Autumn,public,2014-10-01,2014-10-31,41000,800,200,163
2,s,public_members,Autumn,public,2014-10-01,2014-10-31,41000,800,200,150
3,s,members_units,Autumn,members,2014-10-01,2014-10-31,2400,2400,100,97
4,v1,members_units,Autumn,peer,2014-10-01,2014-10-31,12,12,12,8
5,v2,members_units,Autumn,self,2014-10-01,2014-10-31,9,9,9,3
"""
ANSWERS = """\
survey,question,answer,how many
1,overall,satisfied,120
1,overall,fairly,30
1,overall,dissatisfied,10
1,overall,abstained,3
2,overall,satisfied,100
2,overall,fairly,30
2,overall,dissatisfied,20
3,overall,satisfied,80
3,overall,fairly,15
3,overall,dissatisfied,2
4,overall,satisfied,4
4,overall,abstained,4
"""
DISPUTES = """\
dispute No.,village or community,matter,found on,closed on,outcome
D1,c1,noise at night,2014-04-01,2014-04-20,settled
D2,c1,a shared wall,2014-05-01,2014-06-10,settled
D3,c1,parking,2014-11-01,,
D4,c2,a fence,2014-11-01,2014-11-05,settled
"""
MEDIATIONS = "No.,unit,team,dispute,first day\n1,g1,T10,D1,2014-04-03\n2,g1,T10,D2,2014-05-05\n3,g1,T10,D3,2014-11-04\n"
ANALYSES = """\
analysis No.,branch,kind of analysis,took place on,how many took part
1,b1,self_analysis,2014-11-03,15
2,b1,group_analysis,2014-11-10,15
3,b1,appraisal,2014-12-01,15
4,b2,appraisal,2014-12-01,14
5,b2,self_analysis,2014-12-08,14
"""
TABLES = {
    "units": UNITS, "members": MEMBERS, "posts": POSTS, "tenures": TENURES, "teams": TEAMS, "seats": SEATS, "projects": PROJECTS,
    "proposals": PROPOSALS, "team_proposals": TEAM_PROPOSALS, "team_areas": AREAS, "partners": PARTNERS, "consortia": CONSORTIA,
    "activities": ACTIVITIES, "courses": COURSES, "attendances": ATTENDANCES, "qualifications": QUALIFICATIONS, "surveys": SURVEYS,
    "answers": ANSWERS, "disputes": DISPUTES, "mediations": MEDIATIONS, "conduct_analyses": ANALYSES,
}  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A street with its teams, courses and surveys, and what is owed in the year opened."""
    with taken_in(tmp_path_factory.mktemp("teams"), TABLES, "cn-street") as workspace:
        workspace.open_duties(YEAR, reason="the year begins")
        yield workspace


def figure(street: gr.Office, name: str, scope: str | None = None, as_of: date = AS_OF) -> gr.Figure:
    return street.figure(name, as_of, period=YEAR, scope=scope)


def rows(street: gr.Office, name: str, **more: date) -> set[tuple[str, int]]:
    """The rows in which the records that hit were typed."""
    found = figure(street, name, **more)  # type: ignore[arg-type]
    evidence = street.ask(found.question)
    return {(Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits}


def training(street: gr.Office, name: str) -> TrainingRule:
    rule = street.charter.rule("training", name)
    assert isinstance(rule, TrainingRule)
    return rule


def survey(street: gr.Office, name: str, scope: str | None = None) -> SurveyResult:
    rule = street.charter.rule("survey", name)
    assert isinstance(rule, SurveyRule)
    return survey_result(rule, At.of(street.snapshot(AS_OF), scope=UnitId(scope) if scope else None), YEAR)


# -- teams -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.system("S0-14", "S3-18")
def test_a_studio_of_ten_leads_two_proposals_and_owes_five_single_acts_a_year(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    assert len([seat for seat in shot.all("seat").values() if seat.team == "T1"]) == 10  # type: ignore[union-attr]
    assert figure(street, "studio_proposals").value == 2
    assert rows(street, "studio_proposals") == {("team_proposals", 2), ("team_proposals", 3)}
    acts = {one.part: one for one in shot.derived("checklist_item", AS_OF).values() if one.rule == "single_acts"}
    assert {name: one.done for name, one in acts.items()} == {
        "policy_talk": True,
        "investigation": True,
        "labour": True,
        "inspection": False,
        "area": True,
    }, "an inspection that no team holds is nobody's"
    rate = figure(street, "single_acts")
    assert (rate.numerator, rate.denominator) == (4, 5)
    [left] = [one for one in street.todo(AS_OF, until=date(2014, 12, 31)) if one.rule == "single_acts"]
    assert (left.named("zh"), left.record, left.day) == ("视察督查", ("team", "T1"), date(2014, 12, 31))


@pytest.mark.system("S0-17", "S3-14")
def test_teams_have_skills_brands_and_partners(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    assert [(one.person, one.steps) for one in helpers("haircut", UnitId("c1"), At.of(shot, AS_OF))] == [("p-2", 0)]
    assert [(one.person, one.steps) for one in helpers("haircut", UnitId("c1"), At.of(shot, AS_OF), further=1)] == [
        ("p-2", 0),
        ("p-5", 1),
    ]
    assert [one.person for one in helpers("haircut", UnitId("c1"), At.of(shot, date(2014, 6, 1)))] == ["p-2", "p-3"]
    assert figure(street, "service_brands").value == 2
    assert rows(street, "service_brands") == {("teams", 3), ("teams", 4), ("teams", 5)}
    assert figure(street, "consortium_partners").value == 2
    assert rows(street, "consortium_partners") == {("consortia", 2), ("consortia", 3)}


def test_s0_17_who_offers_a_skill_is_found_only_within_scope_and_where_the_purpose_opens_it(street: gr.Office) -> None:
    def view(scope: str | None, purpose: gr.access.Purpose) -> gr.Snapshot:
        return gr.View(store_of(street), street.charter, street.view.actor, scope, purpose).snapshot(AS_OF)

    assert [one.person for one in helpers("haircut", UnitId("c2"), At.of(view("c2", gr.access.OFFICE), AS_OF), further=3)] == [
        "p-5"
    ]
    assert helpers("haircut", UnitId("c1"), At.of(view("c2", gr.access.OFFICE), AS_OF)) == ()
    assert helpers("haircut", UnitId("s"), At.of(view(None, gr.access.PUBLICATION), AS_OF)) == ()


@pytest.mark.system("S4-02")
def test_a_grid_has_a_trio_and_any_number_of_teams(street: gr.Office) -> None:
    rate = figure(street, "grids_with_trio")
    assert (rate.numerator, rate.denominator) == (1, 2)
    assert rows(street, "grids_with_trio") == {("units", 11)}
    assert figure(street, "grid_teams", "g1").value == 2
    assert figure(street, "grids_with_teams").value == 1
    rule = street.charter.rule("staffing", "grids")
    from grassroots.rules.posts.staffing import staffing_on

    found = {
        one.unit: {line.need: line.have for line in one.lines} for one in staffing_on(rule, At.of(street.snapshot(AS_OF))).units
    }  # type: ignore[arg-type]
    assert found["g1"] == {"lead": 0, "branch_secretary": 1, "instructor": 1, "grid_worker": 1, "teams": 2}
    assert found["g2"] == {"lead": 0, "branch_secretary": 1, "instructor": 0, "grid_worker": 1, "teams": 0}


# -- training --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.system("S2-16")
def test_twelve_classes_and_five_sessions_of_the_lecture_hall(street: gr.Office) -> None:
    assert figure(street, "training_classes").value == 12
    assert rows(street, "training_classes") == {("courses", row) for row in range(2, 14)}
    assert figure(street, "lecture_halls").value == 5
    assert rows(street, "lecture_halls") == {("courses", 14)}


@pytest.mark.system("S0-20")
def test_three_tiers_are_trained_apart_and_workers_move(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    told = {
        name: rotation(training(street, name), At.of(shot, AS_OF)).rate
        for name in ("main_tier", "reserve_tier", "general_tier")
    }
    assert {name: (rate.numerator, rate.denominator) for name, rate in told.items()} == {
        "main_tier": (1, 1),
        "reserve_tier": (1, 2),
        "general_tier": (1, 2),
    }
    assert figure(street, "social_workers_moved").value == 2
    assert figure(street, "supernumeraries_sent").value == 1
    assert rows(street, "social_workers_moved") == {("tenures", 9), ("tenures", 10)}


@pytest.mark.system("S3-04")
def test_five_competences_are_held_anew_each_year(street: gr.Office) -> None:
    rule = training(street, "five_understandings")
    found = {one.person: one for one in rotation(rule, At.of(street.snapshot(AS_OF))).people}
    assert found["p-1"].progress is Progress.THROUGH  # type: ignore[index]
    assert found["p-1"].done_on == date(2014, 3, 1)  # type: ignore[index]
    assert found["p-2"].lacking == ("agriculture", "industry", "enterprise", "economy"), (
        "what was given the year before is not upgraded"
    )  # type: ignore[index]
    split = evaluate(["qualified"], street.snapshot(AS_OF), period=YEAR)
    assert split["qualified.agriculture"].value == 2
    later = rotation(rule, At.of(street.snapshot(date(2015, 1, 31))))
    assert later.through == (), "the year has begun anew"
    assert rotation(rule, At.of(street.snapshot(date(2015, 1, 31)), date(2014, 12, 31))).rate.numerator == 1


@pytest.mark.system("S3-32", "S3-07")
def test_village_secretaries_go_through_the_bases_within_three_years(street: gr.Office) -> None:
    rule = training(street, "off_site")
    found = rotation(rule, At.of(street.snapshot(AS_OF)))
    assert {one.person: one.progress for one in found.people} == {
        "p-1": Progress.THROUGH,
        "p-2": Progress.OWED,
        "p-3": Progress.OWED,
    }, "who was absent is owed it, and a course counts when it is over"
    assert found.time == Period(date(2012, 1, 1), date(2015, 1, 1))
    assert found.through[0].by == (Ref("attendance", "attendances-O1-p-1"),)
    assert rotation(rule, At.of(street.snapshot(date(2015, 1, 2)))).rate.value == Fraction(2, 3)
    assert figure(street, "secretaries_off_site").value == found.rate.value == Fraction(1, 3), (
        "the figure counts what the rule says"
    )
    over = rotation(rule, At.of(street.snapshot(date(2017, 1, 1))))
    assert (over.time, over.through) == (Period(date(2015, 1, 1), date(2018, 1, 1)), ()), (
        "three years later everybody goes again"
    )
    cells = evaluate(["courses_by_base"], street.snapshot(AS_OF), period=YEAR)
    assert {name: one.value for name, one in cells.items() if "." in name and one.value} == {
        "courses_by_base.partner:base-a": 2,
        "courses_by_base.partner:base-b": 1,
    }
    assert figure(street, "training_hours").value is not None


@pytest.mark.system("S3-07")
def test_all_secretaries_trained_in_three_years_and_a_social_worker_in_each_community(street: gr.Office) -> None:
    from grassroots.rules.programmes.targets import HorizonRule, Reach, statuses_of_targets, targets_of

    rule = street.charter.rule("horizon", "secretaries_trained")
    assert isinstance(rule, HorizonRule)
    (target,) = targets_of(rule, UnitId("s"), date(2014, 1, 1))
    assert (target.end, target.value.value if target.value else None) == (date(2017, 1, 1), 1)
    rate = figure(street, "secretaries_off_site")
    assert (rate.numerator, rate.denominator) == (1, 3), "the third was at a course that is over in January"
    records = [*street.snapshot(AS_OF), target]
    shot = gr.Snapshot.of(records, street.charter, as_of=AS_OF)
    (standing,) = statuses_of_targets(At.of(shot, AS_OF), {(UnitId("s"), "secretaries_off_site"): rate.value})  # type: ignore[dict-item]
    assert (standing.reach, standing.gap) == (Reach.OPEN, Fraction(2, 3))
    degrees = figure(street, "young_cadres_with_degree")
    assert (degrees.numerator, degrees.denominator) == (1, 2)
    assert rows(street, "young_cadres_with_degree") == {("seats", 25)}
    five = street.charter.rule("horizon", "young_cadres")
    assert isinstance(five, HorizonRule)
    assert [one.end for one in targets_of(five, UnitId("s"), date(2014, 1, 1))] == [date(2019, 1, 1)]
    communities = figure(street, "communities_with_social_worker")
    assert (communities.numerator, communities.denominator) == (1, 2)
    assert rows(street, "communities_with_social_worker") == {("units", 6)}


# -- surveys ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.system("S3-01")
def test_three_surveys_are_held_against_over_ninety_percent(street: gr.Office) -> None:
    public = survey(street, "public_units")
    assert public.whole.satisfied == gr.values.Rate(150, 160)
    assert public.whole.response == gr.values.Rate(163, 200)
    assert (public.reached, public.surely) == (True, False)
    members = survey(street, "public_members")
    assert (members.whole.satisfied, members.reached) == (gr.values.Rate(130, 150), False)
    found = figure(street, "public_units_satisfaction")
    assert (found.numerator, found.denominator, found.value) == (150, 160, Fraction(15, 16))
    assert [found.text(part) for part in ("percent", "low", "high")] == ["93.8 %", "88.9 %", "96.6 %"]
    assert rows(street, "public_units_satisfaction") == {("answers", row) for row in (2, 3, 4)}
    for language in ("en", "zh"):
        assert "93.8 %" in " ".join(public.explain(language))


def test_a_group_of_four_is_not_shown_and_no_subtraction_tells_it(street: gr.Office) -> None:
    found = survey(street, "members_units")
    told = {one.group: (one.shown, one.satisfied) for one in found.groups}
    assert told["peer"] == (False, None)
    assert told["members"] == (False, None), "or the whole less this group would be the four"
    assert found.whole.satisfied == gr.values.Rate(99, 101)
    alone = survey(street, "members_units", "v1")
    assert (alone.whole.shown, alone.whole.satisfied, alone.reached) == (False, None, None)
    assert "4/4" not in " ".join(alone.explain())


# -- councils and conduct --------------------------------------------------------------------------------------------------------------


@pytest.mark.system("S4-11")
def test_a_council_mediates_disputes_and_their_outcome_is_kept(street: gr.Office) -> None:
    assert figure(street, "disputes").value == 4
    assert figure(street, "disputes_mediated").value == 3
    split = evaluate(["disputes_mediated"], street.snapshot(AS_OF), period=YEAR)
    assert {name: one.value for name, one in split.items() if one.value} == {
        "disputes_mediated": 3,
        "disputes_mediated.settled": 2,
        "disputes_mediated.in_progress": 1,
    }
    assert rows(street, "disputes_mediated") == {("disputes", 2), ("disputes", 3), ("disputes", 4)}


@pytest.mark.system("S3-33")
def test_conduct_is_analysed_before_the_appraisal(street: gr.Office) -> None:
    states = {
        (one.due.unit, one.due.duty): one
        for one in statuses(At.of(street.snapshot(AS_OF)))
        if one.due.kind in ("conduct_analysis", "check")
    }
    assert states["b1", "appraisal"].state is DutyState.DONE  # type: ignore[index]
    late = states["b2", "appraisal"]  # type: ignore[index]
    assert (late.state, late.before) == (DutyState.OWED, ("self_analysis", "group_analysis"))
    rate = figure(street, "conduct_analyses")
    assert (rate.numerator, rate.denominator) == (3, 4)
    (key,) = states["b1", "self_analysis"].by  # type: ignore[index]
    assert street.snapshot(AS_OF).sources[key].row == 2, "what was owed was opened by rule; what did it was typed"


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


def test_s3_33_of_an_analysis_there_is_no_column_for_what_was_said(street: gr.Office) -> None:
    ledger = street.charter.ledgers["conduct_analyses"]
    assert {column.to for column in ledger.columns} == {"", "unit", "kind", "on", "headcount"}
    assert {one.title for one in street.snapshot(AS_OF).all("activity").values() if "analysis" in one.kind} == {""}  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["self_analysis", "group_analysis"])
def test_s3_33_nothing_that_was_said_in_an_analysis_can_be_kept_beside_it(street: gr.Office, kind: str) -> None:
    said = "he admitted it"
    held = gr.model.Activity(id="said", unit="b1", kind=kind, on=date(2014, 11, 3))  # type: ignore[arg-type]
    tries: list[tuple[gr.model.Record, ...]] = [
        (evolve(held, title=said),),
        (evolve(held, place=said),),
        (held, gr.model.Note(id="n", unit="b1", about=gr.Ref("activity", "said"), on=held.on, text=said)),  # type: ignore[arg-type]
        (held, gr.model.Finding(id="f", unit="b1", subject=gr.Ref("activity", "said"), text=said)),  # type: ignore[arg-type]
    ]
    for records in tries:
        with pytest.raises(gr.errors.HasProblems) as told:
            street.add(*records, reason="kept")
        assert "private-words" in [one.code for one in told.value.problems]
        assert said not in str(told.value)


def test_s3_01_an_answer_has_no_person_no_time_and_no_order() -> None:
    for noun in ("survey", "answer"):
        for info in fields_of(gr.model.NOUNS[noun]):
            assert "person" not in info.refs, info.name
            if noun == "answer":
                assert info.kind not in (Column.DATE, Column.TIME), info.name
                assert info.words or info.refs or info.name in ("id", "number") or info.many, info.name
    answer = {"id": "a", "survey": "1", "item": "overall", "choice": "satisfied", "number": 5}
    for extra in (
        {"external_ids": (gr.model.ExternalId(scheme="phone", value="555"),)},
        {"attachments": (gr.model.Attachment(digest="sha256:00"),)},
        {"custom": (gr.model.Custom(name="who", text="p-1"),)},
        {"number": 0},
    ):
        with pytest.raises(gr.GrassrootsError):
            gr.model.Answer(**{**answer, **extra})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("5,overall,satisfied,2\n5,overall,dissatisfied,1\n", "answers-too-few"),
        ("3,overall,abstained,40\n", "answers-too-many"),
    ],
)
def test_s3_01_answers_so_few_that_they_tell_who_gave_them_are_not_taken_in(
    street: gr.Office, tmp_path: Path, rows: str, code: str
) -> None:
    (tmp_path / "answers.csv").write_text(ANSWERS + rows, encoding="utf-8")
    reading = street.take_in(tmp_path / "answers.csv")
    assert not reading.stored
    assert {problem.code for problem in reading.problems} == {code}


def test_s3_01_an_answer_that_nobody_gave_is_no_record_and_no_fault(street: gr.Office, tmp_path: Path) -> None:
    """Also where another number stood in that row before: that was a Python error."""
    (tmp_path / "answers.csv").write_text(ANSWERS.replace("1,overall,fairly,30", "1,overall,fairly,0"), encoding="utf-8")
    reading = street.read(tmp_path / "answers.csv", vanished="keep", edited="ledger")
    assert [problem for problem in reading.problems if problem.source and problem.source.row == 3] == []
    assert [(skip.source.row, skip.reason) for skip in reading.skips] == [(3, "nobody")]


def test_s3_01_a_form_a_row_is_refused_by_the_records_and_by_the_charter(street: gr.Office, tmp_path: Path) -> None:
    forms = [gr.model.Answer(id=f"form-{at}", survey="3", item="overall", choice="satisfied", number=1) for at in range(2)]  # type: ignore[arg-type]
    shot = gr.Snapshot.of([*street.snapshot(AS_OF), *forms], street.charter, as_of=AS_OF)
    assert {problem.code for problem in shot.problems} >= {"answer-twice"}
    from grassroots.charter.loading import overlay

    text = """
[ledger.forms]
en = "Forms"
zh = "答卷"
noun = "answer"
key = ["form"]
set = { item = "overall", number = "1" }
[ledger.forms.column]
form = { heading = ["form"], to = "" }
survey = { heading = ["survey"], required = true }
choice = { heading = ["answer"], required = true }
"""
    with pytest.raises(gr.errors.CharterInvalid) as refused:
        overlay(street.charter, {"forms.toml": text})
    assert "charter-answer-ledger" in {problem.code for problem in refused.value.problems}


def test_s3_01_a_survey_of_which_more_came_back_than_were_given_out_is_told_and_stays(tmp_path: Path) -> None:
    ledgers = {"units": UNITS, "surveys": SURVEYS.replace("200,163", "100,163")}
    with taken_in(tmp_path, ledgers, "cn-street") as street:
        assert "survey-numbers" in {problem.code for problem in street.check(AS_OF)}
        assert "surveys-1" in street.snapshot(AS_OF).all("survey")
