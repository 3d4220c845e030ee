"""Staffing: how the posts and teams of a kind of unit are filled: patterns, terms, ways of selection, turns, and picks for special care."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from grassroots.charter.length import Length
from grassroots.charter.measure import ALWAYS, Condition
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import nearest

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


@frozen(kw_only=True)
class Need:
    """One line of a staffing pattern: how many of what each unit has.

    With `post`: persons who hold a post of one of these kinds; with `role` (and `team`): persons with such a role in a team; with `team` alone: teams.
    `at_least`, `at_most`: how many (none: any number, the N of a pattern). `below`: whether posts and teams of units under it count as well.
    `not_by`: ways of holding a post that do not fill it (acting). `person`: what must hold of a person to count.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    post: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int | None = None
    below: bool = False
    not_by: tuple[str, ...] = ()
    person: Condition = field(default=ALWAYS, metadata=of_noun("=person"))
    source: str = ""


@frozen(kw_only=True)
class TermOfOffice:
    """How long a term is for posts of some kinds, in `months` (0: without end), and for how long somebody may act in one (`acting`).

    `shift`: by how much renewal may come earlier or later where the unit above approves it.
    """

    post: tuple[str, ...]
    months: int = 0
    acting: Length | None = None
    shift: Length | None = None
    source: str = ""


@frozen(kw_only=True)
class Selection:
    """That who comes to a post by a `method` has gone a way first: an application of the kind `pathway`, whose step `step` was taken by the first day."""

    method: str
    pathway: str
    step: str
    source: str = ""


@frozen(kw_only=True)
class Rotation:
    """A post that goes round: each stretch of so many `months` it is held by the holder of one of the posts of the kinds `among`.

    Those posts are in the units under the one that has the rotating post, and in units that are linked to it by a `link` of one of these kinds.
    In turn is the post whose holder had it longest ago; those that never had it come first, in the order of their ids.
    """

    post: str
    among: tuple[str, ...]
    months: int = 3
    link: tuple[str, ...] = ()


@frozen(kw_only=True)
class Pick:
    """A share of the holders of a post that is picked for special care, in each stratum, by the unit that keeps the `team` in which they sit.

    `post`: the kinds of post; `by`: the path of a post that tells the strata apart (`unit.kind`); `portion`: about how many, `slack` more or fewer
    (both are shares; the whole numbers next to the exact share are always right). `contract`: the kind of link that each of them has.
    """

    name: str
    labels: Labels = field(factory=dict, hash=False)
    team: str
    post: tuple[str, ...]
    by: str = ""
    portion: Fraction
    slack: Fraction = Fraction(0)
    contract: str = ""
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
class StaffingRule(Rule):
    """How the units for which `where` holds are staffed. Each part may be left out.

    `needs`: the pattern. `terms`: how long posts are held. `selections`: the way that leads to a post. `rotation`: a post that goes round.
    `picks`: who is picked for special care.

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


def unsound_staffing(rule: StaffingRule, charter: Charter) -> Faults:
    """What is unsound in a staffing rule: words that there are not, lines that count nothing, numbers that nobody can meet."""
    if not (rule.needs or rule.terms or rule.selections or rule.rotation or rule.picks):
        yield (), "charter-missing", "", {"key": "needs"}
    for at, need in enumerate(rule.needs):
        yield from _need(need, ("needs", at), charter)
    names = [one.name for one in rule.needs]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield ("needs",), "charter-path-twice", name, {}
    for at, term in enumerate(rule.terms):
        yield from _all_words(charter, "post", term.post, ("terms", at, "post"))
        if term.months < 0:
            yield ("terms", at, "months"), "charter-not-whole", str(term.months), {}
        if term.acting is not None and not term.acting.sound:
            yield ("terms", at, "acting"), "charter-path-length", str(term.acting), {}
        if term.shift is not None and not term.shift.sound:
            yield ("terms", at, "shift"), "charter-path-length", str(term.shift), {}
    for at, selection in enumerate(rule.selections):
        yield from _selection(selection, ("selections", at), charter)
    if rule.rotation is not None:
        yield from _word(charter, "post", rule.rotation.post, ("rotation", "post"))
        yield from _all_words(charter, "post", rule.rotation.among, ("rotation", "among"))
        yield from _all_words(charter, "link", rule.rotation.link, ("rotation", "link"), most=True)
        if rule.rotation.post in rule.rotation.among:
            yield ("rotation", "among"), "charter-path-twice", rule.rotation.post, {}
        if not 1 <= rule.rotation.months <= 12 or 12 % rule.rotation.months:
            yield ("rotation", "months"), "charter-turn", str(rule.rotation.months), {}
    for at, pick in enumerate(rule.picks):
        yield from _pick(pick, ("picks", at), charter)
    picks = [one.name for one in rule.picks]
    for name in dict.fromkeys(name for name in picks if picks.count(name) > 1):
        yield ("picks",), "charter-path-twice", name, {}


def _need(need: Need, keys: Path, charter: Charter) -> Faults:
    if bool(need.post) == bool(need.team or need.role):
        yield keys, "charter-need", need.name, {}
    yield from _all_words(charter, "post", need.post, (*keys, "post"), most=True)
    yield from _all_words(charter, "team", need.team, (*keys, "team"), most=True)
    yield from _all_words(charter, "team_role", need.role, (*keys, "role"), most=True)
    yield from _all_words(charter, "tenure_method", need.not_by, (*keys, "not_by"), most=True)
    if need.not_by and not need.post:
        yield (*keys, "not_by"), "charter-need-person", need.name, {"key": "not_by"}
    if need.person is not ALWAYS and not (need.post or need.role):
        yield (*keys, "person"), "charter-need-person", need.name, {"key": "person"}
    if need.at_least < 0 or (need.at_most is not None and (need.at_most < need.at_least or need.at_most < 0)):
        yield keys, "charter-need-number", str(need.at_most), {"least": need.at_least}


def _selection(selection: Selection, keys: Path, charter: Charter) -> Faults:
    yield from _word(charter, "tenure_method", selection.method, (*keys, "method"))
    yield from _word(charter, "pathway", selection.pathway, (*keys, "pathway"))
    word = charter.word("pathway", selection.pathway)
    flow = charter.workflows.get(word.workflow or "application") if word else None
    if flow is not None and selection.step not in flow.states:
        yield (*keys, "step"), "charter-path-state", selection.step, {"known": nearest(selection.step, flow.states)}


def _pick(pick: Pick, keys: Path, charter: Charter) -> Faults:
    from grassroots.charter.paths import leaves

    yield from _word(charter, "team", pick.team, (*keys, "team"))
    yield from _all_words(charter, "post", pick.post, (*keys, "post"))
    if pick.by and not leaves(charter, "post", pick.by):
        yield (*keys, "by"), "charter-path", pick.by, {"noun": "post", "known": ("unit.kind", "unit.sector", "kind", "unit")}
    if not 0 < pick.portion <= 1 or not 0 <= pick.slack < 1:
        yield (*keys, "portion"), "charter-share", str(pick.portion), {}
    if pick.contract:
        yield from _word(charter, "link", pick.contract, (*keys, "contract"))


def _all_words(charter: Charter, words: str, names: tuple[str, ...], keys: Path, most: bool = False) -> Faults:
    if not names and not most:
        yield keys[:-1], "charter-missing", "", {"key": str(keys[-1])}
    for name in names:
        yield from _word(charter, words, name, keys)


def _word(charter: Charter, words: str, word: str, keys: Path) -> Faults:
    known = charter.words.get(words, {})
    if word not in known:
        yield keys, "charter-word", word, {"words": words, "known": nearest(word, known)}
