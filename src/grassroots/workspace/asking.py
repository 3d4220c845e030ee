"""Asking: records, figures, reports, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from grassroots.access.scope import LAST_DAY
from grassroots.charter import Measure, Outline
from grassroots.errors import InvalidArgument, NotFound, refused
from grassroots.fields import Privacy
from grassroots.figures import Cube, Evaluator, Evidence, Figure, Question, Tree, evaluate, evaluate_cube, evaluate_grid
from grassroots.figures.forms import FORMS
from grassroots.figures.grid import begun
from grassroots.figures.publishing import SMALLEST, Numbers, numbers_of
from grassroots.figures.value import V
from grassroots.ledgers.cells import fold
from grassroots.model import Noun, Tally, Unit, by_name, noun_name
from grassroots.problems import Problem, meant, nearest, one_of
from grassroots.reading import At
from grassroots.rules.time.calendars import CalendarRule
from grassroots.snapshot import Snapshot
from grassroots.store import Head, Logged
from grassroots.values import Period, UnitId
from grassroots.workspace.arguments import day_of
from grassroots.workspace.opened import Opened

if TYPE_CHECKING:
    from grassroots.figures.published import Told
    from grassroots.reports import FigureTable, Report
    from grassroots.workspace.earlier import Published


MANY = 100_000
"""From so many changes on, an office is told that an engine would count faster."""


class Asking(Opened):
    """What is read of the records in view."""

    @property
    def head(self) -> Head:
        """Where the log of the store stands."""
        self._open()
        return self.view.head()

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What whoever opened this should know: that the store was made with another charter, that nobody brought a calendar of it, or
        what would count so many records faster."""
        from grassroots.access.standing import LOAD

        self._open()
        missing = tuple(
            Problem("no-calendar", value=rule.address, details={"name": rule.known_as})
            for rule in self.charter.rules_of(CalendarRule)
            if rule.address not in self.view.calendars
        )
        if self.view.engine is None and self.head.seq >= MANY:
            missing += (Problem("engine-would-help", details={"count": self.head.seq}),)
        first = self.view._first_batch()
        made_with = first.removeprefix(LOAD).partition("@")[0] if first.startswith(LOAD) else ""
        if not made_with or made_with == self.charter.id:
            return missing
        return (Problem("another-charter", value=self.charter.id, details={"made_with": made_with}), *missing)

    def snapshot(self, as_of: date | str, known_at: int | None = None) -> Snapshot:
        """All records in view as of a day, as known at a head (the latest without one)."""
        self._open()
        return self.view.snapshot(day_of(as_of), known_at)

    @by_name.one
    def get(self, noun: type[Noun] | str, id: str) -> Any:
        """One record; `noun` is its class (`Case`) or its name: by both, type checkers know what comes back.

        Raises:
            NotFound: there is none in view.
        """
        self._open()
        return self.view.get(noun_name(noun) if isinstance(noun, type) else noun, id)

    def history(self, noun: str, id: str) -> tuple[Logged, ...]:
        """What happened to a record, the first change first: who, why, from which row."""
        self._open()
        return self.view.history(noun, id)

    def unit(self, text: str, day: date | str = LAST_DAY) -> str:
        """The id of the unit of that id or name; of several of a name, the one that stands on the day.

        Raises:
            NotFound: there is none in view, or several; names the nearest.
        """
        snapshot = self.snapshot(day_of(day))
        units, wanted = snapshot.all(Unit), fold(text)
        named = {id: {fold(unit.name or id), *(fold(one.text) for one in unit.names)} for id, unit in units.items()}
        for hits in ([id for id in units if fold(id) == wanted], [id for id, names in named.items() if wanted in names]):
            standing = [id for id in hits if UnitId(id) in snapshot.tree_on()] or hits
            if len(standing) == 1:
                return standing[0]
            if hits:
                raise NotFound.of(Problem("unit-of-several", value=text, details={"known": tuple(standing)}))
        near = nearest(text, [unit.name or id for id, unit in units.items()])
        raise NotFound.of(Problem("no-such-unit", value=text, details={"near": near}))

    def figure(
        self,
        measure: str | Measure,
        as_of: date | str,
        *,
        period: Period | None = None,
        scope: str | None = None,
        known_at: int | None = None,
        tree: Tree = Tree.NOW,
        kind: type[V] | None = None,
        profile: str = "internal",
        smallest: int = SMALLEST,
        after: Iterable[Published] = (),
    ) -> Figure[V]:
        """One figure.

        Args:
            measure: the name of a measure of the charter (`-` may stand for `_`), with a dot and a value for a part of a split one
                (`opinions.solved`), or a measure made in Python.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: for a flow, the days that count; without one, the calendar year of `as_of`.
            scope: a unit and all under it; without one, all that is in view.
            known_at: the number of the last change that was known; without one, the latest.
            tree: which tree a record rolls up in.
            kind: what its value is, for type checkers: `int` of what is counted, `Fraction` of a share, `Decimal` of a sum, `Spread`. A charter is data, so
                that none of them can know it; one that is said is held against the form of the measure.
            profile: `internal`, or `public`: of fewer than `smallest` persons, or things that tell of persons, nothing is told, nor what such could be worked
                out from, and nothing leads to records.
            smallest: see `profile`.
            after: what was published before (reports or their JSON files, tables, cubes, figures): nothing is told that follows from it with this either.

        Raises:
            NotFound: no such measure or unit.
            InvalidArgument: the values of the measure are of another kind.
        """
        day = day_of(as_of)
        snapshot = self.snapshot(day, known_at)
        name = measure if isinstance(measure, str) else measure.name
        if isinstance(measure, str):
            asked, dot, cell = name.partition(".")
            name = f"{self.charter.measure(asked).name}{dot}{cell}"
        wanted = name.split(".")[0] if isinstance(measure, str) else measure
        figures = evaluate(
            [wanted],
            snapshot,
            scope=self._scope(scope),
            period=period or Period.year(day.year),
            tree=tree,
            ask=self.ask,
        )
        if name not in figures:
            raise NotFound.of(Problem("no-such-figure", value=name, details={"near": nearest(name, figures)}))
        found = figures[name]
        if kind is not None and kind is not (gives := FORMS[found.measure.form].gives):
            raise InvalidArgument(
                f"kind={kind.__name__}: the values of {name!r} are of another kind; write kind={gives.__name__}"
            )
        told = self._told(profile, [found.question], snapshot, smallest, after)
        return cast("Figure[V]", found if told is None else told[1](found))

    def table(
        self,
        measures: str | Measure | Iterable[str | Measure],
        as_of: date | str,
        *,
        down: str = "unit",
        across: str = "measure",
        period: Period | None = None,
        scope: str | None = None,
        kinds: Sequence[str] = (),
        known_at: int | None = None,
        tree: Tree = Tree.NOW,
        profile: str = "internal",
        smallest: int = SMALLEST,
        after: Iterable[Published] = (),
    ) -> FigureTable:
        """Figures down and across, as a table that goes on as data; each leads to its records.

        Args:
            measures: one or several; of several, a grid each, unless `measure` runs down or across.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            down: what runs down: `unit`, `month`, `measure`, or the path by which the measure is split (`outcome`).
            across: what runs across, likewise.
            period: the days that count; without one, the calendar year of `as_of`.
            scope: a unit and all under it; without one, all that is in view.
            kinds: of `unit`, the kinds of unit that are shown; without any, the units right under the scope.
            known_at: the number of the last change that was known; without one, the latest.
            tree: which tree a record rolls up in.
            profile: `internal`, or `public`: of fewer than `smallest` persons, or things that tell of persons, nothing is told, nor what such could be worked
                out from, and nothing leads to records.
            smallest: see `profile`.
            after: what was published before (reports or their JSON files, tables, cubes, figures): nothing is told that follows from it with this either.

        Raises:
            NotFound: no such measure or unit.
            InvalidArgument: no such way or kind of unit, or both ways are the same.
        """
        from grassroots.reports import FigureTable

        day = day_of(as_of)
        named = self.charter.words.get("unit", {})
        kinds = [meant(kind, named, "no-such-unit-kind", error=InvalidArgument, charter=self.charter.id) for kind in kinds]
        snapshot, whole = self.snapshot(day, known_at), self._scope(scope)
        given = [measures] if isinstance(measures, str | Measure) else list(measures)
        listed = [self.charter.measure(one) if isinstance(one, str) else one for one in given]
        together = [listed] if "measure" in (down, across) else [[one] for one in listed]
        grids = tuple(
            evaluate_grid(
                some, snapshot, scope=whole, period=period or Period.year(day.year), down=down, across=across, units=tuple(kinds),
                tree=tree, ask=self.ask,
            )
            for some in together
        )  # fmt: skip
        units = {UnitId(id): unit for id, unit in snapshot.all(Unit).items()}
        made = FigureTable(grids=grids, charter=self.charter, units=units)
        listed_first = sorted(made.placed, key=lambda one: not one.total)
        told = self._told(profile, [one.figure.question for one in listed_first], snapshot, smallest, after)
        return made if told is None else made.published(told[1])

    def cube(
        self,
        measures: str | Measure | Iterable[str | Measure],
        as_of: date | str,
        *,
        periods: Iterable[Period] | None = None,
        scope: str | None = None,
        known_at: int | None = None,
        tree: Tree = Tree.NOW,
        profile: str = "internal",
        smallest: int = SMALLEST,
        after: Iterable[Published] = (),
    ) -> Cube:
        """Figures of every unit in several periods at once, as plain numbers; each still leads to its records.

        Args:
            measures: names of measures of the charter, or measures made in Python; a split one gives its parts, too.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            periods: the days that count, each for itself; without them, the months of the year of `as_of` that have begun.
            scope: a unit, for it and all under it; without one, all units in view.
            known_at: the number of the last change that was known; without one, the latest.
            tree: which tree a record rolls up in.
            profile: `internal`, or `public`: of fewer than `smallest` persons, or things that tell of persons, nothing is told, nor what such could be worked
                out from, and nothing leads to records.
            smallest: see `profile`.
            after: what was published before (reports or their JSON files, tables, cubes, figures): nothing is told that follows from it with this either.

        Raises:
            NotFound: no such measure or unit.
            InvalidArgument: a measure counts what belongs to no unit.
        """
        day = day_of(as_of)
        asked = tuple(periods) if periods is not None else begun(Period.year(day.year), day)
        found = self.snapshot(day, known_at)
        listed = [measures] if isinstance(measures, str | Measure) else measures
        made = evaluate_cube(listed, found, periods=asked, scope=self._scope(scope), tree=tree, ask=self.ask)
        told = self._told(profile, (question for _, question in made.questions()), found, smallest, after)
        return made if told is None else made.published(*told)

    def _told(
        self, profile: str, asked: Iterable[Question], snapshot: Snapshot, smallest: int, after: Iterable[Published]
    ) -> tuple[Told, Callable[[Figure], Figure]] | None:
        """What is hidden of figures that are to be published, and what makes them so; None where they are not."""
        from grassroots.figures.published import may_be_told, publisher

        before = [one for earlier in after for one in self._told_by(earlier)]
        if smallest < 1:
            raise InvalidArgument(f"smallest={smallest}: give 1 or more")
        if one_of(profile, ("internal", "public"), "profile") == "internal":
            return None
        evaluator = snapshot.kept("evaluator", Evaluator)
        told = may_be_told(evaluator, asked, before, smallest)
        return told, publisher(evaluator, told)

    def ask(self, question: Question) -> Evidence:
        """The records behind the answer to a question, read again through this reader's rights."""
        self._open()
        snapshot = self.view.snapshot(question.as_of, question.known_at)
        return snapshot.kept("evaluator", Evaluator).evidence(question)

    def report(
        self,
        outline: str | Outline,
        as_of: date | str,
        *,
        period: Period | None = None,
        scope: str | None = None,
        known_at: int | None = None,
        profile: str = "internal",
        tree: Tree = Tree.NOW,
        smallest: int = SMALLEST,
        after: Iterable[Published] = (),
    ) -> Report:
        """Fills an outline with figures.

        Args:
            outline: the name of one of the charter's outlines, or an outline made in Python.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: the days that the report is about; without one, the year, quarter or month of the outline in which `as_of` lies.
            scope: a unit and all under it; without one, all that is in view.
            known_at: the number of the last change that was known; without one, the latest.
            profile: `internal` (record ids behind the headline figures), `public` (none, and the figures give no evidence), `named`
                (ids and names, for whoever may read personal fields).
            tree: which tree a record rolls up in.
            smallest: of fewer persons, or things that tell of persons, a public report tells nothing, nor what such could be worked out from.
            after: what was published before (reports or their JSON files, tables, cubes, figures): nothing is told that follows from it with this either.

        Raises:
            NotFound: no such outline or unit.
            InvalidArgument: a file is no report of this charter that was published.
            Refused: names were asked for, and the purpose does not open personal fields.
        """
        from grassroots.reports import make_report

        if profile == "named" and Privacy.PERSONAL not in self.view.purpose.opens:
            raise refused(Problem("no-names-for", value=self.view.purpose.name))
        return make_report(
            outline,
            self.snapshot(as_of, known_at),
            scope=self._scope(scope),
            period=period,
            profile=profile,
            tree=tree,
            ask=self.ask,
            actor=self.view.actor.name,
            purpose=self.view.purpose.name,
            smallest=smallest,
            before=[one for earlier in after for one in self._told_by(earlier)],
        )

    def _told_by(self, earlier: Published) -> Iterator[Numbers]:
        """The sets of which a report tells that was published, as known when it was made."""
        from grassroots.workspace.earlier import questions_of

        for question in questions_of(earlier, self.charter):
            snapshot = self.view.snapshot(question.as_of, question.known_at)
            yield numbers_of(snapshot.kept("evaluator", Evaluator), question)

    def check(self, as_of: date | str) -> tuple[Problem, ...]:
        """All that is wrong with the records in view, also by the rules of the charter on the day: clocks, steps that are out of order or overdue, arrears, moves
        without approval, terms that are over, votes that cannot be. For whoever sees everything also with the judgements that were recorded (no name under
        them, a quota that is exceeded), and the rows that wait for mending."""
        from grassroots.rules.findings import problems_by_rules
        from grassroots.workspace.intake import waiting_rows

        snapshot = self._view_checked(day_of(as_of))
        found = (*snapshot.problems, *problems_by_rules(snapshot))
        return (*found, *waiting_rows(self.view.waiting()))

    def conflicts(self, as_of: date | str, *, period: Period | None = None) -> tuple[Problem, ...]:
        """The totals that somebody brought (tallies that name the measure that counts the same) and that the records in view contradict. Both stand:
        neither is corrected.

        Args:
            as_of: the last day that counts, a date or `YYYY-MM-DD`; later totals are left out.
            period: for flows, the days that count; without one, the calendar year of `as_of`.
        """
        from grassroots.rules.programmes.tallies import conflicts

        day = day_of(as_of)
        snapshot = self._for_rules(day)
        asked: dict[UnitId, set[str]] = {}
        for tally in snapshot.all(Tally).values():
            if tally.measure and tally.measure.split(".")[0] in self.charter.measures:
                asked.setdefault(tally.unit, set()).add(tally.measure)
        counted: dict[tuple[UnitId, str], Fraction | Decimal | int | None] = {}
        for unit, names in asked.items():
            wanted = sorted({name.split(".")[0] for name in names})
            figures = evaluate(wanted, snapshot, scope=unit, period=period or Period.year(day.year))
            for name in names & figures.keys():
                value = figures[name].value
                counted[unit, name] = value if isinstance(value, (int, Decimal, Fraction)) else None
        return conflicts(At.of(snapshot, day), counted)

    def verify(self) -> tuple[Problem, ...]:
        """Checks the log of the store against its chain, and the state against the log; what is wrong. Whoever does not see everything is told
        only that something is."""
        self._open()
        return self.view.verify()

    def _view_checked(self, as_of: date) -> Snapshot:
        return self._for_rules(as_of, check=True)

    def _for_rules(self, as_of: date | str, *, check: bool = False) -> Snapshot:
        """The records that rules judge; refused where the purpose closes what they read: of a part, they would say what is false."""
        self._open()
        snapshot = self.view.snapshot(day_of(as_of), check=check)
        if snapshot.closed:
            problem = Problem("rules-closed", value=self.view.purpose.name)
            raise refused(problem)
        return snapshot
