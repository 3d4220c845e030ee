"""A filled outline: what a report consists of, before it is told in any language. What is done with it stands in `report`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from grassroots.charter import Charter, Labels, Outline
from grassroots.errors import NotFound
from grassroots.figures.figure import Evidence, Figure, Key, Tree
from grassroots.model import Unit
from grassroots.problems import nearest
from grassroots.values import Period, UnitId

PROFILES = ("public", "internal", "named")
"""What of the records a document shows: nothing; their ids; their ids and names (which must be asked for)."""


@frozen
class Heading:
    """What a row, a column or a bar stands for: a `measure`, a `unit`, a `month` (its first day), a `word` of the split at `path`, the
    `total` of the others, or the `value` itself."""

    kind: str
    value: str = ""
    path: str = ""


@frozen(kw_only=True)
class Slot:
    """A place in a sentence: the placeholder as the outline has it, the figure that fills it, and which part of it is told."""

    placeholder: str
    figure: str
    part: str = ""


@frozen(kw_only=True)
class Sentence:
    """A sentence in each language, and what fills its places."""

    text: Labels = field(hash=False)
    slots: tuple[Slot, ...]


@frozen(kw_only=True)
class TableNote:
    """Why a table has no total: a code of `words`, and the measures it is about."""

    code: str
    measures: tuple[str, ...]


@frozen(kw_only=True)
class FigureTable:
    """A table: what the rows and columns stand for, and the name of the figure in each cell (empty: none)."""

    labels: Labels = field(hash=False)
    corner: str
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[TableNote, ...] = ()


@frozen(kw_only=True)
class FigureBars:
    """Bars of one measure: what each stands for, and the name of its figure."""

    labels: Labels = field(hash=False)
    measure: str
    bars: tuple[tuple[Heading, str], ...]


FilledBlock = Sentence | FigureTable | FigureBars


@frozen(kw_only=True)
class FilledSection:
    """A section with its figures."""

    labels: Labels = field(hash=False)
    blocks: tuple[FilledBlock, ...]


@frozen(kw_only=True, repr=False)
class Filled:
    """An outline filled with figures, as of a day and as known at a head. The same question gives the same report for ever.

    `figures` holds every figure that the report shows, by its name: `opinions`, `opinions.solved`; those of a table have the unit and
    the month behind: `opinions@branch-7`, `opinions@2014-03`. `profile`: `public` (no record ids, and figures have no evidence to
    give), `internal` (ids), `named` (ids and names). `evidence` has the records of the headline figures, `names` what a `named` report calls them.
    """

    outline: Outline
    charter: Charter
    scope: UnitId | None
    period: Period
    as_of: date
    head: str = ""
    tree: Tree = Tree.NOW
    profile: str = "internal"
    actor: str = ""
    purpose: str = ""
    figures: Mapping[str, Figure] = field(hash=False)
    sections: tuple[FilledSection, ...] = ()
    units: Mapping[UnitId, Unit] = field(factory=dict, hash=False)
    evidence: Mapping[str, Evidence] = field(factory=dict, hash=False)
    names: Mapping[Key, str] = field(factory=dict, hash=False)

    def __repr__(self) -> str:
        where = f"{self.scope}, " if self.scope is not None else ""
        return f"<Report {self.outline.name}: {len(self.figures)} figures, {where}{self.period}, as of {self.as_of}, {self.profile}>"

    def __getitem__(self, name: str) -> Figure:
        """The figure of that name; `-` may stand for `_`.

        Raises:
            NotFound: the report has no such figure; names the nearest.
        """
        found = self.figures.get(name) or self.figures.get(name.replace("-", "_"))
        if found is None:
            known = ", ".join(nearest(name, self.figures)) or "none"
            raise NotFound(f"the report {self.outline.name!r} has no figure {name!r}; it has {known}")
        return found
