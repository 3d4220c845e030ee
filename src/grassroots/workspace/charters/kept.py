"""Checked charters kept between runs, in the cache folder of whoever runs the library: reading and checking a large one takes longer than most commands.

An entry is found by the digest of all that a charter is made of: the library as it lies on disk, its Python, the charter's own files. In its head stand the
digests of every charter that it extends, which are compared before it is taken. It holds plain data: nothing is made of it but the parts of a charter, so an entry
that somebody else wrote cannot run anything. What cannot be read, was altered, or lies where others may write is left aside, and the charter is read again.

Its tables (words, measures, ledgers, the rules of each kind) lie apart, and each is made when something is first asked of it, the kinds of rule as well.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from grassroots.charter import ALWAYS, Charter
from grassroots.charter.kind import Kinds
from grassroots.logs import log
from grassroots.texts import OWN, languages
from grassroots.workspace.charters.plain import Later, from_plain, to_plain

MOST = 64
"""So many charters are kept; of more, those that were read longest ago go."""

FOLDER = "GRASSROOTS_CACHE"
"""The variable of the environment that names another folder for what is kept; empty, nothing is kept."""

Closure = Mapping[str, str]
"""Of each charter that one extends, near or far: its name, and the digest of its files."""


def digest_of(files: Mapping[str, str], part: bool) -> str:
    """The digest of the files of a charter.

    >>> digest_of({"a.toml": "", "b.toml": ""}, part=False) == digest_of({"b.toml": "", "a.toml": ""}, part=False)
    True
    """
    made = sha256(b"part" if part else b"whole")
    for pair in sorted(files.items()):
        for one in pair:
            text = one.encode("utf-8", "surrogatepass")
            made.update(b" %d " % len(text) + text)
    return made.hexdigest()


@attrs.frozen
class Entry:
    """A charter as it is kept: the digests of those that it was made over, by name, and itself."""

    over: Closure
    body: bytes


TABLES = ("words", "workflows", "segments", "measures", "outlines", "ledgers", "modules", "examples")
"""The tables of a charter that are made when they are first asked for, beside the rules of each kind."""


def _apart(charter: Charter) -> dict[str, Mapping[str, Any]]:
    """The tables of a charter, by the name under which they lie apart."""
    rules = {f"rules.{kind}": rules for kind, rules in charter.rules.items()}
    return {name: getattr(charter, name) for name in TABLES} | rules


class Shelf:
    """Where checked charters are kept. Nothing that goes wrong with it ever reaches who opens a charter."""

    def __init__(self, folder: Path | None, kinds: Callable[[], Kinds]) -> None:
        self._folder = folder
        self._kinds = kinds

    def take(self, digest: str) -> Entry | None:
        """What is kept under a digest, unread."""
        path = self._path(digest)
        if path is None:
            return None
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            told = json.loads(head)
            over = {str(name): str(one) for name, one in told["over"].items()}
            if told["sha256"] != _sealed(body, over):
                raise ValueError("altered")
            with suppress(OSError):  # where nothing can be written, what lies there is as good
                os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            log.info("a kept charter is left aside: %s", type(error).__name__)
            return None
        return Entry(over, body)

    def open(self, entry: Entry, anew: Callable[[], Charter]) -> Charter | None:
        """The charter of an entry, if it is one; `anew` reads it from its files, for a table that turns out to be none."""

        def instead(name: str, error: Exception) -> Mapping[str, Any]:
            log.info("a table of a kept charter is left aside: %s", type(error).__name__)
            return _apart(anew()).get(name, {})

        try:
            found = from_plain(entry.body, {"always": ALWAYS, "kinds": Later(self._kinds)}, instead)
        except Exception as error:
            # Whatever lies there is only a copy: the charter is read again from its files.
            log.info("a kept charter is left aside: %s", type(error).__name__)
            return None
        return found if isinstance(found, Charter) else None

    def keep(self, digest: str, charter: Charter, closure: Closure) -> None:
        """Keeps a charter that was read and checked; not one whose kinds of rule or languages come from elsewhere."""
        path = self._path(digest, make=True)
        if path is None or dict(charter.kinds) != dict(self._kinds()) or not set(charter.languages) <= set(OWN):
            return
        try:
            body = to_plain(charter, {"always": ALWAYS, "kinds": charter.kinds}, _apart(charter))
            head = json.dumps({"over": dict(closure), "sha256": _sealed(body, closure)}).encode()
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
                file.write(head + b"\n" + body)
            os.replace(file.name, path)
            self._tidy(path.parent)
        except (OSError, TypeError, RecursionError) as error:
            log.info("a charter is not kept: %s", type(error).__name__)

    def _path(self, digest: str, *, make: bool = False) -> Path | None:
        if self._folder is None:
            return None
        try:
            if make:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _ours(self._folder):
                return None
        except OSError:
            return None
        return self._folder / sha256(f"{library()} {digest}".encode()).hexdigest()

    def _tidy(self, folder: Path) -> None:
        kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST:]:
            with suppress(OSError):
                path.unlink()


def shelf(kinds: Callable[[], Kinds]) -> Shelf:
    """The shelf of whoever runs the library, and where the kinds of rule are found that its charters may have."""
    return Shelf(_folder(), kinds)


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) / "charters" if named else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "grassroots" / "charters"


def _ours(folder: Path) -> bool:
    """Whether a folder belongs to whoever runs this, and nobody else may write there."""
    if not hasattr(os, "getuid"):
        return folder.is_dir()
    with suppress(FileNotFoundError):
        found = folder.lstat()
        return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return False


@cache
def library() -> str:
    """The library as it lies on disk: each of its files with size and time, the versions of Python and of what makes its classes, the languages."""
    found, folders = [], [str(Path(__file__).parents[2])]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                elif entry.name.endswith((".py", ".toml")):
                    told = entry.stat()
                    found.append((entry.path, told.st_size, told.st_mtime_ns))
    return sha256(repr((sorted(found), sys.version, attrs.__version__, languages())).encode()).hexdigest()


def _sealed(body: bytes, closure: Closure) -> str:
    return sha256(json.dumps(sorted(closure.items())).encode() + b"\n" + body).hexdigest()
