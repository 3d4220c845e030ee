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
