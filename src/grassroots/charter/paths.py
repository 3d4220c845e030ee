"""Paths: what a measure or a condition may read of a record, and of what type it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.workflow import StateKind, Workflow
from grassroots.fields import DECIMAL_PLACES, Column, FieldInfo, Part, Privacy, field_named, fields_of
from grassroots.model import Derived, Noun, has_span, has_steps, known_noun, noun_class
from grassroots.values import PartialDate, Quality, Quantity, Ref

PROMISES = ("kept", "late", "overdue", "running", "none")
"""What can have become of the day by which something was to be done."""

STEP_PATHS = ("state", "state_kind", "outcome", "rating", "handler", "due", "promise", "ground")
"""What follows from the steps of a record on a day."""

STANDING = "standing"
"""Whether a record with a start and an end stands on the day."""

REACHED = "reached"
"""The first day on which a state was reached: `reached.STATE`; none if it was not."""

CUSTOM_KINDS = {"text": Column.TEXT, "number": Column.DECIMAL, "day": Column.DATE, "word": Column.TEXT}
"""What a charter's own field may hold: its `kind` → its type."""


DECIMAL = re.compile(rf"-?\d{{1,18}}(?:\.\d{{1,{DECIMAL_PLACES}}})?", re.ASCII)
"""An exact decimal, as a charter writes it."""


def class_of(noun: str) -> type[Noun | Derived]:
    """The class of a noun, as what all nouns have in common."""
    return noun_class(noun)


def workflows_of(charter: Charter, noun: str, words: Iterable[str] | None = None) -> tuple[Workflow, ...]:
    """The workflows that records of a noun can follow; `words`: only those with one of these categories (or kinds).

    >>> from grassroots.charter.charter import Charter
    >>> workflows_of(Charter(id="x", labels={"en": "x"}), "case")
    ()
    """
    if not known_noun(noun) or not has_steps(noun):
        return ()
    if words is None:
        found: tuple[Workflow, ...] = charter.kept(("workflows", noun), lambda: _workflows_of(charter, noun, None))
        return found
    return _workflows_of(charter, noun, words)


def _workflows_of(charter: Charter, noun: str, words: Iterable[str] | None) -> tuple[Workflow, ...]:
    listed = next((info.words for name in ("category", "kind") if (info := field_named(class_of(noun), name))), "")
    known = charter.words.get(listed, {})
    chosen = [word for name, word in known.items() if words is None or name in words]
    names = [word.workflow or noun for word in chosen] or [noun]
    if words is None:
        names.append(noun)
    return tuple(charter.workflows[name] for name in dict.fromkeys(names) if name in charter.workflows)


def leaves(charter: Charter, noun: str, path: str) -> tuple[Leaf, ...]:
    """What can stand at the end of `path` from a record of `noun`: one leaf, several where a reference may lead to several nouns, or none.

    >>> from grassroots.charter.charter import Charter
    >>> (leaf,) = leaves(Charter(id="x", labels={"en": "x"}), "attendance", "activity.kind")
    >>> leaf.words
    'activity'
    """
    found: tuple[Leaf, ...] = charter.kept((noun, path), lambda: _leaves(charter, noun, path)) if known_noun(noun) else ()
    return found


def _leaves(charter: Charter, noun: str, path: str) -> tuple[Leaf, ...]:
    head, _, rest = path.partition(".")
    if head == "external":
        return (Leaf(kind=Column.TEXT, private=True, stays=True),) if rest else ()
    if head == "custom":
        return tuple(
            Leaf(kind=CUSTOM_KINDS[own.kind], words=own.words, private=own.privacy in ("personal", "special"))
            for own in charter.custom
            if (own.noun, own.name) == (noun, rest) and own.kind in CUSTOM_KINDS
        )
    if has_steps(noun) and head in STEP_PATHS:
        leaf = _of_steps(charter, noun, head)
        return _onward(charter, leaf, rest) if rest else (leaf,)
    if has_steps(noun) and head == REACHED and any(rest in one.states for one in workflows_of(charter, noun)):
        return (Leaf(kind=Column.DATE),)
    for kind in charter.kinds.values():
        for derived in kind.paths:
            if derived.head == head and (ends := tuple(derived.leaves(charter, noun, rest))):
                return ends
    if has_span(noun) and path == STANDING:
        return (Leaf(kind=Column.FLAG),)
    info = field_named(class_of(noun), head)
    if info is None or info.many:
        return ()
    return _of_field(charter, info, rest)


