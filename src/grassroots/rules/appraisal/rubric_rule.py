"""Rubrics: how a unit, a team, a project or a person is scored and graded, as data with a source.

A rubric is a tree of items. Its leaves are fed by a figure of the charter, by marks, or by ballots and answers; each turns what it reads into a
score on the rubric's scale; a score above is the weighted mean of those below. Bonuses and deductions are added to the whole, within their limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from grassroots.charter.measure import ALWAYS, Condition, Form
from grassroots.charter.rule import Rule, free, of_noun
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import nearest

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter

Fault = tuple[Path, str, str, dict[str, Any]]

SUBJECTS = ("unit", "team", "project", "person")
"""What can be judged under a rubric."""


class Feed(StrEnum):
    """Where a leaf reads what it scores."""

    FIGURE = "figure"
    """A measure of the charter, at the unit and in the period; a rate is read in per cent."""
    MARKS = "marks"
    """The marks of evaluators: the mean of each group, then the mean of the groups by their weights."""
    BALLOTS = "ballots"
    """Ballots, or the answers of a survey: the mean worth of the choices."""


class Role(StrEnum):
    """How an item enters the whole."""

    PART = "part"
    """By its weight, in the mean of its level."""
    BONUS = "bonus"
    """Added to the whole, within its limit."""
    DEDUCTION = "deduction"
    """Taken from the whole, within its limit."""


class Shape(StrEnum):
    """How a reading becomes a score."""

    LINEAR = "linear"
    """Straight from `worst` (the least score) to `best` (the full score)."""
    STEPS = "steps"
    """The score of the highest step that is reached; below the first, the least score."""
    BANDS = "bands"
    """The score of the band in which it lies; bands are half-open: `at_least` belongs to them, `under` does not."""
    RANK = "rank"
    """By its place among all who are judged, the best first; equals share the better place."""
    SHARE_OF_BEST = "share_of_best"
    """The share of the best reading among all who are judged."""
    PER_EVENT = "per_event"
    """So much for each, up to a limit: taken from the full score of a part, or given as a bonus, or taken as a deduction."""


class Better(StrEnum):
    """Which readings are the better ones."""

    HIGHER = "higher"
    LOWER = "lower"


class Missing(StrEnum):
    """What becomes of a part that was not scored."""

    RENORMALIZE = "renormalize"
    """The others share its weight."""
    ZERO = "zero"
    """It gets the least score."""
    NOT_ASSESSED = "not_assessed"
    """Without it there is no score."""


class Rounding(StrEnum):
    """How a share of a number of subjects becomes a whole number."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Ties(StrEnum):
    """What becomes of equals of whom a quota has not room for all. It is never exceeded."""

    NONE = "none"
    """None of them gets the grade."""
    PEOPLE = "people"
    """None of them gets it by rule; they are named, for people to choose among them."""


@frozen(kw_only=True)
class Edge:
    """A line of a scoring table: from `at_least` to below `under` (bands, steps), or up to the place `place` (ranks), the score is `score`."""

    score: Decimal
    at_least: Decimal | None = field(default=None, metadata=free())
    under: Decimal | None = field(default=None, metadata=free())
    place: int | None = None


@frozen(kw_only=True)
class Scoring:
    """How a reading becomes a score. Left out, a reading is a score already."""

    shape: Shape = Shape.LINEAR
    better: Better = Better.HIGHER
    worst: Decimal | None = None
    best: Decimal | None = None
    table: tuple[Edge, ...] = ()
    each: Decimal | None = None
    most: Decimal | None = None


@frozen(kw_only=True)
class Worth:
    """What one choice of a ballot is worth, on the rubric's scale. A choice without a worth is no vote (abstained)."""

    choice: str
    score: Decimal


