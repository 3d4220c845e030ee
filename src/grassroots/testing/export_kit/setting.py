"""A format under trial, and what it is tried on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from grassroots.access import OFFICE, Actor, Purpose, View
from grassroots.builtin.memory import MemoryStore
from grassroots.errors import NotFound
from grassroots.hooks import Export
from grassroots.leaving import Leaving
from grassroots.model import noun_of
from grassroots.store import Batch, Change
from grassroots.testing.export_kit.sample import DAY, sample_charter, sample_records
from grassroots.testing.laws import demand
from grassroots.workspace.exporting import leaving_of

OpenExport = Callable[[str, Mapping[str, Any]], Export | None]
"""The door: `grassroots_open_export` of the plugin."""


@attrs.define(kw_only=True, slots=False)
class Setting:
    """What the laws are tried on."""

    open: OpenExport
    name: str
    read: Callable[[Path], Iterable[str]]
    options: Mapping[str, Any] = attrs.field(factory=dict)

    @cached_property
    def store(self) -> MemoryStore:
        """The records of the sample, stored."""
        store = MemoryStore()
        store.append(
            Batch(id="all", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in sample_records()))
        )
        return store

    def seen(self, actor: Actor, purpose: Purpose = OFFICE, **more: Any) -> Leaving:
        """What leaves of the sample for one reader."""
        view = View(self.store, sample_charter(), actor, None, purpose)
        return leaving_of(view.snapshot(DAY), purpose=purpose.name, **more)

    def written(self, leaving: Leaving, folder: Path, name: str = "file") -> Path:
        """The file of it."""
        export = self.open(self.name, dict(self.options))
        demand(export is not None, f"nobody exports as {self.name!r}")
        assert export is not None
        target = folder / f"{name}{export.ending}"
        export.write(leaving, target)
        demand(
            [one.name for one in folder.iterdir() if one.stem != "file" and one != target] == [], "it leaves other files behind"
        )
        return target

    def texts(self, leaving: Leaving) -> list[str]:
        """The texts that the judge finds in the file; none where nothing leaves."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                return list(self.read(self.written(leaving, Path(folder))))
            except NotFound:
                return []
