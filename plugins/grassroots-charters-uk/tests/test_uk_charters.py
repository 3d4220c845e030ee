"""The charters of a union branch and of a tenants' association, as the door gives them, and what their rules make of members."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import grassroots as gr
import grassroots_charters_uk
from grassroots.charter import Charter
from grassroots.model import Case, Count, Custom, DuesLine, Membership, Person, Placement, Record, Step, Unit, Vote
from grassroots.reading import At
from grassroots.rules import (
    DecisionRule,
    DuesRule,
    PathwayRule,
    VotingRightRule,
    account_on,
    decide,
    lapses_on,
    right_on,
    stage_on,
)
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, PartialDate, PersonId, Quantity, UnitId, VoteId
from grassroots.workspace import open_charter
from grassroots_charters_uk import grassroots_open_charter

HERE = Path(__file__).resolve().parents[1]
PLUGINS = gr.Plugins.of(grassroots_charters_uk)
UNION, TENANTS = open_charter("uk-union-branch", PLUGINS), open_charter("tenants-association", PLUGINS)
ROOT, BRANCH = UnitId("root"), UnitId("b1")
UNITS: tuple[Record, ...] = (
    Unit(id=ROOT, kind="association", name="All"),
    Unit(id=BRANCH, kind="branch", name="Branch", parents=(Placement(since=date(2000, 1, 1), parent=ROOT),)),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def member(number: int, *steps: tuple[str, str], birth: str | None = "1980-01-01", **custom: str) -> tuple[Record, ...]:
    person = Person(id=PersonId(f"p{number}"), birth=PartialDate.of(birth) if birth else None)
    made = Membership(
        id=f"m{number}",
        person=person.id,
        unit=BRANCH,
        steps=tuple(Step(state=state, on=day(on)) for state, on in steps),
        custom=tuple(Custom(name=name, text=text) for name, text in custom.items()),
    )
    return made, person


def membership(records: tuple[Record, ...]) -> Membership:
    found = records[0]
    assert isinstance(found, Membership)
    return found


def snapshot(charter: Charter, *records: Record) -> Snapshot:
    found = Snapshot.of((*UNITS, *records), charter, as_of=day("2030-12-31"))
    assert found.problems == ()
    return found


def rule(charter: Charter, name: str) -> VotingRightRule:
    found = charter.rule("voting_right", name)
    assert isinstance(found, VotingRightRule)
    return found


def dues(charter: Charter) -> DuesRule:
    found = charter.rule("dues", "subscription")
    assert isinstance(found, DuesRule)
    return found


def line(id: str, kind: str, month: str, on: str, amount: str) -> DuesLine:
    return DuesLine(id=id, membership="m1", kind=kind, month=day(month), on=day(on), amount=Quantity.of(Decimal(amount), "GBP"))


def test_the_distribution_offers_its_charters_by_an_entry_point() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["grassroots"] == {"charters-uk": grassroots_charters_uk.__name__}


def test_the_door_leaves_every_other_name_to_others() -> None:
    for other in ("uk_union_branch", "association", "", "../uk-union-branch", "tenants"):
        assert grassroots_open_charter(other, {}) is None


@pytest.mark.parametrize("name", ["uk-union-branch", "tenants-association"])
def test_every_rule_of_its_own_names_its_source_and_says_that_it_is_to_be_checked(name: str) -> None:
    charter, base = open_charter(name, PLUGINS), open_charter("association", PLUGINS)
    own = [one for kind, known in charter.rules.items() for key, one in known.items() if key not in base.rules.get(kind, {})]
    assert len(own) >= 7
    assert [one.name for one in own if not (one.source and one.unconfirmed)] == []


# -- the union branch --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "members", "needed"),
    [
        ("general_meeting", 1000, 15),
        ("general_meeting", 1001, 16),
        ("aggregate_meeting", 1000, 10),
        ("request_for_extra_meeting", 100, 20),
        ("request_for_extra_meeting", 400, 20),
        ("request_for_extra_meeting", 401, 21),
        ("request_for_extra_meeting", 1000, 50),
    ],
)
def test_the_quorum_is_a_share_and_a_request_takes_the_larger_of_twenty_and_five_percent(
    name: str, members: int, needed: int
) -> None:
    found = UNION.rule("decision", name)
    assert isinstance(found, DecisionRule)
    assert found.quorum.least(members) == needed


def test_a_new_member_votes_at_once_and_is_entitled_to_help_after_four_weeks() -> None:
    one = member(1, ("applied", "2024-02-20"), ("full", "2024-03-01"))
    shot = snapshot(UNION, *one)
    stages = [
        stage_on(membership(one), At(shot, day(when))) for when in ("2024-02-20", "2024-03-01", "2024-03-28", "2024-03-29")
    ]
    assert stages == ["applicant", "new", "new", "entitled"]
    for when, vote, help in (("2024-02-29", False, False), ("2024-03-01", True, False), ("2024-03-29", True, True)):
        assert right_on(membership(one), rule(UNION, "vote"), At(shot, day(when))).held is vote
        assert right_on(membership(one), rule(UNION, "help"), At(shot, day(when))).held is help


def test_who_is_in_arrears_is_not_helped_until_they_are_paid() -> None:
    one = member(1, ("full", "2024-01-01"))
    charge, late = (
        line("c", "charge", "2024-01-01", "2024-01-05", "12.50"),
        line("p", "payment", "2024-01-01", "2024-02-10", "12.50"),
    )
    shot = snapshot(UNION, *one, charge, late)
    answers = {
        when: right_on(membership(one), rule(UNION, "help"), At(shot, day(when)))
        for when in ("2024-01-31", "2024-02-01", "2024-02-10")
    }
    assert [answer.held for answer in answers.values()] == [True, False, True]
    (why,) = answers["2024-02-01"].why_not
    assert why.code == "right-arrears"
    assert "West Berkshire".casefold().replace(" ", "-") in why.text("en")


def test_a_refusal_is_a_written_step_and_can_be_appealed() -> None:
    flow = UNION.workflows["help"]
    assert "declined" not in flow.states["received"].next
    assert "appealed" in flow.states["refused_in_writing"].next
    assert "appealed" in flow.states["declined"].next
    bare = Case(id=CaseId("h1"), unit=BRANCH, category="help", steps=(Step(state="received", on=day("2024-05-01")), Step(state="declined", on=day("2024-05-02"))))  # fmt: skip
    found = Snapshot.of((*UNITS, bare), UNION, as_of=day("2024-12-31"))
    assert [problem.code for problem in found.problems] == ["step-not-allowed"]


# -- the tenants' association ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capacity", "birth", "held"),
    [
        ("tenant", "2008-06-15", True),
        ("tenant", "2008-06-16", False),
        ("resident", "2006-06-15", True),
        ("resident", "2006-06-16", False),
        ("tenant", None, None),
        ("tenant", "2008", None),
        ("honorary", "1950-01-01", False),
    ],
)
def test_tenants_vote_from_sixteen_residents_from_eighteen_and_honorary_members_never(
    capacity: str, birth: str | None, held: bool | None
) -> None:
    one = member(1, ("full", "2024-01-01"), birth=birth, capacity=capacity, dwelling="7")
    shot = snapshot(TENANTS, *one)
    assert right_on(membership(one), rule(TENANTS, "vote"), At(shot, day("2024-06-15"))).held is held
    assert right_on(membership(one), rule(TENANTS, "speak"), At(shot, day("2024-06-15"))).held is True


def test_there_is_one_vote_a_dwelling() -> None:
    records = [
        *member(1, ("full", "2024-01-01"), capacity="tenant", dwelling="7"),
        *member(2, ("full", "2024-01-01"), capacity="tenant", dwelling="7"),
        *member(3, ("full", "2024-01-01"), capacity="tenant", dwelling="8"),
        *member(4, ("full", "2024-01-01"), capacity="honorary", dwelling="9"),
        *member(5, ("full", "2024-01-01"), capacity="tenant"),
    ]
    at = At(snapshot(TENANTS, *records), day("2024-06-15"))
    members = at.snapshot.all(Membership).values()
    assert [one.id for one in members if right_on(one, rule(TENANTS, "vote"), at).held] == ["m1", "m2", "m3", "m5"]
    vote = Vote(id=VoteId("v"), unit=ROOT, kind="decision", on=day("2024-06-15"), rule="general_meeting")
    shot = snapshot(TENANTS, *records, vote, Count(id="c", vote=vote.id, choice="yes", votes=4))
    decided = decide(vote, At.of(shot))
    assert decided.numbers.should_attend == 3
    assert [one.code for one in decided.problems] == ["vote-exceeds"]


def test_an_end_is_proposed_three_months_after_an_unpaid_subscription_was_due_and_nothing_ends() -> None:
    one = member(1, ("full", "2023-05-01"), capacity="tenant")
    shot = snapshot(TENANTS, *one, line("c", "charge", "2024-01-01", "2024-01-02", "10"))
    assert account_on(membership(one), dues(TENANTS), At(shot, day("2024-01-31"))).arrears == ()
    assert account_on(membership(one), dues(TENANTS), At(shot, day("2024-04-29"))).amount == Decimal(10)
    assert lapses_on(dues(TENANTS), At(shot, day("2024-04-29"))) == ()
    (proposed,) = lapses_on(dues(TENANTS), At(shot, day("2024-04-30")))
    assert proposed.record == ("membership", "m1")
    assert stage_on(membership(one), At(shot, day("2024-12-31"))) == "member"


def test_an_honorary_member_owes_nothing() -> None:
    one = member(1, ("full", "2023-05-01"), capacity="honorary")
    assert account_on(membership(one), dues(TENANTS), At(snapshot(TENANTS, *one), day("2024-12-31"))).periods == ()


def test_both_charters_have_a_pathway_whose_states_the_ledger_of_members_fills() -> None:
    for charter in (UNION, TENANTS):
        path = charter.rule("pathway", "membership")
        assert isinstance(path, PathwayRule)
        assert charter.workflows["membership"].states.keys() == set(path.names)


def test_of_whom_the_right_to_vote_cannot_be_told_is_no_voter_who_does_not_exist() -> None:
    """Nobody is left out in silence: the result stays open until the births, or the numbers of the vote, are entered."""
    tenants = [
        one
        for number in range(4)
        for one in member(number, ("full", "2024-01-01"), birth=None, capacity="tenant", dwelling=str(number // 2))
    ]
    vote = Vote(id=VoteId("v"), unit=BRANCH, kind="decision", rule="general_meeting", on=day("2024-06-01"))
    counts = [Count(id="y", vote=vote.id, choice="yes", votes=2), Count(id="n", vote=vote.id, choice="no", votes=0)]
    found = decide(vote, At.of(snapshot(TENANTS, *tenants, vote, *counts)))
    assert (found.result, found.numbers.should_attend) == ("open", None)
    (problem,) = found.problems
    assert problem.code == "vote-right-unknown"
    assert "docest.com" in problem.text("en")
    assert "m0, m1, m2, m3" in problem.text("en")
    assert "待定" in problem.text("zh")
    assert "p0" not in problem.text("en")
    stated = decide(
        Vote(id=VoteId("v"), unit=BRANCH, kind="decision", rule="general_meeting", on=day("2024-06-01"), eligible=2),
        At.of(snapshot(TENANTS, *tenants, vote, *counts)),
    )
    assert (stated.passed, stated.problems) == (True, ())


def test_a_birth_that_is_not_known_changes_nothing_where_the_dwelling_has_its_vote() -> None:
    known = member(1, ("full", "2024-01-01"), capacity="tenant", dwelling="1")
    unknown = member(2, ("full", "2024-01-01"), birth=None, capacity="resident", dwelling="1")
    vote = Vote(id=VoteId("v"), unit=BRANCH, kind="decision", rule="general_meeting", on=day("2024-06-01"))
    count = Count(id="y", vote=vote.id, choice="yes", votes=1)
    found = decide(vote, At.of(snapshot(TENANTS, *known, *unknown, vote, count)))
    assert (found.passed, found.numbers.should_attend, found.problems) == (True, 1, ())


def test_days_are_read_as_they_are_written_here(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,kind,part of\nT,Tenants,association,\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text(
        "No.,unit,category,what was said,received on\n1,T,repair,the lift,03/04/2024\n", encoding="utf-8"
    )
    with gr.open("memory:", charter="tenants-association", plugins=PLUGINS) as office:
        reading = office.take_in(tmp_path)
        assert not reading.problems, str(reading)
        assert office.get(Case, "cases-1").steps[0].on == date(2024, 4, 3)
