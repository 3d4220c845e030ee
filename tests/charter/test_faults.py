"""Each fault of a charter is found, on its line, with a cure in both languages; a sound charter gives no false alarm."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from support.clubs import CLUB, line_of, neutral, problems_of
from support.member_faults import FAULTS as MEMBER_FAULTS

import grassroots
from grassroots.charter.loading import load, overlay
from grassroots.problems import Problem, wordings
from grassroots.rules.registry import KINDS

# What is replaced in the sound charter, by what, the code of the problem, and the text on whose line it stands (by default: the new text).
FAULTS: list[tuple[str, ...]] = [
    # -- the grammar --
    ('version = "3"', 'versoin = "3"', "charter-key-near"),
    ('version = "3"', 'zzz = "3"', "charter-key"),
    ('version = "3"', "version = 3", "charter-not-text"),
    ('id = "club"\n', "", "charter-missing", 'version = "3"'),
    ('languages = ["en", "zh"]', 'languages = "en"', "charter-not-list"),
    ('languages = ["en", "zh"]', 'languages = ["en", "English"]', "charter-languages"),
    ('languages = ["en", "zh"]', "languages = []", "charter-languages"),
    ('languages = ["en", "zh"]', 'languages = ["en", "zh", "fr"]', "charter-no-texts"),
    ('label = { en = "Club", zh = "俱乐部" }', 'label = { en = "Club" }', "charter-label"),
    ('label = { en = "Club", zh = "俱乐部" }', 'label = "Club"', "charter-not-table"),
    ("valid_from = 2014-01-01", 'valid_from = "2014-01-01"', "charter-not-date"),
    ("valid_from = 2014-01-01", "valid_from = 2014-01-01T08:00:00", "charter-not-date"),
    ('version = "3"', 'extends = "nowhere"', "charter-extends"),
    ('version = "3"', "extends = 3", "charter-not-text"),
    ('version = "3"', 'leave_out = ["measure.nowhere"]', "charter-leave-out"),
    ("[words.post]\n", "[words]\npost = 3\n[words.x]\n", "charter-not-table", "post = 3"),
    # -- words --
    ('exclusive = ["chair"]', 'exclusive = ["char"]', "charter-word"),
    ("[words.post]\n", "[words.pots]\n", "charter-list"),
    ('home = { en = "home", zh = "本部" }', 'home = { en = "home", zh = " " }', "charter-label"),
    ('home = { en = "home"', '"home.x" = { en = "home"', "charter-name"),
    ('under = ["club", "branch"]', 'under = "club"', "charter-not-list"),
    ('under = ["club", "branch"]', 'under = ["club", 3]', "charter-not-text"),
    ('under = ["club", "branch"]', 'under = ["clubs"]', "charter-word"),
    ('under = ["club", "branch"]', 'under = ["branch"]', "charter-rootless"),
    ('zh = "报修", workflow = "repair"', 'zh = "报修", workflow = "repairs"', "charter-workflow"),
    ('good = { en = "good", zh = "好" }', 'good = { en = "good", zh = "好", workflow = "repair" }', "charter-word-workflow"),
    # -- custom fields --
    ('kind = "number"', 'kind = "decimal"', "charter-choice"),
    ('privacy = "internal"', 'privacy = "secret"', "charter-choice"),
    ("[custom.case.floor]", "[custom.cases.floor]", "charter-noun"),
    ('words = "shade"', 'words = "shadow"', "charter-custom-words", "[custom.case.colour]"),
    ('kind = "number"', 'kind = "number"\nwords = "shade"', "charter-surplus", 'words = "shade"'),
    ("[custom.case.floor]", "[custom.person.floor]", "charter-custom-number", 'kind = "number"'),
    ("[custom.case.floor]", "[custom.household.floor]", "charter-custom-number", 'kind = "number"'),
    (
        "[custom.case.floor]",
        '[custom.membership.talk_content]\nen = "talk"\nzh = "谈话"\nkind = "text"\nprivacy = "internal"\n[custom.case.floor]',
        "charter-custom-text",
        'privacy = "internal"',
    ),
    # -- workflows --
    ('outcomes = ["solved", "explained"]', 'outcomes = ["solved", "explaned"]', "charter-word"),
    ('ratings = ["good"]', 'ratings = ["bad"]', "charter-word"),
    ('next = ["paused", "replied"]', 'next = ["paused", "repled"]', "charter-state"),
    ('next = ["paused", "replied"]', 'next = ["replied"]', "charter-unreachable", "paused = { kind"),
    ('zh = "暂停", next = ["replied"]', 'zh = "暂停", next = ["paused"]', "charter-stuck"),
    ('replied = { kind = "done"', 'replied = { kind = "dropped"', "charter-no-done", "[workflow.case]"),
    ('replied = { kind = "done"', 'replied = { kind = "finished"', "charter-choice"),
    ("[workflow.repair]\n", "[workflow.need]\n[workflow.repair]\n", "charter-no-states"),
    (
        "[workflow.repair]\n",
        "[workflow.repair]\n[workflow.idle.state]\nx = { kind = 'done', en = 'x', zh = 'x' }\n",
        "charter-workflow-idle",
        "[workflow.idle",
    ),
    (
        'next = ["mended", "scrapped"] }',
        'next = ["mended", "scrapped", "as_of"] }\nas_of = { kind = "done", en = "x", zh = "x" }',
        "charter-reserved",
        "as_of = {",
    ),
    ('zh = "修好" }', 'zh = "修好", start = "yes" }', "charter-not-flag"),
    # -- measures --
    ('count = "case"', 'count = "case"\nrate = "case"', "charter-form", "[measure.opinions]"),
    ('count = "case"\n', "", "charter-form", "[measure.opinions]"),
    ('count = "case"', 'count = "cases"', "charter-noun"),
    ('category = "opinion", "unit.kind"', 'categry = "opinion", "unit.kind"', "charter-path-near"),
    ('category = "opinion", "unit.kind"', 'qqq = "opinion", "unit.kind"', "charter-path"),
    ('category = "opinion", "unit.kind"', 'category = "opinon", "unit.kind"', "charter-word"),
    ('category = "opinion", "unit.kind"', 'category = true, "unit.kind"', "charter-not-text"),
    ('category = "opinion", "unit.kind"', 'category = { }, "unit.kind"', "charter-no-bound"),
    ('category = "opinion", "unit.kind"', 'category = { at_least = "opinion" }, "unit.kind"', "charter-no-order"),
    ('category = "opinion", "unit.kind"', '"custom.floor" = { within = "period" }, "unit.kind"', "charter-not-day"),
    ('category = "opinion", "unit.kind"', '"reached.received" = { within = "year" }, "unit.kind"', "charter-choice"),
    ('category = "opinion", "unit.kind"', 'category = { at_leest = "x" }, "unit.kind"', "charter-key-near"),
    ('category = "opinion", "unit.kind"', '"custom.flor" = 3, "unit.kind"', "charter-path-near"),
    ('category = "opinion", "unit.kind"', '"custom.colour" = "blue", "unit.kind"', "charter-word"),
    ('state_kind = "done" }, { not', 'state_kind = "finished" }, { not', "charter-choice"),
    ('promise = "overdue"', 'promise = "broken"', "charter-choice"),
    ("any = [{ state_kind", "any = { state_kind", "charter-toml"),
    ("[words.unit]\n", '[words.unit]\n小组 = { en = "group", zh = "小组" }\n', "charter-quotes", "小组 = {"),
    ("[words.unit]\n", "[words.unit]\nteam = { en = “group”, zh = “小组” }\n", "charter-marks", "team = {"),
    ('reply = "case", where', 'reples = "case", where', "charter-has"),
    ('reply = "case", where', 'reply = "handler", where', "charter-has-field"),
    ('reply = "case", where', 'reply = "case", at_least = 0, where', "charter-not-whole"),
    ("on = { at_least = 2014-01-01 }", 'on = { at_least = "2014-01-01" }', "charter-not-date"),
    ('dated = "rated"', 'dated = "ratd"', "charter-dated"),
    ('reads = "period_end"', 'reads = "later"', "charter-choice"),
    ('hit = { rating = "good" }\n', "", "charter-missing", "[measure.rated_good]"),
    ("left_out = { unrated =", "left_out = { unratd =", "charter-word"),
    ("derived = true", 'derived = "true"', "charter-not-flag"),
    ("derived = true", 'key = "person"', "charter-surplus"),
    ("derived = true", 'at_least = "3"', "charter-surplus"),
    ("derived = true", "minimum = 0", "charter-not-whole"),
    ("derived = true", 'minimum = "30"', "charter-not-whole"),
    ('"days:received:replied"', '"days:received"', "charter-days"),
    ('"days:received:replied"', '"days:received:repled"', "charter-dated"),
    ('value = "custom.floor"', 'value = "category"', "charter-not-number"),
    ('value = "custom.floor"\n', "", "charter-missing", "[measure.heights]"),
    ('over = "2.5"', "over = 2.5", "charter-float"),
    ('over = "2.5"', 'over = "2.55555"', "charter-not-decimal"),
    ('over = "2.5"', 'over = "2,5"', "charter-not-decimal"),
    ('over = "2.5"', 'over = "2.000,5"', "charter-not-decimal"),
    ('over = "2.5"', 'over = "1,000"', "charter-not-decimal"),
    ("confidential = false", 'confidential = "no"', "charter-not-flag"),
    ("confidential = false", "due = [true]", "charter-not-date"),
    ("confidential = false", "category = [[1]]", "charter-not-literal"),
    ('measured_in = "case"\n\n', 'measured_in = "cases"\n\n', "charter-word"),
    ('key = "person"', 'key = "persn"', "charter-path-near"),
    ('distinct = "attendance"\nkey = "person"', 'distinct = "attendance"', "charter-missing", "[measure.attenders]"),
    (
        'distinct = "attendance"\nkey = "person"',
        'distinct = "case"\nkey = "requester"',
        "charter-erasable",
        'key = "requester"',
    ),
    ('where = { category = "opinion", "unit.kind"', 'where = { requester = "-", "unit.kind"', "charter-erasable"),
    ('hit = { rating = "good" }', 'hit = { "requester.name" = "-" }', "charter-erasable"),
    ('left_out = { unrated = { rating = "-" } }', 'left_out = { unrated = { text = "-" } }', "charter-erasable"),
    (
        'has = { reply = "case", where = { on = { at_least = 2014-01-01 } } }',
        'has = { reply = "case", where = { remaining = "-" } }',
        "charter-erasable",
    ),
    ('privacy = "internal"', 'privacy = "personal"', "charter-erasable", 'value = "custom.floor"'),
    ('ratio = ["opinions", "attenders"]', 'ratio = ["opinions"]', "charter-not-pair"),
    ('ratio = ["opinions", "attenders"]', 'ratio = ["opinions", "attendrs"]', "charter-measure"),
    ('ratio = ["opinions", "attenders"]', 'ratio = ["opinions", "days"]', "charter-spread"),
    ('ratio = ["opinions", "attenders"]', 'ratio = ["opinions", "share"]', "charter-measure-cycle"),
    ('ratio = ["opinions", "attenders"]', 'ratio = ["opinions", "attenders"]\ndated = "on"', "charter-surplus", 'dated = "on"'),
    ('at_least = "3"', 'at_least = "3"\nminimum = 30', "charter-surplus", "minimum = 30"),
    ('at_least = "3"', "at_least = 3.5", "charter-float"),
    ('at_least = "3"', 'at_least = "many"', "charter-not-decimal"),
    ('at_least = "3"', 'at_least = "3,5"', "charter-not-decimal"),
    ('at_least = "3"\n', "", "charter-missing", "[measure.busy]"),
    ("by = { outcome = { missing", "by = { text = { missing", "charter-split"),
    ("by = { outcome = { missing", "by = { requester = { missing", "charter-split"),
    ("by = { outcome = { missing", "by = { channel = { missing", "charter-no-words"),
    ('missing = "running"', 'missing = "runing"', "charter-word"),
    (
        'where = { "custom.floor" = { over = "2.5" }',
        'where = { "custom.floor" = { over = "2.5", at_most = "2.5" }',
        "charter-crossed",
    ),
    ("on = { at_least = 2014-01-01 }", "on = { at_least = 2014-01-01, under = 2013-01-01 }", "charter-crossed"),
    # -- outlines --
    ('period = "year"', 'period = "week"', "charter-choice"),
    ('headline = ["opinions"]', 'headline = ["opinion"]', "charter-measure"),
    ('note = [{ en = "A note.", zh = "说明。" }]', 'note = [{ en = "A note." }]', "charter-label"),
    ('say = { en = "{opinions} opinions', 'say = { en = "{opinions opinions', "charter-braces"),
    ('say = { en = "{opinions} opinions', 'say = { en = "{opinion} opinions', "charter-measure"),
    ('say = { en = "{opinions} opinions', 'say = { en = "{share} {opinions} opinions', "charter-say-differs"),
    ("{opinions.solved}", "{opinions.solvd}", "charter-cell"),
    ("{opinions.solved}", "{opinions.solved.x}", "charter-part"),
    ("{rated_good.percent0}", "{opinions.percent0}", "charter-part"),
    ("{rated_good.left_out.unrated}", "{rated_good.left_out.running}", "charter-part"),
    ('bars = "opinions"', 'bars = "opinions"\ntable = ["opinions"]', "charter-block", "[[report.year.section.block]]\nbars"),
    ('bars = "opinions"', 'bars = "opinions"\nby = "category"', "charter-way", 'by = "category"'),
    ('table = ["opinions"]', 'table = ["opinions", "days"]', "charter-one-measure"),
    ('across = "outcome"', 'across = "unit"', "charter-same-ways"),
    ('across = "outcome"', 'across = "rating"', "charter-way"),
    ('units = ["branch"]', 'units = ["branches"]', "charter-word"),
    ('down = "unit"', 'down = "month"', "charter-surplus", 'units = ["branch"]'),
    ('bars = "opinions"', 'list = "opinions"\ncolumns = ["text"]\nmost = 0', "charter-too-few", "most = 0"),
    ('bars = "opinions"', 'list = "share"\ncolumns = ["text"]', "charter-no-list", 'list = "share"'),
    ('period = "year"', 'period = "year"\ntitle = { en = "{unit}", zh = "{unit}" }', "charter-title", "title = {"),
    # -- rules --
    ('noun = "contribution"', 'noun = "ballot"', "charter-ballot-ledger", "[ledger.gifts]"),
    ("valid_until = 2020-01-01", "valid_until = 2014-01-01", "charter-rule-days"),
    ("valid_until = 2020-01-01", "valid_until = 2020-01-02", "charter-rules-overlap", "[decision.meeting_now]"),
    ('where = { registration = "home" } }', 'where = { registration = "hme" } }', "charter-word"),
    ('where = { registration = "home" } }', 'where = { start = { within = "period" } } }', "charter-no-period", "voters = "),
    (
        'where = { registration = "home" } }',
        'where = { registration = "home", all = [{ registration = "service" }] } }',
        "charter-contradiction",
        "voters = ",
    ),
    ('voters = { noun = "membership"', 'present = []\nvoters = { noun = "membership"', "charter-missing", "present = []"),
    ('voters = { noun = "membership"', 'voters = { noun = "case"', "charter-choice"),
    ('voters = { noun = "membership"', 'voters = { noun = "club"', "charter-noun"),
    ('voters = { noun = "membership"', 'voters = { one_per = "flat", noun = "membership"', "charter-right-per"),
    ('quorum = { at_least = "1/2", number = 3 }', "quorum = { at_least = 0.5 }", "charter-not-share"),
    ('quorum = { at_least = "1/2", number = 3 }', 'quorum = { at_least = "50 %" }', "charter-not-share"),
    ('quorum = { at_least = "1/2", number = 3 }', 'quorum = { at_least = "3/2" }', "charter-share"),
    ('quorum = { at_least = "1/2", number = 3 }', 'quorum = { at_least = "1/2", over = "1/2" }', "charter-two-limits"),
    ('quorum = { at_least = "1/2", number = 3 }', "quorum = { number = -3 }", "charter-not-whole"),
    ('threshold = { base = "present", over = "0.5" }', 'threshold = { base = "present", over = "1" }', "charter-share"),
    ('threshold = { base = "present", over = "0.5" }', 'threshold = { base = "present", at_least = "0" }', "charter-share"),
    ('threshold = { base = "present", over = "0.5" }', 'threshold = { base = "all", over = "0.5" }', "charter-choice"),
    ('threshold = { base = "present", over = "0.5" }', 'threshold = { base = "present" }', "charter-no-limit"),
    (
        'threshold = { base = "present", over = "0.5" }',
        'threshold = { base = "should_attend", over = "0.5" }',
        "charter-group-base",
    ),
    ('groups = ["tenants", "owners"]', 'groups = ["tenants"]', "charter-one-group"),
    ('groups = ["tenants", "owners"]', 'groups = ["tenants", "owner"]', "charter-word"),
    ('no = { en = "no", zh = "反对" }\n', "", "charter-word", "[decision.meeting]"),
    ('agreement = "0.5"', 'agreement = "1.5"', "charter-share"),
    ('shortfall = ["separate_election", "fewer_seats"]', 'shortfall = ["separate_election"]', "charter-surplus", "agreement ="),
    ('surplus = "0.2"', 'surplus = "-0.2"', "charter-share"),
    ("ranks = [3, 2, 1]", "ranks = [1, 2, 3]", "charter-ranks"),
    ("ranks = [3, 2, 1]\n", "", "charter-missing", "[project_vote.yearly]"),
    ('papers = "ordinal"', 'papers = "approval"', "charter-surplus", "ranks ="),
    ('support_share = "0.05"', 'support_share = "5"', "charter-share"),
    ('support_share = "0.05"', "support = 0", "charter-not-whole"),
    ('support_share = "0.05"', 'completion = "skip"', "charter-surplus"),
    ('support_share = "0.05"', "most_marks = 0", "charter-not-whole"),
    ('support_share = "0.05"', 'adopted = ["nowhere"]\nsupport_share = "0.05"', "charter-vote-state"),
    ('tie = ["lower_cost", "more_votes"]', 'tie = ["lower_cost", "higher_cost"]', "charter-tie-contradicts"),
    # -- ledgers --
    ('nouns = ["case", "reply"]', 'nouns = ["case", "replies"]', "charter-noun"),
    ('nouns = ["case", "reply"]', 'nouns = ["case", "reply", "case"]', "charter-noun-twice"),
    ('nouns = ["case", "reply"]', 'noun = "case"\nnouns = ["case", "reply"]', "charter-nouns", "[ledger.opinions]"),
    ('key = ["no"]\nprefix = "o-"', 'key = ["number"]\nprefix = "o-"', "charter-column"),
    ('key = ["no"]\nprefix = "o-"', 'prefix = "o-"', "charter-missing", "[ledger.opinions]"),
    ('set = { category = "opinion"', 'set = { category = "opinon"', "charter-word"),
    ('set = { category = "opinion"', 'set = { categry = "opinion"', "charter-to-near"),
    ('"reply.case" = "@case"', '"reply.case" = "@unit"', "charter-set-noun"),
    ('"reply.case" = "@case"', '"reply.case" = "@reply"', "charter-set-noun"),
    ('"reply.case" = "@case"', '"reply.contact" = "x"', "charter-unfilled", "[ledger.opinions]"),
    ('prefix = "o-"', 'prefix = "o-"\nnumbered_within = "months"', "charter-column", 'numbered_within = "months"'),
    ('prefix = "o-"', 'prefix = "o-"\nshares = ["opinion"]', "charter-no-ledger", 'shares = ["opinion"]'),
    ('to = "external.hotline" }', 'to = "external.hotline", refers_to = ["gifts"] }', "charter-surplus"),
    (
        "[ledger.gifts]\n",
        '[ledger.letters]\nen = "Letters"\nzh = "来信"\nnoun = "case"\nkey = ["no"]\nprefix = "o-"\nset = { category = "opinion" }\n[ledger.letters.column]\nno = { heading = ["No."], to = "" }\nunit = { heading = ["unit"] }\n[ledger.gifts]\n',
        "charter-ledger-room",
        'prefix = "o-"\nset = { category = "opinion" }',
    ),
    ('names = ["views"]', 'names = ["gifts"]', "charter-ledger-name", "[ledger.gifts]"),
    ('column = "remark"', 'column = "remarks"', "charter-column"),
    ('column = "remark", values = ["void"]', 'column = "remark"', "charter-missing"),
    ('heading = ["No.", "序号"]', 'heading = "No."', "charter-not-list"),
    ('heading = ["remark", "备注"]', 'heading = ["remark", "UNIT "]', "charter-heading"),
    ('to = "step.received", formats', 'to = "step.recieved", formats', "charter-to-near"),
    ('formats = ["%d/%m/%Y"]', 'formats = ["dd/mm/yyyy"]', "charter-date-format"),
    ('formats = ["%d/%m/%Y"]', 'formats = ["%m月%d日"]', "charter-date-format-year"),
    ('to = "reply.on"', 'to = "reply.one"', "charter-to-near"),
    ('to = "reply.on"', 'to = "id"', "charter-to"),
    ('to = "step.replied" }', 'to = "" }', "charter-step-undated", "[ledger.opinions]"),
    ('values = { fixed = "solved" }', 'values = { fixed = "mended" }', "charter-word"),
    ('unit = { heading = ["unit", "单位"], required = true }\n', "", "charter-unfilled", "[ledger.opinions]"),
    (
        'heading = ["remark", "备注"], to = ""',
        'heading = ["remark", "备注"], to = "unit"',
        "charter-filled-twice",
        "[ledger.opinions]",
    ),
    ('of = "unit"', 'of = "household"', "charter-choice"),
    ('unit = "CNY"', 'unit = "yen"', "charter-word"),
    ('on = { heading = ["on"] }', 'on = { heading = ["on"], unit = "CNY" }', "charter-surplus"),
    ('on = { heading = ["on"] }', 'on = { heading = ["on"], inclusive = true }', "charter-surplus"),
    ('default = "chair"', 'default = "char"', "charter-word"),
    ('to = "custom.floor" }', 'to = "custom.floor", default = "ground" }', "charter-cell-text"),
]


def planted_elsewhere() -> set[str]:
    """The codes that tests of rules and workflows expect of a fault planted in one."""
    here = Path(__file__)
    files = [file for file in here.parents[1].glob("*/test_*.py") if file != here]
    return {code for file in files for code in re.findall(r'"(charter-[a-z-]+)"', file.read_text(encoding="utf-8"))}


ELSEWHERE = {
    "charter-few-texts",  # tests/house/test_third_language.py
    "charter-clash",  # tests/charter/test_load.py
    "charter-twice",
    "charter-language",
    "charter-no-day",
    "charter-not-time",
    "charter-not-comparable",
    "charter-contains-text",  # tests/rules/test_checklists.py
    "charter-checklist-period",
    "charter-vote-state",
    *(code for *_, code in MEMBER_FAULTS),
    *planted_elsewhere(),
}
"""Codes whose tests stand below, and those of rules that have files of their own."""


@cache
def told_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with the charter of the club, written so; asked once for both languages and the lines."""
    return problems_of({"club.toml": text})


