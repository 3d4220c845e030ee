"""Documents: reports and empty ledgers written to files."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grassroots.errors import InvalidArgument, NotFound
from grassroots.ledgers.cells import fold
from grassroots.model import Record, Unit
from grassroots.problems import nearest
from grassroots.values import Language
from grassroots.workspace.opened import Opened

if TYPE_CHECKING:
    from grassroots.charter import LedgerRule
    from grassroots.reports import Rendered, Report
    from grassroots.snapshot import Snapshot


_MOST_UNITS = 1000


class Documents(Opened):
    """What is written to files."""

    def write(self, report: Report, address: str | Path, language: Language = "en") -> Path:
        """Writes a report; the ending of the path names the format (`.md`, `.html`, `.json`, `.docx`, `.xlsx` ...).

        The file appears whole or not at all; one of that name is replaced.

        Raises:
            NoPlugin: nobody writes such a document; says what to install.
            InvalidArgument: the folder does not exist.
        """
        target = Path(address)
        if not target.parent.is_dir():
            raise InvalidArgument(f"there is no folder {target.parent}; make it first")
        writer = self.plugins.open_writer(target)
        part = target.with_name(f".{target.stem}.part{target.suffix}")
        try:
            writer.write(report, self._render(report, language), part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def template(self, ledger: str, address: str | Path, language: Language = "en", *, overwrite: bool = False) -> Path:
        """Writes an empty ledger with the headings of the charter, ready to be filled in. `ledger`: its name, or what it is called.

        Raises:
            NotFound: the charter has no such ledger.
            InvalidArgument: the file exists (unless `overwrite`), or its folder does not.
        """
        return self._write_ledger(self._ledger(ledger), address, language, overwrite, ())

    def ledger(self, ledger: str, address: str | Path, language: Language = "en", *, overwrite: bool = False) -> Path:
        """Writes a ledger with all that is stored of it, also what was changed elsewhere: the workbook to go on with. Loaded as it is, it changes
        nothing.

        Raises:
            NotFound: the charter has no such ledger.
            InvalidArgument: the file exists (unless `overwrite`), or its folder does not.
        """
        from grassroots.access.view import LAST_DAY

        rule = self._ledger(ledger)
        snapshot = self.view.snapshot(LAST_DAY)
        mine = self._ids_of(rule, snapshot)
        records = [record for noun in rule.nouns for record in snapshot.all(noun).values() if record.id in mine]
        return self._write_ledger(rule, address, language, overwrite, sorted(records, key=lambda one: _natural(one.id)))

    def _ids_of(self, rule: LedgerRule, snapshot: Snapshot) -> set[str]:
        """The ids of the records that a ledger holds: its prefix, and not a longer one of another ledger; what it says of every row holds."""
        main = rule.nouns[0]
        longer = [
            one.prefix
            for one in self.charter.ledgers.values()
            if main in one.nouns
            and one is not rule
            and len(one.prefix) > len(rule.prefix)
            and one.prefix.startswith(rule.prefix)
        ]
        constants = {path: text for path, text in rule.set.items() if "." not in path and not text.startswith("@")}
        return {
            record.id
            for record in snapshot.all(main).values()
            if record.id.startswith(rule.prefix)
            and not record.id.startswith(tuple(longer))
            and all(str(getattr(record, name, text)) == text for name, text in constants.items())
        }

    def _unit_names(self) -> list[str]:
        """What the units are called that are known here, where each has a name of its own and they are not too many to choose from."""
        from grassroots.access.view import LAST_DAY

        names = [unit.name for unit in self.view.snapshot(LAST_DAY).all(Unit).values()]
        return sorted(names) if len(set(names)) == len(names) <= _MOST_UNITS else []

    def _ledger(self, name: str) -> LedgerRule:
        for rule in self.charter.ledgers.values():
            if fold(name) in map(fold, (rule.name, *rule.labels.values(), *rule.names)):
                return rule
        called = [one for rule in self.charter.ledgers.values() for one in (rule.name, *rule.labels.values())]
        known = ", ".join(nearest(name, called)) or "none"
        raise NotFound(f"the charter {self.charter.id!r} has no ledger {name!r}; it has {known}")

    def _write_ledger(
        self, rule: LedgerRule, address: str | Path, language: Language, overwrite: bool, records: Sequence[Record]
    ) -> Path:
        from grassroots.ledgers import template

        target = Path(address)
        if not target.parent.is_dir():
            raise InvalidArgument(f"there is no folder {target.parent}; make it first")
        if target.exists() and not overwrite:
            raise InvalidArgument(f"{target} exists; give another name, or overwrite it on purpose")
        self.plugins.open_rows(target).write([template(rule, self.charter, language, records, self._unit_names())])
        return target

    def _render(self, report: Report, language: Language) -> Rendered:
        """The report in one language; the last few are kept, since one report goes into several formats."""
        for known, spoken, rendered in self._rendered:
            if known is report and spoken == language:
                return rendered
        rendered = report.render(language)
        self._rendered = [*self._rendered[-3:], (report, language, rendered)]
        return rendered


def _natural(id: str) -> list[tuple[int, str]]:
    """An id as it is sorted: 2 before 10."""
    return [(int(part), "") if part.isascii() and part.isdecimal() else (0, part) for part in re.split(r"(\d+)", id)]
