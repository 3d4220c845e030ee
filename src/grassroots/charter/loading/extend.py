"""What a charter extends: one charter, or several side by side, without what it leaves out. Of what two say differently nothing is taken in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.condition import MISSING
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.loading.files import Entries
from grassroots.charter.toml import Path
from grassroots.charter.trouble import spelled
from grassroots.charter.words import Word
from grassroots.errors import NoPlugin, NotFound
from grassroots.problems import nearest

Parts = dict[Path, Any]
"""What a charter says, by the path under which its files say it: `("measure", "members")`, `("words", "unit", "branch")`."""


def parent_of(entries: Entries, parent: Callable[[str], Charter] | None) -> tuple[Charter | None, tuple[Charter, ...]]:
    """What the charter extends: one charter, or several side by side, in any order, as one; and each of them.

    What two of them say differently is told, unless this charter says it itself, leaves one of the two out (`leave_out = ["cn-hotline:measure.members"]`),
    or a module of theirs overrides it by name.
    """
    names, gone = _texts(entries, "extends"), _texts(entries, "leave_out")
    found: dict[str, Charter] = {}
    for name in names:
        try:
            if parent is None:
                raise NotFound(name)
            found[name] = parent(name)
        except (NotFound, NoPlugin):
            entries.trouble.add(("extends",), "charter-extends", name)
            raise entries.invalid(entries.trouble.problems) from None
    told = set(gone)
    base: Charter | None = None
    whence: dict[Path, str] = {}
    for name, one in found.items():
        parts = parts_of(one)
        without = {path for path in parts if gone and not {spelled(path), f"{name}:{spelled(path)}"}.isdisjoint(gone)}
        told -= {text for path in without for text in (spelled(path), f"{name}:{spelled(path)}")}
        kept = {path: part for path, part in parts.items() if path not in without}
        one = _with(one, kept) if without else one
        one = evolve(one, lineage=(name, *one.lineage), modules={_in_full(key, one): part for key, part in one.modules.items()})
        if base is None:
            base, whence = one, dict.fromkeys(kept, name)
            continue
        shared = _shared(base.lineage, one.lineage)
        common = parts_of(parent(shared)) if shared and parent else {}
        base = _joined(entries, base, one, common, whence, name)
    for text in gone:
        if text in told:
            known = [spelled(path) for one in found.values() for path in parts_of(one)]
            entries.trouble.add(("leave_out",), "charter-leave-out", text, known=nearest(text.partition(":")[2] or text, known))
    return base, tuple(found.values())


def _shared(one: Sequence[str], other: Sequence[str]) -> str | None:
    """The nearest charter that two lineages have in common; else the whole one of which one of them has a module."""
    wholes = [name.partition("/")[0] for name in (*one, *other)]
    return next(
        (name for name in other if name in one), next((whole for whole in wholes if whole in one or whole in other), None)
    )


def _in_full(module: str, charter: Charter) -> str:
    """The name of a module with that of its charter: two charters may have modules of one name."""
    return module if "/" in module else f"{charter.id}/{module}"


def _texts(entries: Entries, key: str) -> list[str]:
    """The texts of a key of the charter's head: one, or a list of them."""
    given = entries.top.get(key)
    names = given if isinstance(given, list) else [] if given is None else [given]
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong or (given is not None and not names and key == "extends"):
        entries.trouble.add((key,), "charter-not-text", wrong[0] if wrong else given)
        raise entries.invalid(entries.trouble.problems)
    return names


def parts_of(charter: Charter) -> Parts:
    """All that a charter says, by path."""
    found: Parts = {("words", listed, name): word for listed, known in charter.words.items() for name, word in known.items()}
    found |= {("custom", own.noun, own.name): own for own in charter.custom}
    for head, things in _heads(charter).items():
        found |= {(head, name): one for name, one in things.items()}
    return found | {(kind, name): rule for kind, known in charter.rules.items() for name, rule in known.items()}


