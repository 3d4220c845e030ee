"""Not yours is not found: what a view lets through, against an oracle that thinks of one record at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.behind import view_of

from grassroots.access.actors import OFFICE, PUBLICATION, STATISTICS, Actor, Grant, Purpose, Verb
from grassroots.access.scope import LAST_DAY, OUTSIDE
from grassroots.access.view import View
from grassroots.builtin.memory import MemoryStore
from grassroots.charter import Charter, CustomField, Form, Measure, State, StateKind, Workflow
from grassroots.errors import InvalidArgument, NotFound, Refused
from grassroots.fields import Privacy
from grassroots.figures import evaluate
from grassroots.model import (
    Activity,
    Attachment,
    Attendance,
    Case,
    ChangeEvent,
    Custom,
    Heir,
    Household,
    Link,
    Membership,
    Note,
    Origin,
    Person,
    Placement,
    Post,
    Record,
    Reply,
    Step,
    Tenure,
    Unit,
    key_of,
)
from grassroots.store import Batch, Change
from grassroots.values import ActivityId, CaseId, HouseholdId, PartialDate, Period, PersonId, PostId, Ref, Source, UnitId

DAY = date(2014, 6, 30)
CHARTER = Charter(
    id="test",
    labels={"en": "Test"},
    workflows={
        "case": Workflow(
            name="case",
            states={
                "received": State(name="received", kind=StateKind.OPEN, labels={}, next=("done",)),
                "done": State(name="done", kind=StateKind.DONE, labels={}),
            },
            outcomes=("solved",),
        )
    },
    measures={
        "cases": Measure(name="cases", labels={"en": "cases"}, form=Form.COUNT, noun="case", dated="received"),
        "members": Measure(name="members", labels={"en": "members"}, form=Form.DISTINCT, noun="membership", key="person"),
    },
    custom=(
        CustomField(noun="household", name="floor", labels={}, kind="number", privacy="public"),
        CustomField(noun="household", name="debt", labels={}, kind="text", privacy="special"),
    ),
)


def stored(records: Iterable[Record], *more: Iterable[Record], actor: str = "clerk") -> MemoryStore:
    """A store with these records, each from a row of its own; `more`: later batches."""
    store = MemoryStore()
    for number, batch in enumerate([records, *more]):
        changes = [
            Change(noun=noun, id=id, record=record, source=Source(f"{noun}s-of-{id}.csv", row=row))
            for row, (record, (noun, id)) in enumerate(((record, key_of(record)) for record in batch), 2)
        ]
        store.append(
            Batch(id=str(number), changes=tuple(changes), actor=actor, reason="typed", at=datetime(2014, 7, 1, tzinfo=UTC))
        )
    return store


def view(
    store: MemoryStore,
    actor: Actor | None = None,
    scope: str | None = None,
    purpose: Purpose = OFFICE,
    today: date = LAST_DAY,
) -> View:
    return view_of(store, CHARTER, actor or Actor.everywhere("office"), scope, purpose, today=lambda: today)


def unit(id: str, parent: str | None = None, since: date = date(2010, 1, 1), **more: Any) -> Unit:
    return Unit(
        id=UnitId(id),
        kind="unit",
        name=f"Name of {id}",
        parents=(Placement(since=since, parent=UnitId(parent)),) if parent else (),
        **more,
    )


def case(id: str, at: str, **more: Any) -> Case:
    steps = more.pop("steps", (Step(state="received", on=date(2014, 3, 3)),))
    return Case(id=CaseId(id), category="opinion", unit=UnitId(at), steps=steps, **more)


TREE = [unit("street"), unit("north", "street"), unit("south", "street"), unit("n1", "north"), unit("s1", "south")]


def ids(view: View, noun: str, day: date = DAY) -> list[str]:
    return list(view.snapshot(day).all(noun))


# -- what is kept for all --


def test_whoever_comes_next_reads_nothing_that_was_read_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    store = stored([*TREE, case("c1", "n1"), case("c2", "s1")])
    made = [0]
    stored_at = View._stored

    def counted(self: View, seq: int) -> Any:
        made[0] += 1
        return stored_at(self, seq)

    monkeypatch.setattr(View, "_stored", counted)
    whole = [view(store, Actor.everywhere(name)).snapshot(DAY) for name in ("ann", "bob")]
    assert whole[0] is whole[1]
    assert [ids(view(store, Actor.at(name, unit)), "case") for name, unit in (("n", "north"), ("s", "south"))] == [
        ["c1"],
        ["c2"],
    ]
    assert made == [1]
    facts = view(store, Actor.everywhere("ann"), purpose=STATISTICS).snapshot(DAY)
    assert facts is not whole[0], "what is read for another purpose is another thing"
    store.append(Batch(id="more", changes=(Change(noun="case", id="c3", record=case("c3", "n1")),), reason="x"))
    assert ids(view(store, Actor.at("n", "north")), "case") == ["c1", "c3"]


def test_what_was_kept_for_one_purpose_or_before_a_case_was_confidential_opens_nothing_afterwards() -> None:
    asked = Person(id=PersonId("p"), name="Ann Example")
    store = stored([*TREE, asked, case("c", "n1", requester=PersonId("p"))])

    def asker(purpose: Purpose = OFFICE, known_at: int | None = None) -> tuple[Any, bool]:
        shown = view(store, Actor.at("n", "north"), purpose=purpose).snapshot(DAY, known_at)
        return shown.all(Case)["c"].requester, ("case", "c") in shown.sources

    head = store.head().seq
    assert asker(known_at=head) == ("p", True)
    assert asker(STATISTICS) == (None, True)
    secret = case("c", "n1", requester=PersonId("p"), confidential=True)
    store.append(
        Batch(id="secret", changes=(Change(noun="case", id="c", record=secret),), expect={("case", "c"): 1}, reason="x")
    )
    assert asker(known_at=head) == (None, False)


# -- scope, by example --


def test_a_reader_sees_the_unit_of_the_grant_and_all_under_it() -> None:
    store = stored([*TREE, case("c1", "n1"), case("c2", "s1"), case("c3", "street")])
    north = view(store, Actor.at("ann", "north"))
    assert ids(north, "unit") == ["n1", "north"]
    assert ids(north, "case") == ["c1"]


def test_the_unit_of_the_grant_becomes_the_root_and_nothing_tells_of_what_is_above() -> None:
    north = view(stored(TREE), Actor.at("ann", "north"))
    snapshot = north.snapshot(DAY, check=True)
    assert snapshot.roots() == ("north",)
    assert "street" not in repr(list(snapshot))
    assert snapshot.problems == () or all("street" not in problem.text() for problem in snapshot.problems)


def test_a_scope_narrows_what_the_grants_allow_and_never_widens_it() -> None:
    store = stored([*TREE, case("c1", "n1"), case("c2", "north")])
    assert ids(view(store, Actor.at("ann", "north"), "n1"), "case") == ["c1"]
    for scope in ("street", "south", "nowhere"):
        with pytest.raises(NotFound):
            view(store, Actor.at("ann", "north"), scope).snapshot(DAY)


def test_a_scope_of_somebody_elses_and_one_that_does_not_exist_are_told_alike() -> None:
    told = []
    for scope in ("south", "south-pole"):
        with pytest.raises(NotFound) as caught:
            view(stored(TREE), Actor.at("ann", "north"), scope).snapshot(DAY)
        told.append(sorted(str(caught.value).replace(scope, "X").replace(",", "").replace(".", "").split()))
    assert told[0] == told[1]


def test_several_grants_add_up() -> None:
    store = stored([*TREE, case("c1", "n1"), case("c2", "s1"), case("c3", "street")])
    both = Actor("ann", (Grant(Verb.READ, UnitId("n1")), Grant(Verb.READ, UnitId("s1"))))
    assert ids(view(store, both), "case") == ["c1", "c2"]


def test_without_a_right_to_read_there_is_no_view() -> None:
    with pytest.raises(Refused):
        view(stored(TREE), Actor("ann", (Grant(Verb.CHANGE),)))


def test_rights_follow_a_unit_that_moves() -> None:
    moving = evolve(
        unit("n1"),
        parents=(
            Placement(since=date(2010, 1, 1), parent=UnitId("north")),
            Placement(since=date(2014, 7, 1), parent=UnitId("south")),
        ),
    )
    store = stored([unit("street"), unit("north", "street"), unit("south", "street"), moving, case("c1", "n1")])
    before, after = date(2014, 6, 30), date(2014, 7, 1)
    for today, seen in ((before, "north"), (after, "south"), (LAST_DAY, "south")):
        for unit_ in ("north", "south"):
            reader = view(store, Actor.at("ann", unit_), today=today)
            assert [ids(reader, "case", today), unit_ == seen] in ([["c1"], True], [[], False])
    # Neither sees by naming a day what is not theirs today; and what was not theirs on a day they do not see on it.
    north, south = view(store, Actor.at("ann", "north")), view(store, Actor.at("bob", "south"))
    assert (ids(north, "case", before), ids(south, "case", before)) == ([], [])
    with pytest.raises(NotFound):
        north.get("case", "c1", as_of=before)


def test_the_records_of_a_unit_that_was_merged_are_seen_where_its_heir_stands() -> None:
    gone = evolve(unit("n1", "north"), end=date(2014, 5, 1))
    event = ChangeEvent(
        id="m", kind="merge", on=date(2014, 5, 1), before=(Origin(unit=UnitId("n1")),), after=(Heir(unit=UnitId("s1")),)
    )
    store = stored([*TREE[:3], gone, unit("s1", "south"), event, case("c1", "n1")])
    assert ids(view(store, Actor.at("bob", "south")), "case") == ["c1"]
    assert ids(view(store, Actor.at("ann", "north")), "case") == []
    earlier = date(2014, 4, 30)
    assert ids(view(store, Actor.at("ann", "north")), "case", earlier) == []
    assert ids(view(store, Actor.at("ann", "north"), today=earlier), "case", earlier) == ["c1"]


def test_a_person_is_seen_by_whoever_sees_a_record_that_refers_to_the_person() -> None:
    store = stored(
        [
            *TREE,
            Person(id=PersonId("p1"), name="Ann Example"),
            Person(id=PersonId("p2"), name="Bob Example"),
            Membership(id="m1", person=PersonId("p1"), unit=UnitId("n1")),
            Membership(id="m2", person=PersonId("p2"), unit=UnitId("s1")),
        ]
    )
    assert ids(view(store, Actor.at("ann", "north")), "person") == ["p1"]


def test_what_refers_out_of_view_reads_none_or_a_name_that_says_nothing() -> None:
    handled = case(
        "c1", "n1", steps=(Step(state="received", on=date(2014, 3, 3), unit=UnitId("street")),), activity=ActivityId("a1")
    )
    meeting = Activity(id=ActivityId("a1"), unit=UnitId("street"), kind="meeting", on=date(2014, 3, 3))
    link = Link(id="l1", unit=UnitId("n1"), kind="pairing", holder=Ref("unit", "n1"), target=Ref("unit", "s1"))
    north = view(stored([*TREE, handled, meeting, link]), Actor.at("ann", "north"))
    seen = north.get("case", "c1")
    assert isinstance(seen, Case)
    assert (seen.steps[0].unit, seen.activity) == (None, None)
    shown = north.get("link", "l1")
    assert isinstance(shown, Link)
    assert shown.holder == Ref("unit", "n1")
    assert shown.target.id.startswith(OUTSIDE)
    # The same each time in this store, and another in the next: nobody finds the id by trying.
    assert north.snapshot(DAY, 8).get("link", "l1") == shown
    other = view(stored([unit("root"), *TREE, handled, meeting, link]), Actor.at("ann", "north")).get("link", "l1")
    assert isinstance(other, Link)
    assert other.target.id.startswith(OUTSIDE) and other.target != shown.target


def test_a_change_of_units_is_seen_without_the_units_out_of_view() -> None:
    event = ChangeEvent(
        id="split", kind="split", on=date(2014, 1, 1), before=(Origin(unit=UnitId("s1")),),
        after=(Heir(unit=UnitId("s1")), Heir(unit=UnitId("n1"))),
    )  # fmt: skip
    north = view(stored([*TREE, event]), Actor.at("ann", "north"))
    assert north.get("change_event", "split") == evolve(event, before=(), after=(Heir(unit=UnitId("n1")),))


def test_not_yours_is_not_found_word_for_word() -> None:
    north = view(stored([*TREE, case("c2", "s1")]), Actor.at("ann", "north"))
    told = []
    for id in ("c2", "c9"):
        for ask in (north.get, north.history, north.for_change):
            with pytest.raises(NotFound) as caught:
                ask("case", id)
            told.append(str(caught.value).replace(id, "X"))
    assert len(set(told)) == 1


def test_a_noun_that_does_not_exist_is_told_with_the_nearest() -> None:
    with pytest.raises(InvalidArgument, match="did you mean 'case'"):
        view(stored(TREE)).get("cases", "c1")


def test_an_older_head_shows_what_was_known_then() -> None:
    store = stored([*TREE, case("c1", "n1")], [case("c2", "n1")])
    north = view(store, Actor.at("ann", "north"))
    first = store.head().seq - 1
    assert list(north.snapshot(DAY, first).all("case")) == ["c1"]
    assert list(north.snapshot(DAY).all("case")) == ["c1", "c2"]
    for wrong in (-1, first + 2):
        with pytest.raises(InvalidArgument, match="known_at"):
            north.snapshot(DAY, wrong)


# -- purposes --


def household() -> Household:
    return Household(
        id=HouseholdId("h1"),
        unit=UnitId("n1"),
        address="Lane 7",
        key_family=True,
        start=date(2012, 1, 1),
        attachments=(Attachment(digest="sha256:00", name="ann-example.pdf"),),
        custom=(Custom(name="floor", text="3"), Custom(name="debt", text="much", private=True), Custom(name="odd", text="?")),
    )


def test_the_office_reads_every_class() -> None:
    assert view(stored([*TREE, household()])).get("household", "h1") == household()


def test_statistics_reads_facts_and_no_personal_part() -> None:
    seen = view(stored([*TREE, household()]), purpose=STATISTICS).get("household", "h1")
    assert isinstance(seen, Household)
    assert (seen.address, seen.key_family, seen.start) == (None, True, date(2012, 1, 1))
    assert [(part.name, part.digest) for part in seen.attachments] == [(None, "sha256:00")]
    assert [part.name for part in seen.custom] == ["floor"], "what no charter declares is closed"


def test_statistics_keeps_what_a_membership_needs_to_be_counted_and_not_its_number() -> None:
    member = Membership(id="m1", person=PersonId("p1"), unit=UnitId("n1"), number="0042", steps=(Step(state="full", on=DAY),))
    person = Person(
        id=PersonId("p1"), name="Ann Example", birth=PartialDate(1970), phone="1", email="a@example.org", education="primary"
    )
    statistics = view(stored([*TREE, member, person]), purpose=STATISTICS)
    assert statistics.get("membership", "m1") == evolve(member, number=None)
    assert statistics.get("person", "p1") == Person(id=PersonId("p1"), education="primary")


def test_publication_reads_public_fields_only_where_a_field_may_be_empty() -> None:
    seen = view(stored([*TREE, household()]), purpose=PUBLICATION).get("household", "h1")
    assert isinstance(seen, Household)
    assert (seen.address, seen.start, seen.attachments, [part.name for part in seen.custom]) == (None, None, (), ["floor"])


def test_for_publication_no_source_and_no_actor_is_told() -> None:
    store = stored([*TREE, case("c1", "n1")])
    public = view(store, purpose=PUBLICATION)
    assert dict(public.snapshot(DAY).sources) == {}
    assert {(entry.actor, entry.source) for entry in public.history("case", "c1")} == {("", None)}


@given(opens=st.frozensets(st.sampled_from(list(Privacy))))
@settings(max_examples=16, deadline=None)
def test_no_field_of_a_closed_class_shows_unless_it_must_have_a_value(opens: frozenset[Privacy]) -> None:
    from grassroots.fields import fields_of

    purpose = Purpose("some", opens)
    records: list[Record] = [
        household(),
        case("c1", "n1", requester=PersonId("p1"), text="said", place="where", channel="post", topic="roads"),
        Person(
            id=PersonId("p1"),
            name="Ann Example",
            birth=PartialDate(1970),
            phone="1",
            email="a@example.org",
            education="primary",
        ),
        Membership(id="m1", person=PersonId("p1"), unit=UnitId("n1"), number="0042"),
        Reply(id="r1", case=CaseId("c1"), on=DAY, background="b", situation="s", remaining="r", measures="m", contact="desk"),
    ]
    seen = view(stored([*TREE, *records]), purpose=purpose)
    for record in records:
        if isinstance(record, Membership) and Privacy.SPECIAL not in opens:
            with pytest.raises(NotFound):
                seen.get(*key_of(record))
            continue
        shown = seen.get(*key_of(record))
        for info in fields_of(type(record)):
            value = getattr(shown, info.name)
            if info.name == "custom":
                continue
            if purpose.opens_field(info):
                if not info.many:
                    assert value == getattr(record, info.name)
            elif info.optional or info.many:
                assert value in (None, ())


# -- confidential cases --


def test_a_confidential_case_has_no_requester_no_source_and_no_actor_and_neither_has_its_reply() -> None:
    store = stored(
        [
            *TREE,
            case("c1", "n1", confidential=True, requester=PersonId("p1"), text="said"),
            Person(id=PersonId("p1")),
            Reply(id="r1", case=CaseId("c1"), on=DAY),
            Note(id="n1", unit=UnitId("n1"), about=Ref("case", "c1"), on=DAY),
            case("c2", "n1"),
        ]
    )
    for one in (view(store), view(store, Actor.at("ann", "north"))):
        snapshot = one.snapshot(DAY)
        shown = snapshot.get("case", "c1")
        assert isinstance(shown, Case)
        assert (shown.requester, shown.text) == (None, "said")
        assert {("case", "c1"), ("reply", "r1"), ("note", "n1")}.isdisjoint(snapshot.sources)
        assert ("case", "c2") in snapshot.sources
        for key in (("case", "c1"), ("reply", "r1"), ("note", "n1")):
            assert {(entry.actor, entry.reason, entry.source) for entry in one.history(*key)} == {("", "", None)}
        assert one.history("case", "c2")[0].actor == "clerk"
        assert "c1.csv" not in repr(evaluate(["cases"], snapshot, period=Period.year(2014)))


def test_a_case_that_was_made_confidential_later_is_closed_in_older_states_too() -> None:
    before = case("c1", "n1", requester=PersonId("p1"))
    store = stored([*TREE, before], [evolve(before, confidential=True)])
    old = view(store).snapshot(DAY, store.head().seq - 1)
    shown = old.get("case", "c1")
    assert isinstance(shown, Case)
    assert shown.requester is None
    assert ("case", "c1") not in old.sources
    assert {entry.source for entry in view(store).history("case", "c1")} == {None}


def test_a_person_known_only_as_a_confidential_requester_is_not_in_view() -> None:
    store = stored(
        [*TREE, case("c1", "n1", confidential=True, requester=PersonId("p1")), Person(id=PersonId("p1"), name="Ann")]
    )
    assert ids(view(store, Actor.at("ann", "north")), "person") == []


# -- changing --


def test_reading_is_not_changing() -> None:
    north = view(stored([*TREE, case("c1", "n1")]), Actor.at("ann", "north"))
    with pytest.raises(Refused, match="may not change"):
        north.for_change("case", "c1")


def test_who_may_change_a_unit_may_change_its_records_and_no_others() -> None:
    store = stored([*TREE, case("c1", "n1"), case("c2", "s1")])
    north = view(store, Actor.at("ann", "north", Verb.READ, Verb.CHANGE))
    assert north.for_change("case", "c1").version == 1
    north._require_change([case("c3", "n1"), Person(id=PersonId("new"))])
    for foreign in (case("c3", "s1"), case("c3", "street"), case("c3", "nowhere")):
        with pytest.raises(Refused):
            north._require_change([foreign])


def test_nobody_gains_a_unit_by_moving_it() -> None:
    north = view(stored(TREE), Actor.at("ann", "north", Verb.READ, Verb.CHANGE))
    with pytest.raises(Refused):
        north._require_change([unit("s1", "north"), case("c1", "s1")])
    with pytest.raises(Refused):
        north._require_change([unit("n1", "south")])
    with pytest.raises(Refused):
        north._require_change([unit("new")])
    north._require_change([unit("new", "north"), unit("newer", "new"), case("c1", "newer")])
    north._require_change([evolve(TREE[1], name="The North")])


def test_a_change_of_units_belongs_to_whoever_may_change_all_of_them() -> None:
    north = view(stored(TREE), Actor.at("ann", "north", Verb.READ, Verb.CHANGE))
    own = ChangeEvent(id="x", kind="merge", on=DAY, before=(Origin(unit=UnitId("n1")),), after=(Heir(unit=UnitId("north")),))
    north._require_change([own])
    with pytest.raises(Refused):
        north._require_change([evolve(own, before=(Origin(unit=UnitId("s1")),))])


# -- the machine: trees that move, grants, canaries --

DAYS = [date(2014, month, 1) for month in range(1, 13)]


@st.composite
def organizations(draw: st.DrawFn) -> list[Record]:
    """Units that move, end and merge, and records at them. Every id and every text bears a token of its record alone."""
    count = draw(st.integers(2, 7))
    names = [UnitId(f"unit~{number}~") for number in range(count)]
    records: list[Record] = []
    for number, name in enumerate(names):
        days = sorted(draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True)))
        parents = tuple(
            Placement(since=day, parent=draw(st.sampled_from([None, *names[:number]]))) for day in (date(2010, 1, 1), *days)
        )
        records.append(
            Unit(
                id=name,
                kind="unit",
                name=f"name of {name}",
                parents=parents,
                start=draw(st.sampled_from([None, None, None, *DAYS[:4]])),
                end=draw(st.sampled_from([None, None, None, *DAYS[4:]])),
            )
        )
    place = st.sampled_from(names)
    for number in range(draw(st.integers(0, 2))):
        before, after = draw(st.lists(place, max_size=2, unique=True)), draw(st.lists(place, max_size=2, unique=True))
        records.append(
            ChangeEvent(
                id=f"change_event~{number}~",
                kind="merge",
                on=draw(st.sampled_from(DAYS)),
                before=tuple(Origin(unit=one) for one in before),
                after=tuple(Heir(unit=one) for one in after),
            )
        )
    people = [PersonId(f"person~{number}~") for number in range(draw(st.integers(1, 4)))]
    records += [Person(id=one, name=f"name of {one}") for one in people]
    cases = [CaseId(f"case~{number}~") for number in range(draw(st.integers(1, 5)))]
    for one in cases:
        step = Step(state="received", on=draw(st.sampled_from(DAYS)), unit=draw(st.none() | place))
        who = draw(st.none() | st.sampled_from(people))
        records.append(
            case(one, draw(place), text=f"said in {one}", requester=who, steps=(step,), confidential=draw(st.booleans()))
        )
    for number in range(draw(st.integers(0, 3))):
        target = draw(st.sampled_from([*(Ref("unit", one) for one in names), *(Ref("person", one) for one in people)]))
        records.append(
            Link(id=f"link~{number}~", unit=draw(place), kind="pairing", holder=Ref("unit", draw(place)), target=target)
        )
        records.append(
            Reply(id=f"reply~{number}~", case=draw(st.sampled_from(cases)), on=DAY, measures=f"reply~{number}~ says")
        )
        post = PostId(f"post~{number}~")
        records.append(Post(id=post, unit=draw(place), kind="secretary"))
        records.append(Tenure(id=f"tenure~{number}~", post=post, person=draw(st.sampled_from(people)), start=DAYS[0]))
        activity = ActivityId(f"activity~{number}~")
        records.append(Activity(id=activity, unit=draw(place), kind="meeting", on=DAY))
        records.append(
            Attendance(id=f"attendance~{number}~", activity=activity, person=draw(st.sampled_from(people)), presence="here")
        )
    return records


def oracle(records: list[Record], grants: Iterable[str], day: date) -> set[tuple[str, str]]:
    """What may be seen, thought out for one record at a time, from the words of the rule alone."""
    by_key = {key_of(record): record for record in records}
    units = {record.id: record for record in records if isinstance(record, Unit)}
    events = sorted((e for e in records if isinstance(e, ChangeEvent) and e.after), key=lambda event: event.on)

    def stands(one: Unit) -> bool:
        return (one.start is None or one.start <= day) and (one.end is None or day < one.end)

    def counts_at(id: str) -> str | None:
        walked: set[str] = set()
        while id in units and id not in walked:
            if stands(units[UnitId(id)]):
                return id
            walked.add(id)
            one = units[UnitId(id)]
            heirs = sorted((e.on, e.after[0].unit) for e in events if e.on <= day and any(o.unit == id for o in e.before))
            above = [part.parent for part in one.parents if part.parent]
            if heirs:
                id = heirs[-1][1]
            elif above:
                id = above[-1] if one.end is not None and one.end <= day else above[0]
            else:
                return None
        return None

    def above(id: str) -> str | None:
        current = None
        for part in units[UnitId(id)].parents:
            if part.since <= day:
                current = part.parent
        return counts_at(current) if current else None

    # A circle that lineage makes has no root; the tree cuts it open. The machine leaves such trees out (see `sound`).
    def is_mine(id: str) -> bool:
        at: str | None = counts_at(id)
        while at is not None:
            if at in grants and stands(units[UnitId(at)]):
                return True
            at = above(at)
        return False

    def home(record: Any) -> str:
        if isinstance(record, Reply):
            return home(by_key["case", record.case])
        if isinstance(record, Tenure):
            return home(by_key["post", record.post])
        if isinstance(record, Attendance):
            return home(by_key["activity", record.activity])
        return record.id if isinstance(record, Unit) else record.unit

    seen: set[tuple[str, str]] = set()
    for record in records:
        if not isinstance(record, Person | ChangeEvent) and is_mine(home(record)):
            seen.add(key_of(record))
            people = [getattr(record, "person", None)]
            if isinstance(record, Case) and not record.confidential:
                people.append(record.requester)
            if isinstance(record, Link) and record.target.noun == "person":
                people.append(PersonId(record.target.id))
            seen.update(("person", one) for one in people if one)
    for event in records:
        if isinstance(event, ChangeEvent) and any(is_mine(part.unit) for part in (*event.before, *event.after)):
            seen.add(key_of(event))
    return seen


def sound(records: list[Record], day: date) -> bool:
    """Whether no circle came about: then every standing unit is reached from a root."""
    snapshot = view(stored(records)).snapshot(day)
    tree = snapshot.tree_on(day)
    above = {one: tree.parent(one) for one in tree.units}
    for record in records:
        if isinstance(record, Unit) and snapshot.tree.stands(record.id, day):
            placed = [part.parent for part in record.parents if part.since <= day]
            wanted = snapshot.tree.place(placed[-1], day) if placed and placed[-1] else None
            if above.get(record.id) != wanted:
                return False
    return True


def tokens(keys: Iterable[tuple[str, str]]) -> set[str]:
    return {id for _, id in keys}


@given(records=organizations(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_view_shows_what_the_oracle_allows_and_not_a_trace_of_anything_else(
    records: list[Record], data: st.DataObject
) -> None:
    day = data.draw(st.sampled_from([date(2013, 12, 31), *DAYS, LAST_DAY]))
    names = sorted(record.id for record in records if isinstance(record, Unit))
    grants = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if not (sound(records, day) and sound(records, LAST_DAY)):
        return
    store = stored(records)
    mine = view(store, Actor("ann", tuple(Grant(Verb.READ, UnitId(one)) for one in grants)))
    # The oracle knows one day: what was seen on it, and is seen today as well. Who is named by a record out of view today is out of view.
    allowed = oracle(records, grants, day) & oracle(records, grants, LAST_DAY)
    snapshot = mine.snapshot(day, check=True)
    assert {key_of(record) for record in snapshot} == allowed

    everything = {key_of(record) for record in records}
    hidden = tokens(everything - allowed)
    shown = [repr(list(snapshot)), repr(dict(snapshot.sources)), *(problem.text(reveal=True) for problem in snapshot.problems)]
    figures = evaluate(["cases", "members"], snapshot, period=Period.year(2014))
    shown += [repr(figures), *(repr(mine.get(*key, as_of=day)) for key in allowed)]
    for noun, id in sorted(everything - allowed):
        with pytest.raises(NotFound) as caught:
            mine.get(noun, id, as_of=day)
        shown.append(str(caught.value).replace(id, ""))
    blob = "\n".join(shown)
    leaked = {token for token in hidden if token in blob}
    assert not leaked

    confidential = {record.id: record for record in records if isinstance(record, Case) and record.confidential}
    for id in confidential:
        if ("case", id) in allowed:
            assert ("case", id) not in snapshot.sources


@given(records=organizations(), data=st.data())
@settings(max_examples=30, deadline=None)
def test_the_figures_of_a_scope_are_the_same_for_the_whole_office_and_for_the_reader_of_that_scope(
    records: list[Record], data: st.DataObject
) -> None:
    day = data.draw(st.sampled_from(DAYS))
    if not sound(records, day):
        return
    store = stored(records)
    whole = view(store).snapshot(day)
    scope = data.draw(st.sampled_from(sorted(whole.all("unit"))))
    if not whole.under(UnitId(scope)):
        return
    period = Period(date(2014, 1, 1), day + timedelta(days=1))
    part = view(store, Actor.at("ann", scope), today=day).snapshot(day)
    for name in ("cases", "members"):
        by_office = evaluate([name], whole, scope=UnitId(scope), period=period)[name]
        by_reader = evaluate([name], part, scope=UnitId(scope), period=period)[name]
        assert by_office.value == by_reader.value
