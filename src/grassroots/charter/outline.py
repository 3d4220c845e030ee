"""Outlines: what a report says, as data: sections, and in them blocks. The kinds of block stand in `blocks`, a file each."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from attrs import field, frozen

from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key

TITLED = ("office", "period")
"""What a title on paper may name in braces."""


class Style(Enum):
    """House styles of papers."""

    PLAIN = "plain"
    OFFICIAL = "official"
    """An official document, as GB/T 9704 lays it out."""
    ANNUAL = "annual"
    """An annual report."""
    BRIEF = "brief"
    """A brief of one page."""


STYLES = tuple(style.value for style in Style)
"""The house styles by name."""


def conditions(named: str) -> tuple[str, ...]:
    """The figures that `when` or `unless` names.

    >>> conditions("opinions, visits.due")
    ('opinions', 'visits.due')
    """
    return tuple(one.strip() for one in named.split(",")) if named else ()


@frozen(kw_only=True)
class Block:
    """A block of a section: a sentence, a table, bars. `when`, `unless`: it is there only when a figure (`opinions`, `opinions.solved`), or one of
    several with commas between them, is more than nothing, or only when none is."""

    when: str = ""
    unless: str = ""

    def check(self, charter: Any, here: Path) -> Iterator[Any]:
        """What is wrong with it in a charter: findings; `here` is the path of its table."""
        return iter(())


@frozen(kw_only=True)
class Section:
    """A section: a title and its blocks. `when`, `unless`: as of a block. A section of which nothing is left is not printed."""

    labels: Labels = field(hash=False)
    when: str = ""
    unless: str = ""
    blocks: tuple[Block, ...] = field(default=(), metadata=under_key("block"))


@frozen(kw_only=True)
class Outline:
    """A report: what it is called, its `title` on paper (with `{office}` and `{period}` where they belong), notes printed under the title of every output, the length of its period (`year`, `quarter`,
    `month`: the one in which the as-of day lies), the house style of its papers (see `STYLES`), who issues it (the office itself, without) and to whom, the `headline` measures whose record ids an internal report lists, and its sections."""

    name: str
    labels: Labels = field(hash=False)
    title: Labels = field(factory=dict, hash=False)
    period: str = "year"
    style: str = "plain"
    issuer: Labels = field(factory=dict, hash=False)
    addressee: Labels = field(factory=dict, hash=False)
    notes: tuple[Labels, ...] = field(default=(), hash=False, metadata=under_key("note"))
    headline: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=(), metadata=under_key("section"))
