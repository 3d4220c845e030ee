"""Faults planted in records: sound records under a rule, and records that contradict it, to see whether a check of the office tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter import Charter
from grassroots.model import Record, key_of
from grassroots.problems import Problem
from grassroots.rules.findings import problems_by_rules
from grassroots.snapshot import Snapshot


@frozen(kw_only=True)
class Plot:
    """Sound records for one kind of rule, and what of them can be made wrong.

    `day`: the day on which the office looks. `faults`: what is wrong → the records that are put beside the others, in the place of those with their key, or
    the keys (noun, id) of those that are missing. `open`: what waits for people to decide it, given in the same way. `beside`: the other kinds whose rules
    hold as well.
    """

    day: date
    records: tuple[Record, ...]
    faults: Mapping[str, tuple[Record | tuple[str, str], ...]] = field(hash=False)
    open: Mapping[str, tuple[Record | tuple[str, str], ...]] = field(factory=dict, hash=False)
    beside: tuple[str, ...] = ()

    @property
    def offices(self) -> Iterator[tuple[Record, ...]]:
        """The sound records, those with each fault, and those of which something is open."""
        yield self.records
        yield from map(self.with_fault, (*self.faults, *self.open))

    def with_fault(self, name: str) -> tuple[Record, ...]:
        """The records with one fault planted, or with something left open."""
        changed = {key_of(one): one for one in self.records}
        for one in self.faults.get(name) or self.open[name]:
            if isinstance(one, tuple):
                changed.pop(one)
            else:
                changed[key_of(one)] = one
        return tuple(changed.values())


@frozen(kw_only=True)
class Told:
    """What a check told of a plot: `alarms` on the sound records, and which faults it said nothing of."""

    kind: str
    planted: int
    unseen: tuple[str, ...]
    alarms: tuple[Problem, ...]

    @property
    def found(self) -> int:
        """How many of the faults were told."""
        return self.planted - len(self.unseen)

    @property
    def rate(self) -> Fraction:
        """The share of the faults that were told; the whole where there are none."""
        return Fraction(self.found, self.planted) if self.planted else Fraction(1)


def told_of(plots: Mapping[str, Plot], charter: Charter) -> Iterator[Told]:
    """What a check tells of each plot, under the charter's rules of that kind (and of those beside it) alone."""
    for kind, plot in sorted(plots.items()):
        kinds = {kind, *plot.beside, "calendar"}
        known = evolve(charter, rules={name: rules for name, rules in charter.rules.items() if name in kinds})
        sound = _problems(plot.records, known, plot.day)
        unseen = [name for name in plot.faults if not _problems(plot.with_fault(name), known, plot.day) - sound]
        yield Told(kind=kind, planted=len(plot.faults), unseen=tuple(unseen), alarms=tuple(sound))


def _problems(records: Iterable[Record], charter: Charter, day: date) -> set[Problem]:
    snapshot = Snapshot.of(records, charter, as_of=day)
    return {*snapshot.problems, *problems_by_rules(snapshot)}
