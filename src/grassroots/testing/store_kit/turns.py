"""Threads that take turns: every order in which the calls of a few may follow one another is tried, the same each time. What a race shows by luck is shown here
for certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from threading import Semaphore, Thread
from typing import Any

from grassroots.errors import Conflict
from grassroots.model import Case
from grassroots.store import Store
from grassroots.testing.laws import demand, same
from grassroots.testing.store_kit.bench import Bench, batch, case

Work = Callable[[Any], None]
"""What a thread does with the store that it is given: each call of the store waits for its turn."""


def orders(calls: int) -> Iterator[tuple[int, ...]]:
    """Every order in which two threads may take turns that make so many calls each.

    >>> list(orders(1))
    [(0, 1), (1, 0)]
    """
    for firsts in combinations(range(2 * calls), calls):
        yield tuple(0 if at in firsts else 1 for at in range(2 * calls))


def in_turn(store: Store, works: Sequence[Work], order: Sequence[int]) -> None:
    """Has threads work on one store, whose calls come in this order; what is left then comes one thread after the other."""
    threads = [_Taking(store, work) for work in works]
    for one in (*order, *(at for at in range(len(works)) for _ in range(MOST_CALLS))):
        threads[one].next()
    for thread in threads:
        demand(thread.over, f"an edit was not done after {MOST_CALLS} calls")
        if thread.failed is not None:
            raise thread.failed


MOST_CALLS = 40


class _Taking:
    """A thread that does nothing to the store but in its turn."""

    def __init__(self, store: Store, work: Work) -> None:
        self.store, self.over = store, False
        self.failed: BaseException | None = None
        self._go, self._at_rest = Semaphore(0), Semaphore(0)
        Thread(target=self._run, args=(work,), daemon=True).start()
        self._at_rest.acquire()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._at_rest.release()
            self._go.acquire()
            return getattr(self.store, name)(*args, **kwargs)

        return call

    def next(self) -> None:
        """Lets it make the call at which it waits, and go on to the next."""
        if not self.over:
            self._go.release()
            self._at_rest.acquire()

    def _run(self, work: Work) -> None:
        try:
            work(self)
        except BaseException as error:
            self.failed = error
        self.over = True
        self._at_rest.release()


def in_every_order_no_count_is_lost(bench: Bench) -> None:
    """Two threads read a record and write it back with one more, by the version that they read: in whatever order their calls come, both count."""
    store = bench.store()
    for number, order in enumerate(orders(2)):
        key = ("case", f"count-{number}")
        store.append(batch(f"start-{number}", case(key[1], "0")))

        def count(own: Any, name: str, key: tuple[str, str] = key) -> None:
            for attempt in range(9):
                read = own.read([key])[key]
                text = str(int(read.record.text) + 1)
                try:
                    own.append(batch(f"{key[1]}-{name}-{attempt}", case(key[1], text), expect={key: read.version}))
                    return
                except Conflict:
                    continue

        in_turn(store, [lambda own: count(own, "a"), lambda own: count(own, "b")], order)
        counted = store.read([key])[key].record
        same(counted.text if isinstance(counted, Case) else None, "2", f"the count, where the calls came in the order {order}")
    same(store.verify(), [], "what verify finds")


def in_every_order_a_place_is_taken_once(bench: Bench) -> None:
    """Two threads look whether a place is free, by what they have seen of everything, and take it: in whatever order their calls come, one has it."""
    store = bench.store()
    for number, order in enumerate(orders(3)):
        place = f"place-{number}:"

        def take(own: Any, name: str, place: str = place) -> None:
            for attempt in range(9):
                seen = own.head().seq
                if any(one.id.startswith(place) for one in own.scan("case", after=place, limit=1)):
                    return
                try:
                    own.append(batch(f"{place}{name}-{attempt}", case(f"{place}{name}"), seen=seen))
                    return
                except Conflict:
                    continue

        in_turn(store, [lambda own: take(own, "a"), lambda own: take(own, "b")], order)
        taken = [one.id for one in store.scan("case", after=place) if one.id.startswith(place)]
        same(len(taken), 1, f"how often a place was taken, where the calls came in the order {order}")
    same(store.verify(), [], "what verify finds")
