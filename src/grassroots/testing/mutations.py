"""Faults planted in the rules of a sound charter, one at a time, to see whether the check finds them.

Faults are made from the types of a rule's fields, so that a new kind of rule needs nothing here: a name that leads nowhere, a number below nothing or out of all
proportion, bounds the wrong way round, weights that no longer add up, something required left empty, something named twice. A field that holds text of
the office's own is marked `free()` in the class of the rule, and a number that
may be as high as you like `unbounded()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve, frozen

from grassroots.charter import Charter
from grassroots.charter.checking import check
from grassroots.charter.checking.rules import findings_of
from grassroots.charter.condition import Against, AllOf, AnyOf, Has, Is, NotOf, Within
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule
from grassroots.rules.registry import KINDS

OWN = {"name", "named", "labels", "source", "unconfirmed"}
"""Fields whose text is the office's own: another one there is as good."""

BOUNDS = (
    ("at_least", "at_most"),
    ("at_least", "under"),
    ("over", "up_to"),
    ("over", "under"),
    ("least", "most"),
    ("worst", "best"),
    ("valid_from", "valid_until"),
    ("start", "end"),
)
"""Pairs of fields of which the first lies before the second."""

WEIGHTS = {"weight", "share"}
"""Fields that add up to a whole with those beside them."""

HUGE = 10**9


@frozen(kw_only=True)
class Mutation:
    """A rule with one fault: what was done (`what`), where (`at`), and the rule as it then is."""

    kind: str
    what: str
    at: str
    rule: Rule


@frozen(kw_only=True)
class Detection:
    """How many of the faults planted in rules of a kind were found, and which were not. `rules`: how many sound rules they were planted in."""

    kind: str
    rules: int
    planted: int
    unseen: tuple[Mutation, ...] = ()

    @property
    def found(self) -> int:
        """How many were found."""
        return self.planted - len(self.unseen)

    @property
    def rate(self) -> Fraction:
        """The share that was found; nothing planted is nothing found."""
        return Fraction(self.found, self.planted) if self.planted else Fraction(0)


def mutations_of(kind: str, rule: Rule) -> Iterator[Mutation]:
    """Every fault that can be planted in a rule, each alone.

    >>> from grassroots.rules import MatchingRule, MatchKey
    >>> rule = MatchingRule(name="person", keys=(MatchKey(of=("name", "birth")),))
    >>> [(one.what, one.at) for one in mutations_of("matching", rule)][:2]
    [('emptied', 'keys'), ('emptied', 'keys[1].of')]
    """
    for what, at, changed in _changed(rule, ""):
        yield Mutation(kind=kind, what=what, at=at, rule=changed)


FORMS = tuple(kind.name for kind in KINDS.values() if kind.form is not None)
"""The kinds of rule that a charter may hold."""


def detection(charters: Iterable[Charter]) -> dict[str, Detection]:
    """Plants every fault in every rule of sound charters, and counts, for each kind of rule, how many the check finds."""
    rules: dict[str, int] = dict.fromkeys(FORMS, 0)
    planted: dict[str, int] = dict.fromkeys(FORMS, 0)
    unseen: dict[str, list[Mutation]] = {kind: [] for kind in FORMS}
    seen: dict[str, list[Rule]] = {kind: [] for kind in FORMS}
    for charter in charters:
        for kind, known in charter.rules.items():
            for rule in known.values():
                if rule in seen[kind]:
                    continue
                seen[kind].append(rule)
                rules[kind] += 1
                for mutation in mutations_of(kind, rule):
                    planted[kind] += 1
                    if not found(charter, mutation):
                        unseen[kind].append(mutation)
    return {kind: Detection(kind=kind, rules=rules[kind], planted=planted[kind], unseen=tuple(unseen[kind])) for kind in FORMS}


def found(charter: Charter, mutation: Mutation) -> bool:
    """Whether the check finds a fault in a charter whose rule is replaced by the faulty one."""
    kind, rule = mutation.kind, mutation.rule
    known = {**charter.rules.get(kind, {}), rule.name: rule}
    faulty = evolve(charter, rules={**charter.rules, kind: known})
    made = KINDS[kind].workflow
    if made and (workflow := made(rule)):
        faulty = evolve(faulty, workflows={**charter.workflows, workflow.name: workflow})
    # What is wrong in a rule is nearly always found in the rule itself; the whole charter takes longer.
    return any(True for _ in findings_of(faulty, kind, rule)) or bool(check(faulty))


