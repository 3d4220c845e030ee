"""Whether a ledger of a charter can make its records at all: what its columns and constants name, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_name, finding
from grassroots.charter.ledger import DOUBTS, LedgerColumn, LedgerRule, form_names
from grassroots.charter.paths import DECIMAL, class_of, workflows_of
from grassroots.charter.targets import Goes, Target, first_day_of, target_of, targets_of
from grassroots.charter.toml import Path
from grassroots.charter.trouble import close_to
from grassroots.fields import Column
from grassroots.model import NOUNS
from grassroots.problems import nearest
from grassroots.values import Quantity

_CELLS = {
    Column.FLAG: re.compile("true|false"),
    Column.INTEGER: re.compile(r"-?\d{1,18}", re.ASCII),
    Column.DECIMAL: DECIMAL,
    Column.DATE: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    Column.TIME: re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII),
}
"""What a constant must look like in a charter, whatever else an office may type for it."""

Fault = tuple[Path, str, str, dict[str, Any]]
"""A fault of a ledger: the keys within its table, the code of the problem, the value, the details."""


def check_ledger(charter: Charter, rule: LedgerRule) -> Iterator[Finding]:
    """All that is wrong with one ledger."""
    path: Path = ("ledger", rule.name)
    yield from check_name(path)
    yield from check_labels(charter, path, rule.labels)
    if "ballot" in rule.nouns:
        yield finding(path, "charter-ballot-ledger", "ballot")
    if "answer" in rule.nouns and not _laid_together(rule):
        yield finding(path, "charter-answer-ledger", "answer")
    for place, code, value, details in _faults(charter, rule):
        yield finding((*path, *place), code, value, **details)


def _laid_together(rule: LedgerRule) -> bool:
    """Whether a ledger of answers has one row for each way to answer a question, and no place for anything else."""
    places = {column.name: column.to for column in rule.columns}
    ways = {"survey", "item", "choice"}
    known_by = {*(places.get(name, "") for name in rule.key), *rule.set}
    return rule.nouns == ("answer",) and known_by == ways and set(places.values()) <= {*ways, "number"}


def check_ledger_names(charter: Charter) -> Iterator[Finding]:
    """A table must be known for one ledger by its file or sheet name."""
    owner: dict[str, str] = {}
    for rule in charter.ledgers.values():
        for name in (rule.name, *rule.labels.values(), *rule.names):
            other = owner.setdefault(folded(name), rule.name)
            if other != rule.name:
                yield finding(("ledger", rule.name), "charter-ledger-name", name, other=other)


def check_rooms(charter: Charter) -> Iterator[Finding]:
    """Two ledgers that number records of one noun must not take each other's numbers, unless one says that they are the same."""
    first: dict[tuple[str, str], LedgerRule] = {}
    for rule in charter.ledgers.values():
        for noun in rule.nouns:
            other = first.setdefault((noun, rule.prefix), rule)
            if other is not rule and other.name not in rule.shares and rule.name not in other.shares:
                yield finding(("ledger", rule.name, "prefix"), "charter-ledger-room", rule.prefix, other=other.name)
                break


def _faults(charter: Charter, rule: LedgerRule) -> Iterator[Fault]:
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
    for noun, own in rule.keys.items():
        if noun not in rule.nouns:
            yield ("keys",), "charter-noun", noun, {"known": nearest(noun, rule.nouns)}
        if not own:
            yield ("keys", noun), "charter-missing", "", {"key": noun}
        for key in own:
            if key not in names:
                yield ("keys", noun), "charter-column", key, {"known": nearest(key, names)}
    within = rule.numbered_within
    if within in ("year", "month") and not first_day_of(rule, charter):
        yield ("numbered_within",), "charter-no-day", within, {}
    elif within not in ("", "year", "month", "sheet", *names):
        yield ("numbered_within",), "charter-column", within, {"known": nearest(within, ("year", "month", "sheet", *names))}
    yield from _ledgers(charter, ("shares",), rule.shares)
    for skip in rule.skip:
        if skip.column not in names:
            yield ("skip", skip.reason), "charter-column", skip.column, {"known": nearest(skip.column, names)}
        if not skip.values:
            yield ("skip", skip.reason), "charter-missing", "", {"key": "values"}
    for code in rule.refuse:
        if code not in DOUBTS:
            yield ("refuse",), "charter-choice", code, {"known": nearest(code, DOUBTS)}
    yield from _headings(rule)
    for column in rule.columns:
        yield from _column(charter, rule, column)
    for to, text in rule.set.items():
        yield from _constant(charter, rule, to, text)
    yield from _filled(charter, rule)


