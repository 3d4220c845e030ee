"""The laws of a store, for whoever writes one. One line in a test suite:

    check_store(lambda folder: MyStore(folder / "my.db"), newer=mark_as_newer)

Each law is a function of `LAWS` that says in its first line what it demands. `grassroots.testing.store_faults` has a store for each law that
breaks it, and the kit's own tests prove that the kit sees it.

What the kit cannot show: that a commit outlives a power cut. Killing the program shows that a batch is whole or absent, no more.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import attrs
from attrs import field, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from grassroots.builtin.memory import MemoryStore
from grassroots.codec import columns_of, encode, facts_of
from grassroots.errors import BatchReused, Conflict, GrassrootsError, InvalidArgument, InvalidValue, NewerStore, NotFound
from grassroots.model import (
    NOUNS,
    Attachment,
    Case,
    Custom,
    ExternalId,
    Household,
    Note,
    Person,
    Placement,
    Provision,
    Record,
    Step,
    Unit,
    key_of,
    noun_of,
    references,
)
from grassroots.store import BadRow, Batch, Change, Key, Leased, Logged, Message, Store, Versioned
from grassroots.values import CaseId, HouseholdId, PartialDate, PersonId, PostId, Quality, Quantity, Ref, Source, UnitId

MakeStore = Callable[[Path], Store]
"""Opens the store of a folder, making it where there is none; the same folder gives the same store again."""

NOW = datetime(2014, 6, 30, 9, 0, tzinfo=UTC)


class LawBroken(AssertionError):
    """The store breaks a law. `outcomes` has every law that was tried."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__("\n" + "\n".join(str(outcome) for outcome in outcomes))
        self.outcomes = tuple(outcomes)


class NotTried(Exception):
    """A law that this store gives no means to try; says which."""


@frozen
class Outcome:
    """What came of one law: `kept`, `broken` or `not tried`, and why.

    >>> str(Outcome("the_log_has_no_gaps", "kept"))
    'kept       the log has no gaps'
    """

    law: str
    result: str
    why: str = ""

    def __str__(self) -> str:
        said = f"{self.result:<11}{self.law.replace('_', ' ')}"
        return f"{said}: {self.why}" if self.why else said


@frozen
class Bench:
    """Where laws are tried: how to make a store, and fresh folders for it."""

    make: MakeStore
    root: Path
    lasting: bool = True
    newer: Callable[[Path], None] | None = None
    examples: int = 20
    shrink: bool = True
    _numbers: count[int] = field(factory=count)

    def place(self) -> Path:
        """A fresh, empty folder."""
        place = self.root / str(next(self._numbers))
        place.mkdir()
        return place

    def store(self) -> Store:
        """A fresh, empty store."""
        return self.make(self.place())


Law = Callable[[Bench], None]
E = TypeVar("E", bound=Exception)


def check_store(
    make_store: MakeStore,
    *,
    lasting: bool = True,
    newer: Callable[[Path], None] | None = None,
    laws: Iterable[Law] | None = None,
    examples: int = 20,
    shrink: bool = True,
) -> tuple[Outcome, ...]:
    """Tries every law on a store; returns what came of each.

    Args:
        make_store: opens the store of a folder; the same folder gives the same store again.
        lasting: whether it does (False: what is stored is gone with the object).
        newer: marks the store of a folder as written by a version to come; without it, that law is not tried.
        laws: which laws to try; all of `LAWS` by default.
        examples: how many histories the model law draws.
        shrink: whether it looks for the shortest history that fails, which takes a while.

    Raises:
        LawBroken: a law is broken; the message lists all outcomes.

    >>> outcomes = check_store(lambda folder: MemoryStore(), lasting=False, laws=[the_log_has_no_gaps])
    >>> print(outcomes[0])
    kept       the log has no gaps
    """
    outcomes = []
    for law in LAWS if laws is None else laws:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root:
            bench = Bench(make_store, Path(root), lasting, newer, examples, shrink)
            outcomes.append(_tried(law, bench))
    if any(outcome.result == "broken" for outcome in outcomes):
        raise LawBroken(outcomes)
    return tuple(outcomes)


def _tried(law: Law, bench: Bench) -> Outcome:
    name = getattr(law, "__name__", str(law))
    try:
        law(bench)
    except NotTried as why:
        return Outcome(name, "not tried", str(why))
    except Exception as error:
        return Outcome(name, "broken", f"{type(error).__name__}: {error}")
    return Outcome(name, "kept")


# -- what the laws are tried with --


def person(id: str = "p-1", name: str | None = "Ann Example", **more: Any) -> Person:
    """A person, invented."""
    return Person(id=PersonId(id), name=name, **more)


def case(id: str = "c-1", text: str | None = "The lamp is broken.", *states: str, **more: Any) -> Case:
    """A case with a step a state, a day apart."""
    steps = tuple(Step(state=state, on=date(2014, 3, day)) for day, state in enumerate(states or ("received",), 1))
    return Case(id=CaseId(id), category="opinion", unit=UnitId("b7"), text=text, steps=steps, **more)


def batch(id: str, *records: Record, withdraw: Sequence[Key] = (), **more: Any) -> Batch:
    """A batch that stores these records and withdraws those."""
    source = more.pop("source", None)
    changes = [Change(noun=noun_of(one), id=one.id, record=one, source=source) for one in records]
    gone = [Change(noun=noun, id=id, record=None) for noun, id in withdraw]
    return Batch(id=id, changes=(*changes, *gone), **{"actor": "office", "reason": "test", "at": NOW, **more})


