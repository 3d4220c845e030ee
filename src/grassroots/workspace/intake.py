"""Taking in: from files to one batch. What is wrong, what is new, what changed here and in the ledger since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from grassroots.access.standing import LOAD, Standing
from grassroots.access.view import View
from grassroots.charter import Charter, LedgerRule
from grassroots.charter.checking.ledger import folded
from grassroots.errors import CharterInvalid, GrassrootsError, HasProblems, InvalidArgument, NoPlugin, NotFound
from grassroots.ledgers import Known, Reading, Rejected, Row, Table, build, in_order
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.ledgers.around.setting import UNKNOWN, When
from grassroots.ledgers.over.staying import Stayed
from grassroots.ledgers.reading import numbered
from grassroots.ledgers.table import sheet_of
from grassroots.model import key_of
from grassroots.plugins import Plugins
from grassroots.problems import Called, Named, Problem, is_worded, nearest
from grassroots.store import BadRow, Batch, Bringer, Change, Key, Message
from grassroots.texts import Worded, catalogue, in_each
from grassroots.values import Source
from grassroots.workspace.desk.rows import number_of
from grassroots.workspace.mapped.few import few_read
from grassroots.workspace.mapped.same import Earlier, Question, own_files
from grassroots.workspace.opened import batch_id
from grassroots.workspace.steps import faults_of_change

OUT_OF_ORDER = frozenset(
    {
        "steps-out-of-order",
        "step-not-allowed",
        "terms-overlap",
        "exclusive-posts",
        "mandate-orderer",
        "mandate-outside",
        "mandate-too-long",
        "notice-no-end",
        "outside-its-whole",
        "until-before-on",
        "ends-before-start",
        "survey-numbers",
    }
)
"""What was done otherwise than the rules of the charter say. It was done: the row is taken in as the office wrote it, and told then and at every check."""

DECISIONS = {"vanished": ("ask", "keep", "withdraw"), "edited": ("ask", "ledger", "store")}


@frozen(kw_only=True)
class Decisions:
    """What is to be done with what is not the same here and in the ledger."""

    vanished: str = "ask"
    edited: str = "ask"

    def __attrs_post_init__(self) -> None:
        for name, known in DECISIONS.items():
            if getattr(self, name) not in known:
                raise InvalidArgument(f"{name}={getattr(self, name)!r}; it is one of {', '.join(known)}")


@frozen(kw_only=True)
class Taking:
    """A reading with what it takes to store it."""

    reading: Reading
    changes: tuple[Change, ...] = ()
    expect: Mapping[Key, int] = field(factory=dict)
    bad_rows: tuple[BadRow, ...] = ()
    clears: tuple[tuple[str, str], ...] = ()
    clears_of: tuple[Bringer, ...] | None = None
    mark: str = ""
    """The charter and its version, for the id of the batch."""

    def batch(self, reason: str, messages: tuple[Message, ...]) -> Batch | None:
        """The batch; None if there is nothing new."""
        if not self.changes and not self.clears:
            return None
        return Batch(
            id=batch_id(f"{LOAD}{self.mark}"),
            changes=self.changes,
            expect=dict(self.expect),
            reason=reason,
            outbox=messages,
            bad_rows=self.bad_rows,
            clears=self.clears,
            clears_of=self.clears_of,
        )


def prepare(
    path: Path,
    *,
    charter: Charter,
    plugins: Plugins,
    view: View,
    rules: Charter,
    encoding: str | None,
    keep_bad: bool,
    decisions: Decisions,
    when: When = UNKNOWN,
    today: date | None = None,
    learned: Learned = NOTHING,
    progress: Callable[[str, int, int], None] | None = None,
    asked: Question = Question(),
    earlier: Earlier | None = None,
    memory: Path | None = None,
) -> Taking:
    """Reads the files and works out what would be stored; `batch` of the result is what to store.

    Args:
        path: the file, or the folder.
        charter: under which what is stored will be read afterwards: the office's own, with the mappings that it keeps.
        plugins: the readers.
        view: who takes in.
        rules: under which the files are read: the same, with a mapping over it that is not kept.
        encoding: overrides what the readers find.
        keep_bad: whether good rows are stored beside bad ones.
        decisions: what becomes of what is not the same here and there.
        when: the year and month of days that have none.
        today: the day of the reading.
        learned: what the office said before of its ledgers.
        progress: is told of each file.
        asked: by what the taking-in is noted, if it is: then with what has to be known of its rows.
        earlier: the taking-in before, of whose rows those are not read that are as they were, where that can be told.
        memory: what is kept beside a store that is a file: neither that nor the store is a ledger.
    """
    held = view._standing()
    files = files_of(path, memory)
    typed: dict[Source, Row] = {}

    def read(known: Known) -> Reading:
        problems: list[Problem] = []
        aside: list[Problem] = []
        tables = _tables(files, path.is_dir(), plugins, encoding, problems, aside, typed if keep_bad else None, progress)
        note = bool(asked.ground)
        reading = build(tables, rules, known=known, when=when, learned=learned, today=today, note=note)
        # What could not be opened is known once all files were walked.
        return evolve(reading, problems=(*problems, *reading.problems), remarks=(*aside, *reading.remarks))

    settled, whole = decisions.edited == "ledger", decisions.vanished == "withdraw"
    if earlier is not None:

        def opened(some: Sequence[tuple[str, Path]]) -> Iterator[Table]:
            problems: list[Problem] = []
            yield from _tables(some, path.is_dir(), plugins, encoding, problems, problems, None, progress)
            if problems:
                raise HasProblems("a ledger cannot be read as it was", problems)

        def few(tables: Iterable[Table]) -> Reading:
            known = held.known(settled=settled, whole=whole)
            return build(tables, rules, known=known, when=when, learned=learned, today=today, note=True, part=True)

        if (found := few_read(files, opened, few, asked, earlier)) is not None:
            taking = _Judge(found, held, frozenset(), charter, view, keep_bad, decisions, {}).taking()
            if not taking.reading.problems:
                return taking
        held = view._standing()
    reading = read(held.known(settled=settled, whole=whole))
    if isinstance(reading.stayed, Stayed) and not held.is_as_brought({*reading.stayed.refers, "unit", "membership"}):
        reading = evolve(reading, stayed=None)
    clashes = frozenset(reading.clashing)
    if clashes and settled:
        # The ledger holds: its rows are laid over what stands here, not over what it brought before.
        reading = read(held.known(as_it_stands=clashes, settled=settled, whole=whole))
        clashes = frozenset()
    return _Judge(reading, held, clashes, charter, view, keep_bad, decisions, typed).taking()


# -- files --


def files_of(path: Path, memory: Path | None = None) -> list[tuple[str, Path]]:
    """The file, or those in the folder in the order of their names, but for those of the store of which this is the memory: (name as told, path).

    Raises:
        NotFound: there is no such file, or nothing in the folder; the message names near ones.
    """
    if path.is_dir():
        own = own_files(memory)
        found = sorted(
            one for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path)) and not own(one)
        )
        if not found:
            raise NotFound.of(Problem("folder-empty", value=str(path)))
        return [(one.relative_to(path).as_posix(), one) for one in found]
    if not path.is_file():
        folder = path.parent
        there = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        raise NotFound.of(Problem("no-file", value=str(path), details={"near": nearest(path.name, there)}))
    return [(path.name, path)]


def _is_hidden(path: Path) -> bool:
    """Hidden files, and the locks that office programs leave beside an open file."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)


