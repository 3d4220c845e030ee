"""A ledger's rule made ready for reading: every column with its target, its reader, and what is hidden of it in problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache, cached_property, partial
from typing import Any

import attrs
from attrs import evolve, field, frozen

from grassroots.charter import Charter, LedgerColumn, LedgerRule
from grassroots.charter.targets import Goes, Target, first_day_of, target_of
from grassroots.fields import Column, field_named
from grassroots.ledgers import cells
from grassroots.ledgers.around.learned import Learned
from grassroots.ledgers.cells import ALONE, Fault
from grassroots.ledgers.cells.measures import UNMEASURED, Measured, heading_unit
from grassroots.ledgers.headings import known_headings
from grassroots.ledgers.readers import Reader, Words, labelled, names_rules, nouns_of, reader_of, rules_of, words_of
from grassroots.ledgers.references import Suggestions
from grassroots.model import NOUNS
from grassroots.model.labels import noun_label
from grassroots.problems import Named
from grassroots.texts import in_each
from grassroots.values import PartialDate, Quantity


class Holds(Enum):
    """What the cells of a column are, as far as a spreadsheet program treats them otherwise."""

    AMOUNTS = auto()
    NUMBERS = auto()
    """They tell things from one another, and are no text, day or word: a key that goes nowhere, a number given by somebody else."""
    TEXTS = auto()
    """They are kept as text, or mean another record."""
    OTHER = auto()


@frozen(kw_only=True)
class PlannedColumn:
    """A column of a ledger, ready to read. `target` None: it is read and not used; `read` None: it is a reference (or not used)."""

    column: LedgerColumn
    target: Target | None = None
    read: Reader | None = field(default=None, eq=False)
    values: Mapping[str, str] = field(factory=dict, hash=False)
    masked: bool = False
    meant: frozenset[str] | None = None
    """The words that it may mean, where it is a column of words, or the rules, where it names one."""
    near: Suggestions | None = field(default=None, eq=False)
    named: Named = field(default=Named("", {}), eq=False)
    """Its heading, in each language of the charter."""
    measured: Measured = UNMEASURED
    """Of a quantity: what its numbers are measured in where nothing in the row says otherwise."""
    nothing: frozenset[str] = frozenset()
    """The words by which its cells say that there is nothing."""

    def says_nothing(self, text: str) -> bool:
        """Whether a cell says that there is nothing: by a dash; in words, where no text is wanted; where a last day is, that it goes on."""
        return cells.is_missing(text) or (bool(self.nothing) and cells.plain(text).casefold() in self.nothing)

    @property
    def measured_as(self) -> str:
        """What its numbers are measured in, as people say it; a count: a dash."""
        return next(reversed(self.measured.labels), "–")

    @cached_property
    def counts(self) -> bool:
        """Whether its cells are numbers that are summed: amounts and counts."""
        return self.is_quantity or bool(self.target and self.target.kind in (Column.DECIMAL, Column.INTEGER))

    @cached_property
    def holds(self) -> Holds:
        """What its cells are."""
        target = self.target
        if self.counts:
            return Holds.AMOUNTS
        if target is None or target.goes is Goes.EXTERNAL:
            return Holds.NUMBERS
        text = target.kind is Column.TEXT and not target.words and target.goes is not Goes.PART
        return Holds.TEXTS if text or self.read is None else Holds.OTHER

    @cached_property
    def is_quantity(self) -> bool:
        """Whether its cells are numbers that keep their text."""
        target = self.target
        return bool(target and target.goes is Goes.FIELD and target.info and target.info.kind is Quantity)


@frozen(kw_only=True)
class Constant:
    """A constant of a ledger: a place and the text that stands there as if in a cell; `@NOUN` is the record made of the same row."""

    path: str
    target: Target
    text: str
    planned: PlannedColumn
    value: Any = None
    fault: Fault | None = None
    """What is wrong with it; `value` is what it means, where it is neither wrong nor a reference."""

    @property
    def waits(self) -> bool:
        """Whether it is a reference, looked up with those of the cells."""
        return bool(self.target.refs)


@frozen(kw_only=True)
class Plan:
    """A rule ready for reading. `needed`: columns without which a table is not this ledger; `unknown`: paths that lead nowhere."""

    rule: LedgerRule
    columns: Mapping[str, PlannedColumn] = field(hash=False)
    constants: tuple[Constant, ...]
    headings: Mapping[str, str] = field(hash=False)
    needed: tuple[str, ...]
    unknown: tuple[str, ...]
    measures: Mapping[str, Measured] = field(factory=dict, hash=False)
    """Everything that the charter measures in, by its word."""
    beside: Mapping[str, str] = field(factory=dict, hash=False)
    """Column of a quantity → the column that says what it is measured in."""
    needs: Mapping[str, str] = field(factory=dict, hash=False)
    """Column → the column without which its cells say nothing: since when under what, of which noun what is."""
    aside: frozenset[str] = frozenset()
    """Folded headings of columns that the office leaves aside."""
    zone: str = ""
    """The time zone of the office."""
    day_order: str = ""
    """In which order the office writes days in numbers."""
    owned: frozenset[str] = frozenset()
    """The nouns that have columns of their own: of the second and later ones, a record is made only where one of these is filled."""
    key: tuple[str, ...] = ()
    """The columns whose cells stand in an id: those of the key, and before them the one within which numbers begin anew."""
    first_day: str = ""
    """The column of the first day that a row tells, where numbers begin anew each year or month."""

    @cached_property
    def ruled(self) -> tuple[PlannedColumn, ...]:
        """The columns that name a rule or a measure of the charter."""
        return tuple(one for one in self.columns.values() if one.target is not None and names_rules(one.target))

    @property
    def is_key_masked(self) -> bool:
        """Whether problems hide the number of a row."""
        return any(one.masked for name in self.rule.key if (one := self.columns.get(name)))


@cache
def necessary(noun: str) -> tuple[str, ...]:
    """The fields that a record of this noun cannot be without.

    >>> necessary("case")
    ('category', 'unit')
    """
    return tuple(one.name for one in attrs.fields(NOUNS[noun]) if one.default is attrs.NOTHING and one.name != "id")


def make_plan(rule: LedgerRule, charter: Charter, learned: Learned | None = None) -> Plan:
    """Looks up every column and constant of a rule; `learned`: what the office said of its headings. Of a ledger of the charter it is done once."""
    if not learned and charter.ledgers.get(rule.name) is rule:
        found: Plan = charter.kept(("plan", rule.name), lambda: _made(rule, charter, None))
        return found
    return _made(rule, charter, learned)


def _made(rule: LedgerRule, charter: Charter, learned: Learned | None) -> Plan:
    own = _own_headings(rule, learned) if learned else {}
    columns: dict[str, PlannedColumn] = {}
    unknown: list[str] = []
    for column in rule.columns:
        target = target_of(column.to, rule, charter) if column.to and not column.ignored else None
        if column.to and not column.ignored and target is None:
            unknown.append(column.to)
        columns[column.name] = evolve(_planned(column, target, rule, charter), named=column.named(charter.languages))
    constants = []
    for path, text in rule.set.items():
        target = target_of(path, rule, charter)
        if target is None:
            unknown.append(path)
            continue
        column = LedgerColumn(name=path, headings=(), to=path)
        constants.append(_constant(path, target, text, _planned(column, target, rule, charter)))
    within = rule.numbered_within
    key = (within, *rule.key) if within in columns and within not in rule.key else rule.key
    first_day = first_day_of(rule, charter) if within in ("year", "month") else ""
    unknown += [name for name in key if name not in columns]
    instead = {column.name for column in rule.columns if column.without}
    must = {*key, *filter(None, (first_day,)), *(column.name for column in rule.columns if column.required)}
    must |= {name for name, planned in columns.items() if not planned.column.default and _is_necessary(planned.target, rule)}
    _measure_constants(columns, constants, charter)
    return Plan(
        rule=rule,
        columns=columns,
        constants=tuple(constants),
        headings=_headings_over_two_rows(rule, columns)
        | _headings_of_numbers(columns)
        | _bare_headings(columns)
        | _headings_of_days(columns)
        | known_headings(rule)
        | {heading: name for heading, name in own.items() if name in columns},
        aside=frozenset(heading for heading, name in own.items() if not name),
        needed=tuple(name for name in columns if name in must and name not in instead),
        unknown=tuple(unknown),
        key=key,
        first_day=first_day,
        measures={name: _measured(name, charter) for name in charter.words.get("measured_in", {})},
        beside=_beside(columns),
        needs=_needs(columns),
        zone=charter.zone,
        day_order=charter.day_order or "",
        owned=frozenset(planned.target.noun for planned in columns.values() if planned.target),
    )


_DAY = re.compile(r"[ _]?(?:日期|时间|date|on|at)$", re.IGNORECASE)
_PARTS = {
    "on": ("日期", "时间", "date", "on"),
    "due": ("期限", "时限", "due"),
    "outcome": ("结果", "outcome", "result"),
    "rating": ("评价", "满意度", "rating"),
    "unit": ("单位", "部门", "unit"),
}
"""What a part of a step may be called below the name of the step."""


def _headings_over_two_rows(rule: LedgerRule, columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    """Headings of two rows of which neither says enough: the name of a step over the name of its part."""
    steps = {
        name: planned.target
        for name, planned in columns.items()
        if planned.target and planned.target.goes in (Goes.STEP, Goes.STEP_PART)
    }
    found: dict[str, str] = {}
    for day, step in steps.items():
        stems = {_DAY.sub("", heading) for heading in columns[day].column.headings} if step.part == "on" else set()
        for name, target in steps.items():
            if (target.noun, target.name) == (step.noun, step.name):
                found |= {cells.fold(stem + part): name for stem in stems if stem for part in _PARTS.get(target.part, ())}
    return found


_NUMBER = re.compile(r"(?<=.)(?: (?:no\.?|number|code)|编号|序号|号)$", re.IGNORECASE)
"""What a heading of references may say beside what is referred to."""


def _headings_of_numbers(columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    """Headings of references with and without what says that a number stands there: `member` and `member No.`, 会议 and 会议编号."""
    found: dict[str, set[str]] = {}
    for name, one in columns.items():
        for heading in one.column.headings if one.target and one.target.refs else ():
            bare = _NUMBER.sub("", cells.plain(heading))
            for other in (
                bare,
                *((f"{bare} No.", f"{bare} number", f"{bare} code") if bare.isascii() else (f"{bare}编号", f"{bare}序号")),
            ):
                found.setdefault(cells.fold(other), set()).add(name)
    return {heading: names.pop() for heading, names in found.items() if len(names) == 1}


def _bare_headings(columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    """Headings of numbers without what they are measured in: a table says it otherwise, or in its title."""
    found: dict[str, set[str]] = {}
    for name, one in columns.items():
        for bare, unit in map(heading_unit, one.column.headings if one.counts else ()):
            if unit:
                found.setdefault(cells.fold(bare), set()).add(name)
    return {bare: names.pop() for bare, names in found.items() if len(names) == 1}


def _headings_of_days(columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    """What is a 日期 here is a 时间 elsewhere, and the other way round; where a ledger has columns for both, each keeps its own."""
    found: dict[str, set[str]] = {}
    for name, one in columns.items():
        for heading in one.column.headings:
            for ending, other in (("日期", "时间"), ("时间", "日期")):
                if heading.endswith(ending):
                    found.setdefault(cells.fold(heading.removesuffix(ending) + other), set()).add(name)
    return {heading: names.pop() for heading, names in found.items() if len(names) == 1}


def _measure_constants(columns: dict[str, PlannedColumn], constants: list[Constant], charter: Charter) -> None:
    """A constant that says what the numbers of a column are measured in."""
    said = {
        (one.target.noun, one.target.name): one.value
        for one in constants
        if one.target.goes is Goes.PART and one.target.part == "measured_in" and one.value
    }
    for name, one in columns.items():
        if one.target and one.is_quantity and not one.column.unit and (one.target.noun, one.target.name) in said:
            columns[name] = evolve(one, measured=_measured(said[one.target.noun, one.target.name], charter))


def _own_headings(rule: LedgerRule, learned: Learned) -> dict[str, str]:
    """Folded heading → column, as the office said it: by the column's name or one of its headings; empty: left aside."""
    known = known_headings(rule)
    said = learned.headings_of(rule.name)
    aside = {heading: "" for heading, name in said.items() if not name or name[0] in "(（"}
    return aside | {
        heading: known[cells.fold(name)] for heading, name in said.items() if cells.fold(name) in known and heading not in aside
    }


