"""A vote on projects as a Pabulib file (.pb): what could be chosen, every paper, and what was taken. No voter, no time and no order is in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import field, frozen

from grassroots.errors import InvalidArgument, NotFound
from grassroots.leaving import Leaving
from grassroots.model import Ballot, Project, Vote
from grassroots.problems import Problem, nearest
from grassroots.reading import At
from grassroots.rules import count_vote


@frozen
class PabulibFile:
    """One vote on projects. `vote`: its id; needed where there are several."""

    vote: str = field(default="")
    ending = ".pb"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the vote with its papers.

        Raises:
            NotFound: no such vote on projects with papers is in view.
            InvalidArgument: there are several, and none was named.
        """
        at = At.of(leaving.snapshot)
        rows = _rows(_chosen(self.vote, leaving, at), leaving, at)
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=";", lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
        target.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")


def _chosen(id: str, leaving: Leaving, at: At) -> Vote:
    papers = {leaving.told(one.vote) for one in leaving.all(Ballot)} - {None}
    known: dict[str, Vote] = {one.id: one for one in leaving.all(Vote) if one.id in papers and _count(one, at) is not None}
    if not id and len(known) == 1:
        return next(iter(known.values()))
    if id in known:
        return known[id]
    if not id and known:
        raise InvalidArgument.of(Problem("export-several-votes", details={"known": tuple(known)}))
    if not id:
        raise NotFound.of(Problem("export-no-votes"))
    raise NotFound.of(Problem("export-no-vote", value=id, details={"near": nearest(id, known)}))


def _count(vote: Vote, at: At) -> Any | None:
    """What came of a vote on projects; None of another vote."""
    try:
        return count_vote(vote, at)
    except (NotFound, InvalidArgument):
        return None


def _rows(vote: Vote, leaving: Leaving, at: At) -> Iterator[tuple[str, ...]]:
    count = count_vote(vote, at)
    papers = [one for one in leaving.all(Ballot) if one.vote == vote.id]
    marked = {mark.option.id for one in papers for mark in one.marks} | {step.project for step in count.steps}
    projects = [project for id in sorted(marked) if (project := leaving.snapshot.get(Project, id)) and project.budget]
    named = {project.id for project in projects}
    pointed = any(mark.points is not None for one in papers for mark in one.marks)
    number = sum(one.papers for one in papers)
    meta = {
        "description": leaving.label("vote", vote.kind) or vote.kind,
        "unit": leaving.unit(vote.unit) or "",
        "instance": vote.id,
        "num_projects": str(len(projects)),
        "num_votes": str(number),
        "budget": _money(vote.budget.value if vote.budget else None),
        "vote_type": count.rule.papers.value,
        "rule": {"skip": "greedy", "equal_shares": "equalshares"}.get(count.rule.method.value, count.rule.method.value),
        "date_begin": f"{vote.on:%d.%m.%Y}",
        "date_end": f"{vote.until or vote.on:%d.%m.%Y}",
        "language": leaving.language,
        "currency": leaving.charter.currency,
    }
    yield ("META",)
    yield "key", "value"
    yield from ((name, value) for name, value in meta.items() if value)
    yield ("PROJECTS",)
    yield "project_id", "cost", "votes", "name", "selected"
    for project in projects:
        votes = sum(one.papers for one in papers if any(mark.option.id == project.id for mark in one.marks))
        cost = _money(project.budget.value if project.budget else None)
        yield project.id, cost, str(votes), project.name, "1" if project.id in count.taken else "0"
    yield ("VOTES",)
    yield ("voter_id", "vote", "points") if pointed else ("voter_id", "vote")
    voter = 0
    for one in papers:
        marks = [mark for mark in one.marks if mark.option.id in named]
        told = (
            ",".join(mark.option.id for mark in marks),
            *((",".join(str(mark.points or 0) for mark in marks),) if pointed else ()),
        )
        for _ in range(one.papers):
            voter += 1
            yield str(voter), *told


def _money(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def _plain(text: str) -> str:
    return " ".join(text.split())
