"""A charter names its currency once: figures of money, rules and columns that it inherits are in that one, and nothing is counted in another."""

from __future__ import annotations

from pathlib import Path

import pytest

import grassroots as gr
from grassroots.errors import CharterInvalid

OWN = 'id = "club"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = { en = "Club", zh = "示例会" }\n'
UNITS = "code,name,kind,part of\nA,Club,association,\n"
BUDGETS = "code,unit,fund,line,planned,currency or measure,first day\nB1,A,running,activities,500,pounds,2024-01-01\nB2,A,running,training,300,yuan,2024-01-01\n"
PAID = "No.,paid by,kind,on,amount,currency or measure,into,out of\n1,A,allocation,2024-02-01,200,pounds,B1,\n2,A,expense,2024-03-01,250,pounds,,B1\n"


def figures(folder: Path, text: str, *names: str) -> dict[str, str]:
    (folder / "charter.toml").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter=folder / "charter.toml") as office:
        pound = office.charter.label("measured_in", "GBP", "en")
        for name, rows in (("units", UNITS), ("budgets", BUDGETS), ("payments", PAID)):
            (folder / "in").mkdir(exist_ok=True)
            (folder / "in" / f"{name}.csv").write_text(rows.replace("pounds", pound), encoding="utf-8")
        assert office.take_in(folder / "in").problems == ()
        return {name: str(office.figure(name, "2024-12-31").value) for name in names}


def test_money_is_counted_in_the_currency_of_the_charter(tmp_path: Path) -> None:
    names = ("budget_planned", "budget_paid", "budget_spent", "budgets_overspent")
    assert figures(tmp_path, OWN + 'currency = "GBP"\n', *names) == dict(zip(names, ("500", "200", "250", "1"), strict=True))
    assert figures(tmp_path, OWN, "budget_planned") == {"budget_planned": "300"}


def test_what_is_inherited_names_no_other_currency() -> None:
    charter = gr.open_charter("tenants-association")
    money = {measure.measured_in for measure in charter.measures.values()} & {"CNY", "GBP", "EUR", "USD"}
    assert (charter.currency, money) == ("GBP", {"GBP"})
    assert {column.unit for ledger in charter.ledgers.values() for column in ledger.columns} & {"CNY", "GBP"} == {"GBP"}
    assert gr.open_charter("cn-street").currency == "CNY"


def test_a_currency_that_is_no_word_of_the_charter_is_told(tmp_path: Path) -> None:
    (tmp_path / "charter.toml").write_text(OWN + 'currency = "XYZ"\n', encoding="utf-8")
    with pytest.raises(CharterInvalid) as error:
        gr.open_charter(tmp_path / "charter.toml")
    assert any("XYZ" in str(problem) and problem.source.row == 5 for problem in error.value.problems)
