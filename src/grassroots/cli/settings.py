"""Where the command line finds the store and the charter: options, else `grassroots.toml`, else the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem, nearest

FILE = "grassroots.toml"
STORE = "grassroots.db"
KEYS = ("store", "charter", "language", "actor", "channel")
ADDRESSES = "addresses"


@frozen
class Settings:
    """What a run works with. `channel`: what sends letters; `addresses`: unit, by its id or its name → where its letters go."""

    store: str = STORE
    charter: str = "association"
    language: str = "en"
    actor: str = "office"
    channel: str = ""
    addresses: Mapping[str, str] = field(factory=dict)


def settings_of(folder: Path, store: str | None, charter: str | None, language: str | None) -> Settings:
    """What was given as options, else what the file says, else GRASSROOTS_STORE, GRASSROOTS_CHARTER, GRASSROOTS_LANGUAGE,
    GRASSROOTS_ACTOR and GRASSROOTS_CHANNEL, else the defaults.

    Raises:
        InvalidArgument: the file is no TOML, or has a key that does not exist.
    """
    found: dict[str, Any] = {name: value for name in KEYS if (value := os.environ.get(f"GRASSROOTS_{name.upper()}"))}
    found.update(_file(folder / FILE))
    found.update({name: value for name, value in (("store", store), ("charter", charter), ("language", language)) if value})
    return Settings(**found)


def _file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidArgument.of(Problem("settings-encoding", value=str(path))) from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidArgument.of(Problem("settings-unreadable", value=str(path), details={"reason": str(error)})) from None
    for name, value in said.items():
        if name not in (*KEYS, ADDRESSES):
            known = (*KEYS, ADDRESSES)
            details = {"key": name, "near": nearest(name, known, most=1)[0], "known": known}
            raise InvalidArgument.of(Problem("settings-key", value=str(path), details=details))
        texts = {name: value} if name != ADDRESSES else value if isinstance(value, dict) else {}
        if name == ADDRESSES and not isinstance(value, dict):
            raise InvalidArgument.of(Problem("settings-not-table", value=str(path), details={"key": name}))
        for key, text in texts.items():
            if not isinstance(text, str):
                raise InvalidArgument.of(Problem("settings-not-text", value=str(path), details={"key": key}))
    return said
