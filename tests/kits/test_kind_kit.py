"""The kit for kinds of rule holds what keeps the laws and rejects a broken twin per law."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from grassroots.model import derived
from grassroots.testing.kind_faults import BROKEN, TWIN, sound
from grassroots.testing.kind_kit import LAWS, Setting, broken_laws, setting_of


@cache
def twin() -> Setting:
    """Drawn once for all twins."""
    return setting_of(sound, "twin", TWIN, examples=4)


@pytest.fixture(autouse=True)
def _nouns() -> Iterator[None]:
    yield
    derived._KNOWN.pop("bare_size", None)


def test_a_sound_kind_keeps_every_law() -> None:
    assert broken_laws(twin()) == {}


def test_there_is_a_broken_twin_for_every_law() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_the_broken_twin_breaks_its_law_and_no_other(law: str) -> None:
    broken = broken_laws(setting_of(BROKEN[law], "twin", TWIN, given=twin().offices))
    assert set(broken) == {law}, broken
