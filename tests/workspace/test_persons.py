"""About a person: a copy, consent taken back, what a hold keeps, what is kept no longer. Each in words and at the command line's doors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
from grassroots.access import Actor, Verb
from grassroots.charter.loading import overlay
from grassroots.errors import HasProblems, InvalidArgument, NotFound, Refused
from grassroots.model import (
    Case,
    Consent,
    Contact,
    DebitMandate,
    Hold,
    Household,
    Membership,
    Notice,
    Person,
    Reply,
    Step,
    Unit,
)
from grassroots.values import CaseId, ConsentId, HoldId, HouseholdId, NoticeId, PersonId, Ref, UnitId

RULES = """
[retention.cases]
en = "Cases that are over"
zh = "已办结事项的保存"
noun = "case"
keep = { years = 3 }
[retention.people]
en = "People who left"
zh = "离开人员的保存"
noun = "person"
keep = { years = 1 }
[retention.long]
en = "Homes"
zh = "住户的保存"
noun = "household"
keep = { years = 200 }
"""
TODAY = date(2024, 6, 30)
OLD, NEW = date(2020, 1, 1), date(2024, 3, 1)
A = UnitId("a")


def case(id: str, on: date, state: str = "replied", **more: Any) -> Case:
    steps = (
        (Step(state="received", on=on), Step(state=state, on=on)) if state != "received" else (Step(state="received", on=on),)
    )
    return Case(id=CaseId(id), unit=A, category="request", text=f"TEXT-{id}", steps=steps, **more)


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return overlay(gr.open_charter("association"), {"own.toml": RULES})


@pytest.fixture
def club(charter: gr.Charter) -> Iterator[gr.Office]:
    with gr.open(
        "memory:", charter, plugins=gr.Plugins.of(), create=True, clock=lambda: datetime(2024, 6, 30, tzinfo=UTC)
    ) as office:
        office.add(
            Unit(id=A, kind="association", name="A"),
            Person(id=PersonId("ann"), name="Ann Example", phone="123456"),
            Person(id=PersonId("bob"), name="Bob Example"),
            Person(id=PersonId("cid"), name="Cid Example"),
            Household(id=HouseholdId("h"), unit=A, address="Mill Lane 1"),
            case("old", OLD, requester=PersonId("ann")),
            case("late", date(2021, 7, 1), requester=PersonId("ann")),
            case("new", NEW, requester=PersonId("bob"), agent=PersonId("ann")),
            case("open", OLD, "received", requester=PersonId("bob")),
            Reply(id="r", case=CaseId("old"), on=OLD, situation="SITUATION"),
            Contact(id="v", unit=A, on=OLD, target=Ref("household", "h"), code="reached"),
            Consent(id=ConsentId("yes"), unit=A, giver=Ref("person", "ann"), purpose="recognition", start=OLD),
            Consent(
                id=ConsentId("show"), unit=A, giver=Ref("person", "ann"), purpose="example", start=OLD, end=date(2021, 1, 1)
            ),
            Consent(id=ConsentId("bobs"), unit=A, giver=Ref("person", "bob"), purpose="recognition", start=OLD),
            Notice(
                id=NoticeId("star"),
                unit=A,
                kind="role_model",
                about=Ref("person", "ann"),
                by_consent=ConsentId("yes"),
                end=date(2025, 1, 1),
                steps=(Step(state="published", on=NEW),),
            ),
            reason="begin",
        )
        yield office


def told(office: gr.Office, code: str) -> list[str]:
    return [one.text("en") for one in office.check(TODAY) if one.code == code]


def test_what_is_kept_for_too_long_is_met_in_check_in_the_list_and_in_the_words_of_both_languages(club: gr.Office) -> None:
    assert [(one.record.id, one.due, one.late) for one in club.retention(TODAY)] == [
        ("old", date(2023, 1, 1), True),
        ("late", date(2024, 7, 1), False),
        ("new", date(2027, 3, 1), False),
        ("h", date(2220, 1, 1), False),
    ]
    (found,) = told(club, "retention-overdue")
    assert "case old of A" in found
    assert "2023-01-01" in found
    todo = [(one.record[1], one.urgency, one.reason.code) for one in club.todo(TODAY) if one.kind == "retention"]
    assert todo == [("old", "overdue", "retention-overdue"), ("late", "due", "retention-due")]
    for one in club.todo(TODAY):
        if one.kind == "retention":
            assert "保存" in one.text("zh")
            assert "{" not in one.text("zh")


def test_what_is_due_is_erased_and_the_figures_stay(club: gr.Office) -> None:
    before = {name: one.value for name, one in club.figures(TODAY).items()}
    assert club.erase_due(TODAY, reason="rules") == (("case", "old"),)
    assert club.get("case", "old").text is None  # type: ignore[union-attr]
    assert club.get("case", "late").text == "TEXT-late"  # type: ignore[union-attr]
    assert {name: one.value for name, one in club.figures(TODAY).items()} == before
    assert not told(club, "retention-overdue")
    assert club.erase_due(TODAY, reason="rules") == ()
    assert "old" not in {one.record.id for one in club.retention(TODAY)}


def test_nothing_is_erased_ahead_of_its_day_or_by_who_may_not(club: gr.Office) -> None:
    with pytest.raises(InvalidArgument, match="lies ahead"):
        club.erase_due("2024-07-01", reason="rules")
    reader = club.seen_by(Actor.at("reader", "a", Verb.READ))
    with pytest.raises(Refused):
        reader.erase_due(TODAY, reason="rules")
    assert club.get("case", "old").text == "TEXT-old"  # type: ignore[union-attr]


def test_a_person_is_over_when_all_is_that_names_the_person(club: gr.Office) -> None:
    assert not [one for one in club.retention(TODAY) if one.record.noun == "person"], "consents stand, cid is named by nothing"
    club.take_back("ann", on=date(2024, 4, 1), reason="asked")
    club.correct(
        "notice", "star", steps=(Step(state="published", on=NEW), Step(state="withdrawn", on=date(2024, 4, 2))), reason="x"
    )
    assert [(one.record.id, one.over) for one in club.retention(TODAY) if one.record.noun == "person"] == [
        ("ann", date(2024, 4, 2))
    ]
    club.add(Membership(id="m", person=PersonId("ann"), unit=A, steps=(Step(state="full", on=NEW),)), reason="joined")
    assert not [one for one in club.retention(TODAY) if one.record.noun == "person"]


HELD: dict[str, tuple[Ref, set[str]]] = {
    "the case, what belongs to it, who asked": (Ref("case", "old"), {"case:old", "reply:r", "person:ann"}),
    "the person and what names the person": (Ref("person", "ann"), {"case:old", "case:late", "case:new", "person:ann"}),
}


@pytest.mark.parametrize("name", HELD)
def test_what_a_hold_keeps_is_erased_by_nobody_until_it_ends(club: gr.Office, name: str) -> None:
    about, kept = HELD[name]
    club.add(Hold(id=HoldId("x"), unit=A, about=about, start=NEW, text="court"), reason="court")
    for key in (("case", "old"), ("case", "late"), ("case", "new"), ("reply", "r"), ("person", "ann"), ("person", "bob")):
        if ":".join(key) in kept:
            with pytest.raises(HasProblems, match="Nothing was erased") as caught:
                club.erase(("case", "open"), key, reason="asked")
            assert [one.code for one in caught.value.problems] == ["on-hold"]
            assert "暂缓清除令" in caught.value.problems[0].text("zh")
    assert club.get("case", "open").text == "TEXT-open", "all or nothing"  # type: ignore[union-attr]
    assert club.erase_due(TODAY, reason="rules") == ()
    assert [one.held for one in club.retention(TODAY) if one.record.id == "old"] == [True]
    assert not told(club, "retention-overdue")
    assert not [one for one in club.todo(TODAY) if one.record == ("case", "old") and one.kind == "retention"]
    club.correct("hold", "x", end=TODAY, reason="over")
    assert club.erase_due(TODAY, reason="rules") == (("case", "old"),)
    club.erase(("person", "ann"), reason="asked")


def test_a_hold_keeps_what_was_withdrawn_and_holds_without_a_clock(charter: gr.Charter) -> None:
    with gr.open("memory:", charter, plugins=gr.Plugins.of(), create=True) as office:
        office.add(Unit(id=A, kind="association", name="A"), Person(id=PersonId("ann"), name="Ann"), case("c", OLD), reason="x")
        office.add(Hold(id=HoldId("x"), unit=A, about=Ref("case", "c"), start=OLD, end=NEW), reason="court")
        office.withdraw("hold", "x", reason="wrong")
        office.erase(("person", "ann"), reason="asked")
        office.add(Hold(id=HoldId("x"), unit=A, about=Ref("case", "c"), start=OLD, end=NEW), reason="court")
        with pytest.raises(HasProblems):
            office.erase(("case", "c"), reason="asked")


def test_consent_is_taken_back_and_what_rests_on_it_is_told(club: gr.Office) -> None:
    assert not told(club, "notice-consent")
    (back,) = club.take_back("Ann Example", on=date(2024, 4, 1), reason="asked")
    assert (back.id, back.end, back.revoked) == ("yes", date(2024, 4, 1), True)
    assert club.get("consent", "bobs").end is None  # type: ignore[union-attr]
    assert club.take_back("ann", on=date(2024, 4, 1), reason="asked") == ()
    assert any("star" in one.text("en") for one in club.check(TODAY)), "a notice whose consent is over"
    with pytest.raises(NotFound):
        club.take_back("ann", on=TODAY, consent="praize", reason="asked")
    assert [one.id for one in club.take_back("bob", on=TODAY, consent="to be named for praise", reason="asked")] == ["bobs"]


def test_a_copy_for_a_person_is_plain_and_names_nobody_else(club: gr.Office) -> None:
    copy = club.copy_for("ann")
    text = json.dumps(copy, ensure_ascii=False)
    assert json.loads(text) == copy
    assert {one["record"] for one in copy["records"]} >= {"person:ann", "case:old", "case:new", "consent:yes", "notice:star"}
    assert "Ann Example" in text
    assert "TEXT-old" in text
    assert "begin" in text, "why it was entered"
    assert "Bob Example" not in text
    assert club.copy_for("ann", "zh")["records"][0]["ledger"] != copy["records"][0]["ledger"]


@pytest.mark.parametrize("withdrawn", [(), ("debit_mandate",), ("debit_mandate", "membership")])
def test_an_account_by_which_dues_are_taken_is_kept_of_the_member_and_erased_with_the_member(
    club: gr.Office, withdrawn: tuple[str, ...]
) -> None:
    club.add(
        Membership(id="m", person=PersonId("cid"), unit=A, registration="home", steps=(Step(state="full", on=NEW),)),
        DebitMandate(id="MND", membership="m", start=NEW, iban="DE89370400440532013000", account_holder="Cid Example"),
        reason="signed",
    )
    for noun in withdrawn:
        club.withdraw(noun, {"debit_mandate": "MND", "membership": "m"}[noun], reason="in error")
    assert ("debit_mandate", "MND") in {one.key for one in club.about("cid")}
    assert "DE89370400440532013000" in json.dumps(club.copy_for("cid"))
    going = club.personal("cid")
    assert ("DE89370400440532013000" in str(going), "bob" in str(going)) == (True, False)
    club.erase(*going, reason="asked")
    assert "DE89" not in json.dumps(club.copy_for("cid")) + str(club.personal("cid"))


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    from grassroots.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "charter").mkdir()
    (tmp_path / "charter" / "charter.toml").write_text(
        'id = "own"\nextends = "association"\nlabel = { en = "Own", zh = "本会" }\n' + RULES, encoding="utf-8"
    )
    with gr.open(tmp_path / "a.db", tmp_path / "charter", plugins=gr.Plugins.of(), create=True) as office:
        ann = PersonId("ann")
        office.add(Unit(id=A, kind="association", name="A"), Person(id=ann, name="Ann Example"), reason="x")
        office.add(case("old", OLD, requester=ann), reason="x")
        office.add(
            Consent(id=ConsentId("yes"), unit=A, giver=Ref("person", "ann"), purpose="recognition", start=OLD), reason="x"
        )

    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--store", "a.db", "--charter", "charter"])
        return code, capsys.readouterr().out

    return run


def test_at_the_command_line(cli: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, out = cli("retention", "--as-of", "2024-06-30")
    assert code == 1
    assert "to be erased since 2023-01-01" in out
    code, out = cli("retention", "--as-of", "2024-06-30", "--language", "zh")
    assert "2023-01-01起应清除" in out
    code, out = cli("revoke", "ann", "--on", "2024-04-01", "--language", "zh")
    assert code == 0
    assert "已撤回同意：公开表扬" in out
    assert cli("about", "ann", "--out", "ann.json")[0] == 0
    assert "TEXT-old" in (tmp_path / "ann.json").read_text(encoding="utf-8")
    code, out = cli("retention", "--as-of", "2024-06-30", "--do", "--yes")
    assert code == 0
    assert "TEXT-old" not in json.dumps(cli("about", "ann", "--json")[1])
    assert cli("retention", "--as-of", "2024-06-30")[0] == 0
