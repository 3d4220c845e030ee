"""What the tests of every sample share: its workspace, its figures, its script, and what must hold of each."""

from __future__ import annotations

import importlib.util
import io
import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.values import Period

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "plugins" / "grassroots-samples" / "src" / "grassroots_samples"
TENANTS = gr.samples.ledgers("tenants")
MAKERS = ROOT / "plugins" / "grassroots-samples" / "make"


def published(name: str) -> Mapping[str, Any]:
    """What was published: `as_of`, and `figure` with a table for each."""
    return tomllib.loads((EXAMPLES / name / "published.toml").read_text(encoding="utf-8"))


@cache
def sample(name: str) -> gr.Office:
    """A sample taken in; shared by the tests, which only read."""
    return gr.samples.open(name)


@cache
def figures(name: str) -> Mapping[str, gr.Figure]:
    """Every figure of a sample's charter for the year of its day, with the cells of those that are split."""
    as_of: date = published(name)["as_of"]
    workspace = sample(name)
    return evaluate(workspace.charter.measures, workspace.snapshot(as_of), period=Period.year(as_of.year))


def sheets(workspace: gr.Office, figure: gr.Figure) -> set[str]:
    """The ledgers in which the records behind a figure stand; each of them stands in one."""
    evidence = workspace.ask(figure.question)
    assert len(evidence) == len(evidence.sources) > 0
    return {source.sheet or source.file.rpartition("/")[2] for source in evidence.sources.values()}


def script(name: str) -> ModuleType:
    """The script that makes a sample."""
    if str(MAKERS) not in sys.path:
        sys.path.insert(0, str(MAKERS))
    spec = importlib.util.spec_from_file_location(f"{name}_make", MAKERS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(io.BytesIO(content))}


def made_as_committed(name: str) -> None:
    """The script makes what is committed; another release of the writer of workbooks may pack the same cells otherwise."""
    made = script(name).make()
    folder = gr.samples.folder(name)
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "ledgers").rglob("*") if path.is_file()
    }
    assert made.keys() == committed.keys()
    for file, content in made.items():
        if file.endswith(".xlsx"):
            assert _cells(content) == _cells(committed[file]), file
        else:
            assert content == committed[file], file
