"""Programmes: tasks at every unit, gates that hold, a look-back that sends failed items round again, targets and the plan from their gaps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.checking import check
from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid, InvalidArgument, InvalidValue
from grassroots.figures import evaluate
from grassroots.model import Activity, Placement, Programme, Record, Stage, Step, Target, Task, Unit
from grassroots.reading import At
from grassroots.rules.findings import problems_by_rules, to_dos
from grassroots.rules.programmes.gates import GateCondition, figures_asked, gate
from grassroots.rules.programmes.targets import HorizonRule, Reach, next_plan, statuses_of_targets, targets_of
from grassroots.rules.programmes.tasks import look_back, tasks_of
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, Period, ProgrammeId, Quantity, StageId, UnitId

RULES = """
[words.theme]
venues = { en = "venues", zh = "阵地" }
[task.papers]
en = "self-inspection paper"
zh = "自查材料"
programme = "campaign"
stage = 2
kind = "self_inspection"
where = { kind = "branch" }
due_after = 20
[gate.second]
en = "end of the second stage"
zh = "第二阶段关口"
programme = "campaign"
stage = 2
activities = ["meeting"]
bounds = [{ measure = "tasks_final", at_least = "0.5" }]
source = "The plan, 4"
[horizon.venues]
en = "venues"
zh = "阵地建设"
theme = "venues"
years = 3
[horizon.venues.parts.first]
share = "0.3"
measure = "tasks_final"
[horizon.venues.parts.second]
share = "0.3"
measure = "duties_done"
[horizon.venues.parts.third]
share = "0.4"
measure = "duties_in_time"
"""
STAGE = Stage(id=StageId("c-2"), programme=ProgrammeId("c"), number=2, start=date(2014, 6, 5), end=date(2014, 8, 1))
BASE: list[Record] = [
    Unit(id=UnitId("a"), kind="association", name="A"),
    *(
        Unit(id=UnitId(id), kind="branch", name=id, parents=(Placement(since=date(2000, 1, 1), parent=UnitId("a")),))
        for id in ("b1", "b2", "b3")
    ),
    Programme(id=ProgrammeId("c"), unit=UnitId("a"), kind="campaign", name="Listening"),
    STAGE,
]


def charter(more: str = "") -> Charter:
    return overlay(neutral(), {"rules.toml": RULES + more})


CHARTER = charter()


def snapshot(*records: Record, as_of: date = date(2014, 7, 31)) -> Snapshot:
    return Snapshot.of([*BASE, *records], CHARTER, as_of=as_of)


def to(task: Task, *steps: tuple[str, int]) -> Task:
    return evolve(task, steps=(*task.steps, *(Step(state=state, on=date(2014, 6, day)) for state, day in steps)))


MEETING = Activity(id=ActivityId("m"), unit=UnitId("a"), kind="meeting", on=date(2014, 6, 5), stage=StageId("c-2"))


def test_a_stage_opens_its_task_at_every_unit_once_and_it_rolls_up() -> None:
    opened = tasks_of(STAGE, At.of(snapshot()))
    assert [task.id for task in opened] == ["papers:c-2:b1", "papers:c-2:b2", "papers:c-2:b3"]
    assert {task.steps[0].due for task in opened} == {date(2014, 6, 25)}
    seen = snapshot(*opened)
    assert seen.problems == ()
    assert tasks_of(STAGE, At.of(seen)) == ()
    figures = evaluate(["tasks"], seen, period=Period.year(2014))
    assert figures["tasks"].value == 3
    assert evaluate(["tasks"], seen, scope=UnitId("b1"), period=Period.year(2014))["tasks"].value == 1


def test_s0_09_a_paper_is_final_only_after_its_audit_and_may_be_sent_back() -> None:
    (first, *_) = tasks_of(STAGE, At.of(snapshot()))
    audited = to(first, ("drafted", 8), ("in_audit", 10), ("returned", 12), ("in_audit", 15), ("final", 20))
    assert snapshot(audited).problems == ()
    assert [p.code for p in snapshot(to(first, ("drafted", 8), ("returned", 9))).problems] == ["step-not-allowed"]


def test_a_gate_is_shut_until_tasks_meeting_and_figure_are_there_and_says_what_is_lacking() -> None:
    opened = tasks_of(STAGE, At.of(snapshot()))
    assert figures_asked(STAGE, At.of(snapshot())) == ("tasks_final",)
    shut = gate(STAGE, At.of(snapshot(*opened), date(2014, 7, 1)), {"tasks_final": Fraction(0)})
    assert [item.holds for item in shut.items] == [False, False, False]
    assert shut.items[0].open == tuple(("task", task.id) for task in opened)
    lines = shut.explain()
    assert lines[0] == "The stage c-2 may not be left on 2014-07-01."
    assert lines[-1] == "Source: The plan, 4."
    assert "不符合" in shut.explain("zh")[1]
    assert [line.split("：")[0] for line in shut.explain("zh")[2:4]] == ["活动 会议", "指标 任务完成率"]
    done = [to(task, ("final", 20)) for task in opened]
    assert gate(STAGE, At.of(snapshot(*done, MEETING), date(2014, 7, 1)), {"tasks_final": Fraction(1)}).is_open
    assert not gate(STAGE, At.of(snapshot(*done, MEETING), date(2014, 7, 1)), {}).is_open
    assert not gate(STAGE, At.of(snapshot(*done, MEETING), date(2014, 6, 19)), {"tasks_final": 1}).is_open


def test_a_gate_does_not_open_on_nothing() -> None:
    """No task was opened, nothing was made due: 0 of 0 is not done."""
    more = '[duty.talks]\nen = "talks"\nzh = "谈话"\nwhere = { kind = "branch" }\nowes = "activity"\nwhat = { kind = "talk" }\nevery = "month"\n'
    asked = charter(
        more.replace(
            "[duty.talks]",
            '[gate.talked]\nen = "g"\nzh = "关"\nprogramme = "campaign"\nstage = 2\nduties = ["talks"]\n[duty.talks]',
        )
    )
    empty = Snapshot.of([*BASE, MEETING], asked, as_of=date(2014, 7, 31))
    found = gate(STAGE, At.of(empty, date(2014, 7, 1)), {"tasks_final": 1})
    assert not found.is_open
    never = [(item.what, item.holds) for item in found.items if not item.opened]
    assert never == [("tasks", False), ("tasks", False), ("duty", False)]
    assert "tasks c-2: 0/0; does not hold (never opened)." in found.explain()
    assert "任务 c-2：0/0，不符合（从未下达）。" in found.explain("zh")


def test_s0_07_what_failed_goes_round_again_and_the_gate_waits_for_it() -> None:
    one, two, three = tasks_of(STAGE, At.of(snapshot()))
    tasks = [to(one, ("final", 20)), to(two, ("final", 20)), three]
    seen = snapshot(*tasks, MEETING)
    again = look_back(STAGE, At.of(seen, date(2014, 7, 1)), date(2014, 7, 20), failed=["papers:c-2:b2"])
    assert [task.id for task in again.tasks] == ["papers:c-2:b2#2", "papers:c-2:b3#2"]
    assert [finding.unit for finding in again.findings] == ["b2", "b3"]
    after = snapshot(*tasks, MEETING, *again.findings, *again.tasks)
    assert after.problems == ()
    assert look_back(STAGE, At.of(after, date(2014, 7, 1)), date(2014, 7, 20)).tasks == ()
    assert not gate(STAGE, At.of(after, date(2014, 7, 1)), {"tasks_final": 1}).is_open
    mended = [evolve(task, steps=(*task.steps, Step(state="final", on=date(2014, 7, 15)))) for task in again.tasks]
    last = snapshot(*tasks, MEETING, *again.findings, *mended)
    assert gate(STAGE, At.of(last, date(2014, 7, 15)), {"tasks_final": 1}).is_open
    third = look_back(STAGE, At.of(last, date(2014, 7, 16)), date(2014, 7, 30), failed=["papers:c-2:b3#2"])
    assert [(task.id, task.round) for task in third.tasks] == [("papers:c-2:b3#3", 3)]


def test_a_look_back_at_a_task_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="no task 'x'"):
        look_back(STAGE, At.of(snapshot(), date(2014, 7, 1)), date(2014, 7, 2), failed=["x"])


# -- what the check and the to-do list make of it --------------------------------------------------------------------------------------


def test_a_stage_that_is_over_with_its_gate_shut_is_told_until_it_is_mended() -> None:
    one, two, three = tasks_of(STAGE, At.of(snapshot()))
    open_ = [to(one, ("final", 20)), to(two, ("final", 20)), three]
    late = [one.code for one in problems_by_rules(snapshot(*open_, MEETING))]
    assert late == ["task-overdue"], "the stage still runs"
    over = date(2014, 8, 2)
    told = {one.code: one for one in problems_by_rules(snapshot(*open_, MEETING, as_of=over))}
    assert sorted(told) == ["gate-shut", "stage-not-looked-back", "task-overdue"]
    shut = told["gate-shut"]
    assert "tasks c-2: 2/3. Source: The plan, 4" in shut.text("en")
    assert "第二阶段关口：阶段“c-2”已于2014-08-01结束" in shut.text("zh")
    done = evolve(three, steps=(*three.steps, Step(state="final", on=over)))
    assert problems_by_rules(snapshot(*open_[:2], done, MEETING, as_of=over)) == ()


def test_where_nobody_keeps_tasks_or_activities_a_gate_tells_nothing() -> None:
    assert problems_by_rules(snapshot(as_of=date(2014, 9, 1))) == ()


def test_the_conditions_of_a_gate_are_records_that_can_be_counted() -> None:
    found = snapshot(*tasks_of(STAGE, At.of(snapshot())), MEETING).all(GateCondition)
    assert {(one.what, one.said, one.holds) for one in found.values()} == {
        ("tasks", "0/3", False),
        ("activity", "1", True),
        ("figure", "0 (≥ 0.5)", False),
    }


def test_tasks_that_nobody_opened_are_to_be_done_while_the_stage_runs() -> None:
    first, *rest = tasks_of(STAGE, At.of(snapshot()))
    found = [one for one in to_dos(snapshot(first)) if one.kind == "task"]
    assert [(one.record[1], one.day) for one in found] == [(task.unit, date(2014, 6, 25)) for task in rest]
    assert [one for one in to_dos(snapshot(first, as_of=date(2014, 9, 1))) if one.kind == "task"] == []
    proposed = list(KINDS["task"].proposals(At.of(snapshot(first))))
    assert [made.made for one in proposed for made in one.changes] == rest
    assert [one for one in to_dos(snapshot(first, *rest)) if one.kind == "task"] == []


def test_what_was_left_open_goes_round_again_by_a_proposal() -> None:
    over = date(2014, 8, 2)
    opened = tasks_of(STAGE, At.of(snapshot()))
    (again,) = KINDS["task_state"].proposals(At.of(snapshot(*opened, as_of=over)))
    made = [one.made for one in again.changes if one.made is not None]
    assert [one.id for one in made if isinstance(one, Task)] == [f"{one.id}#2" for one in opened]
    after = snapshot(*opened, *made, as_of=over)
    assert [one.code for one in problems_by_rules(after) if one.code in ("stage-not-looked-back", "task-overdue")] == []


# -- targets -------------------------------------------------------------------------------------------------------------------------


def test_s3_24_thirty_thirty_forty_in_three_years_become_three_targets() -> None:
    rule = CHARTER.rule("horizon", "venues")
    assert isinstance(rule, HorizonRule)
    made = targets_of(rule, UnitId("a"), date(2012, 1, 1))
    assert [str(target.value) for target in made] == ["0.3", "0.3", "0.4"]
    assert {target.end for target in made} == {date(2015, 1, 1)}
    assert snapshot(*made).problems == ()


def targets() -> list[Target]:
    def made(id: str, measure: str, value: str, end: date) -> Target:
        return Target(
            id=id, unit=UnitId("a"), theme="venues", start=date(2014, 1, 1), end=end, measure=measure, value=Quantity.of(value)
        )

    year = date(2015, 1, 1)
    return [
        made("t1", "x", "10", year),
        made("t2", "y", "0.9", year),
        made("t3", "z", "5", year),
        made("t4", "x", "20", date(2017, 1, 1)),
    ]


def test_next_years_plan_holds_what_was_not_reached_and_the_largest_gap_first() -> None:
    figures = {(UnitId("a"), "x"): 9, (UnitId("a"), "y"): Fraction(45, 100), (UnitId("a"), "z"): Decimal(5)}
    standings = statuses_of_targets(At.of(snapshot(*targets()), date(2014, 12, 31)), figures)
    assert [one.reach for one in standings] == [Reach.OPEN, Reach.OPEN, Reach.REACHED, Reach.OPEN]
    assert statuses_of_targets(At.of(snapshot(*targets()), date(2015, 1, 1)), figures)[0].reach is Reach.MISSED
    plan = next_plan(standings, Period.year(2015), on=date(2014, 12, 20))
    assert [target.id for target in plan] == ["t2:2015-01-01", "t1:2015-01-01"]
    assert {(target.start, target.end, target.on) for target in plan} == {
        (date(2015, 1, 1), date(2016, 1, 1), date(2014, 12, 20))
    }
    assert snapshot(*targets(), *plan).problems == ()


def test_a_target_without_a_figure_is_unknown_and_not_planned_again() -> None:
    standings = statuses_of_targets(At.of(snapshot(*targets()), date(2014, 12, 31)), {})
    assert {one.reach for one in standings} == {Reach.UNKNOWN}
    assert next_plan(standings, Period.year(2015), on=date(2014, 12, 20)) == ()


def test_a_plan_for_a_time_that_has_begun_is_refused() -> None:
    with pytest.raises(InvalidValue, match="a time to come"):
        next_plan((), Period.year(2014), on=date(2014, 2, 1))


# -- soundness -----------------------------------------------------------------------------------------------------------------------


def faults(more: str) -> list[str]:
    try:
        return [problem.code for problem in check(charter(more))]
    except CharterInvalid as error:
        return [problem.code for problem in error.problems]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('[task.x]\nprogramme = "dance"\nstage = 1\nkind = "paper"', "charter-word"),
        ('[task.x]\nprogramme = "campaign"\nstage = 0\nkind = "paper"', "charter-not-whole"),
        ('[task.x]\nprogramme = "campaign"\nstage = 1\nkind = "dance"', "charter-word"),
        ('[task.x]\nprogramme = "campaign"\nstage = 1\nkind = "paper"\ndue_after = -1', "charter-not-whole"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nfinal = "1.5"', "charter-share"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nduties = ["dance"]', "charter-named"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nactivities = ["dance"]', "charter-word"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nbounds = [{ measure = "dance", at_least = "1" }]', "charter-measure-named"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nbounds = [{ measure = "tasks" }]', "charter-no-bound"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nbounds = [{ measure = "tasks_final", at_least = "90" }]', "charter-gate-unreachable"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nbounds = [{ measure = "days_to_answer", at_most = "9" }]', "charter-gate-spread"),
        ('[gate.x]\nprogramme = "campaign"\nstage = 1\nbounds = [{ measure = "tasks", at_least = "3", at_most = "2" }]', "charter-gate-unreachable"),
        ('[horizon.x]\ntheme = "venues"\nyears = 3\nparts = { a = { share = "0.3", measure = "tasks_final" }, b = { share = "0.6", measure = "duties_done" } }', "charter-shares"),
        ('[horizon.x]\ntheme = "venues"\nyears = 3\nparts = { a = { share = "1", measure = "tasks" } }', "charter-measure-named"),
        ('[horizon.x]\ntheme = "venues"\nyears = 0\nparts = { a = { share = "1", measure = "tasks_final" } }', "charter-not-whole"),
        ('[horizon.x]\ntheme = "dance"\nyears = 1\nparts = { a = { share = "1", measure = "tasks_final" } }', "charter-word"),
    ],
)  # fmt: skip
def test_an_unsound_rule_is_found(more: str, code: str) -> None:
    assert code in faults(more.replace("]\n", ']\nen = "x"\nzh = "某"\n', 1))


def test_the_sound_charter_has_no_false_alarm() -> None:
    assert faults("") == []
