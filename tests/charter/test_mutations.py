"""A sound charter that is changed in one place, at random, is never taken for sound."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import CLUB, association, problems_of

from grassroots.testing.mutations import FORMS

Path = tuple[Any, ...]

LANGUAGES = ("en", "zh")
FREE_TEXT = {"heading", "names", "named", "source", "prefix", "id", "version", "formats", *LANGUAGES}
"""Keys whose texts are the office's own: another text there is as good."""
CONDITIONS = {"where", "hit", "left_out", "any", "all", "not", "has"}
DEPTH = {"words": 2, "custom": 2, "module": 1, "workflow": 1, "measure": 1, "report": 1, "ledger": 1, **dict.fromkeys(FORMS, 1)}


def written(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def files(data: dict[str, Any]) -> dict[str, str]:
    return {"charter.toml": "\n".join(f"{json.dumps(key)} = {written(value)}" for key, value in data.items())}


def merged(texts: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for text in texts.values():
        lay_over(data, tomllib.loads(text))
    return data


def lay_over(data: dict[str, Any], more: dict[str, Any]) -> None:
    """Tables of all files together are one."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            lay_over(data[key], value)
        else:
            data[key] = value


def is_name(path: Path) -> bool:
    """Whether the last key of a path is a name that the charter's author is free to choose."""
    head = path[0]
    if head in DEPTH and len(path) <= DEPTH[head] + 1:
        return True
    return (
        (head == "workflow" and path[2:3] == ("state",) and len(path) == 4)
        or (head == "ledger" and path[2:3] in (("column",), ("skip",)) and len(path) == 4)
        or (head == "ledger" and path[4:5] == ("values",) and len(path) == 6)
    )


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, (*path, number))


def keys_of(path: Path) -> list[str]:
    return [key for key in path if isinstance(key, str)]


def free(path: Path) -> bool:
    keys = keys_of(path)
    return keys[-1] in FREE_TEXT or keys[0] == "label" or (keys[0] == "ledger" and "skip" in keys and keys[-1] == "values")


def mutations(data: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """Every change of one place that must be found: what is done, and where."""
    for path, value in walk(data):
        if not path:
            continue
        keys = keys_of(path)
        if isinstance(path[-1], str) and not is_name(path):
            yield "misspell the key", path
        if path[-1] in LANGUAGES:
            yield "drop the language", path
        if isinstance(value, list) and all(isinstance(one, str) for one in value) and value and not CONDITIONS & set(keys):
            yield "unwrap the list", path
        if isinstance(value, bool):
            yield "quote the flag", path
        if isinstance(value, str) and not free(path) and not value.startswith(("external.", "names.")):
            yield "misspell the text", path
        if isinstance(value, dict) and is_name(path) and path[0] == "workflow" and len(path) == 4:
            following = {name for state in data["workflow"][path[1]]["state"].values() for name in state.get("next", ())}
            if path[-1] in following:
                yield "delete", path
        if isinstance(value, dict) and path[0] == "measure" and len(path) == 2 and f"{{{path[1]}" in str(data["report"]):
            yield "delete", path


def changed(data: dict[str, Any], what: str, path: Path) -> dict[str, Any]:
    data = copy.deepcopy(data)
    *outer, last = path
    inside: Any = data
    for key in outer:
        inside = inside[key]
    if what == "misspell the key":
        inside[f"{last}x"] = inside.pop(last)
    elif what in ("drop the language", "delete"):
        del inside[last]
    elif what == "unwrap the list":
        inside[last] = inside[last][0]
    elif what == "quote the flag":
        inside[last] = "true"
    else:
        inside[last] += "x"
    return data


CLUB_DATA, ASSOCIATION = merged({"club.toml": CLUB}), merged(association())
CLUB_MUTATIONS, ASSOCIATION_MUTATIONS = list(mutations(CLUB_DATA)), list(mutations(ASSOCIATION))


@pytest.mark.parametrize("data", [CLUB_DATA, ASSOCIATION], ids=["club", "association"])
def test_unchanged_it_is_sound_whatever_way_it_is_written(data: dict[str, Any]) -> None:
    assert problems_of(files(data)) == ()


@pytest.mark.parametrize(
    "what", ["misspell the key", "drop the language", "unwrap the list", "quote the flag", "misspell the text", "delete"]
)
def test_every_single_change_of_a_small_charter_is_found(what: str) -> None:
    places = [path for done, path in CLUB_MUTATIONS if done == what]
    assert len(places) >= 3
    unseen = [path for path in places if not problems_of(files(changed(CLUB_DATA, what, path)))]
    assert unseen == []


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sampled_from(ASSOCIATION_MUTATIONS))
def test_any_single_change_of_the_association_is_found(change: tuple[str, Path]) -> None:
    assert problems_of(files(changed(ASSOCIATION, *change)))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(CLUB_MUTATIONS), min_size=2, max_size=4))
def test_several_changes_are_told_together_and_never_end_in_an_error(changes: list[tuple[str, Path]]) -> None:
    data = CLUB_DATA
    for what, path in changes:
        try:
            data = changed(data, what, path)
        except (KeyError, IndexError, TypeError):  # the place is gone with an earlier change
            continue
    problems = problems_of(files(data))
    assert problems
    for problem in problems:
        assert problem.text("en")
        assert problem.text("zh")
        assert problem.cure


PLACES = [path for path, _ in walk(CLUB_DATA) if path]
STRANGE = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-3, 3),
        st.just(date(2014, 1, 1)),
        st.sampled_from(["", "-", "case", "unit", "a.b", "{", "@case", "days:a:b"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["case", "where", "en", "x", "has", ""]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(PLACES), STRANGE)
def test_whatever_stands_in_any_place_is_a_problem_or_sound_but_never_an_error(path: Path, strange: Any) -> None:
    data = copy.deepcopy(CLUB_DATA)
    *outer, last = path
    inside: Any = data
    for key in outer:
        inside = inside[key]
    inside[last] = strange
    for problem in problems_of(files(data)):
        assert problem.source is not None
        assert problem.text("en")
        assert problem.text("zh")
