"""Feedback to units: a letter of each month, made of to-dos; as the charter words it, in both languages, and without a person."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from support.clubs import association
from support.offices import put
from support.rosenhof import DAY, rosenhof

import grassroots as gr
from grassroots.__main__ import main
from grassroots.charter.loading import load, overlay
from grassroots.errors import CharterInvalid, NotFound, Refused
from grassroots.model import Finding, Step
from grassroots.rules.registry import KINDS
from grassroots.values import Ref, UnitId

TO = {"S": "s@example.org"}
PLAN = """
[channel.desk]
address = "console:"
[receiver.south]
channel = "desk"
to = "s@example.org"
units = ["South House"]
"""
OWN = """
[feedback.monthly]
en = "Note of the month"
zh = "每月提示"
urgency = ["overdue"]
opening = { en = "{place} in {stretch}: {count} by {day}", zh = "{place}{stretch}截至{day}逾期{count}项" }
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    with rosenhof(tmp_path_factory.mktemp("house")) as office:
        told = {
            "f1": ("defect", "cases-2", "2024-06-03"),
            "f2": (None, "cases-3", "2024-06-05"),
            "f3": ("defect", "cases-1", "2024-05-31"),
            "f4": ("gap", None, "2024-06-04"),
        }
        for id, (kind, case, day) in told.items():
            subject = Ref("case", case) if case else Ref("unit", "S")
            steps = (Step(state="found", on=date.fromisoformat(day)), Step(state="fixed", on=date(2024, 6, 20)))
            office.add(Finding(id=id, unit=UnitId("S"), subject=subject, kind=kind, steps=steps), reason="found")
        yield office


def test_each_unit_is_told_once_a_month_what_is_behind_and_why_people_were_not_satisfied(house: gr.Office) -> None:
    north, south = house.feedback(DAY)
    assert (north.unit, north.subject) == ("N", "Monthly feedback: North House, 2024-06")
    assert south.body.splitlines() == [
        f"South House: what is behind on {DAY}, and the causes of dissatisfaction in 2024-06.",
        "Overdue (1)",
        "  answer to a request (source: house rules, section 4): 1",
        "Lacking (1)",
        "  posts of a house (source: bylaws, section 7): 1",
        "Why people were not satisfied (2)",
        "  defect: 1",
        "  cause not looked into: 1",
        "Please put it right, and tell us what was done.",
    ]
    chinese = house.feedback(DAY, "每月情况反馈", unit="South House", language="zh")[0]
    assert chinese.subject == "每月情况反馈（South House，2024年6月）"
    assert "群众不满意原因（2）\n  缺陷：1项\n  原因待查：1项" in chinese.body
    before = house.feedback("2024-05-31", unit="S")[0]
    assert "  defect: 1\n" in before.body and "looked into" not in before.body


def test_what_a_letter_counts_is_what_is_to_be_done_there(house: gr.Office) -> None:
    listed = house.todo(DAY)
    for one in house.feedback(DAY):
        told = {label: int(count) for label, count in re.findall(r"^(Overdue|Lacking) \((\d+)\)$", one.body, re.M)}
        owed = Counter(to_do.urgency.label("en") for to_do in listed if to_do.unit == one.unit)
        assert told == {label: count for label, count in owed.items() if label in ("Overdue", "Lacking")} != {}


def test_no_letter_names_a_person_or_a_case(house: gr.Office) -> None:
    texts = [one.body + one.key + one.subject for one in house.feedback(DAY)]
    assert not [text for text in texts if "Ann" in text or "cases-" in text or "Cases " in text]


def test_a_letter_goes_once_and_only_to_units_with_an_address(house: gr.Office) -> None:
    sent = house.queue_feedback(DAY, TO, channel="console:", language="zh", reason="June")
    assert [one.to for one in sent] == ["s@example.org"]
    assert sent[0].key.startswith("feedback:monthly:S:2024-06:")
    assert house.queue_feedback("2024-06-26", TO, channel="console:", reason="June again") == ()
    assert house.queue_feedback("2024-07-01", {}, channel="console:", reason="nobody") == ()
    nobody = house.seen_by(gr.Actor("clerk", (gr.access.Grant(gr.access.Verb.READ, UnitId("R")),)))
    with pytest.raises(Refused):
        nobody.queue_feedback(DAY, TO, channel="console:", reason="June")


def test_a_rule_that_there_is_not_is_told_with_the_nearest(house: gr.Office) -> None:
    with pytest.raises(NotFound, match="there is monthly"):
        house.feedback(DAY, "montly")
    with pytest.raises(NotFound):
        house.feedback(DAY, unit="Sooth House")


def test_the_charter_words_it_and_says_what_is_told(tmp_path: Path) -> None:
    put(tmp_path / "rosenhof", {"letters.toml": OWN})
    with rosenhof(tmp_path) as office:
        north, south = office.feedback(DAY, language="zh")
    assert south.subject == "每月提示（South House，2024年6月）"
    assert south.body == f"South House2024年6月截至{DAY}逾期1项\n已逾期（1）\n  诉求答复（依据：house rules, section 4）：1项"
    assert north.unit == "N"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{place} in", "{unit} in", "charter-choice"),
        ("{place} in", "{place in", "charter-braces"),
        ('["overdue"]', '["overdue", "overdue"]', "charter-twice"),
        ('["overdue"]', '["late"]', "charter-choice"),
        ('["overdue"]', "[]", "charter-missing"),
    ],
)
def test_a_letter_that_cannot_be_filled_is_told_when_the_charter_is_loaded(old: str, new: str, code: str) -> None:
    assert old in OWN
    with pytest.raises(CharterInvalid) as caught:
        overlay(load(association(), kinds=KINDS), {"own.toml": OWN.replace(old, new, 1)})
    assert code in {one.code for one in caught.value.problems}


# -- at the command line --


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    rosenhof(tmp_path, str(tmp_path / "house.db")).close()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grassroots.toml").write_text('charter = "rosenhof"\nstore = "house.db"\n', encoding="utf-8")
    (tmp_path / "notices.toml").write_text(PLAN, encoding="utf-8")

    def run(*args: str) -> tuple[int, str]:
        code = main(list(args))
        caught = capsys.readouterr()
        return code, caught.out + caught.err

    return run


def test_the_command_shows_writes_and_sends(cli: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, told = cli("feedback", "--as-of", DAY, "--for", "S", "-o", "letters", "--language", "zh")
    assert code == 0 and "已写入" in told
    assert "诉求答复" in (tmp_path / "letters" / "S.txt").read_text(encoding="utf-8")
    code, told = cli("反馈", "--as-of", DAY, "--for", "S", "--language", "zh")
    assert code == 0 and "每月情况反馈（South House，2024年6月）" in told
    code, told = cli("反馈", "--as-of", DAY, "--send")
    assert code == 0 and "Monthly feedback: South House" in told and "North" not in told
    code, told = cli("feedback", "--as-of", DAY, "--send", "--language", "zh")
    assert code == 0 and "每月情况反馈" not in told
    code, told = cli("feedback", "--as-of", DAY, "--json")
    assert code == 0 and {one["unit"] for one in json.loads(told)} == {"N", "S"}
