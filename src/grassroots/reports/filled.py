"""A filled outline: what a report consists of, before it is told in any language. What is done with it stands in `report`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Protocol, get_args

from attrs import field, frozen

from grassroots.charter import Charter, Labels, Outline
from grassroots.errors import NotFound
from grassroots.fields import in_short
from grassroots.figures.figure import Evidence, Figure, Tree
from grassroots.figures.publishing import SMALLEST
from grassroots.figures.value import Key
from grassroots.model import Unit
from grassroots.problems import nearest
from grassroots.reports.rendered import RenderedBlock
from grassroots.values import Language, Period, UnitId

Profile = Literal["public", "internal", "named"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
"""What of the records a document shows: nothing; their ids; their ids and names (which must be asked for)."""


class FilledBlock(Protocol):
    """A block of an outline with its figures. Each kind of block has a file in `blocks`."""

    def render(self, report: Filled, language: Language, /) -> RenderedBlock | tuple[RenderedBlock, ...]:
        """What a document says of it in one language."""
        ...

    def to_dict(self, report: Filled, /) -> Any:
        """The block as the contract for machines has it, in every language: one member, called as the kind is in an outline."""
        ...


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
    give), `internal` (ids), `named` (ids and names). `evidence` has the records of the headline figures, `names` what a `named` report calls them. `office`: the unit whose report
    it is, the scope or the one unit above all others. `smallest`: of fewer persons a public report tells nothing.
    """

    outline: Outline
    charter: Charter
    scope: UnitId | None
    office: UnitId | None = None
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
    smallest: int = SMALLEST

    _repr_pretty_ = in_short

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
