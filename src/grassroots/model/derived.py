"""Derived nouns: what a rule says of records on a day (a result, an account, a clock's run). They have described fields like any noun, and are never stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import field, frozen

from grassroots.fields import described, html_filled, public, shown_filled

D = TypeVar("D", bound="Derived")


@frozen(kw_only=True, field_transformer=described)
class Derived:
    """What every derived record has."""

    id: str = field(metadata=public("the identifier, unique among the derived records of its noun on a day"))

    def __init_subclass__(cls) -> None:
        # attrs leaves a class the method that it has.
        cls.__repr__ = shown_filled  # type: ignore[method-assign]

    _repr_html_ = html_filled


_KNOWN: dict[str, type[Derived]] = {}

DERIVED: Mapping[str, type[Derived]] = MappingProxyType(_KNOWN)
"""Every derived noun by its name. A noun is known once the module of its rule is loaded, as it is with the registry of kinds."""


def noun_name(cls: type[Any]) -> str:
    """The name of a noun, from that of its class.

    >>> noun_name(Derived)
    'derived'
    """
    return _parted(cls.__name__)


@cache
def _parted(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def derived_noun(cls: type[D]) -> type[D]:
    """Makes a class known as a derived noun, by the name that follows from its own (`VoteOutcome` is `vote_outcome`).

    Raises:
        TypeError: another derived noun has this name.
    """
    name = noun_name(cls)
    other = _KNOWN.get(name)
    if other is not None and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
        raise TypeError(
            f"{cls.__module__}.{cls.__qualname__}: there is a noun {name!r} already, {other.__module__}.{other.__qualname__}"
        )
    _KNOWN[name] = cls
    return cls
