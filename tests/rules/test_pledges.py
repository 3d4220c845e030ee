"""Pledges, milestones and comments, from the ledger to the figure, the to-do list and the check, in both languages."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.model import Comment

LEDGERS = {
    "units": "code,name,kind\nv,The Village,association\n",
    "partners": "code,name,kind,unit\nbaker,Bakery,enterprise,v\n",
    "projects": "code,unit,kind,name,proposed on,adopted on\nr-1,v,practical,Well,2024-01-02,2024-01-20\n",
    "pledges": "No.,project,promised by,amount,currency or measure,promised on,to be given by\n1,r-1,baker,500,CNY,2024-02-01,2024-05-01\n2,r-1,baker,100,CNY,2024-02-01,2024-12-01\n",
    "contributions": "No.,project,given by,given on,keeps the pledge,amount,currency or measure\n1,r-1,baker,2024-03-01,1,200,CNY\n2,r-1,baker,2024-04-01,1,100,CNY\n",
    "milestones": "No.,project,milestone,parts of the project,planned on,to be reached by,reached on\n1,r-1,Dug,3,2024-02-01,2024-04-01,2024-03-20\n2,r-1,Walled,1,2024-02-01,2024-06-01,\n",
    "comments": "No.,unit,comment on,stance,what was said,received on,shown on,held back on,ground\n1,v,r-1,for it,At last,2024-03-01,2024-03-02,,\n2,v,r-1,,Who pays?,2024-03-03,,,\n3,v,r-1,,Bad man,2024-03-04,,2024-03-05,\n",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> gr.Office:
    folder: Path = tmp_path_factory.mktemp("ledgers")
    for name, text in LEDGERS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    office = gr.open("memory:", charter="association")
    reading = office.take_in(folder)
    assert not reading.problems, [one.text("en") for one in reading.problems]
    return office


def test_what_came_of_a_pledge_follows_from_the_contributions(office: gr.Office) -> None:
    first, second = office.records("pledge_state", "2024-06-30")
    assert (first.came_in, first.to_come, first.late) == (Decimal(300), Decimal(200), True)  # type: ignore[union-attr]
    assert (second.came_in, second.to_come, second.late) == (Decimal(0), Decimal(100), False)  # type: ignore[union-attr]
    assert office.figure("pledges_late", "2024-06-30").value == 1
    assert office.figure("pledges_came", "2024-06-30").value == 300
    assert office.figure("pledges_late", "2024-04-30").value == 0


def test_how_far_a_project_is_follows_from_its_milestones(office: gr.Office) -> None:
    (one,) = office.records("project_progress", "2024-06-30")
    assert (one.milestones, one.milestones_reached, one.milestones_late, one.done_percent) == (2, 1, 1, Decimal("75.0"))  # type: ignore[union-attr]
    assert office.figure("projects_behind", "2024-06-30").value == 1
    assert office.figure("projects_far", "2024-06-30").numerator == 1
    rate = office.figure("milestones_reached", "2024-06-30")
    assert (rate.numerator, rate.denominator) == (1, 2)


def test_what_is_late_or_waits_is_told_in_both_languages(office: gr.Office) -> None:
    codes = {one.code for one in office.check("2024-06-30")}
    assert codes >= {"pledge-behind", "milestone-behind", "comment-no-ground"}
    for day in ("2024-04-20", "2024-06-30"):
        found = [one.reason for one in office.todo(day, until="2024-12-31")]
        told = {one.code for one in found}
        assert "comment-waits" in told
        assert told & {"pledge-due", "pledge-behind"}
        assert told & {"milestone-due", "milestone-behind"}
        assert all(one.text("zh") and one.text("en") for one in found)


def test_a_comment_names_nobody_and_its_text_is_closed_to_the_public(office: gr.Office) -> None:
    assert not [name for name in Comment.__annotations__ if name in ("person", "by", "author", "requester")]
    public = office.seen_by(office.view.actor, purpose="publication")
    assert {one.text for one in public.records(Comment, "2024-06-30")} == {None}
    office_wide = office.figure("comments", "2024-06-30")
    assert office_wide.value == 3
    answered = office.figure("comments_answered", "2024-06-30")
    assert (answered.numerator, answered.denominator) == (0, 1)
