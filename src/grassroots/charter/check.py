"""Proves a charter sound before it is used: every name leads somewhere, every state can be reached, every figure can be computed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from string import Formatter
from typing import Any as Anything

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.check_ledger import check_ledger, folded
from grassroots.charter.check_workflow import unsound_workflow
from grassroots.charter.kinds import SOUND
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.measure import All, Any, Condition, Form, Has, Is, Measure, Not, Split, Within
from grassroots.charter.outline import Bars, Outline, Say, Table
from grassroots.charter.outreach import tells_refusals, unsound_refusals
from grassroots.charter.paths import (
    CUSTOM_KINDS,
    Leaf,
    by_requester,
    class_of,
    leaves,
    literal,
    missing_only,
    ordered,
    paths_of,
    workflows_of,
)
from grassroots.charter.publication import WORDLESS
from grassroots.charter.reader import close_to, spelled
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.words import CustomField, Labels
from grassroots.charter.workflow import Workflow
from grassroots.fields import Column, Privacy, field_named, fields_of
from grassroots.model import NOUNS, has_steps
from grassroots.problems import Problem, nearest

Finding = tuple[Path, Problem]

OWN_LISTS = ("measured_in", "left_out", "missing", "stage", "role", "festival")
"""Lists of words that no field names: what figures are measured in, why records are left out, what cells without a value are called,
the stages that follow from pathways, who acts in lives without a post or a unit, and the
festivals on which visits are paid."""

PARTS = re.compile(r"percent\d?|numerator|denominator|low|high|median|least|most|ninetieth|left_out\.[\w-]+", re.ASCII)
"""What of a figure a sentence can name behind a dot."""

NAME = re.compile(r"\w[\w-]*")


def check(charter: Charter) -> list[Problem]:
    """All that is wrong with a charter; empty if it is sound. The first detail of each problem, `at`, says where.

    >>> check(Charter(id="club", labels={"en": "Club"}))
    []
    """
    return [problem for _, problem in findings(charter)]


def findings(charter: Charter) -> list[Finding]:
    """All that is wrong, each with the path of the table or key in the charter's files."""
    return [
        *_head(charter),
        *_words(charter),
        *_units(charter),
        *(one for own in charter.custom for one in _custom(charter, own)),
        *(one for workflow in charter.workflows.values() for one in _workflow(charter, workflow)),
        *(one for measure in charter.measures.values() for one in _measure(charter, measure)),
        *_cycles(charter),
        *(one for outline in charter.outlines.values() for one in _outline(charter, outline)),
        *(one for rule in charter.ledgers.values() for one in _ledger(charter, rule)),
        *_ledger_names(charter),
        *_rules(charter),
    ]


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
    for keys, code, value, details in SOUND[kind](rule, charter) if kind in SOUND else ():
        yield finding((*path, *keys), code, value, **details)


def _conditions_in(part: Anything) -> Iterator[Condition]:
    """The conditions that stand in a rule and in its parts."""
    if isinstance(part, Is | Within | Has | All | Any | Not):
        yield part
    elif attrs.has(type(part)):
        for one in attrs.fields(type(part)):
            yield from _conditions_in(getattr(part, one.name))
    elif isinstance(part, Mapping | tuple):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _conditions_in(inner)


def _rule_conditions(charter: Charter, part: Anything, path: Path, outer: str = "") -> Iterator[Finding]:
    """The conditions that stand in a rule and in its parts, each over the records of the noun that it names, or the rule around it (`outer`)."""
    around = str(getattr(part, "noun", "") or outer)
    for one in attrs.fields(type(part)):
        value, key = getattr(part, one.name), one.name.rstrip("_")
        noun = str(one.metadata.get("noun", ""))
        if noun and value is not None:
            named = noun[1:] if noun.startswith("=") else str(getattr(part, noun, "") or outer)
            if named not in NOUNS:
                yield finding(path, "charter-noun", named, known=nearest(named, NOUNS))
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


