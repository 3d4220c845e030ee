"""What became of findings, calls, shifts and cases with a day of their own: derived on a day, counted, and told."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from attrs import evolve
from support.rubrics import charter

from grassroots.figures import evaluate
from grassroots.model import Activity, Attendance, Case, Finding, JointCall, Person, Placement, Post, Record, Step, Tally, Unit
from grassroots.reading import At
from grassroots.reading.lifecycle import Promise
from grassroots.rules.casework.calls import CallState
from grassroots.rules.casework.hours import Turnout
from grassroots.rules.casework.matters import KIND as MATTERS
from grassroots.rules.casework.matters import FindingState
from grassroots.rules.casework.promises import KIND as PROMISES
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.programmes.tallies import KIND as TALLIES
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, CaseId, Period, PersonId, PostId, Quantity, Ref, UnitId

DAY = date(2024, 6, 30)
TOP, GROUP, OTHER = UnitId("top"), UnitId("group"), UnitId("other")
RULES = charter("""
[words.tally.published_calls]
en = "share of calls answered, as published"
zh = "公布的到场率"
measure = "called_who_came"
""")


def base() -> list[Record]:
    place = (Placement(since=date(2000, 1, 1), parent=TOP),)
    return [
        Unit(id=TOP, kind="association", name="Top"),
        *(Unit(id=one, kind="group", name=str(one), parents=place) for one in (GROUP, OTHER)),
        Post(id=PostId("chair"), unit=TOP, kind="chair"),
        *(Person(id=PersonId(f"p-{number}")) for number in (1, 2, 3)),
    ]


def shot(*records: Record, day: date = DAY) -> Snapshot:
    return Snapshot.of([*base(), *records], RULES, as_of=day, check=False)


def on(month: int, day: int) -> date:
    return date(2024, month, day)


# -- findings ---------------------------------------------------------------------------------------------------------------------------

FOUND = Step(state="found", on=on(3, 1), due=on(3, 31))
FINDING = Finding(id="f-1", unit=TOP, subject=Ref("unit", GROUP), kind="defect", owner=PostId("chair"), steps=(FOUND,))


def standing(*steps: Step, day: date = DAY) -> FindingState:
    found = shot(evolve(FINDING, steps=steps), day=day).derived("finding_state", day)
    (one,) = found.values()
    assert isinstance(one, FindingState)
    return one


@pytest.mark.parametrize(
    ("steps", "day", "fix"),
    [
        ((FOUND,), on(3, 31), Promise.RUNNING),
        ((FOUND,), on(4, 1), Promise.OVERDUE),
        ((FOUND, Step(state="fixed", on=on(3, 31))), DAY, Promise.KEPT),
        ((FOUND, Step(state="fixed", on=on(4, 1))), DAY, Promise.LATE),
        ((FOUND, Step(state="watched", on=on(3, 5)), Step(state="closed", on=on(6, 5))), DAY, Promise.KEPT),
        # To dispute a finding puts nothing right; what went back into hand is not right yet.
        ((FOUND, Step(state="disputed", on=on(3, 5))), DAY, Promise.OVERDUE),
        ((FOUND, Step(state="fixed", on=on(3, 5)), Step(state="in_hand", on=on(3, 9))), DAY, Promise.OVERDUE),
        ((Step(state="found", on=on(3, 1)),), DAY, Promise.NONE),
        # A last check of what was never put right, or before it was found, puts nothing right.
        ((FOUND, Step(state="closed", on=on(3, 20))), DAY, Promise.OVERDUE),
        ((Step(state="closed", on=on(2, 1)), FOUND), DAY, Promise.OVERDUE),
        ((Step(state="closed", on=on(2, 1)), FOUND, Step(state="fixed", on=on(3, 20))), DAY, Promise.KEPT),
    ],
)
def test_a_finding_is_put_right_in_time_or_not_whatever_is_checked_later(
    steps: tuple[Step, ...], day: date, fix: Promise
) -> None:
    assert standing(*steps, day=day).fix is fix


def test_what_was_closed_without_being_put_right_is_still_to_do_and_was_found_when_it_was_found() -> None:
    steps = (Step(state="closed", on=on(2, 1)), FOUND)
    assert standing(*steps).found == on(3, 1)
    for life in (steps, (FOUND, Step(state="closed", on=on(3, 20)))):
        assert [one.day for one in MATTERS.to_dos(At.of(shot(evolve(FINDING, steps=life))))] == [on(3, 31)]
        assert "finding-overdue" in {one.code for one in problems_by_rules(shot(evolve(FINDING, steps=life)))}


def test_a_finding_counts_at_the_unit_that_was_looked_at() -> None:
    assert standing(FOUND).unit == GROUP
    kept = evolve(FINDING, subject=Ref("activity", "a-1"))
    activity = Activity(id=ActivityId("a-1"), unit=OTHER, kind="meeting", on=on(3, 1))
    assert [one.unit for one in shot(kept, activity).derived("finding_state", DAY).values()] == [OTHER]  # type: ignore[attr-defined]


def test_what_is_due_names_the_post_that_answers_for_it() -> None:
    (todo,) = MATTERS.to_dos(At.of(shot(FINDING)))
    assert "chair" in todo.text("en")
    assert (todo.day, todo.post) == (on(3, 31), "chair")


# -- calls ------------------------------------------------------------------------------------------------------------------------------


def call(number: str, *steps: Step, due: time | None = None) -> JointCall:
    named = {"due": on(5, 4), "due_at": due} if due else {}
    called = Step(state="called", on=on(5, 4), at=time(9), **named)  # type: ignore[arg-type]
    return JointCall(id=number, number=number, unit=TOP, called=GROUP, kind="emergency", steps=(called, *steps))


def arrived(at: time) -> Step:
    return Step(state="arrived", on=on(5, 4), at=at)


@pytest.mark.parametrize(
    ("made", "came", "promise"),
    [
        (call("w", arrived(time(9, 30))), True, Promise.KEPT),
        (call("w", arrived(time(9, 31))), True, Promise.LATE),
        (call("w"), False, Promise.OVERDUE),
        # The time that the call names comes before the clock, both ways.
        (call("w", arrived(time(9, 50)), due=time(10)), True, Promise.KEPT),
        (call("w", arrived(time(9, 20)), due=time(9, 10)), True, Promise.LATE),
    ],
)
def test_who_is_called_comes_in_time_late_or_not_at_all(made: JointCall, came: bool, promise: Promise) -> None:
    (one,) = shot(made).derived("call_state", DAY).values()
    assert isinstance(one, CallState)
    assert (one.came, one.promise, one.unit) == (came, promise, GROUP)


def test_calls_are_counted_at_the_unit_that_was_called_and_those_taken_back_are_not() -> None:
    back = call("w-3", Step(state="called_off", on=on(5, 4), at=time(9, 5)))
    snapshot = shot(call("w-1", arrived(time(9, 40))), call("w-2"), back)
    for scope, base in ((GROUP, 2), (OTHER, 0), (None, 2)):
        figure = evaluate(["called_who_came"], snapshot, scope=scope, period=Period.year(2024))["called_who_came"]
        assert (figure.numerator, figure.denominator) == (base // 2, base)


def test_a_published_total_is_held_against_the_measure_of_its_kind() -> None:
    def told(number: int) -> list[str]:
        tally = Tally(id="t", unit=TOP, kind="published_calls", on=DAY, amount=Quantity.of(number, "percent"))
        return [one.code for one in TALLIES.problems(At.of(shot(call("w-1", arrived(time(9, 20))), call("w-2"), tally)))]

    assert (told(50), told(100)) == ([], ["tally-conflict"])


# -- shifts -----------------------------------------------------------------------------------------------------------------------------


def went(person: int, presence: str = "present", hours: str = "4", confirmed: bool = True) -> Attendance:
    post = PostId("chair") if confirmed else None
    return Attendance(
        id=f"x-{person}",
        activity=ActivityId("a-1"),
        person=PersonId(f"p-{person}"),
        presence=presence,
        hours=Decimal(hours),
        confirmed_by=post,
    )


@pytest.mark.parametrize(
    ("there", "came", "hours"),
    [
        ((went(1), went(2, hours="3.5")), 2, "7.5"),
        ((went(1), went(2, hours="14")), 2, "8"),
        ((went(1), went(2, presence="absent")), 1, "4"),
        ((went(1), went(2, confirmed=False)), 2, "4"),
        ((), 0, "0"),
    ],
)
def test_hours_are_confirmed_of_those_who_came_and_end_with_the_shift(
    there: tuple[Attendance, ...], came: int, hours: str
) -> None:
    shift = Activity(id=ActivityId("a-1"), unit=TOP, kind="service", on=on(4, 1), at=time(8), until_at=time(12), wanted=2)
    (one,) = shot(shift, *there).derived("turnout", DAY).values()
    assert isinstance(one, Turnout)
    assert (one.came, one.lacking, one.hours) == (came, 2 - came, Decimal(hours))


# -- cases ------------------------------------------------------------------------------------------------------------------------------


def case(*steps: Step, against: UnitId | None = None) -> Case:
    return Case(id=CaseId("c-1"), unit=TOP, category="complaint", against=against, steps=steps)


RECEIVED = Step(state="received", on=on(6, 1), due=on(6, 20))
HANDED = Step(state="dispatched", on=on(6, 2), unit=GROUP)


def test_a_case_with_a_day_of_its_own_is_told_and_owed_by_whoever_has_it_in_hand() -> None:
    open_ = At.of(shot(case(RECEIVED, HANDED)))
    assert [one.code for one in PROMISES.problems(open_)] == ["case-overdue"]
    assert [(one.unit, one.day, one.urgency.value) for one in PROMISES.to_dos(open_)] == [(GROUP, on(6, 20), "overdue")]
    before = At.of(shot(case(RECEIVED, HANDED)), on(6, 20))
    assert [one.code for one in PROMISES.problems(before)] == []
    assert [one.urgency.value for one in PROMISES.to_dos(before)] == ["due"]
    answered = At.of(shot(case(RECEIVED, HANDED, Step(state="replied", on=on(6, 29)))))
    assert [*PROMISES.problems(answered), *PROMISES.to_dos(answered)] == []


def test_nobody_handles_what_is_said_of_them() -> None:
    def told(*steps: Step) -> list[str]:
        return [one.code for one in MATTERS.problems(At.of(shot(case(RECEIVED, *steps, against=GROUP))))]

    assert (told(HANDED), told()) == (["case-own-hands"], [])
    assert told(HANDED, Step(state="dispatched", on=on(6, 3), unit=OTHER)) == []


def test_a_clock_says_nothing_where_nobody_keeps_the_days_it_asks_for() -> None:
    kept = charter("""
    [clock.handed]
    en = "Handing over"
    zh = "交办时限"
    noun = "case"
    kept = ["dispatched"]
    from = ["received"]
    to = ["dispatched", "replied"]
    limit = [{ days = 1 }]
    """)
    other = Case(id=CaseId("c-2"), unit=TOP, category="complaint", steps=(RECEIVED, HANDED))

    def states(*cases: Case) -> list[str]:
        snapshot = Snapshot.of([*base(), *cases], kept, as_of=DAY, check=False)
        return sorted(snapshot.derived("clock_state", DAY))

    assert [one for one in states(case(RECEIVED)) if one.startswith("handed")] == []
    assert [one for one in states(case(RECEIVED), other) if one.startswith("handed")] == ["handed:case:c-1", "handed:case:c-2"]


def test_of_what_nobody_ever_recorded_a_requirement_says_nothing_is_lacking() -> None:
    served = charter("""
    [requirement.window]
    en = "A window for each group"
    zh = "每组设窗口"
    noun = "unit"
    where = { kind = "group" }
    must = { has = { post = "unit" } }
    """)

    def lacking(*records: Record) -> list[str]:
        shown = Snapshot.of([*base()[:3], *records], served, as_of=DAY, check=False)
        return sorted(str(one.record.id) for one in shown.derived("requirement_state", DAY).values() if not one.met)  # type: ignore[attr-defined]

    assert lacking() == []
    assert lacking(Post(id=PostId("w"), unit=GROUP, kind="chair")) == ["other"]