def message(key: str = "m-1", **more: Any) -> Message:
    """A notice."""
    texts = {"channel": "console", "to": "ann@example.org", "subject": "Hello", "body": "The lamp is mended."}
    return Message(key=key, **{**texts, **more})


def bad_row(row: int = 3, sheet: str = "") -> BadRow:
    """A row that could not be read."""
    problems = ({"code": "not-a-date", "column": "joined", "value": "2 Jan"},)
    return BadRow(ledger="members", source=Source("members.csv", sheet, row), cells=(("joined", "2 Jan\0"),), problems=problems)


def _must(holds: bool, why: str) -> None:
    if not holds:
        raise AssertionError(why)


def _same(found: Any, wanted: Any, what: str) -> None:
    _must(found == wanted, f"{what}: {found!r}, not {wanted!r}")


def _raises(kind: type[E], call: Callable[[], Any], what: str) -> E:
    try:
        given = call()
    except kind as error:
        return error
    raise AssertionError(f"{what}: {kind.__name__} was to be raised, but it gave {given!r}")


def _everything(store: Store, known_at: int | None = None) -> dict[Key, Versioned]:
    """All that stands, as known at a head, read in small pages."""
    found: dict[Key, Versioned] = {}
    for noun in NOUNS:
        after = ""
        while page := store.scan(noun, after, 2, known_at):
            found |= {(one.noun, one.id): one for one in page}
            after = page[-1].id
    return found


def _traces(store: Store) -> tuple[Any, ...]:
    """All that a refused batch must leave as it was."""
    return store.head(), store.since(0), _everything(store), store.outbox(), store.bad_rows()


# -- the laws --


def a_batch_is_whole_or_absent(bench: Bench) -> None:
    """A batch that is refused leaves nothing: no record, no message, no bad row, no number used."""
    store = bench.store()
    store.append(batch("one", person(), outbox=(message("m-0"),), bad_rows=(bad_row(9),)))
    before = _traces(store)
    refused = batch("two", person("p-2"), case(), expect={("person", "p-1"): 7}, outbox=(message(),), bad_rows=(bad_row(),))
    _raises(Conflict, lambda: store.append(refused), "a batch with a wrong expectation")
    _same(_traces(store), before, "after a conflict")
    broken = batch("three", person("p-2"), case("c-2", attachments="none"), outbox=(message(),))
    _raises(InvalidValue, lambda: store.append(broken), "a batch whose last record is broken")
    _same(_traces(store), before, "after a refusal")
    head = store.append(batch("two", person("p-2"), case(), expect={("person", "p-1"): 1}))
    _same(head.seq, 3, "the id and the numbers of a refused batch are free again")


def a_batch_sent_again_stores_once(bench: Bench) -> None:
    """The same batch again, even later and after others, gives the head that it gave first and stores nothing."""
    store = bench.store()
    first = batch("one", person(), case(), outbox=(message(),), bad_rows=(bad_row(),), expect={("person", "p-1"): 0})
    head = store.append(first)
    store.append(batch("two", person(name="Ann Other")))
    before = _traces(store)
    again = store.append(attrs.evolve(first, at=NOW + timedelta(hours=1)))
    _same(again, head, "the head of a batch that was sent again")
    _same(_traces(store), before, "after a batch was sent again")
    empty = batch("nothing")
    _same(store.append(empty), store.append(empty), "the head of an empty batch")


def a_batch_id_names_one_content(bench: Bench) -> None:
    """Another content under an id that is taken is refused, whatever differs, and nothing is stored."""
    store = bench.store()
    first = batch("one", person(), outbox=(message(),), bad_rows=(bad_row(),), expect={("case", "c-1"): 0})
    store.append(first)
    before = _traces(store)
    source = Source("members.csv", "", 3)
    for what, other in {
        "a personal field": batch("one", person(name="Bob Example")),
        "a fact": batch("one", person(education="college")),
        "a record more": batch("one", person(), case()),
        "a withdrawal": batch("one", withdraw=[("person", "p-1")]),
        "the source": batch("one", person(), source=source),
    }.items():
        same = {"outbox": first.outbox, "bad_rows": first.bad_rows, "expect": first.expect}
        _raises(BatchReused, lambda other=other, same=same: store.append(attrs.evolve(other, **same)), what)  # type: ignore[misc]
    for what, changed in {
        "the actor": {"actor": "somebody"},
        "the reason": {"reason": "another"},
        "an expectation": {"expect": {("case", "c-1"): 0, ("case", "c-2"): 0}},
        "a message": {"outbox": (message(body="Another text."),)},
        "no message": {"outbox": ()},
        "a bad row": {"bad_rows": (bad_row(row=4),)},
        "a cleared sheet": {"clears": (("members.csv", ""),)},
    }.items():
        _raises(BatchReused, lambda changed=changed: store.append(attrs.evolve(first, **changed)), what)  # type: ignore[misc]
    _same(_traces(store), before, "after ids were reused")
    store.redact([("person", "p-1")], "erase", "office", "asked for")
    _raises(BatchReused, lambda: store.redact([("person", "p-1")], "erase", "office", "another"), "an erasure")
    _raises(BatchReused, lambda: store.append(batch("erase", person())), "the id of an erasure")


