"""Where the cells of a column go: the `to` of a ledger's column, looked up in the nouns and the charter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum, auto
from functools import partial
from typing import Any

from attrs import frozen

from grassroots.charter import Charter, CustomField, LedgerColumn, LedgerRule
from grassroots.fields import Column, FieldInfo, Part, Privacy, field_named, fields_of
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault
from grassroots.model import NOUNS, Custom, ExternalId, Heir, LocalName, Origin, Placement, Step
from grassroots.values import PartialDate, Quantity, Ref


class Goes(Enum):
    """The kinds of place that a cell can go to."""

    FIELD = auto()
    """A field of the record."""
    PART = auto()
    """A part of a value of several: the measure of a quantity, the noun of a reference."""
    STEP = auto()
    """The day (and time) of a dated step."""
    STEP_PART = auto()
    """What else a step says: unit, outcome, rating, due day."""
    CUSTOM = auto()
    EXTERNAL = auto()
    NAME = auto()
    """A name in another language."""
    PARENT = auto()
    SINCE = auto()
    """The day since which a unit stands under its parent."""
    UNITS = auto()
    """Several units in one cell: those that a change of units ends or makes."""


@frozen
class Target:
    """A place for cells: which noun of the row, what kind of place, its name (field, state, scheme ...), a part of it."""

    noun: str
    goes: Goes
    name: str
    part: str = ""
    info: FieldInfo | None = None
    custom: CustomField | None = None

    @property
    def refs(self) -> tuple[str, ...]:
        """The nouns that a cell refers to; empty if it is no reference."""
        if self.goes in (Goes.PARENT, Goes.UNITS):
            return ("unit",)
        if self.info is None or self.goes is Goes.PART:
            return ()
        return self.info.refs

    @property
    def words(self) -> str:
        """The charter's list of words that a cell must be in; empty if it is no word."""
        if self.custom is not None:
            return self.custom.words if self.custom.kind == "word" else ""
        if self.goes is Goes.PART:
            return "measured_in" if self.part == "measured_in" else ""
        return self.info.words if self.info else ""

    @property
    def masked(self) -> bool:
        """Whether what stands in the cell is personal, so that a problem does not show it."""
        if self.custom is not None:
            return self.custom.privacy in (Privacy.PERSONAL, Privacy.SPECIAL)
        if {"person", "household"} & set(self.refs):
            return True
        if self.info is None or self.refs == ("unit",):
            return False
        return self.info.privacy in (Privacy.PERSONAL, Privacy.SPECIAL) or self.info.part is Part.PERSONAL


_STEP_PARTS = frozenset({"at", "unit", "outcome", "rating", "due", "due_at"})
_CHILDREN: Mapping[type, str] = {
    Step: "step",
    Custom: "custom",
    ExternalId: "external",
    LocalName: "names",
    Placement: "parent",
}


def target_of(path: str, rule: LedgerRule, charter: Charter) -> Target | None:
    """The place that a path names in the nouns of a ledger, or None if there is no such place.

    >>> from grassroots.charter import LedgerRule
    >>> rule = LedgerRule(name="opinions", labels={}, nouns=("case",), key=("no",), columns=())
    >>> charter = Charter(id="c", labels={})
    >>> target_of("step.replied.outcome", rule, charter).part, target_of("nonsense", rule, charter)
    ('outcome', None)
    """
    first, _, rest = path.partition(".")
    noun = rule.nouns[0]
    if rest and first in rule.nouns and (len(rule.nouns) > 1 or field_named(NOUNS[noun], first) is None):
        noun, path = first, rest
    return _within(noun, path.split("."), charter)


def _within(noun: str, parts: list[str], charter: Charter) -> Target | None:
    cls = NOUNS[noun]
    children = {_CHILDREN[info.kind] for info in fields_of(cls) if info.many and info.kind in _CHILDREN}  # type: ignore[index]
    match parts:
        case ["step", state] if "step" in children:
            return Target(noun, Goes.STEP, state, "on", field_named(Step, "on"))
        case ["step", state, part] if "step" in children and part in _STEP_PARTS:
            return Target(noun, Goes.STEP_PART, state, part, field_named(Step, part))
        case ["custom", name]:
            custom = next((one for one in charter.custom if one.noun == noun and one.name == name), None)
            return Target(noun, Goes.CUSTOM, name, custom=custom) if custom else None
        case ["external", scheme]:
            return Target(noun, Goes.EXTERNAL, scheme, info=field_named(ExternalId, "value"))
        case ["names", language] if "names" in children:
            return Target(noun, Goes.NAME, language, info=field_named(LocalName, "text"))
        case ["parent"] if "parent" in children:
            return Target(noun, Goes.PARENT, "parent", info=field_named(Placement, "parent"))
        case ["parent", "since"] if "parent" in children:
            return Target(noun, Goes.SINCE, "since", info=field_named(Placement, "since"))
        case [name]:
            info = field_named(cls, name)
            if info is None or name == "id":
                return None
            if info.many:
                return Target(noun, Goes.UNITS, name, info=info) if info.kind in (Origin, Heir) else None
            return Target(noun, Goes.FIELD, name, info=info)
        case [name, part]:
            info = field_named(cls, name)
            if info and (info.kind, part) in ((Quantity, "measured_in"), (Ref, "noun")):
                return Target(noun, Goes.PART, name, part, info)
    return None


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
