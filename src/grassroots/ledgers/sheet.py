"""A table as it is understood: which ledger it is, where its headings stand, which place of a row is which column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from pathlib import PurePath

from attrs import define, evolve, field

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import Goes
from grassroots.ledgers.around.apart import column_letter
from grassroots.ledgers.around.learned import NOTHING, Learned
from grassroots.ledgers.around.resembling import most_resembled, resembled
from grassroots.ledgers.around.setting import UNKNOWN, Setting, When, is_text, when_of
from grassroots.ledgers.around.supposed import Supposed, suppose, with_day, with_lacking, with_unit
from grassroots.ledgers.around.whole import across, is_time, notes_of, without_decimals
from grassroots.ledgers.aside import is_total, set_aside
from grassroots.ledgers.cells import fold, plain
from grassroots.ledgers.cells.measures import is_of
from grassroots.ledgers.draft import Carried, place_of
from grassroots.ledgers.headings import LOOK, Header, Top, find_header, is_named, is_titled
from grassroots.ledgers.plan import Plan
from grassroots.ledgers.reading import Skip, TableRead
from grassroots.ledgers.table import Row, Table, sheet_of
from grassroots.problems import Named, Problem, nearest
from grassroots.texts import Phrase
from grassroots.values import Source

_OVERVIEW = re.compile(
    r"汇总|统计|合计|总表|总览|透视|图表|目录|封面|说明|summary|overview|total|pivot|chart|cover|contents", re.IGNORECASE
)

PlanOf = Callable[[str], Plan]
"""The plan of a ledger, by its name."""


@define(eq=False)
class Sheet:
    """A table on its way. `plan` and `header` None: it is no ledger of the charter; `fatal`: why none of its rows can be used."""

    file: str
    sheet: str
    plan: Plan | None = None
    header: Header | None = None
    heading_row: int = 0
    data: Sequence[Row] = ()
    """The rows below the headings."""
    places: dict[str, int] = field(factory=dict)
    """Column → its place in a row."""
    carried: dict[str, Carried] = field(factory=dict)
    fills: dict[str, frozenset[str]] = field(factory=dict)
    """Noun → the places that columns (not constants) fill."""
    fatal: tuple[Problem, ...] = ()
    problems: list[Problem] = field(factory=list)
    remarks: list[Problem] = field(factory=list)
    skips: list[Skip] = field(factory=list)
    aside: dict[Source, str] = field(factory=dict)
    """Rows that are no records, and why."""
    setting: Setting | None = None
    """What stands around its cells."""
    hidden_columns: frozenset[int] = frozenset()
    """Places that the file hides."""
    shared: bool = False
    """Whether other tables stand in the same sheet: its name and that of the file may mean any of them."""
    supposed: Supposed | None = None
    """The column of the unit, where it is named once for the whole table."""
    says_more: bool = False
    """Whether anything stands in its columns beside the numbers of its rows."""
    remarked: tuple[int, ...] = ()
    """Places where an office may have remarked that a row was cancelled: texts, and columns that the ledger does not have."""
    merged: list[tuple[Source, str]] = field(factory=list)
    """Cells of a merged number that do not count again: the row and the heading."""

    @property
    def is_prose(self) -> bool:
        """Whether no row has more than one text."""
        return bool(self.data) and all(len(set(filter(str.strip, row.cells))) < 2 and not row.faults for row in self.data)

    @property
    def is_called_overview(self) -> bool:
        """Whether the sheet is called an overview of others."""
        return bool(_OVERVIEW.search(plain(sheet_of(self.sheet))))

    @property
    def is_overview(self) -> bool:
        """Whether the sheet is called an overview of others and is none of the ledgers that there are."""
        return self.is_called_overview and any(one.code == "unknown-ledger" for one in self.fatal)

    def heading(self, name: str) -> str:
        """What a column is called in this table, else in the charter."""
        if self.header and name in self.places:
            return self.header.texts[self.places[name]].strip()
        planned = self.plan.columns.get(name) if self.plan else None
        return planned.named if planned else name

    def heading_of(self, noun: str, name: str) -> str | None:
        """The heading of the column that fills a field; None if this table has no such column."""
        assert self.plan
        for column, planned in self.plan.columns.items():
            target = planned.target
            if target and target.noun == noun and target.goes is Goes.FIELD and target.name == name and column in self.places:
                return self.heading(column)
        return None

    def typed(self, row: Row) -> tuple[tuple[str, str], ...]:
        """The cells of a row with their headings; without headings, with the letters of their columns."""
        texts = self.header.texts if self.header else ()
        return tuple(
            ((texts[place].strip() if place < len(texts) else "") or column_letter(place), cell)
            for place, cell in enumerate(row.cells)
        )

    def read(self, table: Table) -> TableRead:
        """What a reading tells of this table."""
        rule = self.plan.rule if self.plan else None
        return TableRead(
            file=table.file,
            sheet=self.sheet,
            ledger=rule.name if rule else "",
            label=rule.labels if rule else {},
            encoding=table.encoding,
            digest=table.digest,
            heading_row=self.heading_row,
            columns=tuple((self.heading(name), name) for name in self.places),
            headings=tuple(text.strip() for text in self.header.texts) if self.header else (),
            rows=len(self.data),
        )


def understand(
    sheet: Sheet,
    rows: Sequence[Row],
    charter: Charter,
    plan_of: PlanOf,
    given: When = UNKNOWN,
    learned: Learned = NOTHING,
) -> None:
    """Finds the ledger that a table is, and its columns; `rows`: all rows that are not blank, headings included; `given`: the year and month that
    its days are of, where somebody said so."""
    if rows:
        _find_rule(sheet, rows, charter, plan_of)
    header = sheet.header
    if header and sheet.plan:
        header = sheet.header = _with_measures(header, rows, sheet.plan)
    sheet.data = rows[header.row + header.depth :] if header else rows
    if header and sheet.plan and _is_summary(sheet, header, sheet.plan):
        near = _near(sheet, list(charter.ledgers.values()), rows[:LOOK], plan_of)
        sheet.fatal = (Problem("unknown-ledger", source=Source(sheet.file, sheet.sheet), details={"ledgers": near}),)
        sheet.plan = sheet.header = header = None
        sheet.data = rows
    if header and sheet.plan and _is_form(header, sheet.plan, sheet.data):
        sheet.fatal = (_scattered_headings(sheet, sheet.plan),)
        sheet.plan = sheet.header = header = None
        sheet.data = rows
    if header and sheet.plan:
        aside = set_aside(_replaced(sheet.data, header, learned.meant(sheet.plan.rule.name)), header, sheet.plan)
        sheet.data, sheet.aside = aside.rows, aside.reasons
        sheet.remarks += aside.remarks
        sheet.heading_row = rows[header.row + header.depth - 1].source.row
        sheet.data, told = without_decimals(sheet.data, sheet.aside, header, sheet.plan)
        sheet.remarks += told
        titles = [cell for row in rows[: header.row + header.depth - 1] for cell in row.cells if cell.strip()]
        header, sheet.data = with_day(sheet.plan, header, sheet.data, sheet.aside)
        if supposed := suppose(sheet_of(sheet.sheet), titles, header, sheet.plan, sheet.data, sheet.aside):
            sheet.supposed, heading = supposed, str(sheet.plan.columns[supposed.column].named)
            header, sheet.data = with_unit(supposed, header, sheet.data, sheet.aside, heading)
        sheet.header, sheet.data = header, _ = with_lacking(sheet.plan, header, sheet.data, sheet.aside)
        _place_columns(sheet)
        sheet.remarked = _remarked(sheet, header)
        _note_carried(sheet)
        when = when_of(titles, sheet_of(sheet.sheet), sheet.file, given)
        headings = {name: sheet.heading(name) for name in sheet.places}
        records = [row for row in sheet.data if row.source not in sheet.aside] if sheet.aside else sheet.data
        beyond = [sheet_of(sheet.sheet), PurePath(sheet.file).stem, *notes_of(sheet.data, sheet.aside)]
        sheet.setting = Setting(when, sheet.plan.zone, sheet.plan, sheet.places, records, headings, titles, beyond)
        for name, said in sheet.setting.others():
            details = {"heading": sheet.heading(name), "measure": sheet.plan.columns[name].measured_as}
            source = Source(sheet.file, sheet.sheet, sheet.heading_row)
            sheet.fatal += (Problem("other-measure", source=source, value=said, details=details),)
    texts = [sheet.header.texts] if sheet.header else [row.cells for row in rows[:LOOK]]
    if sheet.fatal and len(months := across(texts, sheet.plan, is_time)) > 1 + (not sheet.header):
        lies_across(sheet, "months-across", months, charter, plan_of)
    hidden = sum(1 for row in sheet.data if row.hidden)
    if hidden:
        sheet.remarks.append(Problem("hidden-rows", source=Source(sheet.file, sheet.sheet), details={"count": hidden}))
    if header and (
        unseen := [text.strip() for at, text in enumerate(header.texts) if at in sheet.hidden_columns and text.strip()]
    ):
        source = Source(sheet.file, sheet.sheet)
        sheet.remarks.append(Problem("hidden-columns", source=source, details={"headings": unseen}))
    sheet.problems.extend(sheet.fatal)


def lies_across(sheet: Sheet, code: str, headings: list[str], charter: Charter, plan_of: PlanOf) -> None:
    """What stands in a column of its own, and would have to be a row, is all that is told of a table."""
    named = rules_named(list(charter.ledgers.values()), sheet.file, sheet_of(sheet.sheet))
    plan = sheet.plan or (plan_of(named[0].name) if named else None)
    details: dict[str, object] = {
        "headings": headings,
        "needed": [plan.columns[name].named for name in plan.needed] if plan else [],
    }
    sheet.problems.clear()
    sheet.fatal = (Problem(code, source=Source(sheet.file, sheet.sheet, sheet.heading_row), details=details),)


def _find_rule(sheet: Sheet, rows: Sequence[Row], charter: Charter, plan_of: PlanOf) -> None:
    """By name, else by headings."""
    rules = list(charter.ledgers.values())
    top = Top(rows[: LOOK + 1])
    titled = _titled(rules, rows[:LOOK])
    named = rules_named(rules, sheet.file, sheet_of(sheet.sheet))
    if sheet.shared:
        named = [rule for rule in titled or named if _fitting([rule], top, plan_of)]
    fits = [(plan, header) for plan, header in _fitting(named, top, plan_of, best=True) if header.columns]
    if len(fits) != 1:
        complete = [one for one in fits if one[1].covers(one[0].needed)]
        fits = complete or _fitting(rules, top, plan_of)
    if len(fits) > 1:
        whole = [(plan, header) for plan, header in fits if not _has_unknown(header)]
        fits = whole if len(whole) == 1 else [one for one in fits if one[0].rule in titled] or fits
    source = Source(sheet.file, sheet.sheet)
    covered = [plan for plan, header in fits if header.covers(plan.needed)]
    if not covered and (plan := _scattered(rows, named or rules, plan_of)):
        sheet.fatal = (_scattered_headings(sheet, plan),)
    elif len(fits) == 1:
        sheet.plan, sheet.header = plan, _ = fits[0]
        sheet.fatal = tuple(
            Problem("ledger-leads-nowhere", source=source, value=path, details={"ledger": named_ledger(plan.rule)})
            for path in plan.unknown
        )
    elif fits:
        sheet.fatal = (
            Problem("several-ledgers", source=source, details={"ledgers": [named_ledger(plan.rule) for plan, _ in fits]}),
        )
    elif len(named) == 1 and (meant := _called_otherwise(rows, plan_of(named[0].name))):
        sheet.plan, sheet.header = plan_of(named[0].name), meant
    elif len(named) == 1 and (not sheet.sheet or is_titled(named[0], sheet.sheet)):
        plan = plan_of(named[0].name)
        details = {"ledger": named_ledger(named[0]), "headings": [plan.columns[name].named for name in plan.needed]}
        sheet.fatal = (Problem("no-headings", source=source, details=details),)
    elif alike := _alike(rules, top, plan_of):
        plan, header = alike
        missing = [plan.columns[name].named for name in plan.needed if name not in header.columns]
        details = {"ledger": named_ledger(plan.rule), "headings": missing}
        sheet.fatal = (Problem("ledger-alike", source=source, details=details),)
    else:
        sheet.fatal = (
            Problem("unknown-ledger", source=source, details={"ledgers": _near(sheet, rules, rows[:LOOK], plan_of)}),
        )


def _called_otherwise(rows: Sequence[Row], plan: Plan) -> Header | None:
    """The headings of a table that is named after a ledger and calls all its columns otherwise: one at least of those that are needed can be guessed."""
    heads = ((number, row.cells) for number, row in enumerate(rows[:LOOK]) if len(set(filter(str.strip, row.cells))) > 2)
    number, texts = next(heads, (0, ()))
    found = most_resembled([plan], [text for text in texts if text.strip()])
    if not found or len(found[0][1]) >= len(plan.needed):
        return None
    return Header(row=number, depth=1, texts=texts, columns={})


def _near(sheet: Sheet, rules: Sequence[LedgerRule], rows: Sequence[Row], plan_of: PlanOf) -> list[str]:
    """The ledgers that an unknown table may be, and what it lacks of each: those whose headings are most like its own, else those called nearly as
    it is."""
    headings = next((texts for row in rows if len(texts := [cell for cell in row.cells if cell.strip()]) > 1), [])
    named = {rule.name for rule in rules_named(rules, sheet.file, sheet_of(sheet.sheet))}
    if found := most_resembled([plan_of(rule.name) for rule in rules], headings, named):
        return [
            Phrase("grassroots.ledgers", "ledger-lacking", ledger=named_ledger(plan.rule), headings=lacking)
            if lacking
            else named_ledger(plan.rule)
            for plan, lacking in found
        ]
    called = {name: rule for rule in rules for name in (rule.name, *rule.labels.values())}
    names = nearest(sheet.sheet or sheet.file.rpartition(".")[0], called)
    return [Named(name, called[name].labels) for name in names]


def _scattered(rows: Sequence[Row], rules: Sequence[LedgerRule], plan_of: PlanOf) -> Plan | None:
    """The ledger of which all needed headings are there, but not in a row: a form, or a table that lies on its side."""
    texts = {fold(text) for row in rows[:LOOK] for text in row.cells if text and not text.isspace()}
    for rule in rules:
        plan = plan_of(rule.name)
        there = {plan.headings[text] for text in texts if text in plan.headings}
        if len(plan.needed) > 1 and there.issuperset(plan.needed):
            return plan
    return None


def _scattered_headings(sheet: Sheet, plan: Plan) -> Problem:
    details = {"ledger": named_ledger(plan.rule), "headings": [plan.columns[name].named for name in plan.needed]}
    return Problem("headings-scattered", source=Source(sheet.file, sheet.sheet), details=details)


def _is_form(header: Header, plan: Plan, data: Sequence[Row]) -> bool:
    """Whether the headings of a ledger go on below: each stands beside its value, as in the form of one record."""
    texts = [text for text in header.texts if text and not text.isspace()]
    if 2 * len(header.matched) > len(texts) or len(data) > LOOK:
        return False
    return any(plan.headings.get(fold(cell), "") not in ("", *header.columns) for row in data for cell in row.cells if cell)


def _with_measures(header: Header, rows: Sequence[Row], plan: Plan) -> Header:
    """The headings with what the row below them says that their numbers are measured in, where it says nothing else: 数额, and below it （万元）."""
    below = next(iter(rows[header.row + header.depth :]), None)
    filled = {at: cell.strip(" ()（）[]【】") for at, cell in enumerate(below.cells) if cell.strip()} if below else {}
    counted = {at for name, places in header.columns.items() if plan.columns[name].counts for at in places}
    measures = [planned.measured for planned in plan.columns.values()] + list(plan.measures.values())
    if (
        not filled
        or not counted.issuperset(filled)
        or not all(any(is_of(one, it) for it in measures) for one in filled.values())
    ):
        return header
    texts = tuple(f"{text}（{filled[at]}）" if at in filled else text for at, text in enumerate(header.texts))
    return evolve(header, depth=header.depth + 1, texts=texts)


def _is_summary(sheet: Sheet, header: Header, plan: Plan) -> bool:
    """Whether a sheet is called an overview, and lacks what tells the rows of a ledger apart, or most of what that needs."""
    called = sheet_of(sheet.sheet)
    if not _OVERVIEW.search(plain(called)) or is_titled(plan.rule, called):
        return False
    lacking = {name for name in plan.needed if name not in header.columns}
    return 2 * len(lacking) > len(plan.needed) or (bool(plan.key) and lacking.issuperset(plan.key))


def headed(rows: Sequence[Row], charter: Charter, plan_of: PlanOf) -> frozenset[object]:
    """The ledgers of which the first of these rows, or the first two, are the headings with all that are needed; and in which places."""
    found = _fitting(list(charter.ledgers.values()), Top(rows[:2]), plan_of)
    found = [(plan, header) for plan, header in found if header.row == 0 and len(header.columns) > 1]
    return frozenset((plan.rule.name, *sorted(header.columns.items())) for plan, header in found)


def named_ledger(rule: LedgerRule) -> Named:
    """A ledger as a problem tells it."""
    return Named(rule.name, rule.labels)


def _alike(rules: Sequence[LedgerRule], top: Top, plan_of: PlanOf) -> tuple[Plan, Header] | None:
    """The ledger that a table resembles: it has at least half of the needed headings, and more of the known ones than any other has."""
    close = [(plan, header) for plan, header in _fitting(rules, top, plan_of, best=True) if len(header.columns) > 1]
    close = [
        (plan, header) for plan, header in close if 2 * sum(map(header.columns.__contains__, plan.needed)) >= len(plan.needed)
    ]
    close.sort(key=lambda one: -len(one[1].columns))
    if not close or (len(close) > 1 and len(close[0][1].columns) == len(close[1][1].columns)):
        return None
    return close[0]


def _replaced(rows: Sequence[Row], header: Header, meant: Mapping[str, Mapping[str, str]]) -> Sequence[Row]:
    """The rows with what the office said that its texts mean."""
    by_place = {place: meant[name] for name, places in header.columns.items() if name in meant for place in places}
    if not by_place:
        return rows
    found = []
    for row in rows:
        changes = {
            place: said[folded]
            for place, said in by_place.items()
            if place < len(row.cells) and (folded := fold(row.cells[place])) in said
        }
        found.append(row.with_cells(changes) if changes else row)
    return found


def _titled(rules: Sequence[LedgerRule], rows: Sequence[Row]) -> list[LedgerRule]:
    """The ledgers that a title above a table names: a row of one text that ends with what the ledger is called."""
    titles = {next(iter(texts)) for row in rows if len(texts := {fold(cell) for cell in row.cells} - {""}) == 1}
    return [rule for rule in rules if any(title.endswith(fold(label)) for title in titles for label in rule.labels.values())]


def rules_named(rules: Sequence[LedgerRule], file: str, sheet: str) -> list[LedgerRule]:
    """The ledgers that a sheet is titled after, else those that the file or sheet is named after."""
    return [rule for rule in rules if is_titled(rule, sheet)] or [rule for rule in rules if is_named(rule, file, sheet)]


def _fitting(rules: Sequence[LedgerRule], top: Top, plan_of: PlanOf, *, best: bool = False) -> list[tuple[Plan, Header]]:
    plans = [plan_of(rule.name) for rule in rules]
    found = [(plan, find_header(top, plan.headings, plan.needed, best=best)) for plan in plans]
    return [(plan, header) for plan, header in found if header]


def _has_unknown(header: Header) -> bool:
    return any(text.strip() and place not in header.matched for place, text in enumerate(header.texts))


def _place_columns(sheet: Sheet) -> None:
    """Which place of a row is which column; tells what is unknown, missing or there twice."""
    plan, header, data = sheet.plan, sheet.header, sheet.data
    assert plan
    assert header
    data = [row for row in data if row.source not in sheet.aside] if sheet.aside else data
    width = max((len(row.cells) for row in data), default=0)
    columns = enumerate(zip_longest(*(row.cells for row in data), fillvalue=""))
    filled = {place for place, cells in columns if any(cell and not cell.isspace() for cell in cells)} | {
        place for row in data for place, _ in row.faults
    }
    source = Source(sheet.file, sheet.sheet, sheet.heading_row)
    for name, places in header.columns.items():
        used = [place for place in places if place in filled] or list(places[:1])
        if len(used) > 1 and (parts := _parts(sheet, used)):
            used = [parts[0]]
            sheet.remarks += [Problem("extra-column", source=source, value=text) for text in parts[1]]
        if len(used) > 1 and _matters(plan, name):
            text = header.texts[used[0]].strip()
            sheet.fatal += (Problem("heading-twice", source=source, value=text),)
        else:
            sheet.places[name] = used[0]
    own = (*plan.key, *plan.rule.all_keys)
    sheet.says_more = any(place in filled for name, place in sheet.places.items() if name not in own)
    missing: list[str] = []
    for name in plan.needed:
        if name not in header.columns:
            missing.append(name)
    extra: list[str] = []
    missed = {name: one for name, one in plan.columns.items() if name not in header.columns and not one.column.ignored}
    known = [header.texts[place] for place in header.matched if place < len(header.texts)]
    for place in range(max(width, len(header.texts))):
        if place in header.matched or place not in filled:
            continue
        text = header.texts[place].strip() if place < len(header.texts) else ""
        if fold(text) in plan.aside:
            continue
        cells = (row.cells[place] for row in data if place < len(row.cells))
        if text and (alike := resembled(text, cells, missed, known)):
            # It may be a column of the ledger, written otherwise: what stands in it must not be passed over.
            meant = [nearest(text, one.column.headings, 1)[0] for one in alike]
            sheet.problems.append(Problem("unknown-column", source=source, value=text, details={"nearest": meant}))
        elif text:
            extra.append(text)
        else:
            sheet.remarks.append(Problem("column-without-heading", source=source, details={"letter": column_letter(place)}))
    for name in missing:
        # Any of the columns that are not known may be the one that is needed.
        details = {"headings": [plan.columns[name].named], "others": extra}
        sheet.fatal += (Problem("missing-column", source=source, details=details),)
    if not missing:
        sheet.remarks += [Problem("extra-column", source=source, value=text) for text in extra]


def _parts(sheet: Sheet, places: Sequence[int]) -> tuple[int, list[str]] | None:
    """Of columns that share a heading, and have each its own below it: the one that is called the total of the others, and these."""
    below = next((row for row in sheet.data[:1] if sheet.aside.get(row.source) == "heading"), None)
    if below is None:
        return None
    called = {place: below.cells[place].strip() if place < len(below.cells) else "" for place in places}
    totals = [place for place, text in called.items() if is_total(text)]
    assert sheet.header
    heading = sheet.header.texts[places[0]].strip()
    others = [f"{heading} {text}" for place, text in called.items() if place not in totals]
    return (totals[0], others) if len(totals) == 1 else None


def _remarked(sheet: Sheet, header: Header) -> tuple[int, ...]:
    plan, width = sheet.plan, max((len(row.cells) for row in sheet.data), default=0)
    assert plan
    own = (*plan.key, *plan.rule.all_keys)
    texts = {
        place
        for name, place in sheet.places.items()
        if name not in own and (plan.columns[name].target is None or is_text(plan.columns[name]))
    }
    return tuple(sorted(texts | (set(range(width)) - header.matched)))


def _matters(plan: Plan, name: str) -> bool:
    """Whether anything is made of a column: one that is only read away may be there as often as it likes."""
    rule = plan.rule
    return plan.columns[name].target is not None or name in rule.all_keys or any(one.column == name for one in rule.skip)


def _note_carried(sheet: Sheet) -> None:
    """What the table carries of each noun, so that nothing else of a known record is touched."""
    plan = sheet.plan
    assert plan
    for name in sheet.places:
        target = plan.columns[name].target
        if target:
            sheet.carried.setdefault(target.noun, Carried()).add(target)
            sheet.fills[target.noun] = sheet.fills.get(target.noun, frozenset()) | {place_of(target)}
    for constant in plan.constants:
        sheet.carried.setdefault(constant.target.noun, Carried()).add(constant.target)
    order = [one.target.name for one in plan.columns.values() if one.target and one.target.goes is Goes.STEP]
    for carried in sheet.carried.values():
        states = carried.states
        carried.states = {state: states[state] for state in dict.fromkeys([*order, *states]) if state in states}
