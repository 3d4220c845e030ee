"""Quorums of meetings: one of too few members is told, and counts for nothing that asks for one that counts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from support.clubs import neutral

from grassroots.charter.loading import overlay
from grassroots.model import Activity, Membership, Person, Step, Unit
from grassroots.reading import At
from grassroots.rules.decisions.attended import MeetingQuorum, QuorumRule
from grassroots.rules.findings import problems_by_rules
from grassroots.snapshot import Snapshot
from grassroots.values import PersonId, UnitId

RULES = """
[quorum.general]
en = "half of the members"
zh = "过半成员到会"
where = { kind = "general_meeting" }
at_least = "1/2"
"""
UNIT, DAY = UnitId("top"), date(2024, 6, 30)


def meeting(id: str, came: int | None, kind: str = "general_meeting") -> Activity:
    return Activity(id=id, unit=UNIT, kind=kind, title="", on=date(2024, 3, 1), headcount=came)


def test_half_of_the_members_is_enough_fewer_are_told_and_what_nobody_counted_is_not_judged() -> None:
    joined = (Step(state="applied", on=date(2020, 1, 1)),)
    records = [Unit(id=UNIT, kind="association", name="Top")]
    for number in range(5):
        records += [
            Person(id=PersonId(f"p{number}")),
            Membership(id=f"m{number}", person=PersonId(f"p{number}"), unit=UNIT, registration="home", steps=joined),
        ]
    records += [meeting("enough", 3), meeting("few", 2), meeting("unknown", None), meeting("other", 1, "meeting")]
    charter = overlay(neutral(), {"rules.toml": RULES})
    snapshot = Snapshot.of(records, charter, as_of=DAY)
    found = {one.activity: (one.came, one.members, one.quorate) for one in snapshot.all(MeetingQuorum).values()}
    assert found == {"enough": (3, 5, True), "few": (2, 5, False)}
    told = [one for one in problems_by_rules(snapshot) if one.code == "meeting-of-too-few"]
    assert [one.details["id"] for one in told] == ["few"]
    reader = At.of(snapshot).reader
    read = {id: reader.value(snapshot.all(Activity)[id], "quorate", DAY) for id in ("enough", "few", "unknown", "other")}
    assert read == {"enough": True, "few": False, "unknown": None, "other": None}


def test_more_than_half_leaves_out_exactly_half() -> None:
    assert [QuorumRule(name="general", over=Fraction(1, 2)).least(members) for members in (4, 5, 50)] == [3, 3, 26]
    assert [QuorumRule(name="general").least(members) for members in (4, 5, 50)] == [2, 3, 25]
