"""What Hypothesis calls when it starts, so that `st.from_type(Case)` works in anybody's test suite.

Whoever has both libraries installed pays for this at every start of Hypothesis, also in suites that never use a record. So nothing is
imported here: the types are registered when their own module has been imported, whether that was before or comes later.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

VALUES = {
    "Period": "periods",
    "PartialDate": "partial_dates",
    "Quantity": "quantities",
    "Ref": "refs",
    "Rate": "rates",
    "Source": "sources",
}
"""The types of `grassroots.values` and the strategies for them."""
PARTS = {
    "Step": "steps",
    "Placement": "placements",
    "LocalName": "local_names",
    "ExternalId": "external_ids",
    "Attachment": "attachments",
    "Custom": "any_customs",
}
"""The parts of records in `grassroots.model` and the strategies for them."""
CHARTER = {"Charter": "charters", "Measure": "measures"}
"""The types of `grassroots.charter` and the strategies for them."""


def register() -> None:
    """Registers every public type with Hypothesis, now or as soon as its module is imported."""
    waiting: dict[str, Callable[[ModuleType], None]] = {}
    for name, later in _MODULES.items():
        if name in sys.modules:
            later(sys.modules[name])
        else:
            waiting[name] = later
    if waiting:
        sys.meta_path.insert(0, _Waiting(waiting))


def _register(type_: Any, strategy: str, *arguments: Any) -> None:
    from hypothesis import strategies as st

    def resolve(_: Any) -> Any:
        from grassroots.testing import strategies

        return getattr(strategies, strategy)(*arguments)

    st.register_type_strategy(type_, resolve)


def _register_values(module: ModuleType) -> None:
    for name, strategy in VALUES.items():
        _register(getattr(module, name), strategy)
    for name in dir(module):
        if name.endswith("Id"):
            _register(getattr(module, name), "ids")


def _register_model(module: ModuleType) -> None:
    for name, strategy in PARTS.items():
        _register(getattr(module, name), strategy)
    for noun, type_ in module.NOUNS.items():
        _register(type_, "records", noun)


def _register_charter(module: ModuleType) -> None:
    for name, strategy in CHARTER.items():
        _register(getattr(module, name), strategy)


class _Waiting(MetaPathFinder):
    """Watches for the import of some modules, lets the usual finders find them, and acts when they have been executed."""

    def __init__(self, waiting: dict[str, Callable[[ModuleType], None]]) -> None:
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
        """Does what was to be done once, and stops watching when nothing is left."""
        later = self._waiting.pop(module.__name__, None)
        if later is not None:
            later(module)
        if not self._waiting and self in sys.meta_path:
            sys.meta_path.remove(self)


class _Acting(Loader):
    """A loader that acts once its module has been executed."""

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


_MODULES: dict[str, Callable[[ModuleType], None]] = {
    "grassroots.values": _register_values,
    "grassroots.model": _register_model,
    "grassroots.charter": _register_charter,
}
