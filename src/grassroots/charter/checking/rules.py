"""Whether every rule is sound: by its fields, its conditions, and what its kind knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.checking.condition import check_condition
from grassroots.charter.checking.finding import Finding, check_labels, finding, word_finding
from grassroots.charter.checking.refusals import tells_refusals
from grassroots.charter.condition import Against, AllOf, AnyOf, Condition, Has, Is, NotOf, Within, asks_period
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.trouble import spelled
from grassroots.errors import PluginError
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest

_PLAIN = frozenset({str, int, bool, date, type(None)})
"""What has no parts: most of what stands in a rule."""


def _has_parts(part: object) -> bool:
    cls: Any = type(part)
    return _is_made_of_parts(cls)


@cache
def _is_made_of_parts(cls: Any) -> bool:
    return attrs.has(cls)


def check_rules(charter: Charter) -> Iterator[Finding]:
    """What is wrong with the rules of every kind."""
    for kind, known in charter.rules.items():
        for rule in known.values():
            yield from findings_of(charter, kind, rule)
        yield from _texts_overlap(kind, known)


def findings_of(charter: Charter, kind: str, rule: Rule) -> Iterator[Finding]:
    """What is wrong with one rule of a charter."""
    path: Path = (kind, rule.name)
    yield from check_labels(charter, path, rule.labels)
    if rule.valid_from and rule.valid_until and rule.valid_until <= rule.valid_from:
        yield finding((*path, "valid_until"), "charter-rule-days", rule.valid_until, start=rule.valid_from)
    yield from _rule_conditions(charter, rule, path)
    if code := tells_refusals(charter, *_conditions_in(rule)):
        yield finding(path, "charter-by-refusal", code)
    unfit = list(_fields(charter, rule, path))
    yield from unfit
    known = charter.kinds.get(kind)
    try:
        for keys, code, value, details in known.sound(rule, charter) if known else ():
            yield finding((*path, *keys), code, value, **details)
    except OverflowError:
        # Its fields are out of bounds already: what a kind counts with them leads beyond the calendar.
        if not unfit:
            raise
    except PluginError as error:
        if error.problem is None:
            raise
        yield finding(path, error.problem.code, error.problem.value, **error.problem.details)


def _conditions_in(part: Any) -> Iterator[Condition]:
    """The conditions that stand in a rule and in its parts."""
    if type(part) in _PLAIN:
        return
    if isinstance(part, Is | Within | Against | Has | AllOf | AnyOf | NotOf):
        yield part
    elif _has_parts(part):
        for one in attrs.fields(type(part)):
            yield from _conditions_in(getattr(part, one.name))
    elif isinstance(part, Mapping | tuple):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _conditions_in(inner)


def _rule_conditions(charter: Charter, part: Any, path: Path, outer: str = "") -> Iterator[Finding]:
    """The conditions that stand in a rule and in its parts, each over the records of the noun that it names, or the rule around it (`outer`)."""
    around = str(getattr(part, "noun", "") or outer)
    for one in attrs.fields(type(part)):
        value, key = getattr(part, one.name), one.name.rstrip("_")
        noun = str(one.metadata.get("noun", ""))
        if noun and value is not None:
            named = noun[1:] if noun.startswith("=") else str(getattr(part, noun, "") or outer)
            if not known_noun(named):
                yield finding(path, "charter-noun", named, known=nearest(named, (*NOUNS, *DERIVED)))
            else:
                yield from check_condition(charter, value, named, (*path, key))
                if asks_period(value) and not one.metadata.get("periodic"):
                    yield finding((*path, key), "charter-no-period")
        elif _has_parts(value):
            yield from _rule_conditions(charter, value, (*path, key), around)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                if _has_parts(inner):
                    yield from _rule_conditions(charter, inner, (*path, key, name), around)
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                if _has_parts(inner):
                    yield from _rule_conditions(charter, inner, (*path, key, number), around)


def _texts_overlap(kind: str, known: Mapping[str, Rule]) -> Iterator[Finding]:
    """Of texts that share a name, at most one holds on any day."""
    rules = list(known.values())
    for at, rule in enumerate(rules):
        for other in rules[:at]:
            start = max(rule.valid_from or date.min, other.valid_from or date.min)
            if rule.known_as == other.known_as and start < min(rule.valid_until or date.max, other.valid_until or date.max):
                yield finding((kind, rule.name), "charter-rules-overlap", rule.known_as, other=other.name, day=start)


def _fields(charter: Charter, part: Any, path: Path) -> Iterator[Finding]:
    """What is unsound by what the fields of a rule, and of its parts, say of themselves (`charter.rule`: word, needed, between, share, length, noun, names)."""
    for one in attrs.fields(type(part)):
        value, here = getattr(part, one.name), (*path, one.name.rstrip("_"))
        if one.metadata.get("needed") and value in ("", (), None):
            yield finding(here, "charter-missing", "", key=one.name.rstrip("_"), at=spelled(path))
        yield from _field(charter, value, one.metadata, here)
        if type(value) in _PLAIN:
            continue
        inner: list[tuple[Path, Any]] = [(here, value)]
        if isinstance(value, Mapping):
            inner = [((*here, name), below) for name, below in value.items()]
        elif isinstance(value, tuple):
            inner = [((*here, number), below) for number, below in enumerate(value)]
        for at, below in inner:
            if _has_parts(below) and not isinstance(below, Is | Within | Against | Has | AllOf | AnyOf | NotOf | Length):
                yield from _fields(charter, below, at)


def _field(charter: Charter, value: Any, meta: Mapping[Any, Any], here: Path) -> Iterator[Finding]:
    given = tuple(one for one in (value if isinstance(value, tuple) else (value,)) if one is not None and one != "")
    for at, one in enumerate(given):
        if words := meta.get("word"):
            yield from word_finding(charter, here, words, one)
        if (words or "noun_name" in meta or "names" in meta) and one in given[:at]:
            yield finding(here, "charter-word-twice", one)
        if (bounds := meta.get("between")) and not bounds[0] <= one <= bounds[1]:
            yield finding(here, "charter-not-whole", one)
        if bounds := meta.get("share"):
            least, most, below, above = bounds
            if not least <= one <= most or (below and one == least) or (above and one == most):
                yield finding(here, "charter-share", one)
        if meta.get("length") and not one.sound:
            yield finding(here, "charter-path-length", one)
        elif isinstance(one, Length) and one.too_long:
            yield finding(here, "charter-too-long", one)
        if "noun_name" in meta:
            if not known_noun(one):
                yield finding(here, "charter-noun", one, known=nearest(one, NOUNS))
            elif meta["noun_name"] and one not in meta["noun_name"]:
                yield finding(here, "charter-choice", one, known=meta["noun_name"])
        if kind := meta.get("names"):
            known = {rule.known_as for rule in charter.rules.get(kind, {}).values()}
            if one not in known:
                yield finding(here, "charter-named", one, kind=kind, known=nearest(one, known))
