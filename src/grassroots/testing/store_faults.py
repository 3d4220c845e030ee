"""Stores that break one law each, to prove that `store_kit` sees it. Never use them for anything else.

Each is the store in memory with one fault that a real adapter could have. `TWINS` has at least one for every law.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from grassroots.builtin.memory import MemoryStore
from grassroots.errors import BatchReused, GrassrootsError, InvalidValue, NewerStore
from grassroots.model import Case, Post, references
from grassroots.store import BadRow, Batch, Head, Key, Leased, Logged, Noted, Store, Versioned
from grassroots.testing import store_erasing as erasing
from grassroots.testing import store_races as races


class Shelf:
    """Keeps one store in memory for each folder, so that it outlives being closed: the sound twin of all others.

    >>> shelf = Shelf(MemoryStore)
    >>> shelf(Path("a")) is shelf(Path("a")), shelf(Path("a")) is shelf(Path("b"))
    (True, False)
    """

    def __init__(self, kind: Callable[[], MemoryStore], *, forgets: bool = False, opens_newer: bool = False) -> None:
        self._kind = kind
        self._forgets = forgets
        self._opens_newer = opens_newer
        self._stores: dict[Path, MemoryStore] = {}
        self._newer: set[Path] = set()

    def __call__(self, folder: Path) -> Store:
        """The store of this folder."""
        if folder in self._newer and not self._opens_newer:
            raise NewerStore(f"{folder} was written by a newer version")
        if folder not in self._stores or self._forgets:
            self._stores[folder] = self._kind()
            if isinstance(self._stores[folder], OnFile):
                self._stores[folder].folder = folder  # type: ignore[attr-defined]
        return self._stores[folder]

    def reading(self, folder: Path) -> Store:
        """The store of this folder, which can be changed all the same."""
        return self(folder)

    def newer(self, folder: Path) -> None:
        """Marks the store of this folder as written by a newer version."""
        self._newer.add(folder)


class OnFile(MemoryStore):
    """Writes every text that it is given to a file, as a store does that deletes without overwriting."""

    folder: Path

    def append(self, batch: Batch) -> Head:
        """Stores it, and leaves a trace."""
        with self.files()[0].open("a", encoding="utf-8", errors="replace") as file:
            file.write(repr(batch))
        return super().append(batch)

    def files(self) -> list[Path]:
        """The file of the traces."""
        return [self.folder / "traces"]


class StoresHalves(MemoryStore):
    """Stores each change in a batch of its own, so that a refusal comes too late."""

    def append(self, batch: Batch) -> Head:
        """Stores the changes one by one, then looks at the expectations."""
        if batch.id in self.memory.tables["batch"] or len(batch.changes) < 2:
            return super().append(batch)
        for number, change in enumerate(batch.changes[:-1]):
            super().append(Batch(id=f"{batch.id}/{number}", changes=(change,)))
        return super().append(attrs.evolve(batch, changes=batch.changes[-1:]))


class KnowsNoBatches(MemoryStore):
    """Forgets which batches came."""

    def append(self, batch: Batch) -> Head:
        """Stores it, however often it comes."""
        self.memory.tables["batch"].pop(batch.id, None)
        return super().append(attrs.evolve(batch, expect={}) if batch.expect else batch)


class TakesAnyContent(MemoryStore):
    """Looks at the id of a batch only."""

    def append(self, batch: Batch) -> Head:
        """Takes another content for a retry."""
        stored = self.memory.tables["batch"].get(batch.id)
        return stored.head if isinstance(stored, Noted) else super().append(batch)


class ComparesFactsOnly(MemoryStore):
    """Leaves the personal part out when it compares the content of two batches."""

    def append(self, batch: Batch) -> Head:
        """Takes another name for a retry."""
        try:
            return super().append(batch)
        except BatchReused:
            stored = self.memory.tables["batch"][batch.id]
            self.memory.tables["batch"][batch.id] = attrs.evolve(stored, salt=b"")
            try:
                return super().append(batch)
            finally:
                self.memory.tables["batch"][batch.id] = stored


class ExpectsNothing(MemoryStore):
    """The last one wins."""

    def append(self, batch: Batch) -> Head:
        """Stores it whatever was read."""
        return super().append(attrs.evolve(batch, expect={}) if batch.id not in self.memory.tables["batch"] else batch)


class GuardsWhatItWrites(MemoryStore):
    """Looks at the versions of what it writes only."""

    def append(self, batch: Batch) -> Head:
        """Stores it if what it writes has not changed."""
        written = {change.key for change in batch.changes}
        return super().append(attrs.evolve(batch, expect={key: seen for key, seen in batch.expect.items() if key in written}))


class SkipsInTheLog(MemoryStore):
    """A poller of its log misses a change at the end of each page."""

    def since(self, seq: int, limit: int = 1000) -> list[Logged]:
        """Begins a page one too late."""
        return super().since(seq + 1 if seq else seq, limit)


class RewritesThePast(MemoryStore):
    """Keeps the last version only."""

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """What is known now, whenever is asked."""
        then = super().read(keys, known_at)
        return {key: now for key, now in super().read(keys).items() if key in then}


class ForgetsWithdrawals(MemoryStore):
    """Shows what is withdrawn as if it never was."""

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """Leaves out what is withdrawn."""
        return {key: one for key, one in super().read(keys, known_at).items() if one.record is not None}


class SortsByLetter(MemoryStore):
    """Sorts ids as a dictionary does, and pages by code point: some ids never come."""

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """A page in the order of letters."""
        found = super().scan(noun, after, 10**6, known_at, personal=personal)
        return sorted(found, key=lambda one: (one.id.casefold(), one.id))[: max(limit, 0)]


class FindsTheFirstNounOnly(MemoryStore):
    """Finds what refers to a record among the records of one noun."""

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """What refers to it, of the first noun."""
        found = super().referring(keys, nouns)
        return [key for key in found if key[0] == found[0][0]]


class FindsWhatOnceReferred(MemoryStore):
    """Finds also what no longer refers to a record."""

    def referring(self, keys: Sequence[Key], nouns: Sequence[str] = ()) -> list[Key]:
        """What refers to it, or did."""
        logged = {(entry.noun, entry.id): None for entry in self.since(0, 10**6)}
        once = [key for key in logged for entry in self.history(key) if self._led(key, entry.seq) & set(keys)]
        return sorted({*super().referring(keys, nouns), *(key for key in once if not nouns or key[0] in nouns)})

    def _led(self, key: Key, seq: int) -> frozenset[Key]:
        record = self.read([key], seq)[key].record
        return references(record) if record else frozenset()


class ReadsEverything(MemoryStore):
    """Reads the personal part for everybody."""

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """Whole records."""
        return super().scan(noun, after, limit, known_at)


class HidesTheFirstLevelOnly(MemoryStore):
    """Leaves the names of attachments in what should be facts."""

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """Facts, but for what lies in rows."""
        whole = super().scan(noun, after, limit, known_at)
        bare = super().scan(noun, after, limit, known_at, personal=personal)
        return [
            attrs.evolve(one, record=attrs.evolve(one.record, attachments=full.record.attachments))
            if one.record and full.record
            else one
            for one, full in zip(bare, whole, strict=True)
        ]


class ColumnsOutOfStep(MemoryStore):
    """Leaves out what is empty, so that columns have different lengths."""

    def columns(self, noun: str, known_at: int | None = None, only: Sequence[str] = ()) -> Mapping[str, Sequence[Any]]:
        """Columns without their gaps."""
        found = super().columns(noun, known_at, only)
        return {name: [cell for cell in cells if cell is not None] for name, cells in found.items()}


class StateOfItsOwn(MemoryStore):
    """Its state forgets what came back after a withdrawal: it does not follow from the log."""

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """What was never withdrawn."""
        found = super().scan(noun, after, limit, known_at, personal=personal)
        return [one for one in found if not any(entry.withdrawn for entry in self.history((noun, one.id)))]


class OneHashForAll(MemoryStore):
    """Its hash covers the number only."""

    def head_at(self, seq: int) -> Head:
        """A head that names any log of this length."""
        head = super().head_at(seq)
        return Head(head.seq, f"{head.seq:064x}" if head.seq else "")


class TidiesText(MemoryStore):
    """Normalises what it is given."""

    def append(self, batch: Batch) -> Head:
        """Stores another text."""
        changes = [
            attrs.evolve(change, record=attrs.evolve(change.record, text=unicodedata.normalize("NFC", change.record.text)))
            if isinstance(change.record, Case) and change.record.text
            else change
            for change in batch.changes
        ]
        return super().append(attrs.evolve(batch, changes=tuple(changes)))


class CoercesTypes(MemoryStore):
    """Makes a number of whatever looks like one, as a lenient converter does."""

    def append(self, batch: Batch) -> Head:
        """Stores 3 for 3.9."""
        changes = [
            attrs.evolve(change, record=attrs.evolve(change.record, seats=int(change.record.seats)))
            if isinstance(change.record, Post)
            else change
            for change in batch.changes
        ]
        return super().append(attrs.evolve(batch, changes=tuple(changes)))


class LosesTheSource(MemoryStore):
    """Forgets the row that brought a change."""

    def append(self, batch: Batch) -> Head:
        """Stores changes from nowhere."""
        return super().append(attrs.evolve(batch, changes=tuple(attrs.evolve(change, source=None) for change in batch.changes)))


class PostsFirst(MemoryStore):
    """Hands messages over before the batch is stored."""

    def append(self, batch: Batch) -> Head:
        """Puts the messages in a batch of their own, first."""
        if batch.id not in self.memory.tables["batch"] and batch.outbox:
            super().append(Batch(id=f"{batch.id}/outbox", outbox=batch.outbox))
        return super().append(batch)


class ForgetsTheMessage(MemoryStore):
    """Loses what is to be sent."""

    def append(self, batch: Batch) -> Head:
        """Stores the changes only."""
        return super().append(attrs.evolve(batch, outbox=()))


class LeasesTwice(MemoryStore):
    """Gives a message to everybody who asks."""

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """A lease that nobody respects."""
        return super().lease(limit, now, 0)


class LeasesForEver(MemoryStore):
    """A message whose sender died is never sent."""

    def lease(self, limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        """A lease without end."""
        return super().lease(limit, now, 10**9)


class RevivesTheDead(MemoryStore):
    """Tries for ever."""

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """Every failure is tried again."""
        super().failed(key, now, error, retry_at or now)


class KeepsBadRows(MemoryStore):
    """Never lets a mended row go."""

    def append(self, batch: Batch) -> Head:
        """Clears nothing."""
        return super().append(attrs.evolve(batch, clears=()))


class ClearsForEverybody(MemoryStore):
    """Takes the rows of one for those of all."""

    def append(self, batch: Batch) -> Head:
        """Clears whatever waits of a file."""
        return super().append(attrs.evolve(batch, clears_of=None))


class TidiesBadRows(MemoryStore):
    """Cleans what was typed."""

    def bad_rows(self) -> list[BadRow]:
        """Rows without their odd characters."""
        rows = super().bad_rows()
        return [attrs.evolve(row, cells=tuple((heading, cell.strip("\0")) for heading, cell in row.cells)) for row in rows]


class TakesNonsense(MemoryStore):
    """Reads heads that are still to come."""

    def read(self, keys: Sequence[Key], known_at: int | None = None) -> Mapping[Key, Versioned]:
        """Whatever is there."""
        return super().read(keys, None if known_at is not None and known_at > self.head().seq else known_at)


class RaisesAnything(MemoryStore):
    """Tells its own troubles instead of the contract's."""

    def append(self, batch: Batch) -> Head:
        """Raises what its library raises."""
        try:
            return super().append(batch)
        except InvalidValue as error:
            raise RuntimeError(str(error)) from error


