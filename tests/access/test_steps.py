"""Who may take a step, the levels of a report, and what a locked one freezes: held where the change is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import grassroots as gr
from grassroots.access import Actor, Grant, Verb
from grassroots.charter.loading import load
from grassroots.errors import HasProblems, Refused
from grassroots.model import Activity, Case, Due, Person, Placement, Post, Seat, Step, Team, Tenure, Unit
from grassroots.rules.registry import KINDS
from grassroots.values import ActivityId, CaseId, PersonId, PostId, TeamId, UnitId

R, DAY = "a test", date(2024, 4, 5)
RULES = """
id = "levels"
languages = ["en", "zh"]
[label]
en = "levels"
zh = "层级"
[words.unit]
association = { en = "association", zh = "协会" }
district = { en = "district", zh = "片区", under = ["association"] }
branch = { en = "branch", zh = "分会", under = ["district"] }
[words.category]
repair = { en = "repair", zh = "维修" }
[words.post]
chair = { en = "chair", zh = "主席" }
clerk = { en = "clerk", zh = "文书" }
[words.team_role]
chair = { en = "chair", zh = "主席" }
writer = { en = "writer", zh = "秘书" }
[words.team]
council = { en = "council", zh = "理事会" }
[words.activity]
talk = { en = "talk", zh = "座谈" }
meeting = { en = "meeting", zh = "会议" }
[workflow.case]
source = "The rules, 7"
[workflow.case.state]
asked = { kind = "open", en = "asked", zh = "已提出", next = ["approved", "noted"], moves = [{ to = "approved", by = ["chair"] }] }
approved = { kind = "done", en = "approved", zh = "已批准", next = ["asked"] }
noted = { kind = "done", en = "noted", zh = "已登记" }
[workflow.due.state]
owed = { kind = "open", en = "owed", zh = "应办", next = ["submitted"] }
submitted = { kind = "open", en = "submitted", zh = "已报送", next = ["checked", "owed"] }
checked = { kind = "open", en = "checked", zh = "已审核", next = ["locked", "owed"] }
locked = { kind = "done", en = "locked", zh = "已锁定", next = ["owed"] }
[duty.report]
en = "report"
zh = "报表"
where = { kind = "branch" }
every = "quarter"
levels = [{ state = "submitted", by = "own" }, { state = "checked", by = "above" }, { state = "locked", by = "kind", of = "association" }]
source = "The rules, 20"
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., gr.Office]]:
    charter = load({"charter.toml": RULES}, kinds=KINDS)
    kept: list[gr.Office] = []

    def opened(actor: Actor | str = "office", **more: Any) -> gr.Office:
        kept.append(gr.open(tmp_path / "s.db", charter, plugins=gr.Plugins.of(), actor=actor, **more))
        return kept[-1]

    def under(id: str) -> tuple[Placement, ...]:
        return (Placement(since=date(2000, 1, 1), parent=UnitId(id)),)

    opened(create=True).add(
        Unit(id=UnitId("a"), kind="association", name="A"),
        Unit(id=UnitId("d"), kind="district", name="D", parents=under("a")),
        Unit(id=UnitId("b"), kind="branch", name="B", parents=under("d")),
        Person(id=PersonId("ann"), name="Ann"),
        Person(id=PersonId("bob"), name="Bob"),
        Post(id=PostId("chair"), unit=UnitId("d"), kind="chair"),
        Post(id=PostId("clerk"), unit=UnitId("b"), kind="clerk"),
        Tenure(id="t1", post=PostId("chair"), person=PersonId("ann"), start=date(2024, 1, 1)),
        Tenure(id="t2", post=PostId("clerk"), person=PersonId("bob"), start=date(2024, 1, 1)),
        Case(id=CaseId("k"), unit=UnitId("b"), category="repair", steps=(Step(state="asked", on=date(2024, 3, 1)),)),
        Activity(id=ActivityId("old"), unit=UnitId("b"), kind="talk", on=date(2024, 2, 1)),
        Due(
            id="report:2024-01-01:b",
            unit=UnitId("b"),
            duty="report",
            first=date(2024, 1, 1),
            last=date(2024, 3, 31),
            steps=(Step(state="owed", on=date(2024, 1, 1), due=date(2024, 4, 10)),),
        ),
        reason=R,
    )
    yield opened
    for one in kept:
        one.close()


def actor(person: str, unit: str = "b", *more: Verb) -> Actor:
    return Actor(person, tuple(Grant(verb, UnitId(unit)) for verb in (Verb.READ, Verb.CHANGE, *more)), PersonId(person))


