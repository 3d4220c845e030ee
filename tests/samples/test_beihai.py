"""The sample of Beihai: 65 units judged by three rubrics, the plans that follow, first secretaries and diaries, from ledger to figure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support import samples
from support.samples import EXAMPLES, made_as_committed, sample, sheets

import grassroots as gr
from grassroots.model import key_of
from grassroots.reading import At
from grassroots.rules.appraisal.grade import Grading, grade_all, what_cost
from grassroots.rules.appraisal.judged import check
from grassroots.rules.appraisal.proposal import propose_plan
from grassroots.rules.appraisal.status import due_of, in_force, status_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Ref

SAMPLE = EXAMPLES / "beihai"
AS_OF = date(2012, 12, 31)
YEAR = Period.year(2012)
SPRING = Period.quarter(2012, 1)
MENDED = Period.between(date(2012, 5, 1), date(2012, 11, 30))
RUBRICS = ("villages", "institutions", "enterprises")
PUBLISHED: Mapping[str, Mapping[str, Any]] = tomllib.loads((SAMPLE / "published.toml").read_text(encoding="utf-8"))["figure"]


@pytest.fixture(scope="module")
def street() -> gr.Office:
    """The sample, taken in."""
    return sample("beihai")


@pytest.fixture(scope="module")
def snapshot(street: gr.Office) -> Snapshot:
    """Its records at the end of the year."""
    return street.snapshot(AS_OF)


@pytest.fixture(scope="module")
def figures() -> Mapping[str, gr.Figure]:
    """Every figure of the charter, with the cells of those that are split."""
    return samples.figures("beihai")


@pytest.fixture(scope="module")
def spring(snapshot: Snapshot) -> Mapping[str, Grading]:
    """The library's own grading of the first quarter, from marks, ballots and figures alone."""
    return {name: grade_all(name, At.of(snapshot), period=SPRING, rated=SPRING) for name in RUBRICS}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_records_give_the_published_figure(name: str, figures: Mapping[str, gr.Figure]) -> None:
    assert figures[name].text() == PUBLISHED[name]["value"]


