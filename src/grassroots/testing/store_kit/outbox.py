"""Laws of messages, and of rows that wait for mending."""

from __future__ import annotations

from datetime import timedelta

import attrs

from grassroots.errors import Conflict, InvalidValue, NotFound
from grassroots.store import Bringer, Leased
from grassroots.testing.laws import same
from grassroots.testing.store_kit.bench import NOW, Bench, bad_row, batch, message, person, raises


def a_message_leaves_with_its_batch(bench: Bench) -> None:
    """A message is in the outbox exactly if its batch is stored; one whose key is there already is not stored again."""
    store = bench.store()
    store.append(batch("one", person(), outbox=(message("m-1"), message("m-2", subject="Second"))))
    refused = batch("two", person(), expect={("person", "p-1"): 0}, outbox=(message("m-3"),))
    raises(Conflict, lambda: store.append(refused), "a conflict")
    store.append(batch("three", outbox=(message("m-1", subject="Another"), message("m-4"))))
    found = [(one.key, one.subject, state, attempts, error) for one, state, attempts, error in store.outbox()]
    wanted = [("m-1", "Hello", "new", 0, ""), ("m-2", "Second", "new", 0, ""), ("m-4", "Hello", "new", 0, "")]
    same(found, wanted, "the outbox")
    same(store.outbox()[0][0], message("m-1"), "the first message")


def a_message_is_leased_to_one(bench: Bench) -> None:
    """A leased message is given to nobody else until it is sent; a sent one is never given again."""
    store = bench.store()
    store.append(batch("one", outbox=tuple(message(f"m-{number}") for number in range(4))))
    first, second = store.lease(3, NOW), store.lease(3, NOW + timedelta(seconds=1))
    same([one.message.key for one in first], ["m-0", "m-1", "m-2"], "the first lease")
    same([one.message.key for one in second], ["m-3"], "the second lease")
    same(first[0], Leased(message=message("m-0"), attempt=1), "what is leased")
    store.sent("m-0", NOW)
    states = [(one.key, state, attempts) for one, state, attempts, _ in store.outbox()]
    same(states, [("m-0", "sent", 1), ("m-1", "leased", 1), ("m-2", "leased", 1), ("m-3", "leased", 1)], "the outbox")
    later = store.lease(9, NOW + timedelta(days=1))
    same(sorted(one.message.key for one in later), ["m-1", "m-2", "m-3"], "what is given after the lease ran out")
    store.failed("m-0", NOW, "too late", None)
    same(store.outbox()[0][1:], ("sent", 1, ""), "a message that left, reported as failed")
    raises(NotFound, lambda: store.sent("nobody", NOW), "a message that does not exist")


def a_lease_runs_out(bench: Bench) -> None:
    """A message whose sender died is given again when its lease runs out, as the next attempt."""
    store = bench.store()
    store.append(batch("one", outbox=(message(),)))
    store.lease(1, NOW, seconds=60)
    same(store.lease(1, NOW + timedelta(seconds=59)), [], "before the lease runs out")
    again = store.lease(1, NOW + timedelta(seconds=60))
    same([(one.message.key, one.attempt) for one in again], [("m-1", 2)], "when the lease runs out")


def a_failed_message_waits_or_dies(bench: Bench) -> None:
    """A failed message is given again at `retry_at`, not before; one without `retry_at` is dead: listed, never given."""
    store = bench.store()
    store.append(batch("one", outbox=(message("m-1"), message("m-2"))))
    store.lease(2, NOW)
    store.failed("m-1", NOW, "no answer", NOW + timedelta(hours=1))
    store.failed("m-2", NOW, "no such address", None)
    same([state[1:] for state in store.outbox()], [("new", 1, "no answer"), ("dead", 1, "no such address")], "the outbox")
    same(store.lease(9, NOW + timedelta(minutes=59)), [], "before it is due")
    same([one.message.key for one in store.lease(9, NOW + timedelta(hours=1))], ["m-1"], "when it is due")
    same([one.message.key for one in store.lease(9, NOW + timedelta(days=99))], ["m-1"], "long after")


def bad_rows_wait_until_cleared(bench: Bench) -> None:
    """Bad rows are kept as they were typed, and go when a batch clears their file and sheet; of those whom it names, if it names any."""
    store = bench.store()
    rows = (bad_row(3, "2013"), bad_row(4, "2014"), bad_row(5, "2014"))
    store.append(batch("one", bad_rows=rows))
    same(store.bad_rows(), list(rows), "the bad rows")
    store.append(batch("two", clears=(("members.csv", "2014"), ("other.csv", "2013")), bad_rows=(bad_row(9, "2014"),)))
    same(store.bad_rows(), [rows[0], bad_row(9, "2014")], "the bad rows after mending")
    north, south = Bringer("clerk", ("north",)), Bringer("clerk", ("south",))
    alike = (bad_row(2, "2015", north), bad_row(2, "2015", south), bad_row(2, "2015"))
    for number, row in enumerate(alike):
        store.append(batch(f"alike {number}", bad_rows=(row,)))
    store.append(batch("four", clears=(("members.csv", "2015"),), clears_of=(south, Bringer("other"))))
    same(store.bad_rows()[2:], [alike[0], alike[2]], "the bad rows of others")
    same(store.verify(), [], "what is wrong when rows were let go")
    unserialisable = attrs.evolve(bad_row(), problems=({"code": object()},))
    raises(InvalidValue, lambda: store.append(batch("three", bad_rows=(unserialisable,))), "problems that are no JSON")