def _of_steps(charter: Charter, noun: str, name: str) -> Leaf:
    if name == "handler":
        return Leaf(kind=Column.TEXT, refs=("unit",))
    if name == "ground":
        return Leaf(kind=Column.TEXT, words="ground")
    if name == "due":
        return Leaf(kind=Column.DATE)
    workflows = workflows_of(charter, noun)
    if name in ("outcome", "rating"):
        chosen = [word for one in workflows for word in (one.outcomes if name == "outcome" else one.ratings)]
        return Leaf(kind=Column.TEXT, words=name, choices=tuple(dict.fromkeys(chosen)))
    states = dict.fromkeys(state for workflow in workflows for state in workflow.states)
    choices = {"state": tuple(states), "state_kind": tuple(StateKind), "promise": PROMISES}[name]
    return Leaf(kind=Column.TEXT, choices=choices)


def _of_field(charter: Charter, info: FieldInfo, rest: str) -> tuple[Leaf, ...]:
    private = info.part is Part.PERSONAL
    if info.kind is Quantity and rest:
        parts = {
            "raw": Leaf(kind=Column.TEXT, private=private),
            "value": Leaf(kind=Column.DECIMAL, private=private),
            "measured_in": Leaf(kind=Column.TEXT, words="measured_in", private=private),
            "quality": Leaf(kind=Column.TEXT, choices=tuple(Quality), private=private),
        }
        return (parts[rest],) if rest in parts else ()
    if info.kind is Ref and rest == "noun":
        return (Leaf(kind=Column.TEXT, choices=info.refs, private=private),)
    if info.refs:
        leaf = Leaf(kind=Column.TEXT, refs=info.refs, private=private)
        return (leaf,) if rest in ("", "id") else _onward(charter, leaf, rest)
    if rest:
        return ()
    choices = tuple(str(member.value) for member in info.enum) if info.enum else ()
    return (Leaf(kind=info.kind, words=info.words, choices=choices, private=private),)


def _onward(charter: Charter, leaf: Leaf, rest: str) -> tuple[Leaf, ...]:
    """Where a reference leads. What is reached through one that may be erased is lost with it."""
    ends = tuple(end for noun in leaf.refs for end in leaves(charter, noun, rest))
    return tuple(evolve(end, private=True) for end in ends) if leaf.private else ends


def paths_of(charter: Charter, noun: str) -> tuple[str, ...]:
    """The paths of one step from a record of `noun`, for "did you mean": its fields, and what follows from its life."""
    names = [info.name for info in fields_of(class_of(noun)) if not info.many]
    names += STEP_PATHS if has_steps(noun) else ()
    names += [STANDING] if has_span(noun) else ()
    names += [f"{REACHED}.{state}" for one in workflows_of(charter, noun) for state in one.states]
    for kind in charter.kinds.values():
        for derived in kind.paths:
            names += [".".join((derived.head, *([rest] if rest else []))) for rest in derived.rests(charter, noun)]
    names += [f"custom.{own.name}" for own in charter.custom if own.noun == noun]
    for info in fields_of(class_of(noun)):
        names += [f"{info.name}.{part}" for part in ("value", "quality", "measured_in") if info.kind is Quantity]
        names += [
            f"{info.name}.{name}" for ref in info.refs for name in ("kind", "category") if field_named(class_of(ref), name)
        ]
    return tuple(dict.fromkeys(names))


