"""What the families of rules say lies in their catalogues: in both languages, with details that are given."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

import grassroots
from grassroots.problems import Problem
from grassroots.texts import catalogue

RULES = Path(grassroots.__file__).parent / "rules"
ROOMS = sorted(path.parent.name for path in RULES.glob("*/texts.toml"))


def details(text: object) -> set[str]:
    texts = text.values() if isinstance(text, dict) else [text]
    return {name for one in texts for _, name, _, _ in Formatter().parse(str(one)) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_names_a_detail_that_it_is_not_given_in_english(room: str) -> None:
    texts = catalogue(f"grassroots.rules.{room}")
    # A period is told whole in English, by its first and last day in Chinese; whoever tells it gives both.
    also = {"period": {"start", "first", "last"}}

    def given(code: str) -> set[str]:
        named = details(texts.raw(code, "en"))
        return named | {more for name in named for more in also.get(name, ())}

    assert [code for code in texts if not details(texts.raw(code, "zh")) <= given(code)] == []


def test_what_is_told_of_is_not_named_twice() -> None:
    told = {
        "noun": "unit",
        "id": "North House",
        "name": "North House",
        "rule": "chair",
        "source": "bylaws",
        "need": "",
        "have": "",
    }
    told |= {"lacking": "", "beside": ""}
    assert "(North House)" not in Problem("requirement-lacking", details=told).text("en")
    assert "(South House)" in Problem("requirement-lacking", details={**told, "name": "South House"}).text("en")


@pytest.mark.parametrize("code", ["assess-otherwise", "vote-not-entered"])
def test_a_problem_says_itself_without_a_detail_that_not_every_one_has(code: str) -> None:
    """A judgement about a person does not name the person, and a post that nobody else holds names no other terms."""
    told = {"noun": "vote", "rule": "seats", "rule_source": "bylaws", "source": "bylaws", "post": "WY1"}
    told |= {"id": "7", "computed": "good", "score": "92"}
    for language in ("en", "zh"):
        said = Problem(code, value="x", details=told).text(language)
        assert "{" not in said and "()" not in said and "（）" not in said
