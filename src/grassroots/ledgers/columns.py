"""The rows of a ledger, read by columns: of each column its different cells are read once. A row of which nothing has to be told becomes a line at once, of what came of
its cells; any other is read by itself, cell by cell, so that what is told of it is told in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

from attrs import define, frozen

from grassroots.charter.targets import Goes, Target
from grassroots.ledgers import cells
from grassroots.ledgers.aside import void_in
from grassroots.ledgers.came import ABSENT, NOTHING_CAME, Came, read_cell
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.cells.days import Moment
from grassroots.ledgers.draft import Draft
from grassroots.ledgers.plan import PlannedColumn
from grassroots.ledgers.readers import known_beside
from grassroots.ledgers.rows import (
    Line,
    Pending,
    key_part,
    must_have,
    number_places,
    put_constant,
    row_reader,
    says_nothing_alone,
    used_columns,
)
from grassroots.ledgers.sheet import Sheet
from grassroots.ledgers.table import Row, sheet_of

Typed = Sequence[Any]
"""The cells of a column as they are told apart: by their text, and where the file says of what nature each is, by that too."""


def lines_of(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Line]:
    """The lines of some rows of a table, in their order."""
    read = row_reader(sheet)
    plainly = Plainly.of(sheet, rows)
    if plainly is None:
        yield from map(read, rows)
        return
    for at, row in enumerate(rows):
        yield plainly.line(at, row) or read(row)


@frozen(eq=False)
class _Noun:
    """The columns of a record of each row."""

    noun: str
    names: tuple[str, ...]
    """Its fields that columns fill."""
    values: Sequence[tuple[Any, ...]]
    """Row by row, the values of these."""
    is_whole: bool
    """Whether each has a value in every row."""
    others: tuple[tuple[Target, Sequence[Came]], ...]
    """The columns that go elsewhere, with what came of their cells."""
    ids: Sequence[str] | None
    """Row by row its id, where it has a key of its own."""
    filled: Sequence[bool] | None
    """Row by row whether anything is said of it, where a record is made only then."""
    must: tuple[str, ...]

    def draft(self, at: int, row: Row, id: str) -> Draft:
        """What a row says of it."""
        values = self.values[at]
        found = Draft(
            noun=self.noun,
            source=row.source,
            id=id if self.ids is None else self.ids[at],
            values=dict(zip(self.names, values))  # noqa: B905 - as many of each, for every row
            if self.is_whole
            else {name: value for name, value in zip(self.names, values) if value is not ABSENT},  # noqa: B905
        )
        for target, came in self.others:
            value = came[at].value
            if value is not ABSENT:
                found.put(target, value)
        return found


@frozen(eq=False)
class _Waits:
    """A column of references, with what came of its cells."""

    name: str
    heading: str
    planned: PlannedColumn
    target: Target
    came: Sequence[Came]


@frozen(eq=False)
class Plainly:
    """A table read by columns."""

    sheet: Sheet
    clean: Sequence[bool]
    """Row by row whether nothing has to be told of its cells."""
    ids: Sequence[str]
    within: Sequence[str]
    """Row by row how the ids begin of those that are numbered with it, where numbers begin anew."""
    nouns: tuple[_Noun, ...]
    waits: tuple[_Waits, ...]
    waits_in_steps: bool
    numbers: set[int]
    """Where the numbers of its rows stand."""

    @classmethod
    def of(cls, sheet: Sheet, rows: Sequence[Row]) -> Plainly | None:
        """None where rows cannot be read so: a constant is wrong, or two columns fill the same place."""
        plan, setting = sheet.plan, sheet.setting
        assert plan
        assert setting
        rule = plan.rule
        targets = [one.target for name, one in plan.columns.items() if one.target and name in sheet.places]
        places = [(one.noun, one.goes in _FIELDS, one.name, one.part) for one in targets]
        if not rows or any(one.fault is not None for one in plan.constants) or len(set(places)) < len(places):
            return None
        beside = {(one.noun, known_beside(one)) for one in targets}
        if any(one.goes in _FIELDS and (one.noun, one.name) in beside for one in targets):
            return None  # What is known of a day goes there.
        grid = _Grid.of(rows)
        used = [_Read.of(sheet, grid, place, name, planned) for name, planned, place in used_columns(sheet)]
        by_name = {one.name: one for one in used}
        clean = [not row.struck and not row.faults for row in rows]
        for one in used:
            _strike(clean, one.unread)
        if plan.needs:
            _strike(clean, [at for at, row in enumerate(rows) if says_nothing_alone(sheet, row.cells)])
        for place in sheet.remarked:
            _strike(clean, grid.where(place, lambda text: bool(text and void_in(text))))
        for skip in rule.skip:
            if skip.column in sheet.places:
                meant = {cells.fold(value) for value in skip.values}
                _strike(clean, grid.where(sheet.places[skip.column], lambda text, meant=meant: cells.fold(text) in meant))
        begins = _beginnings(sheet, by_name, rows)
        parts = [_parts(by_name[name], clean) for name in plan.key if name in by_name]
        if len(parts) < len(plan.key) or not (parts or begins):
            return None
        ids = [rule.prefix + "-".join(found) if all(found) else "" for found in zip(*([begins] if begins else []), *parts)]  # noqa: B905
        nouns = []
        for noun in rule.nouns:
            own = None
            if noun in rule.keys:
                of_noun = [_parts(by_name[name], clean) for name in rule.keys[noun] if name in by_name]
                own = [rule.prefix + "-".join(there) if (there := [*filter(None, found)]) else "" for found in zip(*of_noun)]  # noqa: B905
                own = own or [""] * len(rows)
                said = [one for one in used if one.target and one.target.noun == noun and noun != rule.nouns[0]]
                _strike(clean, [at for at, id in enumerate(own) if not id and any(one.came[at].filled for one in said)])
            nouns.append(_noun(noun, used, own, sheet))
        waits = tuple(
            _Waits(one.name, sheet.heading(one.name), one.planned, one.target, one.came)
            for one in used
            if one.target and one.planned.read is None
        )
        of_steps = [one.target for one in waits] + [one.target for one in plan.constants if one.waits]
        return cls(
            sheet=sheet,
            clean=clean,
            ids=ids,
            within=[f"{rule.prefix}{one}-" for one in begins],
            nouns=tuple(nouns),
            waits=waits,
            waits_in_steps=any(one.goes is Goes.STEP_PART for one in of_steps),
            numbers=number_places(sheet),
        )

    def line(self, at: int, row: Row) -> Line | None:
        """The line of a row; None where anything has to be told of it."""
        id = self.ids[at]
        if not id or not self.clean[at] or not self._says(row):
            return None
        line = Line(row.source, self.sheet, row, id)
        if self.within:
            line.within = self.within[at]
        drafts = {}
        for one in self.nouns:
            if (one.filled is None or one.filled[at]) and (one is self.nouns[0] or one.ids is None or one.ids[at]):
                drafts[one.noun] = one.draft(at, row, id)
        line.drafts = list(drafts.values())
        for wait in self.waits:
            text = wait.came[at].waits
            if text and (draft := drafts.get(wait.target.noun)) is not None:
                line.pending.append(Pending(draft, wait.target, text, wait.planned, wait.heading))
        assert self.sheet.plan
        for constant in self.sheet.plan.constants:
            if (draft := drafts.get(constant.target.noun)) is not None:
                put_constant(line, draft, constant)
        for one in self.nouns:
            if (draft := drafts.get(one.noun)) is not None and not self._is_complete(line, draft, one):
                return None
        return line

    def _says(self, row: Row) -> bool:
        """Whether anything stands in a row but its number, where the table says more."""
        return not self.sheet.says_more or any(
            cell and place not in self.numbers and not cell.isspace() for place, cell in enumerate(row.cells)
        )

    def _is_complete(self, line: Line, draft: Draft, one: _Noun) -> bool:
        """Whether a record has what it needs, and each step its day."""
        for name in one.must:
            if name not in draft.values and not any(wait.draft is draft and wait.target.name == name for wait in line.pending):
                return False
        if draft.steps and not all("on" in parts for parts in draft.steps.values()):
            return False
        return not self.waits_in_steps or all(
            wait.target.goes is not Goes.STEP_PART or wait.draft is not draft or wait.target.name in draft.steps
            for wait in line.pending
        )


_FIELDS = (Goes.FIELD, Goes.UNITS)


@define(eq=False)
class _Grid:
    """Rows laid on their side."""

    texts: list[tuple[str, ...]]
    natures: list[tuple[str, ...]]
    height: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Grid:
        return cls(
            list(zip_longest(*(row.cells for row in rows), fillvalue="")),
            list(zip_longest(*(row.natures for row in rows), fillvalue="")),
            len(rows),
        )

    def column(self, place: int) -> tuple[str, ...]:
        return self.texts[place] if place < len(self.texts) else ("",) * self.height

    def natures_of(self, place: int) -> tuple[str, ...]:
        return self.natures[place] if place < len(self.natures) else ()

    def where(self, place: int, holds: Any) -> list[int]:
        """The rows whose cell is such a text; each text is looked at once."""
        texts = self.column(place)
        found = {text for text in set(texts) if holds(text)}
        return [at for at, text in enumerate(texts) if text in found] if found else []


@frozen(eq=False)
class _Read:
    """A column, with what came of its cells."""

    name: str
    planned: PlannedColumn
    target: Target | None
    texts: Sequence[str]
    typed: Typed
    came: Sequence[Came]
    unread: Sequence[int]
    """The rows of whose cell something has to be told, or which hangs on more than the cell."""

    @classmethod
    def of(cls, sheet: Sheet, grid: _Grid, place: int, name: str, planned: PlannedColumn) -> _Read:
        setting = sheet.setting
        assert setting
        texts, natures = grid.column(place), grid.natures_of(place)
        typed: Typed = list(zip(texts, natures, strict=True)) if natures else texts
        taken = {key: around.taken for key, around in setting.arounds.items()}
        found: dict[Any, Came | None] = {}
        is_beside = planned.is_quantity and name in setting.plan.beside
        for same in dict.fromkeys(typed):
            text, nature = same if natures else (same, "")
            came = None if is_beside and text else read_cell(setting, name, planned, text, "", nature, ())
            found[same] = None if came is None or came.once else came
        for key, around in setting.arounds.items():
            around.taken = taken.get(key, 0)  # Whatever is told of a cell is told once its row is read.
        unread = {same for same, came in found.items() if came is None}
        there = found | dict.fromkeys(unread, NOTHING_CAME)
        return cls(
            name=name,
            planned=planned,
            target=planned.target,
            texts=texts,
            typed=typed,
            came=list(map(there.__getitem__, typed)),  # type: ignore[arg-type]
            unread=[at for at, same in enumerate(typed) if same in unread] if unread else (),
        )


def _strike(clean: list[bool], rows: Iterable[int]) -> None:
    for at in rows:
        clean[at] = False


def _parts(one: _Read, clean: list[bool]) -> list[str]:
    """What the cells of a column of a key say in an id, row by row."""
    found: dict[Any, str | None] = {}
    for same, text, came in zip(one.typed, one.texts, one.came, strict=True):
        if same not in found:
            try:
                found[same] = key_part(text, came.value)
            except Fault:
                found[same] = None
    if None in found.values():
        _strike(clean, [at for at, same in enumerate(one.typed) if found[same] is None])
    return [found[same] or "" for same in one.typed]


def _beginnings(sheet: Sheet, by_name: dict[str, _Read], rows: Sequence[Row]) -> list[str]:
    """What the numbers of a ledger begin anew in, row by row; empty where that is not known, and no list at all where they never do."""
    assert sheet.plan
    match sheet.plan.rule.numbered_within:
        case "sheet":
            return [cells.identifier(sheet_of(sheet.sheet) or PurePath(sheet.file).stem)] * len(rows)
        case "year" | "month" as within:
            first = by_name.get(sheet.plan.first_day)
            if first is None:
                return [""] * len(rows)
            days = (came.value.day if isinstance(came.value, Moment) else came.value for came in first.came)
            return [f"{day:{'%Y' if within == 'year' else '%Y-%m'}}" if isinstance(day, date) else "" for day in days]
    return []


def _noun(noun: str, used: Sequence[_Read], ids: list[str] | None, sheet: Sheet) -> _Noun:
    assert sheet.plan
    own = [one for one in used if one.target and one.target.noun == noun and one.planned.read is not None]
    fields = [one for one in own if one.target and one.target.goes in _FIELDS and not _has_moments(one)]
    height = len(used[0].came)
    values = list(zip(*([came.value for came in one.came] for one in fields), strict=True)) or [()] * height
    filled = None
    if noun != sheet.plan.rule.nouns[0] and noun not in sheet.plan.rule.keys and noun in sheet.plan.owned:
        said = [one.came for one in used if one.target and one.target.noun == noun]
        filled = [any(came.filled for came in found) for found in zip(*said, strict=True)] or [False] * height
    return _Noun(
        noun=noun,
        names=tuple(one.target.name for one in fields if one.target),
        values=values,
        is_whole=not any(came.value is ABSENT for one in fields for came in one.came),
        others=tuple((one.target, one.came) for one in own if one not in fields and one.target),
        ids=ids,
        filled=filled,
        must=tuple(name for name, _ in must_have(sheet, noun)),
    )


def _has_moments(one: _Read) -> bool:
    """Whether a value of a column says of a day that it is not known whole, or a time: it goes to several places."""
    return any(isinstance(came.value, Moment) for came in one.came)