def _ledgers(charter: Charter, place: Path, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if name not in charter.ledgers:
            yield place, "charter-no-ledger", name, {"known": nearest(name, charter.ledgers)}


@lru_cache(maxsize=16_384)
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
    known = targets_of(rule, charter)
    close = close_to(to, known)
    if close:
        return place, "charter-to-near", to, {"near": close, "known": nearest(to, known)}
    return place, "charter-to", to, {"known": nearest(to, known)}


def _column(charter: Charter, rule: LedgerRule, column: LedgerColumn) -> Iterator[Fault]:
    place: Path = ("column", column.name)
    if column.ignored or not column.to:
        return
    target = _target(charter, rule, column.to)
    if target is None:
        yield _unknown(charter, rule, (*place, "to"), column.to)
        return
    for text in column.values.values():
        yield from _fits(charter, target, text, (*place, "values"))
    if column.default and column.default not in column.values:
        yield from _fits(charter, target, column.default, (*place, "default"))
    if column.without.startswith("="):
        names = [one.name for one in rule.columns]
        if (other := column.without[1:]) not in names:
            yield (*place, "without"), "charter-column", other, {"known": nearest(other, names)}
    elif column.without and column.without not in column.values:
        yield from _fits(charter, target, column.without, (*place, "without"))
    if column.of and column.of not in target.refs:
        yield (*place, "of"), "charter-choice", column.of, {"known": target.refs}
    if column.refers_to and not target.refs:
        yield (*place, "refers_to"), "charter-surplus", column.to, {}
    yield from _ledgers(charter, (*place, "refers_to"), column.refers_to)
    if column.inclusive and (target.goes, target.name) != (Goes.FIELD, "end"):
        yield (*place, "inclusive"), "charter-surplus", column.to, {}
    if column.unit and target.kind is not Quantity:
        yield (*place, "unit"), "charter-surplus", column.unit, {}
    elif column.unit:
        yield from _is_word(charter, "measured_in", column.unit, (*place, "unit"))
    for form in column.formats:
        if "%" not in form:
            yield (*place, "formats"), "charter-date-format", form, {}
        elif not form_names(form, "year"):
            yield (*place, "formats"), "charter-date-format-year", form, {}


def _fits(charter: Charter, target: Target, text: str, place: Path) -> Iterator[Fault]:
    """A fault if a text of the charter cannot be what stands in a cell: no word of its list, nor the label of one; no number, no day."""
    if target.kind in _CELLS and not _CELLS[target.kind].fullmatch(text):
        yield place, "charter-cell-text", text, {}
    if target.choices and text not in target.choices:
        yield place, "charter-choice", text, {"known": nearest(text, target.choices)}
    if target.words:
        yield from _is_word(charter, target.words, text, place)


def _is_word(charter: Charter, words: str, text: str, place: Path) -> Iterator[Fault]:
    known = charter.words.get(words, {})
    if not known:
        yield place, "charter-no-words", text, {"words": words}
    elif text not in known and folded(text) not in (folded(one) for word in known.values() for one in word.said):
        yield place, "charter-word", text, {"words": words, "known": nearest(text, known)}


def _constant(charter: Charter, rule: LedgerRule, to: str, text: str) -> Iterator[Fault]:
    place: Path = ("set", to)
    target = _target(charter, rule, to)
    if target is None:
        yield _unknown(charter, rule, place, to)
    elif text.startswith("@"):
        if text[1:] not in rule.nouns:
            yield place, "charter-set-noun", text, {"known": rule.nouns}
        elif text[1:] not in target.refs:
            yield place, "charter-set-noun", text, {"known": tuple(noun for noun in rule.nouns if noun in target.refs)}
    else:
        yield from _fits(charter, target, text, place)


def _target(charter: Charter, rule: LedgerRule, to: str) -> Target | None:
    """The target that `to` names; none either for a step into a state that no workflow of the noun has."""
    target = target_of(to, rule, charter)
    if target is not None and target.goes in (Goes.STEP, Goes.STEP_PART):
        return target if any(target.name in one.states for one in workflows_of(charter, target.noun)) else None
    return target


def _slot(target: Target) -> tuple[str, str, str, str]:
    """What two columns may not both fill: (noun, field, state, part of a step); a part of a field has a dot in it."""
    match target.goes:
        case Goes.STEP:
            return target.noun, "steps", target.name, ""
        case Goes.STEP_PART:
            return target.noun, "steps", target.name, target.part
        case Goes.PARENT:
            return target.noun, "parents", "", ""
        case Goes.SINCE:
            return target.noun, "parents.since", "", ""
        case Goes.PART:
            return target.noun, f"{target.name}.{target.part}", "", ""
        case Goes.CUSTOM | Goes.EXTERNAL | Goes.NAME:
            return target.noun, f"{target.goes.name}.{target.name}", "", ""
    return target.noun, target.name, "", ""


def _filled(charter: Charter, rule: LedgerRule) -> Iterator[Fault]:
    """Every field without which a record cannot be must have a column or a constant; no field may have two; parts need their whole."""
    filled: dict[tuple[str, ...], str] = {}
    for to in (*(column.to for column in rule.columns if not column.ignored), *rule.set):
        target = _target(charter, rule, to) if to else None
        if target is None:
            continue
        slot = _slot(target)
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
        if dot and whole not in ("CUSTOM", "EXTERNAL", "NAME") and (noun, whole, "", "") not in filled:
            yield (), "charter-unfilled", whole, {"noun": noun}
