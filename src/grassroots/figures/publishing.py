"""What may be published of figures about persons: none that is of few, and none by which, with the others, one of few can be worked out.

Each published number is the size of a set of records (or the sum over one), and whoever reads several can add and subtract them. Records that lie in the same
sets are one atom; a set of few stays hidden as long as it is no combination of those that are told: then there is another world, as possible, in which
it has another size. Figures are let through one after the other, those that come first before those that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import evolve, frozen

from grassroots.charter import Form
from grassroots.fields import Privacy, fields_of
from grassroots.figures.combined import Room
from grassroots.figures.evaluate import Evaluator
from grassroots.figures.facts import HIT, MISS, Fact
from grassroots.figures.figure import Question
from grassroots.model import noun_class, references
from grassroots.snapshot import Snapshot

SMALLEST = 5
"""Of fewer persons, or things that tell of persons, nothing is published, unless somebody says otherwise."""

VALUE, LEFT_OUT = "value", "left_out"
"""The parts of a figure that may be hidden: what it says, and how many records are left out, by reason."""

INDIVIDUALS = ("person", "household")


@frozen
class Counted:
    """A set that a number tells of: among what it is counted, its members, and whether they tell of persons."""

    among: Hashable
    members: frozenset[Hashable]
    personal: bool


@frozen
class Numbers:
    """The sets of which a figure tells: by its value, and by how many are left out."""

    value: tuple[Counted, ...]
    left_out: tuple[Counted, ...] = ()


def numbers_of(evaluator: Evaluator, question: Question) -> Numbers:
    """The sets of which the figure of a question tells."""
    measure = question.measure
    if evaluator.withheld(measure):
        return Numbers(())
    if measure.form is Form.RATIO:
        below = [numbers_of(evaluator, evolve(question, measure=evaluator.named(name))) for name in measure.made_of]
        return Numbers(tuple(one for part in below for one in part.value))
    by_label: dict[str, list[Fact]] = {}
    for fact in evaluator.selected(question):
        by_label.setdefault(fact.label, []).append(fact)
    among: Hashable = measure.population
    if measure.form is Form.SUM:
        among = ("sum", measure.noun, measure.value)
    elif measure.form is Form.SPREAD:
        among = ("spread", question)
    snapshot = evaluator.reader.snapshot
    hits = by_label.pop(HIT, [])
    if measure.form is Form.DISTINCT:
        told = [_counted(("distinct", measure.noun, measure.key), hits, snapshot, lambda fact: fact.distinct)]
    else:
        told = [_counted(among, hits, snapshot)]
    misses = by_label.pop(MISS, [])
    if measure.form is Form.RATE:
        told.append(_counted(among, misses, snapshot))
    return Numbers(tuple(told), tuple(_counted(measure.population, facts, snapshot) for facts in by_label.values()))


def _counted(
    among: Hashable, facts: Iterable[Fact], snapshot: Snapshot, member: Callable[[Fact], Hashable] = lambda fact: fact.key
) -> Counted:
    listed = list(facts)
    return Counted(among, frozenset(map(member, listed)), any(_personal(fact, snapshot) for fact in listed))


def _personal(fact: Fact, snapshot: Snapshot) -> bool:
    """Whether a record tells of a person: its noun always does, or it leads to one."""
    noun, id = fact.key
    if noun in INDIVIDUALS:
        return True
    for info in fields_of(noun_class(noun)):
        if info.privacy in (Privacy.PERSONAL, Privacy.SPECIAL) and set(INDIVIDUALS) & set(info.refs):
            return True
    record = snapshot.get(noun, id)
    return record is not None and any(other in INDIVIDUALS for other, _ in references(record))


N = TypeVar("N", bound=Hashable)


def hidden(
    figures: Mapping[N, Numbers], before: Iterable[Numbers] = (), *, smallest: int = SMALLEST
) -> dict[N, frozenset[str]]:
    """What must not be told of which figures.

    Args:
        figures: the figures, those that matter most first, with the sets of which they tell.
        before: the sets of which numbers tell that were published already.
        smallest: of fewer nothing is told.
    """
    published = [one for numbers in before for one in (*numbers.value, *numbers.left_out)]
    wanted = [*published, *(one for numbers in figures.values() for one in (*numbers.value, *numbers.left_out))]
    by_kind: dict[Hashable, list[Counted]] = {}
    for one in wanted:
        by_kind.setdefault(one.among, []).append(one)
    rooms = {
        among: Room([one.members for one in sets], smallest, personal=any(one.personal for one in sets))
        for among, sets in by_kind.items()
    }
    for one in published:
        rooms[one.among].admit([one.members], whatever=True)
    found: dict[N, set[str]] = {}
    for part in (VALUE, LEFT_OUT):
        for name, numbers in figures.items():
            sets = numbers.value if part == VALUE else numbers.left_out
            if VALUE in found.get(name, ()) or not _admitted(rooms, sets):
                found.setdefault(name, set()).add(part)
    return {name: frozenset(parts) for name, parts in found.items()}


def _admitted(rooms: Mapping[Hashable, Room], sets: Sequence[Counted]) -> bool:
    """Whether all sets of which a figure tells may be told; then they are."""
    together: dict[Hashable, list[frozenset[Hashable]]] = {}
    for one in sets:
        together.setdefault(one.among, []).append(one.members)
    if not all(rooms[among].allows(members) for among, members in together.items()):
        return False
    for among, members in together.items():
        rooms[among].admit(members)
    return True