class SwapsSteps(MemoryStore):
    """Gives the rows of a field in another order when there are two of one day: seen by drawing, by no single example."""

    def scan(
        self, noun: str, after: str = "", limit: int = 1000, known_at: int | None = None, *, personal: bool = True
    ) -> list[Versioned]:
        """Steps in the order of their states, within a day."""
        found = super().scan(noun, after, limit, known_at, personal=personal)
        for number, one in enumerate(found):
            if isinstance(one.record, Case) and len({step.on for step in one.record.steps}) < len(one.record.steps):
                turned = tuple(reversed(one.record.steps))
                found[number] = attrs.evolve(one, record=attrs.evolve(one.record, steps=turned))
        return found


class SendsTheSentAgain(MemoryStore):
    """A late failure brings a message back that left."""

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None) -> None:
        """Forgets that it left."""
        if key in self.memory.tables["post"]:
            one = self.memory.tables["post"][key]
            self.memory.tables["post"][key] = attrs.evolve(one, post=attrs.evolve(one.post, state="new"))
        super().failed(key, now, error, retry_at)


class EmptiesOnError(MemoryStore):
    """Loses messages when it refuses a batch."""

    def append(self, batch: Batch) -> Head:
        """Clears up too much."""
        try:
            return super().append(batch)
        except GrassrootsError:
            self.memory.tables["post"].clear()
            raise