def literal(ends: tuple[Leaf, ...], raw: Any) -> tuple[Any, str]:
    """A value of a charter as what its field compares with: (value, what is wrong with it: the code of a problem, or empty).

    Where the path leads nowhere (`ends` is empty), the value stays as it is: the path is what is wrong.

    >>> literal((Leaf(kind=Column.DECIMAL),), "2.5"), literal((Leaf(kind=Column.DECIMAL),), 2.5)
    ((Decimal('2.5'), ''), (2.5, 'charter-float'))
    """
    if isinstance(raw, float):
        return raw, "charter-float"
    if not isinstance(raw, str | int | date | time | Decimal):
        return raw, "charter-not-literal"
    problem = ""
    for leaf in ends:
        value, problem = _fitted(leaf.kind, raw)
        if not problem:
            return value, ""
    return raw, problem


def _fitted(kind: Column | type, raw: Any) -> tuple[Any, str]:
    if kind is Column.TEXT:
        return raw, "" if isinstance(raw, str) else "charter-not-text"
    if kind is Column.FLAG:
        return raw, "" if isinstance(raw, bool) else "charter-not-flag"
    if kind is Column.INTEGER:
        return raw, "" if isinstance(raw, int) and not isinstance(raw, bool) else "charter-not-whole"
    if kind is Column.DATE:
        return raw, "" if isinstance(raw, date) and not isinstance(raw, datetime) else "charter-not-date"
    if kind is Column.TIME:
        return raw, "" if isinstance(raw, time) else "charter-not-time"
    if kind is Column.DECIMAL:
        value = decimal(raw)
        return (raw, "charter-not-decimal") if value is None else (value, "")
    return raw, "charter-not-comparable"


def decimal(raw: Any) -> Decimal | None:
    """An exact decimal from a quoted number or a whole one, with at most four places; None for anything else.

    >>> decimal("0.90"), decimal(3), decimal("1e3"), decimal(0.9)
    (Decimal('0.90'), Decimal('3'), None, None)
    """
    if isinstance(raw, Decimal):
        raw = f"{raw:f}" if raw.is_finite() else ""
    text = raw if isinstance(raw, str) else str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else ""
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def ordered(ends: tuple[Leaf, ...]) -> bool:
    """Whether the values at the end of a path have an order, so that bounds make sense."""
    return any(leaf.kind in (Column.INTEGER, Column.DECIMAL, Column.DATE, Column.TIME) for leaf in ends)


def missing_only(ends: tuple[Leaf, ...]) -> bool:
    """Whether all that can be asked of a path is if there is something."""
    return bool(ends) and all(leaf.kind in (Quantity, PartialDate) for leaf in ends)


def by_requester(noun: str, path: str) -> bool:
    """Whether a path leads from a case to whoever brought it, or was visited when it came up."""
    return noun == "case" and path.startswith(("contact.target", "contact.by", "requester", "agent"))


NAMES = ("name", "title", "label")
"""The fields by which a record is called, in the order in which they are looked for."""
_STRICTER = (Privacy.PUBLIC, Privacy.INTERNAL, Privacy.PERSONAL, Privacy.SPECIAL)


def privacy_at(charter: Charter, noun: str, path: str) -> Privacy:
    """The strictest class of what a path leads through, and of the name of what stands at its end."""
    found = [Privacy.PUBLIC]
    steps = [] if path.startswith("days:") else path.split(".")
    for number, step in enumerate(steps):
        if step == "custom":
            own = next((one for one in charter.custom if (one.noun, one.name) == (noun, ".".join(steps[number + 1 :]))), None)
            found.append(Privacy(own.privacy) if own else Privacy.SPECIAL)
            break
        info = field_named(noun_class(noun), step)
        refs = info.refs if info else ("unit",) if step == "handler" else ()
        found.append(info.privacy if info else Privacy.INTERNAL if step == "external" else Privacy.PUBLIC)
        if not refs:
            break
        last = number == len(steps) - 1
        for ref in refs:
            name = next((one for one in NAMES if field_named(noun_class(ref), one)), "")
            if last and name and (called := field_named(noun_class(ref), name)):
                found.append(called.privacy)
        noun = refs[0] if last else next((ref for ref in refs if field_named(noun_class(ref), steps[number + 1])), refs[0])
    return max(found, key=_STRICTER.index)
