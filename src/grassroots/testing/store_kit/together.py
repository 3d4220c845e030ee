"""Laws of many at once: threads that share one object, forks, changes that nobody saw, and reading only."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from grassroots.errors import Conflict, StoreError
from grassroots.model import Case
from grassroots.store import Store
from grassroots.testing.laws import NotTried, demand, same
from grassroots.testing.store_kit.bench import NOW, Bench, batch, case, erasure, person, raises, traces


def a_change_that_nobody_saw_is_refused(bench: Bench) -> None:
    """What was judged by all that there was is not stored once there is more: `seen` is compared, and is no part of what a batch says."""
    store = bench.store()
    store.append(batch("one", person(), seen=0))
    store.append(batch("two", case(), seen=1))
    error = raises(Conflict, lambda: store.append(batch("three", person("p-2"), seen=1)), "a change that was not seen")
    same((error.expected, error.found), (1, 2), "what was seen, and what there is")
    demand("again" in str(error), f"the message names no cure: {error}")
    same(store.head().seq, 2, "the head after the refusal")
    same(store.append(batch("one", person(), seen=7)).seq, 1, "a batch sent again, having seen more")
    same(store.append(batch("four", person("p-2"), seen=2)).seq, 3, "a batch that saw everything")


def of_those_who_race_one_wins(bench: Bench) -> None:
    """Threads that each look whether a place is free, and take it if nobody did, by what they have seen: each place is taken once."""
    store, places, racers = bench.store(), 12, 4
    start = threading.Barrier(racers)

    def race(name: str) -> None:
        for place in range(places):
            start.wait()
            for attempt in range(1000):
                seen = store.head().seq
                if any(one.id.startswith(f"{place}:") for one in store.scan("case", known_at=seen)):
                    break
                try:
                    store.append(batch(f"{place}-{name}-{attempt}", case(f"{place}:{name}"), seen=seen))
                    break
                except Conflict:
                    continue

    _at_once([lambda name=name: race(name) for name in "abcd"[:racers]], start)  # type: ignore[misc]
    taken = sorted(int(one.id.partition(":")[0]) for one in store.scan("case"))
    same(taken, list(range(places)), "which places were taken")
    same(store.verify(), [], "what verify finds")


def threads_share_one_store(bench: Bench) -> None:
    """One object serves many threads that read, store, lease and look back at once; what is read is one state, and nothing fails."""
    store, each = bench.store(), 6
    store.append(batch("start", case("left", "0"), case("right", "0")))

    def write(name: str) -> None:
        for number in range(each):
            for attempt in range(1000):
                read = store.read([("case", "left"), ("case", "right")])
                left, right = read["case", "left"], read["case", "right"]
                assert isinstance(left.record, Case)
                text = str(int(left.record.text or 0) + 1)
                expect = {("case", "left"): left.version, ("case", "right"): right.version}
                try:
                    store.append(
                        batch(f"{name}-{number}-{attempt}", case("left", text), case("right", text), expect=expect, outbox=())
                    )
                    break
                except Conflict:
                    continue

    def look() -> None:
        for _ in range(each * 2):
            texts = {one.record.text for one in store.scan("case") if isinstance(one.record, Case)}
            demand(len(texts) == 1, f"half a batch was read: {sorted(map(str, texts))}")
            head = store.head()
            same(store.head_at(head.seq), head, "the head, asked again")
            entries = store.since(0)
            same([one.seq for one in entries], list(range(1, len(entries) + 1)), "the numbers of the log")
            same(store.history(("case", "left"))[0].version, 1, "the first version")
            store.columns("case")
            same((store.lease(1, NOW), store.bad_rows(), store.outbox()), ([], [], []), "what waits")

    _at_once([lambda: write("a"), lambda: write("b"), look, look])
    same(store.read([("case", "left")])["case", "left"].version, 2 * each + 1, "the versions of a record")
    same(store.verify(), [], "what verify finds")


def after_a_fork_both_go_on(bench: Bench) -> None:
    """A process that was forked off uses the object as if it had opened the store itself, and the other side does not notice."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        raise NotTried("this process cannot be forked safely")
    store = bench.store()
    store.append(batch("one", person()))
    child = os.fork()
    if child == 0:  # pragma: no cover
        code = 1
        try:
            read = store.read([("person", "p-1")])
            head = store.append(batch("of the child", person("p-child")))
            code = 0 if read and head.seq == 2 else 1
        finally:
            os._exit(code)
    same(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, "how the forked process ended")
    before = store.head().seq
    same(store.append(batch("two", person("p-2"))).seq, before + 1, "the head after the fork")
    same(store.verify(), [], "what verify finds")


def what_is_only_read_stays_as_it_is(bench: Bench) -> None:
    """A store that is opened for reading only gives all that it has, refuses every change, and not a byte of it moves; one that is not there is not made."""
    if bench.reading is None:
        raise NotTried("no way was given to open a store for reading only")
    place = bench.place()
    store = bench.make(place)
    store.append(batch("one", person(), case()))
    store.close()
    before = {path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    store = bench.reading(place)
    same(len(store.scan("person")), 1, "the persons that are read")
    seen = traces(store)
    for what, call in _changes(store).items():
        raises(StoreError, call, what)
    same(traces(store), seen, "what is read after the refusals")
    same(store.verify(), [], "what verify finds")
    store.close()
    same({path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}, before, "the files")
    empty, reading = bench.place(), bench.reading
    raises(Exception, lambda: reading(empty), "a store that is not there")
    same(list(empty.iterdir()), [], "what lies where no store was")


def _changes(store: Store) -> dict[str, Callable[[], Any]]:
    return {
        "an append": lambda: store.append(batch("two", person("p-2"))),
        "an erasure": lambda: store.redact(erasure("three", [("person", "p-1")])),
        "a lease": lambda: store.lease(1, NOW),
    }


def _at_once(works: list[Callable[[], None]], start: threading.Barrier | None = None) -> None:
    """Runs these at once; raises the first thing that went wrong."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
            if start is not None:
                start.abort()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise next((one for one in failures if not isinstance(one, threading.BrokenBarrierError)), failures[0])
