"""Commands that plugins bring stand beside ours; a broken one is left aside, and one that is not installed says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from grassroots.cli import further, main
from grassroots.cli.commands import grassroots

PLUGIN = """
import click
from grassroots.cli.help import Command

@click.command("greet", cls=Command)
@click.option("--loud", is_flag=True)
def greet(loud):
    click.echo("HELLO" if loud else "hello")
"""
TEXTS = """
[command-greet]
en = "greet"
zh = "问候"

[help-greet]
en = "Greets."
zh = "打招呼。"

[help-greet-option-loud]
en = "Loudly."
zh = "大声。"
"""


@pytest.fixture(autouse=True)
def _brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A plugin with a command, one that cannot be loaded, and one that would take the place of ours."""
    package = tmp_path / "grassroots_greeting"
    package.mkdir()
    (package / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    (package / "texts.toml").write_text(TEXTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [
        EntryPoint("gone", "grassroots_gone:command", further.GROUP),
        EntryPoint("greet", "grassroots_greeting:greet", further.GROUP),
        EntryPoint("load", "grassroots_greeting:PLUGIN", further.GROUP),
    ]
    monkeypatch.setattr(further, "points_of", lambda group: points)
    known = dict(grassroots.commands)
    grassroots.commands.pop("greet", None)
    yield
    grassroots.commands = known
    sys.modules.pop("grassroots_greeting", None)


def test_a_command_of_a_plugin_runs_and_has_its_help_in_the_language_of_the_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["greet", "--loud"]) == 0
    assert capsys.readouterr().out == "HELLO\n"
    monkeypatch.setenv("GRASSROOTS_LANGUAGE", "zh")
    assert main(["问候", "--help"]) == 0
    told = capsys.readouterr().out
    assert "打招呼。" in told
    assert "大声。" in told
    assert main(["--help"]) == 0
    assert "（问候）打招呼。" in capsys.readouterr().out


def test_a_command_that_cannot_be_loaded_harms_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert "gone" not in grassroots.commands


@pytest.mark.parametrize(("language", "typed"), [("en", "serve"), ("zh", "serve"), ("zh", "页面")])
def test_a_command_that_is_not_installed_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, typed: str
) -> None:
    monkeypatch.setattr(grassroots, "commands", {k: v for k, v in grassroots.commands.items() if k != "serve"})
    monkeypatch.setenv("GRASSROOTS_LANGUAGE", language)
    assert main([typed]) == 2
    assert "pip install grassroots-serve" in capsys.readouterr().err


def test_a_command_of_ours_looks_for_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(further, "points_of", lambda group: pytest.fail("looked"))
    assert main(["plugins"]) == 0
