"""Kinds of block: what fills a block of an outline, and what is said of it. A file here makes a kind known; nothing else names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import frozen

from grassroots.reports.filled import FilledBlock
from grassroots.reports.filling import Filling

F = TypeVar("F", bound=FilledBlock)


@frozen
class BlockKind:
    """One kind of block: how a block of the charter is filled with figures, and the type of its document for machines."""

    fill: Callable[[Filling, Any], FilledBlock | None]
    document: Any


_KNOWN: dict[type, BlockKind] = {}

BLOCK_KINDS: Mapping[type, BlockKind] = MappingProxyType(_KNOWN)
"""Every kind of block, by the class of its blocks in the charter."""


def block_kind(block: type, document: Any) -> Callable[[type[F]], type[F]]:
    """Makes a class known as what fills the blocks of a class of the charter. It has `fill`, a class method: the figures, the block → itself filled, or
    None where there is nothing to show.

    Args:
        block: the class of the blocks in the charter (`Say`).
        document: the type of its document for machines: a typed dictionary with one member, called as the kind is in an outline.
    """

    def known(cls: type[F]) -> type[F]:
        _KNOWN[block] = BlockKind(cls.fill, document)  # type: ignore[attr-defined]
        return cls

    return known
