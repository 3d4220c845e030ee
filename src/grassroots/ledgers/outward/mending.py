"""The ledger doctor: what is wrong in a reading, as marks at cells and as kinds of mistake with what may stand there instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import define, field, frozen

from grassroots.charter import Charter
from grassroots.ledgers.outward.templates import choices_of
from grassroots.ledgers.plan import Plan, make_plan
from grassroots.ledgers.reading import Reading, TableRead
from grassroots.problems import Problem, wording_of
from grassroots.texts import catalogue, filled, shown
from grassroots.values import Language

_SHOWN_ROWS = 8


@frozen
class Mark:
    """A cell that is to be looked at: its sheet, row (from 1), place (from 0) and what is told there."""

    sheet: str
    row: int
    place: int
    text: str


@frozen(kw_only=True)
class Mistake:
    """One kind of mistake: what is wrong, where, how often, and what may be written instead.

    `ledger`, `column`, `value`: where the office's answer belongs; a kind without a column takes none. `choices`: all that may stand there, if they
    can be listed, the likeliest first. `of_heading`: the answer says what a column is, not what a cell means. `of_missing`: it says which of the
    columns that are there the needed one is.
    """

    what: str
    cure: str
    count: int
    where: str
    sheet: str = ""
    heading: str = ""
    value: str = ""
    ledger: str = ""
    column: str = ""
    choices: tuple[str, ...] = ()
    of_heading: bool = False
    of_missing: bool = False


@frozen(kw_only=True)
class Mending:
    """All that is written into a workbook for the office to mend. `title`, `hint`, `headings`: the sheet of mistakes in the office's language;
    `aside`: how it says there that a column is left aside."""

    marks: tuple[Mark, ...]
    mistakes: tuple[Mistake, ...]
    title: str
    hint: str
    headings: tuple[str, ...]
    aside: str


@define
class _Group:
    problem: Problem
    table: TableRead | None
    rows: list[int] = field(factory=list)


def mending(reading: Reading, charter: Charter, language: Language) -> Mending:
    """What of a reading is to be mended, most frequent mistakes first. Nothing is hidden: it is the office's own ledger.

    >>> from grassroots.ledgers.reading import Reading
    >>> mending(Reading(), Charter(id="c", labels={}), "en").mistakes
    ()
    """
    tables = {(table.file, table.sheet): table for table in reading.tables}
    plans: dict[str, Plan] = {}
    groups: dict[tuple[str, str, str, str], _Group] = {}
    marks: list[Mark] = []
    for problem in reading.problems:
        source = problem.source
        table = tables.get((source.file, source.sheet)) if source else None
        sheet, row = (source.sheet, source.row) if source else ("", 0)
        if row:
            place = _place(table, problem)
            marks.append(Mark(sheet, row, place, _told(problem, language)))
        key = (sheet, problem.code, problem.column or _missing(problem), problem.value if _is_of_value(problem) else "")
        group = groups.setdefault(key, _Group(problem, table))
        if row:
            group.rows.append(row)
    mistakes = []
    for group in sorted(groups.values(), key=lambda one: -len(one.rows)):
        ledger = group.table.ledger if group.table else ""
        if ledger and ledger not in plans:
            plans[ledger] = make_plan(charter.ledgers[ledger], charter)
        mistakes.append(_mistake(group, plans.get(ledger), charter, language))
    say = catalogue("grassroots.ledgers").say
    names = ("what", "times", "sheet", "column", "value", "instead", "rows", "cure")
    return Mending(
        marks=tuple(marks),
        mistakes=tuple(mistakes),
        title=say("mend-title", language),
        hint=say("mend-hint", language),
        headings=tuple(say(f"mend-{name}", language) for name in names),
        aside=say("mend-aside", language),
    )


def _missing(problem: Problem) -> str:
    """The column that a table lacks."""
    return next(iter(problem.details["headings"])) if problem.code == "missing-column" else ""


def _is_of_value(problem: Problem) -> bool:
    return bool(problem.value) and problem.code != "duplicate-key"


def _place(table: TableRead | None, problem: Problem) -> int:
    """Where in its row a problem lies; the first place where it concerns the whole row."""
    if table is None:
        return 0
    heading = problem.column or problem.value
    return table.headings.index(heading) if heading in table.headings else 0


def _told(problem: Problem, language: Language) -> str:
    """What is wrong and its cure, without the place: the mark stands there."""
    return _words(problem, language, 0) + catalogue("grassroots").say("problem-join", language) + _words(problem, language, 1)


def _words(problem: Problem, language: Language, part: int) -> str:
    details = {name: shown(value, language) for name, value in problem.details.items()}
    quoted = catalogue("grassroots").say("problem-quoted", language, value=shown(problem.value, language))
    worded = wording_of(problem.code).worded(language, problem.details)[part]
    return filled(worded, {**details, "value": quoted, "column": problem.column})


def _mistake(group: _Group, plan: Plan | None, charter: Charter, language: Language) -> Mistake:
    problem, table = group.problem, group.table
    rows = [str(row) for row in group.rows[:_SHOWN_ROWS]] + ["…"] * (len(group.rows) > _SHOWN_ROWS)
    known = dict(table.columns) if table else {}
    column, suggested = known.get(problem.column, ""), ""
    choices: tuple[str, ...] = ()
    of_heading = problem.code == "unknown-column" and plan is not None
    of_missing = problem.code == "missing-column" and plan is not None
    if plan and table and of_missing:
        column = str(_missing(problem))
        known_headings = set(known)
        choices = tuple(text for text in table.headings if text and text not in known_headings)
    elif plan and of_heading:
        column = problem.value
        there = {name for _, name in table.columns} if table else set()
        choices = tuple(
            one.column.heading_in(charter.languages, language) for name, one in plan.columns.items() if name not in there
        )
    elif plan and column and _is_of_value(problem):
        choices = choices_of(plan.columns[column], charter, language)
        near = problem.details.get("nearest") or problem.details.get("candidates") or ()
        named = [shown(one, language) for one in near] if isinstance(near, Iterable) and not isinstance(near, str) else []
        suggested = named[0] if named else _repaired(problem)
        choices = choices or tuple(named) or ((suggested,) if suggested else ())
    else:
        column = ""
    return Mistake(
        what=_words(problem, language, 0),
        cure=_words(problem, language, 1),
        count=max(len(group.rows), 1),
        where=", ".join(rows),
        sheet=table.sheet if table else "",
        heading=problem.column or shown(_missing(problem), language),
        value=problem.value if _is_of_value(problem) else "",
        ledger=plan.rule.name if plan else "",
        column=column,
        choices=tuple(dict.fromkeys((suggested, *choices) if suggested else choices)),
        of_heading=of_heading,
        of_missing=of_missing,
    )


def _repaired(problem: Problem) -> str:
    """What was most likely meant, where the text itself says so."""
    if problem.code == "spreadsheet-mark":
        return problem.value.strip("='\"")
    if problem.code == "serial-number":
        return (date(1899, 12, 30) + timedelta(days=int(float(problem.value)))).isoformat()
    return ""
