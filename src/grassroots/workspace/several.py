"""Several results: a tuple that shows itself short, and as rows in a notebook."""

from __future__ import annotations

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
        shown, length = list[str](), 0
        for one in self:
            text = repr(one)
            length += len(text) + 2
            if length > MOST_TEXT:
                return f"({', '.join([*shown, f'... {len(self) - len(shown)} more, {len(self)} in all'])})"
            shown.append(text)
        return f"({', '.join(shown)}{',' * (len(shown) == 1)})"

    def __reduce__(self) -> tuple[type[tuple[Any, ...]], tuple[tuple[T, ...]]]:
        # A copy in another process is a plain tuple.
        return tuple, (tuple(self),)

    def _repr_html_(self) -> str:
        """For notebooks: a row each, the first of them."""
        rows = [(number, _cut(str(one))) for number, one in enumerate(self[:MOST_ROWS])]
        return rows_html([*rows, ("...", f"{len(self)} in all")] if len(self) > MOST_ROWS else rows)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_OF_ONE else f"{text[:_MOST_OF_ONE]}..."
