"""Makes the reference pages from the code: public names with their exact signatures, doors, nouns and fields, kinds of problem.

Run it after changing a public name; a test holds the pages to the code.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import re
import sys
import textwrap
import typing
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
MADE = "Made by `docs/reference/make_reference.py` from the code."
PAGES = {
    "api": (
        "The front page and its rooms",
        "What `import grassroots as gr` gives. Nouns (`gr.model`) have a page of their own.",
        ["grassroots", "grassroots.access", "grassroots.charter", "grassroots.errors", "grassroots.fields", "grassroots.figures",
         "grassroots.charter.measure", "grassroots.model", "grassroots.plugins", "grassroots.problems", "grassroots.reports", "grassroots.samples",
         "grassroots.values"],
    ),
    "rules-in-python": (
        "Rules in Python",
        "The forms of rules as classes, and what their families would have others call; what a charter writes stands in "
        "[kinds of rule](rules.md), the records that they derive in [nouns](nouns.md).",
        ["grassroots.rules", "grassroots.rules.kind", "grassroots.reading", "grassroots.charter.rule"],
    ),
    "for-plugins": (
        "What plugins are made of",
        "Beside the [doors](hooks.md): what stands behind stores, calendars, engines and exports, and the words of a package.",
        ["grassroots.store", "grassroots.charter.work_calendar", "grassroots.figures.engine", "grassroots.leaving", "grassroots.charter.loading",
         "grassroots.codec", "grassroots.convert", "grassroots.texts"],
    ),
    "testing": (
        "For your tests",
        "Strategies, a synthetic organization, and a kit for each door. Nothing here imports pytest.",
        ["grassroots.testing.strategies", "grassroots.testing.synthetic", "grassroots.testing.store_kit", "grassroots.testing.rows_kit", "grassroots.testing.ledger_laws",
         "grassroots.testing.channel_kit", "grassroots.testing.writer_kit", "grassroots.testing.export_kit", "grassroots.testing.charter_kit", "grassroots.testing.calendar_kit",
         "grassroots.testing.kind_kit", "grassroots.testing.engine_kit", "grassroots.testing.laws",
         "grassroots.testing.mutations"],
    ),
}  # fmt: skip


def signature(thing: Any) -> str:
    """The exact signature, with defaults; memory addresses and factories made plain."""
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"<function [^ ]*<lambda> at 0x[0-9a-f]+>", "...", text)
    text = re.sub(r"<([a-zA-Z_.]+)[^<>]*>", r"<\1>", text).replace("NOTHING", "...")
    # A set shows itself in an order that changes from run to run.
    return re.sub(r"frozenset\(\{([^}]*)\}\)", lambda match: "{" + ", ".join(sorted(match.group(1).split(", "))) + "}", text)


def docstring(thing: Any) -> str:
    """The docstring as Markdown: sections of Google style as lists, doctests as code."""
    text = inspect.getdoc(thing) or ""
    lines: list[str] = []
    code = section = False
    for line in text.splitlines():
        if line.startswith(">>>") and not code:
            lines += ["```pycon", line]
            code = True
        elif code and not line.strip():
            lines += ["```", ""]
            code = False
        elif re.fullmatch(r"(Args|Returns|Raises|Yields|Attributes):", line):
            lines.append(f"*{line[:-1]}*")
            lines.append("")
            section = True
        elif section and line.startswith("    ") and not line.startswith("     "):
            name, colon, rest = line.strip().partition(": ")
            lines.append(f"- `{name}`: {rest}" if colon else f"- {line.strip()}")
        else:
            section = section and (line.startswith(" ") or not line)
            lines.append(line)
    if code:
        lines.append("```")
    return "\n".join(lines)


def members(cls: type[Enum]) -> dict[str, str]:
    """The members of an enumeration, each with its value and what stands below it in the source."""
    (body,) = (node.body for node in ast.parse(textwrap.dedent(inspect.getsource(cls))).body if isinstance(node, ast.ClassDef))
    said = {
        one.targets[0].id: f": {' '.join(str(text.value.value).split())}"
        for one, text in itertools.pairwise(body)
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }  # fmt: skip
    return {f"{name} = {one.value!r}": said.get(name, "") for name, one in cls.__members__.items()}


def entry(name: str, thing: Any, level: int = 3) -> list[str]:
    """One public name: its signature, its docstring, and for a class the methods that it defines itself."""
    if name == "LAWS":  # of a kit: each says in its first line what it demands
        demands = {law: " ".join((inspect.getdoc(check) or "").partition("\n\n")[0].split()) for law, check in thing.items()}
        laws = [f"- `{law}`: {demand}" for law, demand in demands.items()]
        return ["#" * level + f" `{name}`", "", "Law by law:", "", *laws, ""]
    if not (inspect.isclass(thing) or callable(thing)):
        return ["#" * level + f" `{name}`", "", f"A `{type(thing).__name__}`.", ""]
    if typing.get_origin(thing) is typing.Annotated:
        # What such a name tells of itself is Python's, and differs from version to version.
        return ["#" * level + f" `{name}`", "", f"A name for `{typing.get_args(thing)[0]}`.", ""]
    if inspect.isclass(thing) and issubclass(thing, Enum):
        values = [f"- `{member}`{said}" for member, said in members(thing).items()]
        return ["#" * level + f" `{name}`", "", docstring(thing), "", *values, ""]
    kind = "class " if inspect.isclass(thing) else ""
    shown = signature(thing)
    lines = ["#" * level + f" `{name}`", "", "```text", f"{kind}{name}{shown}", "```", "", docstring(thing), ""]
    if inspect.isclass(thing):
        # A class that is put together from parts of the library shows what they do as its own.
        parts = [part for part in thing.__mro__ if part.__module__.rpartition(".")[0] == thing.__module__.rpartition(".")[0]]
        for method, value in {name: value for part in reversed(parts) for name, value in vars(part).items()}.items():
            target = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            if method.startswith("_") or not (inspect.isfunction(target) or isinstance(value, property)):
                continue
            shown = "" if isinstance(value, property) else signature(getattr(thing, method))
            doc = inspect.getdoc(value)
            if doc:
                lines += [
                    f"- **`.{method}{shown}`**",
                    "",
                    *("  " + line if line else "" for line in docstring(value).splitlines()),
                    "",
                ]
    return lines


def public(module: Any) -> dict[str, Any]:
    """The public names of a module: its `__all__`, else what it defines itself without an underscore."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            name for name, thing in vars(module).items()
            if not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__ and callable(thing)
        ]  # fmt: skip
    return {name: getattr(module, name) for name in names}