def finding(path: Path, code: str, value: Anything = "", **details: Anything) -> Finding:
    """One thing that is wrong, at a path."""
    return path, Problem(code, value=str(value), details={"at": spelled(path), **details})


@cache
def field_lists() -> tuple[str, ...]:
    """The lists of words that fields of nouns, and of their parts, name."""
    classes = [class_of(noun) for noun in NOUNS]
    parts = [info.kind for cls in classes for info in fields_of(cls) if info.many and isinstance(info.kind, type)]
    return tuple(dict.fromkeys(info.words for cls in (*classes, *parts) for info in fields_of(cls) if info.words))


def word_finding(charter: Charter, path: Path, words: str, value: str) -> Iterator[Finding]:
    """A finding if the value is no word of the list."""
    known = charter.words.get(words, {})
    if not known:
        yield finding(path, "charter-no-words", value, words=words)
    elif value not in known:
        yield finding(path, "charter-word", value, words=words, known=nearest(value, known))


def _labels(charter: Charter, path: Path, labels: Labels) -> Iterator[Finding]:
    for language in charter.languages:
        if not labels.get(language, "").strip():
            yield finding(path, "charter-label", language=language)


def _name(path: Path) -> Iterator[Finding]:
    if not NAME.fullmatch(str(path[-1])):
        yield finding(path, "charter-name", path[-1])


def _head(charter: Charter) -> Iterator[Finding]:
    yield from _labels(charter, ("label",), charter.labels)
    tags = charter.languages
    if not tags or len(set(tags)) < len(tags) or not all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", tag) for tag in tags):
        yield finding(("languages",), "charter-languages", ", ".join(tags))
    for post in charter.exclusive:
        yield from word_finding(charter, ("exclusive",), "post", post)


def _words(charter: Charter) -> Iterator[Finding]:
    own = tuple(own.words for own in charter.custom if own.words)
    lists = (*field_lists(), *OWN_LISTS, *own)
    steered = {
        info.words
        for noun in NOUNS
        if has_steps(noun)
        for name in ("category", "kind")
        if (info := field_named(class_of(noun), name))
    }
    for listed, words in charter.words.items():
        if listed not in lists:
            yield finding(("words", listed), "charter-list", listed, known=nearest(listed, lists))
        for word in words.values():
            path: Path = ("words", listed, word.name)
            yield from _name(path)
            yield from _labels(charter, path, word.labels)
            if word.workflow is not None and listed not in steered:
                yield finding((*path, "workflow"), "charter-word-workflow", listed, known=tuple(sorted(steered)))
            elif word.workflow is not None and word.workflow not in charter.workflows:
                known = nearest(word.workflow, charter.workflows)
                yield finding((*path, "workflow"), "charter-workflow", word.workflow, known=known)
            for above in word.under:
                yield from word_finding(charter, (*path, "under"), listed, above)


def _units(charter: Charter) -> Iterator[Finding]:
    """Every kind of unit must be able to hang, by way of others, under one that is a root."""
    kinds = charter.words.get("unit", {})
    rooted = {kind.name for kind in kinds.values() if not kind.under}
    while more := {kind.name for kind in kinds.values() if kind.name not in rooted and rooted & set(kind.under)}:
        rooted |= more
    for kind in kinds.values():
        if kind.name not in rooted and set(kind.under) & set(kinds):
            roots = [name for name in kinds if not kinds[name].under]
            yield finding(("words", "unit", kind.name, "under"), "charter-rootless", kind.name, known=roots)


