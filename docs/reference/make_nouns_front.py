"""Writes what type checkers know of nouns that are given by their names, `grassroots/model/by_name.pyi`, from the list of nouns.

Run it after adding a noun; a test holds the page to the list.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "src" / "grassroots" / "model" / "by_name.pyi"
TIME = "as_of: date | str, *, segment: str = ..., known_at: int | None = ..."
METHODS = {
    "one": ("id: str", "{}", "Noun"),
    "one_if_any": ("id: str", "{} | None", "Noun"),
    "by_id": ("", "Mapping[str, {}]", "Noun"),
    "listed": (TIME, "tuple[{}, ...]", "Noun | Derived"),
}
"""What marks a method → what it takes behind the noun, what it gives, and of what where a name is not known beforehand."""

HEAD = '''"""Made by `docs/reference/make_nouns_front.py` from the list of nouns."""

# ruff: noqa
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, Protocol, TypeVar, overload

from {home} import (
{names}
)

N = TypeVar("N", bound=Noun | Derived)
'''


def made() -> str:
    """The page as the list of nouns makes it."""
    from grassroots.model import NOUNS

    names = sorted({"Derived", "Noun", *(cls.__name__ for cls in NOUNS.values())})
    lines = [HEAD.format(home="grassroots.model", names="\n".join(f"    {name}," for name in names))]
    for method, (takes, gives, unknown) in METHODS.items():
        shape = "".join(part.title() for part in method.split("_"))
        behind = f", {takes}" if takes else ""
        kinds = [("type[N]", "N"), *((f'Literal["{noun}"]', cls.__name__) for noun, cls in NOUNS.items()), ("str", unknown)]
        lines.append(f"\nclass {shape}(Protocol):\n")
        for noun, cls in kinds:
            lines.append(f"    @overload\n    def __call__(self, noun: {noun}{behind}) -> {gives.format(cls)}: ...\n")
        lines.append(f"\ndef {method}(method: Callable[..., Any]) -> {shape}: ...\n")
    return "".join(lines)


def stale() -> bool:
    """Whether the page is not as the list of nouns makes it."""
    return PAGE.read_text(encoding="utf-8") != made()


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8", newline="\n")
