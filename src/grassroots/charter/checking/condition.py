"""Whether every condition reads what there is, and asks nothing that may not be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, finding, word_finding
from grassroots.charter.condition import Against, AllOf, AnyOf, Condition, Has, Is, NotOf, Within, parts_of
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import (
    by_requester,
    class_of,
    leaves,
    literal,
    missing_only,
    ordered,
    paths_of,
)
from grassroots.charter.toml import Path
from grassroots.charter.trouble import close_to
from grassroots.fields import Column, field_named, fields_of
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.model.labels import named_noun
from grassroots.problems import nearest


def check_path(charter: Charter, noun: str, path: str, here: Path) -> Iterator[Finding]:
    """A finding if a path leads nowhere from records of a noun; names the nearest."""
    if not leaves(charter, noun, path):
        known = paths_of(charter, noun)
        close = close_to(path, known)
        if close:
            yield finding(here, "charter-path-near", path, noun=noun, near=close, known=nearest(path, known))
        else:
            yield finding(here, "charter-path", path, noun=noun, known=nearest(path, known))


def check_condition(charter: Charter, condition: Condition, noun: str, here: Path) -> Iterator[Finding]:
    """What is wrong with a condition over records of a noun, at a path of the charter's files."""
    if isinstance(condition, AllOf):
        yield from contradicted(condition, here)
    if isinstance(condition, AllOf) and condition.segment:
        yield from _segment(charter, condition, noun, (*here, "in"))
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from check_condition(charter, part, noun, here)
    elif isinstance(condition, NotOf):
        yield from check_condition(charter, condition.part, noun, (*here, "not"))
    elif isinstance(condition, Has):
        yield from _has(charter, condition, noun, (*here, "has"))
    elif isinstance(condition, Against):
        yield from _against(charter, condition, noun, (*here, condition.path))
    elif isinstance(condition, Is):
        yield from _is(charter, condition, noun, (*here, condition.path))
    else:
        yield from _within(charter, condition, noun, (*here, condition.path))


def _segment(charter: Charter, asked: AllOf, noun: str, here: Path) -> Iterator[Finding]:
    """What a segment itself asks is checked where it stands."""
    known = charter.segments.get(asked.segment)
    if known is None:
        fitting = [one.name for one in charter.segments.values() if one.noun == noun]
        yield finding(here, "charter-segment", asked.segment, noun=noun, known=nearest(asked.segment, fitting))
    elif known.noun != noun:
        yield finding(here, "charter-segment-noun", asked.segment, noun=noun, other=named_noun(known.noun))
    elif not asked.parts:
        yield finding(here, "charter-segment-endless", asked.segment)


def contradicted(condition: AllOf, here: Path) -> Iterator[Finding]:
    """What would have to be one thing and another at once, so that nothing ever fits."""
    wanted: dict[str, Is] = {}
    for part in _together(condition):
        before = wanted.setdefault(part.path, part)
        if not set(before.values) & set(part.values):
            first, second = (", ".join("-" if value is None else str(value) for value in one.values) for one in (before, part))
            yield finding(here, "charter-contradiction", part.path, first=first, second=second)


def _together(condition: AllOf) -> Iterator[Is]:
    for part in condition.parts:
        if isinstance(part, AllOf):
            yield from _together(part)
        elif isinstance(part, Is):
            yield part


