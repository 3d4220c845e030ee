"""What a charter says of something, as it is written: its own files, and those of every charter that it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from attrs import frozen

from grassroots.charter import Charter
from grassroots.charter.loading.extend import parts_of
from grassroots.charter.toml import Document, parse
from grassroots.charter.toml import Path as Place
from grassroots.charter.trouble import spelled
from grassroots.errors import NoPlugin, NotFound
from grassroots.plugins import Plugins
from grassroots.problems import Problem, nearest
from grassroots.values import Source
from grassroots.workspace.charters.opened import charter_files, open_charter


@frozen(kw_only=True)
class Said:
    """What one file says: the charter, the place, and the text as it is written."""

    charter: str
    source: Source
    text: str


def said_of(charter: str | Path, what: str, plugins: Plugins | None = None) -> tuple[Said, ...]:
    """What a charter and those that it extends say of a rule, measure, ledger, report, workflow or word, the nearest first.

    Args:
        charter: its name, or a folder.
        what: its name with its kind before it (`measure.members`, `words.unit.branch`), or what it is called in a language of the charter.
        plugins: who brings charters; all that are installed without any.

    Raises:
        NotFound: the charter has nothing of that name; names the nearest.

    >>> said_of("association", "measure.donors")[0].text.splitlines()[:2]
    ['[measure.donors]', 'en = "donors"']
    """
    adapters = plugins or Plugins.installed()
    opened = open_charter(charter, adapters)
    paths = _meant(opened, what)
    texts = [(str(charter), _files(charter, adapters)), *((name, adapters.open_charter(name).files) for name in opened.lineage)]
    return tuple(one for name, files in texts for path in paths for one in _said(name, files, path))


def _meant(charter: Charter, what: str) -> tuple[Place, ...]:
    parts = parts_of(charter)
    named = tuple(path for path in parts if spelled(path) == what)
    called = named or tuple(path for path, one in parts.items() if what in getattr(one, "labels", {}).values())
    if not called:
        known = [spelled(path) for path in parts]
        raise NotFound.of(Problem("not-in-charter", value=what, details={"charter": charter.id, "near": nearest(what, known)}))
    return called


def _files(charter: str | Path, adapters: Plugins) -> Mapping[str, str]:
    if not isinstance(charter, Path):
        with suppress(NoPlugin):
            return adapters.open_charter(charter).files
    return charter_files(Path(charter))


def _said(name: str, files: Mapping[str, str], path: Place) -> Iterator[Said]:
    for file, text in sorted(files.items()):
        read = parse(file, text)
        for place in (path, ("change", *path)) if isinstance(read, Document) else ():
            if isinstance(read, Document) and (said := read.said(place)):
                yield Said(charter=name, source=Source(file, row=read.line(place)), text=said)
