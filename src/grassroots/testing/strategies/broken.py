"""Organizations with exactly one fault, to see that a check finds it, names it, and finds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from grassroots import model
from grassroots.charter import Charter, StateKind, Workflow
from grassroots.errors import InvalidArgument
from grassroots.model import Custom, Placement, Record, Step, Unit, key_of
from grassroots.problems import nearest
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies.organizations import Organization, organizations
from grassroots.values import CaseId, HouseholdId, NeedId, PartialDate, PersonId, PostId, ProjectId, Ref, TeamId, UnitId

Key = tuple[str, str]


@frozen(kw_only=True)
class BrokenOrganization:
    """An organization that would be sound but for one fault. `fault` is the code of the problem that tells of it; `planted` are the keys of
    the records that were added for it."""

    organization: Organization
    fault: str
    planted: tuple[Key, ...]


@frozen
class _Ground:
    """What a fault is planted in: a unit that stands at the top on the day, and words."""

    charter: Charter
    day: date
    top: Unit
    records: tuple[Record, ...]

    def word(self, words: str) -> str:
        return next(iter(self.charter.words[words]))

    def days(self, number: int) -> date:
        return self.day + timedelta(days=number)

    def kind_under_top(self) -> str:
        return next(name for name, word in self.charter.words["unit"].items() if self.top.kind in word.under)

    def unit(self, id: str, kind: str, *places: tuple[date, str], **more: Any) -> Unit:
        parents = tuple(Placement(since=since, parent=UnitId(parent)) for since, parent in places)
        return Unit(id=UnitId(id), kind=kind, name=f"Unit {id}", parents=parents, **more)

    def household(self, **more: Any) -> model.Household:
        return model.Household(**{"id": HouseholdId("x1"), "unit": self.top.id, **more})

    def life(self, steps: Callable[[Workflow], tuple[Step, ...]]) -> list[Record]:
        """A record whose steps are wrong, of the first noun that has a workflow in the charter."""
        made: list[model.Case | model.Need | model.Project] = []
        if self.charter.words.get("category"):
            made.append(model.Case(id=CaseId("x1"), category=self.word("category"), unit=self.top.id))
        if self.charter.words.get("need"):
            made.append(model.Need(id=NeedId("x1"), kind=self.word("need"), unit=self.top.id))
        if self.charter.words.get("project"):
            made.append(model.Project(id=ProjectId("x1"), kind=self.word("project"), unit=self.top.id, name="Project x1"))
        for record in made:
            workflow = self.charter.workflow_of(record)
            if workflow is not None:
                return [evolve(record, steps=steps(workflow))]
        return []

    def step(self, state: str, day: int = 0, **more: Any) -> Step:
        return Step(state=state, on=self.days(day), **more)

    def posts(self, kind: str, *ids: str) -> list[Record]:
        return [model.Post(id=PostId(id), unit=self.top.id, kind=kind) for id in ids]

    def holds(self, id: str, post: str, person: str, day: int) -> Record:
        return model.Tenure(id=id, post=PostId(post), person=PersonId(person), start=self.days(day))

    def people(self, *ids: str) -> list[Record]:
        return [model.Person(id=PersonId(id)) for id in ids]


def _terms_overlap(at: _Ground) -> list[Record]:
    taken = [at.holds("x1", "x1", "x1", -20), at.holds("x2", "x1", "x2", -10)]
    return [*at.posts(at.word("post"), "x1"), *at.people("x1", "x2"), *taken]


def _exclusive_posts(at: _Ground) -> list[Record]:
    if not at.charter.exclusive:
        return []
    taken = [at.holds("x1", "x1", "x1", -20), at.holds("x2", "x2", "x1", -10)]
    return [*at.posts(at.charter.exclusive[0], "x1", "x2"), *at.people("x1"), *taken]


def _membership_twice(at: _Ground) -> list[Record]:
    bare = model.Membership(id="x1", person=PersonId("x1"), unit=at.top.id, registration=at.word("registration"))
    workflow = at.charter.workflow_of(bare)
    if workflow is None:
        return []
    # Both are settled, one after the other: a member who is one twice is the same fault in any state but an ended one.
    states = workflow.states
    settled = next((name for name in states[workflow.start].next if states[name].kind is StateKind.DONE), workflow.start)
    twice = [
        evolve(bare, id=id, steps=(at.step(workflow.start, day), at.step(settled, day + 5)))
        for id, day in (("x1", -30), ("x2", -10))
    ]
    return [*at.people("x1"), *twice]


def _outside_its_whole(at: _Ground) -> list[Record]:
    team = model.Team(id=TeamId("x1"), unit=at.top.id, kind=at.word("team"), start=at.days(-20), end=at.days(-10))
    seat = model.Seat(id="x1", team=team.id, person=PersonId("x1"), start=at.days(-15))
    return [team, *at.people("x1"), seat]


def _parent_not_standing(at: _Ground) -> list[Record]:
    ended = at.unit("x1", at.top.kind, start=at.days(-20), end=at.days(-10))
    return [ended, at.unit("x2", at.kind_under_top(), (at.days(-5), "x1"))]


def _tree_circle(at: _Ground) -> list[Record]:
    words = at.charter.words["unit"]
    kind = next((name for name, word in words.items() if name in word.under), at.kind_under_top())
    return [at.unit("x1", kind, (at.day, "x2")), at.unit("x2", kind, (at.day, "x1"))]


def _not_allowed(at: _Ground, workflow: Workflow) -> tuple[Step, ...]:
    first = workflow.states[workflow.start]
    other = next(name for name in workflow.states if name not in (*first.next, first.name))
    return (at.step(first.name), at.step(other))


FAULTS: Mapping[str, Callable[[_Ground], list[Record]]] = {
    "duplicate-record": lambda at: [at.records[-1]],
    "unknown-reference": lambda at: [at.household(unit=UnitId("nowhere"))],
    "wrong-noun": lambda at: [model.Note(id="x1", unit=at.top.id, about=Ref("unit", at.top.id), on=at.day)],
    "unknown-word": lambda at: [model.Post(id=PostId("x1"), unit=at.top.id, kind="no_such_word")],
    "unknown-custom": lambda at: [at.household(custom=(Custom(name="no_such_field", text="x"),))],
    "ends-before-start": lambda at: [at.household(start=at.day, end=at.days(-1))],
    "known-otherwise": lambda at: [at.household(start=at.day, known=PartialDate(at.day.year - 1))],
    "outside-its-whole": _outside_its_whole,
    "steps-out-of-order": lambda at: at.life(lambda flow: (at.step(flow.start, 0), at.step(flow.start, -1))),
    "unknown-state": lambda at: at.life(lambda flow: (at.step(flow.start), at.step("no_such_state"))),
    "wrong-start": lambda at: at.life(lambda flow: (at.step(next(name for name in flow.states if name not in flow.starts)),)),
    "step-not-allowed": lambda at: at.life(lambda flow: _not_allowed(at, flow)),
    "unknown-outcome": lambda at: at.life(lambda flow: (at.step(flow.start, outcome="no_such_outcome"),)),
    "unknown-rating": lambda at: at.life(lambda flow: (at.step(flow.start, rating="no_such_rating"),)),
    "places-out-of-order": lambda at: [at.unit("x1", at.kind_under_top(), (at.day, at.top.id), (at.day, at.top.id))],
    "wrong-parent": lambda at: [at.unit("x1", at.top.kind, (at.day, at.top.id))],
    "parent-not-standing": _parent_not_standing,
    "no-parent": lambda at: [at.unit("x1", at.kind_under_top())],
    "tree-circle": _tree_circle,
    "terms-overlap": _terms_overlap,
    "exclusive-posts": _exclusive_posts,
    "membership-twice": _membership_twice,
}
"""Every fault that can be planted, by the code of the problem that tells of it."""


@st.composite
def broken_organizations(
    draw: st.DrawFn,
    charter: Charter | None = None,
    as_of: date | None = None,
    *,
    fault: str | None = None,
    max_records: int = 1,
) -> BrokenOrganization:
    """Sound organizations with one fault planted in them.

    Args:
        draw: given by Hypothesis.
        charter: the words and workflows; the small charter without one. In one that lets no kind of unit stand under its own, a circle
            is told together with the wrong parents that it takes.
        as_of: the day; any without one.
        fault: a code of `FAULTS`; any without one for which the charter has words.
        max_records: how many other records of a noun there are, at most.

    Raises:
        InvalidArgument: no such fault, or none that can be planted under this charter.
    """
    if fault is not None and fault not in FAULTS:
        raise InvalidArgument(f"{fault!r} is no fault that can be planted; did you mean {', '.join(nearest(fault, FAULTS))}?")
    known = small_charter() if charter is None else charter
    code = fault or draw(st.sampled_from(sorted(FAULTS)))
    sound = draw(organizations(known, as_of, max_units=3, max_events=2, max_records=max_records))
    ground = _Ground(known, sound.as_of, _top(sound), sound.records)
    planted = FAULTS[code](ground)
    if not planted:
        raise InvalidArgument(f"the charter {known.id!r} has nothing in which the fault {code!r} could be planted")
    broken = Organization(as_of=sound.as_of, records=(*sound.records, *planted), charter=known)
    return BrokenOrganization(organization=broken, fault=code, planted=tuple(key_of(record) for record in planted))


def _top(sound: Organization) -> Unit:
    units = (
        record for record in sound.records if isinstance(record, Unit) and not any(place.parent for place in record.parents)
    )
    day = sound.as_of
    return next(unit for unit in units if (unit.start is None or unit.start <= day) and (unit.end is None or unit.end > day))