def _changed(part: Any, at: str) -> Iterator[tuple[str, str, Any]]:
    """A frozen thing with one fault in it, in every way."""
    cls = type(part)
    fields = {one.name: one for one in attrs.fields(cls)}
    for name, one in fields.items():
        value = getattr(part, name)
        here = f"{at}.{name.rstrip('_')}" if at else name.rstrip("_")
        if name in OWN or one.metadata.get("free") or value is None or value == one.default:
            continue
        required = one.default is attrs.NOTHING
        if required and value and (type(value) is str or isinstance(value, tuple | Mapping)):
            yield "emptied", here, evolve(part, **{name: {} if isinstance(value, Mapping) else type(value)()})
        for what, place, changed in _values(name, value, here):
            if what != "out of proportion" or not one.metadata.get("unbounded"):
                yield what, place, evolve(part, **{name: changed})
    for low, high in BOUNDS:
        if low in fields and high in fields:
            lower, upper = getattr(part, low), getattr(part, high)
            if lower is not None and upper is not None and lower != upper and type(lower) is type(upper):
                yield "bounds swapped", f"{at}.{low}" if at else low, evolve(part, **{low: upper, high: lower})


def _values(name: str, value: Any, here: str) -> Iterator[tuple[str, str, Any]]:
    """A value with one fault in it, in every way."""
    if isinstance(value, bool) or (isinstance(value, str) and type(value) is not str):
        return  # a flag, or a word of an enumeration: the other value is as good
    if isinstance(value, str):
        yield "name that leads nowhere", here, f"{value}x"
    elif isinstance(value, int | Decimal | Fraction):
        kind = type(value)
        yield "below nothing", here, kind(-HUGE)
        if name in WEIGHTS:
            yield "weight changed", here, value / 2
        elif not isinstance(value, int):
            yield "out of proportion", here, kind(HUGE)
    elif isinstance(value, Length):
        yield "no time at all", here, evolve(value, years=0, months=0, weeks=0, days=0)
        yield "below nothing", here, evolve(value, days=-HUGE)
        for what, at, changed in _changed(value, here):
            if what == "name that leads nowhere":
                yield what, at, changed
    elif isinstance(value, Is | Within | Against | Has | AllOf | AnyOf | NotOf):
        yield from _conditions(value, here)
    elif attrs.has(type(value)):
        yield from _changed(value, here)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            for what, at, changed in _values(name, inner, f"{here}.{key}"):
                yield what, at, {**value, key: changed}
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            for what, at, changed in _values(name, inner, f"{here}[{number + 1}]"):
                yield what, at, (*value[:number], changed, *value[number + 1 :])
        if value and attrs.has(type(value[0])) and hasattr(value[0], "name"):
            yield "named twice", here, (*value, value[0])


def _conditions(condition: Any, here: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(condition, AllOf) and condition.segment:
        yield "name that leads nowhere", f"{here}.in", evolve(condition, segment=f"{condition.segment}x")
    elif isinstance(condition, AllOf | AnyOf):
        for number, part in enumerate(condition.parts):
            for what, at, changed in _conditions(part, here):
                yield what, at, type(condition)((*condition.parts[:number], changed, *condition.parts[number + 1 :]))
    elif isinstance(condition, NotOf):
        for what, at, changed in _conditions(condition.part, here):
            yield what, at, NotOf(changed)
    elif isinstance(condition, Has):
        yield "name that leads nowhere", f"{here}.has", evolve(condition, noun=f"{condition.noun}x")
        yield "name that leads nowhere", f"{here}.has", evolve(condition, by=f"{condition.by}x")
        for what, at, changed in _conditions(condition.where, here):
            yield what, at, evolve(condition, where=changed)
    else:
        yield "name that leads nowhere", f"{here}.{condition.path}", evolve(condition, path=f"{condition.path}x")