def a_stale_expectation_is_refused(bench: Bench) -> None:
    """A batch that expects another version than the record has is refused, and told which versions."""
    store = bench.store()
    store.append(batch("one", person(), expect={("person", "p-1"): 0}))
    store.append(batch("two", person(name="Ann Other"), expect={("person", "p-1"): 1}))
    error = _raises(Conflict, lambda: store.append(batch("three", person(), expect={("person", "p-1"): 1})), "version 1 of 2")
    _same((tuple(error.key), error.expected, error.found), (("person", "p-1"), 1, 2), "what the conflict tells")
    _raises(
        Conflict, lambda: store.append(batch("four", person(), expect={("person", "p-1"): 0})), "a record that exists already"
    )
    error = _raises(Conflict, lambda: store.append(batch("five", case(), expect={("case", "c-1"): 1})), "no such record")
    _same(error.found, 0, "the version of what does not exist")
    store.append(batch("six", withdraw=[("person", "p-1")], expect={("person", "p-1"): 2}))
    _raises(
        Conflict,
        lambda: store.append(batch("seven", person(), expect={("person", "p-1"): 0})),
        "a withdrawn record has a version",
    )
    store.append(batch("eight", person(), expect={("person", "p-1"): 3}))
    _same(store.read([("person", "p-1")])["person", "p-1"].version, 4, "versions go on after a withdrawal")


def a_record_that_was_only_read_is_guarded(bench: Bench) -> None:
    """Two changes that are each sound alone, but not together, do not both pass if each expects what it read."""
    store = bench.store()
    store.append(batch("one", person("officer-1"), person("officer-2")))
    seen = {("person", "officer-1"): 1, ("person", "officer-2"): 1}
    store.append(batch("first leaves", withdraw=[("person", "officer-1")], expect=seen))
    leaving = batch("second leaves", withdraw=[("person", "officer-2")], expect=seen)
    _raises(Conflict, lambda: store.append(leaving), "the last officer leaves on an old reading")
    unseen = batch("new", case("c-2"), expect={("case", "c-9"): 0, ("person", "officer-1"): 1})
    _raises(Conflict, lambda: store.append(unseen), "a new record that rests on an old reading")


def the_log_has_no_gaps(bench: Bench) -> None:
    """`since` gives every change once, numbered from 1 in the order of commits, whatever the size of its pages."""
    store = bench.store()
    for number in range(4):
        store.append(batch(f"b{number}", person(f"p-{number}"), case(f"c-{number}"), case("c-x", f"text {number}")))
    _raises(Conflict, lambda: store.append(batch("refused", person("p-9"), expect={("person", "p-0"): 9})), "a conflict")
    store.append(batch("last", withdraw=[("person", "p-0")]))
    whole = store.since(0, 1000)
    _same([one.seq for one in whole], list(range(1, 14)), "the numbers of the log")
    _same(store.head().seq, 13, "the head")
    _same(
        [one.batch for one in whole], [f"b{number}" for number in range(4) for _ in range(3)] + ["last"], "the batches in order"
    )
    _same(whole[12].withdrawn, True, "the withdrawal in the log")
    paged: list[Logged] = []
    while page := store.since(paged[-1].seq if paged else 0, 3):
        _must(len(page) <= 3, "a page of the log is longer than asked for")
        paged += page
    _same(paged, whole, "the log in pages of three")
    _same([one.version for one in whole if one.id == "c-x"], [1, 2, 3, 4], "the versions of one record")
    _same(store.history(("case", "c-x")), [one for one in whole if one.id == "c-x"], "the history of one record")
    _same(store.history(("case", "c-unknown")), [], "the history of nothing")
    one = whole[0]
    _same((one.actor, one.reason, one.at), ("office", "test", NOW), "who, why and when")


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
        _same(_past(store, seq), past, f"as known at {seq}")
    _same(_past(store, store.head().seq), _past(store, None), "as known at the head")
    _same((_everything(store, 0), store.read([("person", "p-1")], 0)), ({}, {}), "before the first change")


def _past(store: Store, known_at: int | None) -> tuple[Any, ...]:
    keys = [("person", "p-1"), ("person", "p-2"), ("case", "c-1")]
    columns = [
        {name: list(cells) for name, cells in store.columns(noun, known_at).items()}
        for noun in ("person", "case", "case.steps")
    ]
    return dict(store.read(keys, known_at)), _everything(store, known_at), columns


def a_withdrawn_record_leaves_the_state_only(bench: Bench) -> None:
    """A withdrawn record is not scanned, reads as withdrawn, still stands in the past, and may come back."""
    store = bench.store()
    store.append(batch("one", person(), person("p-2")))
    store.append(batch("two", withdraw=[("person", "p-1")]))
    _same([one.id for one in store.scan("person")], ["p-2"], "who is scanned")
    _same(list(store.columns("person")["id"]), ["p-2"], "who is in the columns")
    gone = store.read([("person", "p-1"), ("person", "nobody")])
    _same(list(gone), [("person", "p-1")], "what is read")
    _same((gone["person", "p-1"].record, gone["person", "p-1"].version), (None, 2), "the withdrawn record")
    _same([one.id for one in store.scan("person", known_at=2)], ["p-1", "p-2"], "who stood before")
    store.append(batch("three", person()))
    back = store.read([("person", "p-1")])["person", "p-1"]
    _same((back.version, back.record), (3, person()), "who came back")


