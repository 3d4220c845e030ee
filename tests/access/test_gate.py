"""One gate for every read and every change: what was once got past it, and what of the same kind is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict, evolve
from support.behind import store_of

import grassroots as gr
from grassroots.access import WITHHELD, Actor, Grant, Verb
from grassroots.access.traces import Traces
from grassroots.charter.loading import overlay
from grassroots.errors import HasProblems, NotFound, Refused
from grassroots.fields import fields_of
from grassroots.model import (
    NOUNS,
    Case,
    Contact,
    Custom,
    Household,
    Membership,
    Person,
    Placement,
    Post,
    Record,
    Step,
    Tenure,
    Unit,
)
from grassroots.problems import Problem
from grassroots.store import BadRow, Batch, Change, Message
from grassroots.values import CaseId, HouseholdId, PersonId, PostId, Ref, Source, UnitId

DAY, R = date(2024, 12, 31), "a test"
OWN = """
[words.activity]
talk = { en = "talk", zh = "谈话" }
[words.colour]
red = { en = "red", zh = "红" }
[custom.household.debt]
en = "debt"
zh = "欠款"
privacy = "special"
[custom.household.floor]
en = "floor"
zh = "楼层"
kind = "day"
privacy = "public"
[custom.household.door]
en = "door"
zh = "门"
kind = "word"
words = "colour"
privacy = "public"
[measure.key_families]
en = "key families"
zh = "重点家庭"
count = "household"
hit = { key_family = true }
"""


def step(on: date = date(2024, 1, 1)) -> Step:
    return Step(state="received", on=on)


def joined() -> Step:
    return Step(state=next(iter(gr.open_charter("association").workflows["membership"].states)), on=date(2020, 1, 1))


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return overlay(gr.open_charter("association"), {"own.toml": OWN})


@pytest.fixture
def opened(tmp_path: Path, charter: gr.Charter) -> Iterator[Callable[..., gr.Office]]:
    path, kept = tmp_path / "o.db", []

    def opened(*verbs: Verb, at: str = "", **more: Any) -> gr.Office:
        if at:
            more["actor"] = Actor.at("reader", at, *verbs)
        kept.append(gr.open(path, charter, plugins=gr.Plugins.of(), **more))
        return kept[-1]

    with opened(create=True) as office:
        root = (Placement(since=date(2000, 1, 1), parent=UnitId("root")),)
        office.add(
            Unit(id=UnitId("root"), kind="association", name="R"),
            Unit(id=UnitId("north"), kind="house", name="N", parents=root),
            Unit(id=UnitId("south"), kind="house", name="S", parents=root),
            Person(id=PersonId("p1"), name="CANARYNAME", phone="13812345678", email="c@example.org"),
            Person(id=PersonId("p2"), name="CANARYTWO"),
            Household(id=HouseholdId("h1"), unit=UnitId("north"), address="CANARYADDR", key_family=True),
            Household(id=HouseholdId("h2"), unit=UnitId("south"), address="CANARYADDR2", key_family=False),
            Membership(id="m1", person=PersonId("p1"), unit=UnitId("north"), steps=(joined(),)),
            case("c1", "north", confidential=True, requester=PersonId("p1"), text="CANARYTEXT", place="CANARYPLACE"),
            case("c2", "north", requester=PersonId("p1"), text="CANARYTEXT"),
            Contact(
                id="v1",
                unit=UnitId("north"),
                on=date(2024, 1, 1),
                target=Ref("household", "h1"),
                code="declined",
                by=PersonId("p2"),
            ),
            reason=R,
        )
    yield opened
    for one in kept:
        one.close()


def case(id: str, at: str, **more: Any) -> Case:
    return Case(id=CaseId(id), category="request", unit=UnitId(at), steps=(step(),), **more)


def failed(call: Callable[[], Any]) -> str:
    with pytest.raises((NotFound, Refused, HasProblems)) as caught:
        call()
    return f"{type(caught.value).__name__}: {caught.value}"


# -- C1: naming somebody brings nobody into view --


def test_whoever_names_a_stranger_is_told_what_is_told_of_somebody_who_does_not_exist(
    opened: Callable[..., gr.Office],
) -> None:
    south = opened(Verb.READ, Verb.CHANGE, at="south")
    head = south.head
    told = set()
    for id in ("p1", "p9"):
        visit = Contact(id="vx", unit=UnitId("south"), on=DAY, target=Ref("household", "h2"), code="reached", by=PersonId(id))
        told.add(failed(lambda visit=visit: south.add(visit, reason=R)).replace(id, "X"))  # type: ignore[misc]
    assert len(told) == 1
    assert "does not exist" in told.pop()
    assert south.head == head, "and nothing came of it"
    for call in (south.get, south.history, south.view.for_change):
        assert failed(lambda call=call: call("person", "p1")).startswith("NotFound")  # type: ignore[misc]
    for change in (
        lambda: south.correct("person", "p1", phone="000", reason=R),
        lambda: south.erase(("person", "p1"), reason=R),
        lambda: south.withdraw("person", "p1", reason=R),
        lambda: south.record_step("case", "c1", step(DAY), reason=R),
    ):
        assert failed(change).startswith("NotFound")


def test_every_field_that_can_refer_is_held_to_it(opened: Callable[..., gr.Office]) -> None:
    south = opened(Verb.READ, Verb.CHANGE, at="south")
    assert south.view._unseen([]) == ()
    tried = 0
    strangers = {"unit": "north", "person": "p1", "household": "h1", "case": "c1", "contact": "v1", "membership": "m1"}
    for noun, cls in NOUNS.items():
        for info in fields_of(cls):
            for other in info.refs if not info.many else ():
                if other not in strangers:
                    continue
                told = []
                for id in (strangers[other], "nobody"):
                    record = blank(cls, info.name, Ref(other, id) if info.kind is Ref else id)
                    found = south.view._unseen([Change(noun=noun, id="x", record=record)])
                    told.append([one.text().replace(id, "X") for one in found if one.value == id])
                assert told[0] == told[1] != [], (noun, info.name)
                tried += 1
    assert tried > 60


def blank(cls: Any, name: str, value: Any) -> Record:
    """A record of which only one field is filled."""
    record = object.__new__(cls)
    for info in fields_of(cls):
        object.__setattr__(record, info.name, () if info.many else None)
    object.__setattr__(record, "id", "x")
    object.__setattr__(record, name, value)
    made: Record = record
    return made


def test_a_person_is_corrected_by_whoever_may_change_what_refers_to_them_and_erased_by_whoever_may_change_all_of_it(
    opened: Callable[..., gr.Office],
) -> None:
    opened().add(Membership(id="m2", person=PersonId("p1"), unit=UnitId("south"), steps=(joined(),)), reason=R)
    both = Actor("reader", (Grant(Verb.READ), Grant(Verb.CHANGE, UnitId("south"))))
    clerk = opened(actor=both)
    assert failed(lambda: clerk.correct("person", "p2", phone="000", reason=R)).startswith("Refused")
    assert clerk.correct("person", "p1", phone="000", reason=R).phone == "000"  # type: ignore[union-attr]
    assert failed(lambda: clerk.erase(("person", "p1"), reason=R)).startswith("Refused")
    opened(Verb.READ, Verb.CHANGE, at="root").erase(("person", "p1"), reason=R)


# -- C2: a day, a head and a scope only narrow --


def test_no_day_and_no_head_opens_what_is_not_ones_own_today(opened: Callable[..., gr.Office]) -> None:
    office = opened()
    moved = (
        Placement(since=date(2000, 1, 1), parent=UnitId("north")),
        Placement(since=date(2021, 1, 1), parent=UnitId("south")),
    )
    office.add(
        Unit(id=UnitId("x"), kind="group", name="X", parents=moved),
        case("late", "x", text="SECRETTEXT", requester=PersonId("p2")),
        case("wrong", "north", text="SECRETTEXT"),
        reason=R,
    )
    head = office.head.seq
    office.correct("case", "wrong", unit=UnitId("south"), reason=R)
    office.add(case("gone", "north", text="SECRETTEXT"), reason=R)
    office.withdraw("case", "gone", reason=R)
    north = opened(at="north")
    for known_at in (head, head + 2, None):
        for day in (date(2020, 6, 1), DAY, date(2090, 1, 1)):
            shot = north.snapshot(day, known_at)
            assert "SECRETTEXT" not in repr(list(shot)), (day, known_at)
            assert not {"late", "wrong", "gone"} & set(shot.all("case"))
            assert shot.get("person", "p2") is not None, "by the visit that is north's own"
    south = opened(at="south")
    assert "late" in south.snapshot(DAY).all("case")
    assert "late" not in south.snapshot("2020-06-01").all("case"), "on that day it was not south's"


# -- C3: a closed field is closed, whether a record must have it or not --


def test_no_field_of_a_closed_class_is_handed_out_in_any_noun() -> None:
    from grassroots.access.actors import PURPOSES
    from grassroots.access.closing import _close, _out_of_view, _withhold

    closed = 0
    for purpose in PURPOSES.values():
        for noun, cls in NOUNS.items():
            full = blank(cls, "id", "x")
            for info in fields_of(cls):
                object.__setattr__(full, info.name, () if info.many else f"CANARY-{info.name}")
            if noun == "link":
                object.__setattr__(full, "target", Ref("unit", "CANARY-target"))
            if _out_of_view(full, purpose):
                continue
            shown = _withhold_all(full, purpose, _close, _withhold)
            for info in fields_of(cls):
                told = str(getattr(shown, info.name))
                assert purpose.opens_field(info) or "CANARY" not in told, (purpose.name, noun, info.name)
                closed += told == "withheld"
    assert closed > 50


def _withhold_all(record: Any, purpose: Any, close: Any, withhold: Any) -> Any:
    changes = {one.name: None for one in fields_of(type(record)) if one.optional and not purpose.opens_field(one)}
    for name, value in changes.items():
        object.__setattr__(record, name, value)
    return withhold(record, purpose)


def test_publication_is_not_told_who_declined_a_visit_nor_which_home_is_poor_and_figures_still_count(
    opened: Callable[..., gr.Office],
) -> None:
    public = opened(purpose="publication")
    shot = public.snapshot(DAY)
    for one in shot.all(Household).values():
        assert (one.key_family, one.unit) == (WITHHELD, WITHHELD)
    assert {(one.code, one.target) for one in shot.all(Contact).values()} == {(WITHHELD, WITHHELD)}
    assert all(one.confidential is WITHHELD for one in shot.all(Case).values())
    assert public.get("household", "h1").key_family is WITHHELD  # type: ignore[union-attr]
    with pytest.raises(Refused):
        bool(public.get("household", "h1").key_family)  # type: ignore[union-attr]
    # The charter's own figure counts behind the gate, and leads to nobody.
    figure = public.figure("key_families", DAY)
    assert figure.value == 1
    assert failed(figure.records).startswith("Refused")
    # What a reader makes up to find somebody out is not counted at all.
    asked = gr.measure.Measure(
        name="asked", labels={}, form=gr.measure.Form.COUNT, noun="household", hit=gr.measure.Is("key_family", (True,))
    )
    assert public.figure(asked, DAY).value is None
    assert opened().figure(asked, DAY).value == 1
    for call in (public.check, public.todo, public.findings, public.proposals):
        assert failed(lambda call=call: call(DAY)).startswith("Refused")  # type: ignore[misc]


# -- C4: a record is changed as it is seen --


@pytest.mark.parametrize("purpose", ["statistics", "publication"])
def test_what_is_given_to_be_changed_is_what_the_purpose_opens_and_writing_it_back_loses_nothing(
    opened: Callable[..., gr.Office], purpose: str
) -> None:
    reader, office = opened(purpose=purpose), opened()
    for noun, id in (("person", "p1"), ("case", "c1"), ("household", "h1")):
        given = reader.view.for_change(noun, id)
        assert "CANARY" not in repr(given), (noun, id)
        before = office.get(noun, id)
        fields = {name: getattr(given.record, name) for name in asdict(given.record, recurse=False) if name != "id"}  # type: ignore[arg-type]
        reader.correct(noun, id, reason=R, **fields)
        assert office.get(noun, id) == before
    assert failed(lambda: reader.correct("person", "p1", phone="000", reason=R)).startswith("Refused")
    assert failed(lambda: reader.add(Person(id=PersonId("p5"), name="X"), reason=R)).startswith("Refused")
    assert failed(lambda: reader.erase(("person", "p1"), reason=R)).startswith("Refused")
    assert failed(lambda: reader.withdraw("household", "h1", reason=R)).startswith("Refused")


def test_whoever_sees_a_part_changes_a_part(opened: Callable[..., gr.Office]) -> None:
    office = opened()
    both = evolve(step(), unit=UnitId("south"))
    office.add(case("far", "north", requester=PersonId("p1")), reason=R)
    office.correct("case", "far", steps=(both,), reason=R)
    north = opened(Verb.READ, Verb.CHANGE, Verb.ENTER, at="north")
    shown = north.get("case", "far")
    assert shown.steps[0].unit is None  # type: ignore[union-attr]
    workflow = office.charter.workflows["case"]
    following = next(name for name in workflow.states[shown.steps[0].state].next)  # type: ignore[union-attr]
    north.record_step("case", "far", Step(state=following, on=DAY), reason=R)
    assert office.get("case", "far").steps[0] == both, "what was out of view stands"  # type: ignore[union-attr]


# -- C5: a ledger that is read tells what its rows say --


def test_a_ledger_tells_what_its_rows_say_and_nothing_that_is_kept_beside(
    opened: Callable[..., gr.Office], tmp_path: Path
) -> None:
    full, short = tmp_path / "a" / "members.csv", tmp_path / "b" / "members.csv"
    for path, text in (
        (full, "No.,name,unit,member since,phone\n7,Ann Example,north,2020-01-01,13700001111\n"),
        (short, "No.,name,unit\n7,Ann Example,north\n"),
    ):
        path.parent.mkdir()
        path.write_text(text)
    assert opened().take_in(full).stored
    assert "13700001111" in repr(opened().read(short).records)
    for reader in (opened(purpose="publication"), opened(purpose="statistics"), opened(at="south")):
        assert "13700001111" not in repr(reader.read(short).records)


# -- M1: notices need a right to send --


def test_a_reader_puts_nothing_into_the_outbox_and_sends_nothing(opened: Callable[..., gr.Office]) -> None:
    message = Message(key="k", channel="console:", to="x@example.org", subject="s", body="b")

    def clock() -> datetime:
        return datetime(2024, 1, 1, tzinfo=UTC)

    for reader in (opened(at="north"), opened(Verb.READ, Verb.CHANGE, at="north"), opened(purpose="publication")):
        head = reader.head
        for call in (
            lambda reader=reader: reader.remind(DAY, {"north": "x@example.org"}, channel="https://evil.example/", reason=R),  # type: ignore[misc]
            lambda reader=reader: reader.send(clock=clock),  # type: ignore[misc]
        ):
            assert failed(call).startswith("Refused")
        assert reader.head == head
    clerk = opened(Verb.READ, Verb.CHANGE, at="north")
    assert failed(lambda: clerk.add(case("c7", "north"), reason=R, messages=[message])).startswith("Refused")
    sender = opened(Verb.READ, Verb.CHANGE, Verb.SEND, at="north")
    assert sender.remind(DAY, {"north": "x@example.org"}, channel="console:", reason=R) == ()
    assert failed(lambda: sender.remind(DAY, {"south": "x@example.org"}, channel="console:", reason=R)).startswith("Refused")
    assert failed(lambda: sender.send(clock=clock)).startswith("Refused"), "what waits is of the whole office"


# -- posts give rights, while they are held --


def test_a_post_gives_the_rights_that_the_charter_ties_to_it_and_no_longer(tmp_path: Path) -> None:
    tied = '[words.post]\nhead = { en = "head", zh = "楼长", rights = ["read", "change"] }\n'
    charter = overlay(gr.open_charter("association"), {"own.toml": tied})
    path, now = tmp_path / "p.db", date(2024, 6, 1)
    root = (Placement(since=date(2000, 1, 1), parent=UnitId("root")),)
    with gr.open(path, charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(
            Unit(id=UnitId("root"), kind="association", name="R"),
            Unit(id=UnitId("north"), kind="house", name="N", parents=root),
            Person(id=PersonId("p1"), name="Ann Example"),
            Post(id=PostId("n"), unit=UnitId("north"), kind="head"),
            Tenure(id="t", post=PostId("n"), person=PersonId("p1"), start=date(2024, 1, 1), end=date(2025, 1, 1)),
            reason=R,
        )
    ann = Actor("ann", person=PersonId("p1"))

    def opened() -> gr.Office:
        return gr.open(
            path, charter, plugins=gr.Plugins.of(), actor=ann, clock=lambda: datetime(now.year, now.month, 1, tzinfo=UTC)
        )

    with opened() as mine:
        assert set(mine.snapshot(now).all("unit")) == {"north"}
        mine.add(Household(id=HouseholdId("h"), unit=UnitId("north"), key_family=False), reason=R)
        assert failed(lambda: mine.add(Household(id=HouseholdId("g"), unit=UnitId("root"), key_family=False), reason=R))
        now = date(2025, 2, 1)
        assert failed(lambda: mine.get("unit", "north")).startswith("NotFound")
    with pytest.raises(Refused):
        opened()


# -- custom fields are judged by the charter --


def test_who_brings_a_field_of_the_charters_own_has_no_say_in_whether_it_is_erased(opened: Callable[..., gr.Office]) -> None:
    office = opened()
    lie = (Custom(name="debt", text="CANARYDEBT", private=False), Custom(name="floor", day=DAY, private=True))  # type: ignore[arg-type]
    office.add(Household(id=HouseholdId("h5"), unit=UnitId("north"), key_family=False, custom=lie), reason=R)
    stored = office.get("household", "h5")
    assert [(one.name, one.private) for one in stored.custom] == [("debt", True), ("floor", False)]
    assert [one.name for one in opened(purpose="publication").get("household", "h5").custom] == ["floor"]
    office.erase(("household", "h5"), reason=R)
    assert "CANARYDEBT" not in repr(office.get("household", "h5"))


@pytest.mark.parametrize(
    ("custom", "code"),
    [
        ((Custom(name="nope", text="x"),), "unknown-custom"),
        ((Custom(name="floor", text="third"),), "custom-kind"),
        ((Custom(name="floor", text="3", day=DAY),), "custom-kind"),
        ((Custom(name="door", text="blue"),), "unknown-word"),
        ((Custom(name="door", text="red"), Custom(name="door", text="red")), "custom-twice"),
    ],
)
def test_a_field_of_the_charters_own_holds_what_the_charter_says(
    opened: Callable[..., gr.Office], custom: tuple[Custom, ...], code: str
) -> None:
    home = Household(id=HouseholdId("h6"), unit=UnitId("north"), key_family=False, custom=custom)
    with pytest.raises(HasProblems) as caught:
        opened().add(home, reason=R)
    assert [one.code for one in caught.value.problems] == [code]
    assert all(one.text("zh") for one in caught.value.problems)


@pytest.mark.parametrize("part", ["rights at a part", "all rights, looking at a part"])
def test_what_is_asked_of_the_whole_store_is_told_to_whom_it_is_open(
    opened: Callable[..., gr.Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    office = opened()
    if part == "rights at a part":
        south = opened(Verb.READ, Verb.CHANGE, at="south")
    else:
        south = office.seen_by(office.view.actor, scope="south")
    row = BadRow(ledger="members", source=Source("CANARYFILE.csv", "", 2), cells=(("name", "CANARYROW"),), problems=())
    batch = Batch(id="b", bad_rows=(row,), clears=(("CANARYFILE.csv", ""),), reason=R)
    office.view._append(evolve(batch, outbox=(Message(key="k", channel="x:", to="CANARYTO", subject="", body=""),)))
    for one in (office, south):
        monkeypatch.setattr(
            store_of(one), "verify", lambda: [Problem("store-record-altered", value="p1 CANARYNAME", details={"seq": 1})]
        )
    assert [one.cells for one in office.view.waiting()] == [(("name", "CANARYROW"),)]
    assert [one.to for one, *_ in office.view.outbox()] == ["CANARYTO"]
    assert [one.value for one in office.verify()] == ["p1 CANARYNAME"]
    assert office.view.traces([("person", "p1")]) == Traces(bad_rows=(), messages=())
    assert south.view.waiting() == ()
    assert south.view.traces([("person", "p1"), ("person", "p2")]) == Traces()
    assert len(south.verify()) == 1
    assert "CANARY" not in str(south.verify()[0])
    assert "p1" not in str(south.verify()[0])
    assert failed(south.view.outbox)
    assert failed(lambda: south.send(clock=lambda: datetime(2024, 1, 1, tzinfo=UTC)))
    assert failed(lambda: south.view.copy_to(tmp_path / "copy.db", lambda: store_of(south)))
    assert not (tmp_path / "copy.db").exists()


# -- nobody signs for others --


def test_nobody_makes_a_change_in_the_name_of_another(opened: Callable[..., gr.Office]) -> None:
    north = opened(Verb.READ, Verb.CHANGE, at="north")
    head = north.head
    tried: list[Callable[[], Any]] = [
        lambda: north.correct("case", "c2", place="x", reason=R, actor="the office"),
        lambda: north.add(case("c9", "north"), reason=R, actor="the office"),
        lambda: north.record_step("case", "c2", Step(state="replied", on=DAY), reason=R, actor="the office"),
        lambda: north.withdraw("case", "c2", reason=R, actor="the office"),
        lambda: north.erase(("case", "c2"), reason=R, actor="the office"),
        lambda: north.request_step("case", "c2", Step(state="replied", on=DAY), reason=R, actor="the office"),
        lambda: north.view._append(Batch(id="b", changes=(), actor="the office", bad_rows=())),
        lambda: north.view._redact(gr.store.Erasure(id="e", keys=(("case", "c2"),), actor="the office")),
    ]
    for call in tried:
        assert "in the name of" in failed(call)
    assert north.head == head
    # Nor in nobody's name.
    change = Change(noun="case", id="c9", record=case("c9", "north"))
    north.view._append(Batch(id="b2", changes=(change,), expect={change.key: 0}))
    assert opened().history("case", "c9")[-1].actor == "reader"
    enters = opened(Verb.READ, Verb.CHANGE, Verb.ENTER, at="north")
    enters.correct("case", "c2", place="y", reason=R, actor="Ann")
    opened().correct("case", "c2", place="z", reason=R, actor="Bob")
    assert [one.actor for one in opened().history("case", "c2")[-2:]] == ["Ann", "Bob"]


# -- nobody brings the charter by which they are judged --

RESTRICTED = """
[words.category]
petition = { en = "petition", zh = "信访", restricted = true }
[custom.household.debt]
en = "debt"
zh = "欠款"
privacy = "special"
"""
LOOSE = RESTRICTED.replace(", restricted = true", "").replace("special", "public")
LOOSE += """
[words.post]
chair = { en = "chair", zh = "主席", rights = ["read", "change", "send"] }
[measure.poor]
en = "key families"
zh = "重点家庭"
count = "household"
where = { key_family = true }
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    folder = tmp_path_factory.mktemp("guarded")
    charter = overlay(gr.open_charter("association"), {"own.toml": RESTRICTED})
    root = (Placement(since=date(2000, 1, 1), parent=UnitId("root")),)
    debt = (Custom(name="debt", text="CANARYDEBT"),)
    with gr.open(folder / "g.db", charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(
            Unit(id=UnitId("root"), kind="association", name="R"),
            Unit(id=UnitId("north"), kind="house", name="N", parents=root),
            Person(id=PersonId("p1"), name="CANARYNAME"),
            Post(id=PostId("chair"), unit=UnitId("root"), kind="chair"),
            Tenure(id="t1", post=PostId("chair"), person=PersonId("p1"), start=date(2020, 1, 1)),
            Household(id=HouseholdId("h1"), unit=UnitId("north"), key_family=True, custom=debt),
            Case(id=CaseId("c1"), category="petition", unit=UnitId("north"), text="CANARYTEXT", steps=(step(),)),
            reason=R,
        )
        yield office


def test_a_charter_that_a_reader_tries_opens_nothing(guarded: gr.Office) -> None:
    loose = overlay(gr.open_charter("association"), {"own.toml": LOOSE})
    north = guarded.seen_by(Actor("n", Actor.at("n", "north").grants, PersonId("p1")))
    tried = north.under(loose)
    assert failed(lambda: tried.get("case", "c1")) == failed(lambda: north.get("case", "c1"))
    assert "CANARYTEXT" not in repr([*tried.snapshot(DAY)]) + repr(north.compare_charter(loose, DAY))
    assert tried.view.acting().grants == north.view.acting().grants
    # The same in what is only tried, and twice over.
    for one in (tried.what_if(), north.what_if().under(loose)):
        assert failed(lambda one=one: one.get("case", "c1")) == failed(lambda: north.get("case", "c1"))  # type: ignore[misc]
    assert failed(lambda: tried.under(loose).get("case", "c1")) == failed(lambda: north.get("case", "c1"))
    public = guarded.seen_by("office", purpose="publication")
    assert "CANARY" not in repr([*public.under(loose).snapshot(DAY)])
    assert public.under(loose).figure("poor", DAY).value is None
    assert public.under(loose).figure("key_families", DAY).value is None if "key_families" in loose.measures else True
    # Whoever may read all of it reads it under another charter, too.
    assert guarded.under(loose).get("case", "c1") == guarded.get("case", "c1")


@pytest.mark.parametrize("verbs", [(Verb.READ,), (Verb.READ, Verb.CHANGE)])
def test_a_mapping_of_who_may_not_change_everything_changes_nothing_of_the_charter(
    guarded: gr.Office, tmp_path: Path, verbs: tuple[Verb, ...]
) -> None:
    mapping, ledger = tmp_path / "map.toml", tmp_path / "members.csv"
    mapping.write_text(LOOSE, encoding="utf-8")
    ledger.write_text("No.,name\n\n")
    reader = guarded.seen_by(Actor.at("n", "north", *verbs))
    found = reader.take_in(ledger, mapping=mapping, keep_bad=True)
    assert "mapping-for-once" in [one.code for one in found.remarks]
    assert guarded.seen_by("office").charter.words["category"]["petition"].restricted
    assert "poor" not in guarded.seen_by("office").charter.measures
    assert failed(lambda: reader.get("case", "c1"))


# -- who sees everything sees it through a purpose, too --


@pytest.mark.parametrize("purpose", ["statistics", "publication"])
def test_what_tells_of_everything_is_as_closed_as_the_purpose(tmp_path: Path, charter: gr.Charter, purpose: str) -> None:
    with gr.open(tmp_path / "p.db", charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(
            Unit(id=UnitId("root"), kind="association", name="R"),
            Person(id=PersonId("p1"), name="CANARYNAME"),
            Person(id=PersonId("p2"), name="CANARYGONE"),
            case("c1", "root", requester=PersonId("p1"), text="CANARYTEXT"),
            case("c2", "root", requester=PersonId("p2"), text="CANARYTEXT"),
            reason="CANARYREASON",
        )
        office.withdraw("case", "c2", reason="CANARYREASON")
        office.withdraw("person", "p2", reason="CANARYREASON")
        waits = BadRow(ledger="members", source=Source("CANARYFILE", "", 3), cells=(("name", "CANARYCELL"),), problems=())
        told = Message(key="k", channel="console:", to="CANARYTO", subject="s", body="CANARYBODY", about=(("person", "p1"),))
        office.view._append(Batch(id="b", reason=R, outbox=(told,), bad_rows=(waits,)))
        closed = office.seen_by("office", purpose=purpose)
        keys = [("person", "p1"), ("person", "p2"), ("case", "c2")]
        asked: list[Callable[[], Any]] = [
            lambda: closed.view.waiting(),
            lambda: closed.view.traces(keys),
            lambda: closed.traces_of("p1"),
            lambda: [closed.about(one) for one in ("p1", "p2")],
            lambda: closed.copy_for("p1"),
            lambda: closed.copy_for("p2"),
            lambda: closed.changes("2000-01-01"),
            lambda: [closed.history(*one) for one in (("case", "c1"), ("case", "c2"))],
            lambda: closed.why("cases_received", "2023-12-31", DAY).to_rows(),
            lambda: closed.backup(tmp_path / "copy.db"),
            lambda: closed.check(DAY),
        ]
        for ask in asked:
            try:
                said = repr(ask())
            except gr.GrassrootsError as error:
                said = str(error)
            assert "CANARY" not in said
        assert not (tmp_path / "copy.db").exists()
        assert "CANARYBODY" in repr(office.traces_of("p1")) and "CANARYGONE" in repr(office.about("p2"))


def test_a_row_that_is_read_for_a_purpose_confirms_no_guess_at_what_it_closes(tmp_path: Path, charter: gr.Charter) -> None:
    with gr.open(tmp_path / "g.db", charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(Unit(id=UnitId("root"), kind="association", name="R"), reason=R)
        ledger = tmp_path / "people.csv"
        ledger.write_text("No.,name,phone\n1,Ann,13812345678\n")
        assert office.take_in(ledger).stored
        closed = office.seen_by("office", purpose="statistics")
        told = set()
        for phone in ("13812345678", "13900000000"):
            ledger.write_text(f"No.,name,phone\n1,Ann,{phone}\n")
            found = closed.read(ledger)
            told.add((found.new, found.changed, tuple(one.code for one in found.problems)))
        assert len(told) == 1


def test_what_a_change_expects_of_others_is_answered_only_where_it_is_in_view(opened: Callable[..., gr.Office]) -> None:
    south = opened(Verb.READ, Verb.CHANGE, at="south")
    told = set()
    for id in ("c1", "c9"):
        for version in (0, 1, 2):
            batch = Batch(id=f"{id}-{version}", expect={("case", id): version}, reason=R)
            told.add(failed(lambda batch=batch: south.view._append(batch)).replace(id, "X"))  # type: ignore[misc]
    assert len(told) == 1
