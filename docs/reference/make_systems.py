"""Makes docs/reference/systems.md from systems.toml and the tests that bear a system's mark. Run it after changing either."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FIXTURES = {"street", "report"}
"""What a test of a system starts from: the workspace into which the ledgers were taken, or its report."""


def proofs(root: Path = ROOT) -> dict[str, list[str]]:
    """System → the tests that bear its mark: `@pytest.mark.system("S0-08")` on a test that starts from ledgers taken in."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "tests" / "samples").glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            if not FIXTURES & {argument.arg for argument in node.args.args}:
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.system":
                    for system in mark.args:
                        found.setdefault(ast.literal_eval(system), []).append(
                            f"{path.relative_to(root).as_posix()}::{node.name}"
                        )
    return found


def page(root: Path = ROOT) -> str:
    """The page as it must be."""
    systems = tomllib.loads((root / "docs" / "reference" / "systems.toml").read_text(encoding="utf-8"))
    tests = proofs(root)
    states = [row.get("state", "missing") for row in systems.values()]
    counts = ", ".join(f"{states.count(state)} {state}" for state in ("working", "partly", "missing"))
    lines = [
        "# The systems of the seed documents",
        "",
        "Made by `docs/reference/make_systems.py` from `systems.toml` and the marks of the tests; a test keeps the three in step.",
        "A row is *working* only with a test that bears its id and goes from a ledger to a figure; *partly* says what is still lacking.",
        "",
        f"{len(systems)} systems: {counts}.",
        "",
        "| id | system | state | where it lives | proved by | lacks |",
        "|---|---|---|---|---|---|",
    ]
    for id, row in systems.items():
        proved = "<br>".join(f"`{test.rpartition('::')[2]}`" for test in tests.get(id, []))
        lines.append(
            f"| {id} | {row['title']} | {row.get('state', 'missing')} | {row.get('where', '')} | {proved} | {row.get('lacks', '')} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    (HERE / "systems.md").write_text(page(), encoding="utf-8", newline="\n")
