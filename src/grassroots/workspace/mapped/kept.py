"""Mappings of foreign tables that an office took over. Each is a lasting part of its charter, kept beside the store, a version a change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.charter.loading.extend import parts_of
from grassroots.charter.trouble import spelled
from grassroots.errors import InvalidArgument
from grassroots.plugins.doors import file_of
from grassroots.workspace.charters import charter_files

Files = Mapping[str, str]
"""Name → TOML."""

_NUMBERED = re.compile(r"(\d{3,})-(.+)")
_KEEPS_RECORDS = frozenset({"words", "custom", "workflow"})
"""What a charter says that stored records are read by."""


@define(eq=False)
class Mappings:
    """What was taken over, the newest last, in a folder `NAME.mappings` of numbered files; without a folder, for as long as the workspace is open.

    No version is thrown away: each is laid over those before it, so that what records were stored under stays known.
    """

    folder: Path | None = None
    kept: list[tuple[str, Files]] = field(factory=list)

    @classmethod
    def beside(cls, address: str | Path) -> Mappings | None:
        """Those of a store; None where nothing can be kept beside it."""
        path = file_of(address)
        if str(address) == "memory:":
            return cls()
        if path.suffix != ".db":
            return None
        folder = path.with_suffix(".mappings")
        found = sorted(one for one in folder.glob("*") if _NUMBERED.fullmatch(one.name)) if folder.is_dir() else []
        return cls(folder, [(_name(one), charter_files(one)) for one in found])

    def over(self, charter: Charter) -> Charter:
        """A charter with all of them laid over it, in the order in which they were taken over. Its version says how many they are."""
        for number, (_, files) in enumerate(self.kept, 1):
            charter = evolve(overlay(charter, files, place=str(self.folder or "")), version=_version(charter.version, number))
        return charter

    def has(self, name: str, files: Files) -> bool:
        """Whether a mapping is known as it stands."""
        return next((known == files for other, known in reversed(self.kept) if other == name), False)

    def with_one(self, charter: Charter, files: Files) -> Charter:
        """The charter with one more laid over it."""
        return evolve(overlay(charter, files), version=_version(charter.version, len(self.kept) + 1))

    def keep(self, name: str, files: Files) -> None:
        """Takes a mapping over.

        Raises:
            InvalidArgument: it cannot be written.
        """
        if self.has(name, files):
            return
        if self.folder is not None:
            place = self.folder / f"{len(self.kept) + 1:03}-{name}"
            try:
                place.mkdir(parents=True)
                for file, text in files.items():
                    (place / file).write_text(text, encoding="utf-8")
            except OSError as error:
                raise InvalidArgument(f"the mapping cannot be kept in {place}: {error}") from None
        self.kept.append((name, dict(files)))


def _name(path: Path) -> str:
    found = _NUMBERED.fullmatch(path.name)
    return found[2] if found else path.name


def _version(version: str, number: int) -> str:
    return f"{version.partition('+')[0]}+{number}"


def replaced(before: Charter, after: Charter) -> tuple[str, ...]:
    """What the later of two charters says otherwise, and by which stored records are read."""
    known, new = parts_of(before), parts_of(after)
    return tuple(spelled(path) for path, part in known.items() if path[0] in _KEEPS_RECORDS and _differs(part, new.get(path)))


def _differs(part: Any, other: Any) -> bool:
    return other is not part and other != part
