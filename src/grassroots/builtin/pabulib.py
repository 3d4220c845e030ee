"""Reads a participatory budget vote from a Pabulib file (.pb): what could be chosen, every paper, and the official winners."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from attrs import field, frozen

from grassroots.problems import Problem
from grassroots.values import Source

if TYPE_CHECKING:
    from grassroots.rules import Option, Paper

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_LONGEST_CELL = 131_072
SECTIONS = ("META", "PROJECTS", "VOTES")


@frozen(kw_only=True)
class Pabulib:
    """What a Pabulib file says. Who cast a paper, of what age and by what way is not read; papers that say the same lie together.

    `meta`: its head, as written. `selected`: the official winners. `later`: those that the file takes in a second stage (`selected` 2), from what the
    first left over. `withdrawn`: projects that cost nothing any more, which a city took off the list after papers were out: they are no options, and the papers that
    name them say the rest. `stated`: the votes of each project as the file counts them.
    `problems`: what could not be read, with the line.
    """

    meta: Mapping[str, str] = field(hash=False)
    projects: tuple[Option, ...]
    papers: tuple[Paper, ...]
    budget: Decimal
    selected: frozenset[str]
    later: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    stated: Mapping[str, int] = field(factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()


def read_pabulib(text: str, file: str = "vote.pb") -> Pabulib:
    """Reads the text of a Pabulib file.

    Args:
        text: the whole file.
        file: how it is called in problems.

    >>> text = "META\\nkey;value\\nbudget;100\\nPROJECTS\\nproject_id;cost;selected\\n1;60;1\\nVOTES\\nvoter_id;vote\\n7;1\\n8;1\\n"
    >>> vote = read_pabulib(text)
    >>> vote.budget, vote.selected, vote.papers
    (Decimal('100'), frozenset({'1'}), (Paper(options=('1',), points=(), papers=2),))
    """
    from grassroots.rules import Option, Paper

    problems: list[Problem] = []
    sections: dict[str, list[tuple[int, list[str]]]] = {name: [] for name in SECTIONS}
    at = ""
    for line, cells in _lines(text, file, problems):
        if len(cells) == 1 and cells[0].strip().upper() in SECTIONS:
            at = cells[0].strip().upper()
        elif any(cell.strip() for cell in cells):
            if at:
                sections[at].append((line, [cell.strip() for cell in cells]))
            else:
                problems.append(_wrong("pabulib-section", file, line, cells[0]))
    meta = {cells[0]: ";".join(cells[1:]) for _, cells in sections["META"][1:]}
    budget = _number(meta.get("budget", ""))
    if budget is None:
        problems.append(_wrong("pabulib-number", file, 0, meta.get("budget", ""), "budget"))
    projects: list[Option] = []
    selected: set[str] = set()
    later: set[str] = set()
    withdrawn: set[str] = set()
    stated: dict[str, int] = {}
    for line, row in _rows(sections["PROJECTS"]):
        cost = _number(row.get("cost", ""))
        id = row.get("project_id", "")
        if cost == 0 and id and row.get("selected", "") not in ("1", "2"):
            withdrawn.add(id)
            continue
        if cost is None or cost <= 0 or not id or any(one.id == id for one in projects):
            problems.append(_wrong("pabulib-number", file, line, row.get("cost", ""), "cost"))
            continue
        projects.append(Option(id, cost, row.get("name", "")))
        if row.get("selected", "") == "1":
            selected.add(id)
        elif row.get("selected", "") == "2":
            later.add(id)
        if row.get("votes", "").isdecimal():
            stated[id] = int(row["votes"])
    papers: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
    ids = {one.id: place for place, one in enumerate(projects)}
    ordered = meta.get("vote_type", "").strip().casefold() == "ordinal"
    for line, row in _rows(sections["VOTES"]):
        options = tuple(id.strip() for id in row.get("vote", "").split(",") if id.strip())
        points = [part.strip() for part in row.get("points", "").split(",") if part.strip()]
        unknown = [id for id in options if id not in ids and id not in withdrawn]
        if unknown or not all(part.isdecimal() for part in points):
            problems.append(_wrong("pabulib-vote", file, line, (unknown or points)[0]))
            continue
        kept = [place for place, id in enumerate(options) if id in ids]
        if not ordered:  # the same projects in another order are the same paper
            kept.sort(key=lambda place: ids[options[place]])
        if len(points) == len(options):
            points = [points[place] for place in kept]
        key = (tuple(options[place] for place in kept), tuple(map(int, points)))
        papers[key] = papers.get(key, 0) + 1
    return Pabulib(
        meta=meta,
        projects=tuple(projects),
        papers=tuple(Paper(options, points, number) for (options, points), number in sorted(papers.items())),
        budget=budget or Decimal(0),
        selected=frozenset(selected),
        later=frozenset(later),
        withdrawn=frozenset(withdrawn),
        stated=stated,
        problems=tuple(problems),
    )


def _lines(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line; a line that no table can hold is a problem, and the others are read."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        try:
            cells = next(csv.reader([line], delimiter=";"), [])
        except csv.Error:
            cells = None
        # How long a cell may be is set for all who read text in this program, so it is looked at here too.
        if cells is None or max(map(len, cells), default=0) > _LONGEST_CELL:
            problems.append(_wrong("pabulib-line", file, number, f"{line[:40]}…"))
        else:
            yield number, cells


def _rows(lines: list[tuple[int, list[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a section under the names of its first line."""
    if lines:
        names = lines[0][1]
        for line, cells in lines[1:]:
            yield line, dict(zip(names, cells, strict=False))


def _number(text: str) -> Decimal | None:
    """A number; a comma before three digits stands between thousands.

    >>> _number("1,000"), _number("1234,5")
    (Decimal('1000'), Decimal('1234.5'))
    """
    try:
        number = Decimal(text.replace(",", "" if _THOUSANDS.fullmatch(text) else "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _wrong(code: str, file: str, line: int, value: str, column: str = "") -> Problem:
    return Problem(code, source=Source(file, row=line), column=column, value=value)
