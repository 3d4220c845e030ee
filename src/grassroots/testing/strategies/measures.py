"""Strategies for measures that a charter can have: of every noun, form and kind of condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from grassroots.charter import (
    ALWAYS,
    AllOf,
    AnyOf,
    Charter,
    Condition,
    Form,
    Has,
    Is,
    Literal,
    Measure,
    NotOf,
    Reads,
    Split,
    Within,
    Workflow,
)
from grassroots.charter.checking.condition import contradicted
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import STEP_PATHS, by_requester, leaves, paths_of, workflows_of
from grassroots.fields import Column, FieldInfo, Part, fields_of
from grassroots.figures.facts import MISSING, NO_PLACE
from grassroots.model import NOUNS, has_steps, home_field
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies.records import usable_nouns
from grassroots.testing.strategies.tree import Dice
from grassroots.testing.strategies.values import days
from grassroots.values import PartialDate, Quantity, Ref

RECORD_FORMS = tuple(form for form in Form if form.traits.of_records)
"""The forms that are made of records; a ratio and a reach are made of figures."""
IDS: Mapping[str, tuple[str, ...]] = {"unit": ("u1", "u2", "u3", "u5"), "": ("1", "2", "3")}
"""Ids as drawn organizations have them: units by number, others by the first two letters of their noun and a number."""


def charters() -> st.SearchStrategy[Charter]:
    """The small charter of `testing.charters`, alone and with measures of every form."""
    return st.one_of(st.just(small_charter()), charters_with_measures())


def workflows() -> st.SearchStrategy[Workflow]:
    """The workflows of the small charter: with every kind of state, with and without outcomes and ratings."""
    return st.sampled_from(list(small_charter().workflows.values()))


@st.composite
def conditions(draw: st.DrawFn, noun: str | None = None, charter: Charter | None = None, depth: int = 2) -> Condition:
    """Conditions on records of a noun (any that the charter has words for, without one), nested up to `depth`, with literals of the right type."""
    known, dice = small_charter() if charter is None else _bare(charter), Dice(draw, date.max)
    return _condition(dice, noun or dice.one(usable_nouns(known)), known, depth)


@st.composite
def measures(
    draw: st.DrawFn,
    charter: Charter | None = None,
    nouns: Sequence[str] | None = None,
    form: Form | None = None,
    name: str = "drawn",
) -> Measure:
    """Measures made of records: counts, rates, sums, distincts and spreads, stocks and flows, split or not.

    Args:
        draw: given by Hypothesis.
        charter: whose words, states and own fields it uses; the small one without one.
        nouns: the populations to choose from; all for which the charter has words without them. Where none of them has what the form
            needs (a sum needs a number), the measure becomes a count.
        form: what follows from the labels; any form but ratio and reach without one.
        name: its name.
    """
    known = small_charter() if charter is None else _bare(charter)
    return _measure(Dice(draw, date.max), known, list(usable_nouns(known) if nouns is None else nouns), form, name)


def _measure(dice: Dice, known: Charter, choice: Sequence[str], form: Form | None, name: str) -> Measure:
    shape = dice.one(RECORD_FORMS) if form is None else form
    if shape.traits.needs == "value":
        able = [noun for noun in choice if _numbers(known, noun)]
    elif shape.traits.needs == "key":
        able = [noun for noun in choice if paths(known, noun, _countable)]
    else:
        able = list(choice)
    shape = shape if able else Form.COUNT
    needs = shape.traits.needs
    of = dice.one(able or choice)
    ways = paths(known, of, _countable)
    reasons = [reason for reason in known.words.get("left_out", {}) if reason not in (MISSING, NO_PLACE)]
    missing = list(known.words.get("missing", {})) or [Split(path="").missing]
    events = _events(known, of)
    dated = dice.one(events) if dice.flag() and events else "as_of"
    splits = dice.some(ways, 2) if shape is not Form.SPREAD else ()
    return Measure(
        name=name,
        labels=dict.fromkeys(known.languages, name),
        form=shape,
        noun=of,
        where=_maybe(dice, of, known, 1),
        dated=dated,
        reads=dice.one(tuple(Reads)) if dated != "as_of" else Reads.AS_OF,
        hit=_condition(dice, of, known, 1) if needs == "hit" else _maybe(dice, of, known, 1),
        left_out=tuple((reason, _condition(dice, of, known, 1)) for reason in dice.some(reasons, 2)),
        value=dice.one(_numbers(known, of)) if needs == "value" else "",
        key=dice.one(ways) if needs == "key" else "",
        minimum=dice.one([1, 1, 2, 30]) if shape.traits.minimum else 1,
        by=tuple(Split(path=path, missing=dice.one(missing)) for path in splits),
    )


@st.composite
def charters_with_measures(draw: st.DrawFn, charter: Charter | None = None) -> Charter:
    """A charter with four more measures: `first` and `second`, `ratio` of the two, and `reach` of the first."""
    known = small_charter() if charter is None else charter
    dice, bare = Dice(draw, date.max), _bare(known)
    homed = [noun for noun in usable_nouns(known) if noun == "unit" or home_field(noun)]
    labels = dict.fromkeys(known.languages, "drawn")
    plain = (Form.COUNT, Form.SUM, Form.DISTINCT)
    first, second = (_measure(dice, bare, homed, dice.one(plain), name) for name in ("first", "second"))
    ratio = Measure(name="ratio", labels=labels, form=Form.RATIO, over=("first", "second"))
    reach = Measure(
        name="reach",
        labels=labels,
        form=Form.REACH,
        noun="unit",
        where=_maybe(dice, "unit", known, 1),
        reach="first",
        at_least=Decimal(dice.one(["0", "1", "1.5", "2", "30"])),
    )
    return known.with_measures(first, second, ratio, reach)


def _bare(charter: Charter) -> Charter:
    """The charter without its measures, on which no path hangs; the small one itself, so that what was found for it is found again."""
    small = small_charter()
    return small if evolve(charter, measures=small.measures) == small else evolve(charter, measures={})


def _countable(leaf: Leaf) -> bool:
    return leaf.countable


def _number(leaf: Leaf) -> bool:
    return leaf.kind in (Column.INTEGER, Column.DECIMAL)


def is_date(leaf: Leaf) -> bool:
    return leaf.kind is Column.DATE


def _ordered(leaf: Leaf) -> bool:
    return leaf.kind in (Column.INTEGER, Column.DECIMAL, Column.DATE)


def _any(leaf: Leaf) -> bool:
    return True


@lru_cache(maxsize=1024)
def paths(charter: Charter, noun: str, wanted: Callable[[Leaf], bool]) -> list[str]:
    """The paths whose ends are all as wanted."""
    return [path for path, ends in _ends(charter, noun) if all(wanted(end) for end in ends)]


@lru_cache(maxsize=256)
def _ends(charter: Charter, noun: str) -> tuple[tuple[str, tuple[Leaf, ...]], ...]:
    """The paths of one or two steps and what stands at their ends, if it is of one kind and is never erased. Charters are equal by all that they hold."""
    found = {}
    for path in (*paths_of(charter, noun), *_further(noun)):
        ends = () if by_requester(noun, path) else leaves(charter, noun, path)
        if len({end.kind for end in ends}) == 1 and not any(end.private for end in ends):
            found[path] = ends
    return tuple(found.items())


def _further(noun: str) -> list[str]:
    """Paths through references, to what records elsewhere are made of."""
    cls: type = NOUNS[noun]
    found = [f"{info.name}.noun" for info in fields_of(cls) if info.kind is Ref]
    found += ["handler.kind"] if has_steps(noun) else []
    for info in fields_of(cls):
        for other in info.refs if not info.many else ():
            if has_steps(other):
                found += [f"{info.name}.{step}" for step in STEP_PATHS if step != "handler"]
            found += [f"{info.name}.{inner.name}" for inner in fields_of(_class(other)) if _plain(inner)]
    return found


def _class(noun: str) -> type:
    return NOUNS[noun]


def _plain(info: FieldInfo) -> bool:
    return not info.many and isinstance(info.kind, Column) and bool(info.words or info.refs or info.kind is not Column.TEXT)


@lru_cache(maxsize=256)
def _numbers(charter: Charter, noun: str) -> list[str]:
    found = paths(charter, noun, _number)
    states = [state for workflow in workflows_of(charter, noun) for state in workflow.states]
    return [*found, *(f"days:{start}:{end}" for start, end in pairwise(states))]


@lru_cache(maxsize=256)
def _events(charter: Charter, noun: str) -> list[str]:
    """What a flow of this noun can be dated by."""
    found = paths(charter, noun, is_date)
    flows = workflows_of(charter, noun)
    states = [state for workflow in flows for state in workflow.states]
    marks = [
        mark for mark, words in (("settled", "outcomes"), ("rated", "ratings")) if any(getattr(flow, words) for flow in flows)
    ]
    done = ["done"] if flows else []
    return list(dict.fromkeys([*(path for path in found if not path.startswith("due")), *states, *marks, *done]))


def _literal(dice: Dice, charter: Charter, ends: Sequence[Leaf]) -> Literal:
    end = ends[0]
    if end.choices:
        return str(dice.one(tuple(end.choices)))
    if end.words and charter.words.get(end.words):
        return dice.one(list(charter.words[end.words]))
    if end.refs:
        return dice.one([id for leaf in ends for noun in leaf.refs if noun != "person" for id in _ids(noun)])
    if end.kind is Column.FLAG:
        return dice.flag()
    if end.kind is Column.INTEGER:
        return dice.number(0, 12)
    if end.kind is Column.DECIMAL:
        return dice.one([Decimal(0), Decimal("0.5"), Decimal(12), Decimal("999.99"), Decimal(20_000)])
    if end.kind is Column.DATE:
        return dice.draw(days()).replace(day=1)
    return dice.one(["an example", "u1", ""])


def _ids(noun: str) -> list[str]:
    bare = IDS["unit"] if noun == "unit" else tuple(f"{noun[:2]}{number}" for number in IDS[""])
    return [*bare, f"{noun}:{bare[0]}"]


def _maybe(dice: Dice, noun: str, charter: Charter, depth: int) -> Condition:
    return _condition(dice, noun, charter, depth) if dice.flag() else ALWAYS


def _condition(dice: Dice, noun: str, charter: Charter, depth: int) -> Condition:
    segments = [one.condition for one in charter.segments.values() if one.noun == noun]
    kind = dice.one(["is", "is", "within", "has"] + (["all", "any", "not"] if depth > 0 else []) + ["in"] * bool(segments))
    if kind == "in":
        return dice.one(segments)
    if kind == "has" and depth >= 0 and (related := _related(noun, charter)):
        other, by = dice.one(related)
        return Has(noun=other, by=by, where=_maybe(dice, other, charter, depth - 2), at_least=dice.number(1, 2))
    if kind in ("all", "any"):
        parts = tuple(_condition(dice, noun, charter, depth - 1) for _ in range(dice.number(1, 2)))
        if kind == "any":
            return AnyOf(parts)
        # What is to be two things at once never is, and no sound charter asks it.
        return AllOf(parts[:1]) if any(contradicted(AllOf(parts), ())) else AllOf(parts)
    if kind == "not":
        return NotOf(_condition(dice, noun, charter, depth - 1))
    if kind == "within":
        ordered = paths(charter, noun, _ordered)
        if ordered:
            path = dice.one(ordered)
            ends = leaves(charter, noun, path)
            if all(end.kind is Column.DATE for end in ends) and dice.flag():
                return Within(path=path, in_period=True)
            bounds = dice.one([("at_least",), ("over",), ("at_most",), ("under",), ("at_least", "under")])
            drawn: dict[str, Any] = {bound: _literal(dice, charter, ends) for bound in bounds}
            if len(drawn) > 1 and type(drawn["at_least"]) is type(drawn["under"]):
                low, high = sorted(drawn.values())
                drawn = {"at_least": low, "under": high} if low < high else {"at_least": low}
            return Within(path=path, **drawn)
    path = dice.one(paths(charter, noun, _any))
    ends = leaves(charter, noun, path)
    if (
        ends[0].kind in (Quantity, PartialDate, Column.TIME)
        or {ref for end in ends for ref in end.refs} == {"person"}
        or (noun, path) == ("person", "id")
    ):
        return Is(path, (None,))  # no value is compared there, and no charter names one person
    values = [_literal(dice, charter, ends) if dice.flag() else None for _ in range(dice.number(1, 3))]
    return Is(path, tuple(dict.fromkeys(values)))


@lru_cache(maxsize=256)
def _related(noun: str, charter: Charter) -> tuple[tuple[str, str], ...]:
    """The nouns that refer to this one, and by which field; and those that refer to what this one refers to by a field of the same name."""
    own = {info.name: info.refs for info in fields_of(_class(noun)) if info.refs and not info.many}
    found = []
    for other in usable_nouns(charter):
        for info in fields_of(_class(other)):
            # What lies in the personal part is erased on request; no figure reads it.
            # Who was visited is not told apart by the cases that came of it, so that none are asked of a visit here.
            if info.many or not info.refs or info.part is Part.PERSONAL or (noun, other) == ("contact", "case"):
                continue
            # Nobody is told apart by the cases that they brought, or that they bring for others.
            if (other, info.name) == ("case", "agent"):
                continue
            if noun in info.refs or (other != noun and set(info.refs) & set(own.get(info.name, ()))):
                found.append((other, info.name))
    return tuple(found)
