"""One row of a ledger: its cells become drafts of records; what refers to other rows waits until all are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from attrs import define, field

from grassroots.charter.targets import Goes, Target
from grassroots.ledgers import cells
from grassroots.ledgers.aside import void_in
from grassroots.ledgers.came import ABSENT, MISSING, NOTHING_CAME, Came, read_cell
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.cells.days import Moment, canonical
from grassroots.ledgers.draft import Draft, place_of, reference_value
from grassroots.ledgers.plan import Constant, Holds, Plan, PlannedColumn, necessary
from grassroots.ledgers.reading import Key, Rejected, Skip, numbered
from grassroots.ledgers.sheet import Sheet
from grassroots.ledgers.table import Row, sheet_of
from grassroots.model import home_field
from grassroots.problems import Named, Problem
from grassroots.texts import Phrase
from grassroots.values import Source

KeyColumns = Sequence[tuple[str, int | None, PlannedColumn | None]]
"""The columns of a key: name, place in a row, plan."""


@define(eq=False)
class Pending:
    """A reference that waits until all rows are known."""

    draft: Draft
    target: Target
    text: str
    planned: PlannedColumn
    heading: str


@define(eq=False)
class Line:
    """A row on its way: its id, its drafts, what waits, what is wrong, and the records it refers to."""

    source: Source
    sheet: Sheet
    row: Row
    id: str = ""
    within: str = ""
    """How the ids begin of those rows that are numbered together with it, where the numbers of a ledger begin anew."""
    drafts: list[Draft] = field(factory=list)
    pending: list[Pending] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    refers: list[Key] = field(factory=list)
    held: Problem | None = None
    skipped: bool = False
    bare: bool = False
    """Whether nothing stands in it but its number, in a table that says more."""
    silent: bool = False
    """Whether it tells of somebody who was erased: its text is kept nowhere."""
    beside: list[tuple[Problem, Draft]] = field(factory=list)
    """Of its problems those that leave its main record as it is: what is wrong with another record of the row, or with a part of a step without its day."""
    lost: list[Draft] = field(factory=list)
    """The other records of the row that are not made, for something is wrong with them."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.problems or self.held or self.sheet.fatal)

    @property
    def said(self) -> dict[str, str]:
        """Its columns that say something, with their text."""
        cells = self.row.cells
        return {
            name: text for name, place in self.sheet.places.items() if place < len(cells) and (text := cells[place].strip())
        }

    @property
    def called(self) -> Named:
        """Its id, told by the number that the row bears."""
        return numbered(self.sheet.plan.rule.prefix if self.sheet.plan else "", self.id)

    @property
    def is_bad(self) -> bool:
        """Whether no record is made of it."""
        return bool((self.problems and len(self.problems) > len(self.beside)) or self.held or self.sheet.fatal)

    def lose(self) -> None:
        """Leaves out the other records of the row with which something is wrong; the main one stands. A row that tells of a person is one thing."""
        rule = self.sheet.plan.rule if self.sheet.plan else None
        if rule is None or home_field(rule.nouns[0]) is None:
            self.beside.clear()
        elif self.beside and not self.is_bad:
            self.lost += [
                one for one in self.drafts if one.noun != rule.nouns[0] and any(one is draft for _, draft in self.beside)
            ]
            self.drafts = [one for one in self.drafts if not any(one is draft for draft in self.lost)]

    def rejected(self) -> Rejected:
        """The bad row as a reading gives it back."""
        return Rejected(
            source=self.source,
            ledger=self.sheet.plan.rule.name if self.sheet.plan else "",
            cells=() if self.silent else self.sheet.typed(self.row),
            problems=(*self.sheet.fatal, *self.problems, *([self.held] if self.held else [])),
        )

    def tell(self, heading: str, planned: PlannedColumn, text: str, fault: Fault, draft: Draft | None = None) -> None:
        """Notes what is wrong with a cell, of this record."""
        details = dict(fault.details)
        if fault.code in ("word-not-known", "several-words"):
            details["nearest"] = planned.near.listed(text.strip()) if planned.near else ()
        if fault.code == "record-not-known":
            near = details["nearest"]
            details["near"] = Phrase("grassroots.ledgers", "near", names=near) if near else ""
        found = Problem(
            fault.code,
            source=self.source,
            column=heading,
            value=text.strip(),
            details=details,
            masked=planned.masked and fault.code != "error-value",
        )
        self._note(found, draft)

    def miss_beside(self, draft: Draft, heading: str) -> None:
        """Notes that a row says something of a further record, and not what that cannot be without; `heading`: of the column, that the table may lack."""
        sheet = self.sheet
        assert sheet.plan
        cells_of = self.row.cells
        filled = [
            sheet.heading(name)
            for name, place in sheet.places.items()
            if (target := sheet.plan.columns[name].target)
            and target.noun == draft.noun
            and place < len(cells_of)
            and not cells.is_missing(cells_of[place])
        ]
        details = {"needed": heading, "filled": filled}
        column = "" if isinstance(heading, Named) else heading
        self._note(Problem("missing-beside", source=self.source, column=column, details=details), draft)

    def miss(self, heading: str, draft: Draft | None = None) -> None:
        """Notes that a cell is empty which must not be, of this record."""
        self._note(Problem("missing-cell", source=self.source, column=heading), draft)

    def _note(self, found: Problem, draft: Draft | None) -> None:
        self.problems.append(found)
        if draft is not None and self.sheet.plan and draft.noun != self.sheet.plan.rule.nouns[0]:
            self.beside.append((found, draft))