TWINS: Mapping[str, tuple[Callable[[], Shelf], ...]] = {
    "a_batch_is_whole_or_absent": (lambda: Shelf(StoresHalves), lambda: Shelf(EmptiesOnError)),
    "a_batch_sent_again_stores_once": (lambda: Shelf(KnowsNoBatches),),
    "a_batch_id_names_one_content": (lambda: Shelf(TakesAnyContent), lambda: Shelf(ComparesFactsOnly)),
    "a_stale_expectation_is_refused": (lambda: Shelf(ExpectsNothing),),
    "a_record_that_was_only_read_is_guarded": (lambda: Shelf(GuardsWhatItWrites),),
    "the_log_has_no_gaps": (lambda: Shelf(SkipsInTheLog),),
    "the_past_stays_as_it_was": (lambda: Shelf(RewritesThePast),),
    "a_withdrawn_record_leaves_the_state_only": (lambda: Shelf(ForgetsWithdrawals),),
    "pages_of_a_scan_meet": (lambda: Shelf(SortsByLetter),),
    "what_refers_is_found": (lambda: Shelf(FindsTheFirstNounOnly), lambda: Shelf(FindsWhatOnceReferred)),
    "the_personal_part_can_stay_unread": (lambda: Shelf(ReadsEverything), lambda: Shelf(HidesTheFirstLevelOnly)),
    "columns_are_the_facts": (lambda: Shelf(ColumnsOutOfStep),),
    "state_is_the_log_replayed": (lambda: Shelf(StateOfItsOwn),),
    "a_head_names_one_log": (lambda: Shelf(OneHashForAll),),
    "erased_is_gone_at_every_head": (lambda: Shelf(erasing.ErasesTheLastVersion), lambda: Shelf(erasing.ForgetsTheMessages)),
    "erased_is_gone_from_the_files": (lambda: Shelf(OnFile),),
    "what_told_of_the_erased_is_gone": (lambda: Shelf(erasing.KeepsTheReasons), lambda: Shelf(erasing.ForgetsTheMessages)),
    "an_erasure_of_what_nobody_saw_is_refused": (lambda: Shelf(erasing.ErasesUnseen),),
    "erasing_keeps_facts_and_proof": (lambda: Shelf(erasing.BreaksTheChain), lambda: Shelf(erasing.ErasesTheFacts)),
    "erased_cannot_be_written_back": (lambda: Shelf(erasing.ErasesInSilence),),
    "hostile_text_comes_back": (lambda: Shelf(TidiesText),),
    "what_no_store_can_keep_is_refused": (lambda: Shelf(CoercesTypes), lambda: Shelf(RaisesAnything)),
    "the_source_comes_back": (lambda: Shelf(LosesTheSource),),
    "a_message_leaves_with_its_batch": (lambda: Shelf(PostsFirst), lambda: Shelf(ForgetsTheMessage)),
    "a_message_is_leased_to_one": (lambda: Shelf(LeasesTwice), lambda: Shelf(SendsTheSentAgain)),
    "a_lease_runs_out": (lambda: Shelf(LeasesForEver),),
    "a_failed_message_waits_or_dies": (lambda: Shelf(RevivesTheDead),),
    "bad_rows_wait_until_cleared": (
        lambda: Shelf(KeepsBadRows),
        lambda: Shelf(ClearsForEverybody),
        lambda: Shelf(TidiesBadRows),
    ),
    "nonsense_is_refused": (lambda: Shelf(TakesNonsense),),
    "it_opens_again": (lambda: Shelf(MemoryStore, forgets=True),),
    "two_writers_lose_nothing": (lambda: Shelf(races.LooksThenWrites),),
    "a_change_that_nobody_saw_is_refused": (lambda: Shelf(races.SeesNothing),),
    "of_those_who_race_one_wins": (lambda: Shelf(races.LooksAtTheHeadTooEarly),),
    "in_every_order_no_count_is_lost": (lambda: Shelf(races.ExpectsNothing),),
    "in_every_order_a_place_is_taken_once": (lambda: Shelf(races.SeesNothing),),
    "threads_share_one_store": (lambda: Shelf(races.OneThreadOnly), lambda: Shelf(races.ShowsHalves)),
    "after_a_fork_both_go_on": (lambda: Shelf(races.OneProcessOnly),),
    "what_is_only_read_stays_as_it_is": (lambda: Shelf(MemoryStore),),
    "a_newer_store_is_refused": (lambda: Shelf(MemoryStore, opens_newer=True),),
    "behaves_as_the_model": (lambda: Shelf(SwapsSteps),),
}
"""For each law, the stores that break it."""
