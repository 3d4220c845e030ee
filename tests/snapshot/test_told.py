"""Problems are told in the reader's language: nouns, fields, words and states by their labels; in English by the names that are typed."""

from __future__ import annotations

import pickle
import re
from datetime import date

import pytest

from grassroots.model import Activity, Attendance, Case, Person, Placement, Record, Step, Tenure, Unit
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, CaseId, PersonId, PostId, Source, UnitId
from grassroots.workspace import open_charter

TOP = Unit(id=UnitId("1"), kind="association", name="一")
BRANCH = Unit(id=UnitId("2"), kind="branch", name="二", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("1")),))


def case(*steps: tuple[str, int], **more: object) -> Case:
    lived = tuple(Step(state=state, on=date(2014, 3, day), **more) for state, day in steps)  # type: ignore[arg-type]
    return Case(id=CaseId("9"), unit=UnitId("2"), category="opinion", steps=lived)


WRONG: list[Record] = [
    case(("received", 1), ("declined", 2), ("replied", 3)),
    case(("replied", 3)),
    case(("received", 5), ("dispatched", 2)),
    case(("recieved", 1)),
    case(("received", 1), outcome="adoptd"),
    Activity(id=ActivityId("9"), unit=UnitId("7"), kind="meetin", on=date(2014, 1, 1)),
    Attendance(id="9", activity=ActivityId("7"), person=PersonId("3"), presence="present"),
    Tenure(id="9", post=PostId("7"), person=PersonId("3"), start=date(2014, 2, 1), end=date(2014, 1, 1)),
    Unit(id=UnitId("9"), kind="branch", name="九"),
    Unit(id=UnitId("9"), kind="association", name="九", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("2")),)),
    Activity(id=ActivityId("9"), unit=UnitId("2"), kind="talk", on=date(2014, 1, 1), title="说"),
]


@pytest.mark.parametrize("record", WRONG, ids=range(len(WRONG)))
def test_no_english_name_is_left_in_what_a_chinese_reader_is_told(record: Record) -> None:
    problems = Snapshot.of(
        [TOP, BRANCH, Person(id=PersonId("3")), record], open_charter("association"), as_of=date(2014, 12, 31)
    ).problems
    assert problems
    for problem in problems:
        told = problem.text("zh")
        typed = {problem.value} if problem.code.startswith("unknown-") else set()
        names = {name for name in re.findall(r"[A-Za-z_]{3,}", told) if name not in typed}
        assert names <= {"TOML"}, told
        assert problem.text("en") != told


def test_in_english_the_names_stay_as_they_are_typed() -> None:
    (problem,) = Snapshot.of([TOP, BRANCH, WRONG[0]], open_charter("association"), as_of=date(2014, 12, 31)).problems
    assert "'replied'" in problem.text("en")
    assert "declined" in problem.text("en")
    assert "“已答复”" in problem.text("zh")
    assert "不予受理" in problem.text("zh")


def test_a_name_is_the_text_that_it_is_and_can_be_sent() -> None:
    named = named_noun("case")
    assert named == "case"
    assert {named: 1}["case"] == 1
    assert pickle.loads(pickle.dumps(named)).text("zh") == "事项"
    problem = Problem("duplicate-record", source=Source("a.csv", row=2), value="9", details={"noun": named})
    assert pickle.loads(pickle.dumps(problem)).text("zh") == problem.text("zh")
    assert Named("x", {}).text("zh") == "x"
