"""How the cells of a column are read: by the type of the place where they go, and the words of the charter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from grassroots.charter import Charter, LedgerColumn
from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault
from grassroots.values import PartialDate, Quantity

Words = Mapping[str, str | None]
"""Folded text → word; None where several words are called so."""


def words_of(charter: Charter, words: str, among: frozenset[str] | None = None) -> Words:
    """The words of a list by all that they may be called: their own names, and their labels in every language."""
    known: dict[str, str | None] = {}
    chosen = {name: word for name, word in charter.words.get(words, {}).items() if among is None or name in among}
    for name, word in chosen.items():
        for label in word.labels.values():
            folded = cells.fold(label)
            known[folded] = name if known.get(folded, name) == name else None
    known.update({cells.fold(name): name for name in chosen})
    return known


Reader = Callable[[str, int | None], Any]
"""Text of a cell and the epoch of its table → value. Raises `Fault`."""


def reader_of(target: Target, column: LedgerColumn, words: Words, labels: tuple[str, ...]) -> Reader | None:
    """How a cell for this place is read; None for a reference, which is looked up when all rows are known.

    `words` are those of the target's list, `labels` what the measure of a quantity is called.
    """
    if target.refs:
        return None
    if target.words:
        return lambda text, epoch: cells.word(text, words)
    if target.custom is not None:
        return _CUSTOM[target.custom.kind](column)
    if target.goes is Goes.PART:
        return lambda text, epoch: _noun(text, target)
    if target.goes is Goes.STEP or (target.goes is Goes.STEP_PART and target.part == "due"):
        return lambda text, epoch: cells.moment(text, epoch, column.formats)
    if target.goes is Goes.EXTERNAL:
        return lambda text, epoch: cells.identifier(text)
    assert target.info is not None
    kind = target.info.kind
    if kind is Quantity:
        return lambda text, epoch: cells.quantity(text, column.unit, labels)
    if kind is Column.DATE:
        return partial(_day, column=column)
    return _READERS[kind](column)


def _day(text: str, epoch: int | None, column: LedgerColumn) -> date:
    found = cells.day(text, epoch, column.formats)
    if not column.inclusive:
        return found
    if found == date.max:
        raise Fault("impossible-date")
    return found + timedelta(days=1)


def _noun(text: str, target: Target) -> str:
    found = cells.fold(text)
    if target.info is None or found not in target.info.refs:
        raise Fault("word-not-known")
    return found


_READERS: Mapping[Any, Callable[[LedgerColumn], Reader]] = {
    Column.TEXT: lambda column: lambda text, epoch: cells.text_value(text),
    Column.INTEGER: lambda column: lambda text, epoch: cells.integer(text),
    Column.DECIMAL: lambda column: lambda text, epoch: cells.decimal(text),
    Column.FLAG: lambda column: lambda text, epoch: cells.flag(text),
    Column.TIME: lambda column: lambda text, epoch: cells.clock(text, epoch),
    PartialDate: lambda column: lambda text, epoch: cells.partial(text, epoch, column.formats),
}
_CUSTOM: Mapping[str, Callable[[LedgerColumn], Reader]] = {
    "text": _READERS[Column.TEXT],
    "number": _READERS[Column.DECIMAL],
    "day": lambda column: partial(_day, column=column),
}