@frozen(kw_only=True)
class Evaluators:
    """A group that gives marks or ballots: its weight, how many of the highest and lowest marks are left out, and how many must have come back.

    `returns`: fewer marks or ballots than this, and the group counts as missing; `returned`: likewise the least share of the forms given out.
    """

    weight: Decimal
    highest: int = 0
    lowest: int = 0
    returns: int = 0
    returned: Decimal | None = None


@frozen(kw_only=True)
class Item:
    """An item of a rubric: a leaf that reads something, or a heading over others (`under` names the one above).

    `minimum_n`: of a figure that is a share, the least number that it may be a share of; fewer, and the item is missing.
    `evaluators`: the groups that rate it, if not all of the rubric.
    """

    labels: Labels = field(factory=dict, hash=False)
    under: str = ""
    role: Role = Role.PART
    weight: Decimal = Decimal(0)
    fed_by: Feed | None = None
    measure: str = ""
    scoring: Scoring = field(factory=Scoring)
    worth: tuple[Worth, ...] = ()
    evaluators: tuple[str, ...] = ()
    minimum_n: int = 0
    missing: Missing | None = None
    source: str = ""


@frozen(kw_only=True)
class Veto:
    """What caps the grade whatever the score: a figure over a limit, or an item under a score. `cap` is the best grade that is left."""

    cap: str
    labels: Labels = field(factory=dict, hash=False)
    measure: str = ""
    over: Decimal | None = None
    item: str = ""
    under: Decimal | None = None
    source: str = ""


class Use(StrEnum):
    """What a judgement is used for, beside a plan."""

    RECOGNITION = "recognition"
    """To be named in a notice, with consent where it is a person."""
    REWARD = "reward"
    """A reward in money or kind."""
    APPOINTMENT = "appointment"
    """To be considered when posts are filled."""
    FUNDING = "funding"
    """For the money that a unit gets."""
    EXIT = "exit"
    """The procedure by which somebody leaves. Only for persons, only behind the last grade, only once the plan to mend it has failed."""


@frozen(kw_only=True)
class Consequence:
    """What a grade is used for: proposed to the `body` (kinds of unit) that decides, never done.

    `against`: whether it speaks against the one who was judged, as less money does. `notice`: for a recognition, the kind of notice.

    >>> Consequence(use=Use.FUNDING).against
    False
    """

    use: Use
    against: bool = False
    body: tuple[str, ...] = ()
    notice: str = ""
    source: str = ""

    @property
    def hurts(self) -> bool:
        """Whether it hurts: then the grade must say so, which makes a reason and an appeal needed."""
        return self.against or self.use is Use.EXIT


@frozen(kw_only=True)
class GradeBand:
    """A grade: the score from which it is given, and what it brings.

    `plan`: the kind of plan; `plan_days`: how long it may take; `aim`: the grade to reach; `months`: how long the grade holds, if not as the rubric says;
    `hurts`: whether it brings something that hurts: then it is only ever proposed, with a reason. `brings`: what else it is used for.
    """

    grade: str
    at_least: Decimal | None = None
    under: Decimal | None = None
    plan: str = ""
    plan_days: int = 0
    aim: str = ""
    months: int | None = None
    hurts: bool = False
    brings: tuple[Consequence, ...] = ()


