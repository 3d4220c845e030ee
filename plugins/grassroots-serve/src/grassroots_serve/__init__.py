"""A local page over an office: what is to be done, cases, figures down to the row, papers. It asks and changes through the gate, as its actor.

>>> from datetime import date
>>> import grassroots
>>> with grassroots.open("memory:") as office:
...     page(office, {"a-long-random-token": "ann"}, today=lambda: date(2026, 6, 30))
<starlette.applications.Starlette object at ...>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grassroots_serve.site import page

__all__ = ["page"]


def __getattr__(name: str) -> Any:
    # The command is listed where nobody opens the page: what it is made of is loaded when it is.
    if name != "page":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grassroots_serve.site import page

    return page
