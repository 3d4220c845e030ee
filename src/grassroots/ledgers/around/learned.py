"""What an office once said that its ledgers mean: a text in a column, a heading, a column that is left aside. Data that can be read and changed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from grassroots.fields import html_filled
from grassroots.ledgers.cells import fold

Said = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Ledger → column → text as typed → what it means."""


@frozen
class Learned:
    """`cells`: ledger → column → text as typed → text that it means. `headings`: ledger → heading as typed → column; empty: left aside.

    >>> learned = Learned({"cases": {"outcome": {"done": "solved"}}}, {"cases": {"phone": ""}})
    >>> Learned.read(learned.written()) == learned
    True
    """

    cells: Said = field(factory=dict, hash=False)
    headings: Mapping[str, Mapping[str, str]] = field(factory=dict, hash=False)

    _repr_html_ = html_filled

    def __bool__(self) -> bool:
        return bool(self.cells or self.headings)

    @classmethod
    def read(cls, text: str) -> Learned:
        """From its file.

        Raises:
            ValueError: it is no TOML, or says something else than texts.
        """
        said: dict[str, Any] = tomllib.loads(text)
        cells: dict[str, dict[str, dict[str, str]]] = {}
        headings: dict[str, dict[str, str]] = {}
        for ledger, tables in said.items():
            for column, pairs in tables.items() if isinstance(tables, dict) else [("", None)]:
                if not isinstance(pairs, dict) or not all(isinstance(one, str) for one in pairs.values()):
                    raise ValueError(f"{ledger}: a text in quotes is expected for every text")
                if column == "heading":
                    headings[ledger] = pairs
                else:
                    cells.setdefault(ledger, {})[column] = pairs
        return cls(cells, headings)

    def written(self) -> str:
        """As its file has it: TOML, a table a column."""
        lines = ["# What ledgers of this office mean by what they say. Taken from mended workbooks; it may be changed here."]
        for ledger in sorted({*self.cells, *self.headings}):
            tables = {**dict(sorted(self.cells.get(ledger, {}).items())), "heading": self.headings.get(ledger, {})}
            for column, pairs in tables.items():
                if pairs:
                    lines += ["", f"[{_key(ledger)}.{_key(column)}]"]
                    lines += [f"{_key(typed)} = {_key(meant)}" for typed, meant in sorted(pairs.items())]
        return "\n".join(lines) + "\n"

    def over(self, other: Learned) -> Learned:
        """Both; where they differ, this one holds."""
        cells = {ledger: {column: dict(pairs) for column, pairs in tables.items()} for ledger, tables in other.cells.items()}
        for ledger, tables in self.cells.items():
            for column, pairs in tables.items():
                cells.setdefault(ledger, {}).setdefault(column, {}).update(pairs)
        headings = {ledger: dict(pairs) for ledger, pairs in other.headings.items()}
        for ledger, said in self.headings.items():
            headings.setdefault(ledger, {}).update(said)
        return evolve(self, cells=cells, headings=headings)

    def meant(self, ledger: str) -> dict[str, dict[str, str]]:
        """Column → folded text → what it means, for one ledger."""
        return {
            column: {fold(typed): meant for typed, meant in pairs.items()}
            for column, pairs in self.cells.get(ledger, {}).items()
        }

    def headings_of(self, ledger: str) -> dict[str, str]:
        """Folded heading → column, for one ledger; an empty one is left aside."""
        return {fold(typed): column for typed, column in self.headings.get(ledger, {}).items()}


def _key(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


NOTHING = Learned()
"""The office has said nothing yet."""