def refused(call: Callable[[], Any]) -> gr.Problem:
    with pytest.raises(HasProblems) as caught:
        call()
    (problem,) = caught.value.problems
    assert problem.text("zh") != problem.text("en")
    found: gr.Problem = problem
    return found


APPROVED = Step(state="approved", on=DAY)
BY_CHAIR = Step(state="approved", on=DAY, by=PostId("chair"))


def test_a_move_is_taken_by_whoever_holds_a_post_to_which_the_workflow_gives_it(opened: Callable[..., gr.Office]) -> None:
    for who in (actor("bob"), Actor("x", actor("bob").grants)):
        for step in (APPROVED, evolve(APPROVED, by=PostId("clerk"))):
            problem = refused(lambda who=who, step=step: opened(who).record_step("case", "k", step, reason=R))  # type: ignore[misc]
            assert problem.code == "step-not-theirs"
            assert "The rules, 7" in problem.text() and "chair" in problem.text() and "主席" in problem.text("zh")
    # The same by way of the fields, and by bringing in a life that never was.
    asked = opened().get("case", "k").steps  # type: ignore[union-attr]
    assert (
        refused(lambda: opened(actor("bob")).correct("case", "k", steps=(*asked, APPROVED), reason=R)).code == "step-not-theirs"
    )
    made = Case(id=CaseId("k2"), unit=UnitId("b"), category="repair", steps=(*asked, APPROVED))
    assert refused(lambda: opened(actor("bob")).add(made, reason=R)).code == "step-not-theirs"
    opened(actor("bob")).record_step("case", "k", Step(state="noted", on=DAY), reason=R)


def test_the_holder_takes_it_while_the_post_is_held_and_not_before(opened: Callable[..., gr.Office]) -> None:
    early = Step(state="approved", on=date(2023, 12, 31), by=PostId("chair"))
    task = Case(id=CaseId("k3"), unit=UnitId("b"), category="repair", steps=(Step(state="asked", on=date(2023, 12, 1)),))
    opened().add(task, reason=R)
    ann = opened(actor("ann", "d"))
    assert refused(lambda: ann.record_step("case", "k3", early, reason=R)).code == "step-not-theirs"
    ann.record_step("case", "k", BY_CHAIR, reason=R)
    assert ann.history("case", "k")[-1].batch.startswith("step:")


def test_what_others_decided_is_entered_from_paper_by_whom_the_charter_lets_and_marked_so(
    opened: Callable[..., gr.Office],
) -> None:
    office = opened()
    wrong = Step(state="approved", on=DAY, by=PostId("clerk"))
    problem = refused(lambda: office.record_step("case", "k", wrong, reason=R))
    assert "文书" in problem.text("zh"), "a post that has it not is refused to everybody"
    clerk = opened(actor("bob", "b", Verb.ENTER))
    clerk.record_step("case", "k", Step(state="approved", on=DAY), reason="minutes of 5 April")
    assert office.history("case", "k")[-1].batch.startswith("paper-step:")


def test_a_report_goes_up_by_its_levels_and_a_locked_one_freezes_its_period(opened: Callable[..., gr.Office]) -> None:
    due = ("due", "report:2024-01-01:b")

    def led(who: Actor | str, state: str, on: date = DAY) -> None:
        opened(who).record_step(*due, Step(state=state, on=on), reason=R)

    branch, district = Actor.at("b", "b", Verb.READ, Verb.CHANGE), Actor.at("d", "d", Verb.READ, Verb.CHANGE)
    led(branch, "submitted")
    problem = refused(lambda: led(branch, "checked"))
    assert problem.code == "wrong-level" and "The rules, 20" in problem.text()
    led(district, "checked")
    assert refused(lambda: led(district, "locked")).code == "wrong-level"
    opened(branch).correct("activity", "old", title="as long as it is open", reason=R)
    led("office", "locked")
    fresh = Activity(id=ActivityId("fresh"), unit=UnitId("b"), kind="talk", on=date(2024, 2, 2))
    for who in (branch, "office"):
        for change in (
            lambda who=who: opened(who).correct("activity", "old", kind="meeting", reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).correct("activity", "old", on=date(2024, 5, 1), reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).withdraw("activity", "old", reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).add(fresh, reason=R),  # type: ignore[misc]
        ):
            problem = refused(change)
            assert (problem.code, problem.value) == ("period-locked", "b")
    opened(branch).add(Activity(id=ActivityId("later"), unit=UnitId("b"), kind="talk", on=date(2024, 4, 2)), reason=R)
    opened().add(Activity(id=ActivityId("else"), unit=UnitId("d"), kind="talk", on=date(2024, 2, 2)), reason=R)
    led("office", "owed")
    opened(branch).add(fresh, reason="found in a drawer")


