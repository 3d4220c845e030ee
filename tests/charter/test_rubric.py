"""The soundness of rubrics: what cannot be right is told when the charter is loaded, and sound ones raise no alarm."""

from __future__ import annotations

import pytest
from support.rubrics import charter

from grassroots.errors import CharterInvalid

SOUND = """
[measure.complaints]
en = "complaints"
zh = "投诉"
count = "case"
where = { category = "complaint" }
dated = "received"
[rubric.yearly]
en = "Yearly"
zh = "年度"
subject = "unit"
where = { kind = "branch" }
source = "a published rule"
missing = "renormalize"
ranked_from = 5
ceiling = "110"
grade = [
  { grade = "good", at_least = "90", plan = "consolidate", aim = "good" },
  { grade = "average", at_least = "60", under = "90", plan = "promote", aim = "good" },
  { grade = "poor", under = "60", plan = "rectify", aim = "average" } ]
quota = [ { grade = "good", at_most = "1/3", tie_breakers = ["order"] } ]
[rubric.yearly.evaluators]
superior = { weight = "50" }
public = { weight = "50", returns = 10, returned = "0.5" }
[rubric.yearly.item]
order = { en = "order", zh = "秩序", weight = "60" }
rooms = { en = "rooms", zh = "场所", under = "order", weight = "40", fed_by = "marks", evaluators = ["superior"] }
rate = { en = "rate", zh = "覆盖率", under = "order", weight = "60", fed_by = "marks", scoring = { shape = "bands", table = [
  { under = "85", score = "0" }, { at_least = "85", under = "90", score = "6" },
  { at_least = "90", under = "95", score = "8" }, { at_least = "95", score = "10" } ] } }
calm = { en = "calm", zh = "平安", weight = "20", fed_by = "figure", measure = "complaints", scoring = { shape = "per_event", each = "5" } }
mood = { en = "mood", zh = "口碑", weight = "20", fed_by = "ballots", worth = [ { choice = "satisfied", score = "100" } ] }
praise = { en = "praise", zh = "表彰", role = "bonus", fed_by = "marks", scoring = { shape = "per_event", each = "2", most = "6" } }
[rubric.yearly.veto]
accident = { en = "complaints", zh = "投诉过多", measure = "complaints", over = "3", cap = "average" }
[rubric.staff]
en = "Staff"
zh = "人员"
subject = "person"
source = "the staff rules, article 5"
published = "handed to everybody on 2012-12-01"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
grade = [ { grade = "excellent", at_least = "90" }, { grade = "qualified", at_least = "60" }, { grade = "unqualified", hurts = true } ]
quota = [ { grade = "excellent", at_most = "1/3" } ]
[rubric.staff.item]
work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" }
"""


def test_a_sound_rubric_raises_no_alarm() -> None:
    assert set(charter(SOUND).rules["rubric"]) == {"yearly", "staff"}


