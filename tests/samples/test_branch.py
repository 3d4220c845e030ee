"""The sample of two branches and their street: what is owed, done late and missed follows from ledgers that say only what took place."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attrs import fields
from support.samples import EXAMPLES, made_as_committed

import grassroots as gr
from grassroots.errors import HasProblems
from grassroots.figures import evaluate
from grassroots.model import Activity, Due, Finding, Stage, Step, Task
from grassroots.reading import At
from grassroots.rules.programmes.duties import behind, duties_in, duty_problems, status_of
from grassroots.rules.programmes.duty_levels import unit_of_level
from grassroots.rules.programmes.duty_status import DutyState
from grassroots.rules.programmes.gates import figures_asked, gate
from grassroots.rules.programmes.tasks import look_back, tasks_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

SAMPLE = EXAMPLES / "branch"
AS_OF = date(2015, 1, 20)
YEAR = Period.year(2014)
PUBLISHED: dict[str, dict[str, Any]] = tomllib.loads((SAMPLE / "published.toml").read_text(encoding="utf-8"))["figure"]


@pytest.fixture
def street() -> Iterator[gr.Office]:
    """The sample, taken in, with what is owed in the year opened."""
    with gr.open("memory:", charter=SAMPLE / "charter") as workspace:
        reading = workspace.take_in(SAMPLE / "ledgers")
        assert reading.ok, str(reading)
        workspace.open_duties(YEAR, reason="the year begins")
        yield workspace


def said(street: gr.Office, name: str, unit: str | None = None) -> str:
    return street.figure(name, AS_OF, period=YEAR, scope=unit).text()


def status(street: gr.Office, id: str, day: date = AS_OF) -> DutyState:
    snapshot = street.snapshot(day)
    due = snapshot.get("due", id)
    assert isinstance(due, Due), id
    return status_of(due, At.of(snapshot, day)).state


def test_the_records_give_every_figure_of_the_sample(street: gr.Office) -> None:
    assert {name: said(street, name) for name in PUBLISHED} == {name: one["value"] for name, one in PUBLISHED.items()}


def test_nothing_is_wrong_with_the_records_and_opening_again_adds_nothing(street: gr.Office) -> None:
    told = street.check(AS_OF)
    (early,) = [one for one in told if one.code == "duty-out-of-turn"]
    assert early.value == "life_meeting", "the sample has one life meeting before its talks"
    shut = [one.value for one in told if one.code in ("gate-shut", "stage-not-looked-back")]
    assert shut == ["campaign-2"] * 3, "one task of the second stage was never final"
    late = Counter(one.code for one in told if one not in (early,) and one.value != "campaign-2")
    assert late == {"duty-behind": 4, "task-overdue": 1, "case-overdue": 1}
    assert len(told) == 4 + late.total()
    assert street.open_duties(YEAR, reason="once more") == ()


def test_the_ledgers_are_what_the_script_writes() -> None:
    made_as_committed("branch")


@pytest.mark.system("S0-06")
def test_a_bulletin_a_month_goes_to_three_kinds_of_outside_representatives_who_may_remark(street: gr.Office) -> None:
    assert said(street, "bulletins_in_time") == "97.2 %"
    assert status(street, "bulletin_deputies:2014-07-01:street") is DutyState.LATE
    assert status(street, "bulletin_deputies:2014-07-01:street", date(2014, 8, 8)) is DutyState.BEHIND
    assert {said(street, f"bulletins.{kind}") for kind in ("party_representatives", "deputies", "consultative_members")} == {
        "11"
    }
    assert said(street, "key_projects") == "10"
    assert said(street, "remarks.bulletin") == "1"


@pytest.mark.system("S0-07", "S0-09")
def test_a_paper_that_is_not_final_shuts_the_gate_and_goes_round_again(street: gr.Office) -> None:
    assert said(street, "papers_final") == "75.0 %"
    day = date(2014, 8, 31)
    stage, snapshot = stage_of(street, "campaign-2")
    shut = gate(stage, At.of(snapshot, day), figures_of(snapshot, stage))
    assert [(item.what, item.name, item.holds) for item in shut.items] == [
        ("tasks", "campaign-2", False),
        ("activity", "stage_meeting", True),
        ("activity", "review", True),
        ("figure", "papers_final", False),
    ]
    again = look_back(stage, At.of(snapshot, day), date(2014, 9, 20))
    assert [(task.unit, task.round) for task in again.tasks] == [("b2", 2)]
    street.add(*again.findings, *again.tasks, reason="look-back after the second stage")
    assert said(street, "sent_round_again") == "1"
    for state, on in (("drafted", date(2014, 9, 8)), ("in_audit", date(2014, 9, 10)), ("final", date(2014, 9, 15))):
        street.record_step("task", again.tasks[0].id, Step(state=state, on=on), reason="the paper")
    street.record_step("task", "tasks-4", Step(state="dropped", on=date(2014, 9, 15)), reason="done in the second round")
    _, after = stage_of(street, "campaign-2", date(2014, 9, 20))
    tasks = gate(stage, At.of(after, date(2014, 9, 20)), {}).items[0]
    assert (tasks.holds, tasks.said) == (True, "4/4")


def stage_of(street: gr.Office, id: str, day: date = date(2014, 8, 31)) -> tuple[Stage, Snapshot]:
    snapshot = street.snapshot(day)
    stage = snapshot.get("stage", id)
    assert isinstance(stage, Stage)
    return stage, snapshot


def figures_of(snapshot: Snapshot, stage: Stage) -> dict[str, Any]:
    return {name: one.value for name, one in evaluate(figures_asked(stage, At.of(snapshot)), snapshot, period=YEAR).items()}


@pytest.mark.system("S0-02")
def test_a_stage_opens_its_tasks_at_every_unit_and_they_roll_up(street: gr.Office) -> None:
    stage, snapshot = stage_of(street, "campaign-3", date(2014, 9, 1))
    with pytest.raises(HasProblems) as held:
        street.add(*tasks_of(stage, At.of(snapshot)), reason="the third stage begins")
    assert {one.code for one in held.value.problems} == {"period-locked"}, (
        "the first branch has handed in its report of the quarter"
    )
    street.record_step("due", "duties-quarterly_report-2014-07-01-b1", Step(state="returned", on=AS_OF), reason="led back")
    street.add(*tasks_of(stage, At.of(snapshot)), reason="the third stage begins")
    assert [said(street, "tasks.remedy", unit) for unit in ("street", "b1", "b2")] == ["3", "1", "1"]
    second, before = stage_of(street, "campaign-2")
    assert not gate(second, At.of(before, date(2014, 8, 31)), {}).is_open


@pytest.mark.system("S0-10")
def test_a_life_meeting_counts_only_after_talks_of_which_only_the_day_is_kept(street: gr.Office) -> None:
    assert status(street, "life_meeting:2014-01-01:b1") is DutyState.DONE
    assert status(street, "life_meeting:2014-01-01:b2") is DutyState.BEHIND
    assert (said(street, "life_meetings"), said(street, "talks")) == ("50.0 %", "4")
    told = tuple(duty_problems(At.of(street.snapshot(AS_OF))))
    assert Counter(one.code for one in told) == {"duty-out-of-turn": 1, "duty-behind": 4}
    (problem,) = [one for one in told if one.code != "duty-behind"]
    assert (problem.code, problem.details["id"]) == ("duty-out-of-turn", "activities-b2-life")
    talks = [one for one in street.snapshot(AS_OF).all("activity").values() if isinstance(one, Activity) and one.kind == "talk"]
    for talk in talks:
        filled = {one.name for one in fields(Activity) if getattr(talk, one.name) != one.default}
        assert filled == {"id", "unit", "kind", "on"}
    assert street.snapshot(AS_OF).all("note") == {}


@pytest.mark.system("S0-22")
def test_each_secretary_has_a_list_of_routine_duties_done_late_or_missed(street: gr.Office) -> None:
    assert said(street, "secretaries_duties") == "100.0 %"
    assert status(street, "register_check:2014-05-01:s2") is DutyState.LATE
    assert status(street, "register_check:2014-05-01:s2", date(2014, 5, 27)) is DutyState.BEHIND
    assert status(street, "lesson:2014-01-01:s1") is DutyState.DONE


@pytest.mark.system("S0-27")
def test_remarks_of_the_supervision_team_are_items_to_answer(street: gr.Office) -> None:
    assert said(street, "remarks_answered") == "75.0 %"
    missed = street.figure("remarks_answered", AS_OF, period=YEAR).records().misses
    assert list(missed) == [("case", "remarks-4")]
    assert said(street, "remarks.review") == "4"


@pytest.mark.system("S2-01")
def test_reports_go_up_each_quarter_and_lists_come_down_each_month(street: gr.Office) -> None:
    assert (said(street, "reports_complete"), said(street, "reports_in_time")) == ("95.0 %", "90.0 %")
    assert [one.due.id for one in behind(At.of(street.snapshot(AS_OF), scope=UnitId("b2"))) if one.due.kind == "report"] == [
        "duties-quarterly_report-2014-07-01-b2"
    ]
    snapshot = street.snapshot(AS_OF)
    due = snapshot.get("due", "duties-quarterly_report-2014-07-01-b2")
    assert isinstance(due, Due)
    rule = duties_in(snapshot).rule_of(due)
    assert rule is not None
    levels = {level.state: unit_of_level(due, level, At.of(snapshot, AS_OF)) for level in rule.levels}
    assert levels["submitted"] == "b2"
    assert levels["locked"] not in ("b2", None)
    assert status(street, "symposium:2014-01-01:street") is DutyState.DONE


@pytest.mark.system("S3-16")
def test_three_meetings_and_one_lesson_are_forty_meetings_a_year_for_a_branch(street: gr.Office) -> None:
    assert (said(street, "meetings", "b1"), said(street, "meetings", "b2")) == ("40", "38")
    parts = ("general_meeting", "committee_meeting", "group_meeting", "theme_day")
    assert [said(street, f"meetings.{part}", "b1") for part in parts] == ["4", "12", "12", "12"]
    assert said(street, "meetings_due", "b1") == "41"
    assert said(street, "meetings_due.open", "b2") == "2"
    missed = [
        one.due.id for one in behind(At.of(street.snapshot(AS_OF), scope=UnitId("b2"))) if one.due.duty.endswith("meeting")
    ]
    assert missed == ["committee_meeting:2014-08-01:b2", "general_meeting:2014-10-01:b2", "life_meeting:2014-01-01:b2"]


def test_look_back_gives_findings_and_tasks_and_changes_nothing_itself(street: gr.Office) -> None:
    stage, snapshot = stage_of(street, "campaign-2")
    again = look_back(stage, At.of(snapshot, date(2014, 8, 31)), date(2014, 9, 20))
    assert all(isinstance(one, Finding) for one in again.findings)
    assert all(isinstance(one, Task) for one in again.tasks)
    assert street.snapshot(date(2014, 8, 31)).all("finding") == {}