@pytest.mark.system("S1-01")
def test_the_year_is_set_up_by_a_plan_a_leading_group_and_a_meeting_in_each_unit(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    assert sheets(street, figures["year_programmes"]) == {"主题活动"}
    assert sheets(street, figures["leading_group_seats"]) == {"队伍成员名册"}
    assert sheets(street, figures["mobilisations"]) == {"活动台账"}
    assert figures["units_mobilised"].value == figures["mobilisations"].value == figures["units_in_all"].value == 65
    (programme,) = street.snapshot(AS_OF).all("programme").values()
    assert (programme.start, programme.end) == (date(2012, 1, 1), date(2013, 1, 1))
    stages = sorted(street.snapshot(AS_OF).all("stage").values(), key=lambda stage: stage.number)
    assert [stage.start for stage in stages] == [date(2012, 1, 1), date(2012, 5, 1), date(2012, 12, 1)]


@pytest.mark.system("S1-02")
def test_units_are_scored_on_seven_aspects_from_marks_ballots_and_meetings_and_people_decided_as_the_rule_proposes(
    street: gr.Office, figures: Mapping[str, gr.Figure], spring: Mapping[str, Grading]
) -> None:
    decided = {one.subject: one for one in street.snapshot(AS_OF).all("assessment").values() if one.supersedes is None}
    counted: Counter[str] = Counter()
    for name, grading in spring.items():
        rubric = grading.rubric
        assert list(rubric.item) == ["leader", "ideas", "system", "venue", "guarantee", "performance", "feedback"]
        assert sum(item.weight for item in rubric.item.values()) == 100
        assert grading.problems == ()
        for one in grading.graded:
            kept = decided[one.subject]
            assert (kept.grade, kept.rubric) == (one.grade, name)
            assert 0 <= one.score.value - Fraction(kept.score) < Fraction(1, 10_000)
            assert one.score.adds_up
            assert (kept.decided_by, kept.post) == ("p-M0001", "W1")
        for word, number in grading.counts.items():
            assert figures[f"{name}_classified.{word}"].value == number
            counted[word] += number
        assert sheets(street, figures[f"{name}_classified"]) == {"考评台账"}
    assert counted == {"good": 5, "better": 40, "average": 19, "poor": 1}
    assert {word: figures[f"classified.{word}"].value for word in counted} == counted
    rows = {
        key
        for grading in spring.values()
        for one in grading.graded
        for leaf in one.score.inputs.values()
        for key in leaf.evidence
    }
    assert {street.snapshot(AS_OF).sources[key].file.rpartition("/")[2] for key in rows} == {"ratings.csv"}
    meetings = spring["villages"].graded[0].score.item("system").input.figure
    assert sheets(street, meetings) == {"活动台账"}


@pytest.mark.system("S1-03")
def test_each_grade_brings_its_plan_and_a_new_grade_keeps_the_old_one(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    snapshot = street.snapshot(AS_OF)
    assert sheets(street, figures["plans"]) == {"整改提升计划"}
    by_grade = {"good": "consolidate", "better": "promote", "average": "promote", "poor": "rectify"}
    judged = snapshot.all("assessment")
    for plan in snapshot.all("plan").values():
        before = judged[plan.assessment]
        assert plan.kind == by_grade[before.grade]
        begun = plan.steps[0].on
        proposed = propose_plan(before, At.of(snapshot, begun), id="again")
        assert (proposed.kind, proposed.aim, proposed.steps[0].due) == (plan.kind, plan.aim, plan.steps[0].due)
    again = [one for one in judged.values() if one.supersedes is not None]
    order = ["good", "better", "average", "poor"]
    assert len(again) == figures["classified_again"].value == 4
    grading = grade_all("villages", At.of(snapshot), period=MENDED, rated=MENDED, subjects=[one.subject for one in again])
    for one in again:
        old = judged[one.supersedes]
        assert order.index(one.grade) == order.index(old.grade) - 1
        assert grading.of(one.subject).grade == one.grade
        assert in_force(one.subject, "villages", At.of(snapshot, date(2012, 12, 19))).id == old.id
        assert in_force(one.subject, "villages", At.of(snapshot)).id == one.id
    closed = figures["findings_closed"]
    assert (closed.numerator, closed.denominator) == (5, 21)
    assert sheets(street, closed) == {"问题整改台账"}


@pytest.mark.system("S1-05")
def test_first_secretaries_are_seconded_for_a_year_and_on_site_ten_days_a_month(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    assert sheets(street, figures["first_secretaries"]) == {"任职台账"}
    assert sheets(street, figures["days_on_site"]) == {"on_site.csv"}
    terms = [street.get(*key) for key in figures["first_secretaries"].records().hits]
    assert {(term.start, term.end, term.method) for term in terms} == {(date(2012, 1, 1), date(2013, 1, 1), "seconded")}
    for month in range(1, 13):
        assert street.figure("villages_with_ten_days", AS_OF, period=Period.month(2012, month)).value == 5
        for term in terms:
            village = street.get("post", term.post).unit
            days = street.figure("days_on_site", AS_OF, scope=village, period=Period.month(2012, month))
            assert days.value >= 10
            assert {street.get(*key).by for key in days.records().hits} == {term.person}
    goods = [word for word in street.charter.words["theme"] if word.startswith("good_")]
    assert [figures[f"goods.{word}"].value for word in goods] == [5] * 7


@pytest.mark.system("S1-07")
def test_each_member_of_a_village_committee_keeps_a_diary_that_may_open_a_matter(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    assert figures["diary_keepers"].value == figures["committee_members"].value == 3 * 29
    assert sheets(street, figures["diary_entries"]) == {"diaries.csv"}
    assert (
        sum(figures[f"diary_entries.{word}"].value for word in ("problem", "difficulty", "hope"))
        == figures["diary_entries"].value
    )
    entries = {key[1] for key in figures["diary_entries"].records().hits}
    assert {street.get(*key).contact for key in figures["diary_matters"].records().hits} <= entries
    assert sheets(street, figures["diary_matters"]) == {"visit_opinions.csv"}


# -- the rest --------------------------------------------------------------------------------------------------------------------------


def test_every_record_is_sound_and_every_judgement_too(street: gr.Office, snapshot: Snapshot) -> None:
    assert snapshot.problems == ()
    assert check(At.of(snapshot)) == ()
    told = {(one.code, one.details["id"]) for one in street.check(AS_OF)}
    open_since = [f"findings-Q{number:03}" for number in range(6, 22)]
    assert told == {(code, id) for code in ("finding-unowned", "finding-overdue") for id in open_since}, (
        "never put right, by nobody"
    )
    assert len(street.check(AS_OF)) == len(told)


def test_the_one_appeal_stopped_the_grade_and_the_clock_of_its_plan(snapshot: Snapshot) -> None:
    (appealed,) = (one for one in snapshot.all("assessment").values() if any(step.state == "appealed" for step in one.steps))
    assert not status_of(appealed, At.of(snapshot, date(2012, 5, 1))).holds
    found = status_of(appealed, At.of(snapshot))
    assert (found.holds, found.stopped) == (True, 14)
    (plan,) = (one for one in snapshot.all("plan").values() if one.assessment == appealed.id)
    assert (due_of(plan, At.of(snapshot, date(2012, 6, 1))) - plan.steps[0].due).days == 14


def test_one_mark_less_moves_the_score_of_one_unit_and_no_other(snapshot: Snapshot, spring: Mapping[str, Grading]) -> None:
    key = spring["villages"].graded[3].score.inputs["leader"].evidence[0]
    changed = [evolve(one, value=Decimal(0)) if key_of(one) == key else one for one in snapshot]
    again = grade_all(
        "villages", At.of(Snapshot.of(changed, snapshot.charter, as_of=AS_OF, check=False)), period=SPRING, rated=SPRING
    )
    moved = [
        after.subject.id
        for before, after in zip(spring["villages"].graded, again.graded, strict=True)
        if before.score.value != after.score.value
    ]
    assert moved == [spring["villages"].graded[3].subject.id]


def test_what_cost_a_village_its_grade_can_be_asked(spring: Mapping[str, Grading]) -> None:
    for one in spring["villages"].graded:
        if one.grade == "good":
            continue
        costs = what_cost(one)
        assert costs
        assert sum(cost.points for cost in costs) == 100 - one.score.value
        told = [line for line in one.explain("en") if " alone cost " in line]
        assert len(told) == sum(cost.alone for cost in costs)


def test_a_grade_is_explained_with_its_score_and_what_alone_cost_a_better_one(street: gr.Office) -> None:
    grade = next(one for one in street.records("computed_grade", AS_OF) if one.rule == "villages" and one.grade == "average")
    english, chinese = (street.explain(grade, AS_OF).lines(language) for language in ("en", "zh"))
    assert any("Proposed: average" in line for line in english)
    assert any(" alone cost rather good: " in line for line in english)
    assert any("仅因“" in line for line in chinese)


def test_few_institutions_are_graded_and_not_ranked_and_villages_are(spring: Mapping[str, Grading]) -> None:
    assert spring["institutions"].places == {}
    assert min(spring["villages"].places.values()) == 1
    assert Ref("unit", "V01") in spring["villages"].places


def test_no_record_of_the_sample_judges_a_person(snapshot: Snapshot) -> None:
    judged = [*snapshot.all("assessment").values(), *snapshot.all("rating").values()]
    assert {one.subject.noun for one in judged} == {"unit"}


def test_the_ledgers_again_store_nothing(street: gr.Office) -> None:
    head = street.head
    again = street.take_in(SAMPLE / "ledgers")
    assert (again.ok, again.stored, again.new, again.changed) == (True, False, frozenset(), frozenset())
    assert street.head == head


def test_the_report_says_in_both_languages_what_was_published_and_that_its_records_are_invented(street: gr.Office) -> None:
    report = street.report("year", as_of=AS_OF)
    for language, note in (
        ("en", "Invented records; only the totals were published."),
        ("zh", "记录均为虚构，公开发布的只有合计数。"),
    ):
        rendered = report.render(language)
        assert rendered.notes[0] == note
        text = "\n".join(block.text for section in rendered.sections for block in section.blocks if hasattr(block, "text"))
        for said in ("65", "3", "22", "15", "59", "87"):
            assert said in text


def test_the_script_makes_what_is_committed() -> None:
    made_as_committed("beihai")
