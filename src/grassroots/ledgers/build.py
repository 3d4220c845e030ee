"""Build: tables become records. Every row feeds a record, is skipped by a named rule, or has a problem; all problems are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from attrs import evolve

from grassroots.charter import Charter
from grassroots.errors import HasProblems
from grassroots.ledgers.around.apart import apart, column_letter
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.ledgers.around.setting import UNKNOWN, When
from grassroots.ledgers.around.whole import across
from grassroots.ledgers.cells import fold
from grassroots.ledgers.columns import lines_of
from grassroots.ledgers.headings import LOOK, known_headings
from grassroots.ledgers.known import Gathered, check_known, resolve, same_by_other_names
from grassroots.ledgers.origins import Origins, vanished
from grassroots.ledgers.over.laying import lay
from grassroots.ledgers.over.staying import stayed
from grassroots.ledgers.plan import make_plan
from grassroots.ledgers.plausible import Doubts
from grassroots.ledgers.reading import Key, Known, Reading, Skip, TableRead, in_order
from grassroots.ledgers.repeats import put_together
from grassroots.ledgers.rows import Line
from grassroots.ledgers.sheet import PlanOf, Sheet, headed, lies_across, understand
from grassroots.ledgers.table import Row, Table, is_blank, within
from grassroots.model import NOUNS, key_of
from grassroots.problems import Problem
from grassroots.values import Source


def build(
    tables: Iterable[Table],
    charter: Charter,
    *,
    known: Known | None = None,
    problems: Iterable[Problem] = (),
    when: When = UNKNOWN,
    today: date | None = None,
    learned: Learned = NOTHING,
    note: bool = False,
    part: bool = False,
) -> Reading:
    """Reads tables as the ledgers of a charter.

    A table is the ledger that its sheet or file is named after, else the only one whose needed headings are all there. Rows refer to
    one another whatever their order, also over tables. Nothing is stored; nothing is raised for what somebody typed.

    Args:
        tables: what the readers gave; their rows are walked once.
        charter: whose ledgers and words hold (a mapping for a foreign file is laid over it before).
        known: what the store has: without it every record is new.
        problems: what went wrong before: files that could not be opened.
        today: the day on which it is read: what is said to have happened later is told.
        learned: what the office said before that texts and headings of its ledgers mean.
        when: the year and month of days that have none, if not what the title, the sheet or the file says.
        note: whether to note what has to be known of its rows, so that they need not be read again (`Reading.stayed`).
        part: whether these are some of the rows, of which the others are as they were: none is missed.

    Returns:
        The records, and all problems, remarks and skips.

    >>> from grassroots.charter import LedgerColumn, LedgerRule
    >>> from grassroots.ledgers.table import Row, Table, is_blank, within
    >>> column = LedgerColumn(name="name", headings=("name", "姓名"), to="name")
    >>> number = LedgerColumn(name="no", headings=("No.", "序号"))
    >>> people = LedgerRule(name="people", labels={"en": "People"}, nouns=("person",), key=("no",), prefix="p-", columns=(number, column))
    >>> charter = Charter(id="c", labels={}, ledgers={"people": people})
    >>> rows = [Row(("序号", "姓名"), Source("people.csv", row=1)), Row(("1", "Ann Example"), Source("people.csv", row=2))]
    >>> build([Table(file="people.csv", sheet="", rows=iter(rows))], charter).records[0].id
    'p-1'
    """
    gathered = Gathered(known or Known())
    earlier, wrong = list(problems), []
    sheets: list[Sheet] = []
    typed: dict[int, tuple[Sheet, Sequence[Row]]] = {}
    seen: set[tuple[str, str]] = set()
    reads: list[TableRead] = []
    lines: list[Line] = []
    taught = NOTHING
    known_plans: dict[int, PlanOf] = {}
    known_headings_of: frozenset[str] = charter.kept(
        "headings", lambda: frozenset(heading for rule in charter.ledgers.values() for heading in known_headings(rule))
    )
    for table in tables:
        if (table.file, table.sheet) in seen:
            wrong.append(Problem("table-twice", source=Source(table.file, table.sheet)))
            continue
        taught = table.learned.over(taught)
        said = table.learned.over(learned) if table.learned else learned
        plan_of = known_plans.setdefault(id(table.learned) if table.learned else 0, _plans(charter, said))
        seen.add((table.file, table.sheet))
        for sheet, rows in _sheets_of(table, charter, plan_of, when, said, known_headings_of):
            sheets.append(sheet)
            if note:
                typed[id(sheet)] = sheet, rows
            reads.append(sheet.read(table))
            wrong += sheet.problems
            for line in _lines_of(sheet):
                gathered.add(line)
                if not line.skipped:
                    lines.append(line)
            sheet.remarks += _set_apart(sheet)
    gathered.known.expects(gathered.drafts)
    wrong, lines = _without_prose(sheets, wrong, lines)
    wrong = _units_across(sheets, wrong, gathered, charter)
    wrong += _empty_files(reads, wrong)
    resolve(lines, gathered, charter)
    wrong += _not_supposed(sheets, lines)
    for line in lines:
        line.lose()
    put_together(lines, gathered)
    check_known(lines, gathered)
    same_by_other_names(lines, gathered)
    Doubts(gathered, today).note(lines)
    remarks = [remark for sheet in sheets for remark in sheet.remarks] + _hold_back(lines, gathered)
    origins = Origins(charter, tuple(sheets))
    laid = lay(lines, gathered, origins)
    if not part:
        gone, missed = vanished(origins, gathered)
        wrong += gone
        remarks += missed
    rank = {noun: place for place, noun in enumerate(NOUNS)}
    stored = gathered.known.records
    clean = not wrong and not earlier and all(line.is_whole for line in lines)
    return Reading(
        records=tuple(sorted(laid.made.values(), key=lambda record: rank[key_of(record)[0]])),
        sources=laid.sources,
        new=frozenset(key for key in laid.made if key not in stored),
        changed=frozenset(key for key, record in laid.made.items() if key in stored and record != laid.over[key]),
        clashing=laid.clashing,
        problems=in_order([*earlier, *wrong, *(problem for line in lines for problem in line.problems)], reads),
        remarks=in_order(remarks, reads),
        skips=tuple(skip for sheet in sheets for skip in sheet.skips),
        bad_rows=tuple(line.rejected() for line in lines if not line.is_whole),
        tables=tuple(reads),
        learned=taught,
        rows=sum(len(sheet.data) for sheet in sheets),
        fed=laid.fed,
        stayed=stayed(typed, lines, laid.fed, len(laid.made)) if note and clean and taught == NOTHING else None,
    )


def _plans(charter: Charter, learned: Learned) -> PlanOf:
    taught = None if learned == NOTHING else learned
    return cache(lambda name: make_plan(charter.ledgers[name], charter, taught))


def _sheets_of(
    table: Table, charter: Charter, plan_of: PlanOf, when: When, learned: Learned, known: frozenset[str]
) -> Iterator[tuple[Sheet, Sequence[Row]]]:
    """The tables of a sheet, each as it is understood, with its rows as they were typed."""
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        rows.extend(row for row in table.rows if not is_blank(row))
    except HasProblems as error:
        problems.extend(error.problems)
    parts = apart(rows, known, lambda top: headed(top, charter, plan_of))
    for number, part in enumerate(parts):
        name = within(table.sheet, part.label) if part.label else table.sheet
        sheet = Sheet(file=table.file, sheet=name, shared=len(parts) > 1, hidden_columns=table.hidden_columns)
        source = Source(table.file, name)
        if not number:
            sheet.problems += problems
        if table.hidden and not number:
            sheet.remarks.append(Problem("hidden-sheet", source=source))
        for place in part.beside:
            sheet.remarks.append(Problem("table-beside", source=source, details={"letter": column_letter(place)}))
        understand(sheet, part.rows, charter, plan_of, when, learned)
        sheet.remarks += _notes_at_cells(sheet, table.noted)
        yield sheet, part.rows


_MOST_NOTED = 8


def _notes_at_cells(sheet: Sheet, noted: frozenset[tuple[int, int]]) -> Iterator[Problem]:
    """Comments at the cells of records: what they say goes nowhere."""
    rows = {row.source.row for row in sheet.data if row.source not in sheet.aside} if noted and sheet.plan else set()
    cells = [f"{column_letter(place)}{row}" for row, place in sorted(noted) if row in rows]
    if cells:
        shown = cells[:_MOST_NOTED] + ["…"] * (len(cells) > _MOST_NOTED)
        yield Problem("cell-comments", source=Source(sheet.file, sheet.sheet), details={"count": len(cells), "cells": shown})


def _set_apart(sheet: Sheet) -> Iterator[Problem]:
    """What was taken from around the cells, and what counts once."""
    source = Source(sheet.file, sheet.sheet)
    setting = sheet.setting
    if setting and setting.taken:
        when = str(setting.when.year)
        yield Problem("year-taken", source=source, details={"count": setting.taken, "year": when})
    for (measure, beside), count in setting.multiplied.items() if setting else ():
        yield Problem("measure-multiplied", source=source, details={"count": count, "measure": measure, "beside": beside})
    for heading, measure in setting.afar.items() if setting else ():
        yield Problem("measure-taken", source=source, column=heading, details={"measure": measure})
    for row, heading in sheet.merged:
        yield Problem("merged-number", source=row, column=heading)


def _lines_of(sheet: Sheet) -> Iterator[Line]:
    if not (sheet.plan and sheet.header):
        yield from (Line(row.source, sheet, row) for row in sheet.data)
        return
    name, aside = sheet.plan.rule.name, sheet.aside
    answers = "answer" in sheet.plan.rule.nouns
    lines = lines_of(sheet, [row for row in sheet.data if row.source not in aside] if aside else sheet.data)
    for row in sheet.data:
        if aside and row.source in aside:
            sheet.skips.append(Skip(row.source, name, aside[row.source]))
            yield Line(row.source, sheet, row, skipped=True)
            continue
        line = next(lines)
        if answers and _is_of_nobody(line):
            sheet.skips.append(Skip(row.source, name, "nobody"))
            line.skipped = True
        yield line


def _is_of_nobody(line: Line) -> bool:
    """Whether a row says that nobody answered so: of that there is no record, and nothing is wrong."""
    answers = [one.values.get("number") for one in line.drafts if one.noun == "answer"]
    return bool(answers) and len(answers) == len(line.drafts) and set(answers) == {0} and not line.problems


def _without_prose(sheets: Sequence[Sheet], wrong: list[Problem], lines: list[Line]) -> tuple[list[Problem], list[Line]]:
    """Sheets that hold nothing but text, or are called an overview and are no ledger, or say again what stands in the others, beside one that is: they are
    left aside and told."""
    known = {sheet.file for sheet in sheets if sheet.plan and sheet.header}
    others = [sheet for sheet in sheets if sheet.sheet and sheet.file in known and not sheet.plan]
    prose = [sheet for sheet in others if sheet.is_prose or sheet.is_overview] + _said_again(sheets, lines)
    for sheet in prose:
        wrong = [one for one in wrong if one not in sheet.fatal]
        sheet.skips += [Skip(row.source, "", "note" if sheet.is_prose else "overview") for row in sheet.data]
        code = "sheet-aside" if sheet.is_prose else "overview-again" if sheet.plan else "overview-aside"
        sheet.remarks.append(Problem(code, source=Source(sheet.file, sheet.sheet)))
    return wrong, [line for line in lines if line.sheet not in prose]


def _said_again(sheets: Sequence[Sheet], lines: Sequence[Line]) -> list[Sheet]:
    """Sheets that are called an overview, and of which every row stands in another sheet of the file with the same text."""
    called = [sheet for sheet in sheets if sheet.plan and sheet.header and sheet.is_called_overview]
    rows = {line.source: line for line in lines} if called else {}
    found = []
    for sheet in called:
        own = [line for line in lines if line.sheet is sheet]
        told = [next((one.details["first"] for one in line.problems if one.code == "duplicate-key"), None) for line in own]
        if own and all(
            isinstance(first, Source)
            and first.file == sheet.file
            and (other := rows.get(first)) is not None
            and other.sheet is not sheet
            and other.said == line.said
            for line, first in zip(own, told, strict=True)
        ):
            found.append(sheet)
    return found


def _units_across(sheets: Sequence[Sheet], wrong: list[Problem], gathered: Gathered, charter: Charter) -> list[Problem]:
    """Tables that lack what is needed, and have a column for each of several units: that is what is told of them."""
    names: frozenset[str] | None = None
    for sheet in sheets:
        texts = [sheet.header.texts] if sheet.header else [row.cells for row in sheet.data[:LOOK]]
        if not {one.code for one in sheet.fatal} & _LACKING or not any(len(set(filter(str.strip, row))) > 2 for row in texts):
            continue
        if names is None:
            names = frozenset(fold(name) for id in gathered.ids("unit") for name in (id, *gathered.names("unit", id)))
        units = across(texts, sheet.plan, lambda text, names=names: fold(text) in names)  # type: ignore[misc]
        if len(units) > 1:
            wrong = [one for one in wrong if one not in sheet.problems]
            lies_across(sheet, "units-across", units, charter, _plans(charter, NOTHING))
            wrong += sheet.fatal
    return wrong


_LACKING = frozenset({"missing-column", "unknown-ledger", "ledger-alike", "no-headings"})
"""What is told of a table that has not the columns of its ledger."""


def _not_supposed(sheets: Sequence[Sheet], lines: Sequence[Line]) -> list[Problem]:
    """Tables that lack the column of the unit, and whose sheet or title is called after no unit."""
    found = []
    for sheet in sheets:
        if not sheet.supposed or not sheet.plan:
            continue
        heading, source = sheet.heading(sheet.supposed.column), Source(sheet.file, sheet.sheet)
        named = sheet.plan.columns[sheet.supposed.column].named
        of_sheet = [line for line in lines if line.sheet is sheet]
        unknown = [any(problem.column == heading for problem in line.problems) for line in of_sheet]
        if all(unknown) if sheet.supposed.of_rows else any(unknown):
            others = [one.value for one in sheet.remarks if one.code == "extra-column"]
            sheet.remarks = [one for one in sheet.remarks if one.code != "extra-column"]
            details = {"headings": [named], "others": others}
            told = Problem("missing-column", source=evolve(source, row=sheet.heading_row), details=details)
            sheet.fatal += (told,)
            found.append(told)
            for line in of_sheet:
                line.problems[:] = [problem for problem in line.problems if problem.column != heading]
                line.beside[:] = [one for one in line.beside if one[0].column != heading]
        elif of_sheet:
            code = "units-taken" if sheet.supposed.of_rows else "unit-taken"
            told = Problem(code, source=source, value=sheet.supposed.text, details={"heading": named})
            sheet.remarks.append(told)
    return found


def _empty_files(reads: Sequence[TableRead], problems: Sequence[Problem]) -> list[Problem]:
    """Files in which nothing stands, unless a problem already tells why."""
    filled = {read.file for read in reads if read.rows or read.heading_row}
    broken = {problem.source.file for problem in problems if problem.source}
    empty = dict.fromkeys(read.file for read in reads if read.file not in filled | broken)
    return [Problem("empty-file", source=Source(file)) for file in empty]


def _hold_back(lines: Sequence[Line], gathered: Gathered) -> list[Problem]:
    """A good row that refers to a record which only a bad row would make waits for that row."""
    bad = [line for line in lines if line.is_bad or line.lost]
    if not bad:
        return []
    by_key: dict[Key, list[Line]] = {}
    for line in lines:
        for key in line.refers:
            by_key.setdefault(key, []).append(line)
        for draft in line.drafts:
            if not gathered.is_first(draft):
                by_key.setdefault(draft.key, []).append(line)
    while bad:
        cause = bad.pop()
        for draft in cause.drafts if cause.is_bad else cause.lost:
            if draft.key in gathered.known.records or not gathered.is_first(draft):
                continue
            for line in by_key.get(draft.key, ()):
                if line is not cause and not line.is_bad:
                    line.held = Problem("waits-for-row", source=line.source, details={"row": cause.source})
                    bad.append(line)
    held = sum(1 for line in lines if line.held)
    return [Problem("rows-wait", details={"count": held})] if held else []