def row_reader(sheet: Sheet) -> Callable[[Row], Line]:
    """A function that reads one row of this table: what is the same for every row is looked up once."""
    plan = sheet.plan
    assert plan
    rule = plan.rule
    used = [
        (place, name, planned, planned.target, dict[str | tuple[str, str], Came]())
        for name, planned, place in used_columns(sheet)
    ]
    key = [(name, sheet.places.get(name), plan.columns.get(name)) for name in plan.key]
    keys = {noun: [(name, sheet.places.get(name), plan.columns.get(name)) for name in own] for noun, own in rule.keys.items()}
    day = plan.first_day
    needed = [*key, (day, sheet.places.get(day), plan.columns.get(day))] if day else key
    skip = [
        (one.reason, sheet.places[one.column], {cells.fold(value) for value in one.values})
        for one in rule.skip
        if one.column in sheet.places
    ]
    setting = sheet.setting
    assert setting
    own = number_places(sheet)
    remarked = sheet.remarked
    must = {noun: must_have(sheet, noun) for noun in rule.nouns}

    def read(row: Row) -> Line:
        line = Line(row.source, sheet, row)
        texts, natures = row.cells, row.natures
        for reason, at, meant in skip:
            if cells.fold(texts[at] if at < len(texts) else "") in meant:
                line.id = _id(plan, key, line, {})
                line.skipped = True
                line.problems.clear()
                sheet.skips.append(Skip(row.source, rule.name, reason))
                return line
        faults = dict(row.faults)
        if row.struck:
            line.problems.append(Problem("struck-row", source=row.source))
        elif void := next((said for at in remarked if at < len(texts) and texts[at] and (said := void_in(texts[at]))), ""):
            line.problems.append(Problem("row-void", source=row.source, value=void))
        line.problems += [Problem(faults.pop(-1), source=row.source)] if -1 in faults else []
        drafts = {noun: Draft(noun=noun, source=row.source) for noun in rule.nouns}
        values: dict[str, Any] = {}
        width, known = len(texts), len(natures)
        for place, name, planned, target, before in used:
            text = texts[place] if place < width else ""
            nature = natures[place] if place < known else ""
            fault = faults.get(place, "") if faults else ""
            same = (text, nature) if nature else text
            came = None if fault else before.get(same)
            if came is None:
                came = read_cell(setting, name, planned, text, fault, nature, texts)
                if came.once:
                    _tell(line, name, planned, came, drafts[target.noun] if target else None)
                elif len(before) < MOST_BEFORE:
                    before[same] = came
            if target and came is not NOTHING_CAME and came.fault is None:
                _put(line, drafts[target.noun], target, name, planned, came, values)
        line.id = _id(plan, key, line, values)
        line.bare = (
            sheet.says_more
            and not faults
            and all(place in own or not cell or cell.isspace() for place, cell in enumerate(texts))
        )
        for name, spot, _ in needed if not line.id else ():
            told = any(problem.column == sheet.heading(name) for problem in line.problems)
            if not told and spot is not None and cells.is_missing(texts[spot] if spot < len(texts) else ""):
                line.miss(sheet.heading(name))
        for noun, draft in drafts.items():
            draft.id = _own_id(rule.prefix, keys[noun], line, values) if noun in keys else line.id
        for name, whole in says_nothing_alone(sheet, texts) if plan.needs else ():
            say = {"needed": sheet.heading(whole)}
            sheet.remarks.append(Problem("says-nothing-alone", source=row.source, column=sheet.heading(name), details=say))
        line.drafts = [
            draft
            for noun, draft in drafts.items()
            if noun == rule.nouns[0] or (draft.id if noun in keys else noun not in plan.owned or draft.filled)
        ]
        for noun, own_key in keys.items():
            if noun != rule.nouns[0] and drafts[noun].filled and not drafts[noun].id:
                line.miss_beside(drafts[noun], sheet.heading(own_key[0][0]))
        if len(line.drafts) < len(drafts):
            line.pending = [one for one in line.pending if any(one.draft is draft for draft in line.drafts)]
        for constant in plan.constants:
            draft = drafts[constant.target.noun]
            if len(line.drafts) == len(drafts) or any(draft is one for one in line.drafts):
                put_constant(line, draft, constant)
        waiting = {(one.draft.noun, one.target.name) for one in line.pending} if line.pending else ()
        for draft in line.drafts:
            for name, heading in must[draft.noun]:
                if name in draft.values or name in draft.failed or (draft.noun, name) in waiting:
                    continue
                if not any(problem.column == heading for problem in line.problems):
                    line.miss(heading, draft) if draft.noun == rule.nouns[0] else line.miss_beside(draft, heading)
            _check_steps(line, draft)
        if len(line.problems) > 1 and not line.id:
            _tell_together(line)
        return line

    return read


