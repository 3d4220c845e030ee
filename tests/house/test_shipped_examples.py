"""What the shipped charters say of themselves by examples comes out."""

from __future__ import annotations

import pytest

import grassroots as gr
from grassroots.workspace.examples import tried

SHIPPED = (
    "association",
    "cn-street",
    "cn-party-branch",
    "cn-hotline",
    "tenants-association",
    "uk-union-branch",
    "roberts-rules",
)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_of_a_shipped_charter_come_out(name: str) -> None:
    assert [problem.text("en") for problem in tried(gr.open_charter(name))] == []


def test_rules_stand_beside_examples() -> None:
    assert sum(len(gr.open_charter(name).examples) for name in SHIPPED) >= 3
