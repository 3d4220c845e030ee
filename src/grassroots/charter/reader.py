"""Readers: one table of a charter each, handed out key by key and type by type. What nobody asked for is an unknown key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import Problem
from grassroots.values import Source


def shown(raw: Any) -> str:
    """A value about as it stands in the charter, for a problem.

    >>> shown(True), shown(["a"]), shown("a")
    ('true', '["a"]', 'a')
    """
    if isinstance(raw, str):
        return raw
    if isinstance(raw, date | time):
        return raw.isoformat()
    return json.dumps(raw, ensure_ascii=False, default=str)


def spelled(path: Path) -> str:
    """A path in words: `measure.opinions.where`, with the place in a list counted from 1; `charter` for what is in no table.

    >>> spelled(("report", "year", "section", 0))
    'report.year.section[1]'
    """
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f"{'.' if text else ''}{key}"
    return text or "charter"


class Trouble:
    """Collects what is wrong in a charter, each with its place."""

    def __init__(self, locate: Callable[[Path], Source]) -> None:
        self.locate = locate
        self.problems: list[Problem] = []
        self.paths: list[Path] = []

    def add(self, path: Path, code: str, value: Any = "", **details: Any) -> None:
        """One more problem, at `path`."""
        self.paths.append(path)
        self.problems.append(
            Problem(
                code, source=self.locate(path), value=shown(value), details={"at": spelled(path) or "the charter", **details}
            )
        )

    def touches(self, path: Path) -> bool:
        """Whether something at this path, around it or within it is known to be wrong already."""
        return any(known[: len(path)] == path or path[: len(known)] == known for known in self.paths)


class Reader:
    """One table. Each method hands out one key, and gives a harmless value where it is missing or of a wrong type, which is then
    a problem. `done` reports the keys that nobody asked for."""

    def __init__(self, trouble: Trouble, path: Path, data: Any, languages: tuple[str, ...], *, lenient: bool = False) -> None:
        self.trouble = trouble
        self.path = path
        self.languages = languages
        self.lenient = lenient
        self.asked: dict[str, None] = {}
        self.data: Mapping[str, Any] = {}
        if isinstance(data, dict):
            self.data = data
        else:
            trouble.add(path, "charter-not-table", data)

    def wrong(self, key: str | None, code: str, value: Any = "", /, **details: Any) -> None:
        """Something is wrong with a key of this table, or with the table."""
        self.trouble.add(self.path if key is None else (*self.path, key), code, value, **details)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self.asked.setdefault(key)
        return key in self.data

    def raw(self, key: str) -> Any:
        """The value as it is, None if it is missing (TOML itself has no None)."""
        self.asked.setdefault(key)
        return self.data.get(key)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A text."""
        value = self.raw(key)
        if value is None:
            if required:
                self.wrong(None, "charter-missing", key=key)
            return default
        if not isinstance(value, str):
            self.wrong(key, "charter-not-text", value)
            return default
        if required and not value.strip():
            self.wrong(None, "charter-missing", key=key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts. A bare text is not a list of its letters, nor of itself."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(key, "charter-not-list", value)
            return ()
        for one in value:
            if not isinstance(one, str):
                self.wrong(key, "charter-not-text", one)
        return tuple(one for one in value if isinstance(one, str))

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong(key, "charter-not-flag", value)
        return default

    def day(self, key: str) -> date | None:
        """A date."""
        value = self.raw(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.wrong(key, "charter-not-date", value)
        return None

    def one_of(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of some fixed texts."""
        value = self.text(key, default)
        if value in choices:
            return value
        self.wrong(key, "charter-choice", value, known=choices)
        return default

    def pairs(self, key: str) -> dict[str, str]:
        """A table of texts."""
        inner = self.table(key)
        if inner is None:
            return {}
        return {name: inner.text(name) for name in inner.data}

    def table(self, key: str) -> Reader | None:
        """A table, None if it is missing."""
        value = self.raw(key)
        return None if value is None else self.inner((key,), value)

    def tables(self, key: str) -> Iterator[tuple[str, Reader]]:
        """The tables within a table, by name."""
        outer = self.table(key)
        for name in outer.data if outer else ():
            yield name, self.inner((key, name), outer.data[name] if outer else None)

    def listed(self, key: str) -> Iterator[Reader]:
        """The tables of a list."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(key, "charter-not-list", value)
            return
        for number, one in enumerate(value):
            yield self.inner((key, number), one)

    def inner(self, keys: Path, data: Any) -> Reader:
        """A reader of something within this table."""
        return Reader(self.trouble, (*self.path, *keys), data, self.languages, lenient=self.lenient)

    def labels(self) -> Labels:
        """The text in each language of the charter, whose tags are keys of this table. A reader that is `lenient` lets the first
        text that there is stand for the languages that are missing; of no language at all, none can."""
        found = {language: self.text(language) for language in self.languages if self.has(language)}
        given = {language: text for language, text in found.items() if text.strip()}
        for language in self.languages:
            if language not in given and not (self.lenient and given):
                self.wrong(None, "charter-label", language=language)
        spare = next(iter(given.values()), "")
        return {language: given.get(language, spare) for language in self.languages}

    def done(self) -> None:
        """Reports every key that nobody asked for."""
        for key in self.data:
            if key in self.asked:
                continue
            known = tuple(self.asked)
            close = close_to(key, known)
            at = spelled(self.path)
            if close:
                self.wrong(key, "charter-key-near", key, near=close, known=known, at=at)
            else:
                self.wrong(key, "charter-key", key, known=known, at=at)


def close_to(word: str, known: tuple[str, ...]) -> str:
    """The known word that was meant, if one is close enough to say so; else empty.

    >>> close_to("leftout", ("left_out", "hit")), close_to("xyz", ("left_out", "hit"))
    ('left_out', '')
    """
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")
