"""Life cycles: state, outcome, rating and promise on a day."""

from __future__ import annotations

from datetime import date, time

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from support.small import CASE, day, step

from grassroots.charter import State, StateKind, Workflow
from grassroots.model import Step
from grassroots.reading.lifecycle import Promise, status_on

REPLIED = [
    step("received 2014-03-03"),
    step("assigned 2014-03-04"),
    step("replied 2014-03-11 solved"),
    step("rated 2014-03-20 - satisfied"),
]


@pytest.mark.parametrize(
    ("on", "state", "kind", "outcome", "rating"),
    [
        ("2014-03-03", "received", "open", None, None),
        ("2014-03-10", "assigned", "open", None, None),
        ("2014-03-11", "replied", "done", "solved", None),
        ("2014-03-20", "rated", "done", "solved", "satisfied"),
    ],
)
def test_state_outcome_and_rating_are_those_of_the_day(
    on: str, state: str, kind: str, outcome: str | None, rating: str | None
) -> None:
    standing = status_on(REPLIED, CASE, day(on))
    assert standing is not None
    assert (standing.state, standing.state_kind, standing.outcome, standing.rating) == (state, kind, outcome, rating)


def test_before_its_first_step_a_life_has_not_begun() -> None:
    assert status_on(REPLIED, CASE, day("2014-03-02")) is None


def test_opening_again_takes_the_outcome_and_rating_back() -> None:
    standing = status_on([*REPLIED, step("received 2014-04-01")], CASE, day("2014-04-01"))
    assert standing is not None and (standing.outcome, standing.rating, standing.promise) == (None, None, Promise.NONE)


def test_waiting_again_after_it_was_done_takes_the_outcome_back_too() -> None:
    standing = status_on([*REPLIED, step("paused 2014-04-01")], CASE, day("2014-04-01"))
    assert standing is not None and (standing.outcome, standing.settled, standing.rating, standing.rated) == (None,) * 4


def test_a_promise_is_judged_by_the_day_on_which_it_was_done_and_by_what_was_promised_then() -> None:
    steps = [
        Step(state="received", on=day("2014-03-03"), due=day("2014-03-10"), due_at=time(9)),
        Step(state="replied", on=day("2014-03-12")),
        Step(state="rated", on=day("2014-03-13"), due=day("2014-03-30")),
    ]
    standing = status_on(steps, CASE, day("2014-03-31"))
    assert standing is not None and (standing.promise, standing.due, standing.due_at) == ("late", day("2014-03-30"), None)
    early = [evolve(steps[0], due=day("2014-03-12")), steps[1], Step(state="rated", on=day("2014-04-13"))]
    kept = status_on(early, CASE, day("2014-04-30"))
    assert kept is not None and kept.promise == "kept"


def test_what_is_opened_again_is_promised_again() -> None:
    steps = [
        Step(state="received", on=day("2014-03-03"), due=day("2014-03-10")),
        Step(state="replied", on=day("2014-03-09")),
        Step(state="received", on=day("2014-03-12")),
    ]
    assert [status_on(steps, CASE, day(on)).promise for on in ("2014-03-09", "2014-03-12")] == ["kept", "overdue"]  # type: ignore[union-attr]
    again = [*steps, Step(state="replied", on=day("2014-03-20"))]
    assert status_on(again, CASE, day("2014-03-20")).promise == "late"  # type: ignore[union-attr]


def test_the_days_of_state_outcome_and_rating_are_those_of_their_own_steps() -> None:
    steps = [
        step("received 2014-03-03"),
        step("received 2014-03-04"),
        step("replied 2014-03-05 explained"),
        step("replied 2014-03-07 solved"),
        step("replied 2014-03-08 - satisfied"),
        step("replied 2014-03-09 - dissatisfied"),
    ]
    first, last = (status_on(steps, CASE, day(on)) for on in ("2014-03-04", "2014-03-09"))
    assert first is not None and (first.since, first.settled, first.rated) == (day("2014-03-03"), None, None)
    assert last is not None and (last.since, last.settled, last.rated) == tuple(
        map(day, ("2014-03-05", "2014-03-07", "2014-03-09"))
    )
    assert (last.outcome, last.rating) == ("solved", "dissatisfied")


def test_steps_of_one_day_keep_their_written_order() -> None:
    steps = [step("received 2014-03-03"), step("replied 2014-03-03 solved"), step("received 2014-03-03")]
    standing = status_on(steps, CASE, day("2014-03-03"))
    assert standing is not None and standing.state == "received"