def api_page(page: str) -> str:
    """A page of public names."""
    title, lead, modules = PAGES[page]
    lines = [f"# {title}", "", f"{lead} {MADE}", ""]
    told: set[int] = set()
    for name in modules:
        module = importlib.import_module(name)
        lines += [f"## `{name}`", "", (inspect.getdoc(module) or "").split("\n\n")[0], ""]
        importlib.import_module("grassroots.rules.registry")
        model = importlib.import_module("grassroots.model")
        nouns = {*model.NOUNS.values(), *model.DERIVED.values()}
        texts = [each for each, thing in public(module).items() if thing is str]
        lines += [f"{', '.join(f'`{each}`' for each in texts)}: names for `str`.", ""] if texts else []
        told |= {id(law) for law in getattr(module, "LAWS", {}).values()}
        for each, thing in public(module).items():
            if inspect.ismodule(thing):
                lines += [f"### `{each}`", "", (inspect.getdoc(thing) or "").split("\n\n")[0], ""]
            elif id(thing) in told and inspect.isclass(thing) and each != thing.__name__:
                lines += [f"### `{each}`", "", f"The same as `{thing.__name__}`.", ""]
            elif id(thing) not in told and each not in texts and (thing not in nouns if inspect.isclass(thing) else True):
                told.add(id(thing))
                lines += entry(each, thing)
    return "\n".join([*lines, ""])