def pages_of_a_scan_meet(bench: Bench) -> None:
    """`scan` gives each record once, in the order of ids by code point, from above `after`, at most `limit`."""
    store = bench.store()
    ids = ["a", "B", "b", "b ", "b-1", "b-10", "b-2", "é", "z", "一", "\U00020000", "�"]
    store.append(batch("one", *(person(id) for id in ids), case("zz")))
    store.append(batch("two", *(person(id, "Again") for id in ids[:3])))
    for limit in (1, 2, 5, len(ids), 1000):
        found: list[str] = []
        while page := store.scan("person", found[-1] if found else "", limit):
            _must(len(page) <= limit, f"a page has {len(page)} records, not {limit}")
            found += [one.id for one in page]
            _must(len(found) <= len(ids), "a page begins where the last one did")
        _same(found, sorted(ids), f"the ids in pages of {limit}")
    _same(store.scan("person", "zzz~", 0), [], "a page of nothing")


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

    _same(leads(("person", "p-1")), [("case", "c-1")], "who refers to a person, in the personal part")
    _same(leads(("case", "c-1")), [("case", "c-2"), ("note", "n-1")], "what refers to a case, in a field and by its noun")
    _same(leads(("case", "c-1"), nouns=["note"]), [("note", "n-1")], "the notes that refer to a case")
    _same(leads(("person", "c-1"), ("case", "n-1"), ("person", "it's \0")), [], "what refers to the same id of another noun")
    _same(leads(("post", "clerk")), [("case", "c-3")], "what refers to a post, in a row")
    _same(leads(("unit", "b8"), ("unit", "b9")), [("case", "c-2"), ("case", "c-3")], "what refers to units that are not there")
    _same(leads(), [], "what refers to nothing")
    store.append(batch("two", attrs.evolve(second, merged_into=None), withdraw=[("note", "n-1")]))
    _same(leads(("case", "c-1")), [], "what refers to a case, after a correction and a withdrawal")
    store.append(batch("three", note))
    _same(leads(("case", "c-1")), [("note", "n-1")], "what refers to a case, once it came back")
    store.redact([("case", "c-1")], "four", "office", "asked for")
    _same(leads(("person", "p-1")), [], "who refers to a person, once that was erased")
    _same(
        leads(("unit", "b7"), nouns=["case"]),
        [("case", "c-1"), ("case", "c-2"), ("case", "c-3")],
        "what is erased still refers by its facts",
    )


def the_personal_part_can_stay_unread(bench: Bench) -> None:
    """With `personal=False` a scan gives the facts alone: personal fields have their defaults, in rows of fields too."""
    store = bench.store()
    record = _full_person()
    store.append(batch("one", record, case()))
    (bare,) = store.scan("person", personal=False)
    _same(bare.record, facts_of(record), "the facts of a person")
    _same(store.scan("case", personal=False)[0].record, case(text=None), "the facts of a case")
    _same(store.scan("person")[0].record, record, "the whole person")


def _full_person(mark: str = "") -> Person:
    return person(
        name=f"Ann {mark}Example",
        birth=PartialDate(1971, 3),
        phone=f"{mark}0100",
        education="college",
        attachments=(
            Attachment(digest="sha256:00", name=f"{mark}letter.pdf", keep_until=date(2024, 1, 1)),
            Attachment(digest="sha256:01"),
        ),
        custom=(
            Custom(name="floor", number=Decimal(3)),
            Custom(name="nickname", text=f"{mark}Annie", private=True),
            Custom(name="moved", day=date(2014, 1, 1), private=True),
        ),
        external_ids=(ExternalId(scheme="register", value="0042"),),
    )


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
    damaged = Provision(id="q-1", unit=UnitId("b7"), kind="relief", on=date(2014, 5, 2), amount=_damaged())
    store.append(batch("one", provision, damaged, Household(id=HouseholdId("h-1"), unit=UnitId("b7"), key_family=True)))
    store.append(batch("two", case("c-2", "x", "received", "done"), case("c-1"), person(), withdraw=[("household", "h-1")]))
    for noun in ("provision", "household", "case", "person"):
        rows = [(one.id, encode(one.record)) for one in store.scan(noun) if one.record is not None]
        layout = columns_of(noun)
        found = store.columns(noun)
        _same(list(found), [column.name for column in layout.facts], f"the columns of a {noun}")
        for number, column in enumerate(layout.facts):
            _same(list(found[column.name]), [encoded.facts[number] for _, encoded in rows], f"{noun}.{column.name}")
    _same(list(store.columns("provision")["amount_value"]), [None, 125000], "decimals in ten-thousandths")
    steps = store.columns("case.steps")
    _same(list(steps)[:4], ["owner", "position", "state", "on"], "the first columns of steps")
    _same(
        list(zip(*list(steps.values())[:3], strict=True)),
        [("c-1", 0, "received"), ("c-2", 0, "received"), ("c-2", 1, "done")],
        "steps",
    )
    _same(list(store.columns("household.custom")["owner"]), [], "rows of what does not stand")
    _same(list(store.columns("household", 3)["key_family"]), [True], "columns of the past")


def _damaged() -> Quantity:
    return Quantity(raw="654.38+10,000", measured_in="CNY", quality=Quality.DAMAGED)


def state_is_the_log_replayed(bench: Bench) -> None:
    """Replaying the log entry by entry gives the state, with the same versions."""
    store = bench.store()
    store.append(batch("one", person(), case(), person("p-2")))
    store.append(batch("two", person(name="Ann Other"), withdraw=[("case", "c-1")]))
    store.append(batch("three", case("c-1", "again", "received", "done")))
    store.redact([("person", "p-2")], "four", "office", "asked for")
    replayed: dict[Key, Versioned] = {}
    for entry in store.since(0):
        key = (entry.noun, entry.id)
        one = store.read([key], entry.seq)[key]
        _same((one.seq, one.version, one.record is None), (entry.seq, entry.version, entry.withdrawn), f"change {entry.seq}")
        if entry.withdrawn:
            replayed.pop(key, None)
        else:
            replayed[key] = one
        _same(_everything(store, entry.seq), replayed, f"the state after change {entry.seq}")
    _same(_everything(store), replayed, "the state")


