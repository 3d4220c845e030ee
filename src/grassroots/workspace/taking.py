"""Taking in: ledgers read and stored."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from grassroots.errors import InvalidArgument
from grassroots.logs import log
from grassroots.problems import nearest
from grassroots.store import Message
from grassroots.workspace.opened import Opened, judged_whole

if TYPE_CHECKING:
    from grassroots.ledgers import Reading
    from grassroots.workspace.intake import Taking


Progress = Callable[[str, int, int], None]
"""Told what is being read, which number it has (from 1), and of how many."""


class TakingIn(Opened):
    """What comes in from ledgers."""

    def read(
        self,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        encoding: str | None = None,
        keep_bad: bool = False,
        vanished: str = "ask",
        edited: str = "ask",
        progress: Progress | None = None,
    ) -> Reading:
        """Reads a ledger, or a folder of them, and says what `take_in` would do. Nothing is stored."""
        return self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress).reading

    @judged_whole
    def take_in(
        self,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        encoding: str | None = None,
        keep_bad: bool = False,
        vanished: str = "ask",
        edited: str = "ask",
        reason: str = "",
        messages: Sequence[Message] = (),
        progress: Progress | None = None,
    ) -> Reading:
        """Reads a ledger, or every ledger in a folder, and stores what is new or changed, in one batch.

        If anything is wrong, nothing is stored, and `problems` lists all of it. The same ledgers again store nothing.

        Args:
            path: a file, or a folder (with what lies in it, sorted; files that no plugin reads are told in `remarks`).
            mapping: a TOML file that says what the columns of a foreign ledger mean.
            encoding: overrides what the reader finds.
            keep_bad: stores the good rows, and keeps each bad row with its problems until it is mended.
            vanished: what becomes of a record whose row is no longer in its ledger: `ask` (a problem), `keep`, `withdraw`.
            edited: what holds where a field was changed here and in its row, too: `ask` (a problem), `ledger`, `store`.
            reason: why, for the log.
            messages: notices that leave once the batch is stored.
            progress: is told of each file before it is read: its name, its number from 1, and of how many.

        Returns:
            What came in. `stored` says whether anything was stored, and `batch` under which name.

        Raises:
            NotFound: no such file.
            NoPlugin: nobody reads such a file.
            Refused: a row brings or changes a record that the actor may not change.
            Conflict: others went on changing records meanwhile, however often it was read again.
        """
        taking = self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress)
        batch = taking.batch(reason, tuple(messages))
        if batch is None or (taking.reading.problems and not keep_bad):
            return taking.reading
        brought = [change.record for change in batch.changes if change.record is not None]
        held = [
            record for one in self._open().read([change.key for change in batch.changes]).values() if (record := one.record)
        ]
        self.view.require_change([*brought, *held])
        head = self._open().append(evolve(batch, actor=self.view.actor.name, at=self._now(), seen=self._seen))
        log.info("taken in: %d changes, %d rows wait, head %d", len(batch.changes), len(batch.bad_rows), head.seq)
        return evolve(taking.reading, stored=True, batch=batch.id)

    def _prepare(
        self,
        path: str | Path,
        mapping: str | Path | None,
        encoding: str | None,
        keep_bad: bool,
        vanished: str,
        edited: str,
        progress: Progress | None,
    ) -> Taking:
        from grassroots.workspace.intake import Decisions, prepare

        if encoding is not None:
            _check_encoding(encoding)
        return prepare(
            Path(path),
            store=self._open(),
            charter=self.charter,
            plugins=self.plugins,
            view=self.view,
            mapping=mapping,
            encoding=encoding,
            keep_bad=keep_bad,
            decisions=Decisions(vanished=vanished, edited=edited),
            progress=progress,
        )


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        near = ", ".join(nearest(name, ("utf-8", "utf-16", "gb18030", "big5", "cp1252")))
        raise InvalidArgument(f"there is no encoding {name!r}; there is {near} ...") from None
