"""To add a kind of rule, write one file: here a plugin brings one, and it is at work from the charter to the figure, in both languages."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import grassroots as gr
from grassroots.plugins import Plugins

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "write-a-kind-of-rule.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
"""The plugin is the one of the how-to."""
KIND, CHARTER = FILES["grassroots_spacing/__init__.py"], FILES["charter/charter.toml"]


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    (tmp_path / "grassroots_spacing").mkdir()
    for name, text in FILES.items():
        if name.startswith("grassroots_spacing/"):
            (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield importlib.import_module("grassroots_spacing")
    from grassroots.model import derived

    derived._KNOWN.pop("spacing", None)
    sys.modules.pop("grassroots_spacing", None)


def charter(tmp_path: Path, text: str = CHARTER) -> Path:
    folder = tmp_path / "charter"
    folder.mkdir(exist_ok=True)
    (folder / "charter.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_kind_of_a_plugin_is_at_work_from_the_charter_to_the_figure(plugin: ModuleType, tmp_path: Path) -> None:
    adapters = Plugins.of(plugin)
    assert len(KIND.strip().splitlines()) <= 120
    with gr.open("memory:", charter=charter(tmp_path), plugins=adapters) as office:
        unit = gr.model.Unit(id="a", kind="association", name="A")  # type: ignore[arg-type]
        days = (date(2024, 3, 1), date(2024, 3, 6), date(2024, 5, 1))
        meetings = [gr.model.Activity(id=f"m-{n}", unit="a", kind="meeting", on=on) for n, on in enumerate(days)]  # type: ignore[arg-type]
        office.add(unit, *meetings, reason="typed")
        told = [one for one in office.check("2024-06-30") if one.code.endswith("too-close")]
        assert [one.text("en") for one in told] == [
            "m-1 took place 5 days after the one before, and the rule meetings not too close asks for 10. "
            "Correct the day, or leave it as an exception."
        ]
        assert "规则“会议不宜过密”要求至少10天" in told[0].text("zh")
        assert office.check("2024-03-05") == ()
        figure = office.figure("close_meetings", as_of="2024-06-30")
        assert (figure.numerator, figure.denominator) == (1, 2)
        assert figure.records().hits == (("spacing", "m-1"),)
        assert "是否过密" in figure.explain("zh")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('activity = "meeting"', 'activity = "meating"', "charter-word"),
        ("days = 10", "days = 0", "charter-not-whole"),
        ("days = 10", "dais = 10", "charter-key-near"),
        ('activity = "meeting"\n', "", "charter-missing"),
        ("hit = { close = true }", "hit = { clse = true }", "charter-path-near"),
    ],
)
def test_its_rules_are_checked_like_any_other(plugin: ModuleType, tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(gr.errors.CharterInvalid) as caught:
        gr.open_charter(charter(tmp_path, CHARTER.replace(old, new)), Plugins.of(plugin))
    assert code in {one.code for one in caught.value.problems}
    assert all(one.source is not None and one.source.row for one in caught.value.problems)


def test_without_the_plugin_the_table_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(gr.errors.CharterInvalid) as caught:
        gr.open_charter(charter(tmp_path), Plugins.of())
    assert {one.code for one in caught.value.problems} >= {"charter-key"} or any(
        "spacing" in str(one) for one in caught.value.problems
    )


def test_a_plugin_that_gives_another_kind_is_named(plugin: ModuleType, tmp_path: Path) -> None:
    plugin.KIND = gr.rules.KINDS["dues"]
    with pytest.raises(gr.errors.PluginError, match=r"spacing.*a Kind of the name 'spacing'"):
        gr.open_charter(charter(tmp_path), Plugins.of(plugin))
