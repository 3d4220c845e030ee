"""Rubrics: how a unit, a team, a project or a person is scored and graded, as data with a source.

A rubric is a tree of items. Its leaves are fed by a figure of the charter, by marks, or by ballots and answers; each turns what it reads into a
score on the rubric's scale; a score above is the weighted mean of those below. Bonuses and deductions are added to the whole, within their limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.rule import Rule, between, free, needed, noun, of_noun, share, word
from grassroots.charter.words import Labels

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

    choice: str = field(metadata=needed() | word("choice"))
    score: Decimal


@frozen(kw_only=True)
class Evaluators:
    """A group that gives marks or ballots: its weight, how many of the highest and lowest marks are left out, and how many must have come back.

    `returns`: fewer marks or ballots than this, and the group counts as missing; `returned`: likewise the least share of the forms given out.
    """

    weight: Decimal
    highest: int = field(default=0, metadata=between(0, 10_000))
    lowest: int = field(default=0, metadata=between(0, 10_000))
    returns: int = field(default=0, metadata=between(0, 10**6))
    returned: Decimal | None = field(default=None, metadata=share())


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
    minimum_n: int = field(default=0, metadata=between(0, 10**6))
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
    body: tuple[str, ...] = field(default=(), metadata=word("unit"))
    notice: str = field(default="", metadata=word("notice"))
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

    grade: str = field(metadata=needed() | word("grade"))
    at_least: Decimal | None = None
    under: Decimal | None = None
    plan: str = field(default="", metadata=word("plan"))
    plan_days: int = field(default=0, metadata=between(0, 36_500))
    aim: str = ""
    months: int | None = field(default=None, metadata=between(0, 1200))
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
    `binding`: whether a grade follows from the score in any case: reasons are told then, and none is a reason for another grade.

    `item`: the parts of a score, each with its weight and what feeds it. `evaluators`: the groups that mark, with their weights. `veto`: what puts a subject out of
    a grade whatever its score. `grade`: the grades with their bands, the best first, and what may follow from each. `quota`: how many may have a grade at most.
    """

    subject: str = field(metadata=noun(*SUBJECTS))
    where: Condition = field(default=ALWAYS, metadata=of_noun("subject"))
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(100)
    ceiling: Decimal | None = None
    missing: Missing = Missing.NOT_ASSESSED
    known: Decimal = field(default=Decimal(0), metadata=share())
    ranked_from: int = field(default=0, metadata=between(0, 10**6))
    item: Mapping[str, Item] = field(factory=dict, hash=False)
    evaluators: Mapping[str, Evaluators] = field(factory=dict, hash=False)
    veto: Mapping[str, Veto] = field(factory=dict, hash=False)
    grade: tuple[GradeBand, ...] = ()
    quota: tuple[Quota, ...] = ()
    published: str = field(default="", metadata=free())
    binding: bool = False
    appeal_days: int = field(default=0, metadata=between(0, 36_500))
    answer_days: int = field(default=0, metadata=between(0, 36_500))
    months: int = field(default=0, metadata=between(0, 1200))
    review_months: int = field(default=0, metadata=between(0, 1200))

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
