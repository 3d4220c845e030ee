"""Units that stand under none, though they may stand under others and such are here."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.condition import MISSING
from grassroots.model import Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind


def units_alone(_: None, at: At) -> Iterator[Problem]:
    """A kind of unit that may be an office of its own may also be forgotten under one: where units stand above which it could, it is told."""
    shot, charter = at.snapshot, at.snapshot.charter
    units = [one for one in shot.all(Unit).values() if shot.tree.stands(one.id, at.day)]
    here = {one.kind for one in units}
    for unit in units:
        word = charter.word("unit", unit.kind)
        above = [kind for kind in word.under if kind in here] if word is not None and MISSING in word.under else []
        if above and not any(place.parent for place in unit.parents):
            told = {"kind": charter.named("unit", unit.kind), "allowed": tuple(charter.named("unit", kind) for kind in above)}
            yield Problem("unit-alone", source=shot.sources.get(key_of(unit)), value=unit.name or unit.id, details=told)


KIND: Kind[None] = Kind(
    name="units_alone",
    form=None,
    finds=units_alone,
    untyped="it looks at where units stand, and computes no result",
)
