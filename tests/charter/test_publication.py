"""Rules of publication, of checks without notice, of checks again, and of what grades are used for: each fault is found; none can turn on a person."""

from __future__ import annotations

from datetime import date

import pytest
from support.rubrics import charter

from grassroots.charter.checking import check
from grassroots.errors import CharterInvalid
from grassroots.fields import Column, fields_of
from grassroots.model import Consent, Mandate, Notice
from grassroots.rules.openness.publication_rule import NATURAL, PublicationRule, Tone
from grassroots.rules.openness.supervision_rule import CovertCheckRule
from grassroots.testing.charters import small_charter

WORDS = """
[words.notice]
red = { en = "red list", zh = "红榜" }
black = { en = "black list", zh = "黑榜" }
[words.unit.desk]
en = "service desk"
zh = "服务窗口"
under = ["association"]
"""
RUBRIC = """
[rubric.stars]
en = "Stars"
zh = "星级"
subject = "unit"
source = "S3-10"
grade = [ { grade = "good", at_least = "80" }, { grade = "average" } ]
[rubric.stars.item]
order = { en = "order", zh = "秩序", weight = "100", fed_by = "marks" }
"""
LABEL = 'en = "A rule"\nzh = "规则"\nsource = "invented"\n'
BLACK = "[publication.black]\n" + LABEL
COVERT = (
    "[covert_check.desks]\n"
    + LABEL
    + """
targets = ["desk"]
ordered_by = ["chair"]
longest = { days = 14 }
disclosed_within = { days = 30 }
challenge_days = 10
"""
)
AGAIN = "[recheck.fire]\n" + LABEL + 'where = { kind = "defect" }\nstate = "watched"\nevery = { months = 3 }\ntimes = 2\n'
WARNING = 'tone = "warning"\nabout = ["unit", "partner"]\nobjection_days = 5\nlongest = { months = 6 }\n'


def codes(toml: str) -> list[str]:
    """The codes of the problems of a charter with these tables."""
    try:
        charter(WORDS + RUBRIC + toml)
    except CharterInvalid as error:
        return [problem.code for problem in error.problems]
    return []


def test_sound_rules_are_sound() -> None:
    praise = 'tone = "recognition"\nabout = ["person", "household"]\nconsent = "recognition"\n'
    rated = 'tone = "recognition"\nabout = ["unit"]\nafter = { rubric = "stars", grades = ["good"] }\n'
    assert codes("[publication.red]\n" + LABEL + praise + BLACK + WARNING + COVERT + AGAIN) == []
    assert codes("[publication.red]\n" + LABEL + rated) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('tone = "recognition"\nabout = []\n', "charter-missing"),
        ('tone = "recognition"\nabout = ["tenure"]\n', "charter-choice"),
        ('tone = "recognition"\nabout = ["unit"]\nconsent = "whatever"\n', "charter-word"),
        ('tone = "recognition"\nabout = ["unit"]\nobjection_days = -1\n', "charter-not-whole"),
        ('tone = "recognition"\nabout = ["unit"]\nlongest = { days = 0 }\n', "charter-path-length"),
        (
            'tone = "recognition"\nabout = ["unit"]\nlongest = { months = 6 }\nreview = { years = 1 }\n',
            "publication-late-review",
        ),
        ('tone = "recognition"\nabout = ["unit"]\ndecision = "no_such"\n', "charter-named"),
        ('tone = "recognition"\nabout = ["unit"]\nafter = { rubric = "no_such", grades = ["good"] }\n', "charter-named"),
        ('tone = "recognition"\nabout = ["unit"]\nafter = { rubric = "stars", grades = ["poor"] }\n', "rubric-grade"),
        (
            'tone = "recognition"\nabout = ["project"]\nafter = { rubric = "stars", grades = ["good"] }\n',
            "publication-other-subject",
        ),
        ('tone = "warning"\nabout = ["unit"]\nlongest = { months = 6 }\n', "publication-warning"),
        ('tone = "warning"\nabout = ["unit"]\nobjection_days = 5\n', "publication-warning"),
    ],
)
def test_a_fault_of_a_rule_of_publication_is_found(rule: str, code: str) -> None:
    assert code in codes(BLACK + rule)


@pytest.mark.parametrize("noun", NATURAL)
@pytest.mark.parametrize("tone", ["warning", "information"])
def test_s2_13_no_charter_can_make_a_public_list_against_persons(noun: str, tone: str) -> None:
    rule = WARNING.replace('"warning"', f'"{tone}"').replace('"partner"', f'"{noun}"') + 'consent = "recognition"\n'
    assert "publication-persons" in codes(BLACK + rule)


@pytest.mark.parametrize("noun", NATURAL)
def test_s2_13_no_charter_can_praise_persons_without_asking_them(noun: str) -> None:
    assert "publication-no-consent" in codes(BLACK + f'tone = "recognition"\nabout = ["{noun}"]\n')


@pytest.mark.parametrize("noun", ["membership", "tenure", "seat", "post", "team", "assessment", "claim", "attendance", "note"])
def test_s2_13_a_list_of_persons_cannot_go_by_another_noun(noun: str) -> None:
    assert "charter-choice" in codes(BLACK + WARNING.replace('"partner"', f'"{noun}"'))


