"""Outlines: what a report says, as data: sections, and in them blocks. The kinds of block stand in `blocks`, a file each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key


@frozen(kw_only=True)
class Block:
    """A block of a section: a sentence, a table, bars."""

    def check(self, charter: Any, here: Path) -> Iterator[Any]:
        """What is wrong with it in a charter: findings; `here` is the path of its table."""
        return iter(())


@frozen(kw_only=True)
class Section:
    """A section: a title and its blocks."""

    labels: Labels = field(hash=False)
    blocks: tuple[Block, ...] = field(default=(), metadata=under_key("block"))


@frozen(kw_only=True)
class Outline:
    """A report: its title, notes printed under the title of every output, the length of its period (`year`, `quarter`,
    `month`: the one in which the as-of day lies), the `headline` measures whose record ids an internal report lists, and its sections."""

    name: str
    labels: Labels = field(hash=False)
    period: str = "year"
    notes: tuple[Labels, ...] = field(default=(), hash=False, metadata=under_key("note"))
    headline: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=(), metadata=under_key("section"))
