"""How the cells of a column are read: by the type of the place where they go, and the words of the charter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from attrs import evolve

from grassroots.charter import Charter, LedgerColumn
from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column, field_named
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Around, Fault, amounts, days
from grassroots.ledgers.cells.measures import Measured, order_before
from grassroots.model import noun_class
from grassroots.model.labels import noun_label
from grassroots.texts import in_each
from grassroots.values import PartialDate, Quantity

Words = Mapping[str, str | None]
"""Folded text → word; None where several words are called so."""


def words_of(charter: Charter, words: str, among: frozenset[str] | None = None) -> Words:
    """The words of a list by all that they may be called: their own names, and their labels in every language."""
    known: dict[str, str | None] = {}
    chosen = {name: word for name, word in charter.words.get(words, {}).items() if among is None or name in among}
    for name, word in chosen.items():
        for label in word.said:
            folded = cells.fold(label)
            known[folded] = name if known.get(folded, name) == name else None
    known.update({cells.fold(name): name for name in chosen})
    return known


def nouns_of(charter: Charter, nouns: Iterable[str]) -> Words:
    """The nouns that a reference may lead to, by all that an office calls them: in every language, and as their ledgers are called."""
    known: dict[str, str | None] = {}
    for noun in nouns:
        ledgers = [rule for rule in charter.ledgers.values() if rule.nouns[0] == noun]
        names = [label for rule in ledgers for label in (rule.name, *rule.labels.values(), *rule.names)]
        for name in (noun, *in_each(partial(noun_label, noun)).values(), *names):
            for folded in (cells.fold(name), cells.fold(_LEDGER.sub("", name))):
                known[folded] = noun if known.get(folded, noun) == noun else None
    return known | {cells.fold(noun): noun for noun in nouns}


def rules_of(charter: Charter, tables: Iterable[str]) -> Words:
    """The rules (or measures, or items of rubrics) of a charter by their names and their labels in every language."""
    known: dict[str, str | None] = {}
    names: dict[str, str | None] = {}
    for table in tables:
        for name, labels in labelled(charter, table):
            names[cells.fold(name)] = name
            for label in labels.values():
                folded = cells.fold(label)
                known[folded] = name if known.get(folded, name) == name else None
    before = {cells.fold(old): known[cells.fold(now)] for old, now in charter.renamed.items() if cells.fold(now) in known}
    return before | known | names


def labelled(charter: Charter, table: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rules of a table of a charter (or measures, or items of rubrics), each with its labels."""
    if table == "measure":
        yield from ((name, measure.labels) for name, measure in charter.measures.items())
        return
    kind, _, part = table.partition(".")
    for name, rule in charter.rules.get(kind, {}).items():
        if part:
            yield from ((inner, one.labels) for inner, one in getattr(rule, part).items())
        else:
            yield rule.named or name, rule.labels


_LEDGER = re.compile("(?:台账|名册|登记册|一览表|表)$")
"""What an office leaves out when it says of which kind something is: the partners' ledger is of partners."""

Reader = Callable[[str, Around], Any]
"""Text of a cell and what stands around it → value. Raises `Fault`."""


def reader_of(target: Target, column: LedgerColumn, words: Words, measured: Measured) -> Reader | None:
    """How a cell for this place is read; None for a reference, which is looked up when all rows are known.

    `words` are those of the target's list, `measured` what the numbers of a quantity are measured in.
    """
    if target.refs:
        return None
    if target.goes is Goes.PART and target.part == "measured_in":
        return lambda text, around: _measure(text, words)
    if target.words or target.choices:
        return lambda text, around: cells.word(text, words)
    if names_rules(target):
        return lambda text, around: _rule(text, words)
    if target.custom is not None:
        return _CUSTOM[target.custom.kind](column)
    if lasts(target):
        return partial(days.begun if target.goes is Goes.STEP else _begun, formats=column.formats)
    if ends(target) and column.inclusive:
        return partial(_ended, column=column)
    if target.goes is Goes.STEP or (target.goes is Goes.STEP_PART and target.part == "due"):
        return lambda text, around: days.moment(text, around, column.formats)
    if target.goes is Goes.EXTERNAL:
        return lambda text, around: cells.identifier(text)
    assert target.info is not None
    kind = target.info.kind
    if kind is Quantity:
        return lambda text, around: amounts.quantity(text, measured, around=around)
    if kind is Column.DATE:
        return partial(_day, column=column)
    return _READERS[kind](column)


