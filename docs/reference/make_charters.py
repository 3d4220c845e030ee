"""Makes the page of the charters that come with the project: module by module what each brings, from the files in which it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AS_WRITTEN = ("measure", "segment", "ledger", "report")
"""The tables that are no kind of rule, in the order in which they are listed after the rules."""


def files() -> Iterator[tuple[str, Mapping[str, Any], list[Path]]]:
    """Charter by charter: its id, its head, and its files. The modules of the neutral one are those of the families of rules."""
    builtin = ROOT / "src/grassroots/builtin/association/charter.toml"
    for head in [builtin, *sorted(ROOT.glob("plugins/*/src/*/*/charter.toml"))]:
        said = tomllib.loads(head.read_text(encoding="utf-8"))
        own = sorted(head.parent.glob("*.toml"))
        if head == builtin:
            own += sorted((ROOT / "src/grassroots/rules").glob("*/module.toml"))
        yield said["id"], said, own


def charters_page(made: str) -> str:
    """The page."""
    lines = [
        "# The charters that come with it",
        "",
        f"What an office takes over when its charter says `extends`: all of a charter, or some of its modules. {made}",
        "",
        '`extends = ["cn-street/casework", "cn-party-branch"]` takes one module (with what it needs) and one whole charter. How each rule, measure and ledger is written, '
        "`grassroots charter show NAME` tells; what an office wants otherwise or not at all, [it says in a line](../how-to/write-a-charter.md). What a kind of rule "
        "does stands in [kinds of rule](rules.md).",
        "",
    ]
    for id, head, own in files():
        lines += [f"## {id}", "", f"{_labels(head.get('label', {}))}.", ""]
        if above := head.get("extends"):
            lines += [f"Extends {', '.join(f'`{one}`' for one in ([above] if isinstance(above, str) else above))}.", ""]
        for path in own:
            lines += _module(id, path)
    return "\n".join(lines).rstrip("\n") + "\n"


def _module(charter: str, path: Path) -> list[str]:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {kind: entries for kind, entries in _entries(said).items() if entries}
    if not found:
        return []
    name, module = next(iter(said.get("module", {}).items()), ("", {}))
    lines = [f"### {charter}/{name}: {_labels(module)}", ""] if name else []
    if needs := module.get("needs"):
        lines += [f"Needs {', '.join(f'`{one}`' for one in needs)}.", ""]
    lines += ["| what | name | English | 中文 |", "|---|---|---|---|"]
    for kind, entries in found.items():
        lines += [f"| {kind} | `{entry}` | {_cell(said, 'en')} | {_cell(said, 'zh')} |" for entry, said in entries.items()]
    return [*lines, ""]


def _entries(said: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Table by table what it holds: rules by kind, then measures, segments, ledgers and reports."""
    from grassroots.rules.registry import KINDS

    rules = [kind.name for kind in KINDS.values() if kind.form is not None]
    return {kind: said.get(kind, {}) for kind in (*sorted(rules), *AS_WRITTEN)}


def _labels(said: Mapping[str, Any] | str) -> str:
    return said if isinstance(said, str) else " · ".join(said[one] for one in ("en", "zh") if one in said)


def _cell(said: Mapping[str, Any], language: str) -> str:
    return str(said.get(language, "")).replace("|", "\\|").replace("\n", " ")