def _has(charter: Charter, has: Has, noun: str, here: Path) -> Iterator[Finding]:
    if not known_noun(has.noun):
        yield finding(here, "charter-noun", has.noun, known=nearest(has.noun, (*NOUNS, *DERIVED)))
        return
    theirs, ours = field_named(class_of(has.noun), has.by), field_named(class_of(noun), has.by)
    if has.of:
        yield from check_path(charter, noun, has.of, (*here, "of"))
        meant = {one for leaf in leaves(charter, noun, has.of) for one in leaf.refs}
        shared = bool(theirs and set(theirs.refs) & meant)
    else:
        shared = bool(theirs and ours and not ours.many and set(theirs.refs) & set(ours.refs))
    for name in has.also:
        if field_named(class_of(has.noun), name) is None or field_named(class_of(noun), name) is None:
            both = [info.name for info in fields_of(class_of(has.noun)) if field_named(class_of(noun), info.name)]
            yield finding((*here, "also"), "charter-has-field", name, noun=noun, other=has.noun, known=nearest(name, both))
    if has.every and (has.within is None or has.every.months >= has.within.months):
        yield finding((*here, "every"), "charter-surplus", has.every.value)
    if theirs is None or theirs.many or not ((noun in theirs.refs and not has.of) or shared):
        known = [info.name for info in fields_of(class_of(has.noun)) if noun in info.refs]
        yield finding((*here, has.noun), "charter-has-field", has.by, noun=noun, other=has.noun, known=known)
    elif has.noun == "case" and has.by in ("requester", "agent"):
        # Nobody is judged by how often they asked. What comes again is a case that says so.
        yield finding((*here, has.noun), "charter-by-requester", has.by)
    elif has.noun == "contact" and has.by in ("target", "by") and _asks_cases(has.where):
        yield finding((*here, has.noun), "charter-by-requester", has.by)
    if has.at_least < 1:
        yield finding((*here, "at_least"), "charter-not-whole", has.at_least)
    yield from check_condition(charter, has.where, has.noun, (*here, "where"))


def _asks_cases(condition: Condition) -> bool:
    """Whether a condition on visits asks for the cases that came of them."""
    return any(isinstance(part, Has) and part.noun == "case" for _, _, part in parts_of(condition))


def _is(charter: Charter, condition: Is, noun: str, here: Path) -> Iterator[Finding]:
    if by_requester(noun, condition.path) and any(value is not None for value in condition.values):
        yield finding(here, "charter-by-requester", condition.path)
    ends = leaves(charter, noun, condition.path)
    if not ends:
        yield from check_path(charter, noun, condition.path, here)
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


def _pins_person(charter: Charter, noun: str, path: str, value: Any) -> bool:
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
        yield from check_path(charter, noun, within.path, here)
    elif within.contains:
        if not any(leaf.kind is Column.TEXT for leaf in ends):
            yield finding((*here, "contains"), "charter-contains-text", within.path)
        return
    elif not ordered(ends):
        yield finding(here, "charter-no-order", within.path)
    else:
        for name, bound in given.items():
            typed, code = literal(ends, bound)
            if code or type(typed) is not type(bound):
                yield finding((*here, name), code or "charter-not-decimal", bound)
                return
        if _crossed(given):
            yield finding(here, "charter-crossed", within.path)
        if within.in_period and not any(leaf.kind is Column.DATE for leaf in ends):
            yield finding((*here, "within"), "charter-not-day", within.path)
    if not given and not within.in_period:
        yield finding(here, "charter-no-bound")


def _crossed(given: Mapping[str, Any]) -> bool:
    """Whether no value can lie within bounds, for the lowest lies above the highest."""
    lowest = [given[name] for name in ("at_least", "over") if name in given]
    highest = [given[name] for name in ("at_most", "under") if name in given]
    if not lowest or not highest or len({type(one) for one in given.values()}) > 1:
        return False
    low, high = max(lowest), min(highest)
    return bool(low > high or (low == high and (given.get("over") == low or given.get("under") == high)))


def _against(charter: Charter, against: Against, noun: str, here: Path) -> Iterator[Finding]:
    """Days are held against days; what is the same is of one kind, and neither says who somebody is."""
    for key, path in (("", against.path), ("since", against.since), ("before", against.before), ("same", against.same)):
        if not path:
            continue
        there = (*here, key) if key else here
        ends = leaves(charter, noun, path)
        if not ends:
            yield from check_path(charter, noun, path, there)
        elif not against.same and any(leaf.kind is not Column.DATE for leaf in ends):
            yield finding(there, "charter-no-order", path)
        elif by_requester(noun, path):
            yield finding(there, "charter-by-requester", path)
    if against.days is not None and not against.since:
        yield finding((*here, "days"), "charter-surplus", str(against.days))
