"""What grades are used for is proposed and never done; and the vectors of the rules on assessment that are about whole rubrics."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support.rubrics import YEAR, all_proposed_uses, ballots, charter, mark, members, person, snapshot, unit, units

from grassroots.charter import Charter
from grassroots.model import Assessment, Case, Plan, Record, Step
from grassroots.reading import At
from grassroots.rules.appraisal.consequences import proposed_uses
from grassroots.rules.appraisal.grade import grade, grade_all
from grassroots.rules.appraisal.judged import check
from grassroots.rules.appraisal.score import score
from grassroots.values import AssessmentId, CaseId, PersonId, UnitId

DECIDED = date(2014, 2, 10)
PERSONS = charter(
    """
[rubric.members]
en = "Yearly appraisal"
zh = "年度评议"
subject = "person"
source = "S3-17"
published = "posted on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
grade = [
  { grade = "excellent", at_least = "90", brings = [ { use = "recognition", notice = "role_model" }, { use = "reward", body = ["branch"] } ] },
  { grade = "qualified", at_least = "60" },
  { grade = "unqualified", hurts = true, plan = "rectify", plan_days = 30, aim = "qualified", brings = [
    { use = "exit", body = ["association"] }, { use = "appointment", against = true, body = ["association"] } ] },
]
[rubric.members.item]
work = { en = "work", zh = "作用", weight = "100", fed_by = "marks" }
"""
)


def judged(grade_: str, *more: tuple[str, int], **fields: Any) -> Assessment:
    """A judgement of Ann, proposed and decided on the tenth of February, with steps so many days after."""
    steps = [Step(state="proposed", on=DECIDED), Step(state="decided", on=DECIDED)]
    steps += [Step(state=state, on=DECIDED + timedelta(days=days)) for state, days in more]
    given: dict[str, Any] = {"decided_by": PersonId("bo"), "reason": "told in person", **fields}
    return Assessment(
        id=AssessmentId("g"),
        unit=UnitId("top"),
        subject=person("ann"),
        rubric="members",
        first=YEAR.start,
        last=YEAR.last,
        grade=grade_,
        steps=tuple(steps),
        **given,
    )


def plan(*steps: tuple[str, int]) -> Plan:
    """The plan to mend it, from the first of March, due after thirty days."""
    begun = date(2014, 3, 1)
    made = [Step(state="proposed", on=DECIDED), Step(state="under_way", on=begun, due=begun + timedelta(days=30))]
    made += [Step(state=state, on=begun + timedelta(days=days)) for state, days in steps]
    return Plan(id="pl", unit=UnitId("top"), kind="rectify", assessment=AssessmentId("g"), steps=tuple(made))


def uses(*records: Record, on: date) -> list[str]:
    """What is proposed on a day."""
    shot = snapshot([*units("b1"), *members("ann", "bo"), *records], PERSONS, date(2014, 12, 31))
    return [one.what for one in all_proposed_uses(At.of(shot, on))]


def test_s3_29_a_reward_and_a_notice_are_proposed_once_the_appeal_is_over() -> None:
    assert uses(judged("excellent"), on=date(2014, 2, 20)) == []
    assert uses(judged("excellent"), on=date(2014, 2, 21)) == ["recognition", "reward"]
    assert uses(judged("qualified"), on=date(2014, 3, 31)) == []


def test_s3_17_education_comes_first_then_a_procedure_and_never_by_itself() -> None:
    lowest = judged("unqualified")
    assert uses(lowest, on=date(2014, 6, 30)) == ["not_appointment"], "no plan was begun: nobody leaves"
    only_proposed = evolve(plan(), steps=plan().steps[:1])
    assert uses(lowest, only_proposed, on=date(2014, 6, 30)) == ["not_appointment"]
    assert uses(lowest, plan(), on=date(2014, 3, 31)) == ["not_appointment"], "its time is not over"
    assert uses(lowest, plan(), on=date(2014, 4, 1)) == ["exit", "not_appointment"]
    assert uses(lowest, plan(("reported", 20)), on=date(2014, 4, 1)) == ["not_appointment"], "it waits to be checked"
    assert uses(lowest, plan(("reported", 20), ("accepted", 25)), on=date(2014, 4, 1)) == ["not_appointment"]


def test_s3_17_nobody_goes_while_an_appeal_runs_without_a_reason_or_without_a_name_under_the_judgement() -> None:
    late = date(2014, 6, 30)
    assert uses(judged("unqualified", ("appealed", 5)), plan(), on=late) == []
    assert uses(judged("unqualified", ("appealed", 5), ("changed", 20)), plan(), on=late) == []
    confirmed = judged("unqualified", ("appealed", 5), ("confirmed", 25))
    assert "exit" in uses(confirmed, plan(), on=late)
    assert "exit" not in uses(confirmed, plan(), on=date(2014, 4, 20)), "the appeal stopped the clock for twenty days"
    assert uses(judged("unqualified", reason=None), plan(), on=late) == []
    assert uses(judged("unqualified", reason="  "), plan(), on=late) == []
    assert uses(judged("unqualified", decided_by=None), plan(), on=late) == []
    assert uses(judged("unqualified", expires=date(2014, 5, 1)), plan(), on=late) == []
    better = evolve(judged("qualified"), id=AssessmentId("h"), supersedes=AssessmentId("g"))
    assert uses(judged("unqualified"), better, plan(), on=late) == []


def test_s3_17_a_proposal_says_on_what_ground_who_decides_and_that_nothing_changes() -> None:
    shot = snapshot([*units("b1"), *members("ann", "bo"), judged("unqualified"), plan()], PERSONS, date(2014, 6, 30))
    leave, against = proposed_uses(shot.all("assessment")["g"], At.of(shot))  # type: ignore[arg-type]
    assert leave.body == ("association",)
    assert leave.explain()[0] == "proposed: Yearly appraisal: to open the procedure of leaving (source: S3-17)"
    assert "education came first" in leave.explain()[1]
    assert leave.explain()[2].endswith("until then nothing changes.")
    assert against.explain("zh")[0] == "建议：年度评议：作为选拔任用的参考（不利）（依据：S3-17）"
    assert len(list(shot)) == len(list(snapshot([*units("b1"), *members("ann", "bo"), judged("unqualified"), plan()], PERSONS)))


def reviewed(against: bool = True) -> Charter:
    """A joint review of secretaries whose lowest grade speaks against them when posts are filled, and whose best one for them."""
    bad = f'brings = [ {{ use = "appointment", against = {str(against).lower()}, body = ["association"] }} ]'
    return charter(
        f"""
