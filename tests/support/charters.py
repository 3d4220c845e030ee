"""Sound charters: all that are given away, those of the samples, and the small ones of tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from support.clubs import CLUB, association
from support.member_faults import MEMBERS
from support.rule_examples import EXAMPLES

from grassroots.charter import Charter
from grassroots.charter.load import load, overlay
from grassroots.workspace.charters import open_charter

ROOT = Path(__file__).parents[2]
GIVEN_AWAY = {
    file.parent.name.replace("_", "-"): file.parent
    for file in sorted((ROOT / "plugins").glob("grassroots-charters-*/src/*/*/charter.toml"))
}
SAMPLES = tuple(sorted(folder.name for folder in (ROOT / "docs" / "examples").iterdir() if (folder / "charter").is_dir()))


@cache
def sound_charters() -> dict[str, Charter]:
    """Name → charter."""
    return {
        "association": open_charter("association"),
        **{name: open_charter(folder) for name, folder in GIVEN_AWAY.items()},
        **{f"sample {name}": open_charter(ROOT / "docs" / "examples" / name / "charter") for name in SAMPLES},
        "club": load({"club.toml": CLUB}),
        "members": load({"members.toml": MEMBERS}),
        "examples": overlay(load(association()), {"examples.toml": EXAMPLES}),
    }
