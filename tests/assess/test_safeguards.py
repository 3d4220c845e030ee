"""Tries to break what protects those who are judged: opaque scores, forced bottom grades, ranks of a few, no appeal, grades for ever, no human."""

from __future__ import annotations

import inspect
from datetime import date
from decimal import Decimal

import attrs
import pytest
from attrs import evolve
from support.rubrics import AS_OF, YEAR, ballots, charter, mark, members, person, snapshot, unit, units

import grassroots.rules.appraisal as assess
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound, Refused
from grassroots.fields import Part, Privacy, fields_of
from grassroots.model import Assessment, Person, Plan, Post, Rating, Record, Step, Tenure
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade, grade_all
from grassroots.rules.appraisal.judged import KIND, check
from grassroots.rules.appraisal.proposal import holds_until, propose, propose_plan, renewed
from grassroots.rules.appraisal.rubric_rule import GradeBand, Quota, Rubric
from grassroots.rules.appraisal.score import score
from grassroots.rules.appraisal.status import AssessmentStatus, due_of, in_force, status_of
from grassroots.values import AssessmentId, PersonId, PostId, UnitId

RULES = """
[rubric.yearly]
en = "Yearly appraisal of members"
zh = "年度民主评议"
subject = "person"
source = "the members' rules, article 9"
published = "read out at the general meeting of 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
review_months = 6
ranked_from = 2
grade = [
  { grade = "excellent", at_least = "90" },
  { grade = "qualified", at_least = "60" },
  { grade = "basically_qualified", at_least = "40", plan = "promote", plan_days = 90, aim = "qualified" },
  { grade = "unqualified", plan = "rectify", plan_days = 60, aim = "qualified", hurts = true } ]
quota = [ { grade = "excellent", at_most = "1/3" } ]
[rubric.yearly.evaluators]
self = { weight = "10" }
peer = { weight = "30", returns = 3 }
members = { weight = "60", returns = 5, returned = "0.8" }
[rubric.yearly.item]
work = { en = "work", zh = "实绩", weight = "40", fed_by = "marks", evaluators = ["self", "peer"], missing = "renormalize" }
vote = { en = "vote", zh = "测评", weight = "60", fed_by = "ballots", evaluators = ["members"], worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
"""
JUDGED = charter(RULES)
CHAIR = PersonId("chair")


def ratings(id: str, satisfied: int, dissatisfied: int = 0, work: str = "90") -> list[Record]:
    one = person(id)
    return [
        mark(one, "work", "100", evaluator="self"),
        mark(one, "work", work, evaluator="peer", returns=4),
        ballots(one, "vote", "satisfied", satisfied, evaluator="members", issued=10),
        ballots(one, "vote", "dissatisfied", dissatisfied, evaluator="members", issued=10),
    ]


def office(*more: Record, names: tuple[str, ...] = ("chair", "ann", "bo", "cy")) -> list[Record]:
    return [*units(), *members(*names), *more]


ALL = office(*ratings("ann", 10), *ratings("bo", 8, 2), *ratings("cy", 0, 10, "10"), *ratings("chair", 9, 1))


def judged(under=JUDGED, **more):
    return score("yearly", person("ann"), At.of(snapshot(ALL, under)), period=YEAR, **{"by": (CHAIR,), **more})


# -- S0-24: an index of persons, with its rule in the open -----------------------------------------------------------------------------


def test_s0_24_no_person_is_scored_without_a_human_who_answers_for_it() -> None:
    with pytest.raises(Refused, match="humans with a name"):
        judged(by=())
    with pytest.raises(Refused, match="no person in sight"):
        judged(by=(PersonId("the system"),))
    with pytest.raises(Refused, match="cannot judge"):
        judged(by=(PersonId("ann"),))
    with pytest.raises(Refused, match="humans with a name"):
        grade_all("yearly", At.of(snapshot(ALL, JUDGED)), period=YEAR)
    assert judged().by == (CHAIR,)
    assert any("Answered for by: chair" in line for line in judged().explain("en"))


