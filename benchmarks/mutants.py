"""Changes lines of some rooms one at a time, at random, and counts how many changes the nearest tests notice: those that run the line, or,
of what runs when a file is loaded, anything of the file; the quickest first.

    python benchmarks/mutants.py cells -n 50 --seed 1

`mutants.toml` says which files a room has, which tests are the nearest, and which changes nobody could notice. The source is changed in a copy. A change is of
one kind of five: a comparison turned round, a condition dropped, a statement left out, a result made nothing, a number one larger. A test that runs out of time
notices, too. What survives is printed.
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
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TURNED = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
          ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip
MOST_SECONDS = 60.0
"""So long the tests of one change may have taken without it."""

EXAMPLES = "tests/docs/test_docstrings.py::test_the_examples_of_a_module_hold"

NOTING = """
import json, os, sys, time
WANTED, LINES, AT = os.environ["MUTANTS_FILES"].split(), {}, [""]
def trace(frame, event, arg):
    name = frame.f_code.co_filename
    if not any(one in name for one in WANTED):
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
        gives = isinstance(one, ast.Return) and one.value is not None and ast.unparse(one.value) != "None"
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
    where = f" in {path.read_text(encoding='utf-8').splitlines()[one.lineno - 1]}" if isinstance(one, ast.Constant) else ""
    return one.lineno, " ".join(f"{before} -> {ast.unparse(one)}{where}".split()), ast.unparse(tree)


def nearest(found: set[str], took: dict[str, float]) -> list[str]:
    """The tests that run a line, the quickest first, as many as there is time for."""
    chosen, seconds = [], 0.0
    for test in sorted(found, key=lambda one: (took.get(one, 9.0), one)):
        seconds += took.get(test, 9.0)
        if chosen and seconds > MOST_SECONDS:
            break
        chosen.append(test)
    return chosen


def main() -> None:
    rooms = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("room", choices=sorted(rooms))
    said.add_argument("-n", type=int, default=50)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--seconds", type=int, default=600)
    said.add_argument("--only", nargs="*", default=[""], help="try only the changes in whose line or text one of these stands")
    given = said.parse_args()
    room = rooms[given.room]
    same = {(one["file"], one["change"]) for one in room.get("same", ())}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        (Path(folder) / "noting.py").write_text(NOTING)
        env = {
            **os.environ,
            "PYTHONPATH": f"{copy}:{folder}:{os.environ.get('PYTHONPATH', '')}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        parts = [copy / "grassroots" / part for part in room["files"]]
        noted = Path(folder) / "noted.json"
        run = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore"]
        with_notes = {**env, "MUTANTS_FILES": " ".join(map(str, parts)), "MUTANTS_OUT": str(noted)}
        left_out = [f"--ignore={one}" for one in room.get("without", ())]
        files = sorted(file for part in parts for file in ([part] if part.is_file() else part.rglob("*.py")))
        modules = (".".join(file.relative_to(copy).with_suffix("").parts).removesuffix(".__init__") for file in files)
        looks = [*run, "-p", "noting", *room["tests"], *(f"{EXAMPLES}[{one}]" for one in modules), *left_out]
        subprocess.run(looks, cwd=ROOT, env=with_notes, check=True, stdout=subprocess.DEVNULL)
        told = json.loads(noted.read_text())
        by_line, by_file = defaultdict(set), defaultdict(set)
        for test, lines in told["lines"].items():
            for name, line in lines:
                by_line[name, line].add(test)
                by_file[name].add(test)
        found = [(path, at) for path in files for at in places(path)]
        tried = noticed = alike = 0
        for path, at in random.Random(given.seed).sample(found, min(given.n, len(found))):
            line, what, text = changed(path, at)
            name = str(path.relative_to(copy / "grassroots"))
            if not any(one in f"{name}:{line} {what}" for one in given.only):
                continue
            tried += 1
            if (name, what) in same:
                alike += 1
                continue
            tests = nearest(by_line[f"grassroots/{name}", line] or by_file[f"grassroots/{name}"], told["took"])
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
                print(f"survived {name}:{line} {what} ({len(tests)} tests)", flush=True)
        print(f"{given.room}: {tried} changed, {noticed} noticed, {alike} that nobody could notice")


if __name__ == "__main__":
    main()
