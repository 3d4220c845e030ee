"""What was typed wrongly, told in the language of the settings: commands, options, arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from grassroots.cli.help import say_in
from grassroots.problems import nearest
from grassroots.texts import Language, catalogue

_LISTED = re.compile(r"\((.*)\)")


def told(error: click.ClickException, language: Language) -> str:
    """The whole message: how the command is used, where its help is, what is wrong."""
    return "\n".join(_lines(error, language))


def _lines(error: click.ClickException, language: Language) -> Iterator[str]:
    say = catalogue("grassroots.cli").say
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        say_in(ctx.command, language)
        yield ctx.get_usage().replace("Usage: ", say("help-usage", language))
        yield say("usage-help", language, command=ctx.command_path)
    yield say("usage-wrong", language, text=_what(error, language))


def _what(error: click.ClickException, language: Language) -> str:
    say = catalogue("grassroots.cli").say
    match error:
        case click.NoSuchOption():
            known = [name for one in error.ctx.command.params for name in one.opts] if error.ctx else []
            near = [name for name in nearest(error.option_name, known, 1) if error.option_name[:3] == name[:3]]
            code = "usage-near-option" if near else "usage-no-option"
            return say(code, language, name=error.option_name, near=near[0] if near else "")
        case click.MissingParameter(param=click.Option() as param):
            return say("usage-missing-option", language, name=param.opts[0])
        case click.MissingParameter(param=click.Parameter() as param):
            return say("usage-missing", language, name=_name(param))
        case click.BadParameter(param=click.Parameter() as param):
            return say("usage-value", language, name=_name(param), text=_value(error, param, language))
        case click.BadOptionUsage():
            return say("usage-needs-value", language, name=error.option_name)
    if listed := _LISTED.search(error.message):
        return say("usage-too-many", language, listed=listed[1])
    return error.message


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Argument) and isinstance(param.type, click.Choice):
        return "|".join(map(str, param.type.choices))
    return param.opts[0] if isinstance(param, click.Option) else (param.metavar or (param.name or "").upper())


def _value(error: click.BadParameter, param: click.Parameter, language: Language) -> str:
    """What may stand there; the message as it is where a type of ours said it."""
    say = catalogue("grassroots.cli").say
    match param.type:
        case click.Choice(choices=choices):
            return say("usage-choice", language, known=tuple(map(str, choices)))
        case click.IntRange(min=int(least), max=int(most)):
            return say("usage-range", language, least=least, most=most)
        case click.types.IntParamType():
            return say("usage-number", language)
        case click.Path():
            return say("usage-path", language)
    return error.message
