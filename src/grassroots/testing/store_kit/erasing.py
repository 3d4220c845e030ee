"""Laws of erasing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from grassroots.codec import facts_of
from grassroots.errors import Conflict, NotFound
from grassroots.store import Message, Store
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
)
from grassroots.values import Source


def erased_is_gone_at_every_head(bench: Bench) -> None:
    """After `redact`, no reading at any head gives a personal value of these records, nor do messages about them; others stay."""
    store = bench.store()
    store.append(batch("one", full_person("SECRET "), case("c-1", "SECRET text"), outbox=(_about("m-1"), message("m-2"))))
    store.append(batch("two", person(name="SECRET Other"), person("p-2", "Bob Example")))
    store.append(batch("three", withdraw=[("case", "c-1")], outbox=(_about("m-3"),)))
    store.lease(1, NOW)
    store.sent("m-1", NOW)
    keys = [("person", "p-1"), ("case", "c-1")]
    head = store.redact(erasure("erase", keys))
    same(head, store.head(), "the head that an erasure gives")
    for seq in range(head.seq + 1):
        shown = repr((dict(store.read([*keys, ("person", "p-2")], seq)), everything(store, seq)))
        demand("SECRET" not in shown, f"a personal value can still be read at head {seq}")
    demand("SECRET" not in repr(store.outbox()), "a message about an erased record still has its text")
    states = {one.key: (state, one.to) for one, state, *_ in store.outbox()}
    same(states, {"m-1": ("sent", ""), "m-2": ("new", "ann@example.org"), "m-3": ("dead", "")}, "the messages")
    same([one.message.key for one in store.lease(9, NOW + timedelta(days=9))], ["m-2"], "what is still to be sent")
    same(store.read([("person", "p-2")])["person", "p-2"].record, person("p-2", "Bob Example"), "who did not ask")


def _about(key: str) -> Message:
    return message(key, to="SECRET@example.org", subject="SECRET", body="Dear SECRET", about=(("person", "p-1"),))


def what_told_of_the_erased_is_gone(bench: Bench) -> None:
    """After `redact`, no entry about these records says from which row it came, nor why it was made; messages and waiting rows that are named are gone too.
    Of others everything stays, and the log verifies."""
    store = bench.store()
    rows = [bad_row(3), attrs.evolve(bad_row(4), cells=(("name", "SECRET"),))]
    place = Source("SECRET.csv", row=2)
    note = message("m-1", to="SECRET@example.org", subject="SECRET", body="SECRET")
    store.append(
        batch("one", person(), source=place, reason="SECRET moved", bad_rows=tuple(rows), outbox=(note, message("m-2")))
    )
    store.append(batch("two", person("p-2"), source=Source("b.csv", row=1), reason="a new member"))
    store.append(batch("three", withdraw=[("person", "p-1")], reason="SECRET left"))
    store.redact(erasure("erase", [("person", "p-1")], messages=("m-1",), bad_rows=(rows[1],)))
    shown = repr((store.since(0), store.history(("person", "p-1")), store.outbox(), store.bad_rows(), everything(store)))
    shown += repr([store.read([("person", "p-1")], seq) for seq in range(store.head().seq + 1)])
    demand("SECRET" not in shown, "what told of the erased record can still be read")
    same([(one.reason, one.source) for one in store.since(0)][1], ("a new member", Source("b.csv", row=1)), "who did not ask")
    same([one.reason for one in store.since(0)], ["", "a new member", "", "asked for"], "the reasons")
    same(store.bad_rows(), rows[:1], "the rows that wait")
    same([(one.key, state) for one, state, *_ in store.outbox()], [("m-1", "dead"), ("m-2", "new")], "the messages")
    same(store.verify(), [], "what verify finds")


def an_erasure_of_what_nobody_saw_is_refused(bench: Bench) -> None:
    """What is erased was judged by all that there was: `seen` is compared, and is no part of what an erasure says."""
    store = bench.store()
    store.append(batch("one", person()))
    store.append(batch("two", case()))
    error = raises(Conflict, lambda: store.redact(erasure("e", [("person", "p-1")], seen=1)), "an erasure of what was not seen")
    same((error.expected, error.found), (1, 2), "what was seen, and what there is")
    same(store.read([("person", "p-1")])["person", "p-1"].record, person(), "the person after the refusal")
    head = store.redact(erasure("e", [("person", "p-1")], seen=2))
    same(store.redact(erasure("e", [("person", "p-1")], seen=1)), head, "the same erasure again, having seen less")


def erased_is_gone_from_the_files(bench: Bench) -> None:
    """After `redact`, no byte of an erased text is in `files()`; deleting alone would leave them there."""
    store = bench.store()
    files: Callable[[], Sequence[Path]] | None = getattr(store, "files", None)
    if files is None:
        raise NotTried("the store has no files(): that erased texts are gone cannot be shown")
    marks = [f"ERASE-{number:03}-ME" for number in range(60)]
    for start in range(0, 60, 20):
        people = [person(f"p-{n}", marks[n] * (1 + n % 40), phone=marks[n]) for n in range(start, start + 20)]
        store.append(
            batch(f"b{start}", *people, outbox=(message(f"m{start}", body=marks[start], about=(("person", f"p-{start}"),)),))
        )
    demand(any(marks[0].encode() in path.read_bytes() for path in files()), "files() does not hold what was stored")
    store.redact(erasure("erase", [("person", f"p-{number}") for number in range(60)]))
    left = b"".join(path.read_bytes() for path in files())
    same([mark for mark in marks if mark.encode() in left], [], "erased texts in the files")
    place, note = Source("ERASE-FILE-ME.csv", "ERASE-SHEET-ME", 9), message("m", to="ERASE-TO-ME", body="ERASE-BODY-ME")
    row = attrs.evolve(bad_row(), cells=(("name", "ERASE-ROW-ME"),))
    store.append(batch("one", person(), source=place, reason="ERASE-WHY-ME", bad_rows=(row,), outbox=(note,)))
    store.redact(erasure("beside", [("person", "p-1")], messages=("m",), bad_rows=(row,)))
    left = b"".join(path.read_bytes() for path in files())
    same(
        [one for one in ("FILE", "SHEET", "TO", "BODY", "ROW", "WHY") if f"ERASE-{one}-ME".encode() in left],
        [],
        "what told of it",
    )


def erasing_keeps_facts_and_proof(bench: Bench) -> None:
    """`redact` keeps every fact at every head, the hashes of all heads before it, and a log that verifies; it is logged itself."""
    store = bench.store()
    store.append(batch("one", full_person(), case("c-1", "text", "received", "done")))
    store.append(batch("two", person(education="school"), person("p-2")))
    keys = [("person", "p-1"), ("case", "c-1")]
    before = [_facts(store, seq) for seq in range(5)]
    heads = [store.head_at(seq) for seq in range(5)]
    head = store.redact(erasure("erase", keys, actor="clerk", at=NOW))
    same(head.seq, 6, "the head: an entry for each record")
    same([_facts(store, seq) for seq in range(5)], before, "the facts of the past")
    same(_facts(store, 6)[:2], _facts(store, 4)[:2], "the facts now")
    same([store.head_at(seq) for seq in range(5)], heads, "the heads before the erasure")
    same(store.verify(), [], "what verify finds")
    entries = store.since(4)
    same({(one.noun, one.id) for one in entries}, set(keys), "what the log says was erased")
    same(
        {(one.redacted, one.batch, one.actor, one.reason, one.at) for one in entries},
        {(True, "erase", "clerk", "asked for", NOW)},
        "by whom",
    )
    same(any(one.redacted for one in store.since(0, 4)), False, "entries before the erasure")
    same(store.redact(erasure("erase", keys, actor="clerk", at=NOW)), head, "the same erasure again")
    same(store.head(), head, "the head after the same erasure again")


def _facts(store: Store, seq: int) -> list[Any]:
    columns = [
        {name: list(cells) for name, cells in store.columns(noun, seq).items()}
        for noun in ("person", "case", "case.steps", "person.attachments", "person.external_ids")
    ]
    return [*columns, [(key, facts_of(one.record)) for key, one in everything(store, seq).items() if one.record]]


def erased_cannot_be_written_back(bench: Bench) -> None:
    """Whoever read a record before it was erased cannot write it back, nor does sending its batch again bring it back."""
    store = bench.store()
    first = batch("one", person())
    head = store.append(first)
    store.redact(erasure("erase", [("person", "p-1")]))
    stale = batch("two", person(education="college"), expect={("person", "p-1"): 1})
    raises(Conflict, lambda: store.append(stale), "a change that rests on a reading before the erasure")
    same(store.append(first), head, "the batch sent again")
    same(store.read([("person", "p-1")])["person", "p-1"].record, person(name=None), "the erased person")
    raises(NotFound, lambda: store.redact(erasure("three", [("person", "nobody")], reason="typo")), "erasing nobody")
