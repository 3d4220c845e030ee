"""Figures counted in columns: the same as by the reference, to the last digit."""

from __future__ import annotations

from datetime import date

import pytest

import grassroots as gr
from grassroots.snapshot import Snapshot
from grassroots.testing.engine_kit import check_engine
from grassroots.testing.synthetic import sized
from grassroots_columns import grassroots_open_engine


def street(records: int) -> Snapshot:
    return Snapshot.of(sized(records), gr.open_charter("association"), as_of=date(2024, 12, 31), check=False)


def test_our_engine_keeps_the_laws() -> None:
    check_engine(grassroots_open_engine, examples=12, least=0)


@pytest.mark.slow
def test_our_engine_keeps_the_laws_on_many_organizations_and_a_street() -> None:
    check_engine(grassroots_open_engine, examples=500, given=(street(2000),), least=0)
