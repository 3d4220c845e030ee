"""What came of reading ledgers: records, problems, skips. Every row is accounted for."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from attrs import field, frozen

from grassroots.fields import in_short
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.model import NOUNS, Record, key_of
from grassroots.model.labels import noun_label
from grassroots.problems import Named, Problem
from grassroots.texts import catalogue, in_each
from grassroots.values import Language, Source

Key = tuple[str, str]


def numbered(prefix: str, id: str) -> Named:
    """An id of a ledger, told by the number that stands there.

    >>> numbered("cases-", "cases-12"), numbered("cases-", "cases-12").text("zh")
    ('cases-12', '12')
    """
    return Named(id, in_each(lambda language: id.removeprefix(prefix)))


T = TypeVar("T")


class ByNoun(Mapping[Key, T]):
    """Something of each record, by (noun, id); a noun is looked up when it is first asked for.

    >>> counted = ByNoun(lambda noun: {"a": len(noun)})
    >>> counted["unit", "a"], counted.get(("unit", "b"))
    (4, None)
    """

    def __init__(self, of: Callable[[str], Mapping[str, T]]) -> None:
        self.of = cache(of)

    def __getitem__(self, key: Key) -> T:
        return self.of(key[0])[key[1]]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and key[1] in self.of(key[0])

    def get(self, key: Key, default: Any = None) -> Any:
        """The same, or another where there is none: it is asked of every row."""
        return self.of(key[0]).get(key[1], default)

    def __iter__(self) -> Iterator[Key]:
        return ((noun, id) for noun in NOUNS for id in self.of(noun))

    def __len__(self) -> int:
        return sum(len(self.of(noun)) for noun in NOUNS)


def _by_noun(records: Mapping[Key, Record]) -> ByNoun[Record]:
    if isinstance(records, ByNoun):
        return records
    found: dict[str, dict[str, Record]] = {}
    for (noun, id), one in records.items():
        found.setdefault(noun, {})[id] = one
    return ByNoun(lambda noun: found.get(noun, {}))


@frozen(kw_only=True)
class Known:
    """What the store has before a ledger is read.

    `records`: the records of today that are not withdrawn, by (noun, id). `sources`: the row that brought the latest version; a
    record that was last changed by hand has none. `origins`: the row that brought the first version.
    `withdrawn`: records that were taken out; a ledger must not bring them back unseen. `erased`: those whose personal part was erased, and stands
    empty since: a ledger never brings that back. `own`: those that whoever reads the
    ledger may withdraw, None: all; the row of another is not missed. `expects`: is told of which records the rows speak, by noun, before anything else is asked. `now`: of the `records` that were changed here since a ledger brought them, how they
    stand. `settled`: somebody decided that the ledger is right wherever it says otherwise: nothing is asked. `whole`: somebody said that each ledger that is read holds every row.
    """

    records: ByNoun[Record] = field(factory=dict, converter=_by_noun, hash=False)
    sources: Mapping[Key, Source] = field(factory=dict, hash=False)
    origins: Mapping[Key, Source] = field(factory=dict, hash=False)
    withdrawn: Container[Key] = field(default=frozenset(), hash=False)
    erased: Container[Key] = field(default=frozenset(), hash=False)
    own: frozenset[Key] | None = field(default=None, hash=False)
    now: ByNoun[Record] = field(factory=dict, converter=_by_noun, hash=False)
    settled: bool = False
    whole: bool = False
    expects: Callable[[Mapping[str, Collection[str]]], None] = field(default=lambda ids: None, eq=False)


@frozen
class Skip:
    """A row that was left out on purpose, and the name of the rule that did it."""

    source: Source
    ledger: str
    reason: str


@frozen(kw_only=True)
class TableRead:
    """How one table was understood: as which ledger (empty: as none), by which encoding, where its headings stand, and which heading
    became which column."""

    file: str
    sheet: str
    ledger: str
    label: Mapping[str, str] = field(factory=dict, hash=False)
    encoding: str = ""
    digest: str = ""
    heading_row: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    """All headings as they were typed, known or not, in their places."""
    rows: int = 0


@frozen(kw_only=True)
class Rejected:
    """A row that fed no record: what stood in it, as (heading, text), and why. It may be kept until it is mended. Of a row that is good in
    itself, but does not agree with the others, the text is there only if bad rows are to be kept.

    Its text may be personal: `repr` and problems do not show it.
    """

    source: Source
    ledger: str
    cells: tuple[tuple[str, str], ...] = field(repr=False)
    problems: tuple[Problem, ...]


def in_order(problems: Iterable[Problem], tables: Iterable[TableRead]) -> tuple[Problem, ...]:
    """Problems as somebody meets them who goes through the files: by file, sheet and row, what concerns a whole file before its rows; then
    what lies in no file; last the rows that are no longer there, for none of them can be looked at.

    >>> gone, typed = Problem("row-vanished", source=Source("a.csv")), Problem("not-a-date", source=Source("a.csv", row=9))
    >>> [problem.code for problem in in_order([gone, typed], [])]
    ['not-a-date', 'row-vanished']
    """
    places: dict[tuple[str, str], int] = {}
    for table in tables:
        places.setdefault((table.file, table.sheet), len(places))

    def order(problem: Problem) -> tuple[bool, bool, int, int]:
        source = problem.source or Source("")
        return problem.code == "row-vanished", problem.source is None, places.get((source.file, source.sheet), -1), source.row

    return tuple(sorted(problems, key=order))


@frozen(kw_only=True, repr=False)
class Reading:
    """What came of reading ledgers. `str(reading)` says what came in, what is wrong and where.

    `records`: what the good rows mean, each merged over what is known of it; by noun in the order in which they build on one
    another, then by row. `sources`: the row of each. `new`, `changed`: which of them the store does not have, or has otherwise;
    the others are unchanged. `problems`: all that is wrong, as `in_order` puts it. `remarks`: what was noticed and does no harm: a
    damaged number that is kept as text, hidden rows. `skips`: rows left out by a named rule. `bad_rows`: rows with problems, and those
    that wait for one of these because they refer to it; some of them stand in part: their main record is taken in without what is wrong beside it. `rows`: how many rows there were,
    without titles, headings and blank ones. `fed`: row → the records that it feeds.
    `stored`, `batch`: whether an office stored it, and under which batch. `unread`: how many rows an office took in before as they are, after which nothing was
    stored; of these there is nothing else here, but for `same`, how many records came of them.
    """

    records: tuple[Record, ...] = ()
    sources: Mapping[Key, Source] = field(factory=dict, hash=False)
    new: frozenset[Key] = frozenset()
    changed: frozenset[Key] = frozenset()
    clashing: Mapping[Key, tuple[str, ...]] = field(factory=dict, hash=False)
    """Of the records that were changed here since a ledger brought them, those whose row was changed to something else: under which headings."""
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    skips: tuple[Skip, ...] = ()
    bad_rows: tuple[Rejected, ...] = ()
    tables: tuple[TableRead, ...] = ()
    learned: Learned = NOTHING
    """What mended workbooks say that texts and headings mean."""
    rows: int = 0
    fed: Mapping[Source, tuple[Key, ...]] = field(factory=dict, hash=False)
    stored: bool = False
    batch: str = ""
    unread: int = 0
    same: int = 0
    stayed: Any = field(default=None, eq=False)
    """What has to be known of the rows so that they need not be read again, where it was asked for and nothing is wrong (`ledgers/over/staying`)."""

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        states = f"{len(self.new)} new, {len(self.changed)} changed, {len(self.unchanged)} unchanged"
        return f"<Reading: {self.rows} row{'' if self.rows == 1 else 's'}, {states}, {len(self.problems)} problems, {'stored' if self.stored else 'not stored'}>"

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems

    @property
    def unchanged(self) -> frozenset[Key]:
        """The records that the store has just so."""
        return frozenset(key_of(record) for record in self.records) - self.new - self.changed

    def check_conservation(self) -> None:
        """Proves that no row vanished: each feeds a record, or is skipped by a named rule, or has a problem, and only one of these, but for those that
        stand in part.

        Raises:
            AssertionError: a row is unaccounted for, or counted twice. It would be a fault of the library, not of the data.
        """
        counted = Counter(list(self.fed))
        counted.update(skip.source for skip in self.skips)
        counted.update(row.source for row in self.bad_rows if row.source not in self.fed)
        twice = [source for source, times in counted.items() if times > 1 or not source.row]
        if twice or sum(counted.values()) + self.unread != self.rows:
            raise AssertionError(
                f"{self.rows} rows, {sum(counted.values()) + self.unread} accounted for; doubtful: {twice[:5]}"
            )
        if any(not keys for keys in self.fed.values()) or any(not row.problems for row in self.bad_rows):
            raise AssertionError("a row feeds no record and has no problem")

    def summary(self, language: Language = "en", most: int = 50) -> str:
        """What came in and what is wrong, in words; at most `most` problems and remarks are told one by one.

        >>> print(Reading().summary())
        0 rows: 0 fed records, 0 were skipped by a rule, 0 have problems.
        Records: 0 new, 0 changed, 0 unchanged.
        """
        return "\n".join(self._lines(language, most))

    def _lines(self, language: Language, most: int) -> list[str]:
        def say(code: str, **details: Any) -> str:
            return catalogue("grassroots.ledgers").say(code, language, **details)

        same = [say("same", rows=self.unread, records=self.same), say("same-again")] if self.unread else []
        if same and self.unread == self.rows:
            return same
        new, changed, unchanged = len(self.new), len(self.changed), len(self.unchanged)
        lines = [
            *same,
            say("rows", rows=self.rows - self.unread, fed=len(self.fed), skipped=len(self.skips), bad=len(self.bad_rows)),
            say("records", new=new, changed=changed, unchanged=unchanged),
        ]
        nouns = Counter(key_of(record)[0] for record in self.records)
        if nouns:
            counts = [
                say("noun", count=nouns[noun], noun=noun, label=noun_label(noun, language)) for noun in NOUNS if nouns[noun]
            ]
            lines.append(say("nouns", nouns=counts))
        for table in self.tables:
            label = table.label.get(language) or next(iter(table.label.values()), table.ledger)
            encoding = say("encoding", encoding=table.encoding) if table.encoding else ""
            code = "table" if table.ledger else "table-unknown"
            lines.append(say(code, place=Source(table.file, table.sheet), label=label, rows=table.rows, encoding=encoding))
        for reason, count in sorted(Counter(skip.reason for skip in self.skips).items()):
            told = say(f"reason-{reason}") if f"reason-{reason}" in catalogue("grassroots.ledgers") else reason
            lines.append(say("skipped", reason=told, count=count))
        for title, found in (("problems", self.problems), ("remarks", self.remarks)):
            if found:
                lines.append(say(title, count=len(found)))
                lines += [f"  {problem.text(language)}" for problem in found[:most]]
                if len(found) > most:
                    lines.append(say("more", count=len(found) - most))
        return lines

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        """How it shows itself in a notebook."""
        first, second, *rest = self._lines("en", 50)
        return f"<div><p><b>{html.escape(first)}</b><br>{html.escape(second)}</p><pre>{html.escape(chr(10).join(rest))}</pre></div>"

    def to_rows(self, language: Language = "en") -> list[dict[str, Any]]:
        """One plain row for each row of the ledgers: place, ledger, what became of it (`new`, `changed`, `unchanged`, `skipped`, `problem`),
        the records that it feeds, and why it feeds none. For `pandas.DataFrame(reading.to_rows())`.
        """
        ledgers = {(table.file, table.sheet): table.ledger for table in self.tables}
        rows: list[tuple[Source, str, str, str, str]] = []
        why = {bad.source: "\n".join(one.text(language) for one in bad.problems) for bad in self.bad_rows}
        for source, keys in self.fed.items():
            state = "new" if self.new & set(keys) else "changed" if self.changed & set(keys) else "unchanged"
            names = " ".join(":".join(key) for key in keys)
            rows.append((source, ledgers.get((source.file, source.sheet), ""), state, names, why.get(source, "")))
        rows += [(skip.source, skip.ledger, "skipped", "", skip.reason) for skip in self.skips]
        for bad in (row for row in self.bad_rows if row.source not in self.fed):
            rows.append((bad.source, bad.ledger, "problem", "", why[bad.source]))
        names_of = ("ledger", "became", "records", "why")
        return [
            {"file": source.file, "sheet": source.sheet, "row": source.row, **dict(zip(names_of, rest, strict=True))}
            for source, *rest in sorted(rows)
        ]
