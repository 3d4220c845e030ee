"""The reference is made from the code: every public name and every door is documented with its exact signature, or this fails."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import subprocess
import sys
from enum import EnumMeta
from pathlib import Path
from typing import Any

from grassroots import hooks
from grassroots.rules.kind import Urgency
from grassroots.workspace import open_charter

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "docs" / "reference"))
surface = importlib.import_module("surface")
public = surface.public


def test_the_pages_are_those_that_the_code_makes() -> None:
    # In a process of its own: what other tests did to this one (a terminal, a setting) must not show in a page.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRASSROOTS_") and name != "COLUMNS"}
    command = [sys.executable, str(ROOT / "docs/reference/make_reference.py"), "--check"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**kept, "PYTHONUTF8": "1"}, check=False
    )
    assert done.returncode == 0, done.stderr


def reference() -> set[str]:
    """The names that have an entry of their own, or stand in a list of names."""
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs/reference").glob("*.md"))
    alike = re.findall(r"^((?:`\w+`, )*`\w+`): names for", pages, re.MULTILINE)
    nouns = re.findall(r"^`gr\.(?:model|rules)\.(\w+)`\.", pages, re.MULTILINE)
    return {*re.findall(r"^#+ `(\w+)`", pages, re.MULTILINE), *re.findall(r"\w+", "".join(alike)), *nouns}


def test_every_public_name_stands_in_the_reference() -> None:
    there = reference() | {"__version__"}
    assert len(public()) > 500
    assert [name for name in public() if name.rpartition(".")[2] not in there] == []


def test_every_public_class_and_function_and_its_public_methods_say_what_they_are() -> None:
    silent = []
    for name, thing in public().items():
        if not callable(thing) or not getattr(thing, "__module__", "").startswith("grassroots"):
            continue
        silent += [] if (thing.__doc__ or "").strip() else [name]
        own = {} if issubclass(getattr(thing, "__class__", object), EnumMeta) or not inspect.isclass(thing) else vars(thing)
        methods = {each: getattr(value, "__func__", value) for each, value in own.items() if not each.startswith("_")}
        silent += [
            f"{name}.{each}"
            for each, value in methods.items()
            if (inspect.isfunction(value) or isinstance(value, property))
            and not (inspect.getdoc(getattr(thing, each)) or "").strip()
        ]
    assert silent == []


def test_what_the_pages_import_stands_in_the_reference() -> None:
    there, ours = reference(), {"builtin": "an example of an adapter"}
    for page in sorted([*ROOT.glob("docs/*/*.md"), *ROOT.glob("docs/notebooks/*.ipynb")]):
        if page.parent.name == "reference":
            continue
        for room, names in re.findall(r"from grassroots\.(\w+)[\w.]* import ([\w, ]+)", page.read_text(encoding="utf-8")):
            missing = [name for name in re.findall(r"\w+", names) if name not in there]
            assert room in ours or not missing, f"{page.name} imports {missing} of {room}"


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


# -- what stays --


def test_whoever_relies_on_a_public_name_is_told_where_it_no_longer_works() -> None:
    said = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("## [Unreleased]")[2].partition("\n## [")[0]
    found = surface.broken(surface.KEPT.read_text(encoding="utf-8"), "\n".join(surface.lines(public())))
    untold = {name: why for name, why in found.items() if f"`{name}`" not in said}
    assert not untold, "name each in CHANGELOG.md, or keep it working (docs/explanation/what-stays.md)"


def test_what_breaks_is_seen_and_what_is_added_is_not() -> None:
    def each(before: Any, now: Any) -> list[str]:
        return list(surface.broken(surface.line("f", before), surface.line("f", now)).values())

    def old(a, b=1, *, c=2): ...
    def more(a, b=1, d=3, *, c=2, e=4): ...
    def whatever(a, b=1, **rest): ...
    def lacks(a, b=1): ...
    def asks(a, b=1, *, c=2, d): ...
    def turned(b=1, a=2, *, c=2): ...
    def needs(a, b, *, c=2): ...

    assert each(old, more) == each(old, whatever) == []
    assert each(old, lacks) == ["takes no c"]
    assert each(old, asks) == ["must be given d"]
    assert each(old, turned) == ["a, b by their places"]
    assert each(old, needs) == ["must be given b"]
    assert surface.broken("\n".join(surface.lines({"E": Urgency})), "E\nE.SOON") != {}
    assert surface.broken("f()", "g()") == {"f": "is gone"}


CHARTERS = (
    "association",
    "cn-street",
    "cn-party-branch",
    "cn-hotline",
    "cn-hotline-beijing",
    "cn-hotline-bureau",
    "cn-hotline-shenyang",
)
CHARTERS += ("tenants-association", "uk-union-branch", "roberts-rules", "open311-city", "popolo")


def test_the_page_of_charters_names_all_that_each_of_them_brings() -> None:
    page = (ROOT / "docs/reference/charters.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| (\w+) \| `(\w+)` \|", page, re.MULTILINE))
    there = set()
    for id in CHARTERS:
        charter = open_charter(id)
        there |= {("measure", name) for name in charter.measures} | {("ledger", name) for name in charter.ledgers}
        there |= {("report", name) for name in charter.outlines} | {("segment", name) for name in charter.segments}
        there |= {(kind, name) for kind, rules in charter.rules.items() for name in rules}
    assert len(there) > 900
    assert (there - named, named - there) == (set(), set())
    assert set(re.findall(r"^## (.+)$", page, re.MULTILINE)) == set(CHARTERS)
