"""The reference is made from the code: every public name and every door is documented with its exact signature, or this fails."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import grassroots
from grassroots import hooks

ROOT = Path(__file__).parents[2]


def test_the_pages_are_those_that_the_code_makes() -> None:
    # In a process of its own: what other tests did to this one (a terminal, a setting) must not show in a page.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRASSROOTS_") and name != "COLUMNS"}
    command = [sys.executable, str(ROOT / "docs/reference/make_reference.py"), "--check"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**kept, "PYTHONUTF8": "1"}, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_public_name_stands_in_the_reference_with_a_docstring() -> None:
    page = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8") + (ROOT / "docs/reference/nouns.md").read_text(
        encoding="utf-8"
    )
    for name in grassroots.__all__:
        thing = getattr(grassroots, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), name
            assert f"`{name}`" in page or f"`{_noun(name)}`" in page, name


def _noun(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")


def test_every_door_stands_in_the_reference_with_its_arguments_and_what_it_gives() -> None:
    page = (ROOT / "docs/reference/hooks.md").read_text(encoding="utf-8")
    doors = {name: thing for name, thing in vars(hooks).items() if name.startswith("grassroots_")}
    assert len(doors) >= 5
    for name, door in doors.items():
        assert f"{name}{inspect.signature(door)}" in page, name
        doc = inspect.getdoc(door) or ""
        assert "Args:" in doc and "Returns:" in doc, name
        for argument in inspect.signature(door).parameters:
            assert f"{argument}:" in doc, (name, argument)