def test_the_sound_charter_has_no_problem() -> None:
    assert problems_of({"club.toml": CLUB}) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault[2]}-{fault[1][:24]}" for fault in FAULTS])
def test_a_fault_is_found_on_its_line(fault: tuple[str, ...]) -> None:
    old, new, code, *place = fault
    assert old in CLUB
    text = CLUB.replace(old, new, 1)
    problems = told_of(text)
    assert code in [problem.code for problem in problems], [str(problem) for problem in problems]
    found = next(problem for problem in problems if problem.code == code)
    assert found.source is not None
    assert found.source.file == "club.toml"
    expected = line_of(text, place[0] if place else new)
    if new == "":
        assert found.source.row in (expected, 0)
    elif code != "charter-toml":
        assert found.source.row == expected


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault[2]}-{fault[1][:24]}" for fault in FAULTS])
def test_a_fault_is_told_in_both_languages_with_a_cure(fault: tuple[str, ...]) -> None:
    for problem in told_of(CLUB.replace(fault[0], fault[1], 1)):
        english, chinese = problem.text("en"), problem.text("zh")
        assert problem.cure.strip()
        assert "{" not in problem.cure.replace("{ ", "").replace("{opinions", "") or problem.code in (
            "charter-toml",
            "charter-say-differs",
            "charter-title",
        )
        assert english != chinese
        assert "第" in chinese or problem.source is None or not problem.source.row


