"""Documents: reports and empty ledgers written to files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grassroots.access.actors import STATISTICS, Purpose
from grassroots.access.scope import LAST_DAY
from grassroots.errors import InvalidArgument
from grassroots.logs import log
from grassroots.model import NOUNS, Derived, Record
from grassroots.model.labels import nouns_near
from grassroots.problems import Problem
from grassroots.values import Language
from grassroots.workspace.arguments import day_of
from grassroots.workspace.desk.rows import all_of, ledger_of, unit_names
from grassroots.workspace.opened import Opened, written_whole
from grassroots.workspace.told.segments import members

if TYPE_CHECKING:
    from grassroots.charter import LedgerRule
    from grassroots.figures import Cube
    from grassroots.reports import Rendered, Report


class Documents(Opened):
    """What is written to files."""

    def write(
        self,
        report: Report,
        address: str | Path,
        language: Language = "en",
        *,
        proof: str = "",
        style: str = "",
        reference: str = "",
        **options: Any,
    ) -> Path:
        """Writes a report; the ending of the path names the format (`.md`, `.html`, `.json`, `.docx`, `.xlsx` ...).

        The file appears whole or not at all; one of that name is replaced.

        Args:
            report: the report.
            address: the path of the document.
            language: one that the charter speaks.
            proof: `none` for a copy that is handed on, `notes`: how each figure is counted, `annex`: also the records. Without it, the annex;
                a public report has none.
            style: `plain`, `official`, `annual` or `brief`; that of the outline, without one.
            reference: the number that an official paper bears.
            **options: what the writer documents: `template` of a Word document, `fonts` of a PDF.

        Raises:
            NoPlugin: nobody writes such a document; says what to install.
            InvalidArgument: the folder does not exist, or there is no such proof or style.
        """
        with written_whole(address) as part:
            writer = self.plugins.open_writer(address, **options)
            writer.write(report, self._render(report, language, proof, style, reference), part)
        return Path(address)

    def template(self, ledger: str, address: str | Path, language: Language = "en", *, overwrite: bool = False) -> Path:
        """Writes an empty ledger with the headings of the charter, ready to be filled in. `ledger`: its name, or what it is called.

        Raises:
            NotFound: the charter has no such ledger.
            InvalidArgument: the file exists (unless `overwrite`), or its folder does not.
        """
        return self._write_ledger(ledger_of(self.charter, ledger), address, language, overwrite, ())

    def ledger(self, ledger: str, address: str | Path, language: Language = "en", *, overwrite: bool = False) -> Path:
        """Writes a ledger with all that is stored of it, also what was changed elsewhere: the workbook to go on with. Loaded as it is, it changes
        nothing.

        Raises:
            NotFound: the charter has no such ledger.
            InvalidArgument: the file exists (unless `overwrite`), or its folder does not.
        """
        rule = ledger_of(self.charter, ledger)
        return self._write_ledger(rule, address, language, overwrite, all_of(rule, self.view.snapshot(LAST_DAY)))

    def write_cube(self, cube: Cube, address: str | Path, language: Language = "en") -> Path:
        """Writes figures of every unit as a table: a row for each unit in each period. A file of that name is replaced.

        Args:
            cube: the figures, of `office.cube`.
            address: the file; its ending names the format.
            language: of the headings.

        Raises:
            InvalidArgument: the folder does not exist.
            NoPlugin: nobody writes such a table.
        """
        from grassroots.workspace.sheets import cube_sheet

        return self._write_table(cube_sheet(cube, language), address)

    def write_records(
        self,
        noun: str,
        address: str | Path,
        as_of: date | str,
        *,
        recipient: str,
        segment: str = "",
        language: Language = "en",
    ) -> Path:
        """Writes the records of a noun as a table for somebody outside, who counts: without their personal part, and with a pseudonym in place of each id. A
        recipient gets the same pseudonyms each time, and another gets others. A file of that name is replaced.

        Args:
            noun: the noun, such as `case`.
            address: the file; its ending names the format.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            recipient: who gets it; the pseudonyms follow from the name.
            segment: only those in this segment of the charter, by its name or its label; it may ask of nothing that is not written.
            language: of headings and words.

        Raises:
            InvalidArgument: no such noun, no recipient, or the folder does not exist.
            NoPlugin: nobody writes such a table.
        """
        from grassroots.workspace.sheets import exported_sheet

        if noun not in NOUNS:
            near = nouns_near(noun, NOUNS)
            raise InvalidArgument.of(Problem("no-such-noun", value=noun, details={"near": near}))
        counting = Purpose("counting", self.view.purpose.opens & STATISTICS.opens)
        seen = self.seen_by(self.view.actor, scope=self.view.scope, purpose=counting)
        view, day = seen.view, day_of(as_of)
        chosen = members(view, self.charter.segment(segment, noun), day) if segment else view.all(noun, day)
        records = [one for one in chosen if not isinstance(one, Derived)]
        sheet = exported_sheet(noun, records, self.charter, self.view.pseudonyms(recipient), language)
        target = self._write_table(sheet, address)
        log.info("handed out: %d records", len(sheet.rows))
        return target

    def _write_ledger(
        self, rule: LedgerRule, address: str | Path, language: Language, overwrite: bool, records: Sequence[Record]
    ) -> Path:
        from grassroots.ledgers import template

        target, snapshot = Path(address), self.view.snapshot(LAST_DAY)
        if not target.parent.is_dir():
            raise InvalidArgument.of(Problem("no-folder", value=str(target.parent)))
        if target.exists() and not overwrite:
            raise InvalidArgument.of(Problem("file-exists", value=str(target)))
        self.plugins.open_rows(target).write(
            [template(rule, self.charter, language, records, unit_names(snapshot), snapshot.closed)]
        )
        return target

    def _render(self, report: Report, language: Language, proof: str, style: str, number: str) -> Rendered:
        """The report in one language; the last few are kept, since one report goes into several formats."""
        asked = (language, proof, style, number)
        for known, before, rendered in self._rendered:
            if known is report and before == asked:
                return rendered
        rendered = report.render(language, proof=proof, style=style, number=number)
        self._rendered = [*self._rendered[-3:], (report, asked, rendered)]
        return rendered
