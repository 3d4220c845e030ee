"""A ledger's rule made ready for reading: every column with its target, its reader, and what is hidden of it in problems."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import attrs
from attrs import field, frozen

from grassroots.charter import Charter, LedgerColumn, LedgerRule
from grassroots.charter.targets import Goes, Target, first_day_of, target_of
from grassroots.fields import field_named
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.headings import known_headings
from grassroots.ledgers.readers import Reader, Words, nouns_of, reader_of, rules_of, words_of
from grassroots.ledgers.references import Suggestions
from grassroots.model import NOUNS
from grassroots.model.labels import noun_label
from grassroots.texts import in_each
from grassroots.values import Quantity


@frozen(kw_only=True)
class PlannedColumn:
    """A column of a ledger, ready to read. `target` None: it is read and not used; `read` None: it is a reference (or not used)."""

    column: LedgerColumn
    target: Target | None = None
    read: Reader | None = field(default=None, eq=False)
    values: Mapping[str, str] = field(factory=dict, hash=False)
    masked: bool = False
    meant: frozenset[str] | None = None
    """The words that it may mean, where it is a column of words."""
    near: Suggestions | None = field(default=None, eq=False)
    labels: tuple[str, ...] = ()

    @property
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
    owned: frozenset[str]
    """The nouns that have columns of their own: of the second and later ones, a record is made only where one of these is filled."""
    key: tuple[str, ...] = ()
    """The columns whose cells stand in an id: those of the key, and before them the one within which numbers begin anew."""
    first_day: str = ""
    """The column of the first day that a row tells, where numbers begin anew each year or month."""


@cache
def necessary(noun: str) -> tuple[str, ...]:
    """The fields that a record of this noun cannot be without.

    >>> necessary("case")
    ('category', 'unit')
    """
    return tuple(one.name for one in attrs.fields(NOUNS[noun]) if one.default is attrs.NOTHING and one.name != "id")


def make_plan(rule: LedgerRule, charter: Charter) -> Plan:
    """Looks up every column and constant of a rule."""
    columns: dict[str, PlannedColumn] = {}
    unknown: list[str] = []
    for column in rule.columns:
        target = target_of(column.to, rule, charter) if column.to and not column.ignored else None
        if column.to and not column.ignored and target is None:
            unknown.append(column.to)
        columns[column.name] = _planned(column, target, rule, charter)
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
    must = {*key, *filter(None, (first_day,)), *(column.name for column in rule.columns if column.required)}
    must |= {name for name, planned in columns.items() if not planned.column.default and _is_necessary(planned.target, rule)}
    return Plan(
        rule=rule,
        columns=columns,
        constants=tuple(constants),
        headings=known_headings(rule),
        needed=tuple(name for name in columns if name in must),
        unknown=tuple(unknown),
        key=key,
        first_day=first_day,
        owned=frozenset(planned.target.noun for planned in columns.values() if planned.target),
    )


def _constant(path: str, target: Target, text: str, planned: PlannedColumn) -> Constant:
    value, fault = None, None
    if planned.read and not text.startswith("@"):
        try:
            value = planned.read(text, None)
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
    shown: list[str] = []
    if target.words:
        words = words_of(charter, target.words, _workflow_words(target, rule, charter))
        shown = _shown_words(charter, target.words, words)
    elif target.choices:
        words = nouns_of(charter, target.choices)
        shown = [label for noun in target.choices for label in in_each(partial(noun_label, noun)).values()]
    elif target.info and target.info.rules and target.custom is None:
        words = rules_of(charter, target.info.rules)
    labels = _measure_labels(column, charter)
    return PlannedColumn(
        column=column,
        target=target,
        read=reader_of(target, column, words, labels),
        values=values,
        masked=target.masked,
        meant=frozenset(filter(None, words.values())) if target.words else None,
        near=Suggestions(shown) if shown else None,
        labels=labels,
    )


def _shown_words(charter: Charter, name: str, words: Words) -> list[str]:
    meant = set(words.values())
    return [label for word in charter.words.get(name, {}).values() if word.name in meant for label in word.labels.values()]


def _measure_labels(column: LedgerColumn, charter: Charter) -> tuple[str, ...]:
    word = charter.word("measured_in", column.unit) if column.unit else None
    return (column.unit, *word.labels.values()) if word else tuple(filter(None, (column.unit,)))


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
