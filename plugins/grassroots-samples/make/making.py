"""What the scripts that make the samples share: words of the charter, chance from a fixed seed, ledgers as text and as workbooks.

A sample's script builds rows (column of the ledger → cell), counts in plain Python what was published, and gives the rows to a `Maker`.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "plugins/grassroots-samples/src/grassroots_samples"
CN = ROOT / "plugins/grassroots-charters-cn/src/grassroots_charters_cn"
ASSOCIATION = ROOT / "src/grassroots/builtin/association"
RULES = ROOT / "src/grassroots/rules"

Row = dict[str, Any]
"""A row of a ledger: column of the charter → cell. A day is a `date`, a whole number an `int`, all else text; what is missing is empty."""

Rows = list[Row]
Workbooks = Mapping[str, tuple[str, ...]]
"""File → the ledgers that are its sheets."""

Texts = Mapping[str, tuple[str, str, str, str]]
"""File → ledger, encoding, language of its headings, how days are written. Offices do not agree on these; the library reads them all."""


class Dice(Random):
    """Chance from a fixed seed, apart for each ledger, so that a change to one does not stir the others."""

    def some(self, things: Iterable[Any], number: int) -> list[Any]:
        """So many different ones, in the order in which they came."""
        listed = list(things)
        chosen = sorted(range(len(listed)), key=lambda _: self.random())[:number]
        return [listed[at] for at in sorted(chosen)]

    def mixed(self, things: Iterable[Any]) -> list[Any]:
        """All of them, in another order."""
        return sorted(things, key=lambda _: self.random())

    def day(self, first: date, last: date) -> date:
        """A working day from the first to the last, both counted."""
        while True:
            day = first + timedelta(days=self.randrange((last - first).days + 1))
            if day.weekday() < 5:
                return day


class Maker:
    """Makes the files of one sample: `folder` has its charter in `charter/`, which lies over `over`, the lowest first.

    `saved` is the day on which its workbooks say that they were made.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        over: Iterable[Path] = (ASSOCIATION, CN / "cn_street"),
        saved: date = date(2020, 1, 1),
    ) -> None:
        self.folder = folder
        self.seed = seed
        self.saved = _moment(saved)
        self.words: dict[str, dict[str, Any]] = {}
        self.ledgers: dict[str, Any] = {}
        self.rules: dict[str, dict[str, Any]] = {}
        pieces = sorted(RULES.glob("*/module.toml")) if ASSOCIATION in over else []
        for path in (*pieces, *(one for source in (*over, folder / "charter") for one in sorted(source.glob("*.toml")))):
            for key, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if key == "words":
                    for name, listed in table.items():
                        self.words.setdefault(name, {}).update(listed)
                elif key == "ledger":
                    for name, one in table.items():
                        known = self.ledgers.get(name, {}) if "column" not in one else {}
                        columns = {**known.get("column", {}), **one.get("column", one.get("columns", {}))}
                        self.ledgers[name] = {**known, **one, "column": columns}
                elif isinstance(table, dict):
                    self.rules.setdefault(key, {}).update(table)

    def dice(self, name: str) -> Dice:
        """The chance of one ledger."""
        return Dice(f"{self.seed} {name}")

    def zh(self, words: str, word: str) -> str:
        """The Chinese label of a word, as an office would write it in a cell."""
        return str(self.words[words][word]["zh"])

    def en(self, words: str, word: str) -> str:
        """The English label of a word."""
        return str(self.words[words][word]["en"])

    def table(self, ledger: str, rows: Rows, language: str = "zh") -> list[list[Any]]:
        """A ledger as a table: headings, then rows. Only the columns that some row fills, in the order of the charter."""
        columns = self.ledgers[ledger]["column"]
        unknown = {name for row in rows for name in row} - set(columns)
        if unknown:
            raise SystemExit(f"{ledger}: the charter has no column {sorted(unknown)}; it has {', '.join(columns)}")
        used = [name for name in columns if any(name in row for row in rows)]
        headings = [columns[name]["heading"][0 if language == "en" else 1] for name in used]
        return [headings, *([row.get(name, "") for name in used] for row in rows)]

    def text(self, ledger: str, rows: Rows, *, language: str = "zh", encoding: str = "utf-8", days: str = "%Y-%m-%d") -> bytes:
        """A ledger as an office's spreadsheet would save it as text."""
        return csv_of(self.table(ledger, rows, language), encoding=encoding, days=days)

    def workbook(self, sheets: Mapping[str, Rows], *, language: str = "zh") -> bytes:
        """Ledgers as the sheets of a workbook. The day of its making is fixed, so that the bytes stay the same."""
        import xlsxwriter

        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            book.set_properties({"title": "Invented records", "created": self.saved})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            head = book.add_format({"bold": True, "bg_color": "#DDE7F0"})
            for ledger, rows in sheets.items():
                table = self.table(ledger, rows, language)
                sheet = book.add_worksheet(str(self.ledgers[ledger][language]))
                sheet.freeze_panes(1, 0)
                sheet.set_column(0, len(table[0]) - 1, 14)
                for at, row in enumerate(table):
                    for column, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(at, column, _moment(cell), day)
                        elif isinstance(cell, int):
                            sheet.write_number(at, column, cell)
                        elif cell != "":
                            sheet.write_string(at, column, str(cell), head if at == 0 else None)
        return out.getvalue()

    def files(self, made: Mapping[str, Rows], workbooks: Workbooks, texts: Texts) -> dict[str, bytes]:
        """All ledgers as files: path below the folder → content. Rows for a part of a ledger stand under its name and a word: `tickets hotline`."""
        found = {
            f"ledgers/{name}": self.workbook({kept.partition(" ")[0]: made[kept] for kept in ledgers})
            for name, ledgers in workbooks.items()
        }
        for name, (kept, encoding, language, days) in texts.items():
            ledger = kept.partition(" ")[0]
            found[f"ledgers/{name}"] = self.text(ledger, made[kept], language=language, encoding=encoding, days=days)
        return found


def csv_of(table: Iterable[Iterable[object]], *, encoding: str = "utf-8", days: str = "%Y-%m-%d", end: str = "\r\n") -> bytes:
    """A table, headings first, as a spreadsheet would save it as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    for row in table:
        writer.writerow([cell.strftime(days) if isinstance(cell, date) else cell for cell in row])
    return out.getvalue().encode(encoding)


def member(at: int) -> str:
    """The number of a member."""
    return f"M{at:04}"


def main(folder: Path, make: Callable[[], Mapping[str, bytes]]) -> None:
    """Writes the files of a sample, or with `--check` says whether they are as they should be."""
    files = make()
    if "--check" in sys.argv:
        stale = [
            name for name, content in files.items() if not (folder / name).exists() or (folder / name).read_bytes() != content
        ]
        raise SystemExit(f"not as made: {', '.join(stale)}" if stale else 0)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(files)} files, {sum(len(content) for content in files.values()):,} bytes")


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell and a label, no moment


def must(what: str, found: Any, wanted: Any) -> None:
    """Stops the script where a number is not the one that was published."""
    if found != wanted:
        raise SystemExit(f"{what}: {found}, not {wanted}")
