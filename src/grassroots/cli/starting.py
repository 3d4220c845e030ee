"""Beginning: six questions, and a folder to work in with the workbooks that matter."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grassroots.cli.console import Console
from grassroots.cli.group import OK, grassroots, shared
from grassroots.cli.settings import FILE, STORE, Settings
from grassroots.errors import GrassrootsError, InvalidArgument
from grassroots.problems import Problem
from grassroots.texts import TYPED, catalogue, languages

if TYPE_CHECKING:
    from grassroots.charter import Charter, LedgerRule
    from grassroots.model import Unit
    from grassroots.plugins import Plugins

_BETWEEN = re.compile(r"[,，、;；]")


@grassroots.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--charter", "whose", metavar="NAME|FOLDER")
@click.option("--name", default="")
@click.option("--units", default="")
@click.option("--keep", default="")
@click.option("--all", "every", is_flag=True)
@click.option("--actor", default="")
@click.option("--format", "ending", type=click.Choice(["csv", "xlsx"]))
@click.option("--sample", metavar="NAME")
@shared(store=False)
def init(
    console: Console,
    settings: Settings,
    folder: Path,
    whose: str | None,
    name: str,
    units: str,
    keep: str,
    every: bool,
    actor: str,
    ending: str | None,
    sample: str | None,
) -> int:
    """Asks six questions, and makes a folder to work in: settings, and the workbooks with which such an office begins."""
    from grassroots.ledgers import template
    from grassroots.plugins import Plugins
    from grassroots.workspace import open_charter, open_workspace
    from grassroots.workspace.desk import ledger_of

    ledgers = folder / "ledgers"
    if (folder / FILE).exists() or (ledgers.is_dir() and any(ledgers.iterdir())):
        raise InvalidArgument.of(Problem("folder-in-use", value=str(folder)))
    if sample is not None:
        given = {"--charter": whose, "--name": name, "--units": units, "--keep": keep, "--all": every, "--format": ending}
        if besides := [option for option, value in given.items() if value]:
            raise InvalidArgument.of(Problem("sample-alone", details={"options": besides}))
        return _sampled(console, folder, sample, actor)
    plugins = Plugins.installed()
    asks = sys.stdin.isatty() and not console.json and not console.quiet
    if asks and whose is None and not (name or units or keep or every):
        console, whose, name, units, keep, actor = _questions(console, settings, plugins)
    whose = whose or settings.charter
    charter = open_charter(whose, plugins)
    # The folder to work in may be called like its charter.
    named = str(Path(whose).resolve()) if Path(whose).is_dir() else whose
    rules = (
        [ledger_of(charter, one) for one in _parts(keep) or charter.begin_with] if not every else list(charter.ledgers.values())
    )
    rules = rules or list(charter.ledgers.values())
    made = _units(charter, name.strip(), _parts(units))
    if made and all(rule.nouns[0] != "unit" for rule in rules):
        rules += [rule for rule in charter.ledgers.values() if rule.nouns[0] == "unit"][:1]
    rules += _lacking(charter, rules)
    sheets = [template(rule, charter, console.language, made, [one.name for one in made]) for rule in rules]
    kind = ending or ("xlsx" if "xlsx" in plugins.names() else "csv")
    files = [
        ledgers / f"{rule.name if console.language == TYPED else sheet.name}.{kind}"
        for rule, sheet in zip(rules, sheets, strict=True)
    ]
    written = [plugins.open_rows(file) for file in files]
    ledgers.mkdir(parents=True, exist_ok=True)
    _settle(console, folder, named, actor)
    for rows, sheet in zip(written, sheets, strict=True):
        rows.write([sheet])
    open_workspace(folder / STORE, charter, plugins=plugins, create=True).close()
    console.say(
        "folder-ready", folder=folder if folder.name else folder.resolve().name, file=FILE, count=len(sheets), ledgers=ledgers
    )
    for file in files:
        console.line(f"  {file}")
    console.say("folder-next")
    console.answer({"folder": str(folder), "charter": charter.id, "ledgers": sorted(rule.name for rule in rules)})
    return OK


def _settle(console: Console, folder: Path, charter: str, actor: str) -> None:
    """Writes the settings of a folder to work in."""
    said = {"charter": charter, "store": STORE, "language": console.language, "actor": actor.strip()}
    lines = [f"{key} = {_quoted(text)}\n" for key, text in said.items() if text]
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def _sampled(console: Console, folder: Path, name: str, actor: str) -> int:
    """A folder with the ledgers of a sample, and its charter where it has one of its own."""
    from grassroots import samples
    from grassroots.workspace import open_workspace

    source = samples.folder(name)
    parts = [part for part in ("charter", "ledgers", "mistakes") if (source / part).is_dir()]
    if (folder / "charter").exists():
        raise InvalidArgument.of(Problem("folder-in-use", value=str(folder / "charter")))
    for part in parts:
        shutil.copytree(source / part, folder / part, dirs_exist_ok=True)
    # The folder may be moved: the settings name its charter from where they lie.
    own = "charter" in parts
    whose = "charter" if own else str(samples.charter(name))
    _settle(console, folder, whose, actor)
    open_workspace(folder / STORE, str(folder / whose) if own else whose, create=True).close()
    files = sorted((folder / "ledgers").iterdir())
    console.say("folder-ready", folder=folder, file=FILE, count=len(files), ledgers=folder / "ledgers")
    for file in files:
        console.line(f"  {file}")
    console.say("sample-next", folder=folder, day=samples.day(name).isoformat())
    console.answer({"folder": str(folder), "charter": whose, "sample": name, "as_of": samples.day(name)})
    return OK


def _questions(console: Console, settings: Settings, plugins: Plugins) -> tuple[Console, str, str, str, str, str]:
    """The answers to the six questions; what cannot be is told, and asked for again. Who stops is told so in the language that was chosen."""
    from grassroots.workspace import open_charter
    from grassroots.workspace.desk import ledger_of

    spoken = {one: catalogue("grassroots.cli").say("own-name", one) for one in languages()}
    both = " / ".join(dict.fromkeys(catalogue("grassroots.cli").say("ask-language", one) for one in languages()))
    try:
        language = _chosen(console, both, spoken, console.language, _spoken)
        console = Console(language, console.json, console.quiet)
        known = _charters(plugins, language)
        whose = _chosen(console, console.text("ask-charter"), known, settings.charter, lambda said: _opened(said, plugins))
        charter = open_charter(whose, plugins)
        name = _again(console, console.text("ask-name"), "", str.strip)

        def placed(said: str) -> str:
            _units(charter, name, _parts(said))
            return said

        def kept(said: str) -> str:
            for one in _parts(said):
                ledger_of(charter, one)
            return said

        units = _again(console, console.text("ask-units"), "", placed)
        begun = console.text("between").join(_called(charter, one, language) for one in charter.begin_with)
        keep = _again(console, console.text("ask-keep"), begun, kept)
        return console, whose, name, units, keep, _again(console, console.text("ask-actor"), settings.actor, str.strip)
    except click.Abort:
        click.echo(console.text("stopped"), err=True)
        raise click.exceptions.Exit(130) from None


def _again(console: Console, question: str, default: str, found: Callable[[str], str]) -> str:
    """The answer to a question, once it is one that can be."""
    while True:
        try:
            return found(click.prompt(question, default=default, show_default=bool(default), err=True))
        except GrassrootsError as error:
            click.echo(f"  {error.text(console.language)}", err=True)


def _chosen(console: Console, question: str, known: Mapping[str, str], default: str, other: Callable[[str], str]) -> str:
    """One of several, by its number in the list, its name, or what it is called; `other`: what else may be said."""
    for place, label in enumerate(known.values(), 1):
        click.echo(f"  {place}  {label}", err=True)

    def found(said: str) -> str:
        said = said.strip()
        if said.isdecimal() and 0 < int(said) <= len(known):
            return list(known)[int(said) - 1]
        called = [
            one for one, label in known.items() if said.casefold() in (label.casefold(), label.rpartition(" (")[0].casefold())
        ]
        return called[0] if len(called) == 1 else other(said)

    return _again(console, question, default, found)


def _spoken(said: str) -> str:
    if said.casefold() not in languages():
        raise InvalidArgument.of(Problem("no-such-language", value=said, details={"known": languages()}))
    return said.casefold()


def _opened(said: str, plugins: Plugins) -> str:
    from grassroots.workspace import open_charter

    open_charter(said, plugins)
    return said


def _parts(said: str) -> list[str]:
    return [one.strip() for one in _BETWEEN.split(said) if one.strip()]


def _charters(plugins: Plugins, language: str) -> dict[str, str]:
    """The charters that there are, each with what it calls itself."""
    import tomllib

    found = {}
    for name in plugins.charters():
        head = tomllib.loads(plugins.open_charter(name).files["charter.toml"])
        label = head.get("label", {})
        found[name] = f"{label.get(language) or next(iter(label.values()), name)} ({name})"
    return found


def _lacking(charter: Charter, rules: Sequence[LedgerRule]) -> list[LedgerRule]:
    """The ledgers without which a row of these cannot be filled in: each has a column that needs what none of them enters."""
    from grassroots.ledgers.plan import make_plan

    more: list[LedgerRule] = []
    for rule in chain(rules, more):  # what was added is looked through in its turn
        plan = make_plan(rule, charter)
        for column in (plan.columns[name] for name in plan.needed if name in plan.columns):
            asked = set(column.target.refs) if column.target else set()
            if asked and not any(asked & set(one.nouns) for one in (*rules, *more)):
                more += [one for one in charter.ledgers.values() if one.nouns[0] in asked][:1]
    return more


def _called(charter: Charter, ledger: str, language: str) -> str:
    return charter.ledgers[ledger].labels.get(language, ledger)


def _units(charter: Charter, name: str, parts: Sequence[str]) -> list[Unit]:
    """The organization and its units, each of the kind whose name it bears, else of the first that may stand there."""
    from grassroots.ledgers.draft import EVER
    from grassroots.model import Placement, Unit
    from grassroots.values import UnitId

    if parts and not name:
        raise InvalidArgument.of(Problem("units-without-name", value=", ".join(parts)))
    if twice := next((one for one in parts if [name, *parts].count(one) > 1), ""):
        raise InvalidArgument.of(Problem("unit-named-twice", value=twice))
    if not name:
        return []
    kinds = charter.words.get("unit", {})
    roots = [one for one, word in kinds.items() if not word.under or "-" in word.under]
    top = _kind(charter, name, roots)
    below = [one for one, word in kinds.items() if top in word.under]
    root = Unit(id=UnitId("00"), kind=top, name=name)
    place = Placement(since=EVER, parent=root.id)
    return [
        root,
        *(
            Unit(id=UnitId(f"{number:02}"), kind=_kind(charter, part, below), name=part, parents=(place,))
            for number, part in enumerate(parts, 1)
        ),
    ]


def _kind(charter: Charter, name: str, among: Sequence[str]) -> str:
    labels = [(label, kind) for kind in among for label in charter.words["unit"][kind].said]
    named = [(label, kind) for label, kind in labels if label.casefold() in name.casefold()]
    return max(named, key=lambda one: len(one[0]), default=("", among[0] if among else next(iter(charter.words["unit"]))))[1]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
