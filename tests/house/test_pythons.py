"""Every Python that is supported: what some of them read otherwise, and the packages at work in those that are installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from symtable import SymbolTable, symtable

import pytest
from house.test_packages import PROJECTS
from support.house import ROOT, SOURCES, read

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp"}


def shadowed(table: SymbolTable) -> Iterator[tuple[int, str]]:
    """Where a comprehension calls its own thing by a name that its function has from the function around it."""
    free = {one.get_name() for one in table.get_symbols() if one.is_free()}
    for inner in table.get_children():
        if table.get_type() == "function" and inner.get_name() in COMPREHENSIONS:
            own = {one.get_name() for one in inner.get_symbols() if one.is_local() and not one.is_parameter()}
            yield from ((inner.get_lineno(), name) for name in sorted(own & free))
        yield from shadowed(inner)


AMISS = """
def around(now):
    def inner(few):
        if few:
            return lambda id: one(id)
        return [one for one in now]
    def one(id): ...
    return inner
"""


def test_no_comprehension_takes_the_name_of_something_around_its_function() -> None:
    # From Python 3.12 on comprehensions are a part of their function, and the other thing is then not found: "cannot access free variable".
    if sys.version_info < (3, 12):
        assert list(shadowed(symtable(AMISS, "amiss", "exec"))) == [(6, "one")]
    found = [(path.name, *one) for path in SOURCES for one in shadowed(symtable(read(path), str(path), "exec"))]
    assert not found


AT_WORK = """
import importlib, pkgutil
import grassroots as gr
assert "site-packages" in gr.__file__
for found in [one.name for one in pkgutil.iter_modules() if one.name.startswith("grassroots")]:
    for one in pkgutil.walk_packages(importlib.import_module(found).__path__, found + "."):
        if not one.name.endswith(("__main__", ".migrations.env")):  # which Alembic runs
            importlib.import_module(one.name)
with gr.samples.open("tenants") as office:
    report = office.report("year", "2024-12-31")
    for ending in ("docx", "html", "json", "md", "pdf", "xlsx"):
        assert office.write(report, f"year.{ending}").stat().st_size
    print(office.figure("cases_received", "2024-12-31").text())
"""


def pythons() -> list[str]:
    """The Pythons that are supported and installed here, one a version."""
    rooms = [*os.environ.get("PATH", "").split(os.pathsep), *map(str, (Path.home() / ".pyenv" / "versions").glob("3.*/bin"))]
    found = [shutil.which(f"python3.{minor}", path=room) for minor in (11, 12, 13, 14) for room in reversed(rooms)]
    known: dict[str, str] = {}
    for one in filter(None, found):
        asked = subprocess.run(
            [one, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            known.setdefault(asked.stdout.strip(), one)
    return list(known.values())


@pytest.mark.slow
def test_the_packages_work_in_every_python_that_is_here(tmp_path: Path) -> None:
    built = tmp_path / "built"
    for project in PROJECTS:
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GRASSROOTS_"))}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env={**kept, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert pythons()
    for python in pythons():
        run(python, "-m", "venv", "--clear", "own")
        own = str(next(one for one in (tmp_path / "own").glob("*/python*") if one.stem == "python"))
        wheels = map(str, built.glob("*.whl"))
        run(own, "-m", "pip", "install", "-q", *wheels, "click>=8.2", "rich>=14", "hypothesis>=6.130", "pytest>=8.3")
        assert run(own, "-W", "error", "-c", AT_WORK) == "24\n"
        assert "qijiashan" in run(own, "-m", "grassroots", "demo")
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
    assert ROOT not in tmp_path.parents
