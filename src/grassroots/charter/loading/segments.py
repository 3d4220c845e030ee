"""Named segments: wherever a condition asks one by its name, what it asks stands there, as this charter has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.condition import AllOf, Condition, Segment, nodes_of
from grassroots.charter.loading.rewritten import rewritten

MOST = 500
"""Of how many conditions a segment may be made, with all those of the segments on which it rests."""

DEEP = 20
"""How many segments may rest one upon the other."""


def with_segments(charter: Charter, extended: Iterable[Charter] = ()) -> Charter:
    """A charter in which every condition that names a segment asks what the segment asks. What is not known, comes back to itself or has no end asks nothing:
    the check tells it. `extended`: the charters that it extends; what it has of one whose segments are its own stays as it is."""
    if not charter.segments:
        return charter
    segments = _linked(charter.segments)
    same = [one for one in extended if all(segments.get(name) is known for name, known in one.segments.items())]

    def asked(now: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        stands = {id(one) for known in before for one in known.values()}
        return {
            name: one if id(one) in stands else rewritten(one, lambda part: _filled(part, segments))
            for name, one in now.items()
        }

    return evolve(
        charter,
        segments=segments,
        workflows=asked(charter.workflows, [one.workflows for one in same]),
        measures=asked(charter.measures, [one.measures for one in same]),
        outlines=asked(charter.outlines, [one.outlines for one in same]),
        rules={kind: asked(rules, [one.rules.get(kind, {}) for one in same]) for kind, rules in charter.rules.items()},
    )


def _filled(one: Any, segments: Mapping[str, Segment]) -> Any:
    if not isinstance(one, AllOf) or not one.segment:
        return one
    known = segments.get(one.segment)
    parts = known.condition.parts if known else ()
    return one if parts == one.parts else evolve(one, parts=parts)


def _linked(segments: Mapping[str, Segment]) -> dict[str, Segment]:
    """The segments, each with what those ask on which it rests."""
    made: dict[str, Segment] = {}

    def link(name: str, way: frozenset[str]) -> None:
        if name in made:
            return
        written = segments[name]
        bare = rewritten(written, lambda one: evolve(one, parts=()) if isinstance(one, AllOf) and one.segment else one)
        for other in sorted(_named(bare.where)):
            if other in segments and other not in way | {name} and len(way) < DEEP:
                link(other, way | {name})
        below = {other: one for other, one in made.items() if other not in way | {name}}
        whole = rewritten(bare, lambda one: _filled(one, below))
        made[name] = bare if _size(whole.where) > MOST else written if whole == written else whole

    for name in segments:
        link(name, frozenset())
    return made


def _named(where: Condition) -> set[str]:
    """The segments that a condition asks by name."""
    return {one.segment for one in nodes_of(where) if isinstance(one, AllOf) and one.segment}


def _size(where: Condition) -> int:
    return sum(1 for _ in nodes_of(where))