def test_a_locked_report_is_led_back_corrected_and_withdrawn_by_those_who_may_lock_it(opened: Callable[..., gr.Office]) -> None:
    due = ("due", "report:2024-01-01:b")
    for state in ("submitted", "checked", "locked"):
        opened().record_step(*due, Step(state=state, on=DAY), reason=R)
    back = Step(state="owed", on=DAY)
    steps: tuple[Step, ...] = opened().get(*due).steps  # type: ignore[union-attr]
    for who in (Actor.at("b", "b", Verb.READ, Verb.CHANGE, Verb.ENTER), Actor.at("d", "d", Verb.READ, Verb.CHANGE, Verb.ENTER)):
        for change in (
            lambda who=who: opened(who).record_step(*due, back, reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).correct(*due, steps=steps[:2], reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).correct(*due, last=date(2024, 1, 31), reason=R),  # type: ignore[misc]
            lambda who=who: opened(who).withdraw(*due, reason=R),  # type: ignore[misc]
        ):
            problem = refused(change)
            assert problem.code == "locked-not-theirs" and "The rules, 20" in problem.text(), problem
    with pytest.raises(gr.errors.InvalidArgument, match="reason"):
        opened().record_step(*due, back, reason=" ")
    above = Actor.at("a", "a", Verb.READ, Verb.CHANGE)
    opened(above).record_step(*due, back, reason="the board of 4 April: two talks were forgotten")
    assert opened().history(*due)[-1].batch.startswith("step:")


def test_what_a_level_did_on_paper_is_marked_so(opened: Callable[..., gr.Office]) -> None:
    due = ("due", "report:2024-01-01:b")
    clerk = Actor.at("bob", "b", Verb.READ, Verb.CHANGE, Verb.ENTER)
    opened(clerk).record_step(*due, Step(state="submitted", on=DAY), reason=R)
    opened(clerk).record_step(*due, Step(state="checked", on=DAY), reason="signed by the district")
    office = opened()
    assert [one.batch.split(":")[0] for one in office.history(*due)] == ["add", "step", "paper-step"]
    office.record_step(*due, Step(state="locked", on=DAY), reason=R)
    desk = Actor("desk", (*Actor.at("desk", "b", Verb.READ, Verb.CHANGE).grants, Grant(Verb.ENTER, UnitId("a"))))
    opened(desk).record_step(*due, Step(state="owed", on=DAY), reason="letter of the association")
    assert office.history(*due)[-1].batch.startswith("paper-step:")


# -- a step that is not the actor's is asked for --


def requested(office: gr.Office) -> tuple[Any, ...]:
    return tuple(one for one in office.proposals(DAY) if one.record[0] == "change_request")


def test_a_step_of_others_is_asked_for_and_somebody_entitled_takes_it(opened: Callable[..., gr.Office]) -> None:
    bob, ann = opened(actor("bob")), opened(actor("ann", "d"))
    with pytest.raises(HasProblems):
        bob.request_step("case", "k", Step(state="nowhere", on=DAY), reason=R)
    asked = bob.request_step("case", "k", APPROVED, reason="the roof leaks")
    assert bob.get("case", "k").steps[-1].state == "asked"  # type: ignore[union-attr]
    (proposal,) = requested(ann)
    assert (
        proposal.record == ("change_request", asked.id)
        and "approved" in proposal.reason.text()
        and "已批准" in proposal.reason.text("zh")
    )
    (todo,) = (one for one in ann.todo(DAY) if one.kind == "change_requests")
    assert todo.unit == "b" and todo.reason == proposal.reason
    assert ann.get("change_request", asked.id).text == "the roof leaks"  # type: ignore[union-attr]
    # Who asked cannot take it by accepting; nor write that it was taken.
    assert refused(lambda: bob.act(proposal, reason=R)).code == "step-not-theirs"
    # What others changed meanwhile is told to whoever decides.
    assert ann.meanwhile(asked.id) == ()
    opened().correct("case", "k", place="the attic", reason=R)
    assert [one.text("zh") for one in ann.meanwhile(asked.id)] == ["地点"]
    ann.act(proposal, reason="looked at on the spot")
    assert ann.get("case", "k").steps[-1] == APPROVED  # type: ignore[union-attr]
    assert (ann.get("change_request", asked.id).accepted, requested(ann)) == (True, ())  # type: ignore[union-attr]


