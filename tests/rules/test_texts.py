"""What the families of rules say lies in their catalogues: in both languages, with the same details, and each text is said somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import grassroots
from grassroots.texts import catalogue

RULES = Path(grassroots.__file__).parent / "rules"
ROOMS = sorted(path.parent.name for path in RULES.glob("*/texts.toml"))


def details(text: object) -> set[str]:
    texts = text.values() if isinstance(text, dict) else [text]
    return {name for one in texts for _, name, _, _ in Formatter().parse(str(one)) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_a_text_names_the_same_details_in_each_language(room: str) -> None:
    texts = catalogue(f"grassroots.rules.{room}")
    assert [code for code in texts if details(texts.raw(code, "en")) != details(texts.raw(code, "zh"))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_text_is_said_somewhere(room: str) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (RULES / room).glob("*.py"))
    heads = set(re.findall(r'f"([a-z_]+-)\{', sources))
    texts = catalogue(f"grassroots.rules.{room}")
    assert [code for code in texts if f'"{code}"' not in sources and not code.startswith(tuple(heads))] == []