def _custom(charter: Charter, own: CustomField) -> Iterator[Finding]:
    path: Path = ("custom", own.noun, own.name)
    yield from _name(path)
    yield from _labels(charter, path, own.labels)
    if own.noun not in NOUNS:
        yield finding(("custom", own.noun), "charter-noun", own.noun, known=nearest(own.noun, NOUNS))
    if own.noun in WORDLESS:
        yield finding(path, "charter-custom-closed", own.noun)
    if own.kind not in CUSTOM_KINDS:
        yield finding((*path, "kind"), "charter-choice", own.kind, known=tuple(CUSTOM_KINDS))
    if own.privacy not in tuple(Privacy):
        yield finding((*path, "privacy"), "charter-choice", own.privacy, known=tuple(Privacy))
    if own.noun in ("person", "household") and own.kind == "number":
        yield finding((*path, "kind"), "charter-custom-number", own.noun)
    if own.noun == "membership" and own.kind == "text" and own.privacy not in (Privacy.PERSONAL, Privacy.SPECIAL):
        yield finding((*path, "privacy"), "charter-custom-text", own.privacy)
    if own.kind == "word" and not charter.words.get(own.words):
        yield finding(path, "charter-custom-words", own.words, known=nearest(own.words, charter.words))
    if own.kind != "word" and own.words:
        yield finding((*path, "words"), "charter-surplus", own.words)


def _workflow(charter: Charter, workflow: Workflow) -> Iterator[Finding]:
    path: Path = ("workflow", workflow.name)
    yield from _name(path)
    for state in workflow.states.values():
        if state.name.strip():
            yield from _name((*path, "state", state.name))
        yield from _labels(charter, (*path, "state", state.name), state.labels)
        for number, move in enumerate(state.moves):
            if move.labels:
                yield from _labels(charter, (*path, "state", state.name, "moves", number), move.labels)
    for keys, code, value, details in unsound_workflow(workflow, charter):
        yield finding((*path, *keys), code, value, **details)


# -- measures ------------------------------------------------------------------------------------------------------------------------


def _measure(charter: Charter, measure: Measure) -> Iterator[Finding]:
    path: Path = ("measure", measure.name)
    yield from _name(path)
    yield from _labels(charter, path, measure.labels)
    if measure.measured_in:
        yield from word_finding(charter, (*path, "measured_in"), "measured_in", measure.measured_in)
    if measure.minimum < 1:
        yield finding((*path, "minimum"), "charter-not-whole", measure.minimum)
    elif measure.minimum > 1 and not _has_minimum(charter, measure):
        yield finding((*path, "minimum"), "charter-surplus", measure.minimum)
    if measure.form in (Form.RATIO, Form.REACH):
        yield from _of_measures(charter, measure, path)
        return
    noun = measure.noun
    if noun not in NOUNS:
        yield finding((*path, measure.form), "charter-noun", noun, known=nearest(noun, NOUNS))
        return
    yield from _dated(charter, measure, path)
    yield from _conditions(charter, measure, noun, path)
    for split in measure.by:
        yield from _split(charter, split, noun, (*path, "by", split.path))
    if code := unsound_refusals(measure, charter):
        yield finding(path, "charter-by-refusal", code)
    wanted = {Form.SUM: "value", Form.SPREAD: "value", Form.DISTINCT: "key"}.get(measure.form, "")
    for key, given in (("value", measure.value), ("key", measure.key)):
        if given and key != wanted:
            yield finding((*path, key), "charter-surplus", given)
        elif wanted == key and not given:
            yield finding(path, "charter-missing", key=key)
    if measure.at_least is not None:
        yield finding((*path, "at_least"), "charter-surplus", measure.at_least)
    if measure.form is Form.RATE and measure.hit == All(()):
        yield finding(path, "charter-missing", key="hit")
    if wanted == "value" and measure.value:
        yield from _value(charter, measure, path)
    if wanted == "key" and measure.key:
        yield from _known_path(charter, noun, measure.key, (*path, "key"))
        if by_requester(noun, measure.key):
            yield finding((*path, "key"), "charter-by-requester", measure.key)
    for key in ("value", "key"):
        yield from _lasting(charter, noun, getattr(measure, key), (*path, key))


def _has_minimum(charter: Charter, measure: Measure) -> bool:
    """Whether a measure is of so many: a rate, a spread, and a ratio whose denominator is a number of something."""
    if measure.form is Form.RATIO:
        lower = charter.measures.get((measure.over or ("", ""))[1])
        return lower is None or lower.form not in (Form.RATE, Form.RATIO)
    return measure.form in (Form.RATE, Form.SPREAD)


