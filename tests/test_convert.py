"""The strict converter: what is of another type is refused, and all of it is told at once, each with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NewType

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from grassroots.convert import Misfit, Misfits, strict_converter

Id = NewType("Id", str)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@frozen
class Leaf:
    number: int
    flag: bool = False


@frozen
class Tree:
    id: Id
    colour: Colour = Colour.RED
    share: float | None = None
    leaves: tuple[Leaf, ...] = ()
    named: Mapping[str, Leaf] = field(factory=dict)
    pair: tuple[str, int] = ("", 0)
    set_: tuple[str, ...] = ()
    heads: tuple[str, ...] = field(default=(), metadata={"key": "head"})


CONVERTER = strict_converter()


def wrong(raw: Any) -> list[tuple[str, str]]:
    with pytest.raises(Misfits) as raised:
        CONVERTER.structure(raw, Tree)
    return [(".".join(map(str, path)), one.code) for path, one in raised.value.found]


def test_what_fits_is_read() -> None:
    raw = {
        "id": "t", "colour": "green", "share": 0.5, "leaves": [{"number": 1, "flag": True}],
        "named": {"a": {"number": 2}}, "pair": ["a", 1], "set": ["x"], "head": ["y"],
    }  # fmt: skip
    made = Tree(Id("t"), Colour.GREEN, 0.5, (Leaf(1, True),), {"a": Leaf(2)}, ("a", 1), ("x",), ("y",))
    assert CONVERTER.structure(raw, Tree) == made


def test_all_that_does_not_fit_is_told_at_once_by_the_key_under_which_it_stands() -> None:
    raw = {
        "colour": "rd", "share": 1, "leaves": [{"number": True}, {"number": 1.0, "flag": 1}, 3],
        "named": {"a": {"number": "2", "numbr": 2}}, "pair": ["a"], "set": "xyz", "heads": [], "head": [1],
    }  # fmt: skip
    assert wrong(raw) == [
        ("colour", "choice"),
        ("share", "not-float"),
        ("leaves.0.number", "not-whole"),
        ("leaves.1.number", "not-whole"),
        ("leaves.1.flag", "not-flag"),
        ("leaves.2", "not-table"),
        ("named.a.number", "not-whole"),
        ("named.a.numbr", "key"),
        ("pair", "not-pair"),
        ("set", "not-list"),
        ("heads", "key"),
        ("head.0", "not-text"),
        ("", "missing"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["number", "flag", "a"]), inner, max_size=2),
)
KINDS = {str: "text", int: "number", bool: "flag", float: "float"}


@given(JSON, st.sampled_from(list(KINDS)))
def test_nothing_is_coerced(raw: Any, kind: type) -> None:
    if type(raw) is kind:
        assert CONVERTER.structure(raw, kind) is raw
    else:
        with pytest.raises(ValueError):  # noqa: PT011
            CONVERTER.structure(raw, kind)


@given(JSON)
def test_whatever_is_no_table_of_a_leaf_is_refused_with_a_path(raw: Any) -> None:
    fits = (
        type(raw) is dict
        and set(raw) <= {"number", "flag"}
        and type(raw.get("number")) is int
        and type(raw.get("flag", True)) is bool
    )
    tree = {"id": "t", "leaves": [raw]}
    if fits:
        assert CONVERTER.structure(tree, Tree).leaves == (Leaf(**raw),)
    else:
        assert all(path.startswith("leaves.0") for path, _ in wrong(tree))


@pytest.mark.parametrize("hint", [list[str], tuple[str, ...], set[str], frozenset[str], Sequence[str]])
def test_a_text_is_no_list_of_its_letters_whatever_the_list_is_called(hint: Any) -> None:
    converter = strict_converter()
    with pytest.raises(Misfit):
        converter.structure("ab", hint)
    assert set(converter.structure(["a", "b"], hint)) == {"a", "b"}
