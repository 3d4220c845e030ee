"""What changed code went unnoticed by: each was found by changing a line of the gate and seeing no test fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import grassroots as gr
from grassroots.access import STATISTICS, Actor, Grant, Verb
from grassroots.errors import Conflict, HasProblems, NotFound, Refused
from grassroots.model import (
    Answer,
    Case,
    Contact,
    Household,
    Membership,
    Note,
    Person,
    Placement,
    Reply,
    Step,
    Survey,
    Unit,
)
from grassroots.store import BadRow, Erasure, Message
from grassroots.values import CaseId, HouseholdId, PersonId, Ref, Source, SurveyId, UnitId

DAY = date(2024, 1, 1)
ROOT = (Placement(since=date(2000, 1, 1), parent=UnitId("root")),)


@pytest.fixture
def office() -> Iterator[gr.Office]:
    with gr.open("memory:", plugins=gr.Plugins.of(), create=True) as opened:
        opened.add(
            Unit(id=UnitId("root"), kind="association", name="R"),
            Unit(id=UnitId("north"), kind="house", name="N", parents=ROOT),
            Unit(id=UnitId("south"), kind="house", name="S", parents=ROOT),
            Person(id=PersonId("p1"), name="Ann Example", phone="123456"),
            Person(id=PersonId("p2"), name="Bob Example"),
            reason="begin",
        )
        yield opened


def clerk(office: gr.Office, at: str, *verbs: Verb, **more: Any) -> gr.Office:
    return office.seen_by(Actor.at("clerk", at, *(verbs or (Verb.READ, Verb.CHANGE))), **more)


def case(id: str, at: str, **more: Any) -> Case:
    return Case(id=CaseId(id), category="request", unit=UnitId(at), steps=(Step(state="received", on=DAY),), **more)


def test_what_never_was_has_no_history(office: gr.Office) -> None:
    with pytest.raises(NotFound):
        office.history("case", "nope")


@pytest.mark.parametrize("what", ["messages", "bad_rows"])
def test_who_does_not_change_everything_names_no_messages_and_no_rows(office: gr.Office, what: str) -> None:
    row = BadRow(ledger="x", source=Source("x.csv", row=2), cells=(), problems=())
    named: dict[str, Any] = {"messages": ("m",)} if what == "messages" else {"bad_rows": (row,)}
    with pytest.raises(Refused):
        clerk(office, "north").view._redact(Erasure(id="e", keys=(), **named))


def test_an_answer_takes_those_of_its_own_survey_along_and_no_others(office: gr.Office) -> None:
    for one in ("s", "t"):
        survey = Survey(id=SurveyId(one), unit=UnitId("north"), kind="satisfaction", on=DAY, anonymous=True, returned=20)
        office.add(survey, reason="x")
        answers = [
            Answer(id=f"{one}-{choice}", survey=SurveyId(one), item="overall", choice=choice, number=7)
            for choice in ("satisfied", "fairly")
        ]
        office.add(*answers, reason="x")
    office.withdraw("answer", "s-fairly", reason="x")
    assert set(office.snapshot("2024-12-31").all("answer")) == {"t-satisfied", "t-fairly"}


def test_a_message_about_somebody_tells_of_them_whatever_it_says_and_one_that_says_nothing_does_not(office: gr.Office) -> None:
    def sent(key: str, body: str, *about: str) -> Message:
        return Message(key=key, channel="x:", to="", subject="", body=body, about=tuple(("person", one) for one in about))

    office.add(
        Unit(id=UnitId("x"), kind="house", name="X", parents=ROOT),
        reason="x",
        messages=(
            sent("about", "come at nine", "p1"),
            sent("by word", "Ann Example comes"),
            sent("within", "Hann Examples come"),
            sent("other", "come", "p2"),
            sent("empty", "", "p1"),
        ),
    )
    assert [one.key for one in office.view.traces([("person", "p1")]).messages] == ["about", "by word"]
    assert [one.key for one in office.traces_of("p2").messages] == ["other"]


def test_rows_that_wait_tell_of_somebody_by_a_whole_cell(office: gr.Office) -> None:
    rows = tuple(
        BadRow(ledger="x", source=Source("x.csv", row=number), cells=(("name", cell),), problems=())
        for number, cell in enumerate((" Ann Example ", "Ann Example Junior", "123456", ""), 2)
    )
    office.view._append(gr.store.Batch(id="b", bad_rows=rows, clears=(("x.csv", ""),), reason="x"))
    assert [row.source.row for row in office.view.traces([("person", "p1")]).bad_rows] == [2, 4]


def test_a_person_is_told_from_another_record_of_the_same_id(office: gr.Office) -> None:
    office.add(
        Household(id=HouseholdId("p1"), unit=UnitId("south"), address="x"),
        Contact(id="v", unit=UnitId("south"), on=DAY, target=Ref("household", "p1"), code="reached"),
        case("c", "north", requester=PersonId("p1")),
        reason="x",
    )
    with pytest.raises((Refused, NotFound)):
        clerk(office, "south").correct("person", "p1", phone="1", reason="x")
    clerk(office, "north").correct("person", "p1", phone="1", reason="x")
    clerk(office, "north").erase(("person", "p1"), reason="what the south has is no record of the person")


def test_an_equal_value_is_no_change_of_what_is_hidden(office: gr.Office) -> None:
    office.add(case("c", "north", requester=PersonId("p1"), text="SECRET"), reason="x")
    counting = office.seen_by("ann", purpose=STATISTICS)
    head = office.head
    assert counting.view._revised("case", "c", {"text": None, "steps": (Step(state="received", on=DAY),)}) is None
    counting.correct("case", "c", text=None, attachments=(), reason="x")
    assert office.head == head
    assert office.get("case", "c").text == "SECRET"  # type: ignore[union-attr]


def test_who_reads_at_a_unit_or_under_it_does_not_see_who_complained_of_it(office: gr.Office) -> None:
    office.add(
        case("c", "root", against=UnitId("south"), requester=PersonId("p1"), text="CANARY"),
        case("d", "south", against=UnitId("root"), requester=PersonId("p1"), text="CANARY"),
        case("e", "south", against=UnitId("north"), requester=PersonId("p2"), text="OTHER"),
        reason="x",
    )
    root, south = Grant(Verb.READ, UnitId("root")), Grant(Verb.READ, UnitId("south"))
    for grants, open_to in (((root,), {"c", "e"}), ((south, root), {"e"}), ((south,), {"e"}), ((root, south), {"e"})):
        seen = office.seen_by(Actor("x", grants)).snapshot("2024-12-31").all(Case)
        for id, one in seen.items():
            assert (one.text is not None, one.requester is not None) == (id in open_to, id in open_to), (grants, id)
    assert office.get("case", "c").text == "CANARY"  # type: ignore[union-attr]


def test_versions_that_are_expected(office: gr.Office) -> None:
    view = office.view
    assert view._to_bring(("person", "nobody")) == 0
    assert view._to_bring(("person", "p1")) == 0, "what stands is a conflict"
    office.withdraw("person", "p2", reason="x")
    assert view._to_bring(("person", "p2")) == 2
    with pytest.raises(HasProblems, match="Nothing was added"):
        view._to_add([Person(id=PersonId("x")), Person(id=PersonId("x"))])
    with pytest.raises(HasProblems):
        view._to_add([Person(id=PersonId("p1"))])
    assert view._to_add([Person(id=PersonId("p2")), Person(id=PersonId("new"))]) == {("person", "p2"): 2, ("person", "new"): 0}
    office.add(Person(id=PersonId("p2"), name="Bob again"), reason="x")
    stale = gr.store.Batch(
        id="s",
        changes=(gr.store.Change(noun="person", id="p2", record=Person(id=PersonId("p2"))),),
        expect={("person", "p2"): 2},
    )
    with pytest.raises(Conflict):
        view._append(stale)


def test_what_changed_since_a_version_is_told_by_the_fields_that_the_purpose_opens(office: gr.Office) -> None:
    office.correct("person", "p1", name="Ann Other", phone="9", reason="x")
    assert office.view._changed_since(("person", "p1"), 1) == ("name", "phone")
    assert office.view._changed_since(("person", "p1"), 2) == ()
    assert office.seen_by("x", purpose=STATISTICS).view._changed_since(("person", "p1"), 1) == ()
    assert set(office.view._changed_since(("person", "p1"), 9)) >= {"name", "phone"}, "of a version that never was all is new"


def test_the_log_is_told_of_what_is_in_view(office: gr.Office) -> None:
    office.add(case("n", "north"), case("s", "south"), reason="x")
    north = clerk(office, "north")
    assert [(one.noun, one.id) for one in north.view._entries(0) if one.noun == "case"] == [("case", "n")]
    assert [one.id for one in office.view._entries(0) if one.noun == "case"] == ["n", "s"]
    assert [one.seq for one in office.view._entries(6)] == [7]
    assert office.view._first_since(date(2000, 1, 1)) == 8, "nothing bears a time"
    assert office.view._known_then(("case", "n"), 5) == ()
    assert [one.id for one in office.view._known_then(("case", "n"), 7)] == ["n"]
    assert north.view._known_then(("case", "s"), 7) == ()


def test_what_belongs_to_what_is_out_of_view_is_out_of_view(office: gr.Office) -> None:
    office.add(
        case("n", "north", requester=PersonId("p1")),
        case("s", "south", requester=PersonId("p2")),
        Reply(id="rn", case=CaseId("n"), on=DAY),
        Reply(id="rs", case=CaseId("s"), on=DAY),
        Note(id="about", unit=UnitId("north"), about=Ref("case", "s"), on=DAY, text="x"),
        Membership(id="m", person=PersonId("p2"), unit=UnitId("south"), steps=(Step(state="full", on=DAY),)),
        reason="x",
    )
    north = clerk(office, "north").snapshot("2024-12-31")
    assert set(north.all("case")) == {"n"}
    assert set(north.all("reply")) == {"rn"}
    assert set(north.all("person")) == {"p1"}
    assert set(north.all("unit")) == {"north"}
    note = north.get("note", "about")
    assert note is not None
    assert note.about.id.startswith("outside-")  # type: ignore[union-attr]


@pytest.mark.parametrize(("verb", "may"), [(Verb.READ, False), (Verb.CHANGE, False), (Verb.SEND, True)])
def test_sending_is_a_right_of_its_own(office: gr.Office, verb: Verb, may: bool) -> None:
    asked: list[Callable[[], object]] = [
        lambda: office.seen_by(Actor("x", (Grant(Verb.READ), Grant(verb)))).view.require_send(),
        lambda: office.seen_by(Actor("x", (Grant(Verb.READ), Grant(verb)))).view.outbox(),
        lambda: office.seen_by(Actor("x", (Grant(Verb.READ), Grant(verb)))).view._outgoing(),
        lambda: clerk(office, "north", Verb.READ, verb).view.require_send(["north"]),
    ]
    for one in asked:
        if may:
            one()
        else:
            with pytest.raises(Refused):
                one()
    for no in (None, ["north", "south"], ["root"]):
        with pytest.raises(Refused):
            clerk(office, "north", Verb.READ, verb).view.require_send(no)


def test_a_purpose_that_closes_a_field_brings_no_record_that_fills_it_and_any_that_leaves_it_alone(office: gr.Office) -> None:
    internal = office.seen_by(Actor.everywhere("x"), purpose="statistics")
    internal.add(case("c1", "north"), reason="a case")
    with pytest.raises(Refused):
        internal.add(case("c2", "north", text="the lamp of Ann Example"), reason="a case with a text")
    with pytest.raises(NotFound):
        office.get(Case, "c2")
