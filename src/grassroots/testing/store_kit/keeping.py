"""Laws of what a store keeps and refuses, and of opening it again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from grassroots.errors import Conflict, InvalidArgument, InvalidValue, NewerStore
from grassroots.model import (
    NOUNS,
    Case,
    Custom,
    ExternalId,
    Record,
    Step,
    key_of,
    noun_of,
)
from grassroots.store import Batch, Change
from grassroots.testing.laws import NotTried, demand, same
from grassroots.testing.store_kit.bench import (
    NOW,
    Bench,
    bad_row,
    batch,
    case,
    erasure,
    everything,
    full_person,
    message,
    person,
    raises,
    traces,
)
from grassroots.values import CaseId, Source, UnitId


def hostile_text_comes_back(bench: Bench) -> None:
    """Any text comes back to the character: quotes, SQL, control characters, right to left, both forms of é, a megabyte."""
    store = bench.store()
    for number, text in enumerate(HOSTILE):
        record = case(f"c-{number}{text[:20]}", text, channel=text or None, external_ids=(ExternalId(scheme=text, value=text),))
        one = batch(
            f"b{number}{text[:20]}",
            record,
            actor=text,
            reason=text,
            outbox=(message(f"m{number}{text[:9]}", subject=text, body=text),),
        )
        store.append(one)
        same(store.read([key_of(record)])[key_of(record)].record, record, f"text {number}")
        same(
            [found.record for found in store.scan("case", known_at=number + 1) if found.id == record.id],
            [record],
            f"text {number} scanned",
        )
        same(store.since(number)[0].reason, text, f"reason {number}")
        same(store.outbox()[number][0], one.outbox[0], f"message {number}")
    same(len(store.scan("case", after="'; DROP TABLE person; --")), len(HOSTILE), "a scan from a hostile id")
    same(store.read([("case", "' OR 1=1 --"), ("' OR 1=1 --", "x"), ("case", "\0"), ("case", "\ud800")]), {}, "hostile keys")


HOSTILE: Sequence[str] = (
    "",
    " ",
    " trailing and leading ",
    "a\r\nb\tc\x1b[31m\x7f\x01",
    "'; DROP TABLE person; --",
    '"quoted" `ticks` [brackets] \\backslash\\ %s {name} $1 ?',
    "一号楼的灯坏了，請修理",
    "𠮷㐂\U0010ffff\ufeff�",
    "\u202eright to left\u202c שלום",
    "e\u0301 é ﬁ Å",
    "NULL",
    "0123",
    "1e5",
    "true",
    "2014-06-30",
    "=1+1",
    "long " * 200_000,
)
"""Texts that careless code changes."""


def what_no_store_can_keep_is_refused(bench: Bench) -> None:
    """A value of another type, a NUL, half a character, a number too large: refused with `InvalidValue` that names the place."""
    store = bench.store()
    day: Any = datetime(2014, 1, 1)  # noqa: DTZ001
    count: Any
    wrong: list[tuple[str, Record]] = [
        ("name", person(name=7)),  # type: ignore[arg-type]
        ("name", person(name="Ann\0")),
        ("name", person(name="Ann\ud800")),
        ("birth", person(birth="1971")),
        ("steps[0].on", Case(id=CaseId("c"), category="o", unit=UnitId("u"), steps=(Step(state="received", on=day),))),
        ("steps", Case(id=CaseId("c"), category="o", unit=UnitId("u"), steps=[])),  # type: ignore[arg-type]
        ("confidential", case(confidential=1)),
        ("category", Case(id=CaseId("c"), category=None, unit=UnitId("u"))),  # type: ignore[arg-type]
        ("custom[0].number", person(custom=(Custom(name="n", number=Decimal("0.00001")),))),
        ("custom[0].number", person(custom=(Custom(name="n", number=Decimal("Infinity")),))),
        ("custom[0].number", person(custom=(Custom(name="n", number=3.5),))),  # type: ignore[arg-type]
    ]
    for count in (True, 3.9, 2**63, "3"):
        wrong.append(("seats", _post(count)))
    for field_name, record in wrong:
        error = raises(InvalidValue, lambda record=record: store.append(batch("one", record)), field_name)  # type: ignore[misc]
        for part in (noun_of(record), record.id, field_name):
            demand(part in str(error), f"the message does not name {part}: {error}")
        demand("Ann" not in str(error), "the message holds a personal value")
    for other in (
        batch("a\0"),
        batch(""),
        batch("a", actor="\ud800"),
        batch("a", outbox=(message(subject="a\0b"),)),
        batch("a", person("")),
    ):
        raises(InvalidValue, lambda other=other: store.append(other), "a text that cannot be kept")  # type: ignore[misc]
    same((store.head().seq, store.outbox()), (0, []), "after the refusals")
    store.append(batch("one", person()))
    for wrong_one in (
        erasure("", [("person", "p-1")]),
        erasure("e", [("person", "p-1")], actor="a\0"),
        erasure("e", [("person", "p-1")], reason="\ud800"),
    ):
        raises(InvalidValue, lambda one=wrong_one: store.redact(one), "an erasure")  # type: ignore[misc]


def _post(seats: Any) -> Record:
    return NOUNS["post"](id="s", unit="u", kind="secretary", seats=seats)  # type: ignore[call-arg]


def the_source_comes_back(bench: Bench) -> None:
    """The row that brought a change stands with the record and in the log; a change from no row has none."""
    store = bench.store()
    source = Source("名册 2014.xlsx", "党员", 12)
    store.append(batch("one", person(), source=source))
    store.append(batch("two", case()))
    store.append(batch("three", person("p-2"), source=Source("a.csv")))
    same(store.read([("person", "p-1")])["person", "p-1"].source, source, "the source of a record")
    same([one.source for one in store.scan("person")], [source, Source("a.csv", "", 0)], "the sources of a scan")
    same([one.source for one in store.since(0)], [source, None, Source("a.csv", "", 0)], "the sources of the log")


def nonsense_is_refused(bench: Bench) -> None:
    """A call that makes no sense is refused with `InvalidArgument`: a head to come, no such noun, two changes of one record."""
    store = bench.store()
    store.append(batch("one", person()))
    naive = datetime(2014, 1, 1)  # noqa: DTZ001
    unlike = Change(noun="person", id="p-1", record=person("p-2"))
    for what, call in {
        "a head to come": lambda: store.read([("person", "p-1")], 2),
        "a head to come, scanned": lambda: store.scan("person", known_at=2),
        "a head to come, in columns": lambda: store.columns("person", 2),
        "a head before the first": lambda: store.scan("person", known_at=-1),
        "no such noun": lambda: store.scan("persons"),
        "no such noun in columns": lambda: store.columns("persons"),
        "what refers to no such noun": lambda: store.referring([("persons", "p-1")]),
        "no such rows": lambda: store.columns("case.step"),
        "two changes of one record": lambda: store.append(batch("two", person(), person())),
        "a change with another key": lambda: store.append(Batch(id="two", changes=(unlike,))),
        "a noun that does not exist": lambda: store.append(Batch(id="two", changes=(attrs.evolve(unlike, noun="persons"),))),
        "a moment without a zone": lambda: store.append(batch("two", person(), at=naive)),
        "a lease without a zone": lambda: store.lease(1, naive),
        "a version below 0": lambda: store.append(batch("two", expect={("person", "p-1"): -1})),
    }.items():
        raises(InvalidArgument, call, what)
    same(store.head().seq, 1, "the head after the refusals")


def it_opens_again(bench: Bench) -> None:
    """A store that was closed and opened again has all that was stored: records, past, log, messages, bad rows, batch ids."""
    if not bench.lasting:
        raise NotTried("the store does not outlive its object")
    place = bench.place()
    store = bench.make(place)
    first = batch("one", full_person(), case(), outbox=(message("m-1"), message("m-2")), bad_rows=(bad_row(),))
    head = store.append(first)
    store.append(batch("two", case("c-1", "text", "received", "done"), withdraw=[("person", "p-1")]))
    store.lease(1, NOW)
    before = (*traces(store), everything(store, 1), store.head_at(1))
    store.close()
    store = bench.make(place)
    same((*traces(store), everything(store, 1), store.head_at(1)), before, "after opening again")
    same(store.append(first), head, "a batch sent again after opening again")
    same([one.message.key for one in store.lease(9, NOW + timedelta(seconds=1))], ["m-2"], "a lease after opening again")
    same(store.verify(), [], "what verify finds")
    store.close()


def two_writers_lose_nothing(bench: Bench) -> None:
    """Two that read, change and write the same record at once lose no change, if they expect what they read; no gap in the log."""
    if not bench.lasting:
        raise NotTried("the store does not outlive its object, so two cannot open it")
    place, each = bench.place(), 12
    store = bench.make(place)
    store.append(batch("start", case("c-1", "0")))
    failures: list[Exception] = []

    def work(name: str) -> None:
        try:
            mine = bench.make(place)
            for number in range(each):
                for attempt in range(1000):
                    seen = mine.read([("case", "c-1")])["case", "c-1"]
                    assert isinstance(seen.record, Case)
                    counted = case("c-1", str(int(seen.record.text or 0) + 1))
                    try:
                        mine.append(batch(f"{name}-{number}-{attempt}", counted, expect={("case", "c-1"): seen.version}))
                        break
                    except Conflict:
                        continue
            mine.close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same(failures, [], "what went wrong in a writer")
    found = store.read([("case", "c-1")])["case", "c-1"]
    assert isinstance(found.record, Case)
    same((found.record.text, found.version), (str(2 * each), 2 * each + 1), "the counter and its version")
    same([one.seq for one in store.since(0)], list(range(1, 2 * each + 2)), "the numbers of the log")
    same(store.verify(), [], "what verify finds")
    store.close()


def a_newer_store_is_refused(bench: Bench) -> None:
    """A store that a newer version wrote is refused with `NewerStore`, and not changed."""
    if bench.newer is None:
        raise NotTried("no way was given to make a store of a newer version")
    place = bench.place()
    store = bench.make(place)
    store.append(batch("one", person()))
    store.close()
    bench.newer(place)
    before = {path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    raises(NewerStore, lambda: bench.make(place), "a store of a newer version")
    same({path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}, before, "the files")
