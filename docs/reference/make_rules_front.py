"""Writes what the page of rules, `grassroots.rules`, shows to type checkers, from the registry: forms, derived nouns and what stands beside them.

Run it after adding a kind of rule or one of its names; a test holds the page to the registry.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "src" / "grassroots" / "rules" / "__init__.py"
BEGIN, END = "if TYPE_CHECKING:\n", "else:\n"


def made() -> str:
    """The page as the registry makes it."""
    from grassroots import rules

    homes = {name: getattr(getattr(rules, name), "__module__", "") for name in rules.__all__} | {
        "KINDS": "grassroots.rules.registry"
    }
    lines = [
        f"    from {home} import {name} as {name}\n"
        for home, _, _, name in sorted((home, name[0].islower(), name.lower(), name) for name, home in homes.items())
    ]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return "".join([before, BEGIN, *lines, END, rest.partition(END)[2]])


def stale() -> bool:
    """Whether the page is not as the registry makes it."""
    return PAGE.read_text(encoding="utf-8") != made()


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8", newline="\n")