[rubric.members]
en = "Joint review"
zh = "联述联评联考"
subject = "person"
source = "S3-27"
published = "posted on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
grade = [ {{ grade = "good", at_least = "80", brings = [ {{ use = "appointment", body = ["association"] }}, {{ use = "funding", body = ["association"] }} ] }},
          {{ grade = "poor", hurts = true, {bad} }} ]
[rubric.members.item]
report = {{ en = "report", zh = "述职", weight = "100", fed_by = "marks" }}
"""
    )


@pytest.mark.parametrize("day", [DECIDED, DECIDED + timedelta(days=10), DECIDED + timedelta(days=400)])
def test_s3_27_s2_17_a_review_is_used_for_nothing_before_its_appeal_is_over_nor_after_its_end(day: date) -> None:
    judgement = judged("poor", expires=date(2015, 2, 10))
    shot = snapshot([*units("b1"), *members("ann", "bo"), judgement], reviewed(), date(2015, 12, 31))
    assert proposed_uses(judgement, At.of(shot, day)) == ()
    (found,) = proposed_uses(judgement, At.of(shot, DECIDED + timedelta(days=11)))
    assert (found.what, found.body) == ("not_appointment", ("association",))


def test_s3_27_s2_17_appointment_and_funding_are_proposed_to_a_body_and_no_record_is_made_or_changed() -> None:
    judgement = judged("good")
    shot = snapshot([*units("b1"), *members("ann", "bo"), judgement], reviewed(), date(2014, 12, 31))
    before = list(shot)
    found = proposed_uses(judgement, At.of(shot))
    assert [one.what for one in found] == ["appointment", "funding"]
    assert list(shot) == before
    for one in found:
        assert one.record == ("assessment", "g")
        assert one.explain()[2].startswith("It takes a decision of the body in charge")


def test_s3_27_who_is_judged_does_not_decide_and_reviews_are_not_ranked() -> None:
    own = judged("good", decided_by=PersonId("ann"))
    shot = snapshot([*units("b1"), *members("ann", "bo"), own], reviewed(), date(2014, 12, 31))
    assert [problem.code for problem in check(At.of(shot))] == ["assess-own"]
    assert proposed_uses(own, At.of(shot)) == ()
    marks = [evolve(mark(person(name), "report", value), rubric="members") for name, value in (("ann", "90"), ("bo", "50"))]
    shot = snapshot([*units("b1"), *members("ann", "bo", "cy"), *marks], reviewed())
    assert grade_all("members", At.of(shot), period=YEAR, by=(PersonId("cy"), PersonId("bo"))).places == {}


# -- vectors ------------------------------------------------------------------------------------------------------------------------------

HEAD = """
[rubric.yearly]
en = "Yearly"
zh = "年度"
subject = "unit"
source = "rules.md"
"""
MOOD = """worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
"""
FLOOR = charter(
    HEAD
    + """
