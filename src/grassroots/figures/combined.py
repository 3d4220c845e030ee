"""Sets of records, and what follows from the numbers that tell of them: whether a set of few is a combination of those that are told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import combinations

Vector = dict[int, Fraction]
"""Atom → factor; those that are missing have none."""


class Room:
    """What is counted among one kind of thing: its atoms, what is told so far, and the sets of few that must not follow from it."""

    def __init__(self, sets: Sequence[frozenset[Hashable]], smallest: int, *, personal: bool) -> None:
        distinct = list(dict.fromkeys(sets))
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
        if personal:
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
