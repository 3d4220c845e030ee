"""A report: an outline filled with figures. One report feeds every format and every language, and compares with another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from grassroots.charter import Charter, Outline
from grassroots.errors import NotFound
from grassroots.figures.figure import Evidence, Figure, Key
from grassroots.model import Unit
from grassroots.problems import nearest
from grassroots.reports.rendered import Rendered
from grassroots.values import Period, UnitId


@frozen(kw_only=True)
class Report:
    """An outline filled with figures, as of a day and as known at a head."""

    outline: Outline
    charter: Charter
    scope: UnitId | None
    period: Period
    as_of: date
    head: str = ""
    profile: str = "internal"
    figures: Mapping[str, Figure] = field(hash=False)
    units: Mapping[UnitId, Unit] = field(factory=dict, hash=False)
    evidence: Mapping[str, Evidence] = field(factory=dict, hash=False)
    names: Mapping[Key, str] = field(factory=dict, hash=False)

    def __getitem__(self, name: str) -> Figure:
        found = self.figures.get(name) or self.figures.get(name.replace("-", "_"))
        if found is None:
            raise NotFound(f"the report {self.outline.name!r} has no figure {name!r}; it has {', '.join(nearest(name, self.figures))}")
        return found

    def render(self, language: str = "en") -> Rendered:
        """The report in one language."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The report as the contract for machines."""
        raise NotImplementedError
