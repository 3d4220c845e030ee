"""Who complains is not shown to the unit complained about; a restricted category of cases is for those whose grant names it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve
from support.behind import view_of

from grassroots.access.actors import Actor, Grant, Verb
from grassroots.access.view import View
from grassroots.builtin.memory import MemoryStore
from grassroots.charter import Charter, CustomField, Form, Measure, State, StateKind, Word, Workflow
from grassroots.errors import NotFound, Refused
from grassroots.figures import evaluate
from grassroots.model import Case, Contact, Custom, Note, Person, Placement, Record, Reply, Step, Unit, key_of
from grassroots.store import Batch, Change
from grassroots.values import CaseId, Period, PersonId, Ref, Source, UnitId

DAY = date(2021, 12, 31)
CHARTER = Charter(
    id="test",
    labels={"en": "Test"},
    words={
        "category": {
            "request": Word(name="request", labels={"en": "request"}),
            "petition": Word(name="petition", labels={"en": "petition"}, restricted=True),
        }
    },
    workflows={"case": Workflow(name="case", states={"received": State(name="received", kind=StateKind.OPEN, labels={})})},
    measures={"cases": Measure(name="cases", labels={"en": "cases"}, form=Form.COUNT, noun="case")},
)
STREET, BUREAU, DESK, VILLAGE = UnitId("street"), UnitId("bureau"), UnitId("desk"), UnitId("village")


def unit(id: UnitId, parent: UnitId | None = None) -> Unit:
    parents = (Placement(since=date(2000, 1, 1), parent=parent),) if parent else ()
    return Unit(id=id, kind="unit", name=id, parents=parents)


def case(id: str, category: str = "request", unit: UnitId = BUREAU, **more: Any) -> Case:
    steps = (Step(state="received", on=date(2021, 3, 1)),)
    return Case(id=CaseId(id), category=category, unit=unit, steps=steps, requester=PersonId("p1"), **more)


UNITS = (unit(STREET), unit(BUREAU, STREET), unit(DESK, BUREAU), unit(VILLAGE, STREET))
PERSON = Person(id=PersonId("p1"), name="Somebody")


def stored(*batches: tuple[Record, ...]) -> MemoryStore:
    store = MemoryStore()
    for number, batch in enumerate(batches):
        changes = tuple(
            Change(noun=key_of(one)[0], id=one.id, record=one, source=Source("calls.csv", row=row))
            for row, one in enumerate(batch, 2)
        )
        store.append(
            Batch(id=str(number), changes=changes, actor="agent 7", reason="typed", at=datetime(2021, 3, 1, tzinfo=UTC))
        )
    return store


def seen(view: View, id: str) -> Case:
    found = view.snapshot(DAY).get("case", id)
    assert isinstance(found, Case)
    return found


# -- the unit complained about ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [BUREAU, DESK])
def test_s3_13_the_unit_complained_about_and_all_under_it_do_not_see_who_complained(reader: UnitId) -> None:
    complaint = case("c1", unit=DESK, against=BUREAU, agent=PersonId("p1"))
    store = stored((*UNITS, PERSON, complaint, Note(id="n1", unit=DESK, about=Ref("case", "c1"), on=DAY, text="called")))
    view = view_of(store, CHARTER, Actor.at("them", reader))
    shot = view.snapshot(DAY)
    assert (seen(view, "c1").requester, seen(view, "c1").agent) == (None, None)
    assert shot.all("person") == {}, "nor that the person is known here at all"
    assert ("case", "c1") not in shot.sources
    assert ("note", "n1") not in shot.sources
    assert {(entry.actor, entry.reason, entry.source) for entry in view.history("case", "c1")} == {("", "", None)}


def test_s3_13_what_was_said_and_where_is_not_shown_to_the_unit_complained_about() -> None:
    told: dict[str, Any] = {"text": "I am Carla, and the bureau ...", "place": "7 Example Road"}
    records = (case("c1", unit=DESK, against=BUREAU, **told), case("c2", unit=DESK, repeats="c1", **told))
    asks = Note(id="n1", unit=DESK, about=Ref("case", "c1"), on=DAY, text="Which rule was it decided by?")
    store = stored((*UNITS, PERSON, *records, case("c3", unit=DESK, confidential=True, **told), asks))
    them, above = (view_of(store, CHARTER, Actor.at("reader", reader)) for reader in (BUREAU, STREET))
    for id in ("c1", "c2"):
        for shown in (seen(them, id), them.get("case", id)):
            assert isinstance(shown, Case)
            assert (shown.text, shown.place, shown.category) == (None, None, "request")
        assert (seen(above, id).text, seen(above, id).place) == (told["text"], told["place"])
    assert seen(them, "c3").text == told["text"], "what is only confidential still has to be dealt with"
    note = them.get("note", "n1")
    assert isinstance(note, Note) and note.text == "Which rule was it decided by?", "what the desk asks of it, it sees"


def test_s3_13_the_level_above_sees_who_complained_and_so_does_another_unit_that_handles_it() -> None:
    complaint = case("c1", unit=VILLAGE, against=BUREAU)
    store = stored((*UNITS, PERSON, complaint))
    for actor in (Actor.at("above", STREET), Actor.at("village", VILLAGE), Actor.everywhere("office")):
        view = view_of(store, CHARTER, actor)
        assert seen(view, "c1").requester == "p1", actor
        assert view.history("case", "c1")[0].actor == "agent 7"


def test_s3_13_what_is_against_a_unit_today_is_closed_to_it_in_older_states_too() -> None:
    store = stored((*UNITS, PERSON, case("c1")), (case("c1", against=BUREAU),))
    view = view_of(store, CHARTER, Actor.at("them", BUREAU))
    old = view.snapshot(DAY, known_at=6).get("case", "c1")
    assert isinstance(old, Case)
    assert old.requester is None


def test_s3_13_a_grant_above_does_not_help_whoever_is_also_of_the_unit_complained_about() -> None:
    store = stored((*UNITS, PERSON, case("c1", against=DESK)))
    both = Actor("two hats", (Grant(Verb.READ, STREET), Grant(Verb.READ, DESK)))
    assert seen(view_of(store, CHARTER, both), "c1").requester is None


VISIT = Contact(id="v1", unit=DESK, on=DAY, target=Ref("person", "p1"), code="reached")


def test_s3_13_no_visit_and_no_field_of_the_charters_own_leads_to_who_complained() -> None:
    charter = evolve(
        CHARTER,
        custom=(
            CustomField(noun="case", name="callback", labels={}, kind="text", privacy="personal"),
            CustomField(noun="case", name="urgency", labels={}, kind="text", privacy="internal"),
        ),
    )
    own = (Custom(name="callback", text="0555 0100", private=True), Custom(name="urgency", text="high"))
    against = case("c1", unit=DESK, against=BUREAU, contact="v1", custom=own)
    store = stored((*UNITS, PERSON, VISIT, against, case("c2", confidential=True, contact="v1", custom=own)))
    them, office = (view_of(store, charter, actor) for actor in (Actor.at("them", BUREAU), Actor.everywhere("office")))
    for view, id in ((them, "c1"), (them, "c2"), (office, "c2")):
        for shown in (seen(view, id), view.get("case", id)):
            assert isinstance(shown, Case)
            assert (shown.requester, shown.contact, [one.name for one in shown.custom]) == (None, None, ["urgency"])
    assert (seen(office, "c1").contact, len(seen(office, "c1").custom)) == ("v1", 2)


@pytest.mark.parametrize("tie", ["merged_into", "part_of", "repeats"])
@pytest.mark.parametrize("turned", [False, True])
def test_s3_13_a_case_that_is_tied_to_a_complaint_does_not_tell_who_complained(tie: str, turned: bool) -> None:
    complaint, other = ("c2", "c1") if turned else ("c1", "c2")
    found: dict[str, dict[str, Any]] = {complaint: {"against": BUREAU}, other: {}}
    found["c2"][tie] = CaseId("c1")
    store = stored((*UNITS, PERSON, *(case(id, unit=DESK, **more) for id, more in found.items()), case("c3", unit=DESK)))
    them = view_of(store, CHARTER, Actor.at("them", BUREAU))
    assert [seen(them, id).requester for id in ("c1", "c2", "c3")] == [None, None, "p1"]
    assert {entry.actor for entry in them.history("case", other)} == {""}


@pytest.mark.parametrize("confidential", ["c1", "c2"])
def test_s3_13_what_was_split_off_a_confidential_case_is_as_closed_as_that(confidential: str) -> None:
    cases = (case("c1"), case("c2", part_of=CaseId("c1")), case("c3", merged_into=CaseId("c1")))
    store = stored((*UNITS, PERSON, *(evolve(one, confidential=one.id == confidential) for one in cases)))
    office = view_of(store, CHARTER, Actor.everywhere("office"))
    assert [seen(office, id).requester for id in ("c1", "c2", "c3")] == [None, None, "p1"]
    assert [getattr(office.get("case", id), "requester", "") for id in ("c1", "c2", "c3")] == [None, None, "p1"]
    assert [office.history("case", id)[0].actor for id in ("c1", "c2")] == ["", ""]


def test_s3_13_nobody_is_found_by_what_was_entered_together_with_a_complaint() -> None:
    store = stored(UNITS, (PERSON, case("c1", confidential=True)))
    office = view_of(store, CHARTER, Actor.everywhere("office"))
    (entry,) = office.history("case", "c1")
    assert (entry.batch, entry.at) == ("", None)
    assert office.history("person", "p1")[0].batch == "1"


# -- a restricted category ---------------------------------------------------------------------------------------------------------------

PETITION = case("p1", "petition")
REPLY = Reply(id="r1", case=PETITION.id, on=DAY)
AND_NOTE = Note(id="n1", unit=BUREAU, about=Ref("case", "p1"), on=DAY, text="a talk")


def opened(*units: UnitId) -> Actor:
    return Actor(
        "petitions", tuple(grant for one in units for grant in (Grant(Verb.READ, one), Grant(Verb.READ, one, "petition")))
    )


def test_s4_18_a_petition_and_what_belongs_to_it_are_not_found_without_a_grant_that_names_it() -> None:
    store = stored((*UNITS, PERSON, PETITION, case("c1", repeats=PETITION.id), REPLY, AND_NOTE))
    for actor in (Actor.at("bureau", BUREAU), Actor.at("street", STREET), Actor("all but", (Grant(Verb.READ),))):
        view = view_of(store, CHARTER, actor)
        shot = view.snapshot(DAY)
        assert set(shot.all("case")) == {"c1"}
        assert shot.all("reply") == shot.all("note") == {}
        assert seen(view, "c1").repeats is None
        for noun, id in (("case", "p1"), ("reply", "r1"), ("note", "n1")):
            with pytest.raises(NotFound):
                view.get(noun, id)
            with pytest.raises(NotFound):
                view.history(noun, id)
        assert evaluate(["cases"], shot, period=Period.year(2021))["cases"].value == 1


def test_s4_18_a_grant_opens_petitions_at_and_under_its_unit_only() -> None:
    store = stored((*UNITS, PERSON, PETITION, REPLY, AND_NOTE))
    assert set(view_of(store, CHARTER, opened(BUREAU)).snapshot(DAY).all("note")) == {"n1"}
    assert view_of(store, CHARTER, opened(BUREAU)).get("reply", "r1") == REPLY
    assert view_of(store, CHARTER, Actor.everywhere("office")).get("case", "p1") == PETITION
    for actor in (opened(VILLAGE), opened(DESK), Actor("odd", (Grant(Verb.READ), Grant(Verb.READ, VILLAGE, "petition")))):
        with pytest.raises(NotFound):
            view_of(store, CHARTER, actor).get("case", "p1")


def test_s4_18_a_grant_for_petitions_alone_opens_nothing_else() -> None:
    store = stored((*UNITS, PERSON, PETITION, case("c1")))
    shot = view_of(store, CHARTER, Actor("petitions", (Grant(Verb.READ, None, "petition"),))).snapshot(DAY)
    assert set(shot.all("case")) == {"p1"}
    assert shot.all("unit") == {}


def test_s4_18_what_became_a_petition_is_closed_in_older_states_and_one_that_was_cannot_be_reopened_by_a_change() -> None:
    store = stored((*UNITS, PERSON, case("p1")), (PETITION,))
    with pytest.raises(NotFound):
        view_of(store, CHARTER, Actor.at("bureau", BUREAU)).get("case", "p1", as_of=DAY, known_at=6)
    assert not view_of(store, CHARTER, Actor.at("bureau", BUREAU)).snapshot(DAY, known_at=6).all("case")
    clerk = Actor("clerk", (Grant(Verb.READ), Grant(Verb.CHANGE)))
    view = view_of(store, CHARTER, clerk)
    for changed in (evolve(PETITION, category="request"), evolve(PETITION, topic="x"), case("p2", "petition"), REPLY):
        with pytest.raises(Refused):
            view._require_change([changed])
    view_of(store, CHARTER, Actor("p", (*clerk.grants, Grant(Verb.CHANGE, None, "petition"))))._require_change(
        [PETITION, REPLY]
    )


def test_s4_18_nothing_on_a_person_says_that_somebody_petitions() -> None:
    from grassroots.fields import fields_of

    for info in fields_of(Person):
        assert not {"case", "rating", "assessment"} & set(info.refs)
        assert not any(part in info.name for part in ("risk", "score", "repeat", "petition", "label"))


def test_what_belongs_to_a_restricted_case_of_another_unit_is_closed_where_only_ones_own_are_open() -> None:
    about = Note(id="n9", unit=VILLAGE, about=Ref("case", PETITION.id), on=DAY, text="seen")
    store = stored((*UNITS, PERSON, PETITION, about))
    for unit, notes in ((VILLAGE, set()), (STREET, {"n9"})):
        grants = (Grant(Verb.READ, unit), Grant(Verb.READ, unit, "petition"))
        assert set(view_of(store, CHARTER, Actor("reader", grants)).snapshot(DAY).all("note")) == notes
