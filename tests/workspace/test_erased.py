"""What is erased is gone: of all that was kept of a person, and of what told of them beside, no byte stays in any file of the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.access import Actor, Verb
from grassroots.errors import NotFound
from grassroots.model import Case, Household, Note, Person, Reply, Step, Unit
from grassroots.store import BadRow, Batch, Message
from grassroots.values import CaseId, HouseholdId, PersonId, Ref, Source, UnitId

DAY = date(2024, 1, 1)
MARKS = [f"CANARY{number:02}Z" for number in range(24)]


def office(path: Path) -> gr.Office:
    return gr.open(path / "a.db", charter="association", plugins=gr.Plugins.of(), create=True)


def left(path: Path) -> list[str]:
    content = b"".join(one.read_bytes() for one in path.rglob("*") if one.is_file())
    return [mark for mark in MARKS if mark.encode() in content or mark.encode("utf-16-le") in content]


def test_no_byte_of_what_told_of_a_person_stays(tmp_path: Path) -> None:
    marks = iter(MARKS)
    received = Step(state="received", on=DAY)
    with office(tmp_path) as opened:
        opened.add(
            Unit(id=UnitId("a"), kind="association", name="A"),
            Person(id=PersonId("bob"), name="Bob", phone="1"),
            reason="begin",
        )
        name, phone = next(marks), next(marks)
        records = (
            Person(id=PersonId("ann"), name=name, phone=phone, email=next(marks)),
            Household(id=HouseholdId("h"), unit=UnitId("a"), address=next(marks)),
            Case(
                id=CaseId("c"),
                unit=UnitId("a"),
                category="request",
                requester=PersonId("ann"),
                text=next(marks),
                steps=(received,),
            ),
            Reply(id="y", case=CaseId("c"), on=DAY, situation=next(marks)),
            Note(id="n", unit=UnitId("a"), about=Ref("case", "c"), on=DAY, text=next(marks)),
        )
        about = Message(
            key="m1", channel="x:", to=next(marks), subject=next(marks), body=next(marks), about=(("person", "ann"),)
        )
        stray = Message(key="m2", channel="x:", to=phone, subject=f"Dear {name}!", body=f"{name}, see you")
        other = Message(key="m3", channel="x:", to="bob@example.org", subject="Hello", body="Bob")
        opened.add(*records, reason=next(marks), messages=(about, stray, other))
        opened.correct("person", "ann", name=next(marks), reason=next(marks))
        rows = (
            BadRow(
                ledger="members",
                source=Source("x.csv", row=2),
                cells=(("name", f" {name} "), ("joined", next(marks))),
                problems=(),
            ),
            BadRow(ledger="members", source=Source("x.csv", row=3), cells=(("name", "Bob"),), problems=()),
        )
        moved = Person(id=PersonId("ann"), name=name, phone=phone)
        change = gr.store.Change(noun="person", id="ann", record=moved, source=Source(f"{next(marks)}.csv", next(marks), 7))
        opened.view.append(Batch(id="load", changes=(change,), reason=next(marks), bad_rows=rows))
        assert set(left(tmp_path)) >= set(MARKS[:15])
        for noun, id in (("note", "n"), ("reply", "y"), ("case", "c"), ("person", "ann")):
            opened.withdraw(noun, id, reason=f"gone {name}")
        parts = opened.personal("ann")
        assert set(parts) >= {("person", "ann"), ("case", "c")}, "what was withdrawn is found"
        opened.erase(("note", "n"), ("reply", "y"), ("case", "c"), ("person", "ann"), ("household", "h"), reason="asked for")
        assert opened.view.get("person", "bob").name == "Bob"  # type: ignore[union-attr]
        assert [row.cells for row in opened._store.bad_rows()] == [(("name", "Bob"),)], "rows of others wait on"
        assert {one.key: (state, one.to) for one, state, *_ in opened._store.outbox()}["m3"] == ("new", "bob@example.org")
        assert not opened.verify()
        assert not left(tmp_path)
        opened.write(opened.report("year", as_of="2024-12-31"), tmp_path / "year.html")
    assert not left(tmp_path)


def test_the_control_finds_what_is_only_withdrawn(tmp_path: Path) -> None:
    with office(tmp_path) as opened:
        opened.add(Person(id=PersonId("ann"), name=MARKS[0]), reason=MARKS[1])
        opened.withdraw("person", "ann", reason="gone")
    assert left(tmp_path) == MARKS[:2]


def test_who_does_not_see_everything_is_not_told_of_what_was_withdrawn_and_erases_no_rows_of_others(tmp_path: Path) -> None:
    with office(tmp_path) as opened:
        opened.add(
            Unit(id=UnitId("a"), kind="association", name="A"),
            Household(id=HouseholdId("h"), unit=UnitId("a"), address="1 Lake Street"),
            Household(id=HouseholdId("g"), unit=UnitId("a"), address="2 Lake Street"),
            reason="begin",
        )
        opened.withdraw("household", "g", reason="moved away")
        row = BadRow(ledger="x", source=Source("x.csv", row=2), cells=(("address", "1 Lake Street"),), problems=())
        opened.view.append(Batch(id="b", bad_rows=(row,)))
        clerk = opened.seen_by(Actor.at("clerk", "a", Verb.READ, Verb.CHANGE))
        with pytest.raises(NotFound):
            clerk.erase(("household", "g"), reason="asked for")
        clerk.erase(("household", "h"), reason="asked for")
        assert opened._store.bad_rows() == [row]
        opened.erase(("household", "g"), reason="asked for")


def test_the_id_of_a_change_tells_nothing_of_what_it_brought(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with office(tmp_path / name) as opened:
            opened.add(Person(id=PersonId("ann"), name="Ann", phone="13812345678"), reason="a new member")
            ids.append(opened._store.since(0)[0].batch)
    assert ids[0] != ids[1] and ids[0].startswith("add:") and ids[1].startswith("add:")
