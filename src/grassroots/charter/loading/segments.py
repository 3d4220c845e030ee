"""Named segments: wherever a condition asks one by its name, what it asks stands there, as this charter has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.condition import AllOf, Condition, Segment, nodes_of
from grassroots.charter.loading.rewritten import rewritten

MOST = 500
"""Of how many conditions a segment may be made, with all those of the segments on which it rests."""

DEEP = 20
"""How many segments may rest one upon the other."""


def with_segments(charter: Charter, over: Charter | None = None) -> Charter:
    """A charter in which every condition that names a segment asks what the segment asks. What is not known, comes back to itself or has no end asks nothing:
    the check tells it. `over`: the charter over which this one was laid, of which that holds already."""
    if not charter.segments:
        return charter
    if over is not None and (
        over.segments.keys() != charter.segments.keys()
        or any(one is not over.segments[name] for name, one in charter.segments.items())
    ):
        over = None
    segments = over.segments if over else _linked(charter.segments)

    def asked(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: one if one is before.get(name) else rewritten(one, lambda part: _filled(part, segments))
            for name, one in now.items()
        }

    before = over or Charter(id="", labels={})
    return evolve(
        charter,
        segments=segments,
        workflows=asked(charter.workflows, before.workflows),
        measures=asked(charter.measures, before.measures),
        outlines=asked(charter.outlines, before.outlines),
        rules={kind: asked(rules, before.rules.get(kind, {})) for kind, rules in charter.rules.items()},
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
        made[name] = whole if _size(whole.where) <= MOST else bare

    for name in segments:
        link(name, frozenset())
    return made


def _named(where: Condition) -> set[str]:
    """The segments that a condition asks by name."""
    return {one.segment for one in nodes_of(where) if isinstance(one, AllOf) and one.segment}


def _size(where: Condition) -> int:
    return sum(1 for _ in nodes_of(where))