def due(on: str, at: time | None = None) -> Step:
    return Step(state="received", on=day("2014-03-03"), due=day(on), due_at=at)


@pytest.mark.parametrize(
    ("first", "done", "on", "expected"),
    [
        (due("2014-03-10"), None, "2014-03-10", Promise.RUNNING),
        (due("2014-03-10"), None, "2014-03-11", Promise.OVERDUE),
        (due("2014-03-10", time(17)), None, "2014-03-10", Promise.OVERDUE),
        (due("2014-03-10", time(17)), None, "2014-03-09", Promise.RUNNING),
        (due("2014-03-10"), Step(state="replied", on=day("2014-03-10")), "2014-03-31", Promise.KEPT),
        (due("2014-03-10"), Step(state="replied", on=day("2014-03-11")), "2014-03-31", Promise.LATE),
        (due("2014-03-10", time(17)), Step(state="replied", on=day("2014-03-10"), at=time(17)), "2014-03-31", Promise.KEPT),
        (
            due("2014-03-10", time(17)),
            Step(state="replied", on=day("2014-03-10"), at=time(17, 0, 1)),
            "2014-03-31",
            Promise.LATE,
        ),
        (due("2014-03-10", time(17)), Step(state="replied", on=day("2014-03-10")), "2014-03-31", Promise.KEPT),
        (due("2014-03-10"), Step(state="declined", on=day("2014-03-20")), "2014-03-31", Promise.NONE),
        (Step(state="received", on=day("2014-03-03")), None, "2014-03-31", Promise.NONE),
    ],
)
def test_a_promise_is_kept_late_overdue_running_or_none(first: Step, done: Step | None, on: str, expected: Promise) -> None:
    standing = status_on([first, *([done] if done else [])], CASE, day(on))
    assert standing is not None and standing.promise is expected


def test_a_changed_due_day_holds_from_its_own_step_on() -> None:
    extended = Step(state="assigned", on=day("2014-03-09"), due=day("2014-03-20"))
    steps = [due("2014-03-10"), extended]
    assert [status_on(steps, CASE, day(on)).promise for on in ("2014-03-08", "2014-03-15", "2014-03-21")] == [
        "running",
        "running",
        "overdue",
    ]  # type: ignore[union-attr]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(list(CASE.states))), min_size=1, max_size=8), st.integers(0, 80))
def test_what_happens_later_never_changes_what_held_earlier(moves: list[tuple[int, str]], on: int) -> None:
    moves.sort(key=lambda move: move[0])
    steps = [Step(state=state, on=date.fromordinal(735000 + at)) for at, state in moves]
    asked = date.fromordinal(735000 + on)
    assert status_on(steps, CASE, asked) == status_on([one for one in steps if one.on <= asked], CASE, asked)


def test_taking_up_again_what_was_dropped_takes_its_outcome_back() -> None:
    taken_up = evolve(CASE, states={**CASE.states, "declined": evolve(CASE.states["declined"], next=("assigned",))})
    steps = [step("received 2014-03-03"), step("declined 2014-03-04 not_now"), step("assigned 2014-03-10")]
    assert [getattr(status_on(steps, taken_up, day(on)), "outcome", "") for on in ("2014-03-04", "2014-03-10")] == [
        "not_now",
        None,
    ]


def test_a_rating_before_the_answer_makes_nothing_done() -> None:
    """Answered after its last day is late, also where it was rated before that."""
    steps = [
        evolve(step("received 2014-03-03"), due=day("2014-03-10")),
        step("rated 2014-03-05 - satisfied"),
        step("replied 2014-03-12 solved"),
    ]
    early = status_on(steps[:2], CASE, day("2014-03-06"))
    assert early is not None and (early.state_kind, early.rating, early.promise) == ("open", None, Promise.RUNNING)
    late = status_on(steps, CASE, day("2014-03-31"))
    assert late is not None and (late.state_kind, late.rating, late.promise) == ("done", None, Promise.LATE)


def test_whoever_leaves_on_a_day_belongs_until_its_end() -> None:
    full = State(name="full", kind=StateKind.DONE, labels={}, next=("ended",))
    ended = State(name="ended", kind=StateKind.DROPPED, labels={}, next_day=True)
    life = Workflow(name="membership", states={"full": full, "ended": ended})
    steps = [step("full 2014-03-03"), step("ended 2014-03-31")]
    assert [status_on(steps, life, day(one)).state for one in ("2014-03-30", "2014-03-31", "2014-04-01")] == [  # type: ignore[union-attr]
        "full",
        "full",
        "ended",
    ]
