"""Surveys: intervals of shares, groups too small to be shown, least returns, and rules of surveys that are unsound."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import neutral

from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid, InvalidArgument, InvalidValue
from grassroots.figures import evaluate
from grassroots.model import Answer, Record, Survey, Unit
from grassroots.reading.at import At
from grassroots.rules.openness.survey_rule import SurveyRule
from grassroots.rules.openness.surveys import SurveyResult, survey_result
from grassroots.snapshot import Snapshot
from grassroots.values import CONFIDENCES, Period, Rate, SurveyId, UnitId, rounded

RULE = """
[survey.yearly]
en = "yearly survey"
zh = "年度调查"
kind = "satisfaction"
item = "overall"
satisfied = ["satisfied", "fairly"]
counted = ["satisfied", "fairly", "dissatisfied"]
returns = 30
response = "0.5"
over = "0.90"
source = "The rules, 7"
"""
NEUTRAL = neutral()
CHARTER = overlay(NEUTRAL, {"survey.toml": RULE})
DAY = date(2024, 6, 1)
YEAR = Period.year(2024)
STREET = Unit(id=UnitId("s"), kind="association", name="Street")

# Number of hits, of all, and Wilson's 95 % interval: table I (method 3) of Newcombe, Statistics in Medicine 17 (1998), 857-872.
PUBLISHED = [
    (81, 263, "0.2553", "0.3662"),
    (15, 148, "0.0624", "0.1605"),
    (0, 20, "0.0000", "0.1611"),
    (1, 29, "0.0061", "0.1718"),
]


@pytest.mark.parametrize(("hits", "whole", "low", "high"), PUBLISHED)
def test_intervals_are_those_that_were_published(hits: int, whole: int, low: str, high: str) -> None:
    interval = Rate(hits, whole).interval()
    assert interval is not None
    assert tuple(rounded(end, 4) for end in interval) == (low, high)


@given(st.integers(1, 10**6), st.data(), st.sampled_from(sorted(CONFIDENCES)))
@settings(max_examples=60)
def test_the_ends_are_where_the_test_of_a_share_turns(whole: int, data: st.DataObject, confidence: int) -> None:
    """By its definition: at either end p, the share that was found lies just z standard deviations of p away."""
    hits = data.draw(st.integers(0, whole))
    rate = Rate(hits, whole)
    interval = rate.interval(confidence)
    assert interval is not None
    assert rate.value is not None
    low, high = interval
    assert 0 <= low <= rate.value <= high <= 1
    for end in interval:
        away = (rate.value - end) ** 2
        allowed = CONFIDENCES[confidence] ** 2 * end * (1 - end) / whole
        assert away >= allowed or end in (0, 1), "never too narrow"
        assert abs(away - allowed) < Fraction(1, 10**12)


def test_more_answers_with_the_same_share_tell_more_and_a_higher_confidence_less() -> None:
    def width(rate: Rate, confidence: int = 95) -> Fraction:
        interval = rate.interval(confidence)
        assert interval is not None
        return interval[1] - interval[0]

    assert width(Rate(9, 10)) > width(Rate(90, 100)) > width(Rate(900, 1000))
    assert width(Rate(90, 100), 90) < width(Rate(90, 100), 95) < width(Rate(90, 100), 99)
    assert Rate(0, 0).interval() is None
    with pytest.raises(InvalidValue, match="90, 95, 99"):
        Rate(1, 2).interval(80)


def records(*groups: tuple[str, int, int, tuple[int, int, int]], anonymous: bool = True) -> list[Record]:
    """The street with a survey of each group: (group, asked, answered, (satisfied, dissatisfied, abstained))."""
    made: list[Record] = [STREET]
    for at, (group, asked, answered, numbers) in enumerate(groups):
        id = SurveyId(f"s{at}")
        made.append(
            Survey(
                id=id,
                unit=STREET.id,
                kind="satisfaction",
                respondents=group or None,
                on=DAY,
                anonymous=anonymous,
                issued=asked,
                returned=answered,
            )
        )
        made += [
            Answer(id=f"a{at}{choice}", survey=id, item="overall", choice=choice, number=number)
            for choice, number in zip(("satisfied", "dissatisfied", "abstained"), numbers, strict=True)
            if number
        ]
    return made


def read(*made: Record) -> SurveyResult:
    rule = CHARTER.rule("survey", "yearly")
    assert isinstance(rule, SurveyRule)
    return survey_result(rule, At.of(Snapshot.of(made, CHARTER, as_of=date(2024, 12, 31))), YEAR)


@pytest.mark.parametrize(
    ("group", "enough", "reached"),
    [
        (("public", 100, 60, (55, 5, 0)), True, True),
        (("public", 100, 60, (54, 6, 0)), True, False),
        (("public", 100, 29, (29, 0, 0)), False, None),
        (("public", 100, 49, (49, 0, 0)), False, None),
        (("public", 100, 50, (50, 0, 0)), True, True),
    ],
)
def test_over_is_over_and_too_few_returns_decide_nothing(
    group: tuple[str, int, int, tuple[int, int, int]], enough: bool, reached: bool | None
) -> None:
    found = read(*records(group))
    assert (found.enough, found.reached) == (enough, reached)
    for language in ("en", "zh"):
        assert "90.0 %" in " ".join(found.explain(language))
        assert "The rules, 7" in found.explain(language)[0]
        assert (" to " in found.explain(language)[0]) is (language == "en")


def test_who_abstained_is_in_neither_number_and_returns_that_nobody_noted_are_not_known() -> None:
    found = read(*records(("public", 100, 60, (40, 10, 10))))
    assert found.whole.satisfied == Rate(40, 50)
    assert found.whole.response == Rate(60, 100)
    bare = Survey(id=SurveyId("x"), unit=STREET.id, kind="satisfaction", on=DAY)
    unknown = read(STREET, bare)
    assert (unknown.enough, unknown.reached, unknown.whole.response) == (None, None, None)


GROUPS = st.lists(
    st.tuples(st.sampled_from(["superior", "peer", "self", "members", "public", ""]), st.integers(0, 9), st.integers(0, 9)),
    max_size=6,
    unique_by=lambda one: one[0],
)


@given(GROUPS)
@settings(max_examples=80)
def test_s3_01_whatever_is_shown_leaves_no_few_answers_to_be_told_by_subtraction(groups: list[tuple[str, int, int]]) -> None:
    found = read(*records(*[(name, 20, 20, (yes, no, 0)) for name, yes, no in groups]))
    sizes = {name: yes + no for name, yes, no in groups}
    hidden = [one.group for one in found.groups if not one.shown]
    for one in found.groups:
        assert one.shown == (one.satisfied is not None) or sizes[one.group] == 0
        assert not one.shown or sizes[one.group] == 0 or sizes[one.group] >= 5
    if hidden and found.whole.shown:
        assert sum(sizes[name] for name in hidden) >= 5
        assert len(hidden) >= 2
    if not found.whole.shown:
        assert all(one.satisfied is None for one in found.groups)
    told = " ".join(found.explain())
    for one in found.groups:
        if not one.shown:
            assert "too few answered in a group" in told


def test_answers_given_with_a_name_may_be_few() -> None:
    found = read(*records(("peer", 4, 4, (3, 1, 0)), anonymous=False))
    assert found.groups[0].satisfied == Rate(3, 4)
    assert Snapshot.of(records(("peer", 4, 4, (3, 1, 0)), anonymous=False), CHARTER, as_of=DAY).problems == ()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (records(("peer", 20, 4, (3, 1, 0))), "answers-too-few"),
        (records(("peer", 20, 9, (8, 2, 0))), "answers-too-many"),
        (records(("peer", 8, 9, (8, 1, 0))), "survey-numbers"),
        (
            [
                *records(("peer", 20, 9, (8, 0, 0))),
                Answer(id="y", survey=SurveyId("s0"), item="overall", choice="satisfied", number=1),
            ],
            "answer-twice",
        ),
    ],
)
def test_surveys_that_cannot_be_or_could_tell_who_answered_are_problems(broken: list[Record], code: str) -> None:
    shot = Snapshot.of(broken, CHARTER, as_of=DAY)
    assert [problem.code for problem in shot.problems] == [code]
    for language in ("en", "zh"):
        assert "{" not in shot.problems[0].text(language)  # type: ignore[arg-type]


def test_a_survey_counts_from_its_first_day_and_its_figures_add_up() -> None:
    made = records(("public", 100, 60, (55, 5, 0)), ("members", 40, 30, (29, 1, 0)))
    figures = evaluate(["survey_satisfaction", "survey_response"], Snapshot.of(made, CHARTER, as_of=DAY), period=YEAR)
    assert (figures["survey_satisfaction"].numerator, figures["survey_satisfaction"].denominator) == (84, 90)
    assert figures["survey_satisfaction"].text() == "93.3 %", "a ratio that is measured in per cent is written so"
    assert "84 of 90, 93.3 %" in figures["survey_satisfaction"].explain("en")
    assert figures["survey_response"].text("percent") == "64.3 %"
    before = evaluate(["survey_satisfaction"], Snapshot.of(made, CHARTER, as_of=date(2024, 5, 31)), period=YEAR)[
        "survey_satisfaction"
    ]
    assert before.value is None
    assert [before.text(part) for part in ("low", "high")] == ["—", "—"]
    rule = CHARTER.rule("survey", "yearly")
    assert isinstance(rule, SurveyRule)
    with pytest.raises(InvalidArgument, match="begins after"):
        survey_result(rule, At.of(Snapshot.of(made, CHARTER, as_of=date(2023, 12, 31))), YEAR)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('kind = "satisfaction"', 'kind = "satisfying"', "charter-word"),
        ('item = "overall"', 'item = "overal"', "charter-word"),
        ('satisfied = ["satisfied", "fairly"]', 'satisfied = ["satisfied", "fairly", "abstained"]', "charter-survey-uncounted"),
        ('satisfied = ["satisfied", "fairly"]', 'satisfied = ["satisfied", "satisfied"]', "charter-word-twice"),
        ('satisfied = ["satisfied", "fairly"]', "satisfied = []", "charter-missing"),
        ('counted = ["satisfied", "fairly", "dissatisfied"]', 'counted = ["satisfied", "fairly"]', "charter-survey-all"),
        ('response = "0.5"', 'response = "1.5"', "charter-share"),
        ('over = "0.90"', 'over = "1"', "charter-share"),
        ("returns = 30", "returns = -1", "charter-survey-few"),
        ("returns = 30", "returns = 30\nfewest = 4", "charter-survey-few"),
        ("returns = 30", "returns = 30\nconfidence = 80", "charter-survey-confidence"),
    ],
)
def test_an_unsound_rule_of_surveys_is_found(old: str, new: str, code: str) -> None:
    assert old in RULE
    with pytest.raises(CharterInvalid) as refused:
        overlay(NEUTRAL, {"survey.toml": RULE.replace(old, new)})
    assert {problem.code for problem in refused.value.problems} == {code}


@pytest.mark.parametrize(
    "change",
    [
        ('key = ["survey", "item", "choice"]', 'key = ["survey", "item", "choice", "form"]'),
        ('key = ["survey", "item", "choice"]', 'key = ["form"]'),
        ('to = "" }', 'to = "external.phone" }'),
    ],
)
def test_s3_01_no_charter_keeps_answers_form_by_form(change: tuple[str, str]) -> None:
    text = """
[ledger.forms]
en = "Forms"
zh = "答卷"
noun = "answer"
key = ["survey", "item", "choice"]
[ledger.forms.column]
form = { heading = ["form"], to = "" }
survey = { heading = ["survey"], required = true }
item = { heading = ["question"], required = true }
choice = { heading = ["answer"], required = true }
number = { heading = ["how many"], required = true }
"""
    with pytest.raises(CharterInvalid) as refused:
        overlay(NEUTRAL, {"forms.toml": text.replace(*change)})
    assert "charter-answer-ledger" in {problem.code for problem in refused.value.problems}