def used_columns(sheet: Sheet) -> list[tuple[str, PlannedColumn, int]]:
    """The columns of which anything is made, and where they stand."""
    plan = sheet.plan
    assert plan
    rule = plan.rule
    return [
        (name, planned, sheet.places[name])
        for name, planned in plan.columns.items()
        if name in sheet.places and (planned.target or planned.column.required or name in plan.key or name in rule.all_keys)
    ]


def number_places(sheet: Sheet) -> set[int]:
    """Where the numbers of its rows stand. A key that says something by itself (who sits in which team) is more than a number."""
    plan = sheet.plan
    assert plan
    keys = (*plan.key, *plan.rule.all_keys)
    numbers = {name for name in keys if name not in plan.columns or _is_number(plan.columns[name])}
    return {place for name, place in sheet.places.items() if name in numbers}


def must_have(sheet: Sheet, noun: str) -> list[tuple[str, str]]:
    """What a record cannot be without and a column gives: the field, and the heading of the column."""
    return [(name, heading) for name in necessary(noun) if (heading := sheet.heading_of(noun, name)) is not None]


def _is_number(planned: PlannedColumn) -> bool:
    """Whether a column of a key holds nothing but a number of the row, wherever that is kept."""
    target = planned.target
    return planned.holds is Holds.NUMBERS or (target is not None and target.goes is Goes.FIELD and target.name == "number")


_SENTENCE = re.compile(r"[，。；;]|, |\. |.{30}")

MOST_BEFORE = 4096
"""So many different cells of a column are remembered with what came of them: words, days and units come again and again."""


def _put(
    line: Line, draft: Draft, target: Target, name: str, planned: PlannedColumn, came: Came, values: dict[str, Any]
) -> None:
    if came.filled:
        draft.filled = True
    if came.waits:
        line.pending.append(Pending(draft, target, came.waits, planned, line.sheet.heading(name)))
    elif came.value is not ABSENT:
        values[name] = came.value
        draft.put(target, came.value)


def _tell_together(line: Line) -> None:
    """A row without a number in which all is missing that a record needs, or with no more than a sentence in it, is most likely none: it is told once."""
    missing = [one.column for one in line.problems if one.code == "missing-cell"]
    headings = [line.sheet.heading(name) for name in line.sheet.plan.needed] if line.sheet.plan else []
    filled = [cell for cell in line.row.cells if cell and not cell.isspace()]
    if (set(headings) <= set(missing) and len(missing) == len(line.problems)) or (
        len(filled) == 1 and len(missing) > 1 and _SENTENCE.search(filled[0])
    ):
        line.pending.clear()
        line.beside.clear()
        line.problems[:] = [Problem("row-says-little", source=line.source, details={"headings": missing})]


def _tell(line: Line, name: str, planned: PlannedColumn, came: Came, draft: Draft | None) -> None:
    """Notes what is wrong with a cell, and what is said of it whatever comes of it."""
    sheet, target = line.sheet, planned.target
    heading, shown = sheet.heading(name), came.shown
    if came.merged and shown.strip():
        sheet.merged.append((line.source, heading))
    if came.damaged:
        say: dict[str, Any] = {"column": heading, "value": shown.strip(), "masked": planned.masked}
        sheet.remarks.append(Problem("damaged-number", source=line.source, **say))
    if came.fault is None:
        return
    if came.fault.code == MISSING:
        line.miss(heading, draft)
    else:
        line.tell(heading, planned, shown, came.fault, draft)
    if draft and target:
        draft.filled = draft.filled or came.filled
        draft.fail(place_of(target))


