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

from grassroots.testing.laws import Law, Outcome, by_name, try_laws
from grassroots.testing.store_kit import erasing, history, keeping, model, outbox, together, turns
from grassroots.testing.store_kit.bench import Bench, MakeStore


def check_store(
    make_store: MakeStore,
    *,
    lasting: bool = True,
    newer: Callable[[Path], None] | None = None,
    reading: MakeStore | None = None,
    laws: Iterable[str] = (),
    examples: int = 20,
    shrink: bool = True,
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        make_store: opens the store of a folder; the same folder gives the same store again.
        lasting: whether it does (False: what is stored is gone with the object).
        newer: marks the store of a folder as written by a version to come; without it, that law is not tried.
        reading: opens the store of a folder for reading only; without it, that law is not tried.
        laws: names of `LAWS`; all of them without any.
        examples: how many histories the model law draws.
        shrink: whether it looks for the shortest history that fails, which takes a while.

    Raises:
        LawBroken: laws are broken; says which, and how.

    >>> from grassroots.builtin.memory import MemoryStore
    >>> outcomes = check_store(lambda folder: MemoryStore(), lasting=False, laws=["the_log_has_no_gaps"])
    >>> print(outcomes[0])
    kept       the log has no gaps
    """

    def tried(law: Law[Bench]) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as root:
            law(Bench(make_store, Path(root), lasting, newer, reading, examples, shrink))

    return try_laws(LAWS, tried, laws)


LAWS = by_name(
    history.a_batch_is_whole_or_absent,
    history.a_batch_sent_again_stores_once,
    history.a_batch_id_names_one_content,
    history.a_stale_expectation_is_refused,
    history.a_record_that_was_only_read_is_guarded,
    history.the_log_has_no_gaps,
    history.the_past_stays_as_it_was,
    history.a_withdrawn_record_leaves_the_state_only,
    history.pages_of_a_scan_meet,
    history.what_refers_is_found,
    history.the_personal_part_can_stay_unread,
    history.columns_are_the_facts,
    history.state_is_the_log_replayed,
    history.a_head_names_one_log,
    erasing.erased_is_gone_at_every_head,
    erasing.erased_is_gone_from_the_files,
    erasing.what_told_of_the_erased_is_gone,
    erasing.an_erasure_of_what_nobody_saw_is_refused,
    erasing.erasing_keeps_facts_and_proof,
    erasing.erased_cannot_be_written_back,
    keeping.hostile_text_comes_back,
    keeping.what_no_store_can_keep_is_refused,
    keeping.the_source_comes_back,
    outbox.a_message_leaves_with_its_batch,
    outbox.a_message_is_leased_to_one,
    outbox.a_lease_runs_out,
    outbox.a_failed_message_waits_or_dies,
    outbox.bad_rows_wait_until_cleared,
    keeping.nonsense_is_refused,
    keeping.it_opens_again,
    keeping.two_writers_lose_nothing,
    together.a_change_that_nobody_saw_is_refused,
    together.of_those_who_race_one_wins,
    turns.in_every_order_no_count_is_lost,
    turns.in_every_order_a_place_is_taken_once,
    together.threads_share_one_store,
    together.after_a_fork_both_go_on,
    together.what_is_only_read_stays_as_it_is,
    keeping.a_newer_store_is_refused,
    model.behaves_as_the_model,
)
"""Every law, those that are quickly tried first."""

__all__ = ["LAWS", "Bench", "MakeStore", "check_store"]
