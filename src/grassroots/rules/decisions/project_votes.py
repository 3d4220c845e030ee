"""Votes on projects, from records: their papers or counts, what the projects cost, and the money that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import evolve

from grassroots.errors import InvalidArgument
from grassroots.model import Ballot, Count, Project, Step, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.declared import counts_declared, counts_held, projects_declared, votes_on
from grassroots.rules.decisions.entering import chosen_to_enter, projects_to_enter
from grassroots.rules.decisions.outcome import ProjectChoice, VoteOutcome
from grassroots.rules.decisions.project_count import ProjectCount, count_projects, count_totals
from grassroots.rules.decisions.project_steps import Option, Paper
from grassroots.rules.decisions.project_vote_rule import Method, ProjectVoteRule, unsound_project_vote
from grassroots.rules.decisions.votes import Result, counts_of, impossible, papers_of, rule_of, trouble, untimely, votes_under
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.proposed import Proposed
from grassroots.values import ProjectId, Ref


def count_vote(vote: Vote, at: At, rule: ProjectVoteRule | None = None) -> ProjectCount:
    """Counts a vote on projects from records: from its papers, or where there are none from its counts.

    The money is the `budget` of the vote, what a project costs is the `budget` of the project.

    Raises:
        NotFound: no rule was given, and the charter has none that the vote names and that is in force on its day.
        InvalidArgument: the rule that the vote names is one for decisions or elections; or equal shares are to be counted without papers.
    """
    found = rule_of(vote, at) if rule is None else rule
    if not isinstance(found, ProjectVoteRule):
        raise InvalidArgument(f"{found.known_as!r} is no rule for a vote on projects; use decide or elect")
    papers = papers_of(vote, at)
    counts = [(one, one.option.id) for one in counts_of(vote, at) if one.option is not None and one.choice in (None, "yes")]
    problems = [*untimely(vote, found, at)]
    options = []
    for id in sorted({mark.option.id for one in papers for mark in one.marks} | {id for _, id in counts}):
        project = at.snapshot.get(Project, id)
        cost = project.budget.value if project and project.budget else None
        if found.method is Method.MOST_VOTES:
            options.append(Option(id, Decimal(1), project.name if project else ""))
        elif cost is None or cost <= 0:
            problems.append(trouble(vote, found, "vote-no-cost", id))
        else:
            same = at.reader.value(project, found.one_per, at.day) if project and found.one_per else None
            options.append(Option(id, cost, project.name if project else "", "" if same is None else str(same)))
    money = vote.budget.value if vote.budget else None
    if found.method is Method.MOST_VOTES:
        declared = len({one.option.id for one in counts_of(vote, at) if one.adopted and one.option is not None})
        money, found = Decimal(len(options)), evolve(found, most_projects=found.most_projects or declared)
    elif money is None:
        problems.append(trouble(vote, found, "vote-lacks", "", "budget"))
    numbers = [one.votes for one, _ in counts] or [0]
    returned = sum(one.papers for one in papers) or None
    came = vote.ballots if vote.ballots is not None else returned
    whole, limit = _first((("ballots", came), ("issued", vote.issued), ("present", vote.present), ("eligible", vote.eligible)))
    for one, id in counts:
        if limit is not None and one.votes > limit >= 0:
            problems.append(trouble(vote, found, "vote-exceeds", one.votes, "counts", whole=whole, limit=limit, option=id))
    pairs = [
        ("counts", min(numbers), "ballots", None),
        ("counts", returned, "ballots", vote.ballots),
        *(
            ("ballots", came, name, number)
            for name, number in (("issued", vote.issued), ("present", vote.present), ("eligible", vote.eligible))
        ),
    ]
    problems += impossible(vote, found, pairs)
    budget = max(money or Decimal(0), Decimal(0))
    if papers:
        priced = {option.id for option in options}
        made = count_projects(options, (_paper(one, priced) for one in papers), budget, found)
    else:
        votes, points = Counter[str](), Counter[str]()
        for one, id in counts:
            votes[id] += max(0, one.votes)
            points[id] += one.votes if one.points is None else one.points
        made = count_totals(options, votes, points, vote.ballots or 0, budget, found)
    return evolve(made, vote=vote.id, problems=tuple(problems))


def _first(known: Iterable[tuple[str, int | None]]) -> tuple[str, int | None]:
    """The first number that is known, with its name."""
    return next(((name, number) for name, number in known if number is not None), ("ballots", None))


def _paper(ballot: Ballot, priced: set[str]) -> Paper:
    marks = [mark for mark in ballot.marks if mark.option.id in priced]
    points = tuple(mark.points or 0 for mark in marks) if any(mark.points is not None for mark in marks) else ()
    return Paper(tuple(mark.option.id for mark in marks), points, ballot.papers)


def _countable(vote: Vote, rule: ProjectVoteRule, at: At) -> bool:
    return rule.method is not Method.EQUAL_SHARES or bool(papers_of(vote, at))


def _problems(rule: ProjectVoteRule, at: At) -> Iterator[Problem]:
    for vote in votes_under(rule, at):
        if _countable(vote, rule, at):
            count = count_vote(vote, at, rule)
            yield from count.problems
            # What costs an unknown sum, or is to be paid from unknown money, is not held against the rule.
            if not count.problems:
                yield from counts_declared(vote, rule, count.taken, "project", at)
                yield from projects_declared(vote, rule, count.taken, _adopted(rule), at)
        else:
            yield trouble(vote, rule, "vote-lacks", "", "ballots")


def _adopted(rule: ProjectVoteRule) -> tuple[str, ...]:
    return rule.adopted or ("adopted",)


def _proposals(rule: ProjectVoteRule, at: At) -> Iterator[Proposed]:
    for vote in votes_under(rule, at):
        count = count_vote(vote, at, rule) if _countable(vote, rule, at) else None
        if count is not None and count.taken and not count.problems:
            yield from chosen_to_enter(vote, rule, count.taken, "project", (), at)
            yield from projects_to_enter(vote, rule, count.taken, _adopted(rule), at)


def _outcomes(rule: ProjectVoteRule, at: At) -> Iterator[VoteOutcome]:
    for vote in votes_under(rule, at):
        if not _countable(vote, rule, at):
            continue
        count = count_vote(vote, at, rule)
        for step in count.steps:
            option = Ref("project", step.project)
            unpriced = rule.method is Method.MOST_VOTES or vote.budget is not None
            result = Result.OPEN if not unpriced else Result.PASSED if step.taken else Result.FAILED
            yield VoteOutcome(id=f"{vote.id}:{option}", vote=vote.id, option=option, rule=rule.known_as, result=result)


def _choices(rule: ProjectVoteRule, at: At) -> Iterator[ProjectChoice]:
    for vote in votes_under(rule, at):
        if not _countable(vote, rule, at):
            continue
        count = count_vote(vote, at, rule)
        adopted = {one.option.id for one in counts_of(vote, at) if one.adopted and one.option is not None}
        for step in count.steps:
            yield ProjectChoice(
                id=f"{vote.id}:{step.project}",
                vote=vote.id,
                project=ProjectId(step.project),
                rule=rule.known_as,
                votes=step.votes,
                chosen=step.taken,
                declared=step.project in adopted,
            )


def _counted(rule: ProjectVoteRule, at: At) -> Iterator[tuple[Vote, ProjectCount]]:
    """The votes whose count hangs on nothing that was declared."""
    if rule.method is Method.MOST_VOTES and rule.most_projects is None:
        return
    for vote in votes_under(rule, at):
        count = count_vote(vote, at, rule) if _countable(vote, rule, at) else None
        if count is not None and not count.problems:
            yield vote, count


def _declared(rule: ProjectVoteRule, at: At) -> Iterator[Held]:
    for vote, count in _counted(rule, at):
        counts = [one for one in counts_of(vote, at) if one.option is not None and one.option.noun == "project"]
        yield from counts_held(counts, count.taken)


def _taken_up(rule: ProjectVoteRule, at: At) -> Iterator[Held]:
    """The life of a project that was not taken, which may not say that it was."""
    for vote, count in _counted(rule, at):
        for one in count.steps:
            project = at.snapshot.get(Project, one.project)
            if project is not None and not one.taken and len(votes_on(project.id, at)) == 1:
                rest = tuple(step for step in project.steps if step.state not in _adopted(rule))
                yield Held(record=project, gives=rest, other=(*rest, Step(state=_adopted(rule)[0], on=vote.on)))


KIND = Kind(
    name="project_vote",
    form=ProjectVoteRule,
    sound=unsound_project_vote,
    judges_past=True,
    derives=(Derivation(VoteOutcome, _outcomes), Derivation(ProjectChoice, _choices)),
    finds=_problems,
    proposes=_proposals,
    typed=(
        Typed(noun=Count, field="adopted", told={"vote-not-chosen": "value", "vote-passed-over": "value"}, of=_declared),
        Typed(noun=Project, field="steps", told={"vote-project-not-chosen": "value"}, of=_taken_up),
    ),
)
