"""Grading at work: grades that follow from marks are proposed, decided by somebody with a name, and then no longer to be decided; what is due is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.offices import put
from support.rubrics import mark, members, unit, units

import grassroots as gr
from grassroots.model import Assessment, Plan, Post, Step, Tenure
from grassroots.values import AssessmentId, PersonId, PostId, UnitId

STARS = """
id = "own"
extends = ["association"]
label = { en = "Own", zh = "自订" }
[rubric.yearly]
en = "Stars"
zh = "星级评定"
subject = "unit"
where = { kind = "branch" }
source = "article 30"
months = 12
grade = [{ grade = "good", at_least = "60" }, { grade = "average", at_least = "40" }, { grade = "poor", plan = "rectify", plan_days = 60, aim = "average", hurts = true }]
quota = [{ grade = "good", at_most = "1/2" }]
[rubric.yearly.item]
work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" }
"""
DAY = "2014-03-31"
CHAIR = [
    Post(id=PostId("chair"), unit=UnitId("top"), kind="chair"),
    Tenure(id="t", post=PostId("chair"), person=PersonId("ann"), start=date(2013, 1, 1)),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[gr.Office]:
    """Four branches with marks given in January for the year before; nobody has been graded."""
    put(tmp_path, {"charter.toml": STARS})
    with gr.open("memory:", charter=tmp_path) as found:
        marks = [mark(unit(id), "work", value) for id, value in (("a", "90"), ("b", "80"), ("c", "70"), ("d", "20"))]
        marks = [evolve(one, on=date(2013, 12, 20)) for one in marks]
        found.add(*units("a", "b", "c", "d"), *members("ann", "bo"), *CHAIR, *marks, reason="the year")
        yield found


def graded(id: str, grade: str, last: int = 2013, **more: Any) -> Assessment:
    made: dict[str, Any] = {
        "id": AssessmentId(f"{id}-{last}"), "unit": UnitId(id), "subject": unit(id), "rubric": "yearly", "first": date(last, 1, 1),
        "last": date(last, 12, 31), "grade": grade, "decided_by": PersonId("ann"),
        "steps": (Step(state="proposed", on=date(last + 1, 1, 25)), Step(state="decided", on=date(last + 1, 1, 31))), **more,
    }  # fmt: skip
    return Assessment(**made)


def asked(office: gr.Office, day: str = DAY) -> set[tuple[str, str]]:
    return {(one.reason.code, one.record[1]) for one in office.todo(day, until="2015-12-31") if one.kind == "rubric"}


def test_grades_that_follow_from_marks_are_decided_by_somebody_and_are_then_on_record(office: gr.Office) -> None:
    assert asked(office) == {("assess-proposed", id) for id in "abcd"}
    proposals = {one.record[1]: one for one in office.proposals(DAY) if one.what == "grade"}
    with pytest.raises(gr.errors.InvalidArgument, match="decided_by"):
        office.act(proposals["a"], reason="the board met")
    for id in "abc":
        (one,) = [one for one in office.proposals(DAY) if one.what == "grade" and one.record[1] == id]
        office.act(one, reason="the board met on 31 March", decided_by="ann")
    found = office.get("assessment", "yearly:a:2013-01-01")
    assert isinstance(found, Assessment)
    assert (found.grade, found.score, found.decided_by, found.expires) == ("good", Decimal(90), "ann", date(2015, 3, 31))
    assert [office.get("assessment", f"yearly:{id}:2013-01-01").grade for id in "abc"] == ["good", "good", "average"], (
        "the quota"
    )  # type: ignore[union-attr]
    assert not proposals["d"].changes, "a grade that hurts is written down with its reasons"
    assert [one.code for kind in office.findings(DAY) for one in kind.problems] == []
    assert ("assess-proposed", "d") in asked(office)


def test_a_computed_grade_stands_beside_the_one_on_record(office: gr.Office) -> None:
    office.add(*(graded(id, grade) for id, grade in (("a", "average"), ("b", "good"))), reason="the board met")
    found = {one.subject.id: one for one in office.records("computed_grade", DAY)}  # type: ignore[union-attr]
    assert {id: (one.grade, one.typed, one.otherwise, one.assessment) for id, one in found.items()} == {
        "a": ("good", "average", True, "a-2013"),
        "b": ("good", "good", False, "b-2013"),
        "c": ("average", None, False, None),
        "d": ("poor", None, False, None),
    }


def test_a_judgement_that_was_drafted_waits_to_be_decided(office: gr.Office) -> None:
    office.add(graded("c", "average", decided_by=None, steps=(Step(state="proposed", on=date(2014, 3, 1)),)), reason="drafted")
    (one,) = [one for one in office.proposals(DAY) if one.reason.code == "assess-decide"]
    office.act(one, reason="the board met", decided_by="ann")
    found = office.get("assessment", "c-2013")
    assert isinstance(found, Assessment)
    assert (found.decided_by, found.steps[-1]) == ("ann", Step(state="decided", on=date(2014, 3, 31)))
    assert not [one for one in office.proposals(DAY) if one.reason.code == "assess-decide"]


def test_whom_nobody_judged_a_grade_that_ends_and_a_plan_that_nobody_began_are_to_be_done(office: gr.Office) -> None:
    old = [graded(id, "good" if id in "ab" else "average", 2012) for id in "abc"]
    office.add(*old, graded("d", "poor", 2012, reason="nothing was done"), *units("e")[1:], reason="the year before")
    assert ("assess-left-out", "e") in asked(office, "2013-06-30")
    assert ("assess-expires", "a-2012") in asked(office, "2013-06-30")
    (plan,) = [one for one in office.proposals("2013-06-30") if one.what == "plan"]
    office.act(plan, reason="the board met")
    made = office.get("plan", "d-2012:rectify")
    assert isinstance(made, Plan)
    assert (made.assessment, made.aim, made.steps[-1].due) == ("d-2012", "average", date(2013, 8, 29))
    assert {code for code, _ in asked(office, "2013-06-30")} == {"assess-left-out", "assess-expires", "plan-due"}
    steps = [Step(state="under_way", on=date(2013, 6, 30), due=date(2013, 8, 29)), Step(state="reported", on=date(2013, 8, 1))]
    office.record_step("plan", made.id, steps[0], reason="begun")
    assert ("plan-due", made.id) in asked(office, "2013-07-31")
    for step in (steps[1], Step(state="accepted", on=date(2013, 8, 10))):
        office.record_step("plan", made.id, step, reason="done")
    assert ("plan-done", made.id) in asked(office, "2013-08-31")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"decided_by": PersonId("bo"), "post": PostId("chair")}, "assess-not-holder"),
        ({"post": PostId("own")}, "assess-own-unit"),
    ],
)
def test_who_decided_must_hold_the_post_and_no_unit_judges_itself(office: gr.Office, more: Any, code: str) -> None:
    own = [
        Post(id=PostId("own"), unit=UnitId("a"), kind="deputy"),
        Tenure(id="o", post=PostId("own"), person=PersonId("ann"), start=date(2013, 1, 1)),
    ]
    office.add(*own, graded("a", "good", post=PostId("chair")), reason="the board met")
    assert [one.code for kind in office.findings(DAY) for one in kind.problems] == []
    office.correct("assessment", "a-2013", reason="typed wrong", **more)
    assert [one.code for kind in office.findings(DAY) for one in kind.problems] == [code]


def test_a_grade_without_any_mark_is_told_where_others_have_marks(office: gr.Office) -> None:
    office.add(*units("e")[1:], graded("a", "good"), graded("e", "good"), reason="the board met")
    assert [(one.code, one.details["id"]) for kind in office.findings(DAY) for one in kind.problems] == [
        ("assess-without-marks", "e-2013")
    ]