def test_one_fault_is_told_once() -> None:
    # An unknown key in a measure must not make the measure unknown to others that rest on it.
    text = CLUB.replace('dated = "received"', 'daetd = "received"', 1)
    assert [problem.code for problem in problems_of({"club.toml": text})] == ["charter-key-near"]


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = CLUB
    for old, new, _, *_ in (
        FAULTS[0],
        ('missing = "running"', 'missing = "runing"', ""),
        ('default = "chair"', 'default = "char"', ""),
    ):
        text = text.replace(old, new, 1)
    problems = problems_of({"club.toml": text})
    assert [problem.code for problem in problems] == ["charter-key-near", "charter-word", "charter-cell", "charter-word"]
    rows = [problem.source.row for problem in problems if problem.source]
    assert rows == sorted(rows)


def test_the_nearest_key_is_proposed_in_words() -> None:
    text = CLUB.replace("left_out = {", "leftout = {", 1)
    (first, *_) = problems_of({"measures.toml": text})
    assert str(first).startswith(
        f"measures.toml, line {line_of(text, 'leftout')}: unknown key 'leftout'; did you mean 'left_out'?"
    )


def test_a_table_given_in_two_files_is_refused_with_both_places() -> None:
    more = '[words.post]\nchair = { en = "chairman", zh = "主席" }\n'
    (problem,) = problems_of({"a.toml": CLUB, "b.toml": more})
    assert problem.code == "charter-twice"
    assert str(problem).startswith("b.toml, line 2: words.post.chair is given twice, also in a.toml, line ")


