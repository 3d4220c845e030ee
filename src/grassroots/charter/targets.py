"""Targets: where the cells of a ledger's column go, as its `to` names it in the nouns and the charter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from functools import cache, cached_property, lru_cache

from attrs import frozen

from grassroots.charter.charter import Charter
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.paths import CUSTOM_KINDS, class_of, workflows_of
from grassroots.charter.words import CustomField
from grassroots.fields import Column, FieldInfo, Part, Privacy, field_named, fields_of
from grassroots.model import NOUNS, Custom, ExternalId, Heir, LocalName, Origin, Placement, Step
from grassroots.values import Quantity, Ref

STEP_PARTS = ("at", "unit", "outcome", "rating", "due", "due_at", "ground", "by")
"""What of a step a column of its own may fill."""

LINEAGE = ("before", "after")
"""The units of a change of units: a cell with one or more of them."""


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
    """A place for cells: which noun of the row, what kind of place, its name (field, state, scheme ...), a part of it.

    `kind`, `words`, `choices`, `refs`: what must stand in the cell: the type, the list of words, all values that there are, the nouns.
    """

    noun: str
    goes: Goes
    name: str
    part: str = ""
    info: FieldInfo | None = None
    custom: CustomField | None = None

    @cached_property
    def kind(self) -> Column | type:
        """The type of the value."""
        if self.custom is not None:
            return CUSTOM_KINDS.get(self.custom.kind, Column.TEXT)
        if self.info is None or self.goes in (Goes.PART, Goes.UNITS):
            return Column.TEXT
        return self.info.kind

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """All values that there are, where the library fixes them: the nouns that a reference may lead to."""
        return self.info.refs if self.info and self.goes is Goes.PART and self.part == "noun" else ()

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """The nouns that a cell refers to; empty if it is no reference."""
        if self.goes in (Goes.PARENT, Goes.UNITS):
            return ("unit",)
        if self.info is None or self.goes is Goes.PART:
            return ()
        return self.info.refs

    @cached_property
    def words(self) -> str:
        """The charter's list of words that a cell must be in; empty if it is no word."""
        if self.custom is not None:
            return self.custom.words if self.custom.kind == "word" else ""
        if self.goes is Goes.PART:
            return "measured_in" if self.part == "measured_in" else ""
        return self.info.words if self.info else ""

    @cached_property
    def masked(self) -> bool:
        """Whether what stands in the cell is personal, so that a problem does not show it."""
        if self.custom is not None:
            return self.custom.privacy in (Privacy.PERSONAL, Privacy.SPECIAL)
        if {"person", "household"} & set(self.refs):
            return True
        if self.info is None or self.refs == ("unit",):
            return False
        return self.info.privacy in (Privacy.PERSONAL, Privacy.SPECIAL) or self.info.part is Part.PERSONAL


_CHILDREN: Mapping[type, str] = {
    Step: "step",
    Custom: "custom",
    ExternalId: "external",
    LocalName: "names",
    Placement: "parent",
}


def target_of(path: str, rule: LedgerRule, charter: Charter) -> Target | None:
    """The place that a path names in the nouns of a ledger, or None if there is no such place.

    >>> rule = LedgerRule(name="opinions", labels={}, nouns=("case",), key=("no",), columns=())
    >>> charter = Charter(id="c", labels={})
    >>> target_of("step.replied.outcome", rule, charter).part, target_of("nonsense", rule, charter)
    ('outcome', None)
    """
    first, _, rest = path.partition(".")
    noun = rule.nouns[0]
    if rest and first in rule.nouns and (len(rule.nouns) > 1 or field_named(NOUNS[noun], first) is None):
        noun, path = first, rest
    if path.startswith("custom."):
        name = path.removeprefix("custom.")
        custom = next((one for one in charter.custom if one.noun == noun and one.name == name), None)
        return Target(noun, Goes.CUSTOM, name, custom=custom) if custom else None
    return _within(noun, path)


@cache
def _children_of(noun: str) -> frozenset[str]:
    return frozenset(_CHILDREN[info.kind] for info in fields_of(NOUNS[noun]) if info.many and info.kind in _CHILDREN)  # type: ignore[index]


@lru_cache(maxsize=4096)
def _within(noun: str, path: str) -> Target | None:
    """The place that a path names in a noun, in every charter."""
    cls = NOUNS[noun]
    children = _children_of(noun)
    match path.split("."):
        case ["step", state] if "step" in children:
            return Target(noun, Goes.STEP, state, "on", field_named(Step, "on"))
        case ["step", state, part] if "step" in children and part in STEP_PARTS:
            return Target(noun, Goes.STEP_PART, state, part, field_named(Step, part))
        case ["external", scheme] if scheme:
            return Target(noun, Goes.EXTERNAL, scheme, info=field_named(ExternalId, "value"))
        case ["names", language] if language and "names" in children:
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


def first_day_of(rule: LedgerRule, charter: Charter) -> str:
    """The first column of a ledger that tells a day of its main noun; empty where none does."""
    for column in rule.columns:
        target = target_of(column.to, rule, charter) if column.to and not column.ignored else None
        is_day = target and (target.goes is Goes.STEP or (target.goes is Goes.FIELD and target.kind is Column.DATE))
        if target and is_day and target.noun == rule.nouns[0]:
            return column.name
    return ""


def targets_of(rule: LedgerRule, charter: Charter) -> tuple[str, ...]:
    """What a column of a ledger may name, for "did you mean"."""
    found: list[str] = []
    for noun in rule.nouns:
        names = [info.name for info in fields_of(class_of(noun)) if not info.many and info.name != "id"]
        names += [f"step.{state}" for workflow in workflows_of(charter, noun) for state in workflow.states]
        names += [f"custom.{own.name}" for own in charter.custom if own.noun == noun]
        names += ["parent", "parent.since"] if noun == "unit" else list(LINEAGE) if noun == "change_event" else []
        found += names if noun == rule.nouns[0] else [f"{noun}.{name}" for name in names]
    return tuple(dict.fromkeys(found))
