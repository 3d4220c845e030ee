"""The notebooks run, and show what stands in them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grassroots.model import derived

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NAMES = ("analyst", "embedder", "integrator")
SALTED = re.compile(r"\b[0-9a-f]{8,64}\b")
"""The hash of a head, which is another one each time."""

LINK = re.compile(r"\]\(([^)#:]+)\)")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("execute_notebooks", FOLDER / "execute.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def nouns() -> Iterator[None]:
    """The nouns that a notebook makes known are forgotten afterwards."""
    yield
    for noun in [name for name, kind in derived.DERIVED.items() if kind.__module__ == "__main__"]:
        del derived._KNOWN[noun]


def notebook(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    return read


def shown(cell: dict[str, Any]) -> Any:
    """What a cell shows; of frames of other libraries, which show themselves otherwise from release to release, only what kind of thing it is."""
    if "frame" in cell["metadata"].get("tags", ()):
        return [sorted(one.get("data", ())) for one in cell["outputs"]]
    return json.loads(SALTED.sub("…", json.dumps(cell["outputs"], sort_keys=True)))


def test_these_are_all() -> None:
    assert tuple(sorted(path.stem for path in FOLDER.glob("*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_what_stands_in_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nouns: None
) -> None:
    if name == "analyst":
        pytest.importorskip("polars", reason="polars is not installed")
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    monkeypatch.chdir(tmp_path)
    found = notebook(name)
    made = tool().executed(found, name)
    for before, after in zip(found["cells"], made["cells"], strict=True):
        if before["cell_type"] == "code":
            assert shown(after) == shown(before), "run docs/notebooks/execute.py:\n" + "".join(before["source"])


@pytest.mark.parametrize("name", NAMES)
def test_what_a_notebook_shows_is_short_and_its_links_lead_somewhere(name: str) -> None:
    for cell in notebook(name)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            assert not [target for target in LINK.findall(text) if not (FOLDER / target).exists()]
        for output in cell.get("outputs", ()):
            assert len("".join(output.get("text") or output["data"]["text/plain"])) <= 2000, text
            assert "Traceback" not in json.dumps(output)


@pytest.mark.parametrize("name", ["embedder", "integrator"])
def test_a_notebook_runs_again_where_it_ran_before(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nouns: None
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        tool().executed(notebook(name), name)


def test_what_nobody_wrote_down_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cell = {"cell_type": "code", "source": ["print(1)\n", "2"], "metadata": {}, "outputs": []}
    made = tool().executed({"cells": [cell]}, "x")["cells"][0]["outputs"]
    assert [one["output_type"] for one in made] == ["stream", "execute_result"]
    assert shown({**cell, "outputs": made}) != shown(cell)
