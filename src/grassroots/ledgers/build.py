"""Build: tables become records. Every row feeds a record, is skipped by a named rule, or has a problem; all problems are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import define, field

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import Goes, Target
from grassroots.errors import HasProblems
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault, Moment
from grassroots.ledgers.draft import Carried, Draft, make_record, reference_value
from grassroots.ledgers.headings import LOOK, Header, Top, find_header, is_named, is_titled, top_of
from grassroots.ledgers.plan import Constant, Plan, PlannedColumn, make_plan, necessary
from grassroots.ledgers.reading import Key, Known, Reading, Rejected, Skip, TableRead, in_order
from grassroots.ledgers.references import Index, Suggestions, home_attribute, names_of_record
from grassroots.ledgers.table import Row, Table
from grassroots.model import NOUNS, Membership, Record, key_of
from grassroots.problems import Problem, nearest
from grassroots.values import Quality, Quantity, Source

_BETWEEN_UNITS = re.compile(r"[;；、,，\n]")


def build(
    tables: Iterable[Table], charter: Charter, *, known: Known | None = None, problems: Iterable[Problem] = ()
) -> Reading:
    """Reads tables as the ledgers of a charter.

    A table is the ledger that its sheet or file is named after, else the only one whose needed headings are all there. Rows refer to
    one another whatever their order, also over tables. Nothing is stored; nothing is raised for what somebody typed.

    Args:
        tables: what the readers gave; their rows are walked once.
        charter: whose ledgers and words hold (a mapping for a foreign file is laid over it before).
        known: what the store has: without it every record is new.
        problems: what went wrong before: files that could not be opened.

    Returns:
        The records, and all problems, remarks and skips.

    >>> from grassroots.charter import LedgerColumn, LedgerRule
    >>> from grassroots.ledgers.table import Row, Table
    >>> column = LedgerColumn(name="name", headings=("name", "姓名"), to="name")
    >>> number = LedgerColumn(name="no", headings=("No.", "序号"))
    >>> people = LedgerRule(name="people", labels={"en": "People"}, nouns=("person",), key=("no",), prefix="p-", columns=(number, column))
    >>> charter = Charter(id="c", labels={}, ledgers={"people": people})
    >>> rows = [Row(("序号", "姓名"), Source("people.csv", row=1)), Row(("1", "Ann Example"), Source("people.csv", row=2))]
    >>> build([Table(file="people.csv", sheet="", rows=iter(rows))], charter).records[0].id
    'p-1'
    """
    return _Build(charter=charter, known=known or Known()).run(tables, problems)


@define(eq=False)
class _Pending:
    """A reference that waits until all rows are known."""

    draft: Draft
    target: Target
    text: str
    planned: PlannedColumn
    heading: str


@define(eq=False)
class _Line:
    """A row on its way: its drafts, what waits, what is wrong, and the records it refers to."""

    source: Source
    table: _Sheet
    row: Row
    drafts: list[Draft] = field(factory=list)
    pending: list[_Pending] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    refers: list[Key] = field(factory=list)
    held: Problem | None = None
    skipped: bool = False


@define(eq=False)
class _Sheet:
    """A table as it is understood."""

    file: str
    sheet: str
    plan: Plan | None = None
    header: Header | None = None
    places: dict[str, int] = field(factory=dict)
    carried: dict[str, Carried] = field(factory=dict)
    borne: dict[str, frozenset[str]] = field(factory=dict)
    """Noun → the places that columns (not constants) fill."""
    epoch: int | None = None
    heading_row: int = 0
    fatal: tuple[Problem, ...] = ()

    def heading(self, name: str) -> str:
        """What a column is called in this table, else in the charter."""
        if self.header and name in self.places:
            return self.header.texts[self.places[name]].strip()
        planned = self.plan.columns.get(name) if self.plan else None
        return planned.column.headings[0] if planned and planned.column.headings else name


@define(eq=False)
class _Build:
    charter: Charter
    known: Known
    plans: dict[str, Plan] = field(factory=dict)
    sheets: list[_Sheet] = field(factory=list)
    reads: list[TableRead] = field(factory=list)
    lines: list[_Line] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    remarks: list[Problem] = field(factory=list)
    skips: list[Skip] = field(factory=list)
    rows: int = 0
    drafts: dict[str, dict[str, list[Draft]]] = field(factory=dict)
    first: dict[tuple[str, str], Source] = field(factory=dict)
    """(ledger, id) → the first row with that key."""
    skipped: dict[tuple[str, str], Source] = field(factory=dict)
    known_ids: dict[str, list[str]] = field(factory=dict)
    belongs: dict[tuple[str, str, str], bool | None] = field(factory=dict)
    at_units: dict[str, set[str]] = field(factory=dict)
    """Person → units of which the person is a member."""

    def run(self, tables: Iterable[Table], before: Iterable[Problem]) -> Reading:
        earlier = list(before)
        for noun, id in self.known.records:
            self.known_ids.setdefault(noun, []).append(id)
        for table in tables:
            self._read_table(table)
        self._check_empty_files()
        self._resolve()
        self._check_against_store()
        self._hold_back()
        records, sources, new, changed, fed = self._make()
        self._check_vanished()
        wrong = self.problems + [problem for line in self.lines for problem in line.problems]
        return Reading(
            records=tuple(records),
            sources=sources,
            new=frozenset(new),
            changed=frozenset(changed),
            problems=in_order([*earlier, *wrong], self.reads),
            remarks=in_order(self.remarks, self.reads),
            skips=tuple(self.skips),
            bad_rows=tuple(_rejected(line) for line in self.lines if _is_bad(line)),
            tables=tuple(self.reads),
            rows=self.rows,
            fed=fed,
        )

    # -- tables --

    def _read_table(self, table: Table) -> None:
        rows: list[Row] = []
        sheet = _Sheet(file=table.file, sheet=table.sheet, epoch=table.epoch)
        if any((one.file, one.sheet) == (table.file, table.sheet) for one in self.sheets):
            self.problems.append(Problem("table-twice", source=Source(table.file, table.sheet)))
            return
        try:
            rows.extend(row for row in table.rows if any(cell and not cell.isspace() for cell in row.cells) or row.faults)
        except HasProblems as error:
            self.problems.extend(error.problems)
        self.sheets.append(sheet)
        if rows:
            self._find_rule(sheet, rows)
        header, plan = sheet.header, sheet.plan
        data = rows[header.row + header.depth :] if header else rows
        if plan and header:
            sheet.heading_row = rows[header.row + header.depth - 1].source.row
            self._place_columns(sheet, data)
        self.rows += len(data)
        rule = plan.rule if plan else None
        self.reads.append(
            TableRead(
                file=table.file,
                sheet=table.sheet,
                ledger=rule.name if rule else "",
                label=rule.labels if rule else {},
                encoding=table.encoding,
                digest=table.digest,
                heading_row=sheet.heading_row,
                columns=tuple((sheet.heading(name), name) for name in sheet.places),
                rows=len(data),
            )
        )
        hidden = sum(1 for row in data if row.hidden)
        if hidden:
            self.remarks.append(Problem("hidden-rows", source=Source(table.file, table.sheet), details={"count": hidden}))
        self.problems.extend(sheet.fatal)
        read = self._row_reader(sheet) if plan and header else None
        for row in data:
            line = _Line(source=row.source, table=sheet, row=row)
            if read:
                read(row, line)
            if not line.skipped:
                self.lines.append(line)

    def _find_rule(self, sheet: _Sheet, rows: Sequence[Row]) -> None:
        """By name, else by headings."""
        rules = list(self.charter.ledgers.values())
        named = [rule for rule in rules if is_titled(rule, sheet.sheet)] or [
            rule for rule in rules if is_named(rule, sheet.file, sheet.sheet)
        ]
        top = top_of(rows[: LOOK + 1])
        fits = [(plan, header) for plan, header in self._fitting(named, top, best=True) if header.columns]
        if len(fits) != 1:
            complete = [one for one in fits if one[1].covers(one[0].needed)]
            fits = complete or self._fitting(rules, top)
        if len(fits) > 1:
            whole = [(plan, header) for plan, header in fits if not _unknown_places(header)]
            fits = whole if len(whole) == 1 else fits
        source = Source(sheet.file, sheet.sheet)
        if len(fits) == 1:
            sheet.plan, sheet.header = fits[0]
            self._check_rule(sheet)
        elif fits:
            sheet.fatal = (
                Problem("several-ledgers", source=source, details={"ledgers": [plan.rule.name for plan, _ in fits]}),
            )
        elif len(named) == 1 and (not sheet.sheet or is_titled(named[0], sheet.sheet)):
            wanted = [self._plan(named[0]).columns[name].column for name in self._plan(named[0]).needed]
            headings = [column.headings[0] if column.headings else column.name for column in wanted]
            sheet.fatal = (Problem("no-headings", source=source, details={"ledger": named[0].name, "headings": headings}),)
        else:
            called = [name for rule in rules for name in (rule.name, *rule.labels.values())]
            near = nearest(sheet.sheet or sheet.file.rpartition(".")[0], called)
            sheet.fatal = (Problem("unknown-ledger", source=source, details={"ledgers": near}),)

    def _fitting(self, rules: Sequence[LedgerRule], top: Top, *, best: bool = False) -> list[tuple[Plan, Header]]:
        found = []
        for rule in rules:
            plan = self._plan(rule)
            header = find_header(top, plan.headings, plan.needed, best=best)
            if header:
                found.append((plan, header))
        return found

    def _plan(self, rule: LedgerRule) -> Plan:
        if rule.name not in self.plans:
            self.plans[rule.name] = make_plan(rule, self.charter)
        return self.plans[rule.name]

    def _check_rule(self, sheet: _Sheet) -> None:
        assert sheet.plan
        source = Source(sheet.file, sheet.sheet)
        sheet.fatal += tuple(
            Problem("ledger-leads-nowhere", source=source, value=path, details={"ledger": sheet.plan.rule.name})
            for path in sheet.plan.unknown
        )

    def _place_columns(self, sheet: _Sheet, data: Sequence[Row]) -> None:
        """Which place of a row is which column; tells what is unknown, missing or there twice."""
        plan, header = sheet.plan, sheet.header
        assert plan
        assert header
        width = max((len(row.cells) for row in data), default=0)
        filled = {place for row in data for place, cell in enumerate(row.cells) if cell and not cell.isspace()} | {
            place for row in data for place, _ in row.faults
        }
        source = Source(sheet.file, sheet.sheet, sheet.heading_row)
        for name, places in header.columns.items():
            used = [place for place in places if place in filled] or list(places[:1])
            if len(used) > 1 and _matters(plan, name):
                text = header.texts[used[0]].strip()
                sheet.fatal += (Problem("heading-twice", source=source, value=text),)
            else:
                sheet.places[name] = used[0]
        missing = [name for name in plan.needed if name not in header.columns]
        for name in missing:
            headings = plan.columns[name].column.headings or (name,)
            sheet.fatal += (Problem("missing-column", source=source, details={"headings": headings}),)
        left = [one for name, one in plan.columns.items() if name not in header.columns] or list(plan.columns.values())
        near = Suggestions(heading for one in left for heading in one.column.headings)
        for place in range(max(width, len(header.texts))):
            if place in header.matched or place not in filled:
                continue
            text = header.texts[place].strip() if place < len(header.texts) else ""
            if text:
                self.problems.append(Problem("unknown-column", source=source, value=text, details={"nearest": near(text)}))
            else:
                self.problems.append(Problem("column-without-heading", source=source, details={"letter": column_letter(place)}))
        for name in sheet.places:
            target = plan.columns[name].target
            if target:
                sheet.carried.setdefault(target.noun, Carried()).add(target)
                sheet.borne[target.noun] = sheet.borne.get(target.noun, frozenset()) | {_place(target)}
        for constant in plan.constants:
            sheet.carried.setdefault(constant.target.noun, Carried()).add(constant.target)
        order = [one.target.name for one in plan.columns.values() if one.target and one.target.goes is Goes.STEP]
        for carried in sheet.carried.values():
            states = carried.states
            carried.states = {state: states[state] for state in dict.fromkeys([*order, *states]) if state in states}

    # -- rows --

    def _row_reader(self, sheet: _Sheet) -> Callable[[Row, _Line], None]:
        """A function that reads one row of this table: what is the same for every row is looked up once."""
        plan = sheet.plan
        assert plan
        rule = plan.rule
        present = [(sheet.places[name], name, planned) for name, planned in plan.columns.items() if name in sheet.places]
        used = [
            (place, name, planned)
            for place, name, planned in present
            if planned.target or planned.column.required or name in rule.key
        ]
        key = [(name, sheet.places.get(name), plan.columns.get(name)) for name in rule.key]
        skip = [
            (one.reason, sheet.places[one.column], {cells.fold(value) for value in one.values})
            for one in rule.skip
            if one.column in sheet.places
        ]
        must = {noun: [(name, self._heading_of(sheet, noun, name)) for name in necessary(noun)] for noun in rule.nouns}

        def read(row: Row, line: _Line) -> None:
            texts = row.cells
            for reason, at, meant in skip:
                if cells.fold(texts[at] if at < len(texts) else "") in meant:
                    line.skipped = True
                    self.skips.append(Skip(row.source, rule.name, reason))
                    id = self._id(rule, key, row, {}, line)
                    line.problems.clear()
                    if id:
                        self.skipped[rule.name, id] = row.source
                    return
            faults = dict(row.faults)
            drafts = {noun: Draft(noun=noun, source=row.source) for noun in rule.nouns}
            values: dict[str, Any] = {}
            for place, name, planned in used:
                text = texts[place] if place < len(texts) else ""
                self._read_cell(line, drafts, values, sheet, name, planned, text, faults.get(place, "") if faults else "")
            id = self._id(rule, key, row, values, line)
            for name, spot, _ in key if not id else ():
                told = any(problem.column == sheet.heading(name) for problem in line.problems)
                if not told and spot is not None and cells.is_missing(texts[spot] if spot < len(texts) else ""):
                    line.problems.append(Problem("missing-cell", source=row.source, column=sheet.heading(name)))
            kept = [draft for noun, draft in drafts.items() if noun == rule.nouns[0] or noun not in plan.owned or draft.filled]
            line.drafts = kept
            line.pending = [one for one in line.pending if any(one.draft is draft for draft in kept)]
            for draft in kept:
                draft.id = id
            for constant in plan.constants:
                draft = drafts[constant.target.noun]
                if any(draft is one for one in kept):
                    self._put_constant(line, draft, constant)
            waiting = {(one.draft.noun, one.target.name) for one in line.pending}
            for draft in kept:
                for name, heading in must[draft.noun]:
                    if heading is None or name in draft.values or name in draft.failed or (draft.noun, name) in waiting:
                        continue
                    if not any(problem.column == heading for problem in line.problems):
                        line.problems.append(Problem("missing-cell", source=row.source, column=heading))
                self._check_steps(line, draft, sheet)
            if id:
                self._register(line, rule, id)

        return read

    def _heading_of(self, sheet: _Sheet, noun: str, name: str) -> str | None:
        """The heading of the column that fills a field; None if this ledger has no such column."""
        assert sheet.plan
        for column, planned in sheet.plan.columns.items():
            target = planned.target
            if target and target.noun == noun and target.goes is Goes.FIELD and target.name == name and column in sheet.places:
                return sheet.heading(column)
        return None

    def _read_cell(
        self,
        line: _Line,
        drafts: dict[str, Draft],
        values: dict[str, Any],
        sheet: _Sheet,
        name: str,
        planned: PlannedColumn,
        text: str,
        fault: str,
    ) -> None:
        column, target = planned.column, planned.target
        draft = drafts[target.noun] if target else None
        if fault:
            self._tell(line, sheet.heading(name), planned, text, Fault(fault))
            if draft and target:
                draft.fail(_place(target))
            return
        repaired = ""
        if planned.values and (meant := planned.values.get(cells.fold(text))) is not None:
            if planned.is_quantity and meant:
                repaired = meant
            else:
                text = meant
        if not repaired and (not text or (len(text) < 10 and cells.is_missing(text)) or text.isspace()):
            text = planned.values.get(cells.fold(column.default), column.default) if planned.values else column.default
            if not text:
                if column.required:
                    line.problems.append(Problem("missing-cell", source=line.source, column=sheet.heading(name)))
                    if draft and target:
                        draft.fail(_place(target))
                return
        elif draft:
            draft.filled = True
        if draft is None or target is None:
            return
        if planned.read is None:
            line.pending.append(_Pending(draft, target, text, planned, sheet.heading(name)))
            return
        try:
            if repaired:
                value: Any = cells.quantity(text, column.unit, planned.labels, repaired)
            else:
                value = planned.read(text, sheet.epoch)
        except Fault as found:
            self._tell(line, sheet.heading(name), planned, text, found)
            draft.fail(_place(target))
            return
        values[name] = value
        draft.put(target, value)
        if isinstance(value, Quantity) and value.quality is Quality.DAMAGED:
            self.remarks.append(
                Problem(
                    "damaged-number", source=line.source, column=sheet.heading(name), value=text.strip(), masked=planned.masked
                )
            )

    def _tell(self, line: _Line, heading: str, planned: PlannedColumn, text: str, fault: Fault) -> None:
        details = dict(fault.details)
        if fault.code in ("word-not-known", "several-words"):
            details["nearest"] = planned.near(text.strip()) if planned.near else ()
        line.problems.append(
            Problem(fault.code, source=line.source, column=heading, value=text.strip(), details=details, masked=planned.masked)
        )

    def _id(
        self,
        rule: LedgerRule,
        key: Sequence[tuple[str, int | None, PlannedColumn | None]],
        row: Row,
        values: dict[str, Any],
        line: _Line,
    ) -> str:
        """The id that follows from the key cells; empty if one of them is."""
        parts = []
        for name, place, planned in key:
            typed = row.cells[place] if place is not None and place < len(row.cells) else ""
            try:
                text = cells.identifier(typed)
                if text in cells.MISSING:
                    return ""
                parts.append(_canonical(values[name], text) if name in values else text)
            except Fault as fault:
                if planned and not any(problem.column == line.table.heading(name) for problem in line.problems):
                    self._tell(line, line.table.heading(name), planned, typed, fault)
                return ""
        return rule.prefix + "-".join(parts) if parts else ""

    def _put_constant(self, line: _Line, draft: Draft, constant: Constant) -> None:
        planned, target = constant.planned, constant.target
        if _place(target) in draft.failed or (target.goes is Goes.FIELD and target.name in draft.values):
            return
        if constant.text.startswith("@"):
            if any(one.noun == constant.text[1:] for one in line.drafts):
                draft.put(target, reference_value(target, (constant.text[1:], draft.id)))
            return
        if constant.fault is not None:
            self._tell(line, constant.path, planned, constant.text, constant.fault)
        elif constant.waits:
            line.pending.append(_Pending(draft, target, constant.text, planned, constant.path))
        else:
            draft.put(target, constant.value)

    def _check_steps(self, line: _Line, draft: Draft, sheet: _Sheet) -> None:
        """A part of a step needs the step's day, or it would be lost."""
        if not draft.steps and not line.pending:
            return
        assert sheet.plan
        dated = {state for state, parts in draft.steps.items() if "on" in parts}
        constants = {(one.target.name, one.target.part) for one in sheet.plan.constants if one.target.noun == draft.noun}
        said = {(state, part) for state, parts in draft.steps.items() for part in parts}
        said |= {
            (one.target.name, one.target.part)
            for one in line.pending
            if one.draft is draft and one.target.goes is Goes.STEP_PART
        }
        for state, part in sorted(said):
            if state in dated or (state, part) in constants or f"step.{state}.on" in draft.failed:
                continue
            columns = {
                one.target.part: name
                for name, one in sheet.plan.columns.items()
                if one.target is not None and _is_step(one.target, draft.noun, state)
            }
            if part not in columns:
                continue
            day = sheet.heading(columns["on"]) if "on" in columns else f"step.{state}"
            line.problems.append(
                Problem("step-without-date", source=line.source, column=sheet.heading(columns[part]), details={"day": day})
            )
        for state in set(draft.steps) - dated:
            del draft.steps[state]
        line.pending = [
            one
            for one in line.pending
            if one.draft is not draft
            or one.target.goes is not Goes.STEP_PART
            or one.target.name in dated
            or f"step.{one.target.name}.on" in draft.failed
        ]

    def _register(self, line: _Line, rule: LedgerRule, id: str) -> None:
        first = self.first.setdefault((rule.name, id), line.source)
        if first is line.source:
            first = self._said_before(line, id) or first
        if first is not line.source:
            columns = [line.table.heading(name) for name in rule.key]
            typed = dict(_typed(line.table.header, line.row))
            shown = " ".join(typed.get(column, "") for column in columns)
            masked = any(planned.masked for name in rule.key if (planned := self._plan(rule).columns.get(name)))
            line.problems.append(
                Problem(
                    "duplicate-key",
                    source=line.source,
                    column=", ".join(columns),
                    value=shown.strip(),
                    details={"first": first},
                    masked=masked,
                )
            )
            return
        for draft in line.drafts:
            draft.borne = line.table.borne.get(draft.noun, frozenset())
            self.drafts.setdefault(draft.noun, {}).setdefault(id, []).append(draft)

    def _said_before(self, line: _Line, id: str) -> Source | None:
        """The row of another ledger that fills a place of the same record which this row fills too: only one of them can be right."""
        for draft in line.drafts:
            for other in self.drafts.get(draft.noun, {}).get(id, ()):
                if other.borne & line.table.borne.get(draft.noun, frozenset()):
                    return other.source
        return None

    def _check_empty_files(self) -> None:
        filled = {read.file for read in self.reads if read.rows or read.heading_row}
        broken = {problem.source.file for problem in self.problems if problem.source}
        for file in dict.fromkeys(read.file for read in self.reads if read.file not in filled | broken):
            self.problems.append(Problem("empty-file", source=Source(file)))

    # -- references --

    def _resolve(self) -> None:
        index = Index(self.charter, self._exists, self._ids, self._names, self._units)
        waiting = [(line, one) for line in self.lines for one in line.pending]
        for line, one in waiting:
            if one.target.refs == ("unit",):
                self._resolve_one(index, line, one, None)
        self._note_memberships()
        for line, one in waiting:
            if one.target.refs != ("unit",):
                self._resolve_one(index, line, one, self._unit_of(line))

    def _note_memberships(self) -> None:
        """Who belongs where: it tells persons of one name apart."""
        for record in self.known.records.values():
            if isinstance(record, Membership):
                self.at_units.setdefault(record.person, set()).add(record.unit)
        for drafts in self.drafts.get("membership", {}).values():
            for draft in drafts:
                if {"person", "unit"} <= set(draft.values):
                    self.at_units.setdefault(draft.values["person"], set()).add(draft.values["unit"])

    def _resolve_one(self, index: Index, line: _Line, one: _Pending, unit: str | None) -> None:
        target = one.target
        try:
            nouns = tuple(filter(None, (one.draft.parts.get(target.name) or one.planned.column.of,))) or target.refs
            if target.goes is Goes.UNITS:
                keys = [index.find(nouns, text) for text in _BETWEEN_UNITS.split(one.text) if text.strip()]
                line.refers.extend(keys)
                one.draft.put(target, tuple(id for _, id in keys))
                return
            key = index.find(nouns, one.text, unit)
        except Fault as fault:
            self._tell(line, one.heading, one.planned, one.text, fault)
            one.draft.fail(_place(target))
            return
        line.refers.append(key)
        one.draft.put(target, reference_value(target, key))

    def _exists(self, noun: str, id: str) -> bool:
        return id in self.drafts.get(noun, ()) or (noun, id) in self.known.records

    def _ids(self, noun: str) -> Iterator[str]:
        drafts = self.drafts.get(noun, {})
        yield from drafts
        yield from (id for id in self.known_ids.get(noun, ()) if id not in drafts)

    def _names(self, noun: str, id: str) -> Iterator[str]:
        drafts = self.drafts.get(noun, {}).get(id, ())
        for draft in drafts:
            for attribute in ("name", "title"):
                if draft.values.get(attribute):
                    yield draft.values[attribute]
            yield from draft.names.values()
        record = self.known.records.get((noun, id))
        if record is not None and not drafts:
            yield from names_of_record(record)

    def _units(self, noun: str, id: str, depth: int = 3) -> frozenset[str]:
        if noun == "person":
            return frozenset(self.at_units.get(id, ()))
        attribute = home_attribute(noun)
        if not attribute or not depth:
            return frozenset()
        drafts = self.drafts.get(noun, {}).get(id, ())
        found = next((draft.values[attribute] for draft in drafts if attribute in draft.values), None)
        if found is None:
            found = getattr(self.known.records.get((noun, id)), attribute, None)
        if found is None:
            return frozenset()
        return frozenset([found]) if attribute == "unit" else self._units(attribute, found, depth - 1)

    def _unit_of(self, line: _Line) -> str | None:
        """The unit of a row: where one of its records counts."""
        for draft in line.drafts:
            attribute = home_attribute(draft.noun)
            found = draft.values.get(attribute) if attribute else None
            if found is not None:
                units = frozenset([found]) if attribute == "unit" else self._units(attribute, found)
                if len(units) == 1:
                    return str(next(iter(units)))
        return None

    # -- what is known --

    def _check_against_store(self) -> None:
        """What cannot be known before references are: records that were taken out, and rows that say too little for a new record."""
        for line in self.lines:
            for draft in line.drafts:
                if draft.key in self.known.withdrawn:
                    line.problems.append(Problem("withdrawn-elsewhere", source=line.source, details={"id": draft.id}))
                if draft.key in self.known.records or not draft.id or line.problems:
                    continue
                if not self._is_first(draft):
                    continue
                if any(name not in draft.values for name in necessary(draft.noun)):
                    line.problems.append(Problem("too-little", source=line.source, details={"id": draft.id}))

    def _is_first(self, draft: Draft) -> bool:
        """Whether no earlier row makes the record: a row of another ledger may say more of it."""
        others = self.drafts.get(draft.noun, {}).get(draft.id)
        return not others or others[0] is draft

    def _hold_back(self) -> None:
        """A good row that refers to a record which only a bad row would make waits for that row."""
        by_key: dict[Key, list[_Line]] = {}
        for line in self.lines:
            for key in line.refers:
                by_key.setdefault(key, []).append(line)
            for draft in line.drafts:
                if not self._is_first(draft):
                    by_key.setdefault(draft.key, []).append(line)
        bad = [line for line in self.lines if line.problems or line.table.fatal]
        while bad:
            cause = bad.pop()
            for draft in cause.drafts:
                if draft.key in self.known.records or not self._is_first(draft):
                    continue
                for line in by_key.get(draft.key, ()):
                    if line is not cause and not line.problems and not line.held and not line.table.fatal:
                        line.held = Problem("waits-for-row", source=line.source, details={"row": cause.source})
                        bad.append(line)
        held = sum(1 for line in self.lines if line.held)
        if held:
            self.remarks.append(Problem("rows-wait", details={"count": held}))

    def _make(self) -> tuple[list[Record], dict[Key, Source], set[Key], set[Key], dict[Source, tuple[Key, ...]]]:
        made: dict[Key, Record] = {}
        sources: dict[Key, Source] = {}
        fed: dict[Source, tuple[Key, ...]] = {}
        for line in self.lines:
            if _is_bad(line):
                continue
            found: dict[Key, Record] = {}
            for draft in line.drafts:
                key = draft.key
                stored = self.known.records.get(key)
                carried = line.table.carried.get(draft.noun) or Carried()
                record = make_record(draft, carried, made.get(key, stored))
                found[key] = record
                assert line.table.plan
                if (
                    stored is not None
                    and record != stored
                    and not self._is_from(line.table.plan.rule, key, self.known.sources.get(key))
                ):
                    columns = _differing(line.table, draft.noun, stored, record)
                    line.problems.append(
                        Problem("changed-elsewhere", source=line.source, details={"id": draft.id, "columns": columns})
                    )
            if line.problems:
                continue
            made |= found
            sources |= dict.fromkeys(found, line.source)
            fed[line.source] = tuple(found)
        rank = {noun: place for place, noun in enumerate(NOUNS)}
        records = sorted(made.values(), key=lambda record: rank[key_of(record)[0]])
        new = {key for key in made if key not in self.known.records}
        changed = {key for key, record in made.items() if key not in new and record != self.known.records[key]}
        return records, sources, new, changed, fed

    def _is_from(self, rule: LedgerRule, key: Key, source: Source | None) -> bool:
        """Whether a version of a record came from this ledger: from a table read now, or one of that name, or by a prefix of its own."""
        if source is None:
            return False
        known = (rule.name, source.file, source.sheet)
        if known not in self.belongs:
            self.belongs[known] = self._belongs(rule, source)
        found = self.belongs[known]
        return key[1].startswith(rule.prefix) if found is None else found

    def _belongs(self, rule: LedgerRule, source: Source) -> bool | None:
        """Whether a table is of this ledger; None where only the prefix of an id can tell."""
        place = (source.file, source.sheet)
        for sheet in self.sheets:
            if sheet.plan and place == (sheet.file, sheet.sheet):
                return sheet.plan.rule.name == rule.name
        rules = list(self.charter.ledgers.values())
        named = [one for one in rules if is_titled(one, source.sheet)] or [
            one for one in rules if is_named(one, source.file, source.sheet)
        ]
        if named:
            return rule in named
        alone = all(one is rule or one.prefix != rule.prefix or not set(one.nouns) & set(rule.nouns) for one in rules)
        return None if rule.prefix and alone else False

    def _check_vanished(self) -> None:
        """Records of a complete ledger whose row is no longer there."""
        tables: dict[str, list[_Sheet]] = {}
        for sheet in self.sheets:
            if sheet.plan and sheet.header and sheet.plan.rule.complete and not sheet.fatal:
                tables.setdefault(sheet.plan.rule.name, []).append(sheet)
        for name, sheets in tables.items():
            rule = self.charter.ledgers[name]
            for noun in rule.nouns:
                for id in self.known_ids.get(noun, ()):
                    key = (noun, id)
                    here = (name, id) in self.first
                    if here and any(draft.noun == noun for draft in self.drafts.get(noun, {}).get(id, ())):
                        continue
                    if noun != rule.nouns[0] and not here and (rule.nouns[0], id) in self.known.records:
                        continue
                    origin = self.known.origins.get(key) or self.known.sources.get(key)
                    if not self._is_from(rule, key, origin):
                        continue
                    place = self.first.get((name, id)) or self.skipped.get((name, id)) or _same_place(sheets, origin)
                    self.problems.append(
                        Problem("row-vanished", source=place, details={"id": id, "row": origin or "", "noun": noun})
                    )


