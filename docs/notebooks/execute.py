"""Runs the notebooks of this folder, each in an empty folder, and writes into them what their cells show. It needs no Jupyter:

    python docs/notebooks/execute.py

A test runs them in the same way, and holds what they show to what stands in them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOTEBOOKS = sorted(HERE.glob("*.ipynb"))


def source(cell: dict[str, Any]) -> str:
    """What stands in a cell."""
    return "".join(cell["source"])


def executed(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """The notebook as it is after its cells ran, one after another, in the folder where we stand."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells, number = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            outputs = list(_outputs(source(cell), f"{name}[{number}]", names, number))
            cell = {**cell, "execution_count": number, "outputs": outputs}
        cells.append(cell)
    return {**notebook, "cells": cells}


def _outputs(code: str, name: str, names: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """Runs a cell: what it prints, and what its last expression shows."""
    tree, said, result = ast.parse(code, name), io.StringIO(), None
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(said):
        exec(compile(tree, name, "exec", dont_inherit=True), names)
        if last is not None:
            result = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), names)
    if said.getvalue():
        yield {"output_type": "stream", "name": "stdout", "text": said.getvalue().splitlines(keepends=True)}
    if result is not None:
        shown = {"text/plain": repr(result).splitlines(keepends=True)}
        if hasattr(result, "_repr_html_"):
            shown["text/html"] = result._repr_html_().splitlines(keepends=True)
        yield {"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": shown}


def main() -> None:
    """Runs all of them."""
    for path in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as folder:
            there = os.getcwd()
            os.chdir(folder)
            try:
                made = executed(json.loads(path.read_text(encoding="utf-8")), path.stem)
            finally:
                os.chdir(there)
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