def test_s2_13_a_notice_has_nowhere_to_write_anything_against_anybody() -> None:
    for noun in (Notice, Consent, Mandate):
        free = [
            info.name
            for info in fields_of(noun)
            if info.kind is Column.TEXT and not (info.words or info.refs or info.name == "id")
        ]
        assert free == [], noun
    added = '[custom.notice.verdict]\nen = "verdict"\nzh = "评语"\nkind = "text"\nprivacy = "public"\n'
    assert "charter-custom-closed" in codes(added)


def test_s2_13_what_hurts_a_unit_can_be_corrected_and_taken_down() -> None:
    life = """
[workflow.notice.state]
announced = { kind = "waiting", en = "announced", zh = "公示", next = ["published"] }
published = { kind = "done", en = "published", zh = "公布" }
"""
    assert {"publication-no-removal", "publication-no-correction"} <= set(codes(life + BLACK + WARNING))
    forever = life.replace('kind = "waiting"', 'kind = "open"')
    assert "publication-no-announcement" in codes(forever + BLACK + WARNING)


def test_a_rule_needs_a_workflow_and_a_list_of_legal_bases() -> None:
    from attrs import evolve

    bare = small_charter()
    warning = PublicationRule(
        name="bulletin", labels={"en": "x", "zh": "甲"}, tone=Tone.INFORMATION, about=("unit",), basis=True
    )
    words = {name: known for name, known in bare.words.items() if name != "legal_basis"}
    flows = {name: flow for name, flow in bare.workflows.items() if name not in ("notice", "mandate")}
    rules = {"publication": {"bulletin": warning}, "covert_check": bare.rules["covert_check"]}
    found = {problem.code for problem in check(evolve(bare, words=words, workflows=flows, rules=rules))}
    assert {"charter-no-words", "charter-no-workflow-for"} <= found


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('targets = ["desk"]', 'targets = ["person"]', "charter-word"),
        ('targets = ["desk"]', "targets = []", "covert-check-open"),
        ('ordered_by = ["chair"]', "ordered_by = []", "covert-check-open"),
        ('ordered_by = ["chair"]', 'ordered_by = ["char"]', "charter-word"),
        ("longest = { days = 14 }", "longest = { days = 0 }", "charter-path-length"),
        ("longest = { days = 14 }\n", "", "charter-missing"),
        ("disclosed_within = { days = 30 }\n", "", "charter-missing"),
        ("challenge_days = 10", "challenge_days = 0", "covert-check-open"),
    ],
)
def test_s3_28_a_check_without_notice_has_targets_that_are_no_persons_an_orderer_a_limit_disclosure_and_challenge(
    old: str, new: str, code: str
) -> None:
    assert old in COVERT
    assert code in codes(COVERT.replace(old, new))


def test_s3_28_no_field_of_a_mandate_can_hold_a_person_and_no_rule_can_name_one() -> None:
    assert not any({"person", "household", "membership", "tenure"} & set(info.refs) for info in fields_of(Mandate))
    assert {info.name for info in fields_of(Mandate) if info.refs} == {"unit", "target", "ordered_by"}
    assert "person" not in small_charter().words["unit"]
    rule = small_charter().rule("covert_check", "houses", date(2024, 1, 1))
    assert isinstance(rule, CovertCheckRule)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('state = "watched"', 'state = "wached"', "charter-path-state"),
        ('state = "watched"', 'state = "closed"', "recheck-ended"),
        ("every = { months = 3 }", "every = { months = 0 }", "charter-path-length"),
        ("times = 2", "times = -2", "charter-not-whole"),
    ],
)
def test_a_fault_of_a_rule_of_checks_again_is_found(old: str, new: str, code: str) -> None:
    assert code in codes(AGAIN.replace(old, new))


# -- what grades are used for ------------------------------------------------------------------------------------------------------------

PERSONS = """
[rubric.members]
en = "Members"
zh = "成员"
subject = "person"
source = "S3-17"
published = "posted on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
grade = [ { grade = "qualified", at_least = "60" },
          { grade = "unqualified", hurts = true, plan = "rectify", plan_days = 90, brings = [ { use = "exit", body = ["branch"] } ] } ]
[rubric.members.item]
work = { en = "work", zh = "作用", weight = "100", fed_by = "marks" }
"""


def test_an_exit_behind_the_last_grade_after_education_is_sound() -> None:
    assert codes(PERSONS) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (', plan = "rectify", plan_days = 90', "", "rubric-exit"),
        (", plan_days = 90", "", "rubric-exit"),
        (', body = ["branch"]', "", "rubric-use-hurts"),
        ("hurts = true, ", "", "rubric-use-hurts"),
        ("appeal_days = 10\n", "", "rubric-use-hurts"),
        (
            'at_least = "60" }',
            'at_least = "60", hurts = true, brings = [ { use = "exit", body = ["branch"] } ] }',
            "rubric-exit",
        ),
        ('use = "exit"', 'use = "reward", against = true', "rubric-use-against"),
        ('use = "exit"', 'use = "recognition"', "rubric-use-notice"),
        ('use = "exit"', 'use = "funding", notice = "red"', "rubric-use-notice"),
        ('use = "exit"', 'use = "recognition", notice = "rad"', "charter-word"),
        ('body = ["branch"]', 'body = ["brunch"]', "charter-word"),
        ('use = "exit"', 'use = "expulsion"', "charter-choice"),
    ],
)
def test_s3_17_no_charter_can_let_anybody_go_without_education_a_body_and_an_appeal(old: str, new: str, code: str) -> None:
    assert old in PERSONS
    assert code in codes(PERSONS.replace(old, new))