def _is_bad(line: _Line) -> bool:
    return bool(line.problems or line.held or line.table.fatal)


def _rejected(line: _Line) -> Rejected:
    plan = line.table.plan
    problems = [*line.table.fatal, *line.problems, *([line.held] if line.held else [])]
    return Rejected(
        source=line.source,
        ledger=plan.rule.name if plan else "",
        cells=_typed(line.table.header, line.row),
        problems=tuple(problems),
    )


def _typed(header: Header | None, row: Row) -> tuple[tuple[str, str], ...]:
    """The cells with their headings; without headings, with the letters of their columns."""
    texts = header.texts if header else ()
    return tuple(
        ((texts[place].strip() if place < len(texts) else "") or column_letter(place), cell)
        for place, cell in enumerate(row.cells)
    )


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column; `place` counts from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _unknown_places(header: Header) -> list[int]:
    return [place for place, text in enumerate(header.texts) if text.strip() and place not in header.matched]


def _matters(plan: Plan, name: str) -> bool:
    """Whether anything is made of a column: one that is only read away may be there as often as it likes."""
    rule = plan.rule
    return plan.columns[name].target is not None or name in rule.key or any(one.column == name for one in rule.skip)


def _place(target: Target) -> str:
    """The name of a place for cells within a record."""
    if target.goes in (Goes.FIELD, Goes.UNITS):
        return target.name
    if target.goes in (Goes.STEP, Goes.STEP_PART):
        return f"step.{target.name}.{target.part}"
    return f"{target.goes.name}.{target.name}.{target.part}"


