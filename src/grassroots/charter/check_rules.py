"""Whether every rule is sound: by its fields, its conditions, and what its kind knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.check_condition import _condition
from grassroots.charter.finding import Finding, _labels, finding
from grassroots.charter.measure import AllOf, AnyOf, Condition, Has, Is, NotOf, Within
from grassroots.charter.refusals import tells_refusals
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest


def _rules(charter: Charter) -> Iterator[Finding]:
    for kind, known in charter.rules.items():
        for rule in known.values():
            yield from findings_of(charter, kind, rule)
        yield from _texts_overlap(kind, known)


def findings_of(charter: Charter, kind: str, rule: Rule) -> Iterator[Finding]:
    """What is wrong with one rule of a charter."""
    path: Path = (kind, rule.name)
    yield from _labels(charter, path, rule.labels)
    if rule.valid_from and rule.valid_until and rule.valid_until <= rule.valid_from:
        yield finding((*path, "valid_until"), "charter-rule-days", rule.valid_until, start=rule.valid_from)
    yield from _rule_conditions(charter, rule, path)
    if code := tells_refusals(charter, *_conditions_in(rule)):
        yield finding(path, "charter-by-refusal", code)
    known = charter.kinds.get(kind)
    for keys, code, value, details in known.sound(rule, charter) if known else ():
        yield finding((*path, *keys), code, value, **details)


def _conditions_in(part: Any) -> Iterator[Condition]:
    """The conditions that stand in a rule and in its parts."""
    if isinstance(part, Is | Within | Has | AllOf | AnyOf | NotOf):
        yield part
    elif attrs.has(type(part)):
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
                yield from _condition(charter, value, named, (*path, key))
        elif attrs.has(type(value)):
            yield from _rule_conditions(charter, value, (*path, key), around)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                if attrs.has(type(inner)):
                    yield from _rule_conditions(charter, inner, (*path, key, name), around)
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                if attrs.has(type(inner)):
                    yield from _rule_conditions(charter, inner, (*path, key, number), around)


def _texts_overlap(kind: str, known: Mapping[str, Rule]) -> Iterator[Finding]:
    """Of texts that share a name, at most one holds on any day."""
    rules = list(known.values())
    for at, rule in enumerate(rules):
        for other in rules[:at]:
            start = max(rule.valid_from or date.min, other.valid_from or date.min)
            if rule.known_as == other.known_as and start < min(rule.valid_until or date.max, other.valid_until or date.max):
                yield finding((kind, rule.name), "charter-rules-overlap", rule.known_as, other=other.name, day=start)
