"""The charter of Robert's Rules, as the door gives it, and what its rules make of one meeting."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
import grassroots_charters_roberts
from grassroots.charter import Charter
from grassroots.reading import At
from grassroots.rules import decide
from grassroots.snapshot import Snapshot
from grassroots.workspace import open_charter
from grassroots_charters_roberts import grassroots_open_charter

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def charter() -> Charter:
    return open_charter("roberts-rules", gr.Plugins.of(grassroots_charters_roberts))


def test_the_distribution_offers_its_charter_by_an_entry_point() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["grassroots"] == {"charters-roberts": grassroots_charters_roberts.__name__}


def test_the_door_leaves_every_other_name_to_others() -> None:
    for other in ("roberts_rules", "association", "", "../roberts-rules"):
        assert grassroots_open_charter(other, {}) is None


def test_every_rule_names_its_source_and_says_that_it_is_to_be_checked(charter: Charter) -> None:
    own = [rule for kind in ("decision", "election") for rule in charter.rules[kind].values()]
    assert len(own) == 6
    assert all(rule.source and rule.unconfirmed for rule in own)


@pytest.mark.parametrize(("rule", "needed"), [("majority", 13), ("majority_of_present", 16), ("majority_of_members", 26)])
def test_of_fifty_members_thirty_are_there_and_twenty_four_vote(charter: Charter, rule: str, needed: int) -> None:
    for yes in (needed - 1, needed):
        no = max(0, 24 - yes)
        vote = gr.model.Vote(
            id="v", unit="club", kind="decision", on=date(2024, 5, 6), rule=rule, eligible=50, present=max(30, yes + no)
        )
        counts = [
            gr.model.Count(id=word, vote="v", choice=word, votes=n)
            for word, n in (("yes", yes), ("no", no), ("blank", 30 - 24 if yes < 25 else 0))
        ]
        snapshot = Snapshot.of([vote, *counts], charter, as_of=date(2024, 12, 31), check=False)
        found = decide(vote, At.of(snapshot))
        assert found.passed == (yes == needed), found.explain()
        assert [one.needed for one in found.tallied] == [needed]