def a_head_names_one_log(bench: Bench) -> None:
    """Each head has a hash of its own that stays; logs that differ in anything, personal parts too, have other hashes."""
    store, other = bench.store(), bench.store()
    _same((store.head().seq, store.head().hash, store.head_at(0)), (0, "", store.head()), "the empty log")
    heads = [store.head()]
    for number in range(4):
        heads.append(store.append(batch(f"b{number}", person(name=f"Ann {number}"))))
        other.append(batch(f"b{number}", person(name=f"Ann {number or 'Other'}")))
    _same([head.seq for head in heads], list(range(5)), "the numbers of the heads")
    _same(len({head.hash for head in heads}), 5, "hashes that differ")
    _same([store.head_at(seq) for seq in range(5)], heads, "the heads, asked for later")
    _same(store.head(), heads[-1], "the head now")
    _must(other.head().hash != store.head().hash, "a log with another name in it has the same hash")
    _same(store.verify(), [], "what verify finds")
    _raises(InvalidArgument, lambda: store.head_at(5), "a head to come")


def erased_is_gone_at_every_head(bench: Bench) -> None:
    """After `redact`, no reading at any head gives a personal value of these records, nor do messages about them; others stay."""
    store = bench.store()
    store.append(batch("one", _full_person("SECRET "), case("c-1", "SECRET text"), outbox=(_about("m-1"), message("m-2"))))
    store.append(batch("two", person(name="SECRET Other"), person("p-2", "Bob Example")))
    store.append(batch("three", withdraw=[("case", "c-1")], outbox=(_about("m-3"),)))
    store.lease(1, NOW)
    store.sent("m-1", NOW)
    keys = [("person", "p-1"), ("case", "c-1")]
    head = store.redact(keys, "erase", "office", "asked for")
    _same(head, store.head(), "the head that an erasure gives")
    for seq in range(head.seq + 1):
        shown = repr((dict(store.read([*keys, ("person", "p-2")], seq)), _everything(store, seq)))
        _must("SECRET" not in shown, f"a personal value can still be read at head {seq}")
    _must("SECRET" not in repr(store.outbox()), "a message about an erased record still has its text")
    states = {one.key: (state, one.to) for one, state, *_ in store.outbox()}
    _same(states, {"m-1": ("sent", ""), "m-2": ("new", "ann@example.org"), "m-3": ("dead", "")}, "the messages")
    _same([one.message.key for one in store.lease(9, NOW + timedelta(days=9))], ["m-2"], "what is still to be sent")
    _same(store.read([("person", "p-2")])["person", "p-2"].record, person("p-2", "Bob Example"), "who did not ask")


def _about(key: str) -> Message:
    return message(key, to="SECRET@example.org", subject="SECRET", body="Dear SECRET", about=(("person", "p-1"),))


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
    _must(any(marks[0].encode() in path.read_bytes() for path in files()), "files() does not hold what was stored")
    store.redact([("person", f"p-{number}") for number in range(60)], "erase", "office", "asked for")
    left = b"".join(path.read_bytes() for path in files())
    _same([mark for mark in marks if mark.encode() in left], [], "erased texts in the files")


def erasing_keeps_facts_and_proof(bench: Bench) -> None:
    """`redact` keeps every fact at every head, the hashes of all heads before it, and a log that verifies; it is logged itself."""
    store = bench.store()
    store.append(batch("one", _full_person(), case("c-1", "text", "received", "done")))
    store.append(batch("two", person(education="school"), person("p-2")))
    keys = [("person", "p-1"), ("case", "c-1")]
    before = [_facts(store, seq) for seq in range(5)]
    heads = [store.head_at(seq) for seq in range(5)]
    head = store.redact(keys, "erase", "clerk", "asked for", NOW)
    _same(head.seq, 6, "the head: an entry for each record")
    _same([_facts(store, seq) for seq in range(5)], before, "the facts of the past")
    _same(_facts(store, 6)[:2], _facts(store, 4)[:2], "the facts now")
    _same([store.head_at(seq) for seq in range(5)], heads, "the heads before the erasure")
    _same(store.verify(), [], "what verify finds")
    entries = store.since(4)
    _same({(one.noun, one.id) for one in entries}, set(keys), "what the log says was erased")
    _same(
        {(one.redacted, one.batch, one.actor, one.reason, one.at) for one in entries},
        {(True, "erase", "clerk", "asked for", NOW)},
        "by whom",
    )
    _same(any(one.redacted for one in store.since(0, 4)), False, "entries before the erasure")
    _same(store.redact(keys, "erase", "clerk", "asked for", NOW), head, "the same erasure again")
    _same(store.head(), head, "the head after the same erasure again")


def _facts(store: Store, seq: int) -> list[Any]:
    columns = [
        {name: list(cells) for name, cells in store.columns(noun, seq).items()}
        for noun in ("person", "case", "case.steps", "person.attachments", "person.external_ids")
    ]
    return [*columns, [(key, facts_of(one.record)) for key, one in _everything(store, seq).items() if one.record]]