def _tables(
    files: Sequence[tuple[str, Path]],
    folder: bool,
    plugins: Plugins,
    encoding: str | None,
    problems: list[Problem],
    aside: list[Problem],
    typed: dict[Source, Row] | None,
    progress: Callable[[str, int, int], None] | None,
) -> Iterator[Table]:
    options: dict[str, Any] = {} if encoding is None else {"encoding": encoding}
    for number, (name, path) in enumerate(files, 1):
        if progress is not None:
            progress(name, number, len(files))
        try:
            found = 0
            for found, table in enumerate(plugins.open_rows(path, **options).tables(), 1):  # noqa: B007
                yield evolve(table, rows=_rows(table, typed))
            if not found:
                aside.append(Problem("no-table", source=Source(name)))
            if claimed := plugins.claims.get(("rows", path.suffix)):
                aside.append(Problem("two-readers", source=Source(name), value=claimed[0], details={"others": claimed[1:]}))
        except NoPlugin:
            if not folder:
                raise
            aside.append(Problem("left-aside", source=Source(name)))
        except HasProblems as error:
            if isinstance(error, CharterInvalid):
                raise
            problems.extend(error.problems)
        except (GrassrootsError, OSError) as error:
            if not folder:
                raise
            # One file of a folder that cannot be read is one problem of many.
            problems.append(Problem("file-unreadable", source=Source(name), value=str(error)))


def _rows(table: Table, typed: dict[Source, Row] | None) -> Iterator[Row]:
    try:
        for row in table.rows:
            if typed is not None:
                typed[row.source] = row
            yield row
    except HasProblems:
        raise
    except (GrassrootsError, OSError) as error:
        broken = Problem("file-unreadable", source=Source(table.file, table.sheet), value=str(error))
        raise HasProblems("a ledger cannot be read to its end", [broken]) from error


