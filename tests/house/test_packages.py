"""The core and every plugin as they are handed on: built, installed away from the source, and at work."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


SAFELY: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from Python 3.11.4 on


def run(*command: str, cwd: Path, **env: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("GRASSROOTS_")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1", **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_each_package_says_its_licence_and_carries_it(project: Path) -> None:
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert said["project"]["license-files"] == ["LICENSE"]
    assert "/LICENSE" in said["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert (project / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    (module,) = said["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert (project / module / "py.typed").exists()


def test_the_page_of_each_package_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    build = importlib.import_module("hatch_build")
    for project in PROJECTS[1:]:
        assert not build.LINK.findall((project / "README.md").read_text(encoding="utf-8")), project.name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert build.LINK.findall(readme)
    assert not build.LINK.findall(build.page(readme))
    assert "[Word](https://pypi.org/project/grassroots-docx/)" in build.page(readme)
    named = {one.group(1) for one in build.PLUGIN.finditer(readme)}
    assert named <= {project.name for project in PROJECTS}
    assert "](https://example.org/g/docs/how-to/trace-a-figure.md)" in build.page(readme, "https://example.org/g")
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "readme" in said["project"]["dynamic"]
    assert "custom" in said["tool"]["hatch"]["metadata"]["hooks"]


@pytest.mark.slow
def test_what_is_built_installs_away_from_the_source_and_works(tmp_path: Path) -> None:
    built, place, work = tmp_path / "built", tmp_path / "place", tmp_path / "work"
    work.mkdir()
    for project in PROJECTS:
        run("-m", "hatchling", "build", "-d", str(built), cwd=project)
    for source in sorted(built.glob("*.tar.gz")):
        wheel = next(built.glob(source.name.removesuffix(".tar.gz") + "-*.whl"))
        with tarfile.open(source) as packed:
            packed.extractall(tmp_path / "unpacked", **SAFELY)
        run(
            "-m",
            "hatchling",
            "build",
            "-t",
            "wheel",
            "-d",
            str(tmp_path / "again"),
            cwd=tmp_path / "unpacked" / source.name[:-7],
        )
        with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(tmp_path / "again" / wheel.name) as other:
            assert one.namelist() == other.namelist()
            assert any(name.endswith("licenses/LICENSE") for name in one.namelist()), wheel.name
            (told,) = [name for name in one.namelist() if name.endswith(".dist-info/METADATA")]
            assert not re.search(r"\]\((?!https?://|#|mailto:)", one.read(told).decode()), wheel.name
    wheels = [str(path) for path in built.glob("*.whl")]
    assert len(wheels) == len(PROJECTS)
    run("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(place), *wheels, cwd=work)
    installed = {"cwd": work, "PYTHONPATH": str(place)}
    assert run("-c", "import grassroots; print(grassroots.__file__)", **installed).startswith(str(place))  # type: ignore[arg-type]
    listed = json.loads(run("-m", "grassroots", "plugins", "--json", **installed))  # type: ignore[arg-type]
    assert not [one for one in listed if one["failure"]]
    names = {entry for project in PROJECTS[1:] for entry in _entries(project)}
    assert names <= {one["name"] for one in listed}
    run("-m", "grassroots", "init", "--sample", "tenants", **installed)  # type: ignore[arg-type]
    run("-m", "grassroots", "load", "ledgers", **installed)  # type: ignore[arg-type]
    counted = "import grassroots as gr; print(gr.samples.open('hudao').figure('grids', gr.samples.day('hudao')).value)"
    assert run("-c", counted, **installed) == "21\n"  # type: ignore[arg-type]
    run("-m", "grassroots", "report", "year", "--as-of", "2024-12-31", "-o", "year.docx", "-o", "year.xlsx", **installed)  # type: ignore[arg-type]
    assert (work / "year.docx").stat().st_size > 0
    assert "28" in run("-m", "grassroots", "explain", "members", "--as-of", "2024-12-31", **installed)  # type: ignore[arg-type]


def _entries(project: Path) -> list[str]:
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return list(said["project"].get("entry-points", {}).get("grassroots", {}))
