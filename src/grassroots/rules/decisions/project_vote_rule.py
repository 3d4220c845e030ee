"""Rules for the vote on projects: how papers are scored, which projects are taken until the money is spent, and what decides a tie."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from grassroots.charter.paths import leaves, workflows_of
from grassroots.charter.rule import Rule, not_below, share
from grassroots.problems import nearest
from grassroots.rules.decisions.decision_rule import Faults


class PaperKind(StrEnum):
    """What a paper says."""

    APPROVAL = "approval"
    """Which projects the voter wants."""
    CUMULATIVE = "cumulative"
    """How the voter's points are shared out."""
    ORDINAL = "ordinal"
    """Which project comes first, which second ..."""


class Score(StrEnum):
    """By what projects are ranked, and what a minimum support counts."""

    VOTES = "votes"
    """How many papers name it."""
    POINTS = "points"
    """The sum of the points that the papers give it."""


class Method(StrEnum):
    """Which projects are taken."""

    SKIP = "skip"
    """In the order of their scores, each that the money left pays for; what does not fit is passed over."""
    STOP = "stop"
    """In the order of their scores, up to the first that does not fit."""
    KNAPSACK = "knapsack"
    """Those that together have the highest score of all that the money pays for."""
    MOST_VOTES = "most_votes"
    """In the order of their scores, as many as there are to be (`most_projects`, else as many as were declared adopted); money is not asked for."""
    EQUAL_SHARES = "equal_shares"
    """Every paper has an equal share of the money; a project is taken when those who want it can pay for it."""


class ProjectTie(StrEnum):
    """What decides between projects with equal scores, tried in the order in which the rule names them; the number of the project comes last."""

    LOWER_COST = "lower_cost"
    HIGHER_COST = "higher_cost"
    MORE_VOTES = "more_votes"


class Completion(StrEnum):
    """What is done with the money that equal shares leave."""

    NONE = "none"
    SKIP = "skip"
    """More projects are taken from it in the order of their scores, as long as they fit."""
    ADD1 = "add1"
    """Every paper has one more of the money, and one more again, as if there were more: what the last such count takes that the budget pays for is taken."""


class Gain(StrEnum):
    """What somebody gains from a project under equal shares."""

    SCORE = "score"
    """As much as the paper gives it: 1, or its points."""
    COST = "cost"
    """What it costs: the money that is spent on what one wants."""


class Twice(StrEnum):
    """What becomes of a paper that names a project twice."""

    VOID = "void"
    ONCE = "once"
    """The project counts once, with the first points that it has."""


@frozen(kw_only=True)
class ProjectVoteRule(Rule):
    """How a vote on projects is counted.

    `papers`: what a paper says. `score`: by what projects are ranked. `ranks`: the points for the first place, the second ... on an ordinal paper.
    `most_marks`, `most_points`: a paper with more is void. `support`, `support_share`: the least score, and the least share of the papers that
    name it, with which a project can be taken; what nobody wants is never taken. `most_projects`: how many are taken at most. `method`: how what is taken follows from the ranks.
    `support_of`: the score that the least support is held against, where it is another than the ranking one. `tie`: what decides among equals. `completion`: how money that is left is given out.
    `gain`: what equal shares are to pay for. `twice`: what becomes of a paper that names a project twice. `one_per`: projects that say the same at this path (a place,
    a field of the charter's own) exclude one another, and one of them at most is taken.
    `adopted`: the states of a project that say it was taken; none: `adopted`, where its life has that state.

    >>> ProjectVoteRule(name="projects").method.value
    'skip'
    """

    papers: PaperKind = PaperKind.APPROVAL
    score: Score = Score.VOTES
    ranks: tuple[int, ...] = ()
    most_marks: int | None = field(default=None, metadata=not_below(1))
    most_points: int | None = field(default=None, metadata=not_below(1))
    method: Method = Method.SKIP
    support: int = field(default=1, metadata=not_below(1))
    support_of: Score | None = None
    support_share: Fraction | None = field(default=None, metadata=share())
    tie: tuple[ProjectTie, ...] = (ProjectTie.LOWER_COST,)
    completion: Completion = Completion.NONE
    gain: Gain = Gain.SCORE
    twice: Twice = Twice.VOID
    one_per: str = ""
    most_projects: int | None = field(default=None, metadata=not_below(1))
    adopted: tuple[str, ...] = ()


def unsound_project_vote(rule: ProjectVoteRule, charter: Any) -> Faults:
    """What is unsound in a rule for a vote on projects."""
    states = {name for workflow in workflows_of(charter, "project") for name in workflow.states}
    for name in rule.adopted:
        if name not in states:
            yield ("adopted",), "charter-vote-state", name, {"known": nearest(name, states)}
    ordinal = rule.papers is PaperKind.ORDINAL
    if ordinal and not rule.ranks and rule.score is Score.POINTS:
        yield (), "charter-missing", "", {"key": "ranks"}
    if rule.ranks and not ordinal:
        yield ("ranks",), "charter-surplus", str(list(rule.ranks)), {}
    if any(points < 1 for points in rule.ranks) or list(rule.ranks) != sorted(rule.ranks, reverse=True):
        yield ("ranks",), "charter-ranks", str(list(rule.ranks)), {}
    if rule.most_points is not None and rule.papers is not PaperKind.CUMULATIVE:
        yield ("most_points",), "charter-surplus", str(rule.most_points), {}
    if {ProjectTie.LOWER_COST, ProjectTie.HIGHER_COST} <= set(rule.tie):
        yield ("tie",), "charter-tie-contradicts", ", ".join(rule.tie), {}
    if rule.method is not Method.EQUAL_SHARES:
        for key, given, usual in (("completion", rule.completion, Completion.NONE), ("gain", rule.gain, Gain.SCORE)):
            if given is not usual:
                yield (key,), "charter-surplus", given.value, {}
    if rule.one_per and not leaves(charter, "project", rule.one_per):
        yield ("one_per",), "charter-path", rule.one_per, {"noun": "project", "known": ("unit", "kind", "custom.NAME")}
