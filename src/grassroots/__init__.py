"""grassroots: records, rules and reports for grassroots organizations. Every figure leads to the records that it counts.

>>> import grassroots as gr
>>> with gr.open("memory:") as office:
...     office.head.seq
0

This page holds the names that most need; the rest stand in rooms: nouns at `gr.model`, the parts of measures and their conditions at `gr.measure`,
rules at `gr.rules`, errors at `gr.errors`, problems at `gr.problems`. All are loaded when they are first used: importing the package itself
costs next to nothing.

>>> gr.model.Unit(id="b7", kind="building", name="Building 7").name
'Building 7'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from grassroots import access as access
    from grassroots import charter as charter
    from grassroots import errors as errors
    from grassroots import fields as fields
    from grassroots import figures as figures
    from grassroots import hooks as hooks
    from grassroots import model as model
    from grassroots import plugins as plugins
    from grassroots import problems as problems
    from grassroots import reports as reports
    from grassroots import rules as rules
    from grassroots import samples as samples
    from grassroots import store as store
    from grassroots import values as values
    from grassroots.access import Actor as Actor
    from grassroots.access import View as View
    from grassroots.charter import Charter as Charter
    from grassroots.charter import measure as measure
    from grassroots.errors import GrassrootsError as GrassrootsError
    from grassroots.figures import Figure as Figure
    from grassroots.ledgers import Reading as Reading
    from grassroots.plugins import Plugins as Plugins
    from grassroots.problems import Problem as Problem
    from grassroots.reports import Report as Report
    from grassroots.snapshot import Snapshot as Snapshot
    from grassroots.values import Period as Period
    from grassroots.values import Ref as Ref
    from grassroots.workspace import Office as Office
    from grassroots.workspace import open_charter as open_charter
    from grassroots.workspace import open_workspace

    open = open_workspace
else:
    _HOMES = {
        "": "access charter errors fields figures hooks model plugins problems reports rules samples store values",
        "access": "Actor View",
        "charter": "Charter measure",
        "errors": "GrassrootsError",
        "figures": "Figure",
        "ledgers": "Reading",
        "plugins": "Plugins",
        "problems": "Problem",
        "reports": "Report",
        "snapshot": "Snapshot",
        "values": "Period Ref",
        "workspace": "Office open_charter open",
    }
    _HOME = {name: room for room, names in _HOMES.items() for name in names.split()}

    __all__ = ["__version__", *sorted(_HOME)]

    def __getattr__(name):
        room = _HOME.get(name)
        if room is None:
            raise AttributeError(f"module 'grassroots' has no attribute {name!r}")
        home = import_module(f"grassroots.{room or name}")
        found = getattr(home, "open_workspace" if name == "open" else name) if room else home
        globals()[name] = found
        return found

    def __dir__():
        return sorted({*globals(), *__all__})