def test_s0_24_no_rule_of_ones_own_gets_round_what_a_charter_must_say() -> None:
    rule = JUDGED.rule("rubric", "yearly")
    assert isinstance(rule, Rubric)
    taken = snapshot(ALL, JUDGED)
    for gone in (
        {"published": ""},
        {"source": ""},
        {"unconfirmed": True},
        {"appeal_days": 0},
        {"months": 0},
        {"valid_from": None},
    ):
        with pytest.raises(Refused):
            score(evolve(rule, **gone), person("ann"), At.of(taken), period=YEAR, by=(CHAIR,))
        with pytest.raises(Refused):
            grade_all(evolve(rule, **gone), At.of(taken), period=YEAR, by=(CHAIR,), subjects=[person("ann")])


def test_s0_24_a_rule_of_this_year_does_not_judge_the_year_before() -> None:
    late = charter(RULES.replace("valid_from = 2013-01-01", "valid_from = 2013-01-02"))
    with pytest.raises(NotFound, match="in force on 2013-01-01"):
        judged(late)
    rule = late.rule("rubric", "yearly")
    with pytest.raises(Refused, match="for the whole period"):
        score(rule, person("ann"), At.of(snapshot(ALL, late)), period=YEAR, by=(CHAIR,))


def test_s0_24_residents_are_never_scored() -> None:
    resident = Person(id=PersonId("resident"))
    taken = snapshot([*ALL, resident, *ratings("resident", 9)], JUDGED)
    with pytest.raises(Refused, match="residents are never scored"):
        score("yearly", person("resident"), At.of(taken), period=YEAR, by=(CHAIR,))
    holder = [
        Post(id=PostId("desk"), unit=UnitId("top"), kind="auditor"),
        Tenure(id="t", post=PostId("desk"), person=PersonId("resident"), start=date(2012, 1, 1)),
    ]
    held = snapshot([*ALL, resident, *ratings("resident", 9), *holder], JUDGED)
    assert score("yearly", person("resident"), At.of(held), period=YEAR, by=(CHAIR,)).value is not None


def test_s0_24_every_number_of_an_index_is_explained_in_both_languages() -> None:
    made = judged()
    assert made.adds_up
    assert made.value == Decimal("0.4") * (Decimal(10) * 100 + Decimal(30) * 90) / 40 + Decimal("0.6") * 100
    english, chinese = made.explain("en"), made.explain("zh")
    assert english[0] == "Rubric: Yearly appraisal of members. Source: the members' rules, article 9."
    assert any("peers: mean 90.00 of 4, × 75.00 %" in line for line in english)
    assert any("同级：4份平均90.00" in line for line in chinese)
    assert " to " not in chinese[1]
    assert len(english) == len(chinese)


# -- S3-17: appraisal of members ------------------------------------------------------------------------------------------------------


def test_s3_17_at_most_a_third_of_the_members_is_excellent_and_nobody_is_forced_down() -> None:
    found = grade_all(
        "yearly", At.of(snapshot(ALL, JUDGED)), period=YEAR, by=(CHAIR,), subjects=[person(id) for id in ("ann", "bo", "cy")]
    )
    assert found.counts == {"excellent": 1, "qualified": 1, "basically_qualified": 0, "unqualified": 1}
    good = office(*(rating for id in ("ann", "bo", "cy") for rating in ratings(id, 8, 2)))
    kind = grade_all(
        "yearly", At.of(snapshot(good, JUDGED)), period=YEAR, by=(CHAIR,), subjects=[person(id) for id in ("ann", "bo", "cy")]
    )
    assert kind.counts == {"excellent": 0, "qualified": 3, "basically_qualified": 0, "unqualified": 0}


def test_s3_17_the_bottom_grade_cannot_have_a_quota() -> None:
    with pytest.raises(CharterInvalid, match="nobody is forced down"):
        charter(RULES.replace('quota = [ { grade = "excellent"', 'quota = [ { grade = "unqualified"'))
    assert {one.name for one in attrs.fields(Quota)} == {"grade", "at_most", "rounding", "ties", "tie_breakers", "source"}


