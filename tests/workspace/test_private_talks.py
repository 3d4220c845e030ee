"""S0-10: of a talk it is kept that it took place, never what was said. Each test tries another way to get words of a talk into the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.behind import store_of

import grassroots as gr
from grassroots.model import Activity, Attachment, Attendance, ExternalId, Finding, Note, Person, Unit
from grassroots.values import ActivityId, PersonId, Ref, UnitId

CONFESSION = "I took money from the fund"
DAY = date(2014, 6, 16)
HEAD = "No.,unit,kind,held on,title,place"


@pytest.fixture
def branch() -> Iterator[gr.Office]:
    with gr.open("memory:", charter="association") as workspace:
        workspace.add(
            Unit(id=UnitId("b"), kind="association", name="Branch"),
            Person(id=PersonId("p")),
            talk(),
            reason="the start",
        )
        yield workspace


def talk(**more: object) -> Activity:
    return Activity(id=ActivityId("t"), unit=UnitId("b"), kind="talk", on=DAY, **more)  # type: ignore[arg-type]


def everything(workspace: gr.Office) -> str:
    """All that the store holds, as text: records, rows that wait, the log."""
    store = store_of(workspace)
    snapshot = workspace.snapshot("2014-12-31")
    return repr((list(snapshot), list(store.bad_rows()), list(store.since(0, 1000))))


def test_s0_10_a_talk_is_kept_with_its_day_and_who_was_there(branch: gr.Office) -> None:
    branch.add(Attendance(id="a", activity=ActivityId("t"), person=PersonId("p"), presence="present"), reason="there")
    assert branch.check("2014-12-31") == ()


@pytest.mark.parametrize(
    "words",
    [
        {"title": CONFESSION},
        {"place": CONFESSION},
        {"attachments": (Attachment(digest="sha256:9f86d0", name=CONFESSION),)},
        {"external_ids": (ExternalId(scheme="said", value=CONFESSION),)},
    ],
    ids=["title", "place", "attachment", "outside id"],
)
def test_s0_10_no_field_of_a_talk_takes_words(branch: gr.Office, words: dict[str, object]) -> None:
    with pytest.raises(gr.errors.HasProblems) as told:
        branch.correct("activity", "t", reason="more", **words)
    assert [one.code for one in told.value.problems] == ["private-words"]
    assert CONFESSION not in str(told.value) + told.value.problems[0].text("zh")
    assert CONFESSION not in everything(branch)


@pytest.mark.parametrize(
    "record",
    [
        Note(id="n", unit=UnitId("b"), about=Ref("activity", "t"), on=DAY, text=CONFESSION),
        Finding(id="f", unit=UnitId("b"), kind="remark", subject=Ref("activity", "t"), text=CONFESSION),
    ],
    ids=["note", "finding"],
)
def test_s0_10_no_record_beside_a_talk_takes_words(branch: gr.Office, record: gr.model.Record) -> None:
    with pytest.raises(gr.errors.HasProblems) as told:
        branch.add(record, reason="said")
    assert "private-words" in [one.code for one in told.value.problems]
    assert CONFESSION not in everything(branch)


def test_s0_10_no_attachment_of_who_was_there_takes_words(branch: gr.Office) -> None:
    minutes = (Attachment(digest="sha256:9f86d0", name=CONFESSION),)
    there = Attendance(id="a", activity=ActivityId("t"), person=PersonId("p"), presence="present", attachments=minutes)
    with pytest.raises(gr.errors.HasProblems):
        branch.add(there, reason="there")
    with pytest.raises(gr.errors.HasProblems):
        branch.add(evolve(there, attachments=(), external_ids=(ExternalId(scheme="said", value=CONFESSION),)), reason="there")


def test_s0_10_another_activity_with_a_title_does_not_become_a_talk(branch: gr.Office) -> None:
    meeting = Activity(id=ActivityId("m"), unit=UnitId("b"), kind="meeting", on=DAY, title=CONFESSION)
    branch.add(meeting, reason="a meeting has a title")
    with pytest.raises(gr.errors.HasProblems):
        branch.correct("activity", "m", reason="it was a talk", kind="talk")


@pytest.mark.parametrize(
    "cells", ["talk,2014-06-17", "谈心谈话,2014-06-17", "talk,17 Juna 2014"], ids=["word", "label", "bad day"]
)
def test_s0_10_a_ledger_brings_no_words_of_a_talk_in_even_where_bad_rows_are_kept(
    branch: gr.Office, tmp_path: Path, cells: str
) -> None:
    file = tmp_path / "activities.csv"
    file.write_text(f"{HEAD}\n1,b,{cells},{CONFESSION},\n2,b,talk,2014-06-18,,\n", encoding="utf-8")
    assert not branch.take_in(file).stored
    reading = branch.take_in(file, keep_bad=True, reason="what is good")
    assert reading.stored
    assert [one.source.row for one in store_of(branch).bad_rows()] == [2]
    assert CONFESSION not in everything(branch)
    assert CONFESSION not in "".join(one.text("en") + one.text("zh") for one in branch.check("2014-12-31"))


def test_s0_10_only_kinds_of_activity_can_be_private() -> None:
    from support.clubs import CLUB, problems_of

    text = CLUB.replace('chair = { en = "chair", zh = "主席" }', 'chair = { en = "chair", zh = "主席", private = true }')
    assert [one.code for one in problems_of({"club.toml": text})] == ["charter-key"]