def test_a_step_that_is_asked_for_is_refused_with_a_reason_and_cannot_be_taken_then(opened: Callable[..., gr.Office]) -> None:
    bob, ann = opened(actor("bob")), opened(actor("ann", "d"))
    asked = bob.request_step("case", "k", APPROVED, reason=R)
    (proposal,) = requested(ann)
    with pytest.raises(gr.errors.InvalidArgument, match="reason"):
        ann.refuse_request(asked.id, on=DAY, reason="")
    ann.refuse_request(asked.id, on=DAY, reason="no money this year")
    assert requested(ann) == ()
    with pytest.raises(gr.errors.InvalidArgument):
        ann.act(proposal, reason=R)
    with pytest.raises(gr.errors.NotFound, match="decided already"):
        ann.refuse_request(asked.id, on=DAY, reason=R)


def test_a_request_is_outrun_by_a_later_step_and_says_where_the_record_is(opened: Callable[..., gr.Office]) -> None:
    asked = opened(actor("bob")).request_step("case", "k", APPROVED, reason=R)
    opened().record_step("case", "k", Step(state="noted", on=DAY), reason=R)
    ann = opened(actor("ann", "d"))
    (proposal,) = requested(ann)
    assert "noted" in proposal.reason.text()
    with pytest.raises(HasProblems):
        ann.act(proposal, reason=R)
    opened().correct("change_request", asked.id, accepted=True, decided=DAY, reason=R)
    assert "request-not-taken" in {one.code for one in opened().check(DAY)}


def test_a_request_about_what_is_out_of_view_is_not_found(opened: Callable[..., gr.Office]) -> None:
    stranger = Actor.at("x", "d", Verb.READ)
    with pytest.raises(gr.errors.Refused):
        opened(stranger).request_step("case", "k", APPROVED, reason=R)
    opened().add(
        Unit(id=UnitId("e"), kind="district", name="E", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("a")),)),
        reason=R,
    )
    with pytest.raises(gr.errors.NotFound):
        opened(Actor.at("x", "e", Verb.READ, Verb.CHANGE)).request_step("case", "k", APPROVED, reason=R)


def test_whatever_has_steps_can_be_asked_for() -> None:
    from grassroots.model import NOUNS, has_steps
    from grassroots.model.casework.change_request import TARGETS

    assert set(TARGETS) == {noun for noun in NOUNS if has_steps(noun)}


# -- who gets roles and rights by a change --


