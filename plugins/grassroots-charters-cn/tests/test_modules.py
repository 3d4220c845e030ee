"""The charters are made of modules: each stands with what it needs, every two stand side by side, and an office takes those that it wants."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest

import grassroots as gr
from grassroots.charter import Charter, Form
from grassroots.charter.loading import load
from grassroots.charter.loading.entries import SPECIALS
from grassroots.charter.loading.segments import with_segments
from grassroots.charter.loading.tables import Tables
from grassroots.rules import ClockRule
from grassroots.rules.registry import KINDS

FAMILIES = ("cn-street", "cn-party-branch", "cn-hotline")
NEUTRAL = "association"
HEAD = 'id = "office"\nlanguages = ["en", "zh"]\nlabel = { en = "Example street", zh = "示例街道" }\n'


def modules_of(family: str) -> list[str]:
    """The modules that a charter brings itself, as they are asked for."""
    return [f"{family}/{module}" for module in gr.open_charter(family).modules if "/" not in module]


MODULES = [name for family in FAMILIES for name in modules_of(family)]
OF_ALL = modules_of(NEUTRAL)


@pytest.fixture(scope="module")
def known() -> dict[str, Charter]:
    """Every module, alone with what it needs."""
    return {name: gr.open_charter(name) for name in (*MODULES, *OF_ALL, *FAMILIES, NEUTRAL)}


def test_every_module_names_what_it_needs_and_no_more_than_its_charter_has(known: dict[str, Charter]) -> None:
    for name in (*MODULES, *OF_ALL):
        family, _, module = name.partition("/")
        assert set(known[name].modules[module].needs) <= set(known[name].modules) <= set(known[family].modules)
    assert {"units", "members"} == {module for module in known["cn-street/members"].modules if "/" not in module}
    assert set(known["association/members"].modules) == {"organization", "members"}
    assert "cases" not in known["association/members"].ledgers
    assert "express" not in known["cn-street/members"].workflows


def test_every_two_modules_stand_side_by_side(known: dict[str, Charter], monkeypatch: pytest.MonkeyPatch) -> None:
    # That each is sound by itself is known: here, that none says otherwise what another says.
    monkeypatch.setattr("grassroots.charter.loading.charters.findings", lambda charter: [])
    beside_all = [(one, other) for one in OF_ALL for other in FAMILIES]
    for pair in (*itertools.combinations(MODULES, 2), *itertools.combinations(OF_ALL, 2), *beside_all):
        load({"c.toml": f"extends = {list(pair)}\n{HEAD}"}, kinds=KINDS, parent=known.__getitem__)


@pytest.mark.parametrize("names", [*itertools.permutations(FAMILIES, 3), *itertools.combinations(FAMILIES, 2), MODULES, OF_ALL])
def test_all_charters_of_one_office_stand_together_in_any_order(names: tuple[str, ...], known: dict[str, Charter]) -> None:
    office = load({"c.toml": f"extends = {list(names)}\n{HEAD}"}, kinds=KINDS, parent=known.__getitem__)
    for name in names:
        assert set(known[name].ledgers) <= set(office.ledgers)
        assert set(known[name].measures) <= set(office.measures)
    if "cn-street" in names and "cn-party-branch" in names:
        assert {split.path for split in office.measures["members"].by} == {"stage", "unit.sector"}, (
            "what the pathway says is the one that holds"
        )


OWN = """\
extends = ["cn-street", "cn-party-branch", "cn-hotline"]
leave_out = ["measure.piers", "measure.green_bank", "report.year", "words.topic.water"]
id = "example"
languages = ["en", "zh"]
label = { en = "Example street", zh = "示例街道" }

[ledger.opinions.columns]
weather = { heading = ["weather", "天气"], to = "" }

[measure.donations]
en = "money given"
zh = "捐款"
sum = "contribution"
value = "amount.value"
dated = "on"
measured_in = "CNY"

