"""What is erased is gone: of all that was kept of a person, and of what told of them beside, no byte stays in any file of the store."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

import pytest
from support.behind import store_of
from support.canaries import TOKEN, Builder, canary_charter

import grassroots as gr
from grassroots.access import Actor, Verb
from grassroots.codec import facts_of
from grassroots.errors import NotFound
from grassroots.model import Attachment, Case, ExternalId, Household, Note, Person, Record, Reply, Step, Unit
from grassroots.store import BadRow, Batch, Message
from grassroots.values import CaseId, HouseholdId, PersonId, Ref, Source, UnitId

DAY = date(2024, 1, 1)
MARKS = [f"CANARY{number:02}Z" for number in range(30)]


def office(path: Path) -> gr.Office:
    return gr.open(path / "a.db", charter="association", plugins=gr.Plugins.of(), create=True)


def register(number: str) -> ExternalId:
    return ExternalId(scheme="register", value=number)


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
            Person(id=PersonId("ann"), name=name, phone=phone, email=next(marks), external_ids=(register(next(marks)),)),
            Household(id=HouseholdId("h"), unit=UnitId("a"), address=next(marks)),
            Case(
                id=CaseId("c"),
                unit=UnitId("a"),
                category="request",
                requester=PersonId("ann"),
                text=next(marks),
                external_ids=(register(next(marks)),),
                attachments=(Attachment(digest="sha256:0", name=next(marks)),),
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
        opened.view._append(Batch(id="load", changes=(change,), reason=next(marks), bad_rows=rows))
        assert set(left(tmp_path)) >= set(MARKS[:18])
        for noun, id in (("note", "n"), ("reply", "y"), ("case", "c"), ("person", "ann")):
            opened.withdraw(noun, id, reason=f"gone {name}")
        parts = opened.personal("ann")
        assert set(parts) >= {("person", "ann"), ("case", "c")}, "what was withdrawn is found"
        opened.erase(("note", "n"), ("reply", "y"), ("case", "c"), ("person", "ann"), ("household", "h"), reason="asked for")
        assert opened.view.get("person", "bob").name == "Bob"  # type: ignore[union-attr]
        assert [row.cells for row in store_of(opened).bad_rows()] == [(("name", "Bob"),)], "rows of others wait on"
        assert {one.key: (state, one.to) for one, state, *_ in store_of(opened).outbox()}["m3"] == ("new", "bob@example.org")
        assert not opened.verify()
        assert not left(tmp_path)
        opened.write(opened.report("year", as_of="2024-12-31"), tmp_path / "year.html")
    assert not left(tmp_path)


def personal_marks(record: Record) -> set[str]:
    """The marks of a record that lie in its personal part."""
    return set(TOKEN.findall(repr(record))) - set(TOKEN.findall(repr(facts_of(record))))


def canaries(path: Path, number: int, *, erased: bool = True) -> tuple[int, set[str]]:
    """How many marks lay in every kind of place of offices that are drawn, until there were so many; and those of which a byte stays after everything was erased
    and a paper was made."""
    charter, laid, stay = canary_charter(), 0, set()
    for seed in count(1):
        folder = path / str(seed)
        folder.mkdir()
        world = Builder(Random(seed), charter).world()
        world.store(folder / "a.db")
        records = [record for batch in world.batches for record in batch]
        marks = {f"«{noun}.{name}»" for record in records for noun, name in personal_marks(record)}
        marks |= {"«x~0.reason»", *(f"«{record.id[:-1]}.source»" for record in records)}
        marks -= {f"«{noun}.{name}»" for record in records for noun, name in TOKEN.findall(repr(facts_of(record)))}
        told = [f"«beside~{at}.{place}»" for at in range(20) for place in ("to", "subject", "body", "cell", "file", "why")]
        with gr.open(folder / "a.db", charter, plugins=gr.Plugins.of()) as opened:
            keys = list(world.at(world.heads()[-1]))
            messages = tuple(
                Message(key=f"m{at}", channel="x:", to=to, subject=subject, body=body, about=(keys[at % len(keys)],))
                for at, (to, subject, body, *_) in enumerate(batched(told, 6))
            )
            rows = tuple(
                BadRow(ledger="x", source=Source(file, row=2), cells=(("a", cell),), problems=({"code": "x", "value": why},))
                for _, _, _, cell, file, why in batched(told, 6)
            )
            opened.view._append(Batch(id="told-beside", outbox=messages, bad_rows=rows))
            content = b"".join(one.read_bytes() for one in folder.iterdir())
            marks = {one for one in {*marks, *told} if any(form in content for form in forms(one))}
            if erased:
                ended = tuple(gr.store.Change(noun=noun, id=id, record=None) for noun, id in keys if noun == "hold")
                opened.view._append(Batch(id="ended", changes=ended))
                erasure = gr.store.Erasure(
                    id="e", keys=tuple(keys), messages=tuple(one.key for one in messages), bad_rows=rows, reason="asked for"
                )
                opened.view._redact(erasure)
                opened.write(opened.report("year", as_of="2024-12-31"), folder / "year.html")
        content = b"".join(one.read_bytes() for one in folder.iterdir())
        stay |= {f"{seed}: {one}" for one in marks if any(form in content for form in forms(one))}
        laid += len(marks)
        if laid >= number:
            return laid, stay
    raise AssertionError


def forms(mark: str) -> tuple[bytes, ...]:
    return mark.encode(), json.dumps(mark)[1:-1].encode(), mark.encode("utf-16-le")


def batched(listed: list[str], size: int) -> list[list[str]]:
    return [listed[at : at + size] for at in range(0, len(listed), size)]


@pytest.mark.parametrize("number", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_of_canaries_in_every_kind_of_place_no_byte_stays(tmp_path: Path, number: int) -> None:
    laid, stay = canaries(tmp_path, number)
    assert laid >= number
    assert stay == set()


def test_the_canaries_are_found_where_nothing_is_erased(tmp_path: Path) -> None:
    laid, stay = canaries(tmp_path, 100, erased=False)
    assert len(stay) == laid


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
        opened.view._append(Batch(id="b", bad_rows=(row,)))
        clerk = opened.seen_by(Actor.at("clerk", "a", Verb.READ, Verb.CHANGE))
        with pytest.raises(NotFound):
            clerk.erase(("household", "g"), reason="asked for")
        clerk.erase(("household", "h"), reason="asked for")
        assert store_of(opened).bad_rows() == [row]
        opened.erase(("household", "g"), reason="asked for")


def test_the_id_of_a_change_tells_nothing_of_what_it_brought(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with office(tmp_path / name) as opened:
            opened.add(Person(id=PersonId("ann"), name="Ann", phone="13812345678"), reason="a new member")
            ids.append(store_of(opened).since(0)[0].batch)
    assert ids[0] != ids[1] and ids[0].startswith("add:") and ids[1].startswith("add:")


LEDGERS = {
    "units.csv": "单位编号,单位名称,单位类别,上级单位\n00,清溪协会,协会,\nn,北楼栋,楼栋,00\n",
    "members.csv": "序号,姓名,电话,所在单位,加入日期\n1,赵一,13900001111,北楼栋,2020-01-01\n2,钱二,,北楼栋,2020-01-01\n",
    "cases.csv": "序号,所在单位,类别,受理日期,内容\n12,北楼栋,诉求,2024-01-05,赵一家路灯不亮\n",
}


def test_a_ledger_that_still_bears_somebody_who_was_erased_says_so_and_brings_nothing_back(tmp_path: Path) -> None:
    ledgers = tmp_path / "ledgers"
    ledgers.mkdir()

    def write(**changed: str) -> None:
        for name, text in {**LEDGERS, **{f"{name}.csv": text for name, text in changed.items()}}.items():
            (ledgers / name).write_text(text, encoding="utf-8")

    def kept(text: str) -> bool:
        content = b"".join(one.read_bytes() for one in tmp_path.glob("a.db*"))
        return any(form.encode() in content for form in (text, json.dumps(text)[1:-1]))

    write()
    with office(tmp_path) as opened:
        assert opened.take_in(ledgers).stored
        assert kept("赵一")
        (person,) = (one.id for one in opened.records(Person, DAY) if one.name == "赵一")
        opened.erase(("person", person), ("case", "cases-12"), reason="asked for")
        assert not kept("赵一")
        for keep_bad in (False, True):
            reading = opened.take_in(ledgers, keep_bad=keep_bad, edited="ledger")
            told = [one for one in reading.problems if one.code == "erased-elsewhere"]
            assert {one.source.file for one in told if one.source} == {"members.csv", "cases.csv"}
            assert "（列：姓名、电话）" in told[1].text("zh")
            assert "was erased" in told[0].text("en")
            assert not kept("赵一")
            assert not kept("13900001111")
        assert all(not row.cells for row in store_of(opened).bad_rows())
        # A row with something else wrong is kept without what it says, too.
        write(members=LEDGERS["members.csv"].replace("2020-01-01\n2", "2020年13月\n2"))
        opened.take_in(ledgers, keep_bad=True)
        assert not kept("赵一")
        # What says nothing of the person goes on.
        write(
            members="序号,姓名,电话,所在单位,加入日期\n1,,,北楼栋,2020-02-01\n2,钱二,,北楼栋,2020-01-01\n",
            cases=LEDGERS["cases.csv"].replace("赵一家路灯不亮", ""),
        )
        reading = opened.read(ledgers)
        assert not [one for one in reading.problems if one.code == "erased-elsewhere"]
        # What somebody enters by hand is a decision.
        opened.correct("person", person, name="赵一", phone="13900001111", reason="asked to be kept again")
        write(cases=LEDGERS["cases.csv"].replace("赵一家路灯不亮", ""))
        assert not [one for one in opened.read(ledgers).problems if one.code == "erased-elsewhere"]
