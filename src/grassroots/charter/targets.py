"""Targets: where the cells of a ledger go, and whether a ledger can make its records at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs
from attrs import frozen

from grassroots.charter.charter import Charter
from grassroots.charter.ledger import LedgerColumn, LedgerRule
from grassroots.charter.paths import CUSTOM_KINDS, class_of, workflows_of
from grassroots.charter.reader import close_to
from grassroots.charter.toml import Path
from grassroots.fields import Column, field_named, fields_of
from grassroots.model import NOUNS, Step, has_steps
from grassroots.problems import nearest
from grassroots.values import Quantity, Ref

STEP_PARTS = ("at", "unit", "outcome", "rating", "due", "due_at")
"""What of a step a column of its own may fill."""

LINEAGE = ("before", "after")
"""The units of a change of units: a cell with one or more of them."""


@frozen(kw_only=True)
class Target:
    """Where a cell goes. `field`: the field of the noun that it fills, as far as it fills one; `state` and `part`: for steps.

    `kind`, `words`, `choices`, `refs`: the type of what must stand in the cell.
    """

    noun: str
    field: str
    kind: Column | type = Column.TEXT
    words: str = ""
    choices: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    state: str = ""
    part: str = ""


def target_of(charter: Charter, rule: LedgerRule, to: str) -> Target | None:
    """The target that `to` names in a ledger; None if there is no such.

    >>> rule = LedgerRule(name="units", labels={}, nouns=("unit",), key=("code",), columns=())
    >>> target_of(Charter(id="x", labels={}), rule, "kind").words
    'unit'
    """
    head, _, rest = to.partition(".")
    if rest and head in rule.nouns:
        return _target(charter, head, rest)
    return _target(charter, rule.nouns[0], to)


def _target(charter: Charter, noun: str, to: str) -> Target | None:
    head, _, rest = to.partition(".")
    if head == "step" and has_steps(noun):
        return _step(charter, noun, rest)
    if head == "custom":
        own = next((own for own in charter.custom if (own.noun, own.name) == (noun, rest)), None)
        return Target(noun=noun, field=to, kind=CUSTOM_KINDS.get(own.kind, Column.TEXT), words=own.words) if own else None
    if head == "external":
        return Target(noun=noun, field=to) if rest else None
    if noun == "unit" and head == "names":
        return Target(noun=noun, field=to) if rest else None
    if noun == "unit" and to == "parent":
        return Target(noun=noun, field="parents", refs=("unit",))
    if noun == "unit" and to == "parent.since":
        return Target(noun=noun, field="parents.since", kind=Column.DATE)
    if noun == "change_event" and to in LINEAGE:
        return Target(noun=noun, field=to, refs=("unit",))
    info = field_named(class_of(noun), head)
    if info is None or info.many or head == "id":
        return None
    if info.kind is Quantity and rest == "measured_in":
        return Target(noun=noun, field=to, words="measured_in")
    if info.kind is Ref and rest == "noun":
        return Target(noun=noun, field=to, choices=info.refs)
    if rest:
        return None
    return Target(noun=noun, field=head, kind=info.kind, words=info.words, refs=info.refs)


def _step(charter: Charter, noun: str, rest: str) -> Target | None:
    state, _, part = rest.partition(".")
    if not any(state in workflow.states for workflow in workflows_of(charter, noun)):
        return None
    if not part:
        return Target(noun=noun, field="steps", kind=Column.DATE, state=state)
    info = field_named(Step, part)
    if info is None or part not in STEP_PARTS:
        return None
    return Target(noun=noun, field="steps", kind=info.kind, words=info.words, refs=info.refs, state=state, part=part)


def targets_of(charter: Charter, rule: LedgerRule) -> tuple[str, ...]:
    """What a column of a ledger may name, for "did you mean"."""
    found: list[str] = []
    for noun in rule.nouns:
        names = [info.name for info in fields_of(class_of(noun)) if not info.many and info.name != "id"]
        names += [f"step.{state}" for workflow in workflows_of(charter, noun) for state in workflow.states]
        names += [f"custom.{own.name}" for own in charter.custom if own.noun == noun]
        names += ["parent", "parent.since"] if noun == "unit" else list(LINEAGE) if noun == "change_event" else []
        found += names if noun == rule.nouns[0] else [f"{noun}.{name}" for name in names]
    return tuple(dict.fromkeys(found))


_CELLS = {
    Column.FLAG: re.compile("true|false"),
    Column.INTEGER: re.compile(r"-?\d{1,18}", re.ASCII),
    Column.DECIMAL: re.compile(r"-?\d{1,18}(\.\d{1,4})?", re.ASCII),
    Column.DATE: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    Column.TIME: re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII),
}
"""What a constant must look like in a charter, whatever else an office may type for it."""

Fault = tuple[Path, str, str, dict[str, Any]]
"""A fault of a ledger: the keys within its table, the code of the problem, the value, the details."""


def check_ledger(charter: Charter, rule: LedgerRule) -> Iterator[Fault]:
    """All that is wrong with one ledger by itself."""
    for noun in rule.nouns:
        if noun not in NOUNS:
            yield ("nouns" if len(rule.nouns) > 1 else "noun",), "charter-noun", noun, {"known": nearest(noun, NOUNS)}
    if not rule.nouns or any(noun not in NOUNS for noun in rule.nouns):
        return
    if len(set(rule.nouns)) < len(rule.nouns):
        yield ("nouns",), "charter-noun-twice", ", ".join(rule.nouns), {}
    names = [column.name for column in rule.columns]
    if not rule.key:
        yield (), "charter-missing", "", {"key": "key"}
    for key in rule.key:
        if key not in names:
            yield ("key",), "charter-column", key, {"known": nearest(key, names)}
    for skip in rule.skip:
        if skip.column not in names:
            yield ("skip", skip.reason), "charter-column", skip.column, {"known": nearest(skip.column, names)}
        if not skip.values:
            yield ("skip", skip.reason), "charter-missing", "", {"key": "values"}
    yield from _headings(rule)
    for column in rule.columns:
        yield from _column(charter, rule, column)
    for to, text in rule.set.items():
        yield from _constant(charter, rule, to, text)
    yield from _filled(charter, rule)


def folded(text: str) -> str:
    """A heading or name as it is compared: without regard to case, and to spaces at its ends or doubled within.

    >>> folded(" Received  ON ")
    'received on'
    """
    return " ".join(text.casefold().split())


def _headings(rule: LedgerRule) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for column in rule.columns:
        if not any(heading.strip() for heading in column.headings):
            yield ("column", column.name), "charter-missing", "", {"key": "heading"}
        for heading in column.headings:
            other = owner.setdefault(folded(heading), column.name)
            if other != column.name:
                yield ("column", column.name, "heading"), "charter-heading", heading, {"other": other}


def _unknown(charter: Charter, rule: LedgerRule, place: Path, to: str) -> Fault:
    known = targets_of(charter, rule)
    close = close_to(to, known)
    if close:
        return place, "charter-to-near", to, {"near": close, "known": nearest(to, known)}
    return place, "charter-to", to, {"known": nearest(to, known)}


def _column(charter: Charter, rule: LedgerRule, column: LedgerColumn) -> Iterator[Fault]:
    place: Path = ("column", column.name)
    if column.ignored or not column.to:
        return
    target = target_of(charter, rule, column.to)
    if target is None:
        yield _unknown(charter, rule, (*place, "to"), column.to)
        return
    for text in column.values.values():
        yield from _fits(charter, target, text, (*place, "values"))
    if column.default and column.default not in column.values:
        yield from _fits(charter, target, column.default, (*place, "default"))
    if column.of and ((target.kind is not Ref and len(target.refs) < 2) or column.of not in target.refs):
        yield (*place, "of"), "charter-choice", column.of, {"known": target.refs}
    if column.inclusive and target.field != "end":
        yield (*place, "inclusive"), "charter-surplus", column.to, {}
    if column.unit and target.kind is not Quantity:
        yield (*place, "unit"), "charter-surplus", column.unit, {}
    elif column.unit:
        yield from _fits(charter, Target(noun=target.noun, field="", words="measured_in"), column.unit, (*place, "unit"))
    for form in column.formats:
        if "%" not in form:
            yield (*place, "formats"), "charter-date-format", form, {}


def _fits(charter: Charter, target: Target, text: str, place: Path) -> Iterator[Fault]:
    """A fault if a text of the charter cannot be what stands in a cell: no word of its list, nor the label of one; no number, no day."""
    if target.kind in _CELLS and not _CELLS[target.kind].fullmatch(text):
        yield place, "charter-cell-text", text, {}
    if target.choices and text not in target.choices:
        yield place, "charter-choice", text, {"known": nearest(text, target.choices)}
    known = charter.words.get(target.words, {})
    if target.words and not known:
        yield place, "charter-no-words", text, {"words": target.words}
        return
    labels = {folded(label) for word in known.values() for label in word.labels.values()}
    if target.words and text not in known and folded(text) not in labels:
        yield place, "charter-word", text, {"words": target.words, "known": nearest(text, known)}


def _constant(charter: Charter, rule: LedgerRule, to: str, text: str) -> Iterator[Fault]:
    place: Path = ("set", to)
    target = target_of(charter, rule, to)
    if target is None:
        yield _unknown(charter, rule, place, to)
    elif text.startswith("@"):
        if text[1:] not in rule.nouns:
            yield place, "charter-set-noun", text, {"known": rule.nouns}
        elif text[1:] not in target.refs:
            yield place, "charter-set-noun", text, {"known": tuple(noun for noun in rule.nouns if noun in target.refs)}
    else:
        yield from _fits(charter, target, text, place)


def _filled(charter: Charter, rule: LedgerRule) -> Iterator[Fault]:
    """Every field without which a record cannot be must have a column or a constant; no field may have two; parts need their whole."""
    filled: dict[tuple[str, ...], str] = {}
    for to in (*(column.to for column in rule.columns if not column.ignored), *rule.set):
        target = target_of(charter, rule, to) if to else None
        if target is None:
            continue
        slot = (target.noun, target.field, target.state, target.part)
        if slot in filled:
            yield (), "charter-filled-twice", to, {"noun": target.noun}
        filled[slot] = to
    for noun in dict.fromkeys(rule.nouns):
        for one in attrs.fields(class_of(noun)):
            if one.default is attrs.NOTHING and one.name != "id" and (noun, one.name, "", "") not in filled:
                yield (), "charter-unfilled", one.name, {"noun": noun}
    for noun, name, state, part in filled:
        if part and (noun, name, state, "") not in filled:
            yield (), "charter-step-undated", f"step.{state}.{part}", {"state": state}
        whole, dot, _ = name.partition(".")
        if dot and whole not in ("custom", "external", "names") and (noun, whole, "", "") not in filled:
            yield (), "charter-unfilled", whole, {"noun": noun}
