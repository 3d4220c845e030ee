"""The files of the house: none imports itself round a corner, Chinese stands where it is read, others use public names only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from support.house import MODULES, ROOT, nodes, tree

# -- circles --


def _for_types_only(found: Iterable[ast.AST]) -> set[ast.AST]:
    blocks = [node for node in found if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    return {node for block in blocks for one in block.body for node in ast.walk(one)}


def _imported(name: str) -> Iterator[str]:
    """The modules of the house that a module imports, those inside functions too."""
    found = nodes(MODULES[name])
    aside = _for_types_only(found)
    for node in found:
        if node in aside:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from (one for one in (whole if whole in MODULES else node.module,) if one in MODULES)


def circles(imports: Mapping[str, set[str]]) -> list[str]:
    """The modules that are left when those that import none of the others are taken away, again and again."""
    left = {name: set(others) for name, others in imports.items()}
    while done := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in done}
    return sorted(left)


def test_no_file_of_the_library_or_of_a_plugin_imports_itself_round_a_corner() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]
    assert len(MODULES) > 400
    assert circles({name: set(_imported(name)) - {name} for name in MODULES}) == []


# -- Chinese --

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

READ = {
    "grassroots.builtin.csv": "the Chinese comma between the cells of a table",
    "grassroots.charter.toml": "the marks of an input method where TOML wants the plain ones",
    "grassroots.cli.desk": "the full-width sign by which a heading and its text may be typed",
    "grassroots.cli.help": "the full stop at which the first sentence of a help ends",
    "grassroots.cli.starting": "the full-width commas between units that are typed",
    "grassroots.rules.organization.addresses": "house numbers as ledgers write them: 号, 单号, 至",
    "grassroots.workspace.mail.wording": "the full-width braces round a field of a notice",
    "grassroots_docx.template": "the full-width braces and quotes of a field in a Word document",
    "grassroots_xlsx.look": "what a format adds to a number: times so many, another currency: 万元, 美元",
    "grassroots_xlsx.ods": "how the format of a cell shows a year or a month: 2014年3月",
}
"""The files outside the room of ledgers in which Chinese is read, and what of it. Nothing is told from them: texts lie in catalogues."""

TRIED = {
    "grassroots.testing.channel_kit",
    "grassroots.testing.charter_kit",
    "grassroots.testing.kind_faults",
    "grassroots.testing.ledger_laws",
    "grassroots.testing.rows_kit",
    "grassroots.testing.store_kit.history",
    "grassroots.testing.store_kit.keeping",
    "grassroots.testing.store_kit.model",
    "grassroots.testing.strategies.records",
    "grassroots.testing.strategies.tree",
    "grassroots.testing.strategies.values",
    "grassroots.testing.synthetic.street",
    "grassroots.testing.synthetic.words",
}
"""The kits and strategies: they try an adapter with Chinese data."""


def _chinese(found: Iterable[ast.AST]) -> list[str]:
    """The texts of a module that are written in Chinese, but for docstrings and what stands below a value to explain it."""
    found = list(found)
    explained = {id(node.value) for node in found if isinstance(node, ast.Expr)}
    constants = [node for node in found if isinstance(node, ast.Constant) and id(node) not in explained]
    return [node.value for node in constants if isinstance(node.value, str) and CHINESE.search(node.value)]


def test_chinese_stands_only_where_ledgers_are_read_and_adapters_are_tried() -> None:
    found = {name for name, path in MODULES.items() if _chinese(nodes(path))}
    assert {name for name in found if not name.startswith("grassroots.ledgers.")} == {*READ, *TRIED}


# -- public names --

OTHERS = sorted(
    path
    for folder in ("docs", "benchmarks", "plugins")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".md") and "src" not in path.parts and path.is_file()
)
IMPORTED = re.compile(r"^[ \t>.]*from (grassroots[\w.]*) import ((?:\([^)]*\))|[^\n#]+)", re.MULTILINE)


def _own(name: str) -> set[str]:
    """The public names of a module: its list of them; without one, what it defines or hands on. And the modules in it."""
    names = {one.removeprefix(f"{name}.") for one in MODULES if one.startswith(f"{name}.")}
    for node in (one for block in tree(MODULES[name]).body for one in (block.body if isinstance(block, ast.If) else [block])):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__" and isinstance(node.value, ast.List):
            return names | set(ast.literal_eval(node.value))
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {ast.unparse(one) for one in (node.targets if isinstance(node, ast.Assign) else [node.target])}
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names if alias.asname == alias.name}
    return {one for one in names if not one.startswith("_")}


def test_what_stands_outside_the_library_imports_public_names_only() -> None:
    private, seen = [], 0
    for path in OTHERS:
        for module, names in IMPORTED.findall(path.read_text(encoding="utf-8")):
            wanted = {name.split(" as ")[0].strip() for name in names.strip("()").split(",")} - {""}
            seen += len(wanted)
            known = _own(module) if module in MODULES else set()
            private += [f"{path.relative_to(ROOT).as_posix()}: {module}.{name}" for name in sorted(wanted - known)]
    assert private == [] and seen > 300