def erased_cannot_be_written_back(bench: Bench) -> None:
    """Whoever read a record before it was erased cannot write it back, nor does sending its batch again bring it back."""
    store = bench.store()
    first = batch("one", person())
    head = store.append(first)
    store.redact([("person", "p-1")], "erase", "office", "asked for")
    stale = batch("two", person(education="college"), expect={("person", "p-1"): 1})
    _raises(Conflict, lambda: store.append(stale), "a change that rests on a reading before the erasure")
    _same(store.append(first), head, "the batch sent again")
    _same(store.read([("person", "p-1")])["person", "p-1"].record, person(name=None), "the erased person")
    _raises(NotFound, lambda: store.redact([("person", "nobody")], "three", "office", "typo"), "erasing nobody")


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
        _same(store.read([key_of(record)])[key_of(record)].record, record, f"text {number}")
        _same(
            [found.record for found in store.scan("case", known_at=number + 1) if found.id == record.id],
            [record],
            f"text {number} scanned",
        )
        _same(store.since(number)[0].reason, text, f"reason {number}")
        _same(store.outbox()[number][0], one.outbox[0], f"message {number}")
    _same(len(store.scan("case", after="'; DROP TABLE person; --")), len(HOSTILE), "a scan from a hostile id")
    _same(store.read([("case", "' OR 1=1 --"), ("' OR 1=1 --", "x"), ("case", "\0"), ("case", "\ud800")]), {}, "hostile keys")


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
        error = _raises(InvalidValue, lambda record=record: store.append(batch("one", record)), field_name)  # type: ignore[misc]
        for part in (noun_of(record), record.id, field_name):
            _must(part in str(error), f"the message does not name {part}: {error}")
        _must("Ann" not in str(error), "the message holds a personal value")
    for other in (
        batch("a\0"),
        batch(""),
        batch("a", actor="\ud800"),
        batch("a", outbox=(message(subject="a\0b"),)),
        batch("a", person("")),
    ):
        _raises(InvalidValue, lambda other=other: store.append(other), "a text that cannot be kept")  # type: ignore[misc]
    _same((store.head().seq, store.outbox()), (0, []), "after the refusals")
    store.append(batch("one", person()))
    for texts in (("", "office", "why"), ("e", "a\0", "why"), ("e", "office", "\ud800")):
        _raises(InvalidValue, lambda texts=texts: store.redact([("person", "p-1")], *texts), "an erasure")  # type: ignore[misc]


def _post(seats: Any) -> Record:
    return NOUNS["post"](id="s", unit="u", kind="secretary", seats=seats)  # type: ignore[call-arg]


def the_source_comes_back(bench: Bench) -> None:
    """The row that brought a change stands with the record and in the log; a change from no row has none."""
    store = bench.store()
    source = Source("名册 2014.xlsx", "党员", 12)
    store.append(batch("one", person(), source=source))
    store.append(batch("two", case()))
    store.append(batch("three", person("p-2"), source=Source("a.csv")))
    _same(store.read([("person", "p-1")])["person", "p-1"].source, source, "the source of a record")
    _same([one.source for one in store.scan("person")], [source, Source("a.csv", "", 0)], "the sources of a scan")
    _same([one.source for one in store.since(0)], [source, None, Source("a.csv", "", 0)], "the sources of the log")


def a_message_leaves_with_its_batch(bench: Bench) -> None:
    """A message is in the outbox exactly if its batch is stored; one whose key is there already is not stored again."""
    store = bench.store()
    store.append(batch("one", person(), outbox=(message("m-1"), message("m-2", subject="Second"))))
    refused = batch("two", person(), expect={("person", "p-1"): 0}, outbox=(message("m-3"),))
    _raises(Conflict, lambda: store.append(refused), "a conflict")
    store.append(batch("three", outbox=(message("m-1", subject="Another"), message("m-4"))))
    found = [(one.key, one.subject, state, attempts, error) for one, state, attempts, error in store.outbox()]
    wanted = [("m-1", "Hello", "new", 0, ""), ("m-2", "Second", "new", 0, ""), ("m-4", "Hello", "new", 0, "")]
    _same(found, wanted, "the outbox")
    _same(store.outbox()[0][0], message("m-1"), "the first message")


def a_message_is_leased_to_one(bench: Bench) -> None:
    """A leased message is given to nobody else until it is sent; a sent one is never given again."""
    store = bench.store()
    store.append(batch("one", outbox=tuple(message(f"m-{number}") for number in range(4))))
    first, second = store.lease(3, NOW), store.lease(3, NOW + timedelta(seconds=1))
    _same([one.message.key for one in first], ["m-0", "m-1", "m-2"], "the first lease")
    _same([one.message.key for one in second], ["m-3"], "the second lease")
    _same(first[0], Leased(message=message("m-0"), attempt=1), "what is leased")
    store.sent("m-0", NOW)
    states = [(one.key, state, attempts) for one, state, attempts, _ in store.outbox()]
    _same(states, [("m-0", "sent", 1), ("m-1", "leased", 1), ("m-2", "leased", 1), ("m-3", "leased", 1)], "the outbox")
    later = store.lease(9, NOW + timedelta(days=1))
    _same(sorted(one.message.key for one in later), ["m-1", "m-2", "m-3"], "what is given after the lease ran out")
    store.failed("m-0", NOW, "too late", None)
    _same(store.outbox()[0][1:], ("sent", 1, ""), "a message that left, reported as failed")
    _raises(NotFound, lambda: store.sent("nobody", NOW), "a message that does not exist")


def a_lease_runs_out(bench: Bench) -> None:
    """A message whose sender died is given again when its lease runs out, as the next attempt."""
    store = bench.store()
    store.append(batch("one", outbox=(message(),)))
    store.lease(1, NOW, seconds=60)
    _same(store.lease(1, NOW + timedelta(seconds=59)), [], "before the lease runs out")
    again = store.lease(1, NOW + timedelta(seconds=60))
    _same([(one.message.key, one.attempt) for one in again], [("m-1", 2)], "when the lease runs out")


def a_failed_message_waits_or_dies(bench: Bench) -> None:
    """A failed message is given again at `retry_at`, not before; one without `retry_at` is dead: listed, never given."""
    store = bench.store()
    store.append(batch("one", outbox=(message("m-1"), message("m-2"))))
    store.lease(2, NOW)
    store.failed("m-1", NOW, "no answer", NOW + timedelta(hours=1))
    store.failed("m-2", NOW, "no such address", None)
    _same([state[1:] for state in store.outbox()], [("new", 1, "no answer"), ("dead", 1, "no such address")], "the outbox")
    _same(store.lease(9, NOW + timedelta(minutes=59)), [], "before it is due")
    _same([one.message.key for one in store.lease(9, NOW + timedelta(hours=1))], ["m-1"], "when it is due")
    _same([one.message.key for one in store.lease(9, NOW + timedelta(days=99))], ["m-1"], "long after")


