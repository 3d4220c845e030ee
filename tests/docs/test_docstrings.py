"""Every example in a docstring runs and says what it shows."""

from __future__ import annotations

import doctest
import importlib
import linecache
import pkgutil

import pytest

import grassroots


def modules() -> list[str]:
    found = [grassroots.__name__]
    for info in pkgutil.walk_packages(grassroots.__path__, "grassroots."):
        if not info.name.endswith("__main__"):
            found.append(info.name)
    return found


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Before each example doctest looks whether any file that was ever loaded has changed: ten thousand times a thousand.
    monkeypatch.setattr(linecache, "checkcache", lambda filename=None: None)
    module = importlib.import_module(name)
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0
