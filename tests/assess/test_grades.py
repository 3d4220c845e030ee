"""Grades: bands, vetoes, quotas and ties; what cost a grade; nothing is decided here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rubrics import YEAR, charter, mark, snapshot, unit, units

from grassroots.errors import InvalidArgument, NotFound
from grassroots.model import Record
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade, grade_all, what_cost
from grassroots.rules.appraisal.proposal import propose
from grassroots.rules.appraisal.rubric_rule import Quota, Rounding, Ties
from grassroots.rules.appraisal.score import score
from grassroots.values import Ref

FOUR = """
[rubric.yearly]
en = "Yearly classification"
zh = "年度定级"
subject = "unit"
where = { kind = "branch" }
source = "S1-02"
ranked_from = 5
grade = [
  { grade = "good", at_least = "90", plan = "consolidate", plan_days = 365, aim = "good" },
  { grade = "better", at_least = "75", under = "90", plan = "promote", plan_days = 180, aim = "good" },
  { grade = "average", at_least = "60", plan = "rectify", plan_days = 90, aim = "better" },
  { grade = "poor", plan = "rectify", plan_days = 60, aim = "average" } ]
quota = [ { grade = "good", at_most = "1/3", ties = "people", tie_breakers = ["leader"], source = "a notice" } ]
[rubric.yearly.item]
leader = { en = "leader", zh = "班子", weight = "50", fed_by = "marks" }
venue = { en = "venue", zh = "场所", weight = "30", fed_by = "marks" }
public = { en = "public", zh = "口碑", weight = "20", fed_by = "marks" }
[rubric.yearly.veto]
accident = { en = "no leadership", zh = "班子不合格", item = "leader", under = "60", cap = "average" }
"""
JUDGED = charter(FOUR)


def marks(subject: Ref, leader: str, venue: str, public: str) -> list[Record]:
    return [mark(subject, "leader", leader), mark(subject, "venue", venue), mark(subject, "public", public)]


def graded_of(scores: dict[str, tuple[str, str, str]], judged=JUDGED):
    records = units(*scores)
    for id, three in scores.items():
        records += marks(unit(id), *three)
    return grade_all("yearly", At.of(snapshot(records, judged)), period=YEAR)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100", "good"),
        ("90", "good"),
        ("89.99", "better"),
        ("75", "better"),
        ("74.9999", "average"),
        ("60", "average"),
        ("59", "poor"),
        ("50", "poor"),
    ],
)
def test_a_grade_begins_with_the_lower_edge_of_its_band(value: str, expected: str) -> None:
    records = [*units("v1"), *marks(unit("v1"), value, value, value)]
    assert grade(score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR)).grade == expected


def test_a_veto_caps_the_grade_and_the_score_stays() -> None:
    records = [*units("v1"), *marks(unit("v1"), "59.99", "95", "95")]
    made = grade(score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR))
    assert (made.score.value, made.band, made.grade, made.vetoes) == (Fraction("77.495"), "better", "average", ("accident",))
    assert any("Capped at average" in line for line in made.explain("en"))
    assert any("最高只能评为一般" in line for line in made.explain("zh"))
    saved = [*units("v1"), *marks(unit("v1"), "60", "95", "95")]
    assert grade(score("yearly", unit("v1"), At.of(snapshot(saved, JUDGED)), period=YEAR)).grade == "better"


def test_a_veto_never_lifts_a_grade() -> None:
    records = [*units("v1"), *marks(unit("v1"), "10", "10", "10")]
    made = grade(score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR))
    assert (made.vetoes, made.grade) == (("accident",), "poor")


@pytest.mark.parametrize(("number", "room"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (20, 6), (29, 9)])
def test_at_most_a_third_may_be_excellent_rounded_down(number: int, room: int) -> None:
    assert Quota(grade="excellent", at_most="1/3").room(number) == room
    found = graded_of({f"v{at:02}": (str(99 - at), "95", "95") for at in range(number)})
    assert found.counts["good"] == min(room, number)


def test_stars_of_10_40_and_30_per_cent_leave_the_rest_unrated() -> None:
    shares = [Quota(grade="x", at_most=share).room(106) for share in ("0.10", "0.40", "0.30")]
    assert shares == [10, 42, 31]
    assert Quota(grade="x", at_most="0.10", rounding=Rounding.HALF_UP).room(106) == 11
    assert Quota(grade="x", at_most="0.10", rounding=Rounding.UP).room(101) == 11


def test_those_for_whom_there_is_no_room_get_the_next_grade_and_are_told_why() -> None:
    found = graded_of({"a": ("99", "99", "99"), "b": ("98", "98", "98"), "c": ("95", "95", "95")})
    assert {one.subject.id: one.grade for one in found.graded} == {"a": "good", "b": "better", "c": "better"}
    b = found.of(unit("b"))
    assert (b.band, b.before_quota, b.quota, b.tied_for) == ("good", "good", "good", None)
    assert any("No room under the quota of good (at most 1/3" in line for line in b.explain("en"))


def test_equals_are_told_apart_by_the_tie_breaker() -> None:
    found = graded_of({"a": ("94", "96", "96"), "b": ("96", "94", "93"), "c": ("80", "80", "80")})
    assert {one.subject.id: one.score.value for one in found.graded} == {"a": 95, "b": Fraction("94.8"), "c": 80}
    tied = graded_of({"a": ("94", "96", "96"), "b": ("96", "94", "94"), "c": ("80", "80", "80")})
    assert {one.subject.id: one.grade for one in tied.graded} == {"a": "better", "b": "good", "c": "better"}


def test_full_equals_are_left_to_people_and_the_quota_is_not_exceeded() -> None:
    found = graded_of({"a": ("95", "95", "95"), "b": ("95", "95", "95"), "c": ("80", "80", "80")})
    assert {one.subject.id: (one.grade, one.tied_for) for one in found.graded} == {
        "a": ("better", "good"),
        "b": ("better", "good"),
        "c": ("better", None),
    }
    (problem,) = found.problems
    assert problem.code == "assess-tie"
    assert "a, b are equal for 1 places" in problem.text("en")
    assert "a notice" in problem.text("zh")
    none = graded_of(
        {"a": ("95", "95", "95"), "b": ("95", "95", "95"), "c": ("80", "80", "80")}, charter(FOUR.replace("people", "none"))
    )
    assert [one.tied_for for one in none.graded] == [None, None, None]
    assert none.counts["good"] == 0


SCORES = st.lists(st.tuples(*[st.sampled_from(["40", "60", "89.99", "90", "90", "95", "100"])] * 3), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(
    SCORES, st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20), st.sampled_from(list(Ties)), st.randoms()
)
def test_a_quota_is_never_exceeded_whatever_the_ties_and_the_order(scores, share, ties, chance) -> None:
    text = FOUR.replace('at_most = "1/3", ties = "people"', f'at_most = "{share}", ties = "{ties}"')
    judged = charter(text)
    records = units(*(f"v{at}" for at in range(len(scores))))
    for at, three in enumerate(scores):
        records += marks(unit(f"v{at}"), *three)
    taken = snapshot(records, judged)
    subjects = [unit(f"v{at}") for at in range(len(scores))]
    found = grade_all("yearly", At.of(taken), period=YEAR, subjects=subjects)
    chance.shuffle(subjects)
    assert grade_all("yearly", At.of(taken), period=YEAR, subjects=subjects) == found
    assert found.counts["good"] <= share * len(scores)
    assert sum(found.counts.values()) == len(scores)
    for one in found.graded:
        better = [other for other in found.graded if other.grade == "good" and other.score.value < one.score.value]
        assert one.grade == "good" or one.vetoes or not better  # nobody is overtaken by a lower score


def test_what_cost_the_band_names_the_items_that_alone_would_have_given_a_better_one() -> None:
    records = [*units("v1"), *marks(unit("v1"), "90", "80", "95")]
    made = grade(score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR))
    assert (made.score.value, made.grade) == (88, "better")
    costs = what_cost(made)
    assert [(cost.item, cost.points, cost.grade, cost.alone) for cost in costs] == [
        ("venue", 6, "good", True),
        ("leader", 5, "good", True),
        ("public", 1, "better", False),
    ]
    with pytest.raises(InvalidArgument, match="nothing was recorded"):
        what_cost(grade(score("yearly", unit("v1"), At.of(snapshot(units("v1"), JUDGED)), period=YEAR)))


def test_few_are_graded_but_not_ranked() -> None:
    few = graded_of({f"v{at}": (str(90 - at), "80", "80") for at in range(4)})
    assert few.places == {}
    enough = graded_of(
        {"a": ("90", "80", "80"), "b": ("90", "80", "80"), **{f"v{at}": (str(80 - at), "80", "80") for at in range(3)}}
    )
    assert [enough.places[unit(id)] for id in ("a", "b", "v0", "v1")] == [1, 1, 3, 4]


def test_who_could_not_be_scored_is_named_has_no_grade_and_is_no_base_of_a_quota() -> None:
    records = [*units("a", "b", "c"), *marks(unit("a"), "99", "99", "99"), *marks(unit("b"), "98", "98", "98")]
    found = grade_all("yearly", At.of(snapshot(records, JUDGED)), period=YEAR)
    assert found.left_out == (unit("c"),)
    assert found.counts["good"] == 0  # a third of two
    assert any("No grade: there is no score" in line for line in found.of(unit("c")).explain("en"))
    with pytest.raises(NotFound, match="was not graded"):
        found.of(unit("d"))


def test_only_those_are_judged_whom_the_rule_names() -> None:
    taken = snapshot([*units("a"), *marks(unit("a"), "80", "80", "80")], JUDGED)
    assert [one.subject.id for one in grade_all("yearly", At.of(taken), period=YEAR).graded] == [
        "a"
    ]  # not the association itself


def test_a_score_by_rank_needs_as_many_as_the_rule_ranks() -> None:
    text = FOUR.replace(
        'public = { en = "public", zh = "口碑", weight = "20", fed_by = "marks" }',
        'public = { en = "public", zh = "口碑", weight = "20", fed_by = "marks", '
        'scoring = { shape = "rank", table = [ { place = 1, score = "100" }, { place = 3, score = "50" } ] } }',
    )
    five = {f"v{at}": ("80", "80", str(10 * at)) for at in range(1, 6)}
    found = graded_of(five, charter(text))
    assert [one.score.item("public").score for one in found.graded] == [0, 0, 50, 50, 100]
    four = graded_of({id: three for id, three in five.items() if id != "v5"}, charter(text))
    assert [one.score.item("public").why for one in four.graded] == ["few_peers"] * 4
    assert four.counts == {"good": 0, "better": 0, "average": 0, "poor": 0}


def test_what_is_kept_of_a_score_never_looks_like_a_band_that_was_not_reached() -> None:
    third = charter(
        FOUR.replace('weight = "50"', 'weight = "33"')
        .replace('weight = "30"', 'weight = "34"')
        .replace('weight = "20"', 'weight = "33"')
    )
    records = [*units("v1"), *marks(unit("v1"), "89.9999", "90", "90")]
    made = grade(score("yearly", unit("v1"), At.of(snapshot(records, third)), period=YEAR))
    kept = propose(made, id="g", on=YEAR.last)
    assert made.grade == kept.grade == "better"
    assert kept.score == Decimal("89.9999")
    assert [step.state for step in kept.steps] == ["proposed"]
    assert (kept.decided_by, kept.post, kept.expires) == (None, None, None)