def nouns_page() -> str:
    """Every noun with its fields: type of column, class, meaning, what it refers to."""
    from grassroots.fields import Column, Part, fields_of
    from grassroots.model import NOUNS, Attachment, Custom, ExternalId, LocalName, Placement, Step
    from grassroots.model.labels import noun_label

    lines = ["# Nouns and their fields", "", f"What an organization consists of. {MADE}", ""]
    lines += [
        "`*` after a class: kept in the personal part, erased on request. Every noun also has `external_ids`, `attachments` and `custom`.",
        "",
    ]
    for name, cls in {
        **NOUNS,
        **{part.__name__: part for part in (Step, Placement, LocalName, ExternalId, Attachment, Custom)},
    }.items():
        label = f" · {noun_label(name, 'zh')}" if name in NOUNS else ""
        called = f"`gr.model.{cls.__name__}`. " if name in NOUNS else ""
        lines += [f"## `{name}`{label}", "", called + (inspect.getdoc(cls) or "").partition(">>>")[0].strip(), ""]
        lines += ["| field | type | class | meaning | refers to / words |", "|---|---|---|---|---|"]
        for info in fields_of(cls):
            if info.name in ("external_ids", "attachments", "custom") and name in NOUNS:
                continue
            kind = info.kind.value if isinstance(info.kind, Column) else info.kind.__name__
            kind = f"{kind} ..." if info.many else kind + (" or none" if info.optional else "")
            star = "*" if info.part is Part.PERSONAL else ""
            leads = " or ".join(info.refs) or (f"words of `{info.words}`" if info.words else "")
            lines.append(f"| `{info.name}` | {kind} | {info.privacy.value}{star} | {info.meaning} | {leads} |")
        lines.append("")
    lines += ["# Derived nouns", "", "What rules say of records on a day: never stored, counted like any noun.", ""]
    import grassroots.rules.registry  # noqa: F401 - the kinds of rule, and with them the derived nouns
    from grassroots.model import DERIVED

    for name, derived in sorted(DERIVED.items()):
        told = f"`gr.rules.{derived.__name__}`. " + (inspect.getdoc(derived) or "").partition(">>>")[0].strip()
        lines += [f"## `{name}`", "", told, ""]
        lines += ["| field | type | class | meaning | refers to / words |", "|---|---|---|---|---|"]
        for info in fields_of(derived):
            kind = info.kind.value if isinstance(info.kind, Column) else info.kind.__name__
            leads = " or ".join(info.refs) or (f"words of `{info.words}`" if info.words else "")
            lines.append(
                f"| `{info.name}` | {kind}{' or none' if info.optional else ''} | {info.privacy.value} | {info.meaning} | {leads} |"
            )
        lines.append("")
    return "\n".join([*lines, ""])


COMES_THROUGH = {
    "grassroots.hooks": "hookimpl Rows Mender Channel Writer Export CharterFiles",
    "grassroots.ledgers": "Row Table Sheet digest_of read_whole",
    "grassroots.values": "Source",
    "grassroots.leaving": "Leaving",
    "grassroots.store": "Store Batch Change Head Versioned Logged Message",
}
"""What hooks give and are given: the room that it is imported from → its names."""


def hooks_page() -> str:
    """Every door with its exact signature, and the protocols of what comes through it."""
    import grassroots.hooks as hooks

    lines = ["# Doors for plugins", "", (inspect.getdoc(hooks) or ""), "", MADE, ""]
    for name, thing in vars(hooks).items():
        if name.startswith("grassroots_"):
            lines += entry(name, thing, 2)
    lines += ["# What comes through", ""]
    lines.append("Each is imported from the room that stands beside it.\n")
    for room, names in COMES_THROUGH.items():
        for name in names.split():
            told = entry(name, getattr(importlib.import_module(room), name), 2)
            lines += [f"## `{name}` · `{room}`", *told[1:]]
    return "\n".join([*lines, ""])


