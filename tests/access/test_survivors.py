"""What changed code went unnoticed by: each was found by changing a line of the gate and seeing no test fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of

import grassroots as gr
from grassroots.access import PUBLICATION, STATISTICS, Actor, Grant, Verb, closing
from grassroots.access.closing import _said
from grassroots.access.scope import _by_the_cut, _ref_fields
from grassroots.access.soundness import _veiled
from grassroots.builtin.memory import MemoryStore
from grassroots.errors import Conflict, HasProblems, InvalidArgument, NotFound, Refused
from grassroots.model import (
    Answer,
    Attachment,
    Case,
    Contact,
    DiaryEntry,
    ExternalId,
    Household,
    Membership,
    Note,
    Person,
    Placement,
    Reply,
    Step,
    Survey,
    Unit,
    noun_of,
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


def test_a_part_of_a_sound_store_is_sound_for_whoever_sees_a_part(office: gr.Office) -> None:
    assert clerk(office, "north").verify() == ()


def test_what_ends_where_the_view_ends_is_no_fault_and_what_is_wrong_is(office: gr.Office) -> None:
    store_of(office).append(  # what no office stores, but another program may have
        gr.store.Batch(
            id="others",
            changes=tuple(
                gr.store.Change(noun=noun_of(one), id=one.id, record=one)
                for one in (
                    Contact(id="over", unit=UnitId("north"), on=DAY, target=Ref("household", "h"), code="reached"),
                    Contact(id="lost", unit=UnitId("north"), on=DAY, target=Ref("household", "none"), code="reached"),
                    Contact(id="odd", unit=UnitId("north"), on=DAY, target=Ref("household", "h"), code="no such code"),
                    Household(id=HouseholdId("h"), unit=UnitId("south"), address="x"),
                )
            ),
        )
    )
    told = {(one.code, one.details["id"]) for one in clerk(office, "north").view.snapshot(DAY, check=True).problems}
    assert told == {("unknown-word", "odd")}
    assert {one.details["id"] for one in office.view.snapshot(DAY, check=True).problems} == {"lost", "odd"}


@pytest.mark.parametrize(
    "code", ["no-parent", "parent-not-standing", "ballot-id", "notice-consent", "mandate-order", "unknown-reference"]
)
def test_by_the_end_of_a_view_come_only_faults_of_what_was_cut(code: str) -> None:
    problem = gr.Problem(code, details={"noun": "case", "id": "c"})
    assert _by_the_cut(problem, frozenset({("case", "c")}))
    assert not _by_the_cut(problem, frozenset({("case", "d")}))
    assert not _by_the_cut(evolve(problem, code="unknown-word"), frozenset({("case", "c")}))


def test_of_a_fault_that_one_has_made_what_is_out_of_view_is_not_told() -> None:
    seen, hidden = {("case", "mine")}, {"theirs"}
    fault = gr.Problem(
        "x",
        value="theirs",
        details={"noun": "case", "id": "mine", "near": ("theirs", "known"), "by": "theirs", "day": DAY, "to": "known"},
    )
    veiled = _veiled(fault, seen, hidden)
    assert (veiled.value, dict(veiled.details)) == (
        "…",
        {"noun": "case", "id": "mine", "near": ("known",), "by": "…", "day": DAY, "to": "known"},
    )
    assert _veiled(evolve(fault, value="known"), seen, hidden).value == "known"
    assert _veiled(evolve(fault, details={"noun": "case", "id": "theirs"}), seen, hidden) == gr.Problem("breaks-others")


def test_an_entry_of_a_diary_leads_to_the_case_that_is_not_confidential(office: gr.Office) -> None:
    office.add(case("open", "north"), case("secret", "north", confidential=True), reason="x")
    office.add(
        *(
            DiaryEntry(id=f"of {one}", unit=UnitId("north"), by=PersonId("p1"), on=DAY, kind="problem", case=CaseId(one))
            for one in ("open", "secret")
        ),
        reason="x",
    )
    for seen in (office, clerk(office, "north")):
        shown = seen.snapshot(DAY).all(DiaryEntry)
        assert (shown["of open"].case, shown["of secret"].case) == ("open", None)


def test_a_scope_that_did_not_stand_then_is_told_with_none_that_is_no_longer_ones_own(office: gr.Office) -> None:
    def under(id: str, year: int) -> Placement:
        return Placement(since=date(year, 1, 1), parent=UnitId(id))

    office.add(
        Unit(id=UnitId("n"), kind="district", name="N", parents=ROOT),
        Unit(id=UnitId("s"), kind="district", name="S", parents=ROOT),
        Unit(id=UnitId("late"), kind="house", name="L", parents=(under("n", 2022),)),
        Unit(id=UnitId("later"), kind="house", name="L", parents=(under("n", 2010), under("s", 2020))),
        Unit(id=UnitId("lates"), kind="house", name="L", parents=(under("n", 2010),)),
        reason="x",
    )
    with pytest.raises(NotFound) as told:
        clerk(office, "n", scope="late").view.snapshot(date(2015, 1, 1))
    assert "lates" in str(told.value)
    assert "later" not in str(told.value)


def test_before_the_first_change_there_was_nothing(office: gr.Office) -> None:
    assert len(office.view.snapshot(DAY, 0)) == 0
    assert repr(clerk(office, "north").view) == "<View of all that is granted by 'clerk' for 'office'>"
    with pytest.raises(InvalidArgument, match="'case'"):
        office.view.all("csae", DAY)


def test_what_a_row_says_stays_and_of_what_is_kept_beside_only_what_is_in_view_is_told() -> None:
    def unit(name: str, *ids: str) -> Unit:
        return Unit(
            id=UnitId("u"), kind="house", name=name, external_ids=tuple(ExternalId(scheme="s", value=one) for one in ids)
        )

    said, kept, seen = unit("N", "kept", "hidden", "said"), unit("N", "kept", "hidden"), unit("…", "kept")
    assert _said(said, kept, seen) == unit("…", "kept", "said")
    assert _said(unit("said"), kept, seen).name == "said"


def test_who_reads_for_counting_reads_no_number_of_others_and_brings_none(office: gr.Office) -> None:
    number, file = ExternalId(scheme="register", value="12345678"), Attachment(digest="sha256:1")
    office.add(case("c", "north", external_ids=(number,), attachments=(evolve(file, name="Ann.pdf"),)), reason="x")
    counting = clerk(office, "north", purpose="statistics")
    shown = counting.get("case", "c")
    assert isinstance(shown, Case)
    assert (repr(shown.external_ids[0].value), shown.external_ids[0].scheme, shown.attachments[0].name) == (
        "withheld",
        "register",
        None,
    )
    counting.add(case("d", "north", attachments=(file,)), reason="x")
    for more in ({"external_ids": (number,)}, {"attachments": (evolve(file, name="Bob.pdf"),)}):
        with pytest.raises(Refused):
            counting.add(case("e", "north", **more), reason="x")


def test_messages_leave_by_whoever_may_send_everything_and_a_copy_has_everything(office: gr.Office, tmp_path: Path) -> None:
    message = Message(key="m", channel="box:", to="a", subject="s", body="b")
    office.add(case("c", "north"), reason="x", messages=(message,))
    assert [one.message.key for one in office.view._outgoing().lease(5, datetime(2030, 1, 1, tzinfo=UTC))] == ["m"]
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), create=True) as filed:
        filed.add(Unit(id=UnitId("root"), kind="association", name="R"), reason="x")
        filed.view.copy_to(tmp_path / "b.db", MemoryStore)
    with gr.open(tmp_path / "b.db", plugins=gr.Plugins.of(), read_only=True) as copied:
        assert list(copied.snapshot(DAY).all("unit")) == ["root"]


def test_a_pseudonym_has_sixteen_signs_and_the_first_change_since_a_day_is_found(office: gr.Office) -> None:
    assert len(office.view.pseudonyms("the bureau")("case", "c")) == 16
    with gr.open("memory:", plugins=gr.Plugins.of(), create=True, clock=lambda: datetime(2024, 5, 6, tzinfo=UTC)) as dated:
        dated.add(Unit(id=UnitId("root"), kind="association", name="R"), reason="x")
        assert [dated.view._first_since(day) for day in (date(2024, 5, 6), date(2024, 5, 7))] == [1, 2]


def test_the_row_that_brought_the_first_version_of_a_record_is_known_and_what_another_charter_finds_wrong_is_counted(
    office: gr.Office,
) -> None:
    rows = [Source("cases.csv", row=number) for number in (2, 3)]
    for number, row in enumerate(rows):
        record = case("c", "north", text=f"text {number}")
        change = gr.store.Change(noun="case", id="c", record=record, source=row)
        store_of(office).append(gr.store.Batch(id=f"load:{number}", changes=(change,), expect={("case", "c"): number}))
    for seen in (office, clerk(office, "north")):
        assert (seen.view._standing().origin(("case", "c")), seen.view._standing().origin(("case", "d"))) == (rows[0], None)
    words = {name: one for name, one in office.charter.words["category"].items() if name != "request"}
    assert office.view._faults_under(office.charter) == 0
    assert office.view._faults_under(evolve(office.charter, words={**office.charter.words, "category": words})) == 1


def test_a_clean_ledger_of_a_clerk_clears_no_row_that_another_brought_and_what_comes_twice_is_named(office: gr.Office) -> None:
    row = BadRow(ledger="x", source=Source("x.csv", row=2), cells=(("name", "Ann"),), problems=())
    store_of(office).append(gr.store.Batch(id="theirs", bad_rows=(row,)))
    clerk(office, "north").view._append(gr.store.Batch(id="mine", clears=(("x.csv", ""),), reason="x"))
    assert [one.cells for one in store_of(office).bad_rows()] == [row.cells]
    with pytest.raises(HasProblems) as told:
        office.add(case("twice", "north"), case("twice", "north"), reason="x")
    assert {(one.code, one.value) for one in told.value.problems} == {("id-taken", "twice")}


def test_the_confidential_ones_of_few_cases_are_those_that_are_found_among_all(
    office: gr.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add(case("c", "north", confidential=True), case("d", "north", part_of=CaseId("c")), case("e", "north"), reason="x")
    for few_of in (0, 1000):
        monkeypatch.setattr(closing, "FEW_OF", few_of)
        found = [closing._confidential_of(store_of(office), {one, "none"}) for one in ("c", "d", "e")]
        assert [one in closed for one, closed in zip("cde", found, strict=True)] == [True, True, False]


def test_what_leads_to_other_records_is_every_reference_and_every_list_of_parts_that_has_one() -> None:
    assert {one.name for one in _ref_fields(Case)} >= {"unit", "steps"}
    assert "external_ids" not in {one.name for one in _ref_fields(Person)}


def test_who_may_clear_no_messages_is_told_of_the_first_record_that_was_named(office: gr.Office) -> None:
    office.add(case("c1", "north"), case("c2", "north"), reason="x")
    with pytest.raises(Refused, match="c1"):
        clerk(office, "north").view._redact(Erasure(id="e", keys=(("case", "c1"), ("case", "c2")), messages=("m",)))


def test_a_person_of_whom_another_unit_tells_too_is_nobodys_own(office: gr.Office) -> None:
    for id, person, at in (("m1", "p1", "north"), ("m2", "p2", "north"), ("m3", "p2", "south")):
        office.add(Membership(id=id, person=PersonId(person), unit=UnitId(at)), reason="joined")
    people = [("person", "p1"), ("person", "p2")]
    assert clerk(office, "north").view._own(people) == {("person", "p1")}


def test_a_list_that_a_purpose_does_not_open_is_closed_whether_it_must_be_there_or_not() -> None:
    closed = {info.name for info in closing._closed_fields(Person, PUBLICATION)}
    assert {"external_ids", "attachments"} <= closed
    assert "steps" in {info.name for info in closing._closed_fields(Case, PUBLICATION)}, "of its parts some fields are"


def test_what_a_row_says_is_told_without_what_is_kept_and_closed(office: gr.Office) -> None:
    kept = office.get("person", "p1")
    facts = office.seen_by(Actor.everywhere("ann"), purpose=STATISTICS).view
    (told,) = facts._shown([kept])
    assert "123456" not in str(told)
    assert office.view._shown([kept]) == (kept,)


def test_no_word_of_what_was_erased_stays_in_the_memory_of_who_erased_it(office: gr.Office) -> None:
    assert "Ann Example" in str(office.snapshot(DAY).all("person"))
    assert office.view._kept
    assert office.view._shared._kept
    office.erase(("person", "p1"), reason="asked for")
    assert (office.view._kept, dict(office.view._shared._kept)) == ({}, {})


@pytest.mark.parametrize("seq", [-1, 99, True, 1.0])
def test_a_state_that_never_was_is_not_shown(office: gr.Office, seq: Any) -> None:
    with pytest.raises(InvalidArgument):
        office.view.snapshot(DAY, known_at=seq)


def test_a_value_that_is_withheld_has_no_part_to_be_asked_for() -> None:
    with pytest.raises(Refused):
        closing.WITHHELD.name


def test_of_what_is_in_view_it_is_told_first_that_it_is_there(office: gr.Office) -> None:
    office.add(case("c1", "north"), case("c2", "south"), reason="x")
    reader = clerk(office, "north", Verb.READ)
    with pytest.raises(HasProblems, match="already"):
        reader.add(case("c1", "north"), reason="x")
    with pytest.raises(Refused):
        reader.add(case("c2", "south"), reason="x")


def test_a_chain_that_would_lead_back_to_itself_is_followed_however_long_it_is(office: gr.Office) -> None:
    ends = [CaseId(f"c{number}") for number in range(6)]
    for before, id in zip([None, *ends], ends, strict=False):
        office.add(case(id, "north", merged_into=before), reason="x")
    with pytest.raises(HasProblems, match="leads back to itself: c0, c5, c4, c3, c2, c1"):
        office.correct("case", "c0", merged_into="c5", reason="x")
