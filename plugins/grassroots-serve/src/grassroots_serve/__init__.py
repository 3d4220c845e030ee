"""A local page over an office: what is to be done, cases, figures down to the row, papers. It asks and changes through the gate, as its actor.

>>> from datetime import date
>>> import grassroots
>>> with grassroots.open("memory:") as office:
...     page(office, {"a-long-random-token": "ann"}, today=lambda: date(2026, 6, 30))
<starlette.applications.Starlette object at ...>
"""

from grassroots_serve.site import page

__all__ = ["page"]
