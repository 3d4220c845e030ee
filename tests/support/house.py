"""The files of the library and of its plugins, each read and parsed once."""

from __future__ import annotations

import ast
import shutil
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "src", *sorted(ROOT.glob("plugins/*/src")))


def _module(path: Path, folder: Path) -> str:
    return ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path, folder): path for folder in FOLDERS for path in sorted(folder.rglob("*.py"))}
"""Module → its file."""

SOURCES = sorted(MODULES.values())


@cache
def read(path: Path) -> str:
    """What stands in a file."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(read(path), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that stands in a file, however deep."""
    return tuple(ast.walk(tree(path)))


def copy_of_the_library(folder: Path) -> Path:
    """A copy that a test may change, with the bytecode that is there (but what another process is just writing)."""
    return Path(shutil.copytree(ROOT / "src" / "grassroots", folder / "grassroots", ignore=shutil.ignore_patterns("*.pyc.*")))