def bad_rows_wait_until_cleared(bench: Bench) -> None:
    """Bad rows are kept as they were typed, and go when a batch clears their file and sheet."""
    store = bench.store()
    rows = (bad_row(3, "2013"), bad_row(4, "2014"), bad_row(5, "2014"))
    store.append(batch("one", bad_rows=rows))
    _same(store.bad_rows(), list(rows), "the bad rows")
    store.append(batch("two", clears=(("members.csv", "2014"), ("other.csv", "2013")), bad_rows=(bad_row(9, "2014"),)))
    _same(store.bad_rows(), [rows[0], bad_row(9, "2014")], "the bad rows after mending")
    unserialisable = attrs.evolve(bad_row(), problems=({"code": object()},))
    _raises(InvalidValue, lambda: store.append(batch("three", bad_rows=(unserialisable,))), "problems that are no JSON")


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
        _raises(InvalidArgument, call, what)
    _same(store.head().seq, 1, "the head after the refusals")


def it_opens_again(bench: Bench) -> None:
    """A store that was closed and opened again has all that was stored: records, past, log, messages, bad rows, batch ids."""
    if not bench.lasting:
        raise NotTried("the store does not outlive its object")
    place = bench.place()
    store = bench.make(place)
    first = batch("one", _full_person(), case(), outbox=(message("m-1"), message("m-2")), bad_rows=(bad_row(),))
    head = store.append(first)
    store.append(batch("two", case("c-1", "text", "received", "done"), withdraw=[("person", "p-1")]))
    store.lease(1, NOW)
    before = (*_traces(store), _everything(store, 1), store.head_at(1))
    store.close()
    store = bench.make(place)
    _same((*_traces(store), _everything(store, 1), store.head_at(1)), before, "after opening again")
    _same(store.append(first), head, "a batch sent again after opening again")
    _same([one.message.key for one in store.lease(9, NOW + timedelta(seconds=1))], ["m-2"], "a lease after opening again")
    _same(store.verify(), [], "what verify finds")
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
    _same(failures, [], "what went wrong in a writer")
    found = store.read([("case", "c-1")])["case", "c-1"]
    assert isinstance(found.record, Case)
    _same((found.record.text, found.version), (str(2 * each), 2 * each + 1), "the counter and its version")
    _same([one.seq for one in store.since(0)], list(range(1, 2 * each + 2)), "the numbers of the log")
    _same(store.verify(), [], "what verify finds")
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
    _raises(NewerStore, lambda: bench.make(place), "a store of a newer version")
    _same({path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}, before, "the files")


# -- the model --


