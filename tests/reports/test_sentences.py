"""Figures in sentences: what a charter's check accepts, a report can fill, and the other way round."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st
from support.clubs import CLUB

import grassroots as gr
from grassroots.charter import Outline, Say, Section
from grassroots.charter.checking import check
from grassroots.charter.loading import load
from grassroots.charter.sentence import pieces, places
from grassroots.errors import GrassrootsError
from grassroots.model import Unit
from grassroots.reports import Paragraph, make_report
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId

SPLITS = 'by = { outcome = { missing = "running" }, state = { }, confidential = { }'
TEXT = (
    CLUB.replace('unrated = { en = "not rated", zh = "未评价" }', '"not-rated" = { en = "not rated", zh = "未评价" }')
    .replace('left_out = { unrated = { rating = "-" } }', 'left_out = { "not-rated" = { rating = "-" } }\nby = { unit = { } }')
    .replace("rated_good.left_out.unrated", "rated_good.left_out.not-rated")
    .replace('by = { outcome = { missing = "running" }', SPLITS)
)
CHARTER = load({"club.toml": TEXT}, kinds=KINDS)

PARTS = "percent percent0 percent9 percents numerator denominator low high median least most ninetieth left_out.not-rated left_out.missing left_out.x x"
CELLS = "solved explained running received replied called yes no maybe none club-1 solvd"
NAMES = st.builds(
    ".".join,
    st.tuples(st.sampled_from([*CHARTER.measures, "opinion"]))
    | st.tuples(st.sampled_from([*CHARTER.measures]), st.sampled_from((PARTS + " " + CELLS).split()))
    | st.tuples(st.sampled_from([*CHARTER.measures]), st.sampled_from(CELLS.split()), st.sampled_from(PARTS.split())),
)
PIECES = NAMES.map("{{{}}}".format) | st.sampled_from(["and", " ", "{{", "}}", "{", "}", "{}", "{a!r}", "{opinions:>3}"])


@given(st.lists(PIECES, max_size=3).map("".join))
def test_what_a_check_accepts_a_report_fills_and_what_it_refuses_none_does_in_silence(text: str) -> None:
    say = Say(text={"en": text, "zh": text})
    labels = {"en": "x", "zh": "x"}
    outline = Outline(name="said", labels=labels, sections=(Section(labels=labels, blocks=(say,)),))
    charter = evolve(CHARTER, outlines={"said": outline})
    codes = {problem.code for problem in check(charter)} - {"charter-label"}
    snapshot = Snapshot.of([], charter, as_of=date(2014, 12, 31))
    try:
        report = make_report("said", snapshot)
        (filled,) = report.sections[0].blocks
        block = filled.render(report, "en")
    except GrassrootsError:
        event("refused")
        assert codes
    else:
        event("filled")
        assert isinstance(block, Paragraph)
        if not codes:
            assert len([run for run in block.runs if run.figure]) == len(pieces(text)[1::2])
        # A part that figures of this form never have is a dash; a brace alone stays text.
        assert codes <= {"charter-part", "charter-braces"}


@given(st.text(alphabet="{}a.", max_size=8))
def test_a_sentence_is_taken_apart_as_its_braces_say(text: str) -> None:
    found = pieces(text)
    assert len(found) % 2 == 1
    if places(text) is not None:
        again = "".join(
            f"{{{piece}}}" if number % 2 else piece.replace("{", "{{").replace("}", "}}") for number, piece in enumerate(found)
        )
        assert again == text
        assert "{}" not in found[1::2]


def test_two_numbers_never_run_into_one_another(tmp_path: Path) -> None:
    """A unit that is called by a number, a year right behind it; a figure right behind a figure, or behind a digit of the sentence."""
    charter = tmp_path / "c"
    charter.mkdir()
    text = """
id = "c"
extends = "association"
languages = ["zh"]
label = { zh = "社团" }
[report.plain]
zh = "小结"
title = { zh = "{office}{period}小结" }
[[report.plain.section]]
zh = "情况"
block = [{ say = { zh = "共{units}{units}个，第1{units}号" } }]
"""
    (charter / "charter.toml").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter) as office:
        office.add(Unit(id=UnitId("u"), kind="association", name="示例社区01"), reason="x")
        report = office.report("plain", "2014-12-31", scope="u").render("zh")
    assert report.title == "示例社区01 2014年小结"
    said = report.sections[0].blocks[0]
    assert isinstance(said, Paragraph)
    assert said.text == "共1 1个，第1 1号"


def test_of_what_a_sentence_lists_only_that_is_said_which_is_on_record(tmp_path: Path) -> None:
    charter = tmp_path / "d"
    charter.mkdir()
    text = """
id = "d"
extends = "association"
languages = ["zh", "en"]
label = { zh = "社团", en = "club" }
[report.plain]
zh = "小结"
en = "Brief"
[[report.plain.section]]
zh = "情况"
en = "Work"
block = [
    { say = { zh = "受理诉求{cases_received}件，共{units}个单位、{members}名成员。", en = "{cases_received} cases came in, {units} units, {members} members." } },
    { bars = "units", by = "kind", zh = "各类单位", en = "Units by kind" },
    { say = { zh = "有单位。", en = "Units." }, when = "members, units" },
    { say = { zh = "全无。", en = "None." }, unless = "members, units" },
]
"""
    (charter / "charter.toml").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter) as office:
        office.add(Unit(id=UnitId("u"), kind="association", name="示例社区"), reason="x")
        report = office.report("plain", "2014-12-31", scope="u")
    said = {language: [block.text for block in report.render(language).sections[0].blocks] for language in ("zh", "en")}
    assert said["zh"] == ["共1个单位。", "各类单位：协会1。", "有单位。"]
    assert said["en"] == ["1 units.", "Units by kind: association 1.", "Units."]
