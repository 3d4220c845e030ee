"""The laws of a store, for whoever writes one. One line in a test suite:

    check_store(lambda folder: MyStore(folder / "my.db"), newer=mark_as_newer)

Each law is a function of `LAWS` that says in its first line what it demands. `grassroots.testing.store_faults` has a store for each law that
breaks it, and the kit's own tests prove that the kit sees it.

What the kit cannot show: that a commit outlives a power cut. Killing the program shows that a batch is whole or absent, no more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from grassroots.testing.store_kit.bench import Bench, Law, LawBroken, MakeStore, NotTried, Outcome
from grassroots.testing.store_kit.erasing import (
    an_erasure_of_what_nobody_saw_is_refused,
    erased_cannot_be_written_back,
    erased_is_gone_at_every_head,
    erased_is_gone_from_the_files,
    erasing_keeps_facts_and_proof,
    what_told_of_the_erased_is_gone,
)
from grassroots.testing.store_kit.history import (
    a_batch_id_names_one_content,
    a_batch_is_whole_or_absent,
    a_batch_sent_again_stores_once,
    a_head_names_one_log,
    a_record_that_was_only_read_is_guarded,
    a_stale_expectation_is_refused,
    a_withdrawn_record_leaves_the_state_only,
    columns_are_the_facts,
    pages_of_a_scan_meet,
    state_is_the_log_replayed,
    the_log_has_no_gaps,
    the_past_stays_as_it_was,
    the_personal_part_can_stay_unread,
    what_refers_is_found,
)
from grassroots.testing.store_kit.keeping import (
    a_newer_store_is_refused,
    hostile_text_comes_back,
    it_opens_again,
    nonsense_is_refused,
    the_source_comes_back,
    two_writers_lose_nothing,
    what_no_store_can_keep_is_refused,
)
from grassroots.testing.store_kit.model import behaves_as_the_model
from grassroots.testing.store_kit.outbox import (
    a_failed_message_waits_or_dies,
    a_lease_runs_out,
    a_message_is_leased_to_one,
    a_message_leaves_with_its_batch,
    bad_rows_wait_until_cleared,
)
from grassroots.testing.store_kit.together import (
    a_change_that_nobody_saw_is_refused,
    after_a_fork_both_go_on,
    of_those_who_race_one_wins,
    threads_share_one_store,
    what_is_only_read_stays_as_it_is,
)
from grassroots.testing.store_kit.turns import in_every_order_a_place_is_taken_once, in_every_order_no_count_is_lost


def check_store(
    make_store: MakeStore,
    *,
    lasting: bool = True,
    newer: Callable[[Path], None] | None = None,
    reading: MakeStore | None = None,
    laws: Iterable[Law] | None = None,
    examples: int = 20,
    shrink: bool = True,
) -> tuple[Outcome, ...]:
    """Tries every law on a store; returns what came of each.

    Args:
        make_store: opens the store of a folder; the same folder gives the same store again.
        lasting: whether it does (False: what is stored is gone with the object).
        newer: marks the store of a folder as written by a version to come; without it, that law is not tried.
        reading: opens the store of a folder for reading only; without it, that law is not tried.
        laws: which laws to try; all of `LAWS` by default.
        examples: how many histories the model law draws.
        shrink: whether it looks for the shortest history that fails, which takes a while.

    Raises:
        LawBroken: a law is broken; the message lists all outcomes.

    >>> from grassroots.builtin.memory import MemoryStore
    >>> outcomes = check_store(lambda folder: MemoryStore(), lasting=False, laws=[the_log_has_no_gaps])
    >>> print(outcomes[0])
    kept       the log has no gaps
    """
    outcomes = []
    for law in LAWS if laws is None else laws:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root:
            bench = Bench(make_store, Path(root), lasting, newer, reading, examples, shrink)
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
    what_told_of_the_erased_is_gone,
    an_erasure_of_what_nobody_saw_is_refused,
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
    a_change_that_nobody_saw_is_refused,
    of_those_who_race_one_wins,
    in_every_order_no_count_is_lost,
    in_every_order_a_place_is_taken_once,
    threads_share_one_store,
    after_a_fork_both_go_on,
    what_is_only_read_stays_as_it_is,
    a_newer_store_is_refused,
    behaves_as_the_model,
)
"""Every law, those that are quickly tried first."""

__all__ = [
    "LAWS",
    "Bench",
    "LawBroken",
    "MakeStore",
    "NotTried",
    "Outcome",
    "a_batch_id_names_one_content",
    "a_batch_is_whole_or_absent",
    "a_batch_sent_again_stores_once",
    "a_change_that_nobody_saw_is_refused",
    "a_failed_message_waits_or_dies",
    "a_head_names_one_log",
    "a_lease_runs_out",
    "a_message_is_leased_to_one",
    "a_message_leaves_with_its_batch",
    "a_newer_store_is_refused",
    "a_record_that_was_only_read_is_guarded",
    "a_stale_expectation_is_refused",
    "a_withdrawn_record_leaves_the_state_only",
    "after_a_fork_both_go_on",
    "an_erasure_of_what_nobody_saw_is_refused",
    "bad_rows_wait_until_cleared",
    "behaves_as_the_model",
    "check_store",
    "columns_are_the_facts",
    "erased_cannot_be_written_back",
    "erased_is_gone_at_every_head",
    "erased_is_gone_from_the_files",
    "erasing_keeps_facts_and_proof",
    "hostile_text_comes_back",
    "in_every_order_a_place_is_taken_once",
    "in_every_order_no_count_is_lost",
    "it_opens_again",
    "nonsense_is_refused",
    "of_those_who_race_one_wins",
    "pages_of_a_scan_meet",
    "state_is_the_log_replayed",
    "the_log_has_no_gaps",
    "the_past_stays_as_it_was",
    "the_personal_part_can_stay_unread",
    "the_source_comes_back",
    "threads_share_one_store",
    "two_writers_lose_nothing",
    "what_is_only_read_stays_as_it_is",
    "what_no_store_can_keep_is_refused",
    "what_refers_is_found",
    "what_told_of_the_erased_is_gone",
]
