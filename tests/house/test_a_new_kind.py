"""To add a kind of rule, write one file: here a plugin brings one, and it is at work from the charter to the figure, in both languages."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import grassroots as gr
from grassroots.plugins import Plugins

KIND = '''
"""Spacing: how many days must lie between two activities of a kind at one unit."""

from collections.abc import Iterator
from itertools import pairwise

from attrs import field, frozen
from grassroots.charter.rule import Rule, between, needed, word
from grassroots.fields import described, public
from grassroots.hooks import hookimpl
from grassroots.model import Activity, Derived, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.values import UnitId


@frozen(kw_only=True)
class SpacingRule(Rule):
    """Between two activities of the kind `activity` at one unit lie at least `days` days."""

    activity: str = field(metadata=word("activity") | needed())
    days: int = field(default=7, metadata=between(1, 366))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Spacing(Derived):
    """How many days after the one before an activity took place."""

    unit: UnitId = field(metadata=public("the unit", ref="unit", home=True))
    activity: str = field(metadata=public("the later activity", ref="activity"))
    days: int = field(metadata=public("the days since the one before; 0 or more"))
    close: bool = field(metadata=public("whether that is fewer than the rule asks for"))


def spacings(rule: SpacingRule, at: At) -> Iterator[Spacing]:
    held: dict[str, list[Activity]] = {}
    for one in at.snapshot.all(Activity).values():
        if one.kind == rule.activity and one.on <= at.day:
            held.setdefault(one.unit, []).append(one)
    for unit, found in held.items():
        for before, after in pairwise(sorted(found, key=lambda one: (one.on, one.id))):
            days = (after.on - before.on).days
            yield Spacing(id=after.id, unit=unit, activity=after.id, days=days, close=days < rule.days)


def too_close(rule: SpacingRule, at: At) -> Iterator[Problem]:
    for one in spacings(rule, at):
        if one.close:
            place = at.snapshot.sources.get(("activity", one.activity))
            details = {"id": one.activity, "rule": rule.title, "days": one.days, "least": rule.days}
            yield Problem("grassroots_spacing:too-close", source=place, value=one.activity, details=details)


KIND = Kind(name="spacing", form=SpacingRule, derives=(Derivation(Spacing, spacings),), finds=too_close)


@hookimpl
def grassroots_open_kind(address):
    return KIND if address == "spacing" else None
'''
WORDS = """
[too-close]
en = "{id} took place {days} days after the one before, and the rule {rule} asks for {least}."
cure_en = "Correct the day, or leave it as an exception."
zh = "{id}距上一次仅{days}天，而规则“{rule}”要求至少{least}天。"
cure_zh = "请更正日期；确属例外的可保留。"
"""
LABELS = """
Spacing = { en = "spacing of activities", zh = "活动间隔" }
close = { en = "too close", zh = "是否过密" }
days = { en = "days", zh = "间隔天数" }
"""
CHARTER = """
id = "club"
extends = "association"
label = { en = "Club", zh = "社团" }
[spacing.meetings]
en = "meetings not too close"
zh = "会议不宜过密"
activity = "meeting"
days = 10
[measure.close_meetings]
en = "meetings too close"
zh = "过密会议"
rate = "spacing"
hit = { close = true }
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    room = tmp_path / "grassroots_spacing"
    room.mkdir()
    for name, text in (("__init__.py", KIND), ("problems.toml", WORDS), ("labels.toml", LABELS)):
        (room / name).write_text(text, encoding="utf-8")
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