def _constant(path: str, target: Target, text: str, planned: PlannedColumn) -> Constant:
    value, fault = None, None
    if planned.read and not text.startswith("@"):
        try:
            value = planned.read(text, ALONE)
        except Fault as found:
            fault = found
    return Constant(path=path, target=target, text=text, planned=planned, value=value, fault=fault)


def _is_necessary(target: Target | None, rule: LedgerRule) -> bool:
    if target is None or target.noun != rule.nouns[0] or target.goes is not Goes.FIELD:
        return False
    return target.name in necessary(target.noun)


def _planned(column: LedgerColumn, target: Target | None, rule: LedgerRule, charter: Charter) -> PlannedColumn:
    values = {cells.fold(text): meant for text, meant in column.values.items()}
    if target is None:
        return PlannedColumn(column=column)
    words: Words = {}
    shown: dict[str, Mapping[str, str]] = {}
    if target.words:
        words = words_of(charter, target.words, _workflow_words(target, rule, charter))
        shown = _shown_words(charter, target.words, words)
    elif target.choices:
        words = nouns_of(charter, target.choices)
        each = [in_each(partial(noun_label, noun)) for noun in target.choices]
        shown = {label: labels for labels in each for label in labels.values()}
    elif names_rules(target):
        assert target.info
        words = rules_of(charter, target.info.rules)
        shown = {
            label: labels for table in target.info.rules for _, labels in labelled(charter, table) for label in labels.values()
        }
    measured = _measured(column.unit, charter)
    return PlannedColumn(
        column=column,
        target=target,
        read=reader_of(target, column, words, measured),
        values=values,
        masked=target.masked,
        meant=frozenset(filter(None, words.values())) if target.words or names_rules(target) else None,
        near=Suggestions(shown, shown) if shown else None,
        measured=measured,
        nothing=_nothing(target, words),
    )


