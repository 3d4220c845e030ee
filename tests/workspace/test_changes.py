"""Changes by hand: with a reason and an actor, by the workflow, never against what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.behind import store_of
from support.offices import CASES, line, office, put

import grassroots as gr
from grassroots.store import Batch, Head
from grassroots.values import ActivityId, CaseId, PersonId, SurveyId, TeamId, UnitId, VoteId

REPLIED = gr.model.Step(state="replied", on=date(2024, 2, 20), outcome="solved")


@pytest.fixture
def club(tmp_path: Path) -> Any:
    with office(tmp_path) as opened:
        yield opened


def test_a_step_is_recorded_with_reason_and_actor(club: gr.Office) -> None:
    case = club.record_step("case", "cases-2", REPLIED, reason="phoned in", actor="ann")
    assert isinstance(case, gr.model.Case)
    assert case.steps[-1] == REPLIED
    entry = club.history("case", "cases-2")[-1]
    assert (entry.version, entry.actor, entry.reason) == (2, "ann", "phoned in")


def test_the_row_that_brought_a_record_stays_its_source_when_it_is_changed_by_hand(club: gr.Office) -> None:
    club.record_step("case", "cases-2", REPLIED, reason="phoned in")
    assert str(club.snapshot("2024-12-31").sources["case", "cases-2"]) == "cases.csv, row 3"


def test_the_same_step_again_changes_nothing(club: gr.Office) -> None:
    club.record_step("case", "cases-2", REPLIED, reason="phoned in")
    head = club.head
    club.record_step("case", "cases-2", REPLIED, reason="phoned in")
    assert club.head == head


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (gr.model.Step(state="returned", on=date(2024, 2, 20)), "step-not-allowed"),
        (gr.model.Step(state="replied", on=date(2024, 1, 1)), "steps-out-of-order"),
        (gr.model.Step(state="replyed", on=date(2024, 2, 20)), "unknown-state"),
        (gr.model.Step(state="replied", on=date(2024, 2, 20), outcome="won"), "unknown-outcome"),
        (gr.model.Step(state="dispatched", on=date(2024, 2, 20), unit=UnitId("attic")), "unknown-reference"),
    ],
)
def test_a_step_that_the_workflow_does_not_allow_is_refused_with_the_cure(
    club: gr.Office, step: gr.model.Step, code: str
) -> None:
    head = club.head
    with pytest.raises(gr.errors.HasProblems) as caught:
        club.record_step("case", "cases-2", step, reason="phoned in")
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].cure in str(caught.value)
    assert club.head == head


def test_a_field_is_corrected_and_the_earlier_report_stays_as_it_was(club: gr.Office) -> None:
    before = club.head.seq
    case = club.correct("case", "cases-2", reason="typed wrong", text="the gate", unit="south")
    assert isinstance(case, gr.model.Case)
    assert (case.text, case.unit) == ("the gate", "south")
    assert club.figure("cases_received", "2024-12-31", scope="north").value == 1
    assert club.figure("cases_received", "2024-12-31", scope="north", known_at=before).value == 2


def test_correcting_to_what_stands_changes_nothing(club: gr.Office) -> None:
    head = club.head
    club.correct("case", "cases-2", reason="typed wrong", text="the door")
    assert club.head == head


@pytest.mark.parametrize(
    ("fields", "error", "told"),
    [
        ({"txet": "x"}, gr.errors.InvalidArgument, "'txet' to correct; it has text"),
        ({"id": "x"}, gr.errors.InvalidArgument, "no field 'id' to correct"),
        ({"confidential": "yes"}, gr.errors.InvalidValue, "confidential"),
        ({"text": 7}, gr.errors.InvalidValue, "text"),
        ({"unit": "attic"}, gr.errors.HasProblems, "'attic'"),
        ({"category": "reqest"}, gr.errors.HasProblems, "'reqest'"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(club: gr.Office, fields: Any, error: type[Exception], told: str) -> None:
    head = club.head
    with pytest.raises(error, match=told):
        club.correct("case", "cases-2", reason="typed wrong", **fields)
    assert club.head == head


def test_a_change_needs_a_reason(club: gr.Office) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="needs a reason"):
        club.correct("case", "cases-2", reason=" ", text="the gate")
    with pytest.raises(gr.errors.InvalidArgument, match="needs a reason"):
        club.withdraw("case", "cases-2", reason="")


def test_records_are_added_all_or_none(club: gr.Office) -> None:
    person = gr.model.Person(id=PersonId("p-9"), name="Cem Example")
    case = gr.model.Case(
        id=CaseId("x-1"),
        category="request",
        unit=UnitId("north"),
        requester=person.id,
        steps=(gr.model.Step(state="received", on=date(2024, 3, 1)),),
    )
    with pytest.raises(gr.errors.HasProblems, match="p-9"):
        club.add(case, reason="came by")
    club.add(person, case, reason="came by")
    assert club.get("case", "x-1") == case
    with pytest.raises(gr.errors.HasProblems, match="already"):
        club.add(case, reason="came by")
    with pytest.raises(gr.errors.HasProblems, match="already"):
        club.add(person, person, reason="came by")


def test_a_withdrawn_record_no_longer_counts_and_its_history_stays(club: gr.Office) -> None:
    club.withdraw("case", "cases-2", reason="entered twice")
    assert club.figure("cases_received", "2024-12-31").value == 2
    assert [entry.withdrawn for entry in club.history("case", "cases-2")] == [False, True]
    with pytest.raises(gr.errors.NotFound):
        club.record_step("case", "cases-2", REPLIED, reason="phoned in")


def test_a_withdrawn_record_may_be_added_again(club: gr.Office) -> None:
    case = club.get("case", "cases-2")
    club.withdraw("case", "cases-2", reason="entered twice")
    club.add(case, reason="no, it was another one")
    assert club.get("case", "cases-2") == case


def test_a_ledger_does_not_bring_back_in_silence_what_was_withdrawn(club: gr.Office, tmp_path: Path) -> None:
    club.withdraw("case", "cases-2", reason="entered twice")
    # Not the very same ledger: that would not be read.
    cases = tmp_path / "ledgers" / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (problem,) = club.read(cases).problems
    assert (problem.code, str(problem.source)) == ("withdrawn-elsewhere", "cases.csv, row 3")


def test_what_others_refer_to_cannot_be_withdrawn(club: gr.Office) -> None:
    with pytest.raises(gr.errors.HasProblems) as caught:
        club.withdraw("unit", "south", reason="closed")
    assert caught.value.problems
    assert club.get("unit", "south")


def test_a_noun_without_steps_says_what_to_do_instead(club: gr.Office) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="correct its fields"):
        club.record_step("unit", "south", REPLIED, reason="closed")


def test_erasing_takes_the_personal_part_of_every_version_and_leaves_the_figures(club: gr.Office) -> None:
    club.correct("case", "cases-2", reason="typed wrong", text="the gate")
    before = club.figure("cases_received", "2024-12-31").value
    head = club.head.seq
    club.erase(("case", "cases-2"), reason="asked for")
    for seq in (None, head, head - 1):
        case = club.snapshot("2024-12-31", seq).get("case", "cases-2")
        assert isinstance(case, gr.model.Case)
        assert case.text is None
    assert club.figure("cases_received", "2024-12-31").value == before


def test_notices_leave_with_the_change_that_causes_them(club: gr.Office) -> None:
    notice = gr.store.Message(key="k-1", channel="console:", to="ann", subject="Solved", body="The door is mended.")
    club.record_step("case", "cases-2", REPLIED, reason="phoned in", messages=[notice])
    assert [one[0].key for one in store_of(club).outbox()] == ["k-1"]
    with pytest.raises(gr.errors.HasProblems):
        club.record_step("case", "cases-3", gr.model.Step(state="returned", on=date(2024, 4, 1)), reason="x", messages=[notice])
    assert len(store_of(club).outbox()) == 1


def test_notices_are_sent_once_by_the_channel_that_they_name(club: gr.Office, capsys: pytest.CaptureFixture[str]) -> None:
    notice = gr.store.Message(key="k-1", channel="console:", to="ann", subject="Solved", body="The door is mended.")
    club.record_step("case", "cases-2", REPLIED, reason="phoned in", messages=[notice])
    with pytest.raises(gr.errors.InvalidArgument, match="needs a clock"):
        club.send()
    assert club.send(lambda: datetime(2024, 7, 1, tzinfo=UTC)).sent == ("k-1",)
    assert "The door is mended." in capsys.readouterr().out
    assert club.send(lambda: datetime(2024, 7, 2, tzinfo=UTC)).sent == ()


def test_a_change_bears_the_time_of_the_clock(tmp_path: Path) -> None:
    moment = datetime(2024, 7, 1, tzinfo=UTC)
    with office(tmp_path, clock=lambda: moment) as club:
        club.correct("case", "cases-2", reason="typed wrong", text="the gate")
        assert club.history("case", "cases-2")[-1].at == moment


def test_of_two_who_change_the_same_record_the_second_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with office(tmp_path, address=str(path)) as one, gr.open(path, plugins=gr.Plugins.of()) as two:
        append = store_of(one).append

        def meanwhile(batch: Batch) -> Head:
            two.correct("case", "cases-2", reason="faster", text="the gate")
            return append(batch)

        store_of(one).append = meanwhile  # type: ignore[method-assign]
        with pytest.raises(gr.errors.Conflict, match="Read it again"):
            one.correct("case", "cases-2", reason="slower", text="the hatch")
        case = two.get("case", "cases-2")
        assert isinstance(case, gr.model.Case)
        assert case.text == "the gate"


# -- rights --


@pytest.fixture
def north(tmp_path: Path) -> Any:
    """Somebody who may read and change one house only."""
    with office(tmp_path, address=str(tmp_path / "a.db")):
        pass
    ann = gr.Actor.at("ann", "north", gr.access.Verb.READ, gr.access.Verb.CHANGE)
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=ann) as opened:
        yield opened


def test_whoever_may_only_read_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")):
        pass
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=gr.Actor.at("guest", "club")) as guest:
        head = guest.head
        with pytest.raises(gr.errors.Refused):
            guest.record_step("case", "cases-2", REPLIED, reason="phoned in")
        with pytest.raises(gr.errors.Refused):
            guest.add(gr.model.Person(id=PersonId("p-9")), reason="came by")
        with pytest.raises(gr.errors.Refused):
            guest.erase(("case", "cases-2"), reason="asked for")
        with pytest.raises(gr.errors.Refused):
            guest.take_in(put(tmp_path / "l", {"cases.csv": line(CASES, 3, "2,north,request,x,2024-02-01,,")}) / "cases.csv")
        assert guest.head == head


def test_whoever_may_change_a_house_changes_its_records_and_keeps_what_refers_out_of_sight(north: gr.Office) -> None:
    handled = gr.model.Step(state="dispatched", on=date(2024, 2, 20), unit=UnitId("north"))
    north.record_step("case", "cases-2", handled, reason="north takes it")
    with pytest.raises(gr.errors.NotFound, match="there is no case 'cases-3'"):
        north.record_step("case", "cases-3", REPLIED, reason="phoned in")
    with pytest.raises(gr.errors.Refused):
        north.correct("case", "cases-2", reason="not ours", unit=UnitId("south"))
    unit = north.correct("unit", "north", reason="a new name", name="The North")
    assert isinstance(unit, gr.model.Unit)
    assert [place.parent for place in unit.parents] == [None]


def test_a_change_by_somebody_who_does_not_see_all_of_a_record_loses_nothing_of_it(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")):
        pass
    ann = gr.Actor.at("ann", "north", gr.access.Verb.READ, gr.access.Verb.CHANGE)
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=ann) as north:
        north.correct("unit", "north", reason="a new name", name="The North")
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of()) as club:
        unit = club.get("unit", "north")
        assert isinstance(unit, gr.model.Unit)
        assert (unit.name, [place.parent for place in unit.parents]) == ("The North", ["club"])


def test_what_a_change_would_break_out_of_sight_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")) as club:
        club.add(
            gr.model.Team(id=TeamId("t-1"), unit=UnitId("north"), kind="working_group"),
            gr.model.Activity(
                id=ActivityId("secret"), unit=UnitId("south"), kind="meeting", on=date(2024, 1, 1), team=TeamId("t-1")
            ),
            reason="founded",
        )
    ann = gr.Actor.at("ann", "north", gr.access.Verb.READ, gr.access.Verb.CHANGE)
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=ann) as north:
        with pytest.raises(gr.errors.HasProblems) as caught:
            north.withdraw("team", "t-1", reason="dissolved")
        assert [problem.code for problem in caught.value.problems] == ["breaks-others"]
        for word in ("secret", "south", "activity"):
            assert word not in str(caught.value)


def test_papers_of_a_secret_vote_come_together_so_that_the_log_tells_neither_order_nor_voter(club: gr.Office) -> None:
    unit = next(iter(club.snapshot("2024-12-31").all("unit")))
    club.add(gr.model.Vote(id=VoteId("v"), unit=UnitId(unit), kind="election", on=date(2024, 5, 1)), reason="election")
    club.add(*(gr.model.Person(id=PersonId(one)) for one in ("ann", "bo", "cy")), reason="candidates")
    ann, bo, cy = (
        gr.model.Ballot.of(VoteId("v"), [gr.model.Mark(option=gr.Ref("person", one))]) for one in ("ann", "bo", "cy")
    )
    cast = sorted((ann, bo, cy), key=lambda paper: paper.id, reverse=True)
    club.add(*cast, reason="counted")
    assert [entry.id for entry in store_of(club).since(0, 1000) if entry.noun == "ballot"] == sorted(one.id for one in cast)
    head = club.head
    with pytest.raises(gr.errors.Refused, match="come together"):
        club.add(gr.model.Ballot.of(VoteId("v"), [gr.model.Mark(option=gr.Ref("person", "ann"))] * 2), reason="Zhang, at 9:01")
    with pytest.raises(gr.errors.Refused, match="one by one"):
        club.correct("ballot", ann.id, papers=2, reason="Li, at 9:02")
    assert club.head == head
    for paper in cast:
        club.withdraw("ballot", paper.id, reason="counted again")
    club.add(*cast, reason="counted again")


def answers(survey: str, **numbers: int) -> list[gr.model.Answer]:
    return [
        gr.model.Answer(id=f"{survey}-{choice}", survey=SurveyId(survey), item="overall", choice=choice, number=number)
        for choice, number in numbers.items()
    ]


def test_answers_of_an_anonymous_survey_come_together_so_that_the_log_tells_no_order(club: gr.Office) -> None:
    unit = UnitId(next(iter(club.snapshot("2024-12-31").all("unit"))))
    for id, anonymous in (("s", True), ("named", False)):
        asked = gr.model.Survey(
            id=SurveyId(id), unit=unit, kind="satisfaction", on=date(2024, 5, 1), anonymous=anonymous, returned=20
        )
        club.add(asked, reason="survey")
    given = sorted(answers("s", satisfied=8, fairly=3, dissatisfied=2), key=lambda one: one.id, reverse=True)
    club.add(*given, reason="counted")
    log = [entry.id for entry in store_of(club).since(0, 1000) if entry.noun == "answer"]
    assert log == sorted(one.id for one in given)
    head = club.head
    with pytest.raises(gr.errors.Refused, match="come together"):
        club.add(*answers("s", abstained=1), reason="Zhang, at 9:01")
    with pytest.raises(gr.errors.Refused, match="one by one"):
        club.correct("answer", "s-satisfied", number=9, reason="Li, at 9:02")
    assert club.head == head
    club.withdraw("answer", "s-fairly", reason="counted again")
    assert not club.snapshot("2024-12-31").all("answer")
    club.add(*given, reason="counted again")
    # Who answered with a name may answer later.
    club.add(*answers("named", satisfied=1), reason="one answer")
    club.add(*answers("named", fairly=1), reason="another answer")
    club.correct("answer", "named-fairly", number=2, reason="one more")
    club.withdraw("answer", "named-fairly", reason="by mistake")
    assert "named-satisfied" in club.snapshot("2024-12-31").all("answer"), "of a survey with names each stands by itself"