@frozen(kw_only=True)
class Quota:
    """At most a share of those who were scored may get a grade: `at_most` is a fraction (`"1/3"`) or a decimal (`"0.25"`).

    There is no quota that forces anybody down to a grade: the last grade can have none.
    `tie_breakers`: items by whose scores equals are told apart, in order.
    """

    grade: str
    at_most: str
    rounding: Rounding = Rounding.DOWN
    ties: Ties = Ties.PEOPLE
    tie_breakers: tuple[str, ...] = ()
    source: str = ""

    @property
    def share(self) -> Fraction | None:
        """The share, exact; None if it is not written as one.

        >>> Quota(grade="excellent", at_most="1/3").share
        Fraction(1, 3)
        """
        try:
            return Fraction(self.at_most)
        except (ValueError, ZeroDivisionError):
            return None

    def room(self, number: int) -> int:
        """How many of `number` may get the grade.

        >>> [Quota(grade="excellent", at_most="1/3").room(number) for number in (3, 5, 20)]
        [1, 1, 6]
        """
        exact = (self.share or Fraction(0)) * number
        if self.rounding is Rounding.UP:
            return -(-exact.numerator // exact.denominator)
        half = Fraction(1, 2) if self.rounding is Rounding.HALF_UP else 0
        return (exact + half).__floor__()


@frozen(kw_only=True)
class Rubric(Rule):
    """How subjects of one kind are scored, graded and followed up.

    `subject`: unit, team, project or person; `where`: which of them. `least`, `most`: the scale; `ceiling`: how far bonuses may lift the whole.
    `missing`: what becomes of a part that was not scored; `known`: the least share of the weight that must have been scored.
    `ranked_from`: fewer than this (0: in any case), and nobody is ranked: no places, no scores by rank or by share of the best. Persons never are.
    `published`: where it was made known to those whom it judges; persons are judged under no other. `appeal_days`: how long after the decision it may be appealed;
    `answer_days`: how long an appeal may take. `months`: how long a grade holds; `review_months`: when it is looked at again (0: not before it ends).
    """

    subject: str
    where: Condition = field(default=ALWAYS, metadata=of_noun("subject"))
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(100)
    ceiling: Decimal | None = None
    missing: Missing = Missing.NOT_ASSESSED
    known: Decimal = Decimal(0)
    ranked_from: int = 0
    item: Mapping[str, Item] = field(factory=dict, hash=False)
    evaluators: Mapping[str, Evaluators] = field(factory=dict, hash=False)
    veto: Mapping[str, Veto] = field(factory=dict, hash=False)
    grade: tuple[GradeBand, ...] = ()
    quota: tuple[Quota, ...] = ()
    published: str = field(default="", metadata=free())
    appeal_days: int = 0
    answer_days: int = 0
    months: int = 0
    review_months: int = 0

    @property
    def about_persons(self) -> bool:
        """Whether it judges persons."""
        return self.subject == "person"

    @property
    def highest(self) -> Decimal:
        """The highest score of the whole."""
        return self.most if self.ceiling is None else self.ceiling

    def parts(self, above: str = "") -> dict[str, Item]:
        """The items right under one (empty: the top), by name, without bonuses and deductions."""
        return {name: one for name, one in self.item.items() if one.under == above and one.role is Role.PART}

    def extras(self) -> dict[str, Item]:
        """The bonuses and deductions, by name."""
        return {name: one for name, one in self.item.items() if one.role is not Role.PART}

    def leaves(self) -> dict[str, Item]:
        """The items that read something, by name."""
        headings = {one.under for one in self.item.values()}
        return {name: one for name, one in self.item.items() if name not in headings}

    def band(self, grade: str) -> GradeBand | None:
        """The band of a grade."""
        return next((one for one in self.grade if one.grade == grade), None)

    def place(self, grade: str) -> int:
        """Where a grade stands among them: 0 is the best.

        Raises:
            ValueError: it is no grade of the rubric.
        """
        return [one.grade for one in self.grade].index(grade)


# -- soundness ------------------------------------------------------------------------------------------------------------------------


def unsound_rubric(rubric: Rubric, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a rubric."""
    if rubric.subject not in SUBJECTS:
        yield ("subject",), "charter-choice", rubric.subject, {"known": SUBJECTS}
    if rubric.most <= rubric.least or rubric.highest < rubric.most:
        yield ("most",), "rubric-scale", str(rubric.most), {"least": rubric.least, "most": rubric.highest}
    if not 0 <= rubric.known <= 1:
        yield ("known",), "rubric-share", str(rubric.known), {}
    for key in ("appeal_days", "answer_days", "months", "review_months", "ranked_from"):
        if getattr(rubric, key) < 0:
            yield (key,), "rubric-negative", str(getattr(rubric, key)), {}
    if rubric.review_months and rubric.months and rubric.review_months > rubric.months:
        yield ("review_months",), "rubric-late-review", str(rubric.review_months), {"months": rubric.months}
    yield from _evaluators(rubric, charter)
    yield from _tree(rubric)
    for name, one in rubric.item.items():
        yield from _item(rubric, charter, name, one)
    for name, veto in rubric.veto.items():
        yield from _veto(rubric, charter, name, veto)
    yield from _bands(rubric, charter)
    yield from _quotas(rubric)
    if rubric.about_persons:
        yield from _persons(rubric)


def _evaluators(rubric: Rubric, charter: Charter) -> Iterator[Fault]:
    for name, group in rubric.evaluators.items():
        yield from _word(("evaluators", name), "evaluator", name, charter)
        if group.weight <= 0:
            yield ("evaluators", name, "weight"), "rubric-weight", str(group.weight), {}
        if min(group.highest, group.lowest, group.returns) < 0:
            yield ("evaluators", name), "rubric-negative", str(min(group.highest, group.lowest, group.returns)), {}
        if group.returned is not None and not 0 <= group.returned <= 1:
            yield ("evaluators", name, "returned"), "rubric-share", str(group.returned), {}
    if rubric.evaluators:
        yield from _sum(("evaluators",), [group.weight for group in rubric.evaluators.values()])


def _word(path: Path, words: str, value: str, charter: Charter) -> Iterator[Fault]:
    known = charter.words.get(words, {})
    if value not in known:
        yield path, "charter-word" if known else "charter-no-words", value, {"words": words, "known": nearest(value, known)}


def _sum(path: Path, weights: list[Decimal]) -> Iterator[Fault]:
    whole = sum(weights, Decimal(0))
    if whole not in (Decimal(1), Decimal(100)):
        yield path, "rubric-weights", str(whole), {}


def _tree(rubric: Rubric) -> Iterator[Fault]:
    tops = rubric.parts()
    if not tops:
        yield (), "rubric-empty", rubric.name, {}
    headings = [""] + [name for name in rubric.item if rubric.parts(name)]
    for above in headings:
        parts = rubric.parts(above)
        if parts:
            yield from _sum(("item", above) if above else ("item",), [one.weight for one in parts.values()])
    for name, one in rubric.item.items():
        if one.under and one.under not in rubric.item:
            yield ("item", name, "under"), "rubric-item", one.under, {"known": nearest(one.under, rubric.item)}
        elif one.role is not Role.PART and (one.under or rubric.parts(name)):
            yield ("item", name), "rubric-extra-place", name, {}
        seen, above = {name}, one.under
        while above and above not in seen and above in rubric.item:
            seen.add(above)
            above = rubric.item[above].under
        if above and above in seen:
            yield ("item", name, "under"), "rubric-circle", one.under, {}


def _item(rubric: Rubric, charter: Charter, name: str, one: Item) -> Iterator[Fault]:
    path: Path = ("item", name)
    if one.role is Role.PART and one.weight <= 0:
        yield (*path, "weight"), "rubric-weight", str(one.weight), {}
    if rubric.parts(name):
        if one.fed_by is not None or one.measure:
            yield path, "rubric-heading", name, {}
        return
    if one.fed_by is None:
        yield path, "rubric-unfed", name, {"known": tuple(Feed)}
        return
    if (one.fed_by is Feed.FIGURE) != bool(one.measure):
        yield (*path, "measure"), "rubric-measure", one.measure, {"fed_by": str(one.fed_by)}
    if one.measure:
        yield from _measure((*path, "measure"), rubric, charter, one.measure)
    if one.minimum_n < 0:
        yield (*path, "minimum_n"), "rubric-negative", str(one.minimum_n), {}
    for group in one.evaluators:
        if group not in rubric.evaluators:
            yield (*path, "evaluators"), "rubric-group", group, {"known": nearest(group, rubric.evaluators)}
    if one.fed_by is Feed.BALLOTS and not one.worth:
        yield (*path, "worth"), "rubric-worth", name, {}
    for worth in one.worth:
        yield from _word((*path, "worth"), "choice", worth.choice, charter)
        if not rubric.least <= worth.score <= rubric.most:
            yield (*path, "worth"), "rubric-outside", str(worth.score), {"least": rubric.least, "most": rubric.most}
    yield from _scoring(rubric, path, one)


def _measure(path: Path, rubric: Rubric, charter: Charter, name: str) -> Iterator[Fault]:
    if name not in charter.measures:
        yield path, "charter-measure", name, {"known": nearest(name, charter.measures)}
    elif rubric.subject != "unit":
        # A person, a team or a project is judged by people, never by what the registers happen to hold.
        yield path, "rubric-figure-of", rubric.subject, {}
    elif charter.measures[name].form is Form.REACH and not charter.measures[name].reach:
        yield path, "charter-measure", name, {"known": ()}


def _scoring(rubric: Rubric, path: Path, one: Item) -> Iterator[Fault]:
    rule, here = one.scoring, (*path, "scoring")
    if one.role is not Role.PART and rule.shape is not Shape.PER_EVENT:
        yield here, "rubric-extra-shape", str(rule.shape), {}
        return
    if rule.shape is Shape.PER_EVENT:
        if rule.each is None or rule.each <= 0:
            yield (*here, "each"), "rubric-each", str(rule.each), {}
        if (one.role is not Role.PART and rule.most is None) or (rule.most is not None and rule.most <= 0):
            yield (*here, "most"), "rubric-limit", str(rule.most), {}
    elif rule.each is not None or rule.most is not None:
        yield here, "rubric-surplus", str(rule.shape), {"keys": ("each", "most")}
    if rule.shape is Shape.LINEAR:
        if (rule.worst is None) != (rule.best is None) or (rule.worst is not None and rule.worst == rule.best):
            yield here, "rubric-line", str(rule.best), {}
        elif rule.worst is not None and rule.best is not None and (rule.best > rule.worst) != (rule.better is Better.HIGHER):
            yield (*here, "better"), "rubric-direction", str(rule.better), {"worst": rule.worst, "best": rule.best}
        elif rule.worst is None and rule.better is Better.LOWER:
            yield here, "rubric-line", str(rule.better), {}
    elif rule.worst is not None or rule.best is not None:
        yield here, "rubric-surplus", str(rule.shape), {"keys": ("worst", "best")}
    tabled = rule.shape in (Shape.STEPS, Shape.BANDS, Shape.RANK)
    if tabled != bool(rule.table):
        yield (*here, "table"), "rubric-table", str(rule.shape), {}
        return
    for edge in rule.table:
        if not rubric.least <= edge.score <= rubric.most:
            yield (*here, "table"), "rubric-outside", str(edge.score), {"least": rubric.least, "most": rubric.most}
    if rule.shape is Shape.RANK:
        yield from _ranks((*here, "table"), rubric, rule)
    elif rule.shape in (Shape.STEPS, Shape.BANDS):
        yield from _edges((*here, "table"), rule)
    if rule.shape in (Shape.RANK, Shape.SHARE_OF_BEST) and rubric.ranked_from < 2:
        yield here, "rubric-ranked-from", str(rubric.ranked_from), {}
    if rubric.about_persons and rule.shape in (Shape.RANK, Shape.SHARE_OF_BEST):
        yield here, "rubric-ranks-persons", str(rule.shape), {}


def _ranks(path: Path, rubric: Rubric, rule: Scoring) -> Iterator[Fault]:
    places = [edge.place for edge in rule.table]
    known = [place for place in places if place is not None]
    if len(known) < len(places) or known != sorted(set(known)) or min(known, default=0) < 1:
        yield path, "rubric-places", ", ".join(str(place) for place in places), {}
    scores = [edge.score for edge in rule.table]
    if scores != sorted(scores, reverse=True):
        yield path, "rubric-rank-order", ", ".join(str(score) for score in scores), {}


def _edges(path: Path, rule: Scoring) -> Iterator[Fault]:
    """Steps rise without bound; bands lie side by side, from no lower edge to no upper one."""
    if any(edge.place is not None for edge in rule.table):
        yield path, "rubric-surplus", str(rule.shape), {"keys": ("place",)}
    if rule.shape is Shape.STEPS:
        lower = [edge.at_least for edge in rule.table]
        known = [edge for edge in lower if edge is not None]
        if len(known) < len(lower) or len(set(known)) < len(known) or any(edge.under is not None for edge in rule.table):
            yield path, "rubric-steps", ", ".join(str(edge) for edge in lower), {}
        scores = [edge.score for edge in sorted(rule.table, key=lambda edge: edge.at_least or 0)]
        if scores != sorted(scores):
            # Steps count how far somebody got; where more is worse, bands say so.
            yield path, "rubric-step-order", ", ".join(str(score) for score in scores), {}
        return
    ordered = sorted(rule.table, key=lambda edge: (edge.at_least is not None, edge.at_least or 0))
    if ordered[0].at_least is not None:
        yield path, "rubric-band-gap", f"below {ordered[0].at_least}", {"from": "−∞", "to": ordered[0].at_least}
    for lower_band, upper in pairwise(ordered):
        end, start = lower_band.under, upper.at_least
        if end is None or start is None or end > start:
            yield path, "rubric-band-overlap", f"{start}", {"from": start, "to": end}
        elif end < start:
            yield path, "rubric-band-gap", f"{end} to {start}", {"from": end, "to": start}
    if ordered[-1].under is not None:
        yield path, "rubric-band-gap", f"from {ordered[-1].under}", {"from": ordered[-1].under, "to": "+∞"}
    for edge in rule.table:
        if edge.at_least is not None and edge.under is not None and edge.under <= edge.at_least:
            yield path, "rubric-band-empty", f"{edge.at_least} to {edge.under}", {}


def _veto(rubric: Rubric, charter: Charter, name: str, veto: Veto) -> Iterator[Fault]:
    path: Path = ("veto", name)
    grades = [one.grade for one in rubric.grade]
    if veto.cap not in grades[1:]:
        yield (*path, "cap"), "rubric-grade", veto.cap, {"known": tuple(grades[1:])}
    by_figure, by_item = bool(veto.measure) and veto.over is not None, bool(veto.item) and veto.under is not None
    if by_figure == by_item or bool(veto.measure) != (veto.over is not None) or bool(veto.item) != (veto.under is not None):
        yield path, "rubric-veto", name, {}
    if veto.under is not None and not rubric.least < veto.under <= rubric.most:
        yield (*path, "under"), "rubric-outside", str(veto.under), {"least": rubric.least, "most": rubric.most}
    if veto.measure:
        yield from _measure((*path, "measure"), rubric, charter, veto.measure)
    if veto.item and veto.item not in rubric.item:
        yield (*path, "item"), "rubric-item", veto.item, {"known": nearest(veto.item, rubric.item)}


def _bands(rubric: Rubric, charter: Charter) -> Iterator[Fault]:
    """Grades stand best first; each begins where the one above it ends, and the last takes in the least score."""
    if not rubric.grade:
        return
    names = [one.grade for one in rubric.grade]
    limited = {one.grade for one in rubric.quota}
    for at, one in enumerate(rubric.grade):
        path: Path = ("grade", at)
        yield from _word(path, "grade", one.grade, charter)
        if names.count(one.grade) > 1:
            yield path, "rubric-grade-twice", one.grade, {}
        if one.plan:
            yield from _word(path, "plan", one.plan, charter)
        if one.aim and (one.aim not in names or names.index(one.aim) > at):
            yield path, "rubric-aim", one.aim, {"grade": one.grade}
        if one.plan_days < 0 or (one.months or 0) < 0:
            yield path, "rubric-negative", str(min(one.plan_days, one.months or 0)), {}
        for place, use in enumerate(one.brings):
            yield from _consequence((*path, "brings", place), rubric, charter, one, use)
        if at == 0:
            if one.under is not None and one.under <= rubric.highest:
                yield path, "rubric-band-gap", f"from {one.under}", {"from": one.under, "to": rubric.highest}
            if one.at_least is not None and one.at_least > rubric.highest:
                yield path, "rubric-unreachable", one.grade, {"most": rubric.highest}
            continue
        above = rubric.grade[at - 1]
        start, end = above.at_least, one.under
        if start is None:
            start = rubric.least
        if end is not None and end < start:
            yield path, "rubric-band-gap", f"{end} to {start}", {"from": end, "to": start}
        if end is not None and end > start:
            yield path, "rubric-band-overlap", f"{start} to {end}", {"from": start, "to": end}
        lower = rubric.least if one.at_least is None else one.at_least
        if lower > start or (lower == start and above.grade not in limited):
            yield path, "rubric-unreachable", one.grade, {"most": start}
    last = rubric.grade[-1]
    if last.at_least is not None and last.at_least > rubric.least:
        yield (
            ("grade", len(names) - 1),
            "rubric-band-gap",
            f"below {last.at_least}",
            {"from": rubric.least, "to": last.at_least},
        )


def _consequence(path: Path, rubric: Rubric, charter: Charter, band: GradeBand, use: Consequence) -> Iterator[Fault]:
    """What hurts is said of the grade, can be appealed, and is decided by a body; nobody leaves before a plan to mend it has failed."""
    for word in use.body:
        yield from _word((*path, "body"), "unit", word, charter)
    if (use.use is Use.RECOGNITION) != bool(use.notice):
        yield (*path, "notice"), "rubric-use-notice", str(use.use), {}
    elif use.notice:
        yield from _word((*path, "notice"), "notice", use.notice, charter)
    if not use.hurts:
        return
    if use.use in (Use.RECOGNITION, Use.REWARD):
        yield (*path, "against"), "rubric-use-against", str(use.use), {}
    if not band.hurts or not rubric.appeal_days or not use.body:
        yield path, "rubric-use-hurts", band.grade, {}
    if use.use is Use.EXIT and (
        not rubric.about_persons or band != rubric.grade[-1] or not band.plan or not band.plan_days or not rubric.answer_days
    ):
        yield path, "rubric-exit", band.grade, {}


def _quotas(rubric: Rubric) -> Iterator[Fault]:
    names = [one.grade for one in rubric.grade]
    for at, one in enumerate(rubric.quota):
        path: Path = ("quota", at)
        if one.grade not in names:
            yield (*path, "grade"), "rubric-grade", one.grade, {"known": tuple(names)}
        elif one.grade == names[-1]:
            # Those for whom there is no room have nowhere to go; and nobody is forced down to it, for that no key exists.
            yield (*path, "grade"), "rubric-quota-last", one.grade, {}
        if one.share is None or not 0 < one.share <= 1:
            yield (*path, "at_most"), "rubric-quota-share", one.at_most, {}
        if [other.grade for other in rubric.quota].count(one.grade) > 1:
            yield path, "rubric-grade-twice", one.grade, {}
        for item in one.tie_breakers:
            if item not in rubric.item:
                yield (*path, "tie_breakers"), "rubric-item", item, {"known": nearest(item, rubric.item)}


def _persons(rubric: Rubric) -> Iterator[Fault]:
    """Persons are judged only under a rule that was made known to them, holds from a day, can be appealed, and whose grades end."""
    for key in ("published", "source", "valid_from", "appeal_days", "answer_days", "months"):
        if not getattr(rubric, key):
            yield (), "rubric-persons", rubric.name, {"key": key}
    if rubric.unconfirmed:
        yield ("unconfirmed",), "rubric-unconfirmed", rubric.name, {}
