"""A kind of rule of a plugin takes nothing down but itself: what it does wrong names the plugin, the kind and what was asked, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import field, frozen

import grassroots as gr
from grassroots.charter.kind import DerivedPath
from grassroots.charter.rule import Rule
from grassroots.errors import CharterInvalid, PluginError
from grassroots.hooks import hookimpl
from grassroots.plugins import Plugins
from grassroots.problems import Problem
from grassroots.rules import UnitSize
from grassroots.rules.kind import Derivation, Kind
from grassroots.testing.kind_faults import TWIN, TWIN_KIND

DAY = "2024-06-30"
PROBLEM = Problem("no-parent", value="a", details={"noun": "unit", "id": "a"})


def offered(**changes: Any) -> Plugins:
    kind = attrs.evolve(TWIN_KIND, **changes)

    class Twin:
        @hookimpl
        def grassroots_open_kind(self, address: str) -> Kind[Any] | None:
            return kind if address == "twin" else None

    return Plugins.of(Twin())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    charter = TWIN["charter.toml"] + (
        '[measure.units_sized]\nen = "sizes"\nzh = "规模"\ncount = "unit_size"\n'
        '[measure.units]\nen = "units"\nzh = "单位"\ncount = "unit"\n'
    )
    (tmp_path / "charter.toml").write_text(charter, encoding="utf-8")
    return tmp_path


def office_of(folder: Path, **changes: Any) -> gr.Office:
    office = gr.open("memory:", charter=folder / "charter.toml", plugins=offered(**changes))
    office.add(gr.model.Unit(id="a", kind="association", name="A"), reason="typed")  # type: ignore[arg-type]
    return office


def failing(*args: Any) -> Any:
    raise ValueError("no luck")


def late(*args: Any) -> Iterator[Any]:
    yield PROBLEM
    raise ValueError("no luck")


def missing(*args: Any) -> Any:
    raise gr.errors.NotFound("nothing there")


def own(*args: Any) -> Any:
    raise PluginError("said by itself")


GIVEN: dict[str, tuple[Callable[..., Any], str, str]] = {
    "it fails": (failing, "ValueError: no luck", "ValueError: no luck"),
    "it fails after the first": (late, "ValueError: no luck", "ValueError: no luck"),
    "it fails as the library does": (missing, "NotFound: nothing there", "NotFound: nothing there"),
    "it names no kind": (own, "PluginError: said by itself", "said by itself"),
    "nothing to go through": (lambda *args: None, "TypeError", "TypeError"),
    "something else": (lambda *args: ["odd"], "it gave str, and must give", "返回了str，应返回"),
}
UNWORDED = {
    "no wording": (lambda *args: [Problem("no-such-code")], "PACKAGE:CODE", "代码写作PACKAGE:CODE"),
    "no such package": (lambda *args: [Problem("nowhere:code")], "PACKAGE:CODE", "代码写作PACKAGE:CODE"),
    "a gap": (lambda *args: [Problem("unit-should-become")], "which is not among the details", "但没有给出这项内容"),
}


def told(problem: Problem, part: str, part_zh: str, reason: str, reason_zh: str) -> None:
    assert problem.code == "kind-failed"
    assert "kind of rule twin of the plugin Twin" in problem.text("en") and f"in {part}: " in problem.text("en")
    assert reason in problem.text("en") and "take the rules [twin.…] out" in problem.text("en")
    assert f"插件Twin提供的规则种类twin在“{part_zh}”环节出错" in problem.text("zh") and reason_zh in problem.text("zh")


@pytest.mark.parametrize("case", {**GIVEN, **UNWORDED})
def test_what_goes_wrong_in_finding_is_told_by_the_check_and_the_others_go_on(case: str, folder: Path) -> None:
    function, reason, reason_zh = {**GIVEN, **UNWORDED}[case]
    with office_of(folder, finds=function, silent="") as office:
        failed = [one for one in office.check(DAY) if one.code == "kind-failed"]
        (problem,) = failed
        told(problem, "what it finds", "查找问题", reason, reason_zh)
        assert office.figure("units", as_of=DAY).text() == "1"
        with pytest.raises(PluginError) as caught:
            office.run("twin", DAY)
        assert (caught.value.plugin, caught.value.hook) == ("Twin", "grassroots_open_kind")


@pytest.mark.parametrize("part", ["todo", "proposes"])
@pytest.mark.parametrize("case", GIVEN)
def test_what_goes_wrong_in_asking_is_a_to_do_and_the_others_go_on(part: str, case: str, folder: Path) -> None:
    function, reason, reason_zh = GIVEN[case]
    with office_of(folder, **{part: function}) as office:
        (one,) = (one for one in office.todo(DAY) if one.kind == "twin")
        names = {"todo": ("what is to be done", "列出待办"), "proposes": ("what it proposes", "提出建议")}
        told(one.reason, *names[part], reason, reason_zh)
        assert one.record == ("unit", "a") and one.unit == "a"
        assert office.proposals(DAY) == ()


@pytest.mark.parametrize("case", GIVEN)
def test_what_goes_wrong_in_deriving_stops_the_figures_that_stand_on_it_and_no_other(case: str, folder: Path) -> None:
    function, reason, _ = GIVEN[case]
    with office_of(folder, derives=(Derivation(UnitSize, function),)) as office:
        assert office.figure("units", as_of=DAY).text() == "1"
        with pytest.raises(PluginError, match="what it derives") as caught:
            office.figure("units_sized", as_of=DAY)
        assert reason.split(",")[0] in str(caught.value)
        told(caught.value.problem, "what it derives", "派生记录", reason, GIVEN[case][2])


def test_a_derived_record_is_of_the_declared_types(folder: Path) -> None:
    def sized(rule: Any, at: Any) -> Iterator[UnitSize]:
        yield UnitSize(id="a", unit="a", rule="sizes", size="many", become=None, leaders=None)  # type: ignore[arg-type]

    with (
        office_of(folder, derives=(Derivation(UnitSize, sized),)) as office,
        pytest.raises(PluginError, match=r"UnitSize.size: 'many'"),
    ):
        office.figure("units_sized", as_of=DAY)


FAULT = ((), "no-such-code", "sizes", {})


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (failing, "ValueError: no luck"),
        (lambda *args: [FAULT], "PACKAGE:CODE"),
        (lambda *args: [((), "charter-word", "x", {})], "not among the details"),
        (lambda *args: ["odd"], "it gave str"),
    ],
)
def test_what_goes_wrong_in_the_check_of_a_rule_is_a_problem_of_the_charter_with_its_line(
    sound: Any, reason: str, folder: Path
) -> None:
    with pytest.raises(CharterInvalid) as caught:
        gr.open_charter(folder / "charter.toml", offered(sound=sound))
    (problem,) = caught.value.problems
    assert problem.source is not None and problem.source.row == 4
    assert reason in str(caught.value)
    assert "规则校验" in problem.text("zh")


def test_what_goes_wrong_in_the_check_of_a_record_refuses_the_record(folder: Path) -> None:
    with gr.open("memory:", charter=folder / "charter.toml", plugins=offered(checks={"unit": failing})) as office:
        with pytest.raises(gr.errors.HasProblems, match="the check of a record: ValueError: no luck"):
            office.add(gr.model.Unit(id="a", kind="association", name="A"), reason="typed")  # type: ignore[arg-type]
        office.add(gr.model.Person(id="p"), reason="typed")  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_a_wish_to_stop_and_a_lack_of_memory_pass(error: type[BaseException], folder: Path) -> None:
    def stopped(*args: Any) -> Any:
        raise error

    with office_of(folder, finds=stopped, todo=stopped, derives=(Derivation(UnitSize, stopped),)) as office:
        for ask in (lambda: office.check(DAY), lambda: office.todo(DAY), lambda: office.figure("units_sized", as_of=DAY)):
            with pytest.raises(error):
                ask()


def test_what_goes_wrong_in_reading_a_path_is_named(folder: Path) -> None:
    path = DerivedPath(head="odd", rests=lambda charter, noun: [""], leaves=lambda charter, noun, rest: [], value=failing)
    kind = offered(paths=(path,)).open_kind("twin")
    with pytest.raises(PluginError, match="what may be read of a record"):
        kind.paths[0].value(None, None, (), date(2024, 1, 1))


# -- what a kind declares --


@frozen(kw_only=True)
class Unreadable(Rule):
    ways: tuple[complex, ...] = ()
    """Nothing reads such numbers."""


@frozen
class NoRule:
    name: str = field(default="")


class Nobody(UnitSize):
    """A class of no derived noun."""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"form": NoRule}, "an attrs class over Rule"),
        ({"form": "odd"}, "an attrs class over Rule"),
        ({"form": Unreadable}, "nothing reads the field ways"),
        ({"derives": (Derivation(Nobody, failing),)}, "@derived_noun"),
        ({"derives": ("odd",)}, "must give Derivation"),
        ({"derives": (Derivation(UnitSize, "odd"),)}, "must be a function"),  # type: ignore[arg-type]
        ({"finds": "odd"}, "finds must be a function"),
        ({"checks": {"unitt": failing}}, "the noun unitt"),
        ({"checks": {"unit": 5}}, "must be a function"),
        ({"paths": ("odd",)}, "must give DerivedPath"),
        ({"derives": 5}, "TypeError"),
    ],
)
def test_what_a_kind_declares_is_checked_before_it_is_used(changes: Any, reason: str, folder: Path) -> None:
    with pytest.raises(PluginError) as caught:
        gr.open_charter(folder / "charter.toml", offered(**changes))
    assert reason in str(caught.value) and "twin" in str(caught.value) and "Twin" in str(caught.value)
    assert "声明" in caught.value.text("zh")


def test_a_charter_with_a_contained_kind_is_read_once(folder: Path) -> None:
    plugins = offered()
    assert gr.open_charter(folder / "charter.toml", plugins) is gr.open_charter(folder / "charter.toml", plugins)
