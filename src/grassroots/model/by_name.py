"""What comes back for a noun that is given by its name: for type checkers alone, who know by these marks that `office.get("case", ...)` gives a `Case`.

Their page, `by_name.pyi`, is made of the list of nouns by `docs/reference/make_nouns_front.py`. Nothing happens when the library runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _as_it_is(method: Callable[..., Any]) -> Callable[..., Any]:
    return method


one = one_if_any = by_id = listed = _as_it_is