[words.activity]
lantern_evening = { en = "lantern evening", zh = "元宵灯会" }
"""


def test_a_new_street_says_what_is_its_own_in_fifty_lines(tmp_path: Path) -> None:
    assert len(OWN.splitlines()) <= 50
    folder = tmp_path / "charter"
    folder.mkdir()
    (folder / "charter.toml").write_text(OWN, encoding="utf-8")
    files = {
        "单位名册.csv": "单位编号,单位类别,单位名称,上级单位\nJD,街道,示例街道,\nSQ1,社区,示例社区,JD\nZB1,支部,示例支部,JD\n",
        "成员名册.csv": "成员编号,姓名,所在支部,转正日期\n1,示例甲,ZB1,2011-07-01\n2,示例乙,ZB1,2012-07-01\n",
        "意见台账.csv": "意见编号,来源单位,意见内容,受理日期,天气\n1,SQ1,示例意见,2024-03-01,晴\n",
        "联络点名册.csv": "联络点编号,所在单位,联络点类别,渠道,公布号码或地址,公布日期,有效期至\nCK1,JD,窗口,当面,一号窗口,2024-01-01,2025-12-31\n",
    }
    ledgers = tmp_path / "ledgers"
    ledgers.mkdir()
    for name, text in files.items():
        (ledgers / name).write_text(text, encoding="utf-8")
    with gr.open("memory:", charter=folder) as street:
        reading = street.take_in(ledgers)
        assert not reading.problems, str(reading)
        names = ("members", "opinions", "contact_points")
        assert [street.figure(name, as_of="2024-12-31").value for name in names] == [2, 1, 1]


PARTY = '"党员" = "成员", "党支部" = "支部", "党总支" = "总支部", "党委" = "基层委员会"'


def test_an_office_of_the_party_has_its_own_words_in_one_line(tmp_path: Path) -> None:
    """In the headings and cells that it writes, and in all that it is told."""
    folder, ledgers = tmp_path / "charter", tmp_path / "ledgers"
    for one in (folder, ledgers):
        one.mkdir()
    (folder / "charter.toml").write_text(f'{HEAD}extends = ["cn-street/members"]\ncalled = {{ {PARTY} }}\n', encoding="utf-8")
    for name, text in {
        "单位名册.csv": "单位编号,单位类别,单位名称,上级单位\nJD,街道,示例街道,\nDW,党委,示例党委,JD\nZB,党支部,示例党支部,DW\n",
        "党员名册.csv": "党员编号,姓名,所在党支部,转正日期\n1,示例甲,ZB,2011-07-01\n2,示例乙,ZB,2012\n",
    }.items():
        (ledgers / name).write_text(text, encoding="utf-8")
    with gr.open("memory:", charter=folder) as office:
        reading = office.take_in(ledgers)
        assert (reading.problems, reading.remarks) == ((), ()), str(reading)
        assert office.figure("members", as_of="2024-12-31").value == 2
        charter = office.charter
        named = (charter.measure("members"), charter.ledgers["members"], charter.words["unit"]["branch"])
        written = [one.labels["zh"] for one in named]
        assert written == ["党员", "党员名册", "党支部"]


def test_a_wish_whose_row_says_who_took_it_up_is_not_to_be_entered_again(tmp_path: Path) -> None:
    for name, text in {
        "单位名册.csv": "单位编号,单位类别,单位名称,上级单位\nJD,街道,示例街道,\nSQ1,社区,示例社区,JD\n",
        "微心愿.csv": "心愿编号,征集单位,群体,心愿内容,公布日期,认领日期,认领单位,实现日期\n1,SQ1,老年人,示例,2024-03-01,2024-03-10,JD,\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with gr.open("memory:", charter="cn-street/needs") as street:
        assert not street.take_in(tmp_path).problems
        assert not [problem for problem in street.check("2024-12-31") if problem.code == "need-claimed"]
        figures = {name: street.figure(name, as_of="2024-12-31") for name in ("wishes_claimed", "wishes_granted", "needs_met")}
        assert {name: (one.numerator, one.denominator) for name, one in figures.items()} == {
            "wishes_claimed": (1, 1),
            "wishes_granted": (0, 1),
            "needs_met": (0, 0),
        }


def test_a_branch_may_be_an_office_of_its_own_and_is_told_where_it_stands_under_none_beside_a_committee(tmp_path: Path) -> None:
    ledger = tmp_path / "单位名册.csv"
    ledger.write_text("单位编号,单位类别,单位名称,上级单位\nZB1,支部,示例支部,\n", encoding="utf-8")
    with gr.open("memory:", charter="cn-party-branch") as office:
        assert not office.take_in(tmp_path).problems
        assert not office.check("2024-12-31")
        ledger.write_text(
            "单位编号,单位类别,单位名称,上级单位\nZB1,支部,示例支部,\nJW,基层委员会,示例委员会,\n", encoding="utf-8"
        )
        assert not office.take_in(tmp_path).problems
        [told] = office.check("2024-12-31")
        assert (told.code, told.value) == ("unit-alone", "示例支部")


@pytest.mark.parametrize("name", ["cn-street/nothing", "association/nothing", "nowhere"])
def test_a_module_that_there_is_not_is_told_where_it_is_asked_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "charter.toml").write_text(HEAD + f'extends = "{name}"\n', encoding="utf-8")
    with pytest.raises(gr.errors.CharterInvalid) as told:
        gr.open("memory:", charter=tmp_path)
    assert [(problem.code, problem.value) for problem in told.value.problems] == [("charter-extends", name)]


@pytest.mark.parametrize("name", ["cn-street", "cn-party-branch", "cn-hotline"])
def test_what_a_table_says_is_the_same_said_as_a_change(name: str, known: dict[str, Charter]) -> None:
    charter = known[name]
    tables = Tables(charter, SPECIALS)
    tables.languages = charter.languages
    bare = attrs.evolve(charter, measures={}, workflows={}, outlines={})
    tried = 0

    def changed(stands: Any, raw: Mapping[str, Any]) -> Any:
        # What segments ask is filled in where the whole charter is read.
        return with_segments(attrs.evolve(bare, rules={"any": {"it": tables.changed(stands, raw)}})).rules["any"]["it"]

    for file in (files("grassroots_charters_cn") / name.replace("-", "_")).iterdir():
        data = tomllib.loads(file.read_text(encoding="utf-8")) if file.name.endswith(".toml") else {}
        for kind in KINDS.values():
            for rule, raw in data.get(kind.name, {}).items() if kind.form is not None else ():
                stands = charter.rules[kind.name][rule]
                assert changed(stands, raw) == attrs.evolve(stands, source=stands.source if "source" in raw else "")
                assert changed(stands, {}) == stands
                # An entry of a table of tables leaves the others, and one key of a rule all of them.
                for field, entries in raw.items():
                    if isinstance(getattr(stands, field, None), Mapping):
                        for entry, said in entries.items():
                            assert changed(stands, {field: {entry: said}}) == attrs.evolve(stands, source="")
                tried += 1
        for measure, raw in data.get("measure", {}).items():
            stands = charter.measures[measure]
            said = {key: one for key, one in raw.items() if key not in tuple(Form)}
            assert changed(stands, said) == attrs.evolve(stands, source=stands.source if "source" in raw else "")
            tried += 1
    assert tried > 40


def test_one_line_changes_one_number_of_an_inherited_rule(tmp_path: Path) -> None:
    text = 'id = "own"\nextends = "cn-street"\nlanguages = ["zh", "en"]\nlabel = { en = "Own", zh = "示例" }\n'
    text += '[change.clock.express]\nlimit = [{ days = 3, time = "working" }]\nsource = "示例办法"\n'
    (tmp_path / "charter.toml").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter=tmp_path) as office:
        clock = office.charter.rule(ClockRule, "express")
        assert (clock.limit[0].days, clock.source, clock.ladder["reminder"].after) == (3, "示例办法", 1)
        assert not clock.unconfirmed, "the office names its own source"
        assert clock.labels["zh"] == "民情快件答复"