_LAST = ("end", "until")
_DATED = (Column.DATE, PartialDate)


def _nothing(target: Target, words: Words) -> frozenset[str]:
    if target.words:
        # 无 may be a word of its own.
        return frozenset(said for said in cells.NOTHING_KNOWN if cells.fold(said) not in words)
    is_day = target.goes in (Goes.STEP, Goes.SINCE) or target.part == "due" or (target.info and target.info.kind in _DATED)
    if target.goes is Goes.FIELD and target.name in _LAST and is_day:
        return cells.NOTHING_KNOWN | cells.NO_DAY | cells.NO_END | cells.LAST_OF_ALL
    if target.kind in (Column.INTEGER, Column.DECIMAL, Quantity) and not target.refs:
        return cells.NOTHING_KNOWN - cells.NOUGHT
    if is_day or (target.custom and target.custom.kind == "day"):
        return cells.NOTHING_KNOWN | cells.NO_DAY
    return cells.NOTHING_KNOWN if target.refs or _may_be_none(target) else frozenset()


_SAID = frozenset({"text", "background", "situation", "remaining", "measures"})
"""What somebody said or wrote: there, 无 is an answer."""


def _may_be_none(target: Target) -> bool:
    """Whether a cell is a name, place, paper or reason that a record may do without: 无 is none. What is no name or number of a person is told instead."""
    info = target.info
    return (
        info is not None
        and info.kind is Column.TEXT
        and target.goes is Goes.FIELD
        and target.noun != "person"
        and target.name not in _SAID
        and target.name not in necessary(target.noun)
    )