def test_s3_17_persons_are_not_ranked_even_if_the_rule_asks_for_it() -> None:
    found = grade_all(
        "yearly", At.of(snapshot(ALL, JUDGED)), period=YEAR, by=(CHAIR,), subjects=[person(id) for id in ("ann", "bo", "cy")]
    )
    assert found.places == {}


def test_s3_17_too_few_ballots_are_no_judgement() -> None:
    few = office(*(one for one in ratings("ann", 7)))
    made = score("yearly", person("ann"), At.of(snapshot(few, JUDGED)), period=YEAR, by=(CHAIR,))
    assert (made.item("vote").why, made.value) == ("few_returns", None)
    assert grade(made).grade is None


def test_s3_17_ballots_have_no_voter_no_time_and_no_order() -> None:
    assert {one.name for one in attrs.fields(Rating)} & {"by", "person", "voter", "at", "time", "name"} == set()
    assert [info.name for info in fields_of(Rating) if "person" in info.refs] == ["subject"]


def test_s3_17_the_reasons_are_personal_and_can_be_erased_and_no_field_of_a_judgement_is_public() -> None:
    infos = {info.name: info for info in fields_of(Assessment)}
    assert (infos["reason"].privacy, infos["reason"].part) == (Privacy.PERSONAL, Part.PERSONAL)
    assert [name for name, info in infos.items() if info.privacy is Privacy.PUBLIC] == ["id"]
    assert [info.name for info in fields_of(Rating) if info.privacy is Privacy.PUBLIC] == ["id"]


# -- S3-29: what hurts is only proposed -------------------------------------------------------------------------------------------------


def decided(id: str = "g", *steps: tuple[str, date], grade: str | None = "unqualified", **more) -> Assessment:
    told = steps or (("proposed", date(2014, 1, 22)), ("decided", date(2014, 1, 31)))
    given = {
        "id": AssessmentId(id),
        "unit": UnitId("top"),
        "subject": person("cy"),
        "rubric": "yearly",
        "first": YEAR.start,
        "last": YEAR.last,
        "grade": grade,
        "decided_by": CHAIR,
        "reason": "told on 31 January",
        "expires": date(2015, 1, 31),
        "steps": tuple(Step(state=state, on=on) for state, on in told),
    }
    return Assessment(**{**given, **more})


def test_s3_29_nothing_here_decides_or_applies_anything() -> None:
    made = grade(score("yearly", person("cy"), At.of(snapshot(ALL, JUDGED)), period=YEAR, by=(CHAIR,)))
    proposed = propose(made, id="g", on=date(2014, 1, 22), unit=UnitId("top"))
    assert [step.state for step in proposed.steps] == ["proposed"]
    assert proposed.decided_by is None
    with pytest.raises(Refused, match="nothing follows from it"):
        propose_plan(proposed, At.of(snapshot([*ALL, proposed], JUDGED), date(2014, 2, 1)), id="p")
    plan = propose_plan(decided(), At.of(snapshot([*ALL, decided()], JUDGED), date(2014, 2, 1)), id="p")
    assert plan is not None
    assert (plan.kind, plan.aim, [(step.state, step.due) for step in plan.steps]) == (
        "rectify",
        "qualified",
        [("proposed", date(2014, 4, 2))],
    )
    # No function takes a step other than "proposed", and none writes anything.
    assert not [name for name in assess.__all__ if name.startswith(("decide", "apply", "confirm", "publish", "sanction"))]
    assert all(
        "store" not in str(inspect.signature(getattr(assess, name)))
        for name in assess.__all__
        if callable(getattr(assess, name))
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"decided_by": None}, "assess-nobody"),
        ({"decided_by": PersonId("cy")}, "assess-own"),
        ({"reason": None}, "assess-no-reason"),
        ({"reason": "  "}, "assess-no-reason"),
        ({"grade": None}, "assess-no-grade"),
        ({"grade": "poor"}, "assess-grade"),
        ({"score": Decimal(101)}, "assess-score"),
        ({"rubric": "secret index"}, "assess-rule"),
        ({"first": date(2012, 1, 1)}, "assess-rule"),
    ],
)
def test_s3_29_a_recorded_judgement_without_name_reason_or_rule_is_a_problem(wrong: dict, code: str) -> None:
    assert [problem.code for problem in check(At.of(snapshot([*ALL, decided()], JUDGED)))] == []
    found = check(At.of(snapshot([*ALL, decided(**wrong)], JUDGED)))
    assert [problem.code for problem in found] == [code]
    for language in ("en", "zh"):
        assert found[0].text(language)


