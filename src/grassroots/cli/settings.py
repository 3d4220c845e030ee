"""Where the command line finds the store and the charter: options, else `grassroots.toml`, else the environment."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem, nearest

FILE = "grassroots.toml"
STORE = "grassroots.db"
KEYS = ("store", "charter", "language", "actor", "engine")


@frozen
class Settings:
    """What a run works with. `folder` is where `grassroots.toml` lies; its paths are read from there."""

    store: str = STORE
    charter: str = "association"
    language: str = "en"
    actor: str = "office"
    engine: str = ""


def settings_of(folder: Path, store: str | None, charter: str | None, language: str | None) -> Settings:
    """What was given as options, else what the file says, else GRASSROOTS_STORE, GRASSROOTS_CHARTER, GRASSROOTS_LANGUAGE,
    GRASSROOTS_ACTOR and GRASSROOTS_ENGINE, else the defaults.

    Raises:
        InvalidArgument: the file is no TOML, or has a key that does not exist.
    """
    found: dict[str, str] = {name: value for name in KEYS if (value := os.environ.get(f"GRASSROOTS_{name.upper()}"))}
    found.update(_file(folder / FILE))
    found.update({name: value for name, value in (("store", store), ("charter", charter), ("language", language)) if value})
    return Settings(**found)


def _file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidArgument.of(Problem("settings-encoding", value=str(path))) from None
    except (ValueError, RecursionError) as error:  # a number of too many digits is no error of TOML
        from grassroots.charter.toml import parse

        found = parse(str(path), path.read_text(encoding="utf-8-sig"))
        unreadable = Problem("settings-unreadable", value=str(path), details={"reason": str(error)})
        raise InvalidArgument.of(found if isinstance(found, Problem) else unreadable) from None
    for name, value in said.items():
        if name not in KEYS:
            details = {"key": name, "near": nearest(name, KEYS, most=1)[0], "known": KEYS}
            raise InvalidArgument.of(Problem("settings-key", value=str(path), details=details))
        if not isinstance(value, str):
            raise InvalidArgument.of(Problem("settings-not-text", value=str(path), details={"key": name}))
    return said
