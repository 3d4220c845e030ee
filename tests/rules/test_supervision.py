"""Checks without notice: of service points, by mandate, disclosed and open to challenge; and checks again of what was put right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rubrics import charter

from grassroots.errors import NotFound
from grassroots.model import Custom, Finding, Mandate, Person, Placement, Post, Record, Step, Unit
from grassroots.reading.at import At
from grassroots.rules.openness.rechecks import KIND as RECHECKS
from grassroots.rules.openness.rechecks import RecheckState, checked_again, rechecks_on
from grassroots.rules.openness.supervision import KIND as MANDATES
from grassroots.rules.openness.supervision import status_of_mandate
from grassroots.rules.openness.supervision_rule import RecheckRule
from grassroots.snapshot import Snapshot
from grassroots.values import Ref

DAY = date(2021, 6, 1)
RULES = charter("""
[words.unit.desk]
en = "service desk"
zh = "服务窗口"
under = ["association"]
[covert_check.desks]
en = "Checks of service desks"
zh = "窗口暗访"
source = "S3-28"
targets = ["desk"]
ordered_by = ["chair"]
longest = { days = 14 }
disclosed_within = { days = 30 }
challenge_days = 10
[recheck.defects]
en = "Defects are looked at again"
zh = "缺陷回访复查"
source = "S4-16"
where = { kind = "defect" }
state = "watched"
every = { months = 3 }
times = 3
""")


def again_on(at: At) -> list[RecheckState]:
    (rule,) = at.snapshot.charter.rules_of(RecheckRule)
    return list(rechecks_on(rule, at))


def base() -> list[Record]:
    place = (Placement(since=date(2000, 1, 1), parent="top"),)  # type: ignore[arg-type]
    return [
        Unit(id="top", kind="association", name="Top"),  # type: ignore[arg-type]
        Unit(id="desk", kind="desk", name="Desk 3", parents=place),  # type: ignore[arg-type]
        Unit(id="b1", kind="branch", name="Branch", parents=place),  # type: ignore[arg-type]
        Post(id="chair", unit="top", kind="chair"),  # type: ignore[arg-type]
        Post(id="clerk", unit="top", kind="secretary"),  # type: ignore[arg-type]
        Person(id="ann"),  # type: ignore[arg-type]
    ]


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def steps(*made: tuple[str, int]) -> tuple[Step, ...]:
    return tuple(Step(state=state, on=after(days)) for state, days in made)


def mandate(*made: tuple[str, int], **more: Any) -> Mandate:
    given_: dict[str, Any] = {"target": "desk", "ordered_by": "chair", "first": DAY, "last": after(13), **more}
    return Mandate(id="ma", unit="top", steps=steps(("ordered", 0), *made), **given_)  # type: ignore[arg-type]


def taken(*records: Record, on: int = 60, rules: Any = RULES) -> Snapshot:
    return Snapshot.of([*base(), *records], rules, as_of=after(on))


def codes(*records: Record, rules: Any = RULES) -> list[str]:
    return [problem.code for problem in taken(*records, rules=rules).problems]


def test_s3_28_a_mandate_names_a_service_point_who_ordered_it_and_its_days() -> None:
    assert codes(mandate(("carried_out", 3), ("carried_out", 13), ("disclosed", 20))) == []
    assert codes(mandate(target="b1")) == ["mandate-target"]
    assert codes(mandate(ordered_by="clerk")) == ["mandate-orderer"]
    assert codes(mandate(last=after(14))) == ["mandate-too-long"]
    assert codes(mandate(("carried_out", 14))) == ["mandate-outside"]
    assert codes(mandate(custom=(Custom(name="seen", text="he slept"),))) == ["unknown-custom", "mandate-text"]


@pytest.mark.parametrize("target", ["ann", "person:ann"])
def test_s3_28_a_person_is_never_the_target_of_a_check_without_notice(target: str) -> None:
    assert "unknown-reference" in codes(mandate(target=target))
    with pytest.raises(TypeError):
        Mandate(id="ma", unit="top", person="ann", target="desk", ordered_by="chair", first=DAY, last=after(1))  # type: ignore[call-arg, arg-type]


def test_s3_28_what_is_found_without_notice_is_about_things_and_the_post_that_mends_them() -> None:
    found = Finding(id="f", unit="top", subject=Ref("person", "ann"), mandate="ma", steps=steps(("found", 3)))  # type: ignore[arg-type]
    assert codes(mandate(("carried_out", 3)), found) == ["wrong-noun"]
    assert codes(mandate(("carried_out", 3)), evolve(found, subject=Ref("unit", "desk"), owner="clerk")) == []  # type: ignore[arg-type]


def test_s3_28_without_a_rule_of_the_charter_there_is_no_check_without_notice() -> None:
    bare = evolve(RULES, rules={kind: known for kind, known in RULES.rules.items() if kind != "covert_check"})
    assert codes(mandate(), rules=bare) == ["mandate-no-rule"]


def test_s3_28_nothing_follows_before_disclosure_and_while_it_can_be_challenged() -> None:
    told = mandate(("carried_out", 3), ("disclosed", 20))
    shot = taken(told)
    usable = {}
    for days in (19, 20, 30, 31):
        standing = status_of_mandate(told, At.of(shot, after(days)))
        assert standing is not None
        usable[days] = standing.usable
    assert usable == {19: False, 20: False, 30: False, 31: True}
    standing = status_of_mandate(told, At.of(shot))
    assert standing is not None
    assert (standing.disclose_by, standing.challenge_until) == (after(13 + 30), after(30))
    for last, outcome in (("upheld", True), ("set_aside", False)):
        challenged = mandate(("carried_out", 3), ("disclosed", 20), ("challenged", 25), (last, 40))
        shot = taken(challenged)
        during, end = status_of_mandate(challenged, At.of(shot, after(35))), status_of_mandate(challenged, At.of(shot))
        assert during is not None
        assert end is not None
        assert (during.usable, end.usable) == (False, outcome)


def test_s3_28_what_was_not_disclosed_in_time_is_told() -> None:
    silent = mandate(("carried_out", 3))
    assert list(MANDATES.proposals(At.of(taken(silent, on=43)))) == []
    (proposed,) = MANDATES.proposals(At.of(taken(silent, on=44)))
    assert (proposed.what, proposed.source, proposed.reason.code) == ("disclose", "S3-28", "mandate-undisclosed")
    assert [one.code for one in MANDATES.problems(At.of(taken(silent, on=44)))] == ["mandate-undisclosed"], (
        "and it is found wrong"
    )
    assert list(MANDATES.problems(At.of(taken(silent, on=43)))) == []
    assert list(MANDATES.proposals(At.of(taken(mandate(("lapsed", 14)), on=50)))) == []
    assert list(MANDATES.proposals(At.of(taken(mandate(("carried_out", 3), ("disclosed", 44)), on=50)))) == []


# -- checks again --------------------------------------------------------------------------------------------------------------------------


def finding(*made: tuple[str, int], kind: str = "defect") -> Finding:
    return Finding(id="f", unit="b1", subject=Ref("unit", "b1"), kind=kind, owner="clerk", steps=steps(("found", 0), *made))  # type: ignore[arg-type]


def test_what_was_put_right_is_checked_again_every_three_months_and_three_times() -> None:
    mended = finding(("fixed", 5), ("watched", 9))
    shot = taken(mended, on=100)
    (one,) = again_on(At.of(shot))
    assert (one.passed, one.last, one.due, one.overdue) == (1, date(2021, 6, 10), date(2021, 9, 10), False)
    assert [late.overdue for late in again_on(At.of(taken(mended, on=102)))] == [True]
    assert [one.reason.code for one in RECHECKS.proposals(At.of(taken(mended, on=102)))] == ["recheck-overdue"]
    step = checked_again(mended, At.of(shot, date(2021, 9, 8)))
    assert step == Step(state="watched", on=date(2021, 9, 8), due=date(2021, 12, 8))
    twice = evolve(mended, steps=(*mended.steps, step))
    third = checked_again(twice, At.of(taken(twice, on=200), date(2021, 12, 1)))
    assert third.due is None
    thrice = evolve(twice, steps=(*twice.steps, third))
    shot = taken(thrice, on=300)
    assert shot.problems == ()
    assert [(one.passed, one.due, one.overdue) for one in again_on(At.of(shot))] == [(3, None, False)]
    assert [one.what for one in RECHECKS.proposals(At.of(shot))] == ["close"]


def test_what_fails_a_check_again_begins_anew() -> None:
    again = finding(("fixed", 5), ("watched", 9), ("in_hand", 90), ("fixed", 95), ("watched", 99))
    (one,) = again_on(At.of(taken(again, on=120)))
    assert (one.passed, one.last) == (1, after(99))
    assert again_on(At.of(taken(again, on=92))) == []


def test_a_day_that_somebody_set_earlier_counts_and_a_later_one_does_not() -> None:
    mended = finding(("fixed", 5))
    for days, due in ((30, after(30)), (300, date(2021, 9, 10))):
        step = Step(state="watched", on=after(9), due=after(days))
        (one,) = again_on(At.of(taken(evolve(mended, steps=(*mended.steps, step)))))
        assert one.due == due


def test_what_no_rule_is_meant_for_is_not_looked_at_again() -> None:
    other = finding(("fixed", 5), ("watched", 9), kind="remark")
    assert again_on(At.of(taken(other))) == []
    with pytest.raises(NotFound):
        checked_again(other, At.of(taken(other), after(50)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 120), max_size=4), st.integers(0, 600))
def test_a_check_again_is_overdue_exactly_when_its_day_has_passed(gaps: list[int], on: int) -> None:
    made, at = [("fixed", 1)], 2
    for gap in gaps:
        made.append(("watched", at))
        at += gap
    found = again_on(At.of(taken(finding(*made), on=on)))
    seen = [days for state, days in made if state == "watched" and days <= on]
    assert len(found) == bool(seen)
    for one in found:
        assert one.passed == len(seen)
        assert (one.due is None) == (len(seen) >= 3)
        assert one.overdue == (one.due is not None and after(on) > one.due)
