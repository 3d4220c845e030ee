"""Meetings in their order, headcounts beside lists, totals beside the register, visit notes to their group, indexes of members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from support.every_kind import every_kind

from grassroots.model import (
    Activity,
    Assessment,
    Attendance,
    Membership,
    Merit,
    Person,
    Placement,
    Post,
    Record,
    Referral,
    Step,
    Tally,
    Team,
    Tenure,
    Unit,
)
from grassroots.reading.at import At
from grassroots.rules.findings import problems_by_rules, to_dos
from grassroots.rules.kind import kinds_of
from grassroots.snapshot import Snapshot
from grassroots.values import (
    ActivityId,
    AssessmentId,
    PersonId,
    PostId,
    Quality,
    Quantity,
    Ref,
    TeamId,
    UnitId,
)

DAY = date(2024, 12, 31)
TOP = Unit(id=UnitId("top"), kind="association", name="Top")
HERE = Unit(id=UnitId("b1"), kind="branch", name="First", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("top")),))


def office(records: Sequence[Record], day: date = DAY) -> Snapshot:
    return Snapshot.of([TOP, HERE, *records], every_kind(), as_of=day)


def told(code: str, *records: Record, day: date = DAY) -> list[dict[str, Any]]:
    return [dict(one.details) for one in problems_by_rules(office(records, day)) if one.code == code]


def asked(kind: str, *records: Record, day: date = DAY) -> list[tuple[str, date | None]]:
    found = to_dos(office(records, day), until=day)
    return [(one.record[1], one.day) for one in found if one.kind == kind]


def meeting(id: str, kind: str, on: str, **more: Any) -> Activity:
    return Activity(id=ActivityId(id), unit=UnitId("b1"), kind=kind, on=date.fromisoformat(on), **more)


# -- series ------------------------------------------------------------------------------------------------------------------------------


def test_meetings_of_one_day_are_in_order_and_what_comes_before_its_turn_is_told_with_what_it_passed() -> None:
    first = meeting("a1", "committee_meeting", "2024-03-01")
    assert told("series-order", first, meeting("a2", "general_meeting", "2024-03-01")) == []
    wrong = told("series-order", first, meeting("a2", "general_meeting", "2024-02-01"))
    assert [one["id"] for one in wrong] == ["a1", "a2"]


def test_each_year_begins_anew_and_the_first_of_a_kind_counts() -> None:
    records = (
        meeting("a1", "committee_meeting", "2023-03-01"),
        meeting("a2", "committee_meeting", "2024-05-01"),
        meeting("a3", "general_meeting", "2024-06-01"),
        meeting("a4", "committee_meeting", "2024-07-01"),
    )
    assert told("series-order", *records) == []
    assert asked("series", *records) == []
    assert asked("series", *records[:2]) == [("b1", DAY)]


# -- headcounts and totals ---------------------------------------------------------------------------------------------------------------


def there(person: str, presence: str = "present") -> Attendance:
    return Attendance(id=f"x-{person}", activity=ActivityId("a1"), person=PersonId(person), presence=presence)


def test_a_headcount_is_held_against_the_list_where_there_is_one() -> None:
    people = [Person(id=PersonId(id)) for id in ("p1", "p2")]
    course = meeting("a1", "training", "2024-03-01", headcount=2)
    assert told("headcount-not-list", course, *people) == []
    assert told("headcount-not-list", course, *people, there("p1"), there("p2", "remote")) == []
    (wrong,) = told("headcount-not-list", course, *people, there("p1"), there("p2", "absent"))
    assert (wrong["typed"], wrong["listed"]) == (2, 1)


def test_a_damaged_total_is_told_and_has_no_value() -> None:
    kind = next(iter(every_kind().words["tally"]))
    whole = Tally(id="t1", unit=UnitId("b1"), kind=kind, on=date(2024, 6, 30), amount=Quantity.of(190000))
    damaged = Tally(
        id="t2", unit=UnitId("b1"), kind=kind, on=date(2024, 6, 30), amount=Quantity(raw="1900,000", quality=Quality.DAMAGED)
    )
    assert [one["id"] for one in told("tally-damaged", whole, damaged)] == ["t2"]


# -- visit notes -------------------------------------------------------------------------------------------------------------------------


def test_a_visit_note_belongs_to_the_team_of_its_topic() -> None:
    teams = [
        Team(id=TeamId(id), unit=UnitId("b1"), kind="working_group", name=name)
        for id, name in (("t1", "First visiting group"), ("t2", "First working group"))
    ]

    def note(id: str, to: str | None, topic: str = "safety") -> Referral:
        steps = (Step(state="noted", on=date(2024, 3, 1)),)
        return Referral(id=id, team=TeamId("t1"), topic=topic, to=None if to is None else TeamId(to), steps=steps)

    wrong = told("referral-other-team", *teams, note("n1", "t1"), note("n2", "t2"), note("n3", None), note("n4", "t1", "noise"))
    assert [one["id"] for one in wrong] == ["n1"]


# -- indexes -----------------------------------------------------------------------------------------------------------------------------

MEMBERS: list[Record] = [
    *(Person(id=PersonId(id)) for id in ("p1", "p2")),
    *(
        Membership(
            id=f"m-{id}",
            person=PersonId(id),
            unit=UnitId("b1"),
            registration="home",
            steps=(Step(state="full", on=date(2010, 1, 1)),),
        )
        for id in ("p1", "p2")
    ),
    Post(id=PostId("chair-1"), unit=UnitId("b1"), kind="chair"),
    Tenure(id="h1", post=PostId("chair-1"), person=PersonId("p1"), start=date(2020, 1, 1)),
]


def merit(id: str, person: str, kind: str, amount: int, on: str = "2024-11-01") -> Merit:
    return Merit(id=id, membership=f"m-{person}", on=date.fromisoformat(on), kind=kind, amount=Decimal(amount))


POINTS = [merit("e1", "p1", "duty", 3), merit("e2", "p1", "visit", 30), merit("e3", "p2", "visit", 5)]


def entered(score: int) -> Assessment:
    return Assessment(
        id=AssessmentId("g1"),
        unit=UnitId("b1"),
        subject=Ref("person", "p1"),
        rubric="pioneer",
        first=date(2024, 10, 1),
        last=DAY,
        score=Decimal(score),
        steps=(Step(state="decided", on=DAY),),
    )


def indexes(*records: Record, day: date = DAY) -> dict[tuple[str, date], tuple[Decimal, Decimal | None]]:
    snapshot = office([*MEMBERS, *records], day)
    (kind,) = (one for one in kinds_of(snapshot.charter) if one.name == "index")
    return {
        (one.membership, one.last): (one.score, one.leading)  # type: ignore[attr-defined]
        for one in kind.derived("index_state", snapshot, At.of(snapshot).day)
    }


def test_an_index_is_the_points_with_their_caps_and_who_leads_counts_with_the_mean_of_the_others() -> None:
    assert indexes(*POINTS) == {("m-p1", DAY): (Decimal(50), Decimal("34.0")), ("m-p2", DAY): (Decimal(10), None)}
    more = indexes(*POINTS, merit("e4", "p2", "visit", 90))
    assert more["m-p2", DAY] == (Decimal(20), None)
    assert indexes(*POINTS, merit("e5", "p1", "duty", 1, "2024-09-30"))["m-p1", DAY] == (Decimal(50), Decimal("34.0"))


def test_a_number_entered_otherwise_is_told_and_what_nobody_entered_is_to_be_done() -> None:
    assert told("index-differs", *MEMBERS, *POINTS, entered(50)) == []
    assert [one["computed"] for one in told("index-differs", *MEMBERS, *POINTS, entered(54))] == [Decimal(50)]
    late = date(2025, 1, 11)
    assert asked("index", *MEMBERS, *POINTS, entered(50), day=late) == [("m-p2", date(2025, 1, 10))]
