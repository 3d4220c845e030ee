"""What the library fixes and what the charter names is written in a cell as an office calls it, in every ledger."""

from __future__ import annotations

import pytest

import grassroots as gr
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.plan import make_plan
from grassroots.model.labels import noun_label

CHARTERS = ("association", "cn-street", "cn-hotline", "cn-party-branch")


@pytest.mark.parametrize("name", CHARTERS)
def test_every_cell_for_a_kind_of_record_takes_its_label_in_each_language(name: str) -> None:
    charter = gr.open_charter(name)
    cells = [
        (plan, one) for rule in charter.ledgers.values() for plan in [make_plan(rule, charter)] for one in plan.columns.values()
    ]
    kinds = [(plan, one) for plan, one in cells if one.target and one.target.choices]
    assert kinds
    for plan, one in kinds:
        assert one.read is not None
        assert one.target is not None
        for noun in one.target.choices:
            for text in (noun, *(noun_label(noun, language) for language in charter.languages)):
                assert one.read(text, None) == noun, (plan.rule.name, one.column.name, text)


def test_a_kind_of_record_is_called_as_its_ledger_is_called() -> None:
    charter = gr.open_charter("cn-street")
    kinds = [one for one in make_plan(charter.ledgers["offers"], charter).columns.values() if one.target and one.target.choices]
    (kind,) = kinds
    assert kind.read is not None
    assert (kind.read("合作方", None), kind.read("Partners", None)) == ("partner", "partner")
    with pytest.raises(Fault):
        kind.read("火车", None)


@pytest.mark.parametrize("name", CHARTERS)
def test_a_rule_is_known_by_its_label_wherever_a_cell_names_one(name: str) -> None:
    charter = gr.open_charter(name)
    found = 0
    for rule in charter.ledgers.values():
        for one in make_plan(rule, charter).columns.values():
            if one.target is None or one.target.info is None or one.target.custom or one.read is None:
                continue
            for table in one.target.info.rules:
                for key, named in charter.rules.get(table, {}).items():
                    for label in named.labels.values():
                        found += 1
                        assert one.read(label, None) == (named.named or key), (rule.name, one.column.name, label)
    assert found


def test_a_rule_that_the_charter_has_not_stays_as_it_was_typed() -> None:
    charter = gr.open_charter("association")
    rubric = make_plan(charter.ledgers["assessments"], charter).columns["rubric"]
    assert rubric.read is not None
    assert rubric.read(" 群众评议 ", None) == "群众评议"
