"""The kit for charters: ours pass, and a twin that breaks a law is rejected for it."""

from __future__ import annotations

import pytest

import grassroots_charters_cn
from grassroots.builtin.charters import grassroots_open_charter
from grassroots.hooks import CharterFiles
from grassroots.testing.charter_kit import BROKEN, LAWS, check_charters
from grassroots.testing.laws import LawBroken


def test_the_neutral_charter_keeps_the_laws() -> None:
    check_charters(grassroots_open_charter, "association")


def test_the_charters_of_a_plugin_keep_the_laws() -> None:
    check_charters(grassroots_charters_cn.grassroots_open_charter, "cn-street")


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('"Bylaws, 2020"', True),
        ('{ en = "Bylaws, 2020", zh = "章程（2020年）" }', True),
        ("'Bylaws, 2020'", True),
        ('""', False),
        ('{ en = "Bylaws, 2020", zh = "" }', False),
        ("{ }", False),
    ],
)
def test_a_source_is_a_text_or_a_text_in_each_language(source: str, named: bool) -> None:
    text = f'id = "mine"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = {{ en = "Mine", zh = "本会" }}\nsource = {source}\n'
    text += '# source = "a remark is none"\n[words.category.source]\nen = "source of a river"\nzh = "河源"\n'
    found = CharterFiles(name="mine", place="mine", files={"charter.toml": text})
    try:
        check_charters(lambda name, _: found if name == "mine" else None, "mine")
        broken = {}
    except LawBroken as error:
        broken = error.broken
    assert ("each_names_its_source" not in broken) == named


def test_every_law_has_a_broken_twin() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_what_breaks_a_law(law: str) -> None:
    twin, name = BROKEN[law]
    with pytest.raises(LawBroken) as caught:
        check_charters(twin(grassroots_open_charter), name)
    assert law in caught.value.broken
