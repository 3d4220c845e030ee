"""What somebody writes who builds on the library under a strict type checker: rules, plugins, exports, rights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

import grassroots as gr
from grassroots.hooks import Export, hookimpl
from grassroots.leaving import Leaving
from grassroots.model import Person, Unit
from grassroots.rules import ClockRule


class Names:
    """Units and persons by their names."""

    ending = ".txt"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes a line a name."""
        units = [leaving.called(one) for one in leaving.all(Unit)]
        persons = [one.name for one in leaving.all(Person) if one.name is not None]
        target.write_text("\n".join(leaving.some([*units, *persons])), encoding="utf-8")


class Plugin:
    """A plugin of one export."""

    @hookimpl
    def grassroots_open_export(self, address: str, options: Mapping[str, Any]) -> Export | None:
        return Names() if address == "names" else None


def use(office: gr.Office, day: str, folder: Path) -> list[str]:
    """Adds a unit by plain texts, reads a rule by its class, writes an export as somebody else sees it."""
    office.add(Unit(id="house-9", kind="house", name="House 9", parents=office.get(Unit, "house-1").parents), reason="built")
    clock = office.charter.rule(ClockRule, "answer")
    assert_type(clock, ClockRule)
    clerk = office.seen_by(gr.Actor.at("ann", "house-9"), purpose="publication")
    path = clerk.export("names", folder / "names.txt", day)
    assert_type(path, Path)
    figure = office.figure("cases_received", day)
    assert_type(figure, gr.Figure)
    return [clock.name, *path.read_text(encoding="utf-8").splitlines(), figure.text()]
