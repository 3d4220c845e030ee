"""The help of commands, in the language of the settings. Its texts stand in the catalogue of this room, not beside the commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from grassroots.cli.further import BROUGHT, take_in_further
from grassroots.cli.settings import FILE, Settings, settings_of
from grassroots.errors import InvalidArgument
from grassroots.problems import nearest
from grassroots.texts import TYPED, Catalogue, catalogue, faults_of, in_each, languages

_CLICKS = {
    "usage": "Usage: ",
    "options": "Options:",
    "commands": "Commands:",
    "default": "default: ",
    "show-help": "Show this message and exit.",
    "show-version": "Show the version and exit.",
}
"""What click says by itself, by the code of what is said instead."""


def language_of(given: Sequence[str]) -> str:
    """The language that is meant by what was typed, else by the settings; English where there are no whole texts in it."""
    after = [value for option, value in pairwise(given) if option == "--language"]
    after += [one.removeprefix("--language=") for one in given if one.startswith("--language=")]
    try:
        after.append(settings_of(Path(), None, None, None).language)
    except InvalidArgument:  # settings that cannot be read are told when the command needs them, in the language that they mean
        with suppress(OSError):
            after += re.findall(r"(?m)^\s*language\W+(\w+)", Path(FILE).read_bytes().decode(errors="replace"))
    return next((one for one in after if one in languages() and not faults_of(one)), "en")


class Command(click.Command):
    """A command whose help is told in a language."""

    def get_help(self, ctx: click.Context) -> str:
        """The help, in the language of what was typed, else of the settings."""
        return _told(self, ctx, super().get_help)


class Group(click.Group):
    """A group that says what a misspelt command may have been, and whose help is told in a language."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keeps what was typed: a language may stand behind the name of a command."""
        ctx.meta.setdefault("grassroots.given", tuple(args))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As in click, also by what a command is called in another language; with a cure in the message."""
        called = self._called()
        if args and not args[0].startswith("-") and args[0] not in called:
            take_in_further(self)
            called = self._called()
        if args and not args[0].startswith("-") and args[0] not in called:
            language = language_of(ctx.meta.get("grassroots.given", ()))
            brought = {label: BROUGHT[name] for name in BROUGHT for label in in_each(partial(_called, name)).values()}
            told = {"value": args[0], "near": nearest(args[0], called, most=1)[0], "name": brought.get(args[0], "")}
            ctx.fail(catalogue("grassroots.cli").say("not-installed" if told["name"] else "no-command", language, **told))
        return super().resolve_command(ctx, [called.get(one, one) for one in args[:1]] + args[1:])

    def _called(self) -> dict[str, str]:
        """What each command may be called, in any language → its name."""
        return {label: name for name, one in self.commands.items() for label in in_each(partial(_label, one)).values()}

    def get_help(self, ctx: click.Context) -> str:
        """The help, with a line for each command."""
        take_in_further(self)
        return _told(self, ctx, super().get_help)


def _texts_of(command: click.Command) -> Catalogue:
    """The catalogue that words a command: of this room, or of the plugin that brings it."""
    package = str(getattr(command.callback, "__module__", __name__)).partition(".")[0]
    return catalogue("grassroots.cli" if package == "grassroots" else package)


def _label(command: click.Command, language: str) -> str:
    """What a command is called in a language."""
    code, own = f"command-{command.name}", _texts_of(command)
    return own.say(code, language if own.whole_in(language) else TYPED) if code in own else _called(str(command.name), language)


def _called(name: str, language: str) -> str:
    """What a command of this room, or of a plugin of ours, is called in a language."""
    return catalogue("grassroots.cli").say(f"command-{name}", language)


def _told(command: click.Command, ctx: click.Context, told: Any) -> str:
    language = language_of(ctx.meta.get("grassroots.given", ()))
    texts = catalogue("grassroots.cli")
    for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
        say_in(one, language)
    text: str = told(ctx)
    for code, plain in _CLICKS.items():
        text = text.replace(plain, texts.say(f"help-{code}", language))
    return text


def _first_sentence(text: str) -> str:
    """The whole of it: click shortens to a line, and what is cut off is often what the command is for."""
    found = re.search(r"。|[.](?=\s|$)", text)
    return " ".join((text[: found.end()] if found else text).split())


def say_in(command: click.Command, language: str) -> None:
    """Gives a command and its options the texts of a language."""
    own, shared = _texts_of(command), catalogue("grassroots.cli")
    language = language if own is shared or own.whole_in(language) else TYPED
    command.help = own.say(f"help-{command.name}", language)
    command.short_help = _first_sentence(command.help)
    if not isinstance(command, click.Group) and (label := _label(command, language)) != command.name:
        command.short_help = shared.say("help-short", language, label=label, text=command.short_help)
    if isinstance(command, click.Group):
        command.epilog = shared.say("help-exit-codes", language)
    command.options_metavar = shared.say("metavar-options", language)
    if isinstance(command, click.Group):
        command.subcommand_metavar = shared.say("metavar-command", language)
    usual = asdict(_usual())
    for one in command.params:
        one.metavar = _metavar(one, language)
        codes = (f"help-{command.name}-option-{one.name}", f"help-option-{one.name}")
        told = [texts.say(code, language, **usual) for code in codes for texts in (own, shared) if code in texts]
        if isinstance(one, click.Option) and told:
            one.help = told[0]


def _usual() -> Settings:
    """What holds where nothing is typed, as far as it can be read."""
    try:
        return settings_of(Path(), None, None, None)
    except InvalidArgument:  # told when a command needs them
        return Settings()


_METAVARS: dict[click.Parameter, str | None] = {}
"""What stands for the values of parameters where commands are written."""


def _metavar(param: click.Parameter, language: str) -> str | None:
    """What stands in the help for the value of a parameter; choices stand for themselves."""
    own = _METAVARS.setdefault(param, param.metavar)
    if isinstance(param.type, click.Choice) or (isinstance(param, click.Option) and param.is_flag) or language == TYPED:
        return own
    texts, typed = (
        catalogue("grassroots.cli"),
        own or (param.name or "" if isinstance(param, click.Argument) else param.type.name),
    )
    code = f"metavar-{typed.strip('[].').lower().replace(' ', '-').replace('|', '-').replace('=', '-')}"
    called = texts.say(code, language) if code in texts else own
    if called is not None and isinstance(param, click.Argument):
        called += "..." if param.nargs != 1 else ""
        return called if param.required else f"[{called}]"
    return called
