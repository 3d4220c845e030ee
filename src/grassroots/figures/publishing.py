"""What may be published of figures about persons: none that is of few, and none by which, with the others, one of few can be worked out.

Each published number is the size of a set of records (or the sum over one), and whoever reads several can add and subtract them. Records that lie in the same
sets are one atom; a set of few stays hidden as long as it is no combination of those that are told: then there is another world, as possible, in which
it has another size. Figures are let through one after the other, those that come first before those that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from attrs import evolve, frozen

from grassroots.charter import Form
from grassroots.fields import Privacy, fields_of
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
    rooms = {among: _Room(sets, smallest) for among, sets in by_kind.items()}
    for one in published:
        rooms[one.among].admit([one.members], whatever=True)
    found: dict[N, set[str]] = {}
    for part in (VALUE, LEFT_OUT):
        for name, numbers in figures.items():
            sets = numbers.value if part == VALUE else numbers.left_out
            if VALUE in found.get(name, ()) or not _admitted(rooms, sets):
                found.setdefault(name, set()).add(part)
    return {name: frozenset(parts) for name, parts in found.items()}


def _admitted(rooms: Mapping[Hashable, _Room], sets: Sequence[Counted]) -> bool:
    """Whether all sets of which a figure tells may be told; then they are."""
    together: dict[Hashable, list[frozenset[Hashable]]] = {}
    for one in sets:
        together.setdefault(one.among, []).append(one.members)
    if not all(rooms[among].allows(members) for among, members in together.items()):
        return False
    for among, members in together.items():
        rooms[among].admit(members)
    return True


Vector = dict[int, Fraction]
"""Atom → factor; those that are missing have none."""


class _Room:
    """What is counted among one kind of thing: its atoms, what is told so far, and the sets of few that must not follow from it."""

    def __init__(self, sets: Sequence[Counted], smallest: int) -> None:
        distinct = list(dict.fromkeys(one.members for one in sets))
        lies_in: dict[Hashable, list[int]] = {}
        for at, members in enumerate(distinct):
            for member in members:
                lies_in.setdefault(member, []).append(at)
        atoms: dict[tuple[int, ...], int] = {}
        sizes: list[int] = []
        self._atom: dict[Hashable, int] = {}
        for member, where in lies_in.items():
            atom = atoms.setdefault(tuple(where), len(atoms))
            if atom == len(sizes):
                sizes.append(0)
            sizes[atom] += 1
            self._atom[member] = atom
        self._basis: list[tuple[int, Vector]] = []
        self._secret: list[Vector] = []
        if any(one.personal for one in sets):
            few = _few([self._atoms(members) for members in distinct], sizes, smallest)
            self._secret = [dict.fromkeys(one, Fraction(1)) for one in sorted(few, key=sorted)]

    def _atoms(self, members: frozenset[Hashable]) -> frozenset[int]:
        return frozenset(self._atom[member] for member in members)

    def allows(self, sets: Sequence[frozenset[Hashable]]) -> bool:
        """Whether no set of few follows from these beside all that is told."""
        return self._with(sets) is not None

    def admit(self, sets: Sequence[frozenset[Hashable]], *, whatever: bool = False) -> None:
        """Takes these as told; `whatever`: they are, whatever follows from them, and what follows is no secret any more."""
        taken = self._with(sets, whatever=whatever)
        assert taken is not None
        self._basis, self._secret = taken

    def _with(
        self, sets: Sequence[frozenset[Hashable]], *, whatever: bool = False
    ) -> tuple[list[tuple[int, Vector]], list[Vector]] | None:
        basis, secret = list(self._basis), self._secret
        for members in sets:
            row: Vector = dict.fromkeys(self._atoms(members), Fraction(1))
            for pivot, known in basis:
                row = _without(row, known, pivot)
            if not row:
                continue  # it followed from the others before
            pivot = min(row)
            basis.append((pivot, row))
            left = [_without(one, row, pivot) for one in secret]
            if not whatever and not all(left):
                return None
            secret = [one for one in left if one]
        return basis, secret


def _without(vector: Vector, known: Vector, pivot: int) -> Vector:
    """A vector without its part along another, so that it has nothing at the pivot of that one."""
    if pivot not in vector:
        return vector
    factor = vector[pivot] / known[pivot]
    found = dict(vector)
    for atom, value in known.items():
        rest = found.get(atom, Fraction(0)) - factor * value
        if rest:
            found[atom] = rest
        else:
            found.pop(atom, None)
    return found


def _few(sets: Sequence[frozenset[int]], sizes: Sequence[int], smallest: int) -> set[frozenset[int]]:
    """The sets of few that could be asked for: those that are told of themselves, atoms, what lies in two of the sets, in one and not in another, or in
    one and in none of its parts."""
    small = frozenset(atom for atom, size in enumerate(sizes) if size < smallest)
    found: set[frozenset[int]] = {frozenset((atom,)) for atom in small}
    candidates = set(sets)
    for one, other in combinations(sets, 2):
        candidates |= {part for part in (one & other, one - other, other - one) if part <= small}
    for one in sets:
        parts = [other for other in sets if other < one]
        candidates.add(one.difference(*parts) if parts else one)
    found |= {one for one in candidates if one <= small and sum(sizes[atom] for atom in one) < smallest}
    return found - {frozenset()}
