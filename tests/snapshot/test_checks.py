"""Integrity: each fault is told once, with its place and its cure, and sound records are left in peace."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from support.members import charter_named
from support.small import CHARTER, case, day, moved, snapshot, step, unit, word

from grassroots.model import Activity, Contact, Custom, Household, Membership, Person, Post, Record, Seat, Step, Team, Tenure
from grassroots.snapshot.lives import step_faults
from grassroots.values import ActivityId, HouseholdId, PartialDate, PersonId, PostId, Ref, Source, TeamId, UnitId

STREET, A = unit("street", "street"), unit("a", "house", "street")
POSTS = evolve(
    CHARTER,
    words={
        **CHARTER.words,
        "post": {"chair": word("chair", "主席"), "clerk": word("clerk", "文员")},
        "registration": {"home": word("home", "本级")},
        "team": {"t": word("t", "队")},
    },
    exclusive=("chair",),
)
ANN, BO = Person(id=PersonId("ann")), Person(id=PersonId("bo"))


def tenure(id: str, post: str, person: str, start: str, end: str | None = None) -> Tenure:
    return Tenure(id=id, post=PostId(post), person=PersonId(person), start=day(start), end=day(end) if end else None)


def post(id: str, kind: str = "clerk", seats: int = 1, **more: date) -> Post:
    return Post(id=PostId(id), unit=UnitId("a"), kind=kind, seats=seats, **more)


FAULTS: dict[str, list[Record]] = {
    "unknown-reference": [case("c", "nowhere", "received 2014-01-03")],
    "wrong-noun": [Contact(id="v", unit=UnitId("a"), on=day("2014-01-03"), target=Ref("vote", "x"), code="reached")],
    "unknown-word": [case("c", "a", "received 2014-01-03", category="rumour")],
    "unknown-custom": [case("c", "a", "received 2014-01-03", custom=(Custom(name="floor", text="3"),))],
    "ends-before-start": [Household(id=HouseholdId("h"), unit=UnitId("a"), start=day("2014-02-01"), end=day("2014-01-01"))],
    "known-otherwise": [Household(id=HouseholdId("h"), unit=UnitId("a"), start=day("2014-02-01"), known=PartialDate(2014, 3))],
    "until-before-on": [
        Activity(id=ActivityId("k"), unit=UnitId("a"), kind="meeting", on=day("2014-02-02"), until=day("2014-02-01"))
    ],
    "steps-out-of-order": [case("c", "a", "received 2014-02-03", "replied 2014-01-03")],
    "unknown-state": [case("c", "a", "received 2014-01-03", "vanished 2014-01-04")],
    "wrong-start": [case("c", "a", "replied 2014-01-03")],
    "step-not-allowed": [case("c", "a", "received 2014-01-03", "declined 2014-01-04", "replied 2014-01-05")],
    "unknown-outcome": [case("c", "a", "received 2014-01-03", "replied 2014-01-05 wonderful")],
    "unknown-rating": [case("c", "a", "received 2014-01-03", "replied 2014-01-05 solved splendid")],
    "places-out-of-order": [moved("s", "stair", ("2014-02-01", "a"), ("2014-01-01", "a"))],
    "wrong-parent": [unit("s", "stair", "street")],
    "parent-not-standing": [unit("b", "house", "street", end=day("2011-01-01")), unit("s", "stair", "b", since="2012-01-01")],
    "no-parent": [unit("s", "stair")],
    "tree-circle": [moved("x", "house", ("2010-01-01", "street"), ("2012-01-01", "y")), unit("y", "stair", "x")],
    "terms-overlap": [post("p"), ANN, BO, tenure("t1", "p", "ann", "2014-01-01"), tenure("t2", "p", "bo", "2014-06-01")],
    "exclusive-posts": [
        post("p", "chair"),
        post("q", "chair"),
        ANN,
        tenure("t1", "p", "ann", "2014-01-01"),
        tenure("t2", "q", "ann", "2014-06-01"),
    ],
    "outside-its-whole": [post("p", start=day("2014-05-01")), ANN, tenure("t1", "p", "ann", "2014-01-01")],
    "membership-twice": [ANN, *(Membership(id=id, person=ANN.id, unit=UnitId("a")) for id in ("m1", "m2"))],
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_told_with_a_cure(code: str) -> None:
    charter = POSTS
    records = FAULTS[code]
    if code == "membership-twice":
        charter = evolve(POSTS, workflows={**POSTS.workflows, "membership": POSTS.workflows["case"]})
        records = [evolve(one, steps=(step("received 2014-01-01"),)) if isinstance(one, Membership) else one for one in records]
    taken = snapshot(STREET, A, *records, charter=charter)
    told = [problem for problem in taken.problems if problem.code == code]
    assert told, [str(problem) for problem in taken.problems]
    for problem in told:
        assert problem.cure and problem.text("zh") != problem.text("en")


@pytest.mark.parametrize("until", [None, "2014-02-02", "2014-02-03"])
def test_what_takes_a_day_or_several_does_not_end_before_it_begins(until: str | None) -> None:
    held = Activity(
        id=ActivityId("k"), unit=UnitId("a"), kind="meeting", on=day("2014-02-02"), until=day(until) if until else None
    )
    assert "until-before-on" not in {one.code for one in snapshot(STREET, A, held).problems}


def test_two_records_with_one_key_are_told_and_the_row_is_named() -> None:
    taken = snapshot(STREET, A, A, sources={("unit", "a"): Source("units.csv", row=3)})
    assert [(problem.code, str(problem.source)) for problem in taken.problems] == [("duplicate-record", "units.csv, row 3")]


def test_terms_that_follow_one_another_on_the_same_day_do_not_overlap() -> None:
    taken = snapshot(
        STREET,
        A,
        post("p"),
        ANN,
        BO,
        tenure("t1", "p", "ann", "2013-01-01", "2014-01-01"),
        tenure("t2", "p", "bo", "2014-01-01"),
        charter=POSTS,
    )
    assert taken.problems == ()


def test_a_post_of_two_seats_takes_two_holders_and_no_third() -> None:
    cy = Person(id=PersonId("cy"))
    held = [tenure("t1", "p", "ann", "2014-01-01"), tenure("t2", "p", "bo", "2014-01-01")]
    assert snapshot(STREET, A, post("p", seats=2), ANN, BO, *held, charter=POSTS).problems == ()
    third = snapshot(STREET, A, post("p", seats=2), ANN, BO, cy, *held, tenure("t3", "p", "cy", "2014-03-01"), charter=POSTS)
    assert [problem.code for problem in third.problems] == ["terms-overlap"]


def test_a_seat_belongs_to_the_unit_of_its_team() -> None:
    team = Team(id=TeamId("t"), unit=UnitId("a"), kind="t")
    seat = Seat(id="s", team=team.id, person=ANN.id)
    taken = snapshot(STREET, A, team, seat, ANN, charter=POSTS)
    assert taken.problems == () and taken.home(seat) == "a" and taken.home(ANN) is None


def test_a_life_that_began_after_what_followed_is_out_of_order_and_one_that_never_began_starts_wrong() -> None:
    """Also where it went no further than its beginning: one of the two days is wrong."""
    workflow = charter_named("cn-hotline").workflows["case"]
    lived = [
        Step(state=state, on=date(2024, 1, day)) for day, state in ((1, "followed_up"), (2, "received"), (3, "dispatched"))
    ]
    assert next(step_faults(lived, workflow))[0] == "steps-out-of-order"
    assert next(step_faults(lived[:1], workflow))[0] == "wrong-start"
