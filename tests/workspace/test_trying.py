"""A charter is tried before it is adopted: two of them over one store, figure by figure, record by record, within the reader's rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.access.actors import Actor
from grassroots.cli import main
from grassroots.errors import Refused

OWN = """\
id = "club"
extends = "association"
languages = ["en", "zh"]
label = { en = "Club", zh = "示例会" }
[words.category.repair]
en = "repair"
zh = "报修示例"
[measure.kept]
en = "cases kept"
zh = "留存事项"
count = "case"
dated = "received"
"""
STRICT = OWN + 'where = { category = "complaint" }\n[measure.more]\nen = "more"\nzh = "更多"\ncount = "unit"\n'
UNITS = "code,name,kind,part of\nA,Club,association,\nB1,First,branch,A\nB2,Second,branch,A\n"
CASES = """\
No.,unit,category,channel,what was said,received on,answered on
1,B1,complaint,letter,at night,2024-03-01,
2,B1,question,letter,when,2024-03-02,2024-03-05
3,B2,complaint,letter,full,2024-04-02,
"""
DAY = "2024-12-31"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("club")
    for name, text in {
        "own/charter.toml": OWN,
        "strict/charter.toml": STRICT,
        "books/units.csv": UNITS,
        "books/cases.csv": CASES,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with gr.open(folder / "club.db", charter=folder / "own", create=True) as office:
        assert office.take_in(folder / "books").problems == ()
    return folder


@pytest.fixture(scope="module")
def office(folder: Path) -> Iterator[gr.Office]:
    with gr.open(folder / "club.db", charter=folder / "own") as one:
        yield one


def test_a_charter_compared_with_itself_differs_in_nothing(office: gr.Office, folder: Path) -> None:
    found = office.compare_charter(folder / "own", DAY)
    assert not found
    assert found.same == len(office.charter.measures)


def test_the_records_that_make_the_difference_are_told(office: gr.Office, folder: Path) -> None:
    found = office.compare_charter(folder / "strict", DAY, language="zh")
    [moved] = found.figures
    assert (moved.label, moved.was, moved.now, moved.gained, moved.moved) == ("留存事项", "3", "2", (), ())
    [lost] = moved.lost
    assert lost.startswith("case:") and lost.endswith("2")
    assert (found.only_before, found.only_after) == ({}, {"more": "更多"})
    back = office.under(folder / "strict").compare_charter(folder / "own", DAY)
    assert lost == "case:cases-2 诉求台账2"
    assert back.figures[0].gained == ("case:cases-2 Cases 2",) and back.only_before == {"more": "more"}


def test_a_reader_is_told_only_of_what_is_theirs(office: gr.Office, folder: Path) -> None:
    theirs = office.seen_by(Actor.at("second", "B2")).compare_charter(folder / "strict", DAY)
    assert theirs.figures == (), "what is other lies at the first branch"
    assert office.compare_charter(folder / "strict", DAY, scope="B2").figures == ()


def test_nothing_can_be_changed_while_a_charter_is_tried(office: gr.Office, folder: Path) -> None:
    head = office.head
    with pytest.raises(Refused):
        office.under(folder / "strict").take_in(folder / "books")
    assert office.head == head and office.charter.id == "club" and "more" not in office.charter.measures


def test_the_command_tells_it_in_both_languages(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    asked = ["charter", "compare", "own", "strict", "--store", "club.db", "--as-of", DAY]
    assert main([*asked, "--language", "zh"]) == 1
    told = capsys.readouterr().out
    assert "留存事项：3 → 2" in told and "只有前者计入" in told and "1项指标不同" in told
    assert main([*asked, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["figures"][0]["now"] == "2"
    assert main(["charter", "compare", "own", "--charter", "own", "--store", "club.db", "--as-of", DAY]) == 0
    assert "0 figures differ" in capsys.readouterr().out
