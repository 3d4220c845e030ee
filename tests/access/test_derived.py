"""Derived records in a view: what a reader may not see closes them too, and a part never tells other than the whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.samples import EXAMPLES

import grassroots as gr
from grassroots.access import Actor, Verb
from grassroots.access.scope import _cut_derived, _ref_fields
from grassroots.fields import fields_of
from grassroots.model import DERIVED, NOUNS, references
from grassroots.rules.posts.vacancies import Vacancy
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId

SAMPLE = EXAMPLES / "branch"
DAY = date(2014, 12, 31)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("branch") / "branch.db"
    with gr.open(path, SAMPLE / "charter", create=True) as office:
        assert office.take_in(SAMPLE / "ledgers").stored
    return path


def derived(snapshot: Snapshot) -> dict[tuple[str, str], object]:
    return {(noun, id): one for noun in DERIVED for id, one in snapshot.derived(noun, DAY).items()}


@pytest.mark.parametrize("purpose", ["publication", "statistics"])
def test_where_a_part_of_the_records_is_closed_no_rule_says_anything_of_them(store: Path, purpose: str) -> None:
    measure = gr.measure.Measure(
        name="outcomes", labels={"en": "x", "zh": "甲"}, form=gr.measure.Form.COUNT, noun="duty_outcome"
    )
    with gr.open(store, SAMPLE / "charter") as office:
        assert office.figure(measure, DAY).value
    with gr.open(store, SAMPLE / "charter", purpose=purpose) as reader:
        assert derived(reader.snapshot(DAY)) == {}
        assert reader.figure(measure, DAY).value is None, "not told, and not 0"


def test_a_reader_of_a_part_is_told_what_the_office_is_told_or_nothing(store: Path) -> None:
    with gr.open(store, SAMPLE / "charter") as office:
        whole = office.snapshot(DAY)
        all_of_them = derived(whole)
        units = [one.id for one in whole.all(gr.model.Unit).values()]
    seen = 0
    for unit in units:
        with gr.open(store, SAMPLE / "charter", actor=Actor.at("ann", unit, Verb.READ)) as reader:
            part = reader.snapshot(DAY)
            for key, one in derived(part).items():
                for name in one.__attrs_attrs__:  # type: ignore[attr-defined]
                    mine, theirs = getattr(one, name.name), getattr(all_of_them[key], name.name)
                    hidden = mine is None or str(mine).find("outside-") >= 0 or isinstance(mine, tuple)
                    assert mine == theirs or hidden, (unit, key, name.name)
                seen += 1
    assert seen > 20


def test_of_every_noun_it_is_known_what_leads_somewhere(store: Path) -> None:
    """A list of words leads nowhere: which courses somebody lacks, who is next, how pay is made up."""
    with gr.open(store, SAMPLE / "charter"):
        nouns = {**NOUNS, **DERIVED}
    leading = {noun: [info.name for info in _ref_fields(cls)] for noun, cls in nouns.items()}
    assert len(leading) > 100
    assert "lacking" not in leading["learning"] and "person" in leading["learning"]


def test_a_list_of_ids_leads_to_each_and_is_cut_like_one() -> None:
    """Who acts in a vacant post, whose turn follows: a derived record may name many."""
    with_many = {noun for noun, cls in DERIVED.items() if any(info.many and info.refs for info in fields_of(cls))}
    assert {"vacancy", "turn", "staffing_line", "learning", "pay_line"} <= with_many
    vacancy = Vacancy(id="p:1", post="p", unit=UnitId("u"), kind="chair", day=DAY, acting=("t1", "t2"))
    assert references(vacancy) == {("post", "p"), ("unit", "u"), ("tenure", "t1"), ("tenure", "t2")}
    told = _cut_derived(vacancy, {("post", "p"), ("unit", "u"), ("tenure", "t2")}, "salt")
    assert told.acting == ("t2",)  # type: ignore[attr-defined]
    assert told.id == "p:1"
