"""What papers of a secret vote say, and how many say the same. No voter, no time and no order: there is nowhere to write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from attrs import field, frozen

from grassroots.errors import InvalidValue
from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import Ref, VoteId


@frozen(kw_only=True, field_transformer=described)
class Mark:
    """One mark on a paper: an option, with its points or its place where papers give them.

    >>> Mark(option=Ref("project", "r-1"), points=2).points
    2
    """

    option: Ref = field(metadata=internal("what is marked", ref=("project", "proposal", "person")))
    points: int | None = field(default=None, metadata=internal("the points given, where papers give points; 0 or more"))
    rank: int | None = field(default=None, metadata=internal("the place given, from 1, where papers give an order"))


@frozen(kw_only=True, field_transformer=described)
class Ballot(Noun):
    """All papers of a vote that say the same, as one record.

    Its id follows from what they say, so neither it nor the order of records tells who voted or when; the same papers in any order give the
    same records. It carries nothing else: no outside identifier, no document, no field of a charter. Made by `Ballot.of`, or whole by `tallied`.

    Raises:
        InvalidValue: the id is none that follows from marks, or the record carries more than marks. That it follows from just these marks
            is checked with the snapshot: a view may close the marks to its reader.

    >>> ballot = Ballot.of(VoteId("v-1"), [Mark(option=Ref("project", "b")), Mark(option=Ref("project", "a"))], papers=3)
    >>> [str(mark.option) for mark in ballot.marks], ballot.papers
    (['project:a', 'project:b'], 3)
    """

    vote: VoteId = field(metadata=internal("the vote", ref="vote", home=True))
    marks: tuple[Mark, ...] = field(default=(), metadata=internal("the marks; none on a blank paper"))
    papers: int = field(default=1, metadata=internal("how many papers say just this; 1 or more"))

    def __attrs_post_init__(self) -> None:
        if self.external_ids or self.attachments or self.custom:
            raise InvalidValue("a ballot carries its marks and nothing that could lead to a voter; leave out the rest")
        if not _MADE.fullmatch(self.id):
            raise InvalidValue(
                "the id of a ballot follows from its marks, so that it tells nothing of the voter; use Ballot.of"
            )
        if self.papers < 1:
            raise InvalidValue(f"a ballot stands for 1 paper or more, not {self.papers}")

    @property
    def follows(self) -> bool:
        """Whether the id follows from just these marks."""
        return self.marks == _ordered(self.marks) and self.id == _id(self.vote, self.marks)

    @classmethod
    def of(cls, vote: VoteId, marks: Iterable[Mark], papers: int = 1) -> Ballot:
        """The record of papers with these marks, in whatever order they are given."""
        ordered = _ordered(marks)
        return cls(id=_id(vote, ordered), vote=vote, marks=ordered, papers=papers)


_MADE = re.compile(r"b[0-9a-f]{24}", re.ASCII)


def tallied(vote: VoteId, papers: Iterable[Iterable[Mark]]) -> tuple[Ballot, ...]:
    """The papers of a vote, laid together: what says the same is one record. In whatever order they come, the result is the same.

    >>> a, b = Mark(option=Ref("project", "a")), Mark(option=Ref("project", "b"))
    >>> [ballot.papers for ballot in tallied(VoteId("v-1"), [[a], [a, b], [b, a], [a]])]
    [2, 2]
    """
    found: dict[tuple[Mark, ...], int] = {}
    for marks in papers:
        ordered = _ordered(marks)
        found[ordered] = found.get(ordered, 0) + 1
    return tuple(sorted((Ballot.of(vote, marks, number) for marks, number in found.items()), key=lambda ballot: ballot.id))


def _ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    def place(mark: Mark) -> tuple[bool, int, str, str, bool, int]:
        rank, points = mark.rank, mark.points
        return (rank is not None, rank or 0, mark.option.noun, mark.option.id, points is not None, points or 0)

    return tuple(sorted(marks, key=place))


def _id(vote: VoteId, marks: tuple[Mark, ...]) -> str:
    said = "\n".join([vote, *(f"{mark.option}\t{mark.points}\t{mark.rank}" for mark in marks)])
    return "b" + sha256(said.encode()).hexdigest()[:24]
