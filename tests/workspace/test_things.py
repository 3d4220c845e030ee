"""S2-06: who reports things and places is no informant. Each test tries another way to report a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
from grassroots.model import Case, Contact, Note, Person, Step, Unit
from grassroots.values import CaseId, PersonId, Ref, UnitId

DAY = date(2022, 3, 1)


@pytest.fixture
def street() -> Iterator[gr.Office]:
    with gr.open("memory:", charter="cn-street") as workspace:
        visit = Contact(id="v", unit=UnitId("s"), on=DAY, target=Ref("person", "p"), code="reached")
        workspace.add(Unit(id=UnitId("s"), kind="street", name="S"), Person(id=PersonId("p")), visit, reason="the start")
        yield workspace


def report(category: str = "street_report", channel: str = "courier", **more: Any) -> Case:
    steps = (Step(state="received", on=DAY),)
    return Case(id=CaseId("c"), unit=UnitId("s"), category=category, channel=channel, place="Mill Lane 7", steps=steps, **more)


@pytest.mark.parametrize("kind", [{}, {"category": "opinion"}, {"channel": "phone"}], ids=["both", "channel", "category"])
@pytest.mark.parametrize("who", [{"requester": "p"}, {"agent": "p"}, {"contact": "v"}, {"text": "men come at night"}], ids=str)
def test_s2_06_a_report_of_a_thing_names_nobody_and_tells_nothing(
    street: gr.Office, kind: dict[str, str], who: dict[str, str]
) -> None:
    with pytest.raises(gr.errors.HasProblems) as told:
        street.add(report(**kind, **who), reason="a report")
    (problem,) = told.value.problems
    assert problem.code == "things-only"
    assert "men come" not in f"{problem.text('en')}{problem.text('zh')}", "the problem does not repeat it"


def test_s2_06_no_note_is_written_about_such_a_report(street: gr.Office) -> None:
    street.add(report(topic="surface"), reason="a report")
    assert street.check("2022-03-05") == ()
    assert [one.code for one in street.check("2022-12-31")] == ["clock-overdue"], (
        "nobody has answered it, and nothing else is wrong"
    )
    note = Note(id="n", unit=UnitId("s"), about=Ref("case", "c"), on=DAY, text="men come at night")
    with pytest.raises(gr.errors.HasProblems) as told:
        street.add(note, reason="a note")
    assert [one.code for one in told.value.problems] == ["things-only"]


def test_s2_06_no_other_ledger_brings_one(street: gr.Office, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(
        "No.,unit,category,channel,what was said,received on\n1,s,opinion,courier,men come at night,2022-03-01\n"
    )
    assert "things-only" in [one.code for one in street.take_in(tmp_path / "cases.csv").problems]
