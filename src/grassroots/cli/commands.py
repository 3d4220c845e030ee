"""The commands. Each says in its help what it is for, and shows it by example."""

from __future__ import annotations

from grassroots.cli.desk import add, close, correct, find, move, step
from grassroots.cli.folders import demo, init, plugins, template
from grassroots.cli.group import grassroots
from grassroots.cli.keeping import about, backup, changes, erase, restore
from grassroots.cli.ledgers import check, ledger, load, mend
from grassroots.cli.reports import explain, report
from grassroots.cli.rules import rules
from grassroots.cli.telling import run_rule, todo

__all__ = [
    "about",
    "add",
    "backup",
    "changes",
    "close",
    "correct",
    "erase",
    "find",
    "move",
    "restore",
    "step",
    "check",
    "demo",
    "explain",
    "grassroots",
    "init",
    "ledger",
    "load",
    "mend",
    "plugins",
    "report",
    "rules",
    "run_rule",
    "template",
    "todo",
]