def codes(old: str, new: str) -> set[str]:
    """What is told once one place of the sound text is spoilt."""
    assert SOUND.count(old) >= 1, old
    with pytest.raises(CharterInvalid) as caught:
        charter(SOUND.replace(old, new, 1))
    for problem in caught.value.problems:
        assert problem.source is not None
        assert problem.source.row > 0
        for language in ("en", "zh"):
            assert "rubric" in problem.text(language)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('weight = "60" }\nrooms', 'weight = "61" }\nrooms', "rubric-weights"),
        ('under = "order", weight = "40"', 'under = "order", weight = "-40"', "rubric-weight"),
        ('superior = { weight = "50" }', 'superior = { weight = "40" }', "rubric-weights"),
        ('{ at_least = "90", under = "95", score = "8" }', '{ at_least = "90", under = "94", score = "8" }', "rubric-band-gap"),
        ('{ at_least = "90", under = "95", score = "8" }', '{ at_least = "90", under = "96", score = "8" }', "rubric-band-overlap"),
        ('{ under = "85", score = "0" }, ', "", "rubric-band-gap"),
        ('{ at_least = "95", score = "10" }', '{ at_least = "95", under = "100", score = "10" }', "rubric-band-gap"),
        ('at_least = "95", score = "10"', 'at_least = "95", score = "101"', "rubric-outside"),
        ('at_least = "60", under = "90", plan', 'at_least = "60", under = "89", plan', "rubric-band-gap"),
        ('at_least = "60", under = "90", plan', 'at_least = "60", under = "91", plan', "rubric-band-overlap"),
        ('grade = "poor", under = "60"', 'grade = "poor", at_least = "10"', "rubric-band-gap"),
        ('grade = "average", at_least = "60", under = "90"', 'grade = "average", at_least = "95"', "rubric-unreachable"),
        ('grade = "poor"', 'grade = "pour"', "charter-word"),
        ('plan = "rectify"', 'plan = "punish"', "charter-word"),
        ('aim = "average"', 'aim = "heaven"', "rubric-aim"),
        ('plan = "promote", aim = "good"', 'plan = "promote", aim = "poor"', "rubric-aim"),
        ('at_most = "1/3", tie', 'at_most = "4/3", tie', "rubric-quota-share"),
        ('at_most = "1/3", tie', 'at_most = "0", tie', "rubric-quota-share"),
        ('at_most = "1/3", tie', 'at_most = "a third", tie', "rubric-quota-share"),
        ('quota = [ { grade = "good"', 'quota = [ { grade = "poor"', "rubric-quota-last"),
        ('quota = [ { grade = "good"', 'quota = [ { grade = "better"', "rubric-grade"),
        ('tie_breakers = ["order"]', 'tie_breakers = ["ordre"]', "rubric-item"),
        ('measure = "complaints", scoring', 'measure = "complains", scoring', "charter-measure"),
        ('measure = "complaints", over', 'measure = "complains", over', "charter-measure"),
        ('over = "3", cap = "average"', 'over = "3", cap = "good"', "rubric-grade"),
        ('over = "3", cap', "cap", "rubric-veto"),
        ('fed_by = "figure", measure = "complaints", ', 'fed_by = "figure", ', "rubric-measure"),
        ('fed_by = "marks", evaluators', "evaluators", "rubric-unfed"),
        ('evaluators = ["superior"]', 'evaluators = ["superiors"]', "rubric-group"),
        ('choice = "satisfied"', 'choice = "glad"', "charter-word"),
        (', worth = [ { choice = "satisfied", score = "100" } ]', "", "rubric-worth"),
        ('weight = "60" }\nrooms', 'weight = "60", under = "rooms" }\nrooms', "rubric-circle"),
        ('under = "order", weight = "40"', 'under = "ordre", weight = "40"', "rubric-item"),
        ('each = "2", most = "6"', 'each = "2"', "rubric-limit"),
        ('role = "bonus", fed_by = "marks", scoring = { shape = "per_event", each = "2", most = "6" }', 'role = "bonus", fed_by = "marks"', "rubric-extra-shape"),
        ('shape = "per_event", each = "5"', 'shape = "per_event"', "rubric-each"),
        ('shape = "per_event", each = "5"', 'worst = "5", best = "9", better = "lower"', "rubric-direction"),
        ('shape = "per_event", each = "5"', 'worst = "5"', "rubric-line"),
        ('ceiling = "110"', 'ceiling = "90"', "rubric-scale"),
        ('missing = "renormalize"', 'missing = "guess"', "charter-choice"),
        ("ranked_from = 5", "ranked_from = -5", "charter-not-whole"),
        ("months = 12\n", "months = 12\nreview_months = 13\n", "rubric-late-review"),
        ('subject = "unit"', 'subject = "household"', "charter-choice"),
        ('superior = { weight = "50" }', 'boss = { weight = "50" }', "charter-word"),
    ],
)  # fmt: skip
def test_one_fault_is_found_and_told_with_its_line(old: str, new: str, code: str) -> None:
    assert code in codes(old, new)


def test_a_score_by_rank_says_from_how_many_on() -> None:
    rank = 'shape = "rank", table = [ { place = 1, score = "100" }, { place = 3, score = "50" } ]'
    text = SOUND.replace('shape = "per_event", each = "5"', rank)
    charter(text)
    with pytest.raises(CharterInvalid, match="few are not ranked"):
        charter(text.replace("ranked_from = 5", "ranked_from = 1"))
    with pytest.raises(CharterInvalid, match="scores fall with the place"):
        charter(text.replace('score = "50"', 'score = "101"').replace('most = "100"', 'most = "200"'))


@pytest.mark.parametrize(
    "gone",
    [
        'published = "handed to everybody on 2012-12-01"\n',
        'source = "the staff rules, article 5"\n',
        "valid_from = 2013-01-01\n",
        "appeal_days = 10\n",
        "answer_days = 30\n",
        "months = 12\n",
    ],
)
def test_a_rubric_about_persons_lacks_none_of_what_protects_them(gone: str) -> None:
    assert codes(gone, "") == {"rubric-persons"}


def test_a_rubric_about_persons_needs_a_source_that_was_read() -> None:
    assert codes('source = "the staff rules, article 5"\n', 'source = "hearsay"\nunconfirmed = true\n') == {
        "rubric-unconfirmed"
    }


def test_persons_are_neither_judged_by_figures_nor_ranked() -> None:
    person = 'work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" }'
    figure = person.replace('fed_by = "marks"', 'fed_by = "figure", measure = "complaints"')
    assert "rubric-figure-of" in codes(person, figure)
    ranks = person.replace('fed_by = "marks"', 'fed_by = "marks", scoring = { shape = "share_of_best" }')
    assert "rubric-ranks-persons" in codes(person, ranks)


@pytest.mark.parametrize("key", ["at_fewest", "least", "forced"])
def test_there_is_no_key_that_forces_anybody_down_to_a_grade(key: str) -> None:
    assert {code.removesuffix("-near") for code in codes('at_most = "1/3", tie', f'at_most = "1/3", {key} = "1/10", tie')} == {
        "charter-key"
    }
