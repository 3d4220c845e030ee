"""Changes lines of some rooms one at a time, at random, and counts how many changes the nearest tests notice: those that run the line, the quickest first.

    python benchmarks/mutants.py access tests/access -n 40 --seed 1

The source is changed in a copy. A change is of one kind of five: a comparison turned round, a condition dropped, a statement left out, a result made nothing, a
number one larger. A test that runs out of time notices, too. What survives is printed.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TURNED = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
          ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip
MOST_TESTS = 25

NOTING = """
import json, os, sys, time
WANTED, LINES, AT = os.environ["MUTANTS_FILES"], {}, [""]
def trace(frame, event, arg):
    name = frame.f_code.co_filename
    if WANTED not in name:
        return None
    LINES.setdefault(AT[0], set()).add((name.split("/src/")[-1], frame.f_lineno))
    return trace
def pytest_runtest_setup(item):
    import threading
    AT[0] = item.nodeid
    threading.settrace(trace); sys.settrace(trace)
def pytest_runtest_logreport(report):
    if report.when == "call":
        TOOK[report.nodeid] = report.duration
TOOK = {}
def pytest_sessionfinish(session):
    sys.settrace(None)
    said = {"lines": {test: sorted(found) for test, found in LINES.items()}, "took": TOOK}
    open(os.environ["MUTANTS_OUT"], "w").write(json.dumps(said))
"""


def places(path: Path) -> Iterator[int]:
    """The parts of a file that can be changed, by their number in the order of a walk."""
    for at, one in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        turns = isinstance(one, ast.Compare) and type(one.ops[0]) in TURNED
        leaves = isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)
        gives = isinstance(one, ast.Return) and one.value is not None
        if (
            turns
            or leaves
            or gives
            or isinstance(one, ast.BoolOp)
            or (isinstance(one, ast.Constant) and type(one.value) is int)
        ):
            yield at


def changed(path: Path, at: int) -> tuple[int, str, str]:
    """A change of a file: its line, what it is, and the file with it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    one: Any = next(found for number, found in enumerate(ast.walk(tree)) if number == at)
    before = ast.unparse(one)
    if isinstance(one, ast.Compare):
        one.ops[0] = TURNED[type(one.ops[0])]()
    elif isinstance(one, ast.BoolOp):
        one.values = one.values[:-1] if len(one.values) > 2 else [one.values[0], one.values[0]]
    elif isinstance(one, ast.Constant):
        one.value += 1
    else:
        one.value = ast.Constant(None)
    return one.lineno, f"{before}  ->  {ast.unparse(one)}", ast.unparse(tree)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("room")
    said.add_argument("tests", nargs="+")
    said.add_argument("-n", type=int, default=40)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--seconds", type=int, default=180)
    given = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        (Path(folder) / "noting.py").write_text(NOTING)
        env = {
            **os.environ,
            "PYTHONPATH": f"{copy}:{folder}:{os.environ.get('PYTHONPATH', '')}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        room = f"/grassroots/{given.room}"
        noted = Path(folder) / "noted.json"
        run = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore"]
        with_notes = {**env, "MUTANTS_FILES": room, "MUTANTS_OUT": str(noted)}
        subprocess.run([*run, "-p", "noting", *given.tests], cwd=ROOT, env=with_notes, check=True, stdout=subprocess.DEVNULL)
        told = json.loads(noted.read_text())
        by_line = defaultdict(set)
        for test, lines in told["lines"].items():
            for name, line in lines:
                by_line[name, line].add(test)
        files = sorted((copy / "grassroots" / given.room).rglob("*.py"))
        found = [(path, at) for path in files for at in places(path)]
        tried = noticed = unrun = 0
        for path, at in random.Random(given.seed).sample(found, min(given.n, len(found))):
            line, what, text = changed(path, at)
            tests = sorted(by_line[str(path.relative_to(copy)), line], key=lambda one: told["took"].get(one, 9.0))[:MOST_TESTS]
            place = f"{path.relative_to(copy)}:{line}"
            tried += 1
            if not tests:
                unrun += 1
                print("no test runs", place, what.replace("\n", " ")[:150], flush=True)
                continue
            kept = path.read_text(encoding="utf-8")
            path.write_text(text, encoding="utf-8")
            try:
                done = subprocess.run(
                    [*run, *tests], cwd=ROOT, env=env, capture_output=True, timeout=given.seconds, check=False
                )
                caught = done.returncode != 0
            except subprocess.TimeoutExpired:
                caught = True
            path.write_text(kept, encoding="utf-8")
            noticed += caught
            if not caught:
                print("survived", place, what.replace("\n", " ")[:150], flush=True)
        print(f"{given.room}: {tried} changed, {noticed} noticed, {unrun} run by no test")


if __name__ == "__main__":
    main()
