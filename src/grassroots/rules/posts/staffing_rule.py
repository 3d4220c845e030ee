"""Staffing: how the posts and teams of a kind of unit are filled: patterns, terms, ways of selection, turns, and picks for special care."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from attrs import field, frozen

from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.length import Length
from grassroots.charter.paths import leaves
from grassroots.charter.rule import Rule, between, length, needed, of_noun, share, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.rules.posts.worded import Faults, named_twice, unsound_step

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter


@frozen(kw_only=True)
class Need:
    """One line of a staffing pattern: how many of what each unit has.

    With `post`: persons who hold a post of one of these kinds; with `role` (and `team`): persons with such a role in a team; with `team` alone: teams.
    `serving`: not the teams that the unit keeps, but those that a link of this kind leads from to the unit, and of them the persons of the largest: so many serve it.
    `at_least`, `at_most`: how many (none: any number, the N of a pattern). `below`: whether posts and teams of units under it count as well.
    `not_by`: ways of holding a post that do not fill it (acting). `person`: what must hold of a person to count.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    post: tuple[str, ...] = field(default=(), metadata=word("post"))
    team: tuple[str, ...] = field(default=(), metadata=word("team"))
    role: tuple[str, ...] = field(default=(), metadata=word("team_role"))
    serving: str = field(default="", metadata=word("link"))
    at_least: int = 0
    at_most: int | None = None
    below: bool = False
    not_by: tuple[str, ...] = field(default=(), metadata=word("tenure_method"))
    person: Condition = field(default=ALWAYS, metadata=of_noun("=person"))
    source: str = ""


@frozen(kw_only=True)
class TermOfOffice:
    """How long a term is for posts of some kinds, in `months` (0: without end), and for how long somebody may act in one (`acting`).

    `shift`: by how much renewal may come earlier or later where the unit above approves it.
    """

    post: tuple[str, ...] = field(metadata=needed() | word("post"))
    months: int = field(default=0, metadata=between(0, 1200))
    acting: Length | None = field(default=None, metadata=length())
    shift: Length | None = field(default=None, metadata=length())
    source: str = ""


@frozen(kw_only=True)
class Selection:
    """That who comes to a post by a `method` has gone a way first: an application of the kind `pathway`, whose step `step` was taken by the first day."""

    method: str = field(metadata=needed() | word("tenure_method"))
    pathway: str = field(metadata=needed() | word("pathway"))
    step: str
    source: str = ""


@frozen(kw_only=True)
class Rotation:
    """A post that goes round: each stretch of so many `months` it is held by the holder of one of the posts of the kinds `among`.

    Those posts are in the units under the one that has the rotating post, and in units that are linked to it by a `link` of one of these kinds.
    In turn is the post whose holder had it longest ago; those that never had it come first, in the order of their ids.
    """

    post: str = field(metadata=needed() | word("post"))
    among: tuple[str, ...] = field(metadata=needed() | word("post"))
    months: int = 3
    link: tuple[str, ...] = field(default=(), metadata=word("link"))


@frozen(kw_only=True)
class Pick:
    """A share of the holders of a post that is picked for special care, in each stratum, by the unit that keeps the `team` in which they sit.

    `post`: the kinds of post; `by`: the path of a post that tells the strata apart (`unit.kind`); `portion`: about how many, `slack` more or fewer
    (both are shares; the whole numbers next to the exact share are always right). `contract`: the kind of link that each of them has.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    team: str = field(metadata=needed() | word("team"))
    post: tuple[str, ...] = field(metadata=needed() | word("post"))
    by: str = ""
    portion: Fraction = field(metadata=share(open_below=True))
    slack: Fraction = field(default=Fraction(0), metadata=share(open_above=True))
    contract: str = field(default="", metadata=word("link"))
    source: str = ""

    def bounds(self, number: int) -> tuple[int, int]:
        """How many of `number` are to be picked, at least and at most.

        >>> Pick(name="key", team="key", post=("secretary",), portion=Fraction(1, 3), slack=Fraction(1, 20)).bounds(60)
        (17, 23)
        >>> Pick(name="key", team="key", post=("secretary",), portion=Fraction(1, 3)).bounds(10)
        (3, 4)
        """
        exact = self.portion * number
        low, high = (self.portion - self.slack) * number, (self.portion + self.slack) * number
        return max(min(ceil(low), floor(exact)), 0), min(max(floor(high), ceil(exact)), number)


@frozen(kw_only=True)
class Pool:
    """People kept ready for posts: those with a seat in a team of one of the kinds `team` come to posts of the kinds `post`.

    `method`: the ways of holding a post by which one comes to it out of the pool; who holds it so has sat in the pool before. None: by any way.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    team: tuple[str, ...] = field(metadata=needed() | word("team"))
    post: tuple[str, ...] = field(metadata=needed() | word("post"))
    method: tuple[str, ...] = field(default=(), metadata=word("tenure_method"))
    source: str = ""


@frozen(kw_only=True)
class StaffingRule(Rule):
    """How the units for which `where` holds are staffed. Each part may be left out.

    `needs`: the pattern. `terms`: how long posts are held. `selections`: the way that leads to a post. `rotation`: a post that goes round.
    `picks`: who is picked for special care. `pools`: who is kept ready for posts.

    >>> rule = StaffingRule(name="grid", needs=(Need(name="trio", role=("instructor",), at_least=1),))
    >>> rule.needs[0].at_most is None
    True
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=unit"))
    needs: tuple[Need, ...] = ()
    terms: tuple[TermOfOffice, ...] = ()
    selections: tuple[Selection, ...] = ()
    rotation: Rotation | None = None
    picks: tuple[Pick, ...] = ()
    pools: tuple[Pool, ...] = ()


def unsound_staffing(rule: StaffingRule, charter: Charter) -> Faults:
    """What is unsound in a staffing rule: lines that count nothing, numbers that nobody can meet, steps that there are not."""
    if not (rule.needs or rule.terms or rule.selections or rule.rotation or rule.picks or rule.pools):
        yield (), "charter-missing", "", {"key": "needs"}
    yield from named_twice(rule.needs, "needs")
    for at, need in enumerate(rule.needs):
        yield from _need(need, ("needs", at))
    for at, selection in enumerate(rule.selections):
        yield from unsound_step(selection.pathway, selection.step, ("selections", at), charter)
    if rule.rotation is not None:
        if rule.rotation.post in rule.rotation.among:
            yield ("rotation", "among"), "charter-path-twice", rule.rotation.post, {}
        if not 1 <= rule.rotation.months <= 12 or 12 % rule.rotation.months:
            yield ("rotation", "months"), "charter-turn", str(rule.rotation.months), {}
    yield from named_twice(rule.picks, "picks")
    yield from named_twice(rule.pools, "pools")
    for at, pick in enumerate(rule.picks):
        if pick.by and not leaves(charter, "post", pick.by):
            known = ("unit.kind", "unit.sector", "kind", "unit")
            yield ("picks", at, "by"), "charter-path", pick.by, {"noun": "post", "known": known}


def _need(need: Need, keys: Path) -> Faults:
    if bool(need.post) == bool(need.team or need.role):
        yield keys, "charter-need", need.name, {}
    if need.not_by and not need.post:
        yield (*keys, "not_by"), "charter-need-person", need.name, {"key": "not_by"}
    if need.person is not ALWAYS and not (need.post or need.role):
        yield (*keys, "person"), "charter-need-person", need.name, {"key": "person"}
    if need.at_least < 0 or (need.at_most is not None and (need.at_most < need.at_least or need.at_most < 0)):
        yield keys, "charter-need-number", str(need.at_most), {"least": need.at_least}
