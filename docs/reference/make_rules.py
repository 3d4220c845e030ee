"""Makes the page of the kinds of rule from the registry: what each is for, the keys that a charter writes, what follows from it."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

SHARED = ("name", "labels", "named", "source", "unconfirmed", "valid_from", "valid_until")
"""The keys that every rule has."""

TYPES: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    Decimal: 'number in quotes, `"2.5"`',
    Fraction: 'share in quotes, `"2/3"`',
    date: "day",
}


def rules_page(made: str) -> str:
    """The page."""
    from grassroots.rules.registry import KINDS

    kinds = [kind for kind in KINDS.values() if kind.form is not None]
    own = [kind for kind in KINDS.values() if kind.form is None]
    lines = [
        "# Kinds of rule",
        "",
        f"Every table that a charter may hold beside words, workflows, measures, reports and ledgers: `[dues.NAME]`, `[duty.NAME]` … {made}",
        "",
        "Every rule also has its labels (`en`, `zh`), `source` (where it is written), `unconfirmed` (its source was not read), `valid_from` and `valid_until` (the "
        "first day on which it holds, and the first on which it no longer does), and `named` (the name by which it is asked for, where two texts followed one "
        'another). A condition is written as in [measures](../how-to/write-a-charter.md): `where = { kind = "branch" }`.',
        "",
        "What a kind derives is counted by figures, listed by blocks of reports and told by `office.records`; what it finds is told when ledgers are taken in and by "
        "`grassroots check`; what is to be done, and what it proposes, stands in `grassroots todo`. How often what it proposes carries a change that "
        "`grassroots run --do` makes, [the measure of faults](soundness.md) says.",
        "",
        "| kind | what it derives | reads | finds | to be done | proposes |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| [`{kind.name}`](#{kind.name}) | {' | '.join(_follows(kind))} |" for kind in kinds]
    lines.append("")
    for kind in kinds:
        lines += [f"## {kind.name}", "", *_text(kind.form), ""]
        if kind.silent:
            lines += [f"It derives, finds and proposes nothing: {kind.silent}.", ""]
        listed = set(_listed(kind.form))
        for cls in _parts(kind.form):
            if cls is not kind.form:
                lines += [f"### {kind.name}: {cls.__name__}", "", *_text(cls), ""]
            lines += ["| key | type | without it | must be |", "|---|---|---|---|"]
            lines += [
                f"| `{one.metadata.get('key', one.name.rstrip('_'))}` | {_type(hint)} | {_default(one)} | {_must(one)} |"
                for one, hint in _fields(cls)
                if not (cls is kind.form and one.name in SHARED)
                and one.name != "labels"
                and (one.name != "name" or cls in listed)
            ]
            if cls is not kind.form and "labels" in attrs.fields_dict(cls):
                due = "—" if attrs.fields_dict(cls)["labels"].metadata.get("if_any") else "**required**"
                lines.append(f"| `en`, `zh` … | text in each language of the charter | {due} | — |")
            lines.append("")
    lines += ["# What holds without a rule", "", "The library looks for these in every office; no charter writes them.", ""]
    lines += ["| | derives | reads | finds | to be done | proposes |", "|---|---|---|---|---|---|"]
    lines += [f"| `{kind.name}` | {' | '.join(_follows(kind))} |" for kind in own]
    lines += [
        "",
        "# What people type beside a rule",
        "",
        "Where a ledger has a column for what a rule gives as well, `grassroots check` tells what was typed otherwise, with both. What a body resolved stands all the same: a row in "
        "the ledger of overriding decisions, about that record, with `result` as what it sets, a ground, and who decided. `tests/laws/test_plotted.py` tries each "
        "kind: what is equal is silent, what is not is told, and a decision lets it stand.",
        "",
        "| kind | typed in |",
        "|---|---|",
        *(f"| `{kind.name}` | {_typed_in(kind)} |" for kind in KINDS.values() if kind.typed),
        "",
        "The other kinds give nothing that is typed anywhere:",
        "",
        *(f"- `{kind.name}`: {kind.untyped}." for kind in KINDS.values() if kind.untyped),
    ]
    return "\n".join([*lines, ""])


def _typed_in(kind: Any) -> str:
    from grassroots.model import noun_name

    return ", ".join(f"`{noun_name(one.noun)}.{one.field}`" for one in kind.typed)


def _follows(kind: Any) -> tuple[str, ...]:
    from grassroots.model import noun_name

    derives = ", ".join(f"`{noun_name(one.noun)}`" for one in kind.derives)
    reads = ", ".join(f"`{one.head}`" for one in kind.paths)
    faces = (kind.finds or kind.checks, kind.todo, kind.proposes)
    return derives or "—", reads or "—", *("yes" if one else "—" for one in faces)


def _text(cls: type) -> list[str]:
    return (inspect.getdoc(cls) or "").partition(">>>")[0].strip().splitlines()


def _fields(cls: Any) -> Iterator[tuple[Any, Any]]:
    hints = typing.get_type_hints(cls)
    return ((one, hints[one.name]) for one in attrs.fields(cls))


def _parts(cls: Any, seen: tuple[Any, ...] = ()) -> list[Any]:
    """A class and the classes of its parts, each once, the outer ones first."""
    from grassroots.charter.length import Length

    found = [cls]
    for _, hint in _fields(cls):
        for inner in _classes(hint):
            if inner not in (*seen, *found, Length) and not inner.__module__.endswith("charter.condition"):
                found += [one for one in _parts(inner, (*seen, *found)) if one not in found]
    return found


def _listed(form: Any) -> Iterator[Any]:
    """The classes of parts that stand in lists, and not in a table under a name: these write their name themselves."""
    for cls in _parts(form):
        for one, hint in _fields(cls):
            if typing.get_origin(hint) is tuple and "keyed" not in one.metadata:
                yield from _classes(hint)


def _classes(hint: Any) -> Iterator[Any]:
    if isinstance(hint, type) and attrs.has(hint):
        yield hint
    for arm in typing.get_args(hint):
        yield from _classes(arm)


def _type(hint: Any) -> str:
    from grassroots.charter.condition import Condition
    from grassroots.charter.length import Length

    origin, arms = typing.get_origin(hint), typing.get_args(hint)
    if hint == Condition or {*typing.get_args(Condition)} <= {*arms}:
        return "condition"
    if origin in (typing.Union, types.UnionType):
        return _type(next(arm for arm in arms if arm is not type(None)))
    if origin is tuple:
        return f"list of {_type(arms[0])}"
    if origin is not None:
        return f"table of {_type(arms[1])}"
    if hint is Length:
        return "length, `{ months = 3 }`"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"`{one.value}`" for one in hint)
    return TYPES.get(hint) or f"`{hint.__name__}`"


def _default(one: Any) -> str:
    if one.default is attrs.NOTHING:
        return "**required**"
    value = one.default.factory() if isinstance(one.default, attrs.Factory) else one.default  # type: ignore[arg-type]
    if isinstance(value, bool):
        return str(value).lower()
    if value in (None, "", (), {}) or not isinstance(value, str | int | Decimal | Fraction | Enum):
        return "—"
    return f"`{getattr(value, 'value', value)}`"


def _must(one: Any) -> str:
    meta, said = one.metadata, []
    if words := meta.get("word"):
        said.append(f"a word of `{words}`")
    if kind := meta.get("names"):
        said.append(f"a rule of the kind [`{kind}`](#{kind})")
    if "noun_name" in meta:
        said.append("a noun" + (f": {', '.join(meta['noun_name'])}" if meta["noun_name"] else ""))
    if bounds := meta.get("between"):
        said.append(f"{bounds[0]} to {bounds[1]}")
    if bounds := meta.get("share"):
        least, most, below, above = bounds
        said.append(f"{'over' if below else 'from'} {least} {'to under' if above else 'to'} {most}")
    if meta.get("length"):
        said.append("more than nothing")
    if meta.get("needed"):
        said.append("not empty")
    if (of := str(meta.get("noun", ""))) and "noun_name" not in meta:
        said.append(f"over records of {of[1:]}" if of.startswith("=") else f"over records of what `{of}` names")
    return "; ".join(said) or "—"