def _conditions(charter: Charter, measure: Measure, noun: str, path: Path) -> Iterator[Finding]:
    for reason, _ in measure.left_out:
        yield from word_finding(charter, (*path, "left_out", reason), "left_out", reason)
    named: list[tuple[Path, Condition]] = [((*path, "where"), measure.where), ((*path, "hit"), measure.hit)]
    named += [((*path, "left_out", reason), condition) for reason, condition in measure.left_out]
    for here, condition in named:
        yield from _condition(charter, condition, noun, here)
        yield from _all_lasting(charter, condition, noun, here)


def _all_lasting(charter: Charter, condition: Condition, noun: str, here: Path) -> Iterator[Finding]:
    """A figure reads nothing that may be erased: its value would change, and with it what was published."""
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _all_lasting(charter, part, noun, here)
    elif isinstance(condition, Not):
        yield from _all_lasting(charter, condition.part, noun, (*here, "not"))
    elif isinstance(condition, Has):
        yield from _lasting(charter, condition.noun, condition.by, (*here, "has", condition.noun))
        yield from _all_lasting(charter, condition.where, condition.noun, (*here, "has", "where"))
    else:
        yield from _lasting(charter, noun, condition.path, (*here, condition.path))


def _lasting(charter: Charter, noun: str, path: str, here: Path) -> Iterator[Finding]:
    if any(leaf.private for leaf in leaves(charter, noun, path)):
        yield finding(here, "charter-erasable", path)


