"""What a record refers to: every id that it or a row of it holds of another record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from grassroots.fields import fields_of
from grassroots.model.derived import Derived
from grassroots.model.record import Noun
from grassroots.values import Ref


def references(record: Noun | Derived) -> frozenset[tuple[str, str]]:
    """The keys (noun, id) of the records that a record refers to, in any field and any row of a field.

    >>> from datetime import date
    >>> from grassroots.model import Reply
    >>> from grassroots.values import CaseId
    >>> references(Reply(id="r-17", case=CaseId("o-17"), on=date(2014, 5, 6)))
    frozenset({('case', 'o-17')})
    """
    return frozenset(_of(record))


def _of(part: Any) -> Iterator[tuple[str, str]]:
    cls: Any = type(part)
    for name, refs, many in _leading(cls):
        value = getattr(part, name)
        for one in value if many else () if value is None else (value,):
            if isinstance(one, Ref):
                yield one.noun, one.id
            elif refs:
                yield from ((noun, one) for noun in refs)
            else:
                yield from _of(one)


@cache
def _leading(cls: Any) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """The fields that lead to other records, themselves or by their rows."""
    return tuple(
        (info.name, info.refs, info.many)
        for info in fields_of(cls)
        if info.refs or (info.many and isinstance(info.kind, type) and _leading(info.kind))
    )
