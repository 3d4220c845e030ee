"""The files of a charter, taken apart into entries with their places, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from grassroots.charter.kind import Kinds
from grassroots.charter.toml import Document, Path, parse
from grassroots.charter.trouble import Trouble
from grassroots.errors import CharterInvalid
from grassroots.problems import Problem
from grassroots.values import Source

TABLES: Mapping[str, int] = {
    "module": 1,
    "words": 2,
    "custom": 2,
    "workflow": 1,
    "segment": 1,
    "measure": 1,
    "report": 1,
    "ledger": 1,
    "example": 1,
    "called": 1,
    "change": 2,
}
"""The tables of a charter, and how many keys name one entry: `words.LIST.WORD`, `measure.NAME`, `change.clock.NAME`."""

Files = Mapping[str, str]
"""A charter as files: name → TOML text."""


@frozen
class _Entry:
    document: Document
    data: Any


class Entries:
    """The entries of all files together.

    `tables`: the tables that there may be, and how many keys name an entry of each. `entries`: path → the document that has it, and its data. `top`: the keys
    that stand in no table. `otherwise`: what is inherited → the line by which it is called otherwise. `trouble`: collects what is wrong.

    Raises:
        CharterInvalid: a file is no TOML.
    """

    def __init__(self, files: Files, place: str, kinds: Kinds) -> None:
        self.tables = {**TABLES, **{kind.name: 1 for kind in kinds.values() if kind.form is not None}}
        self.place = place
        self.trouble = Trouble(self.locate)
        self.entries: dict[Path, _Entry] = {}
        self.otherwise: dict[Path, Path] = {}
        self.top: dict[str, Any] = {}
        read = [parse(name, text) for name, text in sorted(files.items())]
        self.documents = [one for one in read if isinstance(one, Document)]
        broken = [one for one in read if isinstance(one, Problem)]
        if broken:
            raise self.invalid(broken)
        for document in self.documents:
            self._take(document)

    def _take(self, document: Document) -> None:
        for key, value in document.data.items():
            if key not in self.tables:
                self._put(document, (key,), value)
                continue
            for path, data in self._opened(document, (key,), value, self.tables[key]):
                self._put(document, path, data)

    def _opened(self, document: Document, path: Path, value: Any, depth: int) -> list[tuple[Path, Any]]:
        if not depth:
            return [(path, value)]
        if path[0] == "words" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            # A list of words, each called in every language as it stands there.
            value = {one: one for one in value}
        if not isinstance(value, dict):
            self.entries.setdefault(path, _Entry(document, {}))
            self.trouble.add(path, "charter-not-table", value)
            return []
        return [one for name, inner in value.items() for one in self._opened(document, (*path, name), inner, depth - 1)]

    def _put(self, document: Document, path: Path, data: Any) -> None:
        known = self.entries.get(path)
        if known:
            other = Source(known.document.file, row=known.document.line(path))
            self.entries[path] = _Entry(document, data)
            self.trouble.add(path, "charter-twice", other=other)
        self.entries[path] = _Entry(document, data)
        if len(path) == 1:
            self.top[str(path[0])] = data

    def locate(self, path: Path) -> Source:
        """The file and line of what stands at a path; of something that is inherited, the line that says from where."""
        for length in range(len(path), 0, -1):
            outer = path[:length]
            entry = self.entries.get(outer)
            documents = [entry.document] if entry else [one for one in self.documents if outer in one.lines]
            if documents:
                return Source(documents[0].file, row=documents[0].line(path))
        if path[:2] in self.otherwise:
            return self.locate(self.otherwise[path[:2]])
        if ("change", *path[:2]) in self.entries:
            return self.locate(("change", *path))
        if ("extends",) in self.entries and path:
            return self.locate(("extends",))
        files = [document.file for document in self.documents]
        return Source("charter.toml" if "charter.toml" in files or not files else files[0])

    def has(self, path: Path) -> bool:
        """Whether the files themselves have what stands at a path, so that it is not inherited."""
        return any(path[:length] in self.entries for length in range(1, len(path) + 1))

    def under(self, head: str) -> list[tuple[tuple[str, ...], Any]]:
        """The entries of a table: (the keys that name each, its data)."""
        return self._under.get(head, [])

    @cached_property
    def _under(self) -> dict[str, list[tuple[tuple[str, ...], Any]]]:
        found: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for path, entry in self.entries.items():
            head = str(path[0])
            if len(path) == self.tables.get(head, 0) + 1 and head in self.tables:
                found.setdefault(head, []).append((tuple(map(str, path[1:])), entry.data))
        return found

    def invalid(self, problems: list[Problem]) -> CharterInvalid:
        """The exception that tells them all, in the order in which they stand."""
        ordered = sorted(dict.fromkeys(problems), key=lambda one: (one.source is None, one.source or Source("")))
        return CharterInvalid(f"the charter{f' in {self.place}' if self.place else ''} cannot be used:", ordered)
