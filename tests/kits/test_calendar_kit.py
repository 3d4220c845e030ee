"""The calendar kit holds what keeps the laws and rejects a broken twin per law."""

from __future__ import annotations

from datetime import date

import pytest

from grassroots.builtin.weekdays import grassroots_open_calendar
from grassroots.testing.calendar_kit import BROKEN, LAWS, check_calendar, sound
from grassroots.testing.laws import LawBroken

KNOWS = {date(2025, 1, 25): False}


def test_a_sound_calendar_keeps_every_law() -> None:
    check_calendar(sound, "twin:", knows=KNOWS)
    check_calendar(grassroots_open_calendar, "weekdays:mon-sat", knows={date(2025, 1, 25): True, date(2025, 1, 26): False})


def test_there_is_a_broken_twin_for_every_law() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_the_broken_twin_breaks_its_law_and_no_other(law: str) -> None:
    with pytest.raises(LawBroken) as caught:
        check_calendar(BROKEN[law], "twin:", knows=KNOWS)
    assert set(caught.value.broken) == {law}