def _of_measures(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    """A ratio, or how many units reach a value: figures of figures."""
    plain = Measure(name=measure.name, labels=measure.labels, form=measure.form)
    surplus = ["dated", "reads", "hit", "by", "value", "key"]
    if measure.form is Form.RATIO:
        surplus += ["where", "left_out", "at_least"]
        named: tuple[str, ...] = measure.over or ()
        if measure.over is None:
            yield finding(path, "charter-missing", key="ratio")
    else:
        named = (measure.reach,)
        yield from _conditions(charter, measure, "unit", path)
        if measure.at_least is None:
            yield finding(path, "charter-missing", key="at_least")
    for key in surplus:
        if getattr(measure, key) != getattr(plain, key):
            yield finding((*path, key), "charter-surplus", key)
    for name in named:
        other = charter.measures.get(name)
        if other is None:
            yield from _measure_named(charter, (*path, measure.form), name)
        elif other.form is Form.SPREAD:
            yield finding((*path, measure.form), "charter-spread", name)


def _measure_named(charter: Charter, path: Path, name: str) -> Iterator[Finding]:
    if name not in charter.measures:
        yield finding(path, "charter-measure", name, known=nearest(name, charter.measures))


def _cycles(charter: Charter) -> Iterator[Finding]:
    """Measures of measures must come down to measures of records."""
    below = {name: (*(one.over or ()), *((one.reach,) if one.reach else ())) for name, one in charter.measures.items()}
    sound: set[str] = set()
    while more := {
        name for name in below if name not in sound and all(other in sound or other not in below for other in below[name])
    }:
        sound |= more
    for name in below:
        if name not in sound:
            yield finding(("measure", name, charter.measures[name].form), "charter-measure-cycle", name)


def _dated(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    if not measure.is_stock and not _is_day(charter, measure, measure.dated):
        yield finding(
            (*path, "dated"), "charter-dated", measure.dated, noun=measure.noun, known=_days(charter, measure, measure.dated)
        )


def _is_day(charter: Charter, measure: Measure, name: str) -> bool:
    if has_steps(measure.noun) and name in ("rated", "settled"):
        return True
    if any(name in workflow.states for workflow in workflows_of(charter, measure.noun, pinned(measure.where))):
        return True
    return any(leaf.kind is Column.DATE for leaf in leaves(charter, measure.noun, name))


def _days(charter: Charter, measure: Measure, name: str) -> tuple[str, ...]:
    states = [state for flow in workflows_of(charter, measure.noun, pinned(measure.where)) for state in flow.states]
    dates = [info.name for info in fields_of(class_of(measure.noun)) if info.kind is Column.DATE and not info.many]
    steps = ["rated", "settled"] if has_steps(measure.noun) else []
    return nearest(name, ["as_of", *dates, *states, *steps])


def pinned(where: Condition) -> tuple[str, ...] | None:
    """The categories (or kinds) to which a condition holds a measure; None if to none.

    >>> pinned(Is("category", ("opinion",)))
    ('opinion',)
    """
    for part in where.parts if isinstance(where, All) else (where,):
        if isinstance(part, Is) and part.path in ("category", "kind"):
            return tuple(str(value) for value in part.values)
    return None


def _value(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    here: Path = (*path, "value")
    if measure.value.startswith("days:"):
        days = measure.value.split(":")[1:]
        if len(days) != 2:
            yield finding(here, "charter-days", measure.value)
        for day in days:
            if len(days) == 2 and not _is_day(charter, measure, day):
                yield finding(here, "charter-dated", day, noun=measure.noun, known=_days(charter, measure, day))
        return
    ends = leaves(charter, measure.noun, measure.value)
    if not ends:
        yield from _known_path(charter, measure.noun, measure.value, here)
    elif not any(leaf.kind in (Column.INTEGER, Column.DECIMAL) for leaf in ends):
        yield finding(here, "charter-not-number", measure.value, noun=measure.noun)


def _known_path(charter: Charter, noun: str, path: str, here: Path) -> Iterator[Finding]:
    if not leaves(charter, noun, path):
        known = paths_of(charter, noun)
        close = close_to(path, known)
        if close:
            yield finding(here, "charter-path-near", path, noun=noun, near=close, known=nearest(path, known))
        else:
            yield finding(here, "charter-path", path, noun=noun, known=nearest(path, known))


def _split(charter: Charter, split: Split, noun: str, here: Path) -> Iterator[Finding]:
    if by_requester(noun, split.path):
        yield finding(here, "charter-by-requester", split.path)
    ends = leaves(charter, noun, split.path)
    if not ends:
        yield from _known_path(charter, noun, split.path, here)
    elif not any(leaf.countable for leaf in ends) or any(leaf.private for leaf in ends):
        yield finding(here, "charter-split", split.path, noun=noun)
    else:
        for words in dict.fromkeys(leaf.words for leaf in ends if leaf.words):
            if not charter.words.get(words):
                yield finding(here, "charter-no-words", split.path, words=words)
    if split.missing != "none":
        yield from word_finding(charter, here, "missing", split.missing)


def _condition(charter: Charter, condition: Condition, noun: str, here: Path) -> Iterator[Finding]:
    if isinstance(condition, All):
        yield from _contradicted(condition, here)
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _condition(charter, part, noun, here)
    elif isinstance(condition, Not):
        yield from _condition(charter, condition.part, noun, (*here, "not"))
    elif isinstance(condition, Has):
        yield from _has(charter, condition, noun, (*here, "has"))
    elif isinstance(condition, Is):
        yield from _is(charter, condition, noun, (*here, condition.path))
    else:
        yield from _within(charter, condition, noun, (*here, condition.path))


def _contradicted(condition: All, here: Path) -> Iterator[Finding]:
    """What would have to be one thing and another at once, so that nothing ever fits."""
    wanted: dict[str, Is] = {}
    for part in _together(condition):
        before = wanted.setdefault(part.path, part)
        if not set(before.values) & set(part.values):
            first, second = (", ".join("-" if value is None else str(value) for value in one.values) for one in (before, part))
            yield finding(here, "charter-contradiction", part.path, first=first, second=second)


def _together(condition: All) -> Iterator[Is]:
    for part in condition.parts:
        if isinstance(part, All):
            yield from _together(part)
        elif isinstance(part, Is):
            yield part


def _has(charter: Charter, has: Has, noun: str, here: Path) -> Iterator[Finding]:
    if has.noun not in NOUNS:
        yield finding(here, "charter-noun", has.noun, known=nearest(has.noun, NOUNS))
        return
    theirs, ours = field_named(class_of(has.noun), has.by), field_named(class_of(noun), has.by)
    shared = theirs and ours and not ours.many and set(theirs.refs) & set(ours.refs)
    if theirs is None or theirs.many or not (noun in theirs.refs or shared):
        known = [info.name for info in fields_of(class_of(has.noun)) if noun in info.refs]
        yield finding((*here, has.noun), "charter-has-field", has.by, noun=noun, other=has.noun, known=known)
    elif has.noun == "case" and has.by in ("requester", "agent"):
        # Nobody is judged by how often they asked. What comes again is a case that says so.
        yield finding((*here, has.noun), "charter-by-requester", has.by)
    elif has.noun == "contact" and has.by in ("target", "by") and _asks_cases(has.where):
        yield finding((*here, has.noun), "charter-by-requester", has.by)
    if has.at_least < 1:
        yield finding((*here, "at_least"), "charter-not-whole", has.at_least)
    yield from _condition(charter, has.where, has.noun, (*here, "where"))


def _asks_cases(condition: Condition) -> bool:
    """Whether a condition on visits asks for the cases that came of them."""
    if isinstance(condition, All | Any):
        return any(_asks_cases(part) for part in condition.parts)
    if isinstance(condition, Not):
        return _asks_cases(condition.part)
    return isinstance(condition, Has) and condition.noun == "case"


def _is(charter: Charter, condition: Is, noun: str, here: Path) -> Iterator[Finding]:
    if by_requester(noun, condition.path) and any(value is not None for value in condition.values):
        yield finding(here, "charter-by-requester", condition.path)
    ends = leaves(charter, noun, condition.path)
    if not ends:
        yield from _known_path(charter, noun, condition.path, here)
        return
    for value in condition.values:
        if value is None:
            continue
        if _pins_person(charter, noun, condition.path, value):
            yield finding(here, "charter-one-person", value)
            continue
        typed, code = literal(ends, value)
        if missing_only(ends):
            yield finding(here, "charter-not-comparable", value)
        elif code or type(typed) is not type(value):
            yield finding(here, code or "charter-not-decimal", value)
        elif isinstance(value, str):
            yield from _known_word(charter, ends, value, here)


def _pins_person(charter: Charter, noun: str, path: str, value: Anything) -> bool:
    """Whether a value at a path is one person by name of the record."""
    if path == "id":
        return noun == "person"
    way, _, last = path.rpartition(".")
    if last == "id" and way:
        return any("person" in leaf.refs for leaf in leaves(charter, noun, way))
    refs = {one for leaf in leaves(charter, noun, path) for one in leaf.refs}
    return refs == {"person"} or ("person" in refs and str(value).startswith("person:"))


def _known_word(charter: Charter, ends: tuple[Leaf, ...], value: str, here: Path) -> Iterator[Finding]:
    if any(_accepts(charter, leaf, value) for leaf in ends):
        return
    choices = tuple(dict.fromkeys(choice for leaf in ends for choice in leaf.choices))
    words = next((leaf.words for leaf in ends if leaf.words), "")
    if choices:
        yield finding(here, "charter-choice", value, known=nearest(value, choices))
    else:
        yield from word_finding(charter, here, words, value)


def _accepts(charter: Charter, leaf: Leaf, value: str) -> bool:
    if leaf.choices:
        return value in leaf.choices
    return not leaf.words or value in charter.words.get(leaf.words, {})


def _within(charter: Charter, within: Within, noun: str, here: Path) -> Iterator[Finding]:
    ends = leaves(charter, noun, within.path)
    bounds = {name: getattr(within, name) for name in ("at_least", "over", "at_most", "under")}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    if not ends:
        yield from _known_path(charter, noun, within.path, here)
    elif not ordered(ends):
        yield finding(here, "charter-no-order", within.path)
    else:
        for name, bound in given.items():
            typed, code = literal(ends, bound)
            if code or type(typed) is not type(bound):
                yield finding((*here, name), code or "charter-not-decimal", bound)
    if not given:
        yield finding(here, "charter-no-bound")


# -- outlines ------------------------------------------------------------------------------------------------------------------------


def _outline(charter: Charter, outline: Outline) -> Iterator[Finding]:
    path: Path = ("report", outline.name)
    yield from _name(path)
    yield from _labels(charter, path, outline.labels)
    if outline.period not in ("year", "quarter", "month"):
        yield finding((*path, "period"), "charter-choice", outline.period, known=("year", "quarter", "month"))
    for number, note in enumerate(outline.notes):
        yield from _labels(charter, (*path, "note", number), note)
    for name in outline.headline:
        yield from _measure_named(charter, (*path, "headline"), name)
    for number, section in enumerate(outline.sections):
        here: Path = (*path, "section", number)
        yield from _labels(charter, here, section.labels)
        for place, block in enumerate(section.blocks):
            at: Path = (*here, "block", place)
            if isinstance(block, Say):
                yield from _say(charter, block, at)
            elif isinstance(block, Table):
                yield from _table(charter, block, at)
            else:
                yield from _bars(charter, block, at)


def placeholders(text: str) -> tuple[str, ...] | None:
    """The figures that a sentence names, in order, each once; None if its braces do not match.

    >>> placeholders("{opinions} opinions, {opinions.solved} solved"), placeholders("{opinions")
    (('opinions', 'opinions.solved'), None)
    """
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return None
    if any(spec or conversion for _, _, spec, conversion in parsed):
        return None
    return tuple(dict.fromkeys(name for _, name, _, _ in parsed if name is not None))


def _say(charter: Charter, say: Say, here: Path) -> Iterator[Finding]:
    at: Path = (*here, "say")
    yield from _labels(charter, at, say.text)
    named: dict[str, tuple[str, ...]] = {}
    for language in charter.languages:
        found = placeholders(say.text.get(language, ""))
        if found is None:
            yield finding((*at, language), "charter-braces", say.text[language])
        elif language in say.text:
            named[language] = found
    for name in dict.fromkeys(one for names in named.values() for one in names):
        without = [language for language, names in named.items() if name not in names]
        if without:
            yield finding((*at, without[0]), "charter-say-differs", f"{{{name}}}", languages=without)
        yield from _placeholder(charter, name, at)


def _placeholder(charter: Charter, name: str, here: Path) -> Iterator[Finding]:
    head, _, rest = name.partition(".")
    measure = charter.measures.get(head)
    if measure is None:
        yield from _measure_named(charter, here, head)
        return
    if not rest or PARTS.fullmatch(rest):
        yield from _part(measure, name, rest, here)
        return
    cell, _, part = rest.partition(".")
    known: list[str] = []
    for split in measure.by:
        cells = cells_of(charter, measure, split)
        if cells is None or cell in cells:
            break
        known += cells
    else:
        yield finding(here, "charter-cell", f"{{{name}}}", measure=head, known=nearest(cell, known))
        return
    if part and not PARTS.fullmatch(part):
        yield finding(here, "charter-part", f"{{{name}}}", part=part)
    else:
        yield from _part(measure, name, part, here)


def _part(measure: Measure, name: str, part: str, here: Path) -> Iterator[Finding]:
    """Whether a figure of this form can have this part; what it never has would always be a dash."""
    fits = {
        "percent": measure.form in (Form.RATE, Form.RATIO),
        "numerator": measure.form in (Form.RATE, Form.RATIO),
        "denominator": measure.form in (Form.RATE, Form.RATIO),
        **dict.fromkeys(("low", "high"), measure.form in (Form.RATE, Form.RATIO)),
        **dict.fromkeys(("median", "least", "most", "ninetieth"), measure.form is Form.SPREAD),
    }
    key, _, reason = part.partition(".")
    if not fits.get(key.rstrip("0123456789"), True) or (
        reason and reason not in (*(name for name, _ in measure.left_out), "missing", "no_place")
    ):
        yield finding(here, "charter-part", f"{{{name}}}", part=part)


def cells_of(charter: Charter, measure: Measure, split: Split) -> tuple[str, ...] | None:
    """The parts into which a split takes a measure; None if only the records can tell (units, numbers)."""
    ends = leaves(charter, measure.noun, split.path)
    found: list[str] = []
    for leaf in ends:
        if leaf.choices:
            found += leaf.choices
        elif leaf.words:
            found += charter.words.get(leaf.words, {})
        elif leaf.kind is Column.FLAG:
            found += ["yes", "no"]
        else:
            return None
    return (*found, split.missing) if ends else None


def _table(charter: Charter, table: Table, here: Path) -> Iterator[Finding]:
    yield from _labels(charter, here, table.labels)
    if not table.measures:
        yield finding((*here, "table"), "charter-missing", key="table")
    for name in table.measures:
        yield from _measure_named(charter, (*here, "table"), name)
    if table.down == table.across != "measure":
        yield finding((*here, "across"), "charter-same-ways", table.across)
    if len(table.measures) > 1 and "measure" not in (table.down, table.across):
        yield finding((*here, "table"), "charter-one-measure", ", ".join(table.measures))
    for key, way, fixed in (
        ("down", table.down, ("unit", "month", "measure")),
        ("across", table.across, ("unit", "month", "measure")),
    ):
        if way not in fixed:
            yield from _way(charter, table.measures, way, (*here, key), fixed)
    if table.units and "unit" not in (table.down, table.across):
        yield finding((*here, "units"), "charter-surplus", ", ".join(table.units))
    for kind in table.units:
        yield from word_finding(charter, (*here, "units"), "unit", kind)


def _bars(charter: Charter, bars: Bars, here: Path) -> Iterator[Finding]:
    yield from _labels(charter, here, bars.labels)
    yield from _measure_named(charter, (*here, "bars"), bars.measure)
    if bars.by not in ("unit", "month"):
        yield from _way(charter, (bars.measure,), bars.by, (*here, "by"), ("unit", "month"))


def _way(charter: Charter, measures: tuple[str, ...], way: str, here: Path, fixed: tuple[str, ...]) -> Iterator[Finding]:
    known = [charter.measures[name] for name in measures if name in charter.measures]
    splits = [split.path for measure in known for split in measure.by]
    if known and (len(known) != 1 or way not in splits):
        yield finding(here, "charter-way", way, known=nearest(way, (*fixed, *splits), most=8))


# -- ledgers -------------------------------------------------------------------------------------------------------------------------


def _ledger(charter: Charter, rule: LedgerRule) -> Iterator[Finding]:
    path: Path = ("ledger", rule.name)
    yield from _name(path)
    yield from _labels(charter, path, rule.labels)
    if "ballot" in rule.nouns:
        yield finding(path, "charter-ballot-ledger", "ballot")
    if "answer" in rule.nouns and not _laid_together(rule):
        yield finding(path, "charter-answer-ledger", "answer")
    for place, code, value, details in check_ledger(charter, rule):
        yield finding((*path, *place), code, value, **details)


def _laid_together(rule: LedgerRule) -> bool:
    """Whether a ledger of answers has one row for each way to answer a question, and no place for anything else."""
    places = {column.name: column.to for column in rule.columns}
    ways = {"survey", "item", "choice"}
    known_by = {*(places.get(name, "") for name in rule.key), *rule.set}
    return rule.nouns == ("answer",) and known_by == ways and set(places.values()) <= {*ways, "number"}


def _ledger_names(charter: Charter) -> Iterator[Finding]:
    """A table must be known for one ledger by its file or sheet name."""
    owner: dict[str, str] = {}
    for rule in charter.ledgers.values():
        for name in (rule.name, *rule.labels.values(), *rule.names):
            other = owner.setdefault(folded(name), rule.name)
            if other != rule.name:
                yield finding(("ledger", rule.name), "charter-ledger-name", name, other=other)
