"""What is wrong between records of one kind that stand beside one another: circles in the tree, holders of one post, members of one unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from grassroots.charter import StateKind
from grassroots.model import Membership, Post, Tenure, Unit
from grassroots.problems import Problem
from grassroots.snapshot.records import Records
from grassroots.snapshot.told import problem_of, words_of


def circles(snapshot: Records) -> Iterator[Problem]:
    """Units that lie, on a day, below themselves."""
    units = snapshot.all(Unit)
    days = sorted({place.since for unit in units.values() for place in unit.parents})
    told: set[frozenset[str]] = set()
    for day in days if any(len(unit.parents) > 1 for unit in units.values()) else days[-1:]:
        parents: dict[str, str | None] = {}
        for id, unit in units.items():
            if unit.end is None or day < unit.end:
                parents[id] = next((place.parent for place in reversed(unit.parents) if place.since <= day), None)
        settled: set[str] = set()
        for start in parents:
            path: list[str] = []
            seen: set[str] = set()
            at: str | None = start
            while at is not None and at not in settled and at not in seen:
                path.append(at)
                seen.add(at)
                at = parents.get(at)
            if at is not None and at in seen:
                circle = path[path.index(at) :]
                if frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    yield problem_of(snapshot, units[min(circle)], "tree-circle", at, "parents", day=day, circle=sorted(circle))
            settled.update(path)


def _overlap(a: tuple[date, date | None], b: tuple[date, date | None]) -> bool:
    return max(a[0], b[0]) < min(a[1] or date.max, b[1] or date.max)


def surely_from(record: Any, day: str = "start") -> date | None:
    """The first day of a record; of one that is known by month or year, the last that it can have been."""
    known = getattr(record, "known", None)
    found: date | None = known.latest if known else getattr(record, day, None)
    return found


def _surely(tenure: Tenure) -> tuple[date, date | None]:
    """The days of a term; of one whose first or last day is known by month or year, those that it had whatever day it was."""
    return surely_from(tenure) or tenure.start, tenure.known_end.earliest if tenure.known_end else tenure.end


def holders(snapshot: Records) -> Iterator[Problem]:
    """More holders of a post at a time than it has seats, and posts that nobody holds beside another."""
    by_post: dict[str, list[Tenure]] = {}
    by_person: dict[str, list[Tenure]] = {}
    for tenure in sorted(snapshot.all(Tenure).values(), key=lambda one: (one.start, one.id)):
        post = snapshot.get(Post, tenure.post)
        if post is None:
            continue
        held = by_post.setdefault(post.id, [])
        together = [other for other in held if _overlap(_surely(other), _surely(tenure))]
        if len(together) >= post.seats:
            yield problem_of(
                snapshot, tenure, "terms-overlap", tenure.start, "start", post=post.id, others=[one.id for one in together]
            )
        held.append(tenure)
        if post.kind in snapshot.charter.exclusive:
            others = by_person.setdefault(tenure.person, [])
            clash = [one for one in others if one.post != post.id and _overlap(_surely(one), _surely(tenure))]
            if clash:
                yield problem_of(
                    snapshot,
                    tenure,
                    "exclusive-posts",
                    words_of(snapshot, "post", (post.kind,))[0],
                    "post",
                    others=[one.id for one in clash],
                )
            others.append(tenure)


def memberships(snapshot: Records) -> Iterator[Problem]:
    """Persons who are members of a unit twice at a time, under one registration."""
    seen: dict[tuple[str, str, str], list[tuple[Membership, tuple[date, date | None]]]] = {}
    for record in snapshot.all(Membership).values():
        if not record.steps:
            continue
        workflow = snapshot.charter.workflow_of(record)
        last = record.steps[-1]
        state = workflow.states.get(last.state) if workflow else None
        # A full member is done with becoming one, and goes on being one: only what was dropped has ended.
        ended = last.on if state and state.kind is StateKind.DROPPED else None
        span = (surely_from(record.steps[0], "on") or record.steps[0].on, ended)
        same = seen.setdefault((record.person, record.unit, record.registration), [])
        clash = [other.id for other, held in same if _overlap(held, span)]
        if clash:
            yield problem_of(snapshot, record, "membership-twice", record.unit, "unit", others=clash)
        same.append((record, span))