def test_s3_29_more_excellent_ones_than_the_quota_are_told_with_the_rule() -> None:
    records = [decided(id, grade="excellent", subject=person(id), decided_by=PersonId("chair")) for id in ("ann", "bo")]
    (problem,) = check(At.of(snapshot([*ALL, *records], JUDGED)))
    assert (problem.code, problem.details["count"], problem.details["room"]) == ("assess-quota", 2, 1)
    assert "article 9" in problem.text("en")


# -- S2-17: secretaries report and are rated twice; what they get can be appealed ---------------------------------------------------------


APPEALED = (
    ("proposed", date(2014, 1, 22)),
    ("decided", date(2014, 1, 31)),
    ("appealed", date(2014, 2, 5)),
    ("confirmed", date(2014, 2, 25)),
)


def test_s2_17_a_decision_can_be_appealed_for_so_many_days() -> None:
    taken = snapshot([*ALL, decided()], JUDGED)
    found = status_of(decided(), At.of(taken, date(2014, 2, 1)))
    assert (found.holds, found.appeal_until, found.appealed) == (True, date(2014, 2, 10), False)
    assert status_of(decided(), At.of(taken, date(2014, 1, 30))).appeal_until is None


def test_s2_17_an_appeal_is_to_be_answered_and_a_grade_to_be_looked_at_again() -> None:
    taken = snapshot([*ALL, decided("g", *APPEALED)], JUDGED)
    rule = JUDGED.rule("rubric", "yearly", date(2014, 1, 1))

    def due(day: date) -> list[tuple[str, str, date | None]]:
        return [
            (one.urgency, one.reason.code, one.day)
            for one in KIND.todo(rule, At.of(taken, day))
            if one.reason.code != "assess-expires"
        ]

    assert due(date(2014, 2, 15)) == [("due", "assess-answer", date(2014, 3, 7))]
    assert due(date(2014, 3, 1)) == [("due", "assess-review", date(2014, 7, 31))]
    assert [one.id for one in taken.all(AssessmentStatus).values()] == ["g"]


def test_s2_17_an_appeal_stops_the_clock_and_the_grade() -> None:
    one = decided("g", *APPEALED)
    plan = Plan(
        id="p",
        unit=UnitId("top"),
        kind="rectify",
        assessment=AssessmentId("g"),
        steps=(Step(state="under_way", on=date(2014, 2, 1), due=date(2014, 4, 2)),),
    )
    taken = snapshot([*ALL, one, plan], JUDGED)
    before, during, after = (status_of(one, At.of(taken, date(2014, 2, day))) for day in (4, 15, 25))
    assert [found.holds for found in (before, during, after)] == [True, False, True]
    assert (during.appealed, during.answer_until, during.appeal_until, during.stopped) == (True, date(2014, 3, 7), None, 10)
    assert after.stopped == 20
    assert due_of(plan, At.of(taken, date(2014, 2, 4))) == date(2014, 4, 2)
    assert due_of(plan, At.of(taken, date(2014, 2, 15))) is None
    assert due_of(plan, At.of(taken, date(2014, 3, 1))) == date(2014, 4, 22)
    assert in_force(person("cy"), "yearly", At.of(taken, date(2014, 2, 15))) is None
    with pytest.raises(Refused):
        propose_plan(one, At.of(taken, date(2014, 2, 15)), id="q")