# -- judging --


@frozen
class _Judge:
    reading: Reading
    held: Standing
    clashes: frozenset[Key]
    charter: Charter
    view: View
    keep_bad: bool
    decisions: Decisions
    typed: Mapping[Source, Row]

    def taking(self) -> Taking:
        mark = f"{self.charter.id}@{self.charter.version}"
        reading, changes = self._changes()
        reading, changes = self._sound(reading, changes)
        reading = evolve(reading, problems=in_order(reading.problems, reading.tables))
        if reading.problems and not self.keep_bad:
            return Taking(reading=reading, mark=mark)
        bad = tuple(_kept(row, self.charter) for row in reading.bad_rows) if self.keep_bad else ()
        places = tuple(dict.fromkeys((table.file, table.sheet) for table in reading.tables))
        waiting = self.view._waiting_of(places)
        whose = {evolve(row, by=Bringer()): row.by for row in waiting}
        # A row that waits already stays whose it was, whoever finds it again.
        bad = tuple(evolve(row, by=whose.get(row) or self.view._bringer()) for row in bad)
        same = sorted(waiting, key=repr) == sorted(bad, key=repr)
        expect = {change.key: self.held.version(change.key) for change in changes}
        return Taking(
            reading=reading,
            changes=tuple(changes),
            expect=expect,
            bad_rows=() if same else bad,
            clears=() if same else places,
            clears_of=None if self.view.unlimited else tuple(dict.fromkeys(row.by for row in waiting)),
            mark=mark,
        )

    def _changes(self) -> tuple[Reading, list[Change]]:
        """What the rows change, after what was changed here since is decided."""
        problems: list[Problem] = []
        changes: list[Change] = []
        settled: set[Key] = set()
        for record in self.reading.records:
            key = key_of(record)
            if key not in self.reading.new and key not in self.reading.changed:
                continue
            stored = self.held.now.get(key)
            if key in self.clashes:
                if self.decisions.edited == "ask":
                    source = self.reading.sources.get(key)
                    rule = self._rule_of(source, self.reading)
                    called = numbered(rule.prefix if rule else "", record.id)
                    columns = self.reading.clashing[key]
                    problems.append(Problem("changed-elsewhere", source=source, details={"id": called, "columns": columns}))
                settled.add(key)
                continue
            if stored is not None and stored.record == record:
                settled.add(key)
                continue
            changes.append(Change(noun=key[0], id=key[1], record=record, source=self.reading.sources.get(key)))
        wrong = list(self.reading.problems)
        if self.decisions.vanished != "ask":
            gone = [problem for problem in wrong if problem.code == "row-vanished"]
            wrong = [problem for problem in wrong if problem.code != "row-vanished"]
            if self.decisions.vanished == "withdraw":
                for problem in gone:
                    key = (str(problem.details["noun"]), str(problem.details["id"]))
                    changes.append(Change(noun=key[0], id=key[1], record=None, source=self.held.origin(key)))
        reading = evolve(self.reading, problems=(*wrong, *problems), changed=self.reading.changed - settled)
        return reading, changes

    def _sound(self, reading: Reading, changes: list[Change]) -> tuple[Reading, list[Change]]:
        """Looks at the records of the good rows as they would stand together, whatever is wrong in other rows: all is told at once. The
        rows behind what does not agree become bad rows. With `keep_bad` the rest is looked at again, until it agrees.
        """
        while changes and (found := faults_of_change(self.view, changes, charter=self.charter, rows=True)):
            found = tuple(self._as_typed(fault, reading) for fault in found)
            remarks = (*(one for one in self.reading.remarks), *(one for one in found if one.code in OUT_OF_ORDER))
            reading = evolve(reading, remarks=in_order(remarks, reading.tables))
            faults = tuple(one for one in found if one.code not in OUT_OF_ORDER)
            if not faults:
                break
            rows = {fault.source for fault in faults if fault.source and fault.source in reading.fed}
            # Without a row that is taken out, a fault elsewhere may be gone; where nothing is kept, all of them are told.
            told = tuple(fault for fault in faults if fault.source in rows) if rows and self.keep_bad else faults
            reading = evolve(reading, problems=(*reading.problems, *told))
            reading, changes = self._without(reading, changes, rows, told)
            if not rows or not self.keep_bad:
                return reading, []
        return reading, changes

    def _as_typed(self, fault: Problem, reading: Reading) -> Problem:
        """What is wrong with a record, by its number in the ledger."""
        id, rule = fault.details.get("id"), self._rule_of(fault.source, reading)
        if rule is None or not isinstance(id, str) or isinstance(id, Named):
            return fault
        label = {language: rule.labels.get(language, rule.name) for language in in_each(str)}
        say = catalogue("grassroots.workspace.desk").say

        def called(id: str) -> Called:
            names = in_each(lambda language: say("numbered", language, ledger=label[language], number=number_of(rule, id)))
            return Called(names["en"], names)

        if str(fault.details.get("noun", rule.nouns[0])) != "unit":  # A unit is known by its own number.
            others = [called(one) if one.startswith(rule.prefix) else one for one in fault.details.get("others", ())]
            fault = evolve(fault, details={**fault.details, "id": called(id), **({"others": others} if others else {})})
        return fault

    def _rule_of(self, source: Source | None, reading: Reading) -> LedgerRule | None:
        """The ledger of which a row is."""
        table = next((one for one in reading.tables if source and (one.file, one.sheet) == (source.file, source.sheet)), None)
        return self.charter.ledgers.get(table.ledger) if table else None

    def _without(
        self, reading: Reading, changes: list[Change], rows: set[Source], faults: Sequence[Problem]
    ) -> tuple[Reading, list[Change]]:
        """Takes rows out, and with a record every other row that feeds it."""
        gone: set[Key] = {key for row in rows for key in reading.fed[row]}
        while more := {row for row, keys in reading.fed.items() if row not in rows and not gone.isdisjoint(keys)}:
            rows |= more
            gone |= {key for row in more for key in reading.fed[row]}
        ledgers = {(table.file, table.sheet): table for table in reading.tables}
        rejected = []
        for row in sorted(rows):
            why = tuple(fault for fault in faults if fault.source == row) or (
                Problem(
                    "waits-for-row", source=row, details={"row": next(iter(sorted(one for one in rows if one != row)), row)}
                ),
            )
            table = ledgers.get((row.file, row.sheet))
            cells = self._cells(row, table.heading_row if table else 0)
            rejected.append(Rejected(source=row, ledger=table.ledger if table else "", cells=cells, problems=why))
        return evolve(
            reading,
            records=tuple(record for record in reading.records if key_of(record) not in gone),
            sources={key: source for key, source in reading.sources.items() if key not in gone},
            new=reading.new - gone,
            changed=reading.changed - gone,
            bad_rows=(*(row for row in reading.bad_rows if row.source not in rows), *rejected),
            fed={row: keys for row, keys in reading.fed.items() if row not in rows},
        ), [change for change in changes if change.key not in gone]

    def _cells(self, row: Source, heading_row: int) -> tuple[tuple[str, str], ...]:
        row = evolve(row, sheet=sheet_of(row.sheet))
        typed = self.typed.get(row)
        headings = self.typed.get(evolve(row, row=heading_row))
        names = headings.cells if headings else ()
        cells = typed.cells if typed else ()
        return tuple((names[place].strip() if place < len(names) else "", cell) for place, cell in enumerate(cells))


