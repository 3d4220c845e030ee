"""A kind of block: the key by which an outline knows it, its form, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from grassroots.charter.charter import Charter
from grassroots.charter.finding import Finding, finding
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.problems import nearest


@frozen(kw_only=True)
class BlockKind:
    """A kind of block.

    `key`: the key of a block's table that tells its kind (`bars`). `form`: the class. `check`: what is wrong with a block, given (charter, block, the path
    of its table).
    """

    key: str
    form: type[Block]
    check: Callable[[Charter, Any, Path], Iterator[Finding]]


def check_way(charter: Charter, measures: tuple[str, ...], way: str, here: Path, fixed: tuple[str, ...]) -> Iterator[Finding]:
    """A finding if figures cannot be laid out this way: it is none of the fixed ones, nor a split of the only measure."""
    known = [charter.measures[name] for name in measures if name in charter.measures]
    splits = [split.path for measure in known for split in measure.by]
    if way not in fixed and known and (len(known) != 1 or way not in splits):
        yield finding(here, "charter-way", way, known=nearest(way, (*fixed, *splits), most=8))
