"""The kinds of rule that a charter may hold: table name → class, and what must hold of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grassroots.charter.rule import Rule

Fault = tuple[tuple[str, ...], str, str, dict[str, Any]]
"""Something unsound in a rule: the keys within its table that lead to it, the code of the problem, the value, the details."""

RULES: Mapping[str, type[Rule]] = {}
"""`[decision.NAME]` is read as `RULES["decision"]`, and so on."""

SOUND: Mapping[str, Callable[[Any, Any], Iterator[Fault]]] = {}
"""Kind → what is unsound in a rule of it, given the rule and the charter."""
