"""The kit for charters: ours pass, and a twin that breaks a law is rejected for it."""

from __future__ import annotations

import pytest

import grassroots_charters_cn
from grassroots.builtin.charters import grassroots_open_charter
from grassroots.testing.charter_kit import BROKEN, LAWS, LawBroken, check_charters


def test_the_neutral_charter_keeps_the_laws() -> None:
    check_charters(grassroots_open_charter, "association")


def test_the_charters_of_a_plugin_keep_the_laws() -> None:
    check_charters(grassroots_charters_cn.grassroots_open_charter, "cn-street")


def test_every_law_has_a_broken_twin() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_what_breaks_a_law(law: str) -> None:
    twin, name = BROKEN[law]
    with pytest.raises(LawBroken) as caught:
        check_charters(twin(grassroots_open_charter), name)
    assert law in caught.value.broken
