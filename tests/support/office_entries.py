"""The offices that were made to try the library on: their ledgers, opened once by their charters, and what each of their entries expects beside what is told.

An office is a folder with `ledgers/`, `expected.toml` and perhaps `charter/`; whatever is particular to it stands there. `tests/offices/keys.toml` leads from the key
of an entry to a measure, to the codes of problems, or to the rule of a to-do, and names no office.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from attrs import frozen
from support.behind import store_of

import grassroots as gr
from grassroots.access.soundness import stored_records
from grassroots.errors import GrassrootsError
from grassroots.figures import evaluate
from grassroots.model import key_of
from grassroots.problems import Named, Problem
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.todo import ToDo
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Source, UnitId
from grassroots_xlsx.rows import WorkbookRows

HERE = Path(__file__).parents[1] / "offices"
KINDS = ("figure", "finding", "todo", "mutation")
FILLERS = frozenset({"announced", "full", "lacking", "member", "members", "of", "target", "team"})
"""What an entry writes beside the numbers of a to-do, for a person who reads it."""
DITTO = ("〃", "同上")
"""What repeats the cell above."""
Entry = Mapping[str, Any]
Row = Mapping[str, str]


def folder() -> Path:
    """Where the offices lie."""
    return Path(os.environ.get("GRASSROOTS_OFFICES") or HERE.parents[2] / "shared" / "data" / "offices")


def place_of(name: str) -> Path:
    """Where an office lies: among those that came with the tests, or those that were given."""
    made = HERE / "made" / name
    return made if made.is_dir() and "GRASSROOTS_OFFICES" not in os.environ else folder() / name


def offices() -> list[str]:
    """The offices that are there, by name: those of the folder that is named, else those that came with the tests and those that were given."""
    places = [folder()] if "GRASSROOTS_OFFICES" in os.environ else [HERE / "made", folder()]
    return sorted({one.parent.name for place in places if place.is_dir() for one in place.glob("*/expected.toml")})


@cache
def keys() -> Mapping[str, Mapping[str, Any]]:
    """Figure, finding or todo → key → how it is asked."""
    return tomllib.loads((HERE / "keys.toml").read_text(encoding="utf-8"))


@cache
def open_entries() -> Mapping[str, Mapping[str, str]]:
    """Office → the entries that are known not to pass → why, in a word."""
    return tomllib.loads((HERE / "open.toml").read_text(encoding="utf-8"))


@frozen
class Outcome:
    """How one entry came out: `passed`, `wrong` or `cannot be asked`, with what was expected and what is told."""

    how: str
    expected: str = ""
    told: str = ""


@cache
def entries(name: str) -> Sequence[tuple[str, Entry]]:
    """What an office expects: kind and entry, in their order. To list them its ledgers need not be read."""
    expected = tomllib.loads((place_of(name) / "expected.toml").read_text(encoding="utf-8"))
    return [(kind, entry) for kind in KINDS for entry in expected.get(kind, ())]


@cache
def office(name: str) -> Office:
    """An office, opened once."""
    return Office(name)


class Office:
    """One office: its charter, its ledgers taken in, its entries."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = place_of(name)
        own = self.folder / "charter"
        self.charter = own if own.is_dir() else HERE / "charters" / name
        self.workspace = gr.open("memory:", charter=self.charter)
        self.reading = self.workspace.take_in(self.folder / "ledgers", keep_bad=True)
        self.records, self.sources = stored_records(store_of(self.workspace))
        self._snapshots: dict[date, Snapshot] = {}
        self._checked: dict[date, tuple[Problem, ...]] = {}
        self._listed: dict[tuple[date, str | None], Sequence[ToDo]] = {}

    @cached_property
    def kept(self) -> Mapping[tuple[str, str], str]:
        """File and sheet → the ledger that stands there."""
        return {(table.file, table.sheet): table.ledger for table in self.reading.tables}

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Ledger → its file."""
        return {path.stem: path for path in sorted((self.folder / "ledgers").rglob("*")) if path.is_file()}

    def paths(self, ledger: str) -> list[Path]:
        """The files of a ledger: that of its name, else those that have it with a year or month around it."""
        whole = [self.files[ledger]] if ledger in self.files else []
        return whole or [path for stem, path in self.files.items() if stem.strip("0123456789年月") == ledger]

    @cached_property
    def days(self) -> list[date]:
        """The last days of the years that are asked about."""
        asked = [date.fromisoformat(entry["as_of"]) for _, entry in entries(self.name) if "as_of" in entry]
        return sorted({date(day.year, 12, 31) for day in asked})

    # -- how each kind of entry is asked -------------------------------------------------------------------------------------------

    def ask(self, kind: str, entry: Entry) -> Outcome:
        """How an entry comes out."""
        return {"figure": self._figure, "finding": self._finding, "todo": self._todo, "mutation": self._mutation}[kind](entry)

    def _figure(self, entry: Entry) -> Outcome:
        return self.figure_in(entry, self.snapshot(date.fromisoformat(entry["as_of"])))

    def figure_in(self, entry: Entry, snapshot: Snapshot) -> Outcome:
        """How the figure of an entry comes out in a snapshot of its day."""
        expected = f"{entry['numerator']}/{entry['denominator']}" if "denominator" in entry else str(entry["value"])
        return compared(expected, self._told(entry, snapshot))

    def _told(self, entry: Entry, snapshot: Snapshot) -> str | None:
        """The figure of an entry in a snapshot, `numerator/denominator` where it has them; None where nothing leads to it."""
        how = keys()["figure"].get(entry["key"], {"measure": entry["key"]})
        named = [how["measure"]] if isinstance(how["measure"], str) else how["measure"]
        name = next((one for one in named if one.split(".")[0] in snapshot.charter.measures), None)
        if name is None:
            return None
        scope = entry.get("scope", how.get("scope"))
        if scope is not None and "words" in how and snapshot.get("unit", scope) is None:
            word = word_of(snapshot, how["words"], scope)
            name, scope = f"{name}.{word}", None
            how = {**how, **({"of": how["of"].replace("*", word)} if "of" in how else {})}
        if scope is not None and "numbers" in how:
            name, scope = f"{name}.{how['numbers']}{scope}", None
        asked = [name, *([how["of"]] if "of" in how else [])]
        try:
            found = evaluate(
                dict.fromkeys(one.split(".")[0] for one in asked),
                snapshot,
                scope=UnitId(scope) if scope else None,
                period=period_of(entry),
            )
        except GrassrootsError as error:
            return type(error).__name__
        if missing := [one for one in asked if one not in found]:
            return "0" if "." in missing[0] else None
        figure = found[name]
        if "of" in how and figure.denominator is None:
            return f"{plain(figure.value)}/{plain(found[how['of']].value)}"
        return plain(figure.value) if figure.denominator is None else f"{plain(figure.numerator)}/{plain(figure.denominator)}"

    def _finding(self, entry: Entry) -> Outcome:
        told = [*self.reading.problems, *(problem for day in self.days for problem in self.checked(day))]
        return self._found(entry.get("key", ""), entry, told, self.snapshot(self.days[-1]))

    def _found(self, key: str, entry: Entry, told: Iterable[Problem], snapshot: Snapshot) -> Outcome:
        codes = keys()["finding"].get(key, [key.replace("_", "-")])
        if key not in keys()["finding"] and not any(problem.code in codes for problem in told):
            return Outcome("cannot be asked", str(entry["records"]))
        named = [self.named(problem, snapshot) for problem in told if problem.code in codes]
        silent = [record for record in entry["records"] if not any(is_among(number(record), one) for one in named)]
        if not silent:
            return Outcome("passed")
        return Outcome("wrong", f"not told: {silent}", f"{len(named)} of {'/'.join(codes)}")

    def _todo(self, entry: Entry) -> Outcome:
        how = keys()["todo"].get(entry["key"])
        if how is None:
            return Outcome("cannot be asked", str(entry["records"]))
        day = date.fromisoformat(entry["as_of"])
        listed = self.listed(day, entry.get("scope"))
        if "ledger" in how:
            how = {**how, "ledger": [next(name for name in how["ledger"] if name in self.kept.values())]}
        told = [one for one in listed if all(self.part(one, name) in asked for name, asked in how.items())]
        left = list(told)
        silent = []
        for record in entry["records"]:
            found = next((one for one in left if self.fits(record, one)), None)
            if found is None:
                silent.append(record)
                continue
            left.remove(found)
            # Of what lacks several things (`AZ3: branch, 1 team member`) each may be told by itself.
            for _ in re.findall(", ", record.partition(": ")[2]):
                beside = next((one for one in left if one.record == found.record and one.rule != found.rule), None)
                if beside is not None:
                    left.remove(beside)
        if not silent and not left:
            return Outcome("passed")
        over = [f"{sorted(self.bag(one))[:4]} {one.day} {one.unit}" for one in left]
        return Outcome("wrong", f"not told: {silent}", f"told beside it: {over[:6]}")

    def _mutation(self, entry: Entry) -> Outcome:
        figure = next((one for kind, one in entries(self.name) if (kind, one["id"]) == ("figure", entry.get("figure"))), None)
        day = date.fromisoformat(figure["as_of"]) if figure else self.days[-1]
        changed = self.changed(entry)
        if changed is None:
            return Outcome("cannot be asked", f"no such row in {entry['ledger']}")
        told, records = changed
        snapshot = Snapshot.of(records, self.workspace.charter, as_of=day, calendars=self.snapshot(day).calendars)
        if figure:
            before, after = self._told(figure, self.snapshot(day)), self._told(figure, snapshot)
            expected = f"{entry['moves_from']} to {entry['moves_to']}"
            if before is None or after is None:
                return Outcome("cannot be asked", expected)
            if (
                compared(str(entry["moves_from"]), before).how != "passed"
                or compared(str(entry["moves_to"]), after).how != "passed"
            ):
                return Outcome("wrong", expected, f"{before} to {after}")
        if "finding" in entry:
            return self._found(entry["finding"], entry, [*told, *snapshot.problems, *problems_by_rules(snapshot)], snapshot)
        return Outcome("passed")

    # -- what that rests on --------------------------------------------------------------------------------------------------------

    def snapshot(self, day: date) -> Snapshot:
        """The office on a day."""
        if day not in self._snapshots:
            self._snapshots[day] = self.workspace.snapshot(day)
        return self._snapshots[day]

    def listed(self, day: date, scope: str | None) -> Sequence[ToDo]:
        """What is to be done on a day, at a unit."""
        if (day, scope) not in self._listed:
            self._listed[day, scope] = tuple(self.workspace.todo(day, until=day, unit=scope))
        return self._listed[day, scope]

    def checked(self, day: date) -> tuple[Problem, ...]:
        """What is told to be wrong on a day."""
        if day not in self._checked:
            self._checked[day] = self.workspace.check(day)
        return self._checked[day]

    def changed(self, entry: Entry) -> tuple[Sequence[Problem], list[Any]] | None:
        """What is told of a ledger with one cell changed, and the records of the office with that change: that ledger is read again, and those of which a
        row was refused: it may stand now."""
        found = (
            (path, (sheet, row))
            for path in self.paths(entry["ledger"])
            for sheet in sheets_of(path)
            for row, cells in rows_of(path, sheet).items()
            if entry["column"] in cells
            and all(name in cells and says(cells[name], text, sheet) for name, text in entry["row"].items())
        )
        path, place = next(found, (None, None))
        if not path or not place:
            return None
        with TemporaryDirectory() as name:
            copies = Path(name)
            refused = {Path(problem.source.file).stem for problem in self.reading.problems if problem.source} & set(self.files)
            for other in refused - {path.stem}:
                shutil.copy(self.files[other], copies)
            write_changed(path, place, entry["column"], entry["to"], copies)
            reading = self.workspace.read(copies, vanished="keep", edited="ledger")
        # What the row brought before and brings no more, now that it is refused, is not there.
        there = {key_of(record): record for record in reading.records}
        brought = {
            key
            for key, source in self.sources.items()
            if Path(source.file).stem == path.stem and (source.sheet, source.row) == place
        }
        gone = brought - set(there)
        return reading.problems, [one for key, one in {**self.records, **there}.items() if key not in gone]

    def named(self, problem: Problem, snapshot: Snapshot) -> set[str]:
        """All that a problem names: values, ids, the numbers of records, the first cells of its row."""
        found = {str(problem.value)}
        for value in problem.details.values():
            for one in value if isinstance(value, (tuple, list, set, frozenset)) else (value,):
                found |= {str(one), *(one.labels.values() if isinstance(one, Named) else ())}
        for text in list(found):
            parts = text.split("-")
            found |= set(re.split(r"[\s,:]+", text)) | {"-".join(parts[at:]) for at in range(len(parts))}
        if problem.source is not None:
            cells = self.row(problem.source)
            found |= set(list(cells.values())[:4])
        return found

    def row(self, source: Source) -> Row:
        """The cells of a row, by heading."""
        path = self.files.get(Path(source.file).stem)
        return rows_of(path, source.sheet).get(source.row, {}) if path else {}

    def part(self, one: ToDo, name: str) -> Any:
        """What a to-do is: its kind, rule, urgency; `code` and `value` of its reason; its ledger; the kind or another field of its record."""
        if name in ("code", "value"):
            return getattr(one.reason, name)
        if name == "ledger":
            source = self.sources.get(one.record)
            return self.kept.get((source.file, source.sheet)) if source else None
        if name == "record.kind":
            return getattr(self.records.get(one.record), "kind", None)
        return getattr(one, name) if hasattr(one, name) else getattr(self.records.get(one.record), name, None)

    def bag(self, one: ToDo) -> set[str]:
        """All that a to-do names."""
        found = self.named(one.reason, self.snapshot(self.days[-1])) | {
            one.record[1],
            one.record[1].rsplit("-", 1)[-1],
            str(one.unit),
            one.named("zh"),
        }
        source = self.sources.get(one.record)
        if source is not None:
            found |= set(list(self.row(source).values())[:2])
        return found

    def fits(self, record: str, one: ToDo) -> bool:
        """Whether a to-do is the one that an entry writes: its number, and its last day and its owner where they are written."""
        what, _, owner = record.partition(" owed by ")
        what, _, due = what.partition(" due ")
        what = re.sub(r": \d[\d.]* .*$", "", what)  # how much is lacking is for information
        bag = self.bag(one)
        return (
            all(
                token in bag or token.replace("/", "-") in bag or token in FILLERS
                for token in re.split(r"[\s、,，]+", re.split(r"[:：]| lacks | of ", what)[0])
                if token
            )
            and (not due or str(one.day) == due)
            and (not owner or owner in (one.unit, one.post) or owner in bag)
        )


def number(record: str) -> list[str]:
    """The numbers at the beginning of what names a record: `XJ1/28: entered with 20 of 60` → XJ1 and 28."""
    return [
        one
        for one in re.split(r"/| and |\s", re.split(r"[:(（,;]| without | entered | won ", record)[0].strip())
        if one and one != "and"
    ]


def is_among(numbers: Sequence[str], named: set[str]) -> bool:
    """Whether all numbers of an entry are named, each by itself, or as one: what they begin anew in, and the number there."""
    return set(numbers) <= named or "-".join(numbers) in named


def says(cell: str, text: str, sheet: str) -> bool:
    """Whether a cell is what an entry writes: the same text, or the same day (and time), which an entry writes as `2019-01-11 19:35`. A day without its year
    is of that of its sheet."""
    if cell == text:
        return True
    asked = [int(one) for one in re.findall(r"\d+", text)] if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", text) else []
    there = re.findall(r"\d+", re.sub(r"\b(\d{4})(\d{2})(\d{2})\b", r"\1-\2-\3", cell))
    if asked and len(there) > 1 and len(there[0]) < 4 and (year := re.search(r"\d{4}", sheet)):
        there = [year[0], *there]
    return bool(asked) and [int(one) for one in there][: len(asked)] == asked


def word_of(snapshot: Snapshot, lists: str, label: str) -> str:
    """The word of a list that an office calls so."""
    words = snapshot.charter.words.get(lists, {})
    return next((name for name, word in words.items() if label in word.labels.values()), label)


def period_of(entry: Entry) -> Period:
    """The days of an entry: a year, a quarter, a month, or two years with all between."""
    text = entry.get("period")
    if text is None:
        return Period.year(date.fromisoformat(entry["as_of"]).year)
    first, _, last = str(text).partition("/")
    return Period(_period(first).start, _period(last or first).end)


def _period(text: str) -> Period:
    year, _, part = text.partition("-")
    if not part:
        return Period.year(int(year))
    if part.startswith("Q"):
        start = date(int(year), int(part[1:]) * 3 - 2, 1)
        return Period(start, (start + timedelta(days=95)).replace(day=1))
    start = date(int(year), int(part), 1)
    return Period(start, (start + timedelta(days=32)).replace(day=1))


def plain(value: Any) -> str:
    """A number without what does not count."""
    return (
        "none"
        if value is None
        else str(Fraction(value))
        if isinstance(value, Fraction)
        else format(value, "f").rstrip("0").rstrip(".")
        if "." in str(value)
        else str(value)
    )


def compared(expected: str, told: str | None) -> Outcome:
    """Whether two figures are the same: `3/4` and `3/4`, `75.0%` and a rate of three in four, 12 and 12.0."""
    if told is None:
        return Outcome("cannot be asked", expected)
    same = expected == told if "/" in expected or "/" in told else number_of(expected) == number_of(told)
    return Outcome("passed" if same else "wrong", expected, told)


def number_of(text: str) -> Any:
    """The number that a text writes, or the text."""
    try:
        return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return text


@cache
def sheets_of(path: Path) -> Mapping[str, list[list[str]]]:
    """The sheets of a ledger, each as its rows of cells; that of a text file has no name."""
    if path.suffix == ".csv":
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        return {"": list(csv.reader(io.StringIO(text)))}
    found: dict[str, list[list[str]]] = {}
    for table in WorkbookRows(path).tables():
        for row in table.rows:
            rows = found.setdefault(row.source.sheet, [])
            rows += [[] for _ in range(row.source.row - len(rows))]
            rows[row.source.row - 1] = list(row.cells)
    return found


@cache
def rows_of(path: Path, sheet: str) -> Mapping[int, Row]:
    """The rows of a sheet below its headings, by their place in the file: heading → cell, with what it repeats of the row above. The headings are the row of the first that says most."""
    table = sheets_of(path).get(sheet, [])
    head = max(range(min(len(table), 5)), key=lambda at: len({cell for cell in table[at] if cell}), default=0)
    found: dict[int, Row] = {}
    above: Row = {}
    for at, row in enumerate(table):
        if at > head:
            cells = dict(zip(table[head], [*row, *[""] * len(table[head])], strict=False))
            above = found[at + 1] = {name: above.get(name, cell) if cell in DITTO else cell for name, cell in cells.items()}
    return found


def write_changed(path: Path, place: tuple[str, int], column: str, text: str, folder: Path) -> None:
    """Writes a ledger into a folder with another text in one of its cells, as a table of the same sheets."""
    tables = {name: [list(row) for row in table] for name, table in sheets_of(path).items()}
    sheet, row = place
    cells = rows_of(path, sheet)[row]
    # What repeats the cell above does so no more where that is changed.
    for at, there in rows_of(path, sheet).items():
        if at > row and column in there:
            place_of_column = list(there).index(column)
            if place_of_column < len(tables[sheet][at - 1]):
                tables[sheet][at - 1][place_of_column] = there[column]
    tables[sheet][row - 1] = list({**cells, column: text}.values())
    if path.suffix == ".csv":
        with (folder / path.name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(tables[""])
        return
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        made = book.create_sheet(name)
        for line in table:
            made.append(line)
    book.save(folder / f"{path.stem}.xlsx")
