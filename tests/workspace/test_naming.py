"""To-dos name what they are about: units by their names for everybody, persons for who may be shown them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.offices import put

import grassroots as gr
from grassroots.model import NOUNS, DuesLine, Membership, Person, Placement, Post, Step, Tenure, Unit
from grassroots.model.labels import noun_label
from grassroots.problems import Called, Named, Problem
from grassroots.texts import catalogue, rooms
from grassroots.values import PersonId, PostId, Quantity, UnitId

RULES = """
id = "own"
extends = ["association"]
label = { en = "Own", zh = "自订" }
[dues.money]
en = "Dues"
zh = "会费"
source = "article 20"
since = ["full"]
tables = [{ name = "all", en = "all", zh = "全体", slabs = [{ amount = "10" }] }]
[staffing.terms]
en = "Terms"
zh = "任期"
source = "article 12"
terms = [{ post = ["chair"], months = 12 }]
"""


def test_to_dos_name_units_for_everybody_and_persons_for_who_may_see_them(tmp_path: Path) -> None:
    put(tmp_path, {"charter.toml": RULES})
    with gr.open("memory:", charter=tmp_path) as office:
        office.add(
            Unit(id=UnitId("R"), kind="association", name="Rosenhof"),
            Unit(
                id=UnitId("b1"), kind="branch", name="North", parents=(Placement(since=date(2020, 1, 1), parent=UnitId("R")),)
            ),
            Person(id=PersonId("p-1"), name="Ann Lee"),
            Membership(id="m-1", person=PersonId("p-1"), unit=UnitId("b1"), steps=(Step(state="full", on=date(2024, 1, 1)),)),
            DuesLine(
                id="l", membership="m-1", kind="payment", month=date(2024, 1, 1), on=date(2024, 1, 5), amount=Quantity.of(10)
            ),
            Post(id=PostId("c"), unit=UnitId("b1"), kind="chair"),
            Tenure(id="t-1", post=PostId("c"), person=PersonId("p-1"), start=date(2022, 1, 1)),
            reason="the start",
        )
        found = office.todo("2024-06-20")
        shown = {one.reason.code: found.row(one, "zh", reveal=True)["text"] for one in found}
        hidden = {one.reason.code: found.row(one, "zh")["text"] for one in found}
        assert "Ann Lee" in shown["dues-arrears"]
        assert "North 负责人 Ann Lee" in shown["term-over"]
        assert "North" in hidden["dues-due"]
        assert not any("Ann Lee" in text for text in hidden.values())
        assert "North 负责人 t-1" in hidden["term-over"]
        assert "Ann Lee" not in found.calendar("en")


def test_the_kind_of_a_record_is_not_said_twice() -> None:
    called = Called("Findings 5", {"en": "Findings 5", "zh": "问题整改台账5"})
    details = {"unit": Named("North", {"en": "North", "zh": "北楼"}), "owner": "—"}
    told = Problem("finding-overdue", value="2024-01-01", details={**details, "id": called})
    assert told.text("zh").startswith("北楼的问题整改台账5应于") and told.text("en").startswith("Findings 5 of North")
    plain = Problem("finding-overdue", value="2024-01-01", details={**details, "id": "f-5"})
    assert plain.text("zh").startswith("北楼的问题f-5应于") and plain.text("en").startswith("finding f-5 of North")


def test_a_record_of_another_ledger_is_named_by_its_ledger_and_number(tmp_path: Path) -> None:
    tables = {
        "units.csv": "code,name,kind,part of\nR,Rosenhof,association,\n",
        "partners.csv": "code,name,kind,unit\nP,Example shop,school,R\n",
        "needs.csv": "No.,unit,kind,published on\n1,R,help,2024-01-05\n",
        "claims.csv": "No.,need,taken up by,taken up by a,taken up on\n1,1,P,partner,2024-02-01\n",
    }
    with gr.open("memory:", charter="association") as office:
        put(tmp_path, tables)
        assert [one.text("en") for one in office.take_in(tmp_path).problems] == []
        found = office.todo("2024-06-20")
        texts = [found.row(one, "en")["text"] for one in found if one.reason.code == "need-claimed"]
    assert len(texts) == 1 and "Needs 1" in texts[0] and "Claims 1" in texts[0], texts


def test_what_a_rule_derives_is_called_by_the_rule_and_the_records_and_not_by_ids() -> None:
    from grassroots.workspace.desk.looking import Shelf

    with gr.open("memory:") as office:
        office.take_in(gr.samples.ledgers("tenants"))
        shelf = Shelf(office.snapshot("2024-12-31"))
        held = next(id for noun, id in shelf._of if noun == "case")
        assert (
            shelf.spelt(f"answer:{held}:2024-03-01", "zh")
            == f"{shelf.charter.rules['clock']['answer'].title.text('zh')} {shelf.called(('case', held), 'zh')} 2024-03-01"
        )


def test_no_chinese_message_says_the_kind_of_a_record_that_its_name_says_already() -> None:
    labels = {noun_label(noun, "zh") for noun in NOUNS}
    said = {
        code: text["zh"]
        for room in rooms("problems")
        for code, text in catalogue(room, "problems").entries.items()
        if "zh" in text
    }
    assert len(said) > 300
    assert [code for code, text in said.items() if any(f"{label}{{id}}" in text for label in labels)] == []


def test_who_was_chosen_and_who_stands_beside_is_named_and_nobody_twice(tmp_path: Path) -> None:
    with gr.open("memory:") as office:
        office.add(
            Unit(id=UnitId("R"), kind="association", name="Rosenhof"),
            Person(id=PersonId("p-1"), name="Ada"),
            Person(id=PersonId("p-2"), name="Ben"),
            Membership(id="m-1", person=PersonId("p-1"), unit=UnitId("R"), steps=(Step(state="full", on=date(2024, 1, 1)),)),
            reason="test",
        )
        names = office.names("2024-12-31")
        problem = Problem("requirement-lacking", details={"noun": "membership", "id": "m-1", "beside": ("p-1", "p-2", "3")})
        told = names.told(problem, reveal=True)
    assert [str(one) for one in told.details["beside"]] == ["Ben", "3"]