def behaves_as_the_model(bench: Bench) -> None:
    """Whatever is done to it, the store answers as `MemoryStore` does: the same results, the same errors, the same state."""
    run_state_machine_as_test(
        _machine(bench),
        settings=settings(
            max_examples=bench.examples,
            stateful_step_count=12,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if bench.shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


_TEXTS = st.sampled_from(["", "a", "Ann", "一号楼", "e\u0301", "'\"%", "x" * 300]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=6
)
_MAYBE = st.none() | _TEXTS
_DAYS = st.sampled_from([date(2014, 3, 1), date(2014, 3, 2)]) | st.dates()
_STEPS = st.builds(
    Step, state=st.sampled_from(["received", "done"]), on=_DAYS, at=st.none() | st.times(), due=st.none() | _DAYS
)
_AMOUNTS = st.decimals(-(10**9), 10**9, places=4).map(lambda value: Quantity.of(value, "CNY")) | st.just(_damaged())
_CUSTOM = st.builds(Custom, name=st.just("n"), text=_MAYBE, number=st.none() | st.just(Decimal("2.5")), private=st.booleans())
_ATTACHMENTS = st.builds(Attachment, digest=_TEXTS, name=_MAYBE, keep_until=st.none() | _DAYS)
_IDS = st.sampled_from(["1", "2", "一"])


def _few(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(rows, max_size=2).map(tuple)


_RECORDS: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        Person,
        id=_IDS,
        name=_MAYBE,
        birth=st.none() | st.just(PartialDate(1971)),
        education=_MAYBE,
        attachments=_few(_ATTACHMENTS),
    ),
    st.builds(
        Case,
        id=_IDS,
        category=_TEXTS,
        unit=_IDS,
        text=_MAYBE,
        confidential=st.booleans(),
        steps=_few(_STEPS),
        custom=_few(_CUSTOM),
    ),
    st.builds(
        Unit,
        id=_IDS,
        kind=_TEXTS,
        name=_TEXTS,
        start=st.none() | _DAYS,
        parents=_few(st.builds(Placement, since=_DAYS, parent=_IDS)),
    ),
    st.builds(Provision, id=_IDS, unit=_IDS, kind=_TEXTS, on=_DAYS, amount=st.none() | _AMOUNTS),
)
_KEYS = st.tuples(st.sampled_from(["person", "case", "unit", "provision"]), _IDS)
_MESSAGES = st.builds(message, st.sampled_from(["m1", "m2", "m3", "m4"]), body=_TEXTS, about=_few(_KEYS))
_BAD = st.builds(bad_row, st.integers(1, 9), st.sampled_from(["", "2014"]))


@st.composite
def _batches(draw: st.DrawFn) -> Batch:
    records = draw(st.lists(_RECORDS, max_size=4, unique_by=key_of))
    gone = [key for key in draw(st.lists(_KEYS, max_size=1)) if key not in {key_of(record) for record in records}]
    return batch(
        draw(st.sampled_from([f"b{number}" for number in range(30)])),
        *records,
        withdraw=gone,
        expect=draw(st.dictionaries(_KEYS, st.integers(0, 3), max_size=1)),
        actor=draw(_TEXTS),
        outbox=tuple(draw(st.lists(_MESSAGES, max_size=1))),
        bad_rows=tuple(draw(st.lists(_BAD, max_size=1))),
        clears=tuple(draw(st.lists(st.sampled_from([("members.csv", ""), ("members.csv", "2014")]), max_size=1))),
    )


def _machine(bench: Bench) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.place = bench.place()
            self.store = bench.make(self.place)
            self.model = MemoryStore()
            self.now = NOW
            self.done: list[Batch] = []

        def both(self, call: Callable[[Store], Any]) -> None:
            """The two must answer alike; heads by their number, errors by their class and what they tell."""
            _same(_answer(call, self.store), _answer(call, self.model), "the answer")

        @rule(given=_batches())
        def append(self, given: Batch) -> None:
            self.done.append(given)
            self.both(lambda store: store.append(given).seq)

        @rule(given=_batches())
        def append_on_a_reading(self, given: Batch) -> None:
            keys = [change.key for change in given.changes]
            expect = {key: one.version for key, one in self.model.read(keys).items()}
            self.both(lambda store: store.append(attrs.evolve(given, expect=expect)).seq)

        @precondition(lambda self: self.done)
        @rule(data=st.data())
        def send_again(self, data: st.DataObject) -> None:
            given = data.draw(st.sampled_from(self.done))
            self.both(lambda store: store.append(given).seq)

        @rule(keys=st.lists(_KEYS, min_size=1, max_size=2), id=st.sampled_from(["e1", "e2", "e3", "b1"]))
        def redact(self, keys: list[Key], id: str) -> None:
            self.both(lambda store: store.redact(keys, id, "office", "asked for", self.now).seq)

        @rule(limit=st.integers(0, 3), seconds=st.sampled_from([0, 60, 4000]))
        def lease(self, limit: int, seconds: int) -> None:
            self.now += timedelta(seconds=seconds)
            self.both(lambda store: store.lease(limit, self.now))

        @rule(key=st.sampled_from(["m1", "m2", "m9"]), wait=st.none() | st.integers(0, 500), sent=st.booleans())
        def settle(self, key: str, wait: int | None, sent: bool) -> None:
            retry = None if wait is None else self.now + timedelta(seconds=wait)
            self.both(lambda store: store.sent(key, self.now) if sent else store.failed(key, self.now, "no answer", retry))

        @precondition(lambda self: bench.lasting)
        @rule()
        def open_again(self) -> None:
            self.store.close()
            self.store = bench.make(self.place)

        @invariant()
        def same_state(self) -> None:
            head = self.model.head().seq
            _same(self.store.head().seq, head, "the head")
            for known_at in {None, head, head // 2}:
                _same(_everything(self.store, known_at), _everything(self.model, known_at), f"the state at {known_at}")
            _same(self.store.since(0), self.model.since(0), "the log")
            _same(self.store.outbox(), self.model.outbox(), "the outbox")
            _same(self.store.bad_rows(), self.model.bad_rows(), "the bad rows")
            known = sorted({key for one in _everything(self.model).values() if one.record for key in references(one.record)})
            _same(self.store.referring(known), self.model.referring(known), "what refers to another record")

        def teardown(self) -> None:
            for noun in ("person", "case", "case.steps", "unit", "unit.parents", "provision"):
                found = {name: list(cells) for name, cells in self.store.columns(noun).items()}
                _same(found, self.model.columns(noun), f"the columns of {noun}")
            _same(self.store.verify(), [], "what verify finds")
            self.store.close()

    return Machine


def _answer(call: Callable[[Store], Any], store: Store) -> Any:
    try:
        return call(store)
    except Conflict as error:
        return type(error), tuple(error.key), error.expected, error.found
    except GrassrootsError as error:
        return next(
            kind for kind in (BatchReused, NotFound, InvalidValue, InvalidArgument, GrassrootsError) if isinstance(error, kind)
        )


LAWS: tuple[Law, ...] = (
    a_batch_is_whole_or_absent,
    a_batch_sent_again_stores_once,
    a_batch_id_names_one_content,
    a_stale_expectation_is_refused,
    a_record_that_was_only_read_is_guarded,
    the_log_has_no_gaps,
    the_past_stays_as_it_was,
    a_withdrawn_record_leaves_the_state_only,
    pages_of_a_scan_meet,
    what_refers_is_found,
    the_personal_part_can_stay_unread,
    columns_are_the_facts,
    state_is_the_log_replayed,
    a_head_names_one_log,
    erased_is_gone_at_every_head,
    erased_is_gone_from_the_files,
    erasing_keeps_facts_and_proof,
    erased_cannot_be_written_back,
    hostile_text_comes_back,
    what_no_store_can_keep_is_refused,
    the_source_comes_back,
    a_message_leaves_with_its_batch,
    a_message_is_leased_to_one,
    a_lease_runs_out,
    a_failed_message_waits_or_dies,
    bad_rows_wait_until_cleared,
    nonsense_is_refused,
    it_opens_again,
    two_writers_lose_nothing,
    a_newer_store_is_refused,
    behaves_as_the_model,
)
"""Every law, those that are quickly tried first."""
