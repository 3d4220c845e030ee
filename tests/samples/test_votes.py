"""Meetings, votes and elections of a made-up estate: from the ledgers that its office keeps to what was decided and to the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from support.taken import taken_in

import grassroots as gr
from grassroots.reading import At
from grassroots.rules.decisions.decisions import decide, decide_each, undeclared
from grassroots.rules.decisions.elections import elect
from grassroots.rules.decisions.votes import Result, motion_of
from grassroots.snapshot import Snapshot

AS_OF = date(2024, 12, 31)
YEAR = gr.Period.year(2024)

CHARTER = """
id = "estate"
extends = "association"
languages = ["en", "zh"]
label = { en = "Estate", zh = "小区" }

[decision.council]
en = "Residents' council"
zh = "居民议事会"
source = "council rules, 4"
quorum = { at_least = "2/3" }
threshold = { base = "present", over = "1/2" }
present = ["present", "remote"]

[decision.yearly]
en = "Vote on the projects of the year"
zh = "年度项目票决"
source = "council rules, 9"
quorum = { at_least = "1/2" }
threshold = { base = "should_attend", over = "1/2" }

[election.committee]
en = "Election of a community's committee"
zh = "社区委员会换届选举"
source = "election rules, 2"
quorum = { at_least = "1/2" }
elected = { base = "present", over = "1/2" }
surplus = "0.2"
"""


def table(*lines: str) -> str:
    return "\n".join(lines) + "\n"


COMMUNITIES = [f"C{n}" for n in range(1, 8)]
UNITS = table("code,name,kind,part of", "E,Estate,association,", *(f"{one},Community {one[1]},branch,E" for one in COMMUNITIES))
PROJECTS = table(
    "code,unit,kind,name,adopted on,proposed on",
    "1,E,practical project,Lamps,2024-01-20,2024-01-05",
    "2,E,practical project,Ramp,2024-01-20,2024-01-05",
    "3,E,practical project,Pond,,2024-01-05",
)

# Seven communities elect a committee of three from four; the names of 18 of the 21 elected have a degree, and of one nothing is known.
PEOPLE = [(f"{n}{letter}", one) for n, one in enumerate(COMMUNITIES, 1) for letter in "abcd"]
ELECTED = [who for who, _ in PEOPLE if not who.endswith("d")]
EDUCATION = {**dict.fromkeys(ELECTED, "bachelor"), "1a": "master", "6c": "secondary", "7b": "vocational", "7c": ""}
MEMBERS = table(
    "No.,name,unit,education,member since",
    *(f"{who},N{who},{one},{EDUCATION.get(who, 'bachelor')},2020-01-01" for who, one in PEOPLE),
)
POSTS = table("code,unit,post,seats", *(f"P{n},C{n},committee member,3" for n in range(1, 8)))
TENURES = table(
    "No.,post,person,first day,method", *(f"{at},P{who[0]},p-{who},2024-09-01,elected" for at, who in enumerate(ELECTED, 1))
)
MEETINGS = table(
    "No.,unit,kind,held on",
    "council,E,meeting,2024-03-04",
    "year,E,meeting,2024-01-20",
    *(f"el-{n},C{n},general meeting,2024-08-20" for n in range(1, 8)),
)
ATTENDANCES = table(
    "activity,person,presence",
    *(
        f"council,p-{who},{how}"
        for who, how in zip(
            ["1a", "2a", "3a", "4a", "5a", "6a"], ["present"] * 3 + ["remote", "excused", "absent"], strict=True
        )
    ),
)
MOTIONS = table(
    "No.,unit,motion,meeting,agenda item,put on,decided on,outcome,minutes approved on",
    "m1,E,Quiet hours from ten,council,1,2024-02-20,2024-03-04,adopted,2024-03-11",
    "m2,E,No cars in the yard,council,2,2024-02-20,2024-03-04,declined,2024-03-11",
    "m3,E,A second bench,council,3,2024-02-25,2024-03-04,adopted,",
    "m4,E,Shared tools,,,2024-11-25,,,",
)
VOTES = table(
    "No.,unit,about,taken on,meeting,rule,motion,entitled to vote,present,papers given out,voted,seats",
    "1,E,decision,2024-03-04,council,council,m1,,,,,",
    "2,E,decision,2024-03-04,council,council,m2,,,,,",
    "3,E,decision,2024-03-04,council,council,m3,,,,,",
    "year,E,project choice,2024-01-20,year,yearly,,58,55,55,55,",
    *(f"el{n},C{n},election,2024-08-20,el-{n},committee,,40,30,30,30,3" for n in range(1, 8)),
)
RESULTS = table(
    "No.,vote,name,choice,votes",
    "1,1,,yes,4",
    "2,2,,yes,2",
    "3,2,,no,2",
    "4,3,,yes,3",
    "5,3,,abstention,1",
    *(f"el{who},el{who[0]},p-{who},,{30 - 5 * 'abcd'.index(who[1])}" for who, _ in PEOPLE),
)
COUNTS = table("vote,option,votes,adopted", "year,1,55,yes", "year,2,30,yes", "year,3,29,no")
CANDIDATES = table("vote,candidate,put forward on", *(f"el{who[0]},p-{who},2024-08-01" for who, _ in PEOPLE))
PROPOSALS = table("No.,project,brought in on,title", "1,1,2024-02-01,Lamps", "2,2,2024-02-01,Ramp")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """The ledgers of the estate, taken in."""
    tables = {
        "units": UNITS, "projects": PROJECTS, "members": MEMBERS, "posts": POSTS, "tenures": TENURES, "activities": MEETINGS,
        "attendances": ATTENDANCES, "motions": MOTIONS, "votes": VOTES, "vote_results": RESULTS, "counts": COUNTS,
        "candidacies": CANDIDATES, "proposals": PROPOSALS,
    }  # fmt: skip
    with taken_in(tmp_path_factory.mktemp("estate"), tables, {"charter.toml": CHARTER}) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def snapshot(street: gr.Office) -> Snapshot:
    return street.snapshot(AS_OF)


def votes(snapshot: Snapshot, rule: str) -> list[gr.model.Vote]:
    return [vote for vote in snapshot.all("vote").values() if isinstance(vote, gr.model.Vote) and vote.rule == rule]


@pytest.mark.system("S4-11")
def test_a_council_of_residents_decides_as_its_rule_says_and_approves_its_minutes(
    street: gr.Office, snapshot: Snapshot
) -> None:
    for vote in votes(snapshot, "council"):
        found = decide(vote, At.of(snapshot))
        motion = motion_of(vote, At.of(snapshot))
        assert motion is not None
        # Six should attend, three came and one took part from afar; of the four present, three or more must agree.
        assert (found.numbers.should_attend, found.numbers.present, found.quorum_met) == (6, 4, True)
        assert found.tallied[0].needed == 3
        assert found.problems == ()
        assert ("adopted" if found.passed else "declined") == motion.steps[
            -2 if motion.steps[-1].state == "minuted" else -1
        ].outcome
    assert str(street.figure("motions", AS_OF, period=YEAR).value) == "4"
    adopted = street.figure("motions_adopted", AS_OF, period=YEAR)
    assert (adopted.numerator, adopted.denominator) == (2, 3)
    assert {id for _, id in adopted.records().hits} == {
        motion.id
        for vote in votes(snapshot, "council")
        if decide(vote, At.of(snapshot)).passed
        for motion in [motion_of(vote, At.of(snapshot))]
        if motion
    }
    minutes = street.figure("minutes_approved", AS_OF, period=YEAR)
    assert (minutes.numerator, minutes.denominator) == (2, 3)
    attended = street.figure("attendance", AS_OF, period=YEAR)
    assert (attended.numerator, attended.denominator, dict(attended.left_out)) == (4, 5, {"excused": 1})


@pytest.mark.system("S0-13")
def test_the_projects_adopted_are_those_that_the_rule_carries_and_they_become_proposals(
    street: gr.Office, snapshot: Snapshot
) -> None:
    (vote,) = votes(snapshot, "yearly")
    found = decide_each(vote, At.of(snapshot))
    carried = {one.option.id for one in found if one.passed and one.option}
    assert [one.tallied[0].needed for one in found] == [30, 30, 30]
    assert [problem for one in found for problem in (*one.problems, *undeclared(one, At.of(snapshot)))] == []
    adopted = street.figure("projects_adopted", AS_OF, period=YEAR)
    assert {id for _, id in adopted.records().hits} == carried
    assert {record.project for record in snapshot.all("proposal").values() if isinstance(record, gr.model.Proposal)} == carried


@pytest.mark.system("S2-14")
def test_seven_communities_renew_their_committees_and_the_elected_have_the_profile_asked_for(
    street: gr.Office, snapshot: Snapshot
) -> None:
    elections = votes(snapshot, "committee")
    assert len(elections) == 7
    winners: set[str] = set()
    for vote in elections:
        found = elect(vote, At.of(snapshot))
        assert (found.result, found.candidates, found.problems) == (Result.PASSED, 4, ()), found.explain()
        winners |= set(found.elected)
    # Whoever was elected holds the post, and nobody else was entered as elected.
    held = street.figure("elected", AS_OF, period=YEAR)
    assert {record.person for id in held.records().hits if isinstance(record := street.get(*id), gr.model.Tenure)} == winners
    graduates = street.figure("elected_graduates", AS_OF, period=YEAR)
    assert (graduates.numerator, graduates.denominator, dict(graduates.left_out)) == (18, 20, {"education_unknown": 1})