def test_tables_of_all_files_together_are_the_charter() -> None:
    head, words, rest = CLUB.partition("[words.unit]")
    assert load({"charter.toml": head, "rest.toml": words + rest}, kinds=KINDS) == load({"club.toml": CLUB}, kinds=KINDS)


def test_a_table_given_twice_in_one_file_is_broken_toml() -> None:
    (problem,) = problems_of({"club.toml": CLUB + "[words.post]\n"})
    assert problem.code == "charter-toml"
    assert problem.source is not None
    assert problem.source.row == CLUB.count("\n") + 1


def test_what_has_no_order_and_no_equal_can_only_be_missing() -> None:
    sound = CLUB.replace(
        'where = { kind = "branch" }',
        'where = { kind = "branch" }\n[measure.gifts]\nen = "gifts"\nzh = "捐助"\ncount = "contribution"\nwhere = { amount = "-" }',
    )
    assert problems_of({"club.toml": sound}) == ()
    broken = sound.replace('amount = "-"', 'amount = "5"')
    assert [problem.code for problem in problems_of({"club.toml": broken})] == ["charter-not-comparable"]


def test_every_wording_for_charters_has_a_fault_here_and_every_code_a_wording() -> None:
    told = {code for code in wordings() if code.startswith("charter-")}
    assert {fault[2] for fault in FAULTS} | ELSEWHERE == told
    folder = Path(grassroots.__file__).parent
    files = [*folder.glob("charter/**/*.py"), *folder.glob("rules/*/*.py")]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    assert {code for code in told if f'"{code}"' not in sources} == set()


def test_numbers_cannot_begin_anew_each_year_in_a_ledger_that_tells_no_day() -> None:
    text = CLUB.replace("[ledger.posts.column]", 'numbered_within = "year"\n[ledger.posts.column]', 1)
    text = text.replace('end = { heading = ["last day"], inclusive = true }\n', "", 1)
    (problem,) = problems_of({"club.toml": text})
    assert problem.code == "charter-no-day"
    assert problem.source is not None
    assert problem.source.row == line_of(text, "numbered_within")


def test_a_column_may_name_the_only_noun_that_it_leads_to() -> None:
    text = '[ledger.households.columns]\nunit = { heading = ["part of", "所在单位"], of = "unit" }\n'
    columns = overlay(neutral(), {"x.toml": text}).ledgers["households"].columns
    assert [one.of for one in columns if one.name == "unit"] == ["unit"]
