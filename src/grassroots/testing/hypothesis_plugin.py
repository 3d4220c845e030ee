"""What Hypothesis calls when it starts, so that `st.from_type(Case)` works in anybody's test suite.

Whoever has both libraries installed pays for this at every start of Hypothesis, also in suites that never use a record. So nothing is
imported here: the types are registered when their own module has been imported, whether that was before or comes later.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

TYPES: Mapping[str, Mapping[str, str]] = {
    "grassroots.values": {
        "Period": "periods",
        "PartialDate": "partial_dates",
        "Quantity": "quantities",
        "Ref": "refs",
        "Rate": "rates",
        "Source": "sources",
    },
    "grassroots.model": {
        "Step": "steps",
        "Placement": "placements",
        "LocalName": "local_names",
        "ExternalId": "external_ids",
        "Attachment": "attachments",
        "Custom": "any_customs",
        "Origin": "origins",
        "Heir": "heirs",
        "Mark": "marks",
    },
    "grassroots.charter": {"Charter": "charters", "Measure": "measures", "Outline": "outlines", "Workflow": "workflows"},
    "grassroots.problems": {"Problem": "problems"},
    "grassroots.snapshot": {"Snapshot": "snapshots"},
    "grassroots.figures": {"Difference": "differences", "Cube": "cubes", "FigureGrid": "figure_grids"},
    "grassroots.ledgers": {"Reading": "readings"},
    "grassroots.figures.figure": {"Figure": "figures", "Question": "questions", "Evidence": "evidences", "Spread": "spreads"},
    "grassroots.reports": {
        "Report": "reports",
        "FigureTable": "figure_tables",
        "Rendered": "rendered",
        "ReportDifference": "report_differences",
    },
    "grassroots.rules.registry": {},
    "grassroots.store": {"Head": "heads", "Message": "messages", "Change": "changes", "Batch": "batches"},
    "grassroots.access": {"Purpose": "purposes", "Grant": "grants", "Actor": "actors"},
}
"""The public types by the module that has them, and the strategy of `grassroots.testing.strategies` for each; nouns and parts beside them."""
PARTS: Mapping[str, str] = {"grassroots.charter": "charter_parts", "grassroots.reports": "report_parts"}
"""The rooms of which every other public class is a part of something, and what draws it."""


def register() -> None:
    """Registers the public types of data with Hypothesis, now or as soon as its module is imported."""
    waiting = set(TYPES)
    for name in TYPES:
        if name in sys.modules:
            _register_module(sys.modules[name])
            waiting.remove(name)
    if waiting:
        sys.meta_path.insert(0, _Waiting(waiting))


def _register(type_: Any, strategy: str, *arguments: Any) -> None:
    from hypothesis import strategies as st

    def resolve(_: Any) -> Any:
        from grassroots.testing import strategies

        return getattr(strategies, strategy)(*arguments)

    st.register_type_strategy(type_, resolve)


def _register_module(module: ModuleType) -> None:
    for name, strategy in TYPES[module.__name__].items():
        _register(getattr(module, name), strategy)
    if module.__name__ in PARTS:
        for part in map(vars(module).get, module.__all__):
            if isinstance(part, type) and hasattr(part, "__attrs_attrs__") and part.__name__ not in TYPES[module.__name__]:
                _register(part, PARTS[module.__name__], part)
    if module.__name__ == "grassroots.rules.registry":
        for derived in sys.modules["grassroots.model"].DERIVED.values():
            _register(derived, "derived", derived)
    if module.__name__ == "grassroots.model":
        for noun, type_ in module.NOUNS.items():
            _register(type_, "records", noun)
        _register(module.Record, "records_of_any_noun")


class _Waiting(MetaPathFinder):
    """Watches for the import of some modules, lets the usual finders find them, and registers their types when they have been executed."""

    def __init__(self, waiting: set[str]) -> None:
        self._waiting = waiting
        self._asking = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if self._asking or fullname not in self._waiting:
            return None
        self._asking = True
        try:
            spec = find_spec(fullname)
        finally:
            self._asking = False
        if spec is not None and spec.loader is not None:
            spec.loader = _Acting(spec.loader, self)
        return spec

    def act(self, module: ModuleType) -> None:
        """Registers the types of a module, once, and stops watching when nothing is left."""
        if module.__name__ in self._waiting:
            self._waiting.remove(module.__name__)
            _register_module(module)
        if not self._waiting and self in sys.meta_path:
            sys.meta_path.remove(self)


class _Acting(Loader):
    """A loader that tells when its module has been executed."""

    def __init__(self, loader: Loader, waiting: _Waiting) -> None:
        self._loader = loader
        self._waiting = waiting

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # Whoever looks at the module afterwards (importlib.resources, inspect) finds it as if nobody had watched.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._waiting.act(module)