def _heads(charter: Charter) -> dict[str, Mapping[str, Any]]:
    return {
        "workflow": charter.workflows,
        "segment": charter.segments,
        "measure": charter.measures,
        "report": charter.outlines,
        "ledger": charter.ledgers,
        "module": charter.modules,
    }


def _with(charter: Charter, parts: Parts) -> Charter:
    """A charter that says these things and nothing else."""
    two: dict[str, dict[str, dict[str, Any]]] = {"words": {listed: {} for listed in charter.words}, "custom": {}}
    one: dict[str, dict[str, Any]] = {head: {} for head in (*_heads(charter), *charter.rules)}
    for path, part in parts.items():
        if len(path) == 3:
            two[str(path[0])].setdefault(str(path[1]), {})[str(path[2])] = part
        else:
            one.setdefault(str(path[0]), {})[str(path[1])] = part
    ledgers = one.pop("ledger")
    return evolve(
        charter,
        words=two["words"],
        custom=tuple(own for known in two["custom"].values() for own in known.values()),
        workflows=one.pop("workflow"),
        segments=one.pop("segment"),
        measures=one.pop("measure"),
        outlines=one.pop("report"),
        ledgers=ledgers,
        modules=one.pop("module"),
        begin_with=tuple(ledger for ledger in charter.begin_with if ledger in ledgers),
        rules=one,
    )


def _joined(entries: Entries, under: Charter, over: Charter, common: Parts, whence: dict[Path, str], name: str) -> Charter:
    """Two charters side by side. What one of them only inherited from what both extend, the other may say anew."""
    below, above = parts_of(under), parts_of(over)
    parts = dict(below)
    ruled = {text: True for one in over.modules.values() for text in one.overrides}
    ruled = {
        text: False for one in under.modules.values() if one not in over.modules.values() for text in one.overrides
    } | ruled
    for path, part in above.items():
        known = below.get(path)
        if known is None or known == common.get(path):
            parts[path], whence[path] = part, name
        elif part in (known, common.get(path)):
            continue
        elif (both := _both(known, part)) is not None:
            parts[path] = both
        elif spelled(path) in ruled:
            if ruled[spelled(path)]:
                parts[path], whence[path] = part, name
        elif not entries.has(path):
            entries.trouble.add(path, "charter-clash", spelled(path), first=whence.get(path, under.id), second=name)
    return _with(
        evolve(
            under,
            languages=tuple(language for language in under.languages if language in over.languages),
            lineage=tuple(dict.fromkeys((*over.lineage, *under.lineage))),
            rules={kind: {} for kind in (*under.rules, *over.rules)},
            exclusive=tuple(dict.fromkeys((*under.exclusive, *over.exclusive))),
            begin_with=tuple(dict.fromkeys((*under.begin_with, *over.begin_with))),
        ),
        parts,
    )


def _both(one: Any, other: Any) -> Any:
    """What says both of two that do not contradict: a kind of unit with all the kinds under which it may stand, a ledger with the columns of both."""
    if isinstance(one, Word) and isinstance(other, Word):
        # A root stands under nothing in the one charter, and under something in an office that has more above it.
        alone = (MISSING,) if (one.under or other.under) and not (one.under and other.under) else ()
        joined = evolve(one, under=_all((*alone, *one.under), other.under), source=one.source or other.source)
        return joined if joined == evolve(other, under=joined.under, source=joined.source) else None
    if isinstance(one, LedgerRule) and isinstance(other, LedgerRule):
        columns = {column.name: column for column in other.columns} | {column.name: column for column in one.columns}
        columns = {column.name: columns[column.name] for column in (*one.columns, *other.columns)}
        if any(columns[column.name] != column for column in other.columns):
            return None
        names, source = _all(one.names, other.names), one.source or other.source
        joined_ledger = evolve(one, columns=tuple(columns.values()), names=names, source=source)
        return (
            joined_ledger if joined_ledger == evolve(other, columns=joined_ledger.columns, names=names, source=source) else None
        )
    return None


def _all(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
