"""One row of a ledger, by the headings and numbers that an office writes: found, written out, read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from grassroots.charter import Charter, LedgerRule
from grassroots.errors import HasProblems, NotFound
from grassroots.ledgers import Known, Reading, Row, Table, build, template
from grassroots.ledgers.around.setting import When
from grassroots.ledgers.cells import fold, fold_name
from grassroots.ledgers.over.spells import Spells, as_one, in_one_row, spells_of, together
from grassroots.ledgers.plan import Plan, make_plan
from grassroots.ledgers.references import names_of_record
from grassroots.model import Record, Unit, key_of, noun_of
from grassroots.problems import Named, Problem, nearest
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue, in_each
from grassroots.values import Language, Source

Key = tuple[str, str]


@frozen
class Asked:
    """A column that must be filled, to be asked for: its heading, what to write there, and the words among which to choose."""

    heading: str
    note: str = ""
    choices: tuple[str, ...] = ()


def named_ledger(rule: LedgerRule) -> Named:
    """A ledger as a problem names it."""
    return Named(rule.labels.get("en", rule.name), rule.labels)


def ledger_of(charter: Charter, name: str) -> LedgerRule:
    """The ledger of a charter by its name, or by what it is called in any language.

    Raises:
        NotFound: there is none; names the nearest.
    """
    for rule in charter.ledgers.values():
        if fold(name) in map(fold, (rule.name, *rule.labels.values(), *rule.names)):
            return rule
    called = {one: rule for rule in charter.ledgers.values() for one in (rule.name, *rule.labels.values())}
    near = tuple(
        Named(rule.name, rule.labels) for rule in {called[one].name: called[one] for one in nearest(name, called)}.values()
    )
    raise NotFound.of(Problem("no-such-ledger", value=name, details={"charter": charter.id, "near": near or ("-",)}))


def ids_of(rule: LedgerRule, charter: Charter, snapshot: Snapshot) -> set[str]:
    """The ids of the records that a ledger holds: its prefix, and not a longer one of another ledger; what it says of every row holds."""
    main = rule.nouns[0]
    longer = [
        one.prefix
        for one in charter.ledgers.values()
        if main in one.nouns and one is not rule and len(one.prefix) > len(rule.prefix) and one.prefix.startswith(rule.prefix)
    ]
    constants = {path: text for path, text in rule.set.items() if "." not in path and not text.startswith("@")}
    return {
        record.id
        for record in snapshot.all(main).values()
        if record.id.startswith(rule.prefix)
        and not record.id.startswith(tuple(longer))
        and all(str(getattr(record, name, text)) == text for name, text in constants.items())
    }


def all_of(rule: LedgerRule, snapshot: Snapshot) -> list[Record]:
    """The records that a ledger holds, in the order of their numbers."""
    mine = ids_of(rule, snapshot.charter, snapshot)
    found = (record for noun in rule.nouns for record in of_rows(rule, snapshot, noun) if record.id in mine)
    return sorted(found, key=lambda one: natural(one.id))


def number_of(rule: LedgerRule, id: str) -> str:
    """The number that a record has in its ledger.

    >>> number_of(LedgerRule(name="cases", labels={}, nouns=("case",), prefix="cases-"), "cases-12")
    '12'
    """
    return id.removeprefix(rule.prefix)


_MOST_UNITS = 1000


def unit_names(snapshot: Snapshot) -> list[str]:
    """What the units are called that are known, where each has a name of its own and they are not too many to choose from."""
    names = [unit.name for unit in snapshot.all(Unit).values()]
    return sorted(names) if len(set(names)) == len(names) <= _MOST_UNITS else []


def natural(id: str) -> list[tuple[int, str]]:
    """An id as it is sorted.

    >>> sorted(["c-10", "c-2"], key=natural)
    ['c-2', 'c-10']
    """
    return [(int(part), "") if part.isascii() and part.isdecimal() else (0, part) for part in re.split(r"(\d+)", id)]


def record_of(rule: LedgerRule, charter: Charter, snapshot: Snapshot, text: str) -> str:
    """The id of the record that a ledger has under a number, or under a name.

    Raises:
        NotFound: it has none, or several.
    """
    ids = ids_of(rule, charter, snapshot)
    wanted = fold(text)
    numbers = {id: number_of(rule, id) for id in ids}
    exact = [id for id, number in numbers.items() if text.strip() in (number, id)]
    whole = [id for id, number in numbers.items() if wanted in (fold(number), fold(id))]
    part = [id for id, number in numbers.items() if wanted == fold(number.rpartition("-")[2])]
    for hits in (exact, whole, part, [id for id in ids if fold_name(text) in _names(rule, snapshot, id)]):
        if len(hits) == 1:
            return hits[0]
        if hits:
            details = {"ledger": named_ledger(rule), "known": tuple(sorted(numbers[id] for id in hits))}
            raise NotFound.of(Problem("number-of-several", value=text, details=details))
    if not numbers:
        raise NotFound.of(Problem("nothing-in-ledger", value=text, details={"ledger": named_ledger(rule)}))
    details = {"ledger": named_ledger(rule), "near": nearest(text, numbers.values())}
    raise NotFound.of(Problem("no-such-number", value=text, details=details))


def _names(rule: LedgerRule, snapshot: Snapshot, id: str) -> set[str]:
    records = (snapshot.get(noun, id) for noun in rule.nouns)
    return {fold_name(name) for record in records if record is not None for name in names_of_record(record)}


def records_of(rule: LedgerRule, snapshot: Snapshot, id: str) -> tuple[Record, ...]:
    """The records that a row of a ledger makes, as far as they are there; of who moved the membership that holds now."""
    return tuple(_there(rule, snapshot, id, lambda spells: spells[-1]))


def in_row(rule: LedgerRule, snapshot: Snapshot, id: str) -> tuple[Record, ...]:
    """The records of a row as it has them: the memberships of who moved as one."""
    return tuple(_there(rule, snapshot, id, lambda spells: as_one(spells, snapshot.charter)))


def _there(rule: LedgerRule, snapshot: Snapshot, id: str, of: Callable[[Spells], Record]) -> Iterator[Record]:
    for noun in rule.nouns:
        if (record := snapshot.get(noun, id)) is not None:
            spells = spells_of(snapshot.all(noun).values()).get(id) if noun == "membership" and in_one_row(rule) else None
            yield of(spells) if spells else record


def of_rows(rule: LedgerRule, snapshot: Snapshot, noun: str) -> Iterable[Record]:
    """The records of a noun as the rows of a ledger have them."""
    records = snapshot.all(noun)
    return (together(records, snapshot.charter) if noun == "membership" and in_one_row(rule) else records).values()


def written(rule: LedgerRule, snapshot: Snapshot, records: Sequence[Record], language: Language) -> tuple[tuple[str, str], ...]:
    """The row that says what is kept, for people: (heading, text) of each cell that is filled, units and people by their names."""
    sheet = template(rule, snapshot.charter, language, records)
    plan = make_plan(rule, snapshot.charter)
    found = []
    for row in sheet.rows[:1]:
        for heading, text in zip(sheet.headings, row, strict=True):
            planned = plan.columns.get(plan.headings.get(fold(heading), ""))
            target = planned.target if planned else None
            if text:
                found.append((heading, _called(snapshot, target.refs, text) if target else text))
    return tuple(found)


def _called(snapshot: Snapshot, nouns: Sequence[str], id: str) -> str:
    """The name of what a cell refers to, as far as it may be shown; else its number in its ledger."""
    found = [record for noun in nouns if (record := snapshot.get(noun, id)) is not None]
    rules = (rule for record in found for rule in snapshot.charter.ledgers.values() if noun_of(record) in rule.nouns)
    begun = (rule for rule in rules if id.startswith(rule.prefix))
    rule = max(begun, key=lambda one: len(one.prefix), default=None)
    return next((name for record in found for name in names_of_record(record)), number_of(rule, id) if rule else id)


def lacking(rule: LedgerRule, charter: Charter, cells: Mapping[str, str], language: Language) -> tuple[Asked, ...]:
    """The columns that a new row must have filled, and has not."""
    plan = make_plan(rule, charter)
    filled = {_column(plan, heading, language) for heading, text in cells.items() if text.strip()}
    sheet = template(rule, charter, language)
    notes, choices = dict(sheet.notes), dict(sheet.choices)
    needed = [heading for heading in sheet.needed if plan.headings.get(fold(heading)) not in filled]
    return tuple(Asked(heading, notes.get(heading, ""), choices.get(heading, ())) for heading in needed)


def read_row(
    snapshot: Snapshot,
    rule: LedgerRule,
    cells: Mapping[str, str],
    *,
    language: Language,
    today: date | None = None,
    onto: str = "",
    settled: bool = False,
) -> Reading:
    """Reads one row as if it stood in its ledger, with all that is known beside it.

    Args:
        snapshot: what is kept, as the reader sees it.
        rule: the ledger.
        cells: heading (in any language) → what is typed under it.
        language: of the headings in what is told.
        today: whose year days without a year are of.
        onto: the id of the record that the row changes: what is not typed stays.
        settled: what the row says holds, also a place or holder without a day.

    Raises:
        HasProblems: a heading that there is not, a cell that cannot be read.
    """
    charter = snapshot.charter
    plan = make_plan(rule, charter)
    sheet = template(rule, charter, language, in_row(rule, snapshot, onto) if onto else ())
    names = [plan.headings.get(fold(heading), "") for heading in sheet.headings]
    row = list(sheet.rows[0]) if sheet.rows else [""] * len(names)
    for heading, text in cells.items():
        row[names.index(_column(plan, heading, language))] = text
    label = rule.labels.get(language, rule.name)
    place = Source(label, row=2)
    rows = [Row(sheet.headings, Source(label, row=1)), Row(tuple(row), place, natures="t" * len(row))]
    records = {key_of(record): record for record in snapshot}
    known = Known(records=records, sources={(noun, onto): place for noun in rule.nouns} if onto else {}, settled=settled)
    when = When(today.year if today else None)
    reading = build([Table(file=label, sheet="", rows=iter(rows))], charter, known=known, when=when, today=today)
    problems = tuple(_placeless(reading.problems))
    if problems or not reading.fed:
        raise HasProblems(
            "Nothing was changed.", problems or (Problem("row-says-nothing", details={"ledger": named_ledger(rule)}),)
        )
    return evolve(reading, remarks=tuple(_placeless(reading.remarks)))


def _placeless(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Problems of what was typed here: it stands in no file; and that other rows are not here is no news."""
    own = {"year-taken": "year-of-today"}
    kept = (one for one in problems if one.code not in ("rows-not-here", "row-vanished"))
    return (evolve(one, source=None, code=own.get(one.code, one.code)) for one in kept)


def _column(plan: Plan, heading: str, language: Language) -> str:
    """The column of a heading in any language, of a part of one that no other has, or of the number where the row has one.

    Raises:
        NotFound: the ledger has none; names the nearest.
    """
    wanted = fold(heading)
    usable = {
        name: one
        for name, one in plan.columns.items()
        if not one.column.ignored and (one.target is not None or name in plan.rule.key)
    }
    name = heading if heading in usable else plan.headings.get(wanted, "")
    if name in usable:
        return name
    parts = [name for name, one in usable.items() if wanted and any(wanted in fold(text) for text in one.column.headings)]
    if len(parts) == 1:
        return parts[0]
    if len(plan.rule.key) == 1 and wanted in {fold(one) for text in in_each(_numbers).values() for one in text.split()}:
        return plan.rule.key[0]
    known = [one.named.text(language) for one in usable.values()]
    details = {"ledger": named_ledger(plan.rule), "near": nearest(heading, known)}
    raise NotFound.of(Problem("no-such-column", value=heading, details=details))


def _numbers(language: Language) -> str:
    return catalogue("grassroots.workspace.desk").say("numbers", language)
