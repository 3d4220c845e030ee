"""The figures of a report in the making: each is kept once, under the name by which the blocks speak of it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from grassroots.charter import Measure
from grassroots.charter.paths import leaves
from grassroots.charter.sentence import cell_of, place_of
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures.evaluate import Ask, Evaluator, full_name
from grassroots.figures.figure import Figure, Question, Tree
from grassroots.figures.grid import FigureGrid, evaluate_grid
from grassroots.problems import nearest
from grassroots.snapshot import Snapshot
from grassroots.texts import OWN
from grassroots.values import Period, UnitId


class Filling:
    """What blocks ask for the figures that fill them. `figures` holds those that were asked for, by name."""

    def __init__(
        self, name: str, snapshot: Snapshot, scope: UnitId | None, period: Period, profile: str, tree: Tree, ask: Ask | None
    ) -> None:
        self.name, self.snapshot, self.scope, self.period = name, snapshot, scope, period
        self.profile, self.tree, self.ask = profile, tree, ask
        self.charter = snapshot.charter
        self.evaluator = Evaluator(snapshot)
        self.figures: dict[str, Figure] = {}

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
            self.figures[name] = self.published(figure) if self.profile == "public" else figure
        return name

    def taken(self, name: str, question: Question) -> bool:
        """Whether the name is that of another figure."""
        return name in self.figures and self.figures[name].question != question

    def published(self, figure: Figure) -> Figure:
        """The figure with its explanation, and with no way to its records.

        Raises:
            Refused: it tells of a part by the id of a record that is no unit.
        """
        for path, _ in figure.question.cell:
            named = {noun for leaf in leaves(self.charter, figure.measure.noun, path) for noun in leaf.refs}
            if named - {"unit"}:
                raise Refused(
                    f"{figure.measure.name!r} is split by {path!r}, which tells records by their ids: not for the public"
                )
        return evolve(
            figure,
            ask=None,
            tell=_Told({language: figure.explain(language).split("\n") for language in {*OWN, *self.charter.languages}}),
        )

    def whole(self, measure: Measure, cell: tuple[tuple[str, str], ...] = ()) -> str:
        """The figure of a measure for the whole scope and period."""
        question = self.evaluator.question(measure, scope=self.scope, period=self.period, tree=self.tree, cell=cell)
        return self.keep(self.evaluator.figure(question, self.ask))

    def fill(self, place: str) -> tuple[str, str]:
        """The figure that a place of a sentence names (`opinions.solved.percent0`), and the part of it."""
        named = place_of(place)
        measure = self.charter.measure(named.measure)
        cell = cell_of(self.charter, measure, named.cell) if named.cell else None
        if not named.sound or (named.cell and cell is None):
            known = [one[0][1] for one in self.evaluator.cells(measure, ())]
            raise InvalidArgument(
                f"no figure fills {{{place}}} in the report {self.name!r}; "
                f"{measure.name!r} has {', '.join(nearest(named.cell, known)) or 'no parts'}"
            )
        return self.whole(measure, (cell,) if cell else ()), named.part

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


@frozen
class _Told:
    """The explanation of a published figure, told beforehand: it leads to no record."""

    lines: Mapping[str, list[str]] = field(hash=False)

    def __call__(self, figure: Figure, language: str) -> tuple[str, ...]:
        return tuple(self.lines.get(language, self.lines["en"]))