def _shown_words(charter: Charter, name: str, words: Words) -> dict[str, Mapping[str, str]]:
    meant = set(words.values())
    found = [word.labels for word in charter.words.get(name, {}).values() if word.name in meant]
    return {label: labels for labels in found for label in labels.values()}


def _measured(name: str, charter: Charter) -> Measured:
    word = charter.word("measured_in", name) if name else None
    return Measured(name, (name, *word.said) if word else tuple(filter(None, (name,))))


def _beside(columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    units = {
        (one.target.noun, one.target.name): name
        for name, one in columns.items()
        if one.target and one.target.goes is Goes.PART and one.target.part == "measured_in"
    }
    return {
        name: units[one.target.noun, one.target.name]
        for name, one in columns.items()
        if one.target and one.is_quantity and (one.target.noun, one.target.name) in units
    }


def _needs(columns: Mapping[str, PlannedColumn]) -> dict[str, str]:
    wholes = {
        (one.target.noun, one.target.name): name
        for name, one in columns.items()
        if one.target and one.target.goes in (Goes.FIELD, Goes.PARENT)
    }
    found: dict[str, str] = {}
    for name, one in columns.items():
        target = one.target
        if target and (target.goes is Goes.SINCE or (target.goes is Goes.PART and target.part == "noun")):
            whole = "parent" if target.goes is Goes.SINCE else target.name
            found |= {name: wholes[target.noun, whole]} if (target.noun, whole) in wholes else {}
    return found


def _workflow_words(target: Target, rule: LedgerRule, charter: Charter) -> frozenset[str] | None:
    """The outcomes and ratings of the workflow that all records of the ledger follow, where the rule says which; None: all words."""
    if target.goes is not Goes.STEP_PART or target.words not in ("outcome", "rating"):
        return None
    name = target.noun
    for path in ("category", "kind"):
        text = rule.set.get(path if target.noun == rule.nouns[0] else f"{target.noun}.{path}", "")
        info = field_named(NOUNS[target.noun], path)
        word = charter.word(info.words, text) if info and info.words else None
        if word and word.workflow:
            name = word.workflow
    workflow = charter.workflows.get(name)
    if workflow is None or (rule.set.get("category") is None and target.noun == "case"):
        return None
    return frozenset(workflow.outcomes if target.words == "outcome" else workflow.ratings) or None
