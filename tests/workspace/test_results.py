"""Results of votes at work: what a vote gives is entered once people say so; a vote without quorum, and an election that gave nobody, are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.offices import put
from support.plots.decisions import (
    BENCH,
    CHOICE,
    CY,
    DI,
    ELECTED,
    LAMPS,
    LIST,
    MEETING,
    MOTION,
    NO,
    SEAT,
    STOOD,
    TERM,
    VOTE,
    YES,
)
from support.plots.records import POSTS, UNITS, person

import grassroots as gr
from grassroots.model import Candidacy, Motion, Record, Tenure
from grassroots.values import PersonId

RULES = """
id = "own"
extends = ["association"]
label = { en = "Own", zh = "自订" }
[decision.simple]
en = "Simple majority"
zh = "简单多数"
source = "article 4"
threshold = { base = "cast", over = "1/2" }
quorum = { at_least = "1/2" }
[election.board]
en = "Election"
zh = "选举"
source = "article 9"
elected = { base = "cast", over = "1/2" }
quorum = { at_least = "1/2" }
[project_vote.yearly]
en = "Yearly projects"
zh = "年度项目"
source = "by-law 7"
"""
DAY = "2024-06-30"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[gr.Office]:
    """An association with a meeting."""
    put(tmp_path, {"charter.toml": RULES})
    with gr.open("memory:", charter=tmp_path) as found:
        found.add(*UNITS, *POSTS, person("cy"), person("di"), MEETING, reason="the start")
        yield found


def added(office: gr.Office, *records: Record) -> None:
    office.add(*records, reason="the meeting of 10 March")


def results(office: gr.Office) -> list[gr.rules.Proposed]:
    return [one for one in office.proposals(DAY) if one.what == "result"]


def codes(office: gr.Office) -> list[str]:
    return [one.code for kind in office.findings(DAY) for one in kind.problems]


@pytest.mark.parametrize(("yes", "outcome"), [(7, "adopted"), (3, "declined")])
def test_the_outcome_that_a_vote_gives_is_entered_on_the_day_of_the_vote(office: gr.Office, yes: int, outcome: str) -> None:
    added(office, evolve(MOTION, steps=MOTION.steps[:1]), VOTE, evolve(YES, votes=yes), evolve(NO, votes=10 - yes))
    (one,) = results(office)
    assert [to_do.reason.code for to_do in office.todo(DAY) if to_do.kind == "decision"] == ["vote-to-enter"]
    office.act(one, reason="minutes of 10 March")
    found = office.get("motion", "m")
    assert isinstance(found, Motion)
    assert (found.steps[-1].state, found.steps[-1].outcome, found.steps[-1].on) == ("decided", outcome, date(2024, 3, 10))
    assert (results(office), codes(office)) == ([], [])
    (derived,) = office.records("vote_outcome", DAY)
    assert (derived.typed, derived.quorum) == (outcome, True)  # type: ignore[union-attr]


def test_those_elected_are_declared_and_enter_their_posts_and_who_held_them_leaves(office: gr.Office) -> None:
    before = Tenure(id="before", post=SEAT.id, person=PersonId("bo"), start=date(2020, 1, 1))
    added(office, SEAT, before, ELECTED, *STOOD, evolve(CY, adopted=False), DI)
    assert {one.person: (one.elected, one.declared, one.votes) for one in office.records("candidate_result", DAY)} == {  # type: ignore[union-attr]
        "cy": (True, False, 7),
        "di": (False, False, 3),
    }
    (one,) = results(office)
    office.act(one, reason="minutes of 10 March")
    terms = {term.person: term for term in office.records(Tenure, DAY) if term.post == SEAT.id}
    assert (terms[PersonId("cy")].start, terms[PersonId("bo")].end) == (date(2024, 6, 30), date(2024, 6, 30))
    assert office.get("count", "c-cy").adopted  # type: ignore[union-attr]
    assert (results(office), codes(office)) == ([], [])


def test_who_is_elected_again_goes_on(office: gr.Office) -> None:
    added(office, SEAT, evolve(TERM, start=date(2020, 1, 1)), ELECTED, *STOOD, CY, DI)
    assert (results(office), codes(office)) == ([], [])


def test_projects_that_were_taken_are_entered(office: gr.Office) -> None:
    listed = [evolve(one, steps=one.steps[:1]) for one in LIST]
    added(office, *listed, CHOICE, evolve(LAMPS, adopted=False), BENCH)
    for one in results(office):
        office.act(one, reason="minutes of 10 March")
    assert office.get("project", "lamps").steps[-1].state == "adopted"  # type: ignore[union-attr]
    assert office.get("project", "bench").steps[-1].state == "proposed"  # type: ignore[union-attr]
    assert (results(office), codes(office)) == ([], [])


def test_a_vote_without_quorum_is_told_until_it_was_held_again(office: gr.Office) -> None:
    few = evolve(VOTE, present=5, ballots=5)
    added(office, evolve(MOTION, steps=MOTION.steps[:1]), few, evolve(YES, votes=4), evolve(NO, votes=1))
    assert codes(office) == ["vote-no-quorum"]
    again = [
        evolve(VOTE, id="w", on=date(2024, 3, 20), activity=None),
        evolve(YES, id="w-yes", vote="w"),
        evolve(NO, id="w-no", vote="w"),
    ]
    added(office, *again)
    assert codes(office) == []
    assert [one.record for one in results(office)] == [("motion", "m")]


def test_an_election_that_gave_nobody_is_to_be_held_again(office: gr.Office) -> None:
    added(office, SEAT, ELECTED, *STOOD, evolve(CY, votes=5, adopted=False), evolve(DI, votes=5))
    assert [one.reason.code for one in office.todo(DAY) if one.kind == "election"] == ["vote-again"]
    again = evolve(ELECTED, id="w", on=date(2024, 4, 10), activity=None)
    counts = [evolve(CY, id="w-cy", vote="w", votes=8), evolve(DI, id="w-di", vote="w", votes=2)]
    added(
        office,
        again,
        *counts,
        *(Candidacy(id=f"w-{one.person}", vote=again.id, person=one.person, post=SEAT.id) for one in STOOD),
    )
    assert "vote-again" not in [one.reason.code for one in office.todo(DAY)]
