"""Trying a charter before it is adopted: two charters over one store, figure by figure, record by record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

from attrs import frozen
from markupsafe import escape

from grassroots.charter import Charter, Measure
from grassroots.charter.checking.made import sound_charter
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures import Difference, Figure, compare, evaluate
from grassroots.figures.plain import MOST_ROWS, rows_html
from grassroots.problems import Problem
from grassroots.rules.todo import ToDo
from grassroots.values import Language, Period
from grassroots.workspace.arguments import day_of
from grassroots.workspace.charters import open_calendars, open_charter, with_kinds
from grassroots.workspace.copies import in_memory
from grassroots.workspace.told.telling import Telling

T = TypeVar("T")


@frozen(kw_only=True)
class TriedFigure:
    """A figure that is another one under the other charter, or that rests on other records: what it is called, both values as text, and the records that make
    the difference, each by its name: those that only the other charter counts, those that only the first counts, those that both count otherwise."""

    name: str
    label: str
    was: str
    now: str
    difference: Difference
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@frozen(kw_only=True)
class Comparison:
    """Two charters over the same records on a day, as one reader sees them. Made by `office.compare_charter`.

    Args:
        figures: what is another figure, or rests on other records.
        only_before: the measures that only the first charter has, name → label.
        only_after: those that only the other one has.
        to_dos: what is to be done only under the first charter, and only under the other.
        problems: what is told to be wrong only under the first charter, and only under the other.
        day: the day that both were asked about.
        same: how many figures stay as they are.
    """

    figures: tuple[TriedFigure, ...]
    only_before: Mapping[str, str]
    only_after: Mapping[str, str]
    to_dos: tuple[tuple[ToDo, ...], tuple[ToDo, ...]]
    problems: tuple[tuple[Problem, ...], tuple[Problem, ...]]
    day: date
    same: int

    def __repr__(self) -> str:
        return f"<Comparison {self.day}: {len(self.figures)} figures otherwise, {self.same} the same>"

    def _repr_html_(self) -> str:
        rows = [(one.label, one.was, one.now) for one in self.figures[:MOST_ROWS]]
        return f"<p>{escape(repr(self)[1:-1])}</p>{rows_html(rows)}"

    def __bool__(self) -> bool:
        return bool(self.figures or self.only_before or self.only_after or any(self.to_dos) or any(self.problems))


class Trying(Telling):
    """What another charter would make of the records."""

    def under(self, charter: str | Path | Charter) -> Self:
        """The same office as the same reader would see it under another charter, to try it: nothing can be changed through it, and it needs no closing.
        What is closed to the reader, and to whom a post gives rights, the office's own charter says; measures of the other count by nothing that is closed.

        Raises:
            CharterInvalid: the charter cannot be used; `problems` says why.
        """
        rules = sound_charter(with_kinds(charter)) if isinstance(charter, Charter) else open_charter(charter, self.plugins)
        held = self._held.tried_under(rules, open_calendars(rules, self.plugins))
        return type(self)(held, held.view(self.view.actor, self.view.scope, self.view.purpose), whole=False)

    def what_if(self) -> Self:
        """A copy of the office in memory, as the same reader sees it, to try what would be: whatever they may change may be changed there and asked about.
        Nothing of it is stored, nothing is sent, and what was kept beside the store is not learned from it.

        Raises:
            InvalidArgument: the store is none that can be copied.
        """
        self._open()
        held = self._held.tried_on(in_memory(self._held.gate, self.plugins))
        return type(self)(held, held.view(self.view.actor, self.view.scope, self.view.purpose))

    def compare_charter(
        self,
        charter: str | Path | Charter,
        as_of: date | str,
        *,
        period: Period | None = None,
        scope: str | None = None,
        language: Language = "en",
    ) -> Comparison:
        """What would be otherwise under another charter, within this reader's rights: figures with the records that make the difference, what is to be
        done, what is wrong. Nothing is changed.

        Args:
            charter: the name of a charter, the path of a folder of TOML files, or a charter made in Python.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: for flows, the days that count; without one, the calendar year of `as_of`.
            scope: a unit and all under it; without one, all that is in view.
            language: of the labels.

        Raises:
            CharterInvalid: the charter cannot be used; `problems` says why.
            NotFound: no such unit.
        """
        day, other = day_of(as_of), self.under(charter)
        mine, theirs = self.charter.measures, other.charter.measures
        both = [name for name in theirs if name in mine]
        judged = not self.snapshot(day).closed
        # A charter that is tried counts by nothing that is closed: then neither does the one that it is compared with.
        first = self if judged else self.under(self.charter)
        was, now = (one._figures(both, day, period, scope) for one in (first, other))
        figures = tuple(self._moved(was[name], now[name], day, language) for name in both if name in was and name in now)
        found = tuple(one for one in figures if one.difference or one.was != one.now)
        to_dos = [one.todo(day, unit=scope).to_dos if judged else () for one in (self, other)]
        problems = [one.check(day) if judged else () for one in (self, other)]
        return Comparison(
            figures=found,
            only_before=_labels(mine, theirs, language),
            only_after=_labels(theirs, mine, language),
            to_dos=(_without(to_dos[0], to_dos[1]), _without(to_dos[1], to_dos[0])),
            problems=(_without(problems[0], problems[1]), _without(problems[1], problems[0])),
            day=day,
            same=len(figures) - len(found),
        )

    def _figures(self, names: Iterable[str], day: date, period: Period | None, scope: str | None) -> Mapping[str, Figure]:
        """The figures of a day; within a unit without those of records that belong to no unit."""
        found: dict[str, Figure] = {}
        within, days = self._scope(scope), period or Period.year(day.year)
        for name in names:
            with suppress(InvalidArgument):
                found |= evaluate([name], self.snapshot(day), scope=within, period=days, ask=self.ask)
        return found

    def _moved(self, was: Figure, now: Figure, day: date, language: Language) -> TriedFigure:
        try:
            difference = compare(was, now)
        except Refused:
            difference = Difference(name=now.name, before=was.value, after=now.value, gained=(), lost=(), moved=())

        names = self.names(day)

        def named(keys: Iterable[tuple[str, str]]) -> Iterator[str]:
            for noun, id in keys:
                name = names.called(noun, id, language, reveal=True)
                yield f"{noun}:{id}" + (f" {name}" if name != id else "")

        return TriedFigure(
            name=now.name,
            label=now.measure.labels.get(language) or now.name,
            was=was.text(),
            now=now.text(),
            difference=difference,
            gained=tuple(named(key for key, _ in difference.gained)),
            lost=tuple(named(key for key, _ in difference.lost)),
            moved=tuple(named(key for key, _, _ in difference.moved)),
        )


def _labels(some: Mapping[str, Measure], others: Mapping[str, Measure], language: Language) -> Mapping[str, str]:
    return {name: one.labels.get(language) or name for name, one in some.items() if name not in others}


def _without(some: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    """Those that are not among the others, also where what they are made of has no hash."""
    known = {repr(one) for one in others}
    return tuple(one for one in some if repr(one) not in known)
