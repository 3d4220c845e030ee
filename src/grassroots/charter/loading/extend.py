"""What a charter extends: one charter, or several laid on one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.loading.files import Entries
from grassroots.charter.words import CustomField
from grassroots.errors import NoPlugin, NotFound


def parent_of(entries: Entries, parent: Callable[[str], Charter] | None) -> Charter | None:
    """What the charter extends: one charter, or several laid on one another in the order in which they are named."""
    given = entries.top.get("extends")
    if given is None:
        return None
    names = given if isinstance(given, list) else [given]
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong or not names:
        entries.trouble.add(("extends",), "charter-not-text", wrong[0] if wrong else given)
        raise entries.invalid(entries.trouble.problems)
    base: Charter | None = None
    for name in names:
        try:
            if parent is None:
                raise NotFound(name)
            found = parent(name)
            found = evolve(found, lineage=(name, *found.lineage))
            shared = next((one for one in found.lineage if base and one in base.lineage), None)
            base = _joined(base, found, parent(shared) if shared else None) if base else found
        except (NotFound, NoPlugin):
            entries.trouble.add(("extends",), "charter-extends", name)
            raise entries.invalid(entries.trouble.problems) from None
    return base


def _joined(under: Charter, over: Charter, shared: Charter | None) -> Charter:
    """One charter laid on another: of what both have, the upper one's holds, unless it only inherited it from what both extend."""

    def laid(below: Mapping[Any, Any], above: Mapping[Any, Any], common: Mapping[Any, Any]) -> dict[Any, Any]:
        return {**below, **{key: one for key, one in above.items() if key not in below or one != common.get(key)}}

    def nested(
        below: Mapping[str, Mapping[str, Any]], above: Mapping[str, Mapping[str, Any]], common: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        return {key: laid(below.get(key, {}), above.get(key, {}), common.get(key, {})) for key in {**below, **above}}

    def custom(charter: Charter) -> dict[tuple[str, str], CustomField]:
        return {(own.noun, own.name): own for own in charter.custom}

    common = shared or Charter(id=under.id, labels={})
    return evolve(
        under,
        languages=tuple(language for language in under.languages if language in over.languages),
        lineage=tuple(dict.fromkeys((*over.lineage, *under.lineage))),
        words=nested(under.words, over.words, common.words),
        custom=tuple(laid(custom(under), custom(over), custom(common)).values()),
        workflows=laid(under.workflows, over.workflows, common.workflows),
        measures=laid(under.measures, over.measures, common.measures),
        outlines=laid(under.outlines, over.outlines, common.outlines),
        ledgers=laid(under.ledgers, over.ledgers, common.ledgers),
        rules=nested(under.rules, over.rules, common.rules),
        exclusive=tuple(dict.fromkeys((*under.exclusive, *over.exclusive))),
    )