def test_s2_17_what_is_changed_on_appeal_is_a_new_judgement_and_the_old_grade_stays_to_be_seen() -> None:
    changed = (*APPEALED[:3], ("changed", date(2014, 2, 25)))
    old = decided("g", *changed)
    new = decided(
        "h", ("proposed", date(2014, 2, 25)), ("decided", date(2014, 2, 26)), grade="qualified", supersedes=AssessmentId("g")
    )
    taken = snapshot([*ALL, old, new], JUDGED)
    assert check(At.of(taken)) == ()
    assert in_force(person("cy"), "yearly", At.of(taken)).id == "h"
    assert taken.get("assessment", "g").grade == "unqualified"
    assert status_of(old, At.of(taken)).superseded_by == "h"


# -- S4-04: stars of grids end, are looked at again, and both grades are kept -------------------------------------------------------------


def test_s4_04_no_grade_holds_for_ever() -> None:
    one = decided()
    taken = snapshot([*ALL, one], JUDGED)
    assert status_of(one, At.of(taken, date(2015, 1, 30))).holds
    assert not status_of(one, At.of(taken, date(2015, 1, 31))).holds
    assert status_of(one, At.of(taken)).review == date(2014, 7, 31)
    rule = JUDGED.rule("rubric", "yearly")
    assert holds_until(rule, "excellent", date(2014, 1, 31)) == date(2015, 1, 31)
    stars = Rubric(
        name="stars", subject="unit", months=12, grade=(GradeBand(grade="five", months=24), GradeBand(grade="none", months=0))
    )
    assert [holds_until(stars, grade, date(2014, 1, 31)) for grade in ("five", "none")] == [date(2016, 1, 31), None]


def test_s4_04_a_new_grade_takes_the_place_of_the_old_one_only_once_it_is_decided() -> None:
    old = decided()
    better = office(*ratings("cy", 8, 2))
    taken = snapshot([*better, old], JUDGED)
    made = grade(score("yearly", person("cy"), At.of(taken), period=YEAR, by=(CHAIR,)))
    proposed = renewed(made, old, At.of(taken, AS_OF), id="h")
    assert (proposed.supersedes, proposed.grade, proposed.unit) == ("g", "qualified", "top")
    again = snapshot([*better, old, proposed], JUDGED)
    assert in_force(person("cy"), "yearly", At.of(again)).id == "g"
    with pytest.raises(InvalidArgument, match="another subject"):
        renewed(made, evolve(old, subject=person("bo")), At.of(taken, AS_OF), id="h")
    with pytest.raises(InvalidArgument, match="not decided"):
        renewed(made, decided("g", ("proposed", date(2014, 1, 22))), At.of(taken, AS_OF), id="h")


def test_s4_04_two_grades_in_force_for_one_period_and_a_wrong_predecessor_are_problems() -> None:
    twice = check(At.of(snapshot([*ALL, decided("g"), decided("h")], JUDGED)))
    assert [problem.code for problem in twice] == ["assess-twice"]
    wrong = [decided("g"), decided("h", subject=person("bo"), supersedes=AssessmentId("g"))]
    assert "assess-superseded" in {problem.code for problem in check(At.of(snapshot([*ALL, *wrong], JUDGED)))}


def test_s4_04_stars_of_a_few_grids_are_given_without_ranking_them() -> None:
    stars = charter(
        """
[rubric.yearly]
en = "Stars"
zh = "星级"
subject = "unit"
where = { kind = "branch" }
source = "S4-04"
ranked_from = 10
months = 12
grade = [ { grade = "good", at_least = "80" }, { grade = "average" } ]
quota = [ { grade = "good", at_most = "0.5" } ]
[rubric.yearly.item]
order = { en = "order", zh = "秩序", weight = "100", fed_by = "marks" }
"""
    )
    names = [f"grid{at:02}" for at in range(9)]
    records = [*units(*names), *(mark(unit(id), "order", str(90 - at)) for at, id in enumerate(names))]
    found = grade_all("yearly", At.of(snapshot(records, stars)), period=YEAR)
    assert (found.places, found.counts) == ({}, {"good": 4, "average": 5})
    more = [*names, "grid09"]
    records = [*units(*more), *(mark(unit(id), "order", str(90 - at)) for at, id in enumerate(more))]
    assert sorted(grade_all("yearly", At.of(snapshot(records, stars)), period=YEAR).places.values()) == list(range(1, 11))