def problems_page() -> str:
    """Every kind of problem in both languages."""
    from grassroots.problems import wordings, wordings_in

    plugins = sorted(path.parent.name for path in (HERE.parents[1] / "plugins").glob("*/src/*/problems.toml"))
    of_plugins = {f"{name}:{code}": wording for name in plugins for code, wording in wordings_in(name).items()}
    lines = ["# Kinds of problem", "", f"What is told of data that somebody typed, and the cure. {MADE}", ""]
    lines += _problems(wordings())
    lines += ["", "## Of plugins", "", "A code of a plugin begins with the name of its package.", ""]
    return "\n".join([*lines, *_problems(of_plugins), ""])


def _problems(wordings: Mapping[str, Any]) -> list[str]:
    lines = ["| code | English | Chinese |", "|---|---|---|"]
    for code, wording in sorted(wordings.items()):
        line = f"| `{code}` | {wording.what('en')} *{wording.cure('en')}* | {wording.what('zh')} *{wording.cure('zh')}* |"
        lines.append(line.replace("{", "‹").replace("}", "›"))
    return lines


def rules_page(made: str) -> str:
    """Every kind of rule with its keys, from the registry."""
    from make_rules import rules_page

    return rules_page(made)


def charters_page(made: str) -> str:
    """The charters that come with the project."""
    from make_charters import charters_page

    return charters_page(made)


def cli_page() -> str:
    """Every command with its help."""
    import click

    from grassroots.cli.commands import grassroots as main

    lines = ["# The command line", "", MADE, ""]

    def tell(command: click.Command, name: str, parent: click.Context | None = None) -> None:
        settings = {"terminal_width": 100, "max_content_width": 100, **command.context_settings}
        # With its parent and its settings, as when it is called: they say, for one, that -h asks for help.
        context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **settings)
        lines.extend([f"## `{name}`", "", "```text", command.get_help(context), "```", ""])
        if isinstance(command, click.Group):
            for each in command.list_commands(context):
                found = command.get_command(context, each)
                if found is not None:
                    tell(found, f"{name} {each}", context)

    tell(main, "grassroots")
    return "\n".join([*lines, ""])


INDEX = f"""# Reference

{MADE.replace("` from the code", "`, `make_systems.py` and `make_soundness.py`")}

- [The front page](api.md): every public name, with its signature
- [Nouns and their fields](nouns.md)
- [Kinds of rule](rules.md): what a charter may write, and what follows from it
- [The charters that come with it](charters.md): module by module, the rules, measures, ledgers and reports that an office takes over
- [Rules in Python](rules-in-python.md): their forms, and what may be called of them
- [Doors for plugins](hooks.md)
- [What plugins are made of](for-plugins.md): behind the doors
- [For your tests](testing.md)
- [The command line](cli.md)
- [Kinds of problem](problems.md)
- [Soundness: how well the check finds faults](soundness.md)
- [The systems of the seed documents](systems.md)
"""


def pages() -> dict[str, str]:
    """File name → text of every page that is made here."""
    made = {f"{page}.md": api_page(page) for page in PAGES}
    made |= {
        "nouns.md": nouns_page(),
        "hooks.md": hooks_page(),
        "problems.md": problems_page(),
        "cli.md": cli_page(),
        "rules.md": rules_page(MADE),
        "charters.md": charters_page(MADE),
        "index.md": INDEX,
    }
    return {name: re.sub(r"\n{3,}", "\n\n", text) for name, text in made.items()}


def stale() -> list[str]:
    """The pages that are not as the code makes them."""
    return [
        name
        for name, text in pages().items()
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != text
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(f"run docs/reference/make_reference.py: {', '.join(found)} are stale" if (found := stale()) else 0)
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
