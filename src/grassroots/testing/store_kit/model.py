"""The law that a store behaves as the one in memory, whatever is done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from grassroots.builtin.memory import MemoryStore
from grassroots.errors import BatchReused, Conflict, GrassrootsError, InvalidArgument, InvalidValue, NotFound
from grassroots.model import (
    Attachment,
    Case,
    Custom,
    Person,
    Placement,
    Provision,
    Record,
    Step,
    Unit,
    key_of,
    references,
)
from grassroots.store import Batch, Bringer, Key, Store
from grassroots.testing.laws import same
from grassroots.testing.store_kit.bench import NOW, Bench, bad_row, batch, damaged_amount, erasure, everything, message
from grassroots.values import PartialDate, Quantity


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


_TWO_DAYS = st.sampled_from([date(2014, 3, 1), date(2014, 3, 2)])
_DAYS = _TWO_DAYS | _TWO_DAYS | _TWO_DAYS | st.dates()


_STEPS = st.builds(
    Step, state=st.sampled_from(["received", "done"]), on=_DAYS, at=st.none() | st.times(), due=st.none() | _DAYS
)


_AMOUNTS = st.decimals(-(10**9), 10**9, places=4).map(lambda value: Quantity.of(value, "CNY")) | st.just(damaged_amount())


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


_NOUNS = ("person", "case", "unit", "provision")
"""The nouns of what is drawn. That nothing of another stands is looked at when a history is over: there are eighty, and each is a query."""


_KEYS = st.tuples(st.sampled_from(_NOUNS), _IDS)


_MESSAGES = st.builds(message, st.sampled_from(["m1", "m2", "m3", "m4"]), body=_TEXTS, about=_few(_KEYS))


_BRINGERS = st.sampled_from([Bringer(), Bringer("a"), Bringer("a", ("1", "一"))])


_BAD = st.builds(bad_row, st.integers(1, 9), st.sampled_from(["", "2014"]), _BRINGERS)


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
        clears_of=draw(st.none() | _few(_BRINGERS)),
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
            same(_answer(call, self.store), _answer(call, self.model), "the answer")

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
            self.both(lambda store: store.redact(erasure(id, keys, at=self.now)).seq)

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
            same(self.store.head().seq, head, "the head")
            stands = everything(self.model, nouns=_NOUNS)
            same(everything(self.store, nouns=_NOUNS), stands, "the state")
            for known_at in {head, head // 2}:
                found, wanted = (everything(one, known_at, _NOUNS) for one in (self.store, self.model))
                same(found, wanted, f"the state at {known_at}")
            same(self.store.since(0), self.model.since(0), "the log")
            same(self.store.outbox(), self.model.outbox(), "the outbox")
            same(self.store.bad_rows(), self.model.bad_rows(), "the bad rows")
            known = sorted({key for one in stands.values() if one.record for key in references(one.record)})
            same(self.store.referring(known), self.model.referring(known), "what refers to another record")

        def teardown(self) -> None:
            same(everything(self.store), everything(self.model), "the state of every noun")
            for noun in ("person", "case", "case.steps", "unit", "unit.parents", "provision"):
                found = {name: list(cells) for name, cells in self.store.columns(noun).items()}
                same(found, self.model.columns(noun), f"the columns of {noun}")
            same(self.store.verify(), [], "what verify finds")
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