def held(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    problem = caught.value.problem
    assert isinstance(problem, gr.Problem)
    assert problem.text("zh") != problem.text("en")
    return problem.code


def test_what_a_post_decided_is_taken_back_by_none_but_who_could_decide_it(opened: Callable[..., gr.Office]) -> None:
    opened(actor("ann", "d")).record_step("case", "k", APPROVED, reason=R)
    asked, approved = opened().get("case", "k").steps  # type: ignore[union-attr]
    bob = opened(actor("bob"))
    for steps in ((asked,), (), (asked, evolve(approved, on=date(2024, 4, 1)))):
        with pytest.raises(HasProblems) as caught:
            bob.correct("case", "k", steps=steps, reason=R)
        assert caught.value.problems[0].code == "step-not-theirs-back"
    assert refused(lambda: bob.withdraw("case", "k", reason=R)).code == "step-not-theirs-back"
    assert opened().get("case", "k").steps == (asked, approved)  # type: ignore[union-attr]
    bob.correct("case", "k", text="the lamp", reason=R)
    opened(actor("ann", "d")).correct("case", "k", steps=(asked,), reason=R)
    opened(actor("ann", "d")).record_step("case", "k", APPROVED, reason=R)
    opened().correct("case", "k", steps=(asked,), reason="entered by mistake")
    assert opened().history("case", "k")[-1].batch.startswith("paper-")


def test_a_word_with_another_life_is_no_way_round_a_step_of_others(tmp_path: Path) -> None:
    text = RULES.replace('repair = { en = "repair", zh = "维修" }', REPAIR) + FREELY
    charter = load({"charter.toml": text}, kinds=KINDS)
    with gr.open(tmp_path / "w.db", charter, plugins=gr.Plugins.of(), create=True) as office:
        asked = (Step(state="asked", on=DAY),)
        office.add(
            Unit(id=UnitId("b"), kind="association", name="B"),
            Case(id=CaseId("k"), unit=UnitId("b"), category="repair", steps=asked),
            reason=R,
        )
        clerk = office.seen_by(Actor.at("bob", "b", Verb.READ, Verb.CHANGE))
        clerk.correct("case", "k", category="idea", reason=R)
        clerk.record_step("case", "k", APPROVED, reason=R)
        assert refused(lambda: clerk.correct("case", "k", category="repair", reason=R)).code == "step-not-theirs"
        office.correct("case", "k", category="repair", reason=R)
        assert refused(lambda: clerk.correct("case", "k", category="idea", reason=R)).code == "step-not-theirs-back"


REPAIR = """repair = { en = "repair", zh = "维修" }
idea = { en = "idea", zh = "建议", workflow = "idea" }"""
FREELY = """
[workflow.idea.state]
asked = { kind = "open", en = "asked", zh = "已提出", next = ["approved"] }
approved = { kind = "done", en = "approved", zh = "已批准" }
"""


def test_nobody_appoints_themselves_to_what_takes_steps(opened: Callable[..., gr.Office]) -> None:
    bob = opened(actor("bob"))
    own = Post(id=PostId("own"), unit=UnitId("b"), kind="chair")
    mine = Tenure(id="t9", post=PostId("own"), person=PersonId("bob"), start=date(2020, 1, 1))
    for call in (
        lambda: bob.add(own, mine, reason=R),
        lambda: bob.correct("post", "clerk", kind="chair", reason=R),
    ):
        assert held(call) == "may-not-appoint-oneself"
    assert opened().get("post", "clerk").kind == "clerk"  # type: ignore[union-attr]
    # Others, or what is there without a holder, may be recorded; so may the end of one's own.
    opened(actor("cat")).add(Post(id=PostId("own"), unit=UnitId("b"), kind="chair"), reason=R)
    opened(actor("cat")).add(mine, reason=R)
    bob.withdraw("tenure", "t9", reason=R)
    opened(actor("bob", "b", Verb.ENTER)).add(evolve(mine, id="t10", start=date(2024, 4, 1)), reason=R)
    bob.correct("tenure", "t10", end=date(2024, 4, 9), reason=R)
    assert held(lambda: bob.correct("tenure", "t10", end=None, reason=R)) == "may-not-appoint-oneself"


def test_nobody_appoints_themselves_by_a_seat_in_a_team(opened: Callable[..., gr.Office]) -> None:
    opened().add(Team(id=TeamId("council"), unit=UnitId("b"), kind="council"), reason=R)
    bob = opened(actor("bob"))
    seat = Seat(id="s", team=TeamId("council"), person=PersonId("bob"), role="chair")
    assert held(lambda: bob.add(seat, reason=R)) == "may-not-appoint-oneself"
    bob.add(evolve(seat, role="writer"), reason=R)
    opened(actor("cat")).add(evolve(seat, id="s2"), reason=R)


def test_nobody_gives_by_a_post_a_right_that_they_do_not_have(tmp_path: Path) -> None:
    text = RULES.replace('zh = "文书" }', 'zh = "文书", rights = ["read", "send"] }')
    charter = load({"charter.toml": text}, kinds=KINDS)
    with gr.open(tmp_path / "r.db", charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(
            Unit(id=UnitId("b"), kind="association", name="B"),
            Person(id=PersonId("bob"), name="Bob"),
            Post(id=PostId("clerk"), unit=UnitId("b"), kind="clerk"),
            Post(id=PostId("chair"), unit=UnitId("b"), kind="chair"),
            Tenure(id="t0", post=PostId("chair"), person=PersonId("bob"), start=date(2024, 1, 1)),
            reason=R,
        )
        tenure = Tenure(id="t", post=PostId("clerk"), person=PersonId("bob"), start=date(2024, 1, 1))
        clerk = office.seen_by(Actor.at("ann", "b", Verb.READ, Verb.CHANGE))
        everywhere = office.seen_by(Actor("ann", (Grant(Verb.READ), Grant(Verb.CHANGE))))
        for one in (clerk, everywhere):
            assert held(lambda one=one: one.add(tenure, reason=R)) == "may-not-give"  # type: ignore[misc]
        office.seen_by(Actor.at("cat", "b", Verb.READ, Verb.CHANGE, Verb.SEND)).add(tenure, reason=R)