[rubric.yearly.evaluators]
members = { weight = "50", returned = "1" }
public = { weight = "50", returned = "0.1" }
[rubric.yearly.item]
mood = { en = "satisfaction", zh = "满意度", weight = "100", fed_by = "ballots", """
    + MOOD
)


@pytest.mark.parametrize(
    ("inside", "outside", "why"),
    [(20, 30, ""), (19, 30, "groups"), (20, 29, "groups"), (19, 29, "groups"), (20, 300, "")],
)
def test_all_members_and_a_tenth_of_the_public_must_have_taken_part(inside: int, outside: int, why: str) -> None:
    """Vector: participation floor, members 100 %, public at least 10 %; of 20 members and 300 residents."""
    records = [
        *units("v1"),
        ballots(unit("v1"), "mood", "satisfied", inside, evaluator="members", issued=20),
        ballots(unit("v1"), "mood", "fairly", outside, evaluator="public", issued=300),
    ]
    made = score("yearly", unit("v1"), At.of(snapshot(records, FLOOR)), period=YEAR)
    assert made.value == (None if why else Fraction(80))
    assert made.adds_up
    missing = [one.why for one in made.inputs["mood"].groups if one.value is None]
    assert missing == ["few_returns"] * ((inside < 20) + (outside < 30))


WORKERS = charter(
    HEAD.replace('"unit"', '"unit"\nwhere = { kind = "branch" }')
    + """
most = "10"
[rubric.yearly.item]
cases = { en = "cases", zh = "事项办理", weight = "40", fed_by = "marks" }
visits = { en = "visits", zh = "走访", weight = "30", fed_by = "marks" }
mood = { en = "satisfaction", zh = "满意度", weight = "20", fed_by = "marks" }
[rubric.yearly.item.coverage]
en = "coverage"
zh = "覆盖率"
weight = "10"
fed_by = "figure"
measure = "coverage"
[rubric.yearly.item.coverage.scoring]
shape = "bands"
table = [ { under = "85", score = "0" }, { at_least = "85", under = "90", score = "6" },
          { at_least = "90", under = "95", score = "8" }, { at_least = "95", score = "10" } ]
[measure.coverage]
en = "coverage"
zh = "覆盖率"
rate = "case"
hit = { state_kind = "done" }
"""
)


@pytest.mark.parametrize(
    ("covered", "points"), [(169, 0), (170, 6), (179, 6), (180, 8), (188, 8), (189, 8), (190, 10), (200, 10)]
)
def test_grid_work_is_weighted_40_30_20_10_with_half_open_bands_of_coverage(covered: int, points: int) -> None:
    """Vector: coverage of 200 doors; 94.5 per cent (189) belongs to the band from 90 to below 95, where the source left a gap."""
    done = (Step(state="received", on=date(2013, 2, 1)), Step(state="replied", on=date(2013, 3, 1)))
    doors: list[Record] = [
        Case(id=CaseId(f"c{at}"), category="question", unit=UnitId("v1"), steps=done if at < covered else done[:1])
        for at in range(200)
    ]
    marks = [mark(unit("v1"), item, value) for item, value in (("cases", "9"), ("visits", "8"), ("mood", "7"))]
    made = score("yearly", unit("v1"), At.of(snapshot([*units("v1"), *doors, *marks], WORKERS)), period=YEAR)
    assert made.item("coverage").score == points
    assert made.value == Fraction(9 * 40 + 8 * 30 + 7 * 20 + points * 10, 100)
    assert made.adds_up


POINTS = charter(
    HEAD
    + """
ceiling = "120"
[rubric.yearly.item]
base = { en = "base of 100 points", zh = "基础分100", weight = "100", fed_by = "marks" }
plus = { en = "plus", zh = "加分", role = "bonus", fed_by = "marks", scoring = { shape = "per_event", each = "5", most = "20" } }
minus = { en = "minus", zh = "减分", role = "deduction", fed_by = "marks", scoring = { shape = "per_event", each = "10", most = "100" } }
"""
)


@pytest.mark.parametrize(
    ("plus", "minus", "value"), [(0, 0, 100), (2, 0, 110), (9, 0, 120), (1, 3, 75), (0, 10, 0), (0, 99, 0)]
)
def test_from_a_base_of_100_points_go_up_and_down_and_may_exceed_it_within_limits(plus: int, minus: int, value: int) -> None:
    """Vector: the points variant, base 100 plus and minus, may exceed 100; bonus and penalty are bounded."""
    marks = [mark(unit("v1"), "base", "100"), mark(unit("v1"), "plus", str(plus)), mark(unit("v1"), "minus", str(minus))]
    made = score("yearly", unit("v1"), At.of(snapshot([*units("v1"), *marks], POINTS)), period=YEAR)
    assert made.value == value
    assert made.adds_up


STAFF = """
[rubric.{name}]
en = "Staff"
zh = "工作人员考核"
subject = "person"
source = "rules.md"
published = "posted on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
where = {{ has = {{ membership = "person", where = {{ "unit.kind" = "{kind}" }} }} }}
grade = [ {{ grade = "excellent", at_least = "90" }}, {{ grade = "qualified", at_least = "60" }},
          {{ grade = "basically_qualified", at_least = "30" }}, {{ grade = "unqualified" }} ]
quota = [ {{ grade = "excellent", at_most = "{share}" }} ]
[rubric.{name}.item]
work = {{ en = "work", zh = "工作", weight = "100", fed_by = "marks" }}
"""
TWO = charter(
    STAFF.format(name="staff", kind="branch", share="0.2") + STAFF.format(name="commended", kind="association", share="0.25")
)


@pytest.mark.parametrize(("rubric", "home", "number", "excellent"), [
    ("staff", "b1", 20, 4), ("staff", "b1", 19, 3), ("staff", "b1", 4, 0), ("commended", "top", 20, 5), ("commended", "top", 4, 1),
])  # fmt: skip
def test_a_fifth_of_the_staff_is_excellent_and_a_quarter_in_commended_units(
    rubric: str, home: str, number: int, excellent: int
) -> None:
    """Vector: excellent at most 20 per cent, up to 25 in commended units; a quota never forces anybody down to the last grade."""
    names = [f"p{at:02}" for at in range(number)]
    marks = [evolve(mark(person(name), "work", str(99 - at)), rubric=rubric) for at, name in enumerate(names[:9])]
    marks += [evolve(mark(person(name), "work", "70"), rubric=rubric) for name in names[9:]]
    shot = snapshot(
        [*units("b1"), *members(*names, unit=home), *members("boss", unit="top" if home == "b1" else "b1"), *marks], TWO
    )
    found = grade_all(rubric, At.of(shot), period=YEAR, by=(PersonId("boss"),))
    assert found.counts["excellent"] == excellent
    assert found.counts["unqualified"] == 0
    assert found.places == {}, "persons are never ranked"


EVALUATORS = charter(
    HEAD
    + """
ceiling = "105"
grade = [ { grade = "good", at_least = "90" }, { grade = "better", at_least = "80" }, { grade = "average", at_least = "60" }, { grade = "poor" } ]
[rubric.yearly.evaluators]
superior = { weight = "50" }
peer = { weight = "20" }
public = { weight = "30" }
[rubric.yearly.item]
work = { en = "work", zh = "工作", weight = "100", fed_by = "marks" }
[rubric.yearly.veto.accident]
en = "a grave accident"
zh = "重大事故"
cap = "average"
measure = "accidents"
over = "0"
[measure.accidents]
en = "accidents"
zh = "事故"
count = "case"
where = { category = "complaint" }
dated = "received"
"""
)


def weighed(accidents: int, under: Charter = EVALUATORS) -> tuple[Fraction | None, str | None, tuple[str, ...]]:
    """The score, the grade and the vetoes with marks of 96, 90 and 90 from the three groups."""
    groups = (("superior", "96"), ("peer", "90"), ("public", "90"))
    marks = [mark(unit("v1"), "work", value, evaluator=group) for group, value in groups]
    bad: list[Record] = [
        Case(id=CaseId(f"a{at}"), category="complaint", unit=UnitId("v1"), steps=(Step(state="received", on=date(2013, 5, 1)),))
        for at in range(accidents)
    ]
    made = score("yearly", unit("v1"), At.of(snapshot([*units("v1"), *marks, *bad], under)), period=YEAR)
    graded = grade(made)
    return made.value, graded.grade, graded.vetoes


def test_superiors_count_half_peers_a_fifth_and_the_public_three_tenths_and_a_veto_caps_the_grade() -> None:
    """Vector: evaluator weights 50/20/30; a veto caps the grade whatever the score, and leaves the score as it is."""
    assert weighed(0) == (Fraction(93), "good", ())
    assert weighed(1) == (Fraction(93), "average", ("accident",))
    assert Fraction(Decimal("0.5")) * 96 + Fraction(Decimal("0.2")) * 90 + Fraction(Decimal("0.3")) * 90 == 93
