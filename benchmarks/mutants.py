"""Changes lines of a room one at a time, at random, and counts how many changes the nearest tests notice: those that run the line, the quickest first.

    python benchmarks/mutants.py access tests/access -n 120 --seed 1

A change is of one kind of five: a comparison turned round, a condition dropped, a statement left out, a result made nothing, a number one larger. The tests
are collected once. Each change is tried in a copy of the process, in which the functions of the file are given their changed code; no file is touched. A test
that takes far longer than it did notices, too. What survives is printed. Needs a system with `fork`.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
TURNED = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
          ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip


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


def changed(path: Path, at: int) -> tuple[int, str, ast.Module]:
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
        one.value = ast.copy_location(ast.Constant(None), one.value)
    return one.lineno, f"{before}  ->  {ast.unparse(one)}".replace("\n", " "), tree


# -- changed code in a running process --


def noting(path: Path) -> tuple[ast.Module, dict[int, int]]:
    """A file that says which of its statements are run; and of each part that `put_in` can change, by its number, the line of its statement (0: of a
    constant of the module)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    numbers = {id(one): number for number, one in enumerate(ast.walk(tree))}
    within: dict[int, int] = {}

    def walk(one: ast.AST, line: int) -> None:
        if isinstance(one, ast.FunctionDef):
            for part in one.body:
                walk(part, part.lineno)
            return
        if line >= 0:
            line = one.lineno if line and isinstance(one, ast.stmt) else line
            within[numbers[id(one)]] = line
        for child in ast.iter_child_nodes(one):
            walk(child, line)

    for part in tree.body:
        walk(part, 0 if isinstance(part, ast.Assign) else -1)

    def noted(body: list[ast.stmt]) -> list[ast.stmt]:
        said: list[ast.stmt] = []
        for one in body:
            said += [ast.copy_location(ast.parse(f"_ran_({str(path)!r}, {one.lineno})").body[0], one), one]
        return said

    for function in [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]:
        for one in [inner for inner in ast.walk(function) if inner is function or not isinstance(inner, ast.ClassDef)]:
            for name in ("body", "orelse", "finalbody"):
                found = getattr(one, name, None)
                if isinstance(found, list) and found and not getattr(one, f"_{name}", False):
                    setattr(one, name, noted(found))
                    setattr(one, f"_{name}", True)
    return ast.fix_missing_locations(tree), within


def functions(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from functions(one)


def put_in(path: Path, tree: ast.Module) -> None:
    """Gives the functions of a file that were made already the code of another version, with the numbers that stand outside functions."""
    module = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == str(path))
    made = compile(tree, str(path), "exec")
    codes = {(one.co_qualname, one.co_firstlineno): one for one in functions(made)}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == str(path):
            code = codes.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if code is not None and code.co_freevars == one.__code__.co_freevars:
                one.__code__ = code
    for part in tree.body:
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant | ast.Tuple):
            space: dict[str, Any] = {}
            exec(compile(ast.Module([part], []), str(path), "exec"), space)  # a constant of our own
            for name in space.keys() & vars(module).keys():
                setattr(module, name, space[name])
    for kept in [one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper]:
        if (getattr(kept, "__module__", None) or "").startswith("grassroots"):
            kept.cache_clear()


# -- trying --


class Trial:
    """Collects the tests as any run does, and then tries changes instead of running them once."""

    def __init__(self, given: argparse.Namespace, temporary: Path) -> None:
        self.given, self.temporary = given, temporary
        self.took: dict[str, float] = {}
        self.ran: dict[tuple[str, int], set[str]] = defaultdict(set)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of the run."""
        room = ROOT / "src" / "grassroots" / self.given.room
        files = [
            one for one in (sorted(room.rglob("*.py")) if room.is_dir() else [room.with_suffix(".py")]) if list(places(one))
        ]
        loaded = {getattr(one, "__file__", None) for one in list(sys.modules.values())}
        files = [one for one in files if str(one) in loaded]
        self.items = {one.nodeid: one for one in session.items}
        statements = self.note(files)
        # What passes once and not again in a copy of the process says nothing of a change.
        for one in [one for one in self.items if self.tried(None, [one])]:
            self.leave_out(one)
        found = [(path, at) for path in files for at in places(path) if at in statements[path]]
        chosen = found if self.given.n == 0 else random.Random(self.given.seed).sample(found, min(self.given.n, len(found)))
        noticed = unrun = 0
        for path, at in chosen:
            line, what, tree = changed(path, at)
            place = f"{path.relative_to(room.parent)}:{line}"
            within = statements[path][at]
            ran = self.ran[str(path), within] & self.items.keys() if within else self.items
            tests = sorted(ran, key=lambda one: self.took[one])
            if tests and self.tried((path, tree), tests):
                noticed += 1
                continue
            unrun += not tests
            print("survived" if tests else "no test runs", place, what[:150], f"({len(tests)} tests)", flush=True)
        print(
            f"{self.given.room}: of {len(found)} that can be changed {len(chosen)} were: {noticed} noticed, {unrun} run by no test"
        )
        return True

    def note(self, files: Sequence[Path]) -> dict[Path, dict[int, int]]:
        """Runs each test once, and notes which statements it runs and how long it takes."""
        at = ""
        import builtins

        builtins._ran_ = lambda name, line: self.ran[name, line].add(at)  # type: ignore[attr-defined]
        kept, statements = {}, {}
        for path in files:
            kept[path] = ast.parse(path.read_text(encoding="utf-8"))
            tree, statements[path] = noting(path)
            put_in(path, tree)
        for at, item in [*self.items.items()]:
            begun = time.process_time()
            if not self.passes(item, None):
                self.leave_out(at)
            self.took[at] = time.process_time() - begun
        for path, tree in kept.items():
            put_in(path, tree)
        return statements

    def leave_out(self, test: str) -> None:
        print("left out, for it fails without a change:", test, flush=True)
        del self.items[test]

    def passes(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        return not any(one.failed for one in runtestprotocol(item, log=False, nextitem=following))

    def tried(self, change: tuple[Path, ast.Module] | None, tests: Sequence[str]) -> bool:
        """Whether one of these tests fails after a change."""
        if (child := os.fork()) == 0:
            status = 1
            try:
                if change:
                    put_in(*change)
                items = [self.items[one] for one in tests]
                for item, following in zip(items, [*items[1:], None], strict=True):
                    signal.setitimer(signal.ITIMER_PROF, 10 + 10 * self.took[item.nodeid])
                    signal.alarm(600)
                    if not self.passes(item, following):
                        break
                else:
                    status = 0
            finally:
                os._exit(status)
        _, told = os.waitpid(child, 0)
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(exist_ok=True)
        return told != 0


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("room")
    said.add_argument("tests", nargs="+")
    said.add_argument("-n", type=int, default=60, help="so many changes; 0: every one that there is")
    said.add_argument("--seed", type=int, default=1)
    given = said.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / "tmp"
        pytest.main(
            ["-q", "-s", "-p", "no:cacheprovider", "-W", "ignore", f"--basetemp={temporary}", *given.tests],
            plugins=[Trial(given, temporary)],
        )


if __name__ == "__main__":
    main()
