"""Laws of batches, the log, and the state that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from grassroots.codec import columns_of, encode, facts_of
from grassroots.errors import BatchReused, Conflict, InvalidArgument, InvalidValue
from grassroots.model import (
    Custom,
    Household,
    Note,
    Provision,
    Step,
)
from grassroots.store import Key, Logged, Store, Versioned
from grassroots.testing.laws import demand, same
from grassroots.testing.store_kit.bench import (
    NOW,
    Bench,
    bad_row,
    batch,
    case,
    damaged_amount,
    erasure,
    everything,
    full_person,
    message,
    person,
    raises,
    traces,
)
from grassroots.values import CaseId, HouseholdId, PersonId, PostId, Quantity, Ref, Source, UnitId


def a_batch_is_whole_or_absent(bench: Bench) -> None:
    """A batch that is refused leaves nothing: no record, no message, no bad row, no number used."""
    store = bench.store()
    store.append(batch("one", person(), outbox=(message("m-0"),), bad_rows=(bad_row(9),)))
    before = traces(store)
    refused = batch("two", person("p-2"), case(), expect={("person", "p-1"): 7}, outbox=(message(),), bad_rows=(bad_row(),))
    raises(Conflict, lambda: store.append(refused), "a batch with a wrong expectation")
    same(traces(store), before, "after a conflict")
    broken = batch("three", person("p-2"), case("c-2", attachments="none"), outbox=(message(),))
    raises(InvalidValue, lambda: store.append(broken), "a batch whose last record is broken")
    same(traces(store), before, "after a refusal")
    head = store.append(batch("two", person("p-2"), case(), expect={("person", "p-1"): 1}))
    same(head.seq, 3, "the id and the numbers of a refused batch are free again")


def a_batch_sent_again_stores_once(bench: Bench) -> None:
    """The same batch again, even later and after others, gives the head that it gave first and stores nothing."""
    store = bench.store()
    first = batch("one", person(), case(), outbox=(message(),), bad_rows=(bad_row(),), expect={("person", "p-1"): 0})
    head = store.append(first)
    store.append(batch("two", person(name="Ann Other")))
    before = traces(store)
    again = store.append(attrs.evolve(first, at=NOW + timedelta(hours=1)))
    same(again, head, "the head of a batch that was sent again")
    same(traces(store), before, "after a batch was sent again")
    empty = batch("nothing")
    same(store.append(empty), store.append(empty), "the head of an empty batch")


def a_batch_id_names_one_content(bench: Bench) -> None:
    """Another content under an id that is taken is refused, whatever differs, and nothing is stored."""
    store = bench.store()
    first = batch("one", person(), outbox=(message(),), bad_rows=(bad_row(),), expect={("case", "c-1"): 0})
    store.append(first)
    before = traces(store)
    source = Source("members.csv", "", 3)
    for what, other in {
        "a personal field": batch("one", person(name="Bob Example")),
        "a fact": batch("one", person(education="college")),
        "a record more": batch("one", person(), case()),
        "a withdrawal": batch("one", withdraw=[("person", "p-1")]),
        "the source": batch("one", person(), source=source),
    }.items():
        kept = {"outbox": first.outbox, "bad_rows": first.bad_rows, "expect": first.expect}
        raises(BatchReused, lambda other=other, kept=kept: store.append(attrs.evolve(other, **kept)), what)  # type: ignore[misc]
    for what, changed in {
        "the actor": {"actor": "somebody"},
        "the reason": {"reason": "another"},
        "an expectation": {"expect": {("case", "c-1"): 0, ("case", "c-2"): 0}},
        "a message": {"outbox": (message(body="Another text."),)},
        "no message": {"outbox": ()},
        "a bad row": {"bad_rows": (bad_row(row=4),)},
        "a cleared sheet": {"clears": (("members.csv", ""),)},
    }.items():
        raises(BatchReused, lambda changed=changed: store.append(attrs.evolve(first, **changed)), what)  # type: ignore[misc]
    same(traces(store), before, "after ids were reused")
    store.redact(erasure("erase", [("person", "p-1")]))
    raises(BatchReused, lambda: store.redact(erasure("erase", [("person", "p-1")], reason="another")), "an erasure")
    raises(BatchReused, lambda: store.append(batch("erase", person())), "the id of an erasure")


def a_stale_expectation_is_refused(bench: Bench) -> None:
    """A batch that expects another version than the record has is refused, and told which versions."""
    store = bench.store()
    store.append(batch("one", person(), expect={("person", "p-1"): 0}))
    store.append(batch("two", person(name="Ann Other"), expect={("person", "p-1"): 1}))
    error = raises(Conflict, lambda: store.append(batch("three", person(), expect={("person", "p-1"): 1})), "version 1 of 2")
    same((tuple(error.key), error.expected, error.found), (("person", "p-1"), 1, 2), "what the conflict tells")
    raises(
        Conflict, lambda: store.append(batch("four", person(), expect={("person", "p-1"): 0})), "a record that exists already"
    )
    error = raises(Conflict, lambda: store.append(batch("five", case(), expect={("case", "c-1"): 1})), "no such record")
    same(error.found, 0, "the version of what does not exist")
    store.append(batch("six", withdraw=[("person", "p-1")], expect={("person", "p-1"): 2}))
    raises(
        Conflict,
        lambda: store.append(batch("seven", person(), expect={("person", "p-1"): 0})),
        "a withdrawn record has a version",
    )
    store.append(batch("eight", person(), expect={("person", "p-1"): 3}))
    same(store.read([("person", "p-1")])["person", "p-1"].version, 4, "versions go on after a withdrawal")


def a_record_that_was_only_read_is_guarded(bench: Bench) -> None:
    """Two changes that are each sound alone, but not together, do not both pass if each expects what it read."""
    store = bench.store()
    store.append(batch("one", person("officer-1"), person("officer-2")))
    seen = {("person", "officer-1"): 1, ("person", "officer-2"): 1}
    store.append(batch("first leaves", withdraw=[("person", "officer-1")], expect=seen))
    leaving = batch("second leaves", withdraw=[("person", "officer-2")], expect=seen)
    raises(Conflict, lambda: store.append(leaving), "the last officer leaves on an old reading")
    unseen = batch("new", case("c-2"), expect={("case", "c-9"): 0, ("person", "officer-1"): 1})
    raises(Conflict, lambda: store.append(unseen), "a new record that rests on an old reading")


def the_log_has_no_gaps(bench: Bench) -> None:
    """`since` gives every change once, numbered from 1 in the order of commits, whatever the size of its pages."""
    store = bench.store()
    for number in range(4):
        store.append(batch(f"b{number}", person(f"p-{number}"), case(f"c-{number}"), case("c-x", f"text {number}")))
    raises(Conflict, lambda: store.append(batch("refused", person("p-9"), expect={("person", "p-0"): 9})), "a conflict")
    store.append(batch("last", withdraw=[("person", "p-0")]))
    whole = store.since(0, 1000)
    same([one.seq for one in whole], list(range(1, 14)), "the numbers of the log")
    same(store.head().seq, 13, "the head")
    same(
        [one.batch for one in whole], [f"b{number}" for number in range(4) for _ in range(3)] + ["last"], "the batches in order"
    )
    same(whole[12].withdrawn, True, "the withdrawal in the log")
    paged: list[Logged] = []
    while page := store.since(paged[-1].seq if paged else 0, 3):
        demand(len(page) <= 3, "a page of the log is longer than asked for")
        paged += page
    same(paged, whole, "the log in pages of three")
    same([one.version for one in whole if one.id == "c-x"], [1, 2, 3, 4], "the versions of one record")
    same(store.history(("case", "c-x")), [one for one in whole if one.id == "c-x"], "the history of one record")
    same(store.history(("case", "c-unknown")), [], "the history of nothing")
    one = whole[0]
    same((one.actor, one.reason, one.at), ("office", "test", NOW), "who, why and when")


def the_past_stays_as_it_was(bench: Bench) -> None:
    """What was known at a head reads the same for ever, by key, by noun and by column."""
    store = bench.store()
    store.append(batch("one", person(), person("p-2"), case()))
    pasts = {}
    for number in range(5):
        seq = store.head().seq
        pasts[seq] = _past(store, seq)
        store.append(
            batch(
                f"edit {number}", person(name=f"Ann {number}"), case("c-1", f"text {number}", "received", *["replied"] * number)
            )
        )
    store.append(batch("gone", withdraw=[("person", "p-2")]))
    for seq, past in pasts.items():
        same(_past(store, seq), past, f"as known at {seq}")
    same(_past(store, store.head().seq), _past(store, None), "as known at the head")
    same((everything(store, 0), store.read([("person", "p-1")], 0)), ({}, {}), "before the first change")


def _past(store: Store, known_at: int | None) -> tuple[Any, ...]:
    keys = [("person", "p-1"), ("person", "p-2"), ("case", "c-1")]
    columns = [
        {name: list(cells) for name, cells in store.columns(noun, known_at).items()}
        for noun in ("person", "case", "case.steps")
    ]
    return dict(store.read(keys, known_at)), everything(store, known_at), columns


def a_withdrawn_record_leaves_the_state_only(bench: Bench) -> None:
    """A withdrawn record is not scanned, reads as withdrawn, still stands in the past, and may come back."""
    store = bench.store()
    store.append(batch("one", person(), person("p-2")))
    store.append(batch("two", withdraw=[("person", "p-1")]))
    same([one.id for one in store.scan("person")], ["p-2"], "who is scanned")
    same(list(store.columns("person")["id"]), ["p-2"], "who is in the columns")
    gone = store.read([("person", "p-1"), ("person", "nobody")])
    same(list(gone), [("person", "p-1")], "what is read")
    same((gone["person", "p-1"].record, gone["person", "p-1"].version), (None, 2), "the withdrawn record")
    same([one.id for one in store.scan("person", known_at=2)], ["p-1", "p-2"], "who stood before")
    store.append(batch("three", person()))
    back = store.read([("person", "p-1")])["person", "p-1"]
    same((back.version, back.record), (3, person()), "who came back")


def pages_of_a_scan_meet(bench: Bench) -> None:
    """`scan` gives each record once, in the order of ids by code point, from above `after`, at most `limit`."""
    store = bench.store()
    ids = ["a", "B", "b", "b ", "b-1", "b-10", "b-2", "é", "z", "一", "\U00020000", "�"]
    store.append(batch("one", *(person(id) for id in ids), case("zz")))
    store.append(batch("two", *(person(id, "Again") for id in ids[:3])))
    for limit in (1, 2, 5, len(ids), 1000):
        found: list[str] = []
        while page := store.scan("person", found[-1] if found else "", limit):
            demand(len(page) <= limit, f"a page has {len(page)} records, not {limit}")
            found += [one.id for one in page]
            demand(len(found) <= len(ids), "a page begins where the last one did")
        same(found, sorted(ids), f"the ids in pages of {limit}")
    same(store.scan("person", "zzz~", 0), [], "a page of nothing")


def what_refers_is_found(bench: Bench) -> None:
    """`referring` gives the records that stand and lead to a key in any field or row, of the nouns that are asked for, in order."""
    store = bench.store()
    first = case("c-1", "x", requester=PersonId("p-1"))
    second = case("c-2", merged_into=CaseId("c-1"), against=UnitId("b8"))
    signed = attrs.evolve(
        case("c-3"), steps=(Step(state="received", on=date(2014, 3, 1), by=PostId("clerk"), unit=UnitId("b9")),)
    )
    note = Note(id="n-1", unit=UnitId("b7"), about=Ref("case", "c-1"), on=date(2014, 3, 2))
    store.append(batch("one", person(), first, second, signed, note))

    def leads(*keys: Key, nouns: Sequence[str] = ()) -> list[Key]:
        return store.referring(keys, nouns)

    same(leads(("person", "p-1")), [("case", "c-1")], "who refers to a person, in the personal part")
    same(leads(("case", "c-1")), [("case", "c-2"), ("note", "n-1")], "what refers to a case, in a field and by its noun")
    same(leads(("case", "c-1"), nouns=["note"]), [("note", "n-1")], "the notes that refer to a case")
    same(leads(("person", "c-1"), ("case", "n-1"), ("person", "it's \0")), [], "what refers to the same id of another noun")
    same(leads(("post", "clerk")), [("case", "c-3")], "what refers to a post, in a row")
    same(leads(("unit", "b8"), ("unit", "b9")), [("case", "c-2"), ("case", "c-3")], "what refers to units that are not there")
    same(leads(), [], "what refers to nothing")
    store.append(batch("two", attrs.evolve(second, merged_into=None), withdraw=[("note", "n-1")]))
    same(leads(("case", "c-1")), [], "what refers to a case, after a correction and a withdrawal")
    store.append(batch("three", note))
    same(leads(("case", "c-1")), [("note", "n-1")], "what refers to a case, once it came back")
    store.redact(erasure("four", [("case", "c-1")]))
    same(leads(("person", "p-1")), [], "who refers to a person, once that was erased")
    same(
        leads(("unit", "b7"), nouns=["case"]),
        [("case", "c-1"), ("case", "c-2"), ("case", "c-3")],
        "what is erased still refers by its facts",
    )


def the_personal_part_can_stay_unread(bench: Bench) -> None:
    """With `personal=False` a scan gives the facts alone: personal fields have their defaults, in rows of fields too."""
    store = bench.store()
    record = full_person()
    store.append(batch("one", record, case()))
    (bare,) = store.scan("person", personal=False)
    same(bare.record, facts_of(record), "the facts of a person")
    same(store.scan("case", personal=False)[0].record, case(text=None), "the facts of a case")
    same(store.scan("person")[0].record, record, "the whole person")


def columns_are_the_facts(bench: Bench) -> None:
    """`columns` gives the facts of what stands, in the order of ids, each column as long as the others; and rows of fields."""
    store = bench.store()
    provision = Provision(
        id="q-2",
        unit=UnitId("b7"),
        kind="relief",
        on=date(2014, 5, 1),
        amount=Quantity.of("12.50", "CNY"),
        custom=(Custom(name="n"),),
    )
    damaged = Provision(id="q-1", unit=UnitId("b7"), kind="relief", on=date(2014, 5, 2), amount=damaged_amount())
    store.append(batch("one", provision, damaged, Household(id=HouseholdId("h-1"), unit=UnitId("b7"), key_family=True)))
    store.append(batch("two", case("c-2", "x", "received", "done"), case("c-1"), person(), withdraw=[("household", "h-1")]))
    for noun in ("provision", "household", "case", "person"):
        rows = [(one.id, encode(one.record)) for one in store.scan(noun) if one.record is not None]
        layout = columns_of(noun)
        found = store.columns(noun)
        same(list(found), [column.name for column in layout.facts], f"the columns of a {noun}")
        same(
            {name: list(cells) for name, cells in store.columns(noun, only=["id"]).items()},
            {"id": list(found["id"])},
            "ids alone",
        )
        for number, column in enumerate(layout.facts):
            same(list(found[column.name]), [encoded.facts[number] for _, encoded in rows], f"{noun}.{column.name}")
    same(list(store.columns("provision")["amount_value"]), [None, 125000], "decimals in ten-thousandths")
    steps = store.columns("case.steps")
    same(list(steps)[:4], ["owner", "position", "state", "on"], "the first columns of steps")
    same(
        list(zip(*list(steps.values())[:3], strict=True)),
        [("c-1", 0, "received"), ("c-2", 0, "received"), ("c-2", 1, "done")],
        "steps",
    )
    same(list(store.columns("household.custom")["owner"]), [], "rows of what does not stand")
    same(list(store.columns("household", 3)["key_family"]), [True], "columns of the past")


def state_is_the_log_replayed(bench: Bench) -> None:
    """Replaying the log entry by entry gives the state, with the same versions."""
    store = bench.store()
    store.append(batch("one", person(), case(), person("p-2")))
    store.append(batch("two", person(name="Ann Other"), withdraw=[("case", "c-1")]))
    store.append(batch("three", case("c-1", "again", "received", "done")))
    store.redact(erasure("four", [("person", "p-2")]))
    replayed: dict[Key, Versioned] = {}
    for entry in store.since(0):
        key = (entry.noun, entry.id)
        one = store.read([key], entry.seq)[key]
        same((one.seq, one.version, one.record is None), (entry.seq, entry.version, entry.withdrawn), f"change {entry.seq}")
        if entry.withdrawn:
            replayed.pop(key, None)
        else:
            replayed[key] = one
        same(everything(store, entry.seq), replayed, f"the state after change {entry.seq}")
    same(everything(store), replayed, "the state")


def a_head_names_one_log(bench: Bench) -> None:
    """Each head has a hash of its own that stays; logs that differ in anything, personal parts too, have other hashes."""
    store, other = bench.store(), bench.store()
    same((store.head().seq, store.head().hash, store.head_at(0)), (0, "", store.head()), "the empty log")
    heads = [store.head()]
    for number in range(4):
        heads.append(store.append(batch(f"b{number}", person(name=f"Ann {number}"))))
        other.append(batch(f"b{number}", person(name=f"Ann {number or 'Other'}")))
    same([head.seq for head in heads], list(range(5)), "the numbers of the heads")
    same(len({head.hash for head in heads}), 5, "hashes that differ")
    same([store.head_at(seq) for seq in range(5)], heads, "the heads, asked for later")
    same(store.head(), heads[-1], "the head now")
    demand(other.head().hash != store.head().hash, "a log with another name in it has the same hash")
    same(store.verify(), [], "what verify finds")
    raises(InvalidArgument, lambda: store.head_at(5), "a head to come")
