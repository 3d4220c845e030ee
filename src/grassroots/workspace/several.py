"""Several results: a tuple, or a dict, that shows itself short, and as rows in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

from grassroots.figures.plain import MOST_ROWS, rows_html

T = TypeVar("T", covariant=True)

MOST_TEXT = 1500
"""So many letters of several results show themselves; of more, how many there are."""

_MOST_OF_ONE = 300


class Several(tuple[T, ...]):
    """A tuple like any other, but for how it shows itself.

    >>> Several(range(3)), Several([1]), Several() == ()
    ((0, 1, 2), (1,), True)
    >>> repr(Several("x" * 400 for _ in range(9)))[-21:]
    '... 6 more, 9 in all)'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"({_first(map(repr, self), len(self))}{',' * (len(self) == 1)})"

    def __reduce__(self) -> tuple[type[tuple[Any, ...]], tuple[tuple[T, ...]]]:
        # A copy in another process is a plain tuple.
        return tuple, (tuple(self),)

    def _repr_html_(self) -> str:
        """For notebooks: a row each, the first of them."""
        return _rows(enumerate(self), len(self))


class ByName(dict[Any, Any]):
    """A dict like any other, but for how it shows itself.

    >>> ByName(a=1), repr(ByName((str(number), "x" * 400) for number in range(9)))[-21:]
    ({'a': 1}, '... 6 more, 9 in all}')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{{{_first((f'{name!r}: {one!r}' for name, one in self.items()), len(self))}}}"

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[Any, Any]]]:
        # A copy in another process is a plain dict.
        return dict, (dict(self),)

    def _repr_html_(self) -> str:
        """For notebooks: a row each, the first of them."""
        return _rows(self.items(), len(self))


def _first(texts: Iterable[str], many: int) -> str:
    """The first of these, as many as have room; of more, how many there are."""
    shown, length = list[str](), 0
    for text in texts:
        length += len(text) + 2
        if length > MOST_TEXT:
            return ", ".join([*shown, f"... {many - len(shown)} more, {many} in all"])
        shown.append(text)
    return ", ".join(shown)


def _rows(found: Iterable[tuple[object, object]], many: int) -> str:
    rows = [(name, _cut(str(one))) for name, one in islice(found, MOST_ROWS)]
    return rows_html([*rows, ("...", f"{many} in all")] if many > MOST_ROWS else rows)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_OF_ONE else f"{text[:_MOST_OF_ONE]}..."