# -- rows that wait --


def _kept(row: Rejected, charter: Charter) -> BadRow:
    """A row as it waits. One of a private activity waits without its cells: what was said there is kept nowhere. So does one of somebody who was erased."""
    words = {name: word for name, word in charter.words.get("activity", {}).items() if word.private}
    private = {folded(text) for name, word in words.items() for text in (name, *word.said)}
    ledger = charter.ledgers.get(row.ledger)
    told = {folded(cell) for _, cell in row.cells} | {folded(value) for value in (ledger.set.values() if ledger else ())}
    cells = () if private & told else row.cells
    problems = tuple(
        {
            "code": one.code,
            "column": _plain(one.column),
            "value": _plain(one.value) if cells else "",
            "masked": one.masked,
            "details": {name: _plain(value) for name, value in one.details.items()},
        }
        for one in row.problems
    )
    return BadRow(ledger=row.ledger, source=row.source, cells=cells, problems=problems)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Worded):
        # What says itself in each language goes on doing so when the row is told later.
        return {"said": dict(in_each(value.text))}
    return value if isinstance(value, int | bool) else str(value)


def _read_back(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read_back(item) for item in value)
    if isinstance(value, dict):
        said = value["said"]
        return Named(said.get("en") or next(iter(said.values()), ""), said)
    return value


def waiting_rows(rows: Iterable[BadRow]) -> Iterator[Problem]:
    """The problems of rows that wait for mending."""
    for row in rows:
        for one in row.problems:
            code, masked = str(one["code"]), bool(one["masked"])
            if not is_worded(code):  # of a plugin that is not here, or as an older version called it
                yield Problem("row-waits", source=row.source, details={"code": code})
                continue
            yield Problem(
                code,
                source=row.source,
                column=_read_back(one["column"]),
                value=_read_back(one["value"]),
                details={name: _read_back(value) for name, value in one["details"].items()},
                masked=masked,
            )
