"""What the rules of a charter find wrong in records: each with the rule's name and its source, in both languages."""

from __future__ import annotations

from support.members import BRANCH, OTHER, line, member, person, snapshot

from grassroots.model import Membership, Record
from grassroots.problems import Problem
from grassroots.rules.findings import problems_by_rules

CHARTER = "cn-party-branch"
MEMBER = member(("full", "2010-01-01"))


COLLEAGUES = [
    record
    for name in ("x1", "x2", "x3", "y1", "y2", "y3")
    for record in (
        person(name),
        member(("full", "2010-01-01"), id=f"m-{name}", who=name, unit=BRANCH if name.startswith("x") else OTHER),
    )
]
"""Three members more in each of the two branches, with whom all is well: neither is too small."""


def told(*records: Record, as_of: str) -> dict[str, Problem]:
    """All that is told of a member in a branch with others."""
    found = {one.code: one for one in problems_by_rules(snapshot(CHARTER, *COLLEAGUES, *records, as_of=as_of))}
    for one in found.values():
        assert one.details["source"], one
        assert "{" not in one.text("en") + one.text("zh")
    return found


def test_nothing_is_wrong_with_a_member_who_has_paid() -> None:
    members = [record.id for record in (MEMBER, *COLLEAGUES) if isinstance(record, Membership)]
    paid = [
        line(f"{kind}{n}-{who}", kind, f"2010-0{n}", f"2010-0{n}-05", "10", who=who)
        for who in members
        for n in (1, 2)
        for kind in ("charge", "payment")
    ]
    assert told(person(), MEMBER, *paid, as_of="2010-02-20") == {}


def test_dues_that_are_not_paid_are_told_with_the_rule_and_what_is_missing() -> None:
    charges = [line(f"c{n}", "charge", f"2010-0{n}", f"2010-0{n}-05", "10") for n in (1, 2, 3)]
    arrears = told(person(), MEMBER, *charges, as_of="2010-04-02")["dues-arrears"]
    assert arrears.details["amount"] == "30 CNY"
    assert arrears.details["periods"] == 3
    assert str(arrears.details["first"]) == "2010-01-01"
    assert arrears.details["source"] in str(arrears)


def test_where_no_accounts_are_kept_nobody_is_in_arrears() -> None:
    assert told(person(), MEMBER, as_of="2024-01-01") == {}


def test_a_step_that_is_overdue_and_one_that_came_too_soon_are_told() -> None:
    asked = member(("applied", "2024-01-10"))
    (late,) = told(person(), asked, as_of="2024-06-30").values()
    assert late.code == "pathway-overdue"
    assert "m1" in str(late)
    early = member(("applied", "2024-01-10"), ("full", "2024-01-20"))
    assert "pathway-before" in told(person(), early, as_of="2024-01-31")


def test_a_move_without_approval_is_told() -> None:
    left = member(("full", "2010-01-01"), ("transfer_requested", "2024-01-10", OTHER), ("transferred", "2024-02-10"))
    assert "transfer-without-approval" in told(person(), left, as_of="2024-03-01")


def test_a_problem_is_told_once_however_many_rules_come_to_it() -> None:
    asked = member(("applied", "2024-01-10"))
    found = problems_by_rules(snapshot(CHARTER, person(), asked, as_of="2024-06-30"))
    assert len(set(found)) == len(found)
