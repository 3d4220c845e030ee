"""What would be is tried on a copy: asked like the office, and nothing of it is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.offices import office

import grassroots as gr
from grassroots.errors import NotFound, Refused

DAY = "2024-06-30"


@pytest.mark.parametrize("address", ["memory:", "file"])
def test_what_is_tried_is_counted_and_not_stored(tmp_path: Path, address: str) -> None:
    whole = office(tmp_path, address=address if address == "memory:" else str(tmp_path / "a.db"))
    before, head = whole.figure("cases_received", DAY), whole.head
    with whole.what_if() as tried:
        assert (tried.head, tried.figure("cases_received", DAY).value) == (head, before.value)
        case = gr.model.Case(
            id="new", category="request", unit="north", steps=(gr.model.Step(state="received", on=date(2024, 5, 6)),)
        )
        tried.add(case, reason="what if")
        after = tried.figure("cases_received", DAY)
        assert (before.value, after.value) == (3, 4)
        assert set(after.records().hits) - set(before.records().hits) == {("case", "new")}
        assert tried.history("case", "cases-1") == whole.history("case", "cases-1")
    assert (whole.head, whole.figure("cases_received", DAY).value) == (head, 3)
    with pytest.raises(NotFound):
        whole.get("case", "new")


def test_who_tries_has_the_rights_that_they_have(tmp_path: Path) -> None:
    whole = office(tmp_path)
    clerk = whole.seen_by(gr.Actor.at("ann", "north", gr.access.Verb.READ))
    with clerk.what_if() as tried:
        assert tried.records("case", DAY) == clerk.records("case", DAY)
        with pytest.raises(Refused):
            tried.correct("case", "cases-1", reason="what if", channel="phone")
        with pytest.raises(NotFound):
            tried.get("case", "cases-3")


def test_nothing_is_sent_from_what_is_tried(tmp_path: Path) -> None:
    whole = office(tmp_path)
    with whole.what_if() as tried, pytest.raises(Refused, match="nothing is sent from it") as refused:
        tried.send(lambda: datetime(2024, 7, 1, tzinfo=UTC))
    assert refused.value.text("zh").startswith("这是用于试算的副本")