def _is_step(target: Target, noun: str, state: str) -> bool:
    return target.noun == noun and target.name == state and target.goes in (Goes.STEP, Goes.STEP_PART)


def _canonical(value: Any, text: str) -> str:
    """A key cell in the one way in which it can stand in an id: two spellings of a day or number are the same key."""
    match value:
        case Moment():
            return value.day.isoformat() + (value.at.isoformat("minutes") if value.at else "")
        case date():
            return value.isoformat()
        case int() | Decimal():
            return format(Decimal(value).normalize(), "f")
    return text


def _differing(sheet: _Sheet, noun: str, stored: Record, record: Record) -> list[str]:
    """The headings of the columns in which a row and the known record differ."""
    assert sheet.plan
    found = []
    for name in sheet.places:
        target = sheet.plan.columns[name].target
        if target and target.noun == noun and _said(target, stored) != _said(target, record):
            found.append(sheet.heading(name))
    return found


def _said(target: Target, record: Record) -> Any:
    """What a record says at the place where a column goes."""
    match target.goes:
        case Goes.FIELD | Goes.UNITS | Goes.PART:
            return getattr(record, target.name)
        case Goes.STEP | Goes.STEP_PART:
            steps = [step for step in getattr(record, "steps", ()) if step.state == target.name]
            return [(getattr(step, target.part), step.at if target.part == "on" else None) for step in steps]
        case Goes.CUSTOM:
            return [one for one in record.custom if one.name == target.name]
        case Goes.EXTERNAL:
            return [one for one in record.external_ids if one.scheme == target.name]
        case Goes.NAME:
            return [one for one in getattr(record, "names", ()) if one.language == target.name]
    return getattr(record, "parents", ())


def _same_place(sheets: Sequence[_Sheet], origin: Source | None) -> Source:
    """The table from which a row vanished: the one in which it stood, else the first of the ledger."""
    for sheet in sheets:
        if origin and (sheet.file, sheet.sheet) == (origin.file, origin.sheet):
            return Source(sheet.file, sheet.sheet)
    return Source(sheets[0].file, sheets[0].sheet)
