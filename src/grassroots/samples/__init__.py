"""Samples: offices that are all invented, as their ledgers were kept. One comes with the library, more with `pip install grassroots-samples`.

>>> import grassroots as gr
>>> with gr.samples.open() as office:
...     office.figure("members", "2024-12-31").value
28
"""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.problems import Problem
from grassroots.texts import points_of

if TYPE_CHECKING:
    from grassroots.workspace import Office

__all__ = ["GROUP", "charter", "copy", "day", "folder", "ledgers", "names", "open"]

GROUP = "grassroots.samples"
"""The entry points of packages with samples: each folder of such a package that has `ledgers` in it is one, with its `charter` beside them."""

_CHARTER = "association"
"""The charter of a sample that has none of its own."""


def _known() -> dict[str, Path]:
    packages = ["grassroots.samples", *sorted(point.value for point in points_of(GROUP))]
    places = [Path(str(files(package))) for package in packages]
    return {path.parent.name: path.parent for place in reversed(places) for path in sorted(place.glob("*/ledgers"))}


def names() -> tuple[str, ...]:
    """The samples that are installed.

    >>> "tenants" in names()
    True
    """
    return tuple(sorted(_known()))


def folder(name: str = "tenants") -> Path:
    """Where a sample lies: `ledgers`, and where it has them `charter` and `published.toml`, the figures that are right.

    Raises:
        NotFound: no such sample is installed.

    >>> folder("tenants").name
    'tenants'
    """
    known = _known()
    if name not in known:
        raise NotFound.of(Problem("no-such-sample", value=name, details={"known": sorted(known)}))
    return known[name]


def ledgers(name: str = "tenants") -> Path:
    """The folder of a sample's ledgers, for `office.take_in`.

    Raises:
        NotFound: no such sample is installed.

    >>> sorted(path.name for path in ledgers("tenants").iterdir())
    ['activities.csv', 'cases.csv', 'members.csv', 'units.csv']
    """
    return folder(name) / "ledgers"


def day(name: str = "tenants") -> date:
    """The day for which the figures of a sample are known.

    >>> day("tenants")
    datetime.date(2024, 12, 31)
    """
    published = tomllib.loads((folder(name) / "published.toml").read_text(encoding="utf-8"))
    found = published["as_of"]
    assert isinstance(found, date)
    return found


def charter(name: str = "tenants") -> str | Path:
    """The charter of a sample: its own folder, else the name of the one that it is kept under.

    >>> charter("tenants")
    'association'
    """
    own = folder(name) / "charter"
    return own if own.is_dir() else _CHARTER


def open(name: str = "tenants", address: str | Path = "memory:") -> Office:
    """Opens an office with the ledgers of a sample taken in; without an address, in memory.

    Raises:
        NotFound: no such sample is installed.
        HasProblems: its ledgers do not fit what is stored at that address.

    >>> with open("tenants") as office:
    ...     len(office.records("case", "2024-12-31"))
    24
    """
    from grassroots.workspace import open_workspace

    office = open_workspace(address, charter(name), create=True)
    try:
        reading = office.take_in(ledgers(name), reason="sample")
        if not reading.ok:
            raise HasProblems(str(reading), reading.problems)
    except BaseException:
        office.close()
        raise
    return office


def copy(name: str = "tenants", to: str | Path = ".") -> Path:
    """Copies a sample into a folder, under its name, to work on it; gives where it lies now. What is there is never touched.

    Raises:
        NotFound: no such sample is installed.
        InvalidArgument: there is something of that name already.
    """
    source, target = folder(name), Path(to) / name
    if target.exists():
        raise InvalidArgument.of(Problem("sample-there", value=str(target)))
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target
