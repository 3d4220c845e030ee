"""Taking in: ledgers read and stored."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from grassroots.charter import Charter
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound
from grassroots.hooks import Mender
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.logs import log
from grassroots.model import key_of
from grassroots.model.labels import noun_label
from grassroots.problems import Problem, nearest
from grassroots.store import Head, Message
from grassroots.values import Language, Source
from grassroots.workspace.desk.rows import ledger_of
from grassroots.workspace.mapped.same import Earlier, Noted, Question, question_of
from grassroots.workspace.opened import Opened, judged_whole

if TYPE_CHECKING:
    from grassroots.ledgers import Reading
    from grassroots.workspace.intake import Taking
    from grassroots.workspace.mapped.drafted import Answers, Drafted


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
        year: int | None = None,
        month: int | None = None,
        progress: Progress | None = None,
    ) -> Reading:
        """Reads a ledger, or a folder of them, and says what `take_in` would do. Nothing is stored."""
        taking = self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress, (year, month))
        return self._handed_out(taking.reading)

    def _handed_out(self, reading: Reading) -> Reading:
        """The reading as this reader may see it: a row is laid over what is kept, of which a part may be closed."""
        return evolve(reading, records=self.view._shown(reading.records))

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
        year: int | None = None,
        month: int | None = None,
        reason: str = "",
        messages: Sequence[Message] = (),
        progress: Progress | None = None,
        unless_same: bool = False,
    ) -> Reading:
        """Reads a ledger, or every ledger in a folder, and stores what is new or changed, in one batch.

        If anything is wrong, nothing is stored, and `problems` lists all of it. The same ledgers again store nothing.

        Args:
            path: a file, or a folder (with what lies in it, sorted; files that no plugin reads are told in `remarks`).
            mapping: a TOML file (or a folder of them) that says what the columns of a foreign ledger mean. With what it brings, it becomes a lasting
                part of the office's charter: its words, lives, measures and clocks hold from then on. Of an actor who may not change everything it holds
                for this reading alone.
            encoding: overrides what the reader finds.
            keep_bad: stores the good rows, and keeps each bad row with its problems until it is mended: until the same actor, or one who sees
                everything, takes in a ledger of that name.
            vanished: what becomes of a record whose row is no longer in its ledger: `ask` (a problem), `keep`, `withdraw`.
            edited: what holds where a field was changed here and in its row, too: `ask` (a problem), `ledger`, `store`.
            year: of days that have none, if not what title, sheet or file say; `month` likewise.
            month: see `year`.
            reason: why, for the log.
            messages: notices that leave once the batch is stored.
            progress: is told of each file before it is read: its name, its number from 1, and of how many.
            unless_same: reads nothing where the same files, byte for byte, were taken in so before and nothing was stored since: then there is nothing new. Where a few
                rows of them are others, only these are read (`unread`), as long as nothing is wrong with them and no other row could come to something else by
                them. That is noted beside a store that is a file, for whoever may read and change everything.

        Returns:
            What came in. `stored` says whether anything was stored, and `batch` under which name.

        Raises:
            NotFound: no such file.
            NoPlugin: nobody reads such a file.
            Refused: a row brings or changes a record that the actor may not change.
            Conflict: others went on changing records meanwhile, however often it was read again.
        """
        said = (encoding, keep_bad, vanished, edited, year, month)
        asked = self._question(path, *said) if unless_same and mapping is None and not messages else Question()
        head = self.view.head()
        if same := self._noted.again(asked, head):
            return same
        earlier = self._noted.earlier(asked, head)
        taking = self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress, (year, month), asked, earlier)
        reading, after = self._take_in(taking, mapping, keep_bad, reason, messages)
        read = reading.records or reading.unread
        if asked.ground and read and not reading.problems and asked == self._question(path, *said):
            self._noted.note(asked, after or head, reading)
        return evolve(reading, stayed=None)

    @property
    def _noted(self) -> Noted:
        return Noted.beside(self._held.memory)

    def _question(self, path: str | Path, *said: object) -> Question:
        """What is asked of a taking-in, if it is of nobody's part."""
        from grassroots.workspace.intake import files_of

        self._open()
        if not self.view.unlimited or self._held.memory is None:
            return Question()
        return question_of(
            files_of(Path(path), self._held.memory),
            self.charter,
            self.plugins,
            self.learned.written(),
            self.view.waiting(),
            *said,
        )

    def _take_in(
        self, taking: Taking, mapping: str | Path | None, keep_bad: bool, reason: str, messages: Sequence[Message]
    ) -> tuple[Reading, Head | None]:
        """Stores what came of a reading; gives it, and the head after what was stored."""
        if self.view.unlimited and (keep_bad or not taking.reading.problems):
            # What holds for everybody from then on is said by whoever may change everything.
            if mapping is not None:
                self._take_over(Path(mapping))
            if taking.reading.learned:
                self._learn(taking.reading.learned)
        batch = taking.batch(reason, tuple(messages))
        if batch is None or (taking.reading.problems and not keep_bad):
            return self._handed_out(taking.reading), None
        head = self.view._append(evolve(batch, actor=self.view.actor.name, at=self._now(), seen=self._seen))
        log.info("taken in: %d changes, %d rows wait, head %d", len(batch.changes), len(batch.bad_rows), head.seq)
        return evolve(self._handed_out(taking.reading), stored=True, batch=batch.id), head

    def _prepare(
        self,
        path: str | Path,
        mapping: str | Path | None,
        encoding: str | None,
        keep_bad: bool,
        vanished: str,
        edited: str,
        progress: Progress | None,
        when: tuple[int | None, int | None] = (None, None),
        asked: Question = Question(),
        earlier: Earlier | None = None,
    ) -> Taking:
        from grassroots.ledgers.around.setting import When
        from grassroots.workspace.intake import Decisions, prepare

        self._open()
        if encoding is not None:
            _check_encoding(encoding)
        rules = self.charter if mapping is None else self._mapped(Path(mapping))
        taking = prepare(
            Path(path),
            charter=rules if self._lasts else self.charter,
            plugins=self.plugins,
            view=self.view,
            rules=rules,
            encoding=encoding,
            keep_bad=keep_bad,
            decisions=Decisions(vanished=vanished, edited=edited),
            when=When(*when),
            today=None if self._clock is None else self._clock().date(),
            learned=self.learned,
            progress=progress,
            asked=asked,
            earlier=earlier,
            memory=self._held.memory,
        )
        if rules is self.charter or self._lasts:
            return taking
        told = Problem("mapping-for-once", source=Source(Path(str(mapping)).name))
        return evolve(taking, reading=evolve(taking.reading, remarks=(told, *taking.reading.remarks)))

    @property
    def _lasts(self) -> bool:
        """Whether a mapping by which this actor takes in becomes a part of the office's charter."""
        return self._held.mappings is not None and self.view.unlimited

    def _mapped(self, mapping: Path) -> Charter:
        """The office's charter with a mapping over it.

        Raises:
            CharterInvalid: the mapping cannot be used, or under it records that are stored could not be read.
        """
        from grassroots.charter.loading import overlay
        from grassroots.workspace.charters import charter_files
        from grassroots.workspace.mapped.kept import replaced

        files = charter_files(mapping)
        if self._held.mappings is not None and self._held.mappings.has(mapping.stem, files):
            return self.charter
        if self._held.mappings is None or not self._lasts:
            return overlay(self.charter, files)
        found = self._held.mappings.with_one(self.charter, files)
        if (changed := replaced(self.charter, found)) and (faults := self.view._faults_under(found)):
            told = Problem("mapping-forgets", source=Source(mapping.name), value=", ".join(changed), details={"count": faults})
            raise CharterInvalid(f"under {mapping.name} stored records could not be read", (told,))
        return found

    def _take_over(self, mapping: Path) -> None:
        from grassroots.workspace.charters import charter_files

        self._changing()
        if self._held.mappings is not None:
            charter = self._mapped(mapping)
            self._held.mappings.keep(mapping.stem, charter_files(mapping))
            self._under(charter)

    @property
    def learned(self) -> Learned:
        """What the office said before that texts and headings of its ledgers mean; kept beside the store, in a file that can be read and changed.

        Raises:
            InvalidArgument: that file cannot be read.
        """
        if self._held.memory is None or not self._held.memory.is_file():
            return NOTHING
        try:
            return Learned.read(self._held.memory.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError, OSError) as error:
            raise InvalidArgument(f"{self._held.memory} cannot be read: {error}") from None

    def _learn(self, learned: Learned) -> None:
        self._changing()
        if self._held.memory is not None:
            self._held.memory.write_text(learned.over(self.learned).written(), encoding="utf-8")

    def map(
        self, path: str | Path, answers: Answers | None = None, language: Language = "en"
    ) -> tuple[Drafted, Reading | None]:
        """Drafts the mapping of a foreign table, and reads the table by it, so that each row can be looked at. Nothing is stored or written.

        Args:
            path: the table; of a file with several the first is taken.
            answers: what is known of it already: the ledger that it is like, where columns go, what holds for all its rows.
            language: of the questions.

        Returns:
            The draft, with what it asks; and what comes of the rows, where the draft says enough for that.

        Raises:
            InvalidArgument: the charter has no such ledger.
            NotFound: there is no such file.
        """
        import tempfile

        from grassroots.workspace.mapped.drafted import Answers, drafted

        if not Path(path).exists():
            beside = Path(path).parent
            near = nearest(Path(path).name, [one.name for one in beside.iterdir()]) if beside.is_dir() else ()
            raise NotFound.of(Problem("no-file", value=str(path), details={"near": near}))
        said = answers or Answers()
        if said.like:
            said = evolve(said, like=ledger_of(self.charter, said.like).name)
        table = next(iter(self.plugins.open_rows(Path(path)).tables()), None)
        rows = [row for row in (table.rows if table else ()) if any(cell.strip() for cell in row.cells)]
        found = drafted(rows, self.charter, Path(path).name, said, language)
        if not found.text:
            return found, None
        with tempfile.TemporaryDirectory() as folder:
            mapping = Path(folder) / "mapping.toml"
            mapping.write_text(found.text, encoding="utf-8")
            try:
                return found, self.read(path, mapping=mapping)
            except CharterInvalid:
                return found, None

    def preview(self, draft: Drafted, reading: Reading, language: Language = "en") -> tuple[tuple[int, str], ...]:
        """What comes of each row of a table that was read by a draft: its number, and the records with what they say."""
        from grassroots.charter.loading import overlay
        from grassroots.ledgers import template

        charter = overlay(self.charter, {"mapping.toml": draft.text})
        by_key = {key_of(record): record for record in reading.records}
        found = []
        for source, keys in sorted(reading.fed.items()):
            records = [by_key[key] for key in keys if key in by_key]
            sheet = template(charter.ledgers[draft.ledger], charter, language, records)
            cells = (
                [f"{heading} {cell}" for heading, cell in zip(sheet.headings, sheet.rows[0], strict=True) if cell]
                if sheet.rows
                else []
            )
            found.append(
                (source.row, "; ".join([", ".join(f"{noun_label(noun, language)} {id}" for noun, id in keys), *cells]))
            )
        return tuple(found)

    def mend(self, path: str | Path, out: str | Path, language: Language = "en", *, encoding: str | None = None) -> Reading:
        """Reads a ledger, and if anything is wrong writes it back as a workbook to be mended: the bad cells marked, the mistakes on a sheet of
        their own, kind by kind, with a place to write what each means. Corrected and loaded, it goes in; what was written there is kept.

        Args:
            path: the ledger: a workbook, which keeps its formats, or another file, of which a workbook is made.
            out: the workbook to write (`.xlsx`).
            language: of what is written.
            encoding: overrides what the reader finds.

        Returns:
            What is wrong. Nothing is stored, and without a problem nothing is written.

        Raises:
            InvalidArgument: the workbook would be written over the ledger, or over one that was marked since the ledger was saved and may hold
                corrections; or such a file cannot hold marks.
        """
        source, target = Path(path), Path(out)
        _check_free(source, target)
        reading = self.read(source, encoding=encoding)
        if reading.problems:
            self._mark(source, target, reading, language, encoding)
        return reading

    def mend_all(
        self, folder: str | Path, out: str | Path, language: Language = "en", *, encoding: str | None = None
    ) -> tuple[Reading, Mapping[Path, Reading]]:
        """Reads the ledgers of a folder together, and writes each in which anything is wrong into the folder `out`, as `mend` does.

        Returns:
            What is wrong in all, and in each workbook that was written: what lies in a file that no workbook can be made of is in the first alone.
        """
        from grassroots.workspace.intake import files_of

        reading = self.read(folder, encoding=encoding)
        read, written = {table.file for table in reading.tables}, {}
        for name, file in files_of(Path(folder)):
            own = tuple(problem for problem in reading.problems if problem.source and problem.source.file == name)
            if own and name in read:
                target = Path(out) / marked_name(Path(name))
                _check_free(file, target)
                written[target] = (file, evolve(reading, problems=own))
        for target, (file, part) in written.items():
            self._mark(file, target, part, language, encoding)
        return reading, {target: part for target, (_, part) in written.items()}

    def _mark(self, source: Path, target: Path, reading: Reading, language: Language, encoding: str | None) -> None:
        from grassroots.ledgers import mending

        writer = self.plugins.open_rows(target)
        assert isinstance(writer, Mender)  # the wall round a plugin is one, and says so where it is none
        tables = list(self.plugins.open_rows(source, **({"encoding": encoding} if encoding else {})).tables())
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.mend(source, tables, mending(reading, self.charter, language))


def _check_free(source: Path, target: Path) -> None:
    if not target.exists() or not source.exists():
        return
    if target.samefile(source):
        raise InvalidArgument.of(Problem("ledger-itself", value=str(target)))
    if target.stat().st_mtime > source.stat().st_mtime:
        raise InvalidArgument.of(Problem("marked-since", value=str(target), details={"ledger": str(source)}))


def marked_name(ledger: Path) -> Path:
    """What a ledger is called when it was written back with its mistakes marked."""
    return ledger.with_suffix(".xlsm" if ledger.suffix.lower() == ".xlsm" else ".xlsx")


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        near = nearest(name, ("utf-8", "utf-16", "gb18030", "big5", "cp1252"))
        raise InvalidArgument.of(Problem("no-encoding", value=name, details={"near": near})) from None
