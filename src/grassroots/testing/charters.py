"""A small sound charter: every list of words, every kind of state, and a workflow named by a word. Its text stands in `small.toml` beside this file.

It is what the strategies draw from when no other charter is given. It says nothing about any real organization.
"""

from __future__ import annotations

from functools import cache

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.rules.registry import KINDS
from grassroots.texts import folder_of


@cache
def small_charter() -> Charter:
    """The small charter: four kinds of unit on three levels, and workflows for every noun that has a life in steps.

    >>> sorted(small_charter().workflows)
    ['application', 'assessment', 'case', 'commitment', 'complaint', 'due', 'finding', 'joint_call', 'mandate', 'membership', 'motion', 'need', 'notice', 'offer', 'plan', 'project', 'proposal', 'task']
    """
    name = "small.toml"
    text = folder_of("grassroots.testing").joinpath(name).read_text(encoding="utf-8")
    return load({name: text}, kinds=KINDS)


@cache
def ledger_charter() -> Charter:
    """The charter whose ledgers the kits read."""
    name = "ledgers.toml"
    return load({name: folder_of("grassroots.testing").joinpath(name).read_text(encoding="utf-8")}, kinds=KINDS, parent=None)
