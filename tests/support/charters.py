"""Sound charters: all that are given away, those of the samples, and the small ones of tests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from support.clubs import CLUB, neutral
from support.member_faults import MEMBERS
from support.rule_examples import EXAMPLES

from grassroots.charter import Charter
from grassroots.charter.loading import load, overlay
from grassroots.errors import CharterInvalid
from grassroots.rules.registry import KINDS
from grassroots.workspace.charters import open_charter

ROOT = Path(__file__).parents[2]
OFFICES = ROOT / "plugins" / "grassroots-samples" / "src" / "grassroots_samples"
GIVEN_AWAY = {
    file.parent.name.replace("_", "-"): file.parent
    for file in sorted((ROOT / "plugins").glob("grassroots-charters-*/src/*/*/charter.toml"))
}
SAMPLES = tuple(sorted(folder.parent.name for folder in OFFICES.glob("*/charter")))


MAKERS: dict[str, Callable[[], Charter]] = {
    "association": lambda: open_charter("association"),
    **{name: partial(open_charter, folder) for name, folder in GIVEN_AWAY.items()},
    **{f"sample {name}": partial(open_charter, OFFICES / name / "charter") for name in SAMPLES},
    "club": lambda: load({"club.toml": CLUB}, kinds=KINDS),
    "members": lambda: load({"members.toml": MEMBERS}, kinds=KINDS),
    "examples": lambda: overlay(neutral(), {"examples.toml": EXAMPLES}),
}
"""Name → how the charter is made."""


@cache
def sound_charter(name: str) -> Charter:
    """The charter of that name."""
    return MAKERS[name]()


@cache
def sound_charters() -> dict[str, Charter]:
    """Name → charter, of those that can be used; each has a test of its own that says if it cannot."""
    found = {}
    for name in MAKERS:
        with suppress(CharterInvalid):
            found[name] = sound_charter(name)
    return found
