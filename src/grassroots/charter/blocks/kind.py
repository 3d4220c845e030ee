"""The kinds of block that an outline may have, each by the key that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, finding
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.problems import nearest

B = TypeVar("B", bound=Block)

_KNOWN: dict[str, type[Block]] = {}

BLOCKS: Mapping[str, type[Block]] = MappingProxyType(_KNOWN)
"""Key in the table of a block → its class."""


def block_form(key: str) -> Callable[[type[B]], type[B]]:
    """Makes a class known as the form of the blocks whose table has a key (`bars`); its `check` says what is wrong with one."""

    def known(cls: type[B]) -> type[B]:
        _KNOWN[key] = cls
        return cls

    return known


def check_way(charter: Charter, measures: tuple[str, ...], way: str, here: Path, fixed: tuple[str, ...]) -> Iterator[Finding]:
    """A finding if figures cannot be laid out this way: it is none of the fixed ones, nor a split of the only measure."""
    known = [charter.measures[name] for name in measures if name in charter.measures]
    splits = [split.path for measure in known for split in measure.by]
    if way not in fixed and known and (len(known) != 1 or way not in splits):
        yield finding(here, "charter-way", way, known=nearest(way, (*fixed, *splits), most=8))
