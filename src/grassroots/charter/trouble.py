"""What is wrong in a charter as it is read: each with its path, its file and line, and the nearest of what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from grassroots.charter.toml import Path
from grassroots.convert import Misfit, Misfits
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


CODES: Mapping[str, str] = {
    "not-text": "charter-not-text",
    "not-whole": "charter-not-whole",
    "not-flag": "charter-not-flag",
    "not-list": "charter-not-list",
    "not-table": "charter-not-table",
    "not-pair": "charter-not-pair",
    "choice": "charter-choice",
    "missing": "charter-missing",
}
"""What the strict converter says of a value → the code of the problem; what is not here is one already (`key` has two)."""


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

    def take(self, path: Path, wrong: Misfits) -> Any:
        """All that did not fit in a table at `path`; gives what stands in its place."""
        for below, misfit in wrong.found:
            self._misfit((*path, *below), misfit)
        return wrong.instead

    def _misfit(self, path: Path, misfit: Misfit) -> None:
        if misfit.code != "key":
            self.add(path, CODES.get(misfit.code, misfit.code), misfit.value, **misfit.details)
            return
        known, at = misfit.details["known"], spelled(path[:-1])
        if close := close_to(str(misfit.value), known):
            self.add(path, "charter-key-near", misfit.value, near=close, known=known, at=at)
        else:
            self.add(path, "charter-key", misfit.value, known=known, at=at)

    def touches(self, path: Path) -> bool:
        """Whether something at this path, around it or within it is known to be wrong already."""
        return any(known[: len(path)] == path or path[: len(known)] == known for known in self.paths)


def close_to(word: str, known: tuple[str, ...]) -> str:
    """The known word that was meant, if one is close enough to say so; else empty.

    >>> close_to("leftout", ("left_out", "hit")), close_to("xyz", ("left_out", "hit"))
    ('left_out', '')
    """
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")