def _id(plan: Plan, key: KeyColumns, line: Line, values: dict[str, Any]) -> str:
    """The id that follows from the key cells, and from what the numbers begin anew in; empty if one of them is."""
    parts = []
    match plan.rule.numbered_within:
        case "sheet":
            parts.append(cells.identifier(sheet_of(line.sheet.sheet) or PurePath(line.sheet.file).stem))
        case "year" | "month" as within:
            found = values.get(plan.first_day)
            day = found.day if isinstance(found, Moment) else found
            if not isinstance(day, date):
                return ""
            parts.append(f"{day:%Y}" if within == "year" else f"{day:%Y-%m}")
    texts = line.row.cells
    for name, place, planned in key:
        typed = texts[place] if place is not None and place < len(texts) else ""
        try:
            part = key_part(typed, values.get(name, ABSENT))
            if not part:
                return ""
            parts.append(part)
        except Fault as fault:
            heading = line.sheet.heading(name)
            if planned and not any(problem.column == heading for problem in line.problems):
                line.tell(heading, planned, typed, fault)
            return ""
    if plan.rule.numbered_within:
        line.within = f"{plan.rule.prefix}{parts[0]}-"
    return plan.rule.prefix + "-".join(parts) if parts else ""


def _own_id(prefix: str, key: KeyColumns, line: Line, values: dict[str, Any]) -> str:
    """The id of a record with a key of its own, by those cells of it that are filled; empty where none is."""
    parts = []
    for name, place, planned in key:
        typed = line.row.cells[place] if place is not None and place < len(line.row.cells) else ""
        try:
            part = key_part(typed, values.get(name, ABSENT))
        except Fault as fault:
            heading = line.sheet.heading(name)
            if planned and not any(problem.column == heading for problem in line.problems):
                line.tell(heading, planned, typed, fault)
            return ""
        if part:
            parts.append(part)
    return prefix + "-".join(parts) if parts else ""


def key_part(typed: str, value: Any) -> str:
    """What a cell of a key says in an id, by what came of it; empty where nothing stands there. Raises `Fault`."""
    text = cells.identifier(typed)
    if text in cells.MISSING:
        return ""
    return text if value is ABSENT else canonical(value, text)


def put_constant(line: Line, draft: Draft, constant: Constant) -> None:
    """Puts what the charter says of every row into a draft, unless the row says otherwise or what it says could not be read."""
    planned, target = constant.planned, constant.target
    if place_of(target) in draft.failed or (target.goes is Goes.FIELD and target.name in draft.values):
        return
    if constant.text.startswith("@"):
        for one in line.drafts:
            if one.noun == constant.text[1:]:
                draft.put(target, reference_value(target, one.key))
    elif constant.fault is not None:
        line.tell(constant.path, planned, constant.text, constant.fault)
    elif constant.waits:
        line.pending.append(Pending(draft, target, constant.text, planned, constant.path))
    else:
        draft.put(target, constant.value)


def says_nothing_alone(sheet: Sheet, cells_of: Sequence[str]) -> list[tuple[str, str]]:
    """The columns whose cells are filled and say nothing, since another is empty; and that other."""
    assert sheet.plan

    def is_filled(name: str) -> bool:
        place = sheet.places.get(name, len(cells_of))
        return place < len(cells_of) and not cells.is_missing(cells_of[place])

    return [(name, whole) for name, whole in sheet.plan.needs.items() if is_filled(name) and not is_filled(whole)]


def _check_steps(line: Line, draft: Draft) -> None:
    """A part of a step needs the step's day, or it would be lost."""
    if not draft.steps and not line.pending:
        return
    dated = {state for state, parts in draft.steps.items() if "on" in parts}
    if len(dated) == len(draft.steps) and all(
        one.target.goes is not Goes.STEP_PART or one.target.name in dated or one.draft is not draft for one in line.pending
    ):
        return
    sheet = line.sheet
    assert sheet.plan

    def waits(one: Pending) -> bool:
        return one.draft is draft and one.target.goes is Goes.STEP_PART

    constants = {(one.target.name, one.target.part) for one in sheet.plan.constants if one.target.noun == draft.noun}
    said = {(state, part) for state, parts in draft.steps.items() for part in parts}
    said |= {(one.target.name, one.target.part) for one in line.pending if waits(one)}
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
        heading = sheet.heading(columns[part])
        found = Problem("step-without-date", source=line.source, column=heading, details={"day": day})
        line.problems.append(found)
        line.beside.append((found, draft))
    for state in set(draft.steps) - dated:
        del draft.steps[state]
    line.pending = [
        one
        for one in line.pending
        if not waits(one) or one.target.name in dated or f"step.{one.target.name}.on" in draft.failed
    ]


def _is_step(target: Target, noun: str, state: str) -> bool:
    return target.noun == noun and target.name == state and target.goes in (Goes.STEP, Goes.STEP_PART)
