"""The commands. Each says in its help what it is for, and shows it by example."""

from __future__ import annotations

from grassroots.cli.folders import demo, init, plugins, template
from grassroots.cli.group import grassroots
from grassroots.cli.ledgers import check, ledger, load, map_table, mend
from grassroots.cli.reports import explain, report
from grassroots.cli.rules import rules
from grassroots.cli.telling import run_rule, todo

__all__ = [
    "check",
    "demo",
    "explain",
    "grassroots",
    "init",
    "ledger",
    "load",
    "map_table",
    "mend",
    "plugins",
    "report",
    "rules",
    "run_rule",
    "template",
    "todo",
]