def names_rules(target: Target) -> bool:
    """Whether a cell names a rule or a measure of the charter."""
    return target.info is not None and bool(target.info.rules) and target.custom is None


def lasts(target: Target) -> bool:
    """Whether a cell says when something began that lasts for years, so that a month or a year of it is kept: a membership, a project, a term of office, a partner."""
    if target.goes is Goes.STEP:
        return target.noun in ("membership", "project", "milestone")
    return _keeps(target, "start", "known")


def ends(target: Target) -> bool:
    """Whether a cell says when something ended that lasted for years: a term of office."""
    return _keeps(target, "end", "known_end")


def _keeps(target: Target, day: str, known: str) -> bool:
    return (target.goes, target.name) == (Goes.FIELD, day) and field_named(noun_class(target.noun), known) is not None


def known_beside(target: Target) -> str:
    """The field, or part of a step, that keeps what is known of a day where it is no more than a month or a year; empty: there is none."""
    return "known" if lasts(target) else "known_end" if ends(target) else ""


def _begun(text: str, around: Around, formats: Sequence[str]) -> days.Moment:
    """A first day, as far as it is known. It has no time of day."""
    try:
        return days.Moment(days.day(text, around, formats))
    except Fault as fault:
        if fault.code != "no-whole-date":
            raise
    return days.begun(text, around, formats)


def _ended(text: str, around: Around, column: LedgerColumn) -> days.Moment:
    """The first day after the last one; of a month or a year, the first after all of it."""
    found = days.begun(text, around, column.formats)
    if found.at:
        raise Fault("time-of-day")
    last = found.known.latest if found.known else found.day
    if last == date.max:
        raise Fault("impossible-date")
    return evolve(found, day=last + timedelta(days=1))


def _day(text: str, around: Around, column: LedgerColumn) -> date:
    found = days.day(text, around, column.formats)
    if not column.inclusive:
        return found
    if found == date.max:
        raise Fault("impossible-date")
    return found + timedelta(days=1)


def _measure(text: str, words: Words) -> str:
    """What something is measured in; 万 and the like before it belong to the number."""
    order = "" if cells.fold(text) in words else order_before(cells.plain(text))
    rest = cells.plain(text).removeprefix(order)
    if order and not rest:
        raise Fault("order-alone")
    return cells.word(rest if cells.fold(rest) in words else text, words)


def _rule(text: str, words: Words) -> str:
    """A rule by its name or label; one that the charter has not stays as it is typed, and is told where records are checked."""
    return cells.word(text, words) if cells.fold(text) in words else cells.text_value(text)


_READERS: Mapping[Any, Callable[[LedgerColumn], Reader]] = {
    Column.TEXT: lambda column: lambda text, around: cells.text_value(text),
    Column.INTEGER: lambda column: lambda text, around: amounts.integer(amounts.without_counter(text, column.headings), around),
    Column.DECIMAL: lambda column: lambda text, around: amounts.decimal(amounts.without_counter(text, column.headings), around),
    Column.FLAG: lambda column: lambda text, around: cells.flag(text),
    Column.TIME: lambda column: lambda text, around: days.clock(text),
    PartialDate: lambda column: lambda text, around: days.partial(text, around, column.formats),
}
_CUSTOM: Mapping[str, Callable[[LedgerColumn], Reader]] = {
    "text": _READERS[Column.TEXT],
    "number": _READERS[Column.DECIMAL],
    "day": lambda column: partial(_day, column=column),
}
