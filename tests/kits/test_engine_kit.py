"""The kit of engines keeps what it says: the reference keeps every law, and each broken twin breaks its own."""

from __future__ import annotations

import pytest

from grassroots.testing.engine_kit import BROKEN, LAWS, Setting, check_engine, sound
from grassroots.testing.laws import LawBroken

DRAWN = Setting(open=sound, examples=8)


def test_the_reference_keeps_the_laws():
    check_engine(sound, examples=1)


@pytest.mark.parametrize("law", LAWS)
def test_what_breaks_a_law_is_rejected(law):
    broken = Setting(open=BROKEN[law])
    broken.__dict__["trials"] = DRAWN.trials
    with pytest.raises(AssertionError):
        LAWS[law](broken)


def test_all_that_is_broken_is_told_at_once():
    with pytest.raises(LawBroken) as caught:
        check_engine(lambda address, options: None, examples=1)
    assert set(caught.value.broken) == set(LAWS) - {"others_are_left_alone"}
