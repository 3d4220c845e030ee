"""Rules of posts, pay and profiles in a charter: sound ones load without a word, each fault is told with a cure, where it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import neutral
from support.rule_examples import EXAMPLES

from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid
from grassroots.problems import Problem
from grassroots.rules.posts.staffing_rule import Pick

STAFFING = """
[words.team]
key = { en = "key", zh = "重点" }
[staffing.branches]
en = "Staffing of branches"
zh = "分会力量配备"
where = { kind = "branch" }
needs = [
  { name = "chair", en = "chair", zh = "负责人", post = ["chair"], at_least = 1, at_most = 1, not_by = ["acting"] },
  { name = "helpers", en = "helpers", zh = "志愿者", team = ["volunteers"], role = ["member"], at_least = 3, person = { education = "bachelor" } },
  { name = "teams", en = "teams", zh = "队伍", team = ["working_group"], at_least = 0 },
]
terms = [{ post = ["chair"], months = 36, acting = { months = 6 }, shift = { years = 1 } }]
selections = [{ method = "elected", pathway = "volunteer", step = "taken_on" }]
rotation = { post = "auditor", among = ["chair"], months = 3, link = ["pairing"] }
picks = [{ name = "key", en = "key", zh = "重点", team = "key", post = ["chair"], by = "unit.kind", portion = "1/3", slack = "1/20", contract = "agreement" }]
"""

FAULTS = [
    ('post = ["chair"], at_least', 'post = ["chair"], team = ["volunteers"], at_least', "charter-need"),
    ('team = ["working_group"], at_least', 'team = ["working_group"], not_by = ["acting"], at_least', "charter-need-person"),
    (
        'team = ["working_group"], at_least',
        'team = ["working_group"], person = { education = "bachelor" }, at_least',
        "charter-need-person",
    ),
    ("at_least = 1, at_most = 1", "at_least = 2, at_most = 1", "charter-need-number"),
    ('name = "teams"', 'name = "chair"', "charter-path-twice"),
    ("months = 36", "months = -1", "charter-not-whole"),
    ("acting = { months = 6 }", "acting = { months = 0 }", "charter-path-length"),
    ("shift = { years = 1 }", "shift = { years = 0 }", "charter-path-length"),
    ('step = "taken_on"', 'step = "taken_of"', "charter-path-state"),
    ('pathway = "volunteer"', 'pathway = "volunteers"', "charter-word"),
    ('among = ["chair"], months = 3', 'among = ["chair"], months = 5', "charter-turn"),
    ('among = ["chair"]', 'among = ["auditor"]', "charter-path-twice"),
    ('by = "unit.kind"', 'by = "unit.kinds"', "charter-path"),
    ('portion = "1/3"', 'portion = "4/3"', "charter-share"),
    ('contract = "agreement"', 'contract = "agreements"', "charter-word"),
    ('noun = "tenure"\nwhere = { "post.kind" = "deputy" }', 'noun = "unit"', "charter-choice"),
    ('published = "notice board"\nvalid_from = 2024-01-01\nnoun', "valid_from = 2024-01-01\nnoun", "charter-missing"),
    ('zh = "学历", where = { "person.education" = ["bachelor", "master"] } }', 'zh = "学历" }', "charter-criterion"),
    ("times = 2, last = 3", "times = 4, last = 3", "charter-graded"),
    ('graded = { rubric = "office"', 'graded = { rubric = "offices"', "charter-rubric-named"),
    ('grades = ["good"], times', 'grades = ["best"], times', "charter-choice"),
    ('by = ["branch"] }', "by = [] }", "charter-missing"),
    ('payer = ["branch"], amount = "300"', 'payer = ["branch"], ladder = true, amount = "300"', "charter-pay-part"),
    ('amount = "300"', 'amount = "-300"', "charter-pay-negative"),
    ('portion = "1/2"', 'portion = "0"', "charter-pay-negative"),
    ('grade = "good", portion = "1/5"', 'grade = "good"', "charter-dues-slab"),
    ("highest = 3,", "highest = 5,", "charter-pay-levels"),
    ("{ level = 1 }]", "{ level = 9 }]", "charter-pay-levels"),
    ('amounts = ["1000", "1100", "1200"]', 'amounts = ["1000", "1100"]', "charter-pay-rungs"),
    ('amounts = ["1000", "1100", "1200"]', 'amounts = ["1000", "1300", "1200"]', "charter-pay-falls"),
    ('post = ["treasurer"], lowest', 'post = ["secretary"], lowest', "charter-path-twice"),
]


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        overlay(neutral(), {"posts.toml": text})
    except CharterInvalid as error:
        return tuple(error.problems)
    return ()


def test_the_sound_rules_have_no_problem() -> None:
    assert [str(one) for one in problems_of(EXAMPLES + STAFFING)] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{code}-{new[:24]}" for _, new, code in FAULTS])
def test_a_fault_is_found_and_told_in_both_languages_with_a_cure(fault: tuple[str, str, str]) -> None:
    old, new, code = fault
    text = EXAMPLES + STAFFING
    assert old in text
    problems = problems_of(text.replace(old, new, 1))
    assert code in [one.code for one in problems], [str(one) for one in problems]
    for one in problems:
        assert one.source is not None
        assert one.source.file == "posts.toml"
        assert one.text("en") != one.text("zh")
        assert one.cure.strip()


@settings(max_examples=60)
@given(st.fractions(0, 1, max_denominator=12), st.fractions(0, Fraction(1, 4), max_denominator=40), st.integers(0, 400))
def test_the_bounds_of_a_pick_hold_the_exact_portion_and_never_more_than_there_are(
    portion: Fraction, slack: Fraction, number: int
) -> None:
    least, most = Pick(name="key", team="key", post=("chair",), portion=portion, slack=slack).bounds(number)
    assert 0 <= least <= portion * number <= most <= number
    assert most - least <= 2 * slack * number + 1
