"""The same ledgers again: files that were taken in byte for byte as they are, under the same rules, and after which nothing was stored, need not be read again; where
a few rows of them are others, only these are.

What is noted lies beside a store that is a file, and is no more than digests and counts, with the head after which it held. Whoever erases
something takes all of it away: nobody shall confirm by it what a file said.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import field, frozen

from grassroots.charter import ALWAYS, Charter
from grassroots.ledgers import Reading
from grassroots.ledgers.over.staying import SIZE, Stayed, Stays
from grassroots.ledgers.table import digest_of, read_whole
from grassroots.plugins import Plugins
from grassroots.store import Head
from grassroots.workspace.charters.kept import library
from grassroots.workspace.charters.plain import to_plain

MOST = 50
"""So many takings-in are noted, the last ones."""


@frozen
class Question:
    """What is asked of a taking-in: `ground`, what tells it from others but for what stands in the files; `files`: name → digest. Both empty where it is not to be noted."""

    ground: str = ""
    files: Mapping[str, str] = field(factory=dict)

    @property
    def whole(self) -> str:
        """What tells a taking-in from others."""
        return _digest((self.ground, sorted(self.files.items()))) if self.ground else ""


def question_of(files: Iterable[tuple[str, Path]], charter: Charter, plugins: Plugins, *said: object) -> Question:
    """What tells one taking-in from another: the files, the library, the charter, the plugins, and what was said and lies beside them. Empty where a charter is not
    made of plain data alone."""
    rules = charter.kept("digest of all that it says", lambda: _digest_of(charter))
    if not rules:
        return Question()
    readers = [(one.name, one.version, one.failure) for one in plugins.infos()]
    read = {name: digest_of(read_whole(path)) for name, path in files}
    return Question(_digest((library(), rules, readers, list(read), said)), read)


_OWN = re.compile(r"\.db(?:-journal|-wal|-shm)?|\.learned\.toml|\.taken\.(?:json|rows)")
"""How the files of a store end, and those that are kept beside it."""


def own_files(memory: Path | None) -> Callable[[Path], bool]:
    """Whether a file is one of the store of which this is the memory, or is kept beside it: none of them is a ledger."""
    if memory is None:
        return lambda path: False
    folder, stem = memory.parent.resolve(), memory.name.removesuffix(".learned.toml")

    def own(path: Path) -> bool:
        found = path.resolve()
        beside = found.parent == folder and found.name.startswith(stem)
        return (beside and _OWN.fullmatch(found.name[len(stem) :]) is not None) or found.is_relative_to(
            folder / f"{stem}.mappings"
        )

    return own


def _digest(said: object) -> str:
    return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def _digest_of(charter: Charter) -> str:
    try:
        return digest_of(
            to_plain(charter, {"always": ALWAYS, **{f"kind {name}": kind for name, kind in charter.kinds.items()}})
        )
    except TypeError:
        return ""


@frozen
class Earlier:
    """A taking-in that was noted row by row: the digests of its files, and what has to be known of their rows."""

    files: Mapping[str, str]
    stayed: Stayed


class Noted:
    """The takings-in that were noted beside a store."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._rows = path and path.with_suffix(".rows")

    @classmethod
    def beside(cls, memory: Path | None) -> Noted:
        """Those beside the store of which this is the memory of what texts mean."""
        return cls(memory and memory.with_name(f"{memory.name.removesuffix('.learned.toml')}.taken.json"))

    def again(self, question: Question, head: Head) -> Reading | None:
        """What there is to tell of files that were taken in so when the log stood where it stands now; None if they were not."""
        at, rows, records = self._known().get(question.whole, ("", 0, 0))
        return Reading(rows=rows, unread=rows, same=records) if question.ground and at == _at(head) else None

    def earlier(self, question: Question, head: Head) -> Earlier | None:
        """The last taking-in, if it was one of files of these names, and the log stood afterwards where it stands now."""
        if self._rows is None or not question.ground:
            return None
        try:
            with self._rows.open("rb") as file:
                said = json.loads(file.readline())
                if (said["ground"], said["head"]) != (question.ground, _at(head)):
                    return None
                return Earlier(said["files"], _stayed(said, file.read()))
        except (OSError, ValueError, TypeError, KeyError, ArithmeticError):
            return None

    def note(self, question: Question, head: Head, reading: Reading) -> None:
        """Notes that these files were taken in, and hold nothing new."""
        if self._path is None or self._rows is None or not question.ground:
            return
        known = {one: told for one, told in self._known().items() if one != question.whole}
        known[question.whole] = (_at(head), reading.rows, len(reading.records) + reading.same)
        with suppress(OSError):  # it is only a shorter way
            self._path.write_text(json.dumps(dict(list(known.items())[-MOST:])), encoding="utf-8")
            if isinstance(reading.stayed, Stayed):
                said, data = _written(reading.stayed)
                said |= {"ground": question.ground, "head": _at(head), "files": dict(question.files)}
                self._rows.write_bytes(b"\n".join([json.dumps(said).encode(), data]))
            else:
                self._rows.unlink(missing_ok=True)

    def forget(self) -> None:
        """Takes away what was noted."""
        for path in (self._path, self._rows):
            if path is not None:
                path.unlink(missing_ok=True)

    def _known(self) -> dict[str, tuple[str, int, int]]:
        if self._path is None:
            return {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(one): (str(head), int(rows), int(records)) for one, (head, rows, records) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _at(head: Head) -> str:
    return f"{head.seq}:{head.hash}"


# -- what is known of rows, as it is written --


def _written(stayed: Stayed) -> tuple[dict[str, Any], bytes]:
    tables = [
        {
            "file": one.file,
            "sheet": one.sheet,
            "as_read": one.as_read,
            "top": [one.top[0], one.top[1].hex()],
            "says_more": one.says_more,
            "extra": sorted(one.extra),
            "rows": len(one),
            "alike": len(one.alike),
            "ranges": {name: [count, str(least), str(most)] for name, (count, least, most) in one.ranges.items()},
        }
        for one in stayed.tables.values()
    ]
    said = {
        "order": sys.byteorder,
        "tables": tables,
        "rows": dict(stayed.rows),
        "whole": sorted(stayed.whole),
        "others": len(stayed.others),
        "refers": sorted(stayed.refers),
        "records": stayed.records,
    }
    parts = [
        part
        for one in stayed.tables.values()
        for part in (one.digests, one.ids.tobytes(), *(like.tobytes() for like in one.alike))
    ]
    data = b"".join([*parts, array("Q", stayed.others).tobytes()])
    return {**said, "digest": digest_of(data)}, data


def _stayed(said: Mapping[str, Any], data: bytes) -> Stayed:
    if said["order"] != sys.byteorder or said["digest"] != digest_of(data):
        raise ValueError
    at = 0

    def part(size: int) -> bytes:
        nonlocal at
        at += size
        return data[at - size : at]

    def numbers(count: int) -> array[int]:
        return array("Q", part(8 * count))

    tables = {}
    for one in said["tables"]:
        rows = one["rows"]
        tables[one["file"], one["sheet"]] = Stays(
            file=one["file"],
            sheet=one["sheet"],
            as_read=one["as_read"],
            top=(one["top"][0], bytes.fromhex(one["top"][1])),
            says_more=one["says_more"],
            extra=frozenset(one["extra"]),
            digests=part(SIZE * rows),
            ids=numbers(rows),
            alike=tuple(numbers(rows) for _ in range(one["alike"])),
            ranges={name: (count, Decimal(least), Decimal(most)) for name, (count, least, most) in one["ranges"].items()},
        )
    return Stayed(
        tables=tables,
        rows=said["rows"],
        whole=frozenset(said["whole"]),
        others=frozenset(numbers(said["others"])),
        refers=frozenset(said["refers"]),
        records=said["records"],
    )
