"""Cases are answered with the texts that an office wrote once: filled from the case, in its language, stored with the step, and never with a person's name in public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.errors import HasProblems, NotFound
from grassroots.model import Case, Person, Placement, Reply, Step, Unit

CHARTER = """
id = "desk"
extends = "association"
label = { en = "Desk", zh = "办事处" }
[reply.mended]
en = "Mended"
zh = "已修复"
source = "order 3 of 2 May 2024"
valid_from = 2024-05-02
where = { category = "repair" }
situation = { en = "Your {category} of {received}, No. {number}, was in the hands of {unit}.", zh = "您于{received}反映的{事项类别}（{编号}）由{unit}承办。" }
measures = { en = "It was {outcome} on {day}. {{Keep this.}}", zh = "办理结果：{办理结果}（{日期}）。" }
[reply.thanks]
en = "Thanks"
zh = "感谢"
states = ["replied"]
public = true
measures = { en = "Thank you for your {category}.", zh = "感谢您的{category}。" }
[reply.topic]
en = "By topic"
zh = "按主题"
measures = { en = "On {topic}: {text}", zh = "关于{topic}：{text}" }
"""
DAY = date(2024, 6, 3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[gr.Office]:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "charter.toml").write_text(CHARTER, encoding="utf-8")
    with gr.open("memory:", charter=folder) as opened:
        case = Case(
            id="cases-7", unit="south", category="repair", channel="phone", text="The lamp", requester="p",
            steps=(Step(state="received", on=date(2024, 5, 20)),),
        )  # fmt: skip
        secret = Case(id="cases-8", unit="south", category="repair", channel="phone", confidential=True, steps=case.steps)
        under = (Placement(since=date(2020, 1, 1), parent="all"),)
        units = Unit(id="all", kind="association", name="All"), Unit(id="south", kind="branch", name="South", parents=under)
        opened.add(*units, Person(id="p", name="Ann"), case, secret, reason="begin")
        yield opened


def test_a_text_is_filled_from_the_case_and_stored_with_the_step_that_answers_it(office: gr.Office) -> None:
    before = office.head.seq
    office.lead("cases", "7", on=DAY, reason="answered", outcome="solved", template="mended")
    (reply,) = office.replies("cases", "7")
    assert reply == Reply(
        id="cases-7", case="cases-7", on=DAY, parts=2,
        situation="Your repair of 20 May 2024, No. 7, was in the hands of South.",
        measures="It was solved on 3 June 2024. {Keep this.}",
    )  # fmt: skip
    assert office.head.seq == before + 2
    assert [one.reason for one in office.history("reply", "cases-7")] == ["answered"]
    with pytest.raises(HasProblems):  # all or none
        office.lead("cases", "7", on=DAY, reason="again", template="thanks")


def test_it_is_chosen_and_filled_as_it_is_called_in_chinese(office: gr.Office) -> None:
    office.lead("cases", "7", on=DAY, reason="答复", outcome="solved", template="已修复", language="zh")
    (reply,) = office.replies("cases", "7")
    assert reply.situation == "您于2024年5月20日反映的报修（7）由South承办。"
    assert reply.measures == "办理结果：已解决（2024年6月3日）。"


def test_a_case_that_is_closed_is_told_once_by_its_ledger_and_number(office: gr.Office) -> None:
    office.add_row("cases", {"No.": "hot-9", "unit": "south", "category": "repair", "received on": "2024-05-20"}, reason="x")
    office.lead("cases", "hot-9", on=DAY, reason="answered", template="thanks")
    with pytest.raises(HasProblems) as error:
        office.lead("cases", "hot-9", on=DAY, reason="again")
    assert error.value.problems[0].text("zh").startswith("诉求台账hot-9已于2024-06-03转为“已答复”。")


def test_the_texts_that_fit_are_shown_as_they_would_read(office: gr.Office) -> None:
    shown = {one.name: one for one in office.reply_texts("cases", "7", on=DAY)}
    assert set(shown) == {"done", "mended", "thanks", "topic"}
    assert shown["thanks"].parts == {"measures": "Thank you for your repair."}
    assert shown["mended"].parts["measures"] == "It was [outcome] on 3 June 2024. {Keep this.}"
    lacking = shown["topic"].lacking
    assert lacking is not None and "topic" in lacking.text("en") and "主题" in lacking.text("zh")
    assert "mended" not in {one.name for one in office.reply_texts("cases", "7", on=date(2024, 5, 1))}  # not yet in force
    assert {one.name for one in office.reply_texts("cases", "8", on=DAY)} == {"done", "mended", "topic"}  # confidential
    assert not office.replies("cases", "7")


def test_what_cannot_be_said_is_refused_and_nothing_is_stored(office: gr.Office) -> None:
    before = office.head
    with pytest.raises(NotFound, match="Mended"):
        office.lead("cases", "7", on=DAY, reason="x", template="mendet")
    with pytest.raises(NotFound, match="thanks"):
        office.lead("cases", "8", on=DAY, reason="x", template="thanks")
    with pytest.raises(HasProblems, match="topic"):
        office.lead("cases", "7", on=DAY, reason="x", template="topic")
    with pytest.raises(HasProblems, match="outcome"):
        office.lead("cases", "7", on=DAY, reason="x", template="mended")
    with pytest.raises(HasProblems, match="asked for"):
        office.lead("cases", "7", "replied", on=DAY, reason="x", template="mended", ask=True)
    assert office.head == before


def test_who_may_not_read_what_people_said_cannot_answer_with_it(office: gr.Office) -> None:
    office.correct("case", "cases-7", topic="noise", reason="read")
    assert "The lamp" in office.reply_texts("cases", "7", on=DAY)[-1].parts["measures"]
    clerk = office.seen_by(gr.Actor.at("ann", "south"), purpose="statistics")
    texts = {one.name: one for one in clerk.reply_texts("cases", "7", on=DAY)}
    assert texts["topic"].lacking is not None and not texts["topic"].parts


def test_what_is_not_written_in_a_language_is_said_whole_in_the_one_in_which_it_is(tmp_path: Path) -> None:
    own = '[reply.own]\nzh = "答复"\nmeasures = { zh = "您的{category}：{outcome}，{day}。" }\n'
    own += '[reply.other]\nzh = "答复"\nmeasures = { zh = "好" }\n'
    head = 'id = "desk"\nlanguages = ["zh"]\nextends = "association"\nlabel = { zh = "办事处" }\n'
    (tmp_path / "charter.toml").write_text(head + own, encoding="utf-8")
    with gr.open("memory:", charter=tmp_path) as office:
        case = Case(id="cases-7", unit="all", category="repair", steps=(Step(state="received", on=date(2024, 5, 20)),))
        office.add(Unit(id="all", kind="association", name="All"), case, reason="begin")
        with pytest.raises(NotFound) as error:  # which of the two?
            office.lead("cases", "7", on=DAY, reason="x", outcome="solved", template="答复")
        assert "own" in error.value.text("zh") and "other" in error.value.text("zh")
        office.lead("cases", "7", on=DAY, reason="x", outcome="solved", template="own", language="en")
        assert office.replies("cases", "7")[0].measures == "您的报修：已解决，2024年6月3日。"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('measures = { en = "{categori}", zh = "x" }', ("category", "{categori}")),
        ('measures = { en = "x", zh = "{事项类}" }', ("事项类别", "{事项类}")),
        ('measures = { en = "{category", zh = "x" }', ("brace", "{category", "{unit}")),
        ('measures = { en = "x", zh = "\uff5b事项类\uff5d" }', ("事项类别", "{事项类}")),
        ('measures = { en = "x" }', ("zh", "reply.a")),
        ('states = ["replid"]\nmeasures = { en = "x", zh = "x" }', ("replied", "replid")),
        ('public = true\nmeasures = { en = "{requester}", zh = "x" }', ("tells of persons", "{requester}")),
        ('public = true\nmeasures = { en = "x", zh = "{text}" }', ("tells of persons", "{text}")),
        ("public = true", ("measures", "reply.a")),
    ],
)
def test_an_unsound_text_is_told_with_its_line_and_the_nearest_word(tmp_path: Path, line: str, told: tuple[str, ...]) -> None:
    (tmp_path / "charter.toml").write_text(
        f'id = "x"\nextends = "association"\nlabel = {{ en = "x", zh = "某会" }}\n[reply.a]\nen = "A"\nzh = "甲"\n{line}\n',
        encoding="utf-8",
    )
    with pytest.raises(HasProblems) as error:
        gr.open_charter(tmp_path)
    (problem,) = error.value.problems
    assert problem.source is not None and problem.source.row is not None
    assert all(one in str(problem) for one in told), str(problem)
