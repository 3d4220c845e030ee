"""A vote on projects, counted from its papers or from totals. The steps alone give the result again (`ProjectCount.replayed`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import field, frozen

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.rules.decisions.equal_shares import equal_shares
from grassroots.rules.decisions.project_steps import CountStep, Option, Paper, Table, steps_of
from grassroots.rules.decisions.project_vote_rule import Completion, Gain, Method, PaperKind, ProjectVoteRule, Twice
from grassroots.rules.decisions.votes import headed, say
from grassroots.values import Language, VoteId


@frozen(kw_only=True)
class ProjectCount:
    """What came of a vote on projects. `void`: papers left out because they say more than the rule allows, or name what is not on the list."""

    rule: ProjectVoteRule
    budget: Decimal
    papers: int
    void: int
    steps: tuple[CountStep, ...]
    vote: VoteId | None = None
    problems: tuple[Problem, ...] = ()
    scores: Mapping[str, int] = field(factory=dict, hash=False)

    @property
    def taken(self) -> tuple[str, ...]:
        """The projects taken, in the order in which they were."""
        return tuple(step.project for step in self.steps if step.taken)

    @property
    def spent(self) -> Decimal:
        """What they cost together; never more than the budget."""
        return sum((step.cost for step in self.steps if step.taken), Decimal(0))

    def replayed(self) -> tuple[str, ...]:
        """The result from the steps alone: the money is paid out again, step by step.

        Raises:
            InvalidArgument: the steps do not add up.
        """
        left, taken = self.budget, []
        for step in self.steps:
            if step.left != left or (step.taken and step.cost > left):
                raise InvalidArgument(f"the step of {step.project} starts with {step.left}, and {left} is left")
            if step.taken:
                left -= step.cost
                taken.append(step.project)
        return tuple(taken)

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, every step, and what is left."""
        head = {"budget": self.budget, "papers": self.papers, "void": self.void, "method": _method(self.rule, language)}
        taken = {"taken": len(self.taken), "spent": self.spent, "left": self.budget - self.spent}
        return (
            headed(self.rule, language),
            say("count-head", language, **head),
            *(f"{number}. {step.explain(language)}" for number, step in enumerate(self.steps, 1)),
            say("count-taken", language, **taken),
        )


def _method(rule: ProjectVoteRule, language: Language) -> str:
    method = say(f"method-{rule.method}", language, score=say(f"score-{rule.score}", language))
    if rule.gain is Gain.COST:
        method += say("gain-cost", language)
    if rule.completion is not Completion.NONE:
        method += say(f"completion-{rule.completion}", language)
    if rule.one_per:
        method += say("one-per", language)
    if rule.support > 1:
        method += say(f"support-{rule.support_of or rule.score}", language, support=rule.support)
    return method + (say("support-share", language, share=rule.support_share) if rule.support_share else "")


def count_projects(
    projects: Iterable[Option], ballots: Iterable[Paper], budget: Decimal, rule: ProjectVoteRule
) -> ProjectCount:
    """Counts a vote on projects from its papers. The order in which papers and projects come never matters.

    Args:
        projects: what can be chosen, each id once.
        ballots: the papers; those that say the same may be laid together.
        budget: the money there is; 0 or more.
        rule: how papers are scored and projects taken.

    Raises:
        InvalidArgument: two projects share an id, or the budget is less than nothing.

    >>> rule = ProjectVoteRule(name="r")
    >>> projects = [Option("a", Decimal(60)), Option("b", Decimal(50)), Option("c", Decimal(40))]
    >>> count = count_projects(projects, [Paper(("a",), papers=5), Paper(("b", "c"), papers=3)], Decimal(100), rule)
    >>> count.taken, count.spent
    (('a', 'c'), Decimal('100'))
    >>> print(count.steps[2].explain())
    b: 3 votes (level with c), costs 50, 0 left: does not fit.
    """
    known = _known(projects, budget)
    valid: list[tuple[dict[str, int], int]] = []
    void = 0
    for paper in ballots:
        scored = _scored(paper, known, rule)
        if scored is None:
            void += paper.papers
        elif paper.papers > 0:
            valid.append((scored, paper.papers))
    votes = dict.fromkeys(known, 0)
    points = dict.fromkeys(known, 0)
    for scored, number in valid:
        for id, given in scored.items():
            votes[id] += number
            points[id] += given * number
    papers = sum(number for _, number in valid) + void
    table = Table(known, votes, points, papers - void, budget, rule)
    steps = tuple(equal_shares(table, valid)) if rule.method is Method.EQUAL_SHARES else tuple(steps_of(table))
    return ProjectCount(rule=rule, budget=budget, papers=papers, void=void, steps=steps, scores=dict(table.scores))


def count_totals(
    projects: Iterable[Option],
    votes: Mapping[str, int],
    points: Mapping[str, int],
    papers: int,
    budget: Decimal,
    rule: ProjectVoteRule,
) -> ProjectCount:
    """Counts a vote on projects of which only the votes and points of each project are known, and how many papers were valid.

    Raises:
        InvalidArgument: equal shares are to be counted; or as `count_projects`.
    """
    if rule.method is Method.EQUAL_SHARES:
        raise InvalidArgument("equal shares are counted from papers; counts do not tell who wants what together")
    known = _known(projects, budget)
    full_votes, full_points = ({id: given.get(id, 0) for id in known} for given in (votes, points))
    table = Table(known, full_votes, full_points, papers, budget, rule)
    return ProjectCount(
        rule=rule, budget=budget, papers=papers, void=0, steps=tuple(steps_of(table)), scores=dict(table.scores)
    )


def _known(projects: Iterable[Option], budget: Decimal) -> dict[str, Option]:
    known: dict[str, Option] = {}
    for option in sorted(projects, key=lambda one: one.id):
        if option.id in known:
            raise InvalidArgument(f"two projects are called {option.id!r}; give one of them another id")
        known[option.id] = option
    if not budget.is_finite() or budget < 0:
        raise InvalidArgument(f"the budget is {budget}; write 0 or more")
    return known


def _scored(paper: Paper, known: Mapping[str, Option], rule: ProjectVoteRule) -> dict[str, int] | None:
    """The points that one paper gives; None if it is void."""
    options, given_points = paper.options, paper.points
    if rule.twice is Twice.ONCE and len(set(options)) < len(options):
        first = [place for place, id in enumerate(options) if id not in options[:place]]
        if len(given_points) == len(options):
            given_points = tuple(given_points[place] for place in first)
        options = tuple(options[place] for place in first)
    if len(set(options)) < len(options) or any(id not in known for id in options):
        return None
    if rule.most_marks is not None and len(options) > rule.most_marks:
        return None
    if rule.papers is PaperKind.ORDINAL:
        given = [rule.ranks[place] if place < len(rule.ranks) else 0 for place in range(len(options))]
        return dict(zip(options, given, strict=True))
    if rule.papers is PaperKind.APPROVAL:
        return dict.fromkeys(options, 1)
    if len(given_points) != len(options) or any(points < 0 for points in given_points):
        return None
    if rule.most_points is not None and sum(given_points) > rule.most_points:
        return None
    return {id: points for id, points in zip(options, given_points, strict=True) if points}
