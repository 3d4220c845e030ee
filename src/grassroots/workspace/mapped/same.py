"""The same ledgers again: files that were taken in byte for byte as they are, under the same rules, and after which nothing was stored, need not be read again.

What is noted lies beside a store that is a file, and is no more than digests, each with the head after which it held and how many rows there were. Whoever erases
something takes all of it away: nobody shall confirm by it what a file said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from grassroots.charter import ALWAYS, Charter
from grassroots.ledgers import Reading
from grassroots.ledgers.table import digest_of, read_whole
from grassroots.plugins import Plugins
from grassroots.store import Head
from grassroots.workspace.charters.kept import library
from grassroots.workspace.charters.plain import to_plain

MOST = 50
"""So many takings-in are noted, the last ones."""


def question_of(files: Iterable[tuple[str, Path]], charter: Charter, plugins: Plugins, *said: object) -> str:
    """What tells one taking-in from another: the files, the library, the charter, the plugins, and what was said and lies beside them. Empty where a charter is not
    made of plain data alone."""
    rules = charter.kept("digest of all that it says", lambda: _digest_of(charter))
    if not rules:
        return ""
    readers = [(one.name, one.version, one.failure) for one in plugins.infos()]
    read = [(name, digest_of(read_whole(path))) for name, path in files]
    return sha256(repr((library(), rules, readers, read, said)).encode("utf-8", "surrogatepass")).hexdigest()


def _digest_of(charter: Charter) -> str:
    try:
        return digest_of(
            to_plain(charter, {"always": ALWAYS, **{f"kind {name}": kind for name, kind in charter.kinds.items()}})
        )
    except TypeError:
        return ""


class Noted:
    """The takings-in that were noted beside a store."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    @classmethod
    def beside(cls, memory: Path | None) -> Noted:
        """Those beside the store of which this is the memory of what texts mean."""
        return cls(memory and memory.with_name(f"{memory.name.removesuffix('.learned.toml')}.taken.json"))

    def again(self, question: str, head: Head) -> Reading | None:
        """What there is to tell of files that were taken in so when the log stood where it stands now; None if they were not."""
        at, rows, records = self._known().get(question, ("", 0, 0))
        return Reading(rows=rows, same=records) if question and at == _at(head) else None

    def note(self, question: str, head: Head, reading: Reading) -> None:
        """Notes that these files were taken in, and hold nothing new."""
        if self._path is not None and question:
            known = {one: told for one, told in self._known().items() if one != question}
            known[question] = (_at(head), reading.rows, len(reading.records))
            with suppress(OSError):  # it is only a shorter way
                self._path.write_text(json.dumps(dict(list(known.items())[-MOST:])), encoding="utf-8")

    def forget(self) -> None:
        """Takes away what was noted."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

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
