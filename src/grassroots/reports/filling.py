"""The figures of a report in the making: each is kept once, under the name by which the blocks speak of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from attrs import frozen

from grassroots.charter import Measure
from grassroots.charter.length import Length
from grassroots.charter.outline import Block, Section, conditions
from grassroots.charter.sentence import AIMED, HELD, cell_of, place_of
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures.evaluate import Ask, Evaluator, full_name
from grassroots.figures.figure import Evidence, Figure, Question, Tree
from grassroots.figures.grid import FigureGrid, evaluate_grid
from grassroots.figures.published import Told, publisher
from grassroots.model import NOUNS, Area, Target
from grassroots.problems import nearest
from grassroots.snapshot import Snapshot
from grassroots.values import FOREVER, Period, UnitId


class Filling:
    """What blocks ask for the figures that fill them. `figures` holds those that were asked for, by name."""

    def __init__(
        self, name: str, snapshot: Snapshot, scope: UnitId | None, period: Period, profile: str, tree: Tree, ask: Ask | None
    ) -> None:
        self.name, self.snapshot, self.scope, self.period = name, snapshot, scope, period
        self.profile, self.tree, self.ask = profile, tree, ask
        self.charter = snapshot.charter
        self.evaluator = snapshot.kept("evaluator", Evaluator)
        self.figures: dict[str, Figure] = {}
        self.told: Told | None = None
        """What is hidden of the figures that may be published at all; None: nothing of any."""
        self.asked: set[str] = set()
        """The names of the figures that the block at hand asked for."""
        self.aimed: set[str] = set()
        """The names of the figures that the block at hand holds against a target that is set."""
        self.used: set[str] = set()
        """The names of those that blocks which stand in the report asked for, and of the headline."""

    def keep(self, figure: Figure) -> str:
        """Keeps a figure under its name in the report, and gives the name."""
        question = figure.question
        place = f"@{question.scope}" if question.scope != self.scope else ""
        if question.without:
            place += "@rest"
        if question.period != self.period:
            place += f"@{question.period.start.isoformat()[:7]}"
        name = figure.name + place
        if self.taken(name, question):
            # Two splits have a value in common, or a unit is called "rest": a name means one figure.
            name = full_name(question) + place
            while self.taken(name, question):
                name += "~"
        if name not in self.figures:
            self.figures[name] = figure if self.told is None else publisher(self.evaluator, self.told)(figure)
        self.asked.add(name)
        return name

    def taken(self, name: str, question: Question) -> bool:
        """Whether the name is that of another figure."""
        return name in self.figures and self.figures[name].question != question

    def whole(self, measure: Measure, cell: tuple[tuple[str, str], ...] = (), period: Period | None = None) -> str:
        """The figure of a measure for the whole scope, and the whole period or another."""
        question = self.evaluator.question(measure, scope=self.scope, period=period or self.period, tree=self.tree, cell=cell)
        return self.keep(self.evaluator.figure(question, self.ask))

    def fill(self, place: str) -> tuple[str, str]:
        """The figure that a place of a sentence names (`opinions.solved.percent0`), and the part of it."""
        slot = self.slot(place)
        return slot.figure, slot.part

    def slot(self, place: str) -> Slot:
        """What fills a place of a sentence."""
        named = place_of(place)
        measure = self.charter.measure(named.measure)
        cell = cell_of(self.charter, measure, named.cell) if named.cell else None
        if not named.sound or (named.cell and cell is None):
            known = [one[0][1] for one in self.evaluator.cells(measure)]
            raise InvalidArgument(
                f"no figure fills {{{place}}} in the report {self.name!r}; "
                f"{measure.name!r} has {', '.join(nearest(named.cell, known)) or 'no parts'}"
            )
        cells = (cell,) if cell else ()
        figure = self.whole(measure, cells, earlier(self.period, self.snapshot.as_of) if named.before else None)
        before = self.whole(measure, cells, earlier(self.period, self.snapshot.as_of)) if named.part == "compared" else ""
        target = self.target(".".join(filter(None, (named.measure, named.cell)))) if named.part in AIMED else None
        if target is not None:
            self.aimed.add(figure)
        held = bool(before) and self.figures[before].value is not None
        return Slot(
            placeholder=named.figure,
            figure=figure,
            part=named.part,
            before=before if held else "",
            aim=target.value.value if target is not None and target.value is not None else None,
            until=target.end - timedelta(days=1) if target is not None and target.end is not None else None,
        )

    def shapes(self, kind: str, unit: str) -> tuple[str, ...]:
        """The shapes of the areas of a kind that a unit serves on the day, each a GeoJSON geometry as text; those drawn on no map are left out."""
        areas = [area for area in self.snapshot.all(Area).values() if area.unit == unit and area.kind == kind and area.geometry]
        return tuple(area.geometry or "" for area in areas if self.snapshot.counts_on(area, self.snapshot.as_of))

    def evidence(self, measure: Measure) -> Evidence | None:
        """The records behind the figure of a measure for the whole scope and period; None where they are not told."""
        question = self.evaluator.question(measure, scope=self.scope, period=self.period, tree=self.tree)
        try:
            return self.evaluator.figure(question, self.ask).records()
        except Refused:
            return None

    def aim(self, measure: str, unit: UnitId | None = None) -> Decimal | None:
        """The value that a unit (without one, the office) has set itself to reach in the period."""
        target = self.target(measure, unit)
        return target.value.value if target is not None and target.value is not None else None

    def target(self, measure: str, unit: UnitId | None = None) -> Target | None:
        """What a unit (without one, the office) has set itself to reach in the period; of several, the last one set."""
        office = unit or self.office
        last = min(self.period.last, self.snapshot.as_of)
        found = [
            one
            for one in self.snapshot.all(Target).values()
            if one.measure == measure
            and one.unit == office
            and one.start <= last
            and (one.end is None or one.end > self.period.start)
        ]
        return max(found, key=lambda one: (one.start, one.id), default=None)

    @property
    def office(self) -> UnitId | None:
        """The unit whose report it is: the scope, or the one unit above all others."""
        highest = tuple(self.snapshot.tree_on().children(None))
        return self.scope or (highest[0] if len(highest) == 1 else None)

    def shown(self, name: str) -> bool:
        """Whether a figure has its place in the report: what it counts is on record (`Figure.recorded`), and there ever was any of it, in whatever period: a
        paper has no sentence on what an office never did, but for what it has set itself to reach. Before anything but units is recorded, nobody can tell
        what that will be."""
        if not self.begun or name in self.aimed:
            return True
        figure = self.figures[name]
        return figure.recorded and self._ever(figure.measure, figure.question)

    def tells(self, name: str) -> bool:
        """Whether a figure tells of anything that there was, or may have been (what is hidden may), or that there was to be."""
        figure = self.figures[name]
        return bool(figure.value or figure.denominator or figure.left_out or figure.hidden) or name in self.aimed

    def report(self) -> dict[str, Figure]:
        """The figures of the report: those that it shows, and, of what falls away in it, those of the whole scope and period that are on record: that there
        was none stands in the proof."""
        return {name: one for name, one in self.figures.items() if name in self.used or (one.recorded and self._of_all(one))}

    def _of_all(self, figure: Figure) -> bool:
        question = figure.question
        return question.scope == self.scope and question.period == self.period and not question.without

    @cached_property
    def begun(self) -> bool:
        """Whether anything but units is recorded."""
        return any(self.snapshot.all(noun) for noun in NOUNS if noun != "unit")

    def _ever(self, measure: Measure, question: Question) -> bool:
        if self.evaluator.withheld(measure):
            return True
        if measure.made_of:
            return any(self._ever(self.charter.measure(one), question) for one in measure.made_of)
        return self.evaluator.ever(measure, question)

    def holds(self, part: Block | Section) -> bool:
        """Whether a block or a section belongs into this report."""
        when, unless = ([self._some(one) for one in conditions(named)] for named in (part.when, part.unless))
        return (not when or any(when)) and not any(unless)

    def _some(self, place: str) -> bool:
        slot = self.slot(place)
        if slot.part == "compared":  # of none there was and none there is, nothing is to be told
            return bool(slot.before and (self.figures[slot.before].value or self.figures[slot.figure].value))
        if slot.part in HELD:
            return bool(slot.until) if slot.part == "horizon" else slot.aim is not None
        return self.figures[slot.figure].text(slot.part).removesuffix(" %") not in ("—", "0", "0.0")

    def grid(self, measures: list[Measure], down: str, across: str = "measure", units: tuple[str, ...] = ()) -> FigureGrid:
        """Figures of measures in rows and columns."""
        return evaluate_grid(
            measures,
            self.snapshot,
            scope=self.scope,
            period=self.period,
            down=down,
            across=across,
            units=units,
            tree=self.tree,
            ask=self.ask,
            evaluator=self.evaluator,
        )


@frozen(kw_only=True)
class Slot:
    """A place in a sentence: what the outline names there, the figure that fills it, and which part of it is said; where it is held against the period before,
    that figure (empty: it has no value), and where against a target, what is to be reached and by which day."""

    placeholder: str
    figure: str
    part: str = ""
    before: str = ""
    aim: Decimal | None = None
    until: date | None = None


def earlier(period: Period, as_of: date) -> Period:
    """The period before, as far as this one has come: the same days of the year, the quarter or the month before.

    >>> str(earlier(Period.year(2014), date(2014, 6, 30))), str(earlier(Period.month(2014, 3), date(2014, 3, 31)))
    ('2013-01-01 to 2013-06-30', '2014-02-01 to 2014-02-28')
    """
    months = len(list(period.months())) if period.end != FOREVER else 12
    start, end = months_back(period.start, months), months_back(period.end, months)
    cut = as_of + timedelta(days=1)
    return Period(start, min(end, max(months_back(cut, months), start)) if cut < period.end else end)


def months_back(day: date, months: int) -> date:
    """The same day so many months before; of a shorter month, the last."""
    return Length(months=1).after(day, -months)
