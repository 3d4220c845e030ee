"""The commands. Each says in its help what it is for, and shows it by example."""

from __future__ import annotations

from grassroots.cli.charters import try_charter
from grassroots.cli.desk import add, close, correct, find, move, replies, step
from grassroots.cli.folders import demo, export, plugins, template
from grassroots.cli.group import grassroots
from grassroots.cli.keeping import about, backup, changes, erase, records, restore, retention, revoke
from grassroots.cli.ledgers import check, ledger, load, map_table, mend
from grassroots.cli.notices import feedback, notify, remind, send
from grassroots.cli.reports import count_table, explain, figures, report
from grassroots.cli.rules import rules
from grassroots.cli.starting import init
from grassroots.cli.telling import run_rule, todo

__all__ = [
    "about",
    "add",
    "backup",
    "changes",
    "check",
    "close",
    "correct",
    "count_table",
    "demo",
    "erase",
    "explain",
    "export",
    "feedback",
    "figures",
    "find",
    "grassroots",
    "init",
    "ledger",
    "load",
    "map_table",
    "mend",
    "move",
    "notify",
    "plugins",
    "records",
    "remind",
    "replies",
    "report",
    "restore",
    "retention",
    "revoke",
    "rules",
    "run_rule",
    "send",
    "step",
    "template",
    "todo",
    "try_charter",
]
