"""The export kit holds what keeps the laws and rejects a broken twin per law."""

from __future__ import annotations

import pytest

from grassroots.testing.export_kit import BROKEN, LAWS, Sound, check_export, sound_texts
from grassroots.testing.laws import LawBroken


def test_a_sound_format_keeps_every_law() -> None:
    check_export(lambda address, options: Sound(), "twin", read=sound_texts)


@pytest.mark.parametrize("law", LAWS)
def test_the_broken_twin_breaks_its_law_and_no_other(law: str) -> None:
    with pytest.raises(LawBroken) as caught:
        check_export(BROKEN[law], "twin", read=sound_texts)
    assert set(caught.value.broken) == {law}
